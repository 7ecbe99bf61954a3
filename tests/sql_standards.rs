//! The SQL of every standard, run by SQLite over the households of the standard's own cases, gives the program's outcomes.

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use common::database;
use rasoat::classify::Lanes;
use rasoat::lang::Truth;
use rasoat::rules::model::RuleTest;
use rasoat::rules::sql::standard_sql;
use rasoat::rules::{self, BUILT_IN, ReviewDate, Rules, Standard};
use rasoat::survey::batch::{Batch, Column, Members, Rows};
use rasoat::survey::codebook_file::default_codebook;

/// Whether tables can tell the batch: every date a day or nothing, no household with a list of nobody.
fn tellable(batch: &Batch) -> bool {
    let days = |rows: &Rows| {
        rows.columns.iter().flatten().all(|column| match column {
            Column::Date(dates) => (0..dates.len()).filter_map(|row| dates.get(row)).all(|date| date.known().is_some()),
            _ => true,
        })
    };
    let somebody = |members: &Members| !matches!(members, Members::Listed { start, end } if start == end);
    days(&batch.households) && days(&batch.members) && batch.of_household.iter().all(somebody)
}

#[test]
fn the_sql_of_every_standard_agrees_on_its_cases() {
    let codebook = Arc::new(default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false))));
    for built_in in BUILT_IN {
        let rules = Arc::new(rules::load(built_in.source, built_in.text, &codebook).0.expect("a standard"));
        // Cases of the same day and settings share a query.
        let mut groups: Vec<(&RuleTest, Vec<(&RuleTest, &Batch)>)> = Vec::new();
        for case in &rules.tests {
            let batches = case.cases.iter().map(|(_, batch)| (case, batch)).filter(|(_, batch)| tellable(batch));
            match groups.iter_mut().find(|(of, _)| of.date == case.date && of.settings == case.settings) {
                Some((_, group)) => group.extend(batches),
                None => groups.push((case, batches.collect())),
            }
        }
        let run: usize = groups.iter().map(|(first, group)| compare(&rules, first, group)).sum();
        assert!(run > 20, "{}: only {run} households", rules.id);
    }
}

/// Compares the outcomes of cases that are reviewed alike, and says how many households they have.
fn compare(rules: &Arc<Rules>, first: &RuleTest, cases: &[(&RuleTest, &Batch)]) -> usize {
    let settings: Vec<(String, String)> = first
        .settings
        .iter()
        .map(|(setting, answer)| (rules.settings[*setting].id.clone(), answer.word.clone()))
        .collect();
    let review = ReviewDate { date: first.date, fixed: false };
    let standard = Standard::new(Arc::clone(rules), review, &settings).expect("a case of the standard's time");
    let batches: Vec<&Batch> = cases.iter().map(|(_, batch)| *batch).collect();
    let db = database(&batches, &rules.codebook);
    let found = answers(&db, &standard_sql(&standard), &standard);
    let mut run = 0;
    for (case, batch) in cases {
        for outcome in Lanes::of_batch(&standard, batch).outcomes(&standard, &batch.rejected) {
            let id = |class: usize| rules.classes[class].id.clone();
            let class = outcome.possible.only().map_or("undetermined".to_owned(), id);
            let possible: Vec<String> = outcome.possible.iter().map(id).collect();
            let indicators: Vec<Option<bool>> = (0..rules.indicators.len())
                .map(|index| match outcome.indicators.get(index) {
                    Truth::Unknown => None,
                    truth => Some(truth.certain()),
                })
                .collect();
            assert_eq!(found[&run], (class, possible.join("|"), indicators), "{}: {}", rules.id, case.says);
            run += 1;
        }
    }
    assert_eq!(found.len(), run);
    run
}

type Answer = (String, String, Vec<Option<bool>>);

fn answers(db: &rusqlite::Connection, sql: &str, standard: &Standard) -> BTreeMap<usize, Answer> {
    let mut query = db.prepare(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    let mut rows = query.query([]).expect("an answer");
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next().unwrap_or_else(|error| panic!("{error}\n{sql}")) {
        let household: i64 = row.get("household_id").expect("an id");
        let text = |name: &str| row.get::<_, String>(name).expect("a text");
        let indicators = standard.rules.indicators.iter();
        let indicators = indicators.map(|indicator| row.get(indicator.id.as_str()).expect("a truth")).collect();
        found.insert(household as usize, (text("class"), text("possible_classes"), indicators));
    }
    found
}
