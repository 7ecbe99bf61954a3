//! Puts answers into the words of the codebook: headers and answers as officers write them, or machine names. Writes no
//! files.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::lang::Entity;
use crate::survey::codebook::{Blank, Codebook, Field, FieldType};
use crate::text::fold;

use super::column::{Answer, Column};
use super::household::Household;
use super::{Error, Headers};

/// A cell of a made-up survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing in it.
    Empty,
    /// Words.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(i64),
    /// A number with one decimal, in tenths.
    Tenths(i64),
    /// A day.
    Date(Date),
}

/// A column with its words.
pub struct Worded {
    column: Column,
    /// The header.
    pub header: String,
    /// Whether the field holds long text, for widths.
    pub text: bool,
    /// Yes and no; no as nothing in a column of marks.
    bools: (String, Option<String>),
    codes: Vec<(String, String)>,
}

impl Worded {
    /// Finds the words of every column.
    ///
    /// # Errors
    /// [`Error::NoField`] where the codebook lacks a field, [`Error::NoYesNo`] where it has no word for yes or no, and
    /// [`Error::SameHeader`] where two columns would have the same header.
    pub fn all(
        codebook: &Codebook,
        entity: Entity,
        headers: Headers,
        columns: &[Column],
    ) -> Result<Vec<Worded>, Error> {
        let mut worded: Vec<Worded> = Vec::with_capacity(columns.len());
        for column in columns {
            let field = codebook
                .fields(entity)
                .iter()
                .find(|field| field.id == column.field)
                .ok_or(Error::NoField { field: column.field })?;
            let new = Worded::new(codebook, field, headers, *column)?;
            if let Some(other) = worded.iter().find(|other| fold(&other.header) == fold(&new.header)) {
                return Err(Error::SameHeader { header: new.header, fields: [other.column.field, new.column.field] });
            }
            worded.push(new);
        }
        Ok(worded)
    }

    fn new(codebook: &Codebook, field: &Field, headers: Headers, column: Column) -> Result<Worded, Error> {
        let vietnamese = headers == Headers::Vietnamese;
        let header = if vietnamese { field.title.vi.clone() } else { field.id.clone() };
        let word = |words: &[String], vi: &str, machine: &str| {
            let wanted = fold(if vietnamese { vi } else { machine });
            words.iter().find(|word| fold(word) == wanted).or(words.first()).cloned().ok_or(Error::NoYesNo)
        };
        let mark = column.mark && field.blank_in_marks == Blank::No;
        let bools = match field.ty {
            FieldType::Bool => {
                let yes = word(&codebook.yes, if mark { "x" } else { "có" }, "1")?;
                let no = if mark && vietnamese { None } else { Some(word(&codebook.no, "không", "0")?) };
                (yes, no)
            }
            _ => Default::default(),
        };
        let spelt = |code: &crate::survey::codebook::Code| {
            (code.id.clone(), if vietnamese { code.title.vi.clone() } else { code.id.clone() })
        };
        let codes = field.codes.iter().map(spelt).collect();
        Ok(Worded { column, header, text: field.ty == FieldType::Text, bools, codes })
    }

    /// Whether an answer in this column can be missing.
    pub fn can_miss(&self) -> bool {
        self.column.can_miss
    }

    /// The cell of a household, or of its member with that index.
    ///
    /// # Errors
    /// [`Error::NoCode`] where the codebook's field lacks the code.
    pub fn cell<'a>(&'a self, of: &'a Household, member: usize) -> Result<Cell<'a>, Error> {
        Ok(match (self.column.answer)(of, member) {
            Answer::None => Cell::Empty,
            Answer::Bool(true) => Cell::Text(Cow::Borrowed(&self.bools.0)),
            Answer::Bool(false) => self.bools.1.as_deref().map_or(Cell::Empty, |no| Cell::Text(Cow::Borrowed(no))),
            Answer::Code(code) => {
                let spelt = self.codes.iter().find(|(id, _)| id == code);
                let (_, word) = spelt.ok_or(Error::NoCode { field: self.column.field, code })?;
                Cell::Text(Cow::Borrowed(word))
            }
            Answer::Text(text) => Cell::Text(Cow::Borrowed(text)),
            Answer::Whole(number) => Cell::Whole(number),
            Answer::Tenths(tenths) => Cell::Tenths(tenths),
            Answer::Date(date) => Cell::Date(date),
        })
    }
}
