//! What the workbook calls its sheets, groups and answers, in both languages.

use crate::lang::Entity;
use crate::survey::codebook::Codebook;
use crate::text::{Language, fold};

/// One of two wordings.
pub fn say<T>(language: Language, vi: T, en: T) -> T {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// The workbook's title.
pub fn title(language: Language) -> &'static str {
    say(language, "Mẫu nhập dữ liệu rà soát hộ", "Entry workbook for a household review")
}

/// The tab of an entity's sheet.
pub fn sheet_name(entity: Entity, language: Language) -> &'static str {
    match entity {
        Entity::Household => say(language, "Hộ", "Households"),
        Entity::Member => say(language, "Thành viên", "Members"),
    }
}

/// The tab of the first sheet.
pub fn cover_name(language: Language) -> &'static str {
    say(language, "Hướng dẫn", "Guide")
}

/// The tab of the hidden sheet with answers to choose from.
pub fn lists_name(language: Language) -> &'static str {
    say(language, "Danh mục", "Lists")
}

/// The codebook's words for yes and no in a language; its first words where it has none of the usual.
pub fn yes_no(codebook: &Codebook, language: Language) -> [String; 2] {
    let word = |words: &[String], usual: &str| {
        if words.iter().any(|word| fold(word) == fold(usual)) {
            return usual.to_owned();
        }
        words.first().map_or(usual, String::as_str).to_owned()
    };
    [word(&codebook.yes, say(language, "Có", "Yes")), word(&codebook.no, say(language, "Không", "No"))]
}
