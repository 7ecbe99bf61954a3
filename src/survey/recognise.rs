//! One sheet by its first rows: header, columns, what its rows are, and how they are to be read. Looks at no other sheet;
//! [`super::choose`] does.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::io::read::{Merge, Row, SheetInfo, column_letters};
use crate::lang::Entity;
use crate::text::{fold, tidy};

use super::by_map;
use super::choose::name;
use super::codebook::Codebook;
use super::codebook_file::{CLASS_RECORDED, HOUSEHOLD_ID};
use super::error::SurveyError;
use super::headers::{HeaderIndex, MatchedBy};
use super::hint::KeyHints;
use super::keys::columns_with;
use super::layout::{ColumnLayout, ColumnUse, SheetLayout, SheetUse};
use super::map::{Holds, SheetRule};
use super::open::SurveyOptions;
use super::part::{BoundColumn, Part, WindowRows, is_of_words};
use super::same_rows::Who;
use super::shape::WINDOW_ROWS;
use super::shape::choices::choices;
use super::shape::follow::{PlannedRow, is_blank};
use super::shape::header::{Header, find_header};
use super::shape::list::{Key, List, Named, names_changes, repeats_upward, telling};
use super::shape::path::HeaderPath;
use super::shape::plan::{Derived, DerivedColumn, Ditto, MergedCell, Plan, Role, Start, ToldBy, UnitColumn};
use super::shape::remark::legend;
use super::shape::row_kind::{RowClass, RowKind, RowRules};
use super::shape::units::{in_titles, year_in_titles};
use super::source::Source;
use super::years::YearFinder;
use super::zeros::IdForm;

/// The most bytes of text in the first rows that are looked at.
const WINDOW_BYTES: usize = 16 << 20;
/// The field that a row's number of its household is in, which is a key only together with the unit's name.
pub(super) const HOUSEHOLD_NO: &str = "household_no";
/// The field that numbers the members of a household.
const MEMBER_NO: &str = "member_no";
/// The fields with names of people.
const HEAD_NAME: &str = "head_name";
const MEMBER_NAME: &str = "name";
/// An export's own column that ends as the numbers of its rosters do.
const ASSIGNMENT: &str = "assignment__id";
pub(super) use super::shape::plan::UNITS;

/// What a sheet is by itself.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) layout: SheetLayout,
    pub(super) household: Option<Part>,
    pub(super) member: Option<Part>,
    /// How often its first rows name each year of review.
    pub(super) years: BTreeMap<i16, u64>,
    /// Which households and which people its first rows are.
    pub(super) who: [Who; 2],
    /// How those of households and of members are written.
    pub(super) id_forms: [IdForm; 2],
    /// Columns that an export joins by: which of the codebook's links, whose end, which column.
    pub(super) links: Vec<(usize, Entity, usize)>,
    /// The sheet that its rows say they belong to.
    pub(super) parent: Option<String>,
    /// Whether the map says what it holds.
    pub(super) said: bool,
}

/// The first rows of a sheet.
struct Window {
    rows: Vec<Row>,
    complete: bool,
}

/// What all sheets are recognised with.
#[derive(Clone, Copy)]
pub(super) struct Tools<'t, 'a> {
    pub(super) codebook: &'a Codebook,
    pub(super) options: SurveyOptions<'a>,
    pub(super) index: &'t HeaderIndex<'a>,
}

/// Looks at the first rows of a sheet.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn recognise(
    tools: Tools<'_, '_>,
    source: &dyn Source,
    number: usize,
    sheet: usize,
    info: &SheetInfo,
) -> Result<Draft, SurveyError> {
    let window = Window::read(source, sheet)?;
    let mut draft = Draft {
        layout: SheetLayout {
            file: source.name().to_owned(),
            sheet: info.name.clone(),
            hidden: info.hidden,
            used: SheetUse::Empty,
            looks_like: SheetUse::Empty,
            header_rows: Vec::new(),
            first_row: 0,
            above: Vec::new(),
            columns: Vec::new(),
            derived: Vec::new(),
            links: Vec::new(),
            repeated: Vec::new(),
            keys: KeyHints::default(),
            source: number,
            index: sheet,
        },
        household: None,
        member: None,
        years: BTreeMap::new(),
        who: [Who::default(), Who::default()],
        id_forms: [IdForm::None; 2],
        links: Vec::new(),
        parent: None,
        said: false,
    };
    let found = find_header(&window.rows, tools.index);
    let rule = tools.options.map.and_then(|map| map.rule(source.name(), &info.name));
    let header = match &rule {
        Some(rule) if !window.rows.is_empty() => by_map::header(rule, &window.rows, tools.index, found),
        _ => found,
    };
    let Some(header) = header else { return Ok(draft) };
    let rule = rule.unwrap_or_default();
    draft.said = rule.holds.is_some();
    Sheet::new(tools, &header, &window, &rule).settle(source, sheet, &mut draft)?;
    Ok(draft)
}

impl Window {
    fn read(source: &dyn Source, sheet: usize) -> Result<Window, SurveyError> {
        let mut reader = source.rows(sheet)?;
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while rows.len() < WINDOW_ROWS && bytes < WINDOW_BYTES {
            let mut row = Row::default();
            if !reader.read(&mut row)? {
                return Ok(Window { rows, complete: true });
            }
            bytes += row.text_len();
            rows.push(row);
        }
        Ok(Window { rows, complete: false })
    }
}

/// A sheet with a header, while it is looked at.
struct Sheet<'w, 't, 'a> {
    tools: Tools<'t, 'a>,
    header: &'w Header,
    window: &'w Window,
    rule: &'w SheetRule,
    /// What its columns are for households and for members.
    uses: [Vec<ColumnUse>; 2],
    derived: [Vec<DerivedColumn>; 2],
    rules: RowRules,
    /// Rows of data among the first.
    data: Vec<&'w Row>,
}

const ENTITIES: [Entity; 2] = [Entity::Household, Entity::Member];

impl<'w, 't, 'a> Sheet<'w, 't, 'a> {
    fn new(tools: Tools<'t, 'a>, header: &'w Header, window: &'w Window, rule: &'w SheetRule) -> Sheet<'w, 't, 'a> {
        let paths = by_map::without_mapped(rule, &header.paths);
        let mut uses = ENTITIES.map(|entity| tools.index.bind(entity, &paths));
        let mut derived = [Vec::new(), Vec::new()];
        for (at, entity) in ENTITIES.into_iter().enumerate() {
            derived[at] = choices(tools.index, entity, &paths, &mut uses[at]);
            by_map::bind(rule, entity, &header.paths, &mut uses[at]);
            let constants: Vec<DerivedColumn> = by_map::constants(rule, entity).collect();
            let is_set = |made: &DerivedColumn| constants.iter().any(|constant| constant.field == made.field);
            derived[at].retain(|made| !is_set(made));
            derived[at].extend(constants);
        }
        let (rules, data) = (RowRules::default(), Vec::new());
        let mut sheet = Sheet { tools, header, window, rule, uses, derived, rules, data };
        sheet.name_units();
        sheet.number_members();
        sheet.rules = sheet.row_rules();
        let below = window.rows.get(header.reads..).unwrap_or_default();
        let (mut groups, mut signed): (Vec<String>, bool) = (Vec::new(), false);
        for row in below.iter().filter(|row| !row.is_blank()) {
            match sheet.rules.classify_next(row, &mut signed) {
                RowClass::Data => sheet.data.push(row),
                RowClass::Group(found) => {
                    // a unit beside a class says nothing of the rows above it, which would be without part of their key
                    let late = found.len() > 1 && !sheet.data.is_empty();
                    for group in found.into_iter().filter(|group| !group.value.is_empty()) {
                        let is_late = late && UNITS.contains(&group.field.as_str());
                        if !is_late && !groups.contains(&group.field) {
                            groups.push(group.field);
                        }
                    }
                }
                RowClass::Skip(_) => {}
            }
        }
        sheet.name_groups(&groups);
        sheet
    }

    fn field(&self, entity: Entity, id: &str) -> Option<usize> {
        self.tools.codebook.position(entity, id)
    }

    /// The column of a field, by its id.
    fn column(&self, entity: Entity, id: &str) -> Option<usize> {
        let wanted = self.field(entity, id)?;
        let uses = &self.uses[entity as usize];
        uses.iter().position(|used| matches!(used, ColumnUse::Field { field, .. } if *field == wanted))
    }

    /// Whether a household field has a column or is derived.
    fn has(&self, id: &str) -> bool {
        let Some(field) = self.field(Entity::Household, id) else { return false };
        self.column(Entity::Household, id).is_some() || self.derived[0].iter().any(|derived| derived.field == field)
    }

    fn derive(&mut self, id: &str, from: Derived, header: String) {
        if let Some(field) = self.field(Entity::Household, id).filter(|_| !self.has(id)) {
            self.derived[0].push(DerivedColumn { field, from, header });
        }
    }

    /// Units and the year that stand above the header, where no column has them.
    fn name_units(&mut self) {
        for (id, name) in in_titles(&self.header.titles, &self.tools.codebook.layout) {
            self.derive(&id, Derived::Text(name.clone(), ToldBy::Title), name);
        }
        if self.column(Entity::Household, "review_date").is_none()
            && let Some(year) = year_in_titles(&self.header.titles)
        {
            self.derive("review_year", Derived::Text(year.to_string(), ToldBy::Title), year.to_string());
        }
    }

    /// Fields whose values stand on rows of their own, from the highest unit.
    fn name_groups(&mut self, groups: &[String]) {
        let level = |id: &String| UNITS.iter().rev().position(|unit| unit == id).unwrap_or(UNITS.len());
        let mut groups = groups.to_vec();
        groups.sort_by_key(level);
        for id in groups {
            let Some(field) = self.field(Entity::Household, &id) else { continue };
            let header = self.tools.codebook.household[field].title.vi.clone();
            self.derive(&id, Derived::Group(id.clone()), header);
        }
    }

    fn row_rules(&self) -> RowRules {
        let is_used = |column: usize| {
            self.uses.iter().any(|uses| matches!(uses[column], ColumnUse::Field { .. } | ColumnUse::Part { .. }))
        };
        let columns = |ids: &[(Entity, &str)]| {
            let mut found: Vec<usize> = ids.iter().filter_map(|(entity, id)| self.column(*entity, id)).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let (household, member) = (Entity::Household, Entity::Member);
        let mut ids = columns(&[(household, HOUSEHOLD_ID), (member, HOUSEHOLD_ID)]);
        ids.extend(self.link_columns().into_iter().map(|(_, _, column)| column));
        let mut numbers = columns(&[(household, HOUSEHOLD_NO), (member, HOUSEHOLD_NO), (member, MEMBER_NO)]);
        numbers.retain(|column| !ids.contains(column));
        let names = columns(&[(household, HEAD_NAME), (member, MEMBER_NAME)]);
        let bound = (0..self.header.paths.len()).filter(|column| is_used(*column)).collect();
        let header = self.header.paths.iter().map(|path| fold(path.leaf())).collect();
        let open = UNITS.iter().filter(|id| !self.has(id)).map(|id| (*id).to_owned()).collect();
        RowRules::new(&self.tools.codebook.layout, ids, bound, header, open)
            .with_names(names)
            .with_numbers(numbers)
            .leaving_out(self.rule.left_out())
    }

    /// Columns that an export joins by.
    fn link_columns(&self) -> Vec<(usize, Entity, usize)> {
        let links = &self.tools.codebook.layout.links;
        let column = |header: &str| {
            let mut paths = self.header.paths.iter();
            paths.position(|path| path.parts().iter().any(|part| part.eq_ignore_ascii_case(header)))
        };
        let mut found = Vec::new();
        for (at, link) in links.iter().enumerate() {
            found.extend(column(&link.household).map(|column| (at, Entity::Household, column)));
            found.extend(column(&link.member).map(|column| (at, Entity::Member, column)));
        }
        found
    }

    /// What the numbers in a column mean, where its header or the row under it says so.
    fn legends(&self) -> Vec<(usize, Vec<(String, String)>)> {
        let under = self.header.skipped.iter().filter(|row| row.kind == RowKind::Legend).map(|row| row.row);
        let rows: Vec<&Row> =
            under.filter_map(|number| self.window.rows.iter().find(|row| row.number() == number)).collect();
        let of_column = |(column, path): (usize, &HeaderPath)| {
            let below = rows.iter().map(|row| row.cell(column).to_string());
            let mut texts = path.parts().iter().cloned().chain(below);
            Some((column, texts.find_map(|text| legend(&text))?))
        };
        self.header.paths.iter().enumerate().filter_map(of_column).collect()
    }

    /// Which rows are of which entity, and how they are read.
    fn settle(mut self, source: &dyn Source, sheet: usize, draft: &mut Draft) -> Result<(), SurveyError> {
        draft.links = self.link_columns();
        draft.parent = self.parent();
        let list = self.list();
        let used = self.used(list.as_ref());
        let (used, list) = self.as_said(used, list);
        self.check_constants(used, &draft.layout)?;
        let layout = &mut draft.layout;
        layout.used = used;
        layout.looks_like = used;
        layout.header_rows = self.header.rows.clone();
        let is_taken =
            |used: &ColumnUse| matches!(used, ColumnUse::Field { .. } | ColumnUse::Part { .. } | ColumnUse::Ignored);
        layout.keys = KeyHints::of(&self.data, self.header.paths.len(), |column| {
            !self.uses.iter().any(|uses| is_taken(&uses[column]))
        });
        layout.above = self.header.skipped.clone();
        layout.first_row = self.window.rows.get(self.header.reads).map_or(0, Row::number);
        let holds = [
            matches!(used, SheetUse::Household | SheetUse::List | SheetUse::NoKey(Entity::Household)),
            matches!(used, SheetUse::Member | SheetUse::List | SheetUse::NoKey(Entity::Member))
                || self.may_be_members(used),
        ];
        if let (SheetUse::List, Some(list)) = (used, &list) {
            self.share_columns(list);
        }
        let named = if holds[0] { self.named_once(list.as_ref()) } else { Vec::new() };
        let mut merged = if list.is_some() || !named.is_empty() { merged_cells(source, sheet)? } else { Vec::new() };
        let once = named.into_iter().filter(|(_, named)| *named == Named::Once).map(|(column, _)| column);
        let repeated: Vec<usize> = once.collect();
        if let Some(List { start, .. }) = list.as_ref().filter(|list| list.start.blank_below) {
            // its blanks say that the household goes on; filled they would begin one in each row
            merged.retain(|cell| cell.column != start.key);
        }
        layout.repeated = repeated.clone();
        let alone = source.sheets().len() < 2;
        let (units, group_fields) = self.unit_columns(&repeated);
        let (header, rules) = (self.header, self.rules.clone());
        let named = UNITS.iter().filter_map(|id| self.column(Entity::Household, id)).collect();
        let ditto = Ditto::new(named, &self.tools.codebook.layout.ditto);
        let plan = |role: Role| Plan {
            reads: header.reads,
            above: header.skipped.clone(),
            rules: rules.clone(),
            derived: Vec::new(),
            ditto: ditto.clone(),
            derived_fields: Vec::new(),
            group_fields: group_fields.clone(),
            units: units.clone(),
            merged: merged.clone(),
            role,
        };
        if holds[0] {
            let role = match &list {
                Some(List { start, .. }) if used == SheetUse::List => {
                    Role::Starts { start: start.clone(), answers: self.answers(start) }
                }
                _ => Role::Every,
            };
            let mut part = Part::new(Entity::Household, self.uses[0].iter(), &self.derived[0], plan(role));
            part.legends = self.legends();
            part.epoch = source.epoch();
            self.settle_headers(&mut part)?;
            let mut years = YearFinder::new(&part, self.tools.codebook, &self.tools.options);
            let key = self.field(Entity::Household, HOUSEHOLD_ID).and_then(|field| part.column_of(field));
            let (mut with_digits, mut of_words) = (0, 0);
            let mut who = Who::new(self.tools.codebook, &part, alone);
            self.take_sample(&mut part, &mut |row| {
                years.look_at(row);
                who.see(row);
                if let Some(key) = key {
                    let id = tidy(&row.cell(key.column).to_string());
                    with_digits += usize::from(id.contains(|c: char| c.is_ascii_digit()));
                    of_words += usize::from(is_of_words(&id));
                    draft.id_forms[0].see(&id);
                }
            })?;
            part.ids_have_digits = with_digits > 0 && with_digits >= of_words;
            draft.who[0] = who;
            draft.years = years.found();
            draft.household = Some(part);
        }
        if holds[1] {
            let role = match list {
                Some(List { start, filled, carried }) => Role::Members { start, filled, carried },
                None => Role::Every,
            };
            let mut part = Part::new(Entity::Member, self.uses[1].iter(), &self.derived[1], plan(role));
            part.legends = self.legends();
            part.epoch = source.epoch();
            let key = self.field(Entity::Member, HOUSEHOLD_ID).and_then(|field| part.column_of(field));
            let mut who = Who::new(self.tools.codebook, &part, alone);
            self.take_sample(&mut part, &mut |row| {
                who.see(row);
                if let Some(key) = key {
                    draft.id_forms[1].see(&tidy(&row.cell(key.column).to_string()));
                }
            })?;
            draft.who[1] = who;
            draft.member = Some(part);
        }
        // a sheet of neither is shown with what its headers would be in rows of households
        let shown = [holds[0] || !holds[1], holds[1]];
        let [household, member] = self.uses;
        let columns = self.header.paths.iter().zip(household.into_iter().zip(member));
        layout.columns = columns
            .map(|(header, (household, member))| ColumnLayout {
                header: header.clone(),
                household: shown[0].then_some(household),
                member: shown[1].then_some(member),
            })
            .collect();
        for (at, derived) in self.derived.into_iter().enumerate().filter(|(at, _)| holds[*at]) {
            layout.derived.extend(derived.into_iter().map(|derived| (ENTITIES[at], derived)));
        }
        Ok(())
    }

    /// Of an export's sheet: in how many repeats its rows are. 0 for a sheet of its own, 1 for one whose rows belong to
    /// households, more where they belong to members or the like.
    fn repeats_of(&self) -> usize {
        let links = &self.tools.codebook.layout.links;
        let own = self.link_columns();
        let own: Vec<_> = own.into_iter().filter(|(link, ..)| links[*link].household != links[*link].member).collect();
        let below = own.iter().any(|(_, entity, _)| *entity == Entity::Member);
        let rosters = self.roster_columns().len();
        // a parent's key names the repeats it is in: `uuid:…/members[1]`
        let deeper = own.iter().filter(|(_, entity, _)| *entity == Entity::Member).any(|(.., column)| {
            let first = self.data.iter().map(|row| row.cell(*column).to_string()).find(|text| !text.is_empty());
            first.is_some_and(|text| text.contains('/'))
        });
        rosters.max(usize::from(below)) + usize::from(deeper)
    }

    /// Columns with the number of a roster's row: `members__id`, one for each level.
    fn roster_columns(&self) -> Vec<usize> {
        let links = &self.tools.codebook.layout.links;
        let is_roster = |path: &HeaderPath| {
            let header = path.leaf().to_ascii_lowercase();
            header.ends_with("__id")
                && !header.starts_with('_')
                && header != ASSIGNMENT
                && !links.iter().any(|link| link.household.eq_ignore_ascii_case(&header))
        };
        if self.link_columns().is_empty() {
            return Vec::new();
        }
        (0..self.header.paths.len()).filter(|column| is_roster(&self.header.paths[*column])).collect()
    }

    /// The number of a roster's row numbers the members, where nothing else does.
    fn number_members(&mut self) {
        let Some(field) = self.field(Entity::Member, MEMBER_NO) else { return };
        if let ([column], None) = (&self.roster_columns()[..], self.column(Entity::Member, MEMBER_NO)) {
            self.uses[1][*column] = ColumnUse::Field { field, by: MatchedBy::Spelling, scale: None };
        }
    }

    /// What the rows say they belong to.
    fn parent(&self) -> Option<String> {
        let wanted = fold("_parent_table_name");
        let column = self.header.paths.iter().position(|path| fold(path.leaf()) == wanted)?;
        let mut names = self.data.iter().map(|row| tidy(&row.cell(column).to_string()));
        names.find(|name| !name.is_empty())
    }

    fn known(used: &ColumnUse) -> bool {
        matches!(
            used,
            ColumnUse::Field { .. } | ColumnUse::Part { .. } | ColumnUse::Ambiguous { .. } | ColumnUse::Repeated { .. }
        )
    }

    fn taken(used: &ColumnUse) -> bool {
        matches!(used, ColumnUse::Field { .. } | ColumnUse::Part { .. })
    }

    /// Columns of one entity and not known of the other; those that make up an id say nothing of it.
    fn only(&self, entity: Entity) -> impl Iterator<Item = usize> {
        let (own, other) = (&self.uses[entity as usize], &self.uses[1 - entity as usize]);
        let keys: Vec<usize> = self.key_columns().unwrap_or_default();
        own.iter().zip(other).enumerate().filter_map(move |(at, (own, other))| {
            (Self::taken(own) && !Self::known(other) && !keys.contains(&at)).then_some(at)
        })
    }

    /// The columns that make up a household id together, if all are there.
    fn key_columns(&self) -> Option<Vec<usize>> {
        let keys = &self.tools.codebook.layout.keys;
        keys.iter().find_map(|key| columns_with(self.header.paths.iter(), key))
    }

    /// The households of a list with their members under them, if it is one.
    fn list(&self) -> Option<List> {
        let key = |id| self.column(Entity::Household, id).or_else(|| self.column(Entity::Member, id));
        let members = (0..self.header.paths.len()).filter(|at| Self::taken(&self.uses[1][*at]));
        let own: Vec<usize> = self.only(Entity::Member).collect();
        let member_no = self.column(Entity::Member, MEMBER_NO);
        for id in [HOUSEHOLD_ID, HOUSEHOLD_NO] {
            let Some(column) = key(id).filter(|column| id == HOUSEHOLD_ID || Some(*column) != member_no) else {
                continue;
            };
            let members: Vec<usize> = members.clone().filter(|at| *at != column).collect();
            if own.is_empty() || members.len() < 2 {
                return None;
            }
            let household: Vec<usize> = self.only(Entity::Household).collect();
            let key = Key { column, sure: id == HOUSEHOLD_ID };
            let mut list = List::find(&self.data, key, &members, &own, &household)?;
            list.start.units = self.key_units(key);
            return Some(list);
        }
        None
    }

    /// Columns without which a key tells no households apart.
    fn key_units(&self, key: Key) -> Vec<usize> {
        if key.sure {
            return Vec::new();
        }
        let units = UNITS.iter().filter_map(|id| self.column(Entity::Household, id));
        let mut columns: Vec<usize> = units.chain(self.key_columns().unwrap_or_default()).collect();
        columns.sort_unstable();
        columns.dedup();
        columns.retain(|column| *column != key.column);
        columns
    }

    /// A household's columns in a list, but for those that number rows.
    fn answers(&self, start: &Start) -> Vec<usize> {
        let number = self.column(Entity::Household, HOUSEHOLD_NO);
        let is_answer = |at: &usize| *at != start.key && Some(*at) != number && !start.units.contains(at);
        (0..self.header.paths.len()).filter(|at| Self::taken(&self.uses[0][*at])).filter(is_answer).collect()
    }

    /// The columns of units and of the class, the highest unit first, and the fields that a row of its own can set.
    fn unit_columns(&self, repeated: &[usize]) -> (Vec<UnitColumn>, Vec<(usize, String)>) {
        let ids = UNITS.iter().rev().copied().chain([CLASS_RECORDED]);
        let columns = ids.clone().filter_map(|id| Some((self.column(Entity::Household, id)?, id)));
        let unit = |(column, id): (usize, &str)| UnitColumn {
            column,
            field: id.to_owned(),
            repeated: repeated.contains(&column),
        };
        let fields = ids.filter_map(|id| Some((self.field(Entity::Household, id)?, id.to_owned())));
        (columns.map(unit).collect(), fields.collect())
    }

    /// What the headers and the first rows make of the sheet.
    fn used(&self, list: Option<&List>) -> SheetUse {
        let only = ENTITIES.map(|entity| self.only(entity).count());
        let all = ENTITIES.map(|entity| self.uses[entity as usize].iter().filter(|used| Self::taken(used)).count());
        if all[0] + all[1] == 0 {
            return SheetUse::NotKnown;
        }
        let key = ENTITIES.map(|entity| self.column(entity, HOUSEHOLD_ID));
        if self.repeats_of() > 1 {
            return SheetUse::Nested;
        }
        if let Some(list) = list {
            let apart = list.carried.len();
            let household = self.only(Entity::Household).filter(|column| !list.carried.contains(column)).count();
            // a title says of which year or commune a list of members is, and makes no households of them
            let derived = self.derived[0].iter().filter(|made| !matches!(made.from, Derived::Text(..))).count();
            return if household + derived > 0 || apart > 1 { SheetUse::List } else { SheetUse::Member };
        }
        let as_member = self.repeats_of() > 0 || (only[1], all[1]) > (only[0], all[0]);
        // headers that would do for both: whether ids repeat tells
        let either = !as_member && only[0] <= 1 && all[1] > 3;
        if either && key[1].is_some_and(|key| repeats_upward(&self.data, key)) {
            return SheetUse::Member;
        }
        let entity = ENTITIES[usize::from(as_member)];
        match (key[entity as usize].is_some(), entity) {
            (true, Entity::Household) => SheetUse::Household,
            (true, Entity::Member) => SheetUse::Member,
            // a single word may be anything: a note, a legend
            (false, _) if all[entity as usize] < 2 => SheetUse::NotKnown,
            (false, entity) => SheetUse::NoKey(entity),
        }
    }

    /// Whether the headers of a sheet of households are all headers of members too: `Mã hộ`, `Họ và tên`. Other sheets
    /// tell which they are.
    fn may_be_members(&self, used: SheetUse) -> bool {
        let taken = self.uses[1].iter().filter(|used| Self::taken(used)).count();
        used == SheetUse::Household
            && self.rule.holds.is_none()
            && taken > 1
            && self.column(Entity::Member, HOUSEHOLD_ID).is_some()
            && self.only(Entity::Household).next().is_none()
    }

    /// What the map says that the sheet holds goes before what it looks like.
    fn as_said(&self, used: SheetUse, list: Option<List>) -> (SheetUse, Option<List>) {
        let keyed = |entity: Entity, used: SheetUse| match self.column(entity, HOUSEHOLD_ID) {
            Some(_) => used,
            None => SheetUse::NoKey(entity),
        };
        match self.rule.holds {
            None => (used, list),
            Some(Holds::Nothing) => (SheetUse::Ignored, None),
            Some(Holds::Household) => (keyed(Entity::Household, SheetUse::Household), None),
            Some(Holds::Member) if list.is_some() => (SheetUse::Member, list),
            Some(Holds::Member) => (keyed(Entity::Member, SheetUse::Member), None),
            Some(Holds::List) => match list.or_else(|| self.any_list()) {
                Some(list) => (SheetUse::List, Some(list)),
                None => (SheetUse::NoKey(Entity::Household), None),
            },
        }
    }

    /// A list that is one because the map says so.
    fn any_list(&self) -> Option<List> {
        let key = |id| self.column(Entity::Household, id).or_else(|| self.column(Entity::Member, id));
        let key = key(HOUSEHOLD_ID).or_else(|| key(HOUSEHOLD_NO))?;
        let sure = Some(key) != self.column(Entity::Household, HOUSEHOLD_NO);
        let blank_below = self.data.iter().any(|row| is_blank(row.cell(key)));
        let household: Vec<usize> = self.only(Entity::Household).collect();
        let own = telling(&self.data, key, blank_below, &household);
        let units = self.key_units(Key { column: key, sure });
        let mut filled: Vec<usize> = self.only(Entity::Member).filter(|column| *column != key).collect();
        filled.sort_unstable();
        (!filled.is_empty()).then_some(List {
            start: Start { key, blank_below, units, own },
            filled,
            carried: vec![key],
        })
    }

    /// A constant that the map sets for this sheet and that the sheet has a column for.
    fn check_constants(&self, used: SheetUse, layout: &SheetLayout) -> Result<(), SurveyError> {
        let holds = SheetLayout::holds_as(used);
        for (entity, field, _) in self.rule.constants.iter().filter(|(entity, ..)| holds[*entity as usize]) {
            let id = &self.tools.codebook.fields(*entity)[*field].id;
            if let Some(column) = self.column(*entity, id) {
                return Err(SurveyError::ConstantAndColumn {
                    field: id.clone(),
                    place: name(layout),
                    column: format!("{} `{}`", column_letters(column), self.header.paths[column]),
                });
            }
        }
        Ok(())
    }

    /// In a list a column that would do for both is the members' if it is filled on their rows, else the household's; and
    /// what is one entity's does not stand in the way of the other's headers.
    fn share_columns(&mut self, list: &List) {
        let shared = |at: usize| at == list.start.key || list.carried.contains(&at);
        let of_member = |at: usize| Self::known(&self.uses[1][at]) && list.filled.contains(&at);
        let members: Vec<usize> = (0..self.header.paths.len()).filter(|at| !shared(*at) && of_member(*at)).collect();
        let all = by_map::without_mapped(self.rule, &self.header.paths);
        for (at, entity) in ENTITIES.into_iter().enumerate() {
            let own = |column: usize| shared(column) || members.contains(&column) == (entity == Entity::Member);
            let mask = |(at, path): (usize, &HeaderPath)| if own(at) { path.clone() } else { HeaderPath::default() };
            let paths: Vec<HeaderPath> = all.iter().enumerate().map(mask).collect();
            let mut uses = self.tools.index.bind(entity, &paths);
            let made = choices(self.tools.index, entity, &paths, &mut uses);
            self.derived[at].retain(|derived| derived.from.column().is_none());
            self.derived[at].extend(made);
            for (column, used) in uses.iter_mut().enumerate().filter(|(column, _)| !own(*column)) {
                // it has a header, which is the other entity's
                *used = if self.header.paths[column].is_empty() { ColumnUse::NoHeader } else { ColumnUse::NotUsed };
            }
            by_map::bind(self.rule, entity, &self.header.paths, &mut uses);
            self.uses[at] = uses;
        }
    }

    /// Unit columns that are, or may be, filled only where the unit changes.
    fn named_once(&self, list: Option<&List>) -> Vec<(usize, Named)> {
        let rows: Vec<&Row> = match list {
            Some(list) => self.data.iter().copied().filter(|row| !is_blank(row.cell(list.start.key))).collect(),
            None => self.data.clone(),
        };
        let columns = UNITS.iter().filter_map(|id| self.column(Entity::Household, id));
        let named = columns.map(|column| (column, names_changes(&rows, column)));
        let mut found: Vec<(usize, Named)> = named.filter(|(_, named)| *named > Named::Everywhere).collect();
        found.sort_unstable();
        found
    }

    fn take_sample(&self, part: &mut Part, on_row: &mut dyn FnMut(&PlannedRow)) -> Result<(), SurveyError> {
        let rows = Box::new(WindowRows(&self.window.rows));
        part.sample = part.profile(self.tools.codebook, &self.tools.options, rows, on_row)?;
        part.complete = self.window.complete;
        Ok(())
    }

    /// Settles by their cells what two household columns could be that go by one header.
    fn settle_headers(&mut self, part: &mut Part) -> Result<(), SurveyError> {
        let codebook = self.tools.codebook;
        let fields = &codebook.household;
        let position = |id: &Option<String>| id.as_deref().and_then(|id| codebook.position(Entity::Household, id));
        let mut unbound = Vec::new();
        for at in 0..part.columns.len() {
            let column = part.columns[at];
            let Some(ColumnUse::Field { by, .. }) = self.uses[0].get(column.column) else { continue };
            let by_id = matches!(by, MatchedBy::Id | MatchedBy::ExactId);
            let mapped = *by == MatchedBy::Map;
            let flag = position(&fields[column.field].flag).filter(|flag| by_id && !part.has(*flag));
            let rival = position(&fields[column.field].rival).filter(|_| !mapped);
            // `toilet` as a machine name heads the kind of toilet, or the recorded deprivation where its cells are yes and no
            if let Some(flag) = flag
                && self.first_that_fits_one(part, column, flag)? == Some(flag)
            {
                part.columns[at] = BoundColumn { field: flag, scale: None, ..column };
                if let ColumnUse::Field { field, .. } = &mut self.uses[0][column.column] {
                    *field = flag;
                }
            }
            if let Some(rival) = rival
                && self.only_fits(part, column, rival)?
            {
                self.uses[0][column.column] = ColumnUse::Ambiguous { fields: vec![column.field, rival] };
                unbound.push(column.column);
            }
        }
        part.columns.retain(|column| !unbound.contains(&column.column));
        Ok(())
    }

    /// Of a column's field and another one, that which the first cell fits that fits only one of them.
    fn first_that_fits_one(
        &self,
        part: &Part,
        column: BoundColumn,
        other: usize,
    ) -> Result<Option<usize>, SurveyError> {
        let mut found = None;
        self.compare(part, column, other, &mut |own, others| {
            if own != others {
                found = Some(if own { column.field } else { other });
            }
            found.is_some()
        })?;
        Ok(found)
    }

    /// Whether cells of a column fit another field and not its own, and none its own alone.
    fn only_fits(&self, part: &Part, column: BoundColumn, other: usize) -> Result<bool, SurveyError> {
        let (mut other_alone, mut own_alone) = (false, false);
        self.compare(part, column, other, &mut |own, others| {
            other_alone |= others && !own;
            own_alone |= own && !others;
            own_alone
        })?;
        Ok(other_alone && !own_alone)
    }

    fn compare(
        &self,
        part: &Part,
        column: BoundColumn,
        other: usize,
        done: &mut dyn FnMut(bool, bool) -> bool,
    ) -> Result<(), SurveyError> {
        let as_other = BoundColumn { field: other, scale: None, ..column };
        let (codebook, options) = (self.tools.codebook, &self.tools.options);
        part.compare_cells(codebook, options, &self.window.rows, [column, as_other], done)?;
        Ok(())
    }
}

/// The cells of a sheet that are merged over several rows, by first row. What a range holds stands in its first column. Of
/// those that overlap in a column, as only damaged files have them, the upper one counts: so no row has two to follow.
fn merged_cells(source: &dyn Source, sheet: usize) -> Result<Vec<MergedCell>, SurveyError> {
    let mut until: FxHashMap<usize, u32> = FxHashMap::default();
    let mut cells = Vec::new();
    for merge in source.merges(sheet)?.into_iter().filter(|merge| merge.last_row > merge.first_row) {
        let last = until.entry(merge.first_column).or_default();
        if *last < merge.first_row {
            *last = merge.last_row;
            let Merge { first_row, last_row, first_column: column, .. } = merge;
            cells.push(MergedCell { first_row, last_row, column });
        }
    }
    Ok(cells)
}
