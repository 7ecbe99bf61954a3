//! Why a file is not read, in words for the person who chose it. Owns the texts in both languages; knows no crate's
//! errors but as a detail in words.

use crate::text::Language;

use super::decode::{NEAR, Undecodable};
use super::files_fault::FilesFault;
use super::source::HasChanged;
use super::spool::MOST_SPOOLED;
use super::{MAX_CELL_BYTES, MAX_COLUMNS, MAX_ROW_BYTES, cell_name, column_letters};

/// A file that is not read, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::En))]
pub struct ReadError {
    /// The file as it was named.
    pub file: String,
    /// The sheet, where it is about one.
    pub sheet: Option<String>,
    /// The last row that could be read, where reading broke off amid rows.
    pub after: Option<u32>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a file. Rows and lines count from 1, columns from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no such file.
    NotFound,
    /// It is a directory.
    IsDirectory,
    /// The user may not read it.
    NoPermission,
    /// Another program has it open and locks it.
    InUse,
    /// It is the small file that Excel keeps beside an open workbook.
    LockFile,
    /// The system could not read it, with its words.
    Unreadable(String),
    /// It has no bytes, or nothing but blanks.
    Empty,
    /// Nothing came from standard input.
    NoInput,
    /// It is something else.
    NotASpreadsheet(Lookalike),
    /// It is encrypted.
    Password,
    /// It breaks off before its end.
    Truncated,
    /// Its content contradicts the format, with the reading library's words.
    Damaged(String),
    /// It changed while it was read.
    Changed(Change),
    /// A workbook without a sheet of cells.
    NoSheet,
    /// A web page with more tables than are read, or too deep in one another.
    TooManyTables,
    /// Text that is not in the encoding that it names.
    BadEncoding {
        /// The encoding's name.
        name: String,
    },
    /// Text in an encoding other than UTF-8.
    NotUtf8 {
        /// The line.
        line: u32,
        /// The column.
        column: usize,
        /// The first byte that is not UTF-8.
        byte: u8,
    },
    /// UTF-16 text with half a character in it.
    BrokenUtf16 {
        /// The line.
        line: u32,
        /// The column.
        column: usize,
    },
    /// UTF-16 text that does not begin with the mark that says so.
    UnmarkedUtf16,
    /// A formula error that Excel did not use to have, whose cell cannot be told from others.
    UnknownCellError {
        /// The error as it is stored.
        value: String,
    },
    /// A cell of a workbook whose content is not what the cell says it is: a number that is none, a shared text that is not
    /// there.
    BadCell {
        /// The row.
        row: u32,
        /// The column.
        column: usize,
        /// The content as it is stored.
        value: String,
    },
    /// A cell with more than [`MAX_CELL_BYTES`] of text.
    CellTooLong {
        /// The row.
        row: u32,
        /// The column.
        column: usize,
    },
    /// A stretch of text in an xml file that is far longer than a cell may be.
    TextTooLong,
    /// A row with more than [`MAX_ROW_BYTES`] of text.
    RowTooLong {
        /// The row, or the csv record's first line.
        row: u32,
    },
    /// A row with more than [`MAX_COLUMNS`] columns.
    TooManyColumns {
        /// The row.
        row: u32,
    },
    /// More rows than can be numbered.
    TooManyRows,
    /// More merged cells than are looked at.
    TooManyMerges,
    /// A quote in a csv file that never ends.
    UnclosedQuote {
        /// The line it begins in.
        line: u32,
    },
    /// A quote in a csv file that makes one cell of several lines which are rows of their own.
    StrayQuote {
        /// The line it begins in.
        line: u32,
        /// The line of the quote that closes it.
        closed: u32,
    },
    /// A carriage return alone, as old Macs end lines, in a csv file with other line ends, where no row ends.
    StrayReturn {
        /// The line.
        line: u32,
    },
    /// Two characters that separate the columns equally well.
    TwoSeparators {
        /// One.
        first: char,
        /// The other.
        second: char,
    },
    /// A cell so far from the others that the sheet would not fit in memory.
    FarCell {
        /// The row.
        row: u32,
        /// The column.
        column: usize,
    },
    /// A row that the file says to repeat more often than data can be.
    RepeatedRows {
        /// The first of the rows.
        row: u32,
    },
    /// More than is taken from a pipe, or than a rules file or map has.
    TooMuch {
        /// How much is taken.
        mib: u64,
    },
    /// A part of a workbook that would not fit in memory when unpacked.
    TooLarge {
        /// The part's name in the file.
        part: String,
        /// Its unpacked size in bytes.
        bytes: u64,
    },
    /// A part of a workbook that lists more sheets, formats or texts than there can be.
    TooManyEntries {
        /// The part's name in the file.
        part: String,
        /// How many there can be.
        most: u64,
    },
    /// A workbook that is packed as no spreadsheet program does it.
    UnknownPacking,
    /// A sheet of an XML Spreadsheet 2003 with two tables.
    SecondTable {
        /// The sheet.
        sheet: String,
    },
    /// About an archive, a folder or a pattern.
    Files(FilesFault),
}

/// What happened to a file between the first look at it and the end of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was written to.
    Written,
    /// It grew.
    Longer,
    /// It was cut off.
    Shorter,
    /// Another file took its place.
    Replaced,
    /// It was moved or deleted.
    Gone,
}

/// What a file that is no spreadsheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookalike {
    /// PDF.
    Pdf,
    /// A picture.
    Image,
    /// A Word or other text document.
    Document,
    /// Slides.
    Slides,
    /// A web page without a table, often the one that asks to log in.
    Html,
    /// A web page that shows others, in which the tables are.
    Frames,
    /// A web page and its pictures in one file.
    WebArchive,
    /// Other XML.
    Xml,
    /// A zip, 7z, rar, gzip or other archive.
    Archive,
    /// An older Office file without a workbook in it.
    OldOffice,
    /// A database file.
    Database,
    /// Something without text in it.
    Unknown,
}

impl ReadError {
    /// About a file as a whole.
    pub(super) fn new(file: &str, fault: Fault) -> ReadError {
        ReadError { file: file.to_owned(), sheet: None, after: None, fault }
    }

    /// About a sheet of it.
    pub(super) fn in_sheet(file: &str, sheet: &str, fault: Fault) -> ReadError {
        ReadError { file: file.to_owned(), sheet: (!sheet.is_empty()).then(|| sheet.to_owned()), after: None, fault }
    }

    /// The same where this was the last row before it.
    pub(super) fn after(self, row: u32) -> ReadError {
        let amid = matches!(self.fault, Fault::Damaged(_) | Fault::Truncated) && row > 0;
        ReadError { after: amid.then_some(row), ..self }
    }

    /// What the system said when it was asked for the file.
    pub fn io(file: &str, error: &std::io::Error) -> ReadError {
        ReadError::new(file, Fault::from_io(error))
    }

    /// What is wrong: lower case, no full stop, the file in backticks.
    pub fn message(&self, language: Language) -> String {
        let mut place = match (&self.sheet, language) {
            (None, _) => format!("`{}`", self.file),
            (Some(sheet), Language::En) => format!("`{}`, sheet `{sheet}`", self.file),
            (Some(sheet), Language::Vi) => format!("`{}`, trang tính `{sheet}`", self.file),
        };
        if let Some(row) = self.after {
            place += &match language {
                Language::En => format!(", after row {row}"),
                Language::Vi => format!(", sau dòng {row}"),
            };
        }
        match language {
            Language::En => format!("{place}: {}", self.fault.english()),
            Language::Vi => format!("{place}: {}", self.fault.vietnamese()),
        }
    }

    /// What to do about it.
    pub fn help(&self, language: Language) -> String {
        let (english, vietnamese) = self.fault.help();
        match language {
            Language::En => english.to_owned(),
            Language::Vi => vietnamese.to_owned(),
        }
    }
}

impl Fault {
    pub(super) fn from_io(error: &std::io::Error) -> Fault {
        use std::io::ErrorKind;
        // Windows' codes for a file that another process holds.
        const SHARING_VIOLATION: i32 = 32;
        const LOCK_VIOLATION: i32 = 33;
        if let Some(Undecodable(name)) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
            return Fault::BadEncoding { name: (*name).to_owned() };
        }
        if let Some(HasChanged(change)) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
            return Fault::Changed(*change);
        }
        match error.kind() {
            ErrorKind::NotFound => Fault::NotFound,
            ErrorKind::PermissionDenied => Fault::NoPermission,
            ErrorKind::IsADirectory => Fault::IsDirectory,
            ErrorKind::UnexpectedEof => Fault::Truncated,
            // what is packed does not unpack
            ErrorKind::InvalidData | ErrorKind::InvalidInput => Fault::Damaged(error.to_string()),
            ErrorKind::FileTooLarge => Fault::TooMuch { mib: MOST_SPOOLED >> 20 },
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Fault::Files(FilesFault::NoRoom),
            _ if cfg!(windows) && matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION)) => {
                Fault::InUse
            }
            _ => Fault::Unreadable(error.to_string()),
        }
    }

    fn english(&self) -> String {
        let mib = |bytes: usize| bytes >> 20;
        match self {
            Fault::NotFound => "there is no such file".into(),
            Fault::IsDirectory => "this is a directory, expected a file".into(),
            Fault::NoPermission => "no permission to read this file".into(),
            Fault::InUse => "the file is open in another program".into(),
            Fault::LockFile => "this is not the workbook but the mark that Excel has it open".into(),
            Fault::Unreadable(detail) => format!("the file cannot be read: {detail}"),
            Fault::Empty => "the file is empty".into(),
            Fault::NoInput => "nothing came from standard input".into(),
            Fault::NotASpreadsheet(what) => format!("this is {}, expected a spreadsheet or csv", what.english()),
            Fault::Password => "the workbook is protected with a password".into(),
            Fault::Truncated => "the file breaks off before its end".into(),
            Fault::Damaged(detail) => format!("the file is damaged (detail: {detail})"),
            Fault::Changed(change) => format!("the file changed while it was read: {}", change.english()),
            Fault::NoSheet => "the workbook has no sheet with cells".into(),
            Fault::TooManyTables => {
                "this web page has more tables than are read, or they lie too deep in one another".into()
            }
            Fault::BadEncoding { name } => format!("the text cannot be read as `{name}`"),
            Fault::NotUtf8 { line, column, byte } => {
                format!("the text in line {line}, column {} is not UTF-8: byte {byte:02X}", column_letters(*column))
            }
            Fault::BrokenUtf16 { line, column } => {
                format!("the text in cell {} is not valid UTF-16", cell_name(*column, *line))
            }
            Fault::UnmarkedUtf16 => "the text seems to be UTF-16 but does not begin with the mark that says so".into(),
            Fault::UnknownCellError { value } => format!("a formula gives the error `{value}`, which is not known"),
            Fault::BadCell { row, column, value } => {
                format!("cell {} is damaged: `{}` is not what it says it holds", cell_name(*column, *row), value)
            }
            Fault::CellTooLong { row, column } => {
                format!("cell {} holds more than {} MiB of text", cell_name(*column, *row), mib(MAX_CELL_BYTES))
            }
            Fault::TextTooLong => format!("it holds more than {} MiB of text in one piece", mib(NEAR)),
            Fault::RowTooLong { row } => format!("row {row} holds more than {} MiB of text", mib(MAX_ROW_BYTES)),
            Fault::TooManyColumns { row } => {
                format!("row {row} has more columns than a spreadsheet can have ({MAX_COLUMNS})")
            }
            Fault::TooManyRows => "the file has more rows than can be numbered".into(),
            Fault::TooManyMerges => "the sheet has more merged cells than can be read".into(),
            Fault::UnclosedQuote { line } => format!("the quote (\") that begins in line {line} is never closed"),
            Fault::StrayQuote { line, closed } => {
                format!(
                    "the quote (\") that begins in line {line} is not closed before line {closed}: the rows between would be lost"
                )
            }
            Fault::StrayReturn { line } => {
                format!("in line {line} a line end of another kind (a carriage return alone) stands where no row ends")
            }
            Fault::TwoSeparators { first, second } => {
                format!(
                    "the columns may be separated by {} or by {}",
                    separator_name(*first).0,
                    separator_name(*second).0
                )
            }
            Fault::FarCell { row, column } => {
                format!(
                    "cell {} lies so far from the others that the sheet does not fit in memory",
                    cell_name(*column, *row)
                )
            }
            Fault::RepeatedRows { row } => format!("row {row} is repeated more often than data can be"),
            Fault::TooMuch { mib } => format!("it holds more than {mib} MiB"),
            Fault::TooLarge { part, bytes } => {
                format!("`{part}` in the file unpacks to {} MiB, more than can be read", bytes >> 20)
            }
            Fault::TooManyEntries { part, most } => {
                format!("`{part}` in the file has more than {most} entries of one kind, more than can be read")
            }
            Fault::UnknownPacking => "the workbook is packed by a method that is not known here".into(),
            Fault::SecondTable { sheet } => {
                format!("sheet `{sheet}` holds two tables one after the other, expected one")
            }
            Fault::Files(fault) => fault.english(),
        }
    }

    fn vietnamese(&self) -> String {
        let mib = |bytes: usize| bytes >> 20;
        match self {
            Fault::NotFound => "không tìm thấy tệp này".into(),
            Fault::IsDirectory => "đây là thư mục, cần một tệp".into(),
            Fault::NoPermission => "không có quyền đọc tệp này".into(),
            Fault::InUse => "tệp đang mở trong chương trình khác".into(),
            Fault::LockFile => "đây không phải bảng tính mà là tệp khóa do Excel tạo khi đang mở bảng tính".into(),
            Fault::Unreadable(detail) => format!("không đọc được tệp: {detail}"),
            Fault::Empty => "tệp trống".into(),
            Fault::NoInput => "đầu vào chuẩn không có gì".into(),
            Fault::NotASpreadsheet(what) => format!("đây là {}, cần tệp bảng tính hoặc csv", what.vietnamese()),
            Fault::Password => "bảng tính được bảo vệ bằng mật khẩu".into(),
            Fault::Truncated => "tệp bị cắt ngang, thiếu phần cuối".into(),
            Fault::Damaged(detail) => format!("tệp bị hỏng (chi tiết: {detail})"),
            Fault::Changed(change) => format!("tệp bị thay đổi trong khi đọc: {}", change.vietnamese()),
            Fault::NoSheet => "bảng tính không có trang nào chứa ô dữ liệu".into(),
            Fault::TooManyTables => "trang web này có quá nhiều bảng, hoặc bảng lồng trong bảng quá sâu".into(),
            Fault::BadEncoding { name } => format!("không đọc được chữ theo bảng mã `{name}`"),
            Fault::NotUtf8 { line, column, byte } => {
                format!("chữ ở dòng {line}, cột {} không phải UTF-8: byte {byte:02X}", column_letters(*column))
            }
            Fault::BrokenUtf16 { line, column } => {
                format!("chữ trong ô {} không phải UTF-16 hợp lệ", cell_name(*column, *line))
            }
            Fault::UnmarkedUtf16 => "chữ có vẻ là UTF-16 nhưng đầu tệp thiếu dấu nhận biết (BOM)".into(),
            Fault::UnknownCellError { value } => format!("có công thức cho lỗi `{value}`, không rõ là lỗi gì"),
            Fault::BadCell { row, column, value } => {
                format!("ô {} bị hỏng: `{}` không đúng kiểu dữ liệu mà ô ghi", cell_name(*column, *row), value)
            }
            Fault::CellTooLong { row, column } => {
                format!("ô {} chứa hơn {} MiB chữ", cell_name(*column, *row), mib(MAX_CELL_BYTES))
            }
            Fault::TextTooLong => format!("có hơn {} MiB chữ liền một mạch", mib(NEAR)),
            Fault::RowTooLong { row } => format!("dòng {row} chứa hơn {} MiB chữ", mib(MAX_ROW_BYTES)),
            Fault::TooManyColumns { row } => {
                format!("dòng {row} có nhiều cột hơn mức một bảng tính cho phép ({MAX_COLUMNS})")
            }
            Fault::TooManyRows => "tệp có quá nhiều dòng, không đánh số được".into(),
            Fault::TooManyMerges => "trang tính có quá nhiều ô gộp, không đọc hết được".into(),
            Fault::UnclosedQuote { line } => format!("dấu ngoặc kép (\") mở ở dòng {line} không được đóng"),
            Fault::StrayQuote { line, closed } => {
                format!("dấu ngoặc kép (\") mở ở dòng {line} đến dòng {closed} mới đóng: các dòng ở giữa sẽ bị mất")
            }
            Fault::StrayReturn { line } => {
                format!("dòng {line} có dấu xuống dòng khác kiểu (chỉ có CR) ở chỗ chưa hết một dòng dữ liệu")
            }
            Fault::TwoSeparators { first, second } => {
                format!("các cột có thể được ngăn bằng {} hoặc {}", separator_name(*first).1, separator_name(*second).1)
            }
            Fault::FarCell { row, column } => {
                format!("ô {} nằm quá xa các ô khác nên trang tính không vừa bộ nhớ", cell_name(*column, *row))
            }
            Fault::RepeatedRows { row } => format!("dòng {row} lặp lại nhiều hơn mức dữ liệu có thể có"),
            Fault::TooMuch { mib } => format!("có hơn {mib} MiB"),
            Fault::TooLarge { part, bytes } => {
                format!("phần `{part}` của tệp khi giải nén lên tới {} MiB, quá mức đọc được", bytes >> 20)
            }
            Fault::TooManyEntries { part, most } => {
                format!("phần `{part}` của tệp có hơn {most} mục cùng loại, quá mức đọc được")
            }
            Fault::UnknownPacking => "bảng tính được nén theo cách chương trình này không biết".into(),
            Fault::SecondTable { sheet } => format!("trang tính `{sheet}` có hai bảng liền nhau, chỉ được có một"),
            Fault::Files(fault) => fault.vietnamese(),
        }
    }

    fn help(&self) -> (&'static str, &'static str) {
        match self {
            Fault::NotFound => (
                "check the name and the folder; put quotes round a name with blanks in it",
                "kiểm tra tên tệp và thư mục; tên có dấu cách thì đặt trong ngoặc kép",
            ),
            Fault::IsDirectory => {
                ("name the file in it, `folder/file.xlsx`", "ghi rõ tệp trong thư mục, `thư_mục/tệp.xlsx`")
            }
            Fault::NoPermission => (
                "copy the file to a folder of your own, or ask its owner",
                "chép tệp về thư mục của mình hoặc hỏi người giữ tệp",
            ),
            Fault::InUse => ("close it there and try again", "đóng tệp ở chương trình đó rồi chạy lại"),
            Fault::LockFile => {
                ("name the workbook, the same name without `~$`", "ghi tên bảng tính, là tên này bỏ `~$` ở đầu")
            }
            Fault::Unreadable(_) => {
                ("copy the file to this computer's disk and try again", "chép tệp vào ổ đĩa của máy này rồi chạy lại")
            }
            Fault::Empty => ("open the file and check that it was saved", "mở tệp ra xem dữ liệu đã được lưu hay chưa"),
            Fault::NoInput => (
                "put a command that writes csv before `|`, or a csv file after `<`, or name a file",
                "đặt một lệnh in ra csv trước `|`, hoặc một tệp csv sau `<`, hoặc ghi tên tệp",
            ),
            Fault::NotASpreadsheet(Lookalike::Html) => (
                "open it in a browser; if it asks to log in, log in and download the file again",
                "mở bằng trình duyệt; nếu trang yêu cầu đăng nhập thì đăng nhập rồi tải lại tệp",
            ),
            Fault::NotASpreadsheet(Lookalike::Frames | Lookalike::WebArchive | Lookalike::OldOffice)
            | Fault::TooManyTables => (
                "open it in Excel or LibreOffice and save it as .xlsx",
                "mở bằng Excel hoặc LibreOffice rồi lưu thành .xlsx",
            ),
            Fault::NotASpreadsheet(Lookalike::Archive) => {
                ("unpack it and name the files in it", "giải nén rồi ghi tên các tệp bên trong")
            }
            Fault::NotASpreadsheet(_) => (
                "name a .xlsx, .xlsm, .xlsb, .xls, .ods or .csv file",
                "chọn tệp .xlsx, .xlsm, .xlsb, .xls, .ods hoặc .csv",
            ),
            Fault::Password => (
                "open it in Excel, choose File > Info > Protect Workbook > Encrypt with Password, empty the field and save",
                "mở bằng Excel, chọn Tệp > Thông tin > Bảo vệ Sổ làm việc > Mã hóa bằng Mật khẩu, xóa trống ô mật khẩu rồi lưu",
            ),
            Fault::Truncated => ("copy or download it again", "chép hoặc tải lại tệp"),
            Fault::Damaged(_) => (
                "open it in Excel, let it be repaired and save it as a new .xlsx",
                "mở bằng Excel, để Excel sửa chữa rồi lưu thành tệp .xlsx mới",
            ),
            Fault::Changed(_) => (
                "run again once nobody writes to it and it is there in full, or read a copy of it",
                "chạy lại khi tệp đã đầy đủ và không còn ai ghi vào, hoặc đọc một bản sao",
            ),
            Fault::NoSheet => {
                ("open it and check which sheet the data are in", "mở tệp ra xem dữ liệu nằm ở trang nào")
            }
            Fault::BadEncoding { .. } | Fault::UnknownPacking => {
                ("open it in Excel and save it as .xlsx", "mở bằng Excel rồi lưu thành .xlsx")
            }
            Fault::NotUtf8 { .. } | Fault::BrokenUtf16 { .. } | Fault::UnmarkedUtf16 => (
                "open it in Excel and save it as `CSV UTF-8` or .xlsx",
                "mở bằng Excel rồi lưu dạng `CSV UTF-8` hoặc .xlsx",
            ),
            Fault::UnknownCellError { .. } => (
                "search the sheet for that error and correct the formula or delete the cell's content",
                "tìm lỗi đó trong trang tính rồi sửa công thức hoặc xóa nội dung ô",
            ),
            Fault::BadCell { .. } => (
                "type the content of that cell anew in Excel and save the file",
                "nhập lại nội dung ô đó trong Excel rồi lưu tệp",
            ),
            Fault::CellTooLong { .. } | Fault::TooManyColumns { .. } => (
                "look at that place in the file; often a quote (\") or a line break is missing before it",
                "xem lại chỗ đó trong tệp; thường là thiếu dấu ngoặc kép (\") hoặc thiếu xuống dòng ở phía trước",
            ),
            Fault::StrayReturn { .. } => (
                "open it in Excel, check that line and save it as `CSV UTF-8` or .xlsx",
                "mở bằng Excel, xem lại dòng đó rồi lưu dạng `CSV UTF-8` hoặc .xlsx",
            ),
            Fault::RowTooLong { .. } | Fault::UnclosedQuote { .. } | Fault::StrayQuote { .. } => (
                "close the quote (\") in or near that line; inside quotes write a quote twice",
                "đóng dấu ngoặc kép (\") ở dòng đó hoặc gần đó; bên trong ngoặc kép thì viết dấu này hai lần",
            ),
            Fault::TooManyRows | Fault::TooManyMerges => ("split the file into several", "chia tệp thành nhiều tệp"),
            Fault::TwoSeparators { .. } => (
                "put a line `sep=;` (or `sep=,`) before the first line, or save the file as .xlsx",
                "thêm dòng `sep=;` (hoặc `sep=,`) vào đầu tệp, hoặc lưu tệp thành .xlsx",
            ),
            Fault::TooManyEntries { .. } => (
                "copy the data alone into a new workbook and save it as .xlsx, or save them as .csv",
                "chép riêng dữ liệu sang bảng tính mới rồi lưu thành .xlsx, hoặc lưu thành .csv",
            ),
            Fault::SecondTable { .. } => (
                "export the data once more, or put each table on a sheet of its own",
                "xuất lại dữ liệu, hoặc để mỗi bảng ở một trang tính riêng",
            ),
            Fault::FarCell { .. } | Fault::RepeatedRows { .. } => (
                "delete the rows and columns beyond the data, or save the file as .xlsx",
                "xóa các dòng và cột nằm ngoài dữ liệu, hoặc lưu tệp thành .xlsx",
            ),
            Fault::TooMuch { .. } => (
                "name a file in place of a pipe, save a web page as .xlsx; rules files and maps are short texts",
                "ghi tên tệp thay cho ống dẫn, lưu trang web thành .xlsx; tệp quy tắc và tệp ánh xạ là văn bản ngắn",
            ),
            Fault::TooLarge { .. } | Fault::TextTooLong => (
                "save the data as .csv, or split them into several files",
                "lưu dữ liệu thành .csv hoặc chia thành nhiều tệp",
            ),
            Fault::Files(fault) => fault.help(),
        }
    }
}

fn separator_name(separator: char) -> (&'static str, &'static str) {
    match separator {
        ',' => ("a comma (,)", "dấu phẩy (,)"),
        ';' => ("a semicolon (;)", "dấu chấm phẩy (;)"),
        '\t' => ("a tab", "dấu tab"),
        _ => ("another character", "ký tự khác"),
    }
}

impl Change {
    fn english(self) -> &'static str {
        match self {
            Change::Written => "it was written to",
            Change::Longer => "it grew longer",
            Change::Shorter => "it was cut off",
            Change::Replaced => "another file was put in its place",
            Change::Gone => "it was moved or deleted",
        }
    }

    fn vietnamese(self) -> &'static str {
        match self {
            Change::Written => "có ai đó đã ghi vào tệp",
            Change::Longer => "tệp dài thêm",
            Change::Shorter => "tệp bị cắt ngắn",
            Change::Replaced => "một tệp khác đã thay vào chỗ của tệp này",
            Change::Gone => "tệp đã bị chuyển đi hoặc bị xóa",
        }
    }
}

impl Lookalike {
    fn english(self) -> &'static str {
        match self {
            Lookalike::Pdf => "a PDF",
            Lookalike::Image => "a picture",
            Lookalike::Document => "a text document",
            Lookalike::Slides => "a slide show",
            Lookalike::Html => "a web page (html) without a table",
            Lookalike::Frames => "a web page that shows sheets from other files",
            Lookalike::WebArchive => "a web page saved as one file (mht)",
            Lookalike::Xml => "an XML file",
            Lookalike::Archive => "an archive of packed files",
            Lookalike::OldOffice => "an older Office file without a workbook in it",
            Lookalike::Database => "a database",
            Lookalike::Unknown => "a file of an unknown kind",
        }
    }

    fn vietnamese(self) -> &'static str {
        match self {
            Lookalike::Pdf => "tệp PDF",
            Lookalike::Image => "tệp ảnh",
            Lookalike::Document => "tệp văn bản",
            Lookalike::Slides => "tệp trình chiếu",
            Lookalike::Html => "trang web (html) không có bảng",
            Lookalike::Frames => "trang web hiện các trang tính nằm ở tệp khác",
            Lookalike::WebArchive => "trang web lưu thành một tệp (mht)",
            Lookalike::Xml => "tệp XML",
            Lookalike::Archive => "tệp nén",
            Lookalike::OldOffice => "tệp Office đời cũ không chứa bảng tính",
            Lookalike::Database => "tệp cơ sở dữ liệu",
            Lookalike::Unknown => "tệp không rõ loại",
        }
    }
}
