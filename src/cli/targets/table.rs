//! How a plan stands: for people the targets one by one and then the communes, for programs a row a target and unit.

use crate::lang::Exact;
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::report::words;
use crate::rules::targets::{Counted, Direction, Measured, Target};
use crate::tabulate::targets::{Range, Reached, Standing};
use crate::tabulate::{Level, Unit};

use super::super::arguments::Surroundings;
use super::super::compare::unit_title;
use super::set::{Line, MeasuredPlan, MeasuredTarget, Reason};

impl MeasuredPlan<'_> {
    /// For people an overview and a table of communes, for programs one table.
    pub fn tables(&self, people: bool, surroundings: &Surroundings) -> Vec<Table> {
        match people {
            true => {
                let measured = self.targets.iter().any(|own| own.reason.is_none());
                let communes = measured.then(|| self.communes(surroundings));
                std::iter::once(self.overview(surroundings)).chain(communes).collect()
            }
            false => vec![self.rows(surroundings)],
        }
    }

    fn overview(&self, surroundings: &Surroundings) -> Table {
        let pick = |vi: &'static str, en: &'static str| surroundings.pick(vi, en);
        let language = surroundings.language;
        let row = |measured: &MeasuredTarget<'_>| {
            let target = measured.target;
            let all = pick("toàn bộ", "all").to_owned();
            let group =
                target.group.map_or(all, |group| self.plan.groups[group].title.in_language(language).to_owned());
            let place = match target.each {
                true => surroundings.pick(format!("từng xã, {group}"), format!("each commune, {group}")),
                false => group,
            };
            let total = measured.lines.last();
            let mut cells = vec![
                TableCell::words(target.short.in_language(language)),
                TableCell::words(target.title.in_language(language)),
                TableCell::words(&place),
                TableCell::words(&aim(target, surroundings)),
            ];
            cells.extend(match total.and_then(|line| line.standing.as_ref()) {
                None => [pick("không tính được", "not measured"), "", "", ""].map(TableCell::words),
                Some(standing) => self.stand(measured, standing, surroundings),
            });
            let unknown = total.map_or(0, |line| line.counted.share.unknown());
            cells.push(match measured.reason {
                Some(_) => TableCell::Empty,
                None => TableCell::Count(unknown),
            });
            cells
        };
        let c = |id: &str, vi: &'static str, en: &'static str, kind| TableColumn::new(id, pick(vi, en), kind);
        Table {
            id: "targets".into(),
            title: self.plan.title.in_language(language).to_owned(),
            columns: vec![
                c("target", "Chỉ tiêu", "Target", ColumnKind::Text),
                TableColumn { optional: 9, ..c("title", "Nội dung", "In full", ColumnKind::Text) },
                TableColumn { optional: 1, ..c("units", "Phạm vi", "Of", ColumnKind::Text) },
                c("value", "Mức đặt ra", "To reach", ColumnKind::Text),
                c("measured", "Thực hiện", "Measured", ColumnKind::Number),
                c("reached", "Kết quả", "Result", ColumnKind::Text),
                c("short", "Còn thiếu", "Short by", ColumnKind::Number),
                c("missing", "Số còn thiếu", "Missing", ColumnKind::Number),
                c("unknown", "Chưa rõ", "Unknown", ColumnKind::Count),
            ],
            rows: self.targets.iter().map(row).collect(),
            totals: Vec::new(),
            notes: self.notes(surroundings),
        }
    }

    /// What is measured, whether that is enough, by how much not, and how many are missing.
    fn stand(&self, measured: &MeasuredTarget<'_>, standing: &Standing, surroundings: &Surroundings) -> [TableCell; 4] {
        let target = measured.target;
        let applying = measured.lines.iter().filter(|line| line.applies);
        let (reached, judged) = match target.each {
            false => (result(standing.reached, surroundings).to_owned(), Some(standing)),
            // how many of the communes have reached it
            true => {
                let results = applying.filter_map(|line| line.standing.as_ref().map(|standing| standing.reached));
                let results: Vec<Reached> = results.collect();
                let reached = results.iter().filter(|reached| **reached == Reached::Yes).count();
                let all = results.len();
                (surroundings.pick(format!("{reached}/{all} xã đạt"), format!("{reached} of {all} communes")), None)
            }
        };
        let short = judged.filter(|standing| standing.short.most != Exact::ZERO);
        [
            TableCell::words(&range(target.measured, standing.measured, surroundings)),
            TableCell::words(&reached),
            TableCell::words(&short.map(|own| lack(target.measured, own.short, surroundings)).unwrap_or_default()),
            TableCell::words(&short.map(|own| missing(target, own.missing, surroundings)).unwrap_or_default()),
        ]
    }

    /// What the numbers rest on.
    fn notes(&self, surroundings: &Surroundings) -> Vec<String> {
        let mut lines = Vec::new();
        let changes = self.targets.iter().any(|own| own.target.measured.is_change() && own.reason.is_none());
        if changes && self.partial {
            lines.push(surroundings.pick(
                "Danh sách năm trước chỉ có hộ nghèo, cận nghèo nên không tính được tỷ lệ của năm trước: số hộ năm trước được chia cho số hộ của đợt này"
                    .to_owned(),
                "The previous list has poor and near-poor households only and gives no rate of its own: its households are divided by the number of households of this review"
                    .to_owned(),
            ));
        }
        if self.targets.iter().any(|own| own.lines.iter().any(|line| line.counted.share.unknown() > 0)) {
            lines.push(
                surroundings.pick(
                    "Hai số nối bằng gạch là mức thấp nhất và cao nhất mà các câu trả lời còn thiếu có thể đưa tới"
                        .to_owned(),
                    "Two numbers with a dash are the least and the most that the missing answers can lead to"
                        .to_owned(),
                ),
            );
        }
        lines
    }

    fn communes(&self, surroundings: &Surroundings) -> Table {
        let pick = |vi: &'static str, en: &'static str| surroundings.pick(vi, en);
        let language = surroundings.language;
        let shown: Vec<&MeasuredTarget<'_>> = self.targets.iter().filter(|own| own.reason.is_none()).collect();
        let mut units: Vec<(Level, Unit)> = Vec::new();
        // a target of some communes has fewer lines
        if let Some(longest) = shown.iter().max_by_key(|own| own.lines.len()) {
            units.extend(longest.lines.iter().map(|line| (line.level, line.unit.clone())));
        }
        for line in shown.iter().flat_map(|own| &own.lines) {
            if !units.iter().any(|(level, unit)| (*level, unit) == (line.level, &line.unit)) {
                units.push((line.level, line.unit.clone()));
            }
        }
        let several = units.iter().filter(|(level, _)| *level == Level::Upper).count() > 1;
        let mut columns = vec![TableColumn::new("commune", pick("Đơn vị", "Unit"), ColumnKind::Text)];
        for own in &shown {
            let group = own.target.short.in_language(language);
            let titles = [("measured", pick("Thực hiện", "Measured")), ("missing", pick("Số còn thiếu", "Missing"))];
            columns.extend(titles.map(|(id, title)| TableColumn {
                group: format!("{group} ({})", aim(own.target, surroundings)),
                ..TableColumn::new(&format!("{}_{id}", own.target.id), title, ColumnKind::Number)
            }));
        }
        let row = |(level, unit): &(Level, Unit)| {
            let mut cells = vec![unit_title(*level, unit, surroundings)];
            for own in &shown {
                let line = own.lines.iter().find(|line| (line.level, &line.unit) == (*level, unit));
                let standing = line.and_then(|line| line.standing.as_ref());
                let judged = standing.filter(|_| line.is_some_and(|line| line.is_judged(own.target)));
                let measured = |standing: &Standing| bare(own.target.measured, standing.measured, surroundings);
                cells.extend([
                    TableCell::words(&standing.map(measured).unwrap_or_default()),
                    TableCell::words(
                        &judged.map(|standing| counts(standing.missing, surroundings)).unwrap_or_default(),
                    ),
                ]);
            }
            cells
        };
        let (totals, rows): (Vec<_>, Vec<_>) = units.iter().partition(|(level, _)| *level == Level::Total);
        Table {
            id: "communes".into(),
            title: pick("Chỉ tiêu theo xã", "Targets by commune").into(),
            columns,
            rows: rows.into_iter().filter(|(level, _)| several || *level != Level::Upper).map(row).collect(),
            totals: totals.into_iter().map(row).collect(),
            notes: Vec::new(),
        }
    }

    fn rows(&self, surroundings: &Surroundings) -> Table {
        let pick = |vi: &'static str, en: &'static str| surroundings.pick(vi, en);
        let c = |id: &str, vi: &'static str, en: &'static str, kind| TableColumn::new(id, pick(vi, en), kind);
        Table {
            id: "targets".into(),
            title: self.plan.title.in_language(surroundings.language).to_owned(),
            columns: vec![
                c("target", "Chỉ tiêu", "Target", ColumnKind::Text),
                c("group", "Nhóm xã", "Group", ColumnKind::Text),
                c("level", "Cấp", "Level", ColumnKind::Text),
                c("upper", "Đơn vị cấp trên", "Upper unit", ColumnKind::Text),
                c("commune", "Xã", "Commune", ColumnKind::Text),
                c("applies", "Đặt ra cho đơn vị này", "Set for this unit", ColumnKind::Count),
                c("unit", "Đơn vị tính", "In", ColumnKind::Text),
                c("direction", "Chiều", "Direction", ColumnKind::Text),
                c("value", "Mức đặt ra", "To reach", ColumnKind::Number),
                c("measured_least", "Thực hiện, ít nhất", "Measured, least", ColumnKind::Number),
                c("measured_most", "Thực hiện, nhiều nhất", "Measured, most", ColumnKind::Number),
                c("reached", "Kết quả", "Result", ColumnKind::Text),
                c("short_least", "Còn thiếu, ít nhất", "Short by, least", ColumnKind::Number),
                c("short_most", "Còn thiếu, nhiều nhất", "Short by, most", ColumnKind::Number),
                c("counted", "Tính theo", "Counted", ColumnKind::Text),
                c("missing_least", "Số còn thiếu, ít nhất", "Missing, least", ColumnKind::Count),
                c("missing_most", "Số còn thiếu, nhiều nhất", "Missing, most", ColumnKind::Count),
                c("of", "Số đạt", "Of", ColumnKind::Count),
                c("among", "Tổng số", "Among", ColumnKind::Count),
                c("unknown", "Chưa rõ", "Unknown", ColumnKind::Count),
                c("previous_of", "Năm trước: số đạt", "Previous: of", ColumnKind::Count),
                c("previous_among", "Năm trước: tổng số", "Previous: among", ColumnKind::Count),
                c("previous_over", "Năm trước chia cho", "Previous over", ColumnKind::Text),
            ],
            rows: self
                .targets
                .iter()
                .flat_map(|measured| measured.lines.iter().map(|line| self.row(measured, line)))
                .collect(),
            ..Table::default()
        }
    }

    fn row(&self, measured: &MeasuredTarget<'_>, line: &Line) -> Vec<TableCell> {
        let target = measured.target;
        let value = |value: Exact| match target.measured {
            Measured::Number => TableCell::Number(value),
            _ => TableCell::Rate(value),
        };
        let both = |range: Option<Range>| match range {
            Some(range) => [value(range.least), value(range.most)],
            None => [TableCell::Empty, TableCell::Empty],
        };
        let count = |count: Option<i64>| count.map_or(TableCell::Empty, TableCell::Count);
        let standing = line.standing.as_ref();
        let judged = standing.filter(|_| line.is_judged(target));
        let known = measured.reason != Some(Reason::Lacking);
        let share = known.then_some(line.counted.share);
        let previous = line.counted.previous.filter(|_| measured.reason.is_none());
        let group = target.group.map_or("", |group| self.plan.groups[group].id.as_str());
        let words = [&target.id, group, line.level.id(), &line.unit.upper, &line.unit.commune];
        let mut cells = words.map(TableCell::words).to_vec();
        cells.push(TableCell::Flag(line.applies));
        cells.push(TableCell::words(target.measured.unit(target.counted)));
        cells.push(TableCell::words(target.direction.id()));
        cells.push(if line.is_judged(target) { TableCell::Number(target.value) } else { TableCell::Empty });
        cells.extend(both(standing.map(|own| own.measured)));
        cells.push(TableCell::words(judged.map_or("", |own| own.reached.id())));
        cells.extend(both(judged.map(|own| own.short)));
        cells.push(TableCell::words(target.counted.id()));
        cells.push(count(judged.map(|own| own.missing.least)));
        cells.push(count(judged.map(|own| own.missing.most)));
        cells.push(count(share.map(|share| share.yes)));
        cells.push(count(share.map(|share| share.among())));
        cells.push(count(share.map(|share| share.unknown())));
        cells.push(count(previous.map(|previous| previous.share.yes)));
        cells.push(count(previous.filter(|own| !own.over_current).map(|previous| previous.share.among())));
        cells.push(TableCell::words(match previous {
            None => "",
            Some(previous) if previous.over_current => "current",
            Some(_) => "previous",
        }));
        cells
    }
}

/// What is to be reached: `≥ 95 %`.
fn aim(target: &Target, surroundings: &Surroundings) -> String {
    let sign = match target.direction {
        Direction::AtLeast => "≥",
        Direction::AtMost => "≤",
    };
    let value = words::number(target.value, true, surroundings.language);
    let unit = unit(target, surroundings);
    match target.measured {
        Measured::Fall => {
            surroundings.pick(format!("giảm {sign} {value} {unit}"), format!("down {sign} {value} {unit}"))
        }
        Measured::Rise => surroundings.pick(format!("tăng {sign} {value} {unit}"), format!("up {sign} {value} {unit}")),
        _ => format!("{sign} {value} {unit}"),
    }
}

fn unit(target: &Target, surroundings: &Surroundings) -> &'static str {
    match (target.measured, target.counted) {
        (Measured::Share, _) => "%",
        (Measured::Fall | Measured::Rise, _) => surroundings.pick("điểm %", "points"),
        (Measured::Number, counted) => thing(counted, surroundings),
    }
}

fn thing(counted: Counted, surroundings: &Surroundings) -> &'static str {
    match counted {
        Counted::Households => surroundings.pick("hộ", "households"),
        Counted::Persons | Counted::Members => surroundings.pick("người", "persons"),
    }
}

fn result(reached: Reached, surroundings: &Surroundings) -> &'static str {
    match reached {
        Reached::Yes => surroundings.pick("đạt", "reached"),
        Reached::No => surroundings.pick("chưa đạt", "not reached"),
        Reached::Open => surroundings.pick("chưa rõ", "open"),
    }
}

/// A measured value without its unit.
fn bare(measured: Measured, range: Range, surroundings: &Surroundings) -> String {
    let language = surroundings.language;
    let one = |value: Exact| match measured {
        Measured::Number => words::number(value, true, language),
        _ => words::rate(value, language),
    };
    between(&one(range.least), &one(range.most))
}

fn range(measured: Measured, value: Range, surroundings: &Surroundings) -> String {
    let bare = bare(measured, value, surroundings);
    match measured {
        Measured::Share => format!("{bare} %"),
        Measured::Number => bare,
        Measured::Fall | Measured::Rise => format!("{bare} {}", surroundings.pick("điểm %", "points")),
    }
}

/// By how much a value falls short: of a share in points.
fn lack(measured: Measured, short: Range, surroundings: &Surroundings) -> String {
    let points = if measured == Measured::Share { Measured::Fall } else { measured };
    range(points, short, surroundings)
}

fn missing(target: &Target, missing: Range<i64>, surroundings: &Surroundings) -> String {
    format!("{} {}", counts(missing, surroundings), thing(target.counted, surroundings))
}

fn counts(range: Range<i64>, surroundings: &Surroundings) -> String {
    let language = surroundings.language;
    between(&words::count(range.least, language), &words::count(range.most, language))
}

fn between(least: &str, most: &str) -> String {
    // a dash beside a minus sign would be read as one
    match (least == most, least.starts_with('-') || most.starts_with('-')) {
        (true, _) => least.to_owned(),
        (_, true) => format!("{least} … {most}"),
        _ => format!("{least}–{most}"),
    }
}
