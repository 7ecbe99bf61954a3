//! Made-up surveys for training, samples and measurements: households of Yên Châu district in Sơn La that do not exist.
//! The same options give the same bytes on every platform. Owns what is invented and how it is written down; knows the
//! codebook's words but no rules, and decides no class.
//!
//! A household is drawn top down: place, family, income, then the deprivations it is to have, and last the answers that
//! show them. [`generate`] streams rows into a [`Sink`]; [`write_csv`] and
//! [`write_xlsx`] write them to any writer, [`save`] to files.

mod answers;
mod column;
mod deprivation;
mod family;
mod household;
mod name;
mod place;
mod random;
mod save;
mod to_csv;
mod to_xlsx;
mod wording;

use crate::io::write::WriteError;
use crate::lang::Entity;
use crate::survey::codebook::Codebook;
use crate::text::Language;

use household::Household;
use random::Random;
use wording::Worded;

pub use save::{Saved, files, save};
pub use to_csv::write_csv;
pub use to_xlsx::write_xlsx;
pub use wording::Cell;

/// What to make up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many households.
    pub households: u64,
    /// Another seed makes other households.
    pub seed: u64,
    /// How many of a thousand answers are missing, 0 to 1000.
    pub missing_per_mille: u32,
    /// The words of headers and answers.
    pub headers: Headers,
    /// The year of the review, 2000 to 2100.
    pub review_year: i16,
    /// What of the households the survey shows.
    pub way: Way,
}

impl Default for Options {
    /// The options of the samples: 1,500 households, seed 2022, half a percent of answers missing.
    fn default() -> Options {
        Options {
            households: 1500,
            seed: 2022,
            missing_per_mille: 5,
            headers: Headers::Vietnamese,
            review_year: 2022,
            way: Way::Raw,
        }
    }
}

/// The words of headers and answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Headers {
    /// The codebook's Vietnamese titles, decimal commas, days as dd/mm/yyyy.
    Vietnamese,
    /// Machine names, decimal points, days as yyyy-mm-dd.
    Machine,
}

/// What of a household a survey shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// Answers about household, dwelling and members; income of the household per month.
    Raw,
    /// The points B1 and B2.
    Points,
    /// Income per person and twelve recorded deprivations.
    Recorded,
}

/// A sheet of a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sheet {
    /// One row a household.
    Households,
    /// One row a member; [`Way::Raw`] only.
    Members,
}

/// How many rows were made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Written {
    /// Household rows.
    pub households: u64,
    /// Member rows.
    pub members: u64,
}

/// Takes the rows of a survey in order: each household, then its members.
pub trait Sink {
    /// Begins a sheet; called once for each sheet of the survey before any row.
    ///
    /// # Errors
    /// Whatever keeps it from being written.
    fn begin(&mut self, sheet: Sheet, columns: &[Heading<'_>]) -> Result<(), Error>;

    /// Adds a row to a sheet.
    ///
    /// # Errors
    /// Whatever keeps it from being written.
    fn row(&mut self, sheet: Sheet, cells: &[Cell<'_>]) -> Result<(), Error>;
}

/// The head of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading<'a> {
    /// The header.
    pub header: &'a str,
    /// Whether it holds names and other texts.
    pub text: bool,
}

/// Why a survey could not be made up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A review year for which no dates are made up.
    #[error("review year {0} is outside 2000 to 2100")]
    Year(i16),
    /// More than all answers missing.
    #[error("{0} of 1000 answers cannot be missing")]
    Missing(u32),
    /// The codebook lacks a field.
    #[error("the codebook has no field `{field}`, which a made-up survey needs")]
    NoField {
        /// The field's id.
        field: &'static str,
    },
    /// The codebook's field lacks a code.
    #[error("the codebook's field `{field}` has no code `{code}`, which a made-up survey needs")]
    NoCode {
        /// The field's id.
        field: &'static str,
        /// The code's id.
        code: &'static str,
    },
    /// The codebook has no word for yes or for no.
    #[error("the codebook has no word for yes or no")]
    NoYesNo,
    /// Two fields with the same title.
    #[error("the codebook gives the fields `{}` and `{}` the same title `{header}`", fields[0], fields[1])]
    SameHeader {
        /// The title.
        header: String,
        /// Both fields.
        fields: [&'static str; 2],
    },
    /// More rows than a workbook's sheet can hold.
    #[error("a sheet of a workbook holds {limit} rows at most; write csv files instead")]
    TooManyRows {
        /// Rows besides the header.
        limit: u32,
    },
    /// A csv row could not be written.
    #[error("cannot write the csv rows")]
    Csv(#[from] csv::Error),
    /// What was written could not be passed on.
    #[error("cannot write the csv rows")]
    Io(#[from] std::io::Error),
    /// A file could not be written.
    #[error(transparent)]
    Output(#[from] WriteError),
    /// The workbook could not be put together.
    #[error("cannot write the workbook")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl Error {
    /// What is wrong: in Vietnamese where the options are, in English where the program itself is.
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (Error::Year(year), Language::Vi) => format!("năm rà soát {year} nằm ngoài khoảng 2000 – 2100"),
            (Error::Missing(missing), Language::Vi) => {
                format!("không thể thiếu {missing} trong 1000 câu trả lời; cần từ 0 đến 1000")
            }
            (Error::TooManyRows { limit }, Language::Vi) => {
                format!("một trang tính chứa nhiều nhất {limit} dòng; hãy ghi ra tệp csv")
            }
            (Error::Output(error), language) => error.message(language),
            _ => self.to_string(),
        }
    }
}

/// Makes up a survey and hands it on row by row, in memory that does not grow with its size.
///
/// # Errors
/// [`Error::Year`], [`Error::Missing`], what the codebook lacks, and whatever `sink` answers.
pub fn generate(codebook: &Codebook, options: &Options, sink: &mut dyn Sink) -> Result<Written, Error> {
    if !(2000..=2100).contains(&options.review_year) {
        return Err(Error::Year(options.review_year));
    }
    if options.missing_per_mille > 1000 {
        return Err(Error::Missing(options.missing_per_mille));
    }
    let columns = match options.way {
        Way::Raw => column::RAW,
        Way::Points => column::POINTS,
        Way::Recorded => column::RECORDED,
    };
    let households = Worded::all(codebook, Entity::Household, options.headers, columns)?;
    begin(sink, Sheet::Households, &households)?;
    let members = match options.way {
        Way::Raw => {
            let members = Worded::all(codebook, Entity::Member, options.headers, column::MEMBERS)?;
            begin(sink, Sheet::Members, &members)?;
            Some(members)
        }
        Way::Points | Way::Recorded => None,
    };

    let villages = place::villages(options.households);
    let most = villages.iter().map(|village| village.before + village.households).max().unwrap_or(0);
    let id_digits = most.to_string().len().max(4);
    let mut written = Written::default();
    for village in &villages {
        for number in 0..village.households {
            let mut random = Random::stream(options.seed, written.households * 2);
            let household = Household::draw(&mut random, village, number, id_digits, options.review_year);
            // A stream of its own, so that the share of missing answers does not change the households.
            let mut gaps = Gaps {
                random: Random::stream(options.seed, written.households * 2 + 1),
                per_mille: options.missing_per_mille,
            };
            sink.row(Sheet::Households, &gaps.cells(&households, &household, 0)?)?;
            written.households += 1;
            if let Some(members) = &members {
                for index in 0..household.family.len() {
                    sink.row(Sheet::Members, &gaps.cells(members, &household, index)?)?;
                    written.members += 1;
                }
            }
        }
    }
    Ok(written)
}

fn begin(sink: &mut dyn Sink, sheet: Sheet, columns: &[Worded]) -> Result<(), Error> {
    let headings: Vec<Heading<'_>> =
        columns.iter().map(|column| Heading { header: &column.header, text: column.text }).collect();
    sink.begin(sheet, &headings)
}

/// Leaves out answers by chance.
struct Gaps {
    random: Random,
    per_mille: u32,
}

impl Gaps {
    fn cells<'a>(
        &mut self,
        columns: &'a [Worded],
        household: &'a Household,
        member: usize,
    ) -> Result<Vec<Cell<'a>>, Error> {
        let cell = |column: &'a Worded| match column.can_miss() && self.random.chance(self.per_mille) {
            true => Ok(Cell::Empty),
            false => column.cell(household, member),
        };
        columns.iter().map(cell).collect()
    }
}

#[cfg(test)]
mod tests;
