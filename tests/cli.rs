//! Commands and what they print, as documents: `tests/cli/*.md` and every block of the README.
//! `TRYCMD=overwrite cargo test --test cli` writes what is printed now; read the difference before you keep it.
#![allow(clippy::disallowed_methods, reason = "reads the repository's documents")]

use std::process::Command;

#[test]
fn documents_show_what_is_printed() {
    trycmd::TestCases::new().env("LC_ALL", "C").env("COLUMNS", "100").case("tests/cli/*.md").case("README.md");
}

/// The blocks of the README that are no console sessions: commands for a fresh machine, and rules files.
#[test]
fn every_other_block_of_the_readme_works() {
    let readme = std::fs::read_to_string("README.md").expect("the README is there");
    // overwriting expected output must not turn an example into a failure unseen
    assert!(!readme.contains("\n? "), "an example of the README fails");
    let mut commands = 0;
    let mut blocks = readme.split("\n```");
    blocks.next();
    while let (Some(block), _) = (blocks.next(), blocks.next()) {
        let (kind, body) = block.split_once('\n').expect("a block has lines");
        match kind {
            "console" => {}
            "map" => {
                let codebook = rasoat::survey::codebook_file::default_codebook().expect("the codebook is good");
                let map = rasoat::survey::map::load("map.toml", body, &codebook);
                assert!(map.is_ok(), "{}", map.err().map(|report| report.render(false)).unwrap_or_default());
                commands += 1;
            }
            "sh" => {
                for line in body.lines().filter(|line| !line.trim().is_empty()) {
                    commands += 1;
                    if let Some(arguments) = line.strip_prefix("cargo run --release -- ") {
                        let output = Command::new(env!("CARGO_BIN_EXE_rasoat"))
                            .args(arguments.split(' '))
                            .output()
                            .expect("the program runs");
                        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
                        assert!(!output.stdout.is_empty(), "{line} prints nothing");
                    } else {
                        assert!(["cargo test", "cargo install --path ."].contains(&line), "untested: {line}");
                    }
                }
            }
            "toml" => {
                let folder = tempfile::tempdir().expect("a folder");
                let file = folder.path().join("rules.toml");
                std::fs::write(&file, body).expect("written");
                let output = Command::new(env!("CARGO_BIN_EXE_rasoat"))
                    .args(["rules", "test"])
                    .arg(&file)
                    .output()
                    .expect("the program runs");
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                commands += 1;
            }
            other => panic!("a block of kind `{other}` is not tested"),
        }
    }
    assert!(commands >= 3, "only {commands} commands found");
}

/// The five steps of the README for a file that is not read, on its own example, as they are written there.
#[test]
fn the_steps_for_a_file_that_is_not_read_lead_to_its_map() {
    let readme = std::fs::read_to_string("README.md").expect("the README is there");
    let folder = tempfile::tempdir().expect("a folder");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, column, text) in [
        (0, 0, "PHÒNG LAO ĐỘNG - BẢNG TỔNG HỢP THÔN"),
        (2, 0, "Nhà số"),
        (2, 1, "Đại diện nhà"),
        (2, 3, "Người trong nhà"),
        (2, 4, "Vùng"),
        (2, 5, "Tiền kiếm được"),
        (2, 7, "Điểm"),
        (3, 5, "một tháng (nghìn đồng)"),
        (3, 6, "ghi chú riêng"),
        (3, 7, "phiếu 1"),
        (3, 8, "phiếu 2"),
        (9, 0, "Cộng 5 nhà"),
    ] {
        assert!(readme.contains(text), "{text} is not the README's");
        sheet.write(row, column, text).expect("written");
    }
    for (row, id, name, area, income) in [
        (4, "N01", "Lò Văn Mới", "cao", 4200),
        (5, "N02", "Lò Thị Thử", "thấp", 3100),
        (6, "N03", "Mùa A Mẫu", "cao", 900),
        (7, "N04", "Hà Văn Nháp", "cao", 7000),
        (8, "N05", "Quàng Thị Ví", "thấp", 2500),
    ] {
        for (column, text) in [(0, id), (1, name), (2, "Bản Pá"), (4, area)] {
            sheet.write(row, column, text).expect("written");
        }
        for (column, number) in [(3, 4), (5, income), (7, 130), (8, 40)] {
            sheet.write(row, column, number).expect("written");
        }
    }
    book.save(folder.path().join("thon.xlsx")).expect("saved");
    let run = |line: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_rasoat"))
            .args(line.split(' ').skip(1))
            .current_dir(folder.path())
            .env("LC_ALL", "C")
            .output()
            .expect("the program runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let step = |line: &str| {
        assert!(readme.split_whitespace().collect::<Vec<_>>().join(" ").contains(&format!("`{line}`")), "{line}");
        run(line)
    };
    let path = |name: &str| folder.path().join(name);
    let map = |name: &str| std::fs::read_to_string(path(name)).expect("a map");
    let change = |name: &str, lines: &[(&str, &str)]| {
        let mut text = map(name);
        for (from, to) in lines {
            let own: Vec<&str> = text.lines().filter(|line| line.starts_with(from)).collect();
            assert_eq!(own.len(), 1, "{from}\n{text}");
            text = text.replace(own[0], to);
        }
        std::fs::write(path(name), text).expect("written");
    };
    let (code, shown, _) = step("rasoat fields thon.xlsx");
    assert_eq!(code, Some(2));
    assert!(shown.contains("not used: no known header"), "{shown}");
    let (_, _, said) = step("rasoat fields thon.xlsx --write-map thon.toml");
    assert!(said.contains("map written to `thon.toml`: edit it"), "{said}");
    change(
        "thon.toml",
        &[
            ("# \"PHÒNG", ""),
            ("header_rows", "header_rows = [3, 4]"),
            ("first_row", "first_row = 5"),
            ("# last_row", "last_row = 9"),
        ],
    );
    step("rasoat fields thon.xlsx --map thon.toml --write-map thon-2.toml");
    let line = "# \"Tiền kiếm được / một tháng (nghìn đồng)\" = \"?\"  # column F";
    assert!(readme.contains(line) && map("thon-2.toml").lines().any(|own| own == line), "{}", map("thon-2.toml"));
    // the README's map, line by line, in the place of the lines that are open
    let (_, end) = readme.split_once("```map\n").expect("the README has a map");
    let end = end.split_once("```").expect("a block ends").0;
    let targets: Vec<&str> = end.lines().filter(|line| line.starts_with('"')).collect();
    for line in &targets {
        let (name, _) = line.split_once(" = ").expect("a line of a map");
        if !["\"cao\"", "\"thấp\""].contains(&name) {
            change("thon-2.toml", &[(&format!("# {name} = \"?\""), line)]);
        }
    }
    change("thon-2.toml", &[("# review_year", "review_year = 2022")]);
    let (code, _, said) = step("rasoat fields thon.xlsx --map thon-2.toml --write-map thon-3.toml");
    assert_eq!(code, Some(0), "{said}");
    change("thon-3.toml", &[("# \"cao\"", "\"cao\" = \"rural\""), ("# \"thấp\"", "\"thấp\" = \"urban\"")]);
    std::fs::write(path("end.toml"), end).expect("written");
    let results =
        ["thon-3.toml", "end.toml"].map(|name| run(&format!("rasoat classify thon.xlsx --map {name} --format csv")));
    assert_eq!(results[0], results[1]);
    assert_eq!((results[0].0, results[0].1.lines().count()), (Some(0), 6), "{}", results[0].2);
    // 900 thousand đồng for four in a rural area are below any line; the columns are read by their unit
    assert!(!results[0].2.contains("warning: the map"), "{}", results[0].2);
}
