//! The households that are posted, read from a survey in one pass: those of the classes asked for, how they came on the list, and every
//! village there is.

use rustc_hash::FxHashMap;

use crate::classify::{Bits, Outcome};
use crate::lang::{Entity, Exact, Type, Typed, Value};
use crate::redact::{Person, Pseudonym, Pseudonyms};
use crate::survey::batch::{Batch, Members, Rows};
use crate::survey::codebook::{Codebook, Field};
use crate::survey::codebook_file::CLASS_RECORDED;
use crate::tabulate::flows::{Listed, Match};
use crate::tabulate::posting::{Deprivation, Home, NEEDS, Origin, Posted, PostedMember, Village, known, villages};
use crate::tabulate::{Unit, UpperNames};
use crate::text::tidy;

use super::super::compare::Earlier;
use super::super::failure::Failure;
use super::super::list::{Fields, Heads, INCOMES, List};
use super::super::pass::Reading;
use super::super::redaction::refuse_clash;
use super::super::session::Session;

/// A household has a member with merit to the revolution.
const MERIT: &str = "coalesce(merit, any(member where merit))";
/// Nobody in a household can work, as the report forms count it.
const NO_WORKING_CAPACITY: &str = "coalesce(no_working_capacity, not any(member where age >= 16 and able_to_work))";

/// What is read of the households.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Wanted<'w> {
    /// Ids of the classes that are posted.
    pub classes: &'w [&'w str],
    /// Whether members are listed.
    pub members: bool,
    /// What stands in the place of names, if anything does.
    pub pseudonyms: Option<&'w Pseudonyms>,
}

/// The lists of posted households.
pub(in crate::cli) struct Postings {
    /// Of every class asked for, the lists of all villages.
    pub of_class: Vec<Vec<Village>>,
    /// What the pass over the survey found.
    pub reading: Reading,
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
struct Made {
    rows: Vec<Row>,
    undetermined: u64,
    possible: Vec<u64>,
    pseudonyms: Vec<Pseudonym>,
}

/// A household that is not rejected.
struct Row {
    /// What earlier lists are compared with.
    listed: Option<(Listed, [String; 2])>,
    /// District and province, commune, village; none where `--where` leaves it out.
    home: Option<([String; 2], String, String)>,
    posted: Option<(usize, Posted)>,
}

/// The fields that lists show besides those that say which household it is.
struct Shown {
    ethnicity: Option<usize>,
    head_sex: Option<usize>,
    class: Option<usize>,
    origin: Option<usize>,
    needs: [Option<usize>; NEEDS.len()],
    name: Option<usize>,
    id_number: Option<usize>,
    sex: Option<usize>,
    relation: Option<usize>,
    birth_date: Option<usize>,
    birth_years: [Option<usize>; 3],
    member_ethnicity: Option<usize>,
}

impl Shown {
    fn new(codebook: &Codebook) -> Shown {
        let household = |id: &str| codebook.position(Entity::Household, id);
        let member = |id: &str| codebook.position(Entity::Member, id);
        Shown {
            ethnicity: household("ethnicity"),
            head_sex: household("head_sex"),
            class: household(CLASS_RECORDED),
            origin: household("class_origin"),
            needs: NEEDS.map(household),
            name: member("name"),
            id_number: member("national_id"),
            sex: member("sex"),
            relation: member("relation"),
            birth_date: member("birth_date"),
            birth_years: ["birth_year", "birth_year_male", "birth_year_female"].map(member),
            member_ethnicity: member("ethnicity"),
        }
    }

    fn household(&self) -> impl Iterator<Item = usize> {
        [self.ethnicity, self.head_sex, self.class, self.origin].into_iter().chain(self.needs).flatten()
    }

    fn member(&self) -> impl Iterator<Item = usize> {
        let own = [self.name, self.id_number, self.sex, self.relation, self.birth_date, self.member_ethnicity];
        own.into_iter().chain(self.birth_years).flatten()
    }
}

/// What the households are asked.
struct Questions {
    merit: Option<Typed>,
    no_working_capacity: Option<Typed>,
}

impl Questions {
    /// Those to which the survey has answers.
    fn new(session: &Session<'_>) -> Questions {
        let told = |entity, id: &str| {
            let field = session.survey.codebook().position(entity, id);
            field.is_some_and(|field| session.survey.has(entity, field))
        };
        let ask = |any: [(Entity, &str); 2], text: &str| {
            let is_told = any.into_iter().any(|(entity, id)| told(entity, id));
            is_told.then(|| session.expression("--members", text, Some(&Type::Bool)).ok()).flatten()
        };
        Questions {
            merit: ask([(Entity::Household, "merit"), (Entity::Member, "merit")], MERIT),
            no_working_capacity: ask(
                [(Entity::Household, "no_working_capacity"), (Entity::Member, "able_to_work")],
                NO_WORKING_CAPACITY,
            ),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Typed> {
        [&self.merit, &self.no_working_capacity].into_iter().flatten()
    }
}

/// Reads the lists. What `earlier` says of a household stands where the survey's own field `class_origin` does not.
pub(in crate::cli) fn read(
    session: &mut Session<'_>,
    wanted: &Wanted<'_>,
    earlier: Option<Earlier>,
) -> anyhow::Result<Postings> {
    let codebook = session.survey.codebook();
    let (fields, heads, shown) = (Fields::new(codebook), Heads::new(codebook), Shown::new(codebook));
    let classes = classes(session, wanted.classes)?;
    let questions = Questions::new(session);
    fields.all().chain(shown.household()).for_each(|field| session.uses.add_field(Entity::Household, field));
    heads.all().chain(shown.member()).for_each(|field| session.uses.add_field(Entity::Member, field));
    questions.all().for_each(|own| session.uses.add(own));

    let session: &Session<'_> = session;
    let told = |id: &str| {
        codebook.position(Entity::Household, id).is_some_and(|field| session.survey.has(Entity::Household, field))
    };
    // with nothing to classify by, the classes are what the file is about
    let recorded = told(CLASS_RECORDED) && !INCOMES.into_iter().any(told);
    let mut untold: Vec<&'static str> = NEEDS.into_iter().filter(|id| !told(id)).collect();
    untold.extend(questions.merit.is_none().then_some("merit"));
    untold.extend(questions.no_working_capacity.is_none().then_some("no_working_capacity"));
    let origins = earlier.is_some() || told("class_origin");

    let compared = earlier.is_some();
    let reader = Reader { session, codebook, shown: &shown, wanted };
    let mut gathered = Gathered::default();
    let reading = session.read_whole(
        &questions,
        &|made: &mut Made, lanes, questions, batch, outcomes, kept| {
            made.possible = vec![0; classes.len()];
            let merit = questions.merit.as_ref().map(|own| lanes.truth(own));
            let capacity = questions.no_working_capacity.as_ref().map(|own| lanes.truth(own));
            let flag = |bits: &Option<Bits>, row| bits.as_ref().and_then(|bits| known(bits.get(row)));
            for (row, outcome) in outcomes.iter().enumerate().filter(|(_, outcome)| !outcome.rejected) {
                let (mut listed, upper) = fields.listed(batch, row, codebook);
                heads.fill(&mut listed, batch, row, codebook);
                listed.persons = outcome.persons_known();
                let class = match recorded {
                    true => reader.code(&batch.households, row, Entity::Household, shown.class),
                    false => outcome.class().map(|class| session.standard.rules.classes[class].id.as_str()),
                };
                listed.class = class.unwrap_or("undetermined").to_owned();
                if kept[row] && class.is_none() {
                    made.undetermined += 1;
                    for (count, index) in made.possible.iter_mut().zip(&classes) {
                        *count += u64::from(recorded || outcome.possible.contains(*index));
                    }
                }
                let own = wanted.classes.iter().position(|wanted| Some(*wanted) == class).filter(|_| kept[row]);
                let posted = own.map(|own| {
                    let mut posted = reader.posted(batch, row, outcome, &listed, &mut made.pseudonyms);
                    posted.merit = flag(&merit, row);
                    posted.no_working_capacity = flag(&capacity, row);
                    (own, posted)
                });
                let home = kept[row].then(|| (upper.clone(), listed.commune.clone(), listed.village.clone()));
                made.rows.push(Row { listed: compared.then_some((listed, upper)), home, posted });
            }
        },
        &mut |made| {
            gathered.add(made);
            Ok(())
        },
    )?;
    gathered.pseudonyms.sort_unstable();
    refuse_clash(gathered.pseudonyms.drain(..), session.surroundings)?;

    let (mut not_joined, mut unused) = ([0, 0], Vec::new());
    if let Some(earlier) = earlier {
        let current = List::of(std::mem::take(&mut gathered.listed), Vec::new());
        let (compared, renamed) = earlier.join(current, &codebook.layout);
        let mut of_row: Vec<Option<Origin>> = vec![None; compared.current.households.len()];
        for (pair, outcome) in compared.pairs.iter().zip(&compared.outcomes) {
            if let Some(row) = pair.current {
                of_row[row] = Origin::of(*outcome);
            }
        }
        for entry in &mut gathered.posted {
            entry.household.origin = entry.household.origin.or(of_row[entry.row]);
        }
        not_joined = [Match::Likely, Match::Ambiguous].map(|by| compared.not_joined(by));
        unused = renamed.unused().into_iter().map(str::to_owned).collect();
    }
    let without_name = gathered.posted.iter().filter(|entry| entry.household.head_name.is_empty()).count();
    let homes = gathered.homes();
    let mut by_class: Vec<Vec<(usize, Posted)>> = vec![Vec::new(); classes.len()];
    gathered.posted.into_iter().for_each(|entry| by_class[entry.class].push((entry.home, entry.household)));
    let lists = by_class.into_iter().map(|posted| villages(homes.clone(), posted, &codebook.layout));
    Ok(Postings {
        of_class: lists.collect(),
        reading,
        undetermined: (gathered.undetermined, gathered.possible),
        without_name,
        origins,
        untold,
        recorded,
        not_joined,
        unused,
    })
}

/// All portions together.
#[derive(Default)]
struct Gathered {
    /// District and province, commune, village.
    places: Vec<([String; 2], String, String)>,
    index: FxHashMap<([String; 2], String, String), usize>,
    /// All households, where they are compared with earlier lists.
    listed: Vec<(Listed, [String; 2])>,
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
    fn add(&mut self, made: Made) {
        self.undetermined += made.undetermined;
        self.possible.resize(made.possible.len().max(self.possible.len()), 0);
        self.possible.iter_mut().zip(&made.possible).for_each(|(sum, own)| *sum += own);
        self.pseudonyms.extend(made.pseudonyms);
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

/// Takes what lists show out of rows.
struct Reader<'r> {
    session: &'r Session<'r>,
    codebook: &'r Codebook,
    shown: &'r Shown,
    wanted: &'r Wanted<'r>,
}

impl Reader<'_> {
    fn code<'c>(&'c self, rows: &Rows, row: usize, entity: Entity, field: Option<usize>) -> Option<&'c str> {
        let known: &Field = &self.codebook.fields(entity)[field?];
        let Value::Code(mask) = rows.value(row, field?, known) else { return None };
        known.codes.get(usize::from(mask.known()?)).map(|code| code.id.as_str())
    }

    fn text(rows: &Rows, row: usize, field: Option<usize>) -> &str {
        field.and_then(|field| rows.text(row, field)).unwrap_or_default()
    }

    fn posted(
        &self,
        batch: &Batch,
        row: usize,
        outcome: &Outcome,
        listed: &Listed,
        pseudonyms: &mut Vec<Pseudonym>,
    ) -> Posted {
        let own = &batch.households;
        let code = |field| self.code(own, row, Entity::Household, field);
        let indicators = &self.session.standard.rules.indicators;
        let deprivation = |certain: bool| move |index: usize| Deprivation { number: indicators[index].number, certain };
        let certain = outcome.indicators.certain().map(deprivation(true));
        let mut deprivations: Vec<Deprivation> =
            certain.chain(outcome.indicators.open().map(deprivation(false))).collect();
        deprivations.sort_by_key(|deprivation| deprivation.number);
        let need = |field: Option<usize>| {
            let field = field?;
            known(own.value(row, field, &self.codebook.household[field]).truth())
        };
        let head = Person {
            household: &listed.id,
            id_number: listed.head_id.as_deref(),
            name: listed.head_name.as_deref().unwrap_or_default(),
            namesakes: 0,
        };
        Posted {
            head_name: self.name(&head, pseudonyms),
            persons: listed.persons,
            deprivations,
            origin: code(self.shown.origin).and_then(Origin::of_code),
            needs: self.shown.needs.map(need),
            members: if self.wanted.members { self.members(batch, row, listed, pseudonyms) } else { Vec::new() },
            ..Posted::default()
        }
    }

    /// The head first, the others in the order of the survey.
    fn members(
        &self,
        batch: &Batch,
        row: usize,
        listed: &Listed,
        pseudonyms: &mut Vec<Pseudonym>,
    ) -> Vec<PostedMember> {
        let ethnicity = Self::text(&batch.households, row, self.shown.ethnicity);
        let head_name = listed.head_name.as_deref().unwrap_or_default();
        let Members::Listed { start, end } = batch.of_household[row] else {
            let head =
                Person { household: &listed.id, id_number: listed.head_id.as_deref(), name: head_name, namesakes: 0 };
            let sex = self.code(&batch.households, row, Entity::Household, self.shown.head_sex);
            return vec![PostedMember {
                name: self.name(&head, pseudonyms),
                sex: sex.unwrap_or_default().to_owned(),
                birth_year: listed.head_birth_year,
                ethnicity: ethnicity.to_owned(),
                relation: "head".to_owned(),
            }];
        };
        let rows = &batch.members;
        let is_head = |member: usize| self.code(rows, member, Entity::Member, self.shown.relation) == Some("head");
        let all = || start as usize..end as usize;
        let one_head = all().filter(|member| is_head(*member)).count() == 1;
        let mut order: Vec<usize> = all().collect();
        order.sort_by_key(|member| !is_head(*member));
        let mut names: Vec<String> = Vec::with_capacity(order.len());
        let member = |member: usize| {
            let is_head = one_head && is_head(member);
            let own_name = Self::text(rows, member, self.shown.name);
            let own_id = self.shown.id_number.and_then(|field| rows.text(member, field));
            // who the head is, the household's own row says first
            let (id_number, name) = match is_head {
                true => (listed.head_id.as_deref().or(own_id), head_name),
                false => (own_id, own_name),
            };
            let folded = tidy(name).to_lowercase();
            let namesakes = names.iter().filter(|before| **before == folded).count();
            names.push(folded);
            let person = Person { household: &listed.id, id_number, name, namesakes };
            let name = match self.wanted.pseudonyms {
                None if !own_name.is_empty() => own_name.to_owned(),
                _ => self.name(&person, pseudonyms),
            };
            let [year, male, female] = self.shown.birth_years.map(|field| self.year(rows, member, field));
            let sex = self.code(rows, member, Entity::Member, self.shown.sex).or(match (male, female) {
                (Some(_), None) => Some("male"),
                (None, Some(_)) => Some("female"),
                _ => None,
            });
            let own_ethnicity = Self::text(rows, member, self.shown.member_ethnicity);
            PostedMember {
                name,
                sex: sex.unwrap_or_default().to_owned(),
                birth_year: year.or(male).or(female).or_else(|| self.year_of_birth_date(rows, member)),
                // a household's people is that of its head
                ethnicity: if own_ethnicity.is_empty() && is_head { ethnicity } else { own_ethnicity }.to_owned(),
                relation: self.code(rows, member, Entity::Member, self.shown.relation).unwrap_or_default().to_owned(),
            }
        };
        order.into_iter().map(member).collect()
    }

    fn year(&self, rows: &Rows, member: usize, field: Option<usize>) -> Option<i64> {
        let field = field?;
        rows.value(member, field, &self.codebook.member[field]).number().known().and_then(Exact::as_int)
    }

    fn year_of_birth_date(&self, rows: &Rows, member: usize) -> Option<i64> {
        let span = rows.span(member, self.shown.birth_date?)?;
        (span.first.year() == span.last.year()).then(|| i64::from(span.first.year()))
    }

    /// The name, or what stands in its place.
    fn name(&self, person: &Person<'_>, pseudonyms: &mut Vec<Pseudonym>) -> String {
        let Some(redaction) = self.wanted.pseudonyms else { return person.name.to_owned() };
        let pseudonym = redaction.person(person);
        pseudonyms.extend(pseudonym);
        pseudonym.map(|own| own.to_string()).unwrap_or_default()
    }
}

/// The indices of classes of the standard.
fn classes(session: &Session<'_>, wanted: &[&str]) -> anyhow::Result<Vec<usize>> {
    let rules = &session.standard.rules;
    let index = |id: &&str| {
        rules.classes.iter().position(|class| class.id == **id).ok_or_else(|| {
            let own = rules.classes.iter().map(|class| format!("`{}`", class.id)).collect::<Vec<_>>().join(", ");
            let (id, rules) = (id, &rules.id);
            Failure::new(session.surroundings.pick(
                format!("chuẩn `{rules}` không có phân loại `{id}`; có {own}"),
                format!("the standard `{rules}` has no class `{id}`; it has {own}"),
            ))
            .into()
        })
    };
    wanted.iter().map(index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lists and the counts of the report forms say the same of a household.
    #[test]
    fn groups_are_those_of_the_report_forms() {
        let forms = include_str!("../../../rules/forms.toml");
        for text in [MERIT, NO_WORKING_CAPACITY] {
            assert!(forms.contains(text), "{text}");
        }
    }
}
