//! Where a household begins in a list with its members under it.

use crate::io::read::Row;
use crate::text::tidy;

use super::follow::is_blank;
use super::plan::Start;

/// The household that the rows of a list are of, as far as they were read.
#[derive(Debug, Default)]
pub(super) struct Current {
    /// Its key; blank where it has none, `None` where none began.
    key: Option<String>,
    /// The names in the columns of units.
    units: Vec<String>,
    /// What stands in the columns that tell of another household.
    own: Vec<String>,
}

/// What stands in the columns that tell of another household, before what cells above say for it.
pub(super) fn own_texts(start: &Start, row: &Row, texts: &mut Vec<String>) {
    texts.clear();
    texts.extend(start.own.iter().map(|column| tidy(&row.cell(*column).to_string())));
}

impl Current {
    /// A heading came: what follows is another household.
    pub(super) fn end(&mut self) {
        self.key = None;
    }

    /// Whether a household begins on a row; if so it is the current one. `own` is as [`own_texts`] gives it.
    pub(super) fn begins(&mut self, start: &Start, row: &Row, own: &[String]) -> bool {
        let cell = row.cell(start.key);
        let units = || start.units.iter().map(|column| tidy(&row.cell(*column).to_string()));
        let key = if is_blank(cell) { String::new() } else { tidy(&cell.to_string()) };
        let goes_on = match &self.key {
            // what comes before the first key belongs to no household, and must not be lost
            None => false,
            Some(_) if key.is_empty() => !self.is_another(own),
            Some(known) => {
                let same_unit =
                    |(known, unit): (&String, String)| known.is_empty() || unit.is_empty() || *known == unit;
                !start.blank_below && *known == key && self.units.iter().zip(units()).all(same_unit)
            }
        };
        if !goes_on {
            *self = Current { key: Some(key), units: units().collect(), own: own.to_vec() };
            return true;
        }
        let more = units().collect::<Vec<_>>();
        for (known, text) in self.units.iter_mut().zip(&more).chain(self.own.iter_mut().zip(own)) {
            if known.is_empty() {
                known.clone_from(text);
            }
        }
        false
    }

    /// Whether a row without a key has a household's answers, in columns where the household above it has others. One
    /// answer may be a slip where several are asked for.
    fn is_another(&self, own: &[String]) -> bool {
        let filled = own.iter().filter(|text| !text.is_empty()).count();
        let mut pairs = self.own.iter().zip(own).filter(|(_, text)| !text.is_empty());
        let meets = pairs.clone().any(|(known, _)| !known.is_empty());
        meets && pairs.any(|(known, text)| known != text) && (filled > 1 || own.len() == 1)
    }
}
