//! The table of fields that the standard looks at and the survey has not, with what is unknown for want of them.

use crate::classify::{ClassSet, Outcome};
use crate::cli::arguments::Surroundings;
use crate::cli::session::Session;
use crate::io::read::column_letters;
use crate::lang::{Entity, Truth};
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::report::words;
use crate::rules::{Need, needs, wanted};
use crate::survey::codebook_file::entity_name;
use crate::survey::contents::SheetContents;
use crate::survey::layout::ColumnUse;

use super::tables::{column, text};

pub(super) fn columns(surroundings: &Surroundings, people: bool) -> Vec<TableColumn> {
    let c = |id: &str, vi: &str, en: &str| column(id, surroundings.pick(vi, en), ColumnKind::Text, 0, people);
    match people {
        true => vec![
            c("unknown", "Không tính được", "Unknown"),
            c("fields", "Các trường có thể cho biết", "Fields that could tell"),
        ],
        false => vec![
            c("entity", "", ""),
            c("field", "", ""),
            c("title", "", ""),
            c("needed_for", "", ""),
            c("unknown", "", ""),
        ],
    }
}

/// The table, and lines on the households read.
pub(super) fn table(
    session: &Session<'_>,
    contents: &[SheetContents],
    people: bool,
) -> anyhow::Result<(Table, Vec<String>)> {
    let surroundings = session.surroundings;
    let rules = &session.standard.rules;
    let mut households = 0u64;
    let mut decided = 0u64;
    let mut known = vec![false; rules.indicators.len()];
    let mut possible = vec![false; rules.classes.len()];
    // sets of classes that stayed possible, with how many households have each
    let mut open: Vec<(ClassSet, u64)> = Vec::new();
    let mut add = |outcome: &Outcome| {
        households += 1;
        decided += u64::from(!outcome.undetermined());
        if outcome.undetermined() {
            match open.iter_mut().find(|(set, _)| *set == outcome.possible) {
                Some((_, count)) => *count += 1,
                None => open.push((outcome.possible, 1)),
            }
        }
        for (at, known) in known.iter_mut().enumerate() {
            *known |= outcome.indicators.get(at) != Truth::Unknown;
        }
        for (at, possible) in possible.iter_mut().enumerate() {
            *possible |= outcome.possible.contains(at);
        }
    };
    let reading = session.read(
        &(),
        &[],
        &|own: &mut Vec<Outcome>, _, (), _, outcomes, kept| {
            own.extend(outcomes.iter().zip(kept).filter(|(_, kept)| **kept).map(|(outcome, _)| *outcome));
        },
        &mut |own| {
            own.iter().filter(|outcome| !outcome.rejected).for_each(&mut add);
            Ok(())
        },
    )?;
    let unknown_indicator = |at: &usize| households > 0 && !known[*at];
    // a class is out of reach where no household has any
    let unknown_class = |at: &usize| households > 0 && decided == 0 && possible[*at];
    let codebook = session.survey.codebook();
    let missing: Vec<Need> =
        needs(rules).into_iter().filter(|need| !session.survey.has(need.entity, need.field)).collect();
    let mut rows = Vec::new();
    if people {
        let has = |entity: Entity, field: usize| session.survey.has(entity, field);
        let ids = |fields: Vec<(Entity, usize)>| {
            fields.iter().map(|(entity, field)| codebook.fields(*entity)[*field].id.clone()).collect::<Vec<_>>()
        };
        let all = needs(rules);
        for at in (0..rules.indicators.len()).filter(unknown_indicator) {
            let indicator = &rules.indicators[at];
            let recorded = indicator.recorded.filter(|field| !has(Entity::Household, *field));
            let mut fields: Vec<(Entity, usize)> =
                recorded.map(|field| (Entity::Household, field)).into_iter().collect();
            if indicator.recorded == recorded {
                fields.extend(indicator.deprived_when.iter().flat_map(|when| wanted(rules, when, &has)));
            }
            let mut words = ids(fields);
            let own = all.iter().filter(|need| need.indicators.contains(&at));
            words.extend(own.flat_map(|need| not_recognised(session, contents, need)));
            rows.push(vec![text(indicator.title.in_language(surroundings.language)), text(words.join(", "))]);
        }
        rows.extend(open_classes(session, &open, &|fields| ids(fields).join(", ")));
    } else {
        for need in &missing {
            let indicator = |at: &usize| rules.indicators[*at].id.clone();
            let class = |at: &usize| rules.classes[*at].id.clone();
            let all: Vec<String> =
                need.indicators.iter().map(indicator).chain(need.classes.iter().map(class)).collect();
            let unknown = need.indicators.iter().filter(|at| unknown_indicator(at)).map(indicator);
            let unknown = unknown.chain(need.classes.iter().filter(|at| unknown_class(at)).map(class));
            let field = &codebook.fields(need.entity)[need.field];
            rows.push(vec![
                text(entity_name(need.entity)),
                text(&field.id),
                text(field.title.in_language(surroundings.language)),
                text(all.join("|")),
                text(unknown.collect::<Vec<_>>().join("|")),
            ]);
        }
    }
    let table = Table {
        id: "needed".into(),
        title: title(surroundings),
        columns: columns(surroundings, people),
        rows,
        ..Table::default()
    };
    Ok((table, session.heading_lines(&reading)))
}

/// Fields that the survey has not and a class of undetermined households asks for, with how many households there are.
fn open_classes(
    session: &Session<'_>,
    open: &[(ClassSet, u64)],
    words: &dyn Fn(Vec<(Entity, usize)>) -> String,
) -> Vec<Vec<TableCell>> {
    let rules = &session.standard.rules;
    let has = |entity: Entity, field: usize| session.survey.has(entity, field);
    let wanting: Vec<Vec<(Entity, usize)>> =
        rules.classes.iter().map(|class| wanted(rules, &class.when, &has)).collect();
    let mut found: Vec<(String, u64)> = Vec::new();
    for (possible, count) in open {
        let mut fields: Vec<(Entity, usize)> = possible.iter().flat_map(|class| wanting[class].clone()).collect();
        fields.sort_by_key(|(entity, field)| (*entity as usize, *field));
        fields.dedup();
        let words = words(fields);
        match found.iter_mut().find(|(known, _)| *known == words) {
            Some((_, all)) => *all += count,
            None => found.push((words, *count)),
        }
    }
    found.retain(|(words, _)| !words.is_empty());
    found.sort();
    let surroundings = session.surroundings;
    let row = |(words, count): (String, u64)| {
        let count = words::count(i64::try_from(count).unwrap_or(i64::MAX), surroundings.language);
        let hidden = surroundings
            .pick(format!("Nhóm của {count} hộ chưa xác định"), format!("Class of {count} undetermined households"));
        vec![text(hidden), text(words)]
    };
    found.into_iter().map(row).collect()
}

/// Columns of a field in which something stands and no answer was recognised.
fn not_recognised(session: &Session<'_>, contents: &[SheetContents], need: &Need) -> Vec<String> {
    let mut words = Vec::new();
    for (sheet, contents) in session.survey.layout().iter().zip(contents) {
        for (at, column) in sheet.columns.iter().enumerate() {
            let is_own =
                matches!(column.used(need.entity), Some(ColumnUse::Field { field, .. }) if *field == need.field);
            let Some(own) = contents.columns.get(&(need.entity, at)).filter(|_| is_own) else { continue };
            if own.bad > 0 && own.bad + own.unknown == own.cells {
                let letters = column_letters(at);
                words.push(session.surroundings.pick(
                    format!("không hiểu câu trả lời ở cột {letters}"),
                    format!("answers of column {letters} are not recognised"),
                ));
            }
        }
    }
    words
}

pub(super) fn title(surroundings: &Surroundings) -> String {
    surroundings.pick("Không tính được vì thiếu trường", "Unknown for want of fields").into()
}
