//! The forms of a review with their numbers.

use std::collections::BTreeMap;

use crate::survey::codebook::Title;
use crate::survey::shape::words::LayoutWords;
use crate::tabulate::flows::{Balance, Balances};
use crate::tabulate::{Unit, UnitKeys};

use super::count::{Counts, UnitCounts};
use super::definition::{Chart, Identity, Layout};
use super::people::{People, Peoples};
use super::table::{Area, CountedForm, FormUnit, Row, rows};
use super::variant::{each_people, spread_peoples};

/// A form with its numbers.
#[derive(Clone, Debug)]
pub struct FilledForm {
    /// The form.
    pub form: super::Form,
    /// Its lines.
    pub rows: Vec<Row>,
    /// Columns for which missing answers leave households open, with how many.
    pub open: Vec<(String, i64)>,
    /// Households without a number of persons, of which a column counts the persons; the most that one column has.
    pub without_persons: i64,
}

/// All forms of a review.
#[derive(Clone, Debug)]
pub struct Filled {
    /// How they are laid out.
    pub layout: Layout,
    /// In the order of their numbers.
    pub forms: Vec<FilledForm>,
    /// What has to hold of them.
    pub identities: Vec<Identity>,
    /// What is drawn of them.
    pub charts: Vec<Chart>,
    /// Communes with households of both areas: the name, how many are urban and how many rural.
    pub mixed: Vec<(Unit, i64, i64)>,
}

/// What forms are filled of.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'c> {
    /// How they are laid out.
    pub layout: Layout,
    /// The forms.
    pub forms: &'c [CountedForm],
    /// What has to hold of them.
    pub identities: &'c [Identity],
    /// What is drawn of them.
    pub charts: &'c [Chart],
    /// The official list of peoples.
    pub peoples: &'c [People],
    /// Which quantities are the urban and the rural households of a commune.
    pub areas: Option<[usize; 2]>,
}

impl Counted<'_> {
    /// Fills the forms with what was counted in every unit, its spellings settled, and with the flows from the previous review.
    pub fn fill(&self, counts: UnitCounts, flows: Option<&Balances>, layout: &LayoutWords) -> Filled {
        let mut forms = self.forms.to_vec();
        let mut identities = self.identities.to_vec();
        let mut counts = counts;
        self.spread(&mut forms, &mut identities, &mut counts);
        let mut mixed = Vec::new();
        let unit = |(unit, own): (Unit, super::count::UnitCount)| {
            let [urban, rural] = self.areas.map_or([0, 0], |areas| areas.map(|at| own.counts[at].households));
            if urban > 0 && rural > 0 {
                mixed.push((unit.clone(), urban, rural));
            }
            // a commune is the one or the other: what most of its households say
            let area = match urban.cmp(&rural) {
                std::cmp::Ordering::Greater => Some(Area::Urban),
                std::cmp::Ordering::Less => Some(Area::Rural),
                std::cmp::Ordering::Equal => None,
            };
            FormUnit { unit, area, counts: Some(own.counts), flows: flows.map(|_| [Balance::default(); 2]) }
        };
        let mut units: Vec<FormUnit> = counts.units.into_iter().map(unit).collect();
        if let Some(flows) = flows {
            put_in(&mut units, flows, layout);
        }
        let filled = forms.into_iter().map(|form| self.filled(form, &units)).collect();
        Filled { layout: self.layout, forms: filled, identities, charts: self.charts.to_vec(), mixed }
    }

    fn filled(&self, counted: CountedForm, units: &[FormUnit]) -> FilledForm {
        let sum = |quantity: usize, of: &dyn Fn(&Counts) -> i64| {
            units.iter().filter_map(|unit| unit.counts.as_ref()).map(|counts| of(&counts[quantity])).sum::<i64>()
        };
        let mut open: Vec<(String, i64)> = Vec::new();
        let mut without_persons = 0;
        for (id, line, quantity) in &counted.quantities {
            // lines and the columns of peoples count the same households again
            let unknown = sum(*quantity, &|counts| counts.unknown);
            if unknown > 0 && !open.iter().any(|(own, _)| own == id) {
                open.push((id.clone(), unknown));
            }
            let own = counted.form.column(id);
            let persons = counted.form.lines[*line].persons || own.is_some_and(|column| column.persons);
            if persons && own.is_some_and(|column| !column.hidden) {
                without_persons = without_persons.max(sum(*quantity, &|counts| counts.persons_unknown));
            }
        }
        FilledForm { rows: rows(&counted, units, self.layout), form: counted.form, open, without_persons }
    }

    /// Makes quantities and columns for the peoples that the survey names.
    fn spread(&self, forms: &mut [CountedForm], identities: &mut [Identity], counts: &mut UnitCounts) {
        let peoples = Peoples::new(self.peoples);
        // by its place the spelling that sorts first
        let mut present: BTreeMap<(usize, String), Box<str>> = BTreeMap::new();
        let named = |form: &CountedForm| {
            let by = |id: &String| form.form.column(id).is_some_and(|column| column.by.is_some());
            form.quantities.iter().filter(|(id, ..)| by(id)).map(|(.., quantity)| *quantity).collect::<Vec<_>>()
        };
        let mut by_text: Vec<usize> = forms.iter().flat_map(named).collect();
        by_text.sort_unstable();
        by_text.dedup();
        for (_, own) in &counts.units {
            for text in own.by_text.values().flat_map(BTreeMap::keys) {
                let known = present.entry(peoples.key(text)).or_insert_with(|| text.clone());
                if text < known {
                    known.clone_from(text);
                }
            }
        }
        let names: Vec<(String, Title)> = present.values().map(|text| peoples.named(text)).collect();
        let first = counts.units.first().map_or(0, |(_, own)| own.counts.len());
        for (_, own) in &mut counts.units {
            own.counts.resize(first + by_text.len() * present.len(), Counts::default());
            for (at, quantity) in by_text.iter().enumerate() {
                for (text, counted) in own.by_text.get(quantity).into_iter().flatten() {
                    let key = peoples.key(text);
                    let people = present.keys().position(|known| *known == key);
                    if let Some(people) = people {
                        own.counts[first + at * present.len() + people].add(counted);
                    }
                }
            }
        }
        for counted in forms {
            let quantities = std::mem::take(&mut counted.quantities);
            for (id, line, quantity) in quantities {
                if counted.form.column(&id).is_none_or(|column| column.by.is_none()) {
                    counted.quantities.push((id, line, quantity));
                    continue;
                }
                if let Some(at) = by_text.iter().position(|own| *own == quantity) {
                    let own = each_people(&id, &names).into_iter().enumerate();
                    counted.quantities.extend(own.map(|(people, id)| (id, line, first + at * present.len() + people)));
                }
            }
            spread_peoples(&mut counted.form, &names);
        }
        for ids in identities.iter_mut().flat_map(|own| [&mut own.sum, &mut own.equals, &mut own.at_least]) {
            *ids = ids.iter().flat_map(|id| each_people(id, &names)).collect();
        }
    }
}

/// Gives every commune its flows; communes that only the previous list has come after the others.
fn put_in(units: &mut Vec<FormUnit>, flows: &Balances, layout: &LayoutWords) {
    let named = units.iter().map(|own| &own.unit).chain(flows.units.iter().map(|(unit, ..)| unit));
    let keys = UnitKeys::new(layout, named);
    let known: Vec<_> = units.iter().map(|own| keys.key(&own.unit)).collect();
    for (unit, poor, near_poor) in &flows.units {
        let key = keys.key(unit);
        // the two lists may meet in another level above than the survey has
        let mut of_name = known.iter().enumerate().filter(|(_, own)| (&own.1, &own.2) == (&key.1, &key.2));
        let alone = of_name.next().filter(|_| of_name.next().is_none()).map(|(at, _)| at);
        match known.iter().position(|own| *own == key).or(alone) {
            Some(at) => {
                let own = units[at].flows.get_or_insert_default();
                own[0].add(poor);
                own[1].add(near_poor);
            }
            None => {
                units.push(FormUnit { unit: unit.clone(), area: None, counts: None, flows: Some([*poor, *near_poor]) })
            }
        }
    }
}
