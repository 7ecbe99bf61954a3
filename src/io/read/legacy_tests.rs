//! Files in old encodings, read from their bytes to their rows. The bytes are what `iconv` gives for TCVN5712-1 and CP1258 and
//! what other people's converters list for VNI.

use rust_xlsxwriter as writer;

use crate::text::legacy::Legacy;

use super::{Input, ReadNote, Row, RowSpan};

fn open(bytes: &[u8]) -> Input {
    Input::from_reader("a", &mut &*bytes).expect("a readable file")
}

/// Rows of a sheet as `cell|cell`.
fn rows(input: &Input, sheet: usize) -> Vec<String> {
    let mut rows = input.rows(sheet).expect("a readable sheet");
    let mut row = Row::default();
    let mut lines = Vec::new();
    while rows.read(&mut row).expect("a readable row") {
        lines.push((0..row.len()).map(|column| row.cell(column).to_string()).collect::<Vec<_>>().join("|"));
    }
    lines
}

fn converted(sheet: &str, encoding: Legacy, by_font: bool) -> ReadNote {
    ReadNote::Converted { sheet: sheet.into(), encoding, by_font }
}

/// The header and a household in each old encoding, as the characters that windows-1252 shows.
const FILES: [(Legacy, &str); 4] = [
    (Legacy::Tcvn3, "M· hé;Chñ hé;X·;Tªn\nH1;Lß V¨n Pã;ChiÒng HÆc;Nam\nH2;Hµ ThÞ H\u{ad}êng;ChiÒng HÆc;T\n"),
    (Legacy::Vni, "Maõ hoä;Chuû hoä;Xaõ;Teân\nH1;Loø Vaên Poù;Chieàng Haëc;Nam\nH2;Haø Thò Höôøng;Chieàng Haëc;T\n"),
    (
        Legacy::Windows1258,
        "MaÞ hôò;ChuÒ hôò;XaÞ;Tên\nH1;LoÌ Vãn Poì;ChiêÌng Hãòc;Nam\nH2;HaÌ Thiò HýõÌng;ChiêÌng Hãòc;T\n",
    ),
    (
        Legacy::Utf8AsWindows1252,
        "MÃ£ há»™;Chá»§ há»™;XÃ£;TÃªn\nH1;LÃ² VÄƒn PÃ³;Chiá»\u{81}ng Háº·c;Nam\nH2;HÃ\u{a0} Thá»‹ HÆ°á»\u{9d}ng;Chiá»\u{81}ng Háº·c;T\n",
    ),
];
const READ: [&str; 3] = ["Mã hộ|Chủ hộ|Xã|Tên", "H1|Lò Văn Pó|Chiềng Hặc|Nam", "H2|Hà Thị Hường|Chiềng Hặc|T"];

#[test]
fn text_files_in_old_encodings() {
    for (encoding, text) in FILES {
        let (bytes, _, failed) = encoding_rs::WINDOWS_1252.encode(text);
        assert!(!failed);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut files = vec![text.as_bytes().to_vec(), [b"\xFF\xFE".as_slice(), &utf16].concat()];
        files.push([b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat());
        files.push([b"sep=;\r\n".as_slice(), text.replace('\n', "\r\n").as_bytes()].concat());
        if encoding != Legacy::Utf8AsWindows1252 {
            files.push(bytes.to_vec());
        }
        for file in files {
            let input = open(&file);
            assert_eq!(rows(&input, 0), READ, "{encoding:?}");
            assert_eq!(input.notes(), [converted("", encoding, false)]);
        }
    }
}

#[test]
fn unicode_rows_between_stay() {
    // Rows of two lists put together: the second is Unicode already, with words that could be TCVN3 too.
    let text = "M· hé;Chñ hé;X·\nH1;Lß V¨n Pã;ChiÒng HÆc\nH2;Hà Văn Thành;Chiềng Hặc\nH3;Lò Văn Xã;Nậm Pàn\nH4;Hoµng;Yªn S¬n\n";
    let input = open(text.as_bytes());
    let read = [
        "Mã hộ|Chủ hộ|Xã",
        "H1|Lò Văn Pó|Chiềng Hặc",
        "H2|Hà Văn Thành|Chiềng Hặc",
        "H3|Lò Văn Xã|Nậm Pàn",
        "H4|Hoàng|Yên Sơn",
    ];
    assert_eq!(rows(&input, 0), read);
    // The same with the Unicode rows as UTF-8 among bytes that are none.
    let mut bytes = Vec::new();
    for line in text.lines() {
        let (old, _, failed) = encoding_rs::WINDOWS_1252.encode(line);
        bytes.extend_from_slice(if failed { line.as_bytes() } else { &old });
        bytes.push(b'\n');
    }
    assert!(std::str::from_utf8(&bytes).is_err());
    let input = open(&bytes);
    assert_eq!(rows(&input, 0), read);
    assert_eq!(input.notes(), [converted("", Legacy::Tcvn3, false)]);
}

#[test]
fn plain_text_has_no_note() {
    let text = "Mã hộ;Chủ hộ;Xã\nH1;Lò Văn Pó;Chiềng Hặc\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(bytes).collect() };
    let read = ["Mã hộ|Chủ hộ|Xã", "H1|Lò Văn Pó|Chiềng Hặc"];
    let input = open(text.as_bytes());
    assert_eq!((rows(&input, 0).as_slice(), input.notes()), (&read.map(String::from)[..], &[][..]));
    for file in [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
        let input = open(&file);
        assert_eq!(rows(&input, 0), read);
        assert_eq!(input.notes(), [ReadNote::UnmarkedUtf16]);
    }
    // Saved by a program that knew Western letters only.
    let western = open(b"T\xEAn;X\xE3;Th\xF4n\nH\xE0;Na;Kh\xF4ng\n");
    assert_eq!(rows(&western, 0), ["Tên|Xã|Thôn", "Hà|Na|Không"]);
    assert_eq!(western.notes(), [ReadNote::Windows1252]);
}

#[test]
fn fonts_of_cells_and_of_parts() {
    let mut book = writer::Workbook::new();
    let time = writer::Format::new().set_font_name(".VnTime");
    let capitals = writer::Format::new().set_font_name(".VnTimeH");
    let vni = writer::Format::new().set_font_name("VNI-Times");
    let plain = writer::Format::new().set_font_name("Times New Roman");
    let sheet = book.add_worksheet().set_name("Hộ").expect("a name");
    sheet.write_string_with_format(0, 0, "Hé nghÌo", &time).expect("written");
    sheet.write_string_with_format(0, 1, "Hé nghÌo", &capitals).expect("written");
    sheet.write_string_with_format(0, 2, "Hoä ngheøo", &vni).expect("written");
    sheet.write_string_with_format(0, 3, "Hộ nghèo", &time).expect("written");
    sheet.write_string(0, 4, "Xã").expect("written");
    sheet.write_rich_string(0, 5, &[(&time, "X· "), (&plain, "Chiềng")]).expect("written");
    // Makes sense either way; the font and the sheet say which.
    sheet.write_string_with_format(1, 0, "Toµn x\u{e3}", &time).expect("written");
    sheet.write_string_with_format(1, 1, "Hã", &time).expect("written");
    sheet.write_number(1, 2, 5).expect("written");
    // Unicode typed into cells that still have an old font.
    let sheet = book.add_worksheet().set_name("Mới").expect("a name");
    sheet.write_string_with_format(0, 0, "Họ và tên", &time).expect("written");
    sheet.write_string_with_format(1, 0, "Hã", &time).expect("written");
    // No font says anything.
    let sheet = book.add_worksheet().set_name("Thường").expect("a name");
    for (row, line) in (0..).zip(FILES[0].1.lines()) {
        for (column, text) in (0..).zip(line.split(';')) {
            sheet.write_string(row, column, text).expect("written");
        }
    }
    let input = open(&book.save_to_buffer().expect("saved"));
    assert_eq!(rows(&input, 0), ["Hộ nghèo|HỘ NGHÈO|Hộ nghèo|Hộ nghèo|Xã|Xã Chiềng", "Toàn xó|Hó|5"]);
    assert_eq!(rows(&input, 1), ["Họ và tên", "Hã"]);
    assert_eq!(rows(&input, 2), READ);
    let notes = [
        converted("Hộ", Legacy::Tcvn3, true),
        converted("Hộ", Legacy::Vni, true),
        converted("Thường", Legacy::Tcvn3, false),
    ];
    assert_eq!(input.notes(), notes);
    assert_eq!(
        notes[0].message(crate::text::Language::En),
        "sheet `Hộ`: text in `.Vn` fonts is TCVN3 (ABC): converted to Unicode"
    );
}

#[test]
fn fonts_of_older_workbooks() {
    let input = open(include_bytes!("../../../tests/files/fonts.xls"));
    assert_eq!(rows(&input, 0), ["Hộ nghèo|HỘ NGHÈO|Hộ nghèo|Hộ nghèo|Xã|5"]);
    assert_eq!(input.notes(), [converted("A", Legacy::Tcvn3, true), converted("A", Legacy::Vni, true)]);
}

/// A workbook of a header and so many rows of each list.
fn book(lists: &[(u32, &str)]) -> Input {
    let mut book = writer::Workbook::new();
    let sheet = book.add_worksheet().set_name("Hộ").expect("a name");
    let lines = lists.iter().flat_map(|(rows, line)| (0..*rows).map(move |_| *line));
    for (row, line) in (0..).zip(std::iter::once("Mã hộ;Chủ hộ;Xã;Khu vực").chain(lines)) {
        for (column, text) in (0..).zip(line.split(';')) {
            sheet.write_string(row, column, text).expect("written");
        }
    }
    open(&book.save_to_buffer().expect("saved"))
}

#[test]
fn rows_far_below_are_read_too() {
    const PLAIN: &str = "H1;Lò Văn Pó;Chiềng Hặc;Nông thôn";
    for (encoding, line) in [
        (Legacy::Tcvn3, "H1;Lß V¨n Pã;ChiÒng HÆc;N«ng th«n"),
        (Legacy::Vni, "H1;Loø Vaên Poù;Chieàng Haëc;Noâng thoân"),
        // the name alone was pasted
        (Legacy::Tcvn3, "H1;Lß V¨n Pã;Chiềng Hặc;Nông thôn"),
        (Legacy::Vni, "H1;Loø Vaên Poù;Chiềng Hặc;Nông thôn"),
    ] {
        let input = book(&[(150, PLAIN), (150, line), (20, PLAIN)]);
        let read = rows(&input, 0);
        assert_eq!(read.len(), 321);
        let plain = PLAIN.replace(';', "|");
        assert!(read[1..].iter().all(|row| *row == plain), "{line}: {:?}", read[151]);
        assert_eq!(input.notes(), [], "{line}");
        let span = RowSpan { first: 152, last: 301, count: 150 };
        let note = ReadNote::ConvertedRows { sheet: "Hộ".into(), encoding, by_font: false, rows: span };
        assert_eq!(input.late_notes(), std::slice::from_ref(&note), "{line}");
        // another reading finds the same, one that ends early no less
        assert!(input.rows(0).expect("a sheet").read(&mut Row::default()).expect("a row"));
        rows(&input, 0);
        assert_eq!(input.late_notes(), [note]);
    }
}

#[test]
fn rows_above_may_be_the_old_ones() {
    let plain = "H1;Hà Văn Nam;Chiềng Hặc;Nông thôn";
    let input = book(&[(30, "H1;Hµ V¨n Nam;ChiÒng HÆc;N«ng th«n"), (270, plain)]);
    let plain = plain.replace(';', "|");
    assert!(rows(&input, 0)[1..].iter().all(|row| *row == plain));
    let noted: Vec<ReadNote> = input.notes().iter().cloned().chain(input.late_notes()).collect();
    assert_eq!(noted.len(), 1, "{noted:?}");
}

#[test]
fn fonts_far_below_are_noted() {
    let mut book = writer::Workbook::new();
    let time = writer::Format::new().set_font_name(".VnTime");
    let sheet = book.add_worksheet();
    for row in 0..300 {
        let text = if row < 200 { "Hộ nghèo" } else { "Hé nghÌo" };
        sheet.write_string_with_format(row, 0, text, &time).expect("written");
    }
    let input = open(&book.save_to_buffer().expect("saved"));
    assert!(rows(&input, 0).iter().all(|row| row == "Hộ nghèo"));
    assert_eq!(input.notes(), []);
    let [note] = input.late_notes().try_into().expect("one note");
    assert_eq!(
        note.message(crate::text::Language::En),
        "sheet `Sheet1`, 100 of the rows 201 to 300: text in `.Vn` fonts is TCVN3 (ABC): converted to Unicode"
    );
}
