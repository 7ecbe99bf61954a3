//! Decree 07/2021/NĐ-CP, article 3 and its annex, once more: for households of which everything is known, written from a
//! summary of the law alone and without the rules file, as a second opinion. The open questions of the annex are answered
//! as the rules file's settings are by default: working age 16 to 60, "16 to 30" ends on the 30th birthday. A pupil who is
//! ahead of the level for the age is not deprived in school attendance, and neither is one of lower secondary age in
//! training that follows lower secondary; the summary leaves both open.

use jiff::civil::Date;

use super::facts::{Facts, Person};

/// A household's class, and the twelve indicators by their official numbers less one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub class: &'static str,
    pub deprived: [bool; 12],
}

pub fn judge(facts: &Facts) -> Judgement {
    let deprived = deprivations(facts);
    let count = deprived.iter().filter(|deprived| **deprived).count();
    let (line, average_up_to) = if facts.urban { (2_000_000, 3_000_000) } else { (1_500_000, 2_250_000) };
    let up_to = |dong: i128| i128::from(facts.income.numerator()) <= dong * i128::from(facts.income.denominator());
    let class = if up_to(line) {
        if count >= 3 { "poor" } else { "near_poor" }
    } else if up_to(average_up_to) {
        "average"
    } else {
        "non_poor"
    };
    Judgement { class, deprived }
}

fn deprivations(facts: &Facts) -> [bool; 12] {
    let people = &facts.people;
    let on = facts.review;
    let reached = |person: &Person, birthday: i16| reached(person.birth, birthday, on);
    let between = |person: &Person, from: i16, before: i16| reached(person, from) && !reached(person, before);

    let jobless = |p: &Person| !p.works && p.wants_work;
    let without_contract = |p: &Person| p.works && p.wage_worker && !p.has_contract;
    let employment = people.iter().any(|p| between(p, 16, 60) && (jobless(p) || without_contract(p)));

    let dependents = people.iter().filter(|p| !reached(p, 16) || p.monthly_allowance).count();
    let nutrition = people.iter().any(|p| !reached(p, 16) && (p.stunted || p.underweight));
    let insurance = people.iter().any(|p| reached(p, 6) && !p.insured);
    let adults = people.iter().any(|p| between(p, 16, 30) && !educated(p, reached(p, 18)));
    let children = people.iter().any(|p| between(p, 3, 16) && !at_level(p, reached(p, 6), reached(p, 12)));

    let perishable = [facts.wall, facts.pillar, facts.roof].into_iter().filter(|material| !lasts(material)).count();
    let area = i128::from(facts.floor_area.numerator());
    let crowded = area < 8 * people.len() as i128 * i128::from(facts.floor_area.denominator());
    let clean = ["piped", "drilled_well", "protected_well", "protected_spring", "rain", "bottled"];
    let hygienic = ["septic", "semi_septic", "pour_flush", "vip", "slab_pit", "two_compartment"];
    [
        employment,
        2 * dependents > people.len(),
        nutrition,
        insurance,
        adults,
        children,
        perishable >= 2,
        crowded,
        !clean.contains(&facts.water_source),
        !hygienic.contains(&facts.toilet),
        !people.iter().any(|p| p.uses_internet),
        facts.means.iter().all(|has| !has),
    ]
}

/// Whether the birthday has come. Who is born on 29 February has it on 1 March of a common year.
fn reached(birth: Date, birthday: i16, on: Date) -> bool {
    (birth.year() + birthday, birth.month(), birth.day()) <= (on.year(), on.month(), on.day())
}

fn vocational(level: &str) -> bool {
    ["elementary_vocational", "intermediate_vocational", "college"].contains(&level)
}

/// Attends or finished what is asked of the age: upper secondary from 18, lower secondary below.
fn educated(person: &Person, of_age: bool) -> bool {
    let enough = |level: &str| {
        vocational(level)
            || ["upper_secondary", "university"].contains(&level)
            || (level == "lower_secondary" && !of_age)
    };
    enough(person.finished) || person.attends.is_some_and(|level| enough(level) || level == "on_the_job")
}

fn at_level(person: &Person, six: bool, twelve: bool) -> bool {
    let Some(level) = person.attends else { return false };
    match level {
        "preschool" => !six,
        "primary" => !twelve,
        "lower_secondary" | "upper_secondary" => true,
        "intermediate_vocational" | "college" | "university" => twelve,
        _ => false,
    }
}

fn lasts(material: &str) -> bool {
    ["durable", "concrete", "brick", "stone", "steel", "durable_wood"].contains(&material)
}
