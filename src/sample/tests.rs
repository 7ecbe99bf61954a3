//! The generator over the codebook of the repository: same bytes, shares that are plausible, answers that show what was
//! drawn.

use super::*;

pub(super) fn codebook() -> Codebook {
    let text = include_str!("../../rules/codebook.toml");
    crate::survey::codebook_file::load("rules/codebook.toml", text).expect("the codebook is sound")
}

fn csv(options: &Options) -> (String, String) {
    let (mut households, mut members) = (Vec::new(), Vec::new());
    write_csv(&codebook(), options, &mut households, &mut members).expect("bytes take everything");
    (String::from_utf8(households).expect("utf-8"), String::from_utf8(members).expect("utf-8"))
}

#[test]
fn the_same_options_give_the_same_bytes() {
    let options = Options { households: 40, ..Options::default() };
    assert_eq!(csv(&options), csv(&options));
    let workbook = || {
        let mut bytes = Vec::new();
        write_xlsx(&codebook(), &options, &mut bytes).expect("bytes take everything");
        bytes
    };
    assert_eq!(workbook(), workbook());
    assert_ne!(csv(&options), csv(&Options { seed: 2023, ..options }));
}

#[test]
fn missing_answers_leave_the_others_as_they_are() {
    let none = Options { households: 60, missing_per_mille: 0, ..Options::default() };
    let some = Options { missing_per_mille: 100, ..none.clone() };
    let (whole, gaps) = (csv(&none), csv(&some));
    let mut missing = 0;
    for (whole, gaps) in [(&whole.0, &gaps.0), (&whole.1, &gaps.1)] {
        let records = |text: &str| -> Vec<::csv::StringRecord> {
            ::csv::Reader::from_reader(text.as_bytes()).records().map(|r| r.expect("csv")).collect()
        };
        let (whole, gaps) = (records(whole), records(gaps));
        assert_eq!(whole.len(), gaps.len());
        for (whole, gaps) in whole.iter().zip(&gaps) {
            for (whole, gap) in whole.iter().zip(gaps) {
                assert!(whole == gap || gap.is_empty(), "{whole} {gap}");
                missing += usize::from(whole != gap);
            }
        }
    }
    assert!(missing > 200, "{missing}");
}

#[test]
fn every_way_has_the_same_households() {
    let options = Options { households: 50, missing_per_mille: 0, headers: Headers::Machine, ..Options::default() };
    let ids = |way| -> Vec<String> {
        let (households, _) = csv(&Options { way, ..options.clone() });
        households.lines().map(|line| line.split(',').next().unwrap_or("").to_string()).collect()
    };
    let raw = ids(Way::Raw);
    assert_eq!((raw[0].as_str(), raw[1].as_str(), raw.len()), ("household_id", "14-119-01-0001", 51));
    assert_eq!(raw, ids(Way::Points));
    assert_eq!(raw, ids(Way::Recorded));
}

#[test]
fn no_households_are_a_header_alone() {
    for way in [Way::Raw, Way::Points, Way::Recorded] {
        let (households, members) = csv(&Options { households: 0, way, ..Options::default() });
        assert_eq!(households.lines().count(), 1);
        assert_eq!(members.lines().count(), usize::from(way == Way::Raw));
    }
}

#[test]
fn what_cannot_be_made_up_is_said() {
    let refused = |options: &Options, codebook: &Codebook| {
        write_csv(codebook, options, Vec::new(), Vec::new()).expect_err("refused").to_string()
    };
    let options = Options { households: 30, ..Options::default() };
    let whole = codebook();
    assert_eq!(
        refused(&Options { review_year: 1899, ..options.clone() }, &whole),
        "review year 1899 is outside 2000 to 2100"
    );
    assert_eq!(
        refused(&Options { missing_per_mille: 1001, ..options.clone() }, &whole),
        "1001 of 1000 answers cannot be missing"
    );
    let mut lacking = codebook();
    lacking.household.retain(|field| field.id != "roof");
    assert_eq!(refused(&options, &lacking), "the codebook has no field `roof`, which a made-up survey needs");
    let mut lacking = codebook();
    for field in lacking.household.iter_mut().filter(|field| field.id == "area") {
        field.codes.retain(|code| code.id != "urban");
    }
    assert_eq!(
        refused(&options, &lacking),
        "the codebook's field `area` has no code `urban`, which a made-up survey needs"
    );
    let too_many = Options { households: 1_048_576, ..options };
    let error = write_xlsx(&whole, &too_many, Vec::new()).expect_err("refused");
    assert_eq!(error.to_string(), "a sheet of a workbook holds 1048575 rows at most; write csv files instead");
}

/// Low incomes in about 20 to 35 of 100 households, more in zone III, fewer in the township; most of them with three or
/// more deprivations, and those on every number from none to many.
#[test]
fn shares_are_plausible() {
    let mut low = [(0u32, 0u32); 3];
    let mut lists = [0u32; 13];
    let mut each = [0u32; 12];
    let villages = place::villages(15_000);
    for (number, village) in villages.iter().flat_map(|v| (0..v.households).map(move |n| (n, v))) {
        let mut random = Random::stream(11, u64::from(village.commune_number) * 100_000 + village.before + number);
        let household = Household::draw(&mut random, village, number, 4, 2022);
        let group = if village.commune.town { 0 } else { 1 + usize::from(village.commune.zone == "3") };
        let is_low = household.income_month <= deprivation::line(village.commune) * household.persons();
        low[group].0 += u32::from(is_low);
        low[group].1 += 1;
        if is_low {
            lists[household.deprivations.count() as usize] += 1;
        }
        for (indicator, count) in each.iter_mut().enumerate() {
            *count += u32::from(household.deprivations.has(indicator));
        }
    }
    let rate = |(part, all): (u32, u32)| part * 100 / all;
    let all = low.iter().fold((0, 0), |sum, next| (sum.0 + next.0, sum.1 + next.1));
    assert!((20..=35).contains(&rate(all)), "{low:?}");
    assert!(rate(low[0]) < 10 && rate(low[1]) < 25 && rate(low[2]) > 30, "{low:?}");
    let poor: u32 = lists[3..].iter().sum();
    assert!((50..=75).contains(&(poor * 100 / lists.iter().sum::<u32>())), "{lists:?}");
    assert!(lists[0] > 0 && lists[8..].iter().sum::<u32>() > 0, "{lists:?}");
    assert!(each.iter().all(|count| (200..8000).contains(count)), "{each:?}");
}

#[test]
fn mistakes_in_the_options_speak_both_languages() {
    for error in [Error::Year(1900), Error::Missing(2000), Error::TooManyRows { limit: 1_048_575 }] {
        assert_ne!(error.message(Language::Vi), error.message(Language::En));
        assert_eq!(error.message(Language::En), error.to_string());
    }
}
