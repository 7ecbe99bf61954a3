//! The units that households are counted by: their commune, and the district or province above it.

use std::collections::{BTreeMap, BTreeSet};

use crate::classify::{Lanes, Outcome};
use crate::lang::{Entity, Typed};
use crate::rules::Uses;
use crate::survey::batch::Batch;
use crate::survey::shape::spelling::UnitSpellings;
use crate::survey::shape::words::LayoutWords;
use crate::tabulate::forms::{Quantity, UnitCounts};
use crate::tabulate::{Unit, UpperNames};

use super::session::Session;

/// Stands between a district and its province; no text of a survey has it.
const LEVELS: char = '\u{0}';

/// The fields that say where a household lives.
struct Units {
    district: Option<usize>,
    province: Option<usize>,
    commune: Option<usize>,
}

impl Units {
    /// Those that the survey has.
    fn new(session: &Session<'_>) -> Units {
        let field = |id: &str| {
            let field = session.survey.codebook().position(Entity::Household, id);
            field.filter(|field| session.survey.has(Entity::Household, *field))
        };
        Units { district: field("district"), province: field("province"), commune: field("commune") }
    }

    /// Adds the fields to be read.
    fn add_uses(&self, uses: &mut Uses) {
        let units = [self.district, self.province, self.commune];
        units.into_iter().flatten().for_each(|field| uses.add_field(Entity::Household, field));
    }

    /// Where a household lives. What the upper unit is called is known once all are: see [`Units::settle`].
    fn of(&self, batch: &Batch, row: usize) -> Unit {
        let text = |field: Option<usize>| field.and_then(|field| batch.households.text(row, field)).unwrap_or_default();
        let upper = format!("{}{LEVELS}{}", text(self.district), text(self.province));
        Unit { upper, commune: text(self.commune).to_owned() }
    }

    /// Gives the units above communes their names, districts or else provinces, and counts all spellings of a unit together.
    fn settle(&self, mut counts: UnitCounts, session: &Session<'_>) -> UnitCounts {
        let split = |unit: &Unit| {
            let (district, province) = unit.upper.split_once(LEVELS).unwrap_or_default();
            (district.to_owned(), province.to_owned())
        };
        let layout = &session.survey.codebook().layout;
        let pairs: Vec<(String, String)> = counts.units.iter().map(|(unit, _)| split(unit)).collect();
        let pairs = first_spellings(pairs, layout);
        let names = UpperNames::new(pairs.iter().map(|(district, province)| (district.as_str(), province.as_str())));
        for ((unit, _), (district, province)) in counts.units.iter_mut().zip(&pairs) {
            unit.upper = if self.district.is_some() { names.of(district, province) } else { province.clone() };
        }
        counts.settle(layout)
    }
}

/// Districts with their provinces, each as it is spelled first. A town and a district of one name are two.
fn first_spellings(pairs: Vec<(String, String)>, layout: &LayoutWords) -> Vec<(String, String)> {
    let spellings = UnitSpellings::new(layout);
    let mut provinces: BTreeMap<String, String> = BTreeMap::new();
    let mut kinds: BTreeMap<(String, String), BTreeSet<usize>> = BTreeMap::new();
    let mut split = Vec::with_capacity(pairs.len());
    for (district, province) in pairs {
        let key = spellings.split("province", &province).1;
        let province = provinces.entry(key.clone()).or_insert(province).clone();
        let (kind, name) = spellings.split("district", &district);
        kinds.entry((key.clone(), name.clone())).or_default().extend(kind);
        split.push((district, province, kind, (key, name)));
    }
    let mut districts: BTreeMap<((String, String), Option<usize>), String> = BTreeMap::new();
    let first = |(district, province, kind, key): (String, String, Option<usize>, (String, String))| {
        let kind = kind.filter(|_| kinds[&key].len() > 1);
        (districts.entry((key, kind)).or_insert(district).clone(), province)
    };
    split.into_iter().map(first).collect()
}

/// What is counted in every unit in one pass over a survey. A command drives the pass ([`Session::read`]) and may count other things
/// in it.
pub(super) struct UnitQuantities {
    all: Vec<Quantity>,
    units: Units,
}

impl UnitQuantities {
    pub fn new(all: Vec<Quantity>, session: &Session<'_>) -> UnitQuantities {
        UnitQuantities { all, units: Units::new(session) }
    }

    /// Adds the fields to be read; to be done before the survey is read.
    pub fn add_uses(&self, uses: &mut Uses) {
        self.asked().into_iter().for_each(|typed| uses.add(typed));
        self.units.add_uses(uses);
    }

    /// The expressions that will be evaluated.
    pub fn asked(&self) -> Vec<&Typed> {
        self.all.iter().flat_map(Quantity::asked).collect()
    }

    /// Counts the households of a portion, those that are kept and not rejected. What the portions come to is put together with
    /// [`UnitCounts::merge`] in the order of the survey.
    pub fn count<'a>(
        &'a self,
        made: &mut UnitCounts,
        lanes: &mut Lanes<'a>,
        batch: &Batch,
        outcomes: &[Outcome],
        kept: &[bool],
    ) {
        made.count(&self.all, lanes, outcomes, kept, &|row| self.units.of(batch, row));
    }

    /// The counts with the units as they are called, once all is read.
    pub fn settle(&self, counts: UnitCounts, session: &Session<'_>) -> UnitCounts {
        self.units.settle(counts, session)
    }
}
