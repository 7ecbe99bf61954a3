//! What a row under the header is: data, or something a person put between the data. Weighs one against the other; the words of
//! headings are `heading`'s, those of sums and signatures `closing`'s. Reads no values.

mod closing;
mod heading;

use rustc_hash::FxHashSet;

use crate::io::read::{Cell, Row};
use crate::survey::codebook_file::CLASS_RECORDED;

use super::levels::{Cut, Levels, NAME_WORDS, breaks};
use super::row_cells::{Kind, is_id, is_numbering, is_ordinal, is_ordinal_token, kind, kind_of_text, text_of};
use super::token::{Token, tokens, words};
use super::words::LayoutWords;

use heading::{BEFORE_HOUSEHOLDS, HOUSEHOLDS, LIST, is_headed};

/// What a row without data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKind {
    /// Above the header: national heading, title, unit, period.
    Title,
    /// Of the header.
    Header,
    /// The columns' numbers, `(1) (2) (3)` or `A B 1 2`.
    Numbers,
    /// The codes' meanings.
    Legend,
    /// A remark, a signature.
    Note,
    /// The name of a village, commune or class for the rows below.
    Group,
    /// A sum.
    Total,
    /// The header again.
    RepeatedHeader,
    /// Left out by the map file.
    Map,
}

impl RowKind {
    /// Every kind, in the order in which counts are shown.
    pub const ALL: [RowKind; 9] = [
        RowKind::Title,
        RowKind::Header,
        RowKind::Numbers,
        RowKind::Legend,
        RowKind::Note,
        RowKind::Group,
        RowKind::Total,
        RowKind::RepeatedHeader,
        RowKind::Map,
    ];

    /// Machine name.
    pub const fn name(self) -> &'static str {
        match self {
            RowKind::Title => "title",
            RowKind::Header => "header",
            RowKind::Numbers => "numbers",
            RowKind::Legend => "legend",
            RowKind::Note => "note",
            RowKind::Group => "group",
            RowKind::Total => "total",
            RowKind::RepeatedHeader => "repeated_header",
            RowKind::Map => "map",
        }
    }
}

/// A row without data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkippedRow {
    /// Its number, from 1.
    pub row: u32,
    /// What it is.
    pub kind: RowKind,
}

/// What a row was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowClass {
    /// A row of data.
    Data,
    /// None, without effect on others.
    Skip(RowKind),
    /// The names of groups for the rows below, the highest first.
    Group(Vec<Group>),
}

/// A unit or class that the rows below are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The id of the household field it is a value of: `village`, `commune`, … or `class_recorded`.
    pub field: String,
    /// Its name without number and colon: `Bản Huổi Pù`; empty where the row ends the group before and names none that is
    /// known.
    pub value: String,
}

/// What tells data from other rows in one sheet. Where a row could be either it is data: a row that cannot be used is counted
/// and said, a skipped one only counted.
#[derive(Clone, Debug, Default)]
pub struct RowRules {
    /// Columns with the household's id, number or name.
    keys: Vec<usize>,
    /// Those of them that hold ids: one with digits makes a row data.
    ids: Vec<usize>,
    /// Those of them that number households or members; a number there may number a group too.
    numbers: Vec<usize>,
    /// Those of them that hold names of people.
    names: Vec<usize>,
    /// Columns that are used.
    bound: Vec<usize>,
    /// The header of each column, folded.
    header: Vec<String>,
    /// The unit fields without a column, lowest first: what a group without a word for its level is.
    open_units: Vec<String>,
    levels: Levels,
    total: Vec<Vec<Token>>,
    /// Each in the parts between `...`.
    closing: Vec<Vec<Vec<Token>>>,
    /// First words of remarks: such a line says nothing of the rows below it.
    remarks: Vec<Vec<Token>>,
    classes: Vec<(Vec<Token>, String)>,
    /// First words of all of these, with their accents and without.
    openers: FxHashSet<Token>,
    /// Runs of rows that the map leaves out.
    left_out: Vec<(u32, u32)>,
}

/// A row's cells at a glance.
#[derive(Debug, Default)]
struct Look {
    /// The first columns with text.
    texts: Vec<usize>,
    /// How many columns hold text.
    text_count: usize,
    /// How many hold numbers, but for one that numbers the text to its right.
    numbers: usize,
    /// Whether a number or letter stands alone to the left of the text: `1.`, `II`.
    numbered: bool,
    /// Whether a letter or Roman numeral stands there, as before headings: `II`.
    headed: bool,
    /// The first column of ids or numbers with a number.
    key_number: Option<usize>,
}

/// The most texts of a row that are looked at.
const TEXTS: usize = 6;
/// Longer texts are sentences.
const SENTENCE_WORDS: usize = 8;

impl RowRules {
    /// Rules for a sheet with columns of ids; others with names and numbers by [`RowRules::with_names`] and
    /// [`RowRules::with_numbers`].
    pub fn new(
        words: &LayoutWords,
        ids: Vec<usize>,
        bound: Vec<usize>,
        header: Vec<String>,
        open_units: Vec<String>,
    ) -> RowRules {
        let phrases =
            |words: &[String]| words.iter().map(|word| tokens(word)).filter(|phrase| !phrase.is_empty()).collect();
        let total: Vec<Vec<Token>> = phrases(&words.total);
        let closing: Vec<Vec<Vec<Token>>> = words
            .closing
            .iter()
            .map(|line| line.split("...").map(tokens).filter(|part| !part.is_empty()).collect::<Vec<_>>())
            .filter(|parts| !parts.is_empty())
            .collect();
        let remarks: Vec<Vec<Token>> = phrases(&words.remarks);
        let levels = Levels::new(words);
        let mut classes: Vec<(Vec<Token>, String)> = words
            .classes
            .iter()
            .map(|word| (tokens(word), word.clone()))
            .filter(|(phrase, _)| !phrase.is_empty())
            .collect();
        classes.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        let of_total = total.iter().map(|phrase| phrase[0]);
        let of_closing = closing.iter().filter(|parts| parts.len() == 1).map(|parts| parts[0][0]);
        let of_remarks = remarks.iter().map(|phrase| phrase[0]);
        let of_levels = levels.words().iter().map(|level| level.tokens[0]);
        let of_classes = classes.iter().map(|(phrase, _)| phrase[0]);
        let of_lists = LIST.into_iter().chain(BEFORE_HOUSEHOLDS).chain([HOUSEHOLDS]).map(Token::new);
        let first = of_total.chain(of_closing).chain(of_remarks).chain(of_levels).chain(of_classes).chain(of_lists);
        let openers = first.flat_map(|token| [token, token.bare()]).collect();
        RowRules {
            keys: ids.clone(),
            ids,
            numbers: Vec::new(),
            names: Vec::new(),
            bound,
            header,
            open_units,
            levels,
            total,
            closing,
            remarks,
            classes,
            openers,
            left_out: Vec::new(),
        }
    }

    /// With columns of people's names, in which a text heads a group only if no person could be called so.
    #[must_use]
    pub fn with_names(mut self, names: Vec<usize>) -> RowRules {
        self.keys.extend(&names);
        self.names = names;
        self
    }

    /// With columns that number households or members: a number there makes data of what could be a remark.
    #[must_use]
    pub fn with_numbers(mut self, numbers: Vec<usize>) -> RowRules {
        self.keys.extend(&numbers);
        self.numbers = numbers;
        self
    }

    /// With runs of rows, first and last of each, that are no data whatever stands in them.
    #[must_use]
    pub fn leaving_out(mut self, runs: Vec<(u32, u32)>) -> RowRules {
        self.left_out = runs;
        self
    }

    /// The column whose ids make any row data, if there is one: numbers may stand to its left, and no text.
    pub fn sure_id(&self) -> Option<usize> {
        self.ids.iter().min().copied().filter(|_| self.left_out.is_empty())
    }

    /// What a row is that is not blank.
    pub fn classify(&self, row: &Row) -> RowClass {
        if self.left_out.iter().any(|(first, last)| (*first..=*last).contains(&row.number())) {
            return RowClass::Skip(RowKind::Map);
        }
        if self.has_id(row) {
            return RowClass::Data;
        }
        let look = self.look(row);
        if is_numbering(row, self.header.iter().filter(|header| !header.is_empty()).count()) {
            return RowClass::Skip(RowKind::Numbers);
        }
        let Some(&first) = look.texts.first() else { return RowClass::Data };
        let text = text_of(row, first);
        let opens = self.opens(text);
        if !opens && look.key_number.is_some() {
            return RowClass::Data;
        }
        if look.text_count > 1 && look.key_number.is_none() && self.repeats_header(row) {
            return RowClass::Skip(RowKind::RepeatedHeader);
        }
        if look.text_count > 1 && !opens && !self.may_close(row, &look) {
            return match self.is_total(row, &look) {
                true => RowClass::Skip(RowKind::Total),
                false => RowClass::Data,
            };
        }
        if look.key_number.is_none() && look.numbers == 0 && self.is_closing(row, &look) {
            return RowClass::Skip(RowKind::Note);
        }
        if self.is_total(row, &look) {
            return RowClass::Skip(RowKind::Total);
        }
        if look.text_count > 1 {
            return RowClass::Data;
        }
        self.of_one_text(row, &look, first, text)
    }

    /// The same for a row under others: after a signature line, names without numbers are signatures until a row of data with
    /// an id, a group or the header comes. `signed` is kept by the caller, false before a sheet's first row.
    pub fn classify_next(&self, row: &Row, signed: &mut bool) -> RowClass {
        let class = self.classify(row);
        match class {
            RowClass::Data | RowClass::Group(_) if *signed && self.is_signers(row) => RowClass::Skip(RowKind::Note),
            RowClass::Skip(RowKind::Note) => {
                *signed |= self.signs(row);
                class
            }
            RowClass::Data | RowClass::Group(_) | RowClass::Skip(RowKind::RepeatedHeader) => {
                *signed = false;
                class
            }
            RowClass::Skip(_) => class,
        }
    }

    /// Whether a key to the left of all text is an id beyond doubt: what makes nearly every row data at its first cells.
    fn has_id(&self, row: &Row) -> bool {
        for column in 0..row.len() {
            let cell = row.cell(column);
            if self.ids.contains(&column) && is_id(cell) {
                return true;
            }
            if matches!(cell, Cell::Text(text) if kind_of_text(text) == Kind::Text) {
                return false;
            }
        }
        false
    }

    fn look(&self, row: &Row) -> Look {
        let mut look = Look::default();
        let mut ordinals = 0;
        for column in 0..row.len() {
            let cell = row.cell(column);
            match kind(cell) {
                Kind::Blank => {}
                // a letter among the answers is one
                Kind::Text if look.text_count == 0 && is_ordinal(cell) && !self.is_answer(column) => {
                    ordinals += 1;
                    look.headed = true;
                }
                Kind::Text => {
                    if look.texts.len() < TEXTS {
                        look.texts.push(column);
                    }
                    look.text_count += 1;
                }
                Kind::Number => {
                    let counts = self.keys.contains(&column) && !self.names.contains(&column);
                    if look.key_number.is_none() && counts {
                        look.key_number = Some(column);
                    }
                    if look.text_count == 0 {
                        ordinals += 1;
                    } else {
                        look.numbers += 1;
                    }
                }
            }
        }
        // one number is the text's, more are answers
        look.numbered = ordinals == 1;
        look.headed &= look.numbered;
        look.numbers += if ordinals == 1 { 0 } else { ordinals };
        look
    }

    /// Whether a column holds answers.
    fn is_answer(&self, column: usize) -> bool {
        self.bound.contains(&column) && !self.keys.contains(&column)
    }

    /// Whether a text begins with a word that begins lines without data; takes no memory.
    fn opens(&self, text: &str) -> bool {
        let mut words = words(text);
        let Some(first) = words.next() else { return text.trim_start().starts_with('(') };
        let opens = |token: Token| self.openers.contains(&token);
        opens(first.token)
            || is_ordinal_token(first.token) && words.next().is_some_and(|word| opens(word.token))
            || text.trim_start().starts_with('(')
    }

    /// What a row is whose only text it is, among numbers perhaps.
    fn of_one_text(&self, row: &Row, look: &Look, column: usize, text: &str) -> RowClass {
        let answer = self.is_answer(column);
        // an answer beside an id or number is one
        let beside = look.key_number.is_some() || look.numbers > 0;
        if !(answer && beside) && look.key_number.is_none_or(|key| key < column || look.numbers > 0) {
            let numbered = match look.key_number {
                None => true,
                Some(key) => look.numbered && key < column || key > column,
            };
            if let Some(groups) = self.group(look, column, text).filter(|_| numbered) {
                return RowClass::Group(groups);
            }
        }
        // "I  Xã Chiềng Hặc  13  17100000": a unit that no column has, with its number and its sums, where answers stand
        if answer
            && look.numbered
            && look.key_number.is_none()
            && let Some(groups) = self.group(look, column, text)
            && groups.iter().all(|group| self.open_units.contains(&group.field))
        {
            return RowClass::Group(groups);
        }
        if look.key_number.is_none() && self.heads_households(look, column, text) {
            // of which class its households are is not known, but no longer that of the heading before
            return RowClass::Group(vec![Group { field: CLASS_RECORDED.to_owned(), value: String::new() }]);
        }
        if beside {
            return RowClass::Data;
        }
        let cut = Cut::new(text);
        let count = cut.words.len();
        let has_digit = text.bytes().any(|b| b.is_ascii_digit());
        let is_key = self.keys.contains(&column);
        let is_name = count <= NAME_WORDS
            && (0..count).all(|word| cut.is_name_word(word))
            && (1..count).all(|word| !breaks(cut.before(word)));
        let note = RowClass::Skip(RowKind::Note);
        if count == 0 {
            return RowClass::Data;
        }
        if text.trim_start().starts_with('(') && !has_digit {
            return note;
        }
        if self.names.contains(&column) {
            return match count >= SENTENCE_WORDS {
                true => note,
                false if (look.headed || is_headed(text)) && !has_digit && is_name => {
                    self.open_group(text).unwrap_or(RowClass::Data)
                }
                false => RowClass::Data,
            };
        }
        let left = self.bound.iter().chain(&self.names).min().is_none_or(|first| column <= *first) || column < 2;
        match () {
            () if is_key && (count == 1 || has_digit && count < SENTENCE_WORDS) => RowClass::Data,
            () if left && is_name && !has_digit && row.len() > column => match self.open_group(text) {
                Some(group) if !answer => group,
                _ if answer && count == 1 => RowClass::Data,
                _ => note,
            },
            // one answer is data, a signature or a sentence is none
            () if answer && !(count >= 2 && is_name && !has_digit || count >= SENTENCE_WORDS) => RowClass::Data,
            () => note,
        }
    }
}

#[cfg(test)]
#[path = "row_kind_tests.rs"]
mod tests;
