//! Data problems: what is wrong with a survey, as rows with a place. They never stop a run.

use crate::text::Language;

/// A finding about the survey's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// The field's id, or empty.
    pub field: String,
    /// What the cell holds, as a person would read it; empty where the problem is not of one cell.
    pub value: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// A cell, a row or a sheet of the survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Index of the sheet among the survey's.
    pub sheet: u32,
    /// Row from 1; 0 for the whole sheet.
    pub row: u32,
    /// Column from 1; 0 for the whole row.
    pub column: u32,
}

/// Every kind of data problem, with what its message needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// A household row without household id.
    MissingHouseholdId,
    /// A household id of words where the others have digits: a signature or a remark rather than a household.
    IdOfWords,
    /// Ids that lost the zeros they began with, where others of the survey have them; said once for a column.
    LostZeros {
        /// How many characters the others have.
        width: usize,
    },
    /// The household id stands on an earlier row as well; this one is rejected.
    DuplicateHousehold {
        /// The earlier row, with its sheet where that is another.
        first: String,
    },
    /// A member whose household id no household row has.
    OrphanMember,
    /// A member of a household whose row is rejected because another file or sheet has its id already.
    MemberOfDuplicate,
    /// A member row without household id.
    MemberWithoutHousehold,
    /// Two members of a household with the same number.
    DuplicateMember {
        /// The earlier row of the sheet.
        first: u32,
    },
    /// The rules need members and the survey lists none for this household.
    NoMembers,
    /// A word that is no code of the field.
    UnknownCode {
        /// The nearest code's spelling, if one is near.
        nearest: Option<String>,
    },
    /// Neither yes nor no.
    NotYesNo,
    /// No number.
    NotANumber,
    /// No date.
    NotADate,
    /// `5/3/12` in a date of the past can be of two centuries.
    AmbiguousDate {
        /// Both days, as `yyyy-mm-dd`.
        readings: [String; 2],
    },
    /// An id of which a spreadsheet kept only the first digits.
    LostDigits,
    /// A fraction where a whole number is meant.
    NotWhole,
    /// Outside the plausible range.
    OutOfRange {
        /// The range as text, `0 to 140`.
        range: String,
    },
    /// Not a multiple of the field's step.
    NotAStep {
        /// The step.
        step: String,
    },
    /// A date after the review date where only an earlier one makes sense, or outside the standard's validity.
    DateOutOfPeriod {
        /// The period as text.
        period: String,
    },
    /// `1.500` can be read in two ways and nothing decides.
    AmbiguousNumber {
        /// Both readings.
        readings: [String; 2],
    },
    /// A formula error in the cell.
    CellError,
    /// A row with more cells than the header has columns.
    RaggedRow,
    /// A later row of a household says otherwise than an earlier one; the value is unknown.
    DifferentAnswers {
        /// The earlier row.
        first: u32,
    },
    /// A row of its own that names a unit or class for the rows below, where nothing takes it up.
    GroupNotRead,
    /// Two headers of a sheet are of one field.
    RepeatedColumn {
        /// The other column's letters and header.
        other: String,
        /// Whether the other one is read; else none of them is.
        taken: bool,
    },
    /// A header that goes by several fields equally; the column is not read.
    AmbiguousColumn {
        /// Their ids.
        fields: String,
    },
    /// A recorded value and one computed from other answers disagree; names both. From the rules file's checks.
    Disagreement {
        /// The check's id in the rules file.
        check: String,
        /// What is compared and its value, in both languages.
        left: [String; 2],
        /// With what, and its value.
        right: [String; 2],
        /// Which of them decided, in both languages.
        decided: [String; 2],
    },
    /// The row is marked as no longer kept.
    NotKept,
    /// The row says that its household moved away, died or was merged.
    Gone,
    /// The class recorded in the survey is none that the standard leaves possible.
    ClassMismatch {
        /// The classes possible, in both languages.
        possible: [String; 2],
    },
    /// No class of the standard applies.
    NoClass,
}

impl ProblemKind {
    /// Machine name: the `code` column.
    pub fn code(&self) -> &str {
        match self {
            ProblemKind::MissingHouseholdId => "missing_household_id",
            ProblemKind::IdOfWords => "id_of_words",
            ProblemKind::LostZeros { .. } => "lost_zeros",
            ProblemKind::DuplicateHousehold { .. } => "duplicate_household",
            ProblemKind::OrphanMember => "orphan_member",
            ProblemKind::MemberOfDuplicate => "member_of_duplicate",
            ProblemKind::MemberWithoutHousehold => "member_without_household",
            ProblemKind::DuplicateMember { .. } => "duplicate_member",
            ProblemKind::NoMembers => "no_members",
            ProblemKind::UnknownCode { .. } => "unknown_code",
            ProblemKind::NotYesNo => "not_yes_no",
            ProblemKind::NotANumber => "not_a_number",
            ProblemKind::NotADate => "not_a_date",
            ProblemKind::AmbiguousDate { .. } => "ambiguous_date",
            ProblemKind::LostDigits => "lost_digits",
            ProblemKind::NotWhole => "not_whole",
            ProblemKind::OutOfRange { .. } => "out_of_range",
            ProblemKind::NotAStep { .. } => "not_a_step",
            ProblemKind::DateOutOfPeriod { .. } => "date_out_of_period",
            ProblemKind::AmbiguousNumber { .. } => "ambiguous_number",
            ProblemKind::CellError => "cell_error",
            ProblemKind::RaggedRow => "ragged_row",
            ProblemKind::DifferentAnswers { .. } => "different_answers",
            ProblemKind::GroupNotRead => "group_not_read",
            ProblemKind::RepeatedColumn { .. } => "repeated_column",
            ProblemKind::AmbiguousColumn { .. } => "ambiguous_column",
            ProblemKind::Disagreement { check, .. } => check,
            ProblemKind::NotKept => "not_kept",
            ProblemKind::Gone => "gone",
            ProblemKind::ClassMismatch { .. } => "class_mismatch",
            ProblemKind::NoClass => "no_class",
        }
    }

    /// The `message` column.
    pub fn message(&self, language: Language) -> String {
        let pick = |vi: String, en: String| match language {
            Language::Vi => vi,
            Language::En => en,
        };
        match self {
            ProblemKind::MissingHouseholdId => {
                pick("hộ không có mã hộ: bị loại".into(), "household without id: rejected".into())
            }
            ProblemKind::IdOfWords => pick(
                "mã hộ không có chữ số nào, khác với các mã hộ khác ở cột này: dòng bị loại".into(),
                "no digit in this household id, unlike the others of the column: rejected".into(),
            ),
            ProblemKind::LostZeros { width } => pick(
                format!(
                    "các mã hộ ngắn hơn {width} ký tự ở cột này đã mất số 0 ở đầu; thành viên được ghép như thể còn số 0"
                ),
                format!(
                    "ids shorter than {width} characters in this column lost the zeros at their beginning; members are joined as if they had them"
                ),
            ),
            ProblemKind::DuplicateHousehold { first } => pick(
                format!("mã hộ đã có ở dòng {first}: dòng này bị loại"),
                format!("this household id stands in row {first} already: this row is rejected"),
            ),
            ProblemKind::OrphanMember => pick(
                "không hộ nào có mã hộ của thành viên này".into(),
                "no household has the household id of this member".into(),
            ),
            ProblemKind::MemberOfDuplicate => pick(
                "hộ của thành viên này bị loại vì trùng mã hộ: thành viên không được tính".into(),
                "the household of this member is rejected, its id is another's: the member is not counted".into(),
            ),
            ProblemKind::MemberWithoutHousehold => {
                pick("thành viên không có mã hộ".into(), "member without household id".into())
            }
            ProblemKind::DuplicateMember { first } => pick(
                format!("số thứ tự thành viên đã có ở dòng {first}; cả hai được tính"),
                format!("this member number stands in row {first} already; both are counted"),
            ),
            ProblemKind::NoMembers => pick(
                "danh sách thành viên không có ai thuộc hộ này, trong khi bộ quy tắc cần đến".into(),
                "no members are listed for this household and the rules need them".into(),
            ),
            ProblemKind::UnknownCode { nearest: None } => {
                pick("không có trong các câu trả lời của trường này".into(), "not an answer this field has".into())
            }
            ProblemKind::UnknownCode { nearest: Some(near) } => pick(
                format!("không có trong các câu trả lời của trường này; gần nhất là `{near}`"),
                format!("not an answer this field has; the nearest is `{near}`"),
            ),
            ProblemKind::NotYesNo => pick("không rõ là có hay không".into(), "neither yes nor no".into()),
            ProblemKind::NotANumber => pick("không phải số".into(), "not a number".into()),
            ProblemKind::NotADate => pick("không phải ngày".into(), "not a date".into()),
            ProblemKind::AmbiguousDate { readings: [a, b] } => pick(
                format!("có thể là {a} hoặc {b}; ghi đủ bốn chữ số của năm"),
                format!("could be {a} or {b}; write the year with four digits"),
            ),
            ProblemKind::LostDigits => pick(
                "mã quá dài, bảng tính chỉ giữ các chữ số đầu; định dạng cột là văn bản rồi nhập lại".into(),
                "the spreadsheet kept only the first digits of this id; format the column as text and enter it again"
                    .into(),
            ),
            ProblemKind::NotWhole => pick("phải là số nguyên".into(), "must be a whole number".into()),
            ProblemKind::OutOfRange { range } => {
                pick(format!("nằm ngoài khoảng hợp lý {range}"), format!("outside the plausible range {range}"))
            }
            ProblemKind::NotAStep { step } => {
                pick(format!("phải là bội số của {step}"), format!("must be a multiple of {step}"))
            }
            ProblemKind::DateOutOfPeriod { period } => {
                pick(format!("ngày nằm ngoài thời gian {period}"), format!("date outside {period}"))
            }
            ProblemKind::AmbiguousNumber { readings: [a, b] } => pick(
                format!(
                    "có thể là {} hoặc {}; dùng `--number-format vi` hoặc `--number-format en`",
                    a.replace('.', ","),
                    b.replace('.', ",")
                ),
                format!("could be {a} or {b}; say `--number-format vi` or `--number-format en`"),
            ),
            ProblemKind::CellError => pick("ô công thức bị lỗi".into(), "formula error in the cell".into()),
            ProblemKind::RaggedRow => {
                pick("dòng có nhiều ô hơn dòng tiêu đề".into(), "the row has more cells than the header".into())
            }
            ProblemKind::DifferentAnswers { first } => pick(
                format!("khác với dòng {first} của cùng một hộ; không dùng giá trị nào"),
                format!("row {first} of the same household says otherwise; neither is used"),
            ),
            ProblemKind::GroupNotRead => pick(
                "dòng này nêu tên cho các dòng bên dưới nhưng không được đọc; ghi tên đó vào một cột".into(),
                "this row names what the rows below are of and is not read; put the name into a column".into(),
            ),
            ProblemKind::RepeatedColumn { other, taken: true } => pick(
                format!("cùng trường với cột {other}; cột kia được đọc, cột này bị bỏ qua"),
                format!("the same field as column {other}; that one is read, this one is not"),
            ),
            ProblemKind::RepeatedColumn { other, taken: false } => pick(
                format!("cùng trường với cột {other}; không cột nào được đọc"),
                format!("the same field as column {other}; neither is read"),
            ),
            ProblemKind::AmbiguousColumn { fields } => pick(
                format!("tiêu đề có thể là {fields}; cột này bị bỏ qua"),
                format!("the header could be {fields}; this column is not read"),
            ),
            ProblemKind::Disagreement { left, right, decided, .. } => pick(
                format!("{} nhưng {}; dùng {}", left[0], right[0], decided[0]),
                format!("{} but {}; {} decided", left[1], right[1], decided[1]),
            ),
            ProblemKind::NotKept => {
                pick("hộ không còn thuộc diện quản lý: bị loại".into(), "no longer kept: rejected".into())
            }
            ProblemKind::Gone => pick(
                "hộ không còn ở đây nên không tính trong đợt rà soát này: bị loại".into(),
                "the household is no longer there and no part of this review: rejected".into(),
            ),
            ProblemKind::ClassMismatch { possible: [vi, en] } => pick(
                format!("tính theo chuẩn nghèo thì kết quả là {vi}"),
                format!("by the standard the household is {en}"),
            ),
            ProblemKind::NoClass => pick(
                "không phân loại nào của chuẩn nghèo áp dụng được cho hộ này".into(),
                "no class of the standard applies".into(),
            ),
        }
    }
}
