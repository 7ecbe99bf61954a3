//! Spellings of one unit's name counted together. Two spellings are of one unit where they are equal without case, accents,
//! signs and the word for the level, and lie in the same upper unit.

use rustc_hash::FxHashMap;

use crate::survey::shape::spelling::UnitSpellings;
use crate::survey::shape::words::LayoutWords;

use super::group::{GroupKey, Grouping, Groups};

/// Spellings that were counted with another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedSpelling {
    /// The unit's field: `commune`.
    pub field: String,
    /// The spelling that comes first in the survey; it stands in the tables.
    pub kept: String,
    /// The others in the order of their first rows, each with how many rows have it.
    pub others: Vec<(String, i64)>,
}

/// A name in one upper unit.
struct Spelling {
    text: Box<str>,
    /// The word for the level, if it has one.
    kind: Option<usize>,
    rows: i64,
}

/// What tells units of one level apart besides their names: upper units and official codes.
type Scope = Box<[GroupKey]>;

impl Groups {
    /// Puts the groups into the order of their first rows and counts the spellings of each unit together, under the one that
    /// comes first. To be done once, when everything is counted and merged; gives the same whatever the parts were.
    pub fn settle(&mut self, grouping: &Grouping, layout: &LayoutWords) -> Vec<MergedSpelling> {
        self.sort_by_first();
        let spellings = UnitSpellings::new(layout);
        let names: Vec<&str> = grouping.names().map(|(name, _)| name).collect();
        let position = |field: &str| names.iter().position(|name| *name == field);
        let mut scope: Vec<usize> = spellings.fields().filter_map(|field| position(&format!("{field}_code"))).collect();
        let mut merged = Vec::new();
        for field in spellings.fields() {
            if let Some(at) = position(field) {
                merged.extend(self.settle_level(field, at, &scope, &spellings));
                scope.push(at);
            }
        }
        if !merged.is_empty() {
            self.rebuild();
        }
        merged
    }

    /// Gives all spellings of a unit of one level the first one's key.
    fn settle_level(
        &mut self,
        field: &str,
        at: usize,
        scope: &[usize],
        spellings: &UnitSpellings,
    ) -> Vec<MergedSpelling> {
        // each distinct spelling is taken apart once
        let mut split: FxHashMap<Box<str>, (Option<usize>, usize)> = FxHashMap::default();
        let mut cores: FxHashMap<String, usize> = FxHashMap::default();
        let mut units: FxHashMap<(Scope, usize), usize> = FxHashMap::default();
        let mut of_unit: Vec<Vec<Spelling>> = Vec::new();
        let mut numbers: FxHashMap<(usize, Box<str>), usize> = FxHashMap::default();
        let mut spelling_of_group: Vec<Option<(usize, usize)>> = Vec::with_capacity(self.groups.len());
        for (key, tally) in &self.groups {
            let GroupKey::Text(text) = &key[at] else {
                spelling_of_group.push(None);
                continue;
            };
            let (kind, core) = match split.get(text) {
                Some(known) => *known,
                None => {
                    let (kind, core) = spellings.split(field, text);
                    let next = cores.len();
                    let found = (kind, *cores.entry(core).or_insert(next));
                    split.insert(text.clone(), found);
                    found
                }
            };
            let within: Scope = scope.iter().map(|part| key[*part].clone()).collect();
            let unit = *units.entry((within, core)).or_insert_with(|| {
                of_unit.push(Vec::new());
                of_unit.len() - 1
            });
            let spellings = &mut of_unit[unit];
            let number = *numbers.entry((unit, text.clone())).or_insert_with(|| {
                spellings.push(Spelling { text: text.clone(), kind, rows: 0 });
                spellings.len() - 1
            });
            spellings[number].rows += tally.rows();
            spelling_of_group.push(Some((unit, number)));
        }
        let mut merged = Vec::new();
        let mut kept: Vec<Vec<usize>> = Vec::with_capacity(of_unit.len());
        for all in &of_unit {
            // a town and a commune of one name are two, and a name alone is neither
            let mut kinds = all.iter().filter_map(|spelling| spelling.kind);
            let first_kind = kinds.next();
            let several = kinds.any(|kind| Some(kind) != first_kind);
            let mut first_of_kind: FxHashMap<Option<usize>, usize> = FxHashMap::default();
            let mut firsts = Vec::with_capacity(all.len());
            for (number, spelling) in all.iter().enumerate() {
                let kind = spelling.kind.filter(|_| several);
                firsts.push(*first_of_kind.entry(kind).or_insert(number));
            }
            for (number, first) in all.iter().enumerate().filter(|(number, _)| firsts[*number] == *number) {
                let others = all.iter().zip(&firsts).skip(number + 1).filter(|(_, kept)| **kept == number);
                let others: Vec<(String, i64)> =
                    others.map(|(other, _)| (String::from(other.text.clone()), other.rows)).collect();
                if !others.is_empty() {
                    let kept = String::from(first.text.clone());
                    merged.push(MergedSpelling { field: field.to_owned(), kept, others });
                }
            }
            kept.push(firsts);
        }
        if !merged.is_empty() {
            for ((key, _), spelling) in self.groups.iter_mut().zip(spelling_of_group) {
                if let Some((unit, number)) = spelling {
                    key[at] = GroupKey::Text(of_unit[unit][kept[unit][number]].text.clone());
                }
            }
        }
        merged
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, LazyLock};

    use super::*;
    use crate::lang::{Type, check, parse};
    use crate::rules::{Rules, outcome_names};
    use crate::survey::batch::RowPlace;
    use crate::survey::codebook::Codebook;
    use crate::survey::codebook_file::default_codebook;
    use crate::tabulate::Tally;

    static CODEBOOK: LazyLock<Arc<Codebook>> =
        LazyLock::new(|| Arc::new(default_codebook().expect("the codebook reads")));
    static RULES: LazyLock<Arc<Rules>> = LazyLock::new(|| {
        let text = include_str!("../../rules/decree-07-2021.toml");
        crate::rules::load("rules", text, &CODEBOOK).0.map(Arc::new).expect("the rules load")
    });

    fn grouping(shown: &[&str], hidden: &[&str]) -> Grouping {
        let scope = outcome_names(&RULES);
        let typed = |name: &&str| {
            let typed = check(&parse(name).expect("a name"), &scope, None).expect("a known name");
            assert_eq!(typed.ty, Type::Text);
            ((*name).to_owned(), typed)
        };
        Grouping { shown: shown.iter().map(typed).collect(), hidden: hidden.iter().map(typed).collect() }
    }

    /// Rows of one household each, by the texts of their keys.
    fn groups(rows: &[(u32, &[&str])]) -> Groups {
        let mut groups = Groups::new(&RULES);
        for (row, texts) in rows {
            let key = texts.iter().map(|text| match *text {
                "" => GroupKey::Unknown,
                text => GroupKey::Text(text.into()),
            });
            let place = Some(RowPlace { sheet: 0, row: *row });
            groups.tally(key.collect(), place).merge(&Tally { households: 1, ..Tally::new(4, 12) });
        }
        groups
    }

    /// The groups as `name/name number`.
    fn shown(groups: &Groups) -> Vec<String> {
        let word = |key: &GroupKey| key.word(&Type::Text).to_owned();
        let line = |(key, tally): &(Box<[GroupKey]>, Tally)| {
            format!("{} {}", key.iter().map(word).collect::<Vec<_>>().join("/"), tally.rows())
        };
        groups.groups.iter().map(line).collect()
    }

    fn settled(fields: &[&str], rows: &[&[&str]]) -> (Vec<String>, Vec<MergedSpelling>) {
        let numbered: Vec<(u32, &[&str])> = (1..).zip(rows.iter().copied()).collect();
        let mut groups = groups(&numbered);
        let merged = groups.settle(&grouping(fields, &[]), &CODEBOOK.layout);
        (shown(&groups), merged)
    }

    #[test]
    fn spellings_of_one_unit_meet() {
        let (groups, merged) = settled(
            &["commune"],
            &[&["Đắk R’Lấp"], &["Hoà Bình"], &["Dak R'Lap"], &["Đăk Rlâp"], &["Đắk R’Lấp"], &["Dak R'Lap"], &[""]],
        );
        assert_eq!(groups, ["Đắk R’Lấp 5", "Hoà Bình 1", " 1"]);
        let expected = MergedSpelling {
            field: "commune".into(),
            kept: "Đắk R’Lấp".into(),
            others: vec![("Dak R'Lap".into(), 2), ("Đăk Rlâp".into(), 1)],
        };
        assert_eq!(merged, [expected]);
    }

    #[test]
    fn towns_and_communes_of_one_name_stay_two() {
        let (groups, merged) =
            settled(&["commune"], &[&["Thị trấn Yên Châu"], &["Xã Yên Châu"], &["Yên Châu"], &["TT Yên Châu"]]);
        assert_eq!(groups, ["Thị trấn Yên Châu 2", "Xã Yên Châu 1", "Yên Châu 1"]);
        assert_eq!(merged.len(), 1);
        let (groups, _) = settled(&["commune"], &[&["Yên Châu"], &["Xã Yên Châu"], &["XÃ YÊN CHÂU"]]);
        assert_eq!(groups, ["Yên Châu 3"]);
    }

    #[test]
    fn only_within_one_upper_unit() {
        let (groups, _) = settled(
            &["district", "commune"],
            &[&["Yên Châu", "Hòa Bình"], &["Mộc Châu", "Hoà Bình"], &["HUYỆN YÊN CHÂU", "Hoà Bình"]],
        );
        assert_eq!(groups, ["Yên Châu/Hòa Bình 2", "Mộc Châu/Hoà Bình 1"]);
        let (groups, merged) = settled(
            &["commune_code", "commune"],
            &[&["03979", "Hòa Bình"], &["03980", "Hoà Bình"], &["03979", "Hoa Binh"]],
        );
        assert_eq!(groups, ["03979/Hòa Bình 2", "03980/Hoà Bình 1"]);
        assert_eq!(merged[0].others, [("Hoa Binh".to_owned(), 1)]);
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        let (groups, merged) = settled(&["ethnicity"], &[&["Thái"], &["Thai"], &["THÁI"]]);
        assert_eq!(groups, ["Thái 1", "Thai 1", "THÁI 1"]);
        assert_eq!(merged, []);
    }

    #[test]
    fn parts_in_any_order_settle_to_the_same() {
        let rows: [(u32, &[&str]); 6] = [
            (1, &["Hòa Bình", "Bản Pa"]),
            (2, &["Hoà Bình", "Pa"]),
            (3, &["Yên Sơn", "Bản Pa"]),
            (4, &["HÒA BÌNH", "BẢN PA"]),
            (5, &["Yên Sơn", "Pa"]),
            (6, &["Hoa Binh", "Bản Mé"]),
        ];
        let grouping = grouping(&["village"], &["commune"]);
        let turned = |rows: &[(u32, &[&str])]| {
            let keys: Vec<[&str; 2]> = rows.iter().map(|(_, key)| [key[1], key[0]]).collect();
            groups(&rows.iter().zip(&keys).map(|((row, _), key)| (*row, &key[..])).collect::<Vec<_>>())
        };
        let mut whole = turned(&rows);
        let merged = whole.settle(&grouping, &CODEBOOK.layout);
        assert_eq!(shown(&whole), ["Bản Pa/Hòa Bình 3", "Bản Pa/Yên Sơn 2", "Bản Mé/Hòa Bình 1"]);
        for order in [[5, 4, 3, 2, 1, 0], [2, 0, 4, 5, 1, 3], [1, 0, 3, 2, 5, 4]] {
            let mut parts = Groups::new(&RULES);
            order.iter().for_each(|at| parts.merge(turned(&rows[*at..=*at])));
            assert_eq!(parts.settle(&grouping, &CODEBOOK.layout), merged, "{order:?}");
            assert_eq!(parts.groups, whole.groups, "{order:?}");
        }
    }
}
