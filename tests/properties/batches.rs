//! A batch is its households row by row: nothing of one household shows in the outcome of another, whatever the size of
//! the batches and the order of rows; and a file read back gives the outcomes of the answers written to it.

use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;
use rasoat::classify::Outcome;
use rasoat::io::read::Input;
use rasoat::lang::{Entity, Exact};
use rasoat::rules::Standard;
use rasoat::survey::batch::Batch;
use rasoat::survey::{Survey, SurveyError, SurveyOptions};

use crate::support::facts::{Facts, Ways, facts, some_ways};
use crate::support::{CODEBOOK, Datum, Told, batch, field, outcomes, shuffled, standard};

fn review() -> Standard {
    standard("decree-07-2021", date(2022, 9, 1))
}

/// Households with some of their answers, now and then a rejected row.
pub fn surveys() -> impl Strategy<Value = Vec<Told>> {
    let household = (facts(date(2022, 9, 1), 4), some_ways(), any::<u64>(), 300usize..=1000, prop::bool::weighted(0.1));
    let tell = |(facts, ways, order, part, rejected): (Facts, Ways, u64, usize, bool)| {
        let mut steps = shuffled(facts.steps(&review(), ways), order);
        steps.truncate(steps.len() * part / 1000);
        let mut told = Told { rejected, ..Told::nothing(facts.people.len()) };
        steps.into_iter().for_each(|step| told.tell(step));
        told
    };
    prop::collection::vec(household.prop_map(tell), 1..10)
}

/// The answers as two csv files; none of members where no household lists them.
fn files(survey: &[Told], household_rows: &[usize], order_of_members: u64) -> Vec<Input> {
    let header = |entity: Entity| CODEBOOK.fields(entity).iter().map(|field| field.id.clone()).collect::<Vec<_>>();
    let key = |entity: Entity| field(entity, "household_id");
    let row = |entity: Entity, household: usize, answers: &[Option<Datum>]| {
        let mut cells: Vec<String> = answers.iter().enumerate().map(|(i, datum)| cell(entity, i, *datum)).collect();
        cells[key(entity)] = format!("H{household}");
        cells
    };
    let mut households = vec![header(Entity::Household)];
    households.extend(household_rows.iter().map(|h| row(Entity::Household, *h, &survey[*h].household)));
    let listed = survey.iter().enumerate().filter(|(_, told)| told.listed);
    let members = listed.flat_map(|(h, told)| told.members.iter().map(move |member| (h, member)));
    let members = shuffled(members.map(|(h, member)| row(Entity::Member, h, member)), order_of_members);
    let mut files = vec![input("households.csv", &households)];
    if !members.is_empty() {
        files.push(input("members.csv", &[vec![header(Entity::Member)], members].concat()));
    }
    files
}

fn input(name: &str, rows: &[Vec<String>]) -> Input {
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).expect("memory takes it"));
    let bytes = writer.into_inner().expect("memory takes it");
    Input::from_reader(name, &mut bytes.as_slice()).expect("a csv")
}

/// An answer as a survey writes it; a number without an end in decimals is left out, see [`writable`].
fn cell(entity: Entity, index: usize, datum: Option<Datum>) -> String {
    match datum {
        None => String::new(),
        Some(Datum::Bool(value)) => if value { "có" } else { "không" }.into(),
        Some(Datum::Code(code)) => CODEBOOK.fields(entity)[index].codes[usize::from(code)].title.vi.clone(),
        Some(Datum::Number(number)) => number.to_string(),
        Some(Datum::Text(text)) => text.into(),
        Some(Datum::Days(span)) if span.first == span.last => span.first.strftime("%d/%m/%Y").to_string(),
        Some(Datum::Days(span)) if span.first.month() == span.last.month() => span.first.strftime("%m/%Y").to_string(),
        Some(Datum::Days(span)) => span.first.year().to_string(),
    }
}

/// The survey without what no cell can hold: endless decimals, incomes too small to be in đồng, and rows rejected for
/// another reason than their cells.
fn writable(survey: &[Told]) -> Vec<Told> {
    let mut survey = survey.to_vec();
    for told in &mut survey {
        told.rejected = false;
        for (index, answer) in told.household.iter_mut().enumerate() {
            let least = CODEBOOK.household[index].least;
            let is_too_small = |number: Exact| number != Exact::ZERO && least.is_some_and(|least| number < least);
            if matches!(answer, Some(Datum::Number(number)) if number.to_string().contains('/') || is_too_small(*number))
            {
                *answer = None;
            }
        }
    }
    survey
}

/// Outcomes by household id, in the order of their rows.
fn read(inputs: &[Input], batch_size: usize) -> Vec<(String, Outcome)> {
    let survey = Survey::open(inputs, &CODEBOOK, SurveyOptions::default()).expect("opens");
    let (standard, id) = (review(), field(Entity::Household, "household_id"));
    let mut all = Vec::new();
    let mut on_batch = |batch: Batch, problems: Vec<_>| -> Result<(), SurveyError> {
        assert_eq!(problems, []);
        assert!(batch.households.len() <= batch_size);
        for (row, outcome) in outcomes(&standard, &batch).into_iter().enumerate() {
            all.push((batch.households.text(row, id).expect("an id").to_owned(), outcome));
        }
        Ok(())
    };
    survey.read(batch_size, &|_, _| true, &mut on_batch).expect("reads");
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_batch_is_its_households_one_by_one(survey in surveys(), order in any::<u64>()) {
        let standard = review();
        let all = batch(&survey);
        let together = outcomes(&standard, &all);
        prop_assert_eq!(together.len(), survey.len());
        for (row, told) in survey.iter().enumerate() {
            prop_assert_eq!(outcomes(&standard, &all.only(row)), vec![together[row]]);
            prop_assert_eq!(outcomes(&standard, &told.batch()), vec![together[row]]);
            prop_assert_eq!(together[row].rejected, told.rejected);
        }
        let order = shuffled(0..survey.len(), order);
        let permuted: Vec<Told> = order.iter().map(|row| survey[*row].clone()).collect();
        let expected: Vec<Outcome> = order.iter().map(|row| together[*row]).collect();
        prop_assert_eq!(outcomes(&standard, &batch(&permuted)), expected);
    }
}

proptest! {
    // each case recognises the headers of five surveys anew
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn neither_batch_size_nor_order_of_rows_changes_an_outcome(survey in surveys(), order in any::<u64>()) {
        let survey = writable(&survey);
        let in_order: Vec<usize> = (0..survey.len()).collect();
        let told = outcomes(&review(), &batch(&survey));
        let expected: Vec<(String, Outcome)> = told.into_iter().enumerate().map(|(h, o)| (format!("H{h}"), o)).collect();
        for batch_size in [1, 2, 7, 4096] {
            prop_assert_eq!(&read(&files(&survey, &in_order, order), batch_size), &expected);
        }
        let rows = shuffled(in_order, order);
        let permuted = read(&files(&survey, &rows, order ^ 1), 2);
        let ids: Vec<&str> = permuted.iter().map(|(id, _)| id.as_str()).collect();
        prop_assert_eq!(ids, rows.iter().map(|h| expected[*h].0.as_str()).collect::<Vec<_>>());
        let by_id = |all: &[(String, Outcome)]| format!("{:?}", all.iter().cloned().collect::<BTreeMap<_, _>>());
        prop_assert_eq!(by_id(&permuted), by_id(&expected));
    }
}

/// More households than a batch of the program holds.
#[test]
fn a_survey_of_several_full_batches_is_one_survey() {
    let header = vec!["household_id".into(), "area".into(), "income_person_month".into(), "b2".into()];
    let row =
        |h: usize| vec![format!("H{h}"), "rural".into(), (1_499_000 + h).to_string(), (10 * (h % 13)).to_string()];
    let rows: Vec<Vec<String>> = std::iter::once(header).chain((0..9000).map(row)).collect();
    let input = [input("households.csv", &rows)];
    let whole = read(&input, 9000);
    assert_eq!(whole.len(), 9000);
    assert_eq!(read(&input, 4096), whole);
    assert_eq!(read(&input, 7), whole);
    let income = |h: usize| Exact::int(1_499_000 + h as i64);
    assert!(whole.iter().enumerate().all(|(h, (_, outcome))| outcome.income_per_person.known() == Some(income(h))));
    let class = |h: usize| {
        standard("decree-07-2021", date(2022, 9, 1)).rules.classes[whole[h].1.class().expect("decided")].id.clone()
    };
    // 1,500,000 is the 1001st; B2 30 in every 13 households from the 4th
    assert_eq!([class(2), class(3), class(1000), class(1001)], ["near_poor", "poor", "poor", "average"]);
}
