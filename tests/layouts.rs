//! Layouts of survey sheets, small and in memory: which rows become whose, by hand. `tests/files.rs` has the same from files.

use rasoat::io::read::Cell;
use rasoat::lang::{Entity, Value};
use rasoat::survey::batch::{Batch, Column, Members, Rows};
use rasoat::survey::codebook::Codebook;
use rasoat::survey::codebook_file::default_codebook;
use rasoat::survey::problem::Problem;
use rasoat::survey::shape::row_kind::RowKind;
use rasoat::survey::{Counts, MemorySource, Survey, SurveyError, SurveyOptions};

struct Read {
    /// Each household's fields, then its members' names.
    households: Vec<String>,
    problems: Vec<String>,
    /// Each household's recorded class, empty where there is none.
    classes: Vec<String>,
    counts: Counts,
}

fn codebook() -> Codebook {
    default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false)))
}

fn text(codebook: &Codebook, rows: &Rows, entity: Entity, row: usize, id: &str) -> String {
    let field = codebook.position(entity, id).unwrap_or_else(|| panic!("no field {id}"));
    let known = &codebook.fields(entity)[field];
    match (rows.value(row, field, known), &rows.columns[field]) {
        (value, _) if !value.is_known() => "".to_owned(),
        (Value::Number(number), _) => number.low.to_string(),
        (_, Some(Column::Code(codes))) => known.codes[codes[row] as usize].id.clone(),
        _ => rows.text(row, field).unwrap_or("").to_owned(),
    }
}

fn read(sources: &[MemorySource], fields: &[&str], threads: usize) -> Result<Read, SurveyError> {
    let codebook = codebook();
    let options = SurveyOptions { threads: Some(threads), ..SurveyOptions::default() };
    let survey = Survey::open(sources, &codebook, options)?;
    let (mut households, mut problems, mut classes) = (Vec::new(), Vec::new(), Vec::new());
    let recorded = codebook.position(Entity::Household, "class_recorded").expect("the codebook has the field");
    let counts = survey.read::<SurveyError>(2, &|_, _| true, &mut |batch: Batch, found: Vec<Problem>| {
        problems.extend(found.iter().map(|p| format!("{} {} {}", survey.describe(p.place), p.field, p.kind.code())));
        for row in 0..batch.households.len() {
            let own = fields.iter().map(|id| text(&codebook, &batch.households, Entity::Household, row, id));
            let members = match batch.of_household[row] {
                Members::NotListed => "-".to_owned(),
                Members::Listed { start, end } => (start as usize..end as usize)
                    .map(|member| text(&codebook, &batch.members, Entity::Member, member, "name"))
                    .collect::<Vec<_>>()
                    .join(","),
            };
            let class = match &batch.households.columns[recorded] {
                Some(Column::Code(codes)) => codebook.household[recorded].codes.get(usize::from(codes[row])),
                _ => None,
            };
            classes.push(class.map_or(String::new(), |code| code.id.clone()));
            households.push(format!("{}: {members}", own.collect::<Vec<_>>().join("/")));
        }
        Ok(())
    })?;
    Ok(Read { households, problems, classes, counts })
}

/// Reads with one thread and with several, which must say the same.
fn both(sources: &[MemorySource], fields: &[&str]) -> Read {
    let one = read(sources, fields, 1).unwrap_or_else(|error| panic!("{error}"));
    let many = read(sources, fields, 4).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((&one.households, &one.problems, &one.counts), (&many.households, &many.problems, &many.counts));
    one
}

fn book(name: &str) -> MemorySource {
    MemorySource::new(name)
}

#[test]
fn members_under_their_head() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "Mã hộ | Thôn | Thu nhập (tháng) | Họ và tên | Quan hệ với chủ hộ | Năm sinh
             H1 | Bản A | 3000000 | Lò A | Chủ hộ | 1980
              |  |  | Lò B | Vợ | 1982
              |  |  | Lò C | Con | 2010
             H2 | Bản A | 1000000 | Hà D | Chủ hộ | 1950
             H3 | Bản B |  | Hà E | Chủ hộ | 1960
              |  |  | Hà F | Vợ | 1961",
        )],
        &["household_id", "village"],
    );
    assert_eq!(read.households, ["H1/Bản A: Lò A,Lò B,Lò C", "H2/Bản A: Hà D", "H3/Bản B: Hà E,Hà F"]);
    assert_eq!(read.problems, [""; 0]);
    assert_eq!((read.counts.household_rows, read.counts.member_rows), (3, 6));
}

#[test]
fn two_households_of_one_id_keep_their_members_apart() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "Mã hộ | Thôn | Thu nhập (tháng) | Họ và tên | Quan hệ với chủ hộ | Năm sinh
             H1 | Bản A | 3000000 | Lò A | Chủ hộ | 1980
              |  |  | Lò B | Vợ | 1982
             H2 | Bản A | 1000000 | Hà D | Chủ hộ | 1950
              |  |  | Hà E | Con | 1990
             H1 | Bản B | 5000000 | Hà F | Chủ hộ | 1960
              |  |  | Hà G | Vợ | 1961",
        )],
        &["household_id", "village"],
    );
    assert_eq!(read.households, ["H1/Bản A: Lò A,Lò B", "H2/Bản A: Hà D,Hà E", "H1/Bản B: -"]);
    assert_eq!(
        read.problems,
        [
            "DS!A6 household_id duplicate_household",
            "DS!A6 household_id orphan_member",
            "DS!A7 household_id orphan_member"
        ]
    );
}

#[test]
fn the_household_on_each_row_of_its_members() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "Mã hộ | Thôn | Thu nhập (tháng) | Họ và tên | Quan hệ với chủ hộ | Năm sinh
             H1 | Bản A | 3000000 | Lò A | Chủ hộ | 1980
             H1 | Bản A | 3000000 | Lò B | Vợ | 1982
             H1 | Bản A | 3000000 | Lò C | Con | 2010
             H2 | Bản A | 1000000 | Hà D | Chủ hộ | 1950
             H2 | Bản A | 1000000 | Hà E | Vợ | 1951",
        )],
        &["household_id", "village"],
    );
    assert_eq!(read.households, ["H1/Bản A: Lò A,Lò B,Lò C", "H2/Bản A: Hà D,Hà E"]);
}

#[test]
fn a_household_row_alone_above_its_members() {
    // the head's row has no member's cell, so it is no member
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "Mã hộ | Chủ hộ | Thu nhập (tháng) | Họ tên thành viên | Quan hệ với chủ hộ | Năm sinh
             H1 | Lò A | 3000000 |  |  |
              |  |  | Lò A | Chủ hộ | 1980
              |  |  | Lò B | Vợ | 1982
             H2 | Hà D | 1000000 |  |  |
              |  |  | Hà D | Chủ hộ | 1950",
        )],
        &["household_id", "head_name"],
    );
    assert_eq!(read.households, ["H1/Lò A: Lò A,Lò B", "H2/Hà D: Hà D"]);
}

#[test]
fn a_number_in_the_village_makes_an_id() {
    let read = both(
        &[book("a.csv").table(
            "",
            "Xã | Bản | STT hộ | Chủ hộ | Thu nhập (tháng)
             A | B1 | 1 | Lò A | 3000000
             A | B1 | 2 | Lò B | 2000000
             A | B2 | 1 | Lò C | 1000000",
        )],
        &["household_id", "head_name"],
    );
    assert_eq!(read.households, ["A-B1-1/Lò A: -", "A-B1-2/Lò B: -", "A-B2-1/Lò C: -"]);
    assert_eq!(read.problems, [""; 0]);
}

#[test]
fn an_export_joins_by_its_own_numbers() {
    let households = "start | Mã hộ | Xã | Thu nhập (tháng) | _id | _uuid | _index
         x | H1 | A | 3000000 | 1001 | u-1 | 1
         x | H2 | A | 1000000 | 1002 | u-2 | 2";
    let members = "Họ và tên | Năm sinh | _index | _parent_table_name | _parent_index | _submission__uuid
         Lò A | 1980 | 1 | main | 1 | u-1
         Lò B | 1981 | 2 | main | 1 | u-1
         Lò C | 1982 | 3 | main | 2 | u-2";
    let illnesses = "Bệnh | Họ và tên | _index | _parent_table_name | _parent_index | _submission__uuid
         ho | x | 1 | members | 3 | u-2";
    let source = book("k.xlsx").table("main", households).table("members", members).table("ill", illnesses);
    let read = both(&[source], &["household_id"]);
    assert_eq!(read.households, ["H1: Lò A,Lò B", "H2: Lò C"]);
    // without an id of its own the household goes by the export's
    let anonymous = "Xã | Thu nhập (tháng) | _uuid | _index
         A | 3000000 | u-1 | 1
         A | 1000000 | u-2 | 2";
    let read = both(&[book("k.xlsx").table("main", anonymous).table("members", members)], &["household_id"]);
    assert_eq!(read.households, ["u-1: Lò A,Lò B", "u-2: Lò C"]);
    // two exports number their rows alike
    let other = book("l.xlsx")
        .table("main", "Mã hộ | Xã | Thu nhập (tháng) | _index\n K1 | B | 5000000 | 1")
        .table("members", "Họ và tên | Năm sinh | _parent_table_name | _parent_index\n Hà D | 1970 | main | 1");
    let read = both(&[book("k.xlsx").table("main", households).table("members", members), other], &["household_id"]);
    assert_eq!(read.households, ["H1: Lò A,Lò B", "H2: Lò C", "K1: Hà D"]);
}

#[test]
fn keys_of_other_exports() {
    let odk = [
        book("hh.csv")
            .table("", "KEY | ma_ho | Xã | Thu nhập (tháng)\n uuid:1 | H1 | A | 1000000\n uuid:2 | H2 | A | 2000000"),
        book("hh-member.csv")
            .table("", "Họ và tên | Năm sinh | PARENT_KEY | KEY\n Lò A | 1980 | uuid:1 | uuid:1/member[1]"),
        book("hh-member-job.csv").table(
            "",
            "Họ và tên | Năm sinh | PARENT_KEY | KEY\n x | 1980 | uuid:1/member[1] | uuid:1/member[1]/job[1]",
        ),
    ];
    assert_eq!(both(&odk, &["household_id"]).households, ["H1: Lò A", "H2: -"]);
    let solutions = [
        book("hh.tab").table(
            "",
            "interview__key | interview__id | Xã | Thu nhập (tháng)\n 11 | a1 | A | 1000000\n 12 | a2 | A | 2000000",
        ),
        book("members.tab").table(
            "",
            "interview__key | interview__id | members__id | Họ và tên | Năm sinh\n 12 | a2 | 1 | Lò B | 1980",
        ),
        book("jobs.tab")
            .table("", "interview__key | interview__id | members__id | jobs__id | Năm sinh\n 12 | a2 | 1 | 1 | 9"),
    ];
    assert_eq!(both(&solutions, &["household_id"]).households, ["a1: -", "a2: Lò B"]);
    let mics = [
        book("hh.csv").table("", "hh1 | hh2 | Xã | Thu nhập (tháng)\n 1 | 1 | A | 1000000\n 1 | 2 | A | 2000000"),
        book("hl.csv").table("", "hh1 | hh2 | LN | Họ và tên | Năm sinh\n 1 | 2 | 1 | Lò C | 1980"),
    ];
    assert_eq!(both(&mics, &["household_id"]).households, ["1-1: -", "1-2: Lò C"]);
}

#[test]
fn one_sheet_and_one_file_a_commune() {
    let sources = [
        book("a.xlsx")
            .table("Chiềng Hặc", "Mã hộ | Thôn | Chủ hộ | Thu nhập (tháng)\n H1 | T1 | Lò A | 1000000")
            .table(
                "Yên Sơn",
                "Chủ hộ | Mã hộ | Bản | Thu nhập tháng\n Lò B | H2 | T2 | 1000000\n Lò C | H1 | T2 | 2000000",
            ),
        book("b.csv").table("", "Mã số hộ | Xã | Chủ hộ\n H3 | Tú Nang | Lò D\n H2 | Tú Nang | Lò B"),
    ];
    let read = both(&sources, &["household_id", "commune", "village"]);
    assert_eq!(
        read.households,
        ["H1/Chiềng Hặc/T1: -", "H2/Yên Sơn/T2: -", "H1/Yên Sơn/T2: -", "H3/Tú Nang/: -", "H2/Tú Nang/: -"]
    );
    assert_eq!(
        read.problems,
        ["Yên Sơn!B3 household_id duplicate_household", "b.csv!A3 household_id duplicate_household"]
    );
    assert_eq!(read.counts.rejected, 2);
}

#[test]
fn groups_and_sums_between_the_rows() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "TT | Mã hộ | Chủ hộ | Nhân khẩu | Thu nhập (tháng)
             I | Xã Chiềng Hặc |  |  |
              | Bản Huổi Pù |  |  |
             1 | H1 | Lò A | 3 | 1000000
             2 | H2 | Lò B | 2 | 2000000
             Cộng | | | 5 | 3000000
              | Bản Văng |  |  |
             1 | H3 | Công Văn C | 4 | 2000000
             Tổng cộng | | | 9 | 5000000
              | | | Người lập biểu |",
        )],
        &["household_id", "commune", "village"],
    );
    assert_eq!(
        read.households,
        ["H1/Chiềng Hặc/Bản Huổi Pù: -", "H2/Chiềng Hặc/Bản Huổi Pù: -", "H3/Chiềng Hặc/Bản Văng: -"]
    );
    let skipped = |kind| read.counts.skipped(kind);
    assert_eq!((skipped(RowKind::Group), skipped(RowKind::Total), skipped(RowKind::Note)), (3, 2, 1));
    assert_eq!((read.counts.sheets[0].rows.rows, read.counts.sheets[0].rows.data()), (10, 3));
}

#[test]
fn people_called_like_levels_stay_members() {
    let read = both(
        &[book("a.csv").table(
            "DS",
            "Mã hộ | Thu nhập (tháng) | STT thành viên | Họ và tên | Giới tính | Năm sinh
             14001 | 5000000 | 1 | Ban Van Anh | 1 | 1980
              |  | 2 | Ban Thi Hoa | 2 | 1981
              |  | 3 | Lang Minh Anh | 1 | 2012
              |  | 4 | Lo Thi B |  |
             Ghi chú: hộ mới tách |  |  |  |  |
              |  |  | Lo Thi C |  |
             14002 | 900000 | 1 | Ha Van C | 1 | 1970
              |  | 2 | Lo Thi D | 2 | 1972",
        )],
        &["household_id", "village"],
    );
    assert_eq!(
        read.households,
        ["14001/: Ban Van Anh,Ban Thi Hoa,Lang Minh Anh,Lo Thi B,Lo Thi C", "14002/: Ha Van C,Lo Thi D"]
    );
    assert_eq!(read.counts.skipped(RowKind::Note), 1);
}

#[test]
fn people_called_like_levels_stay_households() {
    let read = both(
        &[book("a.csv").table(
            "DS",
            "UBND XA CHIENG HAC |  |  |
             STT | Họ tên chủ hộ | Số khẩu | Thu nhập (tháng)
             1 | Lo Van Anh | 4 | 4000000
             2 | Ban Van Sinh | 5 | 4000000
             3 | Xa Thi Hoa |  |
             4 | To Ngoc Anh | 2 | 5000000
             5 | Lang Minh Anh | 2 | 5000000",
        )],
        &["household_no", "head_name"],
    );
    assert_eq!(
        read.households,
        ["1/Lo Van Anh: -", "2/Ban Van Sinh: -", "3/Xa Thi Hoa: -", "4/To Ngoc Anh: -", "5/Lang Minh Anh: -"]
    );
}

#[test]
fn words_among_ids_are_said() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "Mã hộ | Chủ hộ | Thôn | Nhân khẩu | Thu nhập (tháng)
             14001 | Lò Văn A | Bản Pa | 4 | 900000
             14002 | Lò Văn B | Bản Pa | 4 | 900000
             CHỨC DANH LẠ |  | NGƯỜI KÝ |  |
             TRƯỞNG XÓM |  |  |  |
             Trong đó: |  |  | 2 | ",
        )],
        &["household_id"],
    );
    assert_eq!(read.households, ["14001: -", "14002: -", "CHỨC DANH LẠ: -"]);
    assert_eq!(read.problems, ["DS!A4 household_id id_of_words"]);
    assert_eq!(read.counts.rejected, 1);
}

#[test]
fn headings_end_what_the_heading_before_said() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "STT | Chủ hộ | Nhân khẩu | Thu nhập (tháng)
             XÃ CHIỀNG HẶC |  |  |
             I. HỘ CẬN NGHÈO |  |  |
             1 | Lò Văn A | 4 | 400000
             II. HỘ THOÁT NGHÈO |  |  |
             2 | Lò Văn B | 4 | 4000000
             DANH SÁCH HỘ NGHÈO NĂM 2022 XÃ TÚ NANG |  |  |
             3 | Lò Văn C | 4 | 4000000",
        )],
        &["head_name", "commune"],
    );
    assert_eq!(read.households, ["Lò Văn A/Chiềng Hặc: -", "Lò Văn B/Chiềng Hặc: -", "Lò Văn C/Tú Nang: -"]);
    assert_eq!(read.classes, ["near_poor", "", "poor"]);
}

#[test]
fn a_unit_in_a_late_heading_takes_no_household_its_key() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "STT | Chủ hộ | Thôn | Nhân khẩu | Thu nhập (tháng)
             1 | Lò Văn A | Bản Pa | 4 | 400000
             DANH SÁCH HỘ NGHÈO XÃ TÚ NANG |  |  |  |
             2 | Lò Văn B | Bản Pa | 4 | 4000000",
        )],
        &["head_name"],
    );
    assert_eq!(read.households, ["Lò Văn A: -", "Lò Văn B: -"]);
    assert_eq!((read.classes, read.counts.rejected), (vec![String::new(), "poor".to_owned()], 0));
}

#[test]
fn as_above_is_what_stands_above() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "Mã hộ | Xã | Thôn | Chủ hộ | Thu nhập (tháng)
             H1 | Chiềng Hặc | Bản Pa | Lò A | 900000
             H2 | \" | ” | Lò B | 900000
             H3 | -nt- | Bản Nà | Lò C | 900000
             H4 | như trên | nt | Lò D | 900000",
        )],
        &["commune", "village"],
    );
    assert_eq!(
        read.households,
        ["Chiềng Hặc/Bản Pa: -", "Chiềng Hặc/Bản Pa: -", "Chiềng Hặc/Bản Nà: -", "Chiềng Hặc/Bản Nà: -"]
    );
}

#[test]
fn a_unit_named_once_for_the_rows_below() {
    let table = |villages: [&str; 10]| {
        let rows = villages.iter().enumerate().map(|(at, village)| {
            [village, &*format!("H{at}"), &*format!("Lò {at}"), "1000000"]
                .map(|text| Cell::Text(text.to_owned().leak()))
        });
        let header = ["Thôn", "Mã hộ", "Chủ hộ", "Thu nhập (tháng)"].map(Cell::Text);
        let rows: Vec<Vec<Cell<'static>>> = std::iter::once(header).chain(rows).map(Vec::from).collect();
        let read = both(&[book("a.xlsx").sheet("DS", rows)], &["village"]);
        read.households.iter().map(|line| line.trim_end_matches(": -").to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(table(["T1", "", "", "T2", "", "", "", "T3", "", ""]), "T1 T1 T1 T2 T2 T2 T2 T3 T3 T3");
    // a village that is missing here and there is missing
    assert_eq!(table(["T1", "T1", "", "T2", "T2", "", "T2", "T3", "T3", ""]), "T1 T1  T2 T2  T2 T3 T3 ");
    // so is one where a name comes back, or where names are few
    assert_eq!(table(["T1", "", "", "T2", "", "", "T1", "T3", "", ""]), "T1   T2   T1 T3  ");
    assert_eq!(table(["T1", "", "", "", "", "", "T2", "", "", ""]), "T1      T2   ");
}

#[test]
fn a_merged_cell_counts_for_each_of_its_rows() {
    let table = "Thôn | Mã hộ | Chủ hộ | Thu nhập (tháng)
             T1 | H1 | Lò A | 1000000
              | H2 | Lò B | 2000000
              | H3 | Lò C | 2000000";
    let read = both(&[book("a.xlsx").table("DS", table).merged(2, 3, 0, 0)], &["household_id", "village"]);
    assert_eq!(read.households, ["H1/T1: -", "H2/T1: -", "H3/: -"]);
}

const LIST: &str = "Mã hộ | Thôn | Chủ hộ | Thu nhập (tháng) | Họ và tên | Quan hệ với chủ hộ | Năm sinh";

fn list(rows: &'static str) -> Read {
    let text: &'static str = Box::leak(format!("{LIST}\n{rows}").into_boxed_str());
    both(&[book("a.xlsx").table("DS", text)], &["household_id", "village", "income_month"])
}

#[test]
fn a_household_without_id_is_none_of_the_household_above() {
    let read = list(
        "H1 | Bản A | Lò A | 6000000 | Lò A | Chủ hộ | 1980
          |  |  |  | Lò B | Vợ | 1982
          | Bản A | Hà F | 900000 | Hà F | Chủ hộ | 1969
          |  |  |  | Hà G | Vợ | 1970
         H4 | Bản B | Vì H | 7000000 | Vì H | Chủ hộ | 1990
          |  |  |  | Vì K | Vợ | 1992",
    );
    assert_eq!(read.households, ["H1/Bản A/6000000: Lò A,Lò B", "/Bản A/900000: -", "H4/Bản B/7000000: Vì H,Vì K"]);
    let none = "household_id member_without_household";
    assert_eq!(
        read.problems,
        ["DS!A4 household_id missing_household_id".to_owned(), format!("DS!A4 {none}"), format!("DS!A5 {none}")]
    );
    let counts = &read.counts;
    assert_eq!((counts.household_rows, counts.rejected, counts.members_without_id), (3, 1, 2));
}

/// Two households of one village with one income: only the head's name tells them apart.
#[test]
fn a_household_without_id_that_only_its_head_tells_apart() {
    let read = list(
        "H1 | Bản A | Lò A | 900000 | Lò A | Chủ hộ | 1980
          |  |  |  | Lò B | Vợ | 1982
          | Bản A | Hà F | 900000 | Hà F | Chủ hộ | 1969
          |  |  |  | Hà G | Vợ | 1970
         H4 | Bản B | Vì H | 7000000 | Vì H | Chủ hộ | 1990
          |  |  |  | Vì K | Vợ | 1992",
    );
    assert_eq!(read.households, ["H1/Bản A/900000: Lò A,Lò B", "/Bản A/900000: -", "H4/Bản B/7000000: Vì H,Vì K"]);
}

#[test]
fn a_household_without_id_and_without_member_on_its_row() {
    let read = list(
        "H1 | Bản A | Lò A | 6000000 | Lò A | Chủ hộ | 1980
          |  |  |  | Lò B | Vợ | 1982
          | Bản A | Hà F | 900000 |  |  |
          |  |  |  | Hà G | Vợ | 1970
         H4 | Bản B | Vì H | 7000000 | Vì H | Chủ hộ | 1990
          |  |  |  | Vì K | Vợ | 1992",
    );
    assert_eq!(read.households, ["H1/Bản A/6000000: Lò A,Lò B", "/Bản A/900000: -", "H4/Bản B/7000000: Vì H,Vì K"]);
    assert_eq!((read.counts.rejected, read.counts.member_rows, read.counts.members_without_id), (1, 5, 1));
}

#[test]
fn a_household_goes_on_where_its_own_cells_stand_again() {
    // repeated under the first row, and once on the head's row that is not the first
    let read = list(
        "H1 | Bản A | Lò A | 6000000 | Lò A | Chủ hộ | 1980
          | Bản A | Lò A | 6000000 | Lò B | Vợ | 1982
         H2 | Bản A | Hà D | 900000 | Hà D | Chủ hộ | 1969
          |  |  |  | Hà E | Vợ | 1970
          |  |  |  | Hà G | Con | 2010
         H3 |  |  |  | Vì K | Vợ | 1992
          | Bản B | Vì H | 7000000 | Vì H | Chủ hộ | 1990
          |  |  |  | Vì L | Con | 2012",
    );
    assert_eq!(
        read.households,
        ["H1/Bản A/6000000: Lò A,Lò B", "H2/Bản A/900000: Hà D,Hà E,Hà G", "H3/Bản B/7000000: Vì K,Vì H,Vì L"]
    );
    assert_eq!(read.problems, [""; 0]);
}

#[test]
fn answers_of_a_household_stand_on_any_of_its_rows() {
    let read = list(
        "H1 | Bản A |  |  | Lò B | Vợ | 1982
         H1 | Bản A | Lò A | 5000000 | Lò A | Chủ hộ | 1980
         H2 | Bản A | Hà C | 900000 | Hà C | Chủ hộ | 1970
         H2 | bản a | Hà C | 9000000 | Hà D | Vợ | 1972
         H3 | Bản B | Vì E | 900.000 | Vì E | Chủ hộ | 1970
         H3 | Bản B | Vì E | 900000 | Vì G | Vợ | nhiều",
    );
    assert_eq!(read.households, ["H1/Bản A/5000000: Lò B,Lò A", "H2/Bản A/: Hà C,Hà D", "H3/Bản B/900000: Vì E,Vì G"]);
    assert_eq!(read.problems, ["DS!D5 income_month different_answers", "DS!G7 birth_year not_a_number"]);
}

#[test]
fn a_bad_answer_on_a_later_row_has_its_own_place() {
    let read = list(
        "H1 | Bản A | Lò A |  | Lò A | Chủ hộ | 1980
         H1 | Bản A | Lò A | nhiều | Lò B | Vợ | 1982
         H2 | Bản A | Hà C | 900000 | Hà C | Chủ hộ | 1970
         H2 | Bản A | Hà C | 900000 | Hà D | Vợ | 1972",
    );
    assert_eq!(read.problems, ["DS!D3 income_month not_a_number"]);
    assert_eq!(read.households, ["H1/Bản A/: Lò A,Lò B", "H2/Bản A/900000: Hà C,Hà D"]);
}

#[test]
fn one_number_in_two_villages_is_two_households() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "STT hộ | Thôn | Thu nhập (tháng) | Họ và tên | Quan hệ với chủ hộ | Năm sinh
             1 | Bản A | 5000000 | Lò A | Chủ hộ | 1980
             1 | Bản A | 5000000 | Lò B | Vợ | 1981
             1 | Bản B | 900000 | Hà C | Chủ hộ | 1970
             1 | Bản B | 900000 | Hà D | Vợ | 1972
             2 | Bản B | 800000 | Vì E | Chủ hộ | 1970
             2 | Bản B | 800000 | Vì G | Vợ | 1972",
        )],
        &["household_id", "village", "income_month"],
    );
    assert_eq!(
        read.households,
        ["Bản A-1/Bản A/5000000: Lò A,Lò B", "Bản B-1/Bản B/900000: Hà C,Hà D", "Bản B-2/Bản B/800000: Vì E,Vì G"]
    );
    assert_eq!(read.problems, [""; 0]);
}

#[test]
fn a_higher_unit_ends_the_units_below() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "Mã hộ | Chủ hộ | Thôn | Số khẩu
              | Xã Chiềng Hặc |  |
             1001 | Lò A | Bản Pa | 4
             1002 | Lò B |  | 4
             1003 | Lò C |  | 4
             1004 | Lò D | Bản Nà | 4
             1005 | Lò E |  | 4
             1006 | Lò G |  | 4
              | Xã Tú Nang |  |
             2001 | Hà A |  | 4
             2002 | Hà B |  | 4
             2003 | Hà C | Bản Cốc | 4
             2004 | Hà D |  | 4",
        )],
        &["household_id", "commune", "village"],
    );
    let (own, next) = ("Chiềng Hặc", "Tú Nang");
    let expected = [
        format!("1001/{own}/Bản Pa: -"),
        format!("1002/{own}/Bản Pa: -"),
        format!("1003/{own}/Bản Pa: -"),
        format!("1004/{own}/Bản Nà: -"),
        format!("1005/{own}/Bản Nà: -"),
        format!("1006/{own}/Bản Nà: -"),
        format!("2001/{next}/: -"),
        format!("2002/{next}/: -"),
        format!("2003/{next}/Bản Cốc: -"),
        format!("2004/{next}/Bản Cốc: -"),
    ];
    assert_eq!(read.households, expected);
}

#[test]
fn a_heading_goes_before_the_title() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "UBND xã Chiềng Hặc | | |
             Mã hộ | Chủ hộ | Thôn | Số khẩu
              | Xã Chiềng Hặc |  |
             1001 | Lò A | Bản Pa | 4
              | Xã Tú Nang |  |
             2001 | Hà A | Bản Pa | 4",
        )],
        &["household_id", "commune", "village"],
    );
    assert_eq!(read.households, ["1001/Chiềng Hặc/Bản Pa: -", "2001/Tú Nang/Bản Pa: -"]);
}

#[test]
fn a_heading_that_comes_late_is_reported() {
    let mut text = "Mã hộ | Chủ hộ | Thôn | Số khẩu\n".to_owned();
    for number in 10001..11101 {
        text.push_str(&format!("{number} | Lò A | Bản Pa | 4\n"));
    }
    text.push_str(" | Xã Tú Nang | |\n20001 | Hà A | Bản Pa | 4\n");
    let read = both(&[book("a.xlsx").table("DS", Box::leak(text.into_boxed_str()))], &["household_id", "village"]);
    assert_eq!(read.problems, ["DS 1102 commune group_not_read"]);
    assert_eq!(read.households.last().map(String::as_str), Some("20001/Bản Pa: -"));
}

#[test]
fn members_join_in_their_own_file_first() {
    let households = "Mã hộ | Chủ hộ | Thu nhập (tháng)
        1 | Lò A | 3000000
        2 | Lò B | 3000000";
    let others = "Mã hộ | Chủ hộ | Thu nhập (tháng)
        2 | Hà B | 900000
        3 | Hà C | 900000";
    let members = "Mã hộ | Họ và tên | Quan hệ với chủ hộ | Năm sinh
        1 | Lò A | Chủ hộ | 1980
        2 | Lò B | Chủ hộ | 1980";
    let of_others = "Mã hộ | Họ và tên | Quan hệ với chủ hộ | Năm sinh
        2 | Hà B | Chủ hộ | 1980
        3 | Hà C | Chủ hộ | 1980
        1 | Lò E | Con | 2010";
    let files = [
        book("a.xlsx").table("Hộ", households).table("TV", members),
        book("b.xlsx").table("Hộ", others).table("TV", of_others),
    ];
    let read = both(&files, &["household_id", "head_name"]);
    // the third member of the second file has its household in the first one only
    assert_eq!(read.households, ["1/Lò A: Lò A,Lò E", "2/Lò B: Lò B", "2/Hà B: -", "3/Hà C: Hà C"]);
    assert_eq!(
        read.problems,
        ["[b.xlsx]Hộ!A2 household_id duplicate_household", "[b.xlsx]TV!A2 household_id member_of_duplicate"]
    );
}

#[test]
fn one_column_an_answer_takes_marks_and_its_own_word() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "Mã hộ | Chủ hộ | Hộ nghèo | Hộ cận nghèo | Hộ không nghèo | Số khẩu
             1 | A | x |  |  | 4
             2 | B |  | √ |  | 4
             3 | C | không | V | - | 4
             4 | D | 0 | 0 | 1 | 4
             5 | E |  | cận nghèo |  | 4
             6 | G | ? | x | -9 | 4
             7 | H | không rõ |  |  | 4
             8 | I | không nghèo |  |  | 4
             9 | K |  | sai |  | 4
             10 | L | x | x |  | 4
             11 | M |  |  | #N/A | 4",
        )],
        &["household_id", "class_recorded"],
    );
    let said: Vec<&str> = read.households.iter().filter_map(|row| row.strip_suffix(": -")).collect();
    assert_eq!(
        said,
        [
            "1/poor",
            "2/near_poor",
            "3/near_poor",
            "4/non_poor",
            "5/near_poor",
            "6/near_poor",
            "7/",
            "8/",
            "9/",
            "10/",
            "11/"
        ]
    );
    assert_eq!(
        read.problems,
        [
            "DS!C9 class_recorded unknown_code",
            "DS!D10 class_recorded unknown_code",
            "DS!D11 class_recorded unknown_code",
            "DS!E12 class_recorded cell_error"
        ]
    );
}

#[test]
fn a_mark_says_not_which_of_several_answers() {
    let read = both(
        &[book("a.xlsx").table(
            "DS",
            "Mã hộ | Chủ hộ | Nguyên nhân nghèo | Số khẩu
             1 | A | x | 4
             2 | B | 2,3 | 4
             3 | C | không | 4",
        )],
        &["household_id"],
    );
    assert_eq!(read.problems.len(), 8);
    assert!(read.problems.iter().all(|problem| problem.starts_with("DS!C2 cause_") && problem.ends_with("not_yes_no")));
}

#[test]
fn what_is_not_seen_is_no_household_and_no_id() {
    let table =
        "Mã hộ | Xã | Số nhân khẩu\nH1 | A | 3\n\u{feff} | \u{200b} |\n\u{1a} | |\n\u{200b} | A | 3\n\u{1} | B | 2";
    let said = both(&[MemorySource::new("a.xlsx").table("Hộ", table)], &["household_id", "commune", "persons"]);
    assert_eq!(said.counts.household_rows, 3);
    assert_eq!(said.problems, ["Hộ!A5 household_id missing_household_id", "Hộ!A6 household_id missing_household_id"]);
}
