//! What can go wrong with output, in words: what was found, what was expected, what to type.

use std::fmt;
use std::io::{Error, ErrorKind};
use std::path::PathBuf;

use super::Format;
use crate::text::Language;

/// Where output goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Standard output.
    Stdout,
    /// A file, as it was named.
    File(PathBuf),
    /// The folder for temporary files, where the rows of long sheets wait.
    Scratch,
}

/// Why output could not be written. [`fmt::Display`] gives the English message.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Who read standard output has enough, `| head`. No error to speak of: end in silence, with success.
    ClosedPipe,
    /// The file to write is a folder.
    IsDirectory(PathBuf),
    /// The folder to write in does not exist.
    NoDirectory {
        /// The file as it was named.
        path: PathBuf,
        /// Its folder.
        parent: PathBuf,
    },
    /// The file to write is one of those read.
    IsInput(PathBuf),
    /// Two outputs would go to the same place.
    Twice(Place),
    /// The file to write is marked as read-only.
    ReadOnly(PathBuf),
    /// Neither `--format` nor the extension say what to write.
    UnknownExtension(PathBuf),
    /// `--format` and the extension say different things.
    FormatMismatch {
        /// The file as it was named.
        path: PathBuf,
        /// What `--format` says.
        named: Format,
        /// What the extension says.
        meant: Format,
    },
    /// No format has that name.
    UnknownFormat(String),
    /// Several tables for a format with room for one.
    OneTable(Format),
    /// More columns than a sheet of a workbook has.
    TooManyColumns(usize),
    /// The workbook could not be put together.
    Workbook(String),
    /// The system refused.
    Io {
        /// Where.
        place: Place,
        /// Why.
        source: Error,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

impl WriteError {
    /// The error of an operation on `place`.
    pub fn io(place: Place, source: Error) -> WriteError {
        match (source.kind(), place) {
            (ErrorKind::BrokenPipe, _) => WriteError::ClosedPipe,
            (ErrorKind::IsADirectory, Place::File(path)) => WriteError::IsDirectory(path),
            (_, place) => WriteError::Io { place, source },
        }
    }

    /// Whether the reader of the output went away: nothing to report, exit 0.
    pub const fn is_closed_pipe(&self) -> bool {
        matches!(self, WriteError::ClosedPipe)
    }

    /// What is wrong, on one line.
    pub fn message(&self, language: Language) -> String {
        let vi = language == Language::Vi;
        match self {
            WriteError::ClosedPipe if vi => String::from("bên nhận kết quả đã đóng"),
            WriteError::ClosedPipe => String::from("the reader of the output has closed it"),
            WriteError::IsDirectory(path) if vi => {
                format!("không ghi được vào `{}`: đây là thư mục, cần tên tệp", path.display())
            }
            WriteError::IsDirectory(path) => {
                format!("cannot write to `{}`: it is a folder, expected the name of a file", path.display())
            }
            WriteError::NoDirectory { path, parent } if vi => {
                format!("không ghi được `{}`: không có thư mục `{}`", path.display(), parent.display())
            }
            WriteError::NoDirectory { path, parent } => {
                format!("cannot write `{}`: there is no folder `{}`", path.display(), parent.display())
            }
            WriteError::IsInput(path) if vi => {
                format!("không ghi đè `{}`: đây là một tệp đầu vào", path.display())
            }
            WriteError::IsInput(path) => {
                format!("will not write over `{}`: it is one of the inputs", path.display())
            }
            WriteError::Twice(Place::File(path)) if vi => {
                format!("không ghi hai kết quả vào cùng một tệp `{}`", path.display())
            }
            WriteError::Twice(Place::File(path)) => {
                format!("will not write two results to one file, `{}`", path.display())
            }
            WriteError::Twice(_) if vi => String::from("không ghi hai kết quả cùng ra đầu ra chuẩn"),
            WriteError::Twice(_) => String::from("will not write two results to standard output"),
            WriteError::ReadOnly(path) if vi => format!("không ghi được `{}`: tệp chỉ cho đọc", path.display()),
            WriteError::ReadOnly(path) => format!("cannot write `{}`: the file is read-only", path.display()),
            WriteError::UnknownExtension(path) if vi => {
                format!("không rõ ghi `{}` theo định dạng nào: đuôi tệp không thuộc định dạng nào", path.display())
            }
            WriteError::UnknownExtension(path) => {
                format!("cannot tell which format to write `{}` in: no format has its extension", path.display())
            }
            WriteError::FormatMismatch { path, named, meant } if vi => {
                format!("`--format {named}` không hợp với tên tệp `{}`, vốn là tên của tệp {meant}", path.display())
            }
            WriteError::FormatMismatch { path, named, meant } => {
                format!("`--format {named}` does not go with `{}`, the name of a {meant} file", path.display())
            }
            WriteError::UnknownFormat(name) if vi => format!("không có định dạng `{name}`"),
            WriteError::UnknownFormat(name) => format!("there is no format `{name}`"),
            WriteError::OneTable(format) if vi => format!("tệp {format} chỉ chứa được một bảng, ở đây có nhiều bảng"),
            WriteError::OneTable(format) => format!("a {format} file holds one table, found several"),
            WriteError::TooManyColumns(columns) if vi => {
                format!("bảng có {columns} cột, một trang tính chỉ chứa được 16384 cột")
            }
            WriteError::TooManyColumns(columns) => {
                format!("the table has {columns} columns, a sheet of a workbook holds 16384")
            }
            WriteError::Workbook(reason) if vi => format!("không tạo được tệp xlsx: {reason}"),
            WriteError::Workbook(reason) => format!("cannot make the workbook: {reason}"),
            WriteError::Io { place, source } => {
                let reason = reason(source, language);
                match (place, vi) {
                    (Place::Stdout, true) => format!("không ghi được ra đầu ra chuẩn: {reason}"),
                    (Place::Stdout, false) => format!("cannot write to standard output: {reason}"),
                    (Place::File(path), true) => format!("không ghi được `{}`: {reason}", path.display()),
                    (Place::File(path), false) => format!("cannot write `{}`: {reason}", path.display()),
                    (Place::Scratch, true) => format!("không ghi được tệp tạm: {reason}"),
                    (Place::Scratch, false) => format!("cannot write a temporary file: {reason}"),
                }
            }
        }
    }

    /// What to do about it; each a line, often none.
    pub fn help(&self, language: Language) -> Vec<String> {
        let vi = language == Language::Vi;
        let names = || Format::ALL.map(|format| format!("`{format}`")).join(", ");
        let line = match self {
            WriteError::IsDirectory(path) => {
                let file = path.join("summary.xlsx");
                let file = file.display();
                if vi {
                    format!("ghi rõ tên tệp, ví dụ `-o {file}`")
                } else {
                    format!("name a file: `-o {file}`")
                }
            }
            WriteError::NoDirectory { parent, .. } => {
                let parent = parent.display();
                if vi {
                    format!("tạo thư mục `{parent}` trước")
                } else {
                    format!("create the folder `{parent}` first")
                }
            }
            WriteError::IsInput(_) | WriteError::ReadOnly(_) if vi => String::from("chọn tên khác cho tệp ghi ra"),
            WriteError::IsInput(_) | WriteError::ReadOnly(_) => String::from("give another name for the file to write"),
            WriteError::Twice(_) if vi => String::from("chọn hai tên tệp khác nhau cho `-o` và `--problems`"),
            WriteError::Twice(_) => String::from("give `-o` and `--problems` two different file names"),
            WriteError::UnknownExtension(_) if vi => {
                format!("dùng đuôi .txt, .csv, .json, .jsonl, .md hoặc .xlsx, hoặc thêm `--format` với {}", names())
            }
            WriteError::UnknownExtension(_) => {
                format!("end the name in .txt, .csv, .json, .jsonl, .md or .xlsx, or add `--format` with {}", names())
            }
            WriteError::FormatMismatch { .. } if vi => String::from("bỏ `--format` hoặc đổi đuôi tệp"),
            WriteError::FormatMismatch { .. } => String::from("leave `--format` out, or change the file's extension"),
            WriteError::UnknownFormat(_) if vi => format!("các định dạng: {}", names()),
            WriteError::UnknownFormat(_) => format!("the formats are {}", names()),
            WriteError::OneTable(_) if vi => String::from("chọn một bảng bằng `--table`, hoặc dùng `--format xlsx`"),
            WriteError::OneTable(_) => String::from("choose one with `--table`, or use `--format xlsx`"),
            WriteError::TooManyColumns(_) if vi => String::from("dùng `--format csv`"),
            WriteError::TooManyColumns(_) => String::from("use `--format csv`"),
            WriteError::Io { place: Place::Scratch, source } if is_full(source) => {
                if vi {
                    String::from("dành thêm chỗ trong thư mục tạm, đặt `TMPDIR` sang ổ khác, hoặc dùng `--format csv`")
                } else {
                    String::from(
                        "make room where temporary files go, set `TMPDIR` to another disk, or use `--format csv`",
                    )
                }
            }
            WriteError::Io { place: Place::File(_), source } if is_full(source) => {
                if vi {
                    String::from("giải phóng chỗ trên ổ đĩa hoặc ghi sang ổ khác; tệp cũ, nếu có, vẫn còn nguyên")
                } else {
                    String::from("make room or write to another disk; a file that was there before is unchanged")
                }
            }
            WriteError::Io { source, .. } if is_full(source) && vi => {
                String::from("giải phóng chỗ trên ổ đĩa hoặc ghi sang ổ khác")
            }
            WriteError::Io { source, .. } if is_full(source) => String::from("make room or write to another disk"),
            WriteError::Io { .. } | WriteError::Workbook(_) | WriteError::ClosedPipe => return Vec::new(),
        };
        vec![line]
    }
}

fn is_full(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}

/// The system's reason in words, without its number.
fn reason(error: &Error, language: Language) -> String {
    let vi = language == Language::Vi;
    let known = match error.kind() {
        ErrorKind::StorageFull if vi => "ổ đĩa đã đầy",
        ErrorKind::StorageFull => "no space is left on the disk",
        ErrorKind::QuotaExceeded if vi => "đã hết dung lượng được cấp",
        ErrorKind::QuotaExceeded => "the disk quota is used up",
        ErrorKind::PermissionDenied if vi => "không có quyền ghi",
        ErrorKind::PermissionDenied => "no permission to write there",
        ErrorKind::ReadOnlyFilesystem if vi => "ổ đĩa chỉ cho đọc",
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        ErrorKind::NotFound if vi => "không có tệp hoặc thư mục này",
        ErrorKind::NotFound => "there is no such file or folder",
        ErrorKind::FileTooLarge if vi => "tệp quá lớn đối với ổ đĩa này",
        ErrorKind::FileTooLarge => "the file is too large for this disk",
        ErrorKind::InvalidFilename if vi => "tên tệp không hợp lệ",
        ErrorKind::InvalidFilename => "the file name is not valid or too long",
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut letters = text.chars();
            return match letters.next() {
                Some(first) => first.to_lowercase().chain(letters).collect(),
                None => text.to_string(),
            };
        }
    };
    String::from(known)
}
