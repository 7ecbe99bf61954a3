//! What is true of a made-up household, and every answer a survey could give about it.
//!
//! The answers are made from one set of facts, so that they agree wherever a thing is told in several ways: birth date,
//! birth year and age; the four incomes, and B1 on the same side of the line; raw answers, the recorded deprivations and
//! B2; the household's and the members' answers on internet and telephone; attendance and its level. Filling in an answer
//! that contradicts the others is a data problem with a precedence to settle it, and no narrowing. Two facts more:
//! a person who does not attend school has no level of attendance, as the question is then not asked; and a recorded
//! review date is no answer about the household but part of the run, so there is none.

use jiff::Span;
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rasoat::lang::{CodeMask, DateSpan, Entity, Exact};
use rasoat::rules::Standard;

use super::{CODEBOOK, Cell, Datum, Step, Told, codes, field, see};

/// A member.
#[derive(Clone, Debug)]
pub struct Person {
    pub birth: Date,
    pub female: bool,
    pub works: bool,
    pub wage_worker: bool,
    pub has_contract: bool,
    pub wants_work: bool,
    pub able_to_work: bool,
    pub monthly_allowance: bool,
    pub disabled: bool,
    pub stunted: bool,
    pub underweight: bool,
    pub insured: bool,
    pub uses_internet: bool,
    pub uses_phone: bool,
    pub sick: bool,
    pub treated: bool,
    /// The level attended; none for who does not attend.
    pub attends: Option<&'static str>,
    pub finished: &'static str,
}

/// A household.
#[derive(Clone, Debug)]
pub struct Facts {
    pub review: Date,
    pub urban: bool,
    pub commune: &'static str,
    /// Income per person and month, đồng.
    pub income: Exact,
    pub b1: i64,
    pub floor_area: Exact,
    pub wall: &'static str,
    pub pillar: &'static str,
    pub roof: &'static str,
    pub water_source: &'static str,
    pub toilet: &'static str,
    pub means: [bool; 7],
    pub loudspeaker: bool,
    pub people: Vec<Person>,
    /// Recorded deprivations under a standard that cannot compute them.
    pub recorded: [bool; 12],
}

/// The fields of [`Facts::means`].
pub const MEANS: [&str; 7] = ["television", "radio", "desktop", "telephone", "laptop", "tablet", "smartphone"];

/// By which ways a survey tells of a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ways {
    All,
    Raw,
    Recorded,
    Points,
}

/// Mostly those in which most can go wrong.
pub fn some_ways() -> impl Strategy<Value = Ways> {
    prop_oneof![3 => Just(Ways::All), 3 => Just(Ways::Raw), 1 => Just(Ways::Recorded), 1 => Just(Ways::Points)]
}

/// The reviews a standard is tried at.
pub fn reviews(id: &str) -> Vec<Date> {
    match id {
        "decision-59-2015" => vec![date(2016, 9, 1), date(2020, 2, 29), date(2021, 12, 31)],
        "decree-07-2021" => {
            vec![date(2022, 9, 1), date(2024, 2, 29), date(2025, 6, 30), date(2025, 7, 1), date(2026, 12, 31)]
        }
        _ => vec![date(2027, 9, 1), date(2028, 2, 29)],
    }
}

/// Half the people on or a day beside a birthday that matters.
fn birth(review: Date) -> impl Strategy<Value = Date> {
    let birthdays = [0, 1, 3, 5, 6, 12, 15, 16, 18, 30, 31, 60, 62];
    let near = (select(birthdays.to_vec()), -1i64..=1).prop_map(move |(years, days)| {
        let birthday = review.saturating_sub(Span::new().years(years));
        birthday.saturating_add(Span::new().days(days)).min(review)
    });
    let since_1986 = select(vec![date(1985, 12, 31), date(1986, 1, 1), date(1986, 9, 1), date(2008, 2, 29)]);
    let any = (0i64..34_000).prop_map(move |days| review.saturating_sub(Span::new().days(days)));
    prop_oneof![4 => near, 1 => since_1986, 3 => any]
}

fn person(review: Date) -> impl Strategy<Value = Person> {
    let good = || vec(prop::bool::weighted(0.85), 13);
    let level = prop::option::weighted(0.6, select(codes(Entity::Member, "attending_level")));
    let finished = select(codes(Entity::Member, "highest_education"));
    (birth(review), any::<bool>(), any::<bool>(), good(), level, finished).prop_map(
        |(birth, female, wage_worker, good, attends, finished)| Person {
            birth,
            female,
            works: good[0],
            wage_worker,
            has_contract: good[1],
            wants_work: !good[2],
            able_to_work: good[3],
            monthly_allowance: !good[4],
            disabled: !good[5],
            stunted: !good[6],
            underweight: !good[7],
            insured: good[8],
            uses_internet: !good[9],
            uses_phone: good[10],
            sick: !good[11],
            treated: good[12],
            attends,
            finished,
        },
    )
}

/// Per person and month; half of them on a line of some standard, 1 đồng beside it, or told as a total that does not
/// divide evenly.
fn income(people: i64) -> impl Strategy<Value = Exact> {
    let lines = [
        0, 700_000, 900_000, 1_000_000, 1_300_000, 1_500_000, 1_950_000, 2_000_000, 2_250_000, 3_000_000, 2_200_000,
        2_800_000,
    ];
    let beside = (select(lines.to_vec()), -1i64..=1).prop_map(|(line, more): (i64, i64)| (line + more).max(0));
    let amount = prop_oneof![3 => beside, 3 => 0i64..2_000_000, 1 => 0i64..5_000_000];
    (amount, -1i64..=1).prop_map(move |(amount, more)| {
        Exact::ratio(i128::from((amount * people + more).max(0)), i128::from(people)).expect("a number")
    })
}

/// Households at a review of a standard.
pub fn facts(review: Date, most: usize) -> impl Strategy<Value = Facts> {
    vec(person(review), 1..=most).prop_flat_map(move |people| {
        let persons = people.len() as i64;
        let code = |id: &'static str| select(codes(Entity::Household, id));
        let place = (any::<bool>(), 0usize..3, select(vec![0, 100, 139, 140, 141, 150, 175, 176, 177, 400]));
        let home = (code("wall"), code("pillar"), code("roof"), code("water_source"), code("toilet"));
        let tenths = prop_oneof![(-1i64..=1).prop_map(move |more| 80 * persons + more), 0i64..2_000];
        let means = (prop::array::uniform7(prop::bool::weighted(0.15)), any::<bool>(), any::<[bool; 12]>());
        let well = prop::array::uniform5(prop::bool::weighted(0.7));
        (Just(people), place, income(persons), tenths, home, means, well).prop_map(
            move |(people, (urban, commune, b1), income, tenths, home, (means, loudspeaker, recorded), well)| {
                let mut facts = Facts {
                    review,
                    urban,
                    commune: match (commune, urban) {
                        (0, _) => "Chiềng Hặc",
                        (1, true) => "Phường Chiềng Lề",
                        (2, true) => "Thị trấn Yên Châu",
                        _ => "Xã Tú Nang",
                    },
                    income,
                    b1,
                    floor_area: Exact::ratio(i128::from(tenths), 10).expect("a number"),
                    wall: home.0,
                    pillar: home.1,
                    roof: home.2,
                    water_source: home.3,
                    toilet: home.4,
                    means,
                    loudspeaker,
                    people,
                    recorded,
                };
                facts.improve(well);
                facts.agreeing()
            },
        )
    })
}

/// The day `years` after a birth on which they are completed.
pub fn age(birth: Date, on: Date) -> i64 {
    let birthday_to_come = (on.month(), on.day()) < (birth.month(), birth.day());
    i64::from(on.year()) - i64::from(birth.year()) - i64::from(birthday_to_come)
}

impl Facts {
    /// Some things are well, so that the number of deprivations lies about the three that decide.
    fn improve(&mut self, well: [bool; 5]) {
        if well[0] {
            (self.wall, self.pillar) = ("brick", "concrete");
        }
        if well[1] {
            self.water_source = "piped";
        }
        if well[2] {
            self.toilet = "septic";
        }
        if well[3] {
            self.people[0].uses_internet = true;
        }
        self.means[0] |= well[4];
    }

    /// B1 on the side of the line where the income is; a telephone where somebody uses one and the other way round.
    fn agreeing(mut self) -> Facts {
        let (line, b1_line) = if self.urban { (2_000_000, 175) } else { (1_500_000, 140) };
        let low = self.income <= Exact::int(line);
        if low != (self.b1 <= b1_line) {
            self.b1 = if low { b1_line } else { b1_line + 1 };
        }
        if !self.means[3] && !self.means[6] {
            self.people.iter_mut().for_each(|person| person.uses_phone = false);
        } else if !self.people.iter().any(|person| person.uses_phone) {
            self.people[0].uses_phone = true;
        }
        self
    }

    /// Every answer about the household that a standard looks at, told in those ways.
    pub fn steps(&self, standard: &Standard, ways: Ways) -> Vec<Step> {
        let mut steps = Vec::new();
        let persons = self.people.len() as i64;
        let mut household = |id: &str, datum: Datum| {
            steps.push(Step::Answer(Cell { member: None, field: field(Entity::Household, id) }, datum));
        };
        household("area", code(Entity::Household, "area", if self.urban { "urban" } else { "rural" }));
        household("commune", Datum::Text(self.commune));
        household("persons", Datum::Number(Exact::int(persons)));
        if ways != Ways::Points {
            let times = |factor: i64| Datum::Number(self.income.checked_mul(Exact::int(factor)).expect("a number"));
            household("income_person_month", times(1));
            household("income_person_year", times(12));
            household("income_month", times(persons));
            household("income_year", times(12 * persons));
        }
        if matches!(ways, Ways::All | Ways::Points) {
            household("b1", Datum::Number(Exact::int(self.b1)));
        }
        if ways == Ways::Raw || ways == Ways::All {
            steps.extend(self.raw_steps());
        }
        if ways != Ways::Raw {
            steps.extend(self.recorded_steps(standard, ways));
        }
        steps.retain(|step| match step {
            Step::List => true,
            Step::Answer(cell, _) => standard.uses.has(cell.entity(), cell.field),
        });
        steps
    }

    fn raw_steps(&self) -> Vec<Step> {
        let mut steps = vec![Step::List];
        let mut household = |id: &str, datum: Datum| {
            steps.push(Step::Answer(Cell { member: None, field: field(Entity::Household, id) }, datum));
        };
        for (id, word) in [
            ("wall", self.wall),
            ("pillar", self.pillar),
            ("roof", self.roof),
            ("water_source", self.water_source),
            ("toilet", self.toilet),
        ] {
            household(id, code(Entity::Household, id, word));
        }
        household("floor_area", Datum::Number(self.floor_area));
        household("internet", Datum::Bool(self.people.iter().any(|person| person.uses_internet)));
        MEANS.iter().zip(self.means).for_each(|(id, has)| household(id, Datum::Bool(has)));
        household("loudspeaker", Datum::Bool(self.loudspeaker));
        // of working age as the standards' settings take it by default
        let can = |person: &Person| person.able_to_work && (16..60).contains(&age(person.birth, self.review));
        household("no_working_capacity", Datum::Bool(!self.people.iter().any(can)));
        for (index, person) in self.people.iter().enumerate() {
            let answers = person.answers(self.review);
            let cell = |id: &str| Cell { member: Some(index), field: field(Entity::Member, id) };
            steps.extend(answers.into_iter().map(|(id, datum)| Step::Answer(cell(id), datum)));
        }
        steps
    }

    /// The deprivations as whoever knows all answers would record them, and B2.
    fn recorded_steps(&self, standard: &Standard, ways: Ways) -> Vec<Step> {
        let mut told = Told::nothing(self.people.len());
        self.raw_steps().into_iter().for_each(|step| told.tell(step));
        told.set(Entity::Household, 0, "persons", Datum::Number(Exact::int(self.people.len() as i64)));
        let outcome = see(standard, &told).outcome;
        let deprived = |index: usize| match outcome.indicators.get(index) {
            rasoat::lang::Truth::Unknown => self.recorded[index],
            truth => truth.certain(),
        };
        let mut steps = Vec::new();
        let indicators = &standard.rules.indicators;
        let count = (0..indicators.len()).filter(|index| deprived(*index)).count();
        if ways != Ways::Points {
            let flags = indicators.iter().enumerate().filter_map(|(index, i)| i.recorded.map(|field| (index, field)));
            steps.extend(flags.map(|(i, field)| Step::Answer(Cell { member: None, field }, Datum::Bool(deprived(i)))));
        }
        let b2 = Cell { member: None, field: field(Entity::Household, "b2") };
        steps.push(Step::Answer(b2, Datum::Number(Exact::int(10 * count as i64))));
        steps
    }
}

impl Person {
    fn answers(&self, review: Date) -> Vec<(&'static str, Datum)> {
        let year = Datum::Number(Exact::int(i64::from(self.birth.year())));
        let month = DateSpan { first: self.birth.first_of_month(), last: self.birth.last_of_month() };
        let mut answers = vec![
            (
                "birth_date",
                Datum::Days(DateSpan { first: self.birth.first_of_year(), last: self.birth.last_of_year() }),
            ),
            ("birth_date", Datum::Days(month)),
            ("birth_date", Datum::Days(DateSpan::day(self.birth))),
            ("birth_year", year),
            (if self.female { "birth_year_female" } else { "birth_year_male" }, year),
            ("age", Datum::Number(Exact::int(age(self.birth, review)))),
            ("works", Datum::Bool(self.works)),
            ("wage_worker", Datum::Bool(self.wage_worker)),
            ("has_contract", Datum::Bool(self.has_contract)),
            ("wants_work", Datum::Bool(self.wants_work)),
            ("able_to_work", Datum::Bool(self.able_to_work)),
            ("monthly_allowance", Datum::Bool(self.monthly_allowance)),
            ("disabled", Datum::Bool(self.disabled)),
            ("stunted", Datum::Bool(self.stunted)),
            ("underweight", Datum::Bool(self.underweight)),
            ("insured", Datum::Bool(self.insured)),
            ("uses_internet", Datum::Bool(self.uses_internet)),
            ("uses_phone", Datum::Bool(self.uses_phone)),
            ("sick", Datum::Bool(self.sick)),
            ("treated", Datum::Bool(self.treated)),
            ("attending", Datum::Bool(self.attends.is_some())),
            ("highest_education", code(Entity::Member, "highest_education", self.finished)),
        ];
        answers.extend(self.attends.map(|level| ("attending_level", code(Entity::Member, "attending_level", level))));
        answers
    }
}

/// A code by its id.
pub fn code(entity: Entity, id: &str, word: &str) -> Datum {
    let codes = &CODEBOOK.fields(entity)[field(entity, id)].codes;
    let index = codes.iter().position(|code| code.id == word).unwrap_or_else(|| panic!("{id} has no code {word}"));
    let mask = CodeMask::one(index as u8);
    Datum::Code(mask.known().expect("one code"))
}
