//! Of which year a survey is: what its dates and years of review name.

use std::collections::BTreeMap;

use crate::lang::Entity;

use super::cells::{CellValue, ColumnReader, Reading};
use super::codebook::Codebook;
use super::open::SurveyOptions;
use super::part::Part;
use super::shape::follow::PlannedRow;

/// The fields that tell of which year a survey is.
pub(super) const YEAR_FIELDS: [&str; 2] = ["review_date", "review_year"];

/// The years in which a survey says it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewYears {
    /// The earliest found.
    pub first: i16,
    /// The latest found.
    pub last: i16,
    /// The one that most rows name, if it is more than nine of ten.
    pub main: Option<i16>,
    /// Whether every row was looked at; else only the first 1000 of a sheet.
    pub whole: bool,
}

impl ReviewYears {
    /// From how often each year is named.
    pub(super) fn of(years: &BTreeMap<i16, u64>, whole: bool) -> Option<ReviewYears> {
        let (first, last) = (*years.keys().next()?, *years.keys().next_back()?);
        let all: u64 = years.values().sum();
        let main = years.iter().find(|(_, rows)| **rows * 10 > all * 9).map(|(year, _)| *year);
        Some(ReviewYears { first, last, main, whole })
    }
}

/// Whether a household field tells of the year.
pub(super) fn is_year(codebook: &Codebook, field: usize) -> bool {
    YEAR_FIELDS.iter().any(|id| codebook.position(Entity::Household, id) == Some(field))
}

/// The year a value names; a span of several years names none.
pub(super) fn year_of(value: &CellValue) -> Option<i16> {
    match value {
        CellValue::Date(span) if span.first.year() == span.last.year() => Some(span.first.year()),
        CellValue::Number(number) => number.as_int().and_then(|year| i16::try_from(year).ok()),
        _ => None,
    }
}

/// Collects the years that rows name.
pub(super) struct YearFinder {
    readers: Vec<(usize, ColumnReader)>,
    years: BTreeMap<i16, u64>,
}

impl YearFinder {
    pub(super) fn new(part: &Part, codebook: &Codebook, options: &SurveyOptions<'_>) -> YearFinder {
        let columns = part.columns.iter().filter(|column| is_year(codebook, column.field));
        let readers = columns.map(|column| (column.column, part.reader(codebook, options, *column))).collect();
        YearFinder { readers, years: BTreeMap::new() }
    }

    pub(super) fn look_at(&mut self, row: &PlannedRow) {
        for (column, reader) in &mut self.readers {
            if let Reading::Value(value) = reader.read(row.cell(*column))
                && let Some(year) = year_of(&value)
            {
                *self.years.entry(year).or_default() += 1;
            }
        }
    }

    pub(super) fn found(self) -> BTreeMap<i16, u64> {
        self.years
    }
}
