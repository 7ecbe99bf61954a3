//! Households and members one after the other in one text, as `cat` puts them: no list can be told from the other then, and
//! every member would be a household that cannot be used. Found out by the titles of the second list among the rows.

use crate::lang::Entity;
use crate::survey::Survey;
use crate::survey::codebook_file::HOUSEHOLD_ID;
use crate::survey::headers::HeaderIndex;
use crate::survey::problem::Problem;

use super::arguments::Surroundings;
use super::failure::Failure;

/// How many answers of a row must be titles of members' columns.
const TITLES: usize = 3;

/// At how many rows without a household is looked: the titles stand before all members.
const ROWS: usize = 100;

/// That no list of members follows the households in their own file. `problems` are in the order of rows.
pub(super) fn refuse(survey: &Survey<'_>, problems: &[Problem], surroundings: &Surroundings) -> Result<(), Failure> {
    let without_household = |row: &&[Problem]| row.iter().any(|problem| problem.field == HOUSEHOLD_ID);
    let rows = problems.chunk_by(|a, b| (a.place.sheet, a.place.row) == (b.place.sheet, b.place.row));
    let mut rows = rows.filter(without_household).take(ROWS).peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    let titles = HeaderIndex::new(survey.codebook(), None);
    let is_title = |problem: &&Problem| !titles.find(Entity::Member, &problem.value).fields.is_empty();
    let found = rows
        .find(|row| survey.sheet(row[0].place.sheet).sheet.is_empty() && row.iter().filter(is_title).count() >= TITLES);
    let Some(place) = found.map(|row| row[0].place) else { return Ok(()) };
    let (file, row) = (&survey.sheet(place.sheet).file, place.row);
    Err(Failure::new(surroundings.pick(
        format!("`{file}`, dòng {row}: sau các hộ là tiêu đề của danh sách thành viên; không thể để hộ và thành viên trong cùng một luồng hay một tệp csv"),
        format!("`{file}`, row {row}: after the households come the titles of a list of members; households and members in one stream or csv file are not possible"),
    ))
    .help(surroundings.pick(
        "đưa danh sách thành viên vào tệp riêng: `rasoat summary - thanh-vien.csv < ho.csv`",
        "give the members as a file of their own: `rasoat summary - members.csv < households.csv`",
    )))
}
