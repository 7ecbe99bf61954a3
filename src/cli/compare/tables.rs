//! What a comparison shows: flows per unit as forms 2 and 3 have them, with why households came and went where a file says it; classes
//! before and now; every household.

use std::collections::BTreeMap;

use clap::ValueEnum;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::cli::arguments::Surroundings;
use crate::cli::redaction::Shuffled;
use crate::lang::Entity;
use crate::redact::Pseudonyms;
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::survey::codebook::Codebook;
use crate::survey::codebook_file::CLASS_RECORDED;
use crate::tabulate::flows::{Balance, Count, Flow, FlowOutcome, Listed, Match, Pair, Part};
use crate::tabulate::{Level, Unit, with_sums};

use super::comparison::Comparison;
use super::unit_title;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Which {
    /// Flows of the poor, as form 2 of the review has them
    Poor,
    /// Flows of the near-poor, as form 3 has them
    NearPoor,
    /// Classes before and now, per commune
    Classes,
    /// Every household
    Households,
}

/// The tables of a comparison.
pub(in crate::cli) struct Tables<'c> {
    pub of: &'c Comparison,
    pub codebook: &'c Codebook,
    /// Stand in the place of household ids, if any do.
    pub pseudonyms: Option<&'c Pseudonyms>,
    pub surroundings: &'c Surroundings,
}

impl Tables<'_> {
    /// The table of that kind.
    pub fn table(&self, which: Which, people: bool) -> anyhow::Result<Table> {
        Ok(match which {
            Which::Poor => self.flows(false, people),
            Which::NearPoor => self.flows(true, people),
            Which::Classes => self.classes(people),
            Which::Households => self.households(people)?,
        })
    }

    /// The columns of form 2 or 3 from the start to the end: id, title and group of each, and what it counts.
    fn steps(&self, near_poor: bool) -> Vec<(&'static str, &'static str, &'static str, Step)> {
        let pick = |vi: &'static str, en: &'static str| self.surroundings.pick(vi, en);
        let (less, more) = (pick("Giảm", "Decrease"), pick("Tăng", "Increase"));
        let part = |part: Part, group| {
            let (vi, en) = part_title(part);
            (part.id(), pick(vi, en), group, Step::Part(part))
        };
        let parts = self.of.shows_parts();
        let mut steps = vec![("start", pick("Đầu kỳ", "At start"), "", Step::Besides(Flow::Start))];
        steps.extend(match near_poor {
            true => [
                ("left_near_poverty", pick("Thoát cận nghèo", "Left near-poverty"), less, Step::Besides(Flow::Left)),
                ("became_poor", pick("Thành hộ nghèo", "Became poor"), less, Step::Besides(Flow::LeftFurther)),
            ],
            false => [
                (
                    "left_poverty_near_poor",
                    pick("Thành hộ cận nghèo", "Became near-poor"),
                    less,
                    Step::Besides(Flow::Left),
                ),
                (
                    "left_poverty",
                    pick("Vượt chuẩn cận nghèo", "Above near-poverty"),
                    less,
                    Step::Besides(Flow::LeftFurther),
                ),
            ],
        });
        steps.extend(Part::LESS.into_iter().filter(|_| parts).map(|own| part(own, less)));
        steps.push(("other_decrease", pick("Giảm khác", "Other"), less, Step::Besides(Flow::OtherDecrease)));
        steps.push(match near_poor {
            true => ("from_poor", pick("Từ hộ nghèo", "From poor"), more, Step::Besides(Flow::FromOther)),
            false => {
                ("from_near_poor", pick("Từ hộ cận nghèo", "From near-poor"), more, Step::Besides(Flow::FromOther))
            }
        });
        if self.of.lists.with_history {
            let back =
                if near_poor { pick("Tái cận nghèo", "Fallen back") } else { pick("Tái nghèo", "Fallen back") };
            steps.push(("fallen_back", back, more, Step::Besides(Flow::FallenBack)));
            steps.push(("newly", pick("Phát sinh mới", "Newly arising"), more, Step::Besides(Flow::Newly)));
        } else {
            let title = pick("Phát sinh mới hoặc tái", "New or fallen back");
            steps.push(("newly_or_fallen_back", title, more, Step::Besides(Flow::Newly)));
        }
        steps.extend(Part::MORE.into_iter().filter(|_| parts).map(|own| part(own, more)));
        steps.push(("other_increase", pick("Tăng khác", "Other"), more, Step::Besides(Flow::OtherIncrease)));
        steps.push(("end", pick("Cuối kỳ", "At end"), "", Step::Besides(Flow::End)));
        steps
    }

    /// Form 2 or 3: two lines a unit.
    fn flows(&self, near_poor: bool, people: bool) -> Table {
        let pick = |vi: &'static str, en: &'static str| self.surroundings.pick(vi, en);
        let mut columns = vec![
            TableColumn::new("level", pick("Cấp", "Level"), ColumnKind::Text),
            TableColumn::new("upper", pick("Đơn vị cấp trên", "Upper unit"), ColumnKind::Text),
            TableColumn::new(
                "commune",
                if people { pick("Đơn vị", "Unit") } else { pick("Xã", "Commune") },
                ColumnKind::Text,
            ),
            TableColumn::new("measure", pick("Đơn vị tính", "Measure"), ColumnKind::Text),
        ];
        let steps = self.steps(near_poor);
        columns.extend(steps.iter().map(|(id, title, group, _)| TableColumn {
            group: (*group).to_owned(),
            ..TableColumn::new(id, title, ColumnKind::Count)
        }));

        let lines = |unit: &Unit, level: Level, balance: &Balance| {
            let cells = |number: fn(Count) -> i64| -> Vec<TableCell> {
                steps.iter().map(|(.., step)| TableCell::Count(number(step.of(balance)))).collect()
            };
            let persons = match balance.tells_persons() {
                true => cells(|count| count.persons),
                false => vec![TableCell::Empty; steps.len()],
            };
            let measures = [
                ("households", pick("Hộ", "Households"), cells(|count| count.households)),
                ("persons", pick("Nhân khẩu", "Persons"), persons),
            ];
            measures.map(|(id, title, cells)| {
                let mut row = match people {
                    true => vec![unit_title(level, unit, self.surroundings)],
                    false => vec![
                        TableCell::words(level.id()),
                        TableCell::words(&unit.upper),
                        TableCell::words(&unit.commune),
                    ],
                };
                row.push(TableCell::words(if people { title } else { id }));
                row.extend(cells);
                row
            })
        };
        if people {
            columns.drain(..2);
        }
        let of = |(_, poor, near): &(Unit, Balance, Balance)| if near_poor { *near } else { *poor };
        let units: Vec<(Unit, Balance)> = self.of.balances.units.iter().map(|own| (own.0.clone(), of(own))).collect();
        let mut all = with_sums(&units, Balance::add);
        let total = all.pop().map_or_else(Balance::default, |(.., total)| total);
        let several = all.iter().filter(|(level, ..)| *level == Level::Upper).count() > 1;
        // the sum of the only one is the total
        let shown = all.iter().filter(|(level, ..)| *level == Level::Commune || several || !people);
        let rows = shown.flat_map(|(level, unit, balance)| lines(unit, *level, balance)).collect();
        Table {
            id: if near_poor { "near_poor" } else { "poor" }.to_owned(),
            title: match near_poor {
                false => pick("Diễn biến hộ nghèo", "Flows of the poor"),
                true => pick("Diễn biến hộ cận nghèo", "Flows of the near-poor"),
            }
            .to_owned(),
            columns,
            rows,
            totals: lines(&Unit::default(), Level::Total, &total).into(),
            notes: Vec::new(),
        }
    }

    /// How many households went from which class to which.
    fn classes(&self, people: bool) -> Table {
        let pick = |vi: &'static str, en: &'static str| self.surroundings.pick(vi, en);
        // by the numbers of unit and classes: how many, and what these are
        type Counted = (i64, Unit, String, String);
        let mut counts: BTreeMap<(usize, usize, usize), Counted> = BTreeMap::new();
        let order = |class: &str| {
            ["poor", "near_poor", "average", "non_poor", "undetermined", ""]
                .iter()
                .position(|known| *known == class)
                .unwrap_or(4)
        };
        let mut units: FxHashMap<Unit, usize> = FxHashMap::default();
        for pair in &self.of.pairs {
            let (before, now) = self.of.both(pair);
            let unit = now.or(before).map(Listed::unit).unwrap_or_default();
            let next = units.len();
            let at = *units.entry(unit.clone()).or_insert(next);
            let class = |listed: Option<&Listed>| listed.map_or(String::new(), |listed| listed.class.clone());
            let (was, is) = (class(before), class(now));
            counts.entry((at, order(&was), order(&is))).or_insert((0, unit, was, is)).0 += 1;
        }
        let shown = |class: &str| TableCell::words(if people { self.class_title(class) } else { class });
        let mut sums: BTreeMap<(usize, usize), (i64, &str, &str)> = BTreeMap::new();
        for ((_, was, is), (count, _, before, now)) in &counts {
            sums.entry((*was, *is)).or_insert((0, before, now)).0 += count;
        }
        let all = pick("Tổng cộng", "Total");
        let totals = sums
            .values()
            .map(|(count, was, is)| vec![TableCell::words(all), shown(was), shown(is), TableCell::Count(*count)]);
        let totals = totals.map(|mut row| {
            if !people {
                row.insert(0, TableCell::Empty);
            }
            row
        });
        let totals: Vec<Vec<TableCell>> = totals.collect();
        let several = units.keys().map(|unit| &unit.upper).collect::<FxHashSet<_>>().len() > 1;
        let unit = |unit: &Unit| match people {
            true if several && !unit.upper.is_empty() => {
                vec![TableCell::words(&format!("{}, {}", unit.commune, unit.upper))]
            }
            true => vec![TableCell::words(&unit.commune)],
            false => vec![TableCell::words(&unit.upper), TableCell::words(&unit.commune)],
        };
        let upper =
            (!people).then(|| TableColumn::new("upper", pick("Đơn vị cấp trên", "Upper unit"), ColumnKind::Text));
        Table {
            id: "classes".into(),
            title: pick("Thay đổi phân loại", "Classes before and now").into(),
            columns: upper
                .into_iter()
                .chain([
                    TableColumn::new("commune", pick("Xã", "Commune"), ColumnKind::Text),
                    TableColumn::new("previous", pick("Trước", "Before"), ColumnKind::Text),
                    TableColumn::new("current", pick("Nay", "Now"), ColumnKind::Text),
                    TableColumn::new("households", pick("Hộ", "Households"), ColumnKind::Count),
                ])
                .collect(),
            totals,
            rows: counts
                .into_values()
                .map(|(count, own, was, is)| {
                    let mut row = unit(&own);
                    row.extend([shown(&was), shown(&is), TableCell::Count(count)]);
                    row
                })
                .collect(),
            ..Table::default()
        }
    }

    fn households(&self, people: bool) -> anyhow::Result<Table> {
        let pick = |vi: &'static str, en: &'static str| self.surroundings.pick(vi, en);
        let row = |(pair, outcome): (&Pair, &FlowOutcome)| {
            let (before, now) = self.of.both(pair);
            let own = now.or(before);
            let id = own.map_or("", |listed| &listed.id);
            let pseudonym = self.pseudonyms.and_then(|pseudonyms| pseudonyms.household(id));
            let id = match self.pseudonyms {
                Some(_) => pseudonym.map(|pseudonym| pseudonym.to_string()).unwrap_or_default(),
                None => id.to_owned(),
            };
            let class = |listed: Option<&Listed>| {
                let class = listed.map_or("", |listed| listed.class.as_str());
                TableCell::words(if people { self.class_title(class) } else { class })
            };
            let cells = vec![
                TableCell::words(&id),
                TableCell::words(own.map_or("", |listed| &listed.commune)),
                class(before),
                class(now),
                TableCell::words(if people { outcome_title(*outcome, self.surroundings) } else { outcome.id() }),
                TableCell::words(pair.by.map_or("", Match::id)),
            ];
            (pseudonym, cells)
        };
        let rows = self.of.pairs.iter().zip(&self.of.outcomes).map(row);
        let rows: Vec<Vec<TableCell>> = match self.pseudonyms {
            None => rows.map(|(_, cells)| cells).collect(),
            Some(_) => {
                let mut shuffled = Shuffled::default();
                rows.for_each(|(pseudonym, cells)| shuffled.push(pseudonym, cells));
                shuffled.sorted(self.surroundings)?.collect()
            }
        };
        Ok(Table {
            id: "households".into(),
            title: pick("Từng hộ", "Households").into(),
            columns: vec![
                TableColumn::new("household_id", pick("Mã hộ", "Household"), ColumnKind::Text),
                TableColumn::new("commune", pick("Xã", "Commune"), ColumnKind::Text),
                TableColumn::new("previous", pick("Trước", "Before"), ColumnKind::Text),
                TableColumn::new("current", pick("Nay", "Now"), ColumnKind::Text),
                TableColumn::new("outcome", pick("Diễn biến", "Outcome"), ColumnKind::Text),
                TableColumn::new("match", pick("Ghép", "Match"), ColumnKind::Text),
            ],
            rows,
            ..Table::default()
        })
    }

    /// As the codebook calls it; a class of a standard's own by its id.
    fn class_title<'t>(&'t self, class: &'t str) -> &'t str {
        let language = self.surroundings.language;
        match class {
            "undetermined" => self.surroundings.pick("Chưa xác định", "Undetermined"),
            "" => self.surroundings.pick("(không có)", "(not there)"),
            class => {
                let field = self.codebook.position(Entity::Household, CLASS_RECORDED);
                let codes = field.map_or(&[][..], |field| &self.codebook.household[field].codes);
                codes.iter().find(|code| code.id == class).map_or(class, |code| code.title.in_language(language))
            }
        }
    }
}

/// What a column of flows counts.
#[derive(Clone, Copy)]
enum Step {
    /// A column of the form, but for its parts.
    Besides(Flow),
    /// A part of one.
    Part(Part),
}

impl Step {
    fn of(self, balance: &Balance) -> Count {
        match self {
            Step::Besides(flow) => balance.besides(flow),
            Step::Part(part) => balance.part(part),
        }
    }
}

/// How a part is called under "decrease" or "increase", in Vietnamese and English.
pub(in crate::cli) const fn part_title(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::MovedAway => ("Chuyển đi", "Moved away"),
        Part::Died => ("Chết", "Died"),
        Part::Merged => ("Nhập hộ", "Merged"),
        Part::SplitUp => ("Tách hộ", "Split up"),
        Part::MovedIn => ("Chuyển đến", "Moved in"),
        Part::SplitOff => ("Tách hộ", "Split off"),
    }
}

fn outcome_title(outcome: FlowOutcome, surroundings: &Surroundings) -> &'static str {
    let (vi, en) = match outcome {
        FlowOutcome::Unchanged => ("giữ nguyên", "unchanged"),
        FlowOutcome::LeftPovertyNearPoor => ("thoát nghèo, trở thành hộ cận nghèo", "left poverty, became near-poor"),
        FlowOutcome::LeftPoverty => ("thoát nghèo, vượt chuẩn cận nghèo", "left poverty, above near-poverty"),
        FlowOutcome::LeftNearPoverty => ("thoát cận nghèo", "left near-poverty"),
        FlowOutcome::NearPoorBecamePoor => ("hộ cận nghèo trở thành hộ nghèo", "near-poor became poor"),
        FlowOutcome::FallenBackPoor => ("tái nghèo", "fallen back into poverty"),
        FlowOutcome::FallenBackNearPoor => ("tái cận nghèo", "fallen back into near-poverty"),
        FlowOutcome::NewlyPoor => ("phát sinh nghèo mới", "newly poor"),
        FlowOutcome::NewlyNearPoor => ("phát sinh cận nghèo mới", "newly near-poor"),
        FlowOutcome::NewlyOrFallenBackPoor => ("phát sinh mới hoặc tái nghèo", "newly poor or fallen back"),
        FlowOutcome::NewlyOrFallenBackNearPoor => {
            ("phát sinh mới hoặc tái cận nghèo", "newly near-poor or fallen back")
        }
        FlowOutcome::MovedAway => ("chuyển đi", "moved away"),
        FlowOutcome::Died => ("chết", "died"),
        FlowOutcome::Merged => ("nhập vào hộ khác", "merged into another household"),
        FlowOutcome::SplitUp => ("đã tách thành hộ khác", "split up into others"),
        FlowOutcome::OtherDecrease => ("giảm khác", "other decrease"),
        FlowOutcome::MovedIn => ("chuyển đến", "moved in"),
        FlowOutcome::SplitOff => ("tách từ hộ khác", "split off from another household"),
        FlowOutcome::OtherIncrease => ("tăng khác", "other increase"),
        FlowOutcome::NotListed => ("không thuộc diện", "not listed"),
    };
    surroundings.pick(vi, en)
}
