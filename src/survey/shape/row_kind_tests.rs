use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::survey::codebook_file::default_codebook;
use crate::text::fold;

static WORDS: LazyLock<LayoutWords> = LazyLock::new(|| default_codebook().expect("the codebook reads").layout);

/// A list: number, id, name, persons, income, ethnicity, a remark that is not used; two columns of answers behind.
const HEADER: [&str; 9] =
    ["STT", "Mã hộ", "Họ và tên chủ hộ", "Nhân khẩu", "Thu nhập", "Dân tộc", "Khác", "Việc làm", "Dinh dưỡng"];

fn rules(open_units: &[&str]) -> RowRules {
    let header = HEADER.map(fold).to_vec();
    let open = open_units.iter().map(|unit| (*unit).to_owned()).collect();
    RowRules::new(&WORDS, vec![1], vec![0, 1, 2, 3, 4, 5, 7, 8], header, open).with_names(vec![2]).with_numbers(vec![0])
}

fn row(cells: &str) -> Row {
    let mut row = Row::default();
    row.reset(7);
    for (column, cell) in cells.split('|').map(str::trim).enumerate() {
        match cell.strip_prefix('#').and_then(|number| number.parse().ok()) {
            Some(number) => row.push_at(column, Cell::Number(number)),
            None if cell.is_empty() => row.push_at(column, Cell::Empty),
            None if cell == "#REF!" => row.push_at(column, Cell::Error(cell)),
            None => row.push_at(column, Cell::Text(cell)),
        }
    }
    row
}

fn class(cells: &str) -> String {
    match rules(&["village"]).classify(&row(cells)) {
        RowClass::Data => "data".to_owned(),
        RowClass::Skip(kind) => kind.name().to_owned(),
        RowClass::Group(groups) => {
            let named: Vec<String> = groups.iter().map(|group| format!("{}={}", group.field, group.value)).collect();
            named.join(" ")
        }
    }
}

fn all(cases: &[(&str, &str)]) {
    for (cells, expected) in cases {
        assert_eq!(class(cells), *expected, "{cells}");
    }
}

#[test]
fn sums_are_told() {
    all(&[
        ("Cộng || |#25|#100", "total"),
        ("||Cộng|#25|#100", "total"),
        ("|Cộng||25|100", "total"),
        ("Cộng|#250||#100", "total"),
        ("Cộng|250||1000", "total"),
        ("Cộng bản Huổi Pù|||#25|#REF!", "total"),
        ("Tổng cộng:|||25|1.500.000", "total"),
        ("TỔNG SỐ HỘ||25 hộ", "total"),
        ("TONG CONG|||25", "total"),
        ("Cong|||25", "total"),
        ("Cong xa|||25", "total"),
        ("Cộng xã|||25|-|x", "data"),
        ("Cộng xã|||25|-|", "total"),
        ("I|Cộng||25", "total"),
        ("#1||Tổng số|25", "total"),
        ("Tổng cộng: 25 hộ, 100 khẩu", "total"),
        ("Tổng số|||25|||ghi ở đây", "total"),
        ("Total|||25", "total"),
        ("Chiềng Hặc|Cộng||25", "total"),
        ("Cộng||||", "total"),
        ("|Trong đó:||#2", "total"),
        ("||Trong đó nữ|#3", "total"),
        ("||Tổng số:|#25", "total"),
    ]);
}

#[test]
fn people_are_no_sums() {
    all(&[
        ("||Công Văn A|#4|#100", "data"),
        ("||CÔNG VĂN A|#4|#100", "data"),
        ("||Tòng Văn A|#4|#100", "data"),
        ("||TONG VAN LA|#4|#100", "data"),
        ("||Cong Van A|#4|#100", "data"),
        ("#5||Tống Thị B|#4", "data"),
        ("#5|0005|Cộng|#4", "data"),
        ("||Cộng|#4|#100|Thái|x|x|x", "data"),
        ("||Toàn Văn A|4", "data"),
    ]);
}

#[test]
fn groups_are_told() {
    all(&[
        ("Bản Huổi Pù", "village=Bản Huổi Pù"),
        ("||Bản Huổi Pù", "village=Bản Huổi Pù"),
        ("BẢN HUỔI PÙ||||", "village=Bản Huổi Pù"),
        ("Bản Huổi Pù|||#25|#100", "village=Bản Huổi Pù"),
        ("Bản Huổi Pù: 25 hộ", "village=Bản Huổi Pù"),
        ("Bản Huổi Pù (25 hộ, 100 khẩu)", "village=Bản Huổi Pù"),
        ("Bản: Huổi Pù", "village=Bản Huổi Pù"),
        ("Thôn/Bản: Huổi Pù", "village=Huổi Pù"),
        ("Tổ dân phố 3", "village=Tổ dân phố 3"),
        ("TỔ DÂN PHỐ 3", "village=Tổ dân phố 3"),
        ("Tổ 3:", "village=Tổ 3"),
        ("|Tổ 3", "village=Tổ 3"),
        ("1. Xã Chiềng Hặc", "commune=Chiềng Hặc"),
        ("1.1 Xã Chiềng Hặc", "commune=Chiềng Hặc"),
        ("#1||Xã Chiềng Hặc", "commune=Chiềng Hặc"),
        ("1|Xã Chiềng Hặc", "commune=Chiềng Hặc"),
        ("I|Xã Chiềng Hặc||#25|#100", "commune=Chiềng Hặc"),
        ("II. XÃ CHIỀNG HẶC", "commune=Chiềng Hặc"),
        ("XÃ CHIỀNG HẶC", "commune=Chiềng Hặc"),
        ("||||Xã Chiềng Hặc", "commune=Chiềng Hặc"),
        ("Xã Chiềng Hặc, huyện Yên Châu", "commune=Chiềng Hặc"),
        ("Thị trấn Yên Châu", "commune=Thị trấn Yên Châu"),
        ("HUYỆN YÊN CHÂU", "district=Yên Châu"),
        ("1. Xa Chieng Hac", "commune=Chieng Hac"),
        ("||||XA CHIENG HAC", "commune=Chieng Hac"),
        ("Huổi Pù", "village=Huổi Pù"),
        ("HUỔI PÙ", "village=Huổi Pù"),
        ("I. Huổi Pù", "village=Huổi Pù"),
        ("I||Huổi Pù", "village=Huổi Pù"),
        ("II. HỘ CẬN NGHÈO", "class_recorded=Hộ cận nghèo"),
        ("Hộ nghèo", "class_recorded=Hộ nghèo"),
        ("Hộ nghèo: 12 hộ", "class_recorded=Hộ nghèo"),
        ("||Hộ không nghèo", "class_recorded=Hộ không nghèo"),
        ("B|Hộ nghèo||#12", "class_recorded=Hộ nghèo"),
        ("DANH SÁCH HỘ NGHÈO NĂM 2022", "class_recorded=Hộ nghèo"),
    ]);
    let closed = |cells: &str| rules(&[]).classify(&row(cells));
    assert_eq!(closed("Huổi Pù"), RowClass::Skip(RowKind::Note));
    assert!(matches!(closed("Bản Huổi Pù"), RowClass::Group(_)));
}

#[test]
fn people_and_answers_are_no_groups() {
    all(&[
        ("||Lò Văn Sơn", "data"),
        ("||LÒ VĂN SƠN", "data"),
        ("#5||Lò Văn Sơn", "data"),
        ("||Bàn Văn Phú|#4", "data"),
        ("||BAN VAN PHU", "data"),
        ("||Tô Thị Hoa", "data"),
        ("||Bản Thị Hoa|#4", "data"),
        ("#5|0005|Bản Huổi Pù", "data"),
        ("#5|0005||||||x", "data"),
        ("|ABC|Lò Văn Sơn|#4", "data"),
        ("|ABC||#4", "data"),
        ("|||#4||Thái", "data"),
        ("|||||Thái", "data"),
        ("|||||||x", "data"),
        ("||Lò Văn Sơn|||Thái|||", "data"),
        ("||Hộ nghèo Lò Văn A|4|5|Thái", "data"),
        ("#12||||", "data"),
        ("|0005", "data"),
        ("|14-119-01-0001", "data"),
        ("|HH 12", "data"),
        ("#12||Bản Thị Hoa|#5|#1000000", "data"),
        ("#12||Bản A|#5|#1000|Kinh|x", "data"),
        ("|||||Xã Chiềng Hặc|#3", "data"),
    ]);
}

#[test]
fn people_called_like_levels_are_people() {
    all(&[
        ("#2||Ban Thi Hoa|#2|#1981", "data"),
        ("#3||Ban Kim Anh|#2|#2010|1", "data"),
        ("#4||Lang Minh Anh|#1|#2012|0", "data"),
        ("4||Lang Minh Anh", "data"),
        ("||Lang Minh Anh", "data"),
        ("#5||To Ngoc Anh|#2|#5000000", "data"),
        ("#6||Khu Minh Anh|#2|#5000000", "data"),
        ("#7||XA KIM HOA|#2|#5000000", "data"),
        ("1. Ban Kim Anh", "village=Ban Kim Anh"),
        ("||1. Ban Kim Anh", "data"),
        ("II||Ban Kim Anh|#2|#5000000", "village=Ban Kim Anh"),
        ("||II. Ban Kim Anh", "village=Ban Kim Anh"),
        ("||Ban: Kim Anh", "village=Ban Kim Anh"),
        ("||Ban 3", "village=Ban 3"),
        ("#1||Bản Kim Anh|#12|#48", "village=Bản Kim Anh"),
        ("#1||Khu phố Ba|#12|#48", "village=Khu phố Ba"),
    ]);
}

#[test]
fn rows_with_a_name_or_a_number_only_are_data() {
    all(&[
        ("#2||Bàn Văn Sinh", "data"),
        ("||Lò Thị B", "data"),
        ("#2||Lò Thị B|||||", "data"),
        ("#2|||||Nước Máy", "data"),
        ("#2||||||ghi ở đây", "data"),
        ("#2", "data"),
        ("#3||Cán bộ Văn A", "data"),
    ]);
    // a mark in a column of answers numbers nothing
    let header = ["Hộ nghèo", "Họ và tên"].map(fold).to_vec();
    let rules = RowRules::new(&WORDS, vec![], vec![0, 1], header, vec!["village".to_owned()]).with_names(vec![1]);
    assert_eq!(rules.classify(&row("X|Lò Văn A")), RowClass::Data);
}

#[test]
fn headings_end_the_class_before_them() {
    all(&[
        ("II. HỘ NGHÈO PHÁT SINH", "class_recorded="),
        ("III. HỘ THOÁT NGHÈO", "class_recorded="),
        ("V. HỘ NGOÀI DIỆN", "class_recorded="),
        ("III|HỘ THOÁT NGHÈO||#12|#40", "class_recorded="),
        ("B||Hộ thoát nghèo||#12", "class_recorded="),
        ("Các hộ thoát nghèo trong năm", "class_recorded="),
        ("Danh sách các hộ mới tách", "class_recorded="),
        ("HO NGHEO PHAT SINH", "class_recorded="),
        ("II||HO NGHEO PHAT SINH|#12|#40", "class_recorded="),
        ("Hộ nghèo xã hội", "class_recorded="),
        ("DANH SÁCH HỘ CẬN NGHÈO NĂM 2022 XÃ TÚ NANG", "commune=Tú Nang class_recorded=Hộ cận nghèo"),
        ("Hộ nghèo bản Huổi Pù, xã Tú Nang", "commune=Tú Nang village=Bản Huổi Pù class_recorded=Hộ nghèo"),
        ("(*) Hộ mới chuyển đến ghi ở danh sách riêng", "note"),
        ("||HO VAN ANH", "data"),
        ("#2||HO VAN ANH|#4", "data"),
        ("||Hộ Lò Văn A", "data"),
        ("#2||Hộ thoát nghèo", "data"),
    ]);
}

#[test]
fn closing_lines_are_told() {
    all(&[
        ("Ngày 05 tháng 12 năm 2022", "note"),
        ("||||Chiềng Hặc, ngày 05 tháng 12 năm 2022", "note"),
        ("|Ngày ... tháng ... năm ...", "note"),
        ("|Người lập biểu||||TM. UBND XÃ", "note"),
        ("||||TM. UBND XÃ CHIỀNG HẶC", "note"),
        ("|||||CHỦ TỊCH", "note"),
        ("NGUOI LAP BIEU", "note"),
        ("Ghi chú: N là hộ nghèo, CN là hộ cận nghèo", "note"),
        ("||Ghi chú: 12 hộ mới", "note"),
        ("(Ký, ghi rõ họ tên)|||(Ký, đóng dấu)", "note"),
        ("||||(Ký tên)", "note"),
        ("|||||Nguyễn Văn A", "note"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "note"),
        ("Độc lập - Tự do - Hạnh phúc", "note"),
        ("||||||xem phụ lục", "note"),
    ]);
}

#[test]
fn names_under_signatures_are_signatures() {
    let rules = rules(&["village"]);
    let mut signed = false;
    let mut next = |cells: &str| rules.classify_next(&row(cells), &mut signed);
    let note = RowClass::Skip(RowKind::Note);
    assert_eq!(next("#1|0001|Lò Văn Sơn"), RowClass::Data);
    assert_eq!(next("||Lò Văn Son"), RowClass::Data);
    assert_eq!(next("||Người lập biểu|||Chủ tịch"), note);
    assert_eq!(next("||Lò Thị Hoa|||Nguyễn Văn A"), note);
    assert_eq!(next("||Lò Thị Hoa|#4"), RowClass::Data);
    assert_eq!(next("||Lò Thị Hoa|||Nguyễn Văn A"), RowClass::Data);
    // a remark begins no signatures
    assert_eq!(next("Ghi chú: hộ này mới tách"), note);
    assert_eq!(next("||Lò Thị Hoa||||Con Dâu"), RowClass::Data);
    assert_eq!(next("|ĐIỀU TRA VIÊN||TRƯỞNG XÓM"), note);
    assert_eq!(next("|Nguyễn Văn X||Lò Văn Y"), note);
    assert_eq!(next("Nguyễn Văn X"), note);
    // rows as full as those of data are data again, and so is what follows a group
    assert_eq!(next("|HỘ BA|Lò Thị Hoa||Không|Thái||Có|Không"), RowClass::Data);
    assert_eq!(next("Người lập biểu"), note);
    assert!(matches!(next("Bản Huổi Pù"), RowClass::Group(_)));
    assert_eq!(next("||Lò Thị Hoa"), RowClass::Data);
}

#[test]
fn the_header_again_is_told() {
    all(&[
        ("STT|Mã hộ|Họ và tên chủ hộ|Nhân khẩu|Thu nhập|Dân tộc|Khác|Việc làm|Dinh dưỡng", "repeated_header"),
        ("STT|MÃ HỘ|HỌ VÀ TÊN CHỦ HỘ|NHÂN KHẨU|THU NHẬP|Dân tộc|Khác|Việc làm|Ăn uống", "repeated_header"),
        ("STT|Mã hộ|Họ và tên", "repeated_header"),
        ("(1)|(2)|(3)|(4)|(5)|(6)|(7)|(8)|(9)", "numbers"),
        ("A|B|C|1|2|3|4|5=3/1x100|6", "numbers"),
        ("#1|#2|#3|#4|#5|#6|#7|#8|#9", "numbers"),
        ("1|2|3|4|5|6|7|8|9", "numbers"),
        ("#1|#2|#3|#4|#5", "data"),
        ("#2|#3|#4|#5|#6|#7|#8|#9|#10", "data"),
        ("#1|0001|Lò Văn Sơn|#4|#5|Thái", "data"),
        ("||Khác|#4|#5|Thái", "data"),
    ]);
}

/// What nobody would put into a list but who tests it.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[A-ZĐÀ-ỹa-z]{1,6}( [A-ZĐ][a-zà-ỹ]{1,5}){0,3}",
        "[0-9]{1,7}",
        "#[0-9]{1,7}",
        "\\PC{0,12}".prop_map(|text| text.replace('|', "/")),
        prop::sample::select(vec![
            "x",
            "Có",
            "Cộng",
            "Tổng số",
            "Bản Huổi Pù",
            "Xã",
            "Hộ nghèo",
            "Ghi chú",
            "(1)",
            "STT",
            "Mã hộ",
            "-",
            "…",
            "I",
            "Tổ 3",
            "1. Xã A",
            "Ngày 05 tháng 12 năm 2022",
            "TM. UBND",
            "Khu",
            "#REF!",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// But for a row of sums with its word, or a sign that may be one (`§1`), to the left of the id, of the columns' numbers, or a
    /// line of words with a digit (a date of signing, `Tổ 3`), which stand alone in their row.
    #[test]
    fn rows_with_an_id_are_data(before in cell(), id in "[A-Z]{0,3}[0-9]{3,14}", behind in prop::collection::vec(cell(), 0..7)) {
        let may_be_word = before.chars().any(|sign| sign.is_alphabetic() || !sign.is_ascii());
        let number = if may_be_word { String::new() } else { before };
        let cells = format!("{number}|{id}|{}", behind.join("|"));
        prop_assert_eq!(class(&cells), "data", "{}", cells);
    }

    #[test]
    fn rows_with_three_answers_are_data(name in "(Lò|Bản|Cộng|Tổng|Hồ|Xã) [A-ZĐ][a-z]{1,5}", id in cell(), persons in cell(), rest in cell()) {
        let cells = format!("|{id}|{name}|{persons}||Thái|{rest}|x|Có");
        let found = class(&cells);
        prop_assert!(found == "data" || found == "repeated_header", "{cells}: {found}");
    }

    #[test]
    fn nothing_panics(cells in prop::collection::vec(cell(), 0..12)) {
        let cells = cells.join("|");
        let mut signed = true;
        let read = row(&cells);
        rules(&["village", "commune"]).classify_next(&read, &mut signed);
        RowRules::new(&LayoutWords::default(), vec![], vec![], vec![], vec![]).classify(&read);
    }
}
