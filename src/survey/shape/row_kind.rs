//! What a row under the header is: data, or something a person put between the data.

use rustc_hash::FxHashSet;

use crate::io::read::{Cell, Row};
use crate::survey::codebook_file::CLASS_RECORDED;

use super::levels::{Cut, Level, Levels, NAME_WORDS, breaks, is_capitals, is_doubtful, title_case};
use super::row_cells::{
    Kind, is_id, is_numbering, is_ordinal, is_ordinal_token, is_part, kind, kind_of_text, text_of, without_counts,
    without_ordinal,
};
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
        self.signs_in(&cut) || self.remarks.iter().any(|phrase| self.begins_line(&cut, phrase))
    }

    /// Whether a text of a row begins signatures.
    fn signs(&self, row: &Row) -> bool {
        self.look(row).texts.iter().any(|column| self.signs_in(&Cut::new(text_of(row, *column))))
    }

    fn signs_in(&self, cut: &Cut<'_>) -> bool {
        self.closing.iter().any(|parts| match &parts[..] {
            [phrase] => self.begins_line(cut, phrase),
            parts => {
                let mut at = 0;
                parts.iter().all(|part| {
                    let found = (at..cut.words.len()).find(|word| begins(&cut.words[*word..], part, cut.accents));
                    at = found.map_or(cut.words.len(), |word| word + part.len());
                    found.is_some()
                })
            }
        })
    }

    fn begins_line(&self, cut: &Cut<'_>, phrase: &[Token]) -> bool {
        begins(&cut.words, phrase, cut.accents) && !is_lone_doubtful(phrase, cut.accents, cut.words.len())
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

    /// A group of the lowest unit that has no column.
    fn open_group(&self, text: &str) -> Option<RowClass> {
        let field = self.open_units.first()?.clone();
        let value = without_counts(without_ordinal(text));
        let value = if is_capitals(value) { title_case(value) } else { crate::text::tidy(value) };
        (!value.is_empty()).then_some(RowClass::Group(vec![Group { field, value }]))
    }

    /// The class or unit that a text names, with the units behind it.
    fn group(&self, look: &Look, column: usize, text: &str) -> Option<Vec<Group>> {
        let ordinal = without_ordinal(text);
        let cut = Cut::new(without_counts(ordinal));
        if let Some(groups) = self.class(&cut) {
            return Some(groups);
        }
        let level = self.levels.at(&cut, 0)?;
        let behind = cut.words.get(level.tokens.len())?;
        let is_name = self.names.contains(&column);
        // `Bản Thị Hoa` is a woman whose family name lost its tone
        if is_name && ["thi", "van"].contains(&behind.token.letters()) && cut.words.len() > level.tokens.len() + 1 {
            return None;
        }
        let colon = cut.before(level.tokens.len()).contains(':');
        let is_heading = look.headed || is_headed(text) || colon || behind.token.number().is_some();
        // a line of its own, or a number before it in its own cell
        let is_line = look.key_number.is_none() && look.numbers == 0 || ordinal.len() < text.trim().len();
        let doubtful = is_doubtful(level, cut.accents) || is_name && is_family_name(level);
        if doubtful && !(is_heading || self.numbers.contains(&column) || is_line && !is_name) {
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
        ends.then_some(vec![Group { field, value: name.value }])
    }

    /// The class that a text names, perhaps with a year and units, and nothing else: `HỘ CẬN NGHÈO`, `Danh sách hộ nghèo năm
    /// 2022 xã Tú Nang`.
    fn class(&self, cut: &Cut<'_>) -> Option<Vec<Group>> {
        let list = LIST.map(Token::new);
        let from = if begins(&cut.words, &list, cut.accents) { list.len() } else { 0 };
        let is_class =
            |(phrase, _): &&(Vec<Token>, String)| phrase.len() > 1 && begins(&cut.words[from..], phrase, cut.accents);
        let (phrase, spelling) = self.classes.iter().find(is_class)?;
        let mut at = from + phrase.len();
        let is_year = |word: usize| cut.words.get(word).is_some_and(|word| word.token.number().is_some());
        if cut.words.get(at).is_some_and(|word| word.token.letters() == "nam") && is_year(at + 1) {
            at += 2;
        }
        let mut groups = Vec::new();
        while at < cut.words.len() {
            let name = self.levels.name(cut, at, self.levels.at(cut, at)?)?;
            groups.push(Group { field: self.levels.fields.get(name.unit)?.clone(), value: name.value });
            at = name.at.end;
        }
        let level = |group: &Group| self.levels.fields.iter().position(|field| *field == group.field);
        groups.sort_by_key(level);
        groups.push(Group { field: CLASS_RECORDED.to_owned(), value: spelling.clone() });
        Some(groups)
    }

    /// Whether a text heads the households below it: `II. HỘ THOÁT NGHÈO`, `Danh sách các hộ phát sinh`.
    fn heads_households(&self, look: &Look, column: usize, text: &str) -> bool {
        let ordinal = without_ordinal(text);
        let cut = Cut::new(without_counts(ordinal));
        let same = |at: usize, known: &str| {
            cut.words.get(at).is_some_and(|word| cut.accents.same(word.token, Token::new(known)))
        };
        // a footnote is no heading
        if text.trim_start().starts_with(['(', '*', '[']) {
            return false;
        }
        let is_list = same(0, LIST[0]) && same(1, LIST[1]);
        let mut at = if is_list { LIST.len() } else { 0 };
        at += usize::from(BEFORE_HOUSEHOLDS.iter().any(|word| same(at, word)));
        if !same(at, HOUSEHOLDS) || cut.words.len() < at + 2 {
            return false;
        }
        // `Hộ ông Lò Văn A`, `Hộ số 3`, `Hộ 3` are single ones
        if ONE_HOUSEHOLD.iter().any(|word| same(at + 1, word)) || cut.words[at + 1].token.number().is_some() {
            return false;
        }
        let is_heading = is_list || look.headed || is_headed(text);
        let rest = cut.words.get(at..).unwrap_or_default();
        let of_class = self.classes.iter().any(|(phrase, _)| {
            phrase.len() > 1 && begins(rest, &phrase[..2], cut.accents) && phrase[0].letters() == "ho"
        });
        let lone = look.numbers == 0;
        match cut.accents {
            // `HO VAN A` is a man
            Accents::Left => is_list || of_class && (lone || is_heading),
            Accents::Written if self.names.contains(&column) => is_heading || lone && of_class,
            Accents::Written => is_heading || lone,
        }
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

    /// Whether a row holds nothing but names of people or remarks in brackets, no numbers, and fewer than rows of data do.
    fn is_signers(&self, row: &Row) -> bool {
        let look = self.look(row);
        let signer = |column: &usize| {
            let text = text_of(row, *column);
            let cut = Cut::new(text);
            let words = cut.words.len();
            self.closes(text)
                || text.trim_start().starts_with('(')
                || (2..=NAME_WORDS).contains(&words)
                    && (0..words).all(|word| cut.is_name_word(word))
                    && self.group(&look, *column, text).is_none()
        };
        look.key_number.is_none()
            && look.numbers == 0
            && !look.numbered
            && (1..=4).contains(&look.text_count)
            && look.text_count * 2 <= self.bound.len().max(4)
            && look.texts.iter().all(signer)
    }
}

/// What may stand before a class: `Danh sách hộ nghèo`.
const LIST: [&str; 2] = ["danh", "sách"];
/// What headings are of.
const HOUSEHOLDS: &str = "hộ";
/// What may stand before it: `Các hộ thoát nghèo`.
const BEFORE_HOUSEHOLDS: [&str; 4] = ["các", "những", "nhóm", "số"];
/// What follows it where one household is meant.
const ONE_HOUSEHOLD: [&str; 7] = ["ông", "bà", "anh", "chị", "số", "thứ", "cô"];

/// Whether a text begins with a Roman numeral: `II. HỘ NGHÈO`.
fn is_headed(text: &str) -> bool {
    let ordinal = words(text).next().filter(|word| word.token.is_roman());
    ordinal.is_some() && without_ordinal(text).len() < text.trim().len()
}

/// Whether a word for a level could be a family name as it is written: `Khu`, but not `TDP`.
fn is_family_name(level: &Level) -> bool {
    level.tokens.len() == 1 && !level.tokens[0].has_marks() && level.text.contains(char::is_lowercase)
}

/// Whether a single syllable without its accents begins a longer text.
fn is_lone_doubtful(phrase: &[Token], accents: Accents, count: usize) -> bool {
    accents == Accents::Left && phrase.len() == 1 && phrase[0].has_marks() && count > 1
}

#[cfg(test)]
#[path = "row_kind_tests.rs"]
mod tests;
