//! That nothing of a review with `--min-cell` tells a hidden count: whoever has the page and the workbook of forms knows of every sum on
//! them, within a form, from form to form and from form to page. All of these together, as linear equations in what is hidden, must leave
//! every small count open.
#![allow(clippy::disallowed_methods, reason = "looks at what was written")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use program::rasoat;

#[path = "../src/tabulate/conceal/audit.rs"]
mod audit;
mod program;

const HOUSEHOLDS: &str = "samples/yen-chau-2022-households.csv";
const MEMBERS: &str = "samples/yen-chau-2022-members.csv";
const PREVIOUS: &str = "samples/yen-chau-2021-list.csv";

/// Sheet, row and column of a form, or table, line and column of the page.
type Place = (String, String, String);

/// Numbers by place; none where `…` stands.
type Numbers = BTreeMap<Place, Option<i64>>;

/// Places with factors that come to nothing.
type Relation = Vec<(Place, i64)>;

fn letter(column: usize) -> String {
    char::from(b'A' + u8::try_from(column).expect("a column up to Z")).to_string()
}

/// The numbers of a workbook, the formulas of its sums, and the line on which each unit begins by sheet.
#[derive(Default)]
struct Book {
    numbers: Numbers,
    formulas: BTreeMap<Place, String>,
    units: BTreeMap<String, Vec<(String, usize)>>,
    lists: usize,
}

/// The forms that name every household.
const LISTS: [&str; 2] = ["14", "15"];

/// The first line below the heads.
const FIRST: usize = 10;

fn book(path: &Path) -> Book {
    let mut book = Book::default();
    let mut opened: Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
    for sheet in opened.sheet_names() {
        let Some(form) = sheet.strip_prefix("Biểu ").filter(|form| form.parse::<f64>().is_ok()) else { continue };
        if LISTS.contains(&form) {
            book.lists += 1;
            continue;
        }
        let (values, formulas) =
            (opened.worksheet_range(&sheet).expect("cells"), opened.worksheet_formula(&sheet).expect("formulas"));
        let text = |row: usize, column: usize| match values.get((row, column)) {
            Some(Data::String(text)) => text.clone(),
            _ => String::new(),
        };
        let mut units = Vec::new();
        for row in FIRST..values.height() {
            // the lines of a unit after its first have no number
            if !text(row, 1).is_empty() && !text(row, 1).starts_with('-') {
                units.push((text(row, 1), row));
            }
            for column in 2..values.width() {
                let at = u32::try_from(row).and_then(|row| Ok((row, u32::try_from(column)?))).expect("small");
                let formula = formulas.get_value(at).cloned().unwrap_or_default();
                let place = (form.to_owned(), (row + 1).to_string(), letter(column));
                let number = match values.get((row, column)) {
                    // rates are no counts
                    _ if formula.starts_with("IF(") => continue,
                    Some(Data::Float(number)) => Some(*number as i64),
                    Some(Data::Int(number)) => Some(*number),
                    Some(Data::String(text)) if text == "…" => None,
                    _ => continue,
                };
                book.numbers.insert(place.clone(), number);
                if !formula.is_empty() {
                    book.formulas.insert(place, formula);
                }
            }
        }
        book.units.insert(form.to_owned(), units);
    }
    book
}

/// That a cell is the sum of others with their signs, all on one sheet.
fn of_formula(place: &Place, formula: &str) -> Relation {
    let mut relation = vec![(place.clone(), -1)];
    let signed = formula.replace('-', "+-");
    for term in signed.split('+').filter(|term| !term.is_empty()) {
        let (factor, term) = term.strip_prefix('-').map_or((1, term), |term| (-1, term));
        let (column, row) = term.split_at(1);
        assert!(row.parse::<usize>().is_ok(), "{formula}");
        relation.push(((place.0.clone(), row.to_owned(), column.to_owned()), factor));
    }
    relation
}

/// The rows of a table of the page with the words of each cell.
fn table(page: &str, caption: &str) -> Vec<Vec<String>> {
    let (_, after) = page.split_once(&format!(">{caption}</caption>")).expect("the table");
    let body = after.split_once("<tbody>").and_then(|(_, rest)| rest.split_once("</table>")).expect("a body").0;
    let words = |cell: &str| {
        // what only a screen reader reads, and pictures, are no words of the cell
        let shown =
            cell.split("<span class=\"vh\">").next().and_then(|cell| cell.split("<svg").next()).unwrap_or_default();
        let text: String = shown.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect();
        text.trim().to_owned()
    };
    let cells =
        |row: &str| row.replace("<th", "<td").split("<td").skip(1).map(|cell| words(&format!("<td{cell}"))).collect();
    body.split("<tr").skip(1).map(cells).collect()
}

fn count(cell: &str) -> Option<i64> {
    cell.trim_start_matches(['−', '+']).replace('.', "").parse().ok()
}

/// Everything that a review shows.
struct Shown {
    numbers: Numbers,
    formulas: BTreeMap<Place, String>,
    units: BTreeMap<String, Vec<(String, usize)>>,
}

const TOTAL: &str = "total";

fn is_total(unit: &str) -> bool {
    unit.starts_with("Tổng cộng")
}

/// The first line of a unit, or of all, on a form.
fn row_of(units: &BTreeMap<String, Vec<(String, usize)>>, form: &str, unit: &str) -> usize {
    let is = |own: &&(String, usize)| own.0 == unit || ((unit == TOTAL || is_total(unit)) && is_total(&own.0));
    units[form].iter().find(is).unwrap_or_else(|| panic!("{unit} on {form}")).1
}

/// `none` is the same review without anything hidden, where rates of counts are read off.
fn shown(folder: &Path, none: Option<&Shown>) -> Shown {
    let Book { mut numbers, formulas, units, lists } = book(&folder.join("forms.xlsx"));
    assert_eq!(lists, if none.is_none() { LISTS.len() } else { 0 });
    let on_forms = numbers.clone();
    let page = std::fs::read_to_string(folder.join("report.html")).expect("a page");
    let mut put = |table: &str, line: &str, column: &str, number: Option<i64>| {
        numbers.insert((table.to_owned(), line.to_owned(), column.to_owned()), number);
    };
    let before = |table: &str, line: &str, column: &str| {
        none.and_then(|none| none.numbers[&(table.to_owned(), line.to_owned(), column.to_owned())])
    };
    let mut classes = table(&page, "Phân loại hộ theo xã");
    // a commune of another district has its name beside it
    if page.contains("Đơn vị cấp trên") {
        classes.iter_mut().for_each(|row| _ = row.remove(1));
    }
    let name = |row: &[String], last: bool| if last { TOTAL.to_owned() } else { row[0].clone() };
    let lines = classes.len();
    for (at, row) in classes.iter().enumerate() {
        let line = name(row, at + 1 == lines);
        let columns =
            [("households", 1), ("poor", 3), ("near_poor", 5), ("average", 7), ("non_poor", 8), ("undetermined", 9)];
        columns.iter().for_each(|(column, cell)| put("classes", &line, column, count(&row[*cell])));
        // whoever has the rate and the households has their number
        let both = match none {
            None => Some(count(&row[3]).expect("poor") + count(&row[5]).expect("near-poor")),
            Some(_) => before("classes", &line, "both").filter(|_| !row[10].contains('…')),
        };
        put("classes", &line, "both", both);
    }
    for (indicator, row) in table(&page, "Số hộ thiếu hụt theo chỉ số").iter().enumerate().take(12) {
        put("deprived", "poor", &indicator.to_string(), count(&row[1]));
        put("deprived", "near_poor", &indicator.to_string(), count(&row[4]));
    }
    let heat = table(&page, "Tỷ lệ thiếu hụt theo xã và chỉ số");
    let lines = heat.len();
    for (at, row) in heat.iter().enumerate() {
        let own = classes.iter().find(|own| row[0] == own[0] || row[0].starts_with(&format!("{} ", own[0])));
        let line = name(own.expect("a commune"), at + 1 == lines);
        for indicator in 0..12 {
            let number = match none {
                // the sum of forms 7.4 and 7.6, checked against the rate
                None => {
                    let of = |form: &str| {
                        let row = (row_of(&units, form, &line) + 1).to_string();
                        on_forms[&(form.to_owned(), row, letter(3 + indicator))].expect("a number")
                    };
                    let both = of("7.4") + of("7.6");
                    let households = count(&row[1]).expect("households") as f64;
                    let rate: f64 = row[2 + indicator].replace(',', ".").parse().unwrap_or(0.0);
                    assert!(
                        (both as f64 * 100.0 / households.max(1.0) - rate).abs() < 0.0501,
                        "{line} {indicator}: {both} {rate}"
                    );
                    Some(both)
                }
                Some(_) => before("heat", &line, &indicator.to_string()).filter(|_| !row[2 + indicator].contains('…')),
            };
            put("heat", &line, &indicator.to_string(), number);
        }
    }
    for (class, caption) in [("poor", "Hộ nghèo"), ("near_poor", "Hộ cận nghèo")] {
        let form = if class == "poor" { "7.2" } else { "7.3" };
        let row = (row_of(&units, form, TOTAL) + 1).to_string();
        let of = |column: &str| on_forms[&(form.to_owned(), row.clone(), column.to_owned())].expect("a number");
        let numbers: Vec<Option<i64>> = match none {
            // where nothing is hidden the parts of other changes have lines of their own
            None => {
                let [start, off, end] = [vec!["D"], vec!["E", "F", "G"], vec!["H", "I", "J", "K"]]
                    .map(|columns| columns.into_iter().map(of).collect::<Vec<i64>>());
                let stayed = start[0] - off.iter().sum::<i64>();
                [start, off, vec![stayed], end].concat().into_iter().map(Some).collect()
            }
            Some(_) => table(&page, caption).iter().map(|row| count(&row[1])).collect(),
        };
        assert_eq!(numbers.len(), 9);
        numbers.iter().enumerate().for_each(|(step, number)| put("flows", class, &step.to_string(), *number));
    }
    // a rate that is hidden has no formula to tell it by
    numbers.retain(|place, number| none.is_none_or(|none| none.numbers.contains_key(place) || number.is_some()));
    Shown { numbers, formulas, units }
}

/// Equal cells of a unit: form, column and line after the unit's first.
const EQUAL: &[[(&str, &str, usize); 2]] = &[
    // the poor, the near-poor
    [("7.1", "E", 0), ("7.2", "K", 0)],
    [("7.1", "E", 0), ("7.4", "C", 0)],
    [("7.1", "E", 0), ("7.8", "D", 0)],
    [("7.1", "E", 0), ("7.9", "C", 0)],
    [("7.1", "E", 0), ("7.10", "C", 1)],
    [("7.1", "E", 0), ("12", "I", 0)],
    [("7.1", "G", 0), ("7.3", "K", 0)],
    [("7.1", "G", 0), ("7.6", "C", 0)],
    [("7.1", "G", 0), ("7.8", "J", 0)],
    [("7.1", "G", 0), ("7.9", "J", 0)],
    [("7.1", "G", 0), ("7.10", "C", 2)],
    [("7.1", "G", 0), ("13", "I", 0)],
    // all households, all persons
    [("7.1", "C", 0), ("12", "C", 0)],
    [("7.1", "C", 0), ("13", "C", 0)],
    [("7.1", "D", 0), ("12", "F", 0)],
    [("7.1", "D", 0), ("13", "F", 0)],
    // persons of the poor, of the near-poor
    [("7.1", "I", 0), ("7.2", "K", 1)],
    [("7.1", "I", 0), ("7.8", "D", 1)],
    [("7.1", "K", 0), ("7.3", "K", 1)],
    [("7.1", "K", 0), ("7.8", "J", 1)],
    // of the minorities, of the Kinh
    [("7.8", "E", 0), ("7.9", "D", 0)],
    [("7.8", "K", 0), ("7.9", "K", 0)],
    [("12", "K", 0), ("7.9", "D", 0)],
    [("13", "K", 0), ("7.9", "K", 0)],
    [("12", "J", 0), ("7.9", "E", 0)],
    [("13", "J", 0), ("7.9", "L", 0)],
];

/// Sums of a unit that are no formula.
const SUMS: &[(&str, &str, &[&str])] = &[
    ("7.9", "C", &["D", "E"]),
    ("7.9", "J", &["K", "L"]),
    ("12", "C", &["D", "E"]),
    ("12", "F", &["G", "H"]),
    ("12", "I", &["J", "K"]),
    ("13", "C", &["D", "E"]),
    ("13", "F", &["G", "H"]),
    ("13", "I", &["J", "K"]),
];

/// All that whoever sees the page and the forms knows of their numbers.
fn relations(of: &Shown) -> Vec<Relation> {
    let mut relations: Vec<Relation> = of.formulas.iter().map(|(place, formula)| of_formula(place, formula)).collect();
    let cell = |form: &str, unit: &str, column: &str, line: usize| -> Place {
        (form.to_owned(), (row_of(&of.units, form, unit) + 1 + line).to_string(), column.to_owned())
    };
    let page =
        |table: &str, line: &str, column: &str| -> Place { (table.to_owned(), line.to_owned(), column.to_owned()) };
    let sum = |total: Place, parts: Vec<Place>| -> Relation {
        parts.into_iter().map(|part| (part, 1)).chain([(total, -1)]).collect()
    };
    for (unit, _) in &of.units["7.1"] {
        for [one, other] in EQUAL {
            relations.push(sum(cell(one.0, unit, one.1, one.2), vec![cell(other.0, unit, other.1, other.2)]));
        }
        for (form, total, parts) in SUMS {
            let parts = parts.iter().map(|part| cell(form, unit, part, 0)).collect();
            relations.push(sum(cell(form, unit, total, 0), parts));
        }
        for column in 2..11 {
            let at = |line| cell("7.10", unit, &letter(column), line);
            relations.push(sum(at(0), vec![at(1), at(2)]));
        }
        // who left the one class for the other came to it; their persons may be others by then
        if is_total(unit) {
            relations.push(sum(cell("7.2", unit, "E", 0), vec![cell("7.3", unit, "H", 0)]));
            relations.push(sum(cell("7.2", unit, "H", 0), vec![cell("7.3", unit, "F", 0)]));
        }
    }
    // the page
    let communes: Vec<&str> = of.units["7.1"]
        .iter()
        .map(|(unit, _)| unit.as_str())
        .filter(|unit| !unit.starts_with("Khu vực") && !is_total(unit))
        .collect();
    let all = ["households", "poor", "near_poor", "average", "non_poor", "undetermined", "both"];
    for column in all {
        relations.push(sum(
            page("classes", TOTAL, column),
            communes.iter().map(|unit| page("classes", unit, column)).collect(),
        ));
    }
    for unit in communes.iter().copied().chain([TOTAL]) {
        let at = |column: &str| page("classes", unit, column);
        relations.push(sum(at("households"), all[1..6].iter().map(|column| at(column)).collect()));
        relations.push(sum(at("both"), vec![at("poor"), at("near_poor")]));
        for (column, form) in [("households", "C"), ("poor", "E"), ("near_poor", "G")] {
            relations.push(sum(at(column), vec![cell("7.1", unit, form, 0)]));
        }
        for indicator in 0..12 {
            let of = |form: &str| cell(form, unit, &letter(3 + indicator), 0);
            relations.push(sum(page("heat", unit, &indicator.to_string()), vec![of("7.4"), of("7.6")]));
        }
    }
    for indicator in 0..12 {
        for (class, form) in [("poor", "7.4"), ("near_poor", "7.6")] {
            let own = page("deprived", class, &indicator.to_string());
            relations.push(sum(own, vec![cell(form, TOTAL, &letter(3 + indicator), 0)]));
        }
    }
    for (class, form) in [("poor", "7.2"), ("near_poor", "7.3")] {
        let at = |step: usize| page("flows", class, &step.to_string());
        // at the start; three ways off; stayed; three ways on; at the end
        for (step, column) in [(0, "D"), (1, "E"), (2, "F"), (3, "G"), (5, "H"), (6, "I"), (7, "J"), (8, "K")] {
            relations.push(sum(at(step), vec![cell(form, TOTAL, column, 0)]));
        }
        relations.push(sum(at(0), (1..5).map(at).collect()));
        relations.push(sum(at(8), (4..8).map(at).collect()));
    }
    relations
}

/// The unknowns that relations leave one number.
fn told(relations: &[Relation], is_hidden: impl Fn(&Place) -> bool) -> BTreeSet<Place> {
    let mut places: BTreeMap<Place, usize> = BTreeMap::new();
    let mut equations = Vec::new();
    for relation in relations {
        let unknown = relation.iter().filter(|(place, _)| is_hidden(place));
        let terms = unknown.map(|(place, factor)| {
            let next = places.len();
            (*places.entry(place.clone()).or_insert(next), *factor)
        });
        equations.push(terms.collect::<Vec<_>>());
    }
    let told = audit::determined(equations);
    places.into_iter().filter(|(_, number)| told.contains(number)).map(|(place, _)| place).collect()
}

/// That nothing of a review of these households tells a count of less than one of `leasts`.
fn assert_nothing_is_told(households: &str, leasts: &[i64]) {
    let folder = tempfile::tempdir().expect("a folder");
    let review = |name: &str, further: &[&str]| {
        let own = folder.path().join(name);
        let to = own.to_string_lossy().into_owned();
        let always = ["review", households, MEMBERS, "--previous", PREVIOUS, "--lang", "vi", "-o", &to];
        rasoat(&[&always[..], further].concat());
        own
    };
    let all = shown(&review("all", &[]), None);
    let relations = relations(&all);
    assert!(all.numbers.len() > 3000 && relations.len() > 1500, "{} {}", all.numbers.len(), relations.len());
    let number = |place: &Place| all.numbers.get(place).copied().flatten().unwrap_or_else(|| panic!("{place:?}"));
    for relation in &relations {
        assert_eq!(relation.iter().map(|(place, factor)| factor * number(place)).sum::<i64>(), 0, "{relation:?}");
    }
    for least in leasts.iter().copied() {
        let is_small = |place: &Place| (1..least).contains(&number(place)) && place.2 != "undetermined";
        let hidden = shown(&review(&format!("hidden-{least}"), &["--min-cell", &least.to_string()]), Some(&all));
        let lacking: Vec<&Place> = all.numbers.keys().filter(|place| !hidden.numbers.contains_key(*place)).collect();
        assert!(lacking.is_empty() && hidden.numbers.len() == all.numbers.len(), "{lacking:?}");
        let is_hidden = |place: &Place| hidden.numbers[place].is_none();
        for (place, shown) in &hidden.numbers {
            assert!(shown.is_none_or(|shown| shown == number(place)), "{place:?}");
            assert!(is_hidden(place) || !is_small(place), "{place:?}");
        }
        // a count that stands on the page and on a form is hidden on both or on none
        for relation in relations.iter().filter(|relation| relation.len() == 2 && relation[1].0.0 == "classes") {
            let [(one, _), (other, _)] = &relation[..] else { continue };
            assert_eq!(is_hidden(one), is_hidden(other), "{one:?} {other:?}");
        }
        let told_small: Vec<Place> = told(&relations, is_hidden).into_iter().filter(is_small).collect();
        assert!(told_small.is_empty(), "{least}: {told_small:?}");
        // were only the small ones hidden, most could be told
        let without: Vec<Place> = told(&relations, is_small).into_iter().filter(is_small).collect();
        assert!(without.len() > 20, "{least}: {}", without.len());
    }
}

#[test]
fn no_sums_of_a_review_tell_a_small_count() {
    assert_nothing_is_told(HOUSEHOLDS, &[3, 5, 7, 9]);
}

/// The page and the forms are of the same communes whatever the district above them is called, and whether it is told.
#[test]
fn the_name_of_a_district_changes_nothing() {
    let text = std::fs::read_to_string(HOUSEHOLDS).expect("the sample");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|own| own == name).expect("a column");
    let (district, commune) = (at("Huyện"), at("Xã"));
    let folder = tempfile::tempdir().expect("a folder");
    let changed = folder.path().join("households.csv");
    let mut writer = csv::Writer::from_path(&changed).expect("a file");
    writer.write_record(&header).expect("written");
    for (number, row) in reader.records().enumerate() {
        let row = row.expect("a row");
        let cells = row.iter().enumerate().map(|(column, cell)| match column == district {
            true if row[commune] == *"Chiềng On" => "",
            true if number % 3 == 1 => "HUYỆN YÊN CHÂU",
            _ => cell,
        });
        writer.write_record(cells).expect("written");
    }
    writer.flush().expect("written");
    drop(writer);
    assert_nothing_is_told(&changed.to_string_lossy(), &[3, 5]);
}
