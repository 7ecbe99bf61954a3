//! Where headers are, on small sheets, by hand.

use super::*;
use crate::survey::codebook::Codebook;
use crate::survey::codebook_file::default_codebook;

fn codebook() -> Codebook {
    default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false)))
}

/// Rows of texts separated by `|`; a line of blanks is a blank row.
fn rows(text: &str) -> Vec<Row> {
    let lines = (1..).zip(text.strip_prefix('\n').unwrap_or(text).lines());
    lines
        .map(|(number, line)| {
            let mut row = Row::default();
            row.reset(number);
            for (column, text) in line.split('|').enumerate() {
                row.push_at(column, Cell::Text(text.trim()));
            }
            row
        })
        .collect()
}

fn header(text: &str) -> Header {
    let codebook = codebook();
    find_header(&rows(text), &HeaderIndex::new(&codebook, None)).expect("a header")
}

/// The header's rows, the row where the data begin, and what the rows between are.
fn place(header: &Header) -> String {
    let skipped =
        header.skipped.iter().map(|row| format!("{}{}", row.row, row.kind.name().chars().next().unwrap_or(' ')));
    format!("{} {:?}", header.reads + 1, skipped.collect::<Vec<_>>().join(" ")).replace('"', "")
}

fn paths(header: &Header) -> Vec<String> {
    header.paths.iter().map(HeaderPath::to_string).collect()
}

#[test]
fn a_first_row_of_headers() {
    let plain = header("Mã hộ|Xã|Khu vực|Dân tộc\n1|A|NT|Thái\n2|B|TT|Kinh");
    assert_eq!((place(&plain), plain.rows, plain.titles), ("2 1h".to_owned(), vec![1], Vec::new()));
    assert_eq!(place(&header("Mã hộ|Xã|Khu vực|Dân tộc")), "2 1h");
    assert_eq!(place(&header("\n\n\nMã hộ|Xã|Khu vực\n1|A|NT")), "4 3h");
    // nothing is known: the first row, for the message that names its headers
    assert_eq!(place(&header("a|b|c\n1|2|3\n4|5|6")), "2 1h");
    assert_eq!(place(&header("Ghi chú\nđọc kỹ")), "2 1h");
    let codebook = codebook();
    let index = HeaderIndex::new(&codebook, None);
    assert_eq!(find_header(&rows("\n  | \n"), &index), None);
    assert_eq!(find_header(&[], &index), None);
}

#[test]
fn titles_above() {
    let found = header(
        "
ỦY BAN NHÂN DÂN||CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ CHIỀNG HẶC||Độc lập - Tự do - Hạnh phúc

DANH SÁCH HỘ NGHÈO NĂM 2022
(Kèm theo Quyết định số 12/QĐ-UBND)
Xã:|Chiềng Hặc|Huyện:|Yên Châu

STT|Mã hộ|Họ và tên chủ hộ|Số nhân khẩu
1|H1|Lò A|4",
    );
    assert_eq!(place(&found), "9 1t 2t 4t 5t 6t 8h");
    assert_eq!(found.titles[2..5], ["XÃ CHIỀNG HẶC", "Độc lập - Tự do - Hạnh phúc", "DANH SÁCH HỘ NGHÈO NĂM 2022"]);
    // units and their names are no headers
    let found = header("Tỉnh|Sơn La|Huyện|Yên Châu|Xã|Chiềng Hặc\nMã hộ|Chủ hộ|Số khẩu|Khu vực\n1|A|2|NT");
    assert_eq!(place(&found), "3 1t 2h");
    // the fiftieth row
    let low = format!("{}Mã hộ|Xã|Khu vực\n1|A|NT", "lời dẫn\n".repeat(49));
    assert_eq!(header(&low).rows, [50]);
    let too_low = format!("{}Mã hộ|Xã|Khu vực\n1|A|NT", "lời dẫn\n".repeat(60));
    assert_eq!(header(&too_low).rows, [1]);
}

#[test]
fn two_rows() {
    let found = header(
        "
DANH SÁCH HỘ NGHÈO
STT|Mã hộ|Họ và tên chủ hộ|Năm sinh||Thiếu hụt các dịch vụ xã hội cơ bản|||Thu nhập|Ghi chú
|||Nam|Nữ|1|2|3|Tháng|
1|H1|Lò A|1980||x|||3000000|",
    );
    assert_eq!(place(&found), "4 1t 2h 3h");
    let deprived = "Thiếu hụt các dịch vụ xã hội cơ bản";
    assert_eq!(
        paths(&found),
        [
            "STT".to_owned(),
            "Mã hộ".into(),
            "Họ và tên chủ hộ".into(),
            "Năm sinh / Nam".into(),
            "Năm sinh / Nữ".into(),
            format!("{deprived} / 1"),
            format!("{deprived} / 2"),
            format!("{deprived} / 3"),
            "Thu nhập / Tháng".into(),
            "Ghi chú".into(),
        ]
    );
}

#[test]
fn three_and_four_rows() {
    let rows = "
Mã hộ|Chủ hộ|Thiếu hụt dịch vụ xã hội cơ bản||||Ghi chú
||Việc làm||Y tế||
||1|2|3|4|
H1|Lò A|x||||";
    let found = header(rows);
    assert_eq!((place(&found), found.rows.clone()), ("4 1h 2h 3h".to_owned(), vec![1, 2, 3]));
    assert_eq!(
        paths(&found)[2..],
        [
            "Thiếu hụt dịch vụ xã hội cơ bản / Việc làm / 1",
            "Thiếu hụt dịch vụ xã hội cơ bản / Việc làm / 2",
            "Thiếu hụt dịch vụ xã hội cơ bản / Y tế / 3",
            "Thiếu hụt dịch vụ xã hội cơ bản / Y tế / 4",
            "Ghi chú",
        ]
    );
    // every column's name and its number below: the numbers are no headers of their own
    let found = header(
        "
Mã hộ|Chủ hộ|Thiếu hụt||||Ghi chú
||Việc làm|Người phụ thuộc|Dinh dưỡng|Bảo hiểm y tế|
||1|2|3|4|
H1|Lò A|x||||",
    );
    assert_eq!(place(&found), "4 1h 2h 3n");
    // a heading's blank neighbours end where another heading begins
    let found = header(
        "
Thông tin hộ|||Thông tin chủ hộ|||Kết quả
Mã hộ|Địa chỉ||Họ và tên|Năm sinh||
|Xã|Thôn||Nam|Nữ|Điểm B1
||||||(điểm)
H1|A|T1|Lò A|1980||90",
    );
    assert_eq!(place(&found), "5 1h 2h 3h 4h");
    assert_eq!(
        paths(&found),
        [
            "Thông tin hộ / Mã hộ",
            "Thông tin hộ / Địa chỉ / Xã",
            "Thông tin hộ / Địa chỉ / Thôn",
            "Thông tin chủ hộ / Họ và tên",
            "Thông tin chủ hộ / Năm sinh / Nam",
            "Thông tin chủ hộ / Năm sinh / Nữ",
            "Kết quả / Điểm B1 / (điểm)",
        ]
    );
}

#[test]
fn a_heading_that_changes_what_is_below_is_part_of_the_header() {
    // `BHYT` alone would be a member's insurance
    let found = header("Mã hộ|Chủ hộ|Thiếu hụt|\n||BHYT|Việc làm\nH1|A|x|");
    assert_eq!(found.rows, [1, 2]);
    let found = header("Danh sách\nMã hộ|Chủ hộ|BHYT|Việc làm\nH1|A|x|");
    assert_eq!(found.rows, [2]);
}

#[test]
fn names_and_labels() {
    let names = "family.code|family.hostName|b1Point|b2Point|q9";
    let labels = "Mã hộ|Họ tên chủ hộ|Điểm B1|Điểm B2|Câu hỏi khác";
    for text in
        [format!("{names}\n{labels}\nH1|Lò A|90|30|x"), format!("Phiếu rà soát\n{names}\n{labels}\nH1|Lò A|90|30|x")]
    {
        let found = header(&text);
        assert_eq!(found.rows.len(), 2, "{text}");
        assert_eq!(
            found.paths[0].alternatives().map(|both| both.map(|path| path.to_string())),
            Some(["family.code".into(), "Mã hộ".into()])
        );
    }
    let found = header(&format!("{labels}\n{names}\nH1|Lò A|90|30|x"));
    assert_eq!(place(&found), "3 1h 2h");
    // headers that are no machine's names, and a row of data under them
    let found = header("Mã hộ|Chủ hộ|Quan hệ với chủ hộ|Xã\nHộ A|Lò A|Chủ hộ|Xã\nHộ B|Lò B|Chủ hộ|Xã");
    assert_eq!(found.rows, [1]);
}

#[test]
fn numbers_under_the_header() {
    for (row, kind) in [
        ("(1)|(2)|(3)|(4)|(5)", "3 1h 2n"),
        ("1|2|3|4|5", "3 1h 2n"),
        ("A|B|1|2|3", "3 1h 2n"),
        ("A|B|1|2|3=1/2×100", "3 1h 2n"),
        ("[1]|[2]|[3]|[4]|[5]", "3 1h 2n"),
        ("1|2|3|5|6", "2 1h"),
        ("2|1|3|4|5", "2 1h"),
        ("1|2|||", "2 1h"),
        ("x|x|x|x|x", "2 1h"),
    ] {
        let text = format!("STT|Mã hộ|Chủ hộ|Số nhân khẩu|Điểm B1\n{row}\n1|H1|Lò A|4|90");
        assert_eq!(place(&header(&text)), kind, "{row}");
    }
    // a blank row between
    let found = header("STT|Mã hộ|Chủ hộ|Số nhân khẩu\n\n(1)|(2)|(3)|(4)\n\n1|H1|Lò A|4");
    assert_eq!(place(&found), "4 1h 3n");
}

#[test]
fn data_is_never_taken_for_numbers() {
    for text in [
        // household 1 with two persons
        "Mã hộ|Số nhân khẩu|Điểm B1\n1|2|3",
        "Mã hộ|Số nhân khẩu\n1|2",
        "Mã hộ|Thôn|Số nhân khẩu|Điểm B1\n1|2|3|4\n2|2|3|4",
        "Mã hộ|Số nhân khẩu|Điểm B1\nA|1|2",
        "Mã hộ|Việc làm|Dinh dưỡng\n1|1|1",
        "Mã hộ|Chủ hộ|Số nhân khẩu|Điểm B1\nx|x|x|x",
        "Mã hộ|Chủ hộ|Số nhân khẩu|Điểm B1\n|||\n|Bản Huổi Pù||\n1|Lò A|2|3",
        "Mã hộ|Chủ hộ|Số nhân khẩu|Điểm B1\nTổng số||7|180\n1|Lò A|2|3",
        "Mã hộ|Chủ hộ|Số nhân khẩu|Điểm B1\n1|1. Nam 2. Nữ|2|3",
        "Mã hộ|Chủ hộ|Số nhân khẩu|Ngày rà soát\n(a)|(b)|7|01/10/2022",
        "Mã hộ|Nhân khẩu|Diện tích nhà ở (m2)\nm2|4|30",
        // what stands in the first row would be headers elsewhere
        "Mã hộ|Tên cột|Ngày rà soát|Thiếu hụt\nA|Ghi chú|01/10/2022|5",
        "Họ|Tên cột|Số tiền|Thiếu hụt\n|Ghi chú|1.500.000|5",
    ] {
        let found = header(text);
        assert_eq!((found.reads, found.rows), (1, vec![1]), "{text}");
    }
    let mut dated = rows("Mã hộ|Chủ hộ|Điểm B1\n|(ghi rõ)|");
    dated[1].set(2, Cell::Date(jiff::civil::date(2022, 1, 1)));
    let codebook = codebook();
    let found = find_header(&dated, &HeaderIndex::new(&codebook, None)).expect("a header");
    assert_eq!(found.reads, 1);
}

#[test]
fn legends_and_remarks_under_the_header() {
    let found = header(
        "
STT|Mã hộ|Họ và tên chủ hộ|Giới tính|Thu nhập (tháng)|Diện tích nhà
||(ghi chữ in hoa)|(chọn trong danh sách)|đồng|m2
|||1. Nam 2. Nữ||
1|2|3|4|5|6
1|H1|Lò A|1|3000000|30",
    );
    assert_eq!(place(&found), "5 1h 2h 3l 4n");
    // a legend beside a name is somebody's
    let found = header("Mã hộ|Chủ hộ|Giới tính\n|Lò A|1. Nam 2. Nữ");
    assert_eq!(found.reads, 1);
}

#[test]
fn a_header_where_it_is_said_to_be() {
    let codebook = codebook();
    let index = HeaderIndex::new(&codebook, None);
    let window = rows("t\nA|B|\n|x|y\n(1)|(2)|(3)\n1|2|3");
    let found = header_at(&window, &index, 2, 3).expect("a header");
    assert_eq!(
        (place(&found), paths(&found)),
        ("5 1t 2h 3h 4n".to_owned(), vec!["A".into(), "B / x".into(), "B / y".into()])
    );
    assert_eq!(header_at(&window, &index, 9, 9), None);
    assert_eq!(header_at(&window, &index, 3, 2), None);
}

#[test]
fn wide_and_odd_sheets_end() {
    let wide = vec!["Thiếu hụt"; 3000].join("|");
    let found = header(&format!("{wide}\n{}\n{wide}", "|".repeat(2000)));
    assert_eq!(found.paths.len(), 3000);
    let long = "Mã hộ ".repeat(10_000);
    assert!(header(&format!("{long}\n1")).paths[0].leaf().len() < 2000);
}

#[test]
fn a_list_as_communes_write_it() {
    let codebook = codebook();
    let index = HeaderIndex::new(&codebook, None);
    let found = header(
        "
UBND XÃ CHIỀNG HẶC
DANH SÁCH HỘ NGHÈO NĂM 2022

STT|Mã hộ|Thông tin chủ hộ||||Thu nhập|Kết quả rà soát|||Thiếu hụt các dịch vụ xã hội cơ bản||||Ghi chú
||Họ và tên|Năm sinh||Dân tộc|Tháng|Điểm B1|Hộ nghèo|Hộ cận nghèo|Việc làm||Y tế||
|||Nam|Nữ||(nghìn đồng)||||1|2|3|4|
(1)|(2)|(3)|(4)|(5)|(6)|(7)|(8)|(9)|(10)|(11)|(12)|(13)|(14)|(15)
1|H1|Lò A|1980||Thái|3000|120|x||x||||",
    );
    assert_eq!(place(&found), "8 1t 2t 4h 5h 6h 7n");
    let used: Vec<String> = index
        .bind(Entity::Household, &found.paths)
        .iter()
        .map(|used| match used {
            ColumnUse::Field { field, scale, .. } => {
                let id = &codebook.household[*field].id;
                scale.map_or(id.clone(), |scale| format!("{id} {scale}"))
            }
            ColumnUse::Part { fields } => {
                fields.iter().map(|field| codebook.household[*field].id.as_str()).collect::<Vec<_>>().join("+")
            }
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        used,
        [
            "household_no",
            "household_id",
            "head_name",
            "head_sex+head_birth_year",
            "head_sex+head_birth_year",
            "ethnicity",
            "income_month 1000",
            "b1",
            "class_recorded",
            "class_recorded",
            "employment",
            "dependents",
            "nutrition",
            "health_insurance",
            "note",
        ]
    );
}
