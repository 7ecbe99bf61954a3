use std::sync::LazyLock;

use super::*;
use crate::survey::codebook_file::default_codebook;

fn words() -> &'static LayoutWords {
    static WORDS: LazyLock<LayoutWords> = LazyLock::new(|| default_codebook().expect("the codebook reads").layout);
    &WORDS
}

/// The units in titles as `field=name`.
fn titles(titles: &[&str]) -> String {
    let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
    shown(in_titles(&titles, words()).into_iter())
}

fn shown(named: impl Iterator<Item = Named>) -> String {
    named.map(|(field, name)| format!("{field}={name}")).collect::<Vec<_>>().join("; ")
}

#[test]
fn titles_name_units() {
    for (title, expected) in [
        ("Xã: Chiềng Hặc", "commune=Chiềng Hặc"),
        ("xã Chiềng Hặc", "commune=Chiềng Hặc"),
        ("Xã Chiềng Hặc, huyện Yên Châu, tỉnh Sơn La", "province=Sơn La; district=Yên Châu; commune=Chiềng Hặc"),
        ("Xã Chiềng Hặc huyện Yên Châu tỉnh Sơn La", "province=Sơn La; district=Yên Châu; commune=Chiềng Hặc"),
        ("UBND XÃ CHIỀNG HẶC", "commune=Chiềng Hặc"),
        ("UBND XA CHIENG HAC", "commune=Chieng Hac"),
        ("UBND thị trấn Yên Châu", "commune=Thị trấn Yên Châu"),
        ("BẢN HUỔI PÙ - XÃ CHIỀNG HẶC", "commune=Chiềng Hặc; village=Bản Huổi Pù"),
        ("BẢN HUỔI PÙ XÃ CHIỀNG HẶC NĂM 2022", "commune=Chiềng Hặc; village=Bản Huổi Pù"),
        ("Tỉnh/Thành phố: Sơn La   Quận/Huyện: Yên Châu", "province=Sơn La; district=Yên Châu"),
        (
            "Tỉnh/Thành phố: Sơn La Quận/Huyện: Yên Châu Xã/Phường/Thị trấn: Chiềng Hặc Thôn/Bản: Huổi Pù",
            "province=Sơn La; district=Yên Châu; commune=Chiềng Hặc; village=Huổi Pù",
        ),
        ("Thôn/Bản: Huổi Pù", "village=Huổi Pù"),
        ("Thôn, bản: Huổi Pù", "village=Huổi Pù"),
        ("Thôn: Bản Huổi Pù", "village=Bản Huổi Pù"),
        ("Xã: chiềng hặc", "commune=chiềng hặc"),
        ("Đơn vị: Xã Bản Lầm", "commune=Bản Lầm"),
        ("XÃ BẢN LẦM", "commune=Bản Lầm"),
        ("Danh sách hộ nghèo xã Chiềng Hặc năm 2022", "commune=Chiềng Hặc"),
        ("DANH SÁCH HỘ NGHÈO XÃ CHIỀNG HẶC GIAI ĐOẠN 2022-2025", "commune=Chiềng Hặc"),
        (
            "Tổ dân phố 3, Phường Chiềng Lề, Thành phố Sơn La, tỉnh Sơn La",
            "province=Sơn La; district=Thành phố Sơn La; commune=Chiềng Lề; village=Tổ dân phố 3",
        ),
        ("TỔ DÂN PHỐ 3", "village=Tổ dân phố 3"),
        ("Thành phố Đà Nẵng", "province=Thành phố Đà Nẵng"),
        ("XÃ ĐẮK R’LẤP", "commune=Đắk R’Lấp"),
        ("PHÒNG LAO ĐỘNG - TB VÀ XÃ HỘI HUYỆN YÊN CHÂU", "district=Yên Châu"),
        ("Xã Hội An", "commune=Hội An"),
        ("UBND XÃ CHIỀNG HẶC BAN CHỈ ĐẠO", "commune=Chiềng Hặc"),
        ("UBND XÃ CHIỀNG HẶC TỔ RÀ SOÁT", "commune=Chiềng Hặc"),
        ("BẢN HUỔI PÙ DANH SÁCH HỘ NGHÈO", "village=Bản Huổi Pù"),
        ("XÃ CHIỀNG HẶC KẾT QUẢ RÀ SOÁT", "commune=Chiềng Hặc"),
        ("XA CHIENG HAC DANH SACH HO NGHEO", "commune=Chieng Hac"),
        ("UBND XA CHIENG HAC DANH SACH HO NGHEO", "commune=Chieng Hac"),
        ("Phường Hộ Phòng", "commune=Hộ Phòng"),
        ("PHƯỜNG NHA TRANG", "commune=Nha Trang"),
    ] {
        assert_eq!(titles(&[title]), expected, "{title}");
    }
}

#[test]
fn titles_without_units_name_none() {
    for title in [
        "Xã: ............",
        "Xã: ........ Huyện: ........ Tỉnh: ........",
        "Xã …………, huyện …………",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "CONG HOA XA HOI CHU NGHIA VIET NAM",
        "Sở Lao động - Thương binh và Xã hội",
        "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
        "theo Nghị định 07/2021/NĐ-CP",
        "TM. UBND xã",
        "dịch vụ xã hội cơ bản",
        "THIẾU HỤT DỊCH VỤ XÃ HỘI CƠ BẢN CHIA THEO XÃ",
        "Danh sách hộ nghèo trên địa bàn xã",
        "các bản vùng cao",
        "Bản tổng hợp",
        "BẢN TỔNG HỢP KẾT QUẢ",
        "Tổ rà soát",
        "TỔ RÀ SOÁT",
        "KHU VỰC NÔNG THÔN MỚI",
        "BAO CAO TINH HINH HO NGHEO",
        "Thôn, bản, tổ dân phố",
        "Ban chỉ đạo",
        "BAN CHỈ ĐẠO RÀ SOÁT",
        "Mẫu số 7.5",
        "BẢN THỐNG KÊ HỘ NGHÈO NĂM 2022",
        "BẢN DANH SÁCH HỘ NGHÈO",
        "THÔN TRƯỞNG: LÒ VĂN A",
        "Trưởng bản: Lò Văn A",
        "KHU KINH TẾ",
        "Xã Chiềng Hặc giáp xã Tú Nang",
        "XÃ CHIỀNG HẶC GIÁP XÃ TÚ NANG",
        "",
        "   ",
        ":::///",
    ] {
        assert_eq!(titles(&[title]), "", "{title}");
    }
}

#[test]
fn titles_agree_or_are_left_out() {
    assert_eq!(
        titles(&["UBND XÃ CHIỀNG HẶC", "Xã Chiềng Hặc, huyện Yên Châu"]),
        "district=Yên Châu; commune=Chiềng Hặc"
    );
    assert_eq!(titles(&["XÃ ĐĂK RLÂP", "Xã: Đắk R'Lấp"]), "commune=Đắk R'Lấp");
    assert_eq!(titles(&["Xã Chiềng Hặc", "Xã Chiềng On"]), "");
    assert_eq!(titles(&["Xã Yên Châu", "Thị trấn Yên Châu"]), "");
}

#[test]
fn titles_name_the_year() {
    let year = |title: &str| year_in_titles(&[title.to_owned()]);
    for (title, expected) in [
        ("KẾT QUẢ RÀ SOÁT HỘ NGHÈO NĂM 2022", Some(2022)),
        ("Ket qua ra soat ho ngheo nam 2022", Some(2022)),
        ("Danh sách hộ nghèo năm 2022, giai đoạn 2022-2025", Some(2022)),
        ("Năm rà soát: 2023", Some(2023)),
        ("Năm: 2023", Some(2023)),
        ("cuối năm 2022 (theo Nghị định 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021)", Some(2022)),
        ("giai đoạn 2022-2025", None),
        ("Chương trình giai đoạn từ năm 2022 đến năm 2025", None),
        ("NĂM 2022-2025", None),
        ("ngày 27 tháng 01 năm 2021", None),
        ("theo Nghị định số 07/2021/NĐ-CP", None),
        ("Hộ nghèo năm 2022 so với năm 2021", None),
        ("Mã số: 2022", None),
        ("", None),
    ] {
        assert_eq!(year(title), expected, "{title}");
    }
    assert_eq!(year_in_titles(&["năm 2022".into(), "NĂM 2022".into()]), Some(2022));
    assert_eq!(year_in_titles(&["năm 2022".into(), "năm 2023".into()]), None);
}

#[test]
fn sheet_names_name_communes() {
    let names = [
        "Chiềng Hặc",
        "Xã Chiềng Hặc",
        "1. Chiềng Hặc",
        "X.Chiềng Hặc",
        "CHIENG HAC",
        "01_Chiềng Hặc",
        "TT. Yên Châu",
        "Thị trấn Yên Châu",
        "Hộ nghèo xã Chiềng Hặc",
        "Chiềng Hặc 2022",
        "DS Chiềng Hặc",
        "XÃ CHIỀNG HẶC",
        "chieng_hac",
        "Bản Huổi Pù",
        "Đắk R'Lấp",
    ];
    let expected = [
        "commune=Chiềng Hặc",
        "commune=Chiềng Hặc",
        "commune=Chiềng Hặc",
        "commune=Chiềng Hặc",
        "commune=Chieng Hac",
        "commune=Chiềng Hặc",
        "commune=Thị trấn Yên Châu",
        "commune=Thị trấn Yên Châu",
        "commune=Chiềng Hặc",
        "commune=Chiềng Hặc",
        "commune=Chiềng Hặc",
        "commune=Chiềng Hặc",
        "commune=Chieng Hac",
        "village=Bản Huổi Pù",
        "commune=Đắk R'Lấp",
    ];
    for (name, expected) in names.iter().zip(expected) {
        assert_eq!(shown(in_sheet_names(&[name], words()).into_iter().flatten()), expected, "{name}");
    }
    for name in [
        "Sheet1",
        "Sheet 2",
        "Hộ",
        "Ho",
        "Danh sách",
        "Data",
        "Phiếu B",
        "2022",
        "Biểu 7.5",
        "Hộ nghèo",
        "DS hộ nghèo",
        "Households",
        "members",
        "",
        "Thành viên",
        "Kết quả rà soát 2022",
        "A",
        "HN 2022",
        "Hộ cận nghèo",
        "I",
        "Tổng hợp",
    ] {
        assert_eq!(in_sheet_names(&[name], words()), [None], "{name}");
    }
}

#[test]
fn file_names_name_units() {
    let named = |names: &[&str]| -> Vec<String> {
        in_file_names(names, words()).into_iter().map(|named| shown(named.into_iter())).collect()
    };
    assert_eq!(
        named(&["ra-soat-2022-Chiềng Hặc.xlsx", "ra-soat-2022-Chiềng On.xlsx"]),
        ["commune=Chiềng Hặc", "commune=Chiềng On"]
    );
    assert_eq!(named(&["xa_chieng_hac.csv", "xa_chieng_on.csv.gz"]), ["commune=Chieng Hac", "commune=Chieng On"]);
    assert_eq!(named(&["data/Bản Huổi Pù.xlsx"]), ["village=Bản Huổi Pù"]);
    assert_eq!(
        named(&["SonLa_ra_soat_2022_chieng_hac.xlsx", "SonLa_ra_soat_2022_chieng_on.xlsx"]),
        ["commune=Chieng Hac", "commune=Chieng On"]
    );
    assert_eq!(named(&["Xã Chiềng Hặc - hộ nghèo 2022.xlsx"]), ["commune=Chiềng Hặc"]);
    assert_eq!(
        named(&["2022-09-01 Chiềng Hặc (2).xlsx", "2022-09-02 Mường Lựm.xlsx"]),
        ["commune=Chiềng Hặc", "commune=Mường Lựm"]
    );
    assert_eq!(named(&["yen-chau-2022-households.csv"]), [""]);
    assert_eq!(named(&["yen-chau-2022-households.csv", "yen-chau-2022-members.csv"]), ["", ""]);
    assert_eq!(named(&["ho.csv", "thanh_vien.csv"]), ["", ""]);
    assert_eq!(named(&["part1.csv", "part2.csv"]), ["", ""]);
    assert_eq!(named(&["", "...", "/"]), ["", "", ""]);
}
