//! `rasoat review`: everything that a review hands in, made in one pass over the survey.

mod folder;
mod manifest;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::io::read::expand;
use crate::io::same_folder;
use crate::io::write::{Format, Options, Output, WriteError, write_tables, writer};
use crate::lang::Entity;
use crate::report::forms_workbook::{Heading, ListForm};
use crate::report::page::{Source, page};
use crate::report::posting::Listing;
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::report::words;
use crate::rules::Rules;
use crate::survey::codebook::Title;
use crate::tabulate::conceal::Together;
use crate::tabulate::flows::{Balance, Flow};
use crate::tabulate::forms::{UnitCounts, built_in};
use crate::tabulate::posting::Village;
use crate::tabulate::{Grouping, Groups, MissingAnswers, Tally};
use crate::text::Language;

use super::arguments::{Surroundings, SurveyArguments, least};
use super::check::{Further, finish, problems_output, write_problems};
use super::classify::Row;
use super::compare::{Comparison, EarlierLists, PreviousArguments, Tables, Which};
use super::failure::{Failure, Finish};
use super::forms::{FormArguments, FormSet, Previous, choose};
use super::list::{self, ListingParts, Poster, Wanted};
use super::listed::List;
use super::opened::Opened;
use super::page::{Gathered, PagePlaces, PreviousReview, content};
use super::pass::Each;
use super::previous_classes::PreviousClasses;
use super::session::Session;
use super::summary;
use super::target::Target;
use super::targets::{PreviousList, TargetSet, plan};
use super::written;

pub(super) use folder::Folder;
pub(super) use manifest::{Counts, FileRecord, Manifest, StandardRecord};

/// Write everything that the yearly review hands in: forms, lists, data problems, a page to look at
#[derive(Debug, Args)]
#[command(after_help = "\
Into the folder go the official forms (forms.xlsx), a page to look at (report.html), every household with its class
(classified.csv), what became of the households of the previous list (flows.csv), how far a plan is (targets.csv), the data
problems (problems.csv), and a manifest of what all this was made from (manifest.json), by which `rasoat verify` makes it again.
The files are in Vietnamese unless --lang says otherwise.

Examples:
  rasoat review samples/yen-chau-2022.xlsx --previous samples/yen-chau-2021-list.csv -o target/review
  rasoat review samples/yen-chau-2022.xlsx --previous samples/yen-chau-2021-list.csv --targets plan-yen-chau-2022 -o target/review
  rasoat verify target/review/manifest.json")]
pub(super) struct Arguments {
    #[command(flatten)]
    survey: SurveyArguments,
    #[command(flatten)]
    previous: PreviousArguments,
    #[command(flatten)]
    form: FormArguments,
    /// Show no count of less than N households on the page and on the forms, and none by which such a count could be told; forms 14 and
    /// 15, which list every household, are left out
    #[arg(long, value_name = "N", value_parser = least, conflicts_with = "targets")]
    min_cell: Option<u16>,
    /// File with the targets of a plan, or id of a built-in one: which are reached, and how much is missing
    #[arg(long, value_name = "FILE|ID")]
    targets: Option<String>,
    /// Folder to write into; it is made where there is none
    #[arg(long, short, value_name = "FOLDER", help_heading = "Output")]
    output: PathBuf,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    arguments.refuse_folder(surroundings)?;
    let mut folder = Folder::at(&arguments.output)?;
    let produced = match produce(arguments, surroundings, surroundings.documents(), &mut folder) {
        Ok(produced) => produced,
        Err(error) => {
            folder.give_up();
            return Err(error);
        }
    };
    for stale in folder.stale(&["flows.csv", "targets.csv"]) {
        let stale = arguments.output.join(stale).display().to_string();
        surroundings.note(&surroundings.pick(
            format!("cảnh báo: `{stale}` là của một lần lập trước, không thuộc đợt này"),
            format!("warning: `{stale}` is of an earlier run and no part of this review"),
        ));
    }
    produced.tell(&folder, arguments, surroundings)?;
    Ok(produced.finish)
}

/// What a review came to.
pub(super) struct Produced {
    pub manifest: Manifest,
    heading: Vec<String>,
    /// Poor and near-poor households before, now, and at most now with the answers that are missing, where there is a previous list.
    flows: Option<[(i64, i64, i64); 2]>,
    /// What a plan measures, where there is one.
    targets: Vec<Table>,
    finish: Finish,
}

/// What is counted in the one pass.
#[derive(Default)]
struct Made {
    classified: Vec<u8>,
    forms: UnitCounts,
    groups: Option<(Groups, MissingAnswers)>,
    posted: list::Made,
    targets: UnitCounts,
}

/// What the counting asks of the survey.
struct Asked<'p> {
    forms: FormSet,
    communes: Grouping,
    poster: Poster<'p>,
    targets: Option<TargetSet>,
}

/// Makes the files of a review in a language; the manifest is the last.
pub(super) fn produce(
    arguments: &Arguments,
    surroundings: &Surroundings,
    language: Language,
    folder: &mut Folder,
) -> anyhow::Result<Produced> {
    arguments.refuse_streams(surroundings)?;
    let surroundings = &surroundings.with_documents(language);
    let documents = surroundings.in_language(language);
    let used = arguments.used();
    let files = Files::begin(folder, arguments, &used)?;
    let problems = problems_output(&arguments.survey, &used, &files.problems)?;
    if let Some((_, problems)) = &problems {
        files.all().try_for_each(|file| problems.apart_from(file))?;
        folder.is_free(problems, "manifest.json")?;
    }

    let codebook = super::rules::codebook()?;
    let mut earlier = arguments.previous.read(&arguments.survey, surroundings)?;
    let of_lists = earlier.as_ref().map(EarlierLists::problems).unwrap_or_default();

    let opened = Opened::new(&arguments.survey, surroundings)?;
    let mut session = Session::open(&opened, &arguments.survey, surroundings)?;
    session.read_all_fields();
    let layout = arguments.form.layout();
    let known = Previous::of(&arguments.previous, &arguments.survey);
    let chosen = choose(built_in()?, &[], layout, surroundings)?;
    let (forms, left_out) = FormSet::new(&session, chosen, layout, known);
    left_out.iter().for_each(|form| surroundings.note(&form.message(surroundings)));
    forms.counted.add_uses(&mut session.uses);
    let communes = summary::grouping("commune", &session)?;
    communes.names().for_each(|(_, name)| session.uses.add(name));
    let row = Row::new(&session.standard.rules, false, None);
    row.fields().for_each(|field| session.uses.add_field(Entity::Household, field));
    let posted: Vec<&str> = POSTED.into_iter().filter(|id| session.standard.rules.class(id).is_some()).collect();
    let wanted = Wanted { classes: &posted, members: true, pseudonyms: None };
    let poster = Poster::new(&session, wanted, earlier.is_some() && !arguments.is_filtered())?;
    poster.ask(&mut session.uses);
    let (mut targets, mut previous) = (None, None);
    if let Some(name) = &arguments.targets {
        if let Some(earlier) = &mut earlier {
            let list = earlier.previous(&codebook.layout);
            session.take_previous(PreviousClasses::new(&list, &codebook));
            previous = Some(PreviousList::new(&list));
        }
        let set = TargetSet::new(plan(name, &session)?, &session)?;
        set.counted.add_uses(&mut session.uses);
        targets = Some(set);
    }
    // a part of the households says nothing of what became of all
    let earlier = earlier.filter(|_| !arguments.is_filtered());

    let rules = &session.standard.rules;
    let asked = Asked { forms, communes, poster, targets };
    let mut classified = writer(Format::Csv, files.classified, Options { language, ..Options::default() });
    classified.begin("households", "", &row.columns(&session, false))?;
    let (mut counts, mut measured) = (UnitCounts::default(), UnitCounts::default());
    let (mut groups, mut missing) = (Groups::new(rules), MissingAnswers::default());
    let mut gathered = list::Gathered::default();
    let each: &Each<'_, Made, Asked<'_>> = &|made, lanes, asked, batch, outcomes, kept| {
        made.classified = row.encode(&session, lanes, batch, outcomes, kept);
        asked.forms.counted.count(&mut made.forms, lanes, batch, outcomes, kept);
        let (groups, missing) = made.groups.get_or_insert_with(|| (Groups::new(rules), MissingAnswers::default()));
        groups.add(&asked.communes, lanes, &batch.households.places, outcomes, kept);
        missing.add(lanes, batch, outcomes, kept);
        asked.poster.take(&mut made.posted, lanes, rules, batch, outcomes, kept);
        if let Some(targets) = &asked.targets {
            targets.counted.count(&mut made.targets, lanes, batch, outcomes, kept);
        }
    };
    let merge: &mut dyn FnMut(Made) -> anyhow::Result<()> = &mut |made| {
        classified.encoded(&made.classified)?;
        counts.merge(made.forms);
        if let Some((own, lacking)) = made.groups {
            groups.merge(own);
            missing.merge(&lacking);
        }
        gathered.add(made.posted);
        measured.merge(made.targets);
        Ok(())
    };
    // the lists of forms 14 and 15 name every member
    let reading = session.read_whole(&asked, each, merge)?;

    summary::tell_of_spellings(&groups.settle(&asked.communes, &codebook.layout), surroundings);
    let comparison = earlier.map(|earlier| {
        let current = List::of(std::mem::take(&mut gathered.listed), Vec::new());
        earlier.compare(current, &codebook.layout, surroundings)
    });
    let origins = comparison.as_ref().map(Comparison::origins);
    let postings = gathered.settle(&asked.poster, origins.as_deref(), surroundings)?;
    let mut filled = asked.forms.settle(counts, comparison.as_ref().map(|comparison| &comparison.balances), &session);
    let heading = Heading { period: session.period(language), language, check_columns: arguments.form.check_columns };
    let hiding = arguments.min_cell.map(i64::from).map(|least| {
        // whoever has the page may have the forms
        let balances = comparison.as_ref().map(|comparison| &comparison.balances);
        let mut together = Together::new(least);
        let forms = filled.put(&mut together);
        let page = PagePlaces::put(
            rules,
            (&asked.communes, &groups),
            balances,
            (&filled.units(), &codebook.layout),
            &mut together,
        );
        let hidden = together.hidden();
        filled.conceal(least, &forms, &hidden);
        page.hiding(least, &hidden)
    });
    filled.warnings(surroundings).iter().for_each(|line| surroundings.note(line));
    let errors = filled.errors(surroundings);
    errors.iter().for_each(|line| surroundings.note(line));
    let parts = ListingParts::new(&session);
    if hiding.is_some() && !posted.is_empty() {
        surroundings.note(surroundings.pick(
            "biểu 14 và 15 nêu tên từng hộ nên bị bỏ khi có `--min-cell`; dùng `rasoat list --members`",
            "forms 14 and 15 name every household and are left out with `--min-cell`; see `rasoat list --members`",
        ));
    }
    let named = postings.of_class.iter().zip(&posted).filter(|_| hiding.is_none());
    let lists = named.filter(|(villages, _)| {
        let fits = lines(villages) <= MOST_LINES;
        if !fits {
            surroundings.note(surroundings.pick(
                "cảnh báo: biểu 14 hoặc 15 quá dài cho một trang tính nên bị bỏ; dùng `rasoat list --members`",
                "warning: form 14 or 15 is too long for a sheet and left out; see `rasoat list --members`",
            ));
        }
        fits
    });
    let lists: Vec<ListForm<'_>> = lists
        .map(|(villages, class)| {
            let listing = parts.listing(&postings, class, true, &session);
            (Listing { language, ..listing }, villages.as_slice())
        })
        .collect();
    let forms = filled.workbook(&lists, &heading)?;
    let plan = asked.targets.as_ref().map(|targets| targets.settle(measured, previous.as_ref(), &session));
    plan.iter().for_each(|plan| plan.warn(surroundings));
    let records = arguments.records()?;
    let page = page(
        &content(&Gathered {
            session: &session,
            reading: &reading,
            grouping: &asked.communes,
            groups: &groups,
            missing: &missing,
            of_lists: &of_lists,
            previous: comparison.as_ref().map(before),
            sources: records.iter().map(source).collect(),
            hiding: hiding.as_ref(),
        }),
        language,
    );
    let options = Options { language, ..Options::default() };
    let further = Further { rows: of_lists.iter().map(|own| own.row.as_slice()).collect(), ..Further::default() };
    // nothing takes its place before all is made
    classified.end(&[], &[])?;
    classified.finish()?;
    write_problems(&session, &reading.problems, further, None, (Format::Csv, files.problems), options)?;
    write_bytes(files.forms, &forms)?;
    files.page.write_text(&page)?;
    if let (Some(comparison), Some(flows)) = (&comparison, files.flows) {
        let tables = Tables { of: comparison, codebook: &codebook, pseudonyms: None, surroundings: &documents };
        write_tables(&[tables.table(Which::Households, false)?], Format::Csv, flows, options)?;
    }
    if let (Some(plan), Some(targets)) = (&plan, files.targets) {
        write_tables(&plan.tables(false, &documents), Format::Csv, targets, options)?;
    }
    let standard = StandardRecord::of(&session, arguments.survey.rules.as_deref())?;
    let mut manifest = Manifest::new(language, arguments.words(), standard, Counts::of(&reading, of_lists.len()));
    manifest.inputs = records;
    manifest.outputs = folder.files().iter().map(|(name, digest)| FileRecord::new(None, name, digest)).collect();
    folder.begin("manifest.json", &used)?.write_text(&manifest.to_text()?)?;
    let finish = match finish(&session, &reading, problems, &arguments.survey)? {
        Finish::Done if arguments.survey.strict && !errors.is_empty() => Finish::Findings,
        finish => finish,
    };
    Ok(Produced {
        manifest,
        heading: session.heading_lines(&reading),
        flows: comparison
            .as_ref()
            .filter(|_| filled.shows_totals(&STATED))
            .map(|own| poverty(own, rules, &groups.total())),
        targets: plan.iter().flat_map(|plan| plan.tables(true, surroundings)).collect(),
        finish,
    })
}

/// The totals that are stated when the review is done.
const STATED: [&str; 4] = ["2.start", "2.end", "3.start", "3.end"];

/// The classes of forms 14 and 15.
const POSTED: [&str; 2] = ["near_poor", "poor"];

/// So many lines have room on a sheet, with what stands above them.
const MOST_LINES: usize = 1_000_000;

/// How many lines the lists of villages have with every member.
fn lines(villages: &[Village]) -> usize {
    let of = |village: &Village| 1 + village.households.iter().map(|own| own.members.len().max(1)).sum::<usize>();
    villages.iter().map(of).sum()
}

/// The files of a review while they are made.
struct Files {
    forms: Output,
    classified: Output,
    flows: Option<Output>,
    problems: Output,
    page: Output,
    targets: Option<Output>,
}

impl Files {
    fn all(&self) -> impl Iterator<Item = &Output> {
        let always = [&self.forms, &self.classified, &self.problems, &self.page];
        always.into_iter().chain(&self.flows).chain(&self.targets)
    }

    /// Found writable before the work begins.
    fn begin(folder: &mut Folder, arguments: &Arguments, inputs: &[PathBuf]) -> anyhow::Result<Files> {
        let with_flows = arguments.previous.previous.is_some() && !arguments.is_filtered();
        let with_targets = arguments.targets.is_some();
        Ok(Files {
            forms: folder.begin("forms.xlsx", inputs)?,
            classified: folder.begin("classified.csv", inputs)?,
            flows: if with_flows { Some(folder.begin("flows.csv", inputs)?) } else { None },
            problems: folder.begin("problems.csv", inputs)?,
            page: folder.begin("report.html", inputs)?,
            targets: if with_targets { Some(folder.begin("targets.csv", inputs)?) } else { None },
        })
    }
}

fn write_bytes(mut output: Output, bytes: &[u8]) -> anyhow::Result<()> {
    output.write_all(bytes).map_err(|error| WriteError::io(output.place().clone(), error))?;
    Ok(output.finish()?)
}

impl Arguments {
    /// That the files of the review will not be taken for inputs the next time.
    fn refuse_folder(&self, surroundings: &Surroundings) -> anyhow::Result<()> {
        let folder = self.output.display();
        if self.output == Path::new("-") {
            return Err(Failure::new(surroundings.pick(
                "`review` ghi vào một thư mục, không ghi ra màn hình",
                "`review` writes into a folder, not to standard output",
            ))
            .help(surroundings.pick("dùng -o THƯ_MỤC", "use -o FOLDER"))
            .into());
        }
        // folders and patterns take whatever lies there
        let open = self.survey.input.iter().filter(|path| !path.is_file());
        let caught = open.flat_map(|path| expand(path).map(|found| found.files).unwrap_or_default());
        let lies_there = |path: PathBuf| path.parent().is_some_and(|parent| same_folder(parent, &self.output));
        match caught.into_iter().any(lies_there) {
            false => Ok(()),
            true => Err(Failure::new(surroundings.pick(
                format!("`{folder}` là thư mục của dữ liệu: lần sau các tệp ghi ra sẽ bị đọc như dữ liệu"),
                format!("`{folder}` is the folder of the survey: the files written there would be read as a survey the next time"),
            ))
            .help(surroundings.pick("ghi vào một thư mục khác", "write into another folder"))
            .into()),
        }
    }

    /// Whether nothing is written but into the folder.
    pub fn only_reads(&self) -> bool {
        self.survey.problems.is_none()
    }

    /// Whether only some of the households are asked for.
    fn is_filtered(&self) -> bool {
        self.survey.filter.is_some()
    }

    /// That the inputs are there to be read again: what comes through a pipe is not.
    fn refuse_streams(&self, surroundings: &Surroundings) -> anyhow::Result<()> {
        match self.survey.input.iter().any(|path| path == Path::new("-")) {
            true => Err(Failure::new(surroundings.pick(
                "`review` không đọc từ đầu vào chuẩn: kết quả phải lập lại được từ tệp",
                "`review` does not read standard input: what it writes must be possible to make again from files",
            ))
            .into()),
            false => Ok(()),
        }
    }

    /// All inputs with what each is.
    fn inputs(&self) -> Vec<(&'static str, PathBuf)> {
        let files = |paths: &[PathBuf]| -> Vec<PathBuf> {
            paths
                .iter()
                .flat_map(|path| expand(path).map_or_else(|_| vec![path.clone()], |found| found.files))
                .collect()
        };
        let rules = self.survey.rules.iter().map(PathBuf::from).filter(|path| path.exists());
        let all = [
            ("survey", files(&self.survey.input)),
            ("map", self.survey.map.clone().into_iter().collect()),
            ("rules", rules.collect()),
            ("targets", self.targets.as_deref().and_then(written::input).into_iter().collect()),
        ];
        let own = all.into_iter().flat_map(|(role, paths)| paths.into_iter().map(move |path| (role, path)));
        own.chain(self.previous.files()).collect()
    }

    /// The files that no output may be.
    fn used(&self) -> Vec<PathBuf> {
        self.inputs().into_iter().map(|(_, path)| path).collect()
    }

    fn records(&self) -> anyhow::Result<Vec<FileRecord>> {
        self.inputs().iter().map(|(role, path)| FileRecord::of_input(role, path)).collect()
    }

    /// What has to be typed for the same review, but for the folder and what does not change the files.
    fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        // a value may begin as an option does
        let mut add =
            |option: &str, value: Option<String>| words.extend(value.map(|value| format!("{option}={value}")));
        let path = |path: &PathBuf| path.display().to_string();
        let survey = &self.survey;
        add("--rules", survey.rules.clone());
        add("--date", survey.date.map(|date| date.to_string()));
        add("--year", survey.year.map(|year| year.to_string()));
        survey.settings.iter().for_each(|(name, choice)| add("--set", Some(format!("{name}={choice}"))));
        add("--map", survey.map.as_ref().map(path));
        add("--number-format", survey.number_format.map(|format| format.name().to_owned()));
        add("--where", survey.filter.clone());
        add("--previous", self.previous.previous.as_ref().map(path));
        self.previous.meeting.history.iter().for_each(|list| add("--history", Some(path(list))));
        add("--units", self.previous.meeting.units.as_ref().map(path));
        add("--rows", self.form.is_of_province().then(|| "province".to_owned()));
        add("--targets", self.targets.clone());
        add("--min-cell", self.min_cell.map(|least| least.to_string()));
        add("--match", self.previous.meeting.takes_likely().then(|| "likely".to_owned()));
        words.extend(self.form.check_columns.then(|| "--check-columns".to_owned()));
        words.push("--".to_owned());
        words.extend(self.survey.input.iter().map(path));
        words
    }
}

/// The review before, for the page.
fn before(comparison: &Comparison) -> PreviousReview<'_> {
    let previous = &comparison.previous;
    let households = i64::try_from(previous.households.len()).ok();
    PreviousReview {
        name: previous.year.map(|year| year.to_string()).unwrap_or_default(),
        households: households.filter(|_| previous.is_whole()),
        balances: &comparison.balances,
        with_history: comparison.lists.with_history,
    }
}

/// A file that was read, for the page.
fn source(record: &FileRecord) -> Source {
    let (vi, en) = match record.role.as_deref() {
        Some("survey") => ("Dữ liệu rà soát", "Survey"),
        Some("previous") => ("Danh sách kỳ trước", "List of the review before"),
        Some("history") => ("Danh sách các kỳ trước nữa", "List of an earlier review"),
        Some("units") => ("Xã cũ và xã mới", "Old and new communes"),
        Some("targets") => ("Chỉ tiêu của kế hoạch", "Targets of the plan"),
        Some("map") => ("Tệp ánh xạ", "Map of the layout"),
        Some("rules") => ("Bộ quy tắc", "Rules"),
        _ => ("", ""),
    };
    let name = Path::new(&record.name).file_name().map(|name| name.to_string_lossy().into_owned());
    Source {
        role: Title { vi: vi.to_owned(), en: en.to_owned() },
        name: name.unwrap_or_else(|| record.name.clone()),
        bytes: record.bytes,
        sha256: record.sha256.clone(),
    }
}

/// Poor and near-poor households at the start and at the end, and how many they can be at most with the answers that are missing.
fn poverty(comparison: &Comparison, rules: &Rules, total: &Tally) -> [(i64, i64, i64); 2] {
    let mut sums = [Balance::default(), Balance::default()];
    for (_, poor, near_poor) in &comparison.balances.units {
        sums[0].add(poor);
        sums[1].add(near_poor);
    }
    let open = |class: &str| rules.class(class).map_or(0, |class| total.at_most[class] - total.classes[class]);
    let [poor, near_poor] = sums.map(|sum| (sum.get(Flow::Start).households, sum.get(Flow::End).households));
    [(poor.0, poor.1, poor.1 + open("poor")), (near_poor.0, near_poor.1, near_poor.1 + open("near_poor"))]
}

impl Produced {
    /// Says what the review came to and where it is.
    fn tell(&self, folder: &Folder, arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<()> {
        let pick = |vi: &'static str, en: &'static str| surroundings.pick(vi, en);
        let Target { mut output, format, options } = Target::of(Format::Table, None, &[], surroundings)?;
        let mut lines = self.heading.clone();
        if let Some(flows) = self.flows {
            let titles = [pick("Hộ nghèo", "Poor households"), pick("Hộ cận nghèo", "Near-poor households")];
            let n = |count: i64| words::count(count, surroundings.language);
            let change = |change: i64| format!("{}{}", if change > 0 { "+" } else { "" }, n(change));
            // what missing answers leave open may be of the class or not
            let range = |least: String, most: String| if least == most { least } else { format!("{least} … {most}") };
            for (title, (before, now, most)) in titles.into_iter().zip(flows) {
                let (shown, changed) = (range(n(now), n(most)), range(change(now - before), change(most - before)));
                lines.push(format!("{title}: {} → {shown} ({changed})", n(before)));
            }
        }
        output.write_lines(&lines)?;
        let row = |name: &str| {
            vec![
                TableCell::words(&arguments.output.join(name).display().to_string()),
                TableCell::words(holds(name, surroundings)),
            ]
        };
        let table = Table {
            id: "files".into(),
            title: pick("Đã ghi", "Written").into(),
            columns: vec![
                TableColumn::new("file", pick("Tệp", "File"), ColumnKind::Text),
                TableColumn::new("holds", pick("Nội dung", "What it holds"), ColumnKind::Text),
            ],
            rows: folder.files().iter().map(|(name, _)| row(name)).collect(),
            ..Table::default()
        };
        let mut tables = self.targets.clone();
        tables.push(table);
        Ok(write_tables(&tables, format, output, options)?)
    }
}

/// What a file of the folder holds.
fn holds(name: &str, surroundings: &Surroundings) -> &'static str {
    let (vi, en) = match name {
        "forms.xlsx" => ("các biểu báo cáo", "the report forms"),
        "report.html" => {
            ("trang để xem: mở bằng trình duyệt, in được", "a page to look at: opens in a browser, prints")
        }
        "classified.csv" => ("phân loại từng hộ", "every household with its class"),
        "flows.csv" => {
            ("diễn biến từng hộ so với đợt trước", "what became of every household since the previous review")
        }
        "problems.csv" => ("các vấn đề dữ liệu", "the data problems"),
        "targets.csv" => ("các chỉ tiêu của kế hoạch", "the targets of the plan"),
        "manifest.json" => ("được lập từ dữ liệu nào, bằng chuẩn nào", "what all this was made from"),
        _ => ("", ""),
    };
    surroundings.pick(vi, en)
}
