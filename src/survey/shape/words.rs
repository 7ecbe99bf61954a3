//! The words of layouts, from the codebook's `[layout]`: what stands in sheets besides headers and answers.

use crate::lang::Entity;

/// Words by which layouts are recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayoutWords {
    /// First words of a row of sums.
    pub total: Vec<String>,
    /// First words of signatures, under which names are signatures too. `...` stands for anything.
    pub closing: Vec<String>,
    /// First words of remarks, which may stand anywhere.
    pub remarks: Vec<String>,
    /// What says in a cell that it is as the cell above.
    pub ditto: Vec<String>,
    /// Words that name no unit in the names of sheets and files: `Danh sách`.
    pub generic: Vec<String>,
    /// Words that a whole name of a sheet or file is made of where it names a part of a list and no unit: `Bổ sung`; in
    /// units' names they are words like others.
    pub parts: Vec<String>,
    /// Answers of the recorded class in full: what heads the households of a class.
    pub classes: Vec<String>,
    /// Levels of units from the top.
    pub units: Vec<UnitWords>,
    /// Headings over several columns.
    pub headings: Vec<Heading>,
    /// Columns that join members to households in exports.
    pub links: Vec<Link>,
    /// Columns with several answers in one cell.
    pub multiples: Vec<Multiple>,
    /// Columns that make up a household id together.
    pub keys: Vec<Vec<String>>,
    /// Headers that say nothing where they stand under another one.
    pub weak: Vec<String>,
    /// Of the fields that share their answers, those that columns headed by answers alone are of.
    pub choices: Vec<String>,
}

/// The words for a level of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitWords {
    /// The household field.
    pub field: String,
    /// Words before a unit's name: `Xã`, `Thị trấn`.
    pub words: Vec<String>,
    /// Those that are no part of the name: `Xã Chiềng Hặc` is `Chiềng Hặc`, `Thị trấn Yên Châu` stays.
    pub dropped: Vec<String>,
    /// Phrases that hold one of the words and name no unit: `Xã hội`; with `...` at the end whatever follows.
    pub except: Vec<String>,
}

/// A heading over several columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// What it is called.
    pub spellings: Vec<String>,
    /// What stands for it before a column's own header: under `Thiếu hụt` a column `5` is `Thiếu hụt 5`.
    pub reads_as: Option<String>,
    /// Whose the columns under it are, where they can be only one's.
    pub entity: Option<Entity>,
}

/// How an export joins its sheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Header in the household sheet.
    pub household: String,
    /// Header in the member sheet.
    pub member: String,
    /// Whether its values are repeated in other files.
    pub within_file: bool,
}

/// A column with several answers in one cell, each of which is a yes/no field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multiple {
    /// Whose.
    pub entity: Entity,
    /// Headers.
    pub spellings: Vec<String>,
    /// The yes/no fields, by their number from 1.
    pub fields: Vec<String>,
    /// Whether a number names an answer.
    pub numbered: bool,
}
