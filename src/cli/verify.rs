//! `rasoat verify`: a review made again, and whether it comes to the same.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::io::digest::Digest;
use crate::io::read_text;
use crate::io::write::{Format, write_tables};
use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::text::Language;

use super::arguments::Surroundings;
use super::failure::{Failure, Finish};
use super::review::{FileRecord, Folder, Manifest, produce};
use super::review_arguments;
use super::target::Target;

/// Make a review again from its manifest and say whether the result is the same
#[derive(Debug, Args)]
#[command(after_help = "\
Inputs are looked for by the names in the manifest, from the folder in which `rasoat review` was run. Nothing is written.
Exit code 1 says that something is not the same.

Examples:
  rasoat verify target/review/manifest.json")]
pub(super) struct Arguments {
    /// The manifest that `rasoat review` wrote
    #[arg(value_name = "MANIFEST")]
    manifest: PathBuf,
}

pub(super) fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Finish> {
    let manifest = load(&arguments.manifest, surroundings)?;
    let folder = arguments.manifest.parent().unwrap_or(Path::new(""));
    let mut lines = vec![Line::of_program(&manifest, surroundings)];
    let inputs = manifest.inputs.iter().map(|input| Line::of_input(input, surroundings));
    lines.extend(inputs);
    // other inputs cannot give the same result
    let changed = lines.iter().any(|line| line.is_input && !line.same);
    if !changed {
        let again = again(&manifest, surroundings)?;
        lines.push(Line::of_standard(&manifest, &again, surroundings));
        for recorded in &manifest.outputs {
            lines.push(Line::of_output(recorded, &again, folder, surroundings));
        }
        // a manifest that was cut says less than it should
        let told = |kept: &[FileRecord], record: &FileRecord| kept.iter().any(|own| own.name == record.name);
        let untold = again.inputs.iter().filter(|record| !told(&manifest.inputs, record));
        let untold = untold.chain(again.outputs.iter().filter(|record| !told(&manifest.outputs, record)));
        lines.extend(untold.map(|record| {
            Line::new(record.name.clone(), false, surroundings.pick("không có trong bản kê", "not in the manifest"))
        }));
    }
    let same = !changed && lines.iter().all(|line| line.same || line.is_remark);
    let pick = |vi: &'static str, en: &'static str| surroundings.pick(vi, en);
    let table = Table {
        id: "verify".into(),
        title: match (same, changed) {
            (true, _) => pick("Kết quả lập lại giống hệt", "The result is the same"),
            (false, true) => {
                pick("Dữ liệu đã thay đổi: không lập lại", "The inputs have changed: nothing was made again")
            }
            (false, false) => pick("Kết quả lập lại khác", "The result is not the same"),
        }
        .into(),
        columns: vec![
            TableColumn::new("what", pick("Mục", "What"), ColumnKind::Text),
            TableColumn::new("state", pick("Tình trạng", "State"), ColumnKind::Text),
        ],
        rows: lines.iter().map(|line| [&line.what, &line.state].map(|text| TableCell::words(text)).into()).collect(),
        ..Table::default()
    };
    let Target { format, output, options } = Target::of(Format::Table, None, &[], surroundings)?;
    write_tables(&[table], format, output, options)?;
    Ok(if same { Finish::Done } else { Finish::Findings })
}

fn load(path: &Path, surroundings: &Surroundings) -> anyhow::Result<Manifest> {
    let text = read_text(path)?;
    let name = path.display();
    let help = surroundings.pick(
        "tệp này do `rasoat review` ghi, tên là `manifest.json`",
        "it is the `manifest.json` that `rasoat review` writes",
    );
    let manifest: Manifest = serde_json::from_str(&text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Failure::new(surroundings.pick(
            format!("`{name}` dòng {line}, cột {column}: không phải bản kê của một đợt rà soát"),
            format!("`{name}` line {line}, column {column}: this is no manifest of a review"),
        ))
        .help(help)
    })?;
    match manifest.is_known() {
        true => Ok(manifest),
        false => Err(Failure::new(surroundings.pick(
            format!("`{name}` do một phiên bản khác của chương trình ghi ({})", manifest.program.version),
            format!("`{name}` is of another version of the program ({})", manifest.program.version),
        ))
        .into()),
    }
}

/// The review once more, kept nowhere.
fn again(manifest: &Manifest, surroundings: &Surroundings) -> anyhow::Result<Manifest> {
    let words: Vec<String> = ["--output=.".to_owned()].into_iter().chain(manifest.options.clone()).collect();
    let arguments = review_arguments(&words).ok().filter(|arguments| arguments.only_reads());
    let arguments = arguments.ok_or_else(|| {
        Failure::new(surroundings.pick(
            "bản kê có tùy chọn mà `rasoat review` không nhận",
            "the manifest has options that `rasoat review` does not take",
        ))
        .help(manifest.options.join(" "))
    })?;
    let language = match manifest.language.as_str() {
        "vi" => Language::Vi,
        "en" => Language::En,
        other => {
            return Err(Failure::new(surroundings.pick(
                format!("bản kê có ngôn ngữ lạ: `{other}`"),
                format!("the manifest has a language that is not known: `{other}`"),
            ))
            .into());
        }
    };
    // what there is to say was said when the review was made
    Ok(produce(&arguments, &surroundings.silent(), language, &mut Folder::nowhere())?.manifest)
}

/// A line of the answer.
struct Line {
    what: String,
    state: String,
    same: bool,
    is_input: bool,
    /// Told, but no reason to say that the result is another.
    is_remark: bool,
}

impl Line {
    fn new(what: String, same: bool, state: &str) -> Line {
        Line { what, state: state.to_owned(), same, is_input: false, is_remark: false }
    }

    fn of_program(manifest: &Manifest, surroundings: &Surroundings) -> Line {
        let (then, now) = (&manifest.program.version, env!("CARGO_PKG_VERSION"));
        let what = surroundings.pick("chương trình", "program").to_owned();
        let same = then == now;
        let state = match same {
            true => surroundings.pick(format!("phiên bản {now}"), format!("version {now}")),
            false => surroundings.pick(
                format!("lập bằng phiên bản {then}, nay là {now}"),
                format!("made by version {then}, this is {now}"),
            ),
        };
        Line { is_remark: true, ..Line::new(what, same, &state) }
    }

    fn of_input(recorded: &FileRecord, surroundings: &Surroundings) -> Line {
        let now = Digest::of_file(Path::new(&recorded.name));
        let (same, state) = match now {
            Ok(now) if now.sha256() == recorded.sha256 && now.bytes() == recorded.bytes => {
                (true, surroundings.pick("không đổi", "unchanged"))
            }
            Ok(_) => (false, surroundings.pick("đã thay đổi", "changed")),
            Err(_) => (false, surroundings.pick("không đọc được", "cannot be read")),
        };
        let role = recorded.role.as_deref().unwrap_or_default();
        Line { is_input: true, ..Line::new(format!("{role}: {}", recorded.name), same, state) }
    }

    fn of_standard(recorded: &Manifest, again: &Manifest, surroundings: &Surroundings) -> Line {
        let same = recorded.standard == again.standard && recorded.counts == again.counts;
        let state = match same {
            true => surroundings.pick("như cũ, cùng số hộ", "the same, with the same counts"),
            false => surroundings.pick("khác", "not the same"),
        };
        let what = surroundings.pick("chuẩn", "standard");
        Line::new(format!("{what}: {}", recorded.standard.id), same, state)
    }

    /// A file made again, and the one that lies beside the manifest.
    fn of_output(recorded: &FileRecord, again: &Manifest, folder: &Path, surroundings: &Surroundings) -> Line {
        let pick = |vi: &'static str, en: &'static str| surroundings.pick(vi, en);
        let made = again.outputs.iter().find(|output| output.name == recorded.name);
        let same = made.is_some_and(|made| made == recorded);
        let lying = Digest::of_file(&folder.join(&recorded.name)).ok().map(|digest| digest.sha256());
        let (kept, remark) = match &lying {
            Some(lying) if *lying == recorded.sha256 => (true, ""),
            Some(_) => (false, pick("; tệp trong thư mục đã bị sửa", "; the file in the folder was changed since")),
            None => (false, pick("; không có tệp trong thư mục", "; there is no such file in the folder")),
        };
        let state = if same {
            pick("lập lại giống hệt", "made again the same")
        } else {
            pick("lập lại khác", "made again otherwise")
        };
        Line::new(recorded.name.clone(), same && kept, &format!("{state}{remark}"))
    }
}
