//! What may stand in a column's cells, and how that is said to whoever fills them in.

use jiff::civil::Date;

use crate::lang::{DateSpan, Entity, Exact, Interval, Unit};
use crate::report::words;
use crate::rules::Rules;
use crate::survey::codebook::{Field, FieldType};
use crate::survey::codebook_file::HOUSEHOLD_ID;
use crate::survey::dates::range_days;

use super::Options;
use super::words::{say, sheet_name};

/// The most characters of a text.
const MOST_TEXT: u32 = 255;

/// What may stand in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// A text no other row has; only a warning.
    Unique,
    /// The id of a household on the household sheet; only a warning.
    OfHousehold,
    /// An answer of the list with that index.
    List(usize),
    /// A number; bounds in the column's unit.
    Number {
        /// The least, where there is one.
        least: Option<Exact>,
        /// The greatest, where there is one.
        most: Option<Exact>,
        /// A number other than zero is at least this.
        not_below: Option<Exact>,
        /// It is a multiple of this.
        step: Option<Exact>,
        /// Whether it is a whole number.
        whole: bool,
    },
    /// A day, the first and the last.
    Date(Date, Date),
    /// A text of at most so many characters.
    Text(u32),
}

/// How cells look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Text as it is typed, zeros in front too.
    Text,
    /// An answer from a list.
    Answer,
    /// A whole number without separators: years, ages, counts.
    Plain,
    /// Money, with separators.
    Money,
    /// A number with decimals.
    Decimal,
    /// dd/mm/yyyy.
    Date,
}

/// What a column asks for, in words.
pub(super) struct Asked {
    pub check: Check,
    pub style: Style,
    /// In brackets, for the second row of the header.
    pub help: String,
    /// What is said besides where a cell is chosen.
    pub more: String,
    /// What is said where something else is typed.
    pub error: String,
}

/// What is asked in a field's column.
pub(super) struct Asking<'a> {
    pub rules: &'a Rules,
    pub options: &'a Options,
    pub field: &'a Field,
    /// What one unit of the column is worth in the field's unit.
    pub scale: Exact,
    /// Whether a yes means a deprivation.
    pub is_deprivation: bool,
}

impl Asking<'_> {
    /// What is asked; `list` is the number of the list with the field's answers, for those to choose from.
    pub fn asked(&self, list: Option<usize>) -> Asked {
        let language = self.options.language;
        let say = |vi: &str, en: &str| say(language, vi, en).to_owned();
        match (&self.field.ty, list) {
            (FieldType::Bool | FieldType::Code(_), Some(list)) => {
                let [yes, no] = super::words::yes_no(&self.rules.codebook, language);
                let help = match (&self.field.ty, self.is_deprivation) {
                    (FieldType::Bool, true) => say(
                        &format!("({yes}: thiếu hụt / {no}: không thiếu hụt)"),
                        &format!("({yes}: deprived / {no}: not deprived)"),
                    ),
                    (FieldType::Bool, false) => format!("({yes} / {no})"),
                    _ => say("(chọn trong danh sách)", "(choose from the list)"),
                };
                Asked {
                    check: Check::List(list),
                    style: Style::Answer,
                    help,
                    more: String::new(),
                    error: say(
                        "Chọn một mục trong danh sách, hoặc để trống nếu chưa biết.",
                        "Choose from the list, or leave it blank if it is not known.",
                    ),
                }
            }
            (FieldType::Number(unit), _) => self.number(*unit),
            (FieldType::Date, _) => self.date(),
            _ => self.text(),
        }
    }

    fn text(&self) -> Asked {
        let language = self.options.language;
        let say = |vi: &str, en: &str| say(language, vi, en).to_owned();
        let key = self.field.id == HOUSEHOLD_ID;
        let is_unit = self.rules.codebook.layout.units.iter().any(|unit| unit.field == self.field.id);
        let households = sheet_name(Entity::Household, language);
        let (check, help, error) = match (key, self.field.entity) {
            (true, Entity::Household) => (
                Check::Unique,
                say("(bắt buộc; mỗi hộ một mã riêng)", "(required; each household its own)"),
                say(
                    "Mã này đã có ở một dòng khác. Mỗi hộ có một mã riêng.",
                    "Another row has this id. Each household has its own.",
                ),
            ),
            (true, Entity::Member) => (
                Check::OfHousehold,
                say(
                    &format!("(bắt buộc; mã của hộ ở trang {households})"),
                    &format!("(required; as on sheet {households})"),
                ),
                say(
                    &format!("Trang {households} chưa có hộ mang mã này."),
                    &format!("Sheet {households} has no household with this id."),
                ),
            ),
            _ => (
                Check::Text(MOST_TEXT),
                match is_unit {
                    true => say("(tên; mọi hộ ghi giống nhau)", "(name; spelt alike everywhere)"),
                    false => say("(ghi chữ)", "(text)"),
                },
                say(&format!("Ghi nhiều nhất {MOST_TEXT} ký tự."), &format!("At most {MOST_TEXT} characters.")),
            ),
        };
        Asked { check, style: Style::Text, help, more: String::new(), error }
    }

    fn number(&self, unit: Unit) -> Asked {
        let (language, field) = (self.options.language, self.field);
        let in_column = |number: Exact| self.scale.checked_recip().and_then(|one| number.checked_mul(one));
        let bound = |number: Exact| Some(number).filter(|number| number.is_finite()).and_then(in_column);
        let Interval { low, high } = field.range;
        let last = Exact::int(i64::from(self.last_day().year()));
        let high = if field.past && unit == Unit::Year { high.min(last) } else { high };
        let (least, most) = (bound(low), bound(high));
        let (step, not_below) = (field.step.and_then(in_column), field.least.and_then(in_column));
        let whole = field.whole && self.scale == Exact::ONE;

        let group = unit != Unit::Year;
        let shown = |number: Exact| words::number(number, group, language);
        let range = match (least, most) {
            (Some(least), Some(most)) => {
                let (least, most) = (shown(least), shown(most));
                say(language, format!(" từ {least} đến {most}"), format!(" from {least} to {most}"))
            }
            (Some(least), None) => say(language, " không nhỏ hơn ", " not below ").to_owned() + &shown(least),
            (None, Some(most)) => say(language, " không lớn hơn ", " not above ").to_owned() + &shown(most),
            (None, None) => String::new(),
        };
        let multiple = step.map_or_else(String::new, |step| {
            let step = shown(step);
            say(language, format!(", bội số của {step}"), format!(", a multiple of {step}"))
        });
        let what = match unit {
            Unit::Money => say(language, "số tiền bằng đồng", "amount in VND"),
            Unit::Year => say(language, "năm", "year"),
            Unit::Age => say(language, "tuổi tròn", "completed years"),
            Unit::Points => say(language, "điểm", "points"),
            _ if whole => say(language, "số nguyên", "whole number"),
            _ => say(language, "số", "number"),
        };
        // an amount of money is bounded by its number of digits, which nobody wants to read
        let help = match unit {
            Unit::Money => format!("({what})"),
            _ => format!("({what}{range}{multiple})"),
        };
        let more = not_below.map_or_else(String::new, |least| {
            let least = shown(least);
            match unit {
                Unit::Money => say(
                    language,
                    format!("Ghi đủ bằng đồng, không ghi nghìn đồng; 0 hoặc từ {least} trở lên."),
                    format!("In full, not in thousands; 0, or {least} and above."),
                ),
                _ => say(language, format!("0 hoặc từ {least} trở lên."), format!("0, or {least} and above.")),
            }
        });
        let number = match whole || unit == Unit::Year {
            true => say(language, "số nguyên", "a whole number"),
            false => say(language, "một số", "a number"),
        };
        let error =
            say(language, format!("Cần {number}{range}{multiple}."), format!("Type {number}{range}{multiple}."));
        let error = if more.is_empty() { error } else { format!("{error} {more}") };
        let style = match unit {
            Unit::Money => Style::Money,
            _ if whole || unit == Unit::Points => Style::Plain,
            _ => Style::Decimal,
        };
        Asked { check: Check::Number { least, most, not_below, step, whole }, style, help, more, error }
    }

    fn date(&self) -> Asked {
        let language = self.options.language;
        let DateSpan { mut first, mut last } = range_days(self.field.range);
        if self.field.id == super::columns::REVIEW_DATE {
            (first, last) = (first.max(self.first_day()), last.min(self.last_day()));
        } else if self.field.past {
            last = last.min(self.last_day());
        }
        // what a workbook can hold
        (first, last) = (first.max(Date::constant(1900, 1, 1)), last.min(Date::constant(9999, 12, 31)));
        let shown = |day: Date| format!("{:02}/{:02}/{}", day.day(), day.month(), day.year());
        let (from, to) = (shown(first), shown(last));
        Asked {
            check: Check::Date(first, last),
            style: Style::Date,
            help: "(dd/mm/yyyy)".to_owned(),
            more: String::new(),
            error: say(
                language,
                format!("Cần ngày, tháng, năm từ {from} đến {to}, ghi dạng dd/mm/yyyy."),
                format!("Type a day from {from} to {to} as dd/mm/yyyy."),
            ),
        }
    }

    /// The first day of the review.
    fn first_day(&self) -> Date {
        let first = self.rules.valid_from;
        self.options.year.and_then(|year| Date::new(year, 1, 1).ok()).map_or(first, |day| day.max(first))
    }

    /// The last day of the review.
    fn last_day(&self) -> Date {
        let last = self.rules.valid_to;
        self.options.year.and_then(|year| Date::new(year, 12, 31).ok()).map_or(last, |day| day.min(last))
    }
}
