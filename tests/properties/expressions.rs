//! Whatever expression is written: what it can be with answers missing holds what it is with all of them. Without
//! `coalesce` and `is known`, which ask whether an answer is there and so may change their value when it comes.

use jiff::civil::date;
use proptest::prelude::*;
use rasoat::classify::{Answers, Evaluator, Lanes, Questions};
use rasoat::lang::{Value, check, parse};
use rasoat::rules::outcome_names;

use crate::batches::surveys;
use crate::support::facts::{Ways, facts};
use crate::support::{Told, batch, describe, holds, shuffled, standard};

/// A yes/no expression about a member, as text.
fn of_member() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "works",
            "insured",
            "stunted",
            "attending",
            "monthly_allowance",
            "wants_work",
            "television"
        ])
        .prop_map(String::from),
        (prop::sample::select(vec!["<", "<=", "=", "<>", ">", ">="]), 0..70)
            .prop_map(|(sign, age)| format!("age {sign} {age}")),
        (0..40, 0..40).prop_map(|(low, more)| format!("age between {low} and {}", low + more)),
        Just("highest_education in ('none', 'primary', 'college')".to_owned()),
        Just("highest_education = 'lower_secondary'".to_owned()),
        Just("birth_date >= date '2000-03-01'".to_owned()),
        (2..30).prop_map(|n| format!("2 * age - {n} > persons * {n}")),
    ];
    leaf.prop_recursive(3, 12, 3, connected).boxed()
}

fn connected(inner: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let two = || (inner.clone(), inner.clone());
    prop_oneof![
        inner.clone().prop_map(|a| format!("not ({a})")),
        two().prop_map(|(a, b)| format!("({a} and {b})")),
        two().prop_map(|(a, b)| format!("({a} or {b})")),
        two().prop_map(|(a, b)| format!("(({a}) = ({b}))")),
        (inner.clone(), inner.clone(), inner.clone())
            .prop_map(|(a, b, c)| format!("case when {a} then {b} else {c} end")),
    ]
    .boxed()
}

/// A number about the household. Ages are the only unit, so that sums are sound.
fn number() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        (-20i64..80).prop_map(|n| n.to_string()),
        Just("persons".to_owned()),
        Just("count(member)".to_owned()),
        of_member().prop_map(|filter| format!("count(member where {filter})")),
        (prop::sample::select(vec!["sum", "min", "max"]), of_member())
            .prop_map(|(aggregate, filter)| format!("{aggregate}(member.age where {filter})")),
        Just("count_true(television, radio, area = 'rural', wall = 'non_durable')".to_owned()),
    ];
    leaf.prop_recursive(3, 10, 2, |inner| {
        let two = || (inner.clone(), inner.clone());
        prop_oneof![
            two().prop_map(|(a, b)| format!("({a} + {b})")),
            two().prop_map(|(a, b)| format!("({a} - ({b}))")),
            (inner.clone(), -5..9).prop_map(|(a, n)| format!("({n} * {a})")),
            (inner.clone(), 1..9).prop_map(|(a, n)| format!("({a} / {n})")),
            inner.clone().prop_map(|a| format!("({a} / persons)")),
            inner.clone().prop_map(|a| format!("-({a})")),
        ]
    })
    .boxed()
}

/// An expression about the household.
fn expression() -> impl Strategy<Value = String> {
    let compared = (number(), prop::sample::select(vec!["<", "<=", "=", "<>", ">", ">="]), number());
    let truth = prop_oneof![
        of_member().prop_map(|filter| format!("any(member where {filter})")),
        compared.prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (number(), number(), number()).prop_map(|(a, b, c)| format!("{a} between {b} and {c}")),
        prop::sample::select(vec![
            "area = 'rural'",
            "wall = 'non_durable'",
            "water_source not in ('piped', 'rain')",
            "television",
            "floor_area < 8 * persons",
            "income_per_person <= poverty_line",
            "starts_with(commune, 'xã')",
        ])
        .prop_map(String::from),
    ];
    let truth = truth.prop_recursive(2, 8, 3, connected);
    let chosen =
        (truth.clone(), number(), number()).prop_map(|(a, b, c)| format!("case when {a} then {b} else {c} end"));
    let code = truth
        .clone()
        .prop_map(|a| format!("case when {a} then area when television then 'urban' else 'rural' end = 'rural'"));
    prop_oneof![3 => truth, 2 => number(), 1 => chosen, 1 => code]
}

/// Any expression, those too that ask whether an answer is there.
fn any_expression() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => expression(),
        1 => (number(), number()).prop_map(|(a, b)| format!("coalesce({a}, {b})")),
        1 => number().prop_map(|a| format!("({a}) is known")),
        1 => of_member().prop_map(|a| format!("count(member where (({a}) is known))")),
    ]
}

/// Each member as a household of one, with its household's number; every so many-th member, from one on.
fn members_alone(all: &[Told], from: usize, step: usize) -> (Vec<Told>, Vec<u32>) {
    let listed = (0u32..).zip(all).filter(|(_, told)| told.listed);
    let members = listed.flat_map(|(at, told)| {
        told.members.iter().map(move |member| (Told { members: vec![member.clone()], ..told.clone() }, at))
    });
    members.skip(from).step_by(step).unzip()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Many rows at once are each row by itself, with members at hand and with members that were reduced before.
    #[test]
    fn lanes_are_rows(survey in surveys(), text in any_expression(), times in 1usize..12) {
        let all: Vec<Told> = std::iter::repeat_n(survey, times).flatten().collect();
        let standard = standard("decree-07-2021", date(2022, 9, 1));
        let parsed = parse(&text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
        let typed = check(&parsed, &outcome_names(&standard.rules), None).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
        let whole = batch(&all);
        let mut evaluator = Evaluator::new(&standard, &whole);
        let mut lanes = Lanes::of_batch(&standard, &whole);
        let values = lanes.values(&typed);
        for (household, told) in all.iter().enumerate() {
            evaluator.go_to(household);
            prop_assert_eq!(values(household), evaluator.value(&typed), "{}\n{}", text, describe(told));
        }
        // where members are asked of what is asked of members they are kept
        let Some(questions) = Questions::new(&standard, &[&typed]) else { return Ok(()) };
        let mut reduced = questions.begin(all.len());
        for from in 0..2 {
            let (members, of) = members_alone(&all, from, 2);
            let part = batch(&members);
            reduced.add(questions.reduce(&mut Lanes::of_members(&standard, &part.members, &part.households), &of));
        }
        let answers = Answers { questions: &questions, reduced: &reduced, first: 0 };
        let reduced_values = Lanes::of_households(&standard, &whole.households, answers).values(&typed);
        for (household, told) in all.iter().enumerate() {
            prop_assert_eq!(reduced_values(household), values(household), "reduced: {}\n{}", text, describe(told));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn what_is_possible_holds_what_comes_true(
        facts in facts(date(2022, 9, 1), 3),
        text in expression(),
        order in any::<u64>(),
        part in 0usize..1000,
    ) {
        let standard = standard("decree-07-2021", facts.review);
        let parsed = parse(&text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
        let typed = check(&parsed, &outcome_names(&standard.rules), None).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
        let steps = shuffled(facts.steps(&standard, Ways::Raw), order);
        let (mut some, mut all) = (Told::nothing(facts.people.len()), Told::nothing(facts.people.len()));
        steps.iter().for_each(|step| all.tell(*step));
        steps[..steps.len() * part / 1000].iter().for_each(|step| some.tell(*step));
        let (some_batch, all_batch) = (some.batch(), all.batch());
        let was = Evaluator::new(&standard, &some_batch).value(&typed);
        let is = Evaluator::new(&standard, &all_batch).value(&typed);
        prop_assert!(holds(was, is), "{text}: {was:?} became {is:?}\n{}{}", describe(&some), describe(&all));
        if let Value::Number(number) = was {
            prop_assert!(number.low <= number.high);
        }
    }
}
