//! Values as people read them in sentences: yes and no, ranges, grouped numbers and the titles of codes in their language.
//! For programs see [`crate::classify::plain`].

use crate::classify::{decimal, plain};
use crate::lang::typed::CodeList;
use crate::lang::{DateSpan, Exact, Truth, Type, Unit, Value};
use crate::rules::Rules;
use crate::text::{Language, fold};

use super::words::grouped;

/// A value of an expression; empty where it is unknown. A code is its title with its id, `Nông thôn (rural)`.
pub fn value(value: Value<'_>, ty: &Type, rules: &Rules, language: Language) -> String {
    let say = |vi: &'static str, en: &'static str| match language {
        Language::Vi => vi,
        Language::En => en,
    };
    let to = say("đến", "to");
    match (value, ty) {
        (Value::Bool(Truth::True), _) => say("có", "yes").to_owned(),
        (Value::Bool(Truth::False), _) => say("không", "no").to_owned(),
        (Value::Number(interval), ty) => {
            let number = |number| number_of(number, ty, language);
            match interval.known() {
                Some(known) => number(known),
                None if interval.low.is_finite() && interval.high.is_finite() => {
                    format!("{} {to} {}", number(interval.low), number(interval.high))
                }
                None => String::new(),
            }
        }
        (Value::Date(span), _) if span.known().is_none() && span != DateSpan::UNKNOWN => {
            format!("{} {to} {}", span.first, span.last)
        }
        (Value::Code(_), Type::Code(list)) => {
            let id = plain(value, ty);
            if id.is_empty() { id } else { code_title(list, &id, rules, language) }
        }
        _ => plain(value, ty),
    }
}

/// A code as its title with its id.
pub fn code_title(list: &CodeList, id: &str, rules: &Rules, language: Language) -> String {
    title_of(&list.name, id, rules, language).map_or_else(|| id.to_owned(), |title| titled(title, id))
}

/// A name for people with the machine name behind it: `Hộ nghèo (poor)`; the machine name alone where there is no other, or
/// where both are the same word.
pub fn titled(title: &str, id: &str) -> String {
    if title.is_empty() || fold(title) == fold(id) { id.to_owned() } else { format!("{title} ({id})") }
}

fn number_of(number: Exact, ty: &Type, language: Language) -> String {
    let plain = decimal(number);
    match ty {
        Type::Number(Unit::Year) => plain,
        _ => grouped(&plain, language),
    }
}

/// The title of a field's code or of a setting's answer.
fn title_of<'r>(list: &str, id: &str, rules: &'r Rules, language: Language) -> Option<&'r str> {
    let mut fields = rules.codebook.household.iter().chain(&rules.codebook.member);
    let code = fields.find(|field| field.id == list).and_then(|field| field.codes.iter().find(|code| code.id == id));
    let choice = || {
        let setting = rules.settings.iter().find(|setting| setting.id == list)?;
        setting.choices.iter().find(|choice| choice.answer.word == id).map(|choice| &choice.title)
    };
    code.map(|code| &code.title).or_else(choice).map(|title| title.in_language(language))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::lang::{CodeMask, Entity, Interval};
    use crate::rules::{BUILT_IN, load};
    use crate::survey::codebook_file::default_codebook;

    fn rules() -> Rules {
        let codebook = Arc::new(default_codebook().expect("the built-in codebook is good"));
        let built_in = BUILT_IN.iter().find(|b| b.id == "decree-07-2021").expect("it is built in");
        load(built_in.source, built_in.text, &codebook).0.expect("built-in rules are good")
    }

    #[test]
    fn values_are_in_the_language() {
        let rules = rules();
        let area = rules.codebook.position(Entity::Household, "area").expect("a field of the codebook");
        let area = rules.codebook.household[area].ty.as_type();
        let Type::Code(list) = &area else { panic!("the area is a code") };
        let rural = list.mask("rural").expect("an area");
        let between = |low, high| Value::Number(Interval::new(Exact::int(low), Exact::int(high)));
        let money = Type::Number(Unit::Money);
        for (given, ty, vi, en) in [
            (Value::Bool(Truth::True), &Type::Bool, "có", "yes"),
            (Value::Bool(Truth::False), &Type::Bool, "không", "no"),
            (Value::Bool(Truth::Unknown), &Type::Bool, "", ""),
            (between(1_475_000, 1_475_000), &money, "1.475.000", "1,475,000"),
            (between(2, 3), &Type::Number(Unit::Count), "2 đến 3", "2 to 3"),
            (between(2022, 2022), &Type::Number(Unit::Year), "2022", "2022"),
            (Value::Number(Interval::point(Exact::ratio(1599, 100).expect("no zero"))), &money, "15,99", "15.99"),
            (Value::Code(rural), &area, "Nông thôn (rural)", "rural"),
            (Value::Code(CodeMask(0b11)), &area, "", ""),
            (Value::Text(Some("Chiềng Hặc")), &Type::Text, "Chiềng Hặc", "Chiềng Hặc"),
        ] {
            assert_eq!(value(given, ty, &rules, Language::Vi), vi);
            assert_eq!(value(given, ty, &rules, Language::En), en);
        }
    }
}
