//! How many are entitled: for people communes down and measures across, for programs a row a commune and measure.

use crate::lang::Entity;
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::rules::support::Measure;
use crate::tabulate::forms::Counts;
use crate::tabulate::{Level, Unit, with_sums};

use super::super::arguments::Surroundings;
use super::super::compare::unit_title;
use super::set::CountedSupport;

impl CountedSupport<'_> {
    /// The table of all units.
    pub fn table(&self, people: bool, surroundings: &Surroundings) -> Table {
        let add = |sum: &mut Vec<Counts>, own: &Vec<Counts>| {
            sum.resize(own.len().max(sum.len()), Counts::default());
            sum.iter_mut().zip(own).for_each(|(sum, own)| sum.add(own));
        };
        let units: Vec<(Unit, Vec<Counts>)> =
            self.counts.units.iter().map(|(unit, count)| (unit.clone(), count.counts.clone())).collect();
        let mut all = with_sums(&units, add);
        let total = all.pop().map_or_else(Vec::new, |(.., counts)| counts);
        let several = all.iter().filter(|(level, ..)| *level == Level::Upper).count() > 1;
        let title = surroundings.pick("Đối tượng được hỗ trợ", "Entitled to support").to_owned();
        let measures = || self.told.iter().map(|at| (*at, &self.set.measures[*at]));
        if people {
            // the sum of the only upper unit is the total
            let shown = all.iter().filter(|(level, ..)| *level == Level::Commune || several);
            let line = |level: Level, unit: &Unit, counts: &[Counts]| {
                let mut cells = vec![unit_title(level, unit, surroundings)];
                cells.extend(measures().map(|(at, measure)| TableCell::Count(entitled(measure, counts, at))));
                cells
            };
            return Table {
                id: "support".into(),
                title,
                columns: self.columns_for_people(surroundings),
                rows: shown.map(|(level, unit, counts)| line(*level, unit, counts)).collect(),
                totals: vec![line(Level::Total, &Unit::default(), &total)],
                notes: self.notes(&total, surroundings),
            };
        }
        let lines = |level: Level, unit: &Unit, counts: &[Counts]| -> Vec<Vec<TableCell>> {
            let line = |(at, measure): (usize, &Measure)| {
                let own = counts.get(at).copied().unwrap_or_default();
                let persons = match measure.who {
                    Entity::Household if own.persons_unknown > 0 => TableCell::Empty,
                    Entity::Household => TableCell::Count(own.persons),
                    Entity::Member => TableCell::Count(own.least),
                };
                let words = [level.id(), &unit.upper, &unit.commune, &measure.id, who(measure.who)];
                let mut cells = words.map(TableCell::words).to_vec();
                cells.extend([
                    TableCell::Count(own.households),
                    persons,
                    TableCell::Count(own.most.saturating_sub(own.least)),
                ]);
                cells
            };
            measures().map(line).collect()
        };
        let pick = |vi: &'static str, en: &'static str| surroundings.pick(vi, en);
        Table {
            id: "support".into(),
            title,
            columns: vec![
                TableColumn::new("level", pick("Cấp", "Level"), ColumnKind::Text),
                TableColumn::new("upper", pick("Đơn vị cấp trên", "Upper unit"), ColumnKind::Text),
                TableColumn::new("commune", pick("Xã", "Commune"), ColumnKind::Text),
                TableColumn::new("measure", pick("Chính sách", "Measure"), ColumnKind::Text),
                TableColumn::new("who", pick("Đối tượng", "Who"), ColumnKind::Text),
                TableColumn::new("households", pick("Hộ", "Households"), ColumnKind::Count),
                TableColumn::new("persons", pick("Người", "Persons"), ColumnKind::Count),
                TableColumn::new("unknown", pick("Chưa rõ", "Unknown"), ColumnKind::Count),
            ],
            rows: all.iter().flat_map(|(level, unit, counts)| lines(*level, unit, counts)).collect(),
            totals: lines(Level::Total, &Unit::default(), &total),
            notes: Vec::new(),
        }
    }

    fn columns_for_people(&self, surroundings: &Surroundings) -> Vec<TableColumn> {
        let mut columns = vec![TableColumn::new("commune", surroundings.pick("Đơn vị", "Unit"), ColumnKind::Text)];
        columns.extend(self.told.iter().map(|at| {
            let measure = &self.set.measures[*at];
            let group = match measure.who {
                Entity::Household => surroundings.pick("Hộ", "Households"),
                Entity::Member => surroundings.pick("Người", "Persons"),
            };
            TableColumn {
                group: group.to_owned(),
                ..TableColumn::new(&measure.id, measure.short.in_language(surroundings.language), ColumnKind::Count)
            }
        }));
        columns
    }

    /// How many more it could be.
    fn notes(&self, total: &[Counts], surroundings: &Surroundings) -> Vec<String> {
        let open = self.told.iter().filter_map(|at| {
            let counts = total.get(*at)?;
            let open = counts.most.saturating_sub(counts.least);
            let title = self.set.measures[*at].short.in_language(surroundings.language);
            (open > 0).then(|| format!("{title}: {open}"))
        });
        let open: Vec<String> = open.collect();
        if open.is_empty() {
            return Vec::new();
        }
        let open = open.join("; ");
        vec![surroundings.pick(
            format!("Chưa rõ vì thiếu câu trả lời, không tính ở trên: {open}"),
            format!("Left open by missing answers and not counted above: {open}"),
        )]
    }
}

/// The machine word for whom a measure is.
pub(super) const fn who(entity: Entity) -> &'static str {
    match entity {
        Entity::Household => "household",
        Entity::Member => "member",
    }
}

/// How many are entitled for certain.
fn entitled(measure: &Measure, counts: &[Counts], at: usize) -> i64 {
    let own = counts.get(at).copied().unwrap_or_default();
    match measure.who {
        Entity::Household => own.households,
        Entity::Member => own.least,
    }
}
