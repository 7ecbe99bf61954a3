//! What the columns of a survey hold: how much is blank, unknown or not recognised, and samples that name nobody. One pass
//! over every row, for showing what was recognised; what is kept does not grow with the rows.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::io::read::{Cell, Row};
use crate::lang::{Entity, Exact};
use crate::text::{fold, tidy};

use super::cells::{Reading, value_text};
use super::codebook::{Field, FieldType};
use super::codebook_file::HOUSEHOLD_ID;
use super::error::SurveyError;
use super::layout::ColumnUse;
use super::open::Survey;
use super::parallel::in_order;
use super::part::Part;
use super::profile::is_mark;
use super::shape::follow::{PlannedRow, RowCounts, is_blank};
use super::shape::plan::DERIVED;

/// How many samples of a column are shown.
const SAMPLES: usize = 3;
/// How many different texts of a column are counted.
const TEXTS: usize = 500;
/// A column with more different texts than this that are no codes does not hold codes.
const CODES: usize = 40;
/// A text in a column of no known field is shown where it stands at least this often: what stands once may be a name.
const OFTEN: u64 = 3;
/// So many digits are the number of a person, a card or a telephone.
const PERSONAL_DIGITS: usize = 9;

/// What a sheet holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetContents {
    /// What its rows are; none for a sheet that is not read.
    pub rows: Option<RowCounts>,
    /// How many households are read from it.
    pub households: u64,
    /// How many members are read from it.
    pub members: u64,
    /// What its columns hold, by entity and column.
    pub columns: FxHashMap<(Entity, usize), ColumnContents>,
    /// What the columns hold that are read as no field, by column.
    pub unused: BTreeMap<usize, ColumnContents>,
    /// What is derived holds, by entity and field.
    pub derived: FxHashMap<(Entity, usize), ColumnContents>,
}

/// What a column holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnContents {
    /// Its cells, blank ones too.
    pub cells: u64,
    /// Blank ones, and those with a word for no answer.
    pub unknown: u64,
    /// Those that cannot be read.
    pub bad: u64,
    /// The first different values.
    pub samples: Vec<Sample>,
    /// What cannot be read, the commonest first; empty where it could be of persons.
    pub strange: Vec<(String, u64)>,
    /// Signs without a letter or digit that are taken for no answer where answers are codes, the commonest first: `-` may be a
    /// no.
    pub signs: Vec<(String, u64)>,
}

/// A value that is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sample {
    /// As it stands.
    Text(String),
    /// Only its form, `#` for a digit.
    Shape(String),
    /// A name or another personal text.
    Name,
    /// A text that may be a name.
    Words,
    /// A number that may be of a person.
    Number,
}

impl Survey<'_> {
    /// What the columns of each sheet hold, by sheet. Sheets of which nothing is read have no contents, unless `all`.
    ///
    /// # Errors
    /// Where a sheet cannot be read.
    pub fn contents(&self, all: bool) -> Result<Vec<SheetContents>, SurveyError> {
        let mut sheets = vec![SheetContents::default(); self.layout().len()];
        let parts: Vec<&Part> = self.households.iter().chain(&self.members).collect();
        let threads = self.options.threads.unwrap_or(1);
        let produce = |at: usize, give: &mut dyn FnMut(Result<SheetContents, SurveyError>) -> bool| {
            give(self.part_contents(parts[at]));
        };
        in_order(parts.len(), threads, &produce, &mut |at, found: Result<SheetContents, SurveyError>| {
            let found = found?;
            let sheet = &mut sheets[parts[at].sheet as usize];
            // in a list the first part counts every row
            sheet.rows = sheet.rows.or(found.rows);
            sheet.households += found.households;
            sheet.members += found.members;
            sheet.columns.extend(found.columns);
            sheet.derived.extend(found.derived);
            if sheet.unused.is_empty() {
                sheet.unused = found.unused;
            }
            Ok::<(), SurveyError>(())
        })?;
        if all {
            for (at, sheet) in sheets.iter_mut().enumerate().filter(|(_, sheet)| sheet.rows.is_none()) {
                sheet.unused = self.bare_contents(at)?;
            }
        }
        Ok(sheets)
    }

    fn part_contents(&self, part: &Part) -> Result<SheetContents, SurveyError> {
        let layout = self.sheet(part.sheet);
        let fields = self.codebook.fields(part.entity);
        let mut columns = Vec::new();
        for (position, bound) in part.columns.iter().enumerate() {
            let mut reader = self.reader(part, *bound);
            let sample = &part.sample[position];
            if sample.marks_open(&reader) {
                reader.settle_marks(self.whole_profiles(part)?[position].only_marks());
            }
            if reader.format_open() && (part.complete || sample.shows_format()) {
                reader.settle_format(sample.format());
            }
            columns.push((position, *bound, Watch::of(&fields[bound.field]), reader));
        }
        let unused = |at: usize| {
            layout.columns[at].uses().all(|(_, used)| !matches!(used, ColumnUse::Field { .. } | ColumnUse::NoHeader))
        };
        let unused = (0..layout.columns.len()).filter(|at| unused(*at));
        let mut unused: Vec<(usize, Unused)> = unused.map(|at| (at, Unused::default())).collect();
        let mut rows = self.rows_of(part)?;
        let mut row = PlannedRow::default();
        let mut count = 0;
        while rows.read(&mut row)? {
            count += 1;
            for (position, bound, watch, reader) in &mut columns {
                let cell = row.cell(bound.column);
                let mut reading = reader.read(cell);
                if matches!(reading, Reading::Open { .. }) {
                    reader.settle_format(self.whole_profiles(part)?[*position].format());
                    reading = reader.read(cell);
                }
                watch.see(cell, &reading);
            }
            for (at, watch) in &mut unused {
                watch.see(row.cell(*at));
            }
        }
        let mut found = SheetContents { rows: Some(rows.counts()), ..SheetContents::default() };
        match part.entity {
            Entity::Household => found.households = count,
            Entity::Member => found.members = count,
        }
        for (_, bound, watch, _) in columns {
            let contents = watch.finish();
            match bound.column < DERIVED {
                true => found.columns.insert((part.entity, bound.column), contents),
                false => found.derived.insert((part.entity, bound.field), contents),
            };
        }
        found.unused = unused.into_iter().map(|(at, watch)| (at, watch.finish())).collect();
        Ok(found)
    }

    /// What the columns of a sheet hold of which nothing is read.
    fn bare_contents(&self, sheet: usize) -> Result<BTreeMap<usize, ColumnContents>, SurveyError> {
        let layout = &self.layout()[sheet];
        let mut columns = vec![Unused::default(); layout.columns.len()];
        let mut rows = self.sources[layout.source].rows(layout.index)?;
        let mut row = Row::default();
        let rule = self.options.map.and_then(|map| map.rule(&layout.file, &layout.sheet)).unwrap_or_default();
        let left_out = rule.left_out();
        while rows.read(&mut row)? {
            let number = row.number();
            let out = left_out.iter().any(|(first, last)| (*first..=*last).contains(&number));
            if number < layout.first_row || number <= layout.header_row() || out || row.is_blank() {
                continue;
            }
            for (at, watch) in columns.iter_mut().enumerate() {
                watch.see(row.cell(at));
            }
        }
        Ok(columns.into_iter().map(Unused::finish).enumerate().collect())
    }
}

/// Watches the column of a field.
struct Watch<'f> {
    field: &'f Field,
    contents: ColumnContents,
    strange: FxHashMap<String, u64>,
    signs: BTreeMap<String, u64>,
}

impl Watch<'_> {
    fn of(field: &Field) -> Watch<'_> {
        Watch { field, contents: ColumnContents::default(), strange: FxHashMap::default(), signs: BTreeMap::new() }
    }

    fn see(&mut self, cell: Cell<'_>, reading: &Reading) {
        let contents = &mut self.contents;
        contents.cells += 1;
        match reading {
            Reading::Blank => contents.unknown += 1,
            Reading::Unknown => {
                contents.unknown += 1;
                let has_codes = matches!(self.field.ty, FieldType::Bool | FieldType::Code(_));
                let text = if has_codes { value_text(cell) } else { String::new() };
                if !text.is_empty() && fold(&text).is_empty() {
                    *self.signs.entry(text).or_default() += 1;
                }
            }
            Reading::Value(_) | Reading::Open { .. } => {
                // a blank among marks says no and shows nothing
                if contents.samples.len() >= SAMPLES || is_blank(cell) {
                    return;
                }
                let sample = self.sample(cell);
                if !self.contents.samples.contains(&sample) {
                    self.contents.samples.push(sample);
                }
            }
            Reading::Bad(_) => {
                contents.bad += 1;
                if self.field.personal {
                    return;
                }
                let text = value_text(cell);
                if let Some(count) = self.strange.get_mut(&text) {
                    *count += 1;
                } else if self.strange.len() < TEXTS {
                    self.strange.insert(text, 1);
                }
            }
        }
    }

    fn sample(&self, cell: Cell<'_>) -> Sample {
        let text = value_text(cell);
        match (self.field.personal, &self.field.ty) {
            (true, FieldType::Text) if self.field.id.ends_with("id") => Sample::Number,
            (true, FieldType::Text) if matches!(self.field.id.as_str(), "note" | "address") => Sample::Words,
            (true, FieldType::Text) => Sample::Name,
            (true, _) => Sample::Shape(shape(&text)),
            (false, _) if self.field.id == HOUSEHOLD_ID => Sample::Shape(shape(&text)),
            (false, FieldType::Text) if has_personal_number(&text) => Sample::Number,
            _ => Sample::Text(text),
        }
    }

    fn finish(self) -> ColumnContents {
        let mut contents = self.contents;
        let codes = matches!(self.field.ty, FieldType::Bool | FieldType::Code(_));
        let holds_others = codes && self.strange.len() > CODES;
        let shown = |text: &str, count: u64| {
            !has_personal_number(text) && (count >= OFTEN || !(holds_others || is_like_a_name(text)))
        };
        let mut strange: Vec<(String, u64)> =
            self.strange.into_iter().filter(|(text, count)| shown(text, *count)).collect();
        strange.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        strange.truncate(CODES);
        contents.strange = strange;
        contents.signs = self.signs.into_iter().collect();
        contents.signs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        contents
    }
}

/// Watches a column that is read as nothing, and that may hold anything.
#[derive(Clone, Debug, Default)]
struct Unused {
    cells: u64,
    blank: u64,
    /// In the order of their first cells.
    texts: Vec<String>,
    counts: FxHashMap<String, u64>,
    too_many: bool,
}

impl Unused {
    fn see(&mut self, cell: Cell<'_>) {
        self.cells += 1;
        if is_blank(cell) {
            self.blank += 1;
            return;
        }
        let text = value_text(cell);
        if let Some(count) = self.counts.get_mut(&text) {
            *count += 1;
        } else if self.texts.len() < TEXTS {
            self.texts.push(text.clone());
            self.counts.insert(text, 1);
        } else {
            self.too_many = true;
        }
    }

    fn finish(self) -> ColumnContents {
        // answers repeat, names hardly do
        let answers = !self.too_many && (self.texts.len() as u64) * 2 <= self.cells - self.blank;
        let mut samples: Vec<Sample> = Vec::new();
        for text in &self.texts {
            let count = self.counts.get(text).copied().unwrap_or(0);
            let sample = match Exact::parse(text.trim()) {
                // the id of an export's row, a moment: only its form
                None if has_personal_number(text) && text.contains(char::is_alphabetic) && !text.contains(' ') => {
                    Sample::Shape(shape(text))
                }
                _ if has_personal_number(text) => Sample::Number,
                Some(_) => Sample::Text(text.clone()),
                None if is_mark(text) || (answers && count >= OFTEN) => Sample::Text(text.clone()),
                None if text.chars().any(|c| c.is_ascii_digit()) && !text.chars().any(char::is_alphabetic) => {
                    Sample::Shape(shape(text))
                }
                None => Sample::Words,
            };
            if !samples.contains(&sample) {
                samples.push(sample);
            }
            if samples.len() >= SAMPLES {
                break;
            }
        }
        ColumnContents { cells: self.cells, unknown: self.blank, samples, ..ColumnContents::default() }
    }
}

/// A text with `#` for each digit and `a` for each run of letters.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    let mut in_word = false;
    for c in text.chars() {
        let letter = c.is_alphabetic();
        match c {
            _ if letter && in_word => {}
            _ if letter => shape.push('a'),
            _ if c.is_numeric() => shape.push('#'),
            c => shape.push(c),
        }
        in_word = letter;
    }
    shape
}

fn has_personal_number(text: &str) -> bool {
    text.chars().filter(|c| c.is_numeric()).count() >= PERSONAL_DIGITS
}

/// Two words and more that all begin with a capital.
pub(super) fn is_like_a_name(text: &str) -> bool {
    let text = tidy(text);
    let mut words = text.split(' ');
    text.contains(' ') && words.all(|word| word.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::fixture;
    use crate::survey::open::SurveyOptions;
    use crate::survey::source::MemorySource;

    fn text(text: &str) -> Sample {
        Sample::Text(text.to_owned())
    }

    #[test]
    fn what_columns_hold_is_counted_and_names_nobody() {
        let codebook = fixture::codebook();
        let source = MemorySource::new("a.xlsx").table(
            "Hộ",
            "Mã hộ | Chủ hộ | Khu vực | Nhân khẩu | Vợ | Loại | CMND
             01-1 | Lò Văn A | NT | 3 | Vì Thị B | M1 | 012345678
             01-2 | Lò Văn C | KV2 | 99 | Vì Thị D | M1 | 012345679
             01-3 | Lò Văn E | KV2 | hai | Vì Thị F | M1 |
             01-4 | Lò Văn G | Lò Văn H | | | M2 | 5",
        );
        let sources = [source];
        let survey = Survey::open(&sources, &codebook, SurveyOptions::default()).expect("a survey");
        let contents = survey.contents(false).expect("read");
        let sheet = &contents[0];
        assert_eq!((sheet.households, sheet.members), (4, 0));
        assert_eq!(sheet.rows.map(|rows| (rows.rows, rows.data())), Some((5, 4)));
        let of = |column: usize| &sheet.columns[&(Entity::Household, column)];
        assert_eq!(of(0).samples, [Sample::Shape("##-#".to_owned())]);
        assert_eq!(of(1).samples, [Sample::Name]);
        assert_eq!((of(2).bad, &of(2).samples[..]), (3, &[text("NT")][..]));
        assert_eq!(of(2).strange, [("KV2".to_owned(), 2)]);
        assert_eq!((of(3).cells, of(3).unknown, of(3).bad), (4, 2, 1));
        assert_eq!(of(3).strange, [("hai".to_owned(), 1)]);
        assert_eq!(sheet.unused[&4].samples, [Sample::Words]);
        assert_eq!(sheet.unused[&5].samples, [text("M1"), Sample::Words]);
        assert_eq!(sheet.unused[&6].samples, [Sample::Number, text("5")]);
        assert_eq!(sheet.unused[&6].unknown, 1);
    }
}
