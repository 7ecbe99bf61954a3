//! What has to hold of the numbers of forms, and where it does not.

use std::collections::BTreeMap;

use crate::survey::codebook::Title;
use crate::tabulate::Level;

use super::definition::Identity;
use super::filled::{Filled, FilledForm};
use super::table::{Row, parts};

/// A cell of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which form.
    pub form: usize,
    /// Which of its rows.
    pub row: usize,
    /// Which of its columns, hidden ones counted.
    pub column: usize,
}

/// An identity on one line of a form.
#[derive(Clone, Debug)]
pub struct Check<'f> {
    /// In words.
    pub title: &'f Title,
    /// Cells that are added up.
    pub sum: Vec<Cell>,
    /// Cells of which the sum is compared with that.
    pub with: Vec<Cell>,
    /// So many times the second sum is the least that the first may be; none where they are equal.
    pub at_least: Option<i64>,
    /// Both sums; none where a number is not known.
    pub values: Option<(i64, i64)>,
}

impl Check<'_> {
    /// Whether it holds, as far as it can be told.
    pub fn holds(&self) -> Option<bool> {
        let (sum, with) = self.values?;
        Some(match self.at_least {
            Some(times) => sum >= times * with,
            None => sum == with,
        })
    }
}

/// A column named by form, column and line.
struct Term<'n> {
    form: usize,
    column: usize,
    line: Option<&'n str>,
}

impl Filled {
    /// A count in a cell.
    pub fn count(&self, cell: Cell) -> Option<i64> {
        self.forms.get(cell.form)?.rows.get(cell.row)?.count(cell.column)
    }

    /// Every identity on every line on which its numbers stand, each with which identity it is.
    pub fn checks(&self) -> Vec<(usize, Check<'_>)> {
        let by_unit: Vec<BTreeMap<_, usize>> = self.forms.iter().map(rows_by_unit).collect();
        let mut checks = Vec::new();
        for (number, identity) in self.identities.iter().enumerate() {
            let Some((sum, with)) = self.terms(identity) else { continue };
            let Some(first) = sum.first() else { continue };
            let lines = |term: &Term<'_>| self.forms[term.form].form.lines.iter().map(|line| line.id.as_str());
            let alike = sum.iter().chain(&with).all(|term| term.line.is_none() && lines(term).eq(lines(first)));
            for (at, row) in self.forms[first.form].rows.iter().enumerate() {
                let own = self.forms[first.form].form.lines[row.line].id.as_str();
                let wanted = |term: &Term<'_>| match (alike, term.line) {
                    (true, _) => row.line,
                    (false, Some(id)) => lines(term).position(|line| line == id).unwrap_or_default(),
                    (false, None) => 0,
                };
                if wanted(first) != row.line || first.line.is_some_and(|line| line != own) {
                    continue;
                }
                let cell = |term: &Term<'_>| {
                    let row = match term.form == first.form && wanted(term) == row.line {
                        true => at,
                        false => *by_unit[term.form].get(&key(row, wanted(term)))?,
                    };
                    Some(Cell { form: term.form, row, column: term.column })
                };
                let cells = |terms: &[Term<'_>]| terms.iter().map(cell).collect::<Option<Vec<Cell>>>();
                let (Some(sum), Some(with)) = (cells(&sum), cells(&with)) else { continue };
                let at_least = (!identity.at_least.is_empty()).then(|| identity.times.unwrap_or(1));
                checks.push((number, self.check(&identity.title, sum, with, at_least)));
            }
        }
        checks
    }

    /// Sums of units that are not the sum of their communes.
    pub fn sums<'f>(&'f self, title: &'f Title) -> Vec<Check<'f>> {
        let mut checks = Vec::new();
        for (form, filled) in self.forms.iter().enumerate() {
            let whole = filled.rows.iter().enumerate().filter(|(_, row)| row.level != Level::Commune);
            for row in whole.map(|(row, _)| row) {
                let parts = parts(&filled.rows, row);
                let columns = filled.form.columns.iter().enumerate().filter(|(_, column)| column.rate.is_none());
                for (column, _) in columns {
                    let sum = parts.iter().map(|row| Cell { form, row: *row, column }).collect();
                    checks.push(self.check(title, sum, vec![Cell { form, row, column }], None));
                }
            }
        }
        checks
    }

    /// Rates of more than a hundred: the rate's cell, its numerator and its denominator.
    pub fn excesses(&self) -> Vec<(Cell, i64, i64)> {
        let mut found = Vec::new();
        for (form, filled) in self.forms.iter().enumerate() {
            let at = |id: &String| filled.form.columns.iter().position(|column| column.id == *id);
            for (column, own) in filled.form.columns.iter().enumerate() {
                let Some([Some(of), Some(among)]) = own.rate.as_ref().map(|rate| rate.each_ref().map(at)) else {
                    continue;
                };
                for (row, cells) in filled.rows.iter().enumerate() {
                    if let (Some(of), Some(among)) = (cells.count(of), cells.count(among))
                        && of > among
                    {
                        found.push((Cell { form, row, column }, of, among));
                    }
                }
            }
        }
        found
    }

    fn check<'f>(&self, title: &'f Title, sum: Vec<Cell>, with: Vec<Cell>, at_least: Option<i64>) -> Check<'f> {
        let of = |cells: &[Cell]| cells.iter().map(|cell| self.count(*cell)).sum::<Option<i64>>();
        let values = of(&sum).zip(of(&with));
        Check { title, sum, with, at_least, values }
    }

    /// The two sides of an identity; none where a form or a column of it is not there.
    fn terms<'n>(&self, identity: &'n Identity) -> Option<(Vec<Term<'n>>, Vec<Term<'n>>)> {
        let term = |name: &'n String| self.term(name);
        let side = |names: &'n [String]| names.iter().map(term).collect::<Option<Vec<Term<'n>>>>();
        let with = if identity.at_least.is_empty() { &identity.equals } else { &identity.at_least };
        Some((side(&identity.sum)?, side(with)?))
    }

    fn term<'n>(&self, name: &'n str) -> Option<Term<'n>> {
        let mut parts = name.splitn(3, '.');
        let (form, column, line) = (parts.next()?, parts.next()?, parts.next());
        let form = self.forms.iter().position(|own| own.form.id == form)?;
        let column = self.forms[form].form.columns.iter().position(|own| own.id == column)?;
        Some(Term { form, column, line })
    }

    /// Where a column stands that is named by form and column.
    pub fn place(&self, name: &str) -> Option<(usize, usize)> {
        self.term(name).map(|term| (term.form, term.column))
    }

    /// The row of another form that is of the same unit and line as a row.
    pub fn row_like(&self, form: usize, of: (usize, usize)) -> Option<usize> {
        let row = self.forms.get(of.0)?.rows.get(of.1)?;
        let wanted = key(row, row.line);
        let rows = &self.forms.get(form)?.rows;
        // mostly forms have the same rows
        match rows.get(of.1).is_some_and(|own| key(own, own.line) == wanted) {
            true => Some(of.1),
            false => rows.iter().position(|own| key(own, own.line) == wanted),
        }
    }
}

/// What tells the lines of a form apart.
pub(super) type Key<'r> = (&'static str, &'r str, &'r str, Option<super::table::Area>, usize);

pub(super) fn key(row: &Row, line: usize) -> Key<'_> {
    (row.level_id(), &row.unit.upper, &row.unit.commune, row.area, line)
}

fn rows_by_unit(filled: &FilledForm) -> BTreeMap<Key<'_>, usize> {
    filled.rows.iter().enumerate().map(|(at, row)| (key(row, row.line), at)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::definition::{Form, Layout, built_in};
    use super::super::table::Area;
    use super::*;
    use crate::report::table::TableCell;
    use crate::tabulate::Unit;

    /// A form as it is in the file with one commune that has the numbers told, the total after it, all else 0.
    fn filled(id: &str, numbers: &[(&str, i64)]) -> FilledForm {
        let forms = built_in().expect("forms").forms;
        let form: Form =
            forms.into_iter().find(|form| form.id == id && form.layout != Some(Layout::Province)).expect("the form");
        let number = |id: &str| numbers.iter().find(|(own, _)| *own == id).map_or(0, |(_, number)| *number);
        let row = |level: Level, commune: &str, line: usize| Row {
            level,
            unit: Unit { upper: String::new(), commune: commune.to_owned() },
            area: None::<Area>,
            group: 0,
            line,
            cells: form
                .columns
                .iter()
                .map(
                    |column| {
                        if column.rate.is_some() { TableCell::Empty } else { TableCell::Count(number(&column.id)) }
                    },
                )
                .collect(),
        };
        let lines = 0..form.lines.len();
        let rows = lines.clone().map(|line| row(Level::Commune, "A", line));
        let rows = rows.chain(lines.map(|line| row(Level::Total, "", line))).collect();
        FilledForm { form, rows, open: Vec::new(), without_persons: 0 }
    }

    fn of(forms: Vec<FilledForm>) -> Filled {
        let identities = built_in().expect("forms").identities;
        Filled { layout: Layout::Ministry, forms, identities, charts: Vec::new(), mixed: Vec::new() }
    }

    fn wrong(filled: &Filled) -> Vec<String> {
        let checks = filled.checks().into_iter().filter(|(_, check)| check.holds() == Some(false));
        let told = |(_, check): (usize, Check<'_>)| {
            let (sum, with) = check.values.expect("numbers");
            format!("{}: row {}: {sum} {with}", check.title.en, check.sum[0].row)
        };
        checks.map(told).collect()
    }

    #[test]
    fn forms_of_flows_agree_with_each_other_and_with_the_results() {
        // 10 − 2 + 1 = 9 poor, of whom 2 became near-poor; 5 + 2 − 1 = 6 near-poor, of whom 1 became poor
        let poor = [("start", 10), ("left_poverty_near_poor", 2), ("from_near_poor", 1), ("end", 9)];
        let near = [("start", 5), ("from_poor", 2), ("became_poor", 1), ("end", 6)];
        let results = [("poor", 9), ("near_poor", 6), ("poor_persons", 9), ("near_poor_persons", 6)];
        let all = |near: &[(&str, i64)]| of(vec![filled("1", &results), filled("2", &poor), filled("3", near)]);
        assert_eq!(wrong(&all(&near)), [""; 0]);
        let near = [("start", 5), ("from_poor", 3), ("became_poor", 1), ("end", 7)];
        assert_eq!(
            wrong(&all(&near)),
            [
                "Poor that became near-poor: forms 2 and 3: row 0: 2 3",
                "Poor that became near-poor: forms 2 and 3: row 2: 2 3",
                "Number of near-poor: forms 3 (flows) and 1: row 0: 7 6",
                "Number of near-poor: forms 3 (flows) and 1: row 2: 7 6",
                "Persons of the near-poor: forms 3 and 1: row 1: 7 6",
                "Persons of the near-poor: forms 3 and 1: row 3: 7 6",
            ]
        );
    }

    #[test]
    fn sums_and_rates_that_cannot_be_are_found() {
        let mut all = of(vec![filled("1", &[("households", 4), ("poor", 5)])]);
        let title = Title::default();
        assert!(all.sums(&title).iter().all(|check| check.holds() == Some(true)));
        let excesses: Vec<_> = all.excesses().into_iter().map(|(cell, of, among)| (cell.row, of, among)).collect();
        assert_eq!(excesses, [(0, 5, 4), (1, 5, 4)]);
        all.forms[0].rows[1].cells[0] = TableCell::Count(3);
        let sums = all.sums(&title).into_iter().filter(|check| check.holds() == Some(false));
        assert_eq!(sums.map(|check| check.values).collect::<Vec<_>>(), [Some((4, 3))]);
        // what is not told is not wrong
        all.forms[0].rows[1].cells[0] = TableCell::Empty;
        assert!(all.sums(&title).iter().all(|check| check.holds() != Some(false)));
    }
}
