//! Filling in a missing answer never yields a class that was not in `possible_classes`, and never turns over an
//! indicator that was certain.
//!
//! A complete household is made up first and its answers taken out at random; then they come back one after the other.
//! All of them go back to the same facts (see [`crate::support::facts`]), as an answer that contradicts the others is not
//! filling in but a data problem, which a precedence settles.

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use crate::support::facts::{Facts, Ways, facts, reviews, some_ways};
use crate::support::{Told, describe, not_narrower, see, shuffled, standard};

/// A household, in which ways it is told, a seed for the order of its answers, and how many of a thousand are there from
/// the start.
fn case(id: &'static str) -> impl Strategy<Value = (Facts, Ways, u64, usize)> {
    let household = prop::sample::select(reviews(id)).prop_flat_map(|review| facts(review, 4));
    (household, some_ways(), any::<u64>(), 0usize..1000)
}

fn narrows(id: &str, facts: &Facts, ways: Ways, order: u64, start: usize) -> TestCaseResult {
    let standard = standard(id, facts.review);
    let steps = shuffled(facts.steps(&standard, ways), order);
    let (told_before, missing) = steps.split_at(steps.len() * start / 1000);
    let mut told = Told::nothing(facts.people.len());
    told_before.iter().for_each(|step| told.tell(*step));
    let end = {
        let mut all = told.clone();
        missing.iter().for_each(|step| all.tell(*step));
        see(&standard, &all)
    };
    // Under Decree 07 a recorded income is not told by B1 as long as the area is missing, so that telling the income can
    // open what B1 had settled; never beyond what the end can be.
    let step_by_step = id != "decree-07-2021";
    let mut before = see(&standard, &told);
    for step in missing {
        let earlier = told.clone();
        told.tell(*step);
        let after = see(&standard, &told);
        let mut wrong = not_narrower(&standard, &before, &end);
        if step_by_step {
            wrong.extend(not_narrower(&standard, &before, &after));
        }
        prop_assert!(
            wrong.is_empty(),
            "{step:?}: {}\nbefore:\n{}after:\n{}",
            wrong.join("; "),
            describe(&earlier),
            describe(&told)
        );
        before = after;
    }
    // with every answer given, only what the standard itself leaves open is open
    let undetermined = before.outcome.undetermined();
    let by_the_standard = ways == Ways::Points || id == "decree-351-2025";
    prop_assert!(!undetermined || by_the_standard, "undetermined:\n{}", describe(&told));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn decree_07_2021((facts, ways, order, start) in case("decree-07-2021")) {
        narrows("decree-07-2021", &facts, ways, order, start)?;
    }

    #[test]
    fn decision_59_2015((facts, ways, order, start) in case("decision-59-2015")) {
        narrows("decision-59-2015", &facts, ways, order, start)?;
    }

    #[test]
    fn decree_351_2025((facts, ways, order, start) in case("decree-351-2025")) {
        narrows("decree-351-2025", &facts, ways, order, start)?;
    }
}
