//! Rows that end what stands above them or say it again: sums, remarks, signatures, the header repeated. Says of a row whether
//! it is one, by its words alone; what else it could be [`RowRules::classify`] weighs.

use crate::io::read::{Cell, Row};

use super::super::levels::{Cut, NAME_WORDS};
use super::super::row_cells::{Kind, is_ordinal_token, is_part, kind, text_of};
use super::super::token::{Accents, Token, begins};
use super::{Look, RowRules, TEXTS};

impl RowRules {
    /// Whether a row whose first text opens no line can still be one of signatures or of sums.
    pub(super) fn may_close(&self, row: &Row, look: &Look) -> bool {
        look.text_count <= TEXTS && look.numbers == 0 && self.is_closing(row, look)
    }

    /// Whether every text of a row is a signature line, a remark or a date of signing.
    pub(super) fn is_closing(&self, row: &Row, look: &Look) -> bool {
        look.text_count <= TEXTS && look.texts.iter().all(|column| self.closes(text_of(row, *column)))
    }

    fn closes(&self, text: &str) -> bool {
        let cut = Cut::new(text);
        self.signs_in(&cut) || self.remarks.iter().any(|phrase| self.begins_line(&cut, phrase))
    }

    /// Whether a text of a row begins signatures.
    pub(super) fn signs(&self, row: &Row) -> bool {
        self.look(row).texts.iter().any(|column| self.signs_in(&Cut::new(text_of(row, *column))))
    }

    fn signs_in(&self, cut: &Cut<'_>) -> bool {
        self.closing.iter().any(|parts| match &parts[..] {
            [phrase] => self.begins_line(cut, phrase),
            parts => {
                let mut at = 0;
                parts.iter().all(|part| {
                    let found = (at..cut.words.len()).find(|word| begins(&cut.words[*word..], part, cut.accents));
                    at = found.map_or(cut.words.len(), |word| word + part.len());
                    found.is_some()
                })
            }
        })
    }

    fn begins_line(&self, cut: &Cut<'_>, phrase: &[Token]) -> bool {
        begins(&cut.words, phrase, cut.accents) && !is_lone_doubtful(phrase, cut.accents, cut.words.len())
    }

    /// Whether a row is one of sums: a total's word, all else numbers.
    pub(super) fn is_total(&self, row: &Row, look: &Look) -> bool {
        let whole = |column: usize| self.total_words(text_of(row, column)) == Some(true);
        match look.texts[..] {
            [first] => self.total_words(text_of(row, first)).is_some(),
            // the unit's name before it, or a remark in a column that is not used behind it
            [first, second] if look.key_number.is_none_or(|column| column > second) => {
                (whole(second) && !self.names.contains(&second) && !look.numbered)
                    || (whole(first) && !self.bound.contains(&second))
            }
            _ => false,
        }
    }

    /// Whether a text begins with a total's word; and then whether it is nothing else.
    fn total_words(&self, text: &str) -> Option<bool> {
        let cut = Cut::new(text);
        let from = usize::from(cut.words.len() > 1 && is_ordinal_token(cut.words[0].token));
        let words = &cut.words[from..];
        let phrase = self.total.iter().filter(|phrase| begins(words, phrase, cut.accents)).max_by_key(|p| p.len())?;
        let whole = words.len() == phrase.len();
        // `TONG VAN LA` is a man
        let next = cut.before(from + phrase.len());
        let sure = cut.accents == Accents::Written
            || phrase.len() > 1
            || whole
            || !phrase[0].has_marks()
            || next.contains(':')
            || words[1].token.number().is_some()
            || self.levels.at(&cut, from + 1).is_some()
            || words[1].token.letters() == "ho" && words.len() < 4;
        sure.then_some(whole)
    }

    /// Whether at least four of five filled cells are parts of their columns' headers.
    pub(super) fn repeats_header(&self, row: &Row) -> bool {
        let (mut filled, mut same) = (0, 0);
        for column in 0..row.len() {
            let cell = row.cell(column);
            if kind(cell) == Kind::Blank {
                continue;
            }
            filled += 1;
            let header = self.header.get(column).map_or("", String::as_str);
            if let Cell::Text(text) = cell
                && is_part(text, header)
            {
                same += 1;
            } else if filled == 1 && same == 0 && self.keys.contains(&column) {
                // most rows that are no header are told at their first cell
                return false;
            }
        }
        same > 1 && same * 5 >= filled * 4
    }

    /// Whether a row holds nothing but names of people or remarks in brackets, no numbers, and fewer than rows of data do.
    pub(super) fn is_signers(&self, row: &Row) -> bool {
        let look = self.look(row);
        let signer = |column: &usize| {
            let text = text_of(row, *column);
            let cut = Cut::new(text);
            let words = cut.words.len();
            self.closes(text)
                || text.trim_start().starts_with('(')
                || (2..=NAME_WORDS).contains(&words)
                    && (0..words).all(|word| cut.is_name_word(word))
                    && self.group(&look, *column, text).is_none()
        };
        look.key_number.is_none()
            && look.numbers == 0
            && !look.numbered
            && (1..=4).contains(&look.text_count)
            && look.text_count * 2 <= self.bound.len().max(4)
            && look.texts.iter().all(signer)
    }
}

/// Whether a single syllable without its accents begins a longer text.
fn is_lone_doubtful(phrase: &[Token], accents: Accents, count: usize) -> bool {
    accents == Accents::Left && phrase.len() == 1 && phrase[0].has_marks() && count > 1
}
