//! Tallies of parts, merged in order, are the tallies of the whole; every row is counted once; no group disappears, and a
//! rate over nothing is empty.

use jiff::civil::date;
use proptest::prelude::*;
use rasoat::classify::{Lanes, Outcome};
use rasoat::lang::{check, parse};
use rasoat::report::table::{Table, TableCell};
use rasoat::rules::{Standard, outcome_names};
use rasoat::survey::batch::Batch;
use rasoat::tabulate::tables::{View, choices_of, classification, deprivations};
use rasoat::tabulate::{Grouping, Groups, Tally};
use rasoat::text::Language;

use super::batches::surveys;
use crate::support::{Told, batch, outcomes, shuffled, standard};

fn review() -> Standard {
    standard("decree-07-2021", date(2022, 9, 1))
}

fn by(standard: &Standard, names: &[&str]) -> Grouping {
    let scope = outcome_names(&standard.rules);
    let typed = |name: &&str| {
        let name = (*name).to_owned();
        (name.clone(), check(&parse(&name).expect("a name"), &scope, None).expect("a known name"))
    };
    Grouping { shown: names.iter().map(typed).collect(), hidden: Vec::new() }
}

fn add(groups: &mut Groups, standard: &Standard, grouping: &Grouping, batch: &Batch) {
    let mut lanes = Lanes::of_batch(standard, batch);
    let outcomes = lanes.outcomes(standard, &batch.rejected);
    groups.add(grouping, &mut lanes, &batch.households.places, &outcomes, &vec![true; outcomes.len()]);
}

fn count(standard: &Standard, grouping: &Grouping, survey: &[Told]) -> Groups {
    let mut groups = Groups::new(&standard.rules);
    add(&mut groups, standard, grouping, &batch(survey));
    groups
}

/// Not one of the program's own sums: outcome by outcome.
fn rows_of(groups: &[Tally]) -> [i64; 4] {
    let sum = |of: &dyn Fn(&Tally) -> i64| groups.iter().map(of).sum();
    [sum(&|t| t.rows()), sum(&|t| t.classes.iter().sum()), sum(&|t| t.undetermined), sum(&|t| t.rejected)]
}

fn tallies(standard: &Standard, survey: &[Told]) -> Vec<Tally> {
    let tally = |outcome: &Outcome| {
        let mut tally = Tally::new(standard.rules.classes.len(), standard.rules.indicators.len());
        tally.add(outcome);
        tally
    };
    outcomes(standard, &batch(survey)).iter().map(tally).collect()
}

fn merged<'a>(standard: &Standard, all: impl IntoIterator<Item = &'a Tally>) -> Tally {
    let mut sum = Tally::new(standard.rules.classes.len(), standard.rules.indicators.len());
    all.into_iter().for_each(|tally| sum.merge(tally));
    sum
}

fn cell<'a>(table: &'a Table, row: usize, id: &str) -> &'a TableCell {
    let column = table.columns.iter().position(|column| column.id == id).unwrap_or_else(|| panic!("no column {id}"));
    &table.rows[row][column]
}

fn number(table: &Table, row: usize, id: &str) -> i64 {
    match cell(table, row, id) {
        TableCell::Count(count) => *count,
        other => panic!("{id} is {other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn groups_of_parts_merge_to_the_groups_of_the_whole(
        survey in surveys(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        fields in prop::sample::subsequence(vec!["commune", "area", "toilet", "television"], 0..4),
    ) {
        let standard = review();
        let grouping = by(&standard, &fields);
        let whole = count(&standard, &grouping, &survey);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.index(survey.len() + 1)).collect();
        cuts.extend([0, survey.len()]);
        cuts.sort_unstable();
        let mut of_parts = Groups::new(&standard.rules);
        cuts.windows(2).for_each(|cut| of_parts.merge(count(&standard, &grouping, &survey[cut[0]..cut[1]])));
        prop_assert_eq!(&of_parts.groups, &whole.groups);
        prop_assert_eq!(of_parts.total(), whole.total());
    }

    #[test]
    fn settled_groups_do_not_depend_on_the_order_of_merging(
        survey in surveys(),
        order in any::<u64>(),
        fields in prop::sample::subsequence(vec!["commune", "village", "area"], 1..4),
    ) {
        let standard = review();
        let grouping = by(&standard, &fields);
        let layout = &standard.rules.codebook.layout;
        let mut whole = count(&standard, &grouping, &survey);
        let merged = whole.settle(&grouping, layout);
        let all = batch(&survey);
        let mut of_parts = Groups::new(&standard.rules);
        for household in shuffled(0..survey.len(), order) {
            let mut part = Groups::new(&standard.rules);
            add(&mut part, &standard, &grouping, &all.only(household));
            of_parts.merge(part);
        }
        prop_assert_eq!(of_parts.settle(&grouping, layout), merged);
        prop_assert_eq!(&of_parts.groups, &whole.groups);
    }

    #[test]
    fn tallies_merge_in_any_order_and_grouping(survey in surveys(), order in any::<u64>(), cut in any::<prop::sample::Index>()) {
        let standard = review();
        let all = tallies(&standard, &survey);
        let (left, right) = all.split_at(cut.index(all.len() + 1));
        let (a, b) = (merged(&standard, left), merged(&standard, right));
        let whole = merged(&standard, &all);
        prop_assert_eq!(&merged(&standard, [&a, &b]), &whole);
        prop_assert_eq!(&merged(&standard, [&b, &a]), &whole);
        prop_assert_eq!(&merged(&standard, &shuffled(all.iter().cloned(), order)), &whole);
        let nothing = merged(&standard, []);
        prop_assert_eq!(&merged(&standard, [&whole, &nothing]), &whole);
    }

    #[test]
    fn every_row_is_counted_once(survey in surveys()) {
        let standard = review();
        let groups = count(&standard, &by(&standard, &["commune"]), &survey);
        let all = outcomes(&standard, &batch(&survey));
        let of = |test: &dyn Fn(&Outcome) -> bool| all.iter().filter(|outcome| test(outcome)).count() as i64;
        let expected = [
            survey.len() as i64,
            of(&|o| !o.rejected && o.possible.len() == 1),
            of(&|o| !o.rejected && o.possible.len() != 1),
            of(&|o| o.rejected),
        ];
        let tallies: Vec<Tally> = groups.groups.iter().map(|(_, tally)| tally.clone()).collect();
        prop_assert_eq!(rows_of(&tallies), expected);
        prop_assert_eq!(expected[0], expected[1] + expected[2] + expected[3]);
        for tally in &tallies {
            for class in 0..tally.classes.len() {
                prop_assert!(tally.classes[class] <= tally.at_most[class] && tally.at_most[class] <= tally.households);
            }
            prop_assert_eq!(tally.deprived.iter().map(|d| d.households).sum::<i64>(), tally.households);
            for deprived in &tally.deprived {
                for (certain, unknown) in deprived.certain.iter().zip(&deprived.unknown) {
                    prop_assert!(certain + unknown <= deprived.households);
                }
            }
        }
    }

    #[test]
    fn no_group_disappears_and_rates_over_nothing_are_empty(survey in surveys()) {
        let standard = review();
        let grouping = by(&standard, &["commune"]);
        let groups = count(&standard, &grouping, &survey);
        let order: Vec<usize> = (0..groups.groups.len()).collect();
        let rules = &*standard.rules;
        let view = View { rules, grouping: &grouping, groups: &groups, order: &order, language: Language::En, people: false, masks: None };
        let table = classification(&view);
        prop_assert_eq!(table.rows.len(), groups.groups.len());
        for (row, (key, tally)) in groups.groups.iter().enumerate() {
            prop_assert_eq!(key.len(), 1);
            prop_assert_eq!(number(&table, row, "households"), tally.households);
            let rates = rules.classes.iter().map(|class| (format!("{}_rate", class.id), class.id.as_str()));
            for (rate, class) in rates {
                match cell(&table, row, &rate) {
                    TableCell::Empty => prop_assert_eq!(tally.households, 0),
                    TableCell::Rate(rate) => {
                        let back = i128::from(rate.numerator()) * i128::from(tally.households);
                        let counted = i128::from(number(&table, row, class)) * 100;
                        prop_assert_eq!(back, counted * i128::from(rate.denominator()));
                    }
                    other => prop_assert!(false, "{} is {:?}", rate, other),
                }
            }
        }
        let of = choices_of(rules, Language::En);
        let ids: Vec<&str> = of.iter().map(|of| of.id.as_str()).collect();
        prop_assert_eq!(&ids, &["poor", "near_poor", "poor_and_near_poor", "all"]);
        let table = deprivations(&view);
        prop_assert_eq!(table.rows.len(), groups.groups.len() * of.len());
        for row in 0..table.rows.len() {
            prop_assert_eq!(cell(&table, row, "of"), &TableCell::Text(ids[row % of.len()].to_owned()));
            let households = number(&table, row, "households");
            let mut total = 0;
            for indicator in &rules.indicators {
                total += number(&table, row, &indicator.id);
                let rate = cell(&table, row, &format!("{}_rate", indicator.id));
                prop_assert_eq!(rate == &TableCell::Empty, households == 0);
            }
            prop_assert_eq!(number(&table, row, "total"), total);
        }
    }
}
