//! What a cell says in a column that stands for one answer: that it is that one, that it is not, nothing, or something else.

use std::fmt;
use std::sync::Arc;

use crate::io::read::Cell;
use crate::survey::codebook::{Codebook, Field};
use crate::survey::profile::is_mark;
use crate::survey::words::{WordSet, is_error, key, without_number};
use crate::text::fold;

use super::follow::{Kept, is_blank};

/// Words that say no more than yes, no or nothing, as keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    yes: Vec<String>,
    no: Vec<String>,
    unknown: WordSet,
    /// Whether the cells hold values, of which each says yes: a year of birth under `Nam`.
    values: bool,
}

/// The answer that a column stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The code's id.
    pub code: String,
    /// Words that name it, as keys.
    words: Vec<String>,
    marks: Arc<Marks>,
}

/// What a cell says of its column's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Yes,
    No,
    Nothing,
    /// Neither; what it is must be said.
    Other,
}

impl Marks {
    /// Those of a codebook, with the words for no answer of a field.
    pub fn new(codebook: &Codebook, field: &Field, values: bool) -> Marks {
        let keys = |words: &[String]| words.iter().map(|word| key(word)).collect();
        let unknown = codebook.unknown.iter().chain(&field.unknown);
        Marks {
            yes: keys(&codebook.yes),
            no: keys(&codebook.no),
            unknown: WordSet::new(unknown.map(String::as_str)),
            values,
        }
    }

    fn says_yes(&self, text: &str) -> bool {
        is_mark(text.trim()) || self.yes.contains(&key(text))
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)
    }
}

impl Choice {
    /// The answer with that code's id, and what else it is called.
    pub fn new<'w>(code: &str, words: impl Iterator<Item = &'w str>, marks: Arc<Marks>) -> Choice {
        let words = words.map(key).filter(|word| !word.is_empty()).collect();
        Choice { code: code.to_owned(), words, marks }
    }

    fn said(&self, cell: Cell<'_>) -> Said {
        if is_blank(cell) {
            return Said::Nothing;
        }
        match cell {
            Cell::Bool(true) => return Said::Yes,
            Cell::Bool(false) => return Said::No,
            Cell::Error(_) => return Said::Other,
            _ => {}
        }
        let text = cell.to_string();
        let word = key(&text);
        let marks = &self.marks;
        let names = |word: &String| self.words.contains(word);
        match () {
            () if is_error(&text) => Said::Other,
            () if word == "0" => Said::No,
            () if names(&word) || without_number(&text).is_some_and(|rest| names(&fold(rest))) => Said::Yes,
            () if marks.says_yes(&text) => Said::Yes,
            () if marks.no.contains(&word) => Said::No,
            () if marks.unknown.has(&text) => Said::Nothing,
            () if marks.values && text.contains(|c: char| c.is_ascii_digit()) => Said::Yes,
            () => Said::Other,
        }
    }
}

/// The one answer that columns say, as its code's id, and the column where it stands. Where they say two, or a cell says
/// neither yes nor no, a text that is no answer: so that it is reported.
pub(super) fn chosen<'c>(columns: &[(usize, Choice)], cell_of: impl Fn(usize) -> Cell<'c>) -> (Kept, Option<usize>) {
    let (mut yes, mut parts, mut other) = (Vec::new(), Vec::new(), None);
    for (column, choice) in columns {
        let cell = cell_of(*column);
        match choice.said(cell) {
            Said::No | Said::Nothing => {}
            Said::Yes => {
                yes.push(*column);
                parts.push(choice.code.clone());
            }
            Said::Other if matches!(cell, Cell::Error(_)) || is_error(&cell.to_string()) => {
                return (Kept::of(cell), Some(*column));
            }
            Said::Other => {
                other.get_or_insert(*column);
                parts.push(format!("{choice}: {cell}"));
            }
        }
    }
    if parts.is_empty() {
        return (Kept::Empty, None);
    }
    // two answers to a question with one: read as the word that it is not
    (Kept::Text(parts.join("; ")), other.or(yes.get(1).copied()).or(yes.first().copied()))
}

/// Whether a cell with several answers has one of `words`; `all` are those of every answer it can have. A cell with another
/// word stays as it is; one that only says yes does not say to which answer.
pub(super) fn holds(cell: Cell<'_>, words: &[String], all: &[String], marks: &Marks) -> Kept {
    if is_blank(cell) {
        return Kept::Empty;
    }
    let text = cell.to_string();
    let mut found = false;
    let mut take = |word: &str| {
        let word = key(word);
        found |= words.contains(&word);
        word.is_empty() || all.contains(&word)
    };
    // answers of several words with blanks between, the longest that begins with each word
    let labels = |part: &str| {
        let words: Vec<&str> = part.split_whitespace().collect();
        let mut found = Vec::new();
        let mut from = 0;
        while from < words.len() {
            let joined = |to: &usize| words[from..*to].join(" ");
            let to = (from + 1..=words.len()).rev().find(|to| all.contains(&key(&joined(to))))?;
            found.push(joined(&to));
            from = to;
        }
        Some(found)
    };
    // "3" or a whole answer; answers between commas and the like; words between blanks; "2.3" is "2,3" as Excel took it
    let known = take(&text)
        || text.split([';', ',', '\n', '/', '+', '|']).all(|part| {
            take(part.trim())
                || part.split([' ', '.']).all(|word| word.trim().is_empty() || take(word.trim()))
                || labels(part).is_some_and(|labels| labels.into_iter().all(|label| take(&label)))
        });
    let only_yes = matches!(cell, Cell::Bool(true)) || marks.says_yes(&text);
    match known {
        true => Kept::Bool(found),
        false if only_yes => Kept::Text(format!("{text} → ?")),
        false => Kept::Text(text),
    }
}
