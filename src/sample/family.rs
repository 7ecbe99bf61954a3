//! Who lives in a made-up household: relations, sexes, ages and birth dates. Knows no answers to questions.

use jiff::ToSpan;
use jiff::civil::Date;

use super::name::{People, Sex};
use super::random::Random;

/// A member of a made-up household.
#[derive(Clone, Debug)]
pub struct Person {
    /// Made-up name.
    pub name: String,
    /// Code of the relation to the head.
    pub relation: &'static str,
    /// Sex.
    pub sex: Sex,
    /// Completed years on the review day.
    pub age: i64,
    /// Day of birth.
    pub birth: Date,
    /// Whether the survey knows the year of birth only.
    pub year_only: bool,
}

/// What a family is drawn around.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// The people of the head.
    pub people: People,
    /// Whether times are hard for it: more children then.
    pub hard: bool,
    /// The day of its review.
    pub review: Date,
}

/// A position in the family before names and birth dates.
struct Place {
    relation: &'static str,
    sex: Sex,
    age: i64,
    /// Whether the person bears the head's family name.
    family: bool,
}

/// Draws a family: the head first, then spouse, children with their families, parents.
pub fn draw(random: &mut Random, of: Circumstances) -> Vec<Person> {
    let places = positions(random, of.hard);
    let surname = of.people.surname(random);
    places
        .into_iter()
        .map(|place| {
            let surname = if place.family { surname } else { of.people.surname(random) };
            let birth = birthday(random, of.review, place.age);
            let year_only = random.chance(if place.age >= 55 { 40 } else { 4 });
            Person {
                name: of.people.name(surname, place.sex, random),
                relation: place.relation,
                sex: place.sex,
                age: place.age,
                birth,
                year_only,
            }
        })
        .collect()
}

fn positions(random: &mut Random, hard: bool) -> Vec<Place> {
    let age = {
        let (low, high) =
            random.weighted(&[((21, 27), 12), ((28, 36), 30), ((37, 48), 30), ((49, 62), 20), ((63, 84), 8)]);
        random.between(low, high)
    };
    let couple = random.chance(match age {
        ..=27 => 930,
        28..=62 => 900,
        _ => 520,
    });
    let sex = if random.chance(if couple { 930 } else { 380 }) { Sex::Male } else { Sex::Female };
    let mut places = vec![Place { relation: "head", sex, age, family: true }];
    let mut mother = age;
    if couple {
        let younger = random.between(-1, 5);
        let spouse = (if sex == Sex::Male { age - younger } else { age + younger }).max(19);
        mother = if sex == Sex::Male { spouse } else { age };
        places.push(Place { relation: "spouse", sex: sex.other(), age: spouse, family: false });
    }
    children(random, hard, mother, &mut places);
    if (24..=52).contains(&age) && random.chance(240) {
        let mother = age + random.between(19, 30);
        if random.chance(420) {
            places.push(Place {
                relation: "parent",
                sex: Sex::Male,
                age: mother + random.between(-1, 5),
                family: true,
            });
        }
        if places.last().is_none_or(|p| p.relation != "parent") || random.chance(500) {
            places.push(Place { relation: "parent", sex: Sex::Female, age: mother, family: false });
        }
    }
    places
}

/// Children of a mother of that age who still live at home, the eldest perhaps with a family of their own.
fn children(random: &mut Random, hard: bool, mother: i64, places: &mut Vec<Place>) {
    let count = if hard {
        random.weighted(&[(0, 4), (1, 14), (2, 36), (3, 28), (4, 13), (5, 5)])
    } else {
        random.weighted(&[(0, 7), (1, 24), (2, 48), (3, 17), (4, 4)])
    };
    let mut age = mother - random.between(18, 26);
    for number in 0..count {
        if age < 0 {
            break;
        }
        let sex = if random.chance(515) { Sex::Male } else { Sex::Female };
        let at_home = match age {
            ..=17 => 985,
            18..=21 => 760,
            22..=32 => 480,
            _ => 130,
        };
        if random.chance(at_home) {
            places.push(Place { relation: "child", sex, age, family: true });
            if number == 0 && (20..=40).contains(&age) && random.chance(620) {
                let partner = (age + random.between(-3, 3)).max(18);
                places.push(Place { relation: "other", sex: sex.other(), age: partner, family: false });
                let young_mother = if sex == Sex::Female { age } else { partner };
                let first = young_mother - random.between(18, 23);
                for grandchild in [first, first - random.between(2, 4)] {
                    if (0..=15).contains(&grandchild) {
                        let sex = if random.chance(510) { Sex::Male } else { Sex::Female };
                        places.push(Place { relation: "other", sex, age: grandchild, family: true });
                    }
                }
            }
        }
        age -= random.between(1, 5);
    }
}

/// A birth date with that many completed years on a day: now and then the birthday is that very day, or the next.
fn birthday(random: &mut Random, on: Date, age: i64) -> Date {
    let days = match random.below(200) {
        0 => 0,
        1 => 364,
        _ => random.between(0, 364),
    };
    on.saturating_sub(age.years()).saturating_sub(days.days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::value::completed_years;
    use crate::lang::{DateSpan, Exact, Interval};

    #[test]
    fn families_hold_together() {
        let review = jiff::civil::date(2022, 9, 30);
        let mut sizes = 0;
        for number in 0..2000 {
            let mut random = Random::stream(3, number);
            let of = Circumstances { people: People::Hmong, hard: number % 3 == 0, review };
            let family = draw(&mut random, of);
            sizes += family.len();
            assert_eq!(family[0].relation, "head");
            assert!(family.iter().skip(1).all(|p| p.relation != "head"));
            assert!(family.iter().filter(|p| p.relation == "spouse").count() <= 1);
            assert!(family.iter().filter(|p| p.relation == "parent").count() <= 2);
            for person in &family {
                let years = completed_years(DateSpan::day(person.birth), DateSpan::day(review));
                assert_eq!(years, Interval::point(Exact::int(person.age)), "{person:?}");
                if person.relation == "child" {
                    assert!(family[0].age - person.age >= 16, "{family:?}");
                }
            }
        }
        assert!((6_800..10_000).contains(&sizes), "{sizes}");
    }
}
