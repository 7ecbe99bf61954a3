//! On households of which everything is known the program and a second, independent reading of Decree 07/2021/NĐ-CP agree:
//! on the class, on each of the twelve indicators and on their number.

use proptest::prelude::*;

use crate::support::decree_07::judge;
use crate::support::facts::{Facts, Ways, facts, reviews};
use crate::support::{Told, class_ids, describe, see, standard};

fn household() -> impl Strategy<Value = Facts> {
    prop::sample::select(reviews("decree-07-2021")).prop_flat_map(|review| facts(review, 7))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn the_program_and_the_second_opinion_agree(facts in household(), all_ways in any::<bool>()) {
        let standard = standard("decree-07-2021", facts.review);
        let mut told = Told::nothing(facts.people.len());
        let ways = if all_ways { Ways::All } else { Ways::Raw };
        facts.steps(&standard, ways).into_iter().for_each(|step| told.tell(step));
        let outcome = see(&standard, &told).outcome;
        let judgement = judge(&facts);
        for (index, deprived) in judgement.deprived.iter().enumerate() {
            let found = outcome.indicators.get(index);
            let id = &standard.rules.indicators[index].id;
            prop_assert_eq!(found, (*deprived).into(), "{} on {}\n{}", id, facts.review, describe(&told));
        }
        prop_assert_eq!(class_ids(&standard, &outcome), [judgement.class], "{}", describe(&told));
        let count = judgement.deprived.iter().filter(|deprived| **deprived).count();
        prop_assert_eq!((outcome.indicators.deprived() as usize, outcome.indicators.unknown()), (count, 0));
    }
}
