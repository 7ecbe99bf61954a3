//! A folder of made files, and runs of the program in it.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Good enough for a summary: one commune, two households, points only.
pub const POINTS: &str = "\
household_id,commune,area,persons,b1,b2,review_year
1,Chiềng On,rural,4,100,30,2022
2,Chiềng On,rural,3,130,0,2022
";

pub const MEMBERS: &str = "\
household_id,member_no,birth_date,insured
1,1,1980-01-01,1
2,1,1990-01-01,0
";

/// What Rust prints about its own things, which an officer must never see.
const RUST: [&str; 10] = [
    "panicked",
    "Error {",
    "Os {",
    "called `Result",
    "called `Option",
    "Err(",
    "Some(",
    "None)",
    "RUST_BACKTRACE",
    "src/",
];

/// A folder in which the program is run.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// With a survey that is good, `points.csv`.
    pub fn with_points() -> Folder {
        Folder::new().file("points.csv", POINTS)
    }

    #[must_use]
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Folder {
        std::fs::write(self.path(name), content).expect("a file is written");
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The names of its files, hidden ones too.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).expect("the folder is there");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    pub fn command(&self, line: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rasoat"));
        command.args(line).current_dir(self.0.path()).env_clear().env("LC_ALL", "C").env("COLUMNS", "100");
        command.stdin(Stdio::null());
        command
    }

    /// Runs the program and looks at what every run must hold to: no Rust in the messages, no file left behind.
    pub fn run(&self, line: &[&str]) -> Ran {
        self.run_with(line, b"")
    }

    pub fn run_with(&self, line: &[&str], input: &[u8]) -> Ran {
        let before = self.names();
        let mut command = self.command(line);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        // a program that has enough does not read on
        let _ = stdin.write_all(input);
        drop(stdin);
        let ran = Ran::of(line, child.wait_with_output().expect("the program ends"));
        let left: Vec<String> = self.names().into_iter().filter(|name| !before.contains(name)).collect();
        if ran.code == 2 {
            assert!(left.is_empty(), "{line:?} leaves {left:?}");
        }
        assert!(!left.iter().any(|name| name.ends_with(".tmp")), "{line:?} leaves {left:?}");
        ran
    }

    /// Runs a command that cannot be run, in both languages: both say the same number of things, and name `names`.
    pub fn refused(&self, line: &[&str], names: &[&str]) -> Ran {
        let vi = self.run(&[line, &["--lang", "vi"]].concat());
        let en = self.run(line);
        for (ran, first) in [(&en, "error: "), (&vi, "lỗi: ")] {
            assert_eq!(ran.code, 2, "{ran:?}");
            assert!(ran.out.is_empty(), "{ran:?}");
            let said = ran.err.lines().find(|said| said.starts_with(first));
            let said = said.unwrap_or_else(|| panic!("no message: {ran:?}"));
            assert!(!said.ends_with('.'), "{said}");
            for name in names {
                assert!(ran.err.contains(name), "`{name}` is not named: {ran:?}");
            }
        }
        assert_ne!(en.err, vi.err);
        let messages = |ran: &Ran, first: &str| ran.err.lines().filter(|said| said.starts_with(first)).count();
        assert_eq!(messages(&en, "help: "), messages(&vi, "gợi ý: "), "{en:?} {vi:?}");
        en
    }
}

/// What a run of the program printed.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(line: &[&str], output: Output) -> Ran {
        let code = output.status.code().unwrap_or_else(|| panic!("{line:?} was killed: {}", output.status));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let ran = Ran { code, out: text(&output.stdout), err: text(&output.stderr) };
        for word in RUST {
            assert!(!ran.err.contains(word), "{line:?} says `{word}`: {}", ran.err);
        }
        ran
    }

    /// With an exit code.
    pub fn code(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    /// With words on standard error.
    pub fn says(self, words: &[&str]) -> Ran {
        for word in words {
            assert!(self.err.contains(word), "`{word}` is not said: {self:?}");
        }
        self
    }

    /// With words on standard output.
    pub fn prints(self, words: &[&str]) -> Ran {
        for word in words {
            assert!(self.out.contains(word), "`{word}` is not printed: {self:?}");
        }
        self
    }

    /// The cells of a csv on standard output, by line.
    pub fn csv(&self) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(self.out.as_bytes());
        let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect());
        rows.collect()
    }

    /// A column of a csv on standard output, without its header.
    pub fn column(&self, name: &str) -> Vec<String> {
        let rows = self.csv();
        let at = rows[0].iter().position(|header| header == name);
        let at = at.unwrap_or_else(|| panic!("no column `{name}`: {self:?}"));
        rows[1..].iter().map(|row| row[at].clone()).collect()
    }
}
