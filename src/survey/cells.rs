//! One cell of a known field to a typed value, or to what is wrong with it. Owns the meaning of single cells; what only a
//! whole column can tell (number format, marks) comes in from [`super::profile`].

use rustc_hash::FxHashMap;

use crate::diagnostic::nearest;
use crate::io::read::Cell;
use crate::lang::{DateSpan, Exact, Interval, Truth, Unit};
use crate::text::{fold, is_blank, is_tidy, tidy, without_mark};

use super::batch::Column;
use super::codebook::{Blank, Codebook, Field, FieldType, IfBad};
use super::dates::{DateText, Epoch, day_number, parse_date, range_days, whole_year, year_in_a_date};
use super::numbers::{NumberFormat, NumberText, parse_number};
use super::problem::ProblemKind;
use super::words::{WordSet, is_error, key, without_number};

/// Longest part of a cell's text that is kept in a problem.
const VALUE_CHARS: usize = 120;
/// How many distinct texts of a column are remembered with their codes.
const MEMO_LIMIT: usize = 4096;
/// Numbers below it are codes, if any are.
const SMALL: usize = 16;
/// Spreadsheets keep fifteen digits of a number; of whole numbers from here on the last ones may be made up.
const EXACT_NUMBERS: f64 = 1e15;
/// What yes and no are called where the map file gives spellings of a yes/no field.
pub const YES_NO: [&str; 2] = ["no", "yes"];
/// What a map file calls an answer that says nothing, in any field.
pub const NO_ANSWER: &str = "unknown";

/// What a cell says.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// A value of the field's type.
    Value(CellValue),
    /// Nothing stands in the cell.
    Blank,
    /// A word for no answer.
    Unknown,
    /// It cannot be read; the value is unknown.
    Bad(ProblemKind),
    /// A number of two readings, in a column whose format is not settled yet.
    Open {
        /// Its value if the column is written in the Vietnamese format.
        vi: Exact,
        /// Its value if the column is written in the English format.
        en: Exact,
    },
}

/// A value of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellValue {
    /// Yes or no.
    Bool(bool),
    /// Index of a code of the field.
    Code(u8),
    /// A number in the field's unit.
    Number(Exact),
    /// The days it can be.
    Date(DateSpan),
    /// A text, tidied.
    Text(String),
}

impl CellValue {
    /// Adds the value to a column of its type.
    pub fn push_to(self, column: &mut Column) {
        match (column, self) {
            (Column::Bool(v), CellValue::Bool(b)) => v.push(Truth::from(b)),
            (Column::Code(v), CellValue::Code(c)) => v.push(c),
            (Column::Number(v), CellValue::Number(n)) => v.push(Some(n)),
            (Column::Date(v), CellValue::Date(d)) => v.push(Some(d)),
            (Column::Text(v), CellValue::Text(t)) => v.push(Some(&t)),
            (column, _) => column.push_unknown(),
        }
    }
}

/// What a column adds to its field.
#[derive(Clone, Copy, Debug, Default)]
pub struct ColumnOptions<'a> {
    /// What one unit of the column is worth in the field's unit, where the header or the map says so.
    pub scale: Option<Exact>,
    /// Spellings with the id of their code (`yes` and `no` in a yes/no field); they go before the codebook's.
    pub spellings: &'a [(String, String)],
    /// Numbers with their meanings, where the sheet has a legend for the column.
    pub legend: &'a [(String, String)],
    /// The format of its numbers, where the user says so.
    pub format: Option<NumberFormat>,
    /// The year of the review, where it is known: what cannot lie after the review does not lie in a later year.
    pub review_year: Option<i16>,
    /// From where the file counts days.
    pub epoch: Epoch,
}

/// Reads the cells of one column.
#[derive(Clone, Debug)]
pub struct ColumnReader {
    kind: Kind,
    /// Words for no answer of the field alone; codes go before the others.
    own_unknown: WordSet,
    /// All words for no answer.
    unknown: WordSet,
    rejects: bool,
    epoch: Epoch,
}

#[derive(Clone, Debug)]
enum Kind {
    Text {
        /// The field holds ids or official codes.
        id: bool,
    },
    Words(Box<WordTable>),
    Number(NumberRules),
    Date(DateRules),
}

#[derive(Clone, Copy, Debug)]
struct DateRules {
    /// What is plausible.
    range: DateSpan,
    /// Where a year of two digits is looked for.
    recent: DateSpan,
}

/// Words to codes; yes/no fields are codes 1 and 0.
#[derive(Clone, Debug)]
struct WordTable {
    is_bool: bool,
    codes: FxHashMap<String, u8>,
    /// Each spelling folded, and as people write it.
    spelled: Vec<(String, String)>,
    memo: FxHashMap<Box<str>, Reading>,
    /// What small whole numbers mean, by number.
    numbers: [Option<Reading>; SMALL],
    /// Whether blanks could mean no if the column holds only marks.
    marks_matter: bool,
    blank_is_no: bool,
}

#[derive(Clone, Copy, Debug)]
struct NumberRules {
    unit: Unit,
    scale: Exact,
    range: Interval,
    least: Option<Exact>,
    whole: bool,
    step: Option<Exact>,
    format: Option<NumberFormat>,
    settled: bool,
}

impl ColumnReader {
    /// A reader for a column of a field.
    pub fn new(codebook: &Codebook, field: &Field, options: ColumnOptions<'_>) -> ColumnReader {
        let kind = match &field.ty {
            FieldType::Text => Kind::Text { id: is_id(&field.id) },
            FieldType::Bool | FieldType::Code(_) => {
                Kind::Words(Box::new(WordTable::new(codebook, field, options.spellings).with_legend(options)))
            }
            FieldType::Number(unit) => Kind::Number(NumberRules {
                unit: *unit,
                scale: options.scale.unwrap_or(field.scale),
                range: field.range,
                least: field.least,
                whole: field.whole,
                step: field.step,
                format: options.format,
                settled: options.format.is_some(),
            }),
            FieldType::Date => Kind::Date(DateRules::new(field, options.review_year)),
        };
        let own = || field.unknown.iter().map(String::as_str).chain(no_answers(options.spellings));
        ColumnReader {
            kind,
            own_unknown: WordSet::new(own()),
            unknown: WordSet::new(own().chain(codebook.unknown.iter().map(String::as_str))),
            rejects: field.if_bad == IfBad::Reject,
            epoch: options.epoch,
        }
    }

    /// Whether a cell that cannot be read makes its row unusable.
    pub fn rejects(&self) -> bool {
        self.rejects
    }

    /// Whether the meaning of blanks hangs on the whole column.
    pub fn marks_matter(&self) -> bool {
        matches!(&self.kind, Kind::Words(table) if table.marks_matter)
    }

    /// Whether the column holds numbers whose format is not settled.
    pub fn format_open(&self) -> bool {
        matches!(&self.kind, Kind::Number(rules) if !rules.settled)
    }

    /// Settles the number format for good: with `None`, numbers of two readings are problems from here on.
    pub fn settle_format(&mut self, format: Option<NumberFormat>) {
        if let Kind::Number(rules) = &mut self.kind {
            rules.format = format;
            rules.settled = true;
        }
    }

    /// Says whether a blank is a no.
    pub fn settle_marks(&mut self, blank_is_no: bool) {
        if let Kind::Words(table) = &mut self.kind {
            table.blank_is_no = blank_is_no;
        }
    }

    /// Reads a cell.
    pub fn read(&mut self, cell: Cell<'_>) -> Reading {
        let cell = match cell {
            Cell::Empty => return self.blank(),
            Cell::Text(text) if is_blank(text) => return self.blank(),
            Cell::Error(_) => return Reading::Bad(ProblemKind::CellError),
            Cell::Text(text) if is_error(text) => return Reading::Bad(ProblemKind::CellError),
            cell => cell,
        };
        match &mut self.kind {
            Kind::Text { id } => {
                let mut text = without_mark(&tidy(&cell.to_string())).to_owned();
                let digits = match cell {
                    Cell::Number(number) if number.abs() >= EXACT_NUMBERS => Digits::Lost,
                    Cell::Text(_) if *id => written_with_e(&text),
                    _ => Digits::AsShown,
                };
                match digits {
                    Digits::AsShown => {}
                    Digits::All(all) => text = all,
                    Digits::Lost => return Reading::Bad(ProblemKind::LostDigits),
                }
                if self.unknown.has(&text) { Reading::Unknown } else { Reading::Value(CellValue::Text(text)) }
            }
            Kind::Words(table) => table.read(cell, &self.own_unknown, &self.unknown),
            Kind::Number(rules) => {
                let rules = *rules;
                self.read_number(cell, &rules)
            }
            Kind::Date(rules) => {
                let rules = *rules;
                self.read_date(cell, rules)
            }
        }
    }

    /// Whether a number other than zero is smaller than the field can be; `None` for other cells and fields.
    pub(super) fn too_small(&self, cell: Cell<'_>) -> Option<bool> {
        let Kind::Number(rules) = &self.kind else { return None };
        let least = rules.least?;
        let (value, absolute) = match cell {
            Cell::Number(number) => (Exact::from_f64(number)?, false),
            Cell::Text(text) => match parse_number(text, rules.unit) {
                NumberText::One { value, absolute, .. } => (value, absolute),
                // the larger reading
                NumberText::Either { vi, en, absolute } => (vi.max(en), absolute),
                NumberText::No => return None,
            },
            _ => return None,
        };
        let value = if absolute { value } else { value.checked_mul(rules.scale)? };
        (value > Exact::ZERO).then_some(value < least)
    }

    /// Reads the text of a number column for the profile: the text's readings, and whether each could be a value of the
    /// field.
    pub(super) fn number_text(&self, text: &str) -> Option<(NumberText, bool, bool)> {
        let Kind::Number(rules) = &self.kind else { return None };
        let reading = parse_number(text, rules.unit);
        let (vi, en) = match reading {
            NumberText::Either { vi, en, absolute } => {
                (rules.check(vi, absolute).is_ok(), rules.check(en, absolute).is_ok())
            }
            _ => (true, true),
        };
        Some((reading, vi, en))
    }

    fn blank(&self) -> Reading {
        match &self.kind {
            Kind::Words(table) if table.blank_is_no => Reading::Value(CellValue::Bool(false)),
            _ => Reading::Blank,
        }
    }

    fn no_answer(&self, text: &str) -> bool {
        self.unknown.has(text)
    }

    fn no_answer_number(&self, number: Exact) -> bool {
        self.unknown.has_number(number)
    }

    fn read_number(&self, cell: Cell<'_>, rules: &NumberRules) -> Reading {
        let finish = |value: Exact, absolute: bool| {
            if !absolute && self.no_answer_number(value) {
                return Reading::Unknown;
            }
            match rules.check(value, absolute) {
                Ok(value) => Reading::Value(CellValue::Number(value)),
                Err(misfit) => Reading::Bad(rules.problem(misfit)),
            }
        };
        match cell {
            Cell::Number(number) => match Exact::from_f64(number) {
                Some(value) => finish(value, false),
                None => Reading::Bad(ProblemKind::NotANumber),
            },
            Cell::Date(date) if rules.unit == Unit::Year => {
                let year = year_in_a_date(date, self.epoch).map_or(date, |year| year.first).year();
                finish(Exact::int(i64::from(year)), true)
            }
            Cell::Text(text) => match parse_number(text, rules.unit) {
                NumberText::One { value, absolute, .. } => finish(value, absolute),
                NumberText::Either { vi, en, absolute } => match (rules.format, rules.settled) {
                    (Some(NumberFormat::Vi), _) => finish(vi, absolute),
                    (Some(NumberFormat::En), _) => finish(en, absolute),
                    (None, false) => Reading::Open { vi, en },
                    (None, true) => {
                        Reading::Bad(ProblemKind::AmbiguousNumber { readings: [vi.to_string(), en.to_string()] })
                    }
                },
                NumberText::No if self.no_answer(text) => Reading::Unknown,
                NumberText::No if rules.unit == Unit::Year => {
                    match parse_date(text, DateSpan::UNKNOWN).one().filter(|span| span.first.year() == span.last.year())
                    {
                        Some(span) => finish(Exact::int(i64::from(span.first.year())), true),
                        None => Reading::Bad(ProblemKind::NotANumber),
                    }
                }
                NumberText::No => Reading::Bad(ProblemKind::NotANumber),
            },
            _ => Reading::Bad(ProblemKind::NotANumber),
        }
    }

    fn read_date(&self, cell: Cell<'_>, DateRules { range, recent }: DateRules) -> Reading {
        let span = match cell {
            Cell::Date(date) => year_in_a_date(date, self.epoch).or(Some(DateSpan::day(date))),
            Cell::Number(number) => {
                let Some(exact) = Exact::from_f64(number) else { return Reading::Bad(ProblemKind::NotADate) };
                if self.no_answer_number(exact) {
                    return Reading::Unknown;
                }
                match exact.as_int() {
                    Some(year @ 1000..=9999) => whole_year(year as i16),
                    Some(day) => day_number(day, self.epoch),
                    // with the time of day as a fraction
                    None if number >= 10_000.0 => day_number(number as i64, self.epoch),
                    None => None,
                }
            }
            Cell::Text(text) if self.no_answer(text) => return Reading::Unknown,
            Cell::Text(text) => match parse_date(text, recent) {
                DateText::One(span) => Some(span),
                DateText::Either(spans) => {
                    let readings = spans.map(|span| span.first.to_string());
                    return Reading::Bad(ProblemKind::AmbiguousDate { readings });
                }
                DateText::No => None,
            },
            _ => None,
        };
        match span.map(|span| span.meet(range)) {
            None => Reading::Bad(ProblemKind::NotADate),
            Some(None) => {
                Reading::Bad(ProblemKind::OutOfRange { range: format!("{} – {}", range.first, range.last) })
            }
            Some(Some(span)) => Reading::Value(CellValue::Date(span)),
        }
    }
}

/// Which cells of a column can be read without asking for each: those whose meaning no word and no other cell can change.
pub(super) enum PlainCells {
    /// Words that were read once mean the same again.
    Words,
    /// Digits.
    Number(PlainNumbers),
    /// Days written out in full, between these.
    Date(Option<DateSpan>),
    /// Texts of which [`ColumnReader::is_plain_text`] says so.
    Text,
    /// None.
    None,
}

/// What a number of digits must be to be a value of the field.
#[derive(Clone, Debug)]
pub(super) struct PlainNumbers {
    /// The least and the most it can be.
    pub(super) low: i64,
    pub(super) high: i64,
    /// Where it is not zero.
    pub(super) least: i64,
    /// What one is worth in the field's unit.
    pub(super) scale: i64,
    /// A multiple of this.
    pub(super) step: Option<i64>,
    /// Those that mean no answer, before they are scaled.
    pub(super) unknown: Vec<Exact>,
    /// Only whole numbers.
    pub(super) whole: bool,
}

impl ColumnReader {
    /// Which cells are plain.
    pub(super) fn plain_cells(&self) -> PlainCells {
        match &self.kind {
            Kind::Words(_) => PlainCells::Words,
            Kind::Text { .. } => PlainCells::Text,
            Kind::Date(rules) => PlainCells::Date((!self.unknown.has_sign_of(10)).then_some(rules.range)),
            Kind::Number(rules) => {
                let whole = |bound: Exact, without: i64| if bound.is_finite() { bound.as_int() } else { Some(without) };
                let plain = || {
                    Some(PlainNumbers {
                        low: whole(rules.range.low, i64::MIN)?,
                        high: whole(rules.range.high, i64::MAX)?,
                        least: rules.least.map_or(Some(i64::MIN), Exact::as_int)?,
                        scale: rules.scale.as_int().filter(|scale| *scale > 0)?,
                        step: match rules.step {
                            Some(step) => Some(step.as_int().filter(|step| *step > 0)?),
                            None => None,
                        },
                        unknown: self.unknown.numbers().to_vec(),
                        whole: rules.whole,
                    })
                };
                plain().map_or(PlainCells::None, PlainCells::Number)
            }
        }
    }

    /// Whether a text column's cell is its own value for sure.
    pub(super) fn is_plain_text(&self, text: &str) -> bool {
        let Kind::Text { id } = &self.kind else { return false };
        let may_be_exponent = *id && text.contains('+');
        is_tidy(text) && !text.starts_with(['#', '\'']) && !may_be_exponent && !self.unknown.has(text)
    }

    /// The same of a text of digits, letters and what stands between them in ids, which is no number: false where it has to be
    /// looked at.
    pub(super) fn is_plain_id(&self, text: &str) -> bool {
        matches!(self.kind, Kind::Text { .. }) && self.unknown.begins_as_none(text)
    }
}

impl DateRules {
    fn new(field: &Field, review_year: Option<i16>) -> DateRules {
        let range = range_days(field.range);
        let end = review_year.filter(|_| field.past).and_then(whole_year).map(|year| year.last);
        let recent =
            end.and_then(|last| range.meet(DateSpan { first: DateSpan::UNKNOWN.first, last })).unwrap_or(range);
        DateRules { range, recent }
    }
}

impl NumberRules {
    /// The value in the field's unit, if the field can hold it.
    fn check(&self, value: Exact, absolute: bool) -> Result<Exact, Misfit> {
        let value = if absolute || self.scale == Exact::ONE { Some(value) } else { value.checked_mul(self.scale) };
        let value = value.ok_or(Misfit::TooLarge)?;
        if self.whole && value.as_int().is_none() {
            return Err(Misfit::NotWhole);
        }
        let too_small = self.least.is_some_and(|least| value != Exact::ZERO && value < least);
        if value < self.range.low || value > self.range.high || too_small {
            return Err(Misfit::OutOfRange);
        }
        let times = |step: Exact| step.checked_recip().and_then(|one| value.checked_mul(one)).and_then(Exact::as_int);
        if self.step.is_some_and(|step| times(step).is_none()) {
            return Err(Misfit::NotAStep);
        }
        Ok(value)
    }

    fn problem(&self, misfit: Misfit) -> ProblemKind {
        match misfit {
            Misfit::TooLarge => ProblemKind::NotANumber,
            Misfit::NotWhole => ProblemKind::NotWhole,
            Misfit::OutOfRange => ProblemKind::OutOfRange {
                range: match self.least {
                    Some(least) => format!("0, {}", range_text(Interval::new(least, self.range.high))),
                    None => range_text(self.range),
                },
            },
            Misfit::NotAStep => {
                ProblemKind::NotAStep { step: self.step.map_or_else(String::new, |step| step.to_string()) }
            }
        }
    }
}

/// Whether a field holds ids, by its own id.
fn is_id(field: &str) -> bool {
    ["_id", "_code", "_no"].iter().any(|end| field.ends_with(end))
}

/// What is left of the digits of an id.
enum Digits {
    AsShown,
    All(String),
    Lost,
}

/// An id that a spreadsheet wrote into a text file as `1.4119E+13`: whole if no digit is missing.
fn written_with_e(text: &str) -> Digits {
    let parts = || {
        let (mantissa, exponent) = text.split_once("E+").or_else(|| text.split_once("e+"))?;
        let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let digits = whole.len() == 1 && is_digits(whole) && is_digits(fraction) && exponent.len() <= 2;
        Some((whole, fraction, exponent.parse::<usize>().ok().filter(|_| digits)?))
    };
    match parts() {
        Some((whole, fraction, exponent)) if fraction.len() == exponent => Digits::All(format!("{whole}{fraction}")),
        Some((_, fraction, exponent)) if fraction.len() < exponent => Digits::Lost,
        _ => Digits::AsShown,
    }
}

/// Why a field cannot hold a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Misfit {
    TooLarge,
    NotWhole,
    OutOfRange,
    NotAStep,
}

/// A range for people: `0 – 140`, `≥ 0`, `≤ 140`.
pub fn range_text(range: Interval) -> String {
    match (range.low.is_finite(), range.high.is_finite()) {
        (true, true) => format!("{} – {}", range.low, range.high),
        (true, false) => format!("≥ {}", range.low),
        (false, true) => format!("≤ {}", range.high),
        (false, false) => "–".to_owned(),
    }
}

/// The words that a map says are no answer.
fn no_answers(spellings: &[(String, String)]) -> impl Iterator<Item = &str> {
    spellings.iter().filter(|(_, code)| code == NO_ANSWER).map(|(word, _)| word.as_str())
}

impl WordTable {
    fn new(codebook: &Codebook, field: &Field, spellings: &[(String, String)]) -> WordTable {
        let is_bool = field.ty == FieldType::Bool;
        let mut table = WordTable {
            is_bool,
            codes: FxHashMap::default(),
            spelled: Vec::new(),
            memo: FxHashMap::default(),
            numbers: [const { None }; SMALL],
            marks_matter: is_bool && field.blank_in_marks == Blank::No,
            blank_is_no: false,
        };
        for (word, code) in spellings {
            let index = if is_bool {
                YES_NO.iter().position(|name| name == code)
            } else {
                field.codes.iter().position(|known| known.id == *code)
            };
            if let Some(index) = index {
                table.add(word, index);
            }
        }
        if is_bool {
            let [yes, no] = &field.yes_no;
            yes.iter().for_each(|word| table.add(word, 1));
            no.iter().for_each(|word| table.add(word, 0));
            for word in &codebook.yes {
                table.add(word, 1);
            }
            for word in &codebook.no {
                table.add(word, 0);
            }
            return table;
        }
        for (index, code) in field.codes.iter().enumerate() {
            table.add(&code.id, index);
        }
        for (index, code) in field.codes.iter().enumerate() {
            for word in [&code.title.vi, &code.title.en].into_iter().chain(&code.spellings) {
                table.add(word, index);
            }
        }
        table
    }

    /// With numbers as the sheet's own legend explains them, whatever they mean elsewhere; one whose meaning is no answer of
    /// the field is none either. What the map says goes before.
    fn with_legend(mut self, options: ColumnOptions<'_>) -> WordTable {
        let mapped = |number: &str| options.spellings.iter().any(|(word, _)| key(word) == key(number));
        let meant: Vec<(String, Option<u8>)> = options
            .legend
            .iter()
            .filter(|(number, _)| !mapped(number))
            .map(|(number, meaning)| (key(number), self.codes.get(&key(meaning)).copied()))
            .collect();
        for (number, code) in meant {
            match code {
                Some(code) => self.codes.insert(number, code),
                None => self.codes.remove(&number),
            };
        }
        self
    }

    fn add(&mut self, word: &str, index: usize) {
        let (key, Ok(index)) = (key(word), u8::try_from(index)) else { return };
        if key.is_empty() || self.codes.contains_key(&key) {
            return;
        }
        if key.chars().count() > 2 {
            self.spelled.push((key.clone(), tidy(word)));
        }
        self.codes.insert(key, index);
    }

    fn read(&mut self, cell: Cell<'_>, own_unknown: &WordSet, unknown: &WordSet) -> Reading {
        match cell {
            Cell::Bool(value) if self.is_bool => Reading::Value(CellValue::Bool(value)),
            Cell::Text(text) => {
                if let Some(known) = self.memo.get(text) {
                    return known.clone();
                }
                let reading = self.look_up(text, own_unknown, unknown);
                if self.memo.len() < MEMO_LIMIT && text.len() <= VALUE_CHARS {
                    self.memo.insert(text.into(), reading.clone());
                }
                reading
            }
            Cell::Number(number) if number.fract() == 0.0 && (0.0..SMALL as f64).contains(&number) => {
                let at = number as usize;
                if let Some(known) = &self.numbers[at] {
                    return known.clone();
                }
                let reading = self.look_up(&cell.to_string(), own_unknown, unknown);
                self.numbers[at] = Some(reading.clone());
                reading
            }
            cell => self.look_up(&cell.to_string(), own_unknown, unknown),
        }
    }

    fn look_up(&self, text: &str, own_unknown: &WordSet, unknown: &WordSet) -> Reading {
        if own_unknown.has(text) {
            return Reading::Unknown;
        }
        let key = key(text);
        let index = self.codes.get(&key).copied().or_else(|| {
            if unknown.has(text) {
                return None;
            }
            without_number(text).and_then(|rest| self.codes.get(&fold(rest)).copied())
        });
        match index {
            Some(index) if self.is_bool => Reading::Value(CellValue::Bool(index == 1)),
            Some(index) => Reading::Value(CellValue::Code(index)),
            None if unknown.has(text) => Reading::Unknown,
            None if self.is_bool => Reading::Bad(ProblemKind::NotYesNo),
            None => {
                let near = nearest(&key, self.spelled.iter().map(|(folded, _)| folded.as_str()));
                let nearest = near.and_then(|near| self.spelled.iter().find(|(folded, _)| folded == near));
                Reading::Bad(ProblemKind::UnknownCode { nearest: nearest.map(|(_, spelling)| spelling.clone()) })
            }
        }
    }
}

/// The content of a cell for a problem's `value`: on one line and of bounded length.
pub fn value_text(cell: Cell<'_>) -> String {
    let text = cell.to_string();
    match text.char_indices().nth(VALUE_CHARS * 4) {
        Some((cut, _)) => shorten(&tidy(&text[..cut])),
        None => shorten(&tidy(&text)),
    }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(VALUE_CHARS) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
#[path = "cells_tests.rs"]
mod tests;
