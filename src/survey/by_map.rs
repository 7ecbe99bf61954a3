//! What a map says of a single sheet, where it is recognised: its header's rows, its columns, what it holds.

use crate::io::read::Row;
use crate::lang::Entity;

use super::headers::{HeaderIndex, MatchedBy};
use super::layout::ColumnUse;
use super::shape::header::{Header, header_at};
use super::shape::path::HeaderPath;
use super::shape::plan::{Derived, DerivedColumn, ToldBy};
use super::shape::row_kind::{RowKind, SkippedRow};
use super::sheet_rule::{ColumnName, HeaderRows, SheetRule};

/// The header where the map says it is, or as it was found; with a place for each column that the map names by letters.
pub(super) fn header(
    rule: &SheetRule,
    window: &[Row],
    index: &HeaderIndex<'_>,
    found: Option<Header>,
) -> Option<Header> {
    let ends = |header: &Header| Some((*header.rows.first()?, *header.rows.last()?));
    let mut header = match (rule.header_rows, found) {
        (Some(HeaderRows::Rows(first, last)), Some(found)) if ends(&found) == Some((first, last)) => found,
        (Some(HeaderRows::Rows(first, last)), _) => header_at(window, index, first, last)?,
        (Some(HeaderRows::None), _) => Header::default(),
        (None, found) => found?,
    };
    if let Some(first) = rule.first_row {
        let reads = window.iter().take_while(|row| row.number() < first).count();
        if reads != header.reads {
            let kept = |skipped: &SkippedRow| skipped.row < first;
            header.skipped.retain(kept);
            let known: Vec<u32> = header.skipped.iter().map(|skipped| skipped.row).collect();
            let between = window[..reads].iter().filter(|row| !row.is_blank() && !known.contains(&row.number()));
            header.skipped.extend(between.map(|row| SkippedRow { row: row.number(), kind: RowKind::Map }));
            header.skipped.sort_by_key(|skipped| skipped.row);
            header.reads = reads;
        }
    }
    let width = window.iter().map(Row::len).max().unwrap_or(0);
    let names = rule.columns.iter().map(|column| &column.name);
    let letters = names.filter_map(|name| if let ColumnName::Letters(index) = name { Some(index + 1) } else { None });
    if let Some(needed) = letters.filter(|needed| *needed <= width).max()
        && header.paths.len() < needed
    {
        header.paths.resize(needed, HeaderPath::default());
    }
    Some(header)
}

/// The headers without those of columns that the map speaks of for this sheet: nothing else is to be made of them.
pub(super) fn without_mapped(rule: &SheetRule, paths: &[HeaderPath]) -> Vec<HeaderPath> {
    let is_mapped = |at: usize, path: &HeaderPath| {
        let mut names = rule.columns.iter().map(|column| &column.name).chain(&rule.ignore);
        names.any(|name| name.names(at, path))
    };
    let each = paths.iter().enumerate();
    each.map(|(at, path)| if is_mapped(at, path) { HeaderPath::default() } else { path.clone() }).collect()
}

/// Binds the columns that the map speaks of for this sheet.
pub(super) fn bind(rule: &SheetRule, entity: Entity, paths: &[HeaderPath], uses: &mut [ColumnUse]) {
    for (at, path) in paths.iter().enumerate() {
        if rule.ignore.iter().any(|name| name.names(at, path)) {
            uses[at] = ColumnUse::Ignored;
        }
    }
    for column in &rule.columns {
        let own: Vec<usize> = (0..paths.len()).filter(|at| column.name.names(*at, &paths[*at])).collect();
        let Some(field) = column.fields[entity as usize] else {
            own.into_iter().for_each(|at| uses[at] = ColumnUse::NotUsed);
            continue;
        };
        if let [first, second, ..] = own[..] {
            for at in own {
                let other = if at == first { second } else { first };
                uses[at] = ColumnUse::Repeated { field, other, other_taken: false };
            }
            continue;
        }
        let Some(at) = own.first().copied() else { continue };
        for (other, used) in uses.iter_mut().enumerate().filter(|(other, _)| *other != at) {
            match used {
                ColumnUse::Field { field: known, .. } | ColumnUse::Repeated { field: known, .. } if *known == field => {
                    *used = ColumnUse::Repeated { field, other: at, other_taken: true };
                }
                ColumnUse::Part { fields } if fields.contains(&field) && other != at => {
                    fields.retain(|known| *known != field);
                }
                _ => {}
            }
        }
        uses[at] = ColumnUse::Field { field, by: MatchedBy::Map, scale: column.scale };
    }
}

/// The sheet's constants of an entity, as derived columns.
pub(super) fn constants(rule: &SheetRule, entity: Entity) -> impl Iterator<Item = DerivedColumn> {
    rule.constants.iter().filter(move |(of, ..)| *of == entity).map(|(_, field, text)| DerivedColumn {
        field: *field,
        from: Derived::Text(text.clone(), ToldBy::Map),
        header: text.clone(),
    })
}
