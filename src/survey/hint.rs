//! What a sheet that cannot be read could go by: the column that tells its households apart, as far as the cells of the first
//! rows show it. A hint for people; nothing is read by it.

use crate::io::read::{Cell, Row};
use crate::lang::Exact;
use crate::text::tidy;

use super::layout::SheetLayout;
use super::shape::follow::is_blank;

/// The fewest values that tell anything.
const LEAST: usize = 2;

/// What the columns of a sheet tell of its households.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyHints {
    /// Columns, from 0, with another id in every row.
    pub every: Vec<usize>,
    /// Columns with another id in some rows, the first among them: households with their members under them.
    pub some: Vec<usize>,
}

/// What to say to someone whose sheet has no household ids that are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyHint {
    /// The column with this header could hold them.
    Column(String),
    /// The column with this header could, where households have their members under them.
    List(String),
    /// The only header there is, which may be a title.
    Title(String),
}

impl KeyHints {
    /// From the rows of data among the first; `width` columns, of which those `open` are read as nothing.
    pub(super) fn of(rows: &[&Row], width: usize, open: impl Fn(usize) -> bool) -> KeyHints {
        let mut hints = KeyHints::default();
        // a row of the header that was not taken for one, a total
        let filled = |row: &Row| (0..width).filter(|column| !is_blank(row.cell(*column))).count();
        let most = rows.iter().map(|row| filled(row)).max().unwrap_or(0);
        let rows: Vec<&Row> = rows.iter().copied().filter(|row| filled(row) * 3 >= most).collect();
        for column in (0..width).filter(|column| open(*column)) {
            let texts: Option<Vec<String>> = rows.iter().map(|row| id_text(row.cell(column))).collect();
            let Some(texts) = texts else { continue };
            let filled: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
            if filled.len() < LEAST || !are_ids(&filled) {
                continue;
            }
            match filled.len() == texts.len() {
                true => hints.every.push(column),
                false if !texts[0].is_empty() => hints.some.push(column),
                false => {}
            }
        }
        hints
    }
}

impl SheetLayout {
    /// What to say of its household ids.
    pub fn key_hint(&self) -> Option<KeyHint> {
        let header = |column: &usize| self.columns.get(*column).map(|column| column.header.to_string());
        let named =
            |columns: &[usize]| columns.iter().find_map(|column| header(column).filter(|text| !text.is_empty()));
        let mut headers = self.columns.iter().filter(|column| !column.header.is_empty());
        if let (Some(only), None) = (headers.next(), headers.next()) {
            return Some(KeyHint::Title(only.header.to_string()));
        }
        named(&self.keys.every).map(KeyHint::Column).or_else(|| named(&self.keys.some).map(KeyHint::List))
    }
}

/// A cell as an id; `None` where it can be none: a date, a part of a number, a year, a sum of money.
fn id_text(cell: Cell<'_>) -> Option<String> {
    let text = match cell {
        Cell::Date(_) | Cell::Error(_) | Cell::Bool(_) => return None,
        cell => tidy(&cell.to_string()),
    };
    if text.is_empty() {
        return Some(text);
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().any(char::is_alphabetic);
    let is_year = Exact::parse(&text).is_some_and(|number| Exact::int(1900) <= number && number < Exact::int(2100));
    let is_amount = !letters && text.contains(['.', ',', '/']);
    (digits > 0 && !is_year && !is_amount).then_some(text)
}

/// Whether texts are all different and do not merely count the rows.
fn are_ids(texts: &[&str]) -> bool {
    let mut sorted = texts.to_vec();
    sorted.sort_unstable();
    let different = sorted.windows(2).all(|pair| pair[0] != pair[1]);
    let numbers: Option<Vec<i128>> = texts.iter().map(|text| text.parse().ok()).collect();
    let counts = numbers.is_some_and(|numbers| numbers.windows(2).all(|pair| pair[1] == pair[0] + 1));
    different && !counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_from_numbers_years_and_amounts() {
        let none = KeyHints::default();
        let every = KeyHints { every: vec![0], some: vec![] };
        let some = KeyHints { every: vec![], some: vec![0] };
        for (cells, expected) in [
            (&["MN/001", "MN/002"][..], &every),
            (&["17", "12"], &every),
            (&["1", "2", "3"], &none),
            (&["A", "B"], &none),
            (&["A1", "A1"], &none),
            (&["1970", "1985"], &none),
            (&["7.500.000", "800.000"], &none),
            (&["12/03/1985", "20/11/2015"], &none),
            (&["S-11", "", "S-12", ""], &some),
            (&["", "S-11", "S-12"], &none),
            (&["S-11", ""], &none),
        ] {
            let rows: Vec<Row> = (1..).zip(cells).map(|(number, text)| row(number, text)).collect();
            assert_eq!(KeyHints::of(&rows.iter().collect::<Vec<_>>(), 2, |column| column == 0), *expected, "{cells:?}");
        }
    }

    fn row(number: u32, text: &str) -> Row {
        let mut row = Row::default();
        row.reset(number);
        row.push_at(0, Cell::Text(text));
        row.push_at(1, Cell::Text("x"));
        row
    }
}
