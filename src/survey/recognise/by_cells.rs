//! What the cells of the first rows say of columns whose headers leave it open: which of two fields a column is, what its
//! numbers mean, whether a unit stands only where it changes, which cells go on below. Says nothing of whose the rows are.

use rustc_hash::FxHashMap;

use crate::io::read::{Merge, Row};
use crate::lang::Entity;
use crate::survey::error::SurveyError;
use crate::survey::headers::MatchedBy;
use crate::survey::layout::ColumnUse;
use crate::survey::part::{BoundColumn, Part};
use crate::survey::shape::follow::is_blank;
use crate::survey::shape::list::{List, Named, names_changes};
use crate::survey::shape::path::HeaderPath;
use crate::survey::shape::plan::MergedCell;
use crate::survey::shape::remark::legend;
use crate::survey::shape::row_kind::RowKind;
use crate::survey::source::Source;

use super::{Sheet, UNITS};

impl Sheet<'_, '_, '_> {
    /// What the numbers in a column mean, where its header or the row under it says so.
    pub(super) fn legends(&self) -> Vec<(usize, Vec<(String, String)>)> {
        let under = self.header.skipped.iter().filter(|row| row.kind == RowKind::Legend).map(|row| row.row);
        let rows: Vec<&Row> =
            under.filter_map(|number| self.window.rows.iter().find(|row| row.number() == number)).collect();
        let of_column = |(column, path): (usize, &HeaderPath)| {
            let below = rows.iter().map(|row| row.cell(column).to_string());
            let mut texts = path.parts().iter().cloned().chain(below);
            Some((column, texts.find_map(|text| legend(&text))?))
        };
        self.header.paths.iter().enumerate().filter_map(of_column).collect()
    }

    /// Unit columns that are, or may be, filled only where the unit changes.
    pub(super) fn named_once(&self, list: Option<&List>) -> Vec<(usize, Named)> {
        let rows: Vec<&Row> = match list {
            Some(list) => self.data.iter().copied().filter(|row| !is_blank(row.cell(list.start.key))).collect(),
            None => self.data.clone(),
        };
        let columns = UNITS.iter().filter_map(|id| self.column(Entity::Household, id));
        let named = columns.map(|column| (column, names_changes(&rows, column)));
        let mut found: Vec<(usize, Named)> = named.filter(|(_, named)| *named > Named::Everywhere).collect();
        found.sort_unstable();
        found
    }

    /// Settles by their cells what two household columns could be that go by one header.
    pub(super) fn settle_headers(&mut self, part: &mut Part) -> Result<(), SurveyError> {
        let codebook = self.tools.codebook;
        let fields = &codebook.household;
        let position = |id: &Option<String>| id.as_deref().and_then(|id| codebook.position(Entity::Household, id));
        let mut unbound = Vec::new();
        for at in 0..part.columns.len() {
            let column = part.columns[at];
            let Some(ColumnUse::Field { by, .. }) = self.uses[0].get(column.column) else { continue };
            let by_id = matches!(by, MatchedBy::Id | MatchedBy::ExactId);
            let mapped = *by == MatchedBy::Map;
            let flag = position(&fields[column.field].flag).filter(|flag| by_id && !part.has(*flag));
            let rival = position(&fields[column.field].rival).filter(|_| !mapped);
            // `toilet` as a machine name heads the kind of toilet, or the recorded deprivation where its cells are yes and no
            if let Some(flag) = flag
                && self.first_that_fits_one(part, column, flag)? == Some(flag)
            {
                part.columns[at] = BoundColumn { field: flag, scale: None, ..column };
                if let ColumnUse::Field { field, .. } = &mut self.uses[0][column.column] {
                    *field = flag;
                }
            }
            if let Some(rival) = rival
                && self.only_fits(part, column, rival)?
            {
                self.uses[0][column.column] = ColumnUse::Ambiguous { fields: vec![column.field, rival] };
                unbound.push(column.column);
            }
        }
        part.columns.retain(|column| !unbound.contains(&column.column));
        Ok(())
    }

    /// Of a column's field and another one, that which the first cell fits that fits only one of them.
    fn first_that_fits_one(
        &self,
        part: &Part,
        column: BoundColumn,
        other: usize,
    ) -> Result<Option<usize>, SurveyError> {
        let mut found = None;
        self.compare(part, column, other, &mut |own, others| {
            if own != others {
                found = Some(if own { column.field } else { other });
            }
            found.is_some()
        })?;
        Ok(found)
    }

    /// Whether cells of a column fit another field and not its own, and none its own alone.
    fn only_fits(&self, part: &Part, column: BoundColumn, other: usize) -> Result<bool, SurveyError> {
        let (mut other_alone, mut own_alone) = (false, false);
        self.compare(part, column, other, &mut |own, others| {
            other_alone |= others && !own;
            own_alone |= own && !others;
            own_alone
        })?;
        Ok(other_alone && !own_alone)
    }

    fn compare(
        &self,
        part: &Part,
        column: BoundColumn,
        other: usize,
        done: &mut dyn FnMut(bool, bool) -> bool,
    ) -> Result<(), SurveyError> {
        let as_other = BoundColumn { field: other, scale: None, ..column };
        let (codebook, options) = (self.tools.codebook, &self.tools.options);
        part.compare_cells(codebook, options, &self.window.rows, [column, as_other], done)?;
        Ok(())
    }
}

/// The cells of a sheet that are merged over several rows, by first row. What a range holds stands in its first column. Of
/// those that overlap in a column, as only damaged files have them, the upper one counts: so no row has two to follow.
pub(super) fn merged_cells(source: &dyn Source, sheet: usize) -> Result<Vec<MergedCell>, SurveyError> {
    let mut until: FxHashMap<usize, u32> = FxHashMap::default();
    let mut cells = Vec::new();
    for merge in source.merges(sheet)?.into_iter().filter(|merge| merge.last_row > merge.first_row) {
        let last = until.entry(merge.first_column).or_default();
        if *last < merge.first_row {
            *last = merge.last_row;
            let Merge { first_row, last_row, first_column: column, .. } = merge;
            cells.push(MergedCell { first_row, last_row, column });
        }
    }
    Ok(cells)
}
