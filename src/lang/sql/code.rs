//! Codes: sets of what they can still be.

use super::plan::{Plan, text_sql};
use super::reads::bits;
use super::shape::{Bound, CodeShape, Piece, Shape, Test};
use crate::lang::typed::{CodeList, Entity};

impl Plan<'_> {
    /// The code's bits as a simple bound, or the constant they are.
    pub(super) fn mask(&mut self, piece: Piece, list: &CodeList, entity: Entity) -> (Result<u64, Bound>, usize) {
        let piece = match piece.shape {
            Shape::Code(CodeShape::Column(column)) => {
                let mask = Bound::Sql(self.mask_of_column(&column, list));
                Piece { shape: Shape::Code(CodeShape::Mask(mask)), stage: piece.stage }
            }
            _ => piece,
        };
        let piece = self.simple(piece, entity);
        match piece.shape {
            Shape::Code(CodeShape::Constant(mask)) => (Ok(mask), piece.stage),
            Shape::Code(CodeShape::Mask(bound)) => (Err(bound), piece.stage),
            _ => (Ok(list.all().0), piece.stage),
        }
    }
}

/// The text of bits that may be constant.
pub(super) fn mask_sql(mask: &Result<u64, Bound>) -> String {
    match mask {
        Ok(mask) => bits(*mask),
        Err(bound) => bound.sql(),
    }
}

/// Whether a code is one of a set: certainly, possibly.
pub(super) fn is_in(code: &CodeShape, set: u64, list: &CodeList) -> (Test, Test) {
    let all = list.all().0;
    match code {
        CodeShape::Constant(mask) => (Test::Always(mask & !set == 0 && *mask != 0), Test::Always(mask & set != 0)),
        _ if all & !set == 0 => (Test::Always(true), Test::Always(true)),
        CodeShape::Column(column) => {
            let words: Vec<String> = list
                .codes
                .iter()
                .enumerate()
                .filter(|(i, _)| set & (1 << i) != 0)
                .map(|(_, code)| text_sql(code))
                .collect();
            let one = match words.as_slice() {
                [word] => Test::compare(column.clone(), "=", word.clone()),
                _ => Test::compare(column.clone(), "IN", format!("({})", words.join(", "))),
            };
            let certain = Test::and([Test::Null(column.clone(), false), one.clone()]);
            (certain, Test::or([Test::Null(column.clone(), true), one]))
        }
        CodeShape::Mask(mask) => {
            let test = |set: u64, op| Test::compare(format!("({} & {})", mask.sql(), bits(set)), op, "0");
            (test(all & !set, "="), test(set, "<>"))
        }
    }
}

/// Whether it is known which code it is.
pub(super) fn is_single(mask: &Result<u64, Bound>, list: &CodeList) -> Test {
    match mask {
        Ok(mask) => Test::Always(mask.is_power_of_two()),
        Err(bound) => {
            let singles: Vec<String> = (0..list.codes.len()).map(|i| bits(1 << i)).collect();
            Test::compare(bound.sql(), "IN", format!("({})", singles.join(", ")))
        }
    }
}

/// Whether two codes are the same.
pub(super) fn equal(a: &Result<u64, Bound>, b: &Result<u64, Bound>, list: &CodeList) -> (Test, Test) {
    if let (Ok(a), Ok(b)) = (a, b) {
        return (Test::Always(a == b && a.is_power_of_two()), Test::Always(a & b != 0));
    }
    let (x, y) = (mask_sql(a), mask_sql(b));
    let certain = Test::and([is_single(a, list), Test::compare(x.clone(), "=", y.clone())]);
    (certain, Test::compare(format!("({x} & {y})"), "<>", "0"))
}
