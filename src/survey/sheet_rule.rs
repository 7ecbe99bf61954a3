//! What a map file says of single sheets: where their header is, what they hold, which columns are which fields, what is left
//! out. Knows no sheets: `super::by_map` goes by it.

use crate::io::read::column_letters;
use crate::lang::{Entity, Exact};
use crate::text::{fold, tidy};

use super::shape::path::HeaderPath;

/// What a sheet holds, where the map says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One row a household.
    Household,
    /// One row a member.
    Member,
    /// Households with their members under them.
    List,
    /// Nothing that is to be read.
    Nothing,
}

impl Holds {
    /// Each with its word in map files.
    pub const ALL: [(&'static str, Holds); 4] = [
        ("household", Holds::Household),
        ("member", Holds::Member),
        ("list", Holds::List),
        ("nothing", Holds::Nothing),
    ];
}

/// Where a sheet's header is, where the map says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderRows {
    /// There is none; columns go by their letters.
    None,
    /// From this row to that, from 1.
    Rows(u32, u32),
}

/// A column by its letters or by its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnName {
    /// Its index: `@C` is 2.
    Letters(usize),
    /// Its header as the map writes it.
    Header(String),
}

impl ColumnName {
    /// Whether a sheet's column goes by it.
    pub fn names(&self, column: usize, path: &HeaderPath) -> bool {
        match self {
            ColumnName::Letters(index) => *index == column,
            ColumnName::Header(header) => {
                let header = fold(header);
                !header.is_empty() && ColumnName::forms(path).any(|form| form == header)
            }
        }
    }

    /// What a column's header goes by, folded: either of two, the whole and its own part.
    pub fn forms(path: &HeaderPath) -> impl Iterator<Item = String> {
        let either = path.alternatives().into_iter().flatten().map(|path| fold(&path.to_string()));
        either.chain([fold(&path.to_string()), fold(path.leaf())])
    }

    /// As the map writes it.
    pub fn written(&self) -> String {
        match self {
            ColumnName::Letters(index) => format!("@{}", column_letters(*index)),
            ColumnName::Header(header) => header.clone(),
        }
    }
}

/// A column of a sheet and what it is mapped to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetColumn {
    /// Which.
    pub name: ColumnName,
    /// The field among a household's and among a member's; both where the map does not say whose.
    pub fields: [Option<usize>; 2],
    /// What one unit is worth, where the map says so.
    pub scale: Option<Exact>,
}

/// What a map says of some sheets: a `[[sheet]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetRule {
    /// Pattern for the file's name; all files where there is none.
    pub file: Option<String>,
    /// Pattern for the sheet's name; all sheets where there is none.
    pub name: Option<String>,
    /// What they hold.
    pub holds: Option<Holds>,
    /// Where the header is.
    pub header_rows: Option<HeaderRows>,
    /// Number of the first row of data.
    pub first_row: Option<u32>,
    /// Number of the last row of data.
    pub last_row: Option<u32>,
    /// Rows without data: first and last of each run.
    pub skip_rows: Vec<(u32, u32)>,
    /// Columns and what they are.
    pub columns: Vec<SheetColumn>,
    /// Columns to leave alone.
    pub ignore: Vec<ColumnName>,
    /// Fields with one value in every row, the value as a cell would say it.
    pub constants: Vec<(Entity, usize, String)>,
}

impl SheetRule {
    /// Whether it is about a sheet.
    pub fn is_about(&self, file: &str, sheet: &str) -> bool {
        let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let of_file = self.file.as_ref().is_none_or(|pattern| fits(pattern, base) || fits(pattern, file));
        of_file && self.name.as_ref().is_none_or(|pattern| fits(pattern, sheet))
    }

    /// The runs of rows without data.
    pub fn left_out(&self) -> Vec<(u32, u32)> {
        let below = self.last_row.map(|last| (last.saturating_add(1), u32::MAX));
        self.skip_rows.iter().copied().chain(below).collect()
    }

    /// Adds what a later rule says of the same sheet; where both say something the later one holds.
    pub(super) fn add(&mut self, later: &SheetRule) {
        self.holds = later.holds.or(self.holds);
        self.header_rows = later.header_rows.or(self.header_rows);
        self.first_row = later.first_row.or(self.first_row);
        self.last_row = later.last_row.or(self.last_row);
        self.skip_rows.extend(&later.skip_rows);
        self.columns.retain(|column| later.columns.iter().all(|other| other.name != column.name));
        self.columns.extend(later.columns.iter().cloned());
        self.ignore.extend(later.ignore.iter().cloned());
        let said = |entity, field| later.constants.iter().any(|(e, f, _)| (*e, *f) == (entity, field));
        self.constants.retain(|(entity, field, _)| !said(*entity, *field));
        self.constants.extend(later.constants.iter().cloned());
    }
}

/// Whether a name fits a pattern, in which `*` stands for any letters and `?` for one; capitals and Unicode form apart.
fn fits(pattern: &str, name: &str) -> bool {
    let letters = |text: &str| tidy(text).to_lowercase().chars().collect::<Vec<char>>();
    let (pattern, name) = (letters(pattern), letters(name));
    let (mut at, mut from) = (0, 0);
    // where the last `*` was, and how much of the name it stands for
    let mut star: Option<(usize, usize)> = None;
    while from < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(letter) if *letter == '?' || *letter == name[from] => {
                at += 1;
                from += 1;
            }
            _ => match &mut star {
                None => return false,
                Some((begin, taken)) => {
                    *taken += 1;
                    (at, from) = (*begin + 1, *taken);
                }
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_patterns() {
        for (pattern, name, expected) in [
            ("Hộ", "hộ", true),
            ("Hộ", "Hộ 2", false),
            ("Hộ*", "Hộ 2", true),
            ("*", "", true),
            ("Xã ?*", "Xã", false),
            ("*.xlsx", "a.xlsx.xlsx", true),
            ("a*b*c", "axxbyybc", true),
            ("a*b*c", "axxbyyb", false),
            ("?", "ộ", true),
            ("Ho\u{302}\u{323}", "Hộ", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
