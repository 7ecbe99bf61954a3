//! Files that people write beside the standard, support files and plans: found by id or name, checked against the standard, and what
//! has to be said of them.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::diagnostic::Report;
use crate::lang::{Entity, Type, Typed};
use crate::rules::model::Verified;
use crate::rules::{BuiltInText, Rules, wanted};

use super::failure::Failure;
use super::rules::text_of_file;
use super::session::Session;

/// Reads the text of such a file, by its name, against a standard.
pub(super) type Read<T> = fn(&str, &str, &Rules) -> (Option<T>, Report);

/// Loads such a file; `none` says that nothing built in has that id. Errors of the file are the failure, warnings are printed at once.
pub(super) fn load<T>(
    name: &str,
    built_in: &[BuiltInText],
    none: String,
    read: Read<T>,
    session: &Session<'_>,
) -> anyhow::Result<T> {
    let surroundings = session.surroundings;
    let known: Vec<&str> = built_in.iter().map(|built_in| built_in.id).collect();
    let (source, text) = match built_in.iter().find(|built_in| built_in.id == name) {
        Some(built_in) => (built_in.source, built_in.text.to_owned()),
        None => (name, text_of_file(name, none, &known, surroundings)?),
    };
    let (found, report) = read(source, &text, &session.standard.rules);
    let Some(found) = found else {
        let message = surroundings.pick(format!("không dùng được `{source}`"), format!("`{source}` cannot be used"));
        return Err(Failure::new(message).details(report.render(surroundings.error_color)).into());
    };
    if !report.diagnostics.is_empty() && !surroundings.quiet {
        eprint!("{}", report.render(surroundings.error_color));
    }
    Ok(found)
}

/// The file of that name, which no output may overwrite; none where it is the id of one that is built in.
pub(super) fn input(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(name);
    path.exists().then_some(path)
}

/// Says what of the file was not read in an official copy, and where it is of another year.
pub(super) fn warn(
    id: &str,
    valid: (Date, Date),
    parts: &mut dyn Iterator<Item = (&str, Verified)>,
    session: &Session<'_>,
) {
    let surroundings = session.surroundings;
    let warning = surroundings.pick("cảnh báo", "warning");
    let unsure: Vec<&str> =
        parts.filter(|(_, verified)| *verified != Verified::Official).map(|(part, _)| part).collect();
    if !unsure.is_empty() {
        let unsure = unsure.join(", ");
        surroundings.note(&surroundings.pick(
            format!("{warning}: `{id}`: chưa đối chiếu với văn bản chính thức: {unsure}"),
            format!("{warning}: `{id}`: not read in an official copy: {unsure}"),
        ));
    }
    let (from, to) = valid;
    let day = session.standard.review.date;
    if day < from || day > to {
        surroundings.note(&surroundings.pick(
            format!("{warning}: `{id}` áp dụng từ {from} đến {to}, còn ngày rà soát là {day}"),
            format!("{warning}: `{id}` applies from {from} to {to}, and the review date is {day}"),
        ));
    }
}

/// The fields that a condition asks for and the survey has not, as they are named in messages.
pub(super) fn lacking<'t>(nodes: impl IntoIterator<Item = &'t Typed>, session: &Session<'_>) -> Vec<String> {
    let has = |entity: Entity, field: usize| session.has(entity, field);
    let codebook = session.survey.codebook();
    let mut names = Vec::new();
    for node in nodes {
        for (entity, field) in wanted(&session.standard.rules, node, &has) {
            let name = format!("`{}`", codebook.fields(entity)[field].id);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// The number of a household's persons as the standard has it.
pub(super) fn persons(session: &Session<'_>) -> anyhow::Result<Typed> {
    session.expression("persons", "persons", Some(&Type::Number(crate::lang::Unit::Count)))
}
