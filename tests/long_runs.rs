//! Long runs: ended in the middle, files that change under them, what comes through a pipe.
#![allow(clippy::disallowed_methods, reason = "writes made-up surveys to a temporary folder")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn program(arguments: &[&str], folder: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_rasoat"));
    program.args(arguments).args(["--quiet"]).current_dir(folder).env("LC_ALL", "C");
    program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    program
}

/// A made-up survey of so many households, `s-households.csv` and `s-members.csv`.
fn survey(households: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = run(&["sample", "--households", households, "-o", "s.csv"], folder.path(), b"");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    folder
}

fn run(arguments: &[&str], folder: &Path, stdin: &[u8]) -> Output {
    let mut child = program(arguments, folder).spawn().expect("the program runs");
    // a program that does not read its input closes it
    let _ = child.stdin.take().expect("a pipe").write_all(stdin);
    child.wait_with_output().expect("it ends")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).expect("the file is there")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(content).expect("memory");
    packer.finish().expect("memory")
}

fn zstandard(content: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(content, ruzstd::encoding::CompressionLevel::Fastest)
}

/// Gives so much that the program must have read the beginning of it: more than a pipe holds.
fn feed(child: &mut Child, bytes: &[u8]) {
    assert!(bytes.len() > 200_000, "{}", bytes.len());
    child.stdin.as_mut().expect("a pipe").write_all(bytes).expect("the program reads");
}

#[test]
#[cfg(unix)]
fn ended_in_the_middle_it_leaves_the_old_file_and_nothing_else() {
    use std::os::unix::process::ExitStatusExt;

    let folder = survey("2000");
    let folder = folder.path();
    let households = read(folder, "s-households.csv");
    for (signal, number) in [("-INT", 2), ("-TERM", 15)] {
        for with in [&["summary", "-", "-o", "out.xlsx"][..], &["classify", "-", "-o", "out.csv"]] {
            let out = with[3];
            std::fs::write(folder.join(out), "old").expect("written");
            let before = names(folder);
            let mut child = program(with, folder).spawn().expect("the program runs");
            // its input never ends
            feed(&mut child, &households);
            assert_eq!(names(folder).len(), before.len() + 1, "the new file is begun");
            let id = child.id().to_string();
            assert!(Command::new("kill").args([signal, &id]).status().expect("kill runs").success());
            let begun = Instant::now();
            let status = child.wait().expect("it ends");
            assert!(begun.elapsed() < Duration::from_secs(20));
            assert_eq!(status.signal(), Some(number), "{with:?}: {status}");
            assert_eq!(names(folder), before);
            assert_eq!(read(folder, out), b"old");
        }
    }
}

#[test]
fn a_file_that_changes_under_a_run_is_noticed() {
    type Change = fn(&Path);
    let changes: [(Change, &str, &str); 4] = [
        (
            |path| {
                let file = std::fs::File::options().append(true).open(path);
                file.and_then(|mut file| file.write_all(b"one,more\n")).expect("written");
            },
            "it grew longer",
            "tệp dài thêm",
        ),
        (
            |path| {
                let file = std::fs::File::options().write(true).open(path).expect("it is there");
                file.set_len(file.metadata().expect("it is there").len() / 2).expect("cut off");
            },
            "it was cut off",
            "tệp bị cắt ngắn",
        ),
        (
            |path| {
                let file = std::fs::File::options().write(true).open(path).expect("it is there");
                file.set_modified(std::time::UNIX_EPOCH).expect("written");
            },
            "it was written to",
            "có ai đó đã ghi vào tệp",
        ),
        (
            |path| std::fs::remove_file(path).expect("deleted"),
            "it was moved or deleted",
            "tệp đã bị chuyển đi hoặc bị xóa",
        ),
    ];
    let folder = survey("2000");
    let folder = folder.path();
    let (households, members) = (read(folder, "s-households.csv"), read(folder, "s-members.csv"));
    std::fs::write(folder.join("out.csv"), "old").expect("written");
    for (change, english, vietnamese) in changes {
        for (language, words) in [("en", english), ("vi", vietnamese)] {
            std::fs::write(folder.join("m.csv"), &members).expect("written");
            let with = ["summary", "-", "m.csv", "-o", "out.csv", "--lang", language];
            let mut child = program(&with, folder).spawn().expect("the program runs");
            // both files were looked at once most of the first is read; the second is read after it
            feed(&mut child, &households);
            change(&folder.join("m.csv"));
            let output = child.wait_with_output().expect("it ends");
            assert_eq!(output.status.code(), Some(2), "{}", said(&output));
            assert!(said(&output).contains(words) && said(&output).contains("`m.csv`"), "{}", said(&output));
            assert_eq!(read(folder, "out.csv"), b"old");
        }
    }
}

#[test]
fn standard_input_and_packed_files_are_the_same_survey() {
    let folder = survey("700");
    let folder = folder.path();
    let (households, members) = (read(folder, "s-households.csv"), read(folder, "s-members.csv"));
    for (name, bytes) in [
        ("h.csv.gz", gzip(&households)),
        ("h.csv.zst", zstandard(&households)),
        ("m.csv.gz", gzip(&members)),
        ("m.csv.zst", zstandard(&members)),
    ] {
        std::fs::write(folder.join(name), bytes).expect("written");
    }
    let of = |inputs: &[&str], stdin: &[u8]| {
        let output = run(&[&["classify", "--format", "csv"], inputs].concat(), folder, stdin);
        assert_eq!(output.status.code(), Some(0), "{inputs:?}: {}", said(&output));
        output.stdout
    };
    let expected = of(&["s-households.csv", "s-members.csv"], b"");
    assert!(expected.len() > 10_000);
    for (inputs, stdin) in [
        (["h.csv.gz", "m.csv.gz"], &b""[..]),
        (["h.csv.gz", "m.csv.zst"], b""),
        (["h.csv.zst", "m.csv.gz"], b""),
        (["h.csv.zst", "s-members.csv"], b""),
        (["-", "s-members.csv"], &households),
        (["s-households.csv", "-"], &members),
        (["-", "m.csv.zst"], &gzip(&households)),
        (["h.csv.gz", "-"], &zstandard(&members)),
    ] {
        assert!(of(&inputs, stdin) == expected, "{inputs:?}");
    }
    let alone = of(&["s-households.csv"], b"");
    for name in ["s-households.csv", "h.csv.gz", "h.csv.zst"] {
        let file = std::fs::File::open(folder.join(name)).expect("the file is there");
        let output = program(&["classify", "--format", "csv", "-"], folder).stdin(file).output();
        assert!(output.expect("the program runs").stdout == alone, "{name}");
    }
    for stdin in [&households, &gzip(&households), &zstandard(&households)] {
        assert!(of(&["-"], stdin) == alone);
    }
}

#[test]
fn a_workbook_or_archive_may_come_through_a_pipe() {
    let folder = tempfile::tempdir().expect("a folder");
    let sample = |name: &str| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    let with = ["summary", "--format", "csv", "--by", "none"];
    let book = std::fs::read(sample("yen-chau-2022.xlsx")).expect("the sample is there");
    let expected =
        run(&[&with[..], &[sample("yen-chau-2022.xlsx").to_str().expect("letters")]].concat(), folder.path(), b"");
    let piped = run(&[&with[..], &["-"]].concat(), folder.path(), &book);
    assert_eq!(expected.status.code(), Some(0), "{}", said(&expected));
    assert_eq!((piped.status.code(), &piped.stdout), (Some(0), &expected.stdout), "{}", said(&piped));

    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["yen-chau-2022-households.csv", "yen-chau-2022-members.csv"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        zip.write_all(&std::fs::read(sample(name)).expect("the sample is there")).expect("memory");
    }
    let zip = zip.finish().expect("memory").into_inner();
    let zipped = run(&[&with[..], &["-"]].concat(), folder.path(), &zip);
    assert_eq!((zipped.status.code(), &zipped.stdout), (Some(0), &expected.stdout), "{}", said(&zipped));
}

#[test]
fn households_and_members_in_one_stream_are_refused() {
    let folder = survey("600");
    let folder = folder.path();
    let (households, members) = (read(folder, "s-households.csv"), read(folder, "s-members.csv"));
    let both = [&households[..], &members].concat();
    std::fs::write(folder.join("both.csv"), &both).expect("written");
    std::fs::write(folder.join("out.csv"), "old").expect("written");
    for (input, stdin, language, words) in [
        ("-", &both[..], "en", "`-`, row 602: after the households come the titles of a list of members"),
        ("-", &gzip(&both), "vi", "`-`, dòng 602: sau các hộ là tiêu đề của danh sách thành viên"),
        ("both.csv", b"", "en", "`both.csv`, row 602: "),
    ] {
        for command in ["summary", "classify"] {
            let output = run(&[command, input, "-o", "out.csv", "--lang", language], folder, stdin);
            assert_eq!(output.status.code(), Some(2), "{}", said(&output));
            assert!(said(&output).contains(words), "{}", said(&output));
            assert_eq!(read(folder, "out.csv"), b"old");
        }
    }
}
