//! Income and deprivations drawn for a made-up household: the poorer, the more. The amounts below are what the survey is
//! drawn around, so that households fall on every side of the lines of 2022; they decide no class.

use super::place::Commune;
use super::random::Random;

/// Ids of the yes/no fields of recorded deprivations, in the order of the official numbers.
pub const IDS: [&str; 12] = [
    "employment",
    "dependents",
    "nutrition",
    "health_insurance",
    "adult_education",
    "child_schooling",
    "housing_quality",
    "housing_area",
    "water",
    "toilet_deprived",
    "telecom",
    "information_means",
];
/// Position of `employment` in [`IDS`]; the others likewise.
pub const EMPLOYMENT: usize = 0;
/// More than half of the members depend on the others.
pub const DEPENDENTS: usize = 1;
/// A child is too small or too light.
pub const NUTRITION: usize = 2;
/// A member lacks health insurance.
pub const HEALTH_INSURANCE: usize = 3;
/// A young adult lacks the certificate of the age.
pub const ADULT_EDUCATION: usize = 4;
/// A child is not at school.
pub const CHILD_SCHOOLING: usize = 5;
/// Wall, pillar and roof do not last.
pub const HOUSING_QUALITY: usize = 6;
/// Little room for each.
pub const HOUSING_AREA: usize = 7;
/// No clean water.
pub const WATER: usize = 8;
/// No hygienic toilet.
pub const TOILET: usize = 9;
/// No internet.
pub const TELECOM: usize = 10;
/// No device that brings news.
pub const INFORMATION_MEANS: usize = 11;

/// Which of the twelve deprivations a household has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Deprivations(u16);

impl Deprivations {
    /// Whether it has that one.
    pub const fn has(self, indicator: usize) -> bool {
        self.0 & (1 << indicator) != 0
    }

    /// Sets one.
    pub fn set(&mut self, indicator: usize, deprived: bool) {
        self.0 = self.0 & !(1 << indicator) | (u16::from(deprived) << indicator);
    }

    /// How many it has.
    pub const fn count(self) -> u32 {
        self.0.count_ones()
    }
}

/// Đồng per person and month that the incomes of a place are drawn around: the line, and half as much again.
pub const fn line(commune: &Commune) -> i64 {
    if commune.town { 2_000_000 } else { 1_500_000 }
}

/// Income of a household per month in whole đồng.
pub fn income_month(random: &mut Random, commune: &Commune, persons: i64) -> i64 {
    let line = line(commune);
    // Thousandths of households up to an income, and that income in hundredths of the line.
    let curve: &[(i64, i64)] = match (commune.town, commune.zone) {
        (true, _) => &[(0, 45), (50, 100), (170, 150), (600, 260), (900, 480), (1000, 900)],
        (false, "3") => &[(0, 22), (150, 70), (370, 100), (600, 150), (880, 260), (1000, 640)],
        (false, "2") => &[(0, 28), (110, 75), (240, 100), (500, 150), (860, 290), (1000, 700)],
        _ => &[(0, 32), (60, 75), (150, 100), (400, 150), (830, 310), (1000, 760)],
    };
    // Some households stand exactly on a line, or a little above.
    match random.below(250) {
        0 | 1 => return line * persons,
        2 => return line * persons + 1000,
        3 | 4 => return line * 3 / 2 * persons,
        5 => return line * 3 / 2 * persons + 1000,
        _ => {}
    }
    let at = random.between(0, 999);
    let piece = curve.windows(2).find(|piece| at < piece[1].0).unwrap_or(&curve[curve.len() - 2..]);
    let [(from, low), (to, high)] = [piece[0], piece[1]];
    let hundredths_of_line_thousandths = low * 1000 + (at - from) * (high - low) * 1000 / (to - from);
    let income = line / 1000 * hundredths_of_line_thousandths / 100 * persons;
    let step = if income < 10_000_000 { 50_000 } else { 100_000 };
    (income / step).max(1) * step
}

/// Thousandths of households with each deprivation: where the income is low, in between, and well above the line.
const SHARES: [(usize, [u32; 3]); 11] = [
    (EMPLOYMENT, [300, 190, 110]),
    (NUTRITION, [230, 110, 50]),
    (HEALTH_INSURANCE, [170, 240, 150]),
    (ADULT_EDUCATION, [620, 430, 240]),
    (CHILD_SCHOOLING, [100, 50, 25]),
    (HOUSING_QUALITY, [400, 150, 40]),
    (HOUSING_AREA, [310, 130, 40]),
    (WATER, [350, 190, 90]),
    (TOILET, [600, 340, 120]),
    (TELECOM, [440, 190, 70]),
    (INFORMATION_MEANS, [150, 40, 8]),
];

/// Draws the deprivations that do not follow from the members' ages. `can_show` says which the household's members can
/// have at all.
pub fn draw(
    random: &mut Random,
    commune: &Commune,
    income_person: i64,
    can_show: impl Fn(usize) -> bool,
) -> Deprivations {
    let line = line(commune);
    let level = if income_person <= line {
        0
    } else if income_person <= line * 3 / 2 {
        1
    } else {
        2
    };
    // Hardships come together: what a household lacks in one respect it tends to lack in others.
    let hardship = random.weighted(&[(55, 30), (100, 40), (145, 30)]);
    let place = if commune.town { 55 } else { 100 };
    let mut drawn = Deprivations::default();
    for (indicator, shares) in SHARES {
        let share = (shares[level] * hardship * place / 10_000).min(950);
        drawn.set(indicator, random.chance(share) && can_show(indicator));
    }
    drawn
}

/// Points B1 on the right side of the point that stands for the line. The official tables of questions and points are
/// not known here and not imitated: the points only rise with the income.
pub fn income_points(commune: &Commune, income_month: i64, persons: i64) -> i64 {
    let at_line = if commune.town { 35 } else { 28 };
    let step = line(commune) * persons;
    let fives = (income_month * at_line + step - 1) / step;
    fives.clamp(1, 80) * 5
}

#[cfg(test)]
mod tests {
    use super::super::place::COMMUNES;
    use super::*;

    #[test]
    fn points_stand_on_the_same_side_as_the_income() {
        for (commune, line, points) in [(&COMMUNES[0], 2_000_000, 175), (&COMMUNES[1], 1_500_000, 140)] {
            assert_eq!(income_points(commune, line * 3, 3), points);
            assert_eq!(income_points(commune, line * 3 - 1000, 3), points);
            assert_eq!(income_points(commune, line * 3 + 1000, 3), points + 5);
        }
    }

    #[test]
    fn incomes_are_plausible_and_reach_the_line() {
        let mut random = Random::stream(9, 9);
        let drawn: Vec<i64> = (0..5000).map(|_| income_month(&mut random, &COMMUNES[1], 4)).collect();
        assert!(drawn.contains(&6_000_000) && drawn.contains(&6_001_000) && drawn.contains(&9_000_000));
        assert!(drawn.iter().all(|income| (1_000_000..50_000_000).contains(income)));
        let low = drawn.iter().filter(|income| **income <= 6_000_000).count();
        assert!((1600..2100).contains(&low), "{low}");
    }

    #[test]
    fn deprivations_count_themselves() {
        let mut drawn = Deprivations::default();
        drawn.set(TOILET, true);
        drawn.set(EMPLOYMENT, true);
        drawn.set(TOILET, true);
        assert_eq!(drawn.count(), 2);
        drawn.set(TOILET, false);
        assert!(drawn.has(EMPLOYMENT) && !drawn.has(TOILET) && drawn.count() == 1);
    }
}
