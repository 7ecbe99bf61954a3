//! The table of fields that the standard looks at and the survey has not, with what is unknown for want of them.

use crate::cli::arguments::Surroundings;
use crate::cli::session::Session;
use crate::lang::Truth;
use crate::report::table::{ColumnKind, Table, TableColumn};
use crate::rules::{Need, needs};
use crate::survey::codebook_file::entity_name;

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
pub(super) fn table(session: &Session<'_>, people: bool) -> anyhow::Result<(Table, Vec<String>)> {
    let surroundings = session.surroundings;
    let rules = &session.standard.rules;
    let mut households = 0u64;
    let mut decided = 0u64;
    let mut known = vec![false; rules.indicators.len()];
    let mut possible = vec![false; rules.classes.len()];
    let reading = session.read(&(), &mut |_, (), _, _, outcome| {
        if outcome.rejected {
            return Ok(());
        }
        households += 1;
        decided += u64::from(!outcome.undetermined());
        for (at, known) in known.iter_mut().enumerate() {
            *known |= outcome.indicators.get(at) != Truth::Unknown;
        }
        for (at, possible) in possible.iter_mut().enumerate() {
            *possible |= outcome.possible.contains(at);
        }
        Ok(())
    })?;
    let unknown_indicator = |at: &usize| households > 0 && !known[*at];
    // a class is out of reach where no household has any
    let unknown_class = |at: &usize| households > 0 && decided == 0 && possible[*at];
    let codebook = session.survey.codebook();
    let missing: Vec<Need> =
        needs(rules).into_iter().filter(|need| !session.survey.has(need.entity, need.field)).collect();
    let id = |need: &Need| codebook.fields(need.entity)[need.field].id.clone();
    let mut rows = Vec::new();
    if people {
        let wanting = |list: &dyn Fn(&Need) -> bool| {
            missing.iter().filter(|need| list(need)).map(id).collect::<Vec<_>>().join(", ")
        };
        let indicators = (0..rules.indicators.len()).filter(unknown_indicator).map(|at| {
            let title = rules.indicators[at].title.in_language(surroundings.language);
            vec![text(title), text(wanting(&|need| need.indicators.contains(&at)))]
        });
        rows.extend(indicators);
        let classes = (0..rules.classes.len()).filter(unknown_class).map(|at| {
            let title = rules.classes[at].title.in_language(surroundings.language);
            vec![text(title), text(wanting(&|need| need.classes.contains(&at)))]
        });
        rows.extend(classes);
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

pub(super) fn title(surroundings: &Surroundings) -> String {
    surroundings
        .pick("Không tính được cho hộ nào vì thiếu trường", "Unknown for every household for want of fields")
        .into()
}
