//! The cells of a sheet, from its part. Knows where they stand and what is stored in them; nothing of what they mean.

use std::io::Read;
use std::ops::ControlFlow;

use super::super::error::Fault;
use super::super::serial::{self, Shown};
use super::super::workbook::some_text;
use super::super::{Cell, MAX_CELL_BYTES};
use super::run::{self, Plain, RowName};
use super::scan::{Kind, Scan, Stop, characters, unescape};
use super::strings::{Texts, add_string};

/// What cells refer to.
#[derive(Clone, Copy)]
pub(super) struct Shared<'w> {
    pub(super) texts: &'w Texts,
    pub(super) shown: &'w [Shown],
    pub(super) from_1904: bool,
}

/// Where a cell stands, counted from 0, and the number of its style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) row: u32,
    pub(super) column: usize,
    pub(super) style: usize,
}

/// How the content of a cell is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stored {
    /// A number, or text where it is none.
    Plain,
    Number,
    /// The number of a shared text.
    Shared,
    Text,
    /// Text in an element of its own.
    Inline,
    Bool,
    Error,
    Date,
}

impl Stored {
    fn of(name: &[u8]) -> Result<Stored, Stop> {
        Ok(match name {
            b"n" => Stored::Number,
            b"s" => Stored::Shared,
            b"str" => Stored::Text,
            b"inlineStr" | b"is" => Stored::Inline,
            b"b" => Stored::Bool,
            b"e" => Stored::Error,
            b"d" => Stored::Date,
            _ => return Err(Stop::Unusual),
        })
    }
}

/// Where the cells of a sheet go; none of them is empty.
pub(super) trait Show {
    /// Why no more cells are wanted.
    type Error: From<Stop>;

    /// A cell of any kind.
    fn cell(&mut self, place: Place, cell: Cell<'_>) -> Result<(), Self::Error>;

    /// A number that is no date.
    fn number(&mut self, place: Place, number: f64) -> Result<(), Self::Error>;

    /// A text of its own.
    fn text(&mut self, place: Place, text: &str) -> Result<(), Self::Error>;

    /// A text of the shared ones, by its number.
    fn shared(&mut self, place: Place, index: u32) -> Result<(), Self::Error>;
}

/// Shows every cell that is not empty, in the order in which they stand in the part.
///
/// # Errors
/// Where `show` fails, where the part ends too soon, at a cell whose content is not what it says, and at what only a complete
/// reader knows.
pub(super) fn each<S: Show>(part: impl Read, shared: Shared<'_>, show: &mut S) -> Result<(), S::Error> {
    let mut scan = Scan::new(part);
    loop {
        // a part without cells is none of a sheet
        let tag = scan.next()?.ok_or(Stop::Unusual)?;
        match (tag.name, tag.kind) {
            (b"sheetData", Kind::Start) => break,
            (b"sheetData", Kind::Empty) => return Ok(()),
            (name, _) if name.contains(&b':') && !name.starts_with(b"mc:") && !name.starts_with(b"x14") => {
                return Err(Stop::Unusual.into());
            }
            _ => {}
        }
    }
    let mut place = Place::default();
    let mut name = RowName::of(0);
    let (mut value, mut text) = (Vec::new(), String::new());
    loop {
        let run = run::each(scan.window(), &mut place, &mut name, |place, cell| {
            match plain(shared, place, cell, &mut text, show) {
                Ok(known) => ControlFlow::Continue(known),
                Err(error) => ControlFlow::Break(error),
            }
        });
        match run {
            ControlFlow::Continue(bytes) => scan.pass(bytes),
            ControlFlow::Break(error) => return Err(error),
        }
        let Some(tag) = scan.next()? else { return Err(Stop::Fault(Fault::Truncated).into()) };
        match (tag.name, tag.kind) {
            (b"c", kind @ (Kind::Start | Kind::Empty)) => {
                let mut stored = Stored::Plain;
                place.style = 0;
                for (name, value) in tag.attributes() {
                    match name {
                        b"r" => (place.row, place.column) = position(value).ok_or(Stop::Unusual)?,
                        b"s" => place.style = number(value).ok_or(Stop::Unusual)? as usize,
                        b"t" => stored = Stored::of(value)?,
                        _ => {}
                    }
                }
                if kind == Kind::Start {
                    content(&mut scan, stored, &mut value, &mut text)?;
                    let cell = cell(shared, stored, place, &value, &mut text)?;
                    if cell != Cell::Empty {
                        show.cell(place, cell)?;
                    }
                }
                place.column += 1;
            }
            (b"row", Kind::Start | Kind::Empty) => {
                if let Some(name) = tag.attribute(b"r") {
                    place.row = number(name).and_then(|row| row.checked_sub(1)).ok_or(Stop::Unusual)?;
                }
                if tag.kind == Kind::Empty {
                    place.row = place.row.checked_add(1).ok_or(Stop::Fault(Fault::TooManyRows))?;
                }
            }
            (b"row", Kind::End) => {
                place.row = place.row.checked_add(1).ok_or(Stop::Fault(Fault::TooManyRows))?;
                place.column = 0;
            }
            (b"sheetData", Kind::End) => return Ok(()),
            (b"extLst", Kind::Start) => scan.skip()?,
            (b"extLst", Kind::Empty) => {}
            _ => return Err(Stop::Unusual.into()),
        }
    }
}

/// Shows a cell of a run; false where only a closer look tells what it is.
#[inline]
fn plain<S: Show>(
    shared: Shared<'_>,
    place: Place,
    cell: Plain<'_>,
    text: &mut String,
    show: &mut S,
) -> Result<bool, S::Error> {
    match cell {
        Plain::Shared(index) if shared.texts.has(index as usize) => show.shared(place, index)?,
        Plain::Shared(_) => return Ok(false),
        Plain::Number(number) => match shared.shown.get(place.style) {
            None | Some(Shown::Number) => show.number(place, number)?,
            Some(Shown::Moment) => show.cell(place, serial::moment(number, shared.from_1904, text))?,
            Some(Shown::Length) => show.cell(place, serial::duration(number, text))?,
        },
        Plain::Text("") | Plain::Empty => {}
        Plain::Text(words) => show.text(place, words)?,
        Plain::Bool(value) => show.cell(place, Cell::Bool(value))?,
    }
    Ok(true)
}

/// Puts what a cell holds into `value` as bytes of UTF-8, or into `text` where it has an element of its own.
fn content(scan: &mut Scan<impl Read>, stored: Stored, value: &mut Vec<u8>, text: &mut String) -> Result<(), Stop> {
    value.clear();
    text.clear();
    loop {
        let Some(tag) = scan.next()? else { return Err(Fault::Truncated.into()) };
        match (tag.name, tag.kind) {
            (b"v", Kind::Start) => {
                let Some(end) = scan.next()? else { return Err(Fault::Truncated.into()) };
                if (end.name, end.kind) != (b"v", Kind::End) {
                    return Err(Stop::Unusual);
                }
                if stored != Stored::Inline {
                    value.extend_from_slice(characters(end.text)?.as_bytes());
                }
            }
            (b"is", Kind::Start) => add_string(scan, b"is", text)?,
            (b"f", Kind::Start) => scan.skip()?,
            (b"extLst", Kind::Start) => scan.skip()?,
            (b"v" | b"is" | b"f" | b"extLst", Kind::Empty) => {}
            (b"c", Kind::End) => return Ok(()),
            _ => return Err(Stop::Unusual),
        }
        if value.len() > 10 * MAX_CELL_BYTES {
            return Err(Fault::TextTooLong.into());
        }
    }
}

/// The cell that was stored in that way.
fn cell<'a>(
    shared: Shared<'a>,
    stored: Stored,
    place: Place,
    value: &'a [u8],
    text: &'a mut String,
) -> Result<Cell<'a>, Stop> {
    if !text.is_empty() {
        return Ok(Cell::Text(text));
    }
    let bad = || {
        let shown = |c: char| if c == '`' || c.is_control() { '\'' } else { c };
        let value = String::from_utf8_lossy(value).chars().take(40).map(shown).collect();
        Stop::Fault(Fault::BadCell { row: place.row.saturating_add(1), column: place.column, value })
    };
    let plain = value.trim_ascii();
    if plain.is_empty() && !matches!(stored, Stored::Text) {
        return Ok(Cell::Empty);
    }
    match stored {
        Stored::Shared => {
            let index = number(plain).ok_or_else(bad)?;
            shared.texts.get(index as usize).map(some_text).ok_or_else(bad)
        }
        Stored::Plain | Stored::Number => match float(plain) {
            Some(number) => Ok(match shared.shown.get(place.style) {
                Some(Shown::Moment) => serial::moment(number, shared.from_1904, text),
                Some(Shown::Length) => serial::duration(number, text),
                _ => Cell::Number(number),
            }),
            None if stored == Stored::Plain => {
                *text = as_text(value);
                Ok(Cell::Text(text))
            }
            None => Err(bad()),
        },
        Stored::Text => {
            *text = unescape(&as_text(value)).into_owned();
            Ok(some_text(text))
        }
        Stored::Inline => Ok(Cell::Empty),
        Stored::Bool => match plain.to_ascii_lowercase().as_slice() {
            b"0" | b"false" => Ok(Cell::Bool(false)),
            b"1" | b"true" => Ok(Cell::Bool(true)),
            _ => Err(bad()),
        },
        Stored::Error => {
            *text = as_text(value);
            Ok(Cell::Error(text))
        }
        Stored::Date => {
            *text = as_text(value);
            Ok(match serial::iso(text) {
                Some(date) => Cell::Date(date),
                None => some_text(text),
            })
        }
    }
}

/// Bytes that were text before.
fn as_text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

/// A whole number written in digits.
fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 10 {
        return None;
    }
    let mut number = 0u32;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number.checked_mul(10)?.checked_add(u32::from(digit))?;
    }
    Some(number)
}

/// A number; whole ones of few digits are most of all.
pub(super) fn float(text: &[u8]) -> Option<f64> {
    if text.len() < 10
        && let Some(number) = number(text)
    {
        return Some(f64::from(number));
    }
    let text = std::str::from_utf8(text).ok()?;
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// The row and column that `B7` names.
fn position(name: &[u8]) -> Option<(u32, usize)> {
    let letters = name.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if letters == 0 || letters > 4 {
        return None;
    }
    let column =
        name[..letters].iter().fold(0, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'@'));
    Some((number(&name[letters..])?.checked_sub(1)?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(sheet: &str, texts: &str) -> Result<Vec<String>, Stop> {
        let texts = Texts::read(texts.as_bytes()).unwrap();
        let shown = [Shown::Number, Shown::Moment, Shown::Length];
        let shared = Shared { texts: &texts, shown: &shown, from_1904: false };
        let mut seen = Vec::new();
        each(sheet.as_bytes(), shared, &mut Seen(&mut seen, &texts))?;
        Ok(seen)
    }

    struct Seen<'s>(&'s mut Vec<String>, &'s Texts);

    impl Show for Seen<'_> {
        type Error = Stop;

        fn cell(&mut self, place: Place, cell: Cell<'_>) -> Result<(), Stop> {
            self.0.push(format!("{}={cell:?}", super::super::super::cell_name(place.column, place.row + 1)));
            Ok(())
        }

        fn number(&mut self, place: Place, number: f64) -> Result<(), Stop> {
            self.cell(place, Cell::Number(number))
        }

        fn text(&mut self, place: Place, text: &str) -> Result<(), Stop> {
            self.cell(place, Cell::Text(text))
        }

        fn shared(&mut self, place: Place, index: u32) -> Result<(), Stop> {
            self.cell(place, Cell::Text(self.1.get(index as usize).unwrap()))
        }
    }

    const TEXTS: &str = "<sst><si><t>Mã hộ</t></si><si><t></t></si></sst>";

    fn rows(rows: &str) -> Result<Vec<String>, Stop> {
        seen(&format!("<worksheet><dimension ref='A1:B2'/><sheetData>{rows}</sheetData></worksheet>"), TEXTS)
    }

    #[test]
    fn every_way_to_store_a_cell() {
        let row = "<row r='2'><c r='A2' t='s'><v>0</v></c><c r='B2' t=\"s\"><v> 0 </v></c><c r='C2' t='s'><v>1</v></c>\
            <c r='D2'><v>1500000.5</v></c><c r='E2' t='n'><v>7</v></c><c r='F2' s='1'><v>44197.75</v></c><c r='G2' s='2'><v>1.25</v></c>\
            <c r='H2' t='str'><f>A1&amp;\"x\"</f><v> a_x000D_&lt; </v></c><c r='I2' t='inlineStr'><is><t>Xã</t></is></c>\
            <c r='J2' t='b'><v>1</v></c><c r='K2' t='e'><v>#SPILL!</v></c><c r='L2' t='d'><v>2022-10-01T00:00:00</v></c>\
            <c r='Q2'><v>1<!-- x -->5</v></c><c r='R2'><v><![CDATA[7]]></v></c><c r='S2'><v>20&#50;2</v></c>\
            <c r='M2'><v>n/a</v></c><c r='N2' s='1'/><c r='O2' t='str'><v></v></c><c r='P2' t='inlineStr'><is><t>b</t></is><v>3</v></c></row>";
        let expected = [
            "A2=Text(\"Mã hộ\")",
            "B2=Text(\"Mã hộ\")",
            "D2=Number(1500000.5)",
            "E2=Number(7.0)",
            "F2=Date(2021-01-01)",
            "G2=Text(\"30:00:00\")",
            "H2=Text(\" a\\r< \")",
            "I2=Text(\"Xã\")",
            "J2=Bool(true)",
            "K2=Error(\"#SPILL!\")",
            "L2=Date(2022-10-01)",
            "Q2=Number(15.0)",
            "R2=Number(7.0)",
            "S2=Number(2022.0)",
            "M2=Text(\"n/a\")",
            "P2=Text(\"b\")",
        ];
        assert_eq!(rows(row).unwrap(), expected);
    }

    #[test]
    fn places_may_be_left_out() {
        let cells =
            "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c r='C3'><v>3</v></c><c><v>4</v></c></row>";
        assert_eq!(rows(cells).unwrap(), ["A1=Number(1.0)", "C1=Number(2.0)", "C3=Number(3.0)", "D3=Number(4.0)"]);
    }

    #[test]
    fn what_is_not_what_it_says_is_named() {
        for (cell, value) in [
            ("<c r='B5' t='s'><v>9 9</v></c>", "9 9"),
            ("<c r='B5' t='s'><v>2</v></c>", "2"),
            ("<c r='B5' t='n'><v>x</v></c>", "x"),
            ("<c r='B5' t='b'><v>2</v></c>", "2"),
        ] {
            let found = rows(&format!("<row r='5'>{cell}</row>"));
            let Err(Stop::Fault(Fault::BadCell { row: 5, column: 1, value: named })) = found else {
                panic!("{cell}: {found:?}")
            };
            assert_eq!(named, value);
        }
    }

    #[test]
    fn other_constructs_are_left_to_others() {
        for cell in [
            "<c r='5B'><v>1</v></c>",
            "<c r='B5' t='x'><v>1</v></c>",
            "<c r='B5'><v>&one;</v></c>",
            "<x:c r='B5'><x:v>1</x:v></x:c>",
        ] {
            assert!(matches!(rows(&format!("<row r='5'>{cell}</row>")), Err(Stop::Unusual)), "{cell}");
        }
    }
}
