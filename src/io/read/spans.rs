//! Cells that reach over several columns and rows: which places of a row they have taken already. Knows no format.

use super::MAX_COLUMNS;

/// The places taken by merged cells of the rows so far.
#[derive(Debug, Default)]
pub(super) struct Spans {
    /// For each column the last row that a merged cell reaches to.
    until: Vec<u32>,
}

impl Spans {
    /// The first free column of a row, from `column` on; rows count from 1.
    pub(super) fn free(&self, row: u32, column: usize) -> usize {
        let Some(rest) = self.until.get(column..) else { return column };
        column + rest.iter().position(|&until| until < row).unwrap_or(rest.len())
    }

    /// Ends all of them: the rows that follow are of another group.
    pub(super) fn clear(&mut self) {
        self.until.clear();
    }

    /// Takes the places of a cell that is so wide and so high, itself in row `row`.
    pub(super) fn take(&mut self, row: u32, column: usize, width: usize, height: u32) {
        if height <= 1 {
            return;
        }
        let end = column.saturating_add(width).min(MAX_COLUMNS);
        if end <= column {
            return;
        }
        if self.until.len() < end {
            self.until.resize(end, 0);
        }
        let until = row.saturating_add(height - 1);
        for place in &mut self.until[column..end] {
            *place = until.max(*place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_below_are_taken() {
        let mut spans = Spans::default();
        spans.take(1, 1, 2, 3);
        assert_eq!([spans.free(2, 0), spans.free(2, 1), spans.free(3, 2), spans.free(4, 1)], [0, 3, 3, 1]);
        spans.take(2, 0, 1, 2);
        assert_eq!((spans.free(3, 0), spans.free(4, 0)), (3, 0));
        spans.take(3, MAX_COLUMNS - 1, usize::MAX, u32::MAX);
        assert_eq!(spans.free(9, MAX_COLUMNS - 1), MAX_COLUMNS);
    }
}
