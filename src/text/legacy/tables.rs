//! The old encodings letter by letter. TCVN3 (ABC) is TCVN 5712:1993 without its capitals with tones; the order of its codes
//! is the standard's. VNI for Windows writes a plain letter and a second sign for what stands over and under it.

use unicode_normalization::char::compose;

/// The letters of the codes 0xA1 to 0xFE in TCVN3, each also shown by other programs as the Latin-1 character with that
/// number; `\0` where the encoding has none.
const TCVN3: [&str; 6] = [
    // A1 to AF: letters without a tone, capitals first
    "ĂÂÊÔƠƯĐăâêôơưđ\0",
    // B0 to BF
    "\0\0\0\0\0àảãáạ\0ằẳẵắ\0",
    // C0 to CF
    "\0\0\0\0\0\0ặầẩẫấậè\0ẻẽ",
    // D0 to DF
    "éẹềểễếệìỉ\0\0\0ĩíịò",
    // E0 to EF
    "\0ỏõóọồổỗốộờởỡớợù",
    // F0 to FE
    "\0ủũúụừửữứựỳỷỹýỵ",
];

/// The letter of a TCVN3 code that is shown as `shown`.
pub(super) fn tcvn3(shown: char) -> Option<char> {
    // Compatibility forms of programs in between turn the micro sign into a Greek letter.
    let code = if shown == 'μ' { 0xB5 } else { u32::from(shown) };
    if !(0xA1..=0xFE).contains(&code) {
        return None;
    }
    let (row, place) = if code < 0xB0 { (0, code - 0xA1) } else { (code as usize / 16 - 10, code % 16) };
    TCVN3[row].chars().nth(place as usize).filter(|&letter| letter != '\0')
}

const ACUTE: char = '\u{301}';
const GRAVE: char = '\u{300}';
const HOOK: char = '\u{309}';
const TILDE: char = '\u{303}';
const DOT: char = '\u{323}';
const CIRCUMFLEX: char = '\u{302}';
const BREVE: char = '\u{306}';

/// What a second sign of VNI adds to the letter before it.
fn vni_mark(shown: char) -> Option<(Option<char>, Option<char>)> {
    Some(match shown.to_lowercase().next()? {
        'ù' => (None, Some(ACUTE)),
        'ø' => (None, Some(GRAVE)),
        'û' => (None, Some(HOOK)),
        'õ' => (None, Some(TILDE)),
        'ï' => (None, Some(DOT)),
        'â' => (Some(CIRCUMFLEX), None),
        'á' => (Some(CIRCUMFLEX), Some(ACUTE)),
        'à' => (Some(CIRCUMFLEX), Some(GRAVE)),
        'å' => (Some(CIRCUMFLEX), Some(HOOK)),
        'ã' => (Some(CIRCUMFLEX), Some(TILDE)),
        'ä' => (Some(CIRCUMFLEX), Some(DOT)),
        'ê' => (Some(BREVE), None),
        'é' => (Some(BREVE), Some(ACUTE)),
        'è' => (Some(BREVE), Some(GRAVE)),
        'ú' => (Some(BREVE), Some(HOOK)),
        'ü' => (Some(BREVE), Some(TILDE)),
        'ë' => (Some(BREVE), Some(DOT)),
        _ => return None,
    })
}

/// The letter that VNI writes as two signs.
pub(super) fn vni_pair(base: char, mark: char) -> Option<char> {
    let base = match base {
        'a' | 'A' | 'e' | 'E' | 'o' | 'O' | 'u' | 'U' | 'y' | 'Y' => base,
        'ô' => 'ơ',
        'Ô' => 'Ơ',
        'ö' => 'ư',
        'Ö' => 'Ư',
        _ => return None,
    };
    let (shape, tone) = vni_mark(mark)?;
    let fits = match shape {
        None => true,
        Some(BREVE) => matches!(base, 'a' | 'A'),
        Some(_) => matches!(base, 'a' | 'A' | 'e' | 'E' | 'o' | 'O'),
    };
    let shaped = match shape.filter(|_| fits) {
        Some(shape) => compose(base, shape)?,
        None if fits => base,
        None => return None,
    };
    match tone {
        None => Some(shaped),
        // The dot is composed first: `ậ` is `ạ` with a circumflex too, but only this way round for `ợ`.
        Some(tone) => compose(shaped, tone).or_else(|| compose(compose(base, tone)?, shape?)),
    }
}

/// The letter that VNI writes as one sign.
pub(super) fn vni_single(shown: char) -> Option<char> {
    Some(match shown {
        'í' | 'ì' | 'Í' | 'Ì' => shown,
        'æ' => 'ỉ',
        'Æ' => 'Ỉ',
        'ó' => 'ĩ',
        'Ó' => 'Ĩ',
        'ò' => 'ị',
        'Ò' => 'Ị',
        'î' => 'ỵ',
        'Î' => 'Ỵ',
        'ô' => 'ơ',
        'Ô' => 'Ơ',
        'ö' => 'ư',
        'Ö' => 'Ư',
        'ñ' => 'đ',
        'Ñ' => 'Đ',
        _ => return None,
    })
}
