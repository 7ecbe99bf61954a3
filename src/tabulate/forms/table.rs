//! The lines of a form: units with their sums, and what each column has there.

use crate::lang::Exact;
use crate::report::table::TableCell;

use super::count::{Counts, UnitCounts};
use super::definition::{Column, Form};
use crate::tabulate::{Level, Unit, with_sums};

/// A line of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is of.
    pub level: Level,
    /// The unit; of a sum the upper unit alone, of the total none.
    pub unit: Unit,
    /// Whether persons are counted instead of households, in forms that have a line of each.
    pub persons: bool,
    /// A cell for each column that is not hidden.
    pub cells: Vec<TableCell>,
}

/// The lines of a form: each upper unit with its communes, the total last. `quantity` says which quantity a column is.
pub fn rows(form: &Form, counts: &UnitCounts, quantity: &dyn Fn(&str) -> Option<usize>) -> Vec<Row> {
    let add = |sum: &mut Vec<Counts>, own: &Vec<Counts>| {
        sum.resize(own.len().max(sum.len()), Counts::default());
        sum.iter_mut().zip(own).for_each(|(sum, own)| sum.add(own));
    };
    let all = with_sums(&counts.units, add);
    all.iter().flat_map(|(level, unit, counts)| lines(form, (*level, unit), counts, quantity)).collect()
}

fn lines(
    form: &Form,
    (level, unit): (Level, &Unit),
    counts: &[Counts],
    quantity: &dyn Fn(&str) -> Option<usize>,
) -> Vec<Row> {
    let measures = if form.measures { &[false, true][..] } else { &[false][..] };
    let line = |persons: &bool| {
        let shown = form.columns.iter().filter(|column| !column.hidden);
        let cells = shown.map(|column| cell(form, column, counts, *persons, quantity)).collect();
        Row { level, unit: unit.clone(), persons: *persons, cells }
    };
    measures.iter().map(line).collect()
}

fn cell(
    form: &Form,
    column: &Column,
    counts: &[Counts],
    persons: bool,
    quantity: &dyn Fn(&str) -> Option<usize>,
) -> TableCell {
    if let Some([of, among]) = &column.rate {
        let [of, among] = [of, among].map(|id| value(form, id, counts, persons, quantity));
        return match (of, among) {
            // a rate over zero is blank
            (Some(of), Some(among)) if among != 0 => {
                Exact::ratio(i128::from(of) * 100, i128::from(among)).map_or(TableCell::Empty, TableCell::Rate)
            }
            _ => TableCell::Empty,
        };
    }
    value(form, &column.id, counts, persons, quantity).map_or(TableCell::Empty, TableCell::Count)
}

/// A count of a column; none where it is not known.
fn value(
    form: &Form,
    id: &str,
    counts: &[Counts],
    persons: bool,
    quantity: &dyn Fn(&str) -> Option<usize>,
) -> Option<i64> {
    let column = form.columns.iter().find(|column| column.id == id)?;
    if let Some((first, others)) = column.less.as_ref().and_then(|less| less.split_first()) {
        let first = value(form, first, counts, persons, quantity)?;
        let others = others.iter().map(|id| value(form, id, counts, persons, quantity)).sum::<Option<i64>>()?;
        return Some(first - others);
    }
    if let Some(add) = &column.add {
        return add.iter().map(|id| value(form, id, counts, persons, quantity)).sum();
    }
    let counts = counts.get(quantity(id)?)?;
    match (column.amount.is_some(), column.persons || persons) {
        (true, _) => Some(counts.amount),
        (false, false) => Some(counts.households),
        (false, true) => (counts.persons_unknown == 0).then_some(counts.persons),
    }
}

#[cfg(test)]
mod tests {
    use super::super::definition::built_in;
    use super::*;

    /// Form 8 with made-up counts: its fifth column is what the form prints, first less the next three, and persons that are not
    /// told leave their line blank.
    #[test]
    fn columns_are_computed_from_others() {
        let form = built_in().expect("forms").into_iter().find(|form| form.id == "8").expect("form 8");
        let ids: Vec<String> = form.columns.iter().map(|column| column.id.clone()).collect();
        let quantity = |id: &str| ids.iter().position(|own| own == id);
        let count = |households, persons| Counts { households, persons, ..Counts::default() };
        let mut own = vec![count(0, 0); ids.len()];
        (own[0], own[1], own[2], own[3]) = (count(10, 40), count(6, 24), count(2, 5), count(1, 4));
        own[6] = Counts { households: 3, persons_unknown: 1, ..Counts::default() };
        let mut counts = UnitCounts::default();
        counts.units.push((Unit { upper: "U".into(), commune: "A".into() }, own));
        let found = rows(&form, &counts, &quantity);
        let (units, cells): (Vec<_>, Vec<_>) =
            found.iter().map(|row| ((row.unit.commune.as_str(), row.persons), &row.cells)).unzip();
        assert_eq!(units, [("", false), ("", true), ("A", false), ("A", true), ("", false), ("", true)]);
        let n = |count: i64| TableCell::Count(count);
        assert_eq!(cells[2][..5], [n(10), n(6), n(2), n(1), n(1)]);
        assert_eq!(cells[3][..5], [n(40), n(24), n(5), n(4), n(7)]);
        assert_eq!((&cells[2][6], &cells[3][6]), (&n(3), &TableCell::Empty));
        assert_eq!(cells[4], cells[0]);
    }

    #[test]
    fn a_rate_over_zero_is_blank() {
        let form = built_in().expect("forms").into_iter().find(|form| form.id == "1").expect("form 1");
        let ids: Vec<String> = form.columns.iter().map(|column| column.id.clone()).collect();
        let at = |id: &str| ids.iter().position(|own| own == id);
        for (households, poor, expected) in [
            (0, 0, TableCell::Empty),
            (3, 1, TableCell::Rate(Exact::ratio(100, 3).expect("a number"))),
            (4, 0, TableCell::Rate(Exact::ZERO)),
        ] {
            let mut own = vec![Counts::default(); ids.len()];
            own[at("households").expect("a column")].households = households;
            own[at("poor").expect("a column")].households = poor;
            let mut counts = UnitCounts::default();
            counts.units.push((Unit::default(), own));
            let found = rows(&form, &counts, &at);
            assert_eq!(found[0].cells[at("poor_rate").expect("a column")], expected);
        }
    }
}
