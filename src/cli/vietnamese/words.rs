//! The Vietnamese words of `--help`, one table each for commands, arguments, answers, headings and placeholders. Holds words
//! only; where they go is said in the parent.

/// What a command does, by its path; empty for the program.
pub(super) const COMMANDS: &[(&str, &str)] = &[
    ("", "Rà soát hộ nghèo, hộ cận nghèo theo chuẩn nghèo đa chiều của Việt Nam"),
    ("classify", "Phân loại từng hộ: mỗi hộ một dòng, theo thứ tự trong tệp"),
    ("summary", "Tổng hợp số hộ theo phân loại và theo chỉ số thiếu hụt cho từng xã, hoặc theo trường khác"),
    ("forms", "Lập các biểu báo cáo của đợt rà soát, theo từng xã"),
    ("list", "Lập danh sách hộ nghèo hoặc hộ cận nghèo của từng thôn, bản để niêm yết"),
    ("support", "Đếm hộ và người được từng chính sách hỗ trợ, theo từng xã, hoặc lập danh sách theo thứ tự ưu tiên"),
    ("targets", "Tính các chỉ tiêu của kế hoạch: đạt hay chưa, thiếu bao nhiêu, còn cần bao nhiêu hộ, theo từng xã"),
    ("compare", "So sánh hai đợt rà soát: hộ nào thoát nghèo, tái nghèo, phát sinh mới, ở từng xã"),
    (
        "review",
        "Lập toàn bộ hồ sơ của đợt rà soát: các biểu, danh sách phân loại, diễn biến, vấn đề dữ liệu, trang xem kết quả",
    ),
    ("verify", "Lập lại một đợt rà soát từ bản kê và cho biết kết quả có giống hệt không"),
    (
        "explain",
        "Giải thích kết quả của một hộ: từng quy định, từng câu trả lời kèm ô dữ liệu, và thay đổi nào làm đổi kết quả",
    ),
    ("check", "Liệt kê các vấn đề của dữ liệu rà soát, kèm vị trí"),
    (
        "fields",
        "Cho biết dữ liệu được hiểu thế nào: trang tính, cột, những gì không nhận ra, những gì chuẩn nghèo còn thiếu",
    ),
    ("rules", "Liệt kê, xem, kiểm tra, chạy thử và soạn bộ quy tắc của chuẩn nghèo"),
    ("rules list", "Liệt kê các chuẩn nghèo có sẵn và những năm áp dụng"),
    (
        "rules show",
        "In một chuẩn nghèo thành văn bản để đọc đối chiếu với luật; tệp hỗ trợ, kế hoạch có sẵn thì in nguyên văn",
    ),
    ("rules check", "Kiểm tra tệp quy tắc: nêu mọi lỗi, mỗi lỗi kèm vị trí"),
    ("rules test", "Chạy các ca kiểm thử của tệp quy tắc"),
    ("rules new", "Ghi một tệp quy tắc mẫu có chú thích để bắt đầu soạn"),
    ("template", "Ghi một bảng tính trống để nhập dữ liệu rà soát; nhập xong là đọc được ngay, không cần tùy chọn nào"),
    ("sample", "Tạo dữ liệu rà soát giả định của huyện Yên Châu: cùng tùy chọn thì cùng kết quả"),
    ("completions", "Ghi tập lệnh gợi ý tự động cho trình dòng lệnh"),
    ("man", "Ghi trang hướng dẫn cho lệnh man"),
    ("help", "In hướng dẫn này hoặc hướng dẫn của một lệnh"),
];

/// What the program does, in full.
pub(super) const PROGRAM: &str = "\
Rà soát hộ nghèo, hộ cận nghèo theo chuẩn nghèo đa chiều của Việt Nam

Đọc bảng tính dữ liệu rà soát, áp dụng chuẩn nghèo trong một bộ quy tắc (có sẵn Nghị định 07/2021/NĐ-CP), rồi cho biết từng \
hộ là hộ nghèo, hộ cận nghèo, hộ có mức sống trung bình hay hộ không nghèo và vì sao, cùng số liệu tổng hợp theo xã";

/// What an argument means, by its id; those of one command only are `command id`. Placeholders are in [`PLACEHOLDERS`].
pub(super) const ARGUMENTS: &[(&str, &str)] = &[
    // every command
    ("lang", "Ngôn ngữ của tiêu đề và thông báo [mặc định: theo ngôn ngữ của máy]"),
    ("color", "Khi nào dùng màu"),
    ("quiet", "Chỉ in kết quả và lỗi: không cảnh báo, không báo tiến độ"),
    ("help", "In hướng dẫn"),
    ("version", "In phiên bản"),
    // commands on a survey
    (
        "input",
        "Dữ liệu rà soát: bảng tính, tệp csv, tệp nén zip, gz hoặc zst của chúng, thư mục hay mẫu tên; `-` là đọc một tệp từ đầu vào chuẩn",
    ),
    (
        "rules",
        "Tệp quy tắc, hoặc mã của một chuẩn nghèo có sẵn [mặc định: chuẩn nghèo có sẵn áp dụng cho ngày rà soát]",
    ),
    ("date", "Ngày rà soát; tuổi và các mức theo thời gian được tính tại ngày này [mặc định: theo dữ liệu]"),
    ("year", "Năm rà soát, khi dữ liệu không ghi"),
    ("settings", "Cách hiểu một điểm mà luật để ngỏ; xem danh sách bằng `rasoat rules show`"),
    ("map", "Tệp ánh xạ: thêm các cách viết tiêu đề và câu trả lời của mẫu biểu này"),
    ("number_format", "Cách ngăn hàng nghìn và phần thập phân của số viết dạng chữ, khi tệp không cho biết"),
    ("filter", "Chỉ lấy các hộ thỏa điều kiện này, ví dụ \"class = 'poor' and area = 'rural'\""),
    ("threads", "Số luồng xử lý; kết quả không phụ thuộc vào số này [mặc định: mỗi lõi một luồng]"),
    ("strict", "Báo không đạt (mã thoát 1) nếu dữ liệu có vấn đề"),
    ("problems", "Ghi thêm các vấn đề dữ liệu vào tệp này; định dạng theo đuôi tệp"),
    (
        "format",
        "Định dạng: table, csv, json, jsonl, markdown hoặc xlsx [mặc định: theo đuôi tệp của --output, nếu không thì table]",
    ),
    ("output", "Tệp kết quả; `-` là đầu ra chuẩn"),
    ("redact", "Thay mã hộ và họ tên bằng mã thay thế, tạo từ khóa trong tệp này; cùng khóa thì cùng mã thay thế"),
    // single commands
    (
        "summary by",
        "Các trường dùng để nhóm, cách nhau bằng dấu phẩy: trường mã, chữ hoặc có/không; `none` để chỉ có một dòng",
    ),
    ("summary table", "Bảng nào trong hai bảng, khi định dạng chỉ chứa được một [mặc định: classification]"),
    (
        "summary of",
        "Bảng chỉ số thiếu hụt trên màn hình và Markdown tính cho hộ nào: một phân loại, nhiều phân loại, hoặc `all`",
    ),
    (
        "summary sort",
        "Thứ tự các dòng: `name` hoặc tên một cột của csv (số xếp từ cao xuống thấp) [mặc định: như trong dữ liệu]",
    ),
    ("summary total", "Thêm dòng tổng cộng cả vào csv, json và jsonl"),
    ("min_cell", "Không hiện số nào dưới N hộ, và không hiện số nào từ đó suy ra được số ấy"),
    ("compare previous", "Danh sách hoặc dữ liệu của đợt trước"),
    ("compare current", "Danh sách hoặc dữ liệu của đợt này"),
    (
        "history",
        "Danh sách của các đợt trước nữa: hộ có trong đó là tái nghèo, tái cận nghèo, hộ không có là phát sinh mới",
    ),
    ("units", "Tệp csv có cột `old` và `new`: các xã đã sáp nhập hoặc đổi tên giữa hai đợt"),
    ("matching", "Phải chắc đến đâu thì hai dòng mới là một hộ"),
    (
        "compare table",
        "Bảng nào [mặc định: các bảng diễn biến trên màn hình, từng hộ khi ghi csv, tất cả khi ghi bảng tính hoặc json]",
    ),
    (
        "compare rules",
        "Tệp quy tắc, hoặc mã của một chuẩn nghèo có sẵn; ghi hai lần cho đợt trước và đợt này [mặc định: chuẩn áp dụng cho ngày rà soát]",
    ),
    ("compare year", "Năm rà soát, khi dữ liệu không ghi; ghi hai lần cho đợt trước và đợt này"),
    ("compare date", "Ngày rà soát; ghi hai lần cho đợt trước và đợt này [mặc định: theo dữ liệu]"),
    ("previous", "Danh sách hoặc dữ liệu của đợt rà soát trước; các tệp của một đợt nối bằng `+`"),
    ("rows", "Dòng, cột và số hiệu của biểu theo mẫu nào"),
    ("check_columns", "Thêm cột kiểm tra bên cạnh các biểu trong bảng tính"),
    (
        "review min_cell",
        "Không hiện số nào dưới N hộ trên trang xem kết quả và trên các biểu; chỉ công bố một trong hai, không công bố cùng lúc",
    ),
    (
        "review targets",
        "Tệp chỉ tiêu của kế hoạch, hoặc mã của một kế hoạch có sẵn: chỉ tiêu nào đạt, còn thiếu bao nhiêu",
    ),
    ("review output", "Thư mục để ghi vào; chưa có thì được tạo"),
    ("verify manifest", "Bản kê mà `rasoat review` đã ghi"),
    ("forms forms", "Chỉ lập biểu có số này, theo số của tỉnh hoặc của thông tư (7.1); ghi nhiều lần cho nhiều biểu"),
    ("list class", "Phân loại nào"),
    ("list members", "Mỗi thành viên một dòng, như biểu 14 (hộ cận nghèo) và biểu 15 (hộ nghèo)"),
    ("support support", "Tệp chính sách hỗ trợ, hoặc mã của một tệp có sẵn [mặc định: support-2022]"),
    ("support measures", "Chỉ lấy chính sách có mã này; ghi nhiều lần cho nhiều chính sách"),
    ("support list", "Lập danh sách tên hộ hoặc thành viên, theo thứ tự ưu tiên"),
    ("support previous", "Danh sách hoặc dữ liệu của đợt trước, để biết hộ mới thoát nghèo"),
    ("targets targets", "Tệp chỉ tiêu, hoặc mã của một kế hoạch có sẵn"),
    ("targets previous", "Danh sách hoặc dữ liệu của đợt trước, để tính mức tăng, giảm"),
    ("explain household", "Mã hộ"),
    ("fields table", "Bảng nào, khi định dạng chỉ chứa được một [mặc định: columns]"),
    (
        "fields write_map",
        "Ghi thêm một tệp ánh xạ cho mẫu biểu này, để sửa rồi dùng với --map; `-` in ra màn hình thay cho các bảng",
    ),
    ("fields codebook", "Không xem dữ liệu, chỉ liệt kê các trường và mã trả lời mà tệp ánh xạ có thể ghi"),
    ("rules list format", "Định dạng: table, csv, json, jsonl hoặc markdown"),
    ("rules show standard", "Tệp quy tắc, hoặc mã của một chuẩn nghèo, tệp hỗ trợ hay kế hoạch có sẵn"),
    ("rules show toml", "In chính tệp quy tắc"),
    ("rules show sql", "In chuẩn nghèo thành truy vấn SQL trên hai bảng `households` và `members`"),
    ("rules show year", "Năm rà soát mà truy vấn SQL dùng [mặc định: năm đầu tiên của chuẩn]"),
    ("rules check files", "Các tệp quy tắc"),
    ("rules test files", "Các tệp quy tắc hoặc mã của chuẩn nghèo có sẵn"),
    ("template output", "Bảng tính cần ghi; `-` là đầu ra chuẩn"),
    (
        "template rules",
        "Tệp quy tắc, hoặc mã của một chuẩn nghèo có sẵn [mặc định: chuẩn có sẵn của năm --year, nếu không thì chuẩn đầy đủ mới nhất]",
    ),
    ("template year", "Năm rà soát; các ngày phải phù hợp với năm này"),
    ("template rows", "Số dòng chuẩn bị cho hộ; số dòng cho thành viên gấp sáu lần"),
    ("template example", "Ghi sẵn ba hộ hư cấu làm mẫu"),
    ("sample households", "Số hộ"),
    ("sample seed", "Số khởi tạo ngẫu nhiên: số khác thì ra các hộ khác"),
    ("sample missing", "Cứ một nghìn câu trả lời thì bao nhiêu câu bị thiếu"),
    ("sample year", "Năm rà soát"),
    ("sample way", "Dữ liệu ghi những gì về hộ"),
    ("sample headers", "Cách viết tiêu đề và câu trả lời"),
    (
        "sample output",
        "Thư mục để chứa households.csv và members.csv, một bảng tính .xlsx, hoặc một tệp .csv (hai tệp, nếu có thành viên)",
    ),
    ("completions shell", "Trình dòng lệnh"),
];

/// What the answers of an argument mean, by the argument's key in [`ARGUMENTS`] and the answer. Answers that say it
/// themselves are not here.
pub(super) const ANSWERS: &[(&str, &str, &str)] = &[
    ("lang", "en", "tiếng Anh"),
    ("lang", "vi", "tiếng Việt"),
    ("color", "auto", "khi in ra màn hình"),
    ("color", "always", "luôn luôn"),
    ("color", "never", "không bao giờ"),
    ("summary table", "classification", "phân loại hộ"),
    ("summary table", "deprivations", "các chỉ số thiếu hụt"),
    ("matching", "certain", "cùng mã hộ, hoặc cùng số định danh của chủ hộ"),
    ("matching", "likely", "cả khi chủ hộ cùng tên, năm sinh và thôn mà không có ai khác như vậy"),
    ("compare table", "poor", "diễn biến hộ nghèo, như biểu 2"),
    ("compare table", "near-poor", "diễn biến hộ cận nghèo, như biểu 3"),
    ("compare table", "classes", "phân loại trước và nay của từng xã"),
    ("compare table", "households", "từng hộ"),
    ("list class", "poor", "hộ nghèo"),
    ("list class", "near_poor", "hộ cận nghèo"),
    ("fields table", "sheets", "các trang tính"),
    ("fields table", "columns", "các cột"),
    ("fields table", "needed", "các trường còn thiếu"),
    ("rows", "ministry", "mẫu của thông tư: khu vực thành thị và nông thôn với các xã"),
    ("rows", "province", "mẫu của tỉnh: đơn vị cấp trên với các xã, thêm một số cột"),
    ("sample way", "raw", "câu trả lời về hộ, nhà ở và từng thành viên"),
    ("sample way", "points", "điểm B1 và điểm B2"),
    ("sample way", "recorded", "thu nhập bình quân đầu người và mười hai chỉ số thiếu hụt đã ghi"),
    ("sample headers", "vi", "tiếng Việt, như trên phiếu"),
    ("sample headers", "id", "tên và mã dùng cho máy"),
];

/// Headings over groups of arguments.
pub(super) const HEADINGS: &[(&str, &str)] = &[
    ("General options", "Tùy chọn chung"),
    ("Survey and standard", "Dữ liệu và chuẩn nghèo"),
    ("Output", "Kết quả"),
    ("Previous review", "Đợt rà soát trước"),
];

/// What stands for an argument's value, by its English word. Dates and answers to choose from look the same in both.
pub(super) const PLACEHOLDERS: &[(&str, &str)] = &[
    ("LANG", "NGÔN_NGỮ"),
    ("LAYOUT", "KIỂU"),
    ("WHEN", "KHI_NÀO"),
    ("INPUT", "DỮ_LIỆU"),
    ("FILE", "TỆP"),
    ("KEYFILE", "TỆP_KHÓA"),
    ("FILE|ID", "TỆP|MÃ"),
    ("DIR|FILE", "THƯ_MỤC|TỆP"),
    ("ID", "MÃ"),
    ("YYYY", "NĂM"),
    ("YYYY-MM-DD", "NĂM-THÁNG-NGÀY"),
    ("SETTING=CHOICE", "ĐIỂM=CÁCH_HIỂU"),
    ("vi|en", "vi|en"),
    ("EXPR", "BIỂU_THỨC"),
    ("FORMAT", "ĐỊNH_DẠNG"),
    ("FIELD[,FIELD...]", "TRƯỜNG[,TRƯỜNG...]"),
    ("TABLE", "BẢNG"),
    ("CLASS", "PHÂN_LOẠI"),
    ("COLUMN", "CỘT"),
    ("N", "SỐ"),
    ("NUMBER", "SỐ"),
    ("PREVIOUS", "ĐỢT_TRƯỚC"),
    ("CURRENT", "ĐỢT_NÀY"),
    ("FOLDER", "THƯ_MỤC"),
    ("LAYOUT", "MẪU"),
    ("MANIFEST", "BẢN_KÊ"),
    ("HOW", "MỨC"),
    ("S", "SỐ"),
    ("PER_MILLE", "PHẦN_NGHÌN"),
    ("WAY", "CÁCH"),
    ("HEADERS", "CÁCH_VIẾT"),
    ("SHELL", "TRÌNH_LỆNH"),
];
