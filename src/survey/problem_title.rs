//! What kinds of data problems are called where they are counted and not told one by one.

use super::codebook::Title;
use super::problem::ProblemKind;

impl ProblemKind {
    /// The kind for people; none for the checks of a rules file, which have titles there.
    pub fn title(&self) -> Option<Title> {
        let (vi, en) = match self {
            ProblemKind::MissingHouseholdId => ("Hộ không có mã hộ", "Households without id"),
            ProblemKind::IdOfWords => ("Mã hộ không có chữ số", "Household ids without a digit"),
            ProblemKind::LostZeros { .. } => ("Mã bị mất số 0 ở đầu", "Ids that lost the zeros at their beginning"),
            ProblemKind::DuplicateHousehold { .. } => ("Mã hộ trùng", "Household ids that stand twice"),
            ProblemKind::OrphanMember => ("Thành viên không thuộc hộ nào", "Members of no household of the survey"),
            ProblemKind::MemberOfDuplicate => {
                ("Thành viên của hộ trùng mã", "Members of a household rejected as double")
            }
            ProblemKind::MemberWithoutHousehold => ("Thành viên không có mã hộ", "Members without household id"),
            ProblemKind::DuplicateMember { .. } => ("Số thứ tự thành viên trùng", "Member numbers that stand twice"),
            ProblemKind::NoMembers => {
                ("Hộ không có thành viên nào trong danh sách", "Households without listed members")
            }
            ProblemKind::UnknownCode { .. } => {
                ("Câu trả lời không có trong danh mục", "Answers that the field does not have")
            }
            ProblemKind::NotYesNo => ("Không rõ là có hay không", "Neither yes nor no"),
            ProblemKind::NotANumber => ("Không phải số", "Not a number"),
            ProblemKind::NotADate => ("Không phải ngày", "Not a date"),
            ProblemKind::AmbiguousDate { .. } => {
                ("Ngày có thể hiểu theo hai cách", "Dates that can be read in two ways")
            }
            ProblemKind::LostDigits => ("Mã bị mất các chữ số cuối", "Ids that lost their last digits"),
            ProblemKind::NotWhole => ("Không phải số nguyên", "Not a whole number"),
            ProblemKind::OutOfRange { .. } => ("Nằm ngoài khoảng hợp lý", "Outside the plausible range"),
            ProblemKind::NotAStep { .. } => ("Không phải bội số quy định", "Not a multiple of the field's step"),
            ProblemKind::DateOutOfPeriod { .. } => ("Ngày nằm ngoài thời gian cho phép", "Dates outside their period"),
            ProblemKind::AmbiguousNumber { .. } => {
                ("Số có thể hiểu theo hai cách", "Numbers that can be read in two ways")
            }
            ProblemKind::CellError => ("Ô công thức bị lỗi", "Formula errors"),
            ProblemKind::RaggedRow => ("Dòng có nhiều ô hơn dòng tiêu đề", "Rows with more cells than the header"),
            ProblemKind::DifferentAnswers { .. } => {
                ("Các dòng của một hộ ghi khác nhau", "Rows of one household that say otherwise")
            }
            ProblemKind::GroupNotRead => {
                ("Dòng nêu tên nhóm không được đọc", "Rows that name a group and are not read")
            }
            ProblemKind::RepeatedColumn { .. } => ("Hai cột của cùng một trường", "Two columns of one field"),
            ProblemKind::AmbiguousColumn { .. } => {
                ("Tiêu đề cột có thể là nhiều trường", "Headers that could be several fields")
            }
            ProblemKind::Disagreement { .. } => return None,
            ProblemKind::NotKept => ("Hộ không còn thuộc diện quản lý", "Households no longer kept"),
            ProblemKind::Gone => {
                ("Hộ đã chuyển đi, chết hoặc nhập vào hộ khác", "Households that moved away, died or were merged")
            }
            ProblemKind::ClassMismatch { .. } => {
                ("Phân loại đã ghi khác kết quả theo chuẩn", "Recorded class other than by the standard")
            }
            ProblemKind::NoClass => ("Không phân loại nào áp dụng được", "No class of the standard applies"),
        };
        Some(Title { vi: vi.to_owned(), en: en.to_owned() })
    }
}
