//! `rasoat` (from *rà soát*, review) reads household survey spreadsheets, applies a poverty standard from a rules file and
//! says of every household which class it has, and why. This page is the map of the code.
//!
//! # The way of the data
//!
//! ```text
//! files ──read──► sheets ──bind──► survey batches ──classify──► outcomes ──tabulate──► tables ──write──► terminal · files
//!       io/read          survey/            classify/            tabulate/          report/, io/write
//!                           ▲                   ▲
//!                codebook (fields, spellings)   standard (parameters, indicators, classes)  ◄── rules/ ◄── lang/
//! ```
//!
//! One direction, no way back. Each stage takes values and gives values:
//!
//! | stage | in → out | knows nothing of |
//! |---|---|---|
//! | [`io::read`] | bytes → rows of cells with their place | poverty, fields |
//! | [`survey`] | rows + codebook → typed batches of households with their members; data problems | classes, rules |
//! | [`lang`] | text → typed expression, or diagnostics with spans | surveys, files |
//! | [`rules`] | rules file → checked rules; with a review date → a [`rules::Standard`]; support files and plans over its names | files' layout, output |
//! | [`classify`] | batch × standard → outcomes: possible classes, each indicator's truth, what decided | communes, formats |
//! | [`tabulate`] | outcomes → tallies per group, that merge → tables; flows between two lists; counts of the report forms; households to be posted; targets of a plan; small counts hidden | terminal, xlsx |
//! | [`report`], [`io::write`] | tables → text, csv, json, markdown, workbook; what was counted → a page | how the numbers came about |
//! | [`cli`] | what was typed → the stages wired together; exit code | everything above is called from here only |
//!
//! Beside the way stand [`diagnostic`] (messages about texts people wrote), [`toml_reader`] (TOML with every mistake found in
//! one run), [`text`] (folding, sorting and old encodings of Vietnamese words), [`redact`] (pseudonyms for households and people),
//! [`sample`] (made-up surveys) and [`template`] (workbooks to fill in, made from the codebook and a standard).
//!
//! # Unknown is a value
//!
//! A missing answer is unknown, never "no". A yes/no is true, false or unknown ([`lang::Truth`]); a number is an interval, a
//! date a span, a code a set ([`lang::Value`]). A household's outcome is the set of classes still possible: one class is a
//! classification, more is `undetermined`. No float decides anything: numbers are exact fractions ([`lang::Exact`]).
//!
//! # From sheets to a survey
//!
//! A sheet is looked at by its first rows alone ([`survey::shape`]: header, kinds of rows, units in titles, the plan by which
//! its rows are read), recognised by itself (`survey/recognise`), chosen and joined with the others (`survey/choose`, `keys`,
//! `names`), and read by its plan into batches (`survey/read`), several files at a time in the order of the files. What the
//! layouts of the field look like is data: `[layout]` in `rules/codebook.toml`; a map file adds what one layout has of its own.
//!
//! # Many rows
//!
//! Households are read first and stay in memory in few bytes ([`survey::columns`], [`survey::Households`]). Members are never
//! kept: what the expressions of a standard ask of them ([`classify::Questions`]) is answered while they stream, in any order of
//! rows, and comes to a few numbers a household ([`classify::Reduced`], `survey/fold`). Then the households are classified, piece
//! by piece. Without members every piece is classified as it is read; `explain` reads with members in their batches
//! ([`survey::Survey::read`]).
//!
//! The same expressions are evaluated in two ways that must agree: [`classify::Evaluator`] is the plain reading of the language, one
//! household at a time, for explanations and messages; [`classify::Lanes`] visits each node once for all rows of a piece.
//!
//! Plain csv is read in blocks of whole records ([`io::read::Blocks`]): where cells are is found for a block at once, and its columns
//! are read one after the other (`survey/quick`). A row or cell that is not plain is asked of the readers of single rows and
//! cells; from the first row on that says something of the rows below it (a heading, a signature, an old encoding) the sheet is
//! left to the reading row by row (`survey/shape/follow`), which all other formats have. Sheets, blocks and pieces are worked on
//! by several threads and taken in the order of the rows (`survey/parallel`), so that results do not depend on how many there are.
//!
//! # The review
//!
//! `cli/review` makes everything that is handed in, in one pass over the survey. Each part brings what it asks of the survey, what it
//! counts of a portion of households and what comes of it at the end, and is a command of its own as well: the rows of households
//! (`cli/classify`), the forms (`cli/forms`, [`tabulate::forms`], what their columns count is in `rules/forms.toml`), the lists of forms 14 and 15
//! (`cli/list`), the flows since the previous list (`cli/compare`, [`tabulate::flows`]), the targets of a plan (`cli/targets`), the page
//! (`cli/page`, [`report::page`]). Outputs are digested as they are written ([`io::digest`]); the manifest names them with the digests of all
//! inputs, and `cli/verify` runs the same again with outputs that are kept nowhere. Small counts are hidden by one rule
//! ([`tabulate::conceal`]) before anything is made of them.
//!
//! # Long runs
//!
//! Who reads a file counts its bytes and rows ([`io::read::Meter`]); `cli/progress` looks at the counts from a thread of its own.
//! A file is the same from its first look to the end of its last reading, or the run ends (`io/read/source`). What comes through
//! a pipe is kept on disk as it comes (`io/read/spool`), so that it can be read twice. An output is a file of another name until
//! it is whole, and is known by name so that Ctrl-C takes it away (`io/write/unfinished`, `cli/interrupt`).
//!
//! # Where to put things
//!
//! - a new standard: a file in `rules/`, named in [`rules::BUILT_IN`] if it is to be compiled in; no other Rust changes
//! - a new measure of support, a plan's targets: a file in `rules/`, named in [`rules::BUILT_IN_SUPPORT`] or
//!   [`rules::BUILT_IN_PLANS`] if it is to be compiled in; no other Rust changes
//! - a new field, header spelling or code, a word of layouts, an export's way to join its files: `rules/codebook.toml`
//! - a new kind of row without data, a new way to make a column of others: [`survey::shape`]
//! - a layout that is read wrongly: a file in `tests/files` with its expected reading beside it
//! - a new function of the expression language: [`lang::typed::Function`], its types in `lang/check`, its values in
//!   [`classify::evaluate`] and, for many rows, in `classify/lanes`, its SQL in `lang/sql`
//! - a new input format: a file in `io/read` behind [`io::read::Rows`]; a new output format: a file in `io/write` behind
//!   [`io::write::RowWriter`]
//! - a new part of the page of a review: what it says in [`report::page::PageContent`], how it looks beside that, where it comes
//!   from in `cli/page`
//! - a new form, or another column of one: `rules/forms.toml`; a new file of the review: `cli/review`
//! - a new command: a file in `cli/`
//! - a new kind of data problem: [`survey::problem::ProblemKind`]

pub mod classify;
pub mod cli;
pub mod diagnostic;
pub mod io;
pub mod lang;
pub mod redact;
pub mod report;
pub mod rules;
pub mod sample;
pub mod survey;
pub mod tabulate;
pub mod template;
pub mod text;
pub mod toml_reader;
