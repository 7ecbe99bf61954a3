//! What only a whole column can tell: whether blanks among marks mean no, and which of `.` and `,` begins the decimals.
//! Collects facts cell by cell; decides nothing on a single one.

use crate::io::read::Cell;
use crate::text::fold;

use super::cells::ColumnReader;
use super::numbers::{NumberFormat, NumberText};

/// Facts on a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ColumnProfile {
    /// Cells without content.
    pub blanks: u64,
    /// Cells with content.
    pub filled: u64,
    /// Filled cells that are no mark.
    pub not_marks: u64,
    /// Numbers other than zero.
    pub numbers: u64,
    /// Of these, how many are so small that their unit cannot be the field's.
    pub too_small: u64,
    /// Numbers that can only be in the Vietnamese format.
    pub shows_vi: u64,
    /// Numbers that can only be in the English format.
    pub shows_en: u64,
    /// Numbers of two readings.
    pub ambiguous: u64,
    /// Of these, how many the field could not hold in the Vietnamese reading.
    pub vi_misfits: u64,
    /// And in the English reading.
    pub en_misfits: u64,
}

impl ColumnProfile {
    /// Takes a cell into account.
    pub fn observe(&mut self, reader: &ColumnReader, cell: Cell<'_>) {
        if let Some(too_small) = reader.too_small(cell) {
            self.numbers += 1;
            self.too_small += u64::from(too_small);
        }
        let text = match cell {
            Cell::Empty => "",
            Cell::Text(text) => text.trim(),
            _ => {
                self.filled += 1;
                self.not_marks += 1;
                return;
            }
        };
        if text.is_empty() {
            self.blanks += 1;
            return;
        }
        self.filled += 1;
        if reader.marks_matter() {
            self.not_marks += u64::from(!is_mark(text));
        }
        match reader.number_text(text) {
            Some((NumberText::One { shows: Some(NumberFormat::Vi), .. }, ..)) => self.shows_vi += 1,
            Some((NumberText::One { shows: Some(NumberFormat::En), .. }, ..)) => self.shows_en += 1,
            Some((NumberText::Either { .. }, fits_vi, fits_en)) => {
                self.ambiguous += 1;
                self.vi_misfits += u64::from(!fits_vi);
                self.en_misfits += u64::from(!fits_en);
            }
            _ => {}
        }
    }

    /// Whether the column holds marks and nothing else.
    pub fn only_marks(&self) -> bool {
        self.filled > 0 && self.not_marks == 0
    }

    /// The number format: the one that other cells show, if they agree; else the one in which the field can hold every
    /// number of two readings, if it cannot hold them in the other.
    pub fn format(&self) -> Option<NumberFormat> {
        match (self.shows_vi > 0, self.shows_en > 0) {
            (true, false) => return Some(NumberFormat::Vi),
            (false, true) => return Some(NumberFormat::En),
            _ => {}
        }
        match (self.ambiguous > 0, self.vi_misfits, self.en_misfits) {
            (true, 0, 1..) => Some(NumberFormat::Vi),
            (true, 1.., 0) => Some(NumberFormat::En),
            _ => None,
        }
    }

    /// Whether the unit of the column cannot be the field's: more than single slips are too small.
    pub fn unit_is_unclear(&self) -> bool {
        self.too_small > 1 && self.too_small * 5 >= self.numbers
    }

    /// Whether more rows could still change what blanks mean.
    pub fn marks_open(&self, reader: &ColumnReader) -> bool {
        reader.marks_matter() && self.not_marks == 0
    }

    /// Whether other cells already show one number format.
    pub fn shows_format(&self) -> bool {
        (self.shows_vi > 0) != (self.shows_en > 0)
    }
}

/// Whether a text is a mark: an x, or a single sign such as `✓`.
pub fn is_mark(text: &str) -> bool {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => {
            c.eq_ignore_ascii_case(&'x') || (!c.is_alphanumeric() && !c.is_ascii() && !fold(text).is_empty())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::cells::ColumnOptions;
    use super::super::fixture;
    use super::*;

    fn profile(field: &str, cells: &[&str]) -> ColumnProfile {
        let codebook = fixture::codebook();
        let field = codebook.household.iter().find(|f| f.id == field).expect("in the fixture");
        let reader = ColumnReader::new(&codebook, field, ColumnOptions::default());
        let mut profile = ColumnProfile::default();
        for cell in cells {
            profile.observe(&reader, Cell::Text(cell));
        }
        profile
    }

    #[test]
    fn the_column_settles_the_format() {
        use NumberFormat::{En, Vi};
        for (field, cells, format) in [
            ("income_month", &["1.500", "2.000.000"][..], Some(Vi)),
            ("income_month", &["1.500", "2,000,000"], Some(En)),
            ("income_month", &["1.500", "45,5"], Some(Vi)),
            ("income_month", &["1.500", "45.5"], Some(En)),
            ("income_month", &["1.500", "2000"], None),
            ("income_month", &["1.500", "2.000.000", "2,000,000"], None),
            ("floor_area", &["45.500", "36.250"], Some(En)),
            ("floor_area", &["45,500", "36.5"], Some(En)),
            ("floor_area", &["45,500", "36,250"], Some(Vi)),
            ("floor_area", &["45.500", "36,250"], None),
            ("floor_area", &["45", "36"], None),
        ] {
            assert_eq!(profile(field, cells).format(), format, "{field} {cells:?}");
        }
    }

    #[test]
    fn marks_are_marks_only_in_company_of_marks() {
        for (cells, marks) in [
            (&["x", "", "X", "✓"][..], true),
            (&["x", "", "0"], false),
            (&["x", "có"], false),
            (&["", " "], false),
            (&["1", ""], false),
        ] {
            assert_eq!(profile("water", cells).only_marks(), marks, "{cells:?}");
        }
    }
}
