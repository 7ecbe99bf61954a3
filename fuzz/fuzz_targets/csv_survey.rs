//! Any bytes as a household file; and, cut at the first `~~~` line, as a household file and a member file. Whatever opens
//! is described, read and classified under the decree, and every row is accounted for.

#![no_main]

use std::cell::LazyCell;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use rasoat::classify::{Evaluator, Lanes, findings};
use rasoat::io::read::{Input, Row};
use rasoat::lang::Entity;
use rasoat::rules::{ReviewDate, Standard};
use rasoat::survey::codebook::Codebook;
use rasoat::survey::codebook_file::default_codebook;
use rasoat::survey::{NumberFormat, Survey, SurveyError, SurveyOptions};
use rasoat::text::Language;

const CUT: &[u8] = b"\n~~~\n";

thread_local! {
    static WORLD: LazyCell<(Arc<Codebook>, Standard)> = const { LazyCell::new(world) };
}

fn world() -> (Arc<Codebook>, Standard) {
    let codebook = Arc::new(default_codebook().expect("the built-in codebook is good"));
    let built_in = rasoat::rules::BUILT_IN.iter().find(|built_in| built_in.id == "decree-07-2021");
    let built_in = built_in.expect("the decree is built in");
    let (rules, _) = rasoat::rules::load(built_in.source, built_in.text, &codebook);
    let review = ReviewDate { date: jiff::civil::date(2022, 9, 1), fixed: false };
    let standard = Standard::new(Arc::new(rules.expect("the decree is good")), review, &[]);
    (codebook, standard.expect("the day is within the decree's validity"))
}

/// Rows of a sheet that are not blank, counted without the survey stage.
fn filled_rows(inputs: &[Input], file: &str, name: &str) -> Option<u64> {
    let input = inputs.iter().find(|input| input.name() == file)?;
    let sheet = input.sheets().iter().position(|sheet| sheet.name == name)?;
    let mut rows = input.rows(sheet).ok()?;
    let (mut row, mut count) = (Row::default(), 0);
    while rows.read(&mut row).ok()? {
        count += u64::from(!row.is_blank());
    }
    Some(count)
}

fn survey(inputs: &[Input], format: Option<NumberFormat>) {
    WORLD.with(|world| {
        let (codebook, standard) = &**world;
        let survey = match Survey::open(inputs, codebook, SurveyOptions { format, ..SurveyOptions::default() }) {
            Ok(survey) => survey,
            Err(error) => return described(&error),
        };
        for sheet in survey.layout() {
            (0..sheet.columns.len()).for_each(|column| drop(sheet.column_label(column)));
        }
        survey.review_years();
        let (mut batches, mut classified, mut undetermined, mut rejected, mut members) = (0, 0, 0, 0, 0);
        let counts = survey.read::<SurveyError>(3, &|_, _| true, &mut |batch, problems| {
            batches += 1;
            members += batch.members.len() as u64;
            for problem in problems {
                survey.describe(problem.place);
                let _ = [Language::Vi, Language::En].map(|language| problem.kind.message(language));
            }
            let outcomes = Lanes::of_batch(standard, &batch).outcomes(standard, &batch.rejected);
            let mut evaluator = Evaluator::new(standard, &batch);
            for (household, outcome) in outcomes.iter().enumerate() {
                evaluator.go_to(household);
                for found in findings(&mut evaluator, standard, &batch, household, outcome, survey.has_members()) {
                    found.kind.message(Language::Vi);
                }
                match (outcome.rejected, outcome.undetermined()) {
                    (true, _) => rejected += 1,
                    (_, true) => undetermined += 1,
                    _ => classified += 1,
                }
            }
            Ok(())
        });
        let counts = match counts {
            Ok(counts) => counts,
            Err(error) => return described(&error),
        };
        assert_eq!(counts.household_rows, classified + undetermined + rejected);
        assert_eq!(counts.rejected, rejected);
        assert_eq!(counts.joined_members, members);
        assert_eq!(counts.member_rows, members + counts.orphan_members + counts.members_without_id);
        assert!(batches <= counts.household_rows / 3 + 2 + inputs.len() as u64);
        // no row is lost: each is data or of a kind without
        for counts in &counts.sheets {
            let sheet = survey.sheet(counts.sheet);
            if let Some(rows) = filled_rows(inputs, &sheet.file, &sheet.sheet) {
                assert_eq!(counts.rows.rows, rows);
            }
            if !sheet.holds(Entity::Member) {
                assert_eq!(counts.rows.data(), counts.households);
            }
        }
    });
}

fn described(error: &SurveyError) {
    for language in [Language::Vi, Language::En] {
        assert!(!error.message(language).is_empty());
        error.help(language);
    }
}

fn open(name: &str, mut bytes: &[u8]) -> Option<Input> {
    match Input::from_reader(name, &mut bytes) {
        Ok(input) => Some(input),
        Err(error) => {
            for language in [Language::Vi, Language::En] {
                assert!(!error.message(language).is_empty());
                error.help(language);
            }
            None
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let cut = bytes.windows(CUT.len()).position(|window| window == CUT);
    match cut {
        None => {
            if let Some(input) = open("households.csv", bytes) {
                survey(&[input], None);
            }
        }
        Some(at) => {
            let pair = (open("households.csv", &bytes[..=at]), open("members.csv", &bytes[at + CUT.len()..]));
            if let (Some(households), Some(members)) = pair {
                let format = if bytes.len() % 2 == 0 { None } else { NumberFormat::from_name("vi") };
                survey(&[members, households], format);
            }
        }
    }
});
