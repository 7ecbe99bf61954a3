//! Whether a word could be Vietnamese, by how its syllables are built. Tells text that was decoded rightly from text that was
//! not; knows no dictionary.

use std::cell::RefCell;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

/// Consonants a syllable can begin with; the last ones in names of places and people of the highlands.
const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu",
    "r", "s", "t", "th", "tr", "v", "x", "br", "dr", "gr", "kr", "pl", "bl", "kl",
];

/// What can follow, without tone.
const RHYMES: &str = " a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âk âm ân âng âp ât âu ây \
    e ec ek em en eng eo ep et ê êch êk êm ên êng ênh êp êt êu \
    i ia ich iêc iêm iên iêng iêp iêt iêu ik im in inh ip it iu \
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi ok om on ong oong ooc op ot \
    ô ôc ôi ôk ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt \
    u ua uân uâng uât uây uc uê uêch uênh ui uk um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh \
    uyp uyt uyu ư ưa ưc ưi ưk ưm ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu \
    y yê yêm yên yêng yêt yêu ym yn ynh yt ";

/// Each of [`RHYMES`].
static LISTED: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| RHYMES.split_whitespace().collect());

/// How many words are remembered: the language has some seven thousand syllables.
const REMEMBERED: usize = 1 << 14;

thread_local! {
    /// Words that were looked at: a survey says the same ones over and over.
    static KNOWN: RefCell<FxHashMap<Box<str>, bool>> = RefCell::new(FxHashMap::default());
}

/// Whether a word without any sign in it is a Vietnamese syllable: `nghèo`, `Hặc`; case does not matter.
pub(super) fn is_syllable(word: &str) -> bool {
    KNOWN.with_borrow_mut(|known| {
        if let Some(answer) = known.get(word) {
            return *answer;
        }
        let answer = is_built_as_one(word);
        if known.len() == REMEMBERED {
            known.clear();
        }
        known.insert(word.into(), answer);
        answer
    })
}

fn is_built_as_one(word: &str) -> bool {
    let mut tone = None;
    let mut letters = String::with_capacity(word.len());
    for c in word.to_lowercase().nfd() {
        match c {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' if tone.is_none() => tone = Some(c),
            c => letters.push(c),
        }
    }
    let letters: String = letters.nfc().collect();
    ONSETS.iter().any(|onset| letters.strip_prefix(onset).is_some_and(|rhyme| is_rhyme(rhyme, tone)))
}

fn is_rhyme(rhyme: &str, tone: Option<char>) -> bool {
    let listed = LISTED.contains(rhyme);
    let stopped = rhyme.ends_with(['c', 'p', 't']) || rhyme.ends_with("ch");
    listed && (!stopped || matches!(tone, Some('\u{301}' | '\u{323}')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_noise() {
        for word in [
            "nghèo",
            "Hặc",
            "HỘ",
            "hộ",
            "nguyễn",
            "Thị",
            "người",
            "quyết",
            "Đắk",
            "Đăk",
            "xã",
            "giường",
            "gì",
            "quý",
            "khuya",
            "Ý",
            "thuở",
            "Krông",
            "Lò",
            "Pắc",
            "thuỷ",
            "hoà",
            "hòa",
            "ươm",
            "yếu",
        ] {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["hÐ", "prénom", "chiòng", "nghìo", "hæc", "tât", "hêt", "zã", "àá", "ñ", "người2", ""]
        {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
