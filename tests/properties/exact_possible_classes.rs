//! Where only a few yes/no and code answers are missing, the possible classes are not just wide enough but exact: each is
//! reached by some way of answering, tried out with the program itself; and an indicator is unknown only if answers make it
//! either.
//!
//! Here each thing is told in one way, and every number and date is known. Bounds on numbers are not exact in general: a
//! number that an expression mentions twice is taken twice.

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use rasoat::classify::ClassSet;
use rasoat::lang::{DateSpan, Entity, Exact, Truth};

use crate::support::facts::{Facts, Ways, facts, reviews};
use crate::support::{CODEBOOK, Cell, Datum, Step, Told, class_ids, describe, field, see, shuffled, standard};

/// How many ways of answering are tried for a household.
const MOST: usize = 400;

/// A question left open, with all answers it can have. School is one question with two cells: who does not attend has no
/// level.
struct Open {
    answers: Vec<Vec<(Cell, Option<Datum>)>>,
}

fn household(id: &'static str) -> impl Strategy<Value = (Facts, u64, usize)> {
    let household = prop::sample::select(reviews(id)).prop_flat_map(|review| facts(review, 4));
    let low = prop::bool::weighted(0.6);
    let facts = (household, low)
        .prop_map(|(facts, low)| if low { Facts { income: Exact::int(950_000), ..facts } } else { facts });
    (facts, any::<u64>(), 1usize..=6)
}

/// The answers without the ways of telling a thing twice.
fn told_once(facts: &Facts, id: &str) -> Told {
    let standard = standard(id, facts.review);
    let mut twice: Vec<Cell> =
        ["commune", "persons", "income_person_year", "income_month", "income_year", "internet", "no_working_capacity"]
            .map(|id| Cell { member: None, field: field(Entity::Household, id) })
            .into();
    if id == "decision-59-2015" {
        // they stand for the members' telephones
        twice.extend(["telephone", "smartphone"].map(|id| Cell { member: None, field: field(Entity::Household, id) }));
    }
    let births = ["birth_year", "birth_year_male", "birth_year_female", "age"].map(|id| field(Entity::Member, id));
    let mut told = Told::nothing(facts.people.len());
    for step in facts.steps(&standard, if id == "decree-351-2025" { Ways::Recorded } else { Ways::Raw }) {
        match step {
            Step::Answer(cell, _) if twice.contains(&cell) || cell.member.is_some() && births.contains(&cell.field) => {
            }
            step => told.tell(step),
        }
    }
    for (member, person) in facts.people.iter().enumerate() {
        told.set(Entity::Member, member, "birth_date", Datum::Days(DateSpan::day(person.birth)));
    }
    told.listed = true;
    told
}

/// Takes out up to so many answers.
fn open(told: &mut Told, order: u64, most: usize) -> Vec<Open> {
    let attending = field(Entity::Member, "attending");
    let level = field(Entity::Member, "attending_level");
    let mut cells: Vec<Cell> = (0..told.household.len()).map(|field| Cell { member: None, field }).collect();
    for member in 0..told.members.len() {
        cells.extend((0..told.members[member].len()).map(|field| Cell { member: Some(member), field }));
    }
    let mut all: Vec<Open> = Vec::new();
    let mut product = 1;
    for cell in shuffled(cells, order) {
        let Some(datum) = *told.cell(cell) else { continue };
        let codes = CODEBOOK.fields(cell.entity())[cell.field].codes.len() as u8;
        let each: Vec<Datum> = match datum {
            Datum::Bool(_) => vec![Datum::Bool(false), Datum::Bool(true)],
            Datum::Code(_) => (0..codes).map(Datum::Code).collect(),
            _ => continue,
        };
        let level = Cell { field: level, ..cell };
        let attends = told.clone().cell(level).is_some();
        let answers: Vec<Vec<(Cell, Option<Datum>)>> = if cell.member.is_none()
            || ![attending, level.field].contains(&cell.field)
        {
            each.into_iter().map(|datum| vec![(cell, Some(datum))]).collect()
        } else if cell.field == level.field {
            if told.clone().cell(Cell { field: attending, ..cell }).is_none() {
                continue;
            }
            each.into_iter().map(|datum| vec![(cell, Some(datum))]).collect()
        } else if attends {
            vec![vec![(cell, Some(Datum::Bool(true)))]]
        } else {
            let levels = CODEBOOK.member[level.field].codes.len() as u8;
            let with = (0..levels).map(|code| vec![(cell, Some(Datum::Bool(true))), (level, Some(Datum::Code(code)))]);
            std::iter::once(vec![(cell, Some(Datum::Bool(false))), (level, None)]).chain(with).collect()
        };
        if all.len() < most && product * answers.len() <= MOST {
            product *= answers.len();
            *told.cell(cell) = None;
            all.push(Open { answers });
        }
    }
    all
}

fn exact(id: &str, facts: &Facts, order: u64, most: usize) -> TestCaseResult {
    let standard = standard(id, facts.review);
    let mut told = told_once(facts, id);
    let open = open(&mut told, order, most);
    let seen = see(&standard, &told).outcome;
    let indicators = standard.rules.indicators.len();
    let mut reached = ClassSet::default();
    let mut truths = vec![(false, false); indicators];
    let mut ways: Vec<Told> = vec![told.clone()];
    for question in &open {
        ways = ways
            .iter()
            .flat_map(|told| {
                question.answers.iter().map(|answer| {
                    let mut told = told.clone();
                    answer.iter().for_each(|(cell, datum)| *told.cell(*cell) = *datum);
                    told
                })
            })
            .collect();
    }
    for told in &ways {
        let outcome = see(&standard, told).outcome;
        reached.0 |= outcome.possible.0;
        for (index, truth) in truths.iter_mut().enumerate() {
            match outcome.indicators.get(index) {
                Truth::True => truth.1 = true,
                Truth::False => truth.0 = true,
                Truth::Unknown => *truth = (true, true),
            }
        }
    }
    prop_assert_eq!(reached, seen.possible, "{:?}\n{}", class_ids(&standard, &seen), describe(&told));
    for (index, truth) in truths.into_iter().enumerate() {
        let found = seen.indicators.get(index);
        let id = &standard.rules.indicators[index].id;
        prop_assert_eq!(
            (found != Truth::True, found != Truth::False),
            truth,
            "{} is {}\n{}",
            id,
            found,
            describe(&told)
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(384))]

    #[test]
    fn decree_07_2021((facts, order, most) in household("decree-07-2021")) {
        exact("decree-07-2021", &facts, order, most)?;
    }

    #[test]
    fn decision_59_2015((facts, order, most) in household("decision-59-2015")) {
        exact("decision-59-2015", &facts, order, most)?;
    }

    #[test]
    fn decree_351_2025((facts, order, most) in household("decree-351-2025")) {
        exact("decree-351-2025", &facts, order, most)?;
    }
}
