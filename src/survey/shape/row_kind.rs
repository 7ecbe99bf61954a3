//! What a row under the header is: data, or something a person put between the data.

use std::ops::ControlFlow;

use rustc_hash::FxHashSet;
use unicode_normalization::UnicodeNormalization;

use crate::io::read::{Cell, Row};
use crate::survey::codebook_file::CLASS_RECORDED;
use crate::survey::words::is_error;
use crate::text::fold;

use super::levels::{Cut, Levels, NAME_WORDS, breaks, is_capitals, is_doubtful, title_case};
use super::token::{Accents, Token, begins, tokens, words};
use super::words::LayoutWords;

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
    /// The name of a group for the rows below.
    Group(Group),
}

/// A unit or class that the rows below are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The id of the household field it is a value of: `village`, `commune`, … or `class_recorded`.
    pub field: String,
    /// Its name without number and colon: `Bản Huổi Pù`.
    pub value: String,
}

/// What tells data from other rows in one sheet. Where a row could be either it is data: a row that cannot be used is counted
/// and said, a skipped one only counted.
#[derive(Clone, Debug, Default)]
pub struct RowRules {
    /// Columns with the household's id, number or name: one with a digit in the id makes a row data.
    keys: Vec<usize>,
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
    classes: Vec<(Vec<Token>, String)>,
    /// First words of all of these, with their accents and without.
    openers: FxHashSet<Token>,
    /// Runs of rows that the map leaves out.
    left_out: Vec<(u32, u32)>,
}

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    /// A number, also one written as text, perhaps with a unit; a date; a formula error.
    Number,
    /// Anything else, a mark too.
    Text,
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
    /// The first key column with a number.
    key_number: Option<usize>,
}

/// The most texts of a row that are looked at.
const TEXTS: usize = 6;
/// Longer texts are sentences.
const SENTENCE_WORDS: usize = 8;

impl RowRules {
    /// Rules for a sheet. Every key column is taken for one with names until [`RowRules::with_names`] says which are.
    pub fn new(
        words: &LayoutWords,
        keys: Vec<usize>,
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
        let levels = Levels::new(words);
        let classes: Vec<(Vec<Token>, String)> = words
            .classes
            .iter()
            .map(|word| (tokens(word), word.clone()))
            .filter(|(phrase, _)| !phrase.is_empty())
            .collect();
        let of_total = total.iter().map(|phrase| phrase[0]);
        let of_closing = closing.iter().filter(|parts| parts.len() == 1).map(|parts| parts[0][0]);
        let of_levels = levels.words().iter().map(|level| level.tokens[0]);
        let of_classes = classes.iter().map(|(phrase, _)| phrase[0]);
        let first = of_total.chain(of_closing).chain(of_levels).chain(of_classes).chain(LIST.map(Token::new));
        let openers = first.flat_map(|token| [token, token.bare()]).collect();
        let names = keys.clone();
        RowRules {
            keys,
            names,
            bound,
            header,
            open_units,
            levels,
            total,
            closing,
            classes,
            openers,
            left_out: Vec::new(),
        }
    }

    /// Says which key columns hold names of people; in the others a text alone in its row can head a group.
    #[must_use]
    pub fn with_names(self, names: Vec<usize>) -> RowRules {
        RowRules { names, ..self }
    }

    /// With runs of rows, first and last of each, that are no data whatever stands in them.
    #[must_use]
    pub fn leaving_out(mut self, runs: Vec<(u32, u32)>) -> RowRules {
        self.left_out = runs;
        self
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
    /// an id comes. `signed` is kept by the caller, false before a sheet's first row.
    pub fn classify_next(&self, row: &Row, signed: &mut bool) -> RowClass {
        let class = self.classify(row);
        match class {
            RowClass::Data if *signed && self.is_signers(row) => RowClass::Skip(RowKind::Note),
            RowClass::Data => {
                *signed = false;
                class
            }
            RowClass::Skip(RowKind::Note) => {
                *signed |= self.is_closing(row, &self.look(row));
                class
            }
            _ => class,
        }
    }

    /// Whether a key to the left of all text is an id beyond doubt: what makes nearly every row data at its first cells.
    fn has_id(&self, row: &Row) -> bool {
        for column in 0..row.len() {
            let cell = row.cell(column);
            if self.keys.contains(&column) && is_id(cell) {
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
                Kind::Text if look.text_count == 0 && is_ordinal(cell) => ordinals += 1,
                Kind::Text => {
                    if look.texts.len() < TEXTS {
                        look.texts.push(column);
                    }
                    look.text_count += 1;
                }
                Kind::Number => {
                    if look.key_number.is_none() && self.keys.contains(&column) {
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
        look.numbers += if ordinals == 1 { 0 } else { ordinals };
        look
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

    /// Whether a row whose first text opens no line can still be one of signatures or of sums.
    fn may_close(&self, row: &Row, look: &Look) -> bool {
        look.text_count <= TEXTS && look.numbers == 0 && self.is_closing(row, look)
    }

    /// Whether every text of a row is a signature line, a remark or a date of signing.
    fn is_closing(&self, row: &Row, look: &Look) -> bool {
        look.text_count <= TEXTS && look.texts.iter().all(|column| self.closes(text_of(row, *column)))
    }

    fn closes(&self, text: &str) -> bool {
        let cut = Cut::new(text);
        let accents = cut.accents;
        self.closing.iter().any(|parts| match &parts[..] {
            [phrase] => begins(&cut.words, phrase, accents) && !is_lone_doubtful(phrase, accents, cut.words.len()),
            parts => {
                let mut at = 0;
                parts.iter().all(|part| {
                    let found = (at..cut.words.len()).find(|word| begins(&cut.words[*word..], part, accents));
                    at = found.map_or(cut.words.len(), |word| word + part.len());
                    found.is_some()
                })
            }
        })
    }

    /// Whether a row is one of sums: a total's word, all else numbers.
    fn is_total(&self, row: &Row, look: &Look) -> bool {
        let whole = |column: usize| self.total_words(text_of(row, column)) == Some(true);
        match look.texts[..] {
            [first] => self.total_words(text_of(row, first)).is_some(),
            // the unit's name before it, or a remark in a column that is not used behind it
            [first, second] if look.key_number.is_none_or(|column| column > second) => {
                (whole(second) && !self.names.contains(&second) && !look.numbered)
                    || (whole(first) && !self.bound.contains(&second))
            }
            _ => false,
        }
    }

    /// Whether a text begins with a total's word; and then whether it is nothing else.
    fn total_words(&self, text: &str) -> Option<bool> {
        let cut = Cut::new(text);
        let from = usize::from(cut.words.len() > 1 && is_ordinal_token(cut.words[0].token));
        let words = &cut.words[from..];
        let phrase = self.total.iter().filter(|phrase| begins(words, phrase, cut.accents)).max_by_key(|p| p.len())?;
        let whole = words.len() == phrase.len();
        // `TONG VAN LA` is a man
        let next = cut.before(from + phrase.len());
        let sure = cut.accents == Accents::Written
            || phrase.len() > 1
            || whole
            || !phrase[0].has_marks()
            || next.contains(':')
            || words[1].token.number().is_some()
            || self.levels.at(&cut, from + 1).is_some()
            || words[1].token.letters() == "ho" && words.len() < 4;
        sure.then_some(whole)
    }

    /// What a row is whose only text it is, among numbers perhaps.
    fn of_one_text(&self, row: &Row, look: &Look, column: usize, text: &str) -> RowClass {
        let answer = self.bound.contains(&column) && !self.keys.contains(&column);
        // an answer beside an id or number is one
        let beside = look.key_number.is_some() || look.numbers > 0;
        if !(answer && beside) && look.key_number.is_none_or(|key| key < column || look.numbers > 0) {
            let numbered = match look.key_number {
                None => true,
                Some(key) => look.numbered && key < column || key > column,
            };
            if let Some(group) = self.group(look, column, text).filter(|_| numbered) {
                return RowClass::Group(group);
            }
        }
        // "I  Xã Chiềng Hặc  13  17100000": a unit that no column has, with its number and its sums, where names of people stand
        if answer
            && look.numbered
            && look.key_number.is_none()
            && let Some(group) = self.group(look, column, text)
            && self.open_units.contains(&group.field)
        {
            return RowClass::Group(group);
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
                false if look.numbered && !has_digit && is_name => self.open_group(text).unwrap_or(RowClass::Data),
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

    /// A group of the lowest unit that has no column.
    fn open_group(&self, text: &str) -> Option<RowClass> {
        let field = self.open_units.first()?.clone();
        let value = without_counts(without_ordinal(text));
        let value = if is_capitals(value) { title_case(value) } else { crate::text::tidy(value) };
        (!value.is_empty()).then_some(RowClass::Group(Group { field, value }))
    }

    /// The class or unit that a text names.
    fn group(&self, look: &Look, column: usize, text: &str) -> Option<Group> {
        let ordinal = without_ordinal(text);
        let numbered = look.numbered || ordinal.len() < text.trim().len();
        let rest = without_counts(ordinal);
        let cut = Cut::new(rest);
        if let Some(value) = self.class(&cut) {
            return Some(Group { field: CLASS_RECORDED.to_owned(), value: value.to_owned() });
        }
        let level = self.levels.at(&cut, 0)?;
        let behind = cut.words.get(level.tokens.len())?;
        let is_name = self.names.contains(&column);
        // `Bản Thị Hoa` is a woman whose family name lost its tone
        if is_name && ["thi", "van"].contains(&behind.token.letters()) && cut.words.len() > level.tokens.len() + 1 {
            return None;
        }
        let colon = cut.before(level.tokens.len()).contains(':');
        if is_doubtful(level, cut.accents)
            && !(numbered || colon || behind.token.number().is_some() || !self.keys.contains(&column))
        {
            return None;
        }
        let name = self.levels.name(&cut, 0, level)?;
        // a text about a unit is no name; but units above may follow
        let ends = name.at.end == cut.words.len() || {
            let next = name.at.end;
            breaks(cut.before(next)) || self.levels.at(&cut, next).is_some()
        };
        let mut field = self.levels.fields.get(name.unit)?.clone();
        // a city is a district's equal where provinces have a column
        if name.unit == 0 && name.with_word && !self.open_units.contains(&field) {
            field =
                self.open_units.iter().find(|open| Some(*open) == self.levels.fields.get(1)).cloned().unwrap_or(field);
        }
        ends.then_some(Group { field, value: name.value })
    }

    /// The spelling of the class that a text names, and nothing else: `HỘ CẬN NGHÈO`, `Danh sách hộ nghèo năm 2022`.
    fn class(&self, cut: &Cut<'_>) -> Option<&str> {
        let mut from = 0;
        if begins(&cut.words, &LIST.map(Token::new), cut.accents) {
            from = LIST.len();
        }
        let mut end = cut.words.len();
        if end > from + 2 && cut.words[end - 1].token.number().is_some() && cut.words[end - 2].token.letters() == "nam"
        {
            end -= 2;
        }
        let words = cut.words.get(from..end)?;
        let found = self
            .classes
            .iter()
            .find(|(phrase, _)| phrase.len() == words.len() && phrase.len() > 1 && begins(words, phrase, cut.accents));
        found.map(|(_, spelling)| spelling.as_str())
    }

    /// Whether at least four of five filled cells are parts of their columns' headers.
    fn repeats_header(&self, row: &Row) -> bool {
        let (mut filled, mut same) = (0, 0);
        for column in 0..row.len() {
            let cell = row.cell(column);
            if kind(cell) == Kind::Blank {
                continue;
            }
            filled += 1;
            let header = self.header.get(column).map_or("", String::as_str);
            if let Cell::Text(text) = cell
                && is_part(text, header)
            {
                same += 1;
            } else if filled == 1 && same == 0 && self.keys.contains(&column) {
                // most rows that are no header are told at their first cell
                return false;
            }
        }
        same > 1 && same * 5 >= filled * 4
    }

    /// Whether a row holds nothing but names of people or remarks in brackets, no numbers.
    fn is_signers(&self, row: &Row) -> bool {
        let look = self.look(row);
        let signer = |column: &usize| {
            let text = text_of(row, *column);
            let cut = Cut::new(text);
            let words = cut.words.len();
            self.closes(text)
                || text.trim_start().starts_with('(')
                || (2..=NAME_WORDS).contains(&words) && (0..words).all(|word| cut.is_name_word(word))
        };
        look.key_number.is_none()
            && look.numbers == 0
            && !look.numbered
            && (1..=4).contains(&look.text_count)
            && look.texts.iter().all(signer)
    }
}

/// What may stand before a class: `Danh sách hộ nghèo`.
const LIST: [&str; 2] = ["danh", "sách"];

/// Whether a single syllable without its accents begins a longer text.
fn is_lone_doubtful(phrase: &[Token], accents: Accents, count: usize) -> bool {
    accents == Accents::Left && phrase.len() == 1 && phrase[0].has_marks() && count > 1
}

/// Whether a cell is a household's or member's id beyond doubt, not the number of a group or a count in a row of sums with
/// the word to its left.
fn is_id(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Number(number) => number.abs() >= 100.0,
        Cell::Date(_) => true,
        Cell::Text(text) => {
            let text = text.trim();
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            let letter = text.bytes().any(|b| b.is_ascii_alphabetic());
            (digits > 2 || digits > 0 && letter) && !text.contains(char::is_whitespace) && !text.contains('=')
        }
        _ => false,
    }
}

fn text_of(row: &Row, column: usize) -> &str {
    match row.cell(column) {
        Cell::Text(text) => text,
        _ => "",
    }
}

fn kind(cell: Cell<'_>) -> Kind {
    match cell {
        Cell::Empty => Kind::Blank,
        Cell::Text(text) => kind_of_text(text),
        _ => Kind::Number,
    }
}

fn kind_of_text(text: &str) -> Kind {
    let text = text.trim();
    let Some(first) = text.chars().find(|c| !"()[]+-–—_.…*%:;,/=~≥≤<>\\|'\"\u{feff}\u{200b}".contains(*c))
    else {
        return Kind::Blank;
    };
    if is_error(text) {
        return Kind::Number;
    }
    if !first.is_numeric() {
        return Kind::Text;
    }
    // `25 hộ`, `45,5%`, `1960`, `(3)`, `30m2`; but not `1. Bản Pa` nor `2 Xã Mường`
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    match letters.next() {
        None => Kind::Number,
        Some(letter) if letter.is_lowercase() && letters.count() < 6 && !text.contains(". ") => {
            let words = text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
            if words == 1 { Kind::Number } else { Kind::Text }
        }
        Some(_) => Kind::Text,
    }
}

/// Whether a cell to the left of a text numbers it: `II`, `A.`.
fn is_ordinal(cell: Cell<'_>) -> bool {
    let Cell::Text(text) = cell else { return false };
    let text = text.trim();
    let mut words = words(text);
    let (first, second) = (words.next(), words.next());
    text.len() < 8
        && second.is_none()
        && first.is_some_and(|word| is_ordinal_token(word.token))
        // `x` is a mark
        && (!text.contains(char::is_lowercase) || text.ends_with(['.', ')', ':']))
}

/// Whether a word can number a text: up to three digits, a Roman numeral, a letter.
fn is_ordinal_token(token: Token) -> bool {
    token.is_roman() || token.letters().len() == 1 || (token.letters().len() < 4 && token.number().is_some())
}

/// A text without the number before it: `II. HỘ CẬN NGHÈO`, `1 - Xã Chiềng Hặc`, `1.2 Bản Pa`.
fn without_ordinal(text: &str) -> &str {
    let text = text.trim();
    let mut rest = text;
    // `1.2.`
    for _ in 0..3 {
        let mut words = words(rest);
        let (Some(first), Some(second)) = (words.next(), words.next()) else { break };
        let gap = rest.get(first.at.end..second.at.start).unwrap_or("");
        let sign = gap.trim_start().starts_with(['.', ')', ':', '-', '–', '/']);
        let digits = first.token.number().is_some();
        if !is_ordinal_token(first.token) || !(sign || digits && !gap.is_empty()) {
            break;
        }
        rest = &rest[second.at.start..];
    }
    rest.trim_start_matches(['+', '-', '*', '–', '•', ' '])
}

/// A text without the counts and signs behind it: `Bản Huổi Pù: 25 hộ`, `Hộ nghèo (12 hộ)`.
fn without_counts(text: &str) -> &str {
    let mut rest = text.trim();
    for (at, sign) in text.char_indices().filter(|(_, c)| "(:;,-–".contains(*c)) {
        let behind = text[at + sign.len_utf8()..].trim_start();
        let counts = behind.starts_with(|c: char| c.is_ascii_digit())
            && words(behind).any(|word| ["ho", "khau", "nguoi", "nhan"].contains(&word.token.letters()));
        if counts {
            rest = text[..at].trim();
            break;
        }
    }
    rest.trim_end_matches([':', '.', ';', ',', '-', '–', ' '])
}

/// Whether a cell's folded text is a header, or the part of one from its beginning or to its end.
fn is_part(text: &str, header: &str) -> bool {
    let initial = text.nfkd().find(|c| c.is_alphanumeric());
    let Some(initial) = initial else { return false };
    // most texts are told apart by a letter that the header does not have
    if initial.is_ascii() && !header.contains(initial.to_ascii_lowercase()) {
        return false;
    }
    let folded = fold(text);
    !folded.is_empty()
        && (folded == header || folded.len() > 2 && (header.starts_with(&folded) || header.ends_with(&folded)))
}

/// Whether a row numbers the columns: `(1) (2) (3)`, `A B 1 2 3 4=3/1`, from the first number on without gap. Plain numbers
/// must be five at least and under nearly all of the headers, in brackets three.
fn is_numbering(row: &Row, headers: usize) -> bool {
    let (mut bracketed, mut count, mut letters) = (0, 0, 0);
    let mut next: Option<u32> = None;
    let told = (0..row.len()).try_for_each(|column| {
        let cell = row.cell(column);
        let number = match cell {
            Cell::Empty => return ControlFlow::Continue(()),
            Cell::Number(number) if (1.0..1000.0).contains(&number) && number.fract() == 0.0 => number as u32,
            Cell::Text(text) => {
                let text = text.trim();
                if text.is_empty() {
                    return ControlFlow::Continue(());
                }
                let inner = text.trim_start_matches(['(', '[']);
                bracketed += usize::from(inner.len() < text.len());
                let end = inner.find(|c: char| !c.is_ascii_digit()).unwrap_or(inner.len());
                let rest = inner[end..].trim_start().trim_start_matches([')', ']', '.']);
                match inner[..end].parse::<u32>() {
                    // a formula may follow: `4=3/1x100`
                    Ok(number) if rest.is_empty() || rest.starts_with('=') => number,
                    Err(_) if next.is_none() && inner.trim_end_matches([')', ']']).len() == 1 => {
                        let letter = inner.bytes().next().unwrap_or(b' ').to_ascii_uppercase();
                        if usize::from(letter.wrapping_sub(b'A')) != letters {
                            return ControlFlow::Break(());
                        }
                        letters += 1;
                        return ControlFlow::Continue(());
                    }
                    _ => return ControlFlow::Break(()),
                }
            }
            _ => return ControlFlow::Break(()),
        };
        if number != next.unwrap_or(1) {
            return ControlFlow::Break(());
        }
        next = Some(number + 1);
        count += 1;
        ControlFlow::Continue(())
    });
    let numbered = count + letters;
    let enough = if bracketed == numbered { numbered > 2 } else { numbered > 4 && numbered * 5 >= headers * 4 };
    told.is_continue() && count > 0 && enough
}

#[cfg(test)]
#[path = "row_kind_tests.rs"]
mod tests;
