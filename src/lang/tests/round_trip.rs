//! Print → parse gives the same tree; no text makes the parser panic.

use jiff::civil::Date;
use proptest::prelude::*;

use super::super::ast::{Aggregate, Arithmetic, Compare, Expr, ExprKind, Logic, Path, Qualifier};
use super::super::exact::Exact;
use super::super::{check, parse};
use super::Village;
use crate::diagnostic::Span;

fn at(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

fn compare() -> impl Strategy<Value = Compare> {
    prop::sample::select(vec![
        Compare::Equal,
        Compare::NotEqual,
        Compare::Less,
        Compare::LessOrEqual,
        Compare::Greater,
        Compare::GreaterOrEqual,
    ])
}

fn leaf() -> impl Strategy<Value = Expr> {
    let qualifier = prop::sample::select(vec![
        None,
        Some(Qualifier::Member),
        Some(Qualifier::Household),
        Some(Qualifier::Recorded),
    ]);
    let name = prop::sample::select(vec!["a", "age", "thu_nhập", "member", "date", "known", "_x1", "count"]);
    prop_oneof![
        any::<bool>().prop_map(ExprKind::Bool),
        Just(ExprKind::Unknown),
        (0i64..2_000_000, 0u32..4).prop_map(|(num, digits)| {
            ExprKind::Number(Exact::ratio(num.into(), 10i128.pow(digits)).expect("a decimal"))
        }),
        "[a-zđ' \n-]{0,5}".prop_map(ExprKind::Text),
        (0i16..=9999, 1i8..=12, 1i8..=28)
            .prop_map(|(year, month, day)| ExprKind::Date(Date::new(year, month, day).expect("a day of every month"))),
        (qualifier, name)
            .prop_filter("`member` alone begins an aggregate's filter", |(q, n)| q.is_some() || *n != "member")
            .prop_map(|(qualifier, name)| ExprKind::Name(Path { qualifier, name: name.to_owned() })),
    ]
    .prop_map(at)
}

fn tree() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(6, 48, 4, |inner| {
        let one = inner.clone().prop_map(Box::new);
        let two = (one.clone(), one.clone());
        let logic = prop::sample::select(vec![Logic::And, Logic::Or]);
        let arithmetic =
            prop::sample::select(vec![Arithmetic::Add, Arithmetic::Subtract, Arithmetic::Multiply, Arithmetic::Divide]);
        let list = prop::collection::vec(inner.clone(), 1..4);
        let branches = prop::collection::vec((inner.clone(), inner.clone()), 1..3);
        let valued = prop::sample::select(vec![Aggregate::Sum, Aggregate::Min, Aggregate::Max]);
        prop_oneof![
            one.clone().prop_map(ExprKind::Not),
            one.clone().prop_map(ExprKind::Negate),
            (logic, two.clone()).prop_map(|(logic, (a, b))| ExprKind::Logic(logic, a, b)),
            (compare(), two.clone()).prop_map(|(compare, (a, b))| ExprKind::Compare(compare, a, b)),
            (arithmetic, two.clone()).prop_map(|(op, (a, b))| ExprKind::Arithmetic(op, a, b)),
            (one.clone(), two, any::<bool>()).prop_map(|(value, (low, high), negated)| ExprKind::Between {
                value,
                low,
                high,
                negated
            }),
            (one.clone(), list.clone(), any::<bool>()).prop_map(|(value, list, negated)| ExprKind::In {
                value,
                list,
                negated
            }),
            (one.clone(), any::<bool>()).prop_map(|(value, known)| ExprKind::IsKnown { value, known }),
            (branches, one.clone()).prop_map(|(branches, otherwise)| ExprKind::Case { branches, otherwise }),
            one.clone().prop_map(|filter| ExprKind::Aggregate {
                function: Aggregate::Any,
                value: None,
                filter: Some(filter)
            }),
            prop::option::of(one.clone()).prop_map(|filter| ExprKind::Aggregate {
                function: Aggregate::Count,
                value: None,
                filter
            }),
            (valued, one.clone(), prop::option::of(one)).prop_map(|(function, value, filter)| ExprKind::Aggregate {
                function,
                value: Some(value),
                filter
            }),
            (prop::sample::select(vec!["coalesce", "f", "starts_with"]), list).prop_map(|(function, arguments)| {
                ExprKind::Call { function: function.to_owned(), function_span: Span::default(), arguments }
            }),
        ]
        .prop_map(at)
    })
}

/// The tree with every span at zero.
fn bare(mut expr: Expr) -> Expr {
    expr.span = Span::default();
    let strip = |boxed: Box<Expr>| Box::new(bare(*boxed));
    let strip_all = |list: Vec<Expr>| list.into_iter().map(bare).collect();
    expr.kind = match expr.kind {
        ExprKind::Not(a) => ExprKind::Not(strip(a)),
        ExprKind::Negate(a) => ExprKind::Negate(strip(a)),
        ExprKind::Logic(op, a, b) => ExprKind::Logic(op, strip(a), strip(b)),
        ExprKind::Compare(op, a, b) => ExprKind::Compare(op, strip(a), strip(b)),
        ExprKind::Arithmetic(op, a, b) => ExprKind::Arithmetic(op, strip(a), strip(b)),
        ExprKind::Between { value, low, high, negated } => {
            ExprKind::Between { value: strip(value), low: strip(low), high: strip(high), negated }
        }
        ExprKind::In { value, list, negated } => ExprKind::In { value: strip(value), list: strip_all(list), negated },
        ExprKind::IsKnown { value, known } => ExprKind::IsKnown { value: strip(value), known },
        ExprKind::Case { branches, otherwise } => ExprKind::Case {
            branches: branches.into_iter().map(|(a, b)| (bare(a), bare(b))).collect(),
            otherwise: strip(otherwise),
        },
        ExprKind::Aggregate { function, value, filter } => {
            ExprKind::Aggregate { function, value: value.map(strip), filter: filter.map(strip) }
        }
        ExprKind::Call { function, arguments, .. } => {
            ExprKind::Call { function, function_span: Span::default(), arguments: strip_all(arguments) }
        }
        leaf => leaf,
    };
    expr
}

proptest! {
    #[test]
    fn printing_and_reading_gives_the_same_tree(expr in tree()) {
        let text = expr.to_string();
        match parse(&text) {
            Ok(again) => prop_assert_eq!(bare(again), expr, "{}", text),
            Err(errors) => prop_assert!(false, "{}: {:?}", text, errors),
        }
    }

    #[test]
    fn checking_never_panics_and_prints_what_it_types(expr in tree()) {
        if let Ok(typed) = check(&expr, &Village, None) {
            let again = parse(&typed.to_string()).and_then(|expr| check(&expr, &Village, None));
            prop_assert_eq!(again.map(|again| again.to_string()), Ok(typed.to_string()));
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC*") {
        let _ = parse(&text);
    }

    #[test]
    fn no_run_of_tokens_makes_the_parser_panic(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "and", "or", "not", "between", "in", "is", "known", "unknown", "case", "when", "then", "else", "end",
                "any", "count", "sum", "(", ")", ",", "member", "where", ".", "+", "-", "*", "/", "=", "<", "1", "1.5",
                ",000", "'a'", "\"", "date", "age", "internet", "null", "!", "&&", "''", "đ", "\u{301}",
            ]),
            0..30,
        ),
        glue in any::<bool>(),
    ) {
        let text = words.join(if glue { "" } else { " " });
        if let Ok(expr) = parse(&text) {
            let again = parse(&expr.to_string());
            prop_assert_eq!(again.map(bare), Ok(bare(expr)), "{}", text);
        }
    }
}

#[test]
fn parentheses_only_where_needed() {
    for (source, printed) in [
        ("((a)) or (b and (c))", "a or b and c"),
        ("(a or b) and c", "(a or b) and c"),
        ("a or (b or c)", "a or (b or c)"),
        ("not (a = b)", "not a = b"),
        ("(not a) = b", "(not a) = b"),
        ("not not a", "not not a"),
        ("a != 1", "a <> 1"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("(a * b) + c", "a * b + c"),
        ("-(a + b)", "-(a + b)"),
        ("- -a", "-(-a)"),
        ("a between (1) and (2 + 3)", "a between 1 and 2 + 3"),
        ("(a is known) = b", "(a is known) = b"),
        ("A.x".trim_start_matches("A.").to_uppercase().as_str(), "X"),
        ("COALESCE(a, 'it''s')", "coalesce(a, 'it''s')"),
        ("a NOT IN ('b') -- why", "a not in ('b')"),
        ("1_500_000.50", "1500000.5"),
    ] {
        assert_eq!(parse(source).map(|expr| expr.to_string()).as_deref(), Ok(printed), "{source}");
    }
}
