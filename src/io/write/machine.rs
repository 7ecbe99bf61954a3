//! Cells as programs read them, the same digits in csv and json.

use crate::report::table::TableCell;
use crate::report::words;

/// A cell for programs.
pub(super) enum Machine<'a> {
    /// Unknown.
    Null,
    /// Words.
    Text(&'a str),
    /// A number in plain decimal notation, valid in json.
    Number(String),
}

/// The machine value of the cell at `index`; cells that are not there are unknown.
pub(super) fn cell(cells: &[TableCell], index: usize) -> Machine<'_> {
    let number = |digits: String| if digits.is_empty() { Machine::Null } else { Machine::Number(digits) };
    match cells.get(index) {
        None | Some(TableCell::Empty) => Machine::Null,
        Some(TableCell::Hidden) => Machine::Text("hidden"),
        Some(TableCell::Text(text)) => Machine::Text(text),
        Some(TableCell::Count(count)) => Machine::Number(count.to_string()),
        Some(TableCell::Rate(rate)) => number(rate.to_fixed(2)),
        Some(TableCell::Number(value)) => number(words::plain(*value)),
        Some(TableCell::Flag(flag)) => Machine::Number(String::from(if *flag { "1" } else { "0" })),
    }
}
