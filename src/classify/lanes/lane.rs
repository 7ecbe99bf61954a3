//! The values of one expression in many rows at once: as [`Value`], a lane for each kind.

use crate::lang::ast::Compare;
use crate::lang::value::{CodeMask, DateSpan, Value};
use crate::lang::{Exact, Interval, Truth};
use crate::survey::batch::Column;
use crate::survey::codebook::{Field, FieldType};
use crate::survey::columns::{Texts, packed, unpacked};

use super::bits::{Bits, is_set, pack, pack_codes, pack_each, pack_pairs};
use super::numbers::{Numbers, Order};

/// One value a row.
#[derive(Clone, Debug)]
pub(super) enum Lane<'a> {
    Bool(Bits),
    Number(Numbers),
    Date(Days),
    Code(Codes),
    Text(Words<'a>),
}

/// Spans of days, as [`packed`] has them.
#[derive(Clone, Debug)]
pub(super) enum Days {
    One(i32, i32),
    Each(Vec<i32>, Vec<i32>),
}

/// Sets of codes.
#[derive(Clone, Debug)]
pub(super) enum Codes {
    One(u64),
    /// A code's index, or [`Column::NO_CODE`] for any of a list.
    Index(Vec<u8>, u64),
    Each(Vec<u64>),
}

/// Texts.
#[derive(Clone, Debug)]
pub(super) enum Words<'a> {
    One(Option<&'a str>),
    Column(&'a Texts),
    Each(Vec<Option<&'a str>>),
}

impl Days {
    pub(super) fn get(&self, row: usize) -> (i32, i32) {
        match self {
            Days::One(first, last) => (*first, *last),
            Days::Each(first, last) => (first[row], last[row]),
        }
    }

    fn of_each(each: impl Iterator<Item = (i32, i32)>) -> Days {
        let (first, last) = each.unzip();
        Days::Each(first, last)
    }

    pub(super) fn of_span(span: DateSpan) -> Days {
        Days::One(packed(span.first), packed(span.last))
    }

    pub(super) fn span(&self, row: usize) -> DateSpan {
        let (first, last) = self.get(row);
        DateSpan { first: unpacked(first), last: unpacked(last) }
    }

    fn compare(&self, order: Order, other: &Days, rows: usize) -> Bits {
        let of = |certain: bool| {
            pack(rows, |row| {
                let ((af, al), (bf, bl)) = (self.get(row), other.get(row));
                match (order, certain) {
                    (Order::Less, true) => al < bf,
                    (Order::Less, false) => af < bl,
                    (Order::LessOrEqual, true) => al <= bf,
                    (Order::LessOrEqual, false) => af <= bl,
                    (Order::Equal, true) => af == al && (af, al) == (bf, bl),
                    (Order::Equal, false) => af <= bl && bf <= al,
                }
            })
        };
        Bits { certain: of(true), possible: of(false) }
    }

    /// What of these days lies up to the last of others; all of those where nothing does.
    pub(super) fn before(&self, most: &Days, rows: usize) -> Days {
        let least = packed(DateSpan::UNKNOWN.first);
        if let (Days::Each(first, last), Days::One(_, most)) = (self, most) {
            let past = |first: &i32| if *first > *most { least } else { *first };
            let (first, last) = (first.iter().map(past).collect(), last.iter().map(|last| *last.min(most)).collect());
            return Days::Each(first, last);
        }
        Days::of_each((0..rows).map(|row| {
            let ((first, last), (_, most)) = (self.get(row), most.get(row));
            (if first > most { least } else { first }, last.min(most))
        }))
    }

    /// The completed years from these days to others.
    pub(super) fn years_to(&self, on: &Days, rows: usize) -> Numbers {
        // the day of the year is less than 512, so that a birthday still to come borrows a year
        let years = |birth: i32, on: i32| i64::from((on - birth) >> 9);
        match (self, on) {
            (Days::Each(first, last), Days::One(from, to)) => Numbers::of_whole(
                last.iter().map(|birth| years(*birth, *from)).collect(),
                first.iter().map(|birth| years(*birth, *to)).collect(),
            ),
            (Days::One(first, last), Days::One(from, to)) => {
                let bound = |birth, on| Exact::int(years(birth, on));
                Numbers::One(Interval::new(bound(*last, *from), bound(*first, *to)))
            }
            _ => {
                let each = (0..rows).map(|row| {
                    let ((first, last), (from, to)) = (self.get(row), on.get(row));
                    (years(last, from), years(first, to))
                });
                let (low, high) = each.unzip();
                Numbers::of_whole(low, high)
            }
        }
    }

    /// Their calendar years.
    pub(super) fn years(&self, rows: usize) -> Numbers {
        let year = |day: i32| i64::from(day >> 9);
        match self {
            Days::One(first, last) => Numbers::One(Interval::new(Exact::int(year(*first)), Exact::int(year(*last)))),
            Days::Each(first, last) => {
                debug_assert_eq!(first.len(), rows);
                Numbers::of_whole(
                    first.iter().map(|day| year(*day)).collect(),
                    last.iter().map(|day| year(*day)).collect(),
                )
            }
        }
    }
}

impl Codes {
    pub(super) fn get(&self, row: usize) -> u64 {
        match self {
            Codes::One(mask) => *mask,
            Codes::Index(codes, all) => index_mask(codes[row], *all),
            Codes::Each(masks) => masks[row],
        }
    }

    /// Whether the code is one of a set.
    pub(super) fn is_in(&self, set: u64, rows: usize) -> Bits {
        let truth = |mask: u64| CodeMask(mask).is_in(CodeMask(set));
        match self {
            Codes::One(mask) => Bits::of_one(truth(*mask), rows),
            Codes::Index(codes, all) => {
                let unknown = truth(*all);
                Bits {
                    certain: pack_codes(codes, set, unknown.certain()),
                    possible: pack_codes(codes, set, unknown.possible()),
                }
            }
            Codes::Each(masks) => Bits {
                certain: pack_each(masks, |mask| truth(mask).certain()),
                possible: pack_each(masks, |mask| truth(mask).possible()),
            },
        }
    }
}

fn index_mask(code: u8, all: u64) -> u64 {
    if code == Column::NO_CODE { all } else { 1 << (code & 63) }
}

impl<'a> Words<'a> {
    pub(super) fn get(&self, row: usize) -> Option<&'a str> {
        match self {
            Words::One(text) => *text,
            Words::Column(texts) => texts.get(row),
            Words::Each(each) => each[row],
        }
    }

    /// What holds of the texts; asked once of each that is kept.
    pub(super) fn test(&self, rows: usize, holds: impl Fn(&str) -> bool) -> Bits {
        let truths: Vec<Truth> = match self {
            Words::One(text) => return Bits::of_one(text.map_or(Truth::Unknown, |text| holds(text).into()), rows),
            Words::Column(texts) => {
                let kept: Vec<Truth> =
                    (0..texts.kept_count()).map(|number| holds(texts.kept(number as u32)).into()).collect();
                texts.numbers().iter().map(|n| kept.get(*n as usize).copied().unwrap_or(Truth::Unknown)).collect()
            }
            Words::Each(each) => {
                each.iter().map(|text| text.map_or(Truth::Unknown, |text| holds(text).into())).collect()
            }
        };
        Bits::of_truths(&truths)
    }
}

impl<'a> Lane<'a> {
    /// The same value in every row.
    pub(super) fn of_one(value: Value<'a>, rows: usize) -> Lane<'a> {
        match value {
            Value::Bool(truth) => Lane::Bool(Bits::of_one(truth, rows)),
            Value::Number(interval) => Lane::Number(Numbers::One(interval)),
            Value::Date(span) => Lane::Date(Days::of_span(span)),
            Value::Code(mask) => Lane::Code(Codes::One(mask.0)),
            Value::Text(text) => Lane::Text(Words::One(text)),
        }
    }

    /// The values of a column; what is unknown spans what the field can be.
    pub(super) fn of_column(column: &'a Column, field: &Field) -> Lane<'a> {
        match column {
            Column::Bool(truths) => Lane::Bool(Bits::of_truths(truths)),
            Column::Code(codes) => {
                let all = match &field.ty {
                    FieldType::Code(list) => list.all().0,
                    _ => u64::MAX,
                };
                Lane::Code(Codes::Index(codes.clone(), all))
            }
            Column::Number(numbers) => Lane::Number(match numbers.bounds(field.range) {
                Some(bounds) => Numbers::of_bounds(bounds),
                None => {
                    let each = (0..numbers.len()).map(|row| numbers.get(row).map_or(field.range, Interval::point));
                    Numbers::of_each(each.collect())
                }
            }),
            Column::Date(dates) => {
                let (first, last) = dates.bounds();
                Lane::Date(Days::Each(first.to_vec(), last.to_vec()))
            }
            Column::Text(texts) => Lane::Text(Words::Column(texts)),
        }
    }

    /// The value in a row.
    pub(super) fn get(&self, row: usize) -> Value<'a> {
        match self {
            Lane::Bool(bits) => Value::Bool(bits.get(row)),
            Lane::Number(numbers) => Value::Number(numbers.get(row)),
            Lane::Date(days) => Value::Date(days.span(row)),
            Lane::Code(codes) => Value::Code(CodeMask(codes.get(row))),
            Lane::Text(words) => Value::Text(words.get(row)),
        }
    }

    /// The values of some rows, in any order.
    pub(super) fn pick(&self, rows: &[usize]) -> Lane<'a> {
        match self {
            Lane::Bool(bits) => Lane::Bool(Bits {
                certain: pack(rows.len(), |row| is_set(&bits.certain, rows[row])),
                possible: pack(rows.len(), |row| is_set(&bits.possible, rows[row])),
            }),
            Lane::Number(Numbers::One(interval)) => Lane::Number(Numbers::One(*interval)),
            Lane::Number(numbers) => Lane::Number(Numbers::of_each(rows.iter().map(|row| numbers.get(*row)).collect())),
            Lane::Date(days) => Lane::Date(Days::of_each(rows.iter().map(|row| days.get(*row)))),
            Lane::Code(codes) => Lane::Code(Codes::Each(rows.iter().map(|row| codes.get(*row)).collect())),
            Lane::Text(words) => Lane::Text(Words::Each(rows.iter().map(|row| words.get(*row)).collect())),
        }
    }

    /// The truths; unknown for any other kind, which a typed expression never asks for.
    pub(super) fn truths(&self, rows: usize) -> Bits {
        match self {
            Lane::Bool(bits) => bits.clone(),
            _ => Bits::of_one(Truth::Unknown, rows),
        }
    }

    /// The numbers; unbounded for any other kind.
    pub(super) fn numbers(&self) -> Numbers {
        match self {
            Lane::Number(numbers) => numbers.clone(),
            _ => Numbers::One(Interval::UNKNOWN),
        }
    }

    /// Rows in which the value is a single one.
    pub(super) fn known(&self, rows: usize) -> Vec<u64> {
        match self {
            Lane::Bool(bits) => bits.known_rows(),
            Lane::Number(numbers) => numbers.known(rows),
            Lane::Date(Days::One(first, last)) => pack(rows, |_| first == last),
            Lane::Date(Days::Each(first, last)) => pack_pairs(first, last, |first, last| first == last),
            Lane::Code(Codes::Index(codes, all)) => {
                pack_each(codes, |code| code != Column::NO_CODE || all.is_power_of_two())
            }
            Lane::Code(codes) => pack(rows, |row| codes.get(row).is_power_of_two()),
            Lane::Text(words) => pack(rows, |row| words.get(row).is_some()),
        }
    }

    /// Compares two lanes of one kind; `set` where a side is a code or group as written, so that equality is membership.
    pub(super) fn compare(&self, operator: Compare, other: &Lane<'_>, set: bool, rows: usize) -> Bits {
        let ordered = |order: Order, a: &Lane<'_>, b: &Lane<'_>| match (a, b) {
            (Lane::Number(a), Lane::Number(b)) => a.compare(order, b, rows),
            (Lane::Date(a), Lane::Date(b)) => a.compare(order, b, rows),
            _ => Bits::of_one(Truth::Unknown, rows),
        };
        match operator {
            Compare::NotEqual => self.compare(Compare::Equal, other, set, rows).not(),
            Compare::Greater => ordered(Order::Less, other, self),
            Compare::GreaterOrEqual => ordered(Order::LessOrEqual, other, self),
            Compare::Less => ordered(Order::Less, self, other),
            Compare::LessOrEqual => ordered(Order::LessOrEqual, self, other),
            Compare::Equal => match (self, other) {
                (Lane::Code(a), Lane::Code(Codes::One(b))) if set => a.is_in(*b, rows),
                (Lane::Code(a), Lane::Code(b)) => {
                    let truth = |row: usize| {
                        let (a, b) = (CodeMask(a.get(row)), CodeMask(b.get(row)));
                        if set { a.is_in(b) } else { a.equal(b) }
                    };
                    Bits {
                        certain: pack(rows, |row| truth(row).certain()),
                        possible: pack(rows, |row| truth(row).possible()),
                    }
                }
                (Lane::Text(a), Lane::Text(Words::One(b))) | (Lane::Text(Words::One(b)), Lane::Text(a)) => match b {
                    Some(b) => a.test(rows, |a| a == *b),
                    None => Bits::of_one(Truth::Unknown, rows),
                },
                (Lane::Text(a), Lane::Text(b)) => {
                    let truths: Vec<Truth> = (0..rows)
                        .map(|row| match (a.get(row), b.get(row)) {
                            (Some(a), Some(b)) => (a == b).into(),
                            _ => Truth::Unknown,
                        })
                        .collect();
                    Bits::of_truths(&truths)
                }
                (Lane::Bool(a), Lane::Bool(b)) => {
                    let both = a.clone().and(b);
                    both.or(&a.clone().not().and(&b.clone().not()))
                }
                _ => ordered(Order::Equal, self, other),
            },
        }
    }

    /// The value of this where it is known; elsewhere what both allow.
    pub(super) fn coalesce(&self, other: &Lane<'a>, rows: usize) -> Lane<'a> {
        match (self, other) {
            (Lane::Number(a), Lane::Number(b)) => Lane::Number(a.coalesce(b, rows)),
            (Lane::Date(a), Lane::Date(b)) => Lane::Date(Days::of_each((0..rows).map(|row| {
                let ((af, al), (bf, bl)) = (a.get(row), b.get(row));
                let (first, last) = (af.max(bf), al.min(bl));
                if af == al || first > last { (af, al) } else { (first, last) }
            }))),
            (Lane::Code(a), Lane::Code(b)) => Lane::Code(Codes::Each(
                (0..rows)
                    .map(|row| {
                        let (a, b) = (a.get(row), b.get(row));
                        if a.is_power_of_two() || a & b == 0 { a } else { a & b }
                    })
                    .collect(),
            )),
            (Lane::Bool(a), Lane::Bool(b)) => Lane::Bool(a.select(&a.known_rows(), b)),
            (Lane::Text(a), Lane::Text(b)) => {
                Lane::Text(Words::Each((0..rows).map(|row| a.get(row).or_else(|| b.get(row))).collect()))
            }
            (a, _) => a.clone(),
        }
    }

    /// In each row the hull of what the choices give whose bit is set; at least one is in every row.
    pub(super) fn hull(choices: &[(Vec<u64>, std::rc::Rc<Lane<'a>>)], rows: usize) -> Lane<'a> {
        /// What of every choice is of one kind, and how two of them are taken together row by row.
        fn fold<T>(
            rows: usize,
            choices: &[(Vec<u64>, T)],
            get: impl Fn(&T, usize) -> (i64, i64),
        ) -> impl Iterator<Item = (i64, i64)> {
            (0..rows).map(move |row| {
                let reached = choices.iter().filter(|(bits, _)| is_set(bits, row)).map(|(_, lane)| get(lane, row));
                reached.reduce(|(al, ah), (bl, bh)| (al.min(bl), ah.max(bh))).unwrap_or((0, 0))
            })
        }
        macro_rules! of_kind {
            ($kind:ident) => {
                choices
                    .iter()
                    .filter_map(|(bits, lane)| match &**lane {
                        Lane::$kind(lane) => Some((bits.clone(), lane)),
                        _ => None,
                    })
                    .collect::<Vec<_>>()
            };
        }
        match choices.first().map(|(_, lane)| &**lane) {
            Some(Lane::Number(_)) => Lane::Number(Numbers::hull(&of_kind!(Number), rows)),
            Some(Lane::Date(_)) => {
                let days = of_kind!(Date);
                let each = fold(rows, &days, |days, row| {
                    let (first, last) = days.get(row);
                    (i64::from(first), i64::from(last))
                });
                Lane::Date(Days::of_each(each.map(|(first, last)| (first as i32, last as i32))))
            }
            Some(Lane::Code(_)) => {
                let codes = of_kind!(Code);
                let each = (0..rows).map(|row| {
                    codes.iter().filter(|(bits, _)| is_set(bits, row)).fold(0, |all, (_, codes)| all | codes.get(row))
                });
                Lane::Code(Codes::Each(each.collect()))
            }
            Some(Lane::Text(_)) => {
                let words = of_kind!(Text);
                let each = (0..rows).map(|row| {
                    let mut reached = words.iter().filter(|(bits, _)| is_set(bits, row)).map(|(_, w)| w.get(row));
                    let first = reached.next().flatten();
                    reached.fold(first, |a, b| if a == b { a } else { None })
                });
                Lane::Text(Words::Each(each.collect()))
            }
            _ => {
                let mut all = Bits::of_one(Truth::True, rows);
                let mut any = Bits::of_one(Truth::False, rows);
                for (here, bits) in of_kind!(Bool) {
                    let left_alone = bits.select(&here, &Bits::of_one(Truth::True, rows));
                    all = all.and(&left_alone);
                    any = any.or(&bits.select(&here, &Bits::of_one(Truth::False, rows)));
                }
                Lane::Bool(Bits { certain: all.certain, possible: any.possible })
            }
        }
    }
}
