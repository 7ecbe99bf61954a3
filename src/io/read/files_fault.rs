//! What is wrong with what stands for several files, in words for the person who named it.

/// What is wrong with an archive, a folder or a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilesFault {
    /// An archive with no table in it.
    NothingInArchive,
    /// A folder with no table in it.
    NothingInFolder,
    /// A pattern that no file fits.
    NothingMatches,
    /// An archive where a single file is wanted.
    SeveralFiles {
        /// How many are in it.
        files: usize,
    },
    /// An archive in an archive.
    Nested,
    /// A packed file that asks for a password.
    Password,
    /// Two files with the same name in an archive.
    TwoOfOneName,
    /// More files than are looked at.
    TooManyFiles {
        /// How many are.
        most: usize,
    },
    /// A packed file that grows beyond all measure.
    UnpacksTooLarge {
        /// To how much it may grow.
        mib: u64,
    },
    /// A file packed by a method that is not known.
    UnknownMethod,
    /// The disk with the temporary files is full.
    NoRoom,
}

impl FilesFault {
    pub(super) fn english(self) -> String {
        match self {
            FilesFault::NothingInArchive => "the archive holds no spreadsheet or csv".into(),
            FilesFault::NothingInFolder => "the folder holds no spreadsheet or csv".into(),
            FilesFault::NothingMatches => "no spreadsheet or csv matches this pattern".into(),
            FilesFault::SeveralFiles { files } => format!("the archive holds {files} files, expected one"),
            FilesFault::Nested => "this is an archive in an archive".into(),
            FilesFault::Password => "the packed file is protected with a password".into(),
            FilesFault::TwoOfOneName => "the archive holds two files of one name".into(),
            FilesFault::TooManyFiles { most } => format!("there are more than {most} files in it"),
            FilesFault::UnpacksTooLarge { mib } => format!("it unpacks to more than {mib} MiB, more than can be read"),
            FilesFault::UnknownMethod => "it is packed by a method that is not known here".into(),
            FilesFault::NoRoom => "the disk with the temporary files has no room for it".into(),
        }
    }

    pub(super) fn vietnamese(self) -> String {
        match self {
            FilesFault::NothingInArchive => "tệp nén không chứa bảng tính hay csv nào".into(),
            FilesFault::NothingInFolder => "thư mục không chứa bảng tính hay csv nào".into(),
            FilesFault::NothingMatches => "không có bảng tính hay csv nào khớp với mẫu tên này".into(),
            FilesFault::SeveralFiles { files } => format!("tệp nén chứa {files} tệp, cần một tệp"),
            FilesFault::Nested => "đây là tệp nén nằm trong tệp nén".into(),
            FilesFault::Password => "tệp bên trong được bảo vệ bằng mật khẩu".into(),
            FilesFault::TwoOfOneName => "tệp nén chứa hai tệp cùng tên".into(),
            FilesFault::TooManyFiles { most } => format!("có hơn {most} tệp trong đó"),
            FilesFault::UnpacksTooLarge { mib } => format!("khi giải nén lên tới hơn {mib} MiB, quá mức đọc được"),
            FilesFault::UnknownMethod => "tệp được nén theo cách chương trình này không biết".into(),
            FilesFault::NoRoom => "ổ đĩa chứa tệp tạm không còn đủ chỗ".into(),
        }
    }

    /// What to do about it, in English and in Vietnamese.
    pub(super) fn help(self) -> (&'static str, &'static str) {
        match self {
            FilesFault::NothingInArchive | FilesFault::NothingInFolder | FilesFault::NothingMatches => (
                "what is read has a name in .xlsx, .xlsm, .xlsb, .xls, .ods, .csv, .tsv, .tab, .txt, .html or .xml",
                "các tệp được đọc có đuôi .xlsx, .xlsm, .xlsb, .xls, .ods, .csv, .tsv, .tab, .txt, .html hoặc .xml",
            ),
            FilesFault::SeveralFiles { .. } | FilesFault::Nested | FilesFault::UnknownMethod => {
                ("unpack it and name the files in it", "giải nén rồi ghi tên các tệp bên trong")
            }
            FilesFault::Password => (
                "unpack it with the password and name the files in it",
                "giải nén bằng mật khẩu rồi ghi tên các tệp bên trong",
            ),
            FilesFault::TwoOfOneName => (
                "unpack it, see which of the two is right and name that",
                "giải nén, xem tệp nào đúng rồi ghi tên tệp đó",
            ),
            FilesFault::TooManyFiles { .. } => {
                ("name a part of them, such as the folder of one province", "chọn một phần, ví dụ thư mục của một tỉnh")
            }
            FilesFault::UnpacksTooLarge { .. } => (
                "check where it comes from; if it is right, unpack it and name the files in it",
                "xem lại tệp lấy từ đâu; nếu đúng thì giải nén rồi ghi tên các tệp bên trong",
            ),
            FilesFault::NoRoom => (
                "free some room on the disk with the temporary files, or set `TMPDIR` to a folder on another one",
                "giải phóng ổ đĩa chứa tệp tạm, hoặc đặt `TMPDIR` là thư mục trên ổ đĩa khác",
            ),
        }
    }
}
