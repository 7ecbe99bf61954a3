//! Yes/no values of many households or members at once: Kleene's three truth values in two bits a row.

use wide::u8x16;

use crate::lang::Truth;
use crate::survey::batch::Column;

/// One truth a row. Bits past the last row mean nothing.
#[derive(Clone, Debug)]
pub struct Bits {
    /// Rows in which it is true whatever the missing answers are.
    pub(in crate::classify) certain: Vec<u64>,
    /// Rows in which it is true for some of what the missing answers could be.
    pub(in crate::classify) possible: Vec<u64>,
}

/// How many words hold a bit for each of so many rows.
const fn words(rows: usize) -> usize {
    rows.div_ceil(64)
}

/// A bit a row.
pub(in crate::classify) fn pack(rows: usize, is: impl Fn(usize) -> bool) -> Vec<u64> {
    let word = |word: usize| {
        let start = word * 64;
        let end = rows.min(start + 64);
        (start..end).fold(0, |bits, row| bits | u64::from(is(row)) << (row - start))
    };
    (0..words(rows)).map(word).collect()
}

/// A bit for each value.
pub(in crate::classify) fn pack_each<T: Copy>(values: &[T], is: impl Fn(T) -> bool) -> Vec<u64> {
    let word = |chunk: &[T]| chunk.iter().rev().fold(0, |bits, value| bits << 1 | u64::from(is(*value)));
    values.chunks(64).map(word).collect()
}

/// A bit for each code that is in a set of up to 64, and, if that is asked, for each [`Column::NO_CODE`].
pub(in crate::classify) fn pack_codes(codes: &[u8], set: u64, none: bool) -> Vec<u64> {
    if set.count_ones() > 8 {
        return pack_each(codes, |code| if code == Column::NO_CODE { none } else { set >> (code & 63) & 1 == 1 });
    }
    let wanted = (0..64u8).filter(|code| set >> code & 1 == 1).chain(none.then_some(Column::NO_CODE));
    let wanted: Vec<u8x16> = wanted.map(u8x16::splat).collect();
    let word = |codes: &[u8; 64]| {
        let parts = codes.as_chunks::<16>().0.iter().enumerate();
        parts.fold(0, |bits, (at, codes)| {
            let codes = u8x16::new(*codes);
            let found = wanted.iter().fold(u8x16::ZERO, |found, wanted| found | codes.simd_eq(*wanted));
            bits | u64::from(found.to_bitmask()) << (at * 16)
        })
    };
    let (whole, rest) = codes.as_chunks::<64>();
    let mut bits = Vec::with_capacity(words(codes.len()));
    bits.extend(whole.iter().map(word));
    if !rest.is_empty() {
        let mut padded = [Column::NO_CODE; 64];
        padded[..rest.len()].copy_from_slice(rest);
        bits.push(word(&padded));
    }
    bits
}

/// A bit for each pair of values.
pub(in crate::classify) fn pack_pairs<A: Copy, B: Copy>(a: &[A], b: &[B], is: impl Fn(A, B) -> bool) -> Vec<u64> {
    let word = |(a, b): (&[A], &[B])| a.iter().zip(b).rev().fold(0, |bits, (a, b)| bits << 1 | u64::from(is(*a, *b)));
    a.chunks(64).zip(b.chunks(64)).map(word).collect()
}

/// Whether a row's bit is set.
pub(in crate::classify) fn is_set(bits: &[u64], row: usize) -> bool {
    bits[row / 64] >> (row % 64) & 1 == 1
}

/// The rows whose bit is set, of so many rows.
pub(in crate::classify) fn set_rows(bits: &[u64], rows: usize) -> impl Iterator<Item = usize> {
    let each = bits.iter().enumerate().flat_map(|(word, bits)| {
        let mut left = *bits;
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros();
            (left != 0).then(|| {
                left &= left - 1;
                word * 64 + bit as usize
            })
        })
    });
    each.take_while(move |row| *row < rows)
}

impl Bits {
    /// The same in every row.
    pub(in crate::classify) fn of_one(truth: Truth, rows: usize) -> Bits {
        let all = |bit: bool| vec![if bit { u64::MAX } else { 0 }; words(rows)];
        Bits { certain: all(truth.certain()), possible: all(truth.possible()) }
    }

    /// Known in every row.
    pub(in crate::classify) fn known(bits: Vec<u64>) -> Bits {
        Bits { certain: bits.clone(), possible: bits }
    }

    /// Of the truths of a column.
    pub(in crate::classify) fn of_truths(truths: &[Truth]) -> Bits {
        let (certainly, never) = (u8x16::splat(Truth::True as u8), u8x16::splat(Truth::False as u8));
        let mut bits = Bits { certain: Vec::with_capacity(words(truths.len())), possible: Vec::new() };
        bits.possible.reserve(bits.certain.capacity());
        let (whole, rest) = truths.as_chunks::<64>();
        for truths in whole {
            let (mut certain, mut impossible) = (0, 0);
            for (at, truths) in truths.as_chunks::<16>().0.iter().enumerate() {
                let truths = u8x16::new(truths.map(|truth| truth as u8));
                certain |= u64::from(truths.simd_eq(certainly).to_bitmask()) << (at * 16);
                impossible |= u64::from(truths.simd_eq(never).to_bitmask()) << (at * 16);
            }
            bits.certain.push(certain);
            bits.possible.push(!impossible);
        }
        bits.certain.extend(pack_each(rest, Truth::certain));
        bits.possible.extend(pack_each(rest, Truth::possible));
        bits
    }

    /// The truth in a row.
    pub fn get(&self, row: usize) -> Truth {
        Truth::from_bounds(is_set(&self.certain, row), is_set(&self.possible, row))
    }

    pub(in crate::classify) fn and(mut self, other: &Bits) -> Bits {
        self.certain.iter_mut().zip(&other.certain).for_each(|(a, b)| *a &= b);
        self.possible.iter_mut().zip(&other.possible).for_each(|(a, b)| *a &= b);
        self
    }

    pub(in crate::classify) fn or(mut self, other: &Bits) -> Bits {
        self.certain.iter_mut().zip(&other.certain).for_each(|(a, b)| *a |= b);
        self.possible.iter_mut().zip(&other.possible).for_each(|(a, b)| *a |= b);
        self
    }

    pub(in crate::classify) fn not(self) -> Bits {
        let not = |mut bits: Vec<u64>| {
            bits.iter_mut().for_each(|word| *word = !*word);
            bits
        };
        Bits { certain: not(self.possible), possible: not(self.certain) }
    }

    /// Whether it is true in every row, whatever the missing answers are.
    pub(in crate::classify) fn everywhere_certain(&self, rows: usize) -> bool {
        (0..words(rows)).all(|word| {
            let left = rows - word * 64;
            let all = if left >= 64 { u64::MAX } else { (1 << left) - 1 };
            self.certain[word] & all == all
        })
    }

    /// Rows in which it is true or false.
    pub(in crate::classify) fn known_rows(&self) -> Vec<u64> {
        self.certain.iter().zip(&self.possible).map(|(certain, possible)| certain | !possible).collect()
    }

    /// Where the bit is set this, elsewhere the other.
    pub(in crate::classify) fn select(&self, here: &[u64], other: &Bits) -> Bits {
        let choose = |a: &[u64], b: &[u64]| -> Vec<u64> {
            a.iter().zip(b).zip(here).map(|((a, b), here)| a & here | b & !here).collect()
        };
        Bits { certain: choose(&self.certain, &other.certain), possible: choose(&self.possible, &other.possible) }
    }

    /// Rows in which both are known and differ.
    pub(in crate::classify) fn differs(&self, other: &Bits) -> Vec<u64> {
        let sides = self.certain.iter().zip(&self.possible).zip(other.certain.iter().zip(&other.possible));
        sides.map(|((ac, ap), (bc, bp))| (ac & !bp) | (bc & !ap)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_truths_row_by_row() {
        let truths = [Truth::False, Truth::True, Truth::Unknown];
        let a: Vec<Truth> = (0..150).map(|row| truths[row % 3]).collect();
        let b: Vec<Truth> = (0..150).map(|row| truths[row / 3 % 3]).collect();
        let (left, right) = (Bits::of_truths(&a), Bits::of_truths(&b));
        let here = pack(150, |row| row % 5 == 0);
        for row in 0..150 {
            assert_eq!(left.get(row), a[row]);
            assert_eq!(left.clone().and(&right).get(row), a[row].and(b[row]));
            assert_eq!(left.clone().or(&right).get(row), a[row].or(b[row]));
            assert_eq!(left.clone().not().get(row), !a[row]);
            assert_eq!(is_set(&left.known_rows(), row), a[row].known());
            assert_eq!(left.select(&here, &right).get(row), if row % 5 == 0 { a[row] } else { b[row] });
            assert_eq!(is_set(&left.differs(&right), row), a[row].known() && b[row].known() && a[row] != b[row]);
        }
        let codes: Vec<u8> =
            (0..150).map(|row| if row % 9 == 0 { Column::NO_CODE } else { (row * 7 % 64) as u8 }).collect();
        for set in [0, 1, 1 << 63, 0b1011 << 20, u64::MAX, 0xFFFF_0000_FFFF] {
            for none in [false, true] {
                let packed = pack_codes(&codes, set, none);
                for (row, code) in codes.iter().enumerate() {
                    let expected = if *code == Column::NO_CODE { none } else { set >> code & 1 == 1 };
                    assert_eq!(is_set(&packed, row), expected, "{set:x} {none} {row}");
                }
            }
        }
        assert_eq!(set_rows(&here, 150).collect::<Vec<_>>(), (0..150).step_by(5).collect::<Vec<_>>());
        assert!(Bits::of_one(Truth::True, 70).everywhere_certain(70));
        assert!(!left.everywhere_certain(150));
    }
}
