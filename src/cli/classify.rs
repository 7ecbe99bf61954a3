//! `rasoat classify`: one row a household.

use clap::Args;

use crate::classify::{ClassSet, Lanes, Outcome, class_word, possible_words};
use crate::io::write::{CellSink, EncodedRows, writer};
use crate::lang::{Entity, Exact, Truth, Value};
use crate::redact::{Pseudonym, Pseudonyms};
use crate::report::table::{ColumnKind, TableCell, TableColumn};
use crate::rules::Rules;
use crate::survey::batch::Batch;

use super::arguments::{OutputArguments, Surroundings, SurveyArguments};
use super::check::{finish_redacted, problems_output};
use super::failure::Finish;
use super::opened::Opened;
use super::redaction::{RedactArguments, Shuffled};
use super::session::{Session, inputs};
use super::target::Target;

/// Classify every household: one row each, in input order
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rasoat classify samples/yen-chau-2022.xlsx --format csv
  rasoat classify samples/yen-chau-2022.xlsx --where \"class = 'poor'\" -o poor.xlsx
  rasoat classify samples/yen-chau-2022-points.csv --year 2022 --format csv
  rasoat classify samples/yen-chau-2022.xlsx --redact key.txt -o for-research.csv")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    redact: RedactArguments,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let mut used = inputs(&arguments.survey);
    used.extend(arguments.redact.input());
    let pseudonyms = arguments.redact.open(surroundings)?;
    let Target { format, output, options } = Target::open(&arguments.output, &used, surroundings)?;
    let problems = problems_output(&arguments.survey, &used, &output)?;
    let opened = Opened::new(&arguments.survey, surroundings)?;
    let mut session = Session::open(&opened, &arguments.survey, surroundings)?;
    let people = format.is_for_people();
    let row = Row::new(&session.standard.rules, people, pseudonyms.as_ref());
    row.fields().for_each(|field| session.uses.add_field(Entity::Household, field));
    let mut writer = writer(format, output, options);
    let title = surroundings.pick("Kết quả phân loại hộ", "Classified households");
    let columns = row.columns(&session, people);
    writer.begin("households", title, &columns)?;
    // csv is put together where households are classified, on all threads
    let encodes = writer.takes_encoded();
    let mut shuffled = Shuffled::default();
    let reading = session.read(
        &(),
        &[],
        &|made: &mut Made, lanes, (), batch, outcomes, kept| match pseudonyms {
            None if encodes => made.encoded = row.encode(&session, lanes, batch, outcomes, kept),
            _ => {
                let area = row.areas(lanes, batch, &session.standard.rules);
                for (at, outcome) in outcomes.iter().enumerate().filter(|(household, _)| kept[*household]) {
                    if encodes {
                        let mut encoded = EncodedRows::default();
                        row.put(area(at), &session, batch, at, outcome, &mut encoded);
                        encoded.end_row();
                        made.shuffled.push(row.pseudonym(batch, at), Line::Encoded(encoded.into_bytes()));
                        continue;
                    }
                    let mut cells: Vec<TableCell> = Vec::with_capacity(columns.len());
                    row.put(area(at), &session, batch, at, outcome, &mut cells);
                    match pseudonyms {
                        Some(_) => made.shuffled.push(row.pseudonym(batch, at), Line::Cells(cells)),
                        None => made.rows.push(cells),
                    }
                }
            }
        },
        &mut |made| {
            writer.encoded(&made.encoded)?;
            shuffled.append(made.shuffled);
            made.rows.iter().try_for_each(|cells| Ok(writer.row(cells)?))
        },
    )?;
    for line in shuffled.sorted(surroundings)? {
        match line {
            Line::Encoded(bytes) => writer.encoded(&bytes)?,
            Line::Cells(cells) => writer.row(&cells)?,
        }
    }
    writer.end(&[], &[])?;
    writer.finish()?;
    session.heading_lines(&reading).iter().for_each(|line| surroundings.note(line));
    finish_redacted(&session, &reading, problems, &arguments.survey, pseudonyms.as_ref())
}

/// What is made of a portion of households.
#[derive(Default)]
struct Made {
    rows: Vec<Vec<TableCell>>,
    encoded: Vec<u8>,
    /// All rows, where they are redacted.
    shuffled: Shuffled<Line>,
}

/// A row that waits for the others.
enum Line {
    Encoded(Vec<u8>),
    Cells(Vec<TableCell>),
}

/// Unit names, in the order of the columns.
const UNITS: [&str; 4] = ["province", "district", "commune", "village"];

/// What a household's row is made from.
pub(super) struct Row<'r> {
    /// Stand in the place of household ids, if any do.
    pseudonyms: Option<&'r Pseudonyms>,
    household_id: Option<usize>,
    units: Vec<Option<usize>>,
    area: Option<usize>,
    area_field: Option<usize>,
    b1: Option<usize>,
    /// Whether codes are written as titles.
    people: bool,
}

impl<'r> Row<'r> {
    /// For `people` or for programs.
    pub fn new(rules: &Rules, people: bool, pseudonyms: Option<&'r Pseudonyms>) -> Row<'r> {
        let field = |id: &str| rules.codebook.position(Entity::Household, id);
        Row {
            pseudonyms,
            household_id: field("household_id"),
            units: UNITS.iter().map(|id| field(id)).collect(),
            area: rules.computed_named("area"),
            area_field: field("area"),
            b1: field("b1"),
            people,
        }
    }

    /// Fields of the household that are written as they are.
    pub fn fields(&self) -> impl Iterator<Item = usize> {
        let others = [self.household_id, self.area_field, self.b1];
        self.units.iter().copied().chain(others).flatten()
    }

    fn id<'b>(&self, batch: &'b Batch, household: usize) -> Option<&'b str> {
        batch.households.text(household, self.household_id?)
    }

    fn pseudonym(&self, batch: &Batch, household: usize) -> Option<Pseudonym> {
        self.pseudonyms?.household(self.id(batch, household)?)
    }

    /// The columns of the table.
    pub fn columns(&self, session: &Session<'_>, people: bool) -> Vec<TableColumn> {
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

    /// The csv rows of the households that are kept.
    pub fn encode<'b>(
        &self,
        session: &Session<'_>,
        lanes: &mut Lanes<'b>,
        batch: &'b Batch,
        outcomes: &[Outcome],
        kept: &[bool],
    ) -> Vec<u8> {
        let area = self.areas(lanes, batch, &session.standard.rules);
        let mut encoded = EncodedRows::default();
        for (at, outcome) in outcomes.iter().enumerate().filter(|(household, _)| kept[*household]) {
            self.put(area(at), session, batch, at, outcome, &mut encoded);
            encoded.end_row();
        }
        encoded.into_bytes()
    }

    /// The area of each household: as the standard computes it, or else as it is recorded.
    fn areas<'b, 's>(
        &self,
        lanes: &mut Lanes<'b>,
        batch: &'b Batch,
        rules: &'s Rules,
    ) -> impl Fn(usize) -> Value<'b> + use<'b, 's> {
        let computed = self.area.map(|slot| lanes.computed_values(slot));
        let field = self.area_field;
        move |household| match (&computed, field) {
            (Some(area), _) => area(household),
            (None, Some(field)) => batch.households.value(household, field, &rules.codebook.household[field]),
            (None, None) => Value::Text(None),
        }
    }

    fn put(
        &self,
        area: Value<'_>,
        session: &Session<'_>,
        batch: &Batch,
        household: usize,
        outcome: &Outcome,
        cells: &mut impl CellSink,
    ) {
        let rules = &session.standard.rules;
        match (self.pseudonyms, self.id(batch, household)) {
            (Some(_), _) => match self.pseudonym(batch, household) {
                Some(pseudonym) => cells.text(&pseudonym.to_string()),
                None => cells.empty(),
            },
            (None, Some(id)) => cells.text(id),
            (None, None) => cells.empty(),
        }
        for field in &self.units {
            match field.and_then(|field| batch.households.text(household, field)) {
                Some(text) => cells.text(text),
                None => cells.empty(),
            }
        }
        let language = session.surroundings.language;
        let codes = self.area_field.map_or(&[][..], |field| &rules.codebook.household[field].codes);
        let code = match area {
            Value::Code(mask) => mask.known().and_then(|code| codes.get(usize::from(code))),
            _ => None,
        };
        match code {
            Some(code) => cells.text(if self.people { code.title.in_language(language) } else { &code.id }),
            None => cells.empty(),
        }
        match outcome.persons_known() {
            Some(persons) => cells.count(persons),
            None => cells.empty(),
        }
        cells.text(match (self.people, outcome.class()) {
            (true, Some(class)) => rules.classes[class].title.in_language(language),
            (true, None) if outcome.rejected => session.surroundings.pick("Bị loại", "Rejected"),
            (true, None) => session.surroundings.pick("Chưa xác định", "Undetermined"),
            (false, _) => class_word(rules, outcome),
        });
        let possible = if outcome.rejected { ClassSet::default() } else { outcome.possible };
        match possible.only() {
            None if possible.is_empty() => cells.empty(),
            Some(class) if !self.people => cells.text(&rules.classes[class].id),
            _ if self.people => {
                let titles = possible.iter().map(|class| rules.classes[class].title.in_language(language));
                cells.text(&titles.collect::<Vec<_>>().join(", "));
            }
            _ => cells.text(&possible_words(rules, possible)),
        }
        match outcome.basis.map(|basis| &rules.bases[usize::from(basis)]) {
            Some(basis) if self.people => cells.text(basis.title.in_language(language)),
            Some(basis) => cells.text(&basis.id),
            None => cells.empty(),
        }
        match outcome.income_per_person.known() {
            Some(amount) => income(amount, cells),
            None => cells.empty(),
        }
        let b1 = self
            .b1
            .map(|field| batch.households.value(household, field, &rules.codebook.household[field]).number().known());
        match b1.flatten() {
            Some(b1) => cells.number(b1),
            None => cells.empty(),
        }
        cells.count(i64::from(outcome.indicators.deprived()));
        cells.count(i64::from(outcome.indicators.unknown()));
        for index in 0..rules.indicators.len() {
            match outcome.indicators.get(index) {
                Truth::True => cells.flag(true),
                Truth::False => cells.flag(false),
                Truth::Unknown => cells.empty(),
            }
        }
    }
}

/// Đồng with decimals only where there is a fraction, and then so many that it does not look whole.
fn income(amount: Exact, cells: &mut impl CellSink) {
    if amount.as_int().is_some() {
        return cells.number(amount);
    }
    match Exact::parse(&crate::classify::decimal(amount)) {
        Some(amount) => cells.number(amount),
        None => cells.empty(),
    }
}
