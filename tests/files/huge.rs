//! Files that are too large to keep, made in a temporary folder and given to the program with a bound on its memory.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What the program may take of the address space, in KiB; its threads' stacks are in it.
const MEMORY: &str = "1600000";
const TIME: Duration = Duration::from_secs(120);

const HEADER: &str = "Mã hộ,Xã,Khu vực,Điểm B1,Điểm B2,Năm rà soát\n";
const HOUSEHOLD: &str = "H01,Chiềng Hặc,Nông thôn,100,30,2022\n";

/// A file that is made, and what the program must say to it.
pub struct Case {
    pub name: &'static str,
    make: fn(&Path),
    /// Words of the error, or of the summary where `code` is 0.
    words: &'static str,
    code: i32,
}

/// Every case.
pub const CASES: [Case; 13] = [
    Case { name: "huge-bomb.xlsx", make: bomb, words: "more than can be read", code: 2 },
    Case { name: "huge-shared-strings.xlsx", make: shared_strings, words: "Read 1 household row", code: 0 },
    Case { name: "huge-line.csv", make: |path| line(path, b'x'), words: "MiB of text", code: 2 },
    Case { name: "huge-line-of-commas.csv", make: |path| line(path, b','), words: "more columns than", code: 2 },
    Case { name: "huge-title-line.csv", make: title_line, words: "MiB of text", code: 2 },
    Case { name: "huge-bomb.zip", make: bomb_in_zip, words: "MiB", code: 2 },
    Case { name: "huge-bomb.csv.gz", make: bomb_in_gz, words: "MiB", code: 2 },
    Case { name: "huge-many-files.zip", make: many_files, words: "files", code: 2 },
    Case { name: "huge-page.xls", make: |path| page(path, 400 << 20, 0), words: "MiB", code: 2 },
    Case {
        name: "huge-page-of-rows.xls",
        make: |path| page(path, 0, 60_000),
        words: "Read 60,001 household rows",
        code: 0,
    },
    Case { name: "huge-xml-2003.xml", make: xml_2003, words: "MiB of text", code: 2 },
    Case { name: "huge-strings.xlsb", make: binary_strings, words: "longer than a cell may be", code: 2 },
    Case { name: "huge-growing.csv", make: half_written, words: "Read 1 household row", code: 0 },
];

impl Case {
    /// Makes the file and runs `summary` over it; what is wrong with how that ended.
    pub fn differences(&self) -> Option<String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(self.name);
        (self.make)(&path);
        let log = folder.path().join("log");
        let out = std::fs::File::create(&log).expect("a log");
        let begin = Instant::now();
        let mut run = Command::new("sh")
            .args(["-c", "ulimit -v \"$0\" && exec \"$@\"", MEMORY, env!("CARGO_BIN_EXE_rasoat"), "summary"])
            .arg(&path)
            .args(["--year", "2022", "--lang", "en"])
            .stdin(Stdio::null())
            .stdout(out.try_clone().expect("one log for both"))
            .stderr(out)
            .spawn()
            .expect("the program runs");
        let mut grower = (self.name == "huge-growing.csv").then(|| Grower::new(&path));
        let ended = loop {
            if let Some(status) = run.try_wait().expect("a child") {
                break status.code();
            }
            if begin.elapsed() > TIME {
                let _ = run.kill();
                let _ = run.wait();
                return Some(format!("- at most {TIME:?}\n+ longer\n"));
            }
            if let Some(grower) = &mut grower {
                grower.grow();
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        let said = String::from_utf8_lossy(&std::fs::read(&log).expect("the log")).into_owned();
        // a file that grows may also be found to be in the middle of being written
        let growing =
            grower.is_some() && ended.is_some_and(|code| code == 0 || code == 2) && !said.contains("panicked");
        let good = growing || (ended == Some(self.code) && said.contains(self.words));
        let start: String = said.chars().take(1000).collect();
        (!good).then(|| format!("- exit {} with `{}`\n+ exit {ended:?}: {start}\n", self.code, self.words))
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
}

/// Repeats a block until so many bytes are written.
fn repeat(to: &mut impl Write, block: &[u8], bytes: usize) {
    let block = block.repeat((1 << 20) / block.len());
    for _ in 0..bytes / block.len() {
        to.write_all(&block).expect("room");
    }
}

/// A workbook with one sheet; the parts may be written piece by piece.
fn workbook(path: &Path, sheet: impl FnOnce(&mut dyn Write), strings: impl FnOnce(&mut dyn Write)) {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let mut zip = ZipWriter::new(std::fs::File::create(path).expect("a file"));
    let types = format!(
        r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>"#
    );
    let relation = |id: u32, kind: &str, target: &str| {
        format!(r#"<Relationship Id="rId{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#)
    };
    let relations =
        |inside: String| format!(r#"<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>"#);
    let book = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let of_book =
        relation(1, "worksheet", "worksheets/sheet1.xml") + &relation(2, "sharedStrings", "sharedStrings.xml");
    for (name, content) in [
        ("[Content_Types].xml", types),
        ("_rels/.rels", relations(relation(1, "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relations(of_book)),
    ] {
        zip.start_file(name, options()).expect("a part");
        zip.write_all(content.as_bytes()).expect("room");
    }
    zip.start_file("xl/worksheets/sheet1.xml", options().large_file(true)).expect("a part");
    write!(zip, r#"<worksheet xmlns="{MAIN}"><sheetData>"#).expect("room");
    sheet(&mut zip);
    zip.write_all(b"</sheetData></worksheet>").expect("room");
    zip.start_file("xl/sharedStrings.xml", options().large_file(true)).expect("a part");
    write!(zip, r#"<sst xmlns="{MAIN}">"#).expect("room");
    strings(&mut zip);
    zip.write_all(b"</sst>").expect("room");
    zip.finish().expect("an archive");
}

/// More than a gigabyte of blanks between the rows of a sheet.
fn bomb(path: &Path) {
    workbook(path, |mut sheet| repeat(&mut sheet, b"                ", 1100 << 20), |_| ());
}

/// 100 MiB of shared texts, of which the one household needs the last few.
fn shared_strings(path: &Path) {
    const FILLER: &str = "<si><t>một chuỗi không ai dùng đến</t></si>";
    let block = FILLER.repeat((1 << 20) / FILLER.len());
    let count = 100 * ((1 << 20) / FILLER.len());
    let words: Vec<&str> = HEADER.trim().split(',').chain(HOUSEHOLD.trim().split(',')).collect();
    let row = |number: usize| {
        let cells = (0..6).map(|column| {
            let letter = char::from(b'A' + column as u8);
            format!(r#"<c r="{letter}{number}" t="s"><v>{}</v></c>"#, count + (number - 1) * 6 + column)
        });
        format!(r#"<row r="{number}">{}</row>"#, cells.collect::<String>())
    };
    let rows = row(1) + &row(2);
    workbook(
        path,
        |sheet| sheet.write_all(rows.as_bytes()).expect("room"),
        |strings| {
            (0..100).for_each(|_| strings.write_all(block.as_bytes()).expect("room"));
            words.iter().for_each(|word| write!(strings, "<si><t>{word}</t></si>").expect("room"));
        },
    );
}

/// A csv with one line of 50 MiB under its header.
fn line(path: &Path, byte: u8) {
    let mut file = std::fs::File::create(path).expect("a file");
    file.write_all(HEADER.as_bytes()).expect("room");
    repeat(&mut file, &[byte], 50 << 20);
}

/// The long line comes first.
fn title_line(path: &Path) {
    let mut file = std::fs::File::create(path).expect("a file");
    repeat(&mut file, b"x", 50 << 20);
    write!(file, "\n{HEADER}{HOUSEHOLD}").expect("room");
}

/// A csv of 1.5 GiB in one line, in a zip of some megabytes.
fn bomb_in_zip(path: &Path) {
    let mut zip = ZipWriter::new(std::fs::File::create(path).expect("a file"));
    zip.start_file("ho.csv", options().large_file(true)).expect("a part");
    zip.write_all(HEADER.as_bytes()).expect("room");
    repeat(&mut zip, b"x", 1500 << 20);
    zip.finish().expect("an archive");
}

/// The same as gzip, whose stream is the one of the zip between another head and tail.
fn bomb_in_gz(path: &Path) {
    let in_zip = path.with_extension("zip");
    bomb_in_zip(&in_zip);
    let packed = std::fs::read(&in_zip).expect("the zip");
    let mut archive = zip::ZipArchive::new(Cursor::new(&packed)).expect("an archive");
    let part = archive.by_index(0).expect("its only file");
    let start = part.data_start().expect("a place") as usize;
    let mut bytes = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3];
    bytes.extend(&packed[start..start + part.compressed_size() as usize]);
    bytes.extend(part.crc32().to_le_bytes());
    bytes.extend((part.size() as u32).to_le_bytes());
    std::fs::write(path, bytes).expect("room");
}

/// A zip of 60,000 files.
fn many_files(path: &Path) {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..60_000 {
        zip.start_file(format!("{number}.csv"), options()).expect("a part");
        zip.write_all(b"a,b\n1,2\n").expect("room");
    }
    std::fs::write(path, zip.finish().expect("an archive").into_inner()).expect("room");
}

/// A file to which another program still writes.
fn half_written(path: &Path) {
    let mut file = std::fs::File::create(path).expect("a file");
    file.write_all((HEADER.to_owned() + HOUSEHOLD).as_bytes()).expect("room");
    for number in 0..200_000 {
        writeln!(file, "G{number},Chiềng Hặc,Nông thôn,100,30,2022").expect("room");
    }
}

/// Adds to a file while it is read.
struct Grower(std::fs::File, u32);

impl Grower {
    fn new(path: &Path) -> Grower {
        Grower(std::fs::OpenOptions::new().append(true).open(path).expect("the file"), 0)
    }

    fn grow(&mut self) {
        self.1 += 1;
        write!(self.0, "N{},Chiềng Hặc,Nông thôn,100,30,2022\nN{}x,Chi", self.1, self.1).expect("room");
    }
}

/// A web page with a list and, before it, a remark of so many bytes.
fn page(path: &Path, remark: usize, rows: usize) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).expect("a file"));
    file.write_all(b"<html><!-- ").expect("room");
    repeat(&mut file, b"<td> ", remark);
    file.write_all(b"--><table>").expect("room");
    let mut line = |line: &str| {
        let cells: String = line.trim().split(',').map(|cell| format!("<td>{cell}</td>")).collect();
        writeln!(file, "<tr>{cells}</tr>").expect("room");
    };
    line(HEADER);
    line(HOUSEHOLD);
    (0..rows).for_each(|number| line(&format!("G{number},Chiềng Hặc,Nông thôn,100,30,2022")));
    file.write_all(b"</table></html>").expect("room");
}

/// A table of Excel 2003 with one text of 200 MiB.
fn xml_2003(path: &Path) {
    let mut file = std::fs::File::create(path).expect("a file");
    let begin = "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet><Table><Row><Cell><Data>";
    file.write_all(begin.as_bytes()).expect("room");
    repeat(&mut file, b"x", 200 << 20);
    file.write_all(b"</Data></Cell></Row></Table></Worksheet></Workbook>").expect("room");
}

/// A binary workbook with one shared text of 255 MiB, which packs to a quarter of one.
fn binary_strings(path: &Path) {
    let mut zip = ZipWriter::new(std::fs::File::create(path).expect("a file"));
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#;
    zip.start_file("xl/_rels/workbook.bin.rels", options()).expect("a part");
    zip.write_all(relations.as_bytes()).expect("room");
    zip.start_file("xl/workbook.bin", options()).expect("a part");
    zip.write_all(b"\x9C\x01\x14\0\0\0\0\x01\0\0\0\x01\0\0\0r\0\x01\0\0\0A\0").expect("room");
    zip.start_file("xl/worksheets/sheet1.bin", options()).expect("a part");
    zip.write_all(b"\x91\x01\0\x92\x01\0").expect("room");
    zip.start_file("xl/sharedStrings.bin", options().large_file(true)).expect("a part");
    // The record's number, its length of 255 MiB in seven bits each, and the text.
    zip.write_all(b"\x13\x80\x80\x80\x7F").expect("room");
    repeat(&mut zip, b"x", 255 << 20);
    zip.finish().expect("an archive");
}
