//! What people get to read when the names, types and units of an expression are wrong.

use super::says;

says!(unknown_names, "incme > 3 and Thieu_hut and xyz", @r##"
error[unknown-name]: nothing is called `incme`
 --> rules.toml:1:1
  |
1 | incme > 3 and Thieu_hut and xyz
  | ^^^^^
  |
  = help: did you mean `income`?

error[unknown-name]: nothing is called `Thieu_hut`
 --> rules.toml:1:15
  |
1 | incme > 3 and Thieu_hut and xyz
  |               ^^^^^^^^^
  |
  = help: did you mean `thiếu_hụt`?

error[unknown-name]: nothing is called `xyz`
 --> rules.toml:1:29
  |
1 | incme > 3 and Thieu_hut and xyz
  |                             ^^^
"##);
says!(a_member_outside, "age > 3 or member.insured", @r##"
error[member-outside-aggregate]: `age` is a value of each member, not of the household
 --> rules.toml:1:1
  |
1 | age > 3 or member.insured
  | ^^^
  |
  = help: use `any(member where …)`, or `count`, `sum`, `min`, `max`

error[member-outside-aggregate]: `insured` is a value of each member, not of the household
 --> rules.toml:1:12
  |
1 | age > 3 or member.insured
  |            ^^^^^^^^^^^^^^
  |
  = help: use `any(member where …)`, or `count`, `sum`, `min`, `max`
"##);
says!(the_household_of_a_member, "any(member where household.age > 3 or member.persons = 2)", @r##"
error[unknown-name]: a household has no `age`
 --> rules.toml:1:18
  |
1 | any(member where household.age > 3 or member.persons = 2)
  |                  ^^^^^^^^^^^^^
  |
  = help: write `age`

error[unknown-name]: a member has no `persons`
 --> rules.toml:1:39
  |
1 | any(member where household.age > 3 or member.persons = 2)
  |                                       ^^^^^^^^^^^^^^
  |
  = help: write `persons`
"##);
says!(unknown_codes, "wall in ('brik', 'Durable') or area = rural", @r##"
error[unknown-code]: `wall` has no code `brik`
 --> rules.toml:1:10
  |
1 | wall in ('brik', 'Durable') or area = rural
  |          ^^^^^^
  |
  = note: the codes of `wall` are `concrete`, `brick`, `bamboo`, `non_durable`
  = note: its groups are `durable`
  = help: did you mean `'brick'`?

error[unknown-code]: `wall` has no code `Durable`
 --> rules.toml:1:18
  |
1 | wall in ('brik', 'Durable') or area = rural
  |                  ^^^^^^^^^
  |
  = note: the codes of `wall` are `concrete`, `brick`, `bamboo`, `non_durable`
  = note: its groups are `durable`
  = help: did you mean `'durable'`?

error[unknown-name]: nothing is called `rural`
 --> rules.toml:1:39
  |
1 | wall in ('brik', 'Durable') or area = rural
  |                                       ^^^^^
  |
  = help: a code stands in quotes: `'rural'`
"##);
says!(units_apart, "income > floor_area or income * income > 5 or income + floor_area > 2", @r##"
error[different-types]: these cannot be compared: money and an area
 --> rules.toml:1:10
  |
1 | income > floor_area or income * income > 5 or income + floor_area > 2
  | ------   ^^^^^^^^^^ this is an area
  | |
  | this is money
  |
  = note: `income` is money, declared in household.toml:5
  = note: `floor_area` is an area, declared in household.toml:6

error[wrong-unit]: money and money cannot be multiplied
 --> rules.toml:1:24
  |
1 | income > floor_area or income * income > 5 or income + floor_area > 2
  |                        ------^^^------
  |                        |        |
  |                        |        this is money
  |                        this is money
  |
  = note: `income` is money, declared in household.toml:5

error[wrong-unit]: money and an area cannot be added
 --> rules.toml:1:47
  |
1 | income > floor_area or income * income > 5 or income + floor_area > 2
  |                                               ------^^^----------
  |                                               |        |
  |                                               |        this is an area
  |                                               this is money
  |
  = note: `income` is money, declared in household.toml:5
  = note: `floor_area` is an area, declared in household.toml:6
"##);
says!(a_number_by_a_unit, "persons / income > 1", @r##"
error[wrong-unit]: a count and money cannot be divided
 --> rules.toml:1:1
  |
1 | persons / income > 1
  | -------^^^------
  | |         |
  | |         this is money
  | this is a count
  |
  = note: `persons` is a count, declared in household.toml:4
  = note: `income` is money, declared in household.toml:5
  = help: a number has no unit to be divided; did you mean `income / persons`?
"##);
says!(dates_apart, "review_date - date '2000-01-01' > 3 or review_date > 2022", @r##"
error[wrong-type]: there is no arithmetic with dates
 --> rules.toml:1:1
  |
1 | review_date - date '2000-01-01' > 3 or review_date > 2022
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: the whole years between two dates are `completed_years(date '2000-01-01', review_date)`

error[different-types]: these cannot be compared: a date and a number
 --> rules.toml:1:54
  |
1 | review_date - date '2000-01-01' > 3 or review_date > 2022
  |                                        -----------   ^^^^ this is a number
  |                                        |
  |                                        this is a date
  |
  = note: `review_date` is a date, declared in household.toml:8
  = help: `completed_years(…, …)` is the age on a date; a date is written `date '2022-10-01'`
"##);
says!(the_wrong_kind, "persons and area and not commune", @r##"
error[wrong-type]: expected a yes/no value, found a count
 --> rules.toml:1:1
  |
1 | persons and area and not commune
  | ^^^^^^^
  |
  = note: `persons` is a count, declared in household.toml:4
  = help: compare it with a number: `persons > 0`

error[wrong-type]: expected a yes/no value, found a code of `area`
 --> rules.toml:1:13
  |
1 | persons and area and not commune
  |             ^^^^
  |
  = note: `area` is a code of `area`, declared in household.toml:1
  = help: compare it with a code: `area = 'rural'`

error[wrong-type]: expected a yes/no value, found a text
 --> rules.toml:1:26
  |
1 | persons and area and not commune
  |                          ^^^^^^^
  |
  = note: `commune` is a text, declared in household.toml:11
  = help: compare it with a text: `commune = '…'`
"##);
says!(quotes_too_many, "persons = '5' or internet = 'yes' or review_date = '2022-01-01'", @r##"
error[wrong-type]: expected a count, found the text `5`
 --> rules.toml:1:11
  |
1 | persons = '5' or internet = 'yes' or review_date = '2022-01-01'
  |           ^^^
  |
  = help: write the number without quotes: `5`

error[wrong-type]: expected a yes/no value, found the text `yes`
 --> rules.toml:1:29
  |
1 | persons = '5' or internet = 'yes' or review_date = '2022-01-01'
  |                             ^^^^^
  |
  = help: a yes/no value stands alone: `insured`, `not insured`

error[wrong-type]: expected a date, found the text `2022-01-01`
 --> rules.toml:1:52
  |
1 | persons = '5' or internet = 'yes' or review_date = '2022-01-01'
  |                                                    ^^^^^^^^^^^^
  |
  = help: write `date '2022-10-01'`: year, month, day
"##);
says!(codes_have_no_order, "area < 'urban' or commune > 'A' or internet between false and true", @r##"
error[no-order]: codes have no order
 --> rules.toml:1:1
  |
1 | area < 'urban' or commune > 'A' or internet between false and true
  | ^^^^^^^^^^^^^^
  |
  = help: use `=`, `<>` or `in`

error[no-order]: texts have no order
 --> rules.toml:1:19
  |
1 | area < 'urban' or commune > 'A' or internet between false and true
  |                   ^^^^^^^^^^^^^
  |
  = help: use `=`, `<>` or `in`

error[no-order]: yes/no values have no order
 --> rules.toml:1:36
  |
1 | area < 'urban' or commune > 'A' or internet between false and true
  |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: use `in (…)`
"##);
says!(codes_of_two_lists, "wall = roof", @r##"
error[different-types]: these cannot be compared: a code of `wall` and a code of `roof`
 --> rules.toml:1:8
  |
1 | wall = roof
  | ----   ^^^^ this is a code of `roof`
  | |
  | this is a code of `wall`
  |
  = note: `wall` is a code of `wall`, declared in household.toml:2
  = note: `roof` is a code of `roof`, declared in household.toml:3
  = help: compare each with a code of its own
"##);
says!(division_by_nothing, "income / 0 > 1 or persons / -0.0 > 1", @r##"
error[division-by-zero]: nothing can be divided by zero
 --> rules.toml:1:10
  |
1 | income / 0 > 1 or persons / -0.0 > 1
  |          ^

error[division-by-zero]: nothing can be divided by zero
 --> rules.toml:1:29
  |
1 | income / 0 > 1 or persons / -0.0 > 1
  |                             ^^^^
"##);
says!(conditions_that_are_none, "case when true then 1 when unknown then 2 else 3 end", @r##"
error[literal-condition]: this condition is the same for every household
 --> rules.toml:1:11
  |
1 | case when true then 1 when unknown then 2 else 3 end
  |           ^^^^
  |
  = help: leave the branch out, or make it the `else`

error[literal-condition]: this condition is the same for every household
 --> rules.toml:1:28
  |
1 | case when true then 1 when unknown then 2 else 3 end
  |                            ^^^^^^^
  |
  = help: leave the branch out, or make it the `else`
"##);
says!(branches_apart, "case when internet then income when merit then area else 'rural' end", @r##"
error[different-types]: the branches of a `case` must be of one type: money and a code of `area`
 --> rules.toml:1:48
  |
1 | case when internet then income when merit then area else 'rural' end
  |                         ------ this is money   ^^^^ this is a code of `area`
  |
  = note: `income` is money, declared in household.toml:5
  = note: `area` is a code of `area`, declared in household.toml:1
"##);
says!(an_aggregate_inside, "any(member where count(member where insured) > 2 and sx = 'male')", @r##"
error[nested-aggregate]: `count` goes over the members and cannot be asked of a single member
 --> rules.toml:1:18
  |
1 | any(member where count(member where insured) > 2 and sx = 'male')
  | -----------------^^^^^^^^^^^^^^^^^^^^^^^^^^^--------------------- inside this one
  |
  = help: make it a variable of the household and use that one's name here

error[unknown-name]: nothing is called `sx`
 --> rules.toml:1:54
  |
1 | any(member where count(member where insured) > 2 and sx = 'male')
  |                                                      ^^
  |
  = help: did you mean `sex`?
"##);
says!(unknown_compared, "area = unknown", @r##"
error[compare-unknown]: a comparison with `unknown` is never true or false
 --> rules.toml:1:8
  |
1 | area = unknown
  |        ^^^^^^^
  |
  = help: write `area is unknown`
"##);
says!(unknown_alone, "coalesce(unknown, unknown)", @r##"
error[unknown-type]: what this is an unknown value of cannot be told
 --> rules.toml:1:10
  |
1 | coalesce(unknown, unknown)
  |          ^^^^^^^
  |
  = help: to ask whether a value is unknown write `… is unknown`
"##);
says!(functions, "ifnull(persons, 3) = 1 or colesce(persons, 2) = 1 or coalesce(persons) = 1 or year_of(2022) = 3", @r##"
error[unknown-function]: there is no function `ifnull`
 --> rules.toml:1:1
  |
1 | ifnull(persons, 3) = 1 or colesce(persons, 2) = 1 or coalesce(persons) = 1 or year_of(2022) = 3
  | ^^^^^^
  |
  = help: write `coalesce(a, b)`

error[unknown-function]: there is no function `colesce`
 --> rules.toml:1:27
  |
1 | ifnull(persons, 3) = 1 or colesce(persons, 2) = 1 or coalesce(persons) = 1 or year_of(2022) = 3
  |                           ^^^^^^^
  |
  = note: the functions are `coalesce`, `completed_years`, `some_day_of`, `year_of`, `count_true`, `starts_with`, `any`, `count`, `sum`, `min`, `max`
  = help: did you mean `coalesce`?

error[wrong-argument-count]: `coalesce` takes at least 2 arguments, found 1
 --> rules.toml:1:54
  |
1 | ifnull(persons, 3) = 1 or colesce(persons, 2) = 1 or coalesce(persons) = 1 or year_of(2022) = 3
  |                                                      ^^^^^^^^^^^^^^^^^
  |
  = help: write `coalesce(a, b, …)`

error[wrong-type]: expected a date, found a number
 --> rules.toml:1:87
  |
1 | ifnull(persons, 3) = 1 or colesce(persons, 2) = 1 or coalesce(persons) = 1 or year_of(2022) = 3
  |                                                                                       ^^^^
"##);
says!(a_word_to_look_for, "starts_with(commune, area) or starts_with(commune, '-')", @r##"
error[wrong-argument]: `starts_with` looks for a word in quotes
 --> rules.toml:1:22
  |
1 | starts_with(commune, area) or starts_with(commune, '-')
  |                      ^^^^
  |
  = help: write `starts_with(commune, 'thị trấn')`

error[wrong-argument]: `starts_with` looks for a word in quotes
 --> rules.toml:1:52
  |
1 | starts_with(commune, area) or starts_with(commune, '-')
  |                                                    ^^^
  |
  = help: write `starts_with(commune, 'thị trấn')`
"##);
