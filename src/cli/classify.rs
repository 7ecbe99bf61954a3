//! `rasoat classify`: one row a household.

use clap::Args;

use crate::classify::{ClassSet, class_word, possible_words};
use crate::io::write::writer;
use crate::lang::{Entity, Exact, Truth, Value};
use crate::report::table::{ColumnKind, TableCell, TableColumn};
use crate::rules::Rules;
use crate::survey::batch::Batch;

use super::arguments::{OutputArguments, Surroundings, SurveyArguments};
use super::check::{finish, problems_output};
use super::failure::Finish;
use super::opened::Opened;
use super::session::{Session, inputs};
use super::target::Target;

/// Classify every household: one row each, in input order
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rasoat classify samples/yen-chau-2022.xlsx --format csv
  rasoat classify samples/yen-chau-2022.xlsx --where \"class = 'poor'\" -o poor.xlsx
  rasoat classify samples/yen-chau-2022-points.csv --year 2022 --format csv")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let used = inputs(&arguments.survey);
    let Target { format, output, options } = Target::open(&arguments.output, &used, surroundings)?;
    let problems = problems_output(&arguments.survey, &used, &output)?;
    let opened = Opened::new(&arguments.survey, surroundings)?;
    let session = Session::open(&opened, &arguments.survey, surroundings)?;
    let people = format.is_for_people();
    let row = Row::new(&session.standard.rules, people);
    let mut writer = writer(format, output, options);
    let title = surroundings.pick("Kết quả phân loại hộ", "Classified households");
    writer.begin("households", title, &row.columns(&session, people))?;
    let reading = session.read(
        &(),
        &[],
        &|rows: &mut Vec<Vec<TableCell>>, lanes, (), batch, outcomes, kept| {
            let area = row.area.map(|slot| lanes.computed_values(slot));
            let area = |household: usize| match &area {
                Some(area) => area(household),
                None => row.area_field.map_or(Value::Text(None), |field| {
                    let known = &session.standard.rules.codebook.household[field];
                    batch.households.value(household, field, known)
                }),
            };
            let kept = outcomes.iter().enumerate().filter(|(household, _)| kept[*household]);
            rows.extend(kept.map(|(at, outcome)| row.cells(area(at), &session, batch, at, outcome)));
        },
        &mut |rows| rows.iter().try_for_each(|cells| Ok(writer.row(cells)?)),
    )?;
    writer.end(&[], &[])?;
    writer.finish()?;
    session.heading_lines(&reading).iter().for_each(|line| surroundings.note(line));
    finish(&session, &reading, problems, &arguments.survey)
}

/// Unit names, in the order of the columns.
const UNITS: [&str; 4] = ["province", "district", "commune", "village"];

/// What a row is made from.
struct Row {
    household_id: Option<usize>,
    units: Vec<Option<usize>>,
    area: Option<usize>,
    area_field: Option<usize>,
    b1: Option<usize>,
    /// Whether codes are written as titles.
    people: bool,
}

impl Row {
    fn new(rules: &Rules, people: bool) -> Row {
        let field = |id: &str| rules.codebook.position(Entity::Household, id);
        Row {
            household_id: field("household_id"),
            units: UNITS.iter().map(|id| field(id)).collect(),
            area: rules.computed_named("area"),
            area_field: field("area"),
            b1: field("b1"),
            people,
        }
    }

    fn columns(&self, session: &Session<'_>, people: bool) -> Vec<TableColumn> {
        let rules = &session.standard.rules;
        let language = session.surroundings.language;
        let pick = |vi: &'static str, en: &'static str| session.surroundings.pick(vi, en).to_owned();
        let mut columns = Vec::new();
        let mut add = |id: &str, title: String, kind, optional| {
            let title = if people { title } else { id.to_owned() };
            columns.push(TableColumn { id: id.to_owned(), title, group: String::new(), kind, optional });
        };
        add("household_id", pick("Mã hộ", "Household"), ColumnKind::Text, 0);
        add("province", pick("Tỉnh", "Province"), ColumnKind::Text, 9);
        add("district", pick("Huyện", "District"), ColumnKind::Text, 8);
        add("commune", pick("Xã", "Commune"), ColumnKind::Text, 0);
        add("village", pick("Thôn, bản", "Village"), ColumnKind::Text, 4);
        add("area", pick("Khu vực", "Area"), ColumnKind::Text, 5);
        add("persons", pick("Nhân khẩu", "Persons"), ColumnKind::Count, 3);
        add("class", pick("Phân loại", "Class"), ColumnKind::Text, 0);
        add("possible_classes", pick("Có thể là", "Possible classes"), ColumnKind::Text, 6);
        add("basis", pick("Căn cứ", "Basis"), ColumnKind::Text, 7);
        add("income_per_person", pick("Thu nhập/người", "Income/person"), ColumnKind::Money, 1);
        add("b1", "B1".to_owned(), ColumnKind::Number, 6);
        add("deprivations", pick("Thiếu hụt", "Deprivations"), ColumnKind::Count, 0);
        add("deprivations_unknown", pick("Chưa rõ", "Unknown"), ColumnKind::Count, 2);
        for indicator in &rules.indicators {
            let title = format!("{} {}", indicator.number, indicator.short.in_language(language));
            add(&indicator.id, title, ColumnKind::Count, 10);
        }
        columns
    }

    fn cells(
        &self,
        area: Value<'_>,
        session: &Session<'_>,
        batch: &Batch,
        household: usize,
        outcome: &crate::classify::Outcome,
    ) -> Vec<TableCell> {
        let rules = &session.standard.rules;
        let text = |field: Option<usize>| {
            let text = field.and_then(|field| batch.households.text(household, field));
            text.map_or(TableCell::Empty, |text| TableCell::Text(text.to_owned()))
        };
        let mut cells = vec![text(self.household_id)];
        cells.extend(self.units.iter().map(|field| text(*field)));
        let language = session.surroundings.language;
        let codes = self.area_field.map_or(&[][..], |field| &rules.codebook.household[field].codes);
        let code = match area {
            Value::Code(mask) => mask.known().and_then(|code| codes.get(usize::from(code))),
            _ => None,
        };
        cells.push(code.map_or(TableCell::Empty, |code| {
            let word = if self.people { code.title.in_language(language) } else { &code.id };
            TableCell::Text(word.to_owned())
        }));
        cells.push(outcome.persons_known().map_or(TableCell::Empty, TableCell::Count));
        cells.push(TableCell::Text(match (self.people, outcome.class()) {
            (true, Some(class)) => rules.classes[class].title.in_language(language).to_owned(),
            (true, None) if outcome.rejected => session.surroundings.pick("Bị loại", "Rejected").to_owned(),
            (true, None) => session.surroundings.pick("Chưa xác định", "Undetermined").to_owned(),
            (false, _) => class_word(rules, outcome).to_owned(),
        }));
        let possible = if outcome.rejected { ClassSet::default() } else { outcome.possible };
        let possible = if self.people {
            let titles = possible.iter().map(|class| &rules.classes[class].title);
            titles.map(|title| title.in_language(language)).collect::<Vec<_>>().join(", ")
        } else {
            possible_words(rules, possible)
        };
        cells.push(if possible.is_empty() { TableCell::Empty } else { TableCell::Text(possible) });
        let basis = outcome.basis.map(|basis| &rules.bases[usize::from(basis)]).map(|basis| match self.people {
            true => basis.title.in_language(language).to_owned(),
            false => basis.id.clone(),
        });
        cells.push(basis.map_or(TableCell::Empty, TableCell::Text));
        cells.push(outcome.income_per_person.known().map_or(TableCell::Empty, income));
        let b1 = self
            .b1
            .map(|field| batch.households.value(household, field, &rules.codebook.household[field]).number().known());
        cells.push(b1.flatten().map_or(TableCell::Empty, TableCell::Number));
        cells.push(TableCell::Count(i64::from(outcome.indicators.deprived())));
        cells.push(TableCell::Count(i64::from(outcome.indicators.unknown())));
        cells.extend((0..rules.indicators.len()).map(|index| match outcome.indicators.get(index) {
            Truth::True => TableCell::Flag(true),
            Truth::False => TableCell::Flag(false),
            Truth::Unknown => TableCell::Empty,
        }));
        cells
    }
}

/// Đồng with decimals only where there is a fraction, and then so many that it does not look whole.
fn income(amount: Exact) -> TableCell {
    Exact::parse(&crate::classify::decimal(amount)).map_or(TableCell::Empty, TableCell::Number)
}
