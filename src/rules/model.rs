//! A rules file after checking: a standard as typed data, not yet bound to a date. What the law says, nothing of how files
//! or tables look.

use std::sync::Arc;

use jiff::civil::Date;

use crate::diagnostic::Span;
use crate::lang::{CodeList, Entity, Exact, Interval, Truth, Type, Typed, Value};
use crate::survey::batch::Batch;
use crate::survey::codebook::{Codebook, Title};

/// A checked rules file.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The file as the user named it.
    pub source: String,
    /// Its text, for messages and for the hash of the standard.
    pub text: String,
    /// Machine name: `decree-07-2021`.
    pub id: String,
    /// Names for people.
    pub title: Title,
    /// The legal act.
    pub reference: Title,
    /// First day it applies.
    pub valid_from: Date,
    /// Last day it applies.
    pub valid_to: Date,
    /// Month and day that stand for a review of which only the year is known.
    pub review_day: (i8, i8),
    /// Which of a recorded and a computed deprivation decides.
    pub precedence: Precedence,
    /// Sentences on what the file lacks; empty for a complete standard.
    pub incomplete: Vec<Title>,
    /// The data dictionary its names come from.
    pub codebook: Arc<Codebook>,
    /// Open questions of the law.
    pub settings: Vec<Setting>,
    /// Dated values.
    pub parameters: Vec<Parameter>,
    /// Derived values.
    pub variables: Vec<Variable>,
    /// Groups of indicators.
    pub dimensions: Vec<Dimension>,
    /// In the order of their official numbers.
    pub indicators: Vec<Indicator>,
    /// What can have decided, in order.
    pub bases: Vec<Basis>,
    /// In order; the first that holds is the household's.
    pub classes: Vec<Class>,
    /// Comparisons whose failure is a data problem.
    pub checks: Vec<Check>,
    /// Cases with the result the law gives.
    pub tests: Vec<RuleTest>,
    /// What [`crate::lang::Slot::Computed`] numbers stand for.
    pub computed: Vec<Computed>,
    /// The codes of `class`: the class ids in order.
    pub class_codes: Arc<CodeList>,
    /// The codes of `basis`.
    pub basis_codes: Arc<CodeList>,
}

/// What a computed name stands for; indices into the lists of [`Rules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Computed {
    /// A setting's value.
    Setting(usize),
    /// A parameter's value at the review date.
    Parameter(usize),
    /// A variable.
    Variable(usize),
    /// Whether the household is deprived in an indicator.
    Indicator(usize),
    /// The day of the review.
    ReviewDate,
    /// In how many indicators the household is deprived.
    Deprivations,
    /// For how many indicators that is unknown.
    DeprivationsUnknown,
    /// In how many indicators it is recorded as deprived.
    RecordedDeprivations,
    /// The household's class; for questions about outcomes only.
    Class,
    /// What decided it; for questions about outcomes only.
    Basis,
}

/// Which value of an indicator decides where both are known and differ. The other is used where the first is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precedence {
    /// The one computed from raw answers.
    Computed,
    /// The one recorded in the survey.
    Recorded,
}

/// How sure the file's authors are of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verified {
    /// Read in the text of the law.
    Official,
    /// Read in a secondary source.
    Secondary,
    /// The usual reading; not read in an official copy.
    Unverified,
}

impl Verified {
    /// The word in rules files.
    pub const fn name(self) -> &'static str {
        match self {
            Verified::Official => "official",
            Verified::Secondary => "secondary",
            Verified::Unverified => "unverified",
        }
    }
}

/// Where a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The article.
    pub reference: Title,
    /// How sure it is.
    pub verified: Verified,
}

/// An open question of the law with its answers.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Name in expressions.
    pub id: String,
    /// The question.
    pub title: Title,
    /// Type of its values.
    pub ty: Type,
    /// The answer taken where nothing else is said.
    pub default: Answer,
    /// Answers to choose from; empty where any number may be given.
    pub choices: Vec<Choice>,
    /// Where the question arises.
    pub source: Source,
}

/// An answer to a setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// As written in rules files and after `--set ID=`.
    pub word: String,
    /// Its value in expressions.
    pub value: Value<'static>,
}

/// An answer offered by a setting.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The answer.
    pub answer: Answer,
    /// For people.
    pub title: Title,
}

impl Setting {
    /// The answer of that word, if the setting can have it.
    pub fn answer(&self, word: &str) -> Option<Answer> {
        if self.choices.is_empty() {
            let number = Exact::parse(word)?;
            return Some(Answer { word: word.to_owned(), value: Value::Number(Interval::point(number)) });
        }
        self.choices.iter().find(|choice| choice.answer.word == word).map(|choice| choice.answer.clone())
    }

    /// What can be answered, for messages.
    pub fn known(&self) -> String {
        if self.choices.is_empty() {
            return "any number".to_owned();
        }
        let words = self.choices.iter().map(|choice| format!("`{}`", choice.answer.word));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// A dated value, split by the codes of a field or variable where the law splits it.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Name in expressions.
    pub id: String,
    /// For people.
    pub title: Title,
    /// Type of its value.
    pub ty: Type,
    /// The code-typed name it is split by.
    pub by: Option<Typed>,
    /// Values in the order of their dates.
    pub values: Vec<DatedValue>,
    /// Where it comes from.
    pub source: Source,
}

/// A parameter's value over a period.
#[derive(Clone, Debug)]
pub struct DatedValue {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What it is then.
    pub amount: Amount,
}

/// A parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// The same for all.
    One(Exact),
    /// By code of the list it is split by, in the list's order.
    PerCode(Vec<Exact>),
    /// Not known to the file's authors, and why.
    Missing(Title),
}

/// A derived value.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Name in expressions; may be that of a field, which it then refines.
    pub id: String,
    /// For people.
    pub title: Title,
    /// Whose value it is.
    pub entity: Entity,
    /// How it is computed.
    pub value: Typed,
    /// Where it comes from, if the file says so.
    pub source: Option<Source>,
    /// Index among the variables of its entity, for memory of values already computed.
    pub index: usize,
}

/// A group of indicators: a basic social service.
#[derive(Clone, Debug)]
pub struct Dimension {
    /// Machine name.
    pub id: String,
    /// For people.
    pub title: Title,
}

/// A deprivation indicator.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Machine name.
    pub id: String,
    /// Number on official forms.
    pub number: i64,
    /// Index of its dimension.
    pub dimension: usize,
    /// For people.
    pub title: Title,
    /// For narrow column heads.
    pub short: Title,
    /// When a household is deprived; none where the threshold is missing.
    pub deprived_when: Option<Typed>,
    /// Why the threshold is missing, if it is.
    pub missing: Option<Title>,
    /// Index of the household field with the recorded deprivation.
    pub recorded: Option<usize>,
    /// Where it comes from.
    pub source: Source,
    /// Its condition's place in the file.
    pub span: Span,
}

/// What can have decided a class: income, points.
#[derive(Clone, Debug)]
pub struct Basis {
    /// Machine name.
    pub id: String,
    /// For people.
    pub title: Title,
    /// Holds where it decided.
    pub when: Typed,
}

/// A class of households.
#[derive(Clone, Debug)]
pub struct Class {
    /// Machine name.
    pub id: String,
    /// For people.
    pub title: Title,
    /// For narrow column heads.
    pub short: Title,
    /// Counts in the multidimensional poverty rate.
    pub poverty: bool,
    /// Its whole condition.
    pub when: Typed,
    /// Where it comes from.
    pub source: Source,
    /// Its condition's place in the file.
    pub span: Span,
}

/// Two ways of telling one thing; a data problem where both are known and differ.
#[derive(Clone, Debug)]
pub struct Check {
    /// The data problem's code.
    pub id: String,
    /// Index of the household field whose cell is named.
    pub field: usize,
    /// One way.
    pub left: Typed,
    /// The other.
    pub right: Typed,
    /// What is compared, for people.
    pub title: Title,
    /// Whether the standard then uses the left side.
    pub left_decides: bool,
}

/// A case: a household, and what the law makes of it.
#[derive(Clone, Debug)]
pub struct RuleTest {
    /// The case in a sentence.
    pub says: String,
    /// Day of the review.
    pub date: Date,
    /// The households, one each way the case is varied, with the variation in words.
    pub cases: Vec<(String, Batch)>,
    /// Settings other than the defaults, by index.
    pub settings: Vec<(usize, Answer)>,
    /// What must come out.
    pub expected: Vec<Expected>,
    /// Place of `says` in the file.
    pub span: Span,
}

/// One expectation of a [`RuleTest`].
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// The class id, or `undetermined`, or `rejected`.
    Class(String),
    /// The classes that remain possible, in the standard's order.
    PossibleClasses(Vec<usize>),
    /// The basis, by index; none for empty.
    Basis(Option<usize>),
    /// Whether the household is deprived in an indicator.
    Indicator(usize, Truth),
    /// The value of any computed number: `deprivations`, `income_per_person`, a variable.
    Number {
        /// Name as written.
        name: String,
        /// Slot among [`Rules::computed`].
        computed: usize,
        /// The value, or none for unknown.
        value: Option<Exact>,
    },
    /// The truth of a yes/no variable.
    Truth {
        /// Name as written.
        name: String,
        /// Slot among [`Rules::computed`].
        computed: usize,
        /// The truth.
        value: Truth,
    },
    /// The code of a code-typed variable.
    Code {
        /// Name as written.
        name: String,
        /// Slot among [`Rules::computed`].
        computed: usize,
        /// Index of the code; none for unknown.
        value: Option<u8>,
    },
}

impl Rules {
    /// The index of a class by id.
    pub fn class(&self, id: &str) -> Option<usize> {
        self.classes.iter().position(|class| class.id == id)
    }

    /// The slot of a computed household name, if the standard has it: `persons`, `income_per_person`.
    pub fn computed_named(&self, id: &str) -> Option<usize> {
        self.computed.iter().position(|computed| match *computed {
            Computed::Variable(i) => self.variables[i].entity == Entity::Household && self.variables[i].id == id,
            Computed::Setting(i) => self.settings[i].id == id,
            Computed::Parameter(i) => self.parameters[i].id == id,
            Computed::Indicator(i) => self.indicators[i].id == id,
            Computed::ReviewDate => id == "review_date",
            Computed::Deprivations => id == "deprivations",
            Computed::DeprivationsUnknown => id == "deprivations_unknown",
            Computed::RecordedDeprivations => id == "recorded_deprivations",
            Computed::Class => id == "class",
            Computed::Basis => id == "basis",
        })
    }

    /// The codes a computed name can have, where it is a code.
    pub fn code_list(&self, slot: usize) -> Option<&CodeList> {
        let ty = match self.computed[slot] {
            Computed::Variable(i) => &self.variables[i].value.ty,
            Computed::Setting(i) => &self.settings[i].ty,
            Computed::Class => return Some(&self.class_codes),
            Computed::Basis => return Some(&self.basis_codes),
            _ => return None,
        };
        match ty {
            Type::Code(list) => Some(list),
            _ => None,
        }
    }

    /// How many variables an entity has.
    pub fn variable_count(&self, entity: Entity) -> usize {
        self.variables.iter().filter(|variable| variable.entity == entity).count()
    }
}
