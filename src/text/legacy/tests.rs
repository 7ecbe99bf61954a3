use super::*;

/// Each small vowel plain and with the tones sắc, huyền, hỏi, ngã, nặng.
const VOWELS: [&str; 12] = [
    "aáàảãạ",
    "âấầẩẫậ",
    "ăắằẳẵặ",
    "eéèẻẽẹ",
    "êếềểễệ",
    "oóòỏõọ",
    "ôốồổỗộ",
    "ơớờởỡợ",
    "uúùủũụ",
    "ưứừửữự",
    "iíìỉĩị",
    "yýỳỷỹỵ",
];

/// The same in VNI, as published with the keyboard driver xvnkb.
const VNI: [[&str; 6]; 12] = [
    ["a", "aù", "aø", "aû", "aõ", "aï"],
    ["aâ", "aá", "aà", "aå", "aã", "aä"],
    ["aê", "aé", "aè", "aú", "aü", "aë"],
    ["e", "eù", "eø", "eû", "eõ", "eï"],
    ["eâ", "eá", "eà", "eå", "eã", "eä"],
    ["o", "où", "oø", "oû", "oõ", "oï"],
    ["oâ", "oá", "oà", "oå", "oã", "oä"],
    ["ô", "ôù", "ôø", "ôû", "ôõ", "ôï"],
    ["u", "uù", "uø", "uû", "uõ", "uï"],
    ["ö", "öù", "öø", "öû", "öõ", "öï"],
    ["i", "í", "ì", "æ", "ó", "ò"],
    ["y", "yù", "yø", "yû", "yõ", "î"],
];

#[test]
fn every_letter_of_vni() {
    for (letters, signs) in VOWELS.iter().zip(VNI) {
        for (letter, signs) in letters.chars().zip(signs) {
            assert_eq!(Legacy::Vni.decode(signs).as_deref(), Some(letter.to_string().as_str()), "{signs}");
            let (upper, signs) = (letter.to_uppercase().to_string(), signs.to_uppercase());
            assert_eq!(Legacy::Vni.decode(&signs), Some(upper), "{signs}");
        }
    }
    assert_eq!(Legacy::Vni.decode("ñÑ").as_deref(), Some("đĐ"));
    // A capital with the small second sign, as typed with the caps key on.
    assert_eq!(Legacy::Vni.decode("HOï").as_deref(), Some("HỌ"));
}

#[test]
fn every_letter_of_tcvn3() {
    // Both lines as they stand in converters of other people, letter over letter.
    let shown = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u{ad}õøö÷ùúýûüþ¡¢§£¤¥¦";
    let letters = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ";
    assert_eq!(shown.chars().count(), 67 + 7);
    for (shown, letter) in shown.chars().zip(letters.chars()) {
        assert_eq!(Legacy::Tcvn3.decode(&shown.to_string()), Some(letter.to_string()), "{shown}");
    }
    // In fonts of capitals the same codes are the capitals, all 134 letters together.
    let capitals = FontEncoding::of(".VnTimeH").unwrap();
    assert_eq!(capitals.weigh("hé nghÌo"), Verdict::Legacy("HỘ NGHÈO".into()));
}

#[test]
fn every_letter_of_windows_1258_and_of_utf8_misread() {
    use unicode_normalization::UnicodeNormalization;
    let mut count = 0;
    for letters in VOWELS {
        for letter in letters.chars().flat_map(|c| [c.to_string(), c.to_uppercase().to_string()]) {
            let misread = shown(letter.as_bytes()).into_owned();
            assert_eq!(Legacy::Utf8AsWindows1252.decode(&misread), Some(letter.clone()));
            // Windows writes the vowel with its shape and the tone behind it.
            let apart: String = letter.nfd().collect();
            let (tones, shape): (Vec<char>, Vec<char>) =
                apart.chars().partition(|c| ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'].contains(c));
            let stored: String = shape.into_iter().nfc().chain(tones).collect();
            let (bytes, _, failed) = encoding_rs::WINDOWS_1258.encode(&stored);
            assert!(!failed, "{letter}");
            assert_eq!(Legacy::Windows1258.decode(&shown(&bytes)), Some(letter), "{stored}");
            count += 1;
        }
    }
    assert_eq!(count + 2, 12 * 12 + 2);
}

#[test]
fn whole_sentences() {
    for (encoding, shown, text) in [
        (Legacy::Tcvn3, "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        (Legacy::Tcvn3, "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
        (
            Legacy::Tcvn3,
            "Hä vµ tªn chñ hé: NguyÔn ThÞ H\u{ad}êng, x· ChiÒng HÆc, huyÖn Yªn Ch©u; thu nhËp b×nh qu©n ®Çu ng\u{ad}êi",
            "Họ và tên chủ hộ: Nguyễn Thị Hường, xã Chiềng Hặc, huyện Yên Châu; thu nhập bình quân đầu người",
        ),
        (Legacy::Tcvn3, "X· ChiÒng HÆc", "Xã Chiềng Hặc"),
        (Legacy::Tcvn3, "HUYÖN YªN CH¢U, DiÖn tÝch (m²) – “nhµ”", "HUYỆN YÊN CHÂU, Diện tích (m²) – “nhà”"),
        (Legacy::Vni, "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        (Legacy::Vni, "Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
        (Legacy::Vni, "HOÏ VAØ TEÂN, NÖÕ", "HỌ VÀ TÊN, NỮ"),
        (Legacy::Vni, "Caên cöù Luaät Toå chöùc HÑND vaø UBND", "Căn cứ Luật Tổ chức HĐND và UBND"),
        (
            Legacy::Windows1258,
            "Hoò và tên chuÒ hôò: NguyêÞn Thiò HýõÌng, xaÞ ChiêÌng Hãòc, huyêòn Yên Châu",
            "Họ và tên chủ hộ: Nguyễn Thị Hường, xã Chiềng Hặc, huyện Yên Châu",
        ),
        (Legacy::Utf8AsWindows1252, "XÃ£ Chiá»\u{81}ng, há»™ nghÃ¨o", "Xã Chiềng, hộ nghèo"),
        (Legacy::Utf8AsWindows1252, "Há»™ nghÃ¨o", "Hộ nghèo"),
    ] {
        assert_eq!(encoding.decode(shown).as_deref(), Some(text));
        assert_eq!(encoding.weigh(shown), Verdict::Legacy(text.to_owned()), "{text}");
        let mut evidence = Evidence::default();
        evidence.observe(shown);
        evidence.observe(shown);
        assert_eq!(evidence.encoding(), Some(encoding), "{text}");
    }
}

#[test]
fn unicode_stays() {
    let texts = [
        "Họ và tên",
        "Xã",
        "Thôn",
        "Bản",
        "Mã hộ",
        "Hà",
        "không",
        "Tên",
        "Số khẩu",
        "Nước máy",
        "có",
        "Năm sinh",
        "Hà Văn Thành",
        "Lò Thị Ính",
        "Giàng A Páo",
        "Nông thôn",
        "Thành thị",
        "Dân tộc",
        "Là",
        "Nhân khẩu",
        "Quàng Văn Tón",
        "Vì Thị Ín",
        "Thu nhập tháng",
        "Xóm",
        "m²",
        "5 £",
        "café",
        "Müller",
        "façade",
        "Ø 20",
        "– “…”",
        "Đắk R’Lấp",
        "DTTC",
        "Tày",
        "ê đê",
        "Hoàng Thị Toán",
        "Ma Thị Ánh",
        "hoá",
        "Hoà",
    ];
    for window in 1..6 {
        for start in 0..texts.len() {
            let mut evidence = Evidence::default();
            for text in texts.iter().cycle().skip(start).take(window * 4) {
                evidence.observe(text);
            }
            assert_eq!(evidence.encoding(), None, "from {start}, {window}");
        }
    }
    for text in texts {
        assert_eq!(Legacy::only(text), None, "{text}");
    }
    assert_eq!(Legacy::only("Hµ V¨n"), Some(Legacy::Tcvn3));
    assert_eq!(Legacy::only("Haø Vaên"), Some(Legacy::Vni));
    for text in ["Họ và tên", "Hà", "Nguyễn", "hộ có", "Đắk R’Lấp", "nghèo"] {
        assert!(matches!(Legacy::Tcvn3.weigh(text), Verdict::Unicode), "{text}");
    }
    assert_eq!(Legacy::Tcvn3.weigh("Nam"), Verdict::Same);
    // Both are words; only the neighbours can tell.
    assert_eq!(Legacy::Tcvn3.weigh("Xã"), Verdict::Either("Xó".into()));
}

#[test]
fn fonts_tell() {
    let font = |name| FontEncoding::of(name).map(|font| (font.encoding, font.capitals));
    assert_eq!(font(".VnTime"), Some((Legacy::Tcvn3, false)));
    assert_eq!(font(".VnArial NarrowH"), Some((Legacy::Tcvn3, true)));
    assert_eq!(font("VNI-Times"), Some((Legacy::Vni, false)));
    assert_eq!(font("vni-helve"), Some((Legacy::Vni, false)));
    for name in ["Times New Roman", "Vn", "", "Việt", "VNtimes new roman"] {
        assert_eq!(font(name), None, "{name}");
    }
}
