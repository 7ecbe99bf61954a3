//! Takes the households that are posted out of a survey: those of the classes asked for, with what the lists show of them.

use crate::classify::{Bits, Lanes, Outcome};
use crate::lang::{Entity, Exact, Type, Typed, Value};
use crate::redact::{Person, Pseudonym, Pseudonyms};
use crate::rules::{Rules, Uses};
use crate::survey::batch::{Batch, Rows};
use crate::survey::codebook::{Codebook, Field};
use crate::survey::codebook_file::CLASS_RECORDED;
use crate::tabulate::flows::{Listed, Match};
use crate::tabulate::posting::{Deprivation, NEEDS, Origin, Posted, PostedMember, known};

use super::super::compare::EarlierLists;
use super::super::failure::Failure;
use super::super::listed::{Fields, Heads, INCOMES, List};
use super::super::pass::Reading;
use super::super::persons::{Known, Persons, head};
use super::super::session::Session;
use super::lists::{Gathered, Made, Postings, Row};

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

/// The fields that lists show besides those that say which household it is.
struct Shown {
    ethnicity: Option<usize>,
    head_sex: Option<usize>,
    class: Option<usize>,
    origin: Option<usize>,
    needs: [Option<usize>; NEEDS.len()],
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
        let own = [self.sex, self.relation, self.birth_date, self.member_ethnicity];
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

/// Takes the posted households out of a survey, in whatever pass over it.
pub(in crate::cli) struct Poster<'p> {
    pub(super) codebook: &'p Codebook,
    wanted: Wanted<'p>,
    /// Whether all households are gathered, to be compared with earlier lists.
    compared: bool,
    fields: Fields,
    heads: Heads,
    shown: Shown,
    persons: Persons,
    questions: Questions,
    /// Indices of the classes asked for.
    pub(super) classes: Vec<usize>,
    pub(super) recorded: bool,
    pub(super) tells_origin: bool,
    pub(super) untold: Vec<&'static str>,
}

impl<'p> Poster<'p> {
    /// For a survey. `compared` says whether earlier lists will tell how households came on these.
    pub fn new<'a: 'p>(session: &Session<'a>, wanted: Wanted<'p>, compared: bool) -> anyhow::Result<Poster<'p>> {
        let codebook = session.survey.codebook();
        let questions = Questions::new(session);
        let told = |id: &str| {
            codebook.position(Entity::Household, id).is_some_and(|field| session.survey.has(Entity::Household, field))
        };
        let mut untold: Vec<&'static str> = NEEDS.into_iter().filter(|id| !told(id)).collect();
        untold.extend(questions.merit.is_none().then_some("merit"));
        untold.extend(questions.no_working_capacity.is_none().then_some("no_working_capacity"));
        Ok(Poster {
            codebook,
            wanted,
            compared,
            fields: Fields::new(codebook),
            heads: Heads::new(codebook),
            shown: Shown::new(codebook),
            persons: Persons::new(codebook),
            questions,
            classes: classes(session, wanted.classes)?,
            // with nothing to classify by, the classes are what the file is about
            recorded: told(CLASS_RECORDED) && !INCOMES.into_iter().any(told),
            tells_origin: told("class_origin"),
            untold,
        })
    }

    /// Adds what is read; to be done before the survey is.
    pub fn ask(&self, uses: &mut Uses) {
        let households = self.fields.all().chain(self.shown.household());
        households.for_each(|field| uses.add_field(Entity::Household, field));
        let members = self.heads.all().chain(self.shown.member()).chain(self.persons.all());
        members.for_each(|field| uses.add_field(Entity::Member, field));
        self.questions.all().for_each(|own| uses.add(own));
    }

    /// Takes a portion of households, with their members in the batch.
    pub fn take<'b>(
        &'b self,
        made: &mut Made,
        lanes: &mut Lanes<'b>,
        rules: &Rules,
        batch: &Batch,
        outcomes: &[Outcome],
        kept: &[bool],
    ) {
        made.possible = vec![0; self.classes.len()];
        let merit = self.questions.merit.as_ref().map(|own| lanes.truth(own));
        let capacity = self.questions.no_working_capacity.as_ref().map(|own| lanes.truth(own));
        let flag = |bits: &Option<Bits>, row| bits.as_ref().and_then(|bits| known(bits.get(row)));
        if self.compared {
            for row in 0..outcomes.len() {
                if let Some((mut gone, upper)) = self.fields.gone(batch, row, self.codebook) {
                    self.heads.fill(&mut gone, batch, row, self.codebook);
                    made.gone.push((gone, upper));
                }
            }
        }
        for (row, outcome) in outcomes.iter().enumerate().filter(|(_, outcome)| !outcome.rejected) {
            let (mut listed, upper) = self.fields.listed(batch, row, self.codebook);
            self.heads.fill(&mut listed, batch, row, self.codebook);
            listed.persons = outcome.persons_known();
            let class = match self.recorded {
                true => self.code(&batch.households, row, Entity::Household, self.shown.class),
                false => outcome.class().map(|class| rules.classes[class].id.as_str()),
            };
            listed.class = class.unwrap_or("undetermined").to_owned();
            if kept[row] && class.is_none() {
                made.undetermined += 1;
                for (count, index) in made.possible.iter_mut().zip(&self.classes) {
                    *count += u64::from(self.recorded || outcome.possible.contains(*index));
                }
            }
            let own = self.wanted.classes.iter().position(|wanted| Some(*wanted) == class).filter(|_| kept[row]);
            let posted = own.map(|own| {
                let mut posted = self.posted(batch, row, outcome, &listed, rules, &mut made.pseudonyms);
                posted.merit = flag(&merit, row);
                posted.no_working_capacity = flag(&capacity, row);
                (own, posted)
            });
            let home = kept[row].then(|| (upper.clone(), listed.commune.clone(), listed.village.clone()));
            made.rows.push(Row { listed: self.compared.then_some((listed, upper)), home, posted });
        }
    }
}

/// Reads the lists in a pass of their own, with what the pass found. What `earlier` lists say of a household stands where the survey's own
/// field `class_origin` does not.
pub(in crate::cli) fn read(
    session: &mut Session<'_>,
    wanted: &Wanted<'_>,
    earlier: Option<EarlierLists>,
) -> anyhow::Result<(Postings, Reading)> {
    let poster = Poster::new(session, *wanted, earlier.is_some())?;
    poster.ask(&mut session.uses);
    let session: &Session<'_> = session;
    let rules = &session.standard.rules;
    let mut gathered = Gathered::default();
    let reading = session.read_whole(
        &poster,
        &|made: &mut Made, lanes, poster, batch, outcomes, kept| poster.take(made, lanes, rules, batch, outcomes, kept),
        &mut |made| {
            gathered.add(made);
            Ok(())
        },
    )?;
    let Some(earlier) = earlier else { return Ok((gathered.settle(&poster, None, session.surroundings)?, reading)) };
    let current = List::of(std::mem::take(&mut gathered.listed), Vec::new());
    let (compared, renamed) = earlier.join(current, &poster.codebook.layout);
    let mut postings = gathered.settle(&poster, Some(&compared.origins()), session.surroundings)?;
    postings.not_joined = [Match::Likely, Match::Ambiguous].map(|by| compared.not_joined(by));
    postings.unused = renamed.unused().into_iter().map(str::to_owned).collect();
    Ok((postings, reading))
}

impl Poster<'_> {
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
        rules: &Rules,
        pseudonyms: &mut Vec<Pseudonym>,
    ) -> Posted {
        let own = &batch.households;
        let code = |field| self.code(own, row, Entity::Household, field);
        let indicators = &rules.indicators;
        let deprivation = |certain: bool| move |index: usize| Deprivation { number: indicators[index].number, certain };
        let certain = outcome.indicators.certain().map(deprivation(true));
        let mut deprivations: Vec<Deprivation> =
            certain.chain(outcome.indicators.open().map(deprivation(false))).collect();
        deprivations.sort_by_key(|deprivation| deprivation.number);
        let need = |field: Option<usize>| {
            let field = field?;
            known(own.value(row, field, &self.codebook.household[field]).truth())
        };
        Posted {
            head_name: self.name(&head(listed), pseudonyms),
            persons: listed.persons,
            deprivations,
            origin: code(self.shown.origin).and_then(Origin::of_code),
            needs: self.shown.needs.map(need),
            members: if self.wanted.members { self.members(batch, row, listed, pseudonyms) } else { Vec::new() },
            ..Posted::default()
        }
    }

    fn members(
        &self,
        batch: &Batch,
        row: usize,
        listed: &Listed,
        pseudonyms: &mut Vec<Pseudonym>,
    ) -> Vec<PostedMember> {
        let ethnicity = Self::text(&batch.households, row, self.shown.ethnicity);
        let Some(members) = self.persons.of(batch, row, listed, self.codebook) else {
            let sex = self.code(&batch.households, row, Entity::Household, self.shown.head_sex);
            return vec![PostedMember {
                name: self.name(&head(listed), pseudonyms),
                sex: sex.unwrap_or_default().to_owned(),
                birth_year: listed.head_birth_year,
                ethnicity: ethnicity.to_owned(),
                relation: "head".to_owned(),
            }];
        };
        let rows = &batch.members;
        let member = |known: Known<'_>| {
            let name = match self.wanted.pseudonyms {
                None if !known.name.is_empty() => known.name.to_owned(),
                _ => self.name(&known.person, pseudonyms),
            };
            let code = |field| self.code(rows, known.row, Entity::Member, field).unwrap_or_default().to_owned();
            let [year, male, female] = self.shown.birth_years.map(|field| self.year(rows, known.row, field));
            let mut sex = code(self.shown.sex);
            if sex.is_empty() && male.is_some() != female.is_some() {
                sex = if male.is_some() { "male" } else { "female" }.to_owned();
            }
            let own_ethnicity = Self::text(rows, known.row, self.shown.member_ethnicity);
            PostedMember {
                name,
                sex,
                birth_year: year.or(male).or(female).or_else(|| self.year_of_birth_date(rows, known.row)),
                // a household's people is that of its head
                ethnicity: if own_ethnicity.is_empty() && known.is_head { ethnicity } else { own_ethnicity }.to_owned(),
                relation: code(self.shown.relation),
            }
        };
        members.into_iter().map(member).collect()
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
