//! The fields that a column can be mapped to, with their codes: the codebook as a table.

use crate::cli::arguments::Surroundings;
use crate::lang::Entity;
use crate::report::table::{ColumnKind, Table, TableCell};
use crate::survey::cells::YES_NO;
use crate::survey::codebook::{Codebook, Field, FieldType};
use crate::survey::codebook_file::entity_name;

use super::tables::{column, text};

/// Every field, the households' first: for people a table for each, else one.
pub(super) fn tables(codebook: &Codebook, surroundings: &Surroundings, people: bool) -> Vec<Table> {
    let titles = [
        surroundings.pick("Trường của hộ", "Fields of a household"),
        surroundings.pick("Trường của thành viên", "Fields of a member"),
    ];
    let each = [Entity::Household, Entity::Member].into_iter().zip(titles);
    let mut tables: Vec<Table> =
        each.map(|(entity, title)| table(codebook, entity, title, surroundings, people)).collect();
    if !people {
        let members = tables.pop().map(|table| table.rows).unwrap_or_default();
        tables.iter_mut().for_each(|table| table.rows.extend(members.iter().cloned()));
    }
    tables
}

fn table(codebook: &Codebook, entity: Entity, title: &str, surroundings: &Surroundings, people: bool) -> Table {
    let c = |id: &str, vi: &str, en: &str| column(id, surroundings.pick(vi, en), ColumnKind::Text, 0, people);
    let mut columns = vec![
        c("field", "Trường", "Field"),
        c("title", "Tên", "Title"),
        c("type", "Loại", "Type"),
        c("codes", "Mã trả lời", "Codes"),
    ];
    if !people {
        columns.insert(0, c("entity", "", ""));
        columns.push(c("spellings", "", ""));
    }
    let row = |field: &Field| {
        let mut cells = vec![
            text(&field.id),
            text(field.title.in_language(surroundings.language)),
            text(type_word(&field.ty, surroundings, people)),
            codes(field, surroundings, people),
        ];
        if !people {
            cells.insert(0, text(entity_name(entity)));
            cells.push(text(field.spellings.join("|")));
        }
        cells
    };
    let rows = codebook.fields(entity).iter().map(row).collect();
    let id = if people { format!("{}_fields", entity_name(entity)) } else { "fields".to_owned() };
    Table { id, title: title.to_owned(), columns, rows, ..Table::default() }
}

/// For programs the codebook's word, for people with the unit.
fn type_word(ty: &FieldType, surroundings: &Surroundings, people: bool) -> String {
    let (word, vi, en) = match ty {
        FieldType::Text => ("text", "chữ", "text"),
        FieldType::Bool => ("bool", "có/không", "yes or no"),
        FieldType::Code(_) => ("code", "mã", "code"),
        FieldType::Date => ("date", "ngày", "date"),
        FieldType::Number(unit) => match unit.name() {
            "money" => ("money", "số tiền (đồng)", "money (đồng)"),
            "area" => ("area", "diện tích (m²)", "area (m²)"),
            "age" => ("age", "tuổi", "age"),
            "year" => ("year", "năm", "year"),
            "points" => ("points", "điểm", "points"),
            "count" => ("count", "số lượng", "count"),
            other => (other, "số", "number"),
        },
    };
    if people { surroundings.pick(vi, en) } else { word }.to_owned()
}

/// The codes, each with its title for people.
fn codes(field: &Field, surroundings: &Surroundings, people: bool) -> TableCell {
    let codes: Vec<String> = match field.ty {
        FieldType::Bool => YES_NO.iter().rev().map(|code| (*code).to_owned()).collect(),
        _ => field
            .codes
            .iter()
            .map(|code| match people {
                true => format!("{} ({})", code.id, code.title.in_language(surroundings.language)),
                false => code.id.clone(),
            })
            .collect(),
    };
    text(codes.join(if people { ", " } else { "|" }))
}
