//! What people get to read when an expression cannot be read.

use super::says;

says!(operators_of_other_languages, "persons == 3 && !internet || merit != true", @r##"
error[wrong-operator]: `==` is no operator here
 --> rules.toml:1:9
  |
1 | persons == 3 && !internet || merit != true
  |         ^^
  |
  = help: write `=`

error[wrong-operator]: `&&` is no operator here
 --> rules.toml:1:14
  |
1 | persons == 3 && !internet || merit != true
  |              ^^
  |
  = help: write `and`

error[wrong-operator]: `!` is no operator here
 --> rules.toml:1:17
  |
1 | persons == 3 && !internet || merit != true
  |                 ^
  |
  = help: write `not`

error[wrong-operator]: `||` is no operator here
 --> rules.toml:1:27
  |
1 | persons == 3 && !internet || merit != true
  |                           ^^
  |
  = help: write `or`
"##);
says!(double_quotes, "area = \"rural\" or area in (‘urban’)", @r##"
error[wrong-quotes]: texts and codes stand in single quotes, not `"`
 --> rules.toml:1:8
  |
1 | area = "rural" or area in (‘urban’)
  |        ^^^^^^^
  |
  = help: write `'rural'`

error[wrong-quotes]: texts and codes stand in single quotes, not `‘`
 --> rules.toml:1:28
  |
1 | area = "rural" or area in (‘urban’)
  |                            ^^^^^^^
  |
  = help: write `'urban'`
"##);
says!(an_open_text, "area = 'rural and internet", @r##"
error[unterminated-text]: the text that begins here does not end
 --> rules.toml:1:8
  |
1 | area = 'rural and internet
  |        ^^^^^^^^^^^^^^^^^^^
  |
  = help: close it with `'`
"##);
says!(a_strange_character, "persons > 50 % and internet", @r##"
error[bad-character]: `%` means nothing here
 --> rules.toml:1:14
  |
1 | persons > 50 % and internet
  |              ^
  |
  = help: write a share as a number: `0.5` for 50 %
"##);
says!(thousands, "income <= 1,500,000 or income <= 1.500.000 or income > 15đ", @r##"
error[bad-number]: `1,500,000` is no number
 --> rules.toml:1:11
  |
1 | income <= 1,500,000 or income <= 1.500.000 or income > 15đ
  |           ^^^^^^^^^
  |
  = help: write `1500000`, or `1_500_000`, without separators but `_`

error[bad-number]: `1.500.000` is no number
 --> rules.toml:1:34
  |
1 | income <= 1,500,000 or income <= 1.500.000 or income > 15đ
  |                                  ^^^^^^^^^
  |
  = help: write `1500000`, or `1_500_000`, without separators but `_`

error[bad-number]: `15đ` is no number
 --> rules.toml:1:56
  |
1 | income <= 1,500,000 or income <= 1.500.000 or income > 15đ
  |                                                        ^^^
  |
  = help: write the number alone: `15`
"##);
says!(thousands_apart, "income <= 1 500 000", @r##"
error[unexpected-token]: expected an operator or the end of the expression, found `500`
 --> rules.toml:1:13
  |
1 | income <= 1 500 000
  |             ^^^
  |
  = help: write a number without separators but `_`: `1_500_000`
"##);
says!(a_decimal_comma, "floor_area < 45,5", @r##"
error[unexpected-token]: expected an operator or the end of the expression, found `,`
 --> rules.toml:1:16
  |
1 | floor_area < 45,5
  |                ^
  |
  = help: a decimal has a point: `45.5`
"##);
says!(null, "area is null or internet is not null", @r##"
error[unexpected-token]: `is null` is not asked here
 --> rules.toml:1:9
  |
1 | area is null or internet is not null
  |         ^^^^
  |
  = help: write `is unknown`

error[unexpected-token]: `is not null` is not asked here
 --> rules.toml:1:29
  |
1 | area is null or internet is not null
  |                             ^^^^^^^^
  |
  = help: write `is known`
"##);
says!(no_else, "case when internet then 1 end", @r##"
error[missing-else]: this `case` has no `else`
 --> rules.toml:1:27
  |
1 | case when internet then 1 end
  | ---- begins here          ^^^
  |
  = help: write `else …` before `end`; `else unknown` where no condition should hold
"##);
says!(no_end, "case when internet then 1 else 2", @r##"
error[unexpected-token]: expected `end`, found the end
 --> rules.toml:1:33
  |
1 | case when internet then 1 else 2
  | ---- this `case` has no `end`   ^
"##);
says!(a_chain, "1 < persons < 5", @r##"
error[chained-comparison]: a comparison cannot be compared again
 --> rules.toml:1:13
  |
1 | 1 < persons < 5
  |   -         ^
  |   |
  |   first comparison
  |
  = help: write `1 < persons and persons < …`
"##);
says!(a_range_as_a_chain, "1 <= persons <= 5", @r##"
error[chained-comparison]: a comparison cannot be compared again
 --> rules.toml:1:14
  |
1 | 1 <= persons <= 5
  |   --         ^^
  |   |
  |   first comparison
  |
  = help: write `persons between 1 and …`
"##);
says!(members_left_out, "any(where age > 6) or any(age > 6) or count(insured)", @r##"
error[unexpected-token]: expected `member`, found `where`
 --> rules.toml:1:5
  |
1 | any(where age > 6) or any(age > 6) or count(insured)
  |     ^^^^^
  |
  = help: write `any(member where …)`

error[unexpected-token]: expected `member`, found `age`
 --> rules.toml:1:27
  |
1 | any(where age > 6) or any(age > 6) or count(insured)
  |                           ^^^
  |
  = help: write `any(member where age > 6)`

error[unexpected-token]: expected `member`, found `insured`
 --> rules.toml:1:45
  |
1 | any(where age > 6) or any(age > 6) or count(insured)
  |                                             ^^^^^^^
  |
  = help: write `count(member where insured)`
"##);
says!(aggregates_without_value, "sum(member where insured) > 0 or max(member.age, 3) > 2 or any(member)", @r##"
error[unexpected-token]: expected a value of each member, found `member`
 --> rules.toml:1:5
  |
1 | sum(member where insured) > 0 or max(member.age, 3) > 2 or any(member)
  |     ^^^^^^
  |
  = help: write `sum(member.x where …)`
  = help: `count(member where …)` counts members

error[unexpected-token]: expected `where` or `)`, found `,`
 --> rules.toml:1:48
  |
1 | sum(member where insured) > 0 or max(member.age, 3) > 2 or any(member)
  |                                     -          ^
  |                                     |
  |                                     opened here
  |
  = help: `max` goes over the members; to choose between values use `case`

error[missing-where]: `any` asks for a condition
 --> rules.toml:1:60
  |
1 | sum(member where insured) > 0 or max(member.age, 3) > 2 or any(member)
  |                                                            ^^^^^^^^^^^
  |
  = help: write `any(member where …)`; `count(member) > 0` asks whether there is a member
"##);
says!(several_slips, "(persons > and internet) or area = or (merit", @r##"
error[unexpected-token]: expected a value, found `and`
 --> rules.toml:1:12
  |
1 | (persons > and internet) or area = or (merit
  |            ^^^

error[unexpected-token]: expected a value, found `or`
 --> rules.toml:1:36
  |
1 | (persons > and internet) or area = or (merit
  |                                    ^^

error[unexpected-token]: expected an operator or `)`, found the end
 --> rules.toml:1:45
  |
1 | (persons > and internet) or area = or (merit
  |                                       -     ^
  |                                       |
  |                                       opened here
"##);
says!(nothing_at_all, "  -- only a comment", @r##"
error[unexpected-token]: expected a value, found nothing
 --> rules.toml:1:1
  |
1 |   -- only a comment
  | ^
"##);
says!(left_over, "internet merit) and persons >", @r##"
error[unexpected-token]: expected an operator or the end of the expression, found `merit`
 --> rules.toml:1:10
  |
1 | internet merit) and persons >
  |          ^^^^^

error[unexpected-token]: expected a value, found the end
 --> rules.toml:1:30
  |
1 | internet merit) and persons >
  |                              ^
"##);
says!(a_bad_date, "review_date > date '1/10/2022'", @r##"
error[bad-date]: `1/10/2022` is no date
 --> rules.toml:1:20
  |
1 | review_date > date '1/10/2022'
  |                    ^^^^^^^^^^^
  |
  = help: write `date '2022-10-01'`: year, month, day
"##);
says!(a_foreign_qualifier, "person.age > 3", @r##"
error[unknown-qualifier]: nothing is called `person.…`
 --> rules.toml:1:1
  |
1 | person.age > 3
  | ^^^^^^
  |
  = help: before the dot stands `member`, `household` or `recorded`
"##);
says!(too_deep, &format!("{}1", "-".repeat(3).replace('-', "- ").repeat(100)), @r##"
error[too-deep]: the expression is nested or chained more than 200 levels deep
 --> rules.toml:1:401
  |
1 | ...- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - ...
  |                                                                    ^
  |
  = help: split it into several variables
"##);
