//! Days written out in ten signs.

use super::short::{pairs_of_digits, short};

/// The day of a cell `yyyy-mm-dd` or `dd/mm/yyyy`, as [`packed`](crate::survey::columns::packed) has it; none where the cell is
/// anything else.
#[inline]
pub(super) fn day(bytes: &[u8], start: usize, end: usize) -> Option<i32> {
    if end - start != 10 {
        return None;
    }
    let [low, high] = short(bytes, start, 10);
    let at = |place: u32| (low >> (8 * place)) as u8;
    let two = |place: u32| low >> (8 * place) & 0xFFFF;
    // year, month and day one behind the other, the first sign lowest
    let digits = match (at(2), at(4), at(5), at(7)) {
        (_, b'-', _, b'-') => low & 0xFFFF_FFFF | two(5) << 32 | high << 48,
        (b'/', _, b'/', _) => two(6) | high << 16 | two(3) << 32 | two(0) << 48,
        _ => return None,
    };
    let pairs = pairs_of_digits(digits)?;
    let pair = |place: u32| (pairs >> (16 * place)) as i32 & 0xFF;
    let (year, month, day) = (pair(0) * 100 + pair(1), pair(2), pair(3));
    // the fewest days have to be told of the last of February
    let fits = day <= i32::from(*DAYS.get(month as usize)?) || (month, day) == (2, 29) && is_leap(year);
    (year > 0 && day > 0 && fits).then_some(year * 512 + month * 32 + day)
}

/// How many days each month has in years that are not leap years.
const DAYS: [u8; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;
    use crate::survey::columns::packed;

    fn read(text: &str) -> Option<i32> {
        let mut bytes = b"..".to_vec();
        bytes.extend_from_slice(text.as_bytes());
        bytes.extend_from_slice(&[b'9'; 20]);
        day(&bytes, 2, 2 + text.len())
    }

    #[test]
    fn every_day_is_read_and_no_other() {
        for year in [1, 4, 99, 100, 400, 1899, 1900, 1996, 2000, 2025, 9999] {
            for month in 0..=99 {
                for day in 0..=99 {
                    let expected = Date::new(year, month, day).ok().map(packed);
                    assert_eq!(read(&format!("{year:04}-{month:02}-{day:02}")), expected);
                    assert_eq!(read(&format!("{day:02}/{month:02}/{year:04}")), expected);
                }
            }
        }
        assert_eq!(read("1993-08-26"), Some(packed(date(1993, 8, 26))));
    }

    #[test]
    fn what_is_no_day_in_ten_signs_is_not_read() {
        for text in [
            "1993-8-26",
            "29/02/2021",
            "04/24/1941",
            "0000-01-01",
            "1993-08-2x",
            "28-07-1969",
            "1993/08/26",
            "",
            "1993-08-261",
            "1993-08/26",
            "10/11-2012",
            "\u{1ea0}3-08-26",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        // every other byte in the place of every digit
        for text in ["1993-08-26", "26/08/1993"] {
            for (at, digit) in text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
                for byte in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
                    let mut bytes = text.as_bytes().to_vec();
                    bytes[at] = byte;
                    bytes.extend_from_slice(&[0; 16]);
                    assert_eq!(day(&bytes, 0, 10), None, "{byte} for {digit} in {text}");
                }
            }
        }
    }
}
