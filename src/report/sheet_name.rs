//! Names of sheets: what a workbook takes for one.

use super::words;

/// Sheet names have at most this many characters.
const SHEET_NAME: usize = 31;

/// A sheet name Excel takes, that no other sheet of `taken` has in any case of letters.
pub fn free_name(wanted: &str, taken: &[String]) -> String {
    let clean: String = words::visible(wanted, 200)
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { ' ' } else { c })
        .collect();
    let clean = clean.trim_matches(|c: char| c == '\'' || c.is_whitespace());
    let clean = if clean.is_empty() || clean.eq_ignore_ascii_case("history") { "Sheet" } else { clean };
    let mut number = 1;
    loop {
        let end = if number == 1 { String::new() } else { format!(" ({number})") };
        let name = format!("{}{end}", shortened(clean, SHEET_NAME - end.len()));
        if !taken.iter().any(|other| other.to_lowercase() == name.to_lowercase()) {
            return name;
        }
        number += 1;
    }
}

/// At most `room` UTF-16 units of the text, cut after a word where one ends late enough.
fn shortened(text: &str, room: usize) -> String {
    if text.encode_utf16().count() <= room {
        return String::from(text);
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > room
    });
    let cut = &text[..end.map_or(text.len(), |(at, _)| at)];
    let cut = match cut.rsplit_once(' ') {
        Some((words, _)) if words.chars().count() > room / 2 => words,
        _ => cut,
    };
    String::from(cut.trim_end_matches(|c: char| c == '\'' || c.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_are_ones_excel_takes() {
        let none: [String; 0] = [];
        assert_eq!(free_name("Hộ nghèo [2022]: xã/huyện", &none), "Hộ nghèo  2022   xã huyện");
        assert_eq!(free_name("'''", &none), "Sheet");
        assert_eq!(free_name("History", &none), "Sheet");
        assert_eq!(free_name("Tổng hợp kết quả chính thức rà soát hộ nghèo", &none), "Tổng hợp kết quả chính thức rà");
        let taken = [String::from("Hộ Nghèo")];
        assert_eq!(free_name("Hộ nghèo", &taken), "Hộ nghèo (2)");
        assert!(free_name(&"x".repeat(99), &[]).chars().count() <= 31);
        assert!(free_name(&"😀".repeat(99), &[]).encode_utf16().count() <= 31);
    }
}
