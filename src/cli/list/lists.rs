//! What is taken of every portion of a survey, put together into the lists of its villages, with how households came on them.

use rustc_hash::FxHashMap;

use crate::redact::Pseudonym;
use crate::tabulate::posting::{Home, Origin, Posted, Village, villages};
use crate::tabulate::{Unit, UpperNames};

use super::super::arguments::Surroundings;
use super::super::listed::ListRow;
use super::super::redaction::refuse_clash;
use super::read::Poster;

/// The lists of posted households.
pub(in crate::cli) struct Postings {
    /// Of every class asked for, the lists of all villages.
    pub of_class: Vec<Vec<Village>>,
    /// How many households are of an open class, and of these how many may be of each class asked for.
    pub undetermined: (u64, Vec<u64>),
    /// How many posted households have no name.
    pub without_name: usize,
    /// Whether it is known how households came on the list.
    pub origins: bool,
    /// Ids of the columns of [`crate::report::posting::FLAGS`] of which the survey tells nothing.
    pub untold: Vec<&'static str>,
    /// Whether the classes are those that the survey records, for it has nothing to classify by.
    pub recorded: bool,
    /// With earlier lists, how many households have a likely or several possible counterparts there that are not taken.
    pub not_joined: [usize; 2],
    /// Old communes of `--units` that no earlier list has.
    pub unused: Vec<String>,
}

/// What is made of a portion of households.
#[derive(Default)]
pub(in crate::cli) struct Made {
    pub(super) rows: Vec<Row>,
    /// Households that are there no more, where they are compared with earlier lists.
    pub(super) gone: Vec<ListRow>,
    pub(super) undetermined: u64,
    pub(super) possible: Vec<u64>,
    pub(super) pseudonyms: Vec<Pseudonym>,
}

/// A household that is not rejected.
pub(super) struct Row {
    /// What earlier lists are compared with.
    pub listed: Option<ListRow>,
    /// District and province, commune, village; none where `--where` leaves it out.
    pub home: Option<([String; 2], String, String)>,
    /// Index of its class among those asked for, and what is posted.
    pub posted: Option<(usize, Posted)>,
}

/// All portions together.
#[derive(Default)]
pub(in crate::cli) struct Gathered {
    /// District and province, commune, village.
    places: Vec<([String; 2], String, String)>,
    index: FxHashMap<([String; 2], String, String), usize>,
    /// All households, where they are compared with earlier lists, with those that are there no more.
    pub listed: Vec<ListRow>,
    rows: usize,
    posted: Vec<Entry>,
    undetermined: u64,
    possible: Vec<u64>,
    pseudonyms: Vec<Pseudonym>,
}

/// A posted household.
struct Entry {
    /// Its number among the households that are not rejected.
    row: usize,
    class: usize,
    home: usize,
    household: Posted,
}

impl Gathered {
    /// Adds the next portion.
    pub fn add(&mut self, made: Made) {
        self.undetermined += made.undetermined;
        self.possible.resize(made.possible.len().max(self.possible.len()), 0);
        self.possible.iter_mut().zip(&made.possible).for_each(|(sum, own)| *sum += own);
        self.pseudonyms.extend(made.pseudonyms);
        self.listed.extend(made.gone);
        for Row { listed, home, posted } in made.rows {
            self.listed.extend(listed);
            if let Some(place) = home {
                let home = match self.index.get(&place) {
                    Some(home) => *home,
                    None => {
                        self.index.insert(place.clone(), self.places.len());
                        self.places.push(place);
                        self.places.len() - 1
                    }
                };
                let row = self.rows;
                self.posted.extend(posted.map(|(class, household)| Entry { row, class, home, household }));
            }
            self.rows += 1;
        }
    }

    /// The lists, when all portions are there. `origins` are what earlier lists say of the households that are not rejected, in their
    /// order.
    pub fn settle(
        mut self,
        poster: &Poster<'_>,
        origins: Option<&[Option<Origin>]>,
        surroundings: &Surroundings,
    ) -> anyhow::Result<Postings> {
        self.pseudonyms.sort_unstable();
        refuse_clash(self.pseudonyms.drain(..), surroundings)?;
        for entry in &mut self.posted {
            let earlier = origins.and_then(|origins| origins.get(entry.row).copied().flatten());
            entry.household.origin = entry.household.origin.or(earlier);
        }
        let without_name = self.posted.iter().filter(|entry| entry.household.head_name.is_empty()).count();
        let homes = self.homes();
        let mut by_class: Vec<Vec<(usize, Posted)>> = vec![Vec::new(); poster.classes.len()];
        self.posted.into_iter().for_each(|entry| by_class[entry.class].push((entry.home, entry.household)));
        let lists = by_class.into_iter().map(|posted| villages(homes.clone(), posted, &poster.codebook.layout));
        Ok(Postings {
            of_class: lists.collect(),
            undetermined: (self.undetermined, self.possible),
            without_name,
            origins: origins.is_some() || poster.tells_origin,
            untold: poster.untold.clone(),
            recorded: poster.recorded,
            not_joined: [0, 0],
            unused: Vec::new(),
        })
    }

    /// The villages there are; above their communes stand districts, or provinces where no districts are told.
    fn homes(&self) -> Vec<Home> {
        let uppers = || self.places.iter().map(|([district, province], ..)| (district.as_str(), province.as_str()));
        let names = UpperNames::new(uppers());
        let by_district = uppers().any(|(district, _)| !district.is_empty());
        let home = |([district, province], commune, village): &([String; 2], String, String)| Home {
            unit: Unit {
                upper: if by_district { names.of(district, province) } else { province.clone() },
                commune: commune.clone(),
            },
            village: village.clone(),
        };
        self.places.iter().map(home).collect()
    }
}
