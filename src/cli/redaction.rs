//! `--redact`: pseudonyms in the place of household ids and names, in whatever list is written. The secret comes from a file, so that it
//! stands in no history of commands and no list of processes.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::Args;
use rustc_hash::FxHashSet;

use crate::io::read_beginning;
use crate::redact::{LEAST_SECRET, Pseudonym, Pseudonyms, clash};
use crate::survey::codebook::Codebook;
use crate::survey::codebook_file::HOUSEHOLD_ID;
use crate::survey::problem::{Problem, ProblemKind};

use super::arguments::Surroundings;
use super::failure::Failure;

/// More than a secret has; a survey named by mistake is no key.
const MOST: usize = 4096;

/// Whether a list is to be redacted.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct RedactArguments {
    /// Put pseudonyms in the place of household ids and names, made with the secret in this file; the same secret makes the same ones
    #[arg(long, value_name = "KEYFILE")]
    redact: Option<PathBuf>,
}

impl RedactArguments {
    /// What makes the pseudonyms, if they are asked for.
    pub fn open(&self, surroundings: &Surroundings) -> anyhow::Result<Option<Pseudonyms>> {
        let Some(path) = &self.redact else { return Ok(None) };
        let help = surroundings.pick(
            format!("ghi vào tệp một dòng gồm ít nhất {LEAST_SECRET} ký tự ngẫu nhiên và giữ kín, ví dụ `openssl rand -base64 32 > khoa.txt`"),
            format!("write a line of at least {LEAST_SECRET} random characters into the file and keep it to yourself, for example `openssl rand -base64 32 > key.txt`"),
        );
        if path == Path::new("-") {
            let message = surroundings.pick(
                "`--redact` không đọc khóa từ đầu vào chuẩn",
                "`--redact` does not read the secret from standard input",
            );
            return Err(Failure::new(message).help(help).into());
        }
        let secret = read_beginning(path, MOST + 1)?;
        let name = path.display();
        if secret.len() > MOST {
            return Err(Failure::new(surroundings.pick(
                format!("`{name}` dài hơn {MOST} byte, không phải tệp khóa"),
                format!("`{name}` has more than {MOST} bytes and is no file with a secret"),
            ))
            .help(help)
            .into());
        }
        let made = Pseudonyms::new(&secret).map_err(|weak| {
            Failure::new(match weak.bytes {
                0 => surroundings
                    .pick(format!("tệp khóa `{name}` trống"), format!("there is no secret in `{name}`: it is empty")),
                bytes => surroundings.pick(
                    format!("khóa trong `{name}` chỉ có {bytes} byte, cần ít nhất {LEAST_SECRET}"),
                    format!("the secret in `{name}` has {bytes} bytes, at least {LEAST_SECRET} are needed"),
                ),
            })
            .help(help)
        })?;
        Ok(Some(made))
    }

    /// The file with the secret, which no output may overwrite.
    pub fn input(&self) -> Option<PathBuf> {
        self.redact.clone()
    }
}

/// Rows that wait until all are there, to be written in the order of their pseudonyms: the order of the survey would say whose they are.
pub(super) struct Shuffled<R> {
    rows: Vec<(Option<Pseudonym>, R)>,
}

impl<R> Default for Shuffled<R> {
    fn default() -> Shuffled<R> {
        Shuffled { rows: Vec::new() }
    }
}

impl<R> Shuffled<R> {
    /// Adds a row, with the pseudonym of its household.
    pub fn push(&mut self, of: Option<Pseudonym>, row: R) {
        self.rows.push((of, row));
    }

    /// Adds the rows of another.
    pub fn append(&mut self, mut other: Shuffled<R>) {
        self.rows.append(&mut other.rows);
    }

    /// The rows in their order.
    pub fn sorted(mut self, surroundings: &Surroundings) -> anyhow::Result<impl Iterator<Item = R>> {
        self.rows.sort_by_key(|(of, _)| *of);
        refuse_clash(self.rows.iter().filter_map(|(of, _)| *of), surroundings)?;
        Ok(self.rows.into_iter().map(|(_, row)| row))
    }
}

/// Refuses a list on which two have one pseudonym; these come in order.
pub(super) fn refuse_clash(
    sorted: impl Iterator<Item = Pseudonym>,
    surroundings: &Surroundings,
) -> Result<(), Failure> {
    match clash(sorted) {
        None => Ok(()),
        Some(pseudonym) => Err(Failure::new(surroundings.pick(
            format!("hai hộ hoặc hai người có cùng một mã thay thế `{pseudonym}`"),
            format!("two households or persons have one and the same pseudonym `{pseudonym}`"),
        ))
        .help(surroundings.pick("dùng một khóa khác", "use another secret"))),
    }
}

/// Which values of data problems are shown.
pub(super) struct ShownValues<'s> {
    /// Fields that hold names and id numbers.
    personal: FxHashSet<&'s str>,
    pseudonyms: Option<&'s Pseudonyms>,
}

impl<'s> ShownValues<'s> {
    pub fn new(codebook: &'s Codebook, pseudonyms: Option<&'s Pseudonyms>) -> ShownValues<'s> {
        let fields = codebook.household.iter().chain(&codebook.member);
        let personal = fields.filter(|field| field.personal).map(|field| field.id.as_str()).collect();
        ShownValues { personal, pseudonyms }
    }

    /// Names and id numbers stay in the survey; the place says where. Where the list is redacted household ids are pseudonyms, and
    /// nothing is shown that may be a name or a number of a person in the wrong column.
    pub fn of<'p>(&self, problem: &'p Problem) -> Cow<'p, str> {
        if self.personal.contains(problem.field.as_str()) {
            return Cow::Borrowed("");
        }
        let Some(pseudonyms) = self.pseudonyms else { return Cow::Borrowed(&problem.value) };
        if problem.field == HOUSEHOLD_ID && !matches!(problem.kind, ProblemKind::RepeatedColumn { .. }) {
            return Cow::Owned(pseudonyms.household(&problem.value).map(|own| own.to_string()).unwrap_or_default());
        }
        Cow::Borrowed(if is_harmless(problem) { &problem.value } else { "" })
    }
}

/// Whether a value cannot be the name or a number of a person: it is the program's word or a header, or has neither letters nor as many
/// digits as the shortest id number or telephone number.
fn is_harmless(problem: &Problem) -> bool {
    const LEAST: usize = 9;
    let of_program = matches!(
        problem.kind,
        ProblemKind::Disagreement { .. }
            | ProblemKind::ClassMismatch { .. }
            | ProblemKind::RepeatedColumn { .. }
            | ProblemKind::AmbiguousColumn { .. }
    );
    let digits = problem.value.chars().filter(|c| c.is_numeric()).count();
    of_program || (digits < LEAST && !problem.value.chars().any(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::codebook_file::default_codebook;
    use crate::survey::problem::Place;

    #[test]
    fn no_name_and_no_number_of_a_person_is_shown() {
        let codebook = default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false)));
        let pseudonyms = Pseudonyms::new(b"a secret of some length").expect("long enough");
        let (open, redacted) = (ShownValues::new(&codebook, None), ShownValues::new(&codebook, Some(&pseudonyms)));
        let bad = ProblemKind::NotANumber;
        let mismatch = ProblemKind::ClassMismatch { possible: ["x".into(), "x".into()] };
        for (field, value, kind, shown, hidden) in [
            ("head_name", "Lò Văn A", &bad, "", ""),
            ("national_id", "014093000123", &bad, "", ""),
            // a name or a telephone number in another column
            ("persons", "Lò Văn A", &bad, "Lò Văn A", ""),
            ("income_month", "0912 345 678", &bad, "0912 345 678", ""),
            ("income_month", "1.500", &bad, "1.500", "1.500"),
            ("area", "poor", &mismatch, "poor", "poor"),
            // a row without a column
            ("", "Lò Văn A", &ProblemKind::GroupNotRead, "Lò Văn A", ""),
        ] {
            let place = Place { sheet: 0, row: 1, column: 1 };
            let problem = Problem { place, field: field.into(), value: value.into(), kind: kind.clone() };
            assert_eq!((&*open.of(&problem), &*redacted.of(&problem)), (shown, hidden), "{field} {value}");
        }
    }
}
