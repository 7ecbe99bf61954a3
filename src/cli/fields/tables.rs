//! The tables of sheets and of columns.

use std::path::Path;

use crate::cli::arguments::Surroundings;
use crate::io::read::{ReadNote, column_letters};
use crate::lang::{Entity, Exact};
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::survey::codebook_file::entity_name;
use crate::survey::contents::{ColumnContents, SheetContents};
use crate::survey::headers::HeaderIndex;
use crate::survey::layout::{ColumnLayout, ColumnUse, SheetLayout, SheetUse};
use crate::survey::shape::plan::{DERIVED, Derived};
use crate::survey::shape::row_kind::RowKind;
use crate::survey::{JoinedBy, RowCounts, Survey};

use super::words::{derived_word, how_words, kind_words, samples, use_word, use_words};

const ENTITIES: [Entity; 2] = [Entity::Household, Entity::Member];
/// How many texts that are not recognised people are shown.
const STRANGE: usize = 3;

/// What is shown, and to whom.
pub(super) struct Shown<'s, 'a> {
    pub survey: &'s Survey<'a>,
    pub contents: &'s [SheetContents],
    pub surroundings: &'s Surroundings,
    pub people: bool,
}

pub(super) fn column(id: &str, title: &str, kind: ColumnKind, optional: u8, people: bool) -> TableColumn {
    let title = if people { title } else { id };
    TableColumn { id: id.into(), title: title.into(), group: String::new(), kind, optional }
}

pub(super) fn text(text: impl Into<String>) -> TableCell {
    let text = text.into();
    if text.is_empty() { TableCell::Empty } else { TableCell::Text(text) }
}

fn count(count: u64) -> TableCell {
    TableCell::Count(i64::try_from(count).unwrap_or(i64::MAX))
}

impl Shown<'_, '_> {
    fn pick<'w>(&self, vi: &'w str, en: &'w str) -> &'w str {
        self.surroundings.pick(vi, en)
    }

    fn has_several_files(&self) -> bool {
        let mut files = self.survey.layout().iter().map(|sheet| &sheet.file);
        let first = files.next();
        files.any(|file| Some(file) != first)
    }

    /// The file for programs as it was named, for people its own name.
    fn file(&self, sheet: &SheetLayout) -> String {
        let name = Path::new(&sheet.file).file_name().map(|name| name.to_string_lossy().into_owned());
        name.filter(|_| self.people).unwrap_or_else(|| sheet.file.clone())
    }

    fn field_id(&self, entity: Entity, field: usize) -> &str {
        self.survey.codebook().fields(entity).get(field).map_or("", |field| field.id.as_str())
    }

    /// What tells the households of a sheet apart, or to whom its members belong.
    fn joins(&self, at: usize) -> String {
        let sheet = &self.survey.layout()[at];
        let mut words: Vec<String> = Vec::new();
        for (_, joined) in self.survey.joins(at) {
            let word = match joined {
                JoinedBy::Column(column) if self.people => {
                    format!("{} {}", column_letters(column), sheet.columns[column].header)
                }
                JoinedBy::Column(column) => column_letters(column),
                JoinedBy::Columns(header) => header,
                JoinedBy::Place if self.people => self.pick("dưới hộ của mình", "under its household").to_owned(),
                JoinedBy::Place => "under_household".to_owned(),
            };
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words.join("; ")
    }

    /// What had to be done to a sheet's text so that it can be read.
    fn notes(&self, sheet: &SheetLayout) -> String {
        let own = self.survey.notes().chain(self.survey.late_notes()).filter(|(file, note)| {
            let of_sheet = match note {
                ReadNote::Converted { sheet: of, .. } | ReadNote::ConvertedRows { sheet: of, .. } => {
                    of.is_empty() || *of == sheet.sheet
                }
                _ => true,
            };
            *file == sheet.file && of_sheet
        });
        own.map(|(_, note)| note.message(self.surroundings.language)).collect::<Vec<_>>().join("; ")
    }

    fn skipped(&self, rows: &RowCounts) -> String {
        let kinds = RowKind::ALL.into_iter().filter(|kind| rows.skipped[*kind as usize] > 0);
        let each = kinds
            .map(|kind| format!("{} {}", rows.skipped[kind as usize], kind_words(kind, self.surroundings.language)));
        each.collect::<Vec<_>>().join(", ")
    }
}

fn span(rows: &[u32]) -> String {
    match rows {
        [] => String::new(),
        [row] => row.to_string(),
        [first, .., last] => format!("{first}-{last}"),
    }
}

/// Every sheet of every file: what it was taken for, where its rows are, and what they are.
pub(super) fn sheets(shown: &Shown<'_, '_>) -> Table {
    let people = shown.people;
    let several = shown.has_several_files();
    let mut total = RowCounts::default();
    let mut rows = Vec::new();
    let (mut households, mut members) = (0, 0);
    for (at, (sheet, contents)) in shown.survey.layout().iter().zip(shown.contents).enumerate() {
        let mut used = if people { use_words(sheet.used, shown.surroundings) } else { use_word(sheet.used) };
        if people && sheet.hidden {
            used.push_str(shown.pick(" (ẩn)", " (hidden)"));
        }
        let mut row = vec![text(shown.file(sheet)), text(&sheet.sheet)];
        if people && !several {
            row.remove(0);
        }
        if !people {
            row.push(TableCell::Flag(sheet.hidden));
        }
        row.extend([text(used), text(shown.joins(at)), text(span(&sheet.header_rows))]);
        row.push(match sheet.first_row {
            0 => TableCell::Empty,
            first => TableCell::Number(Exact::int(i64::from(first))),
        });
        if let Some(counts) = contents.rows {
            total.add(&counts);
        }
        households += contents.households;
        members += contents.members;
        row.extend(count_cells(shown, contents.rows, contents.households, contents.members));
        if !people {
            row.push(text(shown.notes(sheet)));
        }
        rows.push(row);
    }
    let kind = ColumnKind::Text;
    let number = ColumnKind::Count;
    let c = |id: &str, vi: &str, en: &str, kind| column(id, shown.pick(vi, en), kind, 0, people);
    let mut columns = vec![c("file", "Tệp", "File", kind), c("sheet", "Trang tính", "Sheet", kind)];
    if people && !several {
        columns.remove(0);
    }
    if !people {
        columns.push(c("hidden", "Ẩn", "Hidden", ColumnKind::Number));
    }
    columns.extend([
        c("used_for", "Dùng cho", "Used for", kind),
        c("household_by", "Hộ theo", "Household by", kind),
        c("header_rows", "Tiêu đề", "Header", kind),
        c("first_row", "Dữ liệu từ", "Data from", ColumnKind::Number),
        c("rows", "Số dòng", "Rows", number),
        c("data_rows", "Dữ liệu", "Data", number),
        c("households", "Hộ", "House\u{ad}holds", number),
        c("members", "Thành viên", "Members", number),
    ]);
    let mut totals = vec![TableCell::Empty; columns.len() - 4];
    totals[0] = text(if people { shown.pick("Tổng cộng", "Total") } else { "total" });
    totals.extend(count_cells(shown, Some(total), households, members));
    match people {
        true => columns.push(c("skipped", "Không phải dữ liệu", "Without data", kind)),
        false => {
            columns.extend(RowKind::ALL.map(|kind| c(&format!("skipped_{}", kind.name()), "", "", number)));
            columns.push(c("notes", "", "", kind));
            totals.push(TableCell::Empty);
        }
    }
    let language = shown.surroundings.language;
    let notes = shown
        .survey
        .notes()
        .chain(shown.survey.late_notes())
        .map(|(file, note)| format!("`{file}`: {}", note.message(language)));
    Table {
        id: "sheets".into(),
        title: shown.pick("Các trang tính", "Sheets").into(),
        columns,
        totals: if rows.len() > 1 { vec![totals] } else { Vec::new() },
        notes: if people { notes.collect() } else { Vec::new() },
        rows,
    }
}

fn count_cells(shown: &Shown<'_, '_>, rows: Option<RowCounts>, households: u64, members: u64) -> Vec<TableCell> {
    let Some(rows) = rows else {
        let width = if shown.people { 5 } else { 4 + RowKind::ALL.len() };
        return vec![TableCell::Empty; width];
    };
    let mut cells = vec![count(rows.rows), count(rows.data()), count(households), count(members)];
    match shown.people {
        true => cells.push(text(shown.skipped(&rows))),
        false => cells.extend(RowKind::ALL.map(|kind| count(rows.skipped[kind as usize]))),
    }
    cells
}

/// A line of the table of columns.
struct Line<'l> {
    sheet: &'l SheetLayout,
    letters: String,
    header: String,
    entity: Option<Entity>,
    field: String,
    how: String,
    used: bool,
    candidates: String,
    contents: Option<&'l ColumnContents>,
    title: String,
}

/// Every column of every sheet, and what is read besides: what it was taken for and what it holds.
fn lines<'s>(shown: &Shown<'s, '_>) -> Vec<(usize, Line<'s>)> {
    let index = HeaderIndex::new(shown.survey.codebook(), None);
    let mut all = Vec::new();
    for (number, (sheet, contents)) in shown.survey.layout().iter().zip(shown.contents).enumerate() {
        let mut lines = Vec::new();
        for (at, of) in sheet.columns.iter().enumerate() {
            column_lines(shown, &index, sheet, contents, (at, of), &mut lines);
        }
        for (entity, made) in &sheet.derived {
            lines.push(Line {
                sheet,
                letters: letters_of(&made.from),
                header: made.header.clone(),
                entity: Some(*entity),
                field: shown.field_id(*entity, made.field).to_owned(),
                how: derived_word(&made.from).to_owned(),
                used: sheet.holds(*entity),
                candidates: String::new(),
                contents: contents.derived.get(&(*entity, made.field)),
                title: title(shown, *entity, made.field),
            });
        }
        all.extend(lines.into_iter().map(|line| (number, line)));
    }
    all
}

/// Every column of every sheet, and what is read besides, for programs.
pub(super) fn columns(shown: &Shown<'_, '_>) -> Table {
    let kind = ColumnKind::Text;
    let c = |id: &str, kind| column(id, "", kind, 0, false);
    let columns = vec![
        c("file", kind),
        c("sheet", kind),
        c("column", kind),
        c("header", kind),
        c("entity", kind),
        c("field", kind),
        c("matched_by", kind),
        c("title", kind),
        c("used", ColumnKind::Number),
        c("candidates", kind),
        c("samples", kind),
        c("cells", ColumnKind::Count),
        c("unknown", ColumnKind::Count),
        c("unknown_rate", ColumnKind::Rate),
        c("not_recognised", ColumnKind::Count),
        c("commonest", kind),
    ];
    let rows = lines(shown).into_iter().map(|(_, line)| row(shown, line)).collect();
    Table { id: "columns".into(), title: shown.pick("Các cột", "Columns").into(), columns, rows, ..Table::default() }
}

/// The same for people, a table for each sheet. Sheets that hold nothing known are left out, unless nothing can be read.
pub(super) fn columns_by_sheet(shown: &Shown<'_, '_>, readable: bool) -> Vec<Table> {
    let kind = ColumnKind::Text;
    let c = |id: &str, vi: &str, en: &str, kind, optional| column(id, shown.pick(vi, en), kind, optional, true);
    let columns = vec![
        c("column", "Cột", "Col.", kind, 0),
        c("header", "Tiêu đề", "Header", kind, 0),
        c("field", "Trường", "Field", kind, 0),
        c("matched_by", "Nhận ra nhờ", "Matched by", kind, 0),
        c("samples", "Ví dụ", "Samples", kind, 1),
        c("unknown_rate", "Không rõ %", "Un\u{ad}known %", ColumnKind::Rate, 0),
        c("not_recognised", "Không nhận ra", "Not recognised", kind, 0),
    ];
    let several = shown.has_several_files();
    let mut tables: Vec<(usize, Table)> = Vec::new();
    let mut last = (String::new(), String::new());
    for (at, line) in lines(shown) {
        let sheet = line.sheet;
        // the id that households and members of a list share
        let own = (line.letters.clone(), line.field.clone());
        let same = own == last && !line.field.is_empty() && tables.last().is_some_and(|(known, _)| *known == at);
        last = own;
        if same {
            continue;
        }
        let unknown = matches!(sheet.used, SheetUse::NotKnown | SheetUse::Ignored | SheetUse::Nested);
        if readable && unknown {
            continue;
        }
        if tables.last().is_none_or(|(known, _)| *known != at) {
            let name = match (sheet.sheet.is_empty(), several) {
                (true, _) => shown.file(sheet),
                (false, false) => sheet.sheet.clone(),
                (false, true) => format!("[{}]{}", shown.file(sheet), sheet.sheet),
            };
            let title = format!("{}: {name}", shown.pick("Các cột", "Columns"));
            let columns = columns.clone();
            tables.push((at, Table { id: "columns".into(), title, columns, ..Table::default() }));
        }
        if let Some((_, table)) = tables.last_mut() {
            table.rows.push(row_for_people(shown, line));
        }
    }
    tables.into_iter().map(|(_, table)| table).collect()
}

/// The letters of the columns that a derived one is made from.
fn letters_of(from: &Derived) -> String {
    let columns: Vec<usize> = match from {
        Derived::Chosen(columns) => columns.iter().map(|(column, _)| *column).collect(),
        Derived::Filled(columns) | Derived::Joined(columns) => columns.clone(),
        Derived::Holds { column, .. } => vec![*column],
        Derived::Text(..) | Derived::Group(_) => Vec::new(),
    };
    let own = columns.into_iter().filter(|column| *column < DERIVED);
    own.map(column_letters).collect::<Vec<_>>().join(" ")
}

fn title(shown: &Shown<'_, '_>, entity: Entity, field: usize) -> String {
    let fields = shown.survey.codebook().fields(entity);
    fields.get(field).map_or("", |known| known.title.in_language(shown.surroundings.language)).to_owned()
}

fn column_lines<'l>(
    shown: &Shown<'_, '_>,
    index: &HeaderIndex<'_>,
    sheet: &'l SheetLayout,
    contents: &'l SheetContents,
    (at, of): (usize, &'l ColumnLayout),
    lines: &mut Vec<Line<'l>>,
) {
    let mut uses: Vec<(Entity, &ColumnUse)> = of.uses().collect();
    let is_taken = |used: &ColumnUse| matches!(used, ColumnUse::Field { .. } | ColumnUse::Part { .. });
    // in a list a column is the households', the members', or nobody's: one line, but for the id that both have
    if uses.iter().any(|(_, used)| is_taken(used)) {
        uses.retain(|(_, used)| is_taken(used));
    } else {
        uses.truncate(1);
    }
    let joins = sheet.links.iter().any(|(.., column)| *column == at);
    let nobodys = !uses.iter().any(|(_, used)| is_taken(used));
    for (entity, used) in uses {
        let ids =
            |fields: &[usize]| fields.iter().map(|field| shown.field_id(entity, *field)).collect::<Vec<_>>().join("|");
        let (field, how) = match used {
            ColumnUse::Field { field, by, .. } => (ids(&[*field]), by.name().to_owned()),
            ColumnUse::Part { fields } => (ids(fields), "part".to_owned()),
            ColumnUse::NoHeader => (String::new(), "no_header".to_owned()),
            ColumnUse::NotUsed if joins => (String::new(), "joins".to_owned()),
            ColumnUse::NotUsed => (String::new(), "not_used".to_owned()),
            ColumnUse::Ignored => (String::new(), "ignored".to_owned()),
            ColumnUse::Ambiguous { fields } => (ids(fields), "ambiguous".to_owned()),
            ColumnUse::Repeated { field, other, other_taken } => {
                let word = if *other_taken { "repeats" } else { "clashes_with" };
                (ids(&[*field]), format!("{word} {}", column_letters(*other)))
            }
        };
        let candidates = match used {
            ColumnUse::NotUsed if !joins && sheet.used != SheetUse::Ignored => candidates(index, of, sheet, entity),
            ColumnUse::Ambiguous { fields } => ids(fields),
            _ => String::new(),
        };
        let used = is_taken(used) && sheet.holds(entity);
        let own = contents.columns.get(&(entity, at)).or_else(|| contents.unused.get(&at));
        lines.push(Line {
            sheet,
            letters: column_letters(at),
            header: of.header.to_string(),
            entity: (!nobodys).then_some(entity),
            title: match used {
                true => of_one_field(of.used(entity)).map_or_else(String::new, |field| title(shown, entity, field)),
                false => String::new(),
            },
            field,
            how,
            used,
            candidates,
            contents: own,
        });
    }
}

fn of_one_field(used: Option<&ColumnUse>) -> Option<usize> {
    match used {
        Some(ColumnUse::Field { field, .. }) => Some(*field),
        _ => None,
    }
}

/// The fields that a column without one comes nearest to, of whatever the sheet has rows of.
fn candidates(index: &HeaderIndex<'_>, of: &ColumnLayout, sheet: &SheetLayout, entity: Entity) -> String {
    let mut ids: Vec<&str> = Vec::new();
    for entity in ENTITIES.into_iter().filter(|other| *other == entity || sheet.holds(*other)) {
        for (field, _) in index.candidates(entity, &of.header) {
            let id = index.codebook().fields(entity)[field].id.as_str();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids.join("|")
}

fn rate(contents: &ColumnContents) -> TableCell {
    let share = Exact::int(i64::try_from(contents.cells).unwrap_or(i64::MAX)).checked_recip();
    let unknown = Exact::int(i64::try_from(contents.unknown).unwrap_or(i64::MAX));
    let rate = share.and_then(|share| share.checked_mul(unknown)).and_then(|share| share.checked_mul(Exact::int(100)));
    rate.map_or(TableCell::Empty, TableCell::Rate)
}

fn commonest(contents: &ColumnContents, most: usize) -> String {
    let each = contents.strange.iter().take(most).map(|(text, count)| format!("{text} ({count})"));
    each.collect::<Vec<_>>().join(" | ")
}

fn row(shown: &Shown<'_, '_>, line: Line<'_>) -> Vec<TableCell> {
    let mut cells = vec![
        text(&line.sheet.file),
        text(&line.sheet.sheet),
        text(line.letters),
        text(line.header),
        text(line.entity.map_or("", entity_name)),
        text(line.field),
        text(how_words(&line.how, shown.surroundings, false)),
        text(line.title),
        TableCell::Flag(line.used),
        text(line.candidates),
    ];
    match line.contents {
        None => cells.extend(vec![TableCell::Empty; 6]),
        Some(contents) => cells.extend([
            text(samples(&contents.samples, shown.surroundings, false)),
            count(contents.cells),
            count(contents.unknown),
            rate(contents),
            count(contents.bad),
            text(commonest(contents, usize::MAX)),
        ]),
    }
    cells
}

fn row_for_people(shown: &Shown<'_, '_>, line: Line<'_>) -> Vec<TableCell> {
    let how = match line.candidates.is_empty() {
        true => how_words(&line.how, shown.surroundings, true),
        false => {
            let how = how_words(&line.how, shown.surroundings, true);
            format!("{how}; {} {}", shown.pick("có thể là", "perhaps"), line.candidates.replace('|', ", "))
        }
    };
    let field = if line.how == "ambiguous" { String::new() } else { line.field.replace('|', ", ") };
    let mut cells = vec![text(line.letters), text(line.header), text(field), text(how)];
    match line.contents {
        None => cells.extend(vec![TableCell::Empty; 3]),
        Some(contents) => {
            let bad = match (contents.bad, commonest(contents, STRANGE)) {
                (0, _) => String::new(),
                (bad, texts) if texts.is_empty() => bad.to_string(),
                (bad, texts) => format!("{bad}: {texts}"),
            };
            cells.extend([text(samples(&contents.samples, shown.surroundings, true)), rate(contents), text(bad)]);
        }
    }
    cells
}

/// The table of what the standard lacks where no standard is chosen.
pub(super) fn no_needed(shown: &Shown<'_, '_>) -> Table {
    Table {
        id: "needed".into(),
        title: super::needed::title(shown.surroundings),
        columns: super::needed::columns(shown.surroundings, shown.people),
        ..Table::default()
    }
}
