//! `rasoat explain`: the whole derivation of one household.

use clap::Args;

use crate::classify::{
    Answer, Because, ClassSet, Evaluator, Explainer, Fact, FactOf, changes, class_word, deciders, matters, outcome,
    plain, source,
};
use crate::io::write::{Format, Output, WriteError};
use crate::lang::{CodeMask, Entity, Truth, Type, Typed, Value};
use crate::report::explanation::{Changed, Explanation, IndicatorRule, Input, Line, Missing, Rule, render};
use crate::report::standard::verified_word;
use crate::report::value::{titled, value};
use crate::rules::Standard;
use crate::rules::model::Source;
use crate::survey::Survey;
use crate::survey::batch::{Batch, RowPlace};
use crate::survey::codebook::Title;
use crate::text::{Language, tidy};

use super::arguments::{OutputArguments, Surroundings, SurveyArguments};
use super::check::{finish, problems_output};
use super::failure::{Failure, Finish};
use super::opened::Opened;
use super::session::{Session, inputs};

/// Explain the class of one household: every rule, every answer with its cell, and what would change the result
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rasoat explain samples/yen-chau-2022.xlsx --household 14-119-01-0001
  rasoat explain samples/yen-chau-2022.xlsx --household 14-119-01-0001 --format json")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    #[command(flatten)]
    output: OutputArguments,
    /// Id of the household
    #[arg(long, value_name = "ID")]
    household: String,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let format = Format::choose(arguments.output.format, arguments.output.output.as_deref(), Format::Table);
    // a text file is as good a place for the explanation as the terminal
    let json = match format {
        Ok(Format::Json) => true,
        Ok(Format::Table | Format::Markdown) | Err(WriteError::UnknownExtension(_)) => false,
        Ok(other) => {
            let name = other.name();
            return Err(Failure::new(surroundings.pick(
                format!("`explain` không ghi được dạng `{name}`"),
                format!("`explain` does not write `{name}`"),
            ))
            .help(
                surroundings
                    .pick("dùng `--format table` hoặc `--format json`", "use `--format table` or `--format json`"),
            )
            .into());
        }
        Err(error) => return Err(error.into()),
    };
    let used = inputs(&arguments.survey);
    let output = Output::open(arguments.output.output.as_deref(), &used)?;
    let problems = problems_output(&arguments.survey, &used, &output)?;
    let opened = Opened::new(&arguments.survey, surroundings)?;
    let mut session = Session::open(&opened, &arguments.survey, surroundings)?;
    session.read_all_fields();
    let wanted = tidy(&arguments.household);
    let id_field = session.survey.codebook().position(Entity::Household, "household_id");
    let mut found: Option<Batch> = None;
    let reading = session.read_whole(
        &(),
        &|own: &mut Vec<Batch>, _, (), batch, _, kept| {
            let id = |household: usize| id_field.and_then(|field| batch.households.text(household, field));
            let found = (0..kept.len()).filter(|household| kept[*household] && id(*household) == Some(wanted.as_str()));
            own.extend(found.map(|household| batch.only(household)));
        },
        &mut |own| {
            for batch in own {
                if found.as_ref().is_none_or(|batch| batch.rejected[0]) {
                    found = Some(batch);
                }
            }
            Ok(())
        },
    )?;
    let Some(batch) = found else {
        let rows = reading.rows;
        return Err(Failure::new(surroundings.pick(
            format!("không có hộ `{wanted}` trong {rows} dòng hộ"),
            format!("there is no household `{wanted}` among {rows} household rows"),
        ))
        .help(surroundings.pick(
            "xem mã hộ bằng `rasoat classify`".to_owned(),
            "`rasoat classify` lists the household ids".to_owned(),
        ))
        .into());
    };
    let mut explanation = explain(&session, &batch, !json);
    let rows: Vec<RowPlace> = batch.households.places.iter().chain(&batch.members.places).copied().collect();
    for problem in &reading.problems {
        if rows.iter().any(|row| row.sheet == problem.place.sheet && row.row == problem.place.row) {
            let place = session.place(problem.place);
            let message = problem.kind.message(surroundings.language);
            explanation.problems.push(format!("{place}: {message}"));
        }
    }
    let text = if json {
        let mut text = serde_json::to_string_pretty(&explanation)?;
        text.push('\n');
        text
    } else {
        render(&explanation, surroundings.language)
    };
    output.write_text(&text)?;
    finish(&session, &reading, problems, &arguments.survey)
}

/// Everything said of the batch's only household. For people values and names are in words, for programs as in the machine
/// formats of all commands.
fn explain(session: &Session<'_>, batch: &Batch, people: bool) -> Explanation {
    let standard = &session.standard;
    let rules = &*standard.rules;
    let language = session.surroundings.language;
    let mut evaluator = Evaluator::new(standard, batch);
    let result = outcome(&mut evaluator, standard, batch.rejected[0]);
    let class = class_word(rules, &result).to_owned();
    let class_title = match result.class() {
        Some(class) => rules.classes[class].title.in_language(language).to_owned(),
        None if result.rejected => session.surroundings.pick("Bị loại", "Rejected").to_owned(),
        None => session.surroundings.pick("Chưa xác định", "Undetermined").to_owned(),
    };
    let places = Places { session, batch, people };
    let wording = |value: Value<'_>, ty: &Type| places.wording(value, ty);
    let ids = |classes: ClassSet| places.classes(classes);
    let household_id = places.household_id();
    let place = batch.households.places.first().map(|row| places.full(*row)).unwrap_or_default();
    let mut explanation = Explanation {
        household_id,
        place,
        standard: session.heading(),
        class,
        class_title,
        basis: result.basis.map_or_else(String::new, |basis| {
            let basis = &rules.bases[usize::from(basis)];
            places.name(&basis.title, &basis.id)
        }),
        ..Explanation::default()
    };
    if result.rejected {
        return explanation;
    }
    explanation.possible_classes = ids(result.possible);
    explanation.inputs = places.inputs();
    for class in &rules.classes {
        let truth = evaluator.truth(&class.when);
        explanation.classes.push(Rule {
            id: class.id.clone(),
            title: class.title.in_language(language).to_owned(),
            when: class.when.to_string(),
            value: truth.to_string(),
            reference: reference(&class.source, language),
            because: places.because(&mut evaluator, standard, &class.when),
        });
        if truth.certain() {
            break;
        }
    }
    for (index, indicator) in rules.indicators.iter().enumerate() {
        let (decided, computed, recorded) = evaluator.indicator(index);
        let recorded_cell = indicator.recorded.map(|field| places.household_cell(field)).unwrap_or_default();
        explanation.indicators.push(IndicatorRule {
            number: indicator.number,
            id: indicator.id.clone(),
            title: indicator.title.in_language(language).to_owned(),
            deprived: decided.to_string(),
            computed: computed.to_string(),
            recorded: recorded.to_string(),
            recorded_cell,
            when: indicator.deprived_when.as_ref().map(Typed::to_string).unwrap_or_default(),
            reference: reference(&indicator.source, language),
            because: indicator
                .deprived_when
                .as_ref()
                .map(|when| places.because(&mut evaluator, standard, when))
                .unwrap_or_default(),
        });
    }
    for decider in deciders(standard, batch, &wording) {
        let effects = decider.trials.iter().map(|trial| {
            let answer = match &trial.up_to {
                Some(last) => format!("{} … {last}", trial.value),
                None => trial.value.clone(),
            };
            (answer, ids(trial.possible))
        });
        let effects = merged(effects.collect());
        explanation.would_decide.push(Missing {
            answer: places.answer(decider.answer),
            cell: places.answer_cell(decider.answer),
            effects,
        });
    }
    if explanation.would_decide.is_empty() && result.undetermined() {
        let matter = matters(standard, batch);
        explanation.matter_together = matter
            .into_iter()
            .map(|answer| {
                let cell = places.answer_cell(answer);
                Missing { answer: places.answer(answer), cell, effects: Vec::new() }
            })
            .collect();
    }
    for change in changes(standard, batch, &wording) {
        explanation.would_change.push(Changed {
            answer: places.answer(change.answer),
            cell: places.answer_cell(change.answer),
            from: places.answer_value(change.answer),
            to: change.to,
            possible_classes: ids(change.possible),
        });
    }
    explanation
}

/// Answers of one effect together.
fn merged(effects: Vec<(String, Vec<String>)>) -> Vec<(String, Vec<String>)> {
    let mut merged: Vec<(String, Vec<String>)> = Vec::new();
    for (answer, classes) in effects {
        match merged.iter_mut().find(|(_, known)| *known == classes) {
            Some((answers, _)) => {
                answers.push_str(", ");
                answers.push_str(&answer);
            }
            None => merged.push((answer, classes)),
        }
    }
    merged
}

fn reference(source: &Source, language: Language) -> String {
    format!("{} [{}]", source.reference.in_language(language), verified_word(source.verified, language))
}

/// Names answers and says where they stand.
struct Places<'s> {
    session: &'s Session<'s>,
    batch: &'s Batch,
    /// Whether values and names are for people.
    people: bool,
}

impl Places<'_> {
    fn wording(&self, given: Value<'_>, ty: &Type) -> String {
        match self.people {
            true => value(given, ty, &self.session.standard.rules, self.session.surroundings.language),
            false => plain(given, ty),
        }
    }

    fn name(&self, title: &Title, id: &str) -> String {
        match self.people {
            true => titled(title.in_language(self.session.surroundings.language), id),
            false => id.to_owned(),
        }
    }

    fn classes(&self, classes: ClassSet) -> Vec<String> {
        let all = &self.session.standard.rules.classes;
        let classes = CodeMask(classes.0).indices().map(|class| &all[usize::from(class)]);
        classes.map(|class| self.name(&class.title, &class.id)).collect()
    }

    fn survey(&self) -> &Survey<'_> {
        &self.session.survey
    }

    fn household_id(&self) -> String {
        let field = self.survey().codebook().position(Entity::Household, "household_id");
        field.and_then(|field| self.batch.households.text(0, field)).unwrap_or_default().to_owned()
    }

    /// File, sheet and row, in full.
    fn full(&self, row: RowPlace) -> String {
        let sheet = self.survey().sheet(row.sheet);
        let surroundings = self.session.surroundings;
        let (sheet_word, row_word) = surroundings.pick(("trang tính", "dòng"), ("sheet", "row"));
        match sheet.sheet.as_str() {
            "" => format!("{}, {row_word} {}", sheet.file, row.row),
            name => format!("{}, {sheet_word} {name}, {row_word} {}", sheet.file, row.row),
        }
    }

    fn row(&self, row: RowPlace) -> String {
        let place = crate::survey::problem::Place { sheet: row.sheet, row: row.row, column: 0 };
        self.session.place(place)
    }

    fn cell(&self, row: RowPlace, entity: Entity, field: usize) -> String {
        self.survey().cell_of(row, entity, field).map(|place| self.session.place(place)).unwrap_or_default()
    }

    fn household_cell(&self, field: usize) -> String {
        self.batch.households.places.first().map(|row| self.cell(*row, Entity::Household, field)).unwrap_or_default()
    }

    fn inputs(&self) -> Vec<Input> {
        let mut inputs = Vec::new();
        for (entity, rows) in [(Entity::Household, &self.batch.households), (Entity::Member, &self.batch.members)] {
            for row in 0..rows.len() {
                for field in 0..rows.columns.len() {
                    if rows.columns[field].is_none() || !self.session.standard.uses.has(entity, field) {
                        continue;
                    }
                    let answer = Answer { entity, field, row };
                    inputs.push(Input {
                        of: match entity {
                            Entity::Household => self.session.surroundings.pick("hộ", "household").to_owned(),
                            Entity::Member => format!("{} {}", self.member_word(), row + 1),
                        },
                        field: self.field(entity, field),
                        value: self.answer_value(answer),
                        cell: self.answer_cell(answer),
                    });
                }
            }
        }
        inputs
    }

    fn answer(&self, answer: Answer) -> String {
        let field = self.field(answer.entity, answer.field);
        match answer.entity {
            Entity::Household => field,
            Entity::Member => format!("{} {}: {field}", self.member_word(), answer.row + 1),
        }
    }

    fn field(&self, entity: Entity, field: usize) -> String {
        let field = &self.survey().codebook().fields(entity)[field];
        self.name(&field.title, &field.id)
    }

    fn member_word(&self) -> &'static str {
        self.session.surroundings.pick("thành viên", "member")
    }

    fn answer_cell(&self, answer: Answer) -> String {
        let places = match answer.entity {
            Entity::Household => &self.batch.households.places,
            Entity::Member => &self.batch.members.places,
        };
        places.get(answer.row).map(|row| self.cell(*row, answer.entity, answer.field)).unwrap_or_default()
    }

    fn answer_value(&self, answer: Answer) -> String {
        let field = &self.survey().codebook().fields(answer.entity)[answer.field];
        let rows = match answer.entity {
            Entity::Household => &self.batch.households,
            Entity::Member => &self.batch.members,
        };
        self.wording(rows.value(answer.row, answer.field, field), &field.ty.as_type())
    }

    fn because<'a>(&self, evaluator: &mut Evaluator<'a>, standard: &'a Standard, node: &'a Typed) -> Vec<Line> {
        let wording = |value: Value<'_>, ty: &Type| self.wording(value, ty);
        let because = Explainer::new(evaluator, standard, &wording).because(node);
        because.iter().map(|because| self.line(because)).collect()
    }

    fn line(&self, because: &Because) -> Line {
        let lines = |all: &[Because]| all.iter().map(|because| self.line(because)).collect();
        let plain_line = |name: String, because| Line {
            name,
            value: "-".into(),
            cell: String::new(),
            reference: String::new(),
            because,
        };
        let pick = |vi: &str, en: &str| self.session.surroundings.pick(vi.to_owned(), en.to_owned());
        match because {
            Because::Fact(fact) => self.fact(fact),
            Because::Member { row, number, counts, because } => {
                let place = self.batch.members.places.get(*row).map(|row| self.row(*row)).unwrap_or_default();
                let word = match counts {
                    Truth::Unknown => pick(" (có thể)", " (possibly)"),
                    _ => String::new(),
                };
                let name = format!("{} {number}{word}", self.member_word());
                Line { cell: place, ..plain_line(name, lines(because)) }
            }
            Because::Listed(members) => {
                plain_line(pick(&format!("{members} thành viên"), &format!("{members} members listed")), Vec::new())
            }
            Because::NoMember => plain_line(pick("không có thành viên nào như vậy", "no such member"), Vec::new()),
            Because::MembersNotListed => {
                plain_line(pick("hộ không có danh sách thành viên", "the members are not listed"), Vec::new())
            }
        }
    }

    fn fact(&self, fact: &Fact) -> Line {
        let (cell, reference) = match fact.of {
            FactOf::HouseholdAnswer(field) => (self.household_cell(field), String::new()),
            FactOf::MemberAnswer(field, row) => {
                let place = self.batch.members.places.get(row);
                (place.map(|place| self.cell(*place, Entity::Member, field)).unwrap_or_default(), String::new())
            }
            FactOf::Computed(slot) => {
                let source = source(&self.session.standard, slot);
                let reference =
                    source.map(|source| reference(source, self.session.surroundings.language)).unwrap_or_default();
                (String::new(), reference)
            }
            FactOf::MemberComputed(..) => (String::new(), String::new()),
        };
        Line {
            name: fact.name.clone(),
            value: fact.value.clone(),
            cell,
            reference,
            because: fact.because.iter().map(|because| self.line(because)).collect(),
        }
    }
}
