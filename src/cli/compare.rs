//! `rasoat compare`: what became of the households of one list on the next.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::io::read_text;
use crate::io::write::{Format, write_tables};
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::survey::NumberFormat;
use crate::tabulate::flows::{Balance, Balances, Earlier, FlowOutcome, Listed, Lists, Match, Pair, Standing, pairs};
use crate::tabulate::{Unit, UnitKeys};
use crate::text::fold;

use super::arguments::{OutputArguments, Surroundings, SurveyArguments, day, number_format, setting, threads};
use super::failure::{Failure, Finish};
use super::list::{List, must_have_households, read};
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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Matching {
    /// The same household id, or the same id number of the head
    Certain,
    /// Also the same name, birth year and village of the head, if nobody else has them
    Likely,
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
    for (option, count) in [("--rules", arguments.rules.len()), ("--date", arguments.date.len())] {
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
    let Target { format, output, options } = Target::open(&arguments.output, &used, surroundings)?;

    let renamed = match &arguments.units {
        Some(path) => renamed_units(path, surroundings)?,
        None => BTreeMap::new(),
    };
    let mut previous = read(&sides[0], surroundings)?;
    let mut current = read(&sides[1], surroundings)?;
    let mut older = history.iter().map(|side| read(side, surroundings)).collect::<anyhow::Result<Vec<_>>>()?;
    for (list, side) in [(&previous, &sides[0]), (&current, &sides[1])] {
        must_have_households(list, side, surroundings)?;
    }
    let units = UnitNames::new(&mut current, &mut previous, renamed)?;
    older.iter_mut().for_each(|list| units.rename(list));

    let likely = arguments.matching == Matching::Likely;
    let found = pairs(&previous.households, &current.households, likely);
    let lists = Lists {
        previous_is_whole: previous.is_whole(),
        current_is_whole: current.is_whole(),
        with_history: !older.is_empty(),
    };
    let earlier = earlier_standings(&found, &previous, &current, &older, likely);
    let at: FxHashMap<(Option<usize>, Option<usize>), Earlier> =
        found.iter().map(|pair| (pair.previous, pair.current)).zip(earlier).collect();
    let earlier = |pair: &Pair| at.get(&(pair.previous, pair.current)).copied().unwrap_or_default();
    let (balances, outcomes) = Balances::between(&previous.households, &current.households, &found, lists, &earlier);

    let compared = Compared {
        previous: &previous,
        current: &current,
        pairs: &found,
        outcomes: &outcomes,
        balances: &balances,
        lists,
        surroundings,
    };
    compared.warn(arguments.rules.len() > 1);
    let people = format.is_for_people();
    let tables: Vec<Table> = match arguments.table {
        Some(which) => vec![compared.table(which, people)],
        // under two standards the question is who would be what
        None if people && arguments.rules.len() > 1 => vec![compared.table(Which::Classes, true)],
        None if people => [Which::Poor, Which::NearPoor].map(|which| compared.table(which, true)).into(),
        None if format.holds_several() => {
            let all = [Which::Poor, Which::NearPoor, Which::Classes, Which::Households];
            all.map(|which| compared.table(which, false)).into()
        }
        None => vec![compared.table(Which::Households, false)],
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
    fn side(&self, path: &PathBuf, at: usize) -> SurveyArguments {
        // a file may have the sign in its name
        let joined = path.to_str().filter(|_| !path.exists());
        let input = match joined {
            Some(joined) => joined.split('+').map(PathBuf::from).collect(),
            None => vec![path.clone()],
        };
        SurveyArguments {
            input,
            rules: self.rules.get(at).or(self.rules.last()).cloned(),
            date: self.date.get(at).or(self.date.last()).copied(),
            year: None,
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

/// Old names of communes, folded, with their new ones.
type Renamed = BTreeMap<String, String>;

fn renamed_units(path: &PathBuf, surroundings: &Surroundings) -> anyhow::Result<Renamed> {
    let text = read_text(path)?;
    let name = path.display();
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let at = |wanted: &str| headers.iter().position(|header| header == wanted);
    let (Some(old), Some(new)) = (at("old"), at("new")) else {
        return Err(Failure::new(surroundings.pick(
            format!("`{name}` không có cột `old` và `new`"),
            format!("`{name}` has no columns `old` and `new`"),
        ))
        .help(surroundings.pick(
            "dòng đầu: `old,new`; mỗi dòng sau: tên xã cũ, tên xã mới",
            "first line: `old,new`; then a line for each old commune with its new one",
        ))
        .into());
    };
    let mut renamed: Renamed = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            Failure::new(surroundings.pick(
                format!("`{name}` dòng {line}: số cột khác dòng đầu"),
                format!("`{name}` line {line}: not as many cells as the first line"),
            ))
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let (from, to) = (record.get(old).unwrap_or_default(), record.get(new).unwrap_or_default());
        if from.is_empty() || to.is_empty() {
            return Err(Failure::new(surroundings.pick(
                format!("`{name}` dòng {line}: thiếu tên xã"),
                format!("`{name}` line {line}: the name of a commune is missing"),
            ))
            .into());
        }
        if let Some(before) = renamed.insert(fold(from), to.to_owned()).filter(|before| before != to) {
            return Err(Failure::new(surroundings.pick(
                format!("`{name}` dòng {line}: `{from}` đã thành `{before}` ở một dòng trên"),
                format!("`{name}` line {line}: `{from}` became `{before}` on a line above"),
            ))
            .into());
        }
    }
    Ok(renamed)
}

/// The names of units as the current list has them.
struct UnitNames {
    renamed: Renamed,
    keys: UnitKeys,
    /// By its key the unit as it is named.
    known: BTreeMap<(String, String, Option<usize>), Unit>,
}

impl UnitNames {
    /// Brings both lists to the same names of units.
    fn new(current: &mut List, previous: &mut List, renamed: Renamed) -> anyhow::Result<UnitNames> {
        // districts are gone since 2025: a list with them and one without meet in the communes
        for side in [&mut *current, &mut *previous] {
            side.settle_upper();
        }
        if current.upper_field != previous.upper_field {
            for side in [&mut *current, &mut *previous] {
                side.without_upper();
            }
        }
        let codebook = super::rules::codebook()?;
        let lists = [&*current, &*previous];
        let mut units: Vec<Unit> = Vec::new();
        let mut seen: FxHashSet<Unit> = FxHashSet::default();
        for unit in lists.iter().flat_map(|list| &list.households).map(Listed::unit) {
            let new = renamed.get(&fold(&unit.commune)).cloned();
            let unit = Unit { commune: new.unwrap_or(unit.commune), ..unit };
            if seen.insert(unit.clone()) {
                units.push(unit);
            }
        }
        let keys = UnitKeys::new(&codebook.layout, &units);
        let mut known: BTreeMap<_, Unit> = BTreeMap::new();
        for unit in units {
            known.entry(keys.key(&unit)).or_insert(unit);
        }
        let names = UnitNames { renamed, keys, known };
        for list in [current, previous] {
            names.rename(list);
        }
        Ok(names)
    }

    fn rename(&self, list: &mut List) {
        let mut done: FxHashMap<Unit, Unit> = FxHashMap::default();
        for household in &mut list.households {
            let unit = household.unit();
            let named = done.entry(unit.clone()).or_insert_with(|| {
                let new = self.renamed.get(&fold(&unit.commune));
                let unit = Unit { commune: new.cloned().unwrap_or(unit.commune), ..unit };
                let key = self.keys.key(&unit);
                // a commune that others were merged into may lie in another upper unit
                let elsewhere = || {
                    let mut of_name = self.known.iter().filter(|(known, _)| known.1 == key.1 && **known != key);
                    of_name.next().filter(|_| new.is_some() && of_name.next().is_none()).map(|(_, unit)| unit)
                };
                self.known.get(&key).or_else(elsewhere).cloned().unwrap_or(unit)
            });
            (household.upper, household.commune) = (named.upper.clone(), named.commune.clone());
        }
    }
}

/// What older lists have of every pair.
fn earlier_standings(found: &[Pair], previous: &List, current: &List, older: &[List], likely: bool) -> Vec<Earlier> {
    let mut earlier = vec![Earlier::default(); found.len()];
    for list in older {
        // as the current list has the household, or else the previous one
        let known: Vec<Listed> = found
            .iter()
            .map(|pair| match (pair.current, pair.previous) {
                (Some(row), _) => current.households[row].clone(),
                (None, Some(row)) => previous.households[row].clone(),
                (None, None) => Listed::default(),
            })
            .collect();
        for pair in pairs(&list.households, &known, likely) {
            if let (Some(row), Some(at)) = (pair.previous, pair.current) {
                let standing = list.households[row].standing();
                earlier[at].poor |= standing == Standing::Poor;
                earlier[at].near_poor |= standing == Standing::NearPoor;
            }
        }
    }
    earlier
}

/// What there is to show.
struct Compared<'c> {
    previous: &'c List,
    current: &'c List,
    pairs: &'c [Pair],
    outcomes: &'c [FlowOutcome],
    balances: &'c Balances,
    lists: Lists,
    surroundings: &'c Surroundings,
}

impl Compared<'_> {
    /// Says what the numbers cannot tell.
    fn warn(&self, of_standards: bool) {
        let pick = |vi: String, en: String| self.surroundings.pick(vi, en);
        let warning = self.surroundings.pick("cảnh báo", "warning");
        let mut lines = Vec::new();
        let count = |by: Match| {
            self.pairs
                .iter()
                .filter(|pair| {
                    pair.current.is_some() && pair.by == Some(by) && (by == Match::Ambiguous || pair.previous.is_none())
                })
                .count()
        };
        let (likely, ambiguous) = (count(Match::Likely), count(Match::Ambiguous));
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
        if !self.lists.current_is_whole && !of_standards {
            lines.push(pick(
                "danh sách mới không có hộ ngoài diện nghèo, cận nghèo: hộ không còn trong danh sách được tính là giảm khác".into(),
                "the current list has no households outside the classes: who is no longer on it counts as other decrease".into(),
            ));
        }
        if !self.lists.with_history && !of_standards {
            lines.push(pick(
                "không có danh sách các đợt trước (`--history`): tái nghèo và phát sinh mới được tính chung".into(),
                "without lists of earlier reviews (`--history`) fallen back and newly arising are counted together"
                    .into(),
            ));
        }
        let open = self.outcomes.iter().zip(self.pairs).filter(|(outcome, pair)| {
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
            let units = |list: &List| -> Vec<String> {
                let mut seen: Vec<&str> = Vec::new();
                let all = list.households.iter().map(|household| household.commune.as_str());
                all.for_each(|commune| {
                    if !seen.contains(&commune) {
                        seen.push(commune)
                    }
                });
                seen.into_iter().map(str::to_owned).collect()
            };
            let others = units(other);
            let alone: Vec<String> = units(list).into_iter().filter(|unit| !others.contains(unit)).collect();
            if !alone.is_empty() {
                let names = alone.join(", ");
                lines.push(pick(
                    format!("xã {vi}: {names}; nếu đã sáp nhập hoặc đổi tên, dùng `--units TỆP`"),
                    format!("communes {en}: {names}; if they were merged or renamed, use `--units FILE`"),
                ));
            }
        }
        let unknown: i64 =
            self.balances.units.iter().map(|(_, poor, near)| poor.persons_unknown + near.persons_unknown).sum();
        if unknown > 0 {
            lines.push(pick(
                format!("{unknown} lần một hộ nghèo, cận nghèo không có số nhân khẩu: dòng nhân khẩu của xã đó để trống"),
                format!("poor and near-poor households without a number of persons: {unknown}; the persons of their communes are blank"),
            ));
        }
        lines.iter().for_each(|line| self.surroundings.note(&format!("{warning}: {line}")));
    }

    fn table(&self, which: Which, people: bool) -> Table {
        match which {
            Which::Poor => self.flows(false, people),
            Which::NearPoor => self.flows(true, people),
            Which::Classes => self.classes(people),
            Which::Households => self.households(people),
        }
    }

    /// Form 2 or 3: two lines a unit.
    fn flows(&self, near_poor: bool, people: bool) -> Table {
        let pick = |vi: &'static str, en: &'static str| self.surroundings.pick(vi, en);
        let history = self.lists.with_history;
        let mut columns = vec![
            column("upper", pick("Đơn vị cấp trên", "Upper unit"), ColumnKind::Text, 0),
            column("commune", if people { pick("Đơn vị", "Unit") } else { pick("Xã", "Commune") }, ColumnKind::Text, 0),
            column("measure", pick("Đơn vị tính", "Measure"), ColumnKind::Text, 0),
            column("start", pick("Đầu kỳ", "At start"), ColumnKind::Count, 0),
        ];
        let less = pick("Giảm", "Decrease");
        let more = pick("Tăng", "Increase");
        let mut add = |id: &str, title: &str, group: &str| {
            columns.push(TableColumn { group: group.to_owned(), ..column(id, title, ColumnKind::Count, 0) });
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
        columns.push(column("end", pick("Cuối kỳ", "At end"), ColumnKind::Count, 0));

        let lines = |unit: &Unit, balance: &Balance| {
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
                    // sums of an upper unit stand under its name
                    true => vec![text(if unit.commune.is_empty() { &unit.upper } else { &unit.commune }), text(title)],
                    false => vec![text(&unit.upper), text(&unit.commune), text(id)],
                };
                row.extend(cells);
                row
            })
        };
        let mut rows = Vec::new();
        let mut total = Balance::default();
        let of = |(_, poor, near): &(Unit, Balance, Balance)| if near_poor { *near } else { *poor };
        let mut uppers: Vec<&str> = Vec::new();
        for (unit, ..) in &self.balances.units {
            if !uppers.contains(&unit.upper.as_str()) {
                uppers.push(&unit.upper);
            }
        }
        let several = uppers.len() > 1;
        if people {
            columns.remove(0);
        }
        for upper in uppers {
            let own = || self.balances.units.iter().filter(|(unit, ..)| unit.upper == upper);
            let mut sum = Balance::default();
            own().for_each(|unit| sum.add(&of(unit)));
            total.add(&sum);
            // the sum of the only one is the total
            if !upper.is_empty() && (several || !people) {
                rows.extend(lines(&Unit { upper: upper.to_owned(), commune: String::new() }, &sum));
            }
            own().for_each(|unit| rows.extend(lines(&unit.0, &of(unit))));
        }
        let name = Unit { upper: String::new(), commune: pick("Tổng cộng", "Total").to_owned() };
        Table {
            id: if near_poor { "near_poor" } else { "poor" }.to_owned(),
            title: match near_poor {
                false => pick("Diễn biến hộ nghèo", "Flows of the poor"),
                true => pick("Diễn biến hộ cận nghèo", "Flows of the near-poor"),
            }
            .to_owned(),
            columns,
            rows,
            totals: lines(&name, &total).into(),
            notes: Vec::new(),
        }
    }

    /// How many households went from which class to which.
    fn classes(&self, people: bool) -> Table {
        let pick = |vi: &'static str, en: &'static str| self.surroundings.pick(vi, en);
        let mut counts: BTreeMap<(usize, usize, usize), (i64, String, String, String)> = BTreeMap::new();
        let order = |class: &str| {
            ["poor", "near_poor", "average", "non_poor", "undetermined", ""]
                .iter()
                .position(|known| *known == class)
                .unwrap_or(4)
        };
        let mut units: Vec<&str> = Vec::new();
        for pair in self.pairs {
            let (before, now) = self.both(pair);
            let unit = now.or(before).map_or("", |listed| listed.commune.as_str());
            let at = units.iter().position(|known| *known == unit).unwrap_or_else(|| {
                units.push(unit);
                units.len() - 1
            });
            let class = |listed: Option<&Listed>| listed.map_or(String::new(), |listed| listed.class.clone());
            let (was, is) = (class(before), class(now));
            counts.entry((at, order(&was), order(&is))).or_insert((0, unit.to_owned(), was, is)).0 += 1;
        }
        let shown = |class: &str| text(if people { self.class_title(class) } else { class });
        let mut sums: BTreeMap<(usize, usize), (i64, &str, &str)> = BTreeMap::new();
        for ((_, was, is), (count, _, before, now)) in &counts {
            sums.entry((*was, *is)).or_insert((0, before, now)).0 += count;
        }
        let all = pick("Tổng cộng", "Total");
        let totals =
            sums.values().map(|(count, was, is)| vec![text(all), shown(was), shown(is), TableCell::Count(*count)]);
        let totals: Vec<Vec<TableCell>> = totals.collect();
        Table {
            id: "classes".into(),
            title: pick("Thay đổi phân loại", "Classes before and now").into(),
            columns: vec![
                column("commune", pick("Xã", "Commune"), ColumnKind::Text, 0),
                column("previous", pick("Trước", "Before"), ColumnKind::Text, 0),
                column("current", pick("Nay", "Now"), ColumnKind::Text, 0),
                column("households", pick("Hộ", "Households"), ColumnKind::Count, 0),
            ],
            totals,
            rows: counts
                .into_values()
                .map(|(count, unit, was, is)| vec![text(&unit), shown(&was), shown(&is), TableCell::Count(count)])
                .collect(),
            ..Table::default()
        }
    }

    fn households(&self, people: bool) -> Table {
        let pick = |vi: &'static str, en: &'static str| self.surroundings.pick(vi, en);
        let row = |(pair, outcome): (&Pair, &FlowOutcome)| {
            let (before, now) = self.both(pair);
            let own = now.or(before);
            let class = |listed: Option<&Listed>| {
                let class = listed.map_or("", |listed| listed.class.as_str());
                text(if people { self.class_title(class) } else { class })
            };
            vec![
                text(own.map_or("", |listed| &listed.id)),
                text(own.map_or("", |listed| &listed.commune)),
                class(before),
                class(now),
                text(if people { outcome_title(*outcome, self.surroundings) } else { outcome.id() }),
                text(pair.by.map_or("", Match::id)),
            ]
        };
        Table {
            id: "households".into(),
            title: pick("Từng hộ", "Households").into(),
            columns: vec![
                column("household_id", pick("Mã hộ", "Household"), ColumnKind::Text, 0),
                column("commune", pick("Xã", "Commune"), ColumnKind::Text, 0),
                column("previous", pick("Trước", "Before"), ColumnKind::Text, 0),
                column("current", pick("Nay", "Now"), ColumnKind::Text, 0),
                column("outcome", pick("Diễn biến", "Outcome"), ColumnKind::Text, 0),
                column("match", pick("Ghép", "Match"), ColumnKind::Text, 0),
            ],
            rows: self.pairs.iter().zip(self.outcomes).map(row).collect(),
            ..Table::default()
        }
    }

    fn both(&self, pair: &Pair) -> (Option<&Listed>, Option<&Listed>) {
        (pair.previous.map(|row| &self.previous.households[row]), pair.current.map(|row| &self.current.households[row]))
    }

    fn class_title<'t>(&self, class: &'t str) -> &'t str {
        let pick = |vi: &'static str, en: &'static str| self.surroundings.pick(vi, en);
        match class {
            "poor" => pick("Hộ nghèo", "Poor"),
            "near_poor" => pick("Hộ cận nghèo", "Near-poor"),
            "average" => pick("Mức sống trung bình", "Average"),
            "non_poor" => pick("Không nghèo", "Non-poor"),
            "undetermined" => pick("Chưa xác định", "Undetermined"),
            "" => pick("(không có)", "(not there)"),
            other => other,
        }
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
        FlowOutcome::OtherDecrease => ("giảm khác", "other decrease"),
        FlowOutcome::OtherIncrease => ("tăng khác", "other increase"),
        FlowOutcome::NotListed => ("không thuộc diện", "not listed"),
    };
    surroundings.pick(vi, en)
}

fn column(id: &str, title: &str, kind: ColumnKind, optional: u8) -> TableColumn {
    TableColumn { id: id.to_owned(), title: title.to_owned(), group: String::new(), kind, optional }
}

fn text(text: &str) -> TableCell {
    if text.is_empty() { TableCell::Empty } else { TableCell::Text(text.to_owned()) }
}
