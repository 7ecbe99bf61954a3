//! `rasoat compare`: what became of the households of one list on the next.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::io::write::{Format, write_tables};
use crate::lang::Entity;
use crate::redact::Pseudonyms;
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::survey::NumberFormat;
use crate::survey::codebook::Codebook;
use crate::survey::codebook_file::CLASS_RECORDED;
use crate::tabulate::flows::{Balance, FlowOutcome, Listed, Match, Pair, Standing};
use crate::tabulate::{Level, Unit, with_sums};

use super::arguments::{OutputArguments, Surroundings, SurveyArguments, day, number_format, setting, threads, year};
use super::failure::{Failure, Finish};
use super::flows::{Flows, Matching, Renamed, joined_files, renamed_units};
use super::list::{List, must_have_households, read};
use super::redaction::{RedactArguments, Shuffled};
use super::session::inputs;
use super::target::Target;

/// Compare two reviews: who left poverty, who fell back, who is new, in every commune
#[derive(Debug, Args)]
#[command(after_help = "\
PREVIOUS and CURRENT are each a survey, which is classified under its own year's standard, what `rasoat classify` wrote, or
a list with household ids and classes. Files of one survey are joined by `+`: `households.csv+members.csv`.

Examples:
  rasoat compare samples/yen-chau-2021-list.csv samples/yen-chau-2022.xlsx
  rasoat compare samples/yen-chau-2021-list.csv samples/yen-chau-2022.xlsx --table households --format csv -o flows.csv
  rasoat compare samples/yen-chau-2021-list.csv samples/yen-chau-2022.xlsx --history samples/yen-chau-2020-list.csv")]
pub(super) struct Arguments {
    /// List or survey of the previous review
    #[arg(value_name = "PREVIOUS")]
    previous: PathBuf,
    /// List or survey of this review
    #[arg(value_name = "CURRENT")]
    current: PathBuf,
    /// Lists from before the previous review: who is on one has fallen back, who is on none is new
    #[arg(long, value_name = "FILE")]
    history: Vec<PathBuf>,
    /// Csv file with the columns `old` and `new`: communes that were merged or renamed between the reviews
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,
    /// How sure it has to be that two rows are one household
    #[arg(long = "match", value_enum, default_value = "certain", value_name = "HOW")]
    matching: Matching,
    /// Which table [default: the flows on the terminal, every household as csv, all in a workbook or json]
    #[arg(long, value_enum, value_name = "TABLE")]
    table: Option<Which>,
    /// Rules file, or id of a built-in standard; twice for PREVIOUS and CURRENT [default: the one valid at each review date]
    #[arg(long, value_name = "FILE|ID")]
    rules: Vec<String>,
    /// Day of the review; twice for PREVIOUS and CURRENT [default: as each survey says]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Vec<Date>,
    /// Year of the review, where a survey does not say; twice for PREVIOUS and CURRENT
    #[arg(long, value_name = "YYYY", conflicts_with = "date", value_parser = year)]
    year: Vec<i16>,
    /// Answer to an open question of the law; `rasoat rules show` lists them
    #[arg(long = "set", value_name = "SETTING=CHOICE", value_parser = setting)]
    settings: Vec<(String, String)>,
    /// File with further header and answer spellings of this layout
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// How numbers written as text separate thousands and decimals, where the file leaves it open
    #[arg(long, value_name = "vi|en", value_parser = number_format)]
    number_format: Option<NumberFormat>,
    /// On how many threads to work; the results do not depend on it [default: one a core]
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<u16>,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    redact: RedactArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    /// Flows of the poor, as form 2 of the review has them
    Poor,
    /// Flows of the near-poor, as form 3 has them
    NearPoor,
    /// Classes before and now, per commune
    Classes,
    /// Every household
    Households,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    for (option, count) in
        [("--rules", arguments.rules.len()), ("--date", arguments.date.len()), ("--year", arguments.year.len())]
    {
        if count > 2 {
            return Err(Failure::new(
                surroundings
                    .pick(format!("`{option}` được ghi {count} lần"), format!("`{option}` is given {count} times")),
            )
            .help(
                surroundings
                    .pick("một lần cho cả hai đợt, hoặc mỗi đợt một lần", "once for both reviews, or once for each"),
            )
            .into());
        }
    }
    let sides = [&arguments.previous, &arguments.current].into_iter().enumerate();
    let sides = sides.map(|(at, path)| arguments.side(path, at)).collect::<Vec<_>>();
    let history = arguments.history.iter().map(|path| arguments.side(path, 0)).collect::<Vec<_>>();
    let mut used: Vec<PathBuf> = sides.iter().chain(&history).flat_map(inputs).collect();
    used.extend(arguments.units.clone());
    used.extend(arguments.redact.input());
    let pseudonyms = arguments.redact.open(surroundings)?;
    let Target { format, output, options } = Target::open(&arguments.output, &used, surroundings)?;

    let codebook = super::rules::codebook()?;
    // lists need no rules, but what is named has to be there
    arguments.rules.iter().try_for_each(|name| super::rules::load(name, &codebook, surroundings).map(drop))?;
    let mut renamed = match &arguments.units {
        Some(path) => renamed_units(path, surroundings)?,
        None => Renamed::default(),
    };
    let mut previous = read(&sides[0], surroundings)?;
    let mut current = read(&sides[1], surroundings)?;
    let mut older = history.iter().map(|side| read(side, surroundings)).collect::<anyhow::Result<Vec<_>>>()?;
    let read = [&previous, &current].into_iter().zip(&sides).chain(older.iter().zip(&history));
    for (list, side) in read {
        must_have_households(list, side, surroundings)?;
    }
    let flows = Flows::between(&mut previous, &mut current, &mut older, &mut renamed, arguments.matching, &codebook);

    let pseudonyms = pseudonyms.as_ref();
    let compared = Compared {
        previous: &previous,
        current: &current,
        flows: &flows,
        codebook: &codebook,
        pseudonyms,
        surroundings,
    };
    compared.warn(arguments.rules.len() > 1);
    let unused = renamed.unused();
    if !unused.is_empty() {
        let names = unused.join(", ");
        surroundings.note(&surroundings.pick(
            format!("cảnh báo: `--units` nói về xã mà các danh sách trước không có: {names}"),
            format!("warning: `--units` names communes that no earlier list has: {names}"),
        ));
    }
    let people = format.is_for_people();
    let tables: Vec<Table> = match arguments.table {
        Some(which) => vec![compared.table(which, people)?],
        // under two standards the question is who would be what
        None if people && arguments.rules.len() > 1 => vec![compared.table(Which::Classes, true)?],
        None if people => vec![compared.table(Which::Poor, true)?, compared.table(Which::NearPoor, true)?],
        None if format.holds_several() => {
            let all = [Which::Poor, Which::NearPoor, Which::Classes, Which::Households];
            all.into_iter().map(|which| compared.table(which, false)).collect::<anyhow::Result<_>>()?
        }
        None => vec![compared.table(Which::Households, false)?],
    };
    let lines = [&previous, &current].map(|list| list.heading.clone()).concat();
    let mut output = output;
    if format == Format::Table {
        output.write_lines(&lines)?;
    } else {
        lines.iter().for_each(|line| surroundings.note(line));
    }
    write_tables(&tables, format, output, options)?;
    Ok(Finish::Done)
}

impl Arguments {
    /// How one side is read: the first, or the second where an option is given twice.
    fn side(&self, path: &Path, at: usize) -> SurveyArguments {
        SurveyArguments {
            input: joined_files(path),
            rules: self.rules.get(at).or(self.rules.last()).cloned(),
            date: self.date.get(at).or(self.date.last()).copied(),
            year: self.year.get(at).or(self.year.last()).copied(),
            settings: self.settings.clone(),
            map: self.map.clone(),
            number_format: self.number_format,
            filter: None,
            threads: self.threads,
            strict: false,
            problems: None,
            // two standards side by side: what would the other one say
            beyond_validity: self.rules.len() > 1,
        }
    }
}

/// What there is to show.
struct Compared<'c> {
    previous: &'c List,
    current: &'c List,
    flows: &'c Flows,
    codebook: &'c Codebook,
    pseudonyms: Option<&'c Pseudonyms>,
    surroundings: &'c Surroundings,
}

impl Compared<'_> {
    /// Says what the numbers cannot tell.
    fn warn(&self, of_standards: bool) {
        let pick = |vi: String, en: String| self.surroundings.pick(vi, en);
        let warning = self.surroundings.pick("cảnh báo", "warning");
        let mut lines = Vec::new();
        let (likely, ambiguous) = (self.flows.not_joined(Match::Likely), self.flows.not_joined(Match::Ambiguous));
        if likely > 0 {
            lines.push(pick(
                format!("{likely} hộ có mã mới nhưng có lẽ là hộ cũ (cùng tên, năm sinh chủ hộ và thôn); dùng `--match likely` để ghép"),
                format!("new ids that are likely old households (head's name, birth year and village): {likely}; `--match likely` takes them so"),
            ));
        }
        if ambiguous > 0 {
            lines.push(pick(
                format!("{ambiguous} hộ có mã mới có thể là nhiều hộ cũ; xem cột `match` của `--table households`"),
                format!("new ids that could be one of several old households: {ambiguous}; see `match` in `--table households`"),
            ));
        }
        // two standards over one survey are no two reviews
        if !self.flows.lists.current_is_whole && !of_standards {
            lines.push(pick(
                "danh sách mới không có hộ ngoài diện nghèo, cận nghèo: hộ không còn trong danh sách được tính là giảm khác".into(),
                "the current list has no households outside the classes: who is no longer on it counts as other decrease".into(),
            ));
        }
        if !self.flows.lists.with_history && !of_standards {
            lines.push(pick(
                "không có danh sách các đợt trước (`--history`): tái nghèo và phát sinh mới được tính chung".into(),
                "without lists of earlier reviews (`--history`) fallen back and newly arising are counted together"
                    .into(),
            ));
        }
        let open = self.flows.outcomes.iter().zip(&self.flows.pairs).filter(|(outcome, pair)| {
            let standing = |list: &List, row: Option<usize>| row.map(|row| list.households[row].standing());
            matches!(outcome, FlowOutcome::OtherDecrease | FlowOutcome::OtherIncrease)
                && [standing(self.previous, pair.previous), standing(self.current, pair.current)]
                    .contains(&Some(Standing::Undetermined))
        });
        let open = open.count();
        if open > 0 && !of_standards {
            lines.push(pick(
                format!("{open} hộ chưa xác định ở một đợt được tính vào giảm khác hoặc tăng khác"),
                format!("households undetermined in one review, which count as other decrease or increase: {open}"),
            ));
        }
        for (list, other, vi, en) in [
            (self.previous, self.current, "chỉ có trong danh sách trước", "only on the previous list"),
            (self.current, self.previous, "chỉ có trong danh sách mới", "only on the current list"),
        ] {
            let others: FxHashSet<Unit> = other.households.iter().map(Listed::unit).collect();
            let mut alone: Vec<String> = Vec::new();
            for unit in list.households.iter().map(Listed::unit).filter(|unit| !others.contains(unit)) {
                if !unit.commune.is_empty() && !alone.contains(&unit.commune) {
                    alone.push(unit.commune);
                }
            }
            if !alone.is_empty() {
                let names = alone.join(", ");
                lines.push(pick(
                    format!("xã {vi}: {names}; nếu đã sáp nhập hoặc đổi tên, dùng `--units TỆP`"),
                    format!("communes {en}: {names}; if they were merged or renamed, use `--units FILE`"),
                ));
            }
        }
        let mut mixed = [self.previous, self.current].map(List::mixed_communes).concat();
        mixed.sort();
        mixed.dedup();
        if !mixed.is_empty() {
            let names = mixed.join(", ");
            lines.push(pick(
                format!("các xã cùng tên ở nhiều huyện được tính chung, vì hai danh sách không cùng cấp trên: {names}"),
                format!("communes of one name in several districts are counted together, for the lists have no upper unit in common: {names}"),
            ));
        }
        let unknown: i64 =
            self.flows.balances.units.iter().map(|(_, poor, near)| poor.persons_unknown + near.persons_unknown).sum();
        if unknown > 0 {
            lines.push(pick(
                format!("số lần một danh sách không ghi số nhân khẩu của hộ nghèo, cận nghèo: {unknown}; dòng nhân khẩu của xã đó để trống"),
                format!("numbers of persons that a list does not tell of poor and near-poor households: {unknown}; the persons of their communes are blank"),
            ));
        }
        lines.iter().for_each(|line| self.surroundings.note(&format!("{warning}: {line}")));
    }

    fn table(&self, which: Which, people: bool) -> anyhow::Result<Table> {
        Ok(match which {
            Which::Poor => self.flows(false, people),
            Which::NearPoor => self.flows(true, people),
            Which::Classes => self.classes(people),
            Which::Households => self.households(people)?,
        })
    }

    /// Form 2 or 3: two lines a unit.
    fn flows(&self, near_poor: bool, people: bool) -> Table {
        let pick = |vi: &'static str, en: &'static str| self.surroundings.pick(vi, en);
        let history = self.flows.lists.with_history;
        let mut columns = vec![
            TableColumn::new("level", pick("Cấp", "Level"), ColumnKind::Text),
            TableColumn::new("upper", pick("Đơn vị cấp trên", "Upper unit"), ColumnKind::Text),
            TableColumn::new(
                "commune",
                if people { pick("Đơn vị", "Unit") } else { pick("Xã", "Commune") },
                ColumnKind::Text,
            ),
            TableColumn::new("measure", pick("Đơn vị tính", "Measure"), ColumnKind::Text),
            TableColumn::new("start", pick("Đầu kỳ", "At start"), ColumnKind::Count),
        ];
        let less = pick("Giảm", "Decrease");
        let more = pick("Tăng", "Increase");
        let mut add = |id: &str, title: &str, group: &str| {
            columns.push(TableColumn { group: group.to_owned(), ..TableColumn::new(id, title, ColumnKind::Count) });
        };
        if near_poor {
            add("left_near_poverty", pick("Thoát cận nghèo", "Left near-poverty"), less);
            add("became_poor", pick("Thành hộ nghèo", "Became poor"), less);
        } else {
            add("left_poverty_near_poor", pick("Thành hộ cận nghèo", "Became near-poor"), less);
            add("left_poverty", pick("Vượt chuẩn cận nghèo", "Above near-poverty"), less);
        }
        add("other_decrease", pick("Giảm khác", "Other"), less);
        match near_poor {
            true => add("from_poor", pick("Từ hộ nghèo", "From poor"), more),
            false => add("from_near_poor", pick("Từ hộ cận nghèo", "From near-poor"), more),
        }
        if history {
            let back =
                if near_poor { pick("Tái cận nghèo", "Fallen back") } else { pick("Tái nghèo", "Fallen back") };
            add("fallen_back", back, more);
            add("newly", pick("Phát sinh mới", "Newly arising"), more);
        } else {
            add("newly_or_fallen_back", pick("Phát sinh mới hoặc tái", "New or fallen back"), more);
        }
        add("other_increase", pick("Tăng khác", "Other"), more);
        columns.push(TableColumn::new("end", pick("Cuối kỳ", "At end"), ColumnKind::Count));

        let lines = |unit: &Unit, level: Level, balance: &Balance| {
            let numbers = |numbers: [i64; 9]| -> Vec<TableCell> {
                // fallen back is the sixth
                let shown = numbers.iter().enumerate().filter(|(at, _)| history || *at != 5);
                shown.map(|(_, number)| TableCell::Count(*number)).collect()
            };
            let blank = vec![TableCell::Empty; if history { 9 } else { 8 }];
            let measures = [
                ("households", pick("Hộ", "Households"), numbers(balance.households())),
                ("persons", pick("Nhân khẩu", "Persons"), balance.persons().map_or(blank, numbers)),
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
        let units: Vec<(Unit, Balance)> =
            self.flows.balances.units.iter().map(|own| (own.0.clone(), of(own))).collect();
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
        for pair in &self.flows.pairs {
            let (before, now) = self.both(pair);
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
            let (before, now) = self.both(pair);
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
        let rows = self.flows.pairs.iter().zip(&self.flows.outcomes).map(row);
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

    fn both(&self, pair: &Pair) -> (Option<&Listed>, Option<&Listed>) {
        (pair.previous.map(|row| &self.previous.households[row]), pair.current.map(|row| &self.current.households[row]))
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

/// How a line of a unit is called.
pub(super) fn unit_title(level: Level, unit: &Unit, surroundings: &Surroundings) -> TableCell {
    TableCell::words(match level {
        Level::Total => surroundings.pick("Tổng cộng", "Total"),
        Level::Upper => &unit.upper,
        Level::Commune if unit.commune.is_empty() => surroundings.pick("(không ghi xã)", "(commune not told)"),
        Level::Commune => &unit.commune,
    })
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
        FlowOutcome::OtherDecrease => ("giảm khác", "other decrease"),
        FlowOutcome::OtherIncrease => ("tăng khác", "other increase"),
        FlowOutcome::NotListed => ("không thuộc diện", "not listed"),
    };
    surroundings.pick(vi, en)
}
