//! Numbers and dates of the page in words of its language.

use jiff::civil::Date;

use crate::lang::Exact;
use crate::report::words;
use crate::survey::codebook::Title;
use crate::text::{Language, begin_small};

use super::content::Figure;

/// How the page speaks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    pub language: Language,
}

impl Words {
    /// One of two wordings.
    pub fn pick<T>(self, vi: T, en: T) -> T {
        match self.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    /// A title.
    pub fn title(self, title: &Title) -> &str {
        title.in_language(self.language)
    }

    /// A title within a sentence: it begins with a small letter, unless it is an abbreviation.
    pub fn within(self, title: &Title) -> String {
        begin_small(self.title(title))
    }

    /// A count with its thousands in groups.
    pub fn count(self, count: i64) -> String {
        words::count(count, self.language)
    }

    /// A count with the word for households.
    pub fn households(self, count: i64) -> String {
        let s = if count == 1 { "" } else { "s" };
        let number = self.count(count);
        self.pick(format!("{number} hộ"), format!("{number} household{s}"))
    }

    /// A percentage with so many decimals, without its sign.
    pub fn rate(self, rate: Exact, decimals: u32) -> String {
        words::grouped(&rate.to_fixed(decimals), self.language)
    }

    /// A percentage with its sign.
    pub fn percent(self, rate: Exact, decimals: u32) -> String {
        format!("{}{}", self.rate(rate, decimals), self.pick("\u{a0}%", "%"))
    }

    /// A figure as text, a rate with its sign.
    pub fn figure(self, figure: Figure, decimals: u32) -> String {
        match figure {
            Figure::Count(count) => self.count(count),
            Figure::Rate(rate) if rate.is_finite() => self.percent(rate, decimals),
            Figure::Rate(_) | Figure::Blank => String::new(),
            Figure::Unknown => self.unknown().to_owned(),
            Figure::Hidden => HIDDEN.to_owned(),
        }
    }

    /// What stands for an unknown figure.
    pub fn unknown(self) -> &'static str {
        self.pick("chưa rõ", "unknown")
    }

    /// What a hidden figure is, for who only hears it.
    pub fn hidden(self) -> &'static str {
        self.pick("không hiển thị", "not shown")
    }

    /// One of several: `a, b or c`.
    pub fn any(self, of: &[String]) -> String {
        match of {
            [all @ .., last] if !all.is_empty() => {
                format!("{}{}{last}", all.join(", "), self.pick(" hoặc ", " or "))
            }
            of => of.concat(),
        }
    }

    /// The name of a commune.
    pub fn commune(self, name: &str) -> &str {
        if name.is_empty() { self.pick("(không ghi xã)", "(commune not told)") } else { name }
    }

    /// A day.
    pub fn day(self, day: Date) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let month = usize::from(day.month().unsigned_abs());
        let name = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
        self.pick(format!("{:02}/{month:02}/{}", day.day(), day.year()), format!("{} {name} {}", day.day(), day.year()))
    }

    /// The size of a file.
    pub fn size(self, bytes: u64) -> String {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        let in_units = |unit: i128| Exact::ratio(i128::from(bytes), unit).map_or(String::new(), |n| self.rate(n, 1));
        match bytes {
            0..1000 => format!("{} B", self.count(bytes)),
            1000..1_000_000 => format!("{} kB", in_units(1000)),
            1_000_000..1_000_000_000 => format!("{} MB", in_units(1_000_000)),
            _ => format!("{} GB", in_units(1_000_000_000)),
        }
    }
}

/// What stands for a figure that is not shown.
pub(super) const HIDDEN: &str = "…";

#[cfg(test)]
mod tests {
    use super::*;

    const VI: Words = Words { language: Language::Vi };
    const EN: Words = Words { language: Language::En };

    #[test]
    fn numbers_are_of_their_language() {
        let rate = Exact::ratio(123_456, 100).expect("a fraction");
        assert_eq!((VI.percent(rate, 1), EN.percent(rate, 1)), ("1.234,6\u{a0}%".into(), "1,234.6%".into()));
        assert_eq!((VI.size(1_234_567), EN.size(999)), ("1,2 MB".into(), "999 B".into()));
        assert_eq!((EN.households(1), EN.households(2)), ("1 household".into(), "2 households".into()));
        let day = jiff::civil::date(2022, 9, 1);
        assert_eq!((VI.day(day), EN.day(day)), ("01/09/2022".into(), "1 September 2022".into()));
    }

    #[test]
    fn no_figure_is_no_number() {
        for figure in [Figure::Blank, Figure::Rate(Exact::INFINITY)] {
            assert_eq!(VI.figure(figure, 2), "");
        }
        assert_eq!((EN.figure(Figure::Unknown, 2), EN.figure(Figure::Hidden, 2)), ("unknown".into(), "…".into()));
    }
}
