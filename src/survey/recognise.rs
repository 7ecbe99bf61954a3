//! One sheet by its first rows: header, columns, what its rows are, and how they are to be read. Whose the rows are is asked in
//! `whose_rows`, what only cells can say of a column in `by_cells`. Looks at no other sheet; [`super::choose`] does.

mod by_cells;
mod whose_rows;

use std::collections::BTreeMap;

use crate::io::read::{Row, SheetInfo, column_letters};
use crate::lang::Entity;
use crate::text::{fold, tidy};

use super::by_map;
use super::choose::name;
use super::codebook::Codebook;
use super::codebook_file::{CLASS_RECORDED, HOUSEHOLD_ID};
use super::error::SurveyError;
use super::headers::HeaderIndex;
use super::hint::KeyHints;
use super::layout::{ColumnLayout, ColumnUse, SheetLayout, SheetUse};
use super::open::SurveyOptions;
use super::part::{Part, WindowRows, is_of_words};
use super::same_rows::Who;
use super::shape::WINDOW_ROWS;
use super::shape::choices::choices;
use super::shape::follow::PlannedRow;
use super::shape::header::{Header, find_header};
use super::shape::list::{List, Named};
use super::shape::plan::{Derived, DerivedColumn, Ditto, Plan, Role, ToldBy, UnitColumn};
use super::shape::row_kind::{RowClass, RowRules};
use super::shape::units::{in_titles, year_in_titles};
use super::sheet_rule::SheetRule;
use super::source::Source;
use super::years::YearFinder;
use super::zeros::IdForm;

use by_cells::merged_cells;

/// The most bytes of text in the first rows that are looked at.
const WINDOW_BYTES: usize = 16 << 20;
/// The field that a row's number of its household is in, which is a key only together with the unit's name.
pub(super) const HOUSEHOLD_NO: &str = "household_no";
/// The field that numbers the members of a household.
const MEMBER_NO: &str = "member_no";
/// The fields with names of people.
const HEAD_NAME: &str = "head_name";
const MEMBER_NAME: &str = "name";
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

    /// Which rows are of which entity, and how they are read.
    fn settle(mut self, source: &dyn Source, sheet: usize, draft: &mut Draft) -> Result<(), SurveyError> {
        draft.links = self.link_columns();
        draft.parent = self.parent();
        let list = self.list();
        let used = self.used(list.as_ref());
        let (used, mut list) = self.as_said(used, list);
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
        if let (SheetUse::List, Some(list)) = (used, &mut list) {
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

    fn take_sample(&self, part: &mut Part, on_row: &mut dyn FnMut(&PlannedRow)) -> Result<(), SurveyError> {
        let rows = Box::new(WindowRows(&self.window.rows));
        part.sample = part.profile(self.tools.codebook, &self.tools.options, rows, on_row)?;
        part.complete = self.window.complete;
        Ok(())
    }
}
