//! What a sheet looks like: where its header is, which rows hold no data, which rows belong together. Looks at the first rows
//! of a sheet and hands on a plan by which all of them are read. Knows the codebook's headers and words; reads no values.

pub mod choices;
pub mod follow;
pub mod header;
pub mod household;
mod levels;
pub mod list;
pub mod marks;
pub mod path;
pub mod plan;
pub mod remark;
mod row_cells;
pub mod row_kind;
pub mod spelling;
mod token;
pub mod units;
pub mod words;

/// How many rows are looked at before reading begins.
pub const WINDOW_ROWS: usize = 1000;
/// In how many rows from the top the header is looked for.
pub const HEADER_WITHIN: usize = 50;
/// The most rows a header has.
pub const HEADER_ROWS: usize = 4;
