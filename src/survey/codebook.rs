//! The data dictionary of surveys: every field of a household and of a member, by which headers it goes, what it can be.

use std::sync::Arc;

use crate::lang::{CodeList, Entity, Exact, Interval, Type, Unit};
use crate::text::Language;

use super::shape::words::LayoutWords;

/// The data dictionary.
#[derive(Clone, Debug)]
pub struct Codebook {
    /// The file it was read from, for messages.
    pub source: String,
    /// Household fields; a field's index here is its [`crate::lang::Slot::Field`] number.
    pub household: Vec<Field>,
    /// Member fields, likewise.
    pub member: Vec<Field>,
    /// Words that mean "no answer" in any field.
    pub unknown: Vec<String>,
    /// Words that mean yes in a yes/no field.
    pub yes: Vec<String>,
    /// Words that mean no in a yes/no field.
    pub no: Vec<String>,
    /// What layouts hold besides headers and answers.
    pub layout: LayoutWords,
}

/// A column a survey may have.
#[derive(Clone, Debug)]
pub struct Field {
    /// Machine name, in every input that uses it and in every output.
    pub id: String,
    /// Whose it is.
    pub entity: Entity,
    /// Type of its values.
    pub ty: FieldType,
    /// What a number can plausibly be; a number outside is a data problem. `UNKNOWN` where anything goes. For dates, the
    /// first and last day as whole numbers `yyyymmdd`; see [`super::dates::range_days`].
    pub range: Interval,
    /// Whether only whole numbers are meant.
    pub whole: bool,
    /// What one unit of a number cell is worth in the field's unit: 1000 for income in thousand đồng.
    pub scale: Exact,
    /// A number must be a multiple of this.
    pub step: Option<Exact>,
    /// Names for people.
    pub title: Title,
    /// Headers it goes by besides its id and titles.
    pub spellings: Vec<String>,
    /// What a blank cell means in a yes/no column that holds only marks (`x`) and blanks.
    pub blank_in_marks: Blank,
    /// What becomes of a row whose cell here cannot be read.
    pub if_bad: IfBad,
    /// Words that mean "no answer" in this field besides the codebook's own: `99`.
    pub unknown: Vec<String>,
    /// Words for yes in this field besides the codebook's own, and words for no.
    pub yes_no: [Vec<String>; 2],
    /// The yes/no field that a column with this field's header holds where its cells are yes and no and none is a code of
    /// this field: `toilet` heads the kind of toilet in one survey and the recorded deprivation in another.
    pub flag: Option<String>,
    /// For dates and years: cannot lie after the review.
    pub past: bool,
    /// For numbers: one other than zero is at least this, or its unit is not the field's.
    pub least: Option<Exact>,
    /// A field of the same entity that goes by the same headers: where a cell can be read as that one and not as this, none
    /// of the two is taken.
    pub rival: Option<String>,
    /// Codes by which a row is rejected: a household that is no longer kept.
    pub reject_codes: Vec<String>,
    /// Spellings whose columns have a unit of their own: header and what one unit is worth in the field's unit.
    pub scaled_spellings: Vec<(String, Exact)>,
    /// Codes and their spellings, for [`FieldType::Code`].
    pub codes: Vec<Code>,
    /// Holds names or ID numbers of people: leaves the program only in lists of households.
    pub personal: bool,
    /// Line in the codebook file.
    pub line: u32,
}

/// What a field's cells hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Free text, kept as written but for surrounding and repeated blanks and Unicode form (NFC).
    Text,
    /// Yes or no.
    Bool,
    /// One of the field's codes.
    Code(Arc<CodeList>),
    /// A number in a unit.
    Number(Unit),
    /// A date; a year or month alone is a span of days.
    Date,
}

impl Field {
    /// A field of which nothing but its id and type is said: anything goes, nothing is known of its names.
    pub fn new(entity: Entity, id: &str, ty: FieldType) -> Field {
        Field {
            id: id.to_owned(),
            entity,
            ty,
            range: Interval::UNKNOWN,
            whole: false,
            scale: Exact::ONE,
            step: None,
            title: Title::default(),
            spellings: Vec::new(),
            blank_in_marks: Blank::Unknown,
            if_bad: IfBad::Unknown,
            unknown: Vec::new(),
            yes_no: [Vec::new(), Vec::new()],
            flag: None,
            past: false,
            least: None,
            rival: None,
            reject_codes: Vec::new(),
            scaled_spellings: Vec::new(),
            codes: Vec::new(),
            personal: false,
            line: 1,
        }
    }
}

impl Field {
    /// Whether a row with that code is rejected.
    pub fn rejects(&self, code: u8) -> bool {
        self.codes.get(usize::from(code)).is_some_and(|code| self.reject_codes.contains(&code.id))
    }
}

impl FieldType {
    /// The type of the field's name in an expression.
    pub fn as_type(&self) -> Type {
        match self {
            FieldType::Text => Type::Text,
            FieldType::Bool => Type::Bool,
            FieldType::Code(list) => Type::Code(Arc::clone(list)),
            FieldType::Number(unit) => Type::Number(*unit),
            FieldType::Date => Type::Date,
        }
    }
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Title {
    /// The name in a language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        }
    }
}

/// A code of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Machine name.
    pub id: String,
    /// Names for people.
    pub title: Title,
    /// Words it goes by besides its id and titles.
    pub spellings: Vec<String>,
}

/// What a blank means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// No answer.
    Unknown,
    /// No.
    No,
}

/// What becomes of a row with an unreadable cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfBad {
    /// The field is unknown in that row.
    Unknown,
    /// The row is rejected.
    Reject,
}

impl Codebook {
    /// The fields of an entity.
    pub fn fields(&self, entity: Entity) -> &[Field] {
        match entity {
            Entity::Household => &self.household,
            Entity::Member => &self.member,
        }
    }

    /// The index of a field among its entity's.
    pub fn position(&self, entity: Entity, id: &str) -> Option<usize> {
        self.fields(entity).iter().position(|field| field.id == id)
    }
}
