//! A small codebook for the tests of this stage.

use super::codebook::Codebook;
use super::codebook_file::load;

const TEXT: &str = r###"
unknown = ["-", "--", "…", "?", "KXĐ", "không rõ", "N/A", "-9", "-999999999", "##N/A##"]
yes = ["1", "x", "có", "yes", "y", "true", "✓", "C"]
no = ["0", "không", "no", "n", "false", "K"]

[[household]]
id = "household_id"
type = "text"
title = { vi = "Mã hộ", en = "Household id" }
spellings = ["Mã số hộ", "family.code"]
if_bad = "reject"

[[household]]
id = "commune"
type = "text"
title = { vi = "Xã/Phường", en = "Commune" }
spellings = ["Xã", "Đơn vị"]

[[household]]
id = "village"
type = "text"
title = { vi = "Thôn/Bản", en = "Village" }
spellings = ["Thôn", "Bản", "Đơn vị"]

[[household]]
id = "head_name"
type = "text"
title = { vi = "Chủ hộ", en = "Head of household" }
spellings = ["Họ và tên chủ hộ"]
personal = true

[[household]]
id = "area"
type = "code"
title = { vi = "Khu vực", en = "Area" }
spellings = ["KV", "TTNT"]
codes = [
  { id = "rural", title = { vi = "Nông thôn", en = "Rural" }, spellings = ["NT", "2"] },
  { id = "urban", title = { vi = "Thành thị", en = "Urban" }, spellings = ["TT", "đô thị", "1"] },
]

[[household]]
id = "ethnicity"
type = "text"
title = { vi = "Dân tộc", en = "Ethnicity" }

[[household]]
id = "persons"
type = "count"
title = { vi = "Số nhân khẩu", en = "Persons" }
spellings = ["Nhân khẩu"]
range = [1, 50]
unknown = ["99"]

[[household]]
id = "income_month"
type = "money"
title = { vi = "Tổng thu nhập một tháng", en = "Income per month" }
spellings = ["Thu nhập (tháng)"]
range = [0, 10_000_000_000]

[[household]]
id = "income_person_month"
type = "money"
title = { vi = "Thu nhập bình quân một người một tháng", en = "Income per person and month" }
spellings = ["Thu nhập bình quân", "TNBQ", "Thu nhập (đồng/người/tháng)"]
range = [0, 1_000_000_000]

[[household]]
id = "b2"
type = "points"
title = { vi = "Điểm B2", en = "Points B2" }
spellings = ["b2Point"]
range = [0, 120]
step = 10

[[household]]
id = "water"
type = "bool"
title = { vi = "Nguồn nước sinh hoạt", en = "Water" }
blank = "no_in_marks"

[[household]]
id = "toilet"
type = "bool"
title = { vi = "Nhà tiêu hợp vệ sinh", en = "Toilet" }
blank = "no_in_marks"

[[household]]
id = "internet"
type = "bool"
title = { vi = "Sử dụng internet", en = "Internet" }

[[household]]
id = "wall"
type = "code"
title = { vi = "Tường", en = "Wall" }
codes = [
  { id = "concrete", title = { vi = "Bê tông", en = "Concrete" } },
  { id = "bamboo", title = { vi = "Tre", en = "Bamboo" } },
  { id = "brick", title = { vi = "Gạch", en = "Brick" }, spellings = ["gạch/đá"] },
]
groups = { durable = ["concrete", "brick"] }

[[household]]
id = "floor_area"
type = "area"
title = { vi = "Diện tích nhà ở", en = "Floor area" }
range = [1, 2000]

[[household]]
id = "review_date"
type = "date"
title = { vi = "Thời gian rà soát", en = "Review date" }
range = [2000-01-01, 2100-12-31]

[[household]]
id = "review_year"
type = "year"
title = { vi = "Năm rà soát", en = "Review year" }
range = [2000, 2100]

[[member]]
id = "household_id"
type = "text"
title = { vi = "Mã hộ", en = "Household id" }
spellings = ["Mã số hộ"]
if_bad = "reject"

[[member]]
id = "member_no"
type = "count"
title = { vi = "STT thành viên", en = "Member number" }
spellings = ["TT"]

[[member]]
id = "name"
type = "text"
title = { vi = "Họ và tên", en = "Name" }
personal = true

[[member]]
id = "birth_date"
type = "date"
title = { vi = "Ngày sinh", en = "Birth date" }
range = [1900-01-01, 2030-12-31]

[[member]]
id = "relation"
type = "code"
title = { vi = "Quan hệ với chủ hộ", en = "Relation to the head" }
codes = [
  { id = "head", title = { vi = "Chủ hộ", en = "Head" }, spellings = ["1"] },
  { id = "spouse", title = { vi = "Vợ/chồng", en = "Spouse" }, spellings = ["2"] },
  { id = "child", title = { vi = "Con", en = "Child" }, spellings = ["3"] },
]

[[member]]
id = "ethnicity"
type = "text"
title = { vi = "Dân tộc", en = "Ethnicity" }

[[member]]
id = "insured"
type = "bool"
title = { vi = "Bảo hiểm y tế", en = "Health insurance" }
spellings = ["BHYT"]

[[member]]
id = "disabled"
type = "bool"
title = { vi = "Khuyết tật", en = "Disabled" }
blank = "no_in_marks"
"###;

/// The fixture.
pub fn codebook() -> Codebook {
    load("fixture.toml", TEXT).unwrap_or_else(|report| panic!("{}", report.render(false)))
}
