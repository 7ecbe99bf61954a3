//! A column's header from the top row to the bottom one, as one value.

use std::fmt;

use crate::text::{fold, tidy};

/// Longest part of a header that is kept.
const PART_CHARS: usize = 300;

/// The parts of a column's header, from the widest to the column's own. Where a sheet has names in one row and labels in
/// another, both are parts, and each alone says what the column is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct HeaderPath {
    parts: Vec<String>,
    /// How many of the first parts say by themselves what the column is, as the others do; 0 where all belong together.
    alone: usize,
}

impl HeaderPath {
    /// Of parts from top to bottom; empty ones and repeats of the one above are left out.
    pub fn new<'p>(parts: impl IntoIterator<Item = &'p str>) -> HeaderPath {
        let mut path = HeaderPath::default();
        for part in parts {
            let part = part_of(part);
            if !part.is_empty() && path.parts.last().is_none_or(|last| !says_the_same(last, &part)) {
                path.parts.push(part);
            }
        }
        path
    }

    /// Of two headers that each say what the column is: its name in one row and its label in another.
    pub fn either(upper: HeaderPath, lower: HeaderPath) -> HeaderPath {
        let same = upper.parts.len() == lower.parts.len()
            && upper.parts.iter().zip(&lower.parts).all(|(a, b)| says_the_same(a, b));
        if lower.is_empty() || same {
            return upper;
        }
        let alone = upper.parts.len();
        let mut parts = upper.parts;
        parts.extend(lower.parts);
        HeaderPath { parts, alone }
    }

    /// From the top to the bottom.
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// The two headers that each say what the column is, where there are two.
    pub fn alternatives(&self) -> Option<[HeaderPath; 2]> {
        let of = |parts: &[String]| HeaderPath { parts: parts.to_vec(), alone: 0 };
        let (upper, lower) = self.parts.split_at_checked(self.alone)?;
        (!upper.is_empty() && !lower.is_empty()).then(|| [of(upper), of(lower)])
    }

    /// What stands above the column's own header.
    pub fn above(&self) -> &[String] {
        self.parts.split_last().map_or(&[], |(_, above)| above)
    }

    /// The lowest part: the column's own.
    pub fn leaf(&self) -> &str {
        self.parts.last().map_or("", String::as_str)
    }

    /// Whether the column has no header.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

/// A cell's text as a part of a header.
pub(super) fn part_of(text: &str) -> String {
    let cut = text.char_indices().nth(PART_CHARS).map_or(text.len(), |(at, _)| at);
    tidy(&text[..cut])
}

/// `Nam` and `Năm` are two words; `Họ tên` and `HỌ TÊN` are one.
fn says_the_same(one: &str, other: &str) -> bool {
    one == other || (fold(one) == fold(other) && one.to_lowercase() == other.to_lowercase())
}

impl From<&str> for HeaderPath {
    fn from(header: &str) -> HeaderPath {
        HeaderPath::new([header])
    }
}

/// The parts with ` / ` between them, as `fields` shows them and a map file names them.
impl fmt::Display for HeaderPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.parts.join(" / "))
    }
}
