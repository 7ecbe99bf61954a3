//! `rasoat summary`: classes and deprivations per commune.

use clap::{Args, ValueEnum};

use crate::io::write::{Format, Options, write_tables};
use crate::lang::{Entity, Type, Typed, TypedKind};
use crate::report::table::Table;
use crate::report::words;
use crate::tabulate::mask::Masks;
use crate::tabulate::tables::{self, View};
use crate::tabulate::{Grouping, Groups, MergedSpelling};

use super::arguments::{OutputArguments, Surroundings, SurveyArguments, least};
use super::check::{finish, problems_output};
use super::failure::{Failure, Finish};
use super::opened::Opened;
use super::session::{Session, inputs};
use super::target::Target;

/// Count classes and deprivations per commune, or per any other field
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rasoat summary samples/yen-chau-2022.xlsx
  rasoat summary samples/yen-chau-2022.xlsx --by commune,village --format csv
  rasoat summary samples/yen-chau-2022.xlsx --format csv --table deprivations -o deprivations.csv
  rasoat summary samples/yen-chau-2022-households.csv samples/yen-chau-2022-members.csv -o summary.xlsx
  rasoat summary samples/yen-chau-2022.xlsx --sort poor_rate --where \"area = 'rural'\"")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    #[command(flatten)]
    output: OutputArguments,
    /// Fields to count by, separated by commas: code, text or yes/no; `none` for one line
    #[arg(long, value_name = "FIELD[,FIELD...]", default_value = "commune")]
    by: String,
    /// Which of the two tables, where the format has room for one [default: classification]
    #[arg(long, value_enum, value_name = "TABLE")]
    table: Option<Which>,
    /// Whose deprivations the terminal and Markdown show: a class, several, or `all`
    #[arg(long, value_name = "CLASS")]
    of: Option<String>,
    /// Order of the lines: `name`, or a column of the csv (numbers from the highest) [default: as in the survey]
    #[arg(long, value_name = "COLUMN")]
    sort: Option<String>,
    /// Add the total to csv, json and jsonl too
    #[arg(long)]
    total: bool,
    /// Show no count of less than N households, and none by which such a count could be told
    #[arg(long, value_name = "N", value_parser = least)]
    min_cell: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    Classification,
    Deprivations,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let used = inputs(&arguments.survey);
    let Target { format, output, options } = Target::open(&arguments.output, &used, surroundings)?;
    let problems = problems_output(&arguments.survey, &used, &output)?;
    let opened = Opened::new(&arguments.survey, surroundings)?;
    let mut session = Session::open(&opened, &arguments.survey, surroundings)?;
    let grouping = grouping(&arguments.by, &session)?;
    grouping.names().for_each(|(_, name)| session.uses.add(name));
    let of = tables::choices_of(&session.standard.rules, surroundings.language);
    let of = match &arguments.of {
        // all poverty classes together, where there are several
        None => of[of.len().saturating_sub(2)].clone(),
        Some(id) => of.iter().find(|of| of.id == *id).cloned().ok_or_else(|| {
            let known: Vec<&str> = of.iter().map(|of| of.id.as_str()).collect();
            let message = surroundings.pick(format!("`--of` không nhận `{id}`"), format!("`--of` cannot be `{id}`"));
            Failure::new(message).help(known.join(", "))
        })?,
    };

    let mut groups = Groups::new(&session.standard.rules);
    let rules = &session.standard.rules;
    let asked: Vec<&Typed> = grouping.names().map(|(_, name)| name).collect();
    let reading = session.read(
        &grouping,
        &asked,
        &|own: &mut Option<Groups>, lanes, grouping, batch, outcomes, kept| {
            let groups = own.get_or_insert_with(|| Groups::new(rules));
            groups.add(grouping, lanes, &batch.households.places, outcomes, kept);
        },
        &mut |own| {
            own.into_iter().for_each(|own| groups.merge(own));
            Ok(())
        },
    )?;
    let merged = groups.settle(&grouping, &session.survey.codebook().layout);

    let masks = arguments.min_cell.map(|least| Masks::new(rules, &groups, i64::from(least)));
    let all: Vec<usize> = (0..groups.groups.len()).collect();
    let view = View {
        rules: &session.standard.rules,
        grouping: &grouping,
        groups: &groups,
        order: &all,
        language: surroundings.language,
        people: format.is_for_people() || format == Format::Xlsx,
        masks: masks.as_ref(),
    };
    let order = tables::order(&view, arguments.sort.as_deref()).map_err(|known| {
        let by = arguments.sort.as_deref().unwrap_or_default();
        let message = surroundings.pick(format!("không sắp xếp được theo `{by}`"), format!("cannot sort by `{by}`"));
        let failure = Failure::new(message);
        match crate::diagnostic::nearest(by, known.iter().map(String::as_str)) {
            Some(near) => {
                failure.help(surroundings.pick(format!("có phải `{near}`?"), format!("did you mean `{near}`?")))
            }
            None => failure.help(known.join(", ")),
        }
    })?;
    let view = View { order: &order, ..view };
    let tables = tables_for(format, arguments.table, &view, &of);

    let people = format == Format::Table;
    let mut output = output;
    if people {
        output.write_lines(&session.heading_lines(&reading))?;
    }
    let options = Options { total: arguments.total, ..options };
    write_tables(&tables, format, output, options)?;
    if !people {
        session.heading_lines(&reading).iter().for_each(|line| surroundings.note(line));
    }
    tell_of_spellings(&merged, surroundings);
    warn_of_names(&groups, &grouping, surroundings);
    finish(&session, &reading, problems, &arguments.survey)
}

fn tables_for(format: Format, which: Option<Which>, view: &View<'_>, of: &tables::Of) -> Vec<Table> {
    let people = format.is_for_people();
    let classification = || match people {
        true => tables::classification_for_people(view),
        false => tables::classification(view),
    };
    let deprivations = || match people {
        true => tables::deprivations_for_people(view, of),
        false => tables::deprivations(view),
    };
    match which {
        Some(Which::Classification) => vec![classification()],
        Some(Which::Deprivations) => vec![deprivations()],
        None if format.holds_several() => vec![classification(), deprivations()],
        None => vec![classification()],
    }
}

/// Administrative units from the widest.
const UNITS: [&str; 4] = ["province", "district", "commune", "village"];

/// The fields that lines are counted by, with those that tell units of one name apart.
pub(super) fn grouping(by: &str, session: &Session<'_>) -> anyhow::Result<Grouping> {
    let mut grouping = Grouping::default();
    if by.trim() == "none" {
        return Ok(grouping);
    }
    for name in by.split(',').map(str::trim) {
        if name.is_empty() || name == "none" || grouping.shown.iter().any(|(known, _)| known == name) {
            return Err(not_a_list(name, session.surroundings));
        }
        let typed = name_of(name, session)?;
        grouping.shown.push((name.to_owned(), typed));
    }
    // two units of one name that lie in two upper units are two units
    let named = |unit: &str| grouping.shown.iter().any(|(name, _)| name == unit);
    if let Some(lowest) = UNITS.iter().rposition(|unit| named(unit)) {
        let upper: Vec<&str> = UNITS[..lowest].iter().filter(|unit| !named(unit)).copied().collect();
        for unit in upper {
            if session.survey.codebook().position(Entity::Household, unit).is_some() {
                grouping.hidden.push((unit.to_owned(), name_of(unit, session)?));
            }
        }
    }
    Ok(grouping)
}

fn not_a_list(name: &str, surroundings: &Surroundings) -> anyhow::Error {
    let message = match name {
        "" => surroundings.pick("--by thiếu một tên trường".into(), "--by lacks the name of a field".into()),
        "none" => {
            surroundings.pick("`none` trong --by phải đứng một mình".into(), "`none` in --by stands alone".into())
        }
        name => surroundings.pick(format!("--by có `{name}` hai lần"), format!("--by has `{name}` twice")),
    };
    let help = surroundings.pick("viết ví dụ `--by commune,village`", "write for example `--by commune,village`");
    Failure::new(message).help(help).into()
}

fn name_of(name: &str, session: &Session<'_>) -> anyhow::Result<Typed> {
    let typed = session.expression("--by", name, None)?;
    let is_name = matches!(typed.kind, TypedKind::Name { .. });
    let codebook = session.survey.codebook();
    let personal = codebook.household.iter().any(|field| field.id == name && field.personal);
    if is_name && !personal && matches!(typed.ty, Type::Text | Type::Code(_) | Type::Bool) {
        return Ok(typed);
    }
    let surroundings = session.surroundings;
    let message =
        surroundings.pick(format!("không nhóm được theo `{name}`"), format!("cannot count by `{name}` ({})", typed.ty));
    let help = surroundings.pick(
        "dùng trường mã, trường chữ hoặc trường có/không, ví dụ `--by commune,village`",
        "use a field of codes, text or yes/no, for example `--by commune,village`",
    );
    Err(Failure::new(message).help(help).into())
}

/// The most lines on spellings that were counted together.
const SPELLINGS: usize = 20;

/// Says which spellings of units were counted together.
pub(super) fn tell_of_spellings(merged: &[MergedSpelling], surroundings: &Surroundings) {
    let all = merged.iter().flat_map(|unit| unit.others.iter().map(move |(other, rows)| (other, *rows, &unit.kept)));
    let mut left_out = 0;
    for (number, (other, rows, kept)) in all.enumerate() {
        if number >= SPELLINGS {
            left_out += 1;
            continue;
        }
        let count = words::count(rows, surroundings.language);
        let s = if rows == 1 { "" } else { "s" };
        surroundings.note(&surroundings.pick(
            format!("`{other}` ({count} dòng) được tính chung với `{kept}`"),
            format!("`{other}` ({count} row{s}) counted with `{kept}`"),
        ));
    }
    if left_out > 0 {
        let count = words::count(left_out, surroundings.language);
        let s = if left_out == 1 { "" } else { "s" };
        surroundings.note(&surroundings.pick(
            format!("và {count} cách viết tên đơn vị khác được tính chung"),
            format!("and {count} more spelling{s} of units counted with others"),
        ));
    }
}

fn warn_of_names(groups: &Groups, grouping: &Grouping, surroundings: &Surroundings) {
    let shown = grouping.shown.len();
    let mut seen = std::collections::HashSet::new();
    let twice: Vec<&str> = groups
        .groups
        .iter()
        .filter(|(key, _)| !seen.insert(&key[..shown]))
        .map(|(key, _)| key[..shown].last().map_or("", |key| key.word(&Type::Text)))
        .collect();
    if !twice.is_empty() {
        let names = twice.join(", ");
        surroundings.note(&surroundings.pick(
            format!("cảnh báo: có đơn vị trùng tên thuộc các đơn vị cấp trên khác nhau: {names}; để tách riêng, dùng `--by district,commune` chẳng hạn"),
            format!("warning: units of one name in several upper units: {names}; use for example `--by district,commune`"),
        ));
    }
}
