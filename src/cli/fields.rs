//! `rasoat fields`: what was recognised of a survey and what was not used.

use clap::Args;

use crate::io::read::column_letters;
use crate::io::write::write_tables;
use crate::lang::Entity;
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::survey::Survey;
use crate::survey::codebook_file::entity_name;
use crate::survey::layout::{ColumnUse, SheetLayout, SheetUse};
use crate::text::Language;

use super::arguments::{OutputArguments, Surroundings, SurveyArguments};
use super::failure::Finish;
use super::opened::Opened;
use super::session::{Session, inputs};
use super::target::Target;

/// Show which sheets and columns of a survey are recognised, and which are not used
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rasoat fields samples/yen-chau-2022.xlsx
  rasoat fields samples/yen-chau-2022-points.csv --format json")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let Target { format, output, options } = Target::open(&arguments.output, &inputs(&arguments.survey), surroundings)?;
    let opened = Opened::new(&arguments.survey, surroundings)?;
    // the standard says what numbered headers mean; where none can be chosen yet, the codebook does
    let silent = Surroundings { quiet: true, ..*surroundings };
    let session = Session::open(&opened, &arguments.survey, &silent);
    let survey = match session {
        Ok(session) => session.survey,
        Err(_) if arguments.survey.rules.is_none() && arguments.survey.filter.is_none() => {
            opened.survey(&arguments.survey)?
        }
        Err(error) => return Err(error),
    };
    let people = format.is_for_people();
    let mut tables = vec![columns(&survey, surroundings, people)];
    if format.holds_several() {
        tables.insert(0, sheets(&survey, surroundings, people));
    }
    write_tables(&tables, format, output, options)?;
    Ok(Finish::Done)
}

fn column(id: &str, title: &str, kind: ColumnKind, people: bool) -> TableColumn {
    let title = if people { title } else { id };
    TableColumn { id: id.into(), title: title.into(), group: String::new(), kind, optional: 0 }
}

fn text(text: impl Into<String>) -> TableCell {
    let text = text.into();
    if text.is_empty() { TableCell::Empty } else { TableCell::Text(text) }
}

fn use_word(used: SheetUse) -> String {
    match used {
        SheetUse::Household => "household".into(),
        SheetUse::Member => "member".into(),
        SheetUse::Empty => "empty".into(),
        SheetUse::NotKnown => "not_known".into(),
        SheetUse::NotChosen(entity) => format!("not_chosen_{}", entity_name(entity)),
        SheetUse::NoKey(entity) => format!("no_key_{}", entity_name(entity)),
    }
}

fn use_words(used: SheetUse, surroundings: &Surroundings) -> String {
    let whose = |entity| match entity {
        Entity::Household => surroundings.pick("hộ", "households"),
        Entity::Member => surroundings.pick("thành viên", "members"),
    };
    match used {
        SheetUse::Household => whose(Entity::Household).to_owned(),
        SheetUse::Member => whose(Entity::Member).to_owned(),
        SheetUse::Empty => surroundings.pick("trống", "empty").to_owned(),
        SheetUse::NotKnown => {
            surroundings.pick("không dùng: không nhận ra tiêu đề cột nào", "not used: no known header").to_owned()
        }
        SheetUse::NotChosen(entity) => {
            let whose = whose(entity);
            surroundings.pick(
                format!("không dùng: trang tính khác hợp với danh sách {whose} hơn"),
                format!("not used: another sheet fits {whose} better"),
            )
        }
        SheetUse::NoKey(entity) => {
            let whose = whose(entity);
            surroundings.pick(
                format!("không dùng: giống danh sách {whose} nhưng không có cột mã hộ"),
                format!("not used: looks like {whose} but has no household id"),
            )
        }
    }
}

/// How a column was recognised: the machine word for programs and in English, Vietnamese words for people.
fn how_words(how: String, surroundings: &Surroundings, people: bool) -> String {
    if !people || surroundings.language == Language::En {
        return how;
    }
    match how.as_str() {
        "spelling" => "tiêu đề".into(),
        "id" | "exact_id" => "mã trường".into(),
        "map" => "tệp ánh xạ".into(),
        "no_header" => "không có tiêu đề".into(),
        "not_used" => "không dùng".into(),
        "ignored" => "bỏ qua".into(),
        "ambiguous" => "không rõ trường nào".into(),
        _ => how.replace("repeats", "lặp lại cột"),
    }
}

fn sheets(survey: &Survey<'_>, surroundings: &Surroundings, people: bool) -> Table {
    let row = |sheet: &SheetLayout| {
        let used = if people { use_words(sheet.used, surroundings) } else { use_word(sheet.used) };
        vec![
            text(&sheet.file),
            text(&sheet.sheet),
            text(used),
            match sheet.header_row {
                0 => TableCell::Empty,
                row => TableCell::Count(i64::from(row)),
            },
        ]
    };
    let pick = |vi, en| surroundings.pick(vi, en);
    Table {
        id: "sheets".into(),
        title: pick("Các trang tính", "Sheets").into(),
        columns: vec![
            column("file", pick("Tệp", "File"), ColumnKind::Text, people),
            column("sheet", pick("Trang tính", "Sheet"), ColumnKind::Text, people),
            column("used_for", pick("Dùng cho", "Used for"), ColumnKind::Text, people),
            column("header_row", pick("Dòng tiêu đề", "Header row"), ColumnKind::Number, people),
        ],
        rows: survey.layout().iter().map(row).collect(),
        ..Table::default()
    }
}

fn columns(survey: &Survey<'_>, surroundings: &Surroundings, people: bool) -> Table {
    let codebook = survey.codebook();
    let mut rows = Vec::new();
    for sheet in survey.layout() {
        let entity = match sheet.used {
            SheetUse::Member | SheetUse::NotChosen(Entity::Member) | SheetUse::NoKey(Entity::Member) => Entity::Member,
            _ => Entity::Household,
        };
        let fields = codebook.fields(entity);
        let id = |field: usize| fields.get(field).map_or("", |field| field.id.as_str());
        for (index, of) in sheet.columns.iter().enumerate() {
            let (field, how) = match &of.used {
                ColumnUse::Field { field, by, .. } => (id(*field).to_owned(), by.name().to_owned()),
                ColumnUse::NoHeader => (String::new(), "no_header".to_owned()),
                ColumnUse::NotUsed => (String::new(), "not_used".to_owned()),
                ColumnUse::Ignored => (String::new(), "ignored".to_owned()),
                ColumnUse::Ambiguous { fields } => {
                    (fields.iter().map(|field| id(*field)).collect::<Vec<_>>().join("|"), "ambiguous".to_owned())
                }
                ColumnUse::Repeated { field, other, .. } => {
                    (id(*field).to_owned(), format!("repeats {}", column_letters(*other)))
                }
            };
            let taken = matches!(of.used, ColumnUse::Field { .. }) && sheet.entity().is_some();
            let title = if taken {
                let known = fields.iter().find(|known| known.id == field);
                known.map_or("", |known| known.title.in_language(surroundings.language)).to_owned()
            } else {
                String::new()
            };
            rows.push(vec![
                text(if sheet.sheet.is_empty() { &sheet.file } else { &sheet.sheet }),
                text(column_letters(index)),
                text(&of.header),
                text(field),
                text(how_words(how, surroundings, people)),
                text(title),
                TableCell::Flag(taken),
            ]);
        }
    }
    let pick = |vi, en| surroundings.pick(vi, en);
    Table {
        id: "columns".into(),
        title: pick("Các cột", "Columns").into(),
        columns: vec![
            column("sheet", pick("Trang tính", "Sheet"), ColumnKind::Text, people),
            column("column", pick("Cột", "Column"), ColumnKind::Text, people),
            column("header", pick("Tiêu đề", "Header"), ColumnKind::Text, people),
            column("field", pick("Trường", "Field"), ColumnKind::Text, people),
            column("matched_by", pick("Nhận ra nhờ", "Matched by"), ColumnKind::Text, people),
            column("title", pick("Ý nghĩa", "Meaning"), ColumnKind::Text, people),
            column("used", pick("Dùng", "Used"), ColumnKind::Number, people),
        ],
        rows,
        ..Table::default()
    }
}
