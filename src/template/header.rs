//! A header for a column by which the codebook finds its field and no other.

use crate::lang::{Entity, Exact, Unit};
use crate::survey::codebook::{Field, FieldType};
use crate::survey::headers::HeaderIndex;
use crate::text::{Language, fold};

use super::words::say;

/// A header, and what one unit of its column is worth in the field's unit. The first that finds the field alone: the title
/// with its unit, the title, a spelling, the id. For a recorded deprivation the word for deprivation goes before the title:
/// "Bảo hiểm y tế" over yes and no would be read the other way round.
pub fn header(
    index: &HeaderIndex<'_>,
    entity: Entity,
    number: usize,
    field: &Field,
    language: Language,
    is_deprivation: bool,
) -> (String, Exact) {
    let title = field.title.in_language(language);
    let deprived = |word: &&String| {
        is_deprivation
            && language == Language::Vi
            && fold(word).starts_with("thieuhut")
            && !word.contains(|c: char| c.is_ascii_digit())
    };
    let deprived = field.spellings.iter().filter(deprived).max_by_key(|word| word.chars().count());
    let with_unit = unit(&field.ty, language).map(|unit| format!("{title} ({unit})"));
    let titles = deprived.cloned().into_iter().chain(with_unit).chain([title.to_owned()]);
    let others = field.spellings.iter().chain([&field.id]).cloned();
    let mut candidates = titles.chain(others);
    let fits = |header: &String| {
        let found = index.find(entity, header);
        let plain = found.scale.is_none_or(|scale| scale == Exact::ONE);
        (found.fields == [number] && plain).then(|| found.scale.unwrap_or(field.scale))
    };
    let found = candidates.find_map(|header| fits(&header).map(|scale| (header, scale)));
    found.unwrap_or_else(|| (field.id.clone(), field.scale))
}

/// The unit that stands behind a title.
fn unit(ty: &FieldType, language: Language) -> Option<&'static str> {
    match ty {
        FieldType::Number(Unit::Money) => Some(say(language, "đồng", "VND")),
        FieldType::Number(Unit::Area) => Some("m²"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::codebook_file::load;

    #[test]
    fn titles_that_clash_give_way() {
        let text = r#"
yes = ["có"]
no = ["không"]
[[household]]
id = "household_id"
type = "text"
title = { vi = "Mã hộ", en = "Household id" }
[[household]]
id = "income_month"
type = "money"
title = { vi = "Thu nhập", en = "Income" }
spellings = ["Thu nhập tháng"]
[[household]]
id = "income_year"
type = "money"
title = { vi = "Thu nhập", en = "Income" }
[[household]]
id = "insured"
type = "bool"
title = { vi = "BHYT", en = "Insured" }
spellings = ["Thiếu hụt 4", "Thiếu BHYT", "Thiếu hụt BHYT", "Thiếu hụt bảo hiểm y tế"]
[[member]]
id = "household_id"
type = "text"
title = { vi = "Mã hộ", en = "Household id" }
"#;
        let codebook = load("test.toml", text).unwrap_or_else(|report| panic!("{}", report.render(false)));
        let index = HeaderIndex::new(&codebook, None);
        let found = |id: &str, language, is_deprivation| {
            let at = codebook.position(Entity::Household, id).expect("a field");
            header(&index, Entity::Household, at, &codebook.household[at], language, is_deprivation).0
        };
        assert_eq!(found("income_month", Language::Vi, false), "Thu nhập tháng");
        assert_eq!(found("income_year", Language::En, false), "income_year");
        assert_eq!(found("insured", Language::Vi, false), "BHYT");
        assert_eq!(found("insured", Language::Vi, true), "Thiếu hụt bảo hiểm y tế");
        assert_eq!(found("insured", Language::En, true), "Insured");
    }
}
