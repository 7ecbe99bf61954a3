//! One made-up household with all it would answer. Drawn whole, whatever part of it a survey shows.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::answers::{self, Answers};
use super::deprivation::{
    self, DEPENDENTS, Deprivations, HOUSING_AREA, HOUSING_QUALITY, INFORMATION_MEANS, TELECOM, TOILET, WATER,
};
use super::family::{self, Circumstances, Person};
use super::name::People;
use super::place::{Commune, Village};
use super::random::Random;

/// A made-up household.
#[derive(Clone, Debug)]
pub struct Household {
    /// Key, in an invented scheme.
    pub id: String,
    /// Its commune.
    pub commune: &'static Commune,
    /// Its village.
    pub village: &'static str,
    /// The people of its head.
    pub people: People,
    /// Its members, the head first.
    pub family: Vec<Person>,
    /// Their answers, in the same order.
    pub answers: Vec<Answers>,
    /// The deprivations that the answers show.
    pub deprivations: Deprivations,
    /// Income of all members in a month, đồng.
    pub income_month: i64,
    /// Day of the review.
    pub review: Date,
    /// Where and how it lives.
    pub dwelling: Dwelling,
    /// Works in agriculture.
    pub farming: bool,
    /// Has a member with merit.
    pub merit: bool,
    /// Causes of poverty 1–8; of households with little income only.
    pub causes: [bool; 8],
    /// Support asked for, 1–6.
    pub needs: [bool; 6],
}

/// The dwelling and what is in it.
#[derive(Clone, Debug)]
pub struct Dwelling {
    /// Material codes of wall, pillar and roof.
    pub materials: [&'static str; 3],
    /// Floor area in tenths of a square metre.
    pub area_tenths: i64,
    /// Code of the source of water.
    pub water: &'static str,
    /// Code of the toilet.
    pub toilet: &'static str,
    /// Uses the internet.
    pub internet: bool,
    /// Television, radio, desktop, telephone, laptop, tablet, smartphone.
    pub devices: [bool; 7],
}

impl Household {
    /// How many members it has.
    pub fn persons(&self) -> i64 {
        self.family.len() as i64
    }

    /// Income of a member in a month, rounded to whole đồng.
    pub fn income_person(&self) -> i64 {
        (self.income_month + self.persons() / 2) / self.persons()
    }

    /// Draws the household with that number (from 0) in its village.
    pub fn draw(random: &mut Random, village: &Village, number: u64, id_digits: usize, year: i16) -> Household {
        let commune = village.commune;
        let review = review_day(random, village, year);
        let people = random.weighted(commune.peoples);
        let hard = !commune.town && random.chance(if commune.zone == "3" { 550 } else { 300 });
        let family = family::draw(random, Circumstances { people, hard, review });
        let persons = family.len() as i64;
        let income_month = deprivation::income_month(random, commune, persons);
        let mut answers = answers::situation(random, &family, hard);
        let mut deprivations = deprivation::draw(random, commune, income_month / persons, |indicator| {
            answers::can_show(&family, &answers, indicator)
        });
        let dependents = family.iter().zip(&answers).filter(|(p, a)| p.age < 16 || a.allowance).count();
        deprivations.set(DEPENDENTS, 2 * dependents > family.len());
        answers::fill(random, &family, &mut answers, deprivations, review, commune.town);
        let dwelling = Dwelling::draw(random, deprivations, persons, commune.town);
        let farming = random.chance(if commune.town { 220 } else { 930 });
        let low = income_month <= deprivation::line(commune) * persons;
        let mut causes = [false; 8];
        let mut needs = [false; 6];
        if low {
            for _ in 0..random.between(1, 3) {
                causes[random.weighted(&CAUSES)] = true;
            }
            for _ in 0..random.between(1, 3) {
                needs[random.weighted(&NEEDS)] = true;
            }
        }
        Household {
            id: format!("14-119-{:02}-{:0id_digits$}", village.commune_number, village.before + number + 1),
            commune,
            village: village.name,
            people,
            family,
            answers,
            deprivations,
            income_month,
            review,
            dwelling,
            farming,
            merit: random.chance(60),
            causes,
            needs,
        }
    }
}

const CAUSES: [(usize, u32); 8] = [(0, 20), (1, 30), (2, 12), (3, 14), (4, 16), (5, 16), (6, 10), (7, 4)];
const NEEDS: [(usize, u32); 6] = [(0, 12), (1, 16), (2, 28), (3, 28), (4, 20), (5, 4)];

/// Each village is visited in a few days between early September and early December.
fn review_day(random: &mut Random, village: &Village, year: i16) -> Date {
    let of_village = (village.number * 37) % 84;
    date(year, 9, 5).saturating_add((of_village as i64 + random.between(0, 9)).days())
}

const DURABLE: [&[(&str, u32)]; 3] = [
    &[("brick", 60), ("concrete", 20), ("durable_wood", 20)],
    &[("concrete", 55), ("durable_wood", 35), ("brick", 10)],
    &[("steel", 50), ("concrete", 30), ("brick", 20)],
];
const NOT_DURABLE: [&[(&str, u32)]; 3] = [
    &[("poor_wood", 40), ("bamboo", 25), ("earth", 20), ("wattle", 15)],
    &[("poor_wood", 60), ("bamboo", 40)],
    &[("leaf", 60), ("straw", 25), ("tar_paper", 15)],
];
const CLEAN_WATER: &[(&str, u32)] = &[
    ("piped", 30),
    ("drilled_well", 16),
    ("protected_well", 14),
    ("protected_spring", 34),
    ("rain", 4),
    ("bottled", 2),
];
const OTHER_WATER: &[(&str, u32)] =
    &[("unprotected_well", 20), ("unprotected_spring", 52), ("river", 22), ("tanker", 4), ("other", 2)];
const HYGIENIC: &[(&str, u32)] =
    &[("septic", 34), ("semi_septic", 14), ("pour_flush", 22), ("vip", 8), ("slab_pit", 10), ("two_compartment", 12)];
const NOT_HYGIENIC: &[(&str, u32)] = &[("open_pit", 58), ("over_water", 6), ("none", 32), ("other", 4)];

impl Dwelling {
    fn draw(random: &mut Random, drawn: Deprivations, persons: i64, town: bool) -> Dwelling {
        let poor_parts: [bool; 3] = if drawn.has(HOUSING_QUALITY) {
            random.weighted(&[
                ([true; 3], 30),
                ([true, true, false], 40),
                ([true, false, true], 15),
                ([false, true, true], 15),
            ])
        } else {
            random.weighted(&[
                ([false; 3], 70),
                ([true, false, false], 18),
                ([false, false, true], 8),
                ([false, true, false], 4),
            ])
        };
        let mut materials = [""; 3];
        for part in 0..3 {
            materials[part] = random.weighted(if poor_parts[part] { NOT_DURABLE[part] } else { DURABLE[part] });
        }
        // Tenths of a square metre: 80 a member is the amount the law draws its line at.
        let enough = persons * 80;
        let area_tenths = if drawn.has(HOUSING_AREA) {
            match random.below(30) {
                0 => enough - 5,
                _ => (enough * random.between(45, 98) / 100 / 5 * 5).clamp(40, enough - 5),
            }
        } else {
            match random.below(30) {
                0 => enough,
                _ => (enough * random.between(102, if town { 420 } else { 280 }) / 100 / 10 * 10).max(enough),
            }
        };
        let water = random.weighted(if drawn.has(WATER) {
            OTHER_WATER
        } else if town {
            &[("piped", 88), ("drilled_well", 10), ("bottled", 2)]
        } else {
            CLEAN_WATER
        });
        let toilet = random.weighted(if drawn.has(TOILET) { NOT_HYGIENIC } else { HYGIENIC });
        let internet = !drawn.has(TELECOM);
        let mut devices = [false; 7];
        if !drawn.has(INFORMATION_MEANS) {
            for (device, share) in devices.iter_mut().zip([820, 90, if town { 180 } else { 30 }, 420, 90, 40, 0]) {
                *device = random.chance(share);
            }
            devices[6] = random.chance(if internet { 960 } else { 250 });
            if devices == [false; 7] {
                devices[3] = true;
            }
        }
        Dwelling { materials, area_tenths, water, toilet, internet, devices }
    }
}
