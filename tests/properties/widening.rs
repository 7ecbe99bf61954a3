//! Widening an unknown never removes a possible class: any one answer less, and the possible classes only grow. So with
//! the indicators and with every value on the way to the class. The answers agree with each other, as in [`super::filling_in`].

use jiff::civil::Date;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use rasoat::lang::DateSpan;

use crate::support::facts::{Facts, Ways, facts, reviews, some_ways};
use crate::support::{Datum, Step, Told, describe, not_narrower, see, shuffled, standard};

fn case(id: &'static str) -> impl Strategy<Value = (Facts, Ways, u64, usize)> {
    let household = prop::sample::select(reviews(id)).prop_flat_map(|review| facts(review, 4));
    (household, some_ways(), any::<u64>(), 200usize..=1000)
}

/// An answer as widely as it can be told: a date by its month, by its year, and everything not at all.
fn wider(datum: Datum) -> Vec<Option<Datum>> {
    let mut wider = vec![None];
    if let Datum::Days(DateSpan { first, last }) = datum {
        let span = |of: fn(Date) -> Date, to: fn(Date) -> Date| {
            Some(Datum::Days(DateSpan { first: of(first), last: to(last) }))
        };
        wider.push(span(Date::first_of_month, Date::last_of_month));
        wider.push(span(Date::first_of_year, Date::last_of_year));
    }
    wider
}

fn widens(id: &str, facts: &Facts, ways: Ways, order: u64, part: usize) -> TestCaseResult {
    let standard = standard(id, facts.review);
    let mut steps = shuffled(facts.steps(&standard, ways), order);
    let mut all = Told::nothing(facts.people.len());
    steps.iter().for_each(|step| all.tell(*step));
    steps.truncate(steps.len() * part / 1000);
    let mut told = Told::nothing(facts.people.len());
    steps.iter().for_each(|step| told.tell(*step));
    // under Decree 07 an income without an area keeps B1 from deciding: there the whole household is the measure
    let now = see(&standard, if id == "decree-07-2021" { &all } else { &told });
    let grows = |less: &Told| {
        let wrong = not_narrower(&standard, &see(&standard, less), &now);
        prop_assert!(wrong.is_empty(), "{}\nwith:\n{}without:\n{}", wrong.join("; "), describe(&told), describe(less));
        Ok(())
    };
    for step in &steps {
        match *step {
            Step::List => grows(&Told { listed: false, ..told.clone() })?,
            Step::Answer(cell, datum) => {
                for wider in wider(datum) {
                    let mut less = told.clone();
                    *less.cell(cell) = wider;
                    grows(&less)?;
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn decree_07_2021((facts, ways, order, part) in case("decree-07-2021")) {
        widens("decree-07-2021", &facts, ways, order, part)?;
    }

    #[test]
    fn decision_59_2015((facts, ways, order, part) in case("decision-59-2015")) {
        widens("decision-59-2015", &facts, ways, order, part)?;
    }

    #[test]
    fn decree_351_2025((facts, ways, order, part) in case("decree-351-2025")) {
        widens("decree-351-2025", &facts, ways, order, part)?;
    }
}
