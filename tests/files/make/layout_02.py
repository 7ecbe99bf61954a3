"""Layout 2: headers over two, three and four rows with merged cells; rows of column numbers under them."""

from common import (
    COMMUNE, DEPRIVATION_TITLES, DIMENSIONS, HEAD, ID, MEMBER_ID, MEMBER_NO, NAME, PERSONS, RELATION, SHORT, VILLAGE,
    deprivations, heading, filled, mark, one_zero, order_number,
)
from data import NEEDS
from model import Reading, Sheet, extra, file, h, header, household_rows, m, member_rows, spread
from writers import CALC, CSV, CSV_VI, OPENPYXL, RUST, XLWT

FIRST = [ID, COMMUNE, VILLAGE, HEAD]


def shown(value, household, member):
    return value


def sheet(name, columns, rows, top=()):
    head = header(columns)
    return Sheet(name, [*top, *head, *rows], spread(head, len(top) + 1))


@file("02-two-rows.xlsx", OPENPYXL)
def two_rows():
    """Header over two rows: "Thiếu hụt các dịch vụ xã hội cơ bản" merged over the names of the twelve; marks with x"""
    columns = [*FIRST, *deprivations("Thiếu hụt các dịch vụ xã hội cơ bản")]
    return [sheet("Biểu", columns, household_rows(columns))], Reading({"header": 2}).households(columns)


@file("02-three-rows.xlsx", CALC)
def three_rows():
    """Header over three rows: the twelve under one title, their names, their numbers 1 to 12; a total of x computed"""
    columns = [*FIRST, *deprivations("Thiếu hụt các dịch vụ xã hội cơ bản", levels=lambda n: (DEPRIVATION_TITLES[n], n + 1))]
    total = extra("Tổng số chỉ số thiếu hụt", lambda value, household, member: sum(c.value(household, None) for c in columns[4:]))
    columns_shown = [*columns, total]
    top = heading(len(columns), "TỔNG HỢP THIẾU HỤT")
    reading = Reading({"title": filled(top), "header": 3}).households(columns)
    return [sheet("Biểu 4", columns_shown, household_rows(columns_shown), top)], reading


@file("02-four-rows.xlsx", RUST)
def four_rows():
    """Header over four rows: title, dimension, indicator, number; a row (1) (2) (3) … under it"""
    levels = lambda n: (DIMENSIONS[n], DEPRIVATION_TITLES[n], n + 1)
    columns = [order_number(), *FIRST, PERSONS, *deprivations("Thiếu hụt các dịch vụ xã hội cơ bản", one_zero, levels)]
    numbers = [f"({n})" for n in range(1, len(columns) + 1)]
    reading = Reading({"header": 4, "numbers": 1}).households(columns)
    return [sheet("Thiếu hụt", columns, [numbers, *household_rows(columns)])], reading


@file("02-numbers-and-formulas.csv", CSV_VI)
def numbers_and_formulas():
    """Header over two rows as a csv keeps merged cells (a text, then blanks); under it A, B, 1, 2, 3, 4=3/1×100"""
    income = [
        h("income_month", ("Thu nhập", "Tháng")), h("income_year", (None, "Năm")),
        extra((None, "Tỷ lệ (%)"), lambda value, household, member: 100),
    ]
    columns = [extra("TT", lambda value, household, member: int(household["household_id"][1:])), *FIRST, PERSONS, *income]
    numbers = ["A", "B", "C", "D", "E", "1", "2", "3", "4=3/1×100"]
    rows = header(columns) + [numbers] + household_rows(columns)
    return rows, Reading({"header": 2, "numbers": 1}).households(columns)


@file("02-birth-years-of-men-and-women.xls", XLWT)
def birth_years():
    """A sheet of members with "Năm sinh" merged over "Nam" and "Nữ": the filled one gives birth year and sex"""
    columns = [
        MEMBER_ID, MEMBER_NO, NAME, m("birth_year_male", ("Năm sinh", "Nam"), shown), m("birth_year_female", (None, "Nữ"), shown),
        RELATION, m("insured", ("Bảo hiểm y tế", "Có thẻ")),
    ]
    households = header(SHORT) + household_rows(SHORT)
    reading = Reading({"header": 3}).households(SHORT)
    reading.members(columns, sex=lambda household, member: member["sex"])
    return [Sheet("Hộ", households), sheet("Nhân khẩu", columns, member_rows(columns))], reading


@file("02-income-under-a-title.ods", CALC)
def income_under_a_title():
    """ "Thu nhập" merged over "Tháng" and "Năm", "Điểm" over "B1" and "B2", "Diện tích nhà ở" merged downwards"""
    columns = [
        *FIRST, h("income_month", ("Thu nhập", "Tháng")), h("income_year", (None, "Năm")),
        h("b1", ("Điểm", "B1")), h("b2", (None, "B2")), h("floor_area", "Diện tích nhà ở (m2)"),
    ]
    return [sheet("Hộ", columns, household_rows(columns))], Reading({"header": 2}).households(columns)


@file("02-numbered-indicators.csv", CSV)
def numbered_indicators():
    """The twelve have no names: "Chỉ số thiếu hụt" over 1 to 12, with 1 and 0; the merged title repeated in every cell"""
    columns = [*FIRST, *deprivations("Chỉ số thiếu hụt", one_zero, lambda n: (n + 1,))]
    rows = header(columns)
    rows[0] = rows[0][:4] + ["Chỉ số thiếu hụt"] * 12
    return rows + household_rows(columns), Reading({"header": 2}).households(columns)


@file("02-needs-and-notes.xlsx", OPENPYXL)
def needs():
    """ "Nhu cầu hỗ trợ" over six kinds of support, a group title over the first columns, line breaks inside headers, and
    a row of numbers 1 2 3 as numbers"""
    titles = ["Y tế", "Giáo dục", "Sản xuất", "Vay vốn\ntín dụng", "Nhà ở", "Khác"]
    first = [
        h("household_id", ("Thông tin chung", "Mã\nhộ")), h("commune", (None, "Xã/\nPhường")),
        h("village", (None, "Thôn,\nbản")), h("head_name", (None, "Họ và tên\nchủ hộ")),
    ]
    support = [h(field, ("Nhu cầu hỗ trợ" if n == 0 else None, titles[n]), mark) for n, field in enumerate(NEEDS)]
    columns = [*first, *support]
    numbers = list(range(1, len(columns) + 1))
    reading = Reading({"header": 2, "numbers": 1}).households(columns)
    return [sheet("Nhu cầu", columns, [numbers, *household_rows(columns)])], reading
