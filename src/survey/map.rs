//! What a map file adds to the codebook for one layout: header and code spellings, constants, units, columns to leave alone,
//! and what is said of single sheets. Reading the file is `super::map_file`'s.

use crate::io::read::column_letters;
use crate::lang::{Entity, Exact};
use crate::text::{fold, tidy};

use super::cells::CellValue;
use super::layout::{ColumnLayout, ColumnUse, SheetLayout};
use super::numbers::NumberFormat;
use super::shape::path::HeaderPath;

pub use super::map_file::load;

/// A map file, resolved against a codebook.
#[derive(Clone, Debug, Default)]
pub struct SurveyMap {
    /// The file it was read from, for messages.
    pub source: String,
    /// How the numbers of all columns are written, where it says so.
    pub format: Option<NumberFormat>,
    pub(super) ignore: Vec<String>,
    pub(super) household: EntityMap,
    pub(super) member: EntityMap,
    /// What is said of single sheets, in file order.
    pub(super) sheets: Vec<SheetRule>,
}

/// What a map says of an entity in every sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct EntityMap {
    pub(super) sheet: Option<String>,
    pub(super) columns: Vec<MappedColumn>,
    pub(super) codes: Vec<(usize, Vec<(String, String)>)>,
    pub(super) constants: Vec<(usize, CellValue)>,
    /// What a cell with each constant would hold.
    pub(super) constant_texts: Vec<String>,
}

/// A header and what it is mapped to.
#[derive(Clone, Debug)]
pub(super) struct MappedColumn {
    /// As the file writes it; empty for one added by the program.
    pub(super) written: String,
    pub(super) folded: String,
    pub(super) field: usize,
    pub(super) scale: Option<Exact>,
}

/// What a sheet holds, where the map says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One row a household.
    Household,
    /// One row a member.
    Member,
    /// Households with their members under them.
    List,
    /// Nothing that is to be read.
    Nothing,
}

impl Holds {
    /// Each with its word in map files.
    pub const ALL: [(&'static str, Holds); 4] = [
        ("household", Holds::Household),
        ("member", Holds::Member),
        ("list", Holds::List),
        ("nothing", Holds::Nothing),
    ];
}

/// Where a sheet's header is, where the map says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderRows {
    /// There is none; columns go by their letters.
    None,
    /// From this row to that, from 1.
    Rows(u32, u32),
}

/// A column by its letters or by its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnName {
    /// Its index: `@C` is 2.
    Letters(usize),
    /// Its header as the map writes it.
    Header(String),
}

impl ColumnName {
    /// Whether a sheet's column goes by it.
    pub fn names(&self, column: usize, path: &HeaderPath) -> bool {
        match self {
            ColumnName::Letters(index) => *index == column,
            ColumnName::Header(header) => {
                let header = fold(header);
                let either = path.alternatives().into_iter().flatten().map(|path| fold(&path.to_string()));
                let mut forms = either.chain([fold(&path.to_string()), fold(path.leaf())]);
                !header.is_empty() && forms.any(|form| form == header)
            }
        }
    }

    /// As the map writes it.
    pub fn written(&self) -> String {
        match self {
            ColumnName::Letters(index) => format!("@{}", column_letters(*index)),
            ColumnName::Header(header) => header.clone(),
        }
    }
}

/// A column of a sheet and what it is mapped to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetColumn {
    /// Which.
    pub name: ColumnName,
    /// The field among a household's and among a member's; both where the map does not say whose.
    pub fields: [Option<usize>; 2],
    /// What one unit is worth, where the map says so.
    pub scale: Option<Exact>,
}

/// What a map says of some sheets: a `[[sheet]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetRule {
    /// Pattern for the file's name; all files where there is none.
    pub file: Option<String>,
    /// Pattern for the sheet's name; all sheets where there is none.
    pub name: Option<String>,
    /// What they hold.
    pub holds: Option<Holds>,
    /// Where the header is.
    pub header_rows: Option<HeaderRows>,
    /// Number of the first row of data.
    pub first_row: Option<u32>,
    /// Number of the last row of data.
    pub last_row: Option<u32>,
    /// Rows without data: first and last of each run.
    pub skip_rows: Vec<(u32, u32)>,
    /// Columns and what they are.
    pub columns: Vec<SheetColumn>,
    /// Columns to leave alone.
    pub ignore: Vec<ColumnName>,
    /// Fields with one value in every row, the value as a cell would say it.
    pub constants: Vec<(Entity, usize, String)>,
}

impl SheetRule {
    /// Whether it is about a sheet.
    pub fn is_about(&self, file: &str, sheet: &str) -> bool {
        let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let of_file = self.file.as_ref().is_none_or(|pattern| fits(pattern, base) || fits(pattern, file));
        of_file && self.name.as_ref().is_none_or(|pattern| fits(pattern, sheet))
    }

    /// The runs of rows without data.
    pub fn left_out(&self) -> Vec<(u32, u32)> {
        let below = self.last_row.map(|last| (last.saturating_add(1), u32::MAX));
        self.skip_rows.iter().copied().chain(below).collect()
    }

    /// Adds what a later rule says of the same sheet; where both say something the later one holds.
    fn add(&mut self, later: &SheetRule) {
        self.holds = later.holds.or(self.holds);
        self.header_rows = later.header_rows.or(self.header_rows);
        self.first_row = later.first_row.or(self.first_row);
        self.last_row = later.last_row.or(self.last_row);
        self.skip_rows.extend(&later.skip_rows);
        self.columns.retain(|column| later.columns.iter().all(|other| other.name != column.name));
        self.columns.extend(later.columns.iter().cloned());
        self.ignore.extend(later.ignore.iter().cloned());
        let said = |entity, field| later.constants.iter().any(|(e, f, _)| (*e, *f) == (entity, field));
        self.constants.retain(|(entity, field, _)| !said(*entity, *field));
        self.constants.extend(later.constants.iter().cloned());
    }
}

/// Something that a map names and a survey has not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stale {
    /// No sheet goes by these patterns, of the file and of the sheet.
    Sheet(String, String),
    /// No column goes by this header or these letters.
    Column(String),
    /// No column goes by this header: it is a title over columns, whose whole headers follow.
    Title(String, Vec<String>),
}

const ENTITIES: [Entity; 2] = [Entity::Household, Entity::Member];

impl SurveyMap {
    pub(super) fn of(&self, entity: Entity) -> &EntityMap {
        match entity {
            Entity::Household => &self.household,
            Entity::Member => &self.member,
        }
    }

    /// The field a header is mapped to, and the worth of one unit of its column, if the map says so.
    pub fn column(&self, entity: Entity, header: &str) -> Option<(usize, Option<Exact>)> {
        let folded = fold(header);
        let found = self.of(entity).columns.iter().find(|column| column.folded == folded)?;
        Some((found.field, found.scale))
    }

    /// Maps a further header to a field, unless the map speaks of it already.
    pub fn add_column(&mut self, entity: Entity, header: &str, field: usize) {
        if self.column(entity, header).is_some() || self.ignores(header) {
            return;
        }
        let map = match entity {
            Entity::Household => &mut self.household,
            Entity::Member => &mut self.member,
        };
        map.columns.push(MappedColumn { written: String::new(), folded: fold(header), field, scale: None });
    }

    /// Whether a column with that header is left alone.
    pub fn ignores(&self, header: &str) -> bool {
        let folded = fold(header);
        self.ignore.iter().any(|known| fold(known) == folded)
    }

    /// The name of the sheet that holds an entity's rows, where the map says so.
    pub fn sheet(&self, entity: Entity) -> Option<&str> {
        self.of(entity).sheet.as_deref()
    }

    /// Spellings of a field's codes, each with the code's id.
    pub fn spellings(&self, entity: Entity, field: usize) -> &[(String, String)] {
        self.of(entity).codes.iter().find(|(known, _)| *known == field).map_or(&[], |(_, words)| words)
    }

    /// Fields that have one value in every row.
    pub fn constants(&self, entity: Entity) -> &[(usize, CellValue)] {
        &self.of(entity).constants
    }

    /// All that is said of a sheet.
    pub fn rule(&self, file: &str, sheet: &str) -> Option<SheetRule> {
        let mut about = self.sheets.iter().filter(|rule| rule.is_about(file, sheet));
        let mut all = about.next()?.clone();
        about.for_each(|rule| all.add(rule));
        Some(all)
    }

    /// What it names and a survey with these sheets has not: a name that no column goes by, also where it stands above some.
    pub fn stale(&self, layout: &[SheetLayout]) -> Vec<Stale> {
        let mut stale = Vec::new();
        for rule in &self.sheets {
            let about: Vec<&SheetLayout> =
                layout.iter().filter(|sheet| rule.is_about(&sheet.file, &sheet.sheet)).collect();
            if about.is_empty() {
                let pattern = |pattern: &Option<String>| pattern.clone().unwrap_or_default();
                stale.push(Stale::Sheet(pattern(&rule.file), pattern(&rule.name)));
                continue;
            }
            let is_there = |name: &ColumnName| {
                let mut columns = about.iter().flat_map(|sheet| sheet.columns.iter().enumerate());
                columns.any(|(at, column)| name.names(at, &column.header))
            };
            let names = rule.columns.iter().map(|column| &column.name).chain(&rule.ignore);
            let missing = names.filter(|name| !is_there(name)).map(ColumnName::written);
            stale.extend(missing.map(|name| column_not_there(name, about.iter().copied())));
        }
        let read = layout.iter().any(|sheet| ENTITIES.into_iter().any(|entity| sheet.holds(entity)));
        for entity in ENTITIES {
            // a map for households and members may be used on households alone
            if read && !layout.iter().any(|sheet| sheet.holds(entity)) {
                continue;
            }
            let is_there = |mapped: &&MappedColumn| {
                let mut columns = layout.iter().flat_map(|sheet| &sheet.columns);
                columns.any(|column| binds(column, entity, mapped))
            };
            let written = self.of(entity).columns.iter().filter(|column| !column.written.is_empty());
            let missing = written.filter(|column| !is_there(column));
            stale.extend(missing.map(|column| column_not_there(column.written.clone(), layout.iter())));
        }
        let is_left_alone = |header: &&String| {
            let header = ColumnName::Header((*header).clone());
            let mut columns = layout.iter().flat_map(|sheet| &sheet.columns);
            columns.any(|column| header.names(usize::MAX, &column.header))
        };
        let ignored = self.ignore.iter().filter(|header| !is_left_alone(header)).cloned();
        stale.extend(ignored.map(|header| column_not_there(header, layout.iter())));
        stale.sort();
        stale.dedup();
        stale
    }
}

/// Whether a column goes by a mapped header: by its whole header or its own part; by other parts of it where that made it the
/// field.
fn binds(column: &ColumnLayout, entity: Entity, mapped: &MappedColumn) -> bool {
    if ColumnName::Header(mapped.written.clone()).names(usize::MAX, &column.header) {
        return true;
    }
    let is_field = match column.used(entity) {
        Some(ColumnUse::Field { field, .. } | ColumnUse::Repeated { field, .. }) => *field == mapped.field,
        _ => false,
    };
    is_field && has_part(&column.header, &mapped.folded)
}

/// Whether parts of a header that follow each other are a text, folded.
pub(super) fn has_part(path: &HeaderPath, folded: &str) -> bool {
    let parts = path.parts();
    let mut runs = (0..parts.len()).flat_map(|from| (from..parts.len()).map(move |to| &parts[from..=to]));
    runs.any(|run| fold(&run.concat()) == folded)
}

/// A header that no column goes by, with those under it where it is a title over columns.
fn column_not_there<'s>(name: String, sheets: impl Iterator<Item = &'s SheetLayout>) -> Stale {
    let folded = fold(&name);
    let mut under: Vec<String> = Vec::new();
    for column in sheets.flat_map(|sheet| &sheet.columns).filter(|column| has_part(&column.header, &folded)) {
        let header = column.header.to_string();
        if !under.contains(&header) {
            under.push(header);
        }
    }
    if under.is_empty() { Stale::Column(name) } else { Stale::Title(name, under) }
}

/// Whether a name fits a pattern, in which `*` stands for any letters and `?` for one; capitals and Unicode form apart.
fn fits(pattern: &str, name: &str) -> bool {
    let letters = |text: &str| tidy(text).to_lowercase().chars().collect::<Vec<char>>();
    let (pattern, name) = (letters(pattern), letters(name));
    let (mut at, mut from) = (0, 0);
    // where the last `*` was, and how much of the name it stands for
    let mut star: Option<(usize, usize)> = None;
    while from < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(letter) if *letter == '?' || *letter == name[from] => {
                at += 1;
                from += 1;
            }
            _ => match &mut star {
                None => return false,
                Some((begin, taken)) => {
                    *taken += 1;
                    (at, from) = (*begin + 1, *taken);
                }
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::fixture;

    #[test]
    fn names_fit_patterns() {
        for (pattern, name, expected) in [
            ("Hộ", "hộ", true),
            ("Hộ", "Hộ 2", false),
            ("Hộ*", "Hộ 2", true),
            ("*", "", true),
            ("Xã ?*", "Xã", false),
            ("*.xlsx", "a.xlsx.xlsx", true),
            ("a*b*c", "axxbyybc", true),
            ("a*b*c", "axxbyyb", false),
            ("?", "ộ", true),
            ("Ho\u{302}\u{323}", "Hộ", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn what_is_said_of_sheets_is_read() {
        let codebook = fixture::codebook();
        let text = r#"
[[sheet]]
file = "*.xlsx"
holds = "list"
header_rows = [3, 5]
first_row = 8
last_row = 20
skip_rows = [9, "11-13"]
ignore = ["@B", "Ghi chú"]
constants = { area = "rural", floor_area = 45.125, internet = true, "member.ethnicity" = "Thái" }
[sheet.columns]
"@C" = "persons"
"Thu nhập" = { field = "income_month", scale = 1000 }
"Dân tộc" = "member.ethnicity"
"Mã" = "household_id"
[[sheet]]
name = "Bia"
holds = "nothing"
[[sheet]]
file = "a.xlsx"
name = "Hộ"
header_rows = []
last_row = 30
"#;
        let map = load("map.toml", text, &codebook).unwrap_or_else(|r| panic!("{}", r.render(false)));
        let position = |entity, id| codebook.position(entity, id);
        let household = |id| position(Entity::Household, id).expect("a field");
        let rule = map.rule("x/a.xlsx", "Hộ").expect("a rule");
        assert_eq!((rule.holds, rule.header_rows), (Some(Holds::List), Some(HeaderRows::None)));
        assert_eq!((rule.first_row, rule.left_out()), (Some(8), vec![(9, 9), (11, 13), (31, u32::MAX)]));
        assert_eq!(rule.ignore, [ColumnName::Letters(1), ColumnName::Header("Ghi chú".into())]);
        let ethnicity = position(Entity::Member, "ethnicity").expect("a field");
        let text = |text: &str| text.to_owned();
        assert_eq!(
            rule.constants,
            [
                (Entity::Household, household("area"), text("rural")),
                (Entity::Household, household("floor_area"), text("45.1250")),
                (Entity::Household, household("internet"), text("yes")),
                (Entity::Member, ethnicity, text("Thái")),
            ]
        );
        let fields: Vec<[Option<usize>; 2]> = rule.columns.iter().map(|column| column.fields).collect();
        let both = |id| [position(Entity::Household, id), position(Entity::Member, id)];
        assert_eq!(fields, [both("persons"), both("income_month"), [None, Some(ethnicity)], both("household_id")]);
        assert_eq!(rule.columns[1].scale, Some(Exact::int(1000)));
        assert_eq!(map.rule("b.csv", "").map(|rule| rule.holds), None);
        assert_eq!(map.rule("b.csv", "bìa"), None);
        assert_eq!(map.rule("b.csv", "BIA").and_then(|rule| rule.holds), Some(Holds::Nothing));
    }

    #[test]
    fn mistakes_about_sheets_have_their_places() {
        let codebook = fixture::codebook();
        let text = r#"
[[sheet]]
holds = "houshold"
header_rows = [5, 3]
first_row = 0
skip_rows = ["9-", 3.5]
ignore = ["@1"]
[sheet.columns]
"@" = "persons"
"@C" = "person"
"@D" = "member.persons"
[sheet.constants]
area = "mountain"
household_id = "5"
[[sheet]]
holds = "member"
header_rows = 5
first_row = 5
columns = { "A" = "persons" }
"#;
        let report = load("map.toml", text, &codebook).expect_err("mistakes");
        let found: Vec<_> = report.diagnostics.iter().map(|d| (report.line_column(d.span.start).0, d.code)).collect();
        assert_eq!(
            found,
            [
                (3, "unknown-word"),
                (4, "bad-rows"),
                (5, "bad-rows"),
                (6, "bad-rows"),
                (6, "bad-rows"),
                (7, "bad-column"),
                (9, "bad-column"),
                (10, "unknown-field"),
                (11, "unknown-field"),
                (13, "bad-constant"),
                (14, "constant-key"),
                (18, "bad-rows"),
                (19, "unknown-field"),
            ]
        );
        let text = report.render(false);
        for help in ["did you mean `household`?", "did you mean `persons`?", "is a field of a household"] {
            assert!(text.contains(help), "{help}\n{text}");
        }
    }

    #[test]
    fn a_map_is_read() {
        let codebook = fixture::codebook();
        let text = r#"
number_format = "vi"
[household]
sheet = "Danh sách"
[household.codes.area]
"KV2" = "rural"
[household.codes.internet]
"Có mạng" = "yes"
[household.constants]
area = "rural"
persons = 4
review_date = 2022-10-01
review_year = 2022
internet = true
floor_area = 45.125
[member.columns]
"Ngày tháng năm sinh" = "birth_date"
"#;
        let map = load("map.toml", text, &codebook).unwrap_or_else(|r| panic!("{}", r.render(false)));
        let position = |id| codebook.position(Entity::Household, id).expect("a field");
        assert_eq!(map.format, Some(NumberFormat::Vi));
        assert_eq!(map.sheet(Entity::Household), Some("Danh sách"));
        assert_eq!(map.spellings(Entity::Household, position("area")), [("KV2".to_owned(), "rural".to_owned())]);
        let constant = |id| {
            let found = map.constants(Entity::Household).iter().find(|(field, _)| *field == position(id));
            found.expect("a constant").1.clone()
        };
        assert_eq!(constant("area"), CellValue::Code(0));
        assert_eq!(constant("persons"), CellValue::Number(Exact::int(4)));
        assert_eq!(constant("internet"), CellValue::Bool(true));
        assert_eq!(constant("floor_area"), CellValue::Number(Exact::ratio(361, 8).expect("45.125")));
        let birth = codebook.position(Entity::Member, "birth_date").expect("a field");
        assert_eq!(map.column(Entity::Member, "NGÀY THÁNG NĂM SINH"), Some((birth, None)));
        assert_eq!(map.column(Entity::Household, "Ngày tháng năm sinh"), None);
    }

    #[test]
    fn a_wrong_name_is_told_the_right_one() {
        let codebook = fixture::codebook();
        for (text, help) in [
            ("[household.columns]\nHX = 'nhà tiêu hợp vệ sinh'", "is `toilet`"),
            ("[household.columns]\nHX = 'Nha tieu hop ve sin'", "did you mean `toilet`?"),
            ("[household.columns]\nHX = '?'", "a `?` is left"),
            ("[household.columns]\nHX = 'insured'", "write it under `[member.…]`: columns under `[member.columns]`"),
            ("[[sheet]]\nholds = 'household'\ncolumns = { HX = 'insured' }", "`holds = \"member\"`"),
            ("[[sheet]]\ncolumns = { HX = 'Bảo hiểm y tế' }", "is `insured`"),
            ("[household.codes.wall]\nT = '?'", "a `?` is left"),
            ("[household.codes.wall]\nT = 'Gạch'", "`Gạch` is `brick`"),
            ("[household.codes.persons]\nT = 'many'", "only words for no answer can be given"),
        ] {
            let report = load("map.toml", text, &codebook).expect_err(text).render(false);
            assert!(report.contains(help), "{help}\n{report}");
        }
    }

    #[test]
    fn an_answer_can_say_nothing() {
        use crate::io::read::Cell;
        use crate::survey::cells::{ColumnOptions, ColumnReader, Reading};

        let codebook = fixture::codebook();
        let text = "[household.codes.income_month]\n'k/rõ' = 'unknown'\n[household.codes.internet]\n'vắng' = 'unknown'\n'-' = 'no'";
        let map = load("map.toml", text, &codebook).unwrap_or_else(|report| panic!("{}", report.render(false)));
        for (id, text, expected) in [
            ("income_month", "k/rõ", Reading::Unknown),
            ("income_month", "4200000", Reading::Value(CellValue::Number(Exact::int(4_200_000)))),
            ("internet", "Vắng", Reading::Unknown),
            ("internet", "-", Reading::Value(CellValue::Bool(false))),
        ] {
            let field = codebook.position(Entity::Household, id).expect("a field");
            let options =
                ColumnOptions { spellings: map.spellings(Entity::Household, field), ..ColumnOptions::default() };
            let mut reader = ColumnReader::new(&codebook, &codebook.household[field], options);
            assert_eq!(reader.read(Cell::Text(text)), expected, "{id} {text}");
        }
    }

    #[test]
    fn every_mistake_has_its_place() {
        let codebook = fixture::codebook();
        let text = r#"
number_format = "fr"
ignored = ["Ghi chú"]
[household.columns]
"TN" = "income_mont"
"Sinh" = "birth_date"
"A" = { field = "area", unit = "nghìn đồng" }
"B" = { field = "income_month", unit = "dollar" }
[household.codes.area]
"KV2" = "rurl"
[household.codes.commune]
"a" = "b"
[household.constants]
area = "mountain"
household_id = "1"
persons = 400
"#;
        let report = load("map.toml", text, &codebook).expect_err("mistakes");
        let found: Vec<_> = report.diagnostics.iter().map(|d| (report.line_column(d.span.start).0, d.code)).collect();
        assert_eq!(
            found,
            [
                (2, "unknown-word"),
                (3, "unknown-key"),
                (5, "unknown-field"),
                (6, "unknown-field"),
                (7, "unit-of-no-number"),
                (8, "unknown-unit"),
                (10, "unknown-code"),
                (12, "no-codes"),
                (14, "bad-constant"),
                (15, "constant-key"),
                (16, "bad-constant"),
            ]
        );
        let text = report.render(false);
        for help in ["did you mean `income_month`?", "did you mean `rural`?", "is a field of a member"] {
            assert!(text.contains(help), "{help}\n{text}");
        }
    }
}
