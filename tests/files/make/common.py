"""Columns, titles and looks that many files share."""

from data import DEPRIVATIONS, excel_date
from model import extra, h, header, m


def mark(value, household=None, member=None):
    """An x for yes, a blank for no."""
    return "x" if value else None


def one_zero(value, household=None, member=None):
    return None if value is None else int(value)


def as_date(value, household=None, member=None):
    return excel_date(value)


def year_only(value, household=None, member=None):
    return None if value is None else value[:4]


ID = h("household_id", "Mã hộ")
COMMUNE = h("commune", "Xã")
VILLAGE = h("village", "Thôn/Bản")
HEAD = h("head_name", "Họ và tên chủ hộ")
ETHNICITY = h("ethnicity", "Dân tộc")
AREA = h("area", "Khu vực")
PERSONS = h("persons", "Số nhân khẩu")
INCOME = h("income_person_month", "Thu nhập bình quân đầu người/tháng")
FLOOR = h("floor_area", "Diện tích nhà ở (m2)")
REVIEWED = h("review_date", "Ngày rà soát", as_date)

HOUSEHOLD = [ID, COMMUNE, VILLAGE, HEAD, ETHNICITY, AREA, PERSONS, INCOME, FLOOR, REVIEWED]
SHORT = [ID, COMMUNE, VILLAGE, HEAD, PERSONS, INCOME]
DWELLING = [
    h("wall", "Tường"), h("pillar", "Cột"), h("roof", "Mái"), h("floor_area", "Diện tích nhà ở (m2)"),
    h("water_source", "Nguồn nước"), h("toilet", "Nhà tiêu"), h("internet", "Sử dụng internet"),
]

MEMBER_ID = m("household_id", "Mã hộ")
MEMBER_NO = m("member_no", "STT thành viên")
NAME = m("name", "Họ và tên")
SEX = m("sex", "Giới tính")
RELATION = m("relation", "Quan hệ với chủ hộ")
BIRTH = m("birth_date", "Ngày sinh")
BIRTH_YEAR = m("birth_year", "Năm sinh")
INSURED = m("insured", "Có thẻ BHYT")
MEMBER = [
    MEMBER_ID, MEMBER_NO, NAME, SEX, RELATION, BIRTH, m("works", "Có việc làm"), m("wage_worker", "Làm công ăn lương"),
    m("has_contract", "Có hợp đồng lao động"), m("monthly_allowance", "Hưởng trợ cấp xã hội hằng tháng"), INSURED,
    m("attending", "Đang đi học"), m("attending_level", "Đang học cấp/lớp"), m("highest_education", "Bằng cấp cao nhất"),
]
MEMBER_SHORT = [MEMBER_ID, MEMBER_NO, NAME, SEX, BIRTH, INSURED]

# How official forms name the twelve, short where the codebook's own title is long.
DEPRIVATION_TITLES = [
    "Việc làm", "Người phụ thuộc", "Dinh dưỡng", "Bảo hiểm y tế", "Trình độ giáo dục người lớn",
    "Tình trạng đi học của trẻ em", "Chất lượng nhà ở", "Diện tích nhà ở bình quân đầu người", "Nguồn nước sinh hoạt",
    "Nhà tiêu hợp vệ sinh", "Sử dụng dịch vụ viễn thông", "Phương tiện phục vụ tiếp cận thông tin",
]
DIMENSIONS = ["Việc làm", None, "Y tế", None, "Giáo dục", None, "Nhà ở", None, "Nước sinh hoạt và vệ sinh", None, "Thông tin", None]


def deprivations(top, show=mark, levels=None):
    """The twelve columns under one title; `levels(n)` gives what stands under it for column n from 0."""
    levels = levels or (lambda n: (DEPRIVATION_TITLES[n],))
    return [h(field, (top if n == 0 else None, *levels(n)), show) for n, field in enumerate(DEPRIVATIONS)]


def order_number(title="STT"):
    """Rows numbered through the whole list: of no use to anyone."""
    return extra(title, lambda value, household, member: int(household["household_id"][1:]))


def heading(width, title, unit=None):
    """What stands over an official list: two headings side by side, the title, the unit, a blank row."""
    def row(left, right=None):
        cells = [None] * width
        cells[0] = left
        if right:
            cells[max(1, width - 4)] = right
        return cells

    rows = [
        row("ỦY BAN NHÂN DÂN TỈNH SƠN LA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        row("BAN CHỈ ĐẠO RÀ SOÁT", "Độc lập - Tự do - Hạnh phúc"),
        row(None),
        row(title),
    ]
    if unit:
        rows.append(row(unit))
    return [*rows, row(None)]


def filled(rows):
    """How many rows hold anything."""
    return sum(any(cell is not None for cell in row) for row in rows)


def titled(columns, rows, title, unit=None):
    """Title rows, header, rows; with the count of the title rows and the row number of the header."""
    top = heading(len(columns), title, unit)
    return top + header(columns) + rows, filled(top), len(top) + 1
