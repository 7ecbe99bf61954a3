//! Words at the beginning of texts. SQLite knows capitals of ASCII letters only, so those of the word looked for are named.

use super::plan::{Plan, text_sql};
use super::shape::{Piece, Shape, Test};
use crate::lang::typed::Entity;
use crate::text::tidy;

impl Plan<'_> {
    /// Whether a text begins with a word that ends there, case apart.
    pub(super) fn starts_with(&mut self, text: Piece, word: &str, entity: Entity) -> Piece {
        let text = self.simple(text, entity);
        let Shape::Text(bound) = &text.shape else { return text };
        let (word, raw) = (tidy(word).to_lowercase(), bound.sql());
        let mut lower = format!("LOWER(TRIM({raw}))");
        let mut letters: Vec<char> = word.chars().filter(|c| !c.is_ascii()).collect();
        letters.sort_unstable();
        letters.dedup();
        for letter in letters {
            let capital = letter.to_uppercase().to_string();
            if capital != letter.to_string() {
                lower = format!("REPLACE({lower}, {}, {})", text_sql(&capital), text_sql(&letter.to_string()));
            }
        }
        let length = word.chars().count();
        let begins = Test::compare(format!("SUBSTR({lower}, 1, {length})"), "=", text_sql(&word));
        // Behind the word stands nothing, or an ASCII sign that is no letter and no digit; capitals are gone by now.
        let next = format!("SUBSTR({lower}, {}, 1)", length + 1);
        let sign = |low: &str, high: &str| {
            Test::and([
                Test::compare(next.clone(), ">=", text_sql(low)),
                Test::compare(next.clone(), "<=", text_sql(high)),
            ])
        };
        let ends = Test::or([Test::compare(next.clone(), "<", "'0'"), sign(":", "`"), sign("{", "~")]);
        let known = Test::and([begins, ends]);
        let certain = Test::and([Test::Null(raw.clone(), false), known.clone()]);
        Piece::truth(certain, Test::or([Test::Null(raw, true), known]), text.stage)
    }
}
