//! Any text as an expression: what parses prints and parses again to the same tree, what passes the check against the
//! decree's names evaluates for every household of a small batch.

#![no_main]

use std::cell::LazyCell;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use rasoat::classify::Evaluator;
use rasoat::diagnostic::{Diagnostic, Report};
use rasoat::lang::{Entity, Expr, Typed, check, check_for, parse};
use rasoat::rules::{Names, ReviewDate, Standard, outcome_names};
use rasoat::survey::batch::Batch;
use rasoat::survey::codebook_file::default_codebook;
use rasoat::survey::{MemorySource, Survey, SurveyError, SurveyOptions};

const HOUSEHOLDS: &str = "\
household_id | area | commune | persons | income_month | b1 | b2 | wall | pillar | roof | housing_area | water_source | toilet | internet | health_insurance | review_date
h1 | rural | Chiềng On | 4 | 6000000 | 130 | 30 | concrete | concrete | concrete | 32 | piped | septic | 1 | 0 | 2022-09-01
h2 | urban | | | | | | | | | | | | | |
h3 | rural | Yên Sơn | 0 | 0 | 140 | 120 | wood | bamboo | thatch | 0.01 | river | none | 0 | 1 | 2022
h4 | urban | Tú Nang | 2 | 999999999999 | 0 | 0 | | bamboo | | 8 | | | | |";

const MEMBERS: &str = "\
household_id | member_number | birth_date | insured | stunted | monthly_allowance | disabled
h1 | 1 | 1970-01-01 | 1 | | 0 | 0
h1 | 2 | 2010 | 0 | 0 | |
h1 | 3 | 2019-06 | | 1 | 1 | 1
h2 | 1 | | | | |
h3 | 1 | 1901-01-01 | 1 | 0 | 1 | 0";

struct World {
    standard: Standard,
    names: Names,
    batch: Batch,
}

fn world() -> World {
    let codebook = default_codebook().expect("the built-in codebook is good");
    let sheets = MemorySource::new("memory").table("households", HOUSEHOLDS).table("members", MEMBERS);
    let sources = [sheets];
    let survey = Survey::open(&sources, &codebook, SurveyOptions::default()).expect("both sheets are recognised");
    let mut batches = Vec::new();
    let read = survey.read::<SurveyError>(100, &|_, _| true, &mut |batch, _| {
        batches.push(batch);
        Ok(())
    });
    read.expect("memory can be read");
    let built_in = rasoat::rules::BUILT_IN.iter().find(|built_in| built_in.id == "decree-07-2021");
    let built_in = built_in.expect("the decree is built in");
    let (rules, _) = rasoat::rules::load(built_in.source, built_in.text, &Arc::new(codebook));
    let rules = Arc::new(rules.expect("the decree is good"));
    let names = outcome_names(&rules);
    let review = ReviewDate { date: jiff::civil::date(2022, 9, 1), fixed: false };
    let standard = Standard::new(rules, review, &[]).expect("the day is within the decree's validity");
    World { standard, names, batch: batches.swap_remove(0) }
}

thread_local! {
    static WORLD: LazyCell<World> = const { LazyCell::new(world) };
}

/// The tree without its places: what two texts of one meaning share.
fn shape(expr: &Expr) -> String {
    let text = format!("{expr:?}");
    let mut pieces = text.split("Span { start: ");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str(piece.split_once('}').map_or(piece, |(_, rest)| rest));
    }
    out
}

fn renders(text: &str, diagnostics: Vec<Diagnostic>) {
    assert!(!diagnostics.is_empty(), "a refusal says why");
    let mut report = Report::new("--where", text);
    report.diagnostics = diagnostics;
    report.render(false);
    report.render(true);
}

fn evaluate(world: &World, typed: &Typed) {
    let printed = typed.to_string();
    let again = parse(&printed).and_then(|expr| check(&expr, &world.names, Some(&typed.ty)));
    let again = again.unwrap_or_else(|errors| panic!("`{printed}` is no longer understood: {errors:?}"));
    assert_eq!(again.to_string(), printed);
    let mut evaluator = Evaluator::new(&world.standard, &world.batch);
    for household in 0..world.batch.households.len() {
        evaluator.go_to(household);
        let value = format!("{:?}", evaluator.value(typed));
        assert_eq!(format!("{:?}", evaluator.value(&again)), value, "`{printed}`");
    }
}

fuzz_target!(|text: &str| {
    let expr = match parse(text) {
        Ok(expr) => expr,
        Err(errors) => return renders(text, errors),
    };
    let printed = expr.to_string();
    match parse(&printed) {
        Ok(again) => assert_eq!(shape(&again), shape(&expr), "`{printed}`"),
        Err(errors) => panic!("`{printed}` is no longer understood: {errors:?}"),
    }
    WORLD.with(|world| {
        match check(&expr, &world.names, None) {
            Ok(typed) => evaluate(world, &typed),
            Err(errors) => renders(text, errors),
        }
        if let Err(errors) = check_for(Entity::Member, &expr, &world.names, None) {
            renders(text, errors);
        }
    });
});
