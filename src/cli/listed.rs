//! The households of one review with their classes, from whatever says them: a survey, which is classified under its standard, what
//! `rasoat classify` wrote, or a list with ids and classes.

mod fields;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;

use crate::classify::Outcome;
use crate::lang::Entity;
use crate::report::table::TableCell;
use crate::report::words;
use crate::rules::{Rules, Uses};
use crate::survey::Survey;
use crate::survey::batch::Batch;
use crate::survey::codebook::Codebook;
use crate::survey::codebook_file::{CHANGE, CLASS_RECORDED};
use crate::survey::problem::Problem;
use crate::tabulate::UpperNames;
use crate::tabulate::flows::{Change, Listed, Standing};
use crate::text::Language;

use super::arguments::{Surroundings, SurveyArguments, joined_files};
use super::check::problem_rows;
use super::failure::Failure;
use super::opened::Opened;
use super::session::Session;

use fields::code;

pub(super) use fields::{Fields, Heads, ListRow};

/// How many households are read at a time.
const BATCH: usize = 1024;

/// What a survey needs one of to be classified.
pub(super) const INCOMES: [&str; 5] =
    ["income_month", "income_year", "income_person_month", "income_person_year", "b1"];

/// Of which review a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// An earlier one: what the list says of a household that moved away, died or was merged happened since.
    Earlier,
    /// This one: such a household is no part of it.
    Current,
}

/// The households of one review.
#[derive(Clone)]
pub(super) struct List {
    /// In the order of their rows; rows that cannot be used are left out.
    pub households: Vec<Listed>,
    /// Those of which the file says that they are there no more, which are none of the households.
    pub gone: Vec<Listed>,
    /// Whether the file has the field that says why households came and went.
    pub tells_changes: bool,
    /// What it is, in lines for people.
    pub heading: Vec<String>,
    /// Its data problems.
    pub problems: Vec<ListProblem>,
    /// The year of its review, where it is known.
    pub year: Option<i16>,
    /// The district and province of every household.
    uppers: Vec<[String; 2]>,
}

/// A data problem of a list, told without the list.
#[derive(Clone)]
pub(super) struct ListProblem {
    pub problem: Problem,
    /// Its place in words.
    pub place: String,
    /// Its row among the problems that are written.
    pub row: Vec<TableCell>,
}

impl ListProblem {
    fn all(survey: &Survey<'_>, problems: Vec<Problem>, surroundings: &Surroundings) -> Vec<ListProblem> {
        let rows = problem_rows(survey, &problems, surroundings.documents());
        let told = |(problem, row): (Problem, _)| ListProblem { place: survey.describe(problem.place), problem, row };
        problems.into_iter().zip(rows).map(told).collect()
    }
}

impl List {
    /// Of its households in their order, with those among them that are there no more.
    pub fn of(rows: Vec<ListRow>, heading: Vec<String>) -> List {
        let is_gone = |(listed, _): &ListRow| listed.change.is_some_and(Change::is_gone);
        let (gone, rows): (Vec<ListRow>, Vec<ListRow>) = rows.into_iter().partition(is_gone);
        let tells_changes = !gone.is_empty() || rows.iter().any(|(listed, _)| listed.change.is_some());
        let (households, uppers) = rows.into_iter().unzip();
        let gone = gone.into_iter().map(|(listed, _)| listed).collect();
        List { households, gone, tells_changes, heading, problems: Vec::new(), year: None, uppers }
    }

    /// Whether it has households of other classes than poor and near-poor.
    pub fn is_whole(&self) -> bool {
        self.households.iter().any(|household| household.standing() == Standing::Neither)
    }

    /// Whether a level above communes is told: districts or provinces.
    pub fn tells(&self, level: Above) -> bool {
        self.uppers.iter().any(|uppers| !uppers[level as usize].is_empty())
    }

    /// Whether it says of no household where it lives.
    pub fn tells_no_units(&self) -> bool {
        ![Above::District, Above::Province].into_iter().any(|level| self.tells(level))
            && self.households.iter().all(|household| household.commune.is_empty())
    }

    /// Takes that level for the unit above every commune; districts of one name in two provinces are told apart.
    pub fn settle_upper(&mut self, level: Option<Above>) {
        let districts =
            UpperNames::new(self.uppers.iter().map(|[district, province]| (district.as_str(), province.as_str())));
        let name = |[district, province]: &[String; 2]| match level {
            None => String::new(),
            Some(Above::Province) => province.clone(),
            Some(Above::District) => districts.of(district, province),
        };
        let names: Vec<String> = self.uppers.iter().map(name).collect();
        self.households.iter_mut().zip(names).for_each(|(household, name)| household.upper = name);
    }

    /// Communes of one name that lie in several districts and cannot be told apart by the unit taken above them.
    pub fn mixed_communes(&self) -> Vec<String> {
        let mut districts: BTreeMap<(String, String), BTreeSet<&str>> = BTreeMap::new();
        for (household, [district, _]) in self.households.iter().zip(&self.uppers) {
            districts.entry((household.upper.clone(), household.commune.clone())).or_default().insert(district);
        }
        let mixed =
            districts.into_iter().filter(|(_, districts)| districts.iter().filter(|name| !name.is_empty()).count() > 1);
        mixed.map(|((_, commune), _)| commune).collect()
    }
}

/// A level above communes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// Districts.
    District,
    /// Provinces.
    Province,
}

/// Reads the households of one review.
pub(super) fn read(arguments: &SurveyArguments, side: Side, surroundings: &Surroundings) -> Result<List> {
    let opened = Opened::new(arguments, surroundings)?;
    let mut survey = opened.survey(arguments)?;
    let written = opened.take_written_classes(&survey);
    if written {
        survey = opened.survey(arguments)?;
    }
    let codebook = &*opened.codebook;
    let fields = Fields::new(codebook);
    let told =
        |id: &str| codebook.position(Entity::Household, id).is_some_and(|field| survey.has(Entity::Household, field));
    if told(CLASS_RECORDED) || written {
        let incomes: Vec<usize> =
            INCOMES.iter().filter(|id| told(id)).filter_map(|id| codebook.position(Entity::Household, id)).collect();
        let incomes = if written { Vec::new() } else { incomes };
        // with nothing to classify by, the classes are what the file is about
        let list = match side {
            Side::Earlier if told(CHANGE) => {
                let keeping = keeping_all(codebook);
                let survey = opened.survey_by(&keeping, arguments)?;
                read_list(&survey, &fields, &incomes, arguments, surroundings)?
            }
            _ => read_list(&survey, &fields, &incomes, arguments, surroundings)?,
        };
        if let Some(list) = list {
            return Ok(list);
        }
        let name = name(arguments);
        surroundings.note(&surroundings.pick(
            format!("`{name}`: các hộ được phân loại lại, không dùng cột phân loại đã ghi"),
            format!("`{name}`: households are classified, the recorded classes are not used"),
        ));
    }
    drop(survey);
    read_survey(&opened, arguments, surroundings)
}

/// Reads the households of an earlier review than that of a survey, in the same way but as the file has them or under the standard of
/// its own year. Files of one survey are joined by `+`.
pub(super) fn read_earlier(path: &Path, survey: &SurveyArguments, surroundings: &Surroundings) -> Result<List> {
    let arguments = SurveyArguments {
        input: joined_files(path),
        map: survey.map.clone(),
        number_format: survey.number_format,
        threads: survey.threads,
        ..SurveyArguments::default()
    };
    let list = read(&arguments, Side::Earlier, surroundings)?;
    must_have_households(&list, &arguments, surroundings)?;
    list.heading.iter().for_each(|line| surroundings.note(line));
    Ok(list)
}

/// The codebook by which no household is left out for what became of it.
fn keeping_all(codebook: &Codebook) -> Codebook {
    let mut codebook = codebook.clone();
    if let Some(field) = codebook.position(Entity::Household, CHANGE) {
        codebook.household[field].reject_codes.clear();
    }
    codebook
}

/// The classes as the file has them; none if any household has one of `incomes`, by which it can be classified.
fn read_list(
    survey: &Survey<'_>,
    fields: &Fields,
    incomes: &[usize],
    arguments: &SurveyArguments,
    surroundings: &Surroundings,
) -> Result<Option<List>> {
    let codebook = survey.codebook();
    let wanted = |entity, field| {
        entity == Entity::Household && (incomes.contains(&field) || fields.all().any(|own| own == field))
    };
    let mut has_income = false;
    let (mut households, mut uppers, mut rejected, mut found) = (Vec::new(), Vec::new(), 0usize, Vec::new());
    let mut gone = Vec::new();
    survey.read::<anyhow::Error>(BATCH, &wanted, &mut |batch, problems| {
        found.extend(problems);
        for row in 0..batch.households.len() {
            if batch.rejected[row] {
                rejected += 1;
                gone.extend(fields.gone(&batch, row, codebook).map(|(listed, _)| listed));
                continue;
            }
            has_income |= incomes.iter().any(|field| {
                let known = &codebook.household[*field];
                batch.households.value(row, *field, known).number().known().is_some()
            });
            let (mut listed, upper) = fields.listed(&batch, row, codebook);
            let class = fields.class.and_then(|field| code(&batch, row, field, codebook));
            listed.class = class.unwrap_or("undetermined").to_owned();
            households.push(listed);
            uppers.push(upper);
        }
        Ok(())
    })?;
    if has_income {
        return Ok(None);
    }
    let name = name(arguments);
    if survey.has_members() {
        let warning = surroundings.pick("cảnh báo", "warning");
        surroundings.note(&surroundings.pick(
            format!("{warning}: `{name}` là danh sách có phân loại: không dùng các dòng thành viên"),
            format!("{warning}: `{name}` is a list with classes: its member rows are not used"),
        ));
    }
    if arguments.rules.is_some() {
        surroundings.note(&surroundings.pick(
            format!("`{name}` là danh sách có phân loại: không phân loại lại theo `--rules`"),
            format!("`{name}` is a list with classes: it is not classified by `--rules`"),
        ));
    }
    let (rows, open) =
        (households.len(), households.iter().filter(|listed| listed.standing() == Standing::Undetermined).count());
    let n = |count: usize| words::count(i64::try_from(count).unwrap_or(i64::MAX), surroundings.language);
    let (rows, open, rejected) = (n(rows), n(open), n(rejected));
    let heading = match surroundings.language {
        Language::Vi => format!("`{name}`: danh sách {rows} hộ, {open} chưa xác định, {rejected} dòng bị loại"),
        Language::En => format!("`{name}`: a list of {rows} households, {open} undetermined, {rejected} rows rejected"),
    };
    note_problems(&name, found.len(), surroundings);
    found.sort_by_key(|problem| problem.place);
    let problems = ListProblem::all(survey, found, surroundings);
    let year = arguments
        .year
        .or(arguments.date.map(|date| date.year()))
        .or(survey.review_years().and_then(|years| years.main));
    let tells_changes = fields.change.is_some_and(|field| survey.has(Entity::Household, field));
    Ok(Some(List { households, gone, tells_changes, heading: vec![heading], problems, year, uppers }))
}

/// Makes the list of a survey that is classified, household by household.
pub(super) struct Lister<'c> {
    fields: Fields,
    heads: Heads,
    codebook: &'c Codebook,
}

impl<'c> Lister<'c> {
    pub fn new(codebook: &'c Codebook) -> Lister<'c> {
        Lister { fields: Fields::new(codebook), heads: Heads::new(codebook), codebook }
    }

    /// Asks for the fields it looks at.
    pub fn ask(&self, uses: &mut Uses) {
        self.fields.all().for_each(|field| uses.add_field(Entity::Household, field));
        self.heads.all().for_each(|field| uses.add_field(Entity::Member, field));
    }

    /// The households of a batch that can be used, and those that are there no more.
    pub fn rows(&self, batch: &Batch, outcomes: &[Outcome], rules: &Rules) -> impl Iterator<Item = ListRow> {
        outcomes.iter().enumerate().filter_map(move |(row, outcome)| match outcome.rejected {
            true => self.fields.gone(batch, row, self.codebook).map(|mut gone| {
                self.heads.fill(&mut gone.0, batch, row, self.codebook);
                gone
            }),
            false => Some(self.row(batch, row, outcome, rules)),
        })
    }

    /// A household of a batch; who its head is, where its own row does not say, only with its members in the batch.
    fn row(&self, batch: &Batch, row: usize, outcome: &Outcome, rules: &Rules) -> ListRow {
        let (mut listed, uppers) = self.fields.listed(batch, row, self.codebook);
        self.heads.fill(&mut listed, batch, row, self.codebook);
        listed.persons = outcome.persons_known();
        listed.class = outcome.class().map_or("undetermined", |class| rules.classes[class].id.as_str()).to_owned();
        (listed, uppers)
    }
}

/// Classified under the standard of its review.
fn read_survey(opened: &Opened, arguments: &SurveyArguments, surroundings: &Surroundings) -> Result<List> {
    let mut session = Session::open(opened, arguments, surroundings)?;
    let lister = Lister::new(&opened.codebook);
    lister.ask(&mut session.uses);
    let rules = &session.standard.rules;
    let mut rows = Vec::new();
    let reading = session.read_whole(
        &(),
        &|made: &mut Vec<ListRow>, _, (), batch, outcomes, _| {
            made.extend(lister.rows(batch, outcomes, rules));
        },
        &mut |made| {
            rows.extend(made);
            Ok(())
        },
    )?;
    let name = name(arguments);
    let mut heading = session.heading_lines(&reading);
    if let Some(first) = heading.first_mut() {
        *first = format!("`{name}`: {first}");
    }
    let problems = ListProblem::all(&session.survey, reading.problems, surroundings);
    let field = lister.fields.change;
    let tells_changes = field.is_some_and(|field| session.survey.has(Entity::Household, field));
    let year = Some(session.standard.review.date.year());
    Ok(List { problems, year, tells_changes, ..List::of(rows, heading) })
}

fn note_problems(name: &str, found: usize, surroundings: &Surroundings) {
    if found > 0 {
        let warning = surroundings.pick("cảnh báo", "warning");
        surroundings.note(&surroundings.pick(
            format!("{warning}: `{name}`: {found} vấn đề về dữ liệu; xem bằng `rasoat check`"),
            format!("{warning}: `{name}`: {found} data problems; see them with `rasoat check`"),
        ));
    }
}

/// The files as they were typed.
fn name(arguments: &SurveyArguments) -> String {
    arguments.input.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join("+")
}

/// A list on which nobody is would make everybody new.
pub(super) fn must_have_households(
    list: &List,
    arguments: &SurveyArguments,
    surroundings: &Surroundings,
) -> Result<()> {
    if !list.households.is_empty() {
        return Ok(());
    }
    let name = name(arguments);
    Err(Failure::new(
        surroundings
            .pick(format!("`{name}` không có hộ nào dùng được"), format!("`{name}` has no household that can be used")),
    )
    .help(
        surroundings
            .pick("xem bằng `rasoat check` và `rasoat fields`", "see it with `rasoat check` and `rasoat fields`"),
    )
    .into())
}
