//! Typed rows: what the survey stage hands on. Columns of values that may be unknown, one column a field.

use std::ops::Range;

use crate::lang::{CodeMask, DateSpan, Entity, Interval, Truth, Value};

use super::codebook::{Codebook, Field, FieldType};
use super::columns::{Dates, Numbers, Texts};

/// Households in input order, with their members.
#[derive(Clone, Debug)]
pub struct Batch {
    /// One row a household.
    pub households: Rows,
    /// The members of all households of the batch, grouped by household in its order.
    pub members: Rows,
    /// For each household, the rows of `members` that are its own.
    pub of_household: Vec<Members>,
    /// Households whose row cannot be used; they stay in the batch and in every count.
    pub rejected: Vec<bool>,
}

impl Batch {
    /// A batch of one of its households.
    pub fn only(&self, household: usize) -> Batch {
        let members = match self.of_household[household] {
            Members::NotListed => 0..0,
            Members::Listed { start, end } => start as usize..end as usize,
        };
        let count = members.len() as u32;
        Batch {
            households: self.households.slice(household..household + 1),
            members: self.members.slice(members),
            of_household: vec![match self.of_household[household] {
                Members::NotListed => Members::NotListed,
                Members::Listed { .. } => Members::Listed { start: 0, end: count },
            }],
            rejected: vec![self.rejected[household]],
        }
    }
}

/// Whose members are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// The survey lists no members for this household: what they are is unknown.
    NotListed,
    /// Rows `start..end` of the batch's members.
    Listed {
        /// First row.
        start: u32,
        /// One past the last row.
        end: u32,
    },
}

/// Rows of one entity as columns.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Where each row stands in the survey.
    pub places: Vec<RowPlace>,
    /// One for each field of the codebook's entity, by the field's index; `None` where the survey has no such column.
    pub columns: Vec<Option<Column>>,
}

/// A row of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowPlace {
    /// Index of the sheet among the survey's.
    pub sheet: u32,
    /// The row's number in it, from 1.
    pub row: u32,
}

/// The values of one field.
#[derive(Clone, Debug)]
pub enum Column {
    /// Yes, no or unknown.
    Bool(Vec<Truth>),
    /// Index of a code, or [`Column::NO_CODE`].
    Code(Vec<u8>),
    /// Numbers.
    Number(Numbers),
    /// The days it can be.
    Date(Dates),
    /// Texts.
    Text(Texts),
}

impl Column {
    /// Stands for an unknown code.
    pub const NO_CODE: u8 = u8::MAX;

    /// An empty column for a field.
    pub fn for_field(field: &Field) -> Column {
        match field.ty {
            FieldType::Text => Column::Text(Texts::default()),
            FieldType::Bool => Column::Bool(Vec::new()),
            FieldType::Code(_) => Column::Code(Vec::new()),
            FieldType::Number(_) => Column::Number(Numbers::default()),
            FieldType::Date => Column::Date(Dates::default()),
        }
    }

    /// Adds an unknown value.
    pub fn push_unknown(&mut self) {
        match self {
            Column::Bool(v) => v.push(Truth::Unknown),
            Column::Code(v) => v.push(Column::NO_CODE),
            Column::Number(v) => v.push(None),
            Column::Date(v) => v.push(None),
            Column::Text(v) => v.push(None),
        }
    }

    /// Adds the rows of another column of the same kind; one of another kind adds unknowns.
    pub fn append(&mut self, other: Column) {
        match (self, other) {
            (Column::Bool(v), Column::Bool(mut o)) => v.append(&mut o),
            (Column::Code(v), Column::Code(mut o)) => v.append(&mut o),
            (Column::Number(v), Column::Number(o)) => v.append(&o),
            (Column::Date(v), Column::Date(o)) => v.append(&o),
            (Column::Text(v), Column::Text(o)) => v.append(&o),
            (this, other) => (0..other.len()).for_each(|_| this.push_unknown()),
        }
    }

    /// Some of the rows.
    pub fn slice(&self, rows: Range<usize>) -> Column {
        self.pick(rows)
    }

    /// Some of the rows, in any order.
    pub(crate) fn pick(&self, rows: impl Iterator<Item = usize> + Clone) -> Column {
        match self {
            Column::Bool(v) => Column::Bool(rows.map(|row| v[row]).collect()),
            Column::Code(v) => Column::Code(rows.map(|row| v[row]).collect()),
            Column::Number(v) => Column::Number(v.pick(rows)),
            Column::Date(v) => Column::Date(v.pick(rows)),
            Column::Text(v) => Column::Text(v.pick(rows)),
        }
    }

    fn reserve(&mut self, rows: usize) {
        match self {
            Column::Bool(v) => v.reserve(rows),
            Column::Code(v) => v.reserve(rows),
            Column::Number(v) => v.reserve(rows),
            Column::Date(v) => v.reserve(rows),
            Column::Text(v) => v.reserve(rows),
        }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        match self {
            Column::Bool(v) => v.len(),
            Column::Code(v) => v.len(),
            Column::Number(v) => v.len(),
            Column::Date(v) => v.len(),
            Column::Text(v) => v.len(),
        }
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value in a row; an unknown one spans what the field can be.
    pub fn value<'a>(&'a self, row: usize, field: &Field) -> Value<'a> {
        match self {
            Column::Bool(v) => Value::Bool(v[row]),
            Column::Code(v) if v[row] == Column::NO_CODE => unknown(field),
            Column::Code(v) => Value::Code(CodeMask::one(v[row])),
            Column::Number(v) => Value::Number(v.get(row).map_or(field.range, Interval::point)),
            Column::Date(v) => Value::Date(v.get(row).unwrap_or(DateSpan::UNKNOWN)),
            Column::Text(v) => Value::Text(v.get(row)),
        }
    }
}

/// What a field can be where nothing is known of it.
pub fn unknown(field: &Field) -> Value<'static> {
    match &field.ty {
        FieldType::Text => Value::Text(None),
        FieldType::Bool => Value::Bool(Truth::Unknown),
        FieldType::Code(list) => Value::Code(list.all()),
        FieldType::Number(_) => Value::Number(field.range),
        FieldType::Date => Value::Date(DateSpan::UNKNOWN),
    }
}

impl Rows {
    /// No rows, and no columns yet.
    pub fn new(codebook: &Codebook, entity: Entity) -> Rows {
        Rows { places: Vec::new(), columns: vec![None; codebook.fields(entity).len()] }
    }

    /// Some of the rows.
    pub fn slice(&self, rows: Range<usize>) -> Rows {
        self.pick(rows)
    }

    /// Some of the rows, in any order.
    pub(crate) fn pick(&self, rows: impl Iterator<Item = usize> + Clone) -> Rows {
        Rows {
            places: rows.clone().map(|row| self.places[row]).collect(),
            columns: self.columns.iter().map(|column| column.as_ref().map(|c| c.pick(rows.clone()))).collect(),
        }
    }

    /// Adds the rows of another set with the same columns.
    pub fn append(&mut self, other: Rows) {
        self.places.extend(other.places);
        for (to, from) in self.columns.iter_mut().zip(other.columns) {
            if let (Some(to), Some(from)) = (to, from) {
                to.append(from);
            }
        }
    }

    /// Makes room for so many rows more.
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.places.reserve(rows);
        self.columns.iter_mut().flatten().for_each(|column| column.reserve(rows));
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The value of a field in a row; unknown where the survey has no such column.
    pub fn value<'a>(&'a self, row: usize, index: usize, field: &Field) -> Value<'a> {
        match &self.columns[index] {
            Some(column) => column.value(row, field),
            None => unknown(field),
        }
    }

    /// The text of a text field in a row.
    pub fn text(&self, row: usize, index: usize) -> Option<&str> {
        match &self.columns[index] {
            Some(Column::Text(v)) => v.get(row),
            _ => None,
        }
    }

    /// The days a date field in a row can be, where it is told.
    pub fn span(&self, row: usize, index: usize) -> Option<DateSpan> {
        match &self.columns[index] {
            Some(Column::Date(v)) => v.get(row),
            _ => None,
        }
    }
}
