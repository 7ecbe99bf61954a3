//! Commands typed wrong.

use crate::program::Folder;

#[test]
fn a_standard_that_is_not_there() {
    let folder = Folder::with_points();
    folder
        .refused(&["summary", "points.csv", "--rules", "decre-07-2021"], &["`decre-07-2021`"])
        .says(&["did you mean `decree-07-2021`?", "decision-59-2015, decree-07-2021, decree-351-2025"]);
    folder.refused(&["rules", "show", "decree-7"], &["`decree-7`", "decree-07-2021"]);
    folder.refused(&["summary", "points.csv", "--rules", ""], &["``", "decree-07-2021"]);
}

#[test]
fn a_date_outside_every_standard() {
    let folder = Folder::with_points();
    let years = ["decision-59-2015` 2016–2021", "decree-07-2021` 2022–2026", "decree-351-2025` 2027–2030"];
    for line in [["--date", "1999-01-01"], ["--date", "2031-01-01"], ["--year", "2015"], ["--year", "2031"]] {
        folder.refused(&["summary", "points.csv", line[0], line[1]], &years).says(&["no built-in standard applies to"]);
    }
    let line = ["summary", "points.csv", "--rules", "decree-07-2021", "--date", "2027-01-01"];
    folder.refused(&line, &["`decree-07-2021`", "2022-01-01", "2026-12-31", "2027-01-01"]);
}

#[test]
fn dates_and_years_that_are_none() {
    let folder = Folder::with_points();
    for (option, value, expected) in [
        ("--date", "2022-13-01", "for example 2022-09-01"),
        ("--date", "01/09/2022", "for example 2022-09-01"),
        ("--date", "2022-02-30", "for example 2022-09-01"),
        ("--date", "", "for example 2022-09-01"),
        ("--year", "22", "a year of four digits"),
        ("--year", "99999999999", "a year of four digits"),
        ("--year", "last", "a year of four digits"),
        ("--number-format", "fr", "1.500,5"),
        ("--set", "x", "expected a setting and its choice"),
        ("--color", "blue", "auto"),
        ("--lang", "fr", "vi"),
    ] {
        folder.run(&["summary", "points.csv", option, value]).code(2).says(&["error: ", option, expected]);
    }
    folder
        .run(&["summary", "points.csv", "--date", "2022-09-01", "--year", "2022"])
        .code(2)
        .says(&["--date", "--year"]);
}

#[test]
fn an_expression_with_a_slip() {
    let folder = Folder::with_points();
    let where_is = |text: &str, words: &[&str]| {
        let ran = folder.refused(&["summary", "points.csv", &format!("--where={text}")], &["--where:1:"]);
        ran.says(words)
    };
    where_is("are = 'rural'", &["nothing is called `are`", "did you mean `area`?", "--where:1:1"]);
    where_is("area = 'rurl'", &["`rurl`", "'rural'", "--where:1:8"]);
    where_is("area = ", &["expected a value"]);
    where_is("", &["expected a value"]);
    where_is("b1", &["expected a yes/no value"]);
    where_is("b1 * persons * income_month * income_year > 1", &["cannot be multiplied"]);
    where_is(&"(".repeat(50_000), &["error"]);
    where_is(&"not ".repeat(20_000), &["error"]);
    where_is(&format!("{}1{} > 0", "-(".repeat(5000), ")".repeat(5000)), &["error"]);
}

#[test]
fn a_field_that_cannot_be_counted_by() {
    let folder = Folder::with_points();
    folder.refused(&["summary", "points.csv", "--by", "persons"], &["`persons`", "--by"]).says(&["cannot count by"]);
    folder.refused(&["summary", "points.csv", "--by", "comune"], &["`comune`"]).says(&["did you mean `commune`?"]);
    folder.refused(&["summary", "points.csv", "--by", ""], &["--by"]);
    folder.refused(&["summary", "points.csv", "--by", "commune,"], &["--by"]);
    folder.refused(&["summary", "points.csv", "--by", "commune,commune"], &["`commune`", "--by"]);
    folder.refused(&["summary", "points.csv", "--by", "none,commune"], &["`none`", "--by"]);
    folder.run(&["summary", "points.csv", "--by", "area"]).code(0);
}

#[test]
fn a_column_that_cannot_be_sorted_by() {
    let folder = Folder::with_points();
    folder
        .refused(&["summary", "points.csv", "--sort", "poor_rat"], &["`poor_rat`"])
        .says(&["did you mean `poor_rate`?"]);
    folder.refused(&["summary", "points.csv", "--sort", "x"], &["`x`", "poor_rate"]);
    folder.refused(&["summary", "points.csv", "--of", "rich"], &["`rich`", "near_poor"]);
}

#[test]
fn a_household_that_is_not_there() {
    let folder = Folder::with_points();
    folder.refused(&["explain", "points.csv", "--household", "3"], &["`3`", "2"]).says(&["there is no household"]);
    folder.refused(&["explain", "points.csv", "--household", ""], &["``"]);
    folder.run(&["explain", "points.csv", "--household", "1"]).code(0);
}

#[test]
fn a_setting_that_is_not_there() {
    let folder = Folder::with_points();
    folder.refused(&["summary", "points.csv", "--set", "age=1"], &["`age`", "`age_from_birth_year`"]);
    folder.refused(&["summary", "points.csv", "--set", "adult_education_end=99"], &["`adult_education_end`", "31"]);
}

#[test]
fn commands_that_are_none() {
    let folder = Folder::new();
    folder.run(&[]).code(2).says(&["Usage:"]);
    folder.run(&["summary"]).code(2).says(&["INPUT"]);
    folder.run(&["sumary", "x.csv"]).code(2).says(&["'summary'"]);
    folder.run(&["summary", "x.csv", "--formt", "csv"]).code(2).says(&["--formt", "--format"]);
    folder.run(&["sample", "--households", "-5", "-o", "x.csv"]).code(2);
}
