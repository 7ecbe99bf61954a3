//! How printed SQL looks. That it computes the right answers is tested against SQLite in `tests/`.

use super::super::sql::{SqlNames, values_query};
use super::super::{Entity, Typed};
use super::{Village, household, member, typed};

impl SqlNames for Village {
    fn column(&self, entity: Entity, field: u16) -> String {
        let fields = match entity {
            Entity::Household => household(),
            Entity::Member => member(),
        };
        fields[usize::from(field)].0.to_owned()
    }
}

fn sql(source: &str) -> String {
    let outputs: Vec<(String, Typed)> = vec![("answer".to_owned(), typed(source))];
    values_query(&[], &outputs, &Village)
}

#[test]
fn a_question_about_members() {
    insta::assert_snapshot!(sql("area = 'rural' and any(member where age >= 6 and not insured)"), @r##"
WITH households_0 AS MATERIALIZED (
  SELECT
    s.household_id,
    s."area" AS area_code
  FROM households AS s
),
members_0 AS MATERIALIZED (
  SELECT
    s.household_id,
    CASE WHEN s."age" >= 0 THEN CAST(s."age" AS DOUBLE) ELSE 0 END AS age_low,
    CASE WHEN s."age" >= 0 THEN CAST(s."age" AS DOUBLE) ELSE 1e100 END AS age_high,
    CASE WHEN s."insured" = 1 THEN 1 ELSE 0 END AS insured_certain,
    CASE WHEN s."insured" = 0 THEN 0 ELSE 1 END AS insured_possible
  FROM members AS s
),
members_1 AS MATERIALIZED (
  SELECT
    m.*,
    CASE WHEN 6 <= m.age_low AND m.insured_possible = 0 THEN 1 ELSE 0 END AS answer_any_certain,
    CASE WHEN 6 <= m.age_high AND m.insured_certain = 0 THEN 1 ELSE 0 END AS answer_any_possible
  FROM members_0 AS m
),
totals_2 AS MATERIALIZED (
  SELECT
    m.household_id,
    MAX(m.answer_any_certain) AS answer_any_certain,
    MAX(m.answer_any_possible) AS answer_any_possible
  FROM members_1 AS m
  GROUP BY m.household_id
),
households_2 AS MATERIALIZED (
  SELECT
    h.*,
    COALESCE(t.answer_any_certain, 0) AS answer_any_certain,
    COALESCE(t.answer_any_possible, 1) AS answer_any_possible
  FROM households_0 AS h
  LEFT JOIN totals_2 AS t ON t.household_id = h.household_id
),
households_3 AS MATERIALIZED (
  SELECT
    h.*,
    CASE WHEN h.area_code IS NOT NULL AND h.area_code = 'rural' AND h.answer_any_certain = 1 THEN 1 ELSE 0 END AS answer_value_certain,
    CASE WHEN (h.area_code IS NULL OR h.area_code = 'rural') AND h.answer_any_possible = 1 THEN 1 ELSE 0 END AS answer_value_possible
  FROM households_2 AS h
)
SELECT
    h.household_id,
    h.answer_value_certain AS answer_certain,
    h.answer_value_possible AS answer_possible
FROM households_3 AS h;
"##);
}

#[test]
fn a_quotient_by_a_constant_is_multiplied_out() {
    insta::assert_snapshot!(sql("income / 12 <= 1_500_000"), @r##"
WITH households_0 AS MATERIALIZED (
  SELECT
    s.household_id,
    CASE WHEN s."income" >= 0 THEN CAST(s."income" AS DOUBLE) ELSE 0 END AS income_low,
    CASE WHEN s."income" >= 0 THEN CAST(s."income" AS DOUBLE) ELSE 1e100 END AS income_high
  FROM households AS s
),
households_1 AS MATERIALIZED (
  SELECT
    h.*,
    CASE WHEN h.income_high <= 18000000 THEN 1 ELSE 0 END AS answer_value_certain,
    CASE WHEN h.income_low <= 18000000 THEN 1 ELSE 0 END AS answer_value_possible
  FROM households_0 AS h
)
SELECT
    h.household_id,
    h.answer_value_certain AS answer_certain,
    h.answer_value_possible AS answer_possible
FROM households_1 AS h;
"##);
}

#[test]
fn the_text_grows_with_the_expression_and_no_faster() {
    let long = |terms: usize| sql(&vec!["persons * persons / persons"; terms].join(" + ")).len();
    assert!(long(40) < long(20) * 3);
    let deep = |levels: usize| {
        let nested = |inner: String, _| format!("count_true({inner} between 0 and 1, merit)");
        sql(&(0..levels).fold("persons".to_owned(), nested)).len()
    };
    assert!(deep(40) < deep(20) * 3);
}
