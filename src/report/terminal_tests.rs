use proptest::prelude::*;

use super::*;
use crate::lang::Exact;
use crate::report::table::TableColumn;

const COMMUNES: [&str; 15] = [
    "Thị trấn Yên Châu",
    "Chiềng Đông",
    "Sập Vạt",
    "Chiềng Sàng",
    "Chiềng Pằn",
    "Viêng Lán",
    "Chiềng Hặc",
    "Mường Lựm",
    "Chiềng Khoi",
    "Lóng Phiêng",
    "Tú Nang",
    "Chiềng Tương",
    "Phiêng Khoài",
    "Chiềng On",
    "Yên Sơn",
];

fn column(id: &str, title: &str, group: &str, kind: ColumnKind, optional: u8) -> TableColumn {
    TableColumn { id: String::from(id), title: String::from(title), group: String::from(group), kind, optional }
}

fn percent(part: i64, of: i64) -> TableCell {
    Exact::ratio(i128::from(part) * 100, i128::from(of)).map_or(TableCell::Empty, TableCell::Rate)
}

fn row(name: &str, households: i64, poor: i64, near_poor: i64, undetermined: i64) -> Vec<TableCell> {
    vec![
        TableCell::Text(String::from(name)),
        TableCell::Count(households),
        TableCell::Count(households * 4),
        TableCell::Count(poor),
        percent(poor, households),
        TableCell::Count(near_poor),
        percent(near_poor, households),
        TableCell::Count(households - poor - near_poor - undetermined),
        percent(households - poor - near_poor - undetermined, households),
        TableCell::Count(undetermined),
        TableCell::Count(0),
    ]
}

/// The classification of 15 communes; the last one has no household.
fn classification(language: Language) -> Table {
    let vi = language == Language::Vi;
    let word = |vi_word: &'static str, en_word: &'static str| if vi { vi_word } else { en_word };
    let (households, rate) = (word("Số hộ", "Number"), word("Tỷ lệ %", "%"));
    let (poor, near_poor) = (word("Hộ nghèo", "Poor"), word("Hộ cận nghèo", "Near-poor"));
    let non_poor = word("Hộ không nghèo", "Not poor");
    let mut rows: Vec<_> = COMMUNES[..14]
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let at = at as i64;
            row(name, 1_490 - 97 * at, 20 + 7 * at, 60 + at, at % 3)
        })
        .collect();
    rows.push(row(COMMUNES[14], 0, 0, 0, 0));
    Table {
        id: String::from("classification"),
        title: String::from(word("Kết quả phân loại hộ", "Classification of households")),
        columns: vec![
            column("commune", word("Xã", "Commune"), "", ColumnKind::Text, 0),
            column("households", word("Số hộ", "Households"), "", ColumnKind::Count, 0),
            column("persons", word("Nhân khẩu", "Persons"), "", ColumnKind::Count, 1),
            column("poor", households, poor, ColumnKind::Count, 0),
            column("poor_rate", rate, poor, ColumnKind::Rate, 0),
            column("near_poor", households, near_poor, ColumnKind::Count, 0),
            column("near_poor_rate", rate, near_poor, ColumnKind::Rate, 0),
            column("non_poor", households, non_poor, ColumnKind::Count, 2),
            column("non_poor_rate", rate, non_poor, ColumnKind::Rate, 2),
            column("undetermined", word("Chưa xác định", "Undetermined"), "", ColumnKind::Count, 0),
            column("rejected", word("Loại bỏ", "Rejected"), "", ColumnKind::Count, 0),
        ],
        rows,
        totals: vec![row(word("Tổng cộng", "Total"), 12_033, 917, 931, 13)],
        notes: vec![String::from(word("chuẩn: `decree-07-2021`", "standard: `decree-07-2021`"))],
    }
}

fn seen(table: &Table, width: usize, language: Language) -> String {
    render(table, View { width, color: false, language })
}

#[test]
fn wide_in_vietnamese() {
    insta::assert_snapshot!(seen(&classification(Language::Vi), 160, Language::Vi), @r"
    Kết quả phân loại hộ

                                             Hộ nghèo      Hộ cận nghèo   Hộ không nghèo
                                          ──────────────  ──────────────  ───────────────
    Xã                  Số hộ  Nhân khẩu  Số hộ  Tỷ lệ %  Số hộ  Tỷ lệ %   Số hộ  Tỷ lệ %  Chưa xác định  Loại bỏ
    ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
    Thị trấn Yên Châu   1.490      5.960     20     1,34     60     4,03   1.410    94,63              0        0
    Chiềng Đông         1.393      5.572     27     1,94     61     4,38   1.304    93,61              1        0
    Sập Vạt             1.296      5.184     34     2,62     62     4,78   1.198    92,44              2        0
    Chiềng Sàng         1.199      4.796     41     3,42     63     5,25   1.095    91,33              0        0
    Chiềng Pằn          1.102      4.408     48     4,36     64     5,81     989    89,75              1        0
    Viêng Lán           1.005      4.020     55     5,47     65     6,47     883    87,86              2        0
    Chiềng Hặc            908      3.632     62     6,83     66     7,27     780    85,90              0        0
    Mường Lựm             811      3.244     69     8,51     67     8,26     674    83,11              1        0
    Chiềng Khoi           714      2.856     76    10,64     68     9,52     568    79,55              2        0
    Lóng Phiêng           617      2.468     83    13,45     69    11,18     465    75,36              0        0
    Tú Nang               520      2.080     90    17,31     70    13,46     359    69,04              1        0
    Chiềng Tương          423      1.692     97    22,93     71    16,78     253    59,81              2        0
    Phiêng Khoài          326      1.304    104    31,90     72    22,09     150    46,01              0        0
    Chiềng On             229        916    111    48,47     73    31,88      44    19,21              1        0
    Yên Sơn                 0          0      0               0                0                       0        0
    ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
    Tổng cộng          12.033     48.132    917     7,62    931     7,74  10.172    84,53             13        0

    chuẩn: `decree-07-2021`
    ");
}

#[test]
fn wide_in_english() {
    insta::assert_snapshot!(seen(&classification(Language::En), 160, Language::En), @r"
    Classification of households

                                                Poor         Near-poor      Not poor
                                            ─────────────  ─────────────  ─────────────
    Commune            Households  Persons  Number      %  Number      %  Number      %  Undetermined  Rejected
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────
    Thị trấn Yên Châu       1,490    5,960      20   1.34      60   4.03   1,410  94.63             0         0
    Chiềng Đông             1,393    5,572      27   1.94      61   4.38   1,304  93.61             1         0
    Sập Vạt                 1,296    5,184      34   2.62      62   4.78   1,198  92.44             2         0
    Chiềng Sàng             1,199    4,796      41   3.42      63   5.25   1,095  91.33             0         0
    Chiềng Pằn              1,102    4,408      48   4.36      64   5.81     989  89.75             1         0
    Viêng Lán               1,005    4,020      55   5.47      65   6.47     883  87.86             2         0
    Chiềng Hặc                908    3,632      62   6.83      66   7.27     780  85.90             0         0
    Mường Lựm                 811    3,244      69   8.51      67   8.26     674  83.11             1         0
    Chiềng Khoi               714    2,856      76  10.64      68   9.52     568  79.55             2         0
    Lóng Phiêng               617    2,468      83  13.45      69  11.18     465  75.36             0         0
    Tú Nang                   520    2,080      90  17.31      70  13.46     359  69.04             1         0
    Chiềng Tương              423    1,692      97  22.93      71  16.78     253  59.81             2         0
    Phiêng Khoài              326    1,304     104  31.90      72  22.09     150  46.01             0         0
    Chiềng On                 229      916     111  48.47      73  31.88      44  19.21             1         0
    Yên Sơn                     0        0       0              0              0                    0         0
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────
    Total                  12,033   48,132     917   7.62     931   7.74  10,172  84.53            13         0

    standard: `decree-07-2021`
    ");
}

#[test]
fn eighty_columns_in_vietnamese() {
    insta::assert_snapshot!(seen(&classification(Language::Vi), 80, Language::Vi), @r"
    Kết quả phân loại hộ

                                            Hộ nghèo    Hộ cận nghèo
                                          ────────────  ────────────
                                                 Tỷ lệ         Tỷ lệ  Chưa xác  Loại
    Xã                  Số hộ  Nhân khẩu  Số hộ      %  Số hộ      %      định    bỏ
    ────────────────────────────────────────────────────────────────────────────────
    Thị trấn Yên Châu   1.490      5.960     20   1,34     60   4,03         0     0
    Chiềng Đông         1.393      5.572     27   1,94     61   4,38         1     0
    Sập Vạt             1.296      5.184     34   2,62     62   4,78         2     0
    Chiềng Sàng         1.199      4.796     41   3,42     63   5,25         0     0
    Chiềng Pằn          1.102      4.408     48   4,36     64   5,81         1     0
    Viêng Lán           1.005      4.020     55   5,47     65   6,47         2     0
    Chiềng Hặc            908      3.632     62   6,83     66   7,27         0     0
    Mường Lựm             811      3.244     69   8,51     67   8,26         1     0
    Chiềng Khoi           714      2.856     76  10,64     68   9,52         2     0
    Lóng Phiêng           617      2.468     83  13,45     69  11,18         0     0
    Tú Nang               520      2.080     90  17,31     70  13,46         1     0
    Chiềng Tương          423      1.692     97  22,93     71  16,78         2     0
    Phiêng Khoài          326      1.304    104  31,90     72  22,09         0     0
    Chiềng On             229        916    111  48,47     73  31,88         1     0
    Yên Sơn                 0          0      0             0                0     0
    ────────────────────────────────────────────────────────────────────────────────
    Tổng cộng          12.033     48.132    917   7,62    931   7,74        13     0

    chuẩn: `decree-07-2021`
    không đủ chỗ cho các cột: Hộ không nghèo: Số hộ, Tỷ lệ %; muốn xem đủ thì mở
    rộng cửa sổ hoặc dùng `--format csv`
    ");
}

#[test]
fn eighty_columns_in_english() {
    insta::assert_snapshot!(seen(&classification(Language::En), 80, Language::En), @r"
    Classification of households

                                    Poor         Near-poor
                                ─────────────  ─────────────
    Commune         Households  Number      %  Number      %  Undetermined  Rejected
    ────────────────────────────────────────────────────────────────────────────────
    Thị trấn Yên         1,490      20   1.34      60   4.03             0         0
    Châu
    Chiềng Đông          1,393      27   1.94      61   4.38             1         0
    Sập Vạt              1,296      34   2.62      62   4.78             2         0
    Chiềng Sàng          1,199      41   3.42      63   5.25             0         0
    Chiềng Pằn           1,102      48   4.36      64   5.81             1         0
    Viêng Lán            1,005      55   5.47      65   6.47             2         0
    Chiềng Hặc             908      62   6.83      66   7.27             0         0
    Mường Lựm              811      69   8.51      67   8.26             1         0
    Chiềng Khoi            714      76  10.64      68   9.52             2         0
    Lóng Phiêng            617      83  13.45      69  11.18             0         0
    Tú Nang                520      90  17.31      70  13.46             1         0
    Chiềng Tương           423      97  22.93      71  16.78             2         0
    Phiêng Khoài           326     104  31.90      72  22.09             0         0
    Chiềng On              229     111  48.47      73  31.88             1         0
    Yên Sơn                  0       0              0                    0         0
    ────────────────────────────────────────────────────────────────────────────────
    Total               12,033     917   7.62     931   7.74            13         0

    standard: `decree-07-2021`
    no room for: Persons; Not poor: Number, %; to see all widen the window or use
    `--format csv`
    ");
}

#[test]
fn what_does_not_fit_comes_in_parts_that_begin_with_the_name() {
    let mut table = classification(Language::En);
    table.rows.truncate(2);
    insta::assert_snapshot!(seen(&table, 60, Language::En), @r"
    Classification of households

                                       Poor       Near-poor
                                   ────────────  ────────────
    Commune            Households  Number     %  Number     %
    ─────────────────────────────────────────────────────────
    Thị trấn Yên Châu       1,490      20  1.34      60  4.03
    Chiềng Đông             1,393      27  1.94      61  4.38
    ─────────────────────────────────────────────────────────
    Total                  12,033     917  7.62     931  7.74

    Commune            Undetermined  Rejected
    ─────────────────────────────────────────
    Thị trấn Yên Châu             0         0
    Chiềng Đông                   1         0
    ─────────────────────────────────────────
    Total                        13         0

    standard: `decree-07-2021`
    no room for: Persons; Not poor: Number, %; to see all widen
    the window or use `--format csv`
    ");
}

#[test]
fn lists_of_words_are_told_row_by_row_where_narrow() {
    let text = |text: &str| TableCell::Text(String::from(text));
    let column = |id: &str, title: &str| column(id, title, "", ColumnKind::Text, 0);
    let table = Table {
        title: String::from("Data problems"),
        columns: vec![
            column("file", "File"),
            TableColumn { kind: ColumnKind::Number, ..column("row", "Row") },
            column("field", "Field"),
            column("value", "Value"),
            column("message", "Message"),
        ],
        rows: vec![
            vec![
                text("households.csv"),
                TableCell::Count(1204),
                text("income_person_month"),
                text("\u{1b}[2J12 triệu\nrưỡi"),
                text("found text, expected a number of đồng"),
            ],
            vec![text("households.csv"), TableCell::Count(7), text("b2"), text("15"), text("expected 0, 10, … 120")],
        ],
        totals: Vec::new(),
        ..Table::default()
    };
    insta::assert_snapshot!(seen(&table, 80, Language::En), @r"
    Data problems

    File             Row  Field                Value              Message
    ────────────────────────────────────────────────────────────────────────────────
    households.csv  1204  income_person_month  ␛[2J12 triệu rưỡi  found text,
                                                                  expected a number
                                                                  of đồng
    households.csv     7  b2                   15                 expected 0, 10, …
                                                                  120
    ");
    insta::assert_snapshot!(seen(&table, 40, Language::En), @r"
    Data problems

    File      households.csv
    Row       1204
    Field     income_person_month
    Value     ␛[2J12 triệu rưỡi
    Message   found text, expected a number
              of đồng

    File      households.csv
    Row       7
    Field     b2
    Value     15
    Message   expected 0, 10, … 120
    ");
}

#[test]
fn no_rows_are_said_to_be_none() {
    let mut table = classification(Language::Vi);
    (table.rows, table.totals) = (Vec::new(), Vec::new());
    assert!(seen(&table, 80, Language::Vi).contains("\n(không có dòng nào)\n"));
    assert_eq!(seen(&Table::default(), 80, Language::Vi), "");
}

#[test]
fn colour_is_bold_and_changes_no_letter() {
    let table = classification(Language::Vi);
    let colored = render(&table, View { width: 80, color: true, language: Language::Vi });
    assert!(colored.starts_with("\u{1b}[1mKết quả phân loại hộ\u{1b}[0m\n"));
    assert!(colored.lines().any(|line| line.starts_with("\u{1b}[1mTổng cộng")));
    let bare = ["\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m"].iter().fold(colored, |text, code| text.replace(code, ""));
    assert_eq!(bare, seen(&table, 80, Language::Vi));
}

fn any_cell() -> impl Strategy<Value = TableCell> {
    prop_oneof![
        Just(TableCell::Empty),
        any::<String>().prop_map(TableCell::Text),
        "[a-zđ ộ]{0,60}".prop_map(TableCell::Text),
        any::<i64>().prop_map(TableCell::Count),
        any::<bool>().prop_map(TableCell::Flag),
        (any::<i64>(), 0..1_000_i64).prop_map(|(part, of)| percent(part, of)),
        (any::<i64>(), 1..1_000_i128)
            .prop_map(|(num, den)| Exact::ratio(i128::from(num), den).map_or(TableCell::Empty, TableCell::Number)),
    ]
}

prop_compose! {
    fn any_column()(
        title in any::<String>(),
        group in prop_oneof![Just(String::new()), Just(String::from("Nhóm")), any::<String>()],
        kind in prop::sample::select(vec![ColumnKind::Text, ColumnKind::Count, ColumnKind::Rate, ColumnKind::Money]),
        optional in 0..4_u8,
    ) -> TableColumn {
        TableColumn { id: title.clone(), title, group, kind, optional }
    }
}

prop_compose! {
    fn any_table()(columns in prop::collection::vec(any_column(), 0..12))(
        rows in prop::collection::vec(prop::collection::vec(any_cell(), columns.len()), 0..6),
        totals in prop::collection::vec(prop::collection::vec(any_cell(), columns.len()), 0..3),
        title in any::<String>(),
        notes in prop::collection::vec(any::<String>(), 0..3),
        columns in Just(columns),
    ) -> Table {
        Table { id: String::from("any"), title, columns, rows, totals, notes }
    }
}

proptest! {
    /// The longest number there is has 29 digits and marks, so from 40 on no line need be longer than the width.
    #[test]
    fn lines_keep_within_the_width(table in any_table(), width in 40..200_usize) {
        let text = seen(&table, width, Language::Vi);
        for line in text.lines() {
            prop_assert!(words::width(line) <= width, "{} > {width}: {line:?}", words::width(line));
            prop_assert_eq!(line, line.trim_end());
            prop_assert!(!line.contains(|c: char| c.is_control()));
        }
        prop_assert!(text.is_empty() || text.ends_with('\n'));
    }

    #[test]
    fn numbers_are_never_cut(counts in prop::collection::vec(any::<i64>(), 1..9), width in 40..120_usize) {
        let columns = counts.iter().map(|_| column("n", "Số hộ nghèo", "Nhóm", ColumnKind::Count, 0));
        let mut table = Table { columns: columns.collect(), ..Table::default() };
        table.columns.insert(0, column("commune", "Xã", "", ColumnKind::Text, 0));
        let mut row = vec![TableCell::Text(String::from("Phiêng Khoài"))];
        row.extend(counts.iter().copied().map(TableCell::Count));
        table.rows.push(row);
        let text = seen(&table, width, Language::Vi);
        for count in counts {
            prop_assert!(text.split_whitespace().any(|word| word == words::count(count, Language::Vi)), "{count}\n{text}");
        }
    }
}
