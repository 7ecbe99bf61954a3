//! A large sheet of text read in blocks, column by column, is what it is read row by row: the same households, members, problems
//! and counts, by every way of reading a survey and on any number of threads, whatever stands in the sheet.

use std::sync::LazyLock;

use proptest::prelude::*;
use rasoat::io::read::Input;
use rasoat::lang::Entity;
use rasoat::survey::batch::{Members, RowPlace, Rows};
use rasoat::survey::codebook::Codebook;
use rasoat::survey::codebook_file::default_codebook;
use rasoat::survey::problem::Problem;
use rasoat::survey::source::{Merge, ReadError, ReadNote, Rows as SheetRows, SheetInfo};
use rasoat::survey::{Counts, Fold, Households, NO_HOUSEHOLD, Source, Survey, SurveyOptions};

static CODEBOOK: LazyLock<Codebook> =
    LazyLock::new(|| default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false))));

/// A file that is only read row by row.
struct RowByRow(Input);

impl Source for RowByRow {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn sheets(&self) -> &[SheetInfo] {
        self.0.sheets()
    }

    fn rows(&self, sheet: usize) -> Result<Box<dyn SheetRows + '_>, ReadError> {
        self.0.rows(sheet)
    }

    fn notes(&self) -> Vec<ReadNote> {
        self.0.notes().to_vec()
    }

    fn merges(&self, sheet: usize) -> Result<Vec<Merge>, ReadError> {
        self.0.merges(sheet)
    }
}

/// A row's values by field, and where it stands.
type Told = (RowPlace, Vec<String>);

fn told(rows: &Rows, entity: Entity, row: usize) -> Told {
    let value = |(at, field)| match rows.columns[at] {
        Some(_) => format!("{:?}", rows.value(row, at, field)),
        None => String::new(),
    };
    (rows.places[row], CODEBOOK.fields(entity).iter().enumerate().map(value).collect())
}

/// What a survey comes to.
#[derive(Debug, PartialEq)]
struct Seen {
    /// Each household, whether it is rejected, and its members.
    households: Vec<(Told, bool, Option<Vec<Told>>)>,
    problems: Vec<String>,
    counts: Counts,
}

/// The same with the members reduced: each with its household.
#[derive(Debug, PartialEq)]
struct Reduced {
    households: Vec<(Told, bool)>,
    members: Vec<(Told, Option<u32>)>,
    problems: Vec<String>,
    counts: Counts,
}

fn sorted(mut problems: Vec<Problem>) -> Vec<String> {
    problems.sort_by_key(|problem| problem.place);
    let mut shown: Vec<String> = problems.iter().map(|problem| format!("{problem:?}")).collect();
    // those of one cell have no order among them
    shown.sort();
    shown
}

fn in_batches(survey: &Survey<'_>) -> Result<Seen, String> {
    let (mut households, mut problems) = (Vec::new(), Vec::new());
    let read = survey.read::<rasoat::survey::SurveyError>(700, &|_, _| true, &mut |batch, more| {
        for household in 0..batch.households.len() {
            let members = match batch.of_household[household] {
                Members::NotListed => None,
                Members::Listed { start, end } => {
                    Some((start..end).map(|row| told(&batch.members, Entity::Member, row as usize)).collect())
                }
            };
            let own = told(&batch.households, Entity::Household, household);
            households.push((own, batch.rejected[household], members));
        }
        problems.extend(more);
        Ok(())
    });
    let counts = read.map_err(|error| format!("{error:?}"))?;
    Ok(Seen { households, problems: sorted(problems), counts })
}

struct All(Vec<(Told, Option<u32>)>);

impl Fold<Vec<(Told, Option<u32>)>> for All {
    fn begin(&mut self, _: usize) {}

    fn add(&mut self, part: Vec<(Told, Option<u32>)>) {
        self.0.extend(part);
    }
}

fn folded(survey: &Survey<'_>) -> Result<Reduced, String> {
    let mut all = All(Vec::new());
    let reduce = |members: &Rows, of: &[u32], _: &Households| {
        let household = |row: usize| Some(of[row]).filter(|of| *of != NO_HOUSEHOLD);
        let part = (0..of.len()).map(|row| (told(members, Entity::Member, row), household(row))).collect();
        (part, Vec::new())
    };
    let folded = survey.fold(700, &|_, _| true, &reduce, &mut all).map_err(|error| format!("{error:?}"))?;
    let pieces = folded.households.into_pieces();
    let households = pieces.iter().flat_map(|piece| {
        (0..piece.rows.len()).map(|row| (told(&piece.rows, Entity::Household, row), piece.rejected[row]))
    });
    let households = households.collect();
    Ok(Reduced { households, members: all.0, problems: sorted(folded.problems), counts: folded.counts })
}

/// Both ways of reading a survey.
type Ways = (Result<Seen, String>, Result<Reduced, String>);

fn read<S: Source>(files: &[S], threads: usize) -> Result<Ways, String> {
    let options = SurveyOptions { threads: Some(threads), ..SurveyOptions::default() };
    let survey = Survey::open(files, &CODEBOOK, options).map_err(|error| format!("{error:?}"))?;
    Ok((in_batches(&survey), folded(&survey)))
}

/// Numbers that a seed decides.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33) as usize % count
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

const HOUSEHOLD: &str = "household_id,province,district,commune,village,area,head_name,persons,income_month,wall,\
                         floor_area,water_source,television,radio,review_date";
const MEMBER: &str = "household_id,member_no,name,sex,birth_date,works,insured,attending,highest_education";

fn id(number: usize) -> String {
    format!("{:02}-{:05}", 1 + number / 1500, 1 + number)
}

fn households(count: usize, dice: &mut Dice) -> Vec<Vec<String>> {
    let row = |number: usize| {
        let area = dice.one(&["urban", "rural", "rural"]);
        let village = format!("Bản {}", number / 40);
        let [size, income, floor] = [1 + dice.below(7), 100_000 * dice.below(300), dice.below(150)];
        let floor = format!("{floor}{}", dice.one(&["", ".5", ".25"]));
        let wall = dice.one(&["concrete", "poor_wood", "leaf", ""]);
        let water = dice.one(&["piped", "rain", "drilled_well"]);
        let day = format!("2022-09-{:02}", 1 + dice.below(30));
        let [tv, radio] = [dice.one(&["1", "0", ""]), dice.one(&["0", "1"])];
        let known = [&*id(number), "Sơn La", "Yên Châu", "Tú Nang", &village, area, "Hà Văn Tiện"].map(str::to_owned);
        let more = [&*size.to_string(), &income.to_string(), wall, &floor, water, tv, radio, &day].map(str::to_owned);
        known.into_iter().chain(more).collect()
    };
    (0..count).map(row).collect()
}

fn members(households: usize, dice: &mut Dice) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    // answers in Vietnamese are longer, and may be in an old encoding for all that can be seen
    let vietnamese = dice.below(2) == 1;
    let [yes, no] = if vietnamese { ["Có", "Không"] } else { ["1", "0"] };
    let schools = match vietnamese {
        true => ["Không bằng cấp", "Tiểu học", "Cao đẳng", ""],
        false => ["none", "primary", "college", ""],
    };
    for household in 0..households {
        for number in 1..=1 + dice.below(3) {
            let born = format!("{}-{:02}-{:02}", 1930 + dice.below(92), 1 + dice.below(12), 1 + dice.below(28));
            let [works, insured, attends] = [dice.one(&[yes, no]), dice.one(&[yes, no, ""]), dice.one(&[no, yes])];
            let school = dice.one(&schools);
            let sex = dice.one(&["male", "female"]);
            let cells =
                [&*id(household), &number.to_string(), "Vì Thị Chum", sex, &born, works, insured, attends, school];
            rows.push(cells.map(str::to_owned).to_vec());
        }
    }
    rows
}

/// What is done to the rows of a sheet from the row on that its first rows do not show.
fn spoil(rows: &mut Vec<Vec<String>>, times: usize, dice: &mut Dice) {
    for _ in 0..times {
        let at = 1100 + dice.below(rows.len() - 1100);
        let width = rows[at].len().max(1);
        let column = dice.below(width);
        let cells = [
            "",
            "-",
            "không rõ",
            "Có",
            "KHÔNG",
            "x",
            "1,5",
            "1.234",
            "99",
            "abc",
            "31/02/2000",
            "2031-01-01",
            "15/08/1990",
            "1990",
            " 7 ",
            "a, b",
            "a\nb",
            "q\"q",
            "\"",
            "như trên",
            "-nt-",
            "1e5",
            "\u{1a}",
            "Nguyeãn Vaên AÙnh",
            "Tr\u{AD}êng häc",
            "e\u{301}",
            "0001",
            "Bản mới",
            "999999999999999",
        ];
        match dice.below(24) {
            0 => rows.swap(at, 1000),
            1 => {
                let again = rows[at].clone();
                rows.insert(at, again);
            }
            2 => rows[at] = vec![String::new(); width],
            3 => rows[at].push(dice.one(&["", "x"]).to_owned()),
            4 => rows[at].truncate(column.max(1)),
            5 => rows[at][0] = dice.one(&["", "99-99999", "1-00007", "Trong đó:", "12", "?"]).to_owned(),
            6 => rows[at][0] = rows[at][0].trim_start_matches('0').to_owned(),
            7 => {
                let mut total = vec![String::new(); width];
                total[0] = dice.one(&["Tổng cộng", "Xã Tú Nang", "Bản Đán", "Người lập biểu"]).to_owned();
                rows.insert(at, total);
            }
            8 => rows[at][column.min(width - 1)] = "y".repeat(3000),
            _ => rows[at][column] = dice.one(&cells).to_owned(),
        }
    }
}

fn text(header: &str, rows: &[Vec<String>], dice: &mut Dice) -> String {
    let separator = dice.one(&[",", ",", ",", ";", "\t"]);
    let end = dice.one(&["\n", "\n", "\r\n"]);
    let all = dice.below(5) == 0;
    let cell = |cell: &String| match all || cell.contains([',', ';', '\t', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    let mut text = dice.one(&["", "\u{feff}"]).to_owned();
    text += &header.replace(',', separator);
    text += end;
    for row in rows {
        text += &row.iter().map(cell).collect::<Vec<_>>().join(separator);
        text += end;
    }
    match dice.below(8) {
        0 => text.truncate(text.trim_end().len()),
        1 => text += "\u{1a}",
        2 => text += &format!("\"{end}"),
        _ => {}
    }
    text
}

fn open(name: &str, text: &str) -> Input {
    Input::from_reader(name, &mut text.as_bytes()).expect("the text is sound at its beginning")
}

fn same_both_ways(seed: u64, times: [usize; 2], order: bool, with_members: bool) {
    let mut dice = Dice(seed);
    let count = 1600 + dice.below(2000);
    let mut sheets = vec![("h.csv", HOUSEHOLD, households(count, &mut dice))];
    if with_members {
        sheets.push(("m.csv", MEMBER, members(count, &mut dice)));
    }
    let mut files = Vec::new();
    for ((name, header, rows), times) in sheets.iter_mut().zip(times) {
        if order {
            let (_, late) = rows.split_at_mut(900);
            for at in (1..late.len()).rev() {
                late.swap(at, dice.below(at + 1));
            }
        }
        spoil(rows, times, &mut dice);
        files.push((*name, text(header, rows, &mut dice)));
    }
    let blocks: Vec<Input> = files.iter().map(|(name, text)| open(name, text)).collect();
    let rows: Vec<RowByRow> = files.iter().map(|(name, text)| RowByRow(open(name, text))).collect();
    let known = read(&rows, 1);
    for threads in [1, 3] {
        let found = read(&blocks, threads);
        let (Ok((whole, reduced)), Ok((known_whole, known_reduced))) = (&found, &known) else {
            assert_eq!(found.err(), known.as_ref().err().cloned());
            continue;
        };
        if let (Ok(found), Ok(known)) = (whole, known_whole) {
            same_lists(&found.problems, &known.problems);
            same_lists(&found.households, &known.households);
        }
        assert!(whole == known_whole, "{:?} {:?}", whole.as_ref().err(), known_whole.as_ref().err());
        if let (Ok(found), Ok(known)) = (reduced, known_reduced) {
            same_lists(&found.problems, &known.problems);
            same_lists(&found.members, &known.members);
        }
        assert!(reduced == known_reduced, "{:?} {:?}", reduced.as_ref().err(), known_reduced.as_ref().err());
    }
    // both ways of reading say the same of rows
    if let Ok((Ok(whole), Ok(reduced))) = &known {
        same_lists(&reduced.problems, &whole.problems);
        assert_eq!(reduced.counts, whole.counts);
    }
}

/// Shows the first difference, not thousands of rows.
fn same_lists<T: PartialEq + std::fmt::Debug>(found: &[T], known: &[T]) {
    for (found, known) in found.iter().zip(known) {
        assert_eq!(found, known);
    }
    assert_eq!(found.len(), known.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn blocks_are_rows(
        seed in any::<u64>(),
        times in [prop::sample::select(vec![0usize, 1, 3, 40, 400]), prop::sample::select(vec![0usize, 1, 3, 40, 400])],
        order in any::<bool>(),
        with_members in prop::bool::weighted(0.8),
    ) {
        same_both_ways(seed, times, order, with_members);
    }
}

/// Cells that say to be as the one above far below the first rows, and headings there, hang on rows that were read in blocks.
#[test]
fn rows_in_blocks_are_known_below_them() {
    for (column, said) in [(3, "như trên"), (1, "\""), (4, "-nt-"), (0, "Bản Mới")] {
        let mut dice = Dice(7);
        let mut rows = households(4000, &mut dice);
        rows[2500][column] = said.to_owned();
        if column == 0 {
            rows[2500] = [said.to_owned()].into_iter().chain((1..15).map(|_| String::new())).collect();
            rows[2501][3] = "Chiềng Pằn".to_owned();
            rows[2501][4] = String::new();
        }
        let text = text(HOUSEHOLD, &rows, &mut Dice(3));
        let blocks = read(&[open("h.csv", &text)], 2).expect("a survey");
        let known = read(&[RowByRow(open("h.csv", &text))], 1).expect("a survey");
        same_lists(&blocks.0.expect("sound").households, &known.0.expect("sound").households);
    }
}
