//! Types and units as tables.

use super::super::ast::Arithmetic;
use super::super::{MAX_DEPTH, TypedKind, Unit, parse, unit_of};
use super::typed;

#[test]
fn expressions_have_these_types() {
    for (source, ty) in [
        ("persons", "count"),
        ("persons + 1", "number"),
        ("persons + count(member)", "count"),
        ("income / persons", "money"),
        ("income / persons / 12", "money"),
        ("2 * income", "money"),
        ("-income", "money"),
        ("income / income", "number"),
        ("count(member where insured) / persons", "number"),
        ("floor_area / persons < 8", "yes/no"),
        ("coalesce(income, 5)", "money"),
        ("coalesce(5, unknown, income)", "money"),
        ("case when internet then 1 else income end", "money"),
        ("case when internet then 'rural' else area end = 'urban'", "yes/no"),
        ("case when internet then 'rural' else area end", "code of `area`"),
        ("review_date", "date"),
        ("year_of(review_date) - 2000", "year"),
        ("sum(member.wage where insured)", "money"),
        ("max(member.age)", "age"),
        ("max(completed_years(birth_date, review_date))", "age"),
        ("sum(case when insured then 1 else 0 end)", "number"),
        ("count_true(internet, merit, unknown)", "count"),
        ("some_day_of(2010)", "date"),
        ("starts_with(commune, 'thị trấn')", "yes/no"),
        ("any(member where merit and household.merit and internet)", "yes/no"),
        ("any(member where year_of(review_date) - birth_year >= 16)", "yes/no"),
        ("'rural' = area", "yes/no"),
        ("'urban' in (area)", "yes/no"),
        ("commune = 'Chiềng Hặc'", "yes/no"),
        ("'a'", "text"),
        ("coalesce(area, 'urban') in ('rural', 'urban')", "yes/no"),
        ("wall = 'durable'", "yes/no"),
        ("area is known", "yes/no"),
        ("(income > 5) is unknown", "yes/no"),
        ("thiếu_hụt", "yes/no"),
        // The same letters with separate accents.
        ("thie\u{302}\u{301}u_hu\u{323}t", "yes/no"),
        ("recorded.persons", "count"),
        ("INTERNET_ IS KNOWN".trim_end_matches("_ IS KNOWN").to_lowercase().as_str(), "yes/no"),
        ("internet AND NOT merit OR persons BETWEEN 1 AND 2", "yes/no"),
        ("1_500_000 >= income", "yes/no"),
    ] {
        assert_eq!(typed(source).ty.to_string(), ty, "{source}");
    }
}

#[test]
fn a_group_wins_over_the_code_of_its_name() {
    let typed = typed("wall = 'non_durable'");
    let TypedKind::Compare(_, _, right) = typed.kind else { panic!("no comparison") };
    assert!(matches!(right.kind, TypedKind::Codes { mask, .. } if mask.0 == 0b1100));
}

#[test]
fn units_of_results() {
    use Arithmetic::{Add, Divide, Multiply, Subtract};
    use Unit::{Age, Area, Count, Money, Plain, Year};
    for (a, op, b, expected) in [
        (Money, Add, Money, Some(Money)),
        (Money, Add, Plain, Some(Money)),
        (Plain, Subtract, Money, Some(Money)),
        (Money, Subtract, Area, None),
        (Count, Add, Count, Some(Count)),
        (Count, Add, Plain, Some(Plain)),
        (Count, Multiply, Count, Some(Count)),
        (Count, Multiply, Money, Some(Money)),
        (Money, Multiply, Money, None),
        (Money, Multiply, Area, None),
        (Money, Divide, Money, Some(Plain)),
        (Money, Divide, Count, Some(Money)),
        (Count, Divide, Count, Some(Plain)),
        (Count, Divide, Money, None),
        (Money, Divide, Area, None),
        (Year, Subtract, Year, Some(Age)),
        (Plain, Subtract, Year, Some(Age)),
        (Year, Subtract, Plain, Some(Year)),
        (Year, Subtract, Age, Some(Year)),
        (Year, Add, Age, Some(Year)),
        (Age, Add, Year, Some(Year)),
        (Age, Subtract, Year, None),
        (Year, Add, Year, None),
        (Age, Subtract, Age, Some(Age)),
    ] {
        assert_eq!(unit_of(op, a, b).ok(), expected, "{a:?} {} {b:?}", op.sign());
    }
}

#[test]
fn depth_is_bounded_on_a_small_stack() {
    let deep = [
        "(".repeat(100_000),
        "- ".repeat(100_000),
        "not ".repeat(100_000),
        "a and ".repeat(100_000),
        "a + ".repeat(100_000),
        "a < ".repeat(100_000),
        "any(member where ".repeat(100_000),
        "case when ".repeat(100_000),
        "f(".repeat(100_000),
        "a in (".repeat(100_000),
        "a between ".repeat(100_000),
    ];
    let run = move || deep.iter().all(|source| parse(source).is_err());
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).expect("a thread");
    assert!(thread.join().expect("no overflow"));
    let chain = |length: u32| vec!["a"; length as usize].join(" or ");
    assert!(parse(&chain(MAX_DEPTH)).is_ok());
    assert!(parse(&chain(MAX_DEPTH + 1)).is_err());
}
