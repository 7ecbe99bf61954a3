//! What an expression's SQL computes in SQLite is what the evaluator computes, unknown answers included.

mod common;

use std::sync::Arc;

use common::database;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rasoat::classify::Evaluator;
use rasoat::lang::sql::values_query;
use rasoat::lang::{DateSpan, Exact, Truth, Type, Typed, Value, check, parse};
use rasoat::rules::{self, ReviewDate, Standard};
use rasoat::survey::batch::{Batch, Column, Members, RowPlace, Rows};
use rasoat::survey::codebook::{Codebook, Field};
use rasoat::survey::codebook_file;

/// A field of every type, with answers missing of each. Numbers by which something is divided are powers of two, so that
/// doubles are exact.
fn codebook() -> Codebook {
    let mut text = String::from("unknown = []\nyes = [\"1\"]\nno = [\"0\"]\n");
    let area = "codes = [{ id = 'rural', title = { vi = 'a', en = 'b' } }, { id = 'urban', title = { vi = 'c', en = 'd' } }, \
                { id = 'island', title = { vi = 'e', en = 'f' } }]\ngroups = { land = ['rural', 'urban'] }";
    let sex =
        "codes = [{ id = 'male', title = { vi = 'a', en = 'b' } }, { id = 'female', title = { vi = 'c', en = 'd' } }]";
    for (entity, id, ty, more) in [
        ("household", "household_id", "text", ""),
        ("household", "persons", "count", "range = [1, 16]"),
        ("household", "income", "number", ""),
        ("household", "stock", "number", "range = [-8, 8]"),
        ("household", "founded", "number", "range = [1990, 2020]"),
        ("household", "internet", "bool", ""),
        ("household", "area", "code", area),
        ("household", "reviewed", "date", ""),
        ("household", "commune", "text", ""),
        ("household", "water", "bool", ""),
        ("member", "household_id", "text", ""),
        ("member", "insured", "bool", ""),
        ("member", "age", "number", "range = [0, 120]"),
        ("member", "sex", "code", sex),
        ("member", "born", "date", ""),
    ] {
        let title = format!("{{ vi = '{entity} {id} x', en = '{entity} {id} y' }}");
        text.push_str(&format!("\n[[{entity}]]\nid = '{id}'\ntype = '{ty}'\ntitle = {title}\n{more}\n"));
    }
    codebook_file::load("codebook.toml", &text).unwrap_or_else(|report| panic!("{}", report.render(false)))
}

const RULES: &str = r#"
[standard]
id = "made-up"
title = { vi = "a", en = "a" }
reference = "none"
valid_from = 2020-01-01
valid_to = 2024-12-31
review_day = "09-01"
precedence = "computed"

[[parameter]]
id = "line"
title = { vi = "a", en = "a" }
unit = "number"
by = "area"
values = [{ from = 2020-01-01, rural = 6, urban = 8, island = 6 }]
reference = "none"
verified = "official"

[[variable]]
id = "size"
title = { vi = "a", en = "a" }
value = "coalesce(count(member), persons)"

[[variable]]
id = "area_guess"
title = { vi = "a", en = "a" }
value = "case when internet then area when water then 'land' else unknown end"

[[variable]]
id = "child"
entity = "member"
title = { vi = "a", en = "a" }
value = "age < 16 or completed_years(born, date '2022-09-01') < 16"

[[dimension]]
id = "health"
title = { vi = "a", en = "a" }

[[indicator]]
id = "no_water"
number = 1
dimension = "health"
title = { vi = "a", en = "a" }
short = { vi = "a", en = "a" }
deprived_when = "any(member where child and not insured)"
recorded = "water"
reference = "none"
verified = "official"

[[class]]
id = "poor"
title = { vi = "a", en = "a" }
poverty = true
when = "income / size <= line and deprivations >= 1"
reference = "none"
verified = "official"

[[class]]
id = "other"
title = { vi = "a", en = "a" }
when = "not (income / size <= line and deprivations >= 1)"
reference = "none"
verified = "official"
"#;

/// A standard with a value of every kind that expressions can name.
fn standard() -> Standard {
    let (rules, report) = rules::load("rules.toml", RULES, &Arc::new(codebook()));
    let rules = Arc::new(rules.unwrap_or_else(|| panic!("{}", report.render(false))));
    let review = ReviewDate { date: date(2022, 9, 1), fixed: true };
    Standard::new(rules, review, &[]).expect("a day the rules are valid")
}

/// Numbers out of a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len() as u64) as usize]
    }

    fn day(&mut self) -> Date {
        let (year, month) = (self.pick(&[1990, 2006, 2016, 2022]), self.pick(&[1, 8, 9]));
        date(year, month, self.pick(&[1, 2, 28]))
    }
}

const WORDS: [&str; 6] = ["THỊ TRẤN Yên Châu", "Thị trấn", "thị trấn-1", "Thị trấns", "Phường 1", ""];

fn column(dice: &mut Dice, field: &Field, rows: usize) -> Column {
    let mut column = Column::for_field(field);
    for _ in 0..rows {
        if dice.roll(3) == 0 {
            column.push_unknown();
            continue;
        }
        match &mut column {
            Column::Bool(v) => v.push(dice.pick(&[Truth::True, Truth::False])),
            Column::Code(v) => v.push(dice.roll(field.codes.len() as u64) as u8),
            Column::Number(v) => v.push(Some(Exact::int(match field.id.as_str() {
                "persons" => dice.pick(&[1, 2, 4, 8]),
                "stock" => dice.pick(&[-4, -1, 2, 8]),
                "founded" => dice.pick(&[1990, 2006, 2020]),
                "age" => dice.pick(&[0, 6, 15, 16, 60]),
                _ => dice.pick(&[-3, 0, 6, 12, 16, 64]),
            }))),
            Column::Date(v) => v.push(Some(DateSpan::day(dice.day()))),
            Column::Text(v) => v.push(Some(dice.pick(&WORDS))),
        }
    }
    column
}

fn batch(dice: &mut Dice, codebook: &Codebook, households: usize) -> Batch {
    let mut of_household = Vec::new();
    let mut members = 0;
    for _ in 0..households {
        let count = dice.pick(&[0u32, 1, 2, 4]);
        of_household.push(match count {
            0 => Members::NotListed,
            count => Members::Listed { start: members, end: members + count },
        });
        members += count;
    }
    let rows = |dice: &mut Dice, fields: &[Field], count: usize| Rows {
        places: (0..count).map(|row| RowPlace { sheet: 0, row: row as u32 }).collect(),
        columns: fields.iter().map(|field| Some(column(dice, field, count))).collect(),
    };
    Batch {
        households: rows(dice, &codebook.household, households),
        members: rows(dice, &codebook.member, members as usize),
        of_household,
        rejected: vec![false; households],
    }
}

/// A random expression of each type. `member` inside an aggregate, where there is no other.
fn truth(dice: &mut Dice, depth: u32, member: bool) -> String {
    let d = depth.saturating_sub(1);
    if depth == 0 || dice.roll(6) == 0 {
        let of_member = ["insured", "child", "member.insured", "household.internet", "sex = 'male'", "age >= 16"];
        let of_household =
            ["internet", "no_water", "water", "true", "area = 'rural'", "area = 'land'", "income <= line"];
        let own = member && dice.roll(3) > 0;
        return dice.pick(if own { &of_member[..] } else { &of_household[..] }).to_owned();
    }
    let compare = dice.pick(&["=", "<>", "<", "<=", ">", ">="]);
    match dice.roll(if member { 14 } else { 15 }) {
        0 => format!("not {}", paren(truth(dice, d, member))),
        1 => format!("({}) and ({})", truth(dice, d, member), truth(dice, d, member)),
        2 => format!("({}) or ({})", truth(dice, d, member), truth(dice, d, member)),
        3 | 4 => format!("{} {compare} {}", paren(number(dice, d, member)), paren(number(dice, d, member))),
        5 => format!("{} {compare} {}", day(dice, d, member), day(dice, d, member)),
        6 => {
            let not = dice.pick(&["", "not "]);
            let (a, b, c) = (number(dice, d, member), number(dice, d, member), number(dice, d, member));
            format!("({a}) {not}between ({b}) and ({c})")
        }
        7 => {
            let not = dice.pick(&["", "not "]);
            let items = dice.pick(&["'rural'", "'land', 'island'", "'urban', 'island'", "'urban', area_guess"]);
            format!("{} {not}in ({items})", area(dice, d, member))
        }
        8 => format!("{} {} {}", area(dice, d, member), dice.pick(&["=", "<>"]), area(dice, d, member)),
        9 => {
            let what = match dice.roll(5) {
                0 => truth(dice, d, member),
                1 => number(dice, d, member),
                2 => day(dice, d, member),
                3 => area(dice, d, member),
                _ => "commune".to_owned(),
            };
            format!("({what}) is {}", dice.pick(&["known", "unknown"]))
        }
        10 => format!("({}) {} ({})", truth(dice, d, member), dice.pick(&["=", "<>"]), truth(dice, d, member)),
        11 => choice(dice, d, member, truth),
        12 => format!("coalesce({}, {})", truth(dice, d, member), truth(dice, d, member)),
        13 => dice
            .pick(&[
                "starts_with(commune, 'thị trấn')",
                "commune = 'Phường 1'",
                "starts_with(commune, 'PHƯỜNG')",
                "commune <> ''",
                "starts_with(case when internet then commune else 'Thị trấn cũ' end, 'thị  Trấn')",
            ])
            .to_owned(),
        _ => format!("any(member where {})", truth(dice, d, true)),
    }
}

fn paren(text: String) -> String {
    format!("({text})")
}

fn choice(dice: &mut Dice, d: u32, member: bool, value: fn(&mut Dice, u32, bool) -> String) -> String {
    // A condition that is a mere constant is refused.
    let condition = |dice: &mut Dice| match truth(dice, d, member) {
        text if text == "true" => "internet".to_owned(),
        text => text,
    };
    let mut text = format!("case when {} then {}", condition(dice), value(dice, d, member));
    if dice.roll(2) == 0 {
        text.push_str(&format!(" when {} then {}", condition(dice), value(dice, d, member)));
    }
    format!("{text} else {} end", value(dice, d, member))
}

fn number(dice: &mut Dice, depth: u32, member: bool) -> String {
    let d = depth.saturating_sub(1);
    if depth == 0 || dice.roll(6) == 0 {
        let all = ["persons", "income", "stock", "size", "line", "deprivations", "3", "0.5", "16", "age"];
        return dice.pick(if member { &all } else { &all[..9] }).to_owned();
    }
    let filter =
        |dice: &mut Dice| if dice.roll(3) == 0 { String::new() } else { format!(" where {}", truth(dice, d, true)) };
    match dice.roll(if member { 11 } else { 15 }) {
        0 | 1 => format!("({} {} {})", number(dice, d, member), dice.pick(&["+", "-"]), paren(number(dice, d, member))),
        2 => format!("({}) * ({})", number(dice, 0, member), number(dice, 0, member)),
        3 => format!("({}) * {}", number(dice, d, member), dice.pick(&["2", "0.5", "(-3)", "0"])),
        4 | 5 => {
            let by = dice.pick(&["2", "(-4)", "0.5", "persons", "size", "stock", "(-stock)", "(stock * persons)"]);
            format!("({}) / {by}", number(dice, 1.min(d), member))
        }
        6 => format!("(-{})", paren(number(dice, d, member))),
        7 => choice(dice, d, member, number),
        8 => format!("coalesce({}, {}, {})", number(dice, d, member), number(dice, d, member), number(dice, 0, member)),
        9 => format!("count_true({}, {}, {})", truth(dice, d, member), truth(dice, d, member), truth(dice, d, member)),
        10 => match dice.roll(2) {
            0 => format!("completed_years({}, {})", day(dice, d, member), day(dice, d, member)),
            _ => format!("(year_of({}) - 2000)", day(dice, d, member)),
        },
        11 => format!("count(member{})", filter(dice)),
        12 => format!("sum({}{})", number(dice, d, true), filter(dice)),
        13 => format!("min({}{})", number(dice, d, true), filter(dice)),
        _ => format!("max({}{})", number(dice, d, true), filter(dice)),
    }
}

fn day(dice: &mut Dice, depth: u32, member: bool) -> String {
    let d = depth.saturating_sub(1);
    match dice.roll(if depth == 0 { 4 } else { 7 }) {
        0 => format!("date '{}'", dice.day()),
        1 if member => "born".to_owned(),
        1 | 2 => "reviewed".to_owned(),
        3 => dice.pick(&["some_day_of(founded)", "some_day_of(2016)", "some_day_of(persons / 2)"]).to_owned(),
        4 => choice(dice, d, member, day),
        _ => format!("coalesce({}, {})", day(dice, d, member), day(dice, d, member)),
    }
}

fn area(dice: &mut Dice, depth: u32, member: bool) -> String {
    let d = depth.saturating_sub(1);
    match dice.roll(if depth == 0 { 3 } else { 5 }) {
        0 | 1 => "area".to_owned(),
        2 => "area_guess".to_owned(),
        3 => {
            let (condition, value) = (truth(dice, d, member), area(dice, d, member));
            let condition = if condition == "true" { "internet".to_owned() } else { condition };
            format!(
                "(case when {condition} then {} else {value} end)",
                dice.pick(&["'rural'", "'land'", "unknown", "area"])
            )
        }
        _ => format!("coalesce({}, {})", area(dice, d, member), area(dice, d, member)),
    }
}

/// A value as the columns of a query tell it.
#[derive(Debug, PartialEq)]
enum Told {
    Bool(bool, bool),
    Number(Option<f64>, Option<f64>),
    Date(String, String),
    Code(i64),
    Text(Option<String>),
}

fn evaluated(value: Value<'_>) -> Told {
    let number = |bound: Exact| bound.is_finite().then(|| bound.numerator() as f64 / bound.denominator() as f64);
    let day = |day: Date| if day.year() < 0 { "-9999-01-01".to_owned() } else { day.to_string() };
    match value {
        Value::Bool(truth) => Told::Bool(truth.certain(), truth.possible()),
        Value::Number(interval) => Told::Number(number(interval.low), number(interval.high)),
        Value::Date(span) => Told::Date(day(span.first), day(span.last)),
        Value::Code(mask) => Told::Code(mask.0 as i64),
        Value::Text(text) => Told::Text(text.map(str::to_owned)),
    }
}

fn queried(row: &rusqlite::Row<'_>, name: &str, ty: &Type) -> rusqlite::Result<Told> {
    let number = |suffix: &str| -> rusqlite::Result<Option<f64>> {
        let value: f64 = row.get(format!("{name}_{suffix}").as_str())?;
        Ok(Some(value).filter(|value| value.abs() < 1e50))
    };
    Ok(match ty {
        Type::Bool => {
            Told::Bool(row.get(format!("{name}_certain").as_str())?, row.get(format!("{name}_possible").as_str())?)
        }
        Type::Number(_) => Told::Number(number("low")?, number("high")?),
        Type::Date => Told::Date(row.get(format!("{name}_low").as_str())?, row.get(format!("{name}_high").as_str())?),
        Type::Code(_) => Told::Code(row.get(format!("{name}_mask").as_str())?),
        Type::Text => Told::Text(row.get(format!("{name}_text").as_str())?),
    })
}

fn agree(standard: &Standard, seed: u64, sources: &[String]) {
    let names = rules::outcome_names(&standard.rules);
    let codebook = &standard.rules.codebook;
    let batch = batch(&mut Dice(seed), codebook, 12);
    let typed = |source: &String| parse(source).and_then(|expr| check(&expr, &names, None));
    // Some of what is drawn has units that do not fit.
    let outputs: Vec<(String, Typed)> =
        sources.iter().enumerate().filter_map(|(i, source)| Some((format!("out{i}"), typed(source).ok()?))).collect();
    assert!(outputs.len() >= 3, "{sources:?}");
    let values = rules::sql::values(standard);
    let sql = values_query(&values, &outputs, &**codebook);
    let db = database(&[&batch], codebook);
    let mut query = db.prepare(&sql).unwrap_or_else(|error| panic!("{error}\n{sources:?}\n{sql}"));
    let mut rows = query.query([]).expect("an answer");
    let mut evaluator = Evaluator::new(standard, &batch);
    let mut seen = 0;
    while let Some(row) = rows.next().unwrap_or_else(|error| panic!("{error}\n{sources:?}\n{sql}")) {
        seen += 1;
        let household: i64 = row.get("household_id").expect("an id");
        evaluator.go_to(household as usize);
        for (name, expression) in &outputs {
            let expected = evaluated(evaluator.value(expression));
            let found =
                queried(row, name, &expression.ty).unwrap_or_else(|error| panic!("{error}: {expression}\n{sql}"));
            assert_eq!(found, expected, "household {household}: {expression}\n{sql}");
        }
    }
    assert_eq!(seen, batch.households.len());
}

thread_local! {
    static STANDARD: Standard = standard();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sqlite_computes_what_the_evaluator_computes(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let depth = 1 + dice.roll(4) as u32;
        let sources = vec![
            truth(&mut dice, depth, false),
            number(&mut dice, depth, false),
            day(&mut dice, depth, false),
            area(&mut dice, depth, false),
        ];
        STANDARD.with(|standard| agree(standard, seed, &sources));
    }
}
