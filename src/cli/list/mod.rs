//! `rasoat list`: the households that the review posts, per village.

pub(super) mod lists;
pub(super) mod read;

use std::io::Write;

use clap::{Args, ValueEnum};

use crate::io::write::{Format, WriteError, write_tables};
use crate::lang::Entity;
use crate::report::posting::Listing;
use crate::report::posting_workbook::to_workbook;
use crate::report::words;
use crate::survey::codebook::Title;

use super::arguments::{OutputArguments, Surroundings, SurveyArguments};
use super::check::{finish_redacted, problems_output};
use super::compare::PreviousArguments;
use super::failure::Finish;
use super::opened::Opened;
use super::pass::Reading;
use super::redaction::RedactArguments;
use super::session::{Session, inputs};
use super::target::Target;

use lists::Postings;
use read::read;

pub(super) use lists::{Gathered, Made};
pub(super) use read::{Poster, Wanted};

/// List the poor or near-poor households of every village, to be posted there
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rasoat list samples/yen-chau-2022.xlsx --class poor -o poor.xlsx
  rasoat list samples/yen-chau-2022.xlsx --class near_poor --where \"commune = 'Tú Nang'\"
  rasoat list samples/yen-chau-2022.xlsx --class poor --members -o form-15.xlsx
  rasoat list samples/yen-chau-2022.xlsx --class poor --previous samples/yen-chau-2021-list.csv
  rasoat list samples/yen-chau-2022.xlsx --class poor --redact key.txt --format csv")]
pub(super) struct Arguments {
    /// Which class
    #[arg(long, value_enum, value_name = "CLASS")]
    class: PostedClass,
    /// A line for every member, as on forms 14 (near-poor) and 15 (poor)
    #[arg(long)]
    members: bool,
    #[command(flatten)]
    survey: SurveyArguments,
    #[command(flatten)]
    previous: PreviousArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    redact: RedactArguments,
}

/// A class whose households are posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum PostedClass {
    /// The poor
    Poor,
    /// The near-poor
    #[value(alias = "near-poor")]
    NearPoor,
}

impl PostedClass {
    const fn id(self) -> &'static str {
        match self {
            PostedClass::Poor => "poor",
            PostedClass::NearPoor => "near_poor",
        }
    }
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let mut used = inputs(&arguments.survey);
    used.extend(arguments.previous.files().into_iter().map(|(_, path)| path));
    used.extend(arguments.redact.input());
    let pseudonyms = arguments.redact.open(surroundings)?;
    let Target { format, mut output, options } = Target::open(&arguments.output, &used, surroundings)?;
    let problems = problems_output(&arguments.survey, &used, &output)?;
    let earlier = arguments.previous.read(&arguments.survey, surroundings)?;
    let opened = Opened::new(&arguments.survey, surroundings)?;
    let mut session = Session::open(&opened, &arguments.survey, surroundings)?;
    let class = arguments.class.id();
    let wanted = Wanted { classes: &[class], members: arguments.members, pseudonyms: pseudonyms.as_ref() };
    let (postings, reading) = read(&mut session, &wanted, earlier)?;
    let villages = postings.of_class.first().map_or(&[][..], Vec::as_slice);
    let people = format.is_for_people();
    let with_listing = ListingParts::new(&session);
    let listing = with_listing.listing(&postings, class, arguments.members, &session);

    // a file of classes is not classified, and what a standard would make of it says nothing
    let lines = match postings.recorded {
        true => Vec::new(),
        false => session.heading_lines(&reading),
    };
    if format == Format::Table {
        output.write_lines(&lines)?;
    } else {
        lines.iter().for_each(|line| surroundings.note(line));
    }
    postings.notes(&reading, surroundings).iter().for_each(|line| surroundings.note(line));
    if format == Format::Xlsx {
        let bytes = to_workbook(&listing, villages, &session.period(surroundings.language))
            .map_err(|error| WriteError::Workbook(error.to_string()))?;
        output.write_all(&bytes).map_err(|error| WriteError::io(output.place().clone(), error))?;
        output.finish()?;
    } else {
        write_tables(&[listing.table(villages, people)], format, output, options)?;
    }
    finish_redacted(&session, &reading, problems, &arguments.survey, pseudonyms.as_ref())
}

/// What a [`Listing`] borrows from.
pub(super) struct ListingParts<'s> {
    indicators: Vec<(i64, &'s Title)>,
}

impl<'s> ListingParts<'s> {
    pub fn new(session: &'s Session<'_>) -> ListingParts<'s> {
        let indicators = session.standard.rules.indicators.iter();
        ListingParts { indicators: indicators.map(|indicator| (indicator.number, &indicator.title)).collect() }
    }

    /// How the list of a class looks; `class` is one that was read.
    pub fn listing<'l>(
        &'l self,
        postings: &'l Postings,
        class: &'l str,
        members: bool,
        session: &'l Session<'_>,
    ) -> Listing<'l> {
        let rules = &session.standard.rules;
        const NONE: &Title = &Title { vi: String::new(), en: String::new() };
        let codebook = session.survey.codebook();
        let relation = codebook.position(Entity::Member, "relation");
        Listing {
            class,
            class_title: rules.classes.iter().find(|own| own.id == class).map_or(NONE, |own| &own.title),
            members,
            origins: postings.origins,
            untold: &postings.untold,
            relations: relation.map_or(&[][..], |field| &codebook.member[field].codes),
            indicators: &self.indicators,
            language: session.surroundings.language,
        }
    }
}

impl Postings {
    /// What the lists cannot tell.
    pub fn notes(&self, reading: &Reading, surroundings: &Surroundings) -> Vec<String> {
        let warning = surroundings.pick("cảnh báo", "warning");
        let mut lines = Vec::new();
        if self.recorded {
            let n = |count: u64| words::count(i64::try_from(count).unwrap_or(i64::MAX), surroundings.language);
            let (rows, rejected) = (n(reading.rows), n(reading.rejected));
            lines.push(surroundings.pick(
                format!("dữ liệu không có thu nhập hay điểm B1: dùng cột phân loại đã ghi của {rows} dòng hộ, {rejected} dòng bị loại"),
                format!("the survey has no income and no B1 points: the recorded classes of its {rows} household rows are used, {rejected} rows are rejected"),
            ));
        }
        let (open, possible) = (self.undetermined.0, self.undetermined.1.iter().sum::<u64>());
        if open > 0 {
            let help = "rasoat classify --where \"class is unknown\"";
            lines.push(match self.recorded {
                true => surroundings.pick(
                    format!("{warning}: {open} hộ không ghi rõ phân loại nên không có trong danh sách"),
                    format!("{warning}: households whose class is not told, which are not on the list: {open}"),
                ),
                false => surroundings.pick(
                    format!("{warning}: {open} hộ chưa xác định không có trong danh sách, trong đó {possible} hộ có thể thuộc diện này; xem bằng `{help}`"),
                    format!("{warning}: households left open by missing answers are not on the list: {open}, of these {possible} may be of the class; see them with `{help}`"),
                ),
            });
        }
        if self.without_name > 0 {
            let count = self.without_name;
            lines.push(surroundings.pick(
                format!("{warning}: số hộ trong danh sách không có tên chủ hộ: {count}"),
                format!("{warning}: households on the list without the name of their head: {count}"),
            ));
        }
        let [likely, ambiguous] = self.not_joined;
        if likely > 0 {
            lines.push(surroundings.pick(
                format!("{warning}: {likely} hộ có mã mới nhưng có lẽ là hộ cũ (cùng tên, năm sinh chủ hộ và thôn); dùng `--match likely` để ghép"),
                format!("{warning}: new ids that are likely old households (head's name, birth year and village): {likely}; `--match likely` takes them so"),
            ));
        }
        if ambiguous > 0 {
            lines.push(surroundings.pick(
                format!("{warning}: {ambiguous} hộ có mã mới có thể là nhiều hộ cũ; xem bằng `rasoat compare`"),
                format!("{warning}: new ids that could be one of several old households: {ambiguous}; see them with `rasoat compare`"),
            ));
        }
        if !self.unused.is_empty() {
            let names = self.unused.join(", ");
            lines.push(surroundings.pick(
                format!("{warning}: `--units` nói về xã mà các danh sách trước không có: {names}"),
                format!("{warning}: `--units` names communes that no earlier list has: {names}"),
            ));
        }
        lines
    }
}
