//! The lines of a form: units with their sums, and what each column has there.

use std::collections::BTreeSet;

use crate::lang::Exact;
use crate::report::table::TableCell;
use crate::tabulate::flows::Balance;
use crate::tabulate::{Level, Unit};

use super::count::Counts;
use super::definition::{Column, FlowsOf, Form, Layout};

/// A form with the quantity of every column that is counted.
#[derive(Clone, Debug)]
pub struct CountedForm {
    /// The form.
    pub form: Form,
    /// Column, line, and which quantity that is.
    pub quantities: Vec<(String, usize, usize)>,
}

impl CountedForm {
    /// Which quantity a column is on a line.
    pub fn quantity(&self, id: &str, line: usize) -> Option<usize> {
        self.quantities.iter().find(|(own, at, _)| own == id && *at == line).map(|(.., quantity)| *quantity)
    }
}

/// Whether a commune is urban or rural.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// A town or ward.
    Urban,
    /// A commune.
    Rural,
}

impl Area {
    /// The machine word.
    pub const fn id(self) -> &'static str {
        match self {
            Area::Urban => "urban",
            Area::Rural => "rural",
        }
    }
}

/// A commune with all that is counted in it.
#[derive(Clone, Debug, Default)]
pub struct FormUnit {
    /// Which it is.
    pub unit: Unit,
    /// Urban or rural, where that is told.
    pub area: Option<Area>,
    /// Of every quantity; none of a commune that only the previous list has.
    pub counts: Option<Vec<Counts>>,
    /// Its poor and its near-poor between two reviews; none without a previous list.
    pub flows: Option<[Balance; 2]>,
}

/// The sum of some.
#[derive(Clone, Debug, Default)]
struct Sum {
    counts: Vec<Counts>,
    flows: [Balance; 2],
}

impl Sum {
    fn add(&mut self, unit: &FormUnit) {
        let counts = unit.counts.as_deref().unwrap_or_default();
        self.counts.resize(counts.len().max(self.counts.len()), Counts::default());
        self.counts.iter_mut().zip(counts).for_each(|(sum, own)| sum.add(own));
        self.flows.iter_mut().zip(unit.flows.iter().flatten()).for_each(|(sum, own)| sum.add(own));
    }

    fn of<'u>(units: impl IntoIterator<Item = &'u FormUnit>) -> Sum {
        let mut sum = Sum::default();
        units.into_iter().for_each(|unit| sum.add(unit));
        sum
    }
}

/// A line of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is of; the sum of an area is of the level of upper units.
    pub level: Level,
    /// The unit; of a sum the upper unit alone, of an area and the total none.
    pub unit: Unit,
    /// Urban or rural, in the ministry's layout.
    pub area: Option<Area>,
    /// The same for a sum and its communes.
    pub group: usize,
    /// Which line of the unit's.
    pub line: usize,
    /// A cell for each column, the hidden ones too.
    pub cells: Vec<TableCell>,
}

impl Row {
    /// The machine word for what it is of.
    pub fn level_id(&self) -> &'static str {
        match (self.level, self.unit.upper.is_empty()) {
            (Level::Upper, true) => "area",
            (level, _) => level.id(),
        }
    }

    /// A count that stands in a column.
    pub fn count(&self, column: usize) -> Option<i64> {
        match self.cells.get(column) {
            Some(TableCell::Count(count)) => Some(*count),
            _ => None,
        }
    }
}

/// The lines of a form: each upper unit or area with its communes, the total last.
pub fn rows(counted: &CountedForm, units: &[FormUnit], layout: Layout) -> Vec<Row> {
    let there = |unit: &&FormUnit| unit.counts.is_some() || counted.form.flows.is_some();
    let units: Vec<&FormUnit> = units.iter().filter(there).collect();
    let mut rows = Vec::new();
    let mut add = |level: Level, unit: Unit, area: Option<Area>, group: usize, sum: &Sum| {
        for line in 0..counted.form.lines.len() {
            let cells = counted.form.columns.iter().map(|column| cell(counted, column, sum, line)).collect();
            rows.push(Row { level, unit: unit.clone(), area, group, line, cells });
        }
    };
    for (group, (head, own)) in groups(&units, layout).into_iter().enumerate() {
        if let Some((upper, area)) = head {
            add(Level::Upper, Unit { upper, ..Unit::default() }, area, group, &Sum::of(own.iter().copied()));
        }
        own.iter().for_each(|unit| add(Level::Commune, unit.unit.clone(), unit.area, group, &Sum::of([*unit])));
    }
    add(Level::Total, Unit::default(), None, usize::MAX, &Sum::of(units));
    rows
}

/// What stands over the communes of a group: the upper unit, or the area.
type Head = Option<(String, Option<Area>)>;

fn groups<'u>(units: &[&'u FormUnit], layout: Layout) -> Vec<(Head, Vec<&'u FormUnit>)> {
    let areas = layout == Layout::Ministry;
    let any_area = units.iter().any(|unit| unit.area.is_some());
    let mut groups: Vec<(Head, Vec<&FormUnit>)> = match areas && any_area {
        // the printed form has both, whatever there is
        true => [Area::Urban, Area::Rural].map(|area| (Some((String::new(), Some(area))), Vec::new())).into(),
        false => Vec::new(),
    };
    for unit in units {
        let head = match (areas, unit.unit.upper.as_str()) {
            (true, _) => any_area.then(|| (String::new(), unit.area)),
            (false, "") => None,
            (false, upper) => Some((upper.to_owned(), None)),
        };
        match groups.iter_mut().find(|(own, _)| *own == head) {
            Some((_, own)) => own.push(unit),
            None => groups.push((head, vec![unit])),
        }
    }
    groups
}

/// The rows of which a row is the sum.
pub fn parts(rows: &[Row], of: usize) -> Vec<usize> {
    let whole = &rows[of];
    let sums = rows.iter().filter(|row| row.level == Level::Upper).map(|row| row.group);
    let sums: BTreeSet<usize> = sums.collect();
    let is_part = |part: &Row| match (whole.level, part.level) {
        (Level::Upper, Level::Commune) => part.group == whole.group,
        (Level::Total, Level::Upper) => true,
        // communes without an upper unit stand beside the upper units
        (Level::Total, Level::Commune) => !sums.contains(&part.group),
        _ => false,
    };
    let parts = rows.iter().enumerate().filter(|(_, part)| part.line == whole.line && is_part(part));
    parts.map(|(at, _)| at).collect()
}

fn cell(counted: &CountedForm, column: &Column, sum: &Sum, line: usize) -> TableCell {
    if let Some(rate) = &column.rate {
        let [of, among] = rate.each_ref().map(|id| value(counted, id, sum, line));
        return match (of, among) {
            // a rate over zero is blank
            (Some(of), Some(among)) if among != 0 => {
                Exact::ratio(i128::from(of) * 100, i128::from(among)).map_or(TableCell::Empty, TableCell::Rate)
            }
            _ => TableCell::Empty,
        };
    }
    value(counted, &column.id, sum, line).map_or(TableCell::Empty, TableCell::Count)
}

/// A count of a column; none where it is not known.
fn value(counted: &CountedForm, id: &str, sum: &Sum, line: usize) -> Option<i64> {
    let column = counted.form.column(id)?;
    let persons = column.persons || counted.form.lines.get(line).is_some_and(|line| line.persons);
    let of = |ids: &[String]| ids.iter().map(|id| value(counted, id, sum, line)).sum::<Option<i64>>();
    if column.less.is_some() || column.add.is_some() {
        let less = match column.less.as_ref().and_then(|less| less.split_first()) {
            Some((first, others)) => value(counted, first, sum, line)? - of(others)?,
            None => 0,
        };
        return Some(less + of(column.add.as_deref().unwrap_or_default())?);
    }
    if let Some(flow) = column.flow {
        let [poor, near_poor] = &sum.flows;
        let balance = if counted.form.flows == Some(FlowsOf::NearPoor) { near_poor } else { poor };
        let count = balance.get(flow);
        return match persons {
            true => (balance.persons_unknown == 0).then_some(count.persons),
            false => Some(count.households),
        };
    }
    let none = Counts::default();
    let counts = match counted.quantity(id, line)? {
        // a unit in which nobody is counted has no counts at all
        _ if sum.counts.is_empty() => &none,
        quantity => sum.counts.get(quantity)?,
    };
    match (column.amount.is_some(), persons) {
        (true, _) => Some(counts.amount),
        (false, false) => Some(counts.households),
        (false, true) => (counts.persons_unknown == 0).then_some(counts.persons),
    }
}

#[cfg(test)]
mod tests {
    use super::super::definition::built_in;
    use super::*;

    fn form(id: &str) -> CountedForm {
        let form = built_in().expect("forms").forms.into_iter().find(|form| form.id == id).expect("the form");
        let ids = form.columns.iter().enumerate();
        let quantities =
            ids.flat_map(|(at, column)| (0..form.lines.len()).map(move |line| (column.id.clone(), line, at))).collect();
        CountedForm { form, quantities }
    }

    fn unit(commune: &str, area: Option<Area>, counts: Vec<Counts>) -> FormUnit {
        let unit = Unit { upper: "U".into(), commune: commune.into() };
        FormUnit { unit, area, counts: Some(counts), flows: None }
    }

    /// Form 8 with made-up counts: its fifth column is what the form prints, first less the next three, and persons that are not
    /// told leave their line blank.
    #[test]
    fn columns_are_computed_from_others() {
        let form = form("8");
        let count = |households, persons| Counts { households, persons, ..Counts::default() };
        let mut own = vec![count(0, 0); form.form.columns.len()];
        (own[0], own[1], own[2], own[3]) = (count(10, 40), count(6, 24), count(2, 5), count(1, 4));
        own[6] = Counts { households: 3, persons_unknown: 1, ..Counts::default() };
        let found = rows(&form, &[unit("A", None, own)], Layout::Province);
        let (units, cells): (Vec<_>, Vec<_>) =
            found.iter().map(|row| ((row.unit.commune.as_str(), row.line), &row.cells)).unzip();
        assert_eq!(units, [("", 0), ("", 1), ("A", 0), ("A", 1), ("", 0), ("", 1)]);
        let n = |count: i64| TableCell::Count(count);
        assert_eq!(cells[2][..5], [n(10), n(6), n(2), n(1), n(1)]);
        assert_eq!(cells[3][..5], [n(40), n(24), n(5), n(4), n(7)]);
        assert_eq!((&cells[2][6], &cells[3][6]), (&n(3), &TableCell::Empty));
        assert_eq!(cells[4], cells[0]);
    }

    #[test]
    fn a_rate_over_zero_is_blank() {
        let form = form("1");
        let at = |id: &str| form.form.columns.iter().position(|column| column.id == id).expect("a column");
        for (households, poor, expected) in [
            (0, 0, TableCell::Empty),
            (3, 1, TableCell::Rate(Exact::ratio(100, 3).expect("a number"))),
            (4, 0, TableCell::Rate(Exact::ZERO)),
        ] {
            let mut own = vec![Counts::default(); form.form.columns.len()];
            own[at("households")].households = households;
            own[at("poor")].households = poor;
            let found = rows(&form, &[unit("A", None, own)], Layout::Province);
            assert_eq!(found[0].cells[at("poor_rate")], expected);
        }
    }

    #[test]
    fn the_ministry_s_rows_are_urban_and_rural_areas_and_what_is_neither() {
        let form = form("1");
        let count = |households| {
            let mut own = vec![Counts::default(); form.form.columns.len()];
            own[0].households = households;
            own
        };
        let mut units = vec![unit("A", Some(Area::Rural), count(3)), unit("B", Some(Area::Urban), count(4))];
        let told = |units: &[FormUnit]| -> Vec<String> {
            let found = rows(&form, units, Layout::Ministry);
            let line = |row: &Row| {
                let area = row.area.map_or("", Area::id);
                format!("{} {area} {} {}", row.level_id(), row.unit.commune, row.count(0).expect("a count"))
            };
            found.iter().map(line).collect()
        };
        let expected = ["area urban  4", "commune urban B 4", "area rural  3", "commune rural A 3", "total   7"];
        assert_eq!(told(&units), expected);
        units.push(unit("C", None, count(5)));
        assert_eq!(told(&units)[4..], ["area   5", "commune  C 5", "total   12"]);
        // a form without any area has communes alone
        assert_eq!(told(&units[2..]), ["commune  C 5", "total   5"]);
        // both stand on the form, whatever there is
        assert_eq!(told(&units[..1]), ["area urban  0", "area rural  3", "commune rural A 3", "total   3"]);
        let found = rows(&form, &units, Layout::Ministry);
        assert_eq!(parts(&found, 0), [1]);
        assert_eq!(parts(&found, 6), [0, 2, 4]);
        assert_eq!(parts(&found, 1), [0; 0]);
    }
}
