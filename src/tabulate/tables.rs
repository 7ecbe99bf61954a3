//! The classification and the deprivation table, in the shape programs read and in the shape people read.

use crate::classify::ClassSet;
use crate::lang::{Exact, Type};
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::rules::Rules;
use crate::survey::codebook::Title;
use crate::text::{Language, begin_small, sort_key};

use super::group::{GroupKey, Grouping, Groups};
use super::mask::{Mask, Masks};
use super::tally::{Deprived, Tally};

/// Everything tables are made from.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The rules households were classified with.
    pub rules: &'a Rules,
    /// What they are grouped by.
    pub grouping: &'a Grouping,
    /// The tallies.
    pub groups: &'a Groups,
    /// The order of the groups, as indices.
    pub order: &'a [usize],
    /// Language of titles.
    pub language: Language,
    /// Whether group names are for people: titles of codes, words for what is unknown.
    pub people: bool,
    /// What is not shown, where small counts are hidden.
    pub masks: Option<&'a Masks>,
}

/// Whose deprivations a row of the deprivation table counts: a poverty class, all of them together, or all households.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Of {
    /// Machine word: `poor`, `poor_and_near_poor`, `all`.
    pub id: String,
    /// For people.
    pub title: String,
    /// Indices into [`Tally::deprived`].
    parts: Vec<usize>,
}

impl Of {
    /// Indices into [`Tally::deprived`].
    pub fn parts(&self) -> &[usize] {
        &self.parts
    }
}

/// Every choice of [`Of`], in table order.
pub fn choices_of(rules: &Rules, language: Language) -> Vec<Of> {
    let poverty: Vec<usize> = (0..rules.classes.len()).filter(|i| rules.classes[*i].poverty).collect();
    let single = |i: &usize| Of {
        id: rules.classes[*i].id.clone(),
        title: pick(&rules.classes[*i].title, language).to_owned(),
        parts: vec![*i],
    };
    let mut choices: Vec<Of> = poverty.iter().map(single).collect();
    if poverty.len() > 1 {
        let and = word(language, " và ", " and ");
        choices.push(Of {
            id: choices.iter().map(|of| of.id.as_str()).collect::<Vec<_>>().join("_and_"),
            title: choices.iter().map(|of| in_sentence(&of.title, language)).collect::<Vec<_>>().join(and),
            parts: poverty,
        });
    }
    let all = (0..=rules.classes.len()).collect();
    choices.push(Of {
        id: "all".into(), title: word(language, "Tất cả các hộ", "All households").into(), parts: all
    });
    choices
}

/// The order of groups: by first appearance, by name, or by a column of the machine classification table.
///
/// # Errors
/// The columns that can be sorted by, where `by` is none of them.
pub fn order(view: &View<'_>, by: Option<&str>) -> Result<Vec<usize>, Vec<String>> {
    let mut order: Vec<usize> = (0..view.groups.groups.len()).collect();
    let Some(by) = by else { return Ok(order) };
    let names = |group: usize| -> Vec<Vec<u32>> {
        let (key, _) = &view.groups.groups[group];
        let types = view.grouping.shown.iter().map(|(_, typed)| &typed.ty);
        key.iter().zip(types).map(|(key, ty)| sort_key(key.word(ty))).collect()
    };
    if by == "name" {
        order.sort_by_cached_key(|group| names(*group));
        return Ok(order);
    }
    let all: Vec<usize> = order.clone();
    let table = classification(&View { order: &all, ..*view });
    let Some(column) = table.columns.iter().position(|column| column.id == by) else {
        let mut known = vec!["name".to_owned()];
        known.extend(table.columns.into_iter().map(|column| column.id));
        return Err(known);
    };
    if table.columns[column].kind == ColumnKind::Text {
        order.sort_by_cached_key(|group| match &table.rows[*group][column] {
            TableCell::Text(text) => sort_key(text),
            _ => Vec::new(),
        });
    } else {
        // numbers from the highest, groups without one last
        order.sort_by_cached_key(|group| match &table.rows[*group][column] {
            TableCell::Count(count) => (false, std::cmp::Reverse(Exact::int(*count))),
            TableCell::Rate(number) | TableCell::Number(number) => (false, std::cmp::Reverse(*number)),
            _ => (true, std::cmp::Reverse(Exact::ZERO)),
        });
    }
    Ok(order)
}

/// The classification table for programs: the contract of its columns.
pub fn classification(view: &View<'_>) -> Table {
    let rules = view.rules;
    let mut columns = group_columns(view);
    let mut add = |id: String, kind| columns.push(machine(id, kind));
    add("households".into(), ColumnKind::Count);
    add("persons".into(), ColumnKind::Count);
    rules.classes.iter().for_each(|class| add(class.id.clone(), ColumnKind::Count));
    add("undetermined".into(), ColumnKind::Count);
    add("rejected".into(), ColumnKind::Count);
    rules.classes.iter().for_each(|class| add(format!("{}_rate", class.id), ColumnKind::Rate));
    add("multidimensional_poverty_rate".into(), ColumnKind::Rate);
    let poverty = || rules.classes.iter().filter(|class| class.poverty);
    poverty().for_each(|class| add(format!("{}_at_most", class.id), ColumnKind::Count));
    poverty().for_each(|class| add(format!("{}_persons", class.id), ColumnKind::Count));
    let row = |tally: &Tally, mask: &Mask| {
        let hidden = Hidden(mask);
        let classes = || 0..rules.classes.len();
        let mut cells =
            vec![unless(mask.households, TableCell::Count(tally.households)), unless(mask.households, persons(tally))];
        cells.extend(classes().map(|i| unless(hidden.class(i), TableCell::Count(tally.classes[i]))));
        cells.push(unless(mask.undetermined, TableCell::Count(tally.undetermined)));
        cells.push(TableCell::Count(tally.rejected));
        cells.extend(classes().map(|i| unless(hidden.class_rate(i), rate(tally.classes[i], tally.households))));
        cells.push(unless(hidden.poverty_rate(), rate(multidimensionally_poor(rules, tally), tally.households)));
        let poverty = || classes().filter(|i| rules.classes[*i].poverty);
        let open = |i: usize| hidden.class(i) || mask.undetermined;
        cells.extend(poverty().map(|i| unless(open(i), TableCell::Count(tally.at_most[i]))));
        // of households of unknown size alone nothing can be said, 0 least of all
        let told = matches!(persons(tally), TableCell::Count(_));
        let persons = |i: usize| if told { TableCell::Count(tally.class_persons[i]) } else { TableCell::Empty };
        cells.extend(poverty().map(|i| unless(hidden.class(i), persons(i))));
        cells
    };
    let title = word(view.language, "Phân loại hộ", "Classification of households");
    table(view, "classification", title, columns, |tally, mask| vec![row(tally, mask)])
}

/// The classification table for people: each class with its rate beside it.
pub fn classification_for_people(view: &View<'_>) -> Table {
    let rules = view.rules;
    let language = view.language;
    let total = view.groups.total();
    let count = || word(language, "Số hộ", "No.");
    let mut columns = group_columns(view);
    columns.push(head(word(language, "Số hộ", "House\u{ad}holds"), "", ColumnKind::Count, 0));
    columns.push(head(word(language, "Nhân khẩu", "Persons"), "", ColumnKind::Count, 2));
    for class in &rules.classes {
        let title = pick(&class.short, language);
        // what is not poverty is told by its number alone where there is little room
        columns.push(head(count(), title, ColumnKind::Count, 0));
        columns.push(head("%", title, ColumnKind::Rate, if class.poverty { 0 } else { 3 }));
    }
    columns.push(head(word(language, "Chưa xác định", "Un\u{ad}deter\u{ad}mined"), "", ColumnKind::Count, 0));
    let rejected = total.rejected > 0;
    if rejected {
        columns.push(head(word(language, "Bị loại", "Rejected rows"), "", ColumnKind::Count, 1));
    }
    columns.push(head(word(language, "Nghèo đa chiều %", "Poverty rate %"), "", ColumnKind::Rate, 0));
    let row = |tally: &Tally, mask: &Mask| {
        let hidden = Hidden(mask);
        let mut cells =
            vec![unless(mask.households, TableCell::Count(tally.households)), unless(mask.households, persons(tally))];
        for (i, n) in tally.classes.iter().enumerate() {
            cells.push(unless(hidden.class(i), TableCell::Count(*n)));
            cells.push(unless(hidden.class_rate(i), rate(*n, tally.households)));
        }
        cells.push(unless(mask.undetermined, TableCell::Count(tally.undetermined)));
        if rejected {
            cells.push(TableCell::Count(tally.rejected));
        }
        cells.push(unless(hidden.poverty_rate(), rate(multidimensionally_poor(rules, tally), tally.households)));
        cells
    };
    let title = word(language, "Phân loại hộ", "Classification of households");
    let mut table = table(view, "classification", title, columns, |tally, mask| vec![row(tally, mask)]);
    table.notes = notes(view, &total);
    table
}

/// The deprivation table for programs: for each group a row for each [`Of`].
pub fn deprivations(view: &View<'_>) -> Table {
    let rules = view.rules;
    let mut columns = group_columns(view);
    let mut add = |id: String, kind| columns.push(machine(id, kind));
    add("of".into(), ColumnKind::Text);
    add("households".into(), ColumnKind::Count);
    add("total".into(), ColumnKind::Count);
    rules.indicators.iter().for_each(|indicator| add(indicator.id.clone(), ColumnKind::Count));
    rules.indicators.iter().for_each(|indicator| add(format!("{}_rate", indicator.id), ColumnKind::Rate));
    rules.indicators.iter().for_each(|indicator| add(format!("{}_unknown", indicator.id), ColumnKind::Count));
    let choices = choices_of(rules, view.language);
    let title = word(view.language, "Các chỉ số thiếu hụt", "Deprivations");
    table(view, "deprivations", title, columns, |tally, mask| {
        let row = |(number, of): (usize, &Of)| {
            let deprived = deprived(rules, of, tally);
            let hidden = mask.of.get(number).cloned().unwrap_or_default();
            let is = |indicator: usize| hidden.certain.get(indicator).copied().unwrap_or(false);
            let each = || deprived.certain.iter().copied().enumerate();
            let mut cells = vec![
                TableCell::Text(of.id.clone()),
                unless(hidden.households, TableCell::Count(deprived.households)),
                unless(hidden.total, TableCell::Count(deprived.total())),
            ];
            cells.extend(each().map(|(i, n)| unless(is(i), TableCell::Count(n))));
            cells.extend(each().map(|(i, n)| unless(is(i) || hidden.households, rate(n, deprived.households))));
            cells.extend(deprived.unknown.iter().map(|n| unless(hidden.households, TableCell::Count(*n))));
            cells
        };
        choices.iter().enumerate().map(row).collect()
    })
}

/// The deprivation table for people: one [`Of`], indicators by their official numbers with a legend below.
pub fn deprivations_for_people(view: &View<'_>, of: &Of) -> Table {
    let rules = view.rules;
    let language = view.language;
    let mut columns = group_columns(view);
    columns.push(head(word(language, "Số hộ", "House\u{ad}holds"), "", ColumnKind::Count, 0));
    columns.push(head(word(language, "Tổng số", "Total"), "", ColumnKind::Count, 1));
    for indicator in &rules.indicators {
        columns.push(head(&indicator.number.to_string(), "", ColumnKind::Count, 0));
    }
    let number = choices_of(rules, language).iter().position(|choice| choice.id == of.id).unwrap_or_default();
    let hidden = |mask: &Mask| mask.of.get(number).cloned().unwrap_or_default();
    let counts = |tally: &Tally, mask: &Mask| {
        let hidden = hidden(mask);
        let is = |indicator: usize| hidden.certain.get(indicator).copied().unwrap_or(false);
        let deprived = deprived(rules, of, tally);
        // where every household is unknown a 0 would read as "none is deprived"
        let told = |unknown: i64| unknown < deprived.households || deprived.households == 0;
        let total = match deprived.unknown.iter().any(|unknown| told(*unknown)) {
            true => TableCell::Count(deprived.total()),
            false => TableCell::Empty,
        };
        let mut cells =
            vec![unless(hidden.households, TableCell::Count(deprived.households)), unless(hidden.total, total)];
        let each = deprived.certain.iter().zip(&deprived.unknown).enumerate();
        let each = each.map(|(i, (n, unknown))| {
            unless(is(i), if told(*unknown) { TableCell::Count(*n) } else { TableCell::Empty })
        });
        cells.extend(each);
        cells
    };
    let title =
        format!("{}: {}", word(language, "Các chỉ số thiếu hụt", "Deprivations"), in_sentence(&of.title, language));
    let mut table = table(view, "deprivations", &title, columns, |tally, mask| vec![counts(tally, mask)]);
    let hidden = view.masks.map(|masks| hidden(&masks.total)).unwrap_or_default();
    let all = deprived(rules, of, &view.groups.total());
    for (index, indicator) in rules.indicators.iter().enumerate() {
        let mut line = format!("{:>2}  {}", indicator.number, pick(&indicator.title, language));
        if let TableCell::Rate(rate) = rate(all.certain[index], all.households)
            && all.unknown[index] < all.households
            && !hidden.households
            && !hidden.certain.get(index).copied().unwrap_or(false)
        {
            line.push_str(&format!("  {} %", crate::report::words::rate(rate, language)));
        }
        if all.unknown[index] > 0 && !hidden.households {
            let unknown = crate::report::words::count(all.unknown[index], language);
            let words = word(language, "hộ chưa rõ", "unknown");
            line.push_str(&format!("  ({unknown} {words})"));
        }
        table.notes.push(line);
    }
    table
}

/// A cell that is not shown where it is hidden; one without a number says nothing anyway.
fn unless(hidden: bool, cell: TableCell) -> TableCell {
    if hidden && cell != TableCell::Empty { TableCell::Hidden } else { cell }
}

/// What a mask makes of the classes of a standard.
struct Hidden<'m>(&'m Mask);

impl Hidden<'_> {
    fn class(&self, class: usize) -> bool {
        self.0.classes.get(class).copied().unwrap_or(false)
    }

    fn class_rate(&self, class: usize) -> bool {
        self.class(class) || self.0.households
    }

    fn poverty_rate(&self) -> bool {
        // all poverty classes together come before all households
        let poverty = self.0.of.iter().rev().nth(1);
        self.0.households || poverty.is_some_and(|of| of.households)
    }
}

/// What `…` says in the place of a count.
pub fn hidden_note(language: Language) -> &'static str {
    word(
        language,
        "…: không hiện, vì số hộ quá nhỏ hoặc vì từ đó suy ra được một số nhỏ",
        "…: not shown, because the count is small or would tell a small one",
    )
}

fn notes(view: &View<'_>, total: &Tally) -> Vec<String> {
    let language = view.language;
    let mut notes = Vec::new();
    if view.masks.is_some() {
        notes.push(hidden_note(language));
    }
    let mut notes: Vec<String> = notes.into_iter().map(str::to_owned).collect();
    // how many of each kind are open may be a small count itself
    if total.undetermined > 0 && view.masks.is_none() {
        let most = view.rules.classes.iter().enumerate().filter(|(_, class)| class.poverty).map(|(index, class)| {
            let most = crate::report::words::count(total.at_most[index], language);
            let title = in_sentence(pick(&class.short, language), language);
            format!("{}{title} {} {most}", word(language, "hộ ", ""), word(language, "nhiều nhất", "at most"))
        });
        let most = most.collect::<Vec<_>>().join(", ");
        let open = total.open.iter().map(|(classes, households)| {
            let titles = ClassSet(*classes)
                .iter()
                .map(|class| in_sentence(pick(&view.rules.classes[class].short, language), language));
            let titles = titles.collect::<Vec<_>>().join(word(language, " hoặc ", " or "));
            let households = crate::report::words::count(*households, language);
            format!("{households} {}{titles}", word(language, "hộ ", ""))
        });
        let open = open.collect::<Vec<_>>().join("; ");
        notes.push(match language {
            Language::Vi => format!("Chưa xác định vì thiếu câu trả lời: {open}. Tính cả các hộ này: {most}"),
            Language::En => format!("Undetermined for want of answers: {open}. {most}"),
        });
    }
    if total.persons_unknown > 0 {
        let count = crate::report::words::count(total.persons_unknown, language);
        notes.push(match language {
            Language::Vi => format!("{count} hộ không rõ số nhân khẩu, không tính vào cột nhân khẩu"),
            Language::En => format!("{count} households of unknown size are not in the number of persons"),
        });
    }
    notes
}

fn deprived(rules: &Rules, of: &Of, tally: &Tally) -> Deprived {
    let mut sum = Deprived::new(rules.indicators.len());
    of.parts.iter().for_each(|part| sum.merge(&tally.deprived[*part]));
    sum
}

fn multidimensionally_poor(rules: &Rules, tally: &Tally) -> i64 {
    let poverty = rules.classes.iter().zip(&tally.classes).filter(|(class, _)| class.poverty);
    poverty.map(|(_, n)| n).sum()
}

/// The members of a group; empty where the size of every household is unknown.
fn persons(tally: &Tally) -> TableCell {
    match tally.households > 0 && tally.persons_unknown == tally.households {
        true => TableCell::Empty,
        false => TableCell::Count(tally.persons),
    }
}

/// `part` of `whole` in percent; empty over nothing.
pub(crate) fn rate(part: i64, whole: i64) -> TableCell {
    Exact::ratio(i128::from(part) * 100, i128::from(whole)).map_or(TableCell::Empty, TableCell::Rate)
}

fn table(
    view: &View<'_>,
    id: &str,
    title: &str,
    columns: Vec<TableColumn>,
    rows: impl Fn(&Tally, &Mask) -> Vec<Vec<TableCell>>,
) -> Table {
    let keyed = |key: &[GroupKey], rows: Vec<Vec<TableCell>>| {
        let names = key.iter().zip(&view.grouping.shown);
        let names: Vec<TableCell> = names.map(|(key, (id, typed))| cell(view, key, id, &typed.ty)).collect();
        rows.into_iter().map(move |row| names.iter().cloned().chain(row).collect::<Vec<_>>())
    };
    let nothing = Mask::default();
    let mut all = Vec::new();
    for group in view.order {
        let (key, tally) = &view.groups.groups[*group];
        let mask = view.masks.map_or(&nothing, |masks| &masks.groups[*group]);
        all.extend(keyed(key, rows(tally, mask)));
    }
    let total = rows(&view.groups.total(), view.masks.map_or(&nothing, |masks| &masks.total));
    let names = view.grouping.shown.len();
    let totals = total.into_iter().map(|row| {
        let total = if view.people { word(view.language, "Tổng cộng", "Total") } else { "total" };
        let first = TableCell::Text(total.to_owned());
        let blanks = std::iter::once(first).chain(std::iter::repeat(TableCell::Empty)).take(names);
        blanks.chain(row).collect::<Vec<_>>()
    });
    let totals = if names == 0 { Vec::new() } else { totals.collect() };
    Table { id: id.into(), title: title.into(), columns, rows: all, totals, notes: Vec::new() }
}

fn group_columns(view: &View<'_>) -> Vec<TableColumn> {
    let of = |(id, _): &(String, crate::lang::Typed)| {
        let codebook = &view.rules.codebook;
        let field = codebook.household.iter().find(|field| field.id == *id);
        let title = field.map_or(id.as_str(), |field| pick(&field.title, view.language));
        let kind = ColumnKind::Text;
        TableColumn { id: id.clone(), title: title.to_owned(), group: String::new(), kind, optional: 0 }
    };
    view.grouping.shown.iter().map(of).collect()
}

fn cell(view: &View<'_>, key: &GroupKey, id: &str, ty: &Type) -> TableCell {
    match key {
        GroupKey::Unknown if view.people => TableCell::Text(word(view.language, "(chưa rõ)", "(unknown)").to_owned()),
        GroupKey::Unknown => TableCell::Empty,
        GroupKey::Bool(value) if view.people => {
            let words = if *value { ("có", "yes") } else { ("không", "no") };
            TableCell::Text(word(view.language, words.0, words.1).to_owned())
        }
        GroupKey::Bool(value) => TableCell::Flag(*value),
        key => {
            let field = view.rules.codebook.household.iter().find(|field| view.people && field.id == id);
            let code = field.zip(key.code()).and_then(|(field, code)| field.codes.get(usize::from(code)));
            let text = code.map_or(key.word(ty), |code| pick(&code.title, view.language));
            TableCell::Text(text.to_owned())
        }
    }
}

fn machine(id: String, kind: ColumnKind) -> TableColumn {
    TableColumn { title: id.clone(), id, group: String::new(), kind, optional: 0 }
}

fn head(title: &str, group: &str, kind: ColumnKind, optional: u8) -> TableColumn {
    TableColumn { id: String::new(), title: title.to_owned(), group: group.to_owned(), kind, optional }
}

fn word(language: Language, vi: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// A title within a sentence: in Vietnamese it begins with a small letter, unless it is an abbreviation.
fn in_sentence(title: &str, language: Language) -> String {
    match language {
        Language::Vi => begin_small(title),
        Language::En => title.to_owned(),
    }
}

fn pick(title: &Title, language: Language) -> &str {
    title.in_language(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_vietnamese_titles_begin_small_in_a_sentence() {
        assert_eq!(in_sentence("Hộ nghèo", Language::Vi), "hộ nghèo");
        assert_eq!(in_sentence("Near-poor", Language::En), "Near-poor");
    }
}
