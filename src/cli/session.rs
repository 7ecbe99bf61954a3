//! What every command on a survey begins with: the files opened, the standard chosen, the filter typed; and one pass over
//! the households with all counts and data problems.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use crate::diagnostic::Report;
use crate::io::read::expand;
use crate::lang::{Entity, Type, Typed, check, parse};
use crate::report::words;
use crate::rules::model::Computed;
use crate::rules::{BUILT_IN, BindError, Names, ReviewDate, Standard, Uses, doubts, outcome_names, review_day};
use crate::survey::codebook::Codebook;
use crate::survey::layout::{ColumnUse, SheetLayout, SheetUse};
use crate::survey::map::Stale;
use crate::survey::problem::Place;
use crate::survey::shape::row_kind::RowKind;
use crate::survey::{ReviewYears, Survey};
use crate::text::Language;

use super::arguments::{Surroundings, SurveyArguments};
use super::failure::Failure;
use super::fields::kind_words;
use super::opened::Opened;
use super::pass::Reading;
use super::previous_classes::PreviousClasses;

/// A survey, and the standard it is classified with.
pub(super) struct Session<'a> {
    pub survey: Survey<'a>,
    pub standard: Standard,
    pub names: Names,
    pub surroundings: &'a Surroundings,
    pub(super) filter: Option<Typed>,
    pub(super) filter_asks_outcome: bool,
    /// Fields to be read.
    pub uses: Uses,
    /// What the list of the previous review tells of every household.
    pub(super) previous: Option<PreviousClasses>,
}

impl<'a> Session<'a> {
    /// Recognises the survey and binds the standard to its review.
    pub fn open(
        opened: &'a Opened,
        arguments: &SurveyArguments,
        surroundings: &'a Surroundings,
    ) -> anyhow::Result<Session<'a>> {
        let session = Session::open_silently(opened, arguments, surroundings)?;
        warn_of_map(&session.survey, surroundings);
        session.warn_of_layout();
        session.warn_of_doubts();
        Ok(session)
    }

    /// The same without a word on what is doubtful.
    pub fn open_silently(
        opened: &'a Opened,
        arguments: &SurveyArguments,
        surroundings: &'a Surroundings,
    ) -> anyhow::Result<Session<'a>> {
        let mut survey = opened.survey(arguments)?;
        let standard = standard(&survey, arguments, &opened.codebook, surroundings)?;
        if opened.number_indicators(&standard.rules) {
            survey = opened.survey(arguments)?;
        }
        let names = outcome_names(&standard.rules);
        let uses = standard.uses.clone();
        let mut session = Session {
            survey,
            standard,
            names,
            surroundings,
            filter: None,
            filter_asks_outcome: false,
            uses,
            previous: None,
        };
        if let Some(text) = &arguments.filter {
            let filter = session.expression("--where", text, Some(&Type::Bool))?;
            session.uses.add(&filter);
            crate::rules::visit(&filter, &mut |node| {
                if let crate::lang::TypedKind::Name { symbol, .. } = &node.kind
                    && let crate::lang::Slot::Computed(slot) = symbol.slot
                {
                    let computed = session.standard.rules.computed[usize::from(slot)];
                    session.filter_asks_outcome |= matches!(computed, Computed::Class | Computed::Basis);
                }
            });
            session.filter = Some(filter);
        }
        if arguments.strict || arguments.problems.is_some() {
            session.read_all_fields();
        }
        Ok(session)
    }

    /// Takes the classes of the previous review for the households' field `class_previous`.
    pub fn take_previous(&mut self, previous: PreviousClasses) {
        previous.fields().for_each(|field| self.uses.add_field(Entity::Household, field));
        self.previous = Some(previous);
    }

    /// Whether a field is told, by the survey or by the list of the previous review.
    pub fn has(&self, entity: Entity, field: usize) -> bool {
        let filled = entity == Entity::Household && self.previous.as_ref().is_some_and(|own| own.fills(field));
        filled || self.survey.has(entity, field)
    }

    /// Reads every recognised column, not only those the standard looks at.
    pub fn read_all_fields(&mut self) {
        let codebook = self.survey.codebook();
        for entity in [Entity::Household, Entity::Member] {
            (0..codebook.fields(entity).len()).for_each(|field| self.uses.add_field(entity, field));
        }
    }

    /// Types an expression typed on the command line.
    pub fn expression(&self, option: &str, text: &str, expected: Option<&Type>) -> anyhow::Result<Typed> {
        let typed = parse(text).and_then(|expr| check(&expr, &self.names, expected));
        typed.map_err(|diagnostics| {
            let mut report = Report::new(option, text);
            report.diagnostics = diagnostics;
            let message = self.surroundings.pick(
                format!("không hiểu biểu thức của `{option}`"),
                format!("the expression of `{option}` is not understood"),
            );
            Failure::new(message).details(report.render(self.surroundings.error_color)).into()
        })
    }

    /// Where a cell, row or sheet is, as people write it: `Hộ!C12`, or with the file's name where sheets have none.
    pub fn place(&self, place: Place) -> String {
        let described = self.survey.describe(place);
        let sheet = self.survey.sheet(place.sheet);
        let name = Path::new(&sheet.file).file_name().map(|name| name.to_string_lossy().into_owned());
        match (sheet.sheet.is_empty(), name, described.strip_prefix(&sheet.file)) {
            (true, Some(name), Some(rest)) => format!("{name}{rest}"),
            _ => described,
        }
    }

    /// The standard and the review in a line for people.
    pub fn heading(&self) -> String {
        let language = self.surroundings.language;
        let rules = &self.standard.rules;
        let title = rules.title.in_language(language);
        let date = self.standard.review.date;
        let mut line = match language {
            Language::Vi => format!("{title} (`{}`); ngày rà soát {date}", rules.id),
            Language::En => format!("{title} (`{}`); review date {date}", rules.id),
        };
        let day = self.standard.values_on;
        if day != date {
            line.push_str(&match language {
                Language::Vi => format!("; chưa áp dụng vào ngày đó: lấy các mức của ngày {day}"),
                Language::En => format!("; does not apply on that day: with the values of {day}"),
            });
        }
        for setting in self.standard.changed_settings() {
            line.push_str(&format!("; {setting}"));
        }
        line
    }

    /// The review and the standard as they stand above what is printed.
    pub fn period(&self, language: Language) -> String {
        let date = self.standard.review.date;
        let (year, month, day) = (date.year(), date.month(), date.day());
        let title = self.standard.rules.title.in_language(language);
        match language {
            Language::Vi => format!("Năm {year}, ngày rà soát {day:02}/{month:02}/{year}. {title}"),
            Language::En => format!("Review of {year}, day {date}. {title}"),
        }
    }

    /// How many rows were read and what became of them, in lines for people.
    pub fn counts(&self, reading: &Reading) -> Vec<String> {
        let language = self.surroundings.language;
        let n = |count: u64| words::count(i64::try_from(count).unwrap_or(i64::MAX), language);
        let s = |count: u64| if count == 1 { "" } else { "s" };
        let (rows, members) = (n(reading.rows), n(reading.members));
        let (classified, undetermined, rejected) =
            (n(reading.classified), n(reading.undetermined), n(reading.rejected));
        let mut lines = vec![match language {
            Language::Vi => format!(
                "Đã đọc {rows} dòng hộ và {members} dòng thành viên: {classified} hộ được phân loại, {undetermined} chưa xác định, {rejected} bị loại"
            ),
            Language::En => format!(
                "Read {rows} household row{} and {members} member row{}: {classified} classified, {undetermined} undetermined, {rejected} rejected",
                s(reading.rows),
                s(reading.members)
            ),
        }];
        // a household sheet and a member sheet, or a file of each, are what anyone expects
        if reading.sheets > 2 {
            let (sheets, files) = (n(reading.sheets as u64), n(reading.files as u64));
            let from = match (language, reading.files) {
                (Language::Vi, 1) => format!(", từ {sheets} trang tính"),
                (Language::Vi, _) => format!(", từ {sheets} trang tính của {files} tệp"),
                (Language::En, 1) => format!(", from {sheets} sheets"),
                (Language::En, _) => format!(", from {sheets} sheets of {files} files"),
            };
            lines[0].push_str(&from);
        }
        lines.extend(skipped_line(&reading.skipped, language));
        if reading.rows == 0 {
            let file = self.survey.sheets_of(Entity::Household).next().map_or("", |sheet| sheet.label());
            lines.push(match language {
                Language::Vi => format!("cảnh báo: `{file}` không có dòng hộ nào dưới dòng tiêu đề"),
                Language::En => format!("warning: `{file}` has no household rows below its header"),
            });
        }
        if reading.left_out > 0 {
            let (left, unknown) = (n(reading.left_out), n(reading.left_out_unknown));
            lines.push(match language {
                Language::Vi => format!("`--where` bỏ qua {left} hộ, trong đó {unknown} hộ vì thiếu câu trả lời"),
                Language::En => format!("--where leaves out {left}, of these {unknown} for want of answers"),
            });
        }
        if !reading.problems.is_empty() {
            let count = reading.problems.len() as u64;
            let problems = n(count);
            lines.push(match language {
                Language::Vi => format!("{problems} vấn đề về dữ liệu; xem bằng `rasoat check`"),
                Language::En => format!("{problems} data problem{}; see them with `rasoat check`", s(count)),
            });
        }
        lines
    }

    /// Standard, review and counts, in lines for people.
    pub fn heading_lines(&self, reading: &Reading) -> Vec<String> {
        let mut lines = vec![self.heading()];
        lines.extend(self.counts(reading));
        lines
    }

    /// Says which sheets and columns look like something the survey could need and are not taken.
    fn warn_of_layout(&self) {
        let surroundings = self.surroundings;
        let codebook = self.survey.codebook();
        let mut lines = Vec::new();
        for sheet in self.survey.layout() {
            match sheet.used {
                SheetUse::NotChosen(_) | SheetUse::NoKey(_) => lines.push(surroundings.pick(
                    format!("không dùng trang tính `{}` của `{}`", sheet.sheet, sheet.file),
                    format!("sheet `{}` of `{}` is not used", sheet.sheet, sheet.file),
                )),
                // a file whose only table was left out must not be missing in silence
                SheetUse::Nested | SheetUse::NotKnown if sheet.sheet.is_empty() => lines.push(
                    surroundings
                        .pick(format!("không dùng tệp `{}`", sheet.file), format!("file `{}` is not used", sheet.file)),
                ),
                SheetUse::NotKnown if self.continues(sheet) => lines.push(surroundings.pick(
                    format!(
                        "không dùng trang tính `{}` của `{}`: không nhận ra tiêu đề cột nào",
                        sheet.sheet, sheet.file
                    ),
                    format!("sheet `{}` of `{}` is not used: no known header", sheet.sheet, sheet.file),
                )),
                SheetUse::Nested => lines.push(surroundings.pick(
                    format!("không dùng trang tính `{}` của `{}`", sheet.sheet, sheet.file),
                    format!("sheet `{}` of `{}` is not used", sheet.sheet, sheet.file),
                )),
                _ => {}
            }
            let columns = sheet.columns.iter().enumerate();
            let uses = columns.flat_map(|(column, of)| of.uses().map(move |(entity, used)| (column, entity, used)));
            for (column, entity, used) in uses.filter(|(_, entity, _)| sheet.holds(*entity)) {
                let id = |field: usize| codebook.fields(entity)[field].id.as_str();
                let label = || format!("{} {}", sheet.label(), sheet.column_label(column));
                match used {
                    ColumnUse::Ambiguous { fields } => {
                        let fields = fields.iter().map(|field| format!("`{}`", id(*field)));
                        let fields = fields.collect::<Vec<_>>().join(surroundings.pick(" hoặc ", " or "));
                        lines.push(surroundings.pick(
                            format!("không dùng cột {}: có thể là {fields}; chỉ rõ bằng `--map`", label()),
                            format!("column {} is not used: it could be {fields}; say which with `--map`", label()),
                        ));
                    }
                    ColumnUse::Repeated { field, other, .. } => {
                        let (field, other) = (id(*field), sheet.column_label(*other));
                        lines.push(surroundings.pick(
                            format!("không dùng cột {}: cột {other} đã là trường `{field}`", label()),
                            format!("column {} is not used: it is `{field}` as is column {other}", label()),
                        ));
                    }
                    _ => {}
                }
            }
        }
        for (file, note) in self.survey.notes() {
            surroundings.note(&format!("`{file}`: {}", note.message(surroundings.language)));
        }
        let warning = surroundings.pick("cảnh báo", "warning");
        lines.iter().for_each(|line| surroundings.note(&format!("{warning}: {line}")));
    }

    /// Whether a sheet without a known header is as wide as one that is read: it may go on with its rows.
    fn continues(&self, sheet: &SheetLayout) -> bool {
        let is_read =
            |of: &&SheetLayout| of.file == sheet.file && (of.holds(Entity::Household) || of.holds(Entity::Member));
        let width = sheet.columns.len();
        self.survey.layout().iter().filter(is_read).any(|of| of.columns.len().abs_diff(width) <= 1 && width > 2)
    }

    fn warn_of_doubts(&self) {
        let has = |entity, field| self.survey.has(entity, field);
        let doubts = doubts(&self.standard, &has);
        let language = self.surroundings.language;
        let rules = &self.standard.rules;
        let (warning, unsure, missing) = match language {
            Language::Vi => ("cảnh báo", "chưa đối chiếu với văn bản chính thức", "còn thiếu"),
            Language::En => ("warning", "not read in an official copy", "missing"),
        };
        let list = |wanted: &dyn Fn(&crate::rules::Doubt) -> bool| {
            doubts.iter().filter(|doubt| wanted(doubt)).map(|doubt| doubt.id.as_str()).collect::<Vec<_>>()
        };
        let lacking = list(&|doubt| doubt.verified.is_none());
        if !lacking.is_empty() {
            self.surroundings.note(&format!("{warning}: `{}`: {missing}: {}", rules.id, lacking.join(", ")));
        }
        for line in &rules.incomplete {
            let line = line.in_language(language);
            self.surroundings.note(&format!("{warning}: `{}`: {line}", rules.id));
        }
        let uncertain = list(&|doubt| doubt.verified.is_some());
        if !uncertain.is_empty() {
            self.surroundings.note(&format!("{warning}: `{}`: {unsure}: {}", rules.id, uncertain.join(", ")));
        }
    }
}

/// What the rows without data are, but for the header's; none where there are no others.
fn skipped_line(skipped: &[(RowKind, u64)], language: Language) -> Option<String> {
    let others = || skipped.iter().filter(|(kind, count)| *kind != RowKind::Header && *count > 0);
    let count: u64 = others().map(|(_, count)| count).sum();
    let n = |count: u64| words::count(i64::try_from(count).unwrap_or(i64::MAX), language);
    let each = others().map(|(kind, count)| format!("{} {}", n(*count), kind_words(*kind, language)));
    let each = each.collect::<Vec<_>>().join(", ");
    let s = if count == 1 { "" } else { "s" };
    (count > 0).then(|| match language {
        Language::Vi => format!("bỏ qua {} dòng không phải dữ liệu: {each}", n(count)),
        Language::En => format!("skipped {} row{s} without data: {each}", n(count)),
    })
}

/// Says what the map names and the survey has not: a map of another layout, or a slip.
pub(super) fn warn_of_map(survey: &Survey<'_>, surroundings: &Surroundings) {
    let mut columns = Vec::new();
    let warning = surroundings.pick("cảnh báo", "warning");
    for stale in survey.stale() {
        match stale {
            Stale::Column(name) => columns.push(format!("`{name}`")),
            Stale::Title(name, under) => {
                let under = under.iter().map(|header| format!("`{header}`")).collect::<Vec<_>>().join(", ");
                surroundings.note(&surroundings.pick(
                    format!("{warning}: `{name}` trong tệp ánh xạ là tựa đề trên các cột, không phải một cột: hãy ghi {under}"),
                    format!("{warning}: `{name}` in the map is a title over columns and no column is read by it: write {under}"),
                ));
            }
            Stale::Sheet(file, sheet) => {
                let patterns = [file, sheet].into_iter().filter(|pattern| !pattern.is_empty());
                let patterns = patterns.map(|pattern| format!("`{pattern}`")).collect::<Vec<_>>().join(" / ");
                surroundings.note(&surroundings.pick(
                    format!("{warning}: tệp ánh xạ nói về trang tính {patterns}, dữ liệu không có trang tính đó"),
                    format!("{warning}: the map speaks of sheet {patterns}, and the survey has none of that name"),
                ));
            }
        }
    }
    if !columns.is_empty() {
        let columns = columns.join(", ");
        surroundings.note(&surroundings.pick(
            format!("{warning}: tệp ánh xạ nói về các cột mà dữ liệu không có: {columns}"),
            format!("{warning}: the map speaks of columns that the survey has not: {columns}"),
        ));
    }
}

/// The standard named on the command line or valid at the review date, bound to that date.
fn standard(
    survey: &Survey<'_>,
    arguments: &SurveyArguments,
    codebook: &Arc<Codebook>,
    surroundings: &Surroundings,
) -> anyhow::Result<Standard> {
    let day = day(survey, arguments, surroundings)?;
    let named = match &arguments.rules {
        Some(name) => Some(super::rules::load(name, codebook, surroundings)?),
        None => None,
    };
    let rules = match named {
        Some(rules) => rules,
        None => {
            let year = day.year();
            let found = BUILT_IN.iter().find(|built_in| built_in.years.contains(&year));
            let Some(found) = found else { return Err(no_standard(&year.to_string(), surroundings)) };
            super::rules::load(found.id, codebook, surroundings)?
        }
    };
    let review = match day {
        Day::Fixed(date) => ReviewDate { date, fixed: true },
        Day::Year(year) => ReviewDate { date: review_day(&rules, year), fixed: false },
    };
    let bind = if arguments.beyond_validity { Standard::beyond_validity } else { Standard::new };
    bind(rules, review, &arguments.settings).map_err(|error| cannot_bind(&error, surroundings))
}

/// What is known of the review's day.
#[derive(Clone, Copy)]
enum Day {
    Fixed(Date),
    Year(i16),
}

impl Day {
    fn year(self) -> i16 {
        match self {
            Day::Fixed(date) => date.year(),
            Day::Year(year) => year,
        }
    }
}

fn day(survey: &Survey<'_>, arguments: &SurveyArguments, surroundings: &Surroundings) -> anyhow::Result<Day> {
    if let Some(date) = arguments.date {
        return Ok(Day::Fixed(date));
    }
    if let Some(year) = arguments.year {
        return Ok(Day::Year(year));
    }
    match survey.review_years() {
        // a stray date is a data problem of its row, not a reason to stop
        Some(ReviewYears { main: Some(year), .. }) => Ok(Day::Year(year)),
        Some(years) => {
            let (first, last) = (years.first, years.last);
            Err(Failure::new(surroundings.pick(
                format!("ngày rà soát trong dữ liệu thuộc các năm từ {first} đến {last}"),
                format!("the review dates in the survey are of the years {first} to {last}"),
            ))
            .help(surroundings.pick(
                format!("chọn năm của đợt rà soát, ví dụ `--year {last}`"),
                format!("say which review it is, for example `--year {last}`"),
            ))
            .into())
        }
        None => Err(Failure::new(if survey.has_year_column() {
            surroundings.pick(
                "không biết ngày rà soát: cột năm hay ngày rà soát không có giá trị nào đọc được".to_owned(),
                "the review date is not known: the column with the year or date of the review has none that can be read"
                    .to_owned(),
            )
        } else {
            surroundings.pick(
                "không biết ngày rà soát: dữ liệu không có cột năm hay ngày rà soát".to_owned(),
                "the review date is not known: the survey has no column with the year or date of the review".to_owned(),
            )
        })
        .help(surroundings.pick(
            "thêm `--year 2022`, hoặc `--date 2022-09-01`".to_owned(),
            "add `--year 2022`, or `--date 2022-09-01`".to_owned(),
        ))
        .into()),
    }
}

fn standards_list() -> String {
    let each = BUILT_IN.iter().map(|b| format!("`{}` {}–{}", b.id, b.years.start(), b.years.end()));
    each.collect::<Vec<_>>().join(", ")
}

pub(super) fn no_standard(day: &str, surroundings: &Surroundings) -> anyhow::Error {
    let message = surroundings.pick(
        format!("không có chuẩn nghèo có sẵn nào áp dụng cho năm {day}"),
        format!("no built-in standard applies to {day}"),
    );
    let list = standards_list();
    Failure::new(message)
        .help(surroundings.pick(format!("các chuẩn có sẵn: {list}"), format!("the built-in standards are {list}")))
        .into()
}

fn cannot_bind(error: &BindError, surroundings: &Surroundings) -> anyhow::Error {
    let language = surroundings.language;
    let mut failure = Failure::new(error.message(language));
    failure.help.extend(error.help(language));
    if matches!(error, BindError::OutsideValidity { .. }) {
        let list = standards_list();
        failure = failure
            .help(surroundings.pick(format!("các chuẩn có sẵn: {list}"), format!("the built-in standards are {list}")));
    }
    failure.into()
}

/// The files a run reads, which no output may overwrite. An argument that stands for none is reported when it is opened.
pub(super) fn inputs(arguments: &SurveyArguments) -> Vec<PathBuf> {
    let given = arguments.input.iter().filter(|path| *path != Path::new("-"));
    let mut all: Vec<PathBuf> =
        given.flat_map(|path| expand(path).map_or_else(|_| vec![path.clone()], |found| found.files)).collect();
    all.extend(arguments.map.clone());
    all.extend(arguments.rules.as_ref().map(PathBuf::from).filter(|path| path.exists()));
    all
}
