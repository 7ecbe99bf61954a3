//! What made-up members answer about work, school, insurance and health, so that they show the deprivations that were
//! drawn for their household. Ages and levels here only shape invented answers; they decide nothing.

use jiff::civil::Date;

use super::deprivation::{ADULT_EDUCATION, CHILD_SCHOOLING, Deprivations, EMPLOYMENT, HEALTH_INSURANCE, NUTRITION};
use super::family::Person;
use super::random::Random;

/// A member's answers; `None` is a question that the form does not put to a person of that age or situation.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// Has a job.
    pub works: Option<bool>,
    /// Works for wages.
    pub wage: Option<bool>,
    /// Has a labour contract; asked of those who work for wages.
    pub contract: Option<bool>,
    /// Wants work and finds none.
    pub wants: Option<bool>,
    /// Has working capacity.
    pub able: Option<bool>,
    /// Draws a monthly social allowance.
    pub allowance: bool,
    /// Is disabled.
    pub disabled: bool,
    /// Too short for the age; asked for children.
    pub stunted: Option<bool>,
    /// Too light for the age; asked for children.
    pub underweight: Option<bool>,
    /// Has health insurance.
    pub insured: bool,
    /// Attends school or training.
    pub attending: bool,
    /// Code of the level attended.
    pub level: Option<&'static str>,
    /// Code of the highest certificate; asked from the age of 6.
    pub highest: Option<&'static str>,
}

/// Whether a household can show a deprivation at all, by the ages of its members.
pub fn can_show(family: &[Person], answers: &[Answers], indicator: usize) -> bool {
    let mut people = family.iter().zip(answers);
    match indicator {
        EMPLOYMENT => people.any(|(p, a)| job_age(p) && !a.disabled),
        NUTRITION => people.any(|(p, _)| p.age < 16),
        HEALTH_INSURANCE => people.any(|(p, _)| p.age >= 6),
        ADULT_EDUCATION => people.any(|(p, _)| (16..30).contains(&p.age)),
        CHILD_SCHOOLING => people.any(|(p, _)| school_age(p)),
        _ => true,
    }
}

/// An age at which everybody counts as able to have a job, whatever the exact limits are.
fn job_age(person: &Person) -> bool {
    (18..55).contains(&person.age)
}

fn school_age(person: &Person) -> bool {
    (3..16).contains(&person.age)
}

/// Disability and allowance, which the share of dependents follows from: drawn before anything else.
pub fn situation(random: &mut Random, family: &[Person], hard: bool) -> Vec<Answers> {
    let of_person = |person: &Person| {
        let disabled = random.chance(if person.age >= 60 { 60 } else { 12 });
        let allowance = match person.age {
            80.. => random.chance(850),
            75..80 => random.chance(if hard { 500 } else { 60 }),
            _ => disabled && random.chance(700),
        };
        Answers { disabled, allowance, ..Answers::default() }
    };
    family.iter().map(of_person).collect()
}

/// Fills in all other answers.
pub fn fill(
    random: &mut Random,
    family: &[Person],
    answers: &mut [Answers],
    drawn: Deprivations,
    review: Date,
    town: bool,
) {
    for (person, answer) in family.iter().zip(answers.iter_mut()) {
        school(random, person, answer, review);
        health(random, person, answer);
    }
    if drawn.has(CHILD_SCHOOLING) {
        out_of_school(random, family, answers);
    }
    if drawn.has(ADULT_EDUCATION) {
        without_certificate(random, family, answers);
    }
    for (person, answer) in family.iter().zip(answers.iter_mut()) {
        work(random, person, answer, town);
    }
    if drawn.has(EMPLOYMENT) {
        without_job(random, family, answers);
    }
    if drawn.has(HEALTH_INSURANCE) {
        some(random, family, answers, |p| p.age >= 6, 450, |_, _, a| a.insured = false);
    }
    if drawn.has(NUTRITION) {
        some(
            random,
            family,
            answers,
            |p| p.age < 16,
            200,
            |random, _, a| {
                let kind = random.below(4);
                a.stunted = Some(kind != 1);
                a.underweight = Some(kind <= 1);
            },
        );
    }
}

/// Changes one person that qualifies, drawn, and each other one with that chance.
fn some(
    random: &mut Random,
    family: &[Person],
    answers: &mut [Answers],
    qualifies: impl Fn(&Person) -> bool,
    others: u32,
    change: impl Fn(&mut Random, &Person, &mut Answers),
) {
    let those: Vec<usize> = (0..family.len()).filter(|i| qualifies(&family[*i])).collect();
    if those.is_empty() {
        return;
    }
    let first = random.pick(&those);
    for i in those {
        if i == first || random.chance(others) {
            change(random, &family[i], &mut answers[i]);
        }
    }
}

/// School years begin in September: the year of birth says which one a child is in.
fn school(random: &mut Random, person: &Person, answer: &mut Answers, review: Date) {
    let year = i64::from(review.year()) - i64::from(person.birth.year());
    let (level, highest) = match person.age {
        ..3 => (None, None),
        3..16 => match year {
            ..=5 => (Some("preschool"), None),
            6..=10 => (Some("primary"), Some("none")),
            11..=14 => (Some("lower_secondary"), Some("primary")),
            _ => (Some("upper_secondary"), Some("lower_secondary")),
        },
        16..18 => random.weighted(&[
            ((Some("upper_secondary"), Some("lower_secondary")), 62),
            ((Some("intermediate_vocational"), Some("lower_secondary")), 12),
            ((None, Some("lower_secondary")), 26),
        ]),
        18..31 => random.weighted(&[
            ((Some("college"), Some("upper_secondary")), if person.age < 22 { 14 } else { 1 }),
            ((Some("university"), Some("upper_secondary")), if person.age < 23 { 16 } else { 1 }),
            ((Some("on_the_job"), Some("lower_secondary")), 2),
            ((None, Some("upper_secondary")), 52),
            ((None, Some("elementary_vocational")), 7),
            ((None, Some("intermediate_vocational")), 10),
            ((None, Some("college")), if person.age > 21 { 7 } else { 0 }),
            ((None, Some("university")), if person.age > 22 { 6 } else { 0 }),
        ]),
        31..50 => (
            None,
            Some(random.weighted(&[
                ("none", 12),
                ("primary", 30),
                ("lower_secondary", 36),
                ("upper_secondary", 14),
                ("intermediate_vocational", 5),
                ("university", 3),
            ])),
        ),
        _ => (
            None,
            Some(random.weighted(&[("none", 40), ("primary", 38), ("lower_secondary", 16), ("upper_secondary", 6)])),
        ),
    };
    answer.attending = level.is_some();
    answer.level = level;
    // A child of 5 that is in the first year already has no certificate to ask for; one of 6 has none yet.
    answer.highest = if person.age < 6 { None } else { highest.or(Some("none")) };
}

fn out_of_school(random: &mut Random, family: &[Person], answers: &mut [Answers]) {
    some(random, family, answers, school_age, 120, |random, person, answer| {
        let behind = (12..15).contains(&person.age) && random.chance(250);
        answer.attending = behind;
        answer.level = behind.then_some("primary");
        answer.highest = match person.age {
            ..6 => None,
            6..12 => Some("none"),
            _ if behind => Some("none"),
            _ => Some("primary"),
        };
    });
}

fn without_certificate(random: &mut Random, family: &[Person], answers: &mut [Answers]) {
    some(
        random,
        family,
        answers,
        |p| (16..30).contains(&p.age),
        500,
        |random, person, answer| {
            answer.attending = false;
            answer.level = None;
            answer.highest = Some(if person.age < 18 {
                random.weighted(&[("none", 2), ("primary", 8)])
            } else {
                random.weighted(&[("none", 1), ("primary", 3), ("lower_secondary", 6)])
            });
        },
    );
}

fn health(random: &mut Random, person: &Person, answer: &mut Answers) {
    // Small children are insured by the state; a missing card of theirs counts for nothing, so some lack it.
    answer.insured = person.age >= 6 || random.chance(970);
    if person.age < 16 {
        answer.stunted = Some(false);
        answer.underweight = Some(false);
    }
}

fn work(random: &mut Random, person: &Person, answer: &mut Answers, town: bool) {
    if person.age < 15 {
        return;
    }
    let able = !(answer.disabled && random.chance(600) || person.age >= 75);
    let works = able
        && !answer.attending
        && random.chance(match person.age {
            ..60 => 950,
            60..68 => 600,
            _ => 250,
        });
    let wage = works && (18..60).contains(&person.age) && random.chance(if town { 380 } else { 130 });
    answer.able = Some(able);
    answer.works = Some(works);
    answer.wage = Some(wage);
    answer.contract = wage.then_some(true);
    answer.wants = Some(false);
}

/// One member of an age for jobs has none and finds none, or works without a contract.
fn without_job(random: &mut Random, family: &[Person], answers: &mut [Answers]) {
    let studying: Vec<bool> = answers.iter().map(|a| a.attending || a.disabled).collect();
    let those: Vec<usize> = (0..family.len()).filter(|i| job_age(&family[*i])).collect();
    let free: Vec<usize> = those.iter().copied().filter(|i| !studying[*i]).collect();
    let candidates = if free.is_empty() { those } else { free };
    if candidates.is_empty() {
        return;
    }
    let answer = &mut answers[random.pick(&candidates)];
    let for_wages = random.chance(650);
    if answer.level == Some("on_the_job") {
        answer.highest = Some("elementary_vocational");
    }
    answer.attending = false;
    answer.level = None;
    answer.able = Some(true);
    answer.works = Some(for_wages);
    answer.wage = Some(for_wages);
    answer.contract = for_wages.then_some(false);
    answer.wants = Some(!for_wages);
}
