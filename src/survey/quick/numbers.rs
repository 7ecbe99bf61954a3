//! Numbers of plain digits, with a point at the most.

use crate::lang::Exact;
use crate::survey::cells::PlainNumbers;

use super::short::{pairs_of_digits, short};

/// What numbers a field can hold.
pub(super) struct Numbers(PlainNumbers);

impl Numbers {
    pub fn of(plain: PlainNumbers) -> Numbers {
        Numbers(plain)
    }

    /// A number of plain digits over a power of ten, in the field's unit.
    pub fn read(&self, bytes: &[u8], start: usize, end: usize) -> Option<(i64, i64)> {
        let Numbers(PlainNumbers { low, high, least, scale, step, unknown, whole }) = self;
        let (number, decimals) = match in_eight(bytes, start, end) {
            Some(found) => found,
            None => in_fifteen(bytes.get(start..end)?)?,
        };
        let den = match decimals {
            None => 1,
            // three digits behind a point may be thousands
            Some(1) if !whole && step.is_none() => 10,
            Some(2) if !whole && step.is_none() => 100,
            Some(_) => return None,
        };
        let is_unknown = |unknown: &Exact| {
            i128::from(unknown.numerator()) * i128::from(den) == i128::from(number) * i128::from(unknown.denominator())
        };
        if unknown.iter().any(is_unknown) {
            return None;
        }
        let number = number.checked_mul(*scale)?;
        let fits = low.saturating_mul(den) <= number
            && number <= high.saturating_mul(den)
            && (number == 0 || number >= least.saturating_mul(den))
            && step.is_none_or(|step| number % step == 0);
        fits.then_some((number, den))
    }
}

/// The number of one to eight signs as if it had no point, and how many digits are behind that, if there is one with one or two
/// behind; none of any other cell.
#[inline]
fn in_eight(bytes: &[u8], start: usize, end: usize) -> Option<(i64, Option<usize>)> {
    let length = end - start;
    if !(1..=8).contains(&length) {
        return None;
    }
    let [low, _] = short(bytes, start, length);
    let is_point = |place: usize| low >> (8 * place) & 0xFF == u64::from(b'.');
    let decimals = (1..=2).find(|decimals| decimals + 1 < length && is_point(length - 1 - decimals));
    let Some(decimals) = decimals else { return Some((of_digits(low, length)?, None)) };
    let before = (1 << (8 * (length - 1 - decimals))) - 1;
    Some((of_digits(low & before | low >> 8 & !before, length - 1)?, Some(decimals)))
}

/// The number of one to eight digits, the first lowest.
#[inline]
fn of_digits(digits: u64, length: usize) -> Option<i64> {
    // with zeros before it
    let before = 8 * (8 - length) as u32;
    let digits = digits << before | 0x3030_3030_3030_3030 & !(u64::MAX << before);
    // two, four, then all eight together
    let pairs = pairs_of_digits(digits)?;
    let fours = (pairs & 0x0000_FFFF_0000_FFFF) * 100 + (pairs >> 16 & 0x0000_FFFF_0000_FFFF);
    let all = (fours & 0xFFFF_FFFF) * 10_000 + (fours >> 32);
    Some(all as i64)
}

/// A number of up to fifteen signs as if it had no point, and how many digits are behind that, if there is one.
fn in_fifteen(cell: &[u8]) -> Option<(i64, Option<usize>)> {
    if cell.is_empty() || cell.len() > 15 {
        return None;
    }
    let (mut number, mut point) = (0i64, None);
    for (at, byte) in cell.iter().enumerate() {
        match byte {
            b'0'..=b'9' => number = number * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() && at > 0 => point = Some(at),
            _ => return None,
        }
    }
    Some((number, point.map(|point| cell.len() - point - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn padded(text: &str) -> Vec<u8> {
        [text.as_bytes(), &[b'7'; 16]].concat()
    }

    fn read(numbers: &Numbers, text: &str) -> Option<(i64, i64)> {
        numbers.read(&padded(text), 0, text.len())
    }

    #[test]
    fn numbers_are_read() {
        let plain = PlainNumbers {
            low: 0,
            high: 1000,
            least: 2,
            scale: 1,
            step: None,
            unknown: vec![Exact::int(99)],
            whole: false,
        };
        let thousands = Numbers(PlainNumbers { scale: 1000, high: 5000, step: Some(2000), ..plain.clone() });
        assert_eq!(["4", "3", "6"].map(|text| read(&thousands, text)), [Some((4000, 1)), None, None]);
        let numbers = Numbers(plain);
        assert_eq!(read(&numbers, "43.3"), Some((433, 10)));
        assert_eq!(read(&numbers, "0012"), Some((12, 1)));
        assert_eq!(read(&numbers, "1000.00"), Some((100_000, 100)));
        for text in ["", "99", "99.0", "1", "1001", "1000.01", "1.500", ".5", "5.", "-1", "1,5", " 1", "1e3"] {
            assert_eq!(read(&numbers, text), None, "{text}");
        }
    }

    #[test]
    fn eight_signs_at_once_are_as_one_by_one() {
        for text in
            ["0", "7", "10", "907", "1500000", "98765432", "00000001", "99999999", "43.3", "43.30", "0.5", "12345.67"]
        {
            let found = in_eight(&padded(text), 0, text.len());
            assert!(found.is_some() && found == in_fifteen(text.as_bytes()), "{text}");
        }
        for text in ["", "123456789", ".5", "5.", ".", "1.500", "1.2.3", "1..2", ".12", "-1", "1,5"] {
            assert_eq!(in_eight(&padded(text), 0, text.len()), None, "{text}");
        }
        for length in 1..=8 {
            for at in 0..length {
                for byte in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
                    let mut bytes = padded(&"5".repeat(length));
                    bytes[at] = byte;
                    let found = in_eight(&bytes, 0, length);
                    assert!(found.is_none() || found == in_fifteen(&bytes[..length]), "{byte} in {at} of {length}");
                    assert!(found.is_none() || byte == b'.', "{byte} in {at} of {length}");
                }
            }
        }
    }
}
