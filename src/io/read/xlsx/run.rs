//! Cells that are written as nearly all are, many in a run: `<c r="B7" s="1" t="s"><v>12</v></c>`. What is written in any
//! other way ends the run, and is left to [`super::cells`]. Knows how cells are written; nothing of what they mean.

use std::ops::ControlFlow;

use super::cells::{Place, float};
use super::strings::plain_text;

/// What a cell of a run holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Plain<'b> {
    /// Nothing.
    Empty,
    /// A number, in whatever style.
    Number(f64),
    /// The number of a shared text.
    Shared(u32),
    /// Text of its own, which may be empty.
    Text(&'b str),
    Bool(bool),
}

/// The number of the row that cells are expected to be in, as their names end.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowName {
    row: u32,
    /// The digits and the quote behind them, the first in the lowest byte.
    bytes: u64,
    /// The bytes that count.
    mask: u64,
    length: usize,
}

impl RowName {
    /// For a row, counted from 0.
    pub(super) fn of(row: u32) -> RowName {
        let mut number = u64::from(row) + 1;
        let (mut bytes, mut length) = (u64::from(b'"'), 1);
        while number > 0 && length < 8 {
            bytes = bytes << 8 | (u64::from(b'0') + number % 10);
            number /= 10;
            length += 1;
        }
        // no row that a program knows has more than seven digits; such a name must fit nothing
        let mask = if number > 0 { 0 } else { u64::MAX >> (64 - 8 * length) };
        RowName { row, bytes: if mask == 0 { 1 } else { bytes }, mask, length }
    }
}

/// Shows the cells at the beginning of some bytes, and passes the rows that begin and end between them. How many bytes they
/// are, or what `show` breaks off with.
#[inline]
pub(super) fn each<E>(
    bytes: &[u8],
    place: &mut Place,
    name: &mut RowName,
    mut show: impl FnMut(Place, Plain<'_>) -> ControlFlow<E, bool>,
) -> ControlFlow<E, usize> {
    let mut at = 0;
    loop {
        match word(bytes, at) {
            Some(head) if head & SIX == CELL => {
                if name.row != place.row {
                    *name = RowName::of(place.row);
                }
                let Some((end, column, style, cell)) = cell(bytes, at + 6, name) else { break };
                let found = Place { row: place.row, column, style };
                if !matches!(cell, Plain::Empty) && !show(found, cell)? {
                    break;
                }
                (place.column, place.style) = (column + 1, style);
                at = end;
            }
            Some(head) if head & SIX == ROW_END => {
                let Some(next) = place.row.checked_add(1) else { break };
                (place.row, place.column) = (next, 0);
                at += 6;
            }
            Some(head) if head & FOUR == ROW => {
                let Some((end, row)) = row(bytes, at + 4) else { break };
                place.row = row.unwrap_or(place.row);
                at = end;
            }
            Some(head) if matches!(head as u8, b'\n' | b'\r' | b' ' | b'\t') => at += 1,
            _ => break,
        }
    }
    ControlFlow::Continue(at)
}

const FOUR: u64 = 0xFFFF_FFFF;
const SIX: u64 = 0xFFFF_FFFF_FFFF;
const CELL: u64 = u64::from_le_bytes(*b"<c r=\"\0\0");
const ROW: u64 = u64::from_le_bytes(*b"<row\0\0\0\0");
const ROW_END: u64 = u64::from_le_bytes(*b"</row>\0\0");
const VALUE_END: u64 = u64::from_le_bytes(*b"</v></c>");

/// Eight bytes as a number, the first in the lowest byte.
#[inline]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|word| u64::from_le_bytes(*word))
}

/// The number that the digits at the beginning of a word make, and how many they are.
#[inline]
fn digits(word: u64) -> (u32, usize) {
    let digits = word ^ 0x3030_3030_3030_3030;
    // the highest bit of each byte that is no digit; a carry only reaches bytes behind the first of them
    let others = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
    let count = others.trailing_zeros() as usize / 8;
    if count == 0 {
        return (0, 0);
    }
    // leading zeros make it eight; then pairs, fours and all eight are added up at once
    let eight = digits << (64 - 8 * count);
    let pairs = eight.wrapping_mul(10).wrapping_add(eight >> 8);
    let high = (pairs & 0x0000_00FF_0000_00FF).wrapping_mul(0x000F_4240_0000_0064);
    let low = ((pairs >> 16) & 0x0000_00FF_0000_00FF).wrapping_mul(0x0000_2710_0000_0001);
    ((high.wrapping_add(low) >> 32) as u32, count)
}

/// A row's tag behind its name: where it ends, and its number from 0 if it names one.
fn row(bytes: &[u8], mut at: usize) -> Option<(usize, Option<u32>)> {
    let mut row = None;
    loop {
        match bytes.get(at)? {
            b'>' => return Some((at + 1, row)),
            b' ' => {
                let rest = &bytes[at + 1..];
                let equals = rest.iter().take(32).position(|byte| *byte == b'=')?;
                let value = rest[equals + 1..].strip_prefix(b"\"")?;
                let length = value.iter().take(64).position(|byte| *byte == b'"')?;
                let name = &rest[..equals];
                if name == b"r" {
                    let (number, count) = digits(word(value, 0)?);
                    if count != length || row.is_some() {
                        return None;
                    }
                    row = Some(number.checked_sub(1)?);
                } else if !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b':') {
                    return None;
                }
                at = bytes.len() - value.len() + length + 1;
            }
            _ => return None,
        }
    }
}

/// A cell from its name on: where it ends, its column, its style and what it holds.
#[inline(always)]
fn cell<'b>(bytes: &'b [u8], mut at: usize, name: &RowName) -> Option<(usize, usize, usize, Plain<'b>)> {
    let mut column = 0;
    let begins = at;
    while let letter @ b'A'..=b'Z' = *bytes.get(at)? {
        column = column * 26 + usize::from(letter - b'@');
        at += 1;
        if at - begins > 3 {
            return None;
        }
    }
    let column = column.checked_sub(1)?;
    if word(bytes, at)? & name.mask != name.bytes {
        return None;
    }
    at += name.length;
    let mut style = 0;
    let mut stored = Stored::Number;
    loop {
        match bytes.get(at..)?.first_chunk::<6>()? {
            [b'>', ..] => break,
            [b' ', b't', b'=', b'"', b's', b'"'] => {
                stored = Stored::Shared;
                at += 6;
            }
            [b' ', b's', b'=', b'"', ..] => {
                let (number, count) = digits(word(bytes, at + 4)?);
                if count == 0 || *bytes.get(at + 4 + count)? != b'"' {
                    return None;
                }
                style = number as usize;
                at += 5 + count;
            }
            [b' ', b't', b'=', b'"', b'n', b'"'] => {
                stored = Stored::Number;
                at += 6;
            }
            [b' ', b't', b'=', b'"', b'b', b'"'] => {
                stored = Stored::Bool;
                at += 6;
            }
            [b' ', b't', b'=', b'"', b'i', b'n'] if bytes[at + 4..].starts_with(b"inlineStr\"") => {
                stored = Stored::Inline;
                at += 14;
            }
            [b' ', b't', b'=', b'"', b's', b't'] if bytes[at + 4..].starts_with(b"str\"") => {
                stored = Stored::Text;
                at += 8;
            }
            [b'/', b'>', ..] => return Some((at + 2, column, style, Plain::Empty)),
            _ => return None,
        }
    }
    let inside = &bytes[at + 1..];
    let (rest, cell) = match stored {
        Stored::Inline => {
            let (text, rest) = match inside.strip_prefix(b"<is><t>") {
                Some(text) => plain_text(text, false)?,
                None => plain_text(inside.strip_prefix(b"<is><t xml:space=\"preserve\">")?, true)?,
            };
            (rest.strip_prefix(b"</t></is></c>")?, Plain::Text(text))
        }
        Stored::Text => {
            let (text, rest) = plain_text(value(inside)?, true)?;
            (rest.strip_prefix(b"</v></c>")?, Plain::Text(text))
        }
        Stored::Shared => {
            let value = value(inside)?;
            let (number, count) = digits(word(value, 0)?);
            if count == 0 || word(value, count)? != VALUE_END {
                return None;
            }
            (&value[count + 8..], Plain::Shared(number))
        }
        Stored::Number => {
            let (number, rest) = number(value(inside)?)?;
            if word(rest, 0)? != VALUE_END {
                return None;
            }
            (&rest[8..], Plain::Number(number))
        }
        Stored::Bool => {
            let value = value(inside)?;
            let truth = match value.first()? {
                b'0' => false,
                b'1' => true,
                _ => return None,
            };
            (value[1..].strip_prefix(b"</v></c>")?, Plain::Bool(truth))
        }
    };
    Some((bytes.len() - rest.len(), column, style, cell))
}

enum Stored {
    Number,
    Shared,
    Text,
    Inline,
    Bool,
}

/// The value of a cell from what is inside of it; a formula before it is passed.
#[inline(always)]
fn value(inside: &[u8]) -> Option<&[u8]> {
    if let Some(value) = inside.strip_prefix(b"<v>") {
        return Some(value);
    }
    value_of_formula(inside)
}

fn value_of_formula(inside: &[u8]) -> Option<&[u8]> {
    let formula = inside.strip_prefix(b"<f>")?;
    let end = memchr::memchr(b'<', formula)?;
    formula[end..].strip_prefix(b"</f><v>")
}

/// The number at the beginning of some bytes, and what is behind it.
#[inline(always)]
fn number(bytes: &[u8]) -> Option<(f64, &[u8])> {
    /// Powers of ten are exact up to here, and so is a quotient by them of whole numbers of up to fifteen digits.
    const TENS: [f64; 9] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
    let (whole, count) = digits(word(bytes, 0)?);
    match (count, bytes.get(count)?) {
        (1.., b'<') => return Some((f64::from(whole), &bytes[count..])),
        (1.., b'.') => {
            let (part, decimals) = digits(word(bytes, count + 1)?);
            let end = count + 1 + decimals;
            if decimals > 0 && count + decimals <= 15 && bytes.get(end) == Some(&b'<') {
                let all = f64::from(whole) * TENS[decimals] + f64::from(part);
                return Some((all / TENS[decimals], &bytes[end..]));
            }
        }
        _ => {}
    }
    other_number(bytes)
}

/// A number of many digits, with a sign or with a power.
#[cold]
fn other_number(bytes: &[u8]) -> Option<(f64, &[u8])> {
    let end = bytes.iter().take(64).position(|byte| *byte == b'<')?;
    Some((float(&bytes[..end])?, &bytes[end..]))
}
