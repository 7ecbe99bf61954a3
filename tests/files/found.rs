//! What the program reads from a file of the corpus, in the form of the `.expected` files.

use std::fmt::Write;
use std::path::Path;

use rasoat::io::read::{Input, column_letters, expand, open_all};
use rasoat::lang::{DateSpan, Entity, Truth, Value};
use rasoat::survey::batch::{Batch, Members, Rows};
use rasoat::survey::codebook::{Codebook, Field, FieldType};
use rasoat::survey::codebook_file::default_codebook;
use rasoat::survey::problem::Problem;
use rasoat::survey::shape::row_kind::RowKind::{Group, Header, Legend, Note, Numbers, RepeatedHeader, Title, Total};
use rasoat::survey::{Counts, Survey, SurveyError, SurveyOptions};

use super::expected::Expected;

/// Opens what one argument of the program stands for, as the program does.
fn open(path: &Path) -> Result<Vec<Input>, SurveyError> {
    let mut inputs = Vec::new();
    for file in expand(path)?.files {
        inputs.extend(open_all(&file)?.inputs);
    }
    Ok(inputs)
}

/// How many rows of each kind were recognised as no data, as `title 3, group 2`; `nothing` where there are none.
fn skipped(counts: &Counts) -> String {
    let order = [Title, Header, Numbers, Legend, Note, Group, Total, RepeatedHeader];
    let kinds = order.into_iter().map(|kind| (kind, counts.skipped(kind))).filter(|(_, rows)| *rows > 0);
    let said: Vec<String> = kinds.map(|(kind, rows)| format!("{} {rows}", kind.name())).collect();
    if said.is_empty() { "nothing".to_owned() } else { said.join(", ") }
}

/// Reads a file and says what was found, with the columns that are expected.
pub fn read(path: &Path, expected: &Expected) -> String {
    match text(path, expected) {
        Ok(text) => text,
        Err(error) => format!("error: {error}"),
    }
}

fn text(path: &Path, expected: &Expected) -> Result<String, SurveyError> {
    let codebook = default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false)));
    let inputs = open(path)?;
    let survey = Survey::open(&inputs, &codebook, SurveyOptions::default())?;
    let mut found = Found { codebook: &codebook, expected, households: Vec::new(), members: Vec::new() };
    let mut problems: Vec<Problem> = Vec::new();
    let counts = survey.read::<SurveyError>(4, &|_, _| true, &mut |batch, new| {
        found.take(&batch);
        problems.extend(new);
        Ok(())
    })?;
    let (households, members) = (counts.household_rows, counts.member_rows);
    let mut text = format!("rows: {households} household, {members} member, {} rejected\n", counts.rejected);
    let _ = writeln!(text, "skipped: {}", skipped(&counts));
    for problem in &problems {
        let _ = writeln!(text, "problem: {} at {}", problem.kind.code(), place(&survey, problem));
    }
    for (entity, table, rows) in
        [(Entity::Household, "[household]", found.households), (Entity::Member, "[member]", found.members)]
    {
        let names = expected.columns(entity);
        if !names.is_empty() {
            let missing = |name: &str| match codebook.position(entity, name) {
                // a member's household is the one it was joined with, by whatever column
                _ if name == "household_id" => String::new(),
                Some(field) if survey.has(entity, field) || rows.is_empty() => String::new(),
                None if name == "#" => String::new(),
                Some(_) => " (not read)".to_owned(),
                None => " (no such field)".to_owned(),
            };
            let names: Vec<String> = names.iter().map(|name| name.clone() + &missing(name)).collect();
            let _ = writeln!(text, "{table}\n{}\n{}", names.join(" | "), rows.join("\n"));
        }
    }
    Ok(text)
}

/// `file.csv Sheet!C7`: the file where there are several, the sheet where the file has several.
fn place(survey: &Survey<'_>, problem: &Problem) -> String {
    let sheet = survey.sheet(problem.place.sheet);
    let file = |name: &str| Path::new(name).file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    let mut text = String::new();
    if survey.layout().iter().any(|other| other.file != sheet.file) {
        text += &(file(&sheet.file) + " ");
    }
    if survey.layout().iter().any(|other| other.file == sheet.file && other.sheet != sheet.sheet) {
        text += &format!("{}!", sheet.sheet);
    }
    match (problem.place.row, problem.place.column) {
        (0, _) => text + "the sheet",
        (row, 0) => text + &format!("row {row}"),
        (row, column) => text + &format!("{}{row}", column_letters(column as usize - 1)),
    }
}

/// Rows as lines, of the columns that are expected.
struct Found<'a> {
    codebook: &'a Codebook,
    expected: &'a Expected,
    households: Vec<String>,
    members: Vec<String>,
}

impl Found<'_> {
    fn take(&mut self, batch: &Batch) {
        for (row, members) in batch.of_household.iter().enumerate() {
            if batch.rejected[row] {
                continue;
            }
            let number = self.households.len() + 1;
            self.households.push(self.line(Entity::Household, batch, row, row, number));
            if let Members::Listed { start, end } = *members {
                let lines = (start..end).map(|member| self.line(Entity::Member, batch, row, member as usize, number));
                let lines: Vec<String> = lines.collect();
                self.members.extend(lines);
            }
        }
    }

    /// A row of an entity; `household` is its household's row in the batch, `number` among all.
    fn line(&self, entity: Entity, batch: &Batch, household: usize, row: usize, number: usize) -> String {
        let cells = self.expected.columns(entity).iter().map(|name| {
            let of = if name == "household_id" { Entity::Household } else { entity };
            let (rows, row): (&Rows, usize) = match of {
                Entity::Household => (&batch.households, household),
                Entity::Member => (&batch.members, row),
            };
            match self.codebook.position(of, name) {
                Some(field) => value(rows, row, field, &self.codebook.fields(of)[field]),
                None if name == "#" => number.to_string(),
                None => String::new(),
            }
        });
        cells.collect::<Vec<_>>().join(" | ").trim_end().to_owned()
    }
}

/// A value in its canonical form; unknown is blank.
fn value(rows: &Rows, row: usize, index: usize, field: &Field) -> String {
    match rows.value(row, index, field) {
        Value::Bool(Truth::True) => "yes".to_owned(),
        Value::Bool(Truth::False) => "no".to_owned(),
        Value::Bool(Truth::Unknown) | Value::Text(None) => String::new(),
        Value::Text(Some(text)) => text.to_owned(),
        Value::Number(number) => number.known().map_or(String::new(), |number| number.to_string()),
        Value::Code(mask) => match (mask.known(), &field.ty) {
            (Some(code), FieldType::Code(list)) => list.codes[usize::from(code)].clone(),
            _ => String::new(),
        },
        Value::Date(span) => date(span),
    }
}

/// A day, a month or a year, as far as it is known.
fn date(span: DateSpan) -> String {
    let DateSpan { first, last } = span;
    if first == last {
        first.to_string()
    } else if first.year() != last.year() {
        String::new()
    } else if first.month() == last.month() {
        format!("{:04}-{:02}", first.year(), first.month())
    } else {
        format!("{:04}", first.year())
    }
}
