//! Cells of up to sixteen bytes as numbers: what they are is told without a look at each byte. Sixteen bytes can be read behind the
//! beginning of every cell.

use wide::u8x16;

/// The bytes of a cell of up to sixteen, the others zero.
#[inline]
pub(super) fn short(bytes: &[u8], start: usize, length: usize) -> [u64; 2] {
    let Some(cell) = bytes.get(start..start + 16).and_then(|cell| cell.first_chunk::<16>()) else { return [0; 2] };
    let all = u128::from_le_bytes(*cell);
    let [low, high] = KEPT[length.min(16)];
    [all as u64 & low, (all >> 64) as u64 & high]
}

/// By length which bits of sixteen bytes are a cell's.
pub(super) const KEPT: [[u64; 2]; 17] = {
    let mut kept = [[0; 2]; 17];
    let mut length = 1;
    while length <= 16 {
        let bits = u128::MAX >> (8 * (16 - length));
        kept[length] = [bits as u64, (bits >> 64) as u64];
        length += 1;
    }
    kept
};

/// Whether two cells hold the same.
#[inline]
pub(super) fn is_same(bytes: &[u8], one: (usize, usize), other: (usize, usize)) -> bool {
    let length = one.1 - one.0;
    length == other.1 - other.0
        && match length {
            0..=16 => short(bytes, one.0, length) == short(bytes, other.0, length),
            _ => bytes[one.0..one.1] == bytes[other.0..other.1],
        }
}

/// What eight digits come to two by two, the first sign of the cell lowest: each pair in the lower byte of two. None where one of
/// them is no digit.
#[inline]
pub(super) fn pairs_of_digits(digits: u64) -> Option<u64> {
    // a digit keeps its upper half also with six more
    let (upper, zeros) = (0xF0F0_F0F0_F0F0_F0F0, 0x3030_3030_3030_3030);
    if digits & upper != zeros || digits.wrapping_add(0x0606_0606_0606_0606) & upper != zeros {
        return None;
    }
    let digits = digits ^ zeros;
    Some((digits & 0x00FF_00FF_00FF_00FF) * 10 + (digits >> 8 & 0x00FF_00FF_00FF_00FF))
}

/// Which bytes of a cell of up to sixteen are what, a bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signs {
    /// `0` to `9`.
    pub digits: u32,
    /// Of ASCII.
    pub letters: u32,
    /// Signs that ids have between their parts: `-`, `_`, `.`, `/`, `:`.
    pub joints: u32,
    /// Points, which are among the joints.
    pub points: u32,
    /// All that the cell has.
    pub all: u32,
}

impl Signs {
    /// Of a cell; none if it is longer.
    #[inline]
    pub fn of(bytes: &[u8], start: usize, end: usize) -> Option<Signs> {
        let length = end - start;
        let cell = bytes.get(start..start + 16)?.first_chunk::<16>()?;
        if length > 16 {
            return None;
        }
        let cell = u8x16::new(*cell);
        let all = (1u32 << length) - 1;
        let within = |from: u8, more: u8, cell: u8x16| {
            let above = cell - u8x16::splat(from);
            above.min(u8x16::splat(more)).simd_eq(above)
        };
        let digits = within(b'0', 9, cell);
        let letters = within(b'a', 25, cell | u8x16::splat(0x20));
        let points = cell.simd_eq(u8x16::splat(b'.'));
        // `-`, `.` and `/` follow each other
        let joints = within(b'-', 2, cell) | cell.simd_eq(u8x16::splat(b'_')) | cell.simd_eq(u8x16::splat(b':'));
        let [digits, letters, joints, points] = [digits, letters, joints, points].map(|found| found.to_bitmask() & all);
        Some(Signs { digits, letters, joints, points, all })
    }

    /// Whether the cell has nothing but digits, letters and joints.
    #[inline]
    pub fn is_of_id(self) -> bool {
        self.digits | self.letters | self.joints == self.all
    }

    /// Whether it is no number at the same time.
    #[inline]
    pub fn is_of_id_alone(self) -> bool {
        self.is_of_id() && self.letters | self.joints & !self.points != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte in every place of a cell, told byte by byte.
    #[test]
    fn signs_are_those_of_each_byte() {
        for byte in 0..=u8::MAX {
            for at in 0..16 {
                let mut bytes = [b'x'; 40];
                bytes[3 + at] = byte;
                for length in 0..=16 {
                    let cell = &bytes[3..3 + length];
                    let bits = |is: fn(&u8) -> bool| {
                        cell.iter().enumerate().fold(0, |bits, (at, byte)| bits | u32::from(is(byte)) << at)
                    };
                    let expected = Signs {
                        digits: bits(u8::is_ascii_digit),
                        letters: bits(u8::is_ascii_alphabetic),
                        joints: bits(|byte| b"-_./:".contains(byte)),
                        points: bits(|byte| *byte == b'.'),
                        all: bits(|_| true),
                    };
                    assert_eq!(Signs::of(&bytes, 3, 3 + length), Some(expected));
                }
            }
        }
        assert_eq!(Signs::of(&[b'x'; 40], 3, 20), None);
        assert_eq!(Signs::of(&[b'x'; 18], 3, 6), None);
    }
}
