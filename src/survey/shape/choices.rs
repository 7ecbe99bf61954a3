//! Answers spread over several columns: one column a choice (`Nam`, `Nữ`), or several answers in one cell.

use std::sync::Arc;

use crate::lang::{Entity, Unit};
use crate::survey::bind::plain;
use crate::survey::codebook::FieldType;
use crate::survey::headers::{HeaderIndex, MatchedBy};
use crate::survey::layout::ColumnUse;
use crate::survey::words::key;
use crate::text::fold;

use super::marks::{Choice, Marks};
use super::path::HeaderPath;
use super::plan::{Derived, DerivedColumn};

/// How many answers must be there where the heading above says nothing of them: `Nam`, `Nữ` under `Số lao động` are counts.
const SURE_ANSWERS: usize = 3;

/// Columns that together hold fields, and what makes each of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// From 0, ascending.
    pub columns: Vec<usize>,
    /// The fields.
    pub fields: Vec<DerivedColumn>,
}

/// Fields whose answers are spread over columns, where `uses` are the columns as [`HeaderIndex::bind`] took them: its
/// [`ColumnUse::Part`]s are made into fields.
pub fn choices(
    index: &HeaderIndex<'_>,
    entity: Entity,
    paths: &[HeaderPath],
    uses: &mut [ColumnUse],
) -> Vec<DerivedColumn> {
    if !uses.iter().any(|used| matches!(used, ColumnUse::Part { .. })) {
        return Vec::new();
    }
    let mut made: Vec<DerivedColumn> = Vec::new();
    for group in groups(index, entity, &index.in_groups(entity, paths)) {
        for derived in group.fields {
            let part_of = |column: &usize| matches!(&uses[*column], ColumnUse::Part { fields } if fields.contains(&derived.field));
            if group.columns.iter().all(part_of) && made.iter().all(|known| known.field != derived.field) {
                made.push(derived);
            }
        }
    }
    made
}

/// Every group of columns that could together hold fields.
pub fn groups(index: &HeaderIndex<'_>, entity: Entity, paths: &[HeaderPath]) -> Vec<Group> {
    let columns: Vec<Column<'_>> = paths.iter().map(|path| Column::new(index, entity, path)).collect();
    let mut found = Vec::new();
    let mut from = 0;
    while from < columns.len() {
        let above = &columns[from].above;
        let run = columns[from..].iter().take_while(|column| column.above == *above).count();
        let run = from..from + run;
        from = run.end;
        if run.clone().all(|at| columns[at].codes.is_empty()) {
            continue;
        }
        if above.is_empty() {
            found.extend(adjacent(index, entity, &columns, run));
        } else {
            found.extend(under_heading(index, entity, &columns, run));
        }
    }
    found.extend(paths.iter().enumerate().filter_map(|(at, path)| several_in_a_cell(index, entity, at, path)));
    found
}

/// A column's header as that of an answer.
struct Column<'p> {
    /// Folded, for comparison.
    above: Vec<String>,
    heading: HeaderPath,
    /// The fields and codes that its own header is an answer of.
    codes: Vec<(usize, usize)>,
    /// Whether its header is a field's by itself.
    known: bool,
    path: &'p HeaderPath,
}

impl<'p> Column<'p> {
    fn new(index: &HeaderIndex<'_>, entity: Entity, path: &'p HeaderPath) -> Column<'p> {
        let other = |above: &[String], leaf: &str| {
            let heading = HeaderPath::new(above.iter().map(String::as_str));
            let folded = heading.parts().iter().map(|part| fold(part)).collect();
            (heading, folded, index.codes(entity, plain(leaf)).to_vec())
        };
        let (mut heading, mut above, mut codes) = match path.alternatives() {
            Some(_) => (HeaderPath::default(), Vec::new(), Vec::new()),
            None => other(path.above(), path.leaf()),
        };
        let mut known = false;
        if codes.is_empty()
            && let Some((time, leaf)) = time_and_answer(index, entity, path)
        {
            let parts: Vec<String> = path.above().iter().cloned().chain([time.to_owned()]).collect();
            (heading, above, codes) = other(&parts, leaf);
        }
        if !codes.is_empty() {
            let found = index.find_path(entity, path);
            let by_name = found.by.is_some_and(|by| by >= MatchedBy::Id);
            // the name of a head is no answer that says who is one
            let elsewhere = || {
                let entities = [Entity::Household, Entity::Member].into_iter();
                above.is_empty() && entities.clone().any(|entity| !index.find_path(entity, path).fields.is_empty())
            };
            known = by_name || elsewhere();
            if known {
                codes.clear();
            }
        }
        Column { above, heading, codes, known, path }
    }

    fn code_of(&self, wanted: usize) -> Option<usize> {
        self.codes.iter().find(|(field, _)| *field == wanted).map(|(_, code)| *code)
    }
}

/// `Năm sinh Nam` as `Năm sinh` and `Nam`, where the first is a date, a year or an age.
fn time_and_answer<'p>(index: &HeaderIndex<'_>, entity: Entity, path: &'p HeaderPath) -> Option<(&'p str, &'p str)> {
    let (time, answer) = path.leaf().rsplit_once(' ')?;
    let answer = answer.trim_matches(['(', ')']);
    if index.codes(entity, answer).is_empty() {
        return None;
    }
    let time = time.trim_end_matches([' ', '-', ':', '/', '(']);
    time_field(index, entity, &HeaderPath::from(time)).map(|_| (time, answer))
}

/// The date, year or age that a header is.
fn time_field(index: &HeaderIndex<'_>, entity: Entity, path: &HeaderPath) -> Option<usize> {
    let found = index.find_path(entity, path);
    let [field] = found.fields[..] else { return None };
    let is_time =
        matches!(index.codebook.fields(entity)[field].ty, FieldType::Date | FieldType::Number(Unit::Year | Unit::Age));
    is_time.then_some(field)
}

/// The fields that most columns are answers of, each column another one, with those columns.
fn best(columns: &[Column<'_>], run: impl Iterator<Item = usize> + Clone) -> (Vec<usize>, usize) {
    let mut candidates: Vec<usize> =
        run.clone().flat_map(|at| columns[at].codes.iter().map(|(field, _)| *field)).collect();
    candidates.sort_unstable();
    candidates.dedup();
    let count = |field: usize| {
        let mut codes: Vec<usize> = run.clone().filter_map(|at| columns[at].code_of(field)).collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        // one answer twice is no choice
        if codes.len() == all { all } else { 0 }
    };
    let counts: Vec<(usize, usize)> = candidates.into_iter().map(|field| (field, count(field))).collect();
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    (counts.into_iter().filter(|(_, count)| *count == most).map(|(field, _)| field).collect(), most)
}

/// Columns under one heading that are all answers.
fn under_heading(
    index: &HeaderIndex<'_>,
    entity: Entity,
    columns: &[Column<'_>],
    run: std::ops::Range<usize>,
) -> Option<Group> {
    let heading = &columns[run.start].heading;
    let headings: Vec<_> = heading.parts().iter().filter_map(|part| index.heading(part)).collect();
    if headings.iter().any(|heading| heading.entity.is_some_and(|whose| whose != entity)) {
        return None;
    }
    let (fields, most) = best(columns, run.clone());
    if most < 2 {
        return None;
    }
    let above = index.find_path(entity, heading).fields;
    let named = fields.iter().copied().find(|field| above.contains(field));
    let time = time_field(index, entity, heading);
    let number = |field: &usize| matches!(index.codebook.fields(entity)[*field].ty, FieldType::Number(_));
    let field = match (named, &fields[..]) {
        (Some(field), _) => field,
        (None, [field]) if time.is_some() => *field,
        (None, _) if above.iter().any(number) => return None,
        // a heading that says whose the columns are
        (None, [field]) if index.heading(heading.leaf()).is_some_and(|heading| heading.entity == Some(entity)) => {
            *field
        }
        (None, [field]) if most >= SURE_ANSWERS => *field,
        _ => return None,
    };
    // what is no answer must be something else that is known
    let others = run.clone().filter(|at| columns[*at].code_of(field).is_none());
    for at in others {
        if !columns[at].known && index.find_path(entity, columns[at].path).fields.is_empty() {
            return None;
        }
    }
    let answers = run.filter_map(|at| Some((at, columns[at].code_of(field)?))).collect();
    Some(group(index, entity, columns, answers, field, time, heading.to_string()))
}

/// Columns side by side that are headed by answers alone.
fn adjacent(
    index: &HeaderIndex<'_>,
    entity: Entity,
    columns: &[Column<'_>],
    run: std::ops::Range<usize>,
) -> Vec<Group> {
    let mut found = Vec::new();
    let mut from = run.start;
    while from < run.end {
        let length = |field: usize| {
            let mut codes = Vec::new();
            let answers = (from..run.end).map_while(|at| columns[at].code_of(field));
            answers
                .take_while(|code| {
                    !codes.contains(code) && {
                        codes.push(*code);
                        true
                    }
                })
                .count()
        };
        let lengths: Vec<(usize, usize)> =
            columns[from].codes.iter().map(|(field, _)| (*field, length(*field))).collect();
        let most = lengths.iter().map(|(_, length)| *length).max().unwrap_or(0);
        let fits: Vec<usize> =
            lengths.into_iter().filter(|(_, length)| *length == most).map(|(field, _)| field).collect();
        // walls, pillars and roofs are of the same materials
        let preferred = |field: &&usize| {
            let id = &index.codebook.fields(entity)[**field].id;
            fits.len() == 1 || index.codebook.layout.choices.contains(id)
        };
        // `K`, `N` alone are too short to be told
        let long = (from..from + most).all(|at| fold(plain(columns[at].path.leaf())).chars().count() > 1);
        if most > 1
            && long
            && let Some(field) = fits.iter().find(preferred)
        {
            let answers: Vec<(usize, usize)> =
                (from..from + most).filter_map(|at| Some((at, columns[at].code_of(*field)?))).collect();
            let header = (from..from + most).map(|at| columns[at].path.to_string()).collect::<Vec<_>>().join(" | ");
            found.push(group(index, entity, columns, answers, *field, None, header));
        }
        from += most.max(1);
    }
    found
}

/// Columns with their codes as the field with these codes; where the cells hold a time, as that as well.
fn group(
    index: &HeaderIndex<'_>,
    entity: Entity,
    headers: &[Column<'_>],
    answers: Vec<(usize, usize)>,
    field: usize,
    time: Option<usize>,
    header: String,
) -> Group {
    let columns: Vec<usize> = answers.iter().map(|(column, _)| *column).collect();
    let known = &index.codebook.fields(entity)[field];
    let marks = Arc::new(Marks::new(index.codebook, known, time.is_some()));
    let choice = |(column, code): &(usize, usize)| {
        let code = &known.codes[*code];
        let leaf = headers[*column].path.leaf();
        let numbered = leaf.trim_start_matches('(');
        let digits = numbered.len() - numbered.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = (digits > 0).then(|| &numbered[..digits]);
        let titles = [&code.id, &code.title.vi, &code.title.en].into_iter().chain(&code.spellings);
        let words = titles.map(String::as_str).chain([leaf, plain(leaf)]).chain(number);
        (*column, Choice::new(&code.id, words, Arc::clone(&marks)))
    };
    let chosen = answers.iter().map(choice).collect();
    let mut fields = vec![DerivedColumn { field, from: Derived::Chosen(chosen), header: header.clone() }];
    fields.extend(time.map(|field| DerivedColumn { field, from: Derived::Filled(columns.clone()), header }));
    Group { columns, fields }
}

/// One column with several answers in a cell: `2,3`, `land capital`.
fn several_in_a_cell(index: &HeaderIndex<'_>, entity: Entity, column: usize, path: &HeaderPath) -> Option<Group> {
    if path.is_empty() {
        return None;
    }
    let whole = path.parts().join(" ");
    let last_group = path.leaf().rsplit(['/', '.', '-']).next().unwrap_or("");
    let mut names = [whole.as_str(), path.leaf(), plain(path.leaf()), last_group].into_iter();
    let multiple = names.find_map(|name| index.multiple(entity, name))?;
    if !index.find_path(entity, path).fields.is_empty() {
        return None;
    }
    let words_of = |at: usize| {
        let words = index.answer_words(entity, &multiple.fields[at]).map(key);
        let number = multiple.numbered.then(|| (at + 1).to_string());
        number.into_iter().chain(words).collect::<Vec<_>>()
    };
    let words: Vec<Vec<String>> = (0..multiple.fields.len()).map(words_of).collect();
    let all = Arc::new(words.concat());
    let first = index.codebook.position(entity, multiple.fields.first()?)?;
    let marks = Arc::new(Marks::new(index.codebook, &index.codebook.fields(entity)[first], false));
    let fields = multiple.fields.iter().zip(words).filter_map(|(id, words)| {
        let from = Derived::Holds { column, words, all: Arc::clone(&all), marks: Arc::clone(&marks) };
        Some(DerivedColumn { field: index.codebook.position(entity, id)?, from, header: path.to_string() })
    });
    Some(Group { columns: vec![column], fields: fields.collect() })
}

#[cfg(test)]
#[path = "choices_tests.rs"]
mod tests;
