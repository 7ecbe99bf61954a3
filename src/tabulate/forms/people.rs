//! The peoples that a survey names: the spellings of one people are one, under its name on the official list.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::survey::codebook::Title;
use crate::text::fold;

/// A people of the official list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// Its name there.
    pub name: String,
    /// Other ways to write it.
    #[serde(default)]
    pub spellings: Vec<String>,
}

/// The peoples by their spellings.
pub(super) struct Peoples<'p> {
    list: &'p [People],
    by_spelling: BTreeMap<String, usize>,
}

impl<'p> Peoples<'p> {
    pub fn new(list: &'p [People]) -> Peoples<'p> {
        let spellings = list.iter().enumerate().flat_map(|(at, people)| {
            std::iter::once(&people.name).chain(&people.spellings).map(move |spelling| (fold(spelling), at))
        });
        Peoples { list, by_spelling: spellings.collect() }
    }

    /// What sorts a people: its place on the list; peoples that are not on it come after, by their spelling.
    pub fn key(&self, text: &str) -> (usize, String) {
        let folded = fold(text);
        match self.by_spelling.get(&folded) {
            Some(at) => (*at, String::new()),
            None => (self.list.len(), folded),
        }
    }

    /// The machine name and the title of a people that is written like this.
    pub fn named(&self, text: &str) -> (String, Title) {
        let name = self.list.get(self.key(text).0).map_or(text, |people| people.name.as_str());
        (machine_name(name), Title { vi: name.to_owned(), en: name.to_owned() })
    }
}

/// `Xinh-mun` is `xinh_mun`.
fn machine_name(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(fold).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::super::definition::built_in;
    use super::*;

    #[test]
    fn the_official_list_is_whole_and_spellings_are_of_one_people_each() {
        let list = built_in().expect("forms").peoples;
        assert_eq!(list.len(), 54);
        let peoples = Peoples::new(&list);
        for (at, people) in list.iter().enumerate() {
            for spelling in std::iter::once(&people.name).chain(&people.spellings) {
                assert_eq!(peoples.key(spelling).0, at, "{spelling}");
            }
        }
        let name = |text: &str| peoples.named(text).1.vi;
        assert_eq!([name("H'Mông"), name("Mông"), name("XINH MUN")], ["Hmông", "Hmông", "Xinh-mun"]);
        assert_eq!(peoples.named("Xinh Mun").0, "xinh_mun");
        // a people that the list has not stays what it is called
        assert_eq!((peoples.key("Tạng").0, name("Tạng")), (54, "Tạng".to_owned()));
    }
}
