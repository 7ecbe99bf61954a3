"""Layout 3: members under their household, group rows, totals, signatures."""

from common import (
    AREA, BIRTH, BIRTH_YEAR, COMMUNE, ETHNICITY, HEAD, ID, INCOME, INSURED, MEMBER_NO, NAME, PERSONS, RELATION, SEX, SHORT, VILLAGE,
    filled, heading, mark,
)
from data import COMMUNES, HOUSEHOLDS, VILLAGES, of_commune, of_village
from model import Reading, Sheet, extra, file, h, header, household_rows, list_rows, m, spread
from writers import CALC, CSV, CSV_VI, OPENPYXL, RUST, XLWT

PEOPLE = [MEMBER_NO, NAME, SEX, BIRTH, RELATION, INSURED]
HOUSEHOLD_NO = h("household_no", "STT hộ")


def commune(household):
    return household["commune"]


def village(household):
    return household["village"]


def lone(text, width, column=0):
    """A row with one cell."""
    row = [None] * width
    row[column] = text
    return row


SIGNATURES = [
    [None, None, None, "Chiềng Hặc, ngày 05 tháng 10 năm 2025"],
    ["Người lập biểu", None, None, "TM. ỦY BAN NHÂN DÂN XÃ"],
    ["(Ký, ghi rõ họ tên)", None, None, "CHỦ TỊCH"],
    [],
    ["Người Bịa Đặt", None, None, "Người Giả Định"],
]


@file("03-head-row-only.xlsx", OPENPYXL)
def head_row_only():
    """Members under their household; the household's cells are filled in its head's row only, which is member 1 too"""
    columns = [*SHORT, *PEOPLE]
    reading = Reading({"header": 1}).households(columns).members(columns)
    return [Sheet("Danh sách", header(columns) + list_rows(columns))], reading


@file("03-merged-over-members.xlsx", CALC)
def merged_over_members():
    """The household's cells are merged over the rows of its members; header over two rows"""
    first = [h("household_id", "Mã hộ"), COMMUNE, VILLAGE, HEAD, h("area", "Khu vực"), PERSONS]
    people = [m(c.field, ("Thành viên" if n == 0 else None, c.header), c.show) for n, c in enumerate(PEOPLE)]
    columns = [*first, *people]
    head = header(columns)
    merges = spread(head)
    row = len(head) + 1
    for household in HOUSEHOLDS:
        bottom = row + household["persons"] - 1
        merges += [(row, column, bottom, column) for column in range(1, len(first) + 1)]
        row = bottom + 1
    reading = Reading({"header": 2}).households(columns).members(columns)
    return [Sheet("Danh sách", head + list_rows(columns), merges)], reading


def form_15(households, columns):
    rows, groups = [], 0
    for name in VILLAGES:
        own = [household for household in households if household["village"] == name]
        if own:
            rows += [lone(name, len(columns), 2), *list_rows(columns, own)]
            groups += 1
    return rows, groups


@file("03-form-15.xls", XLWT)
def form_15_old():
    """The official list (form 15): household and member numbers that begin anew in each village, no household id, names
    grouped by village, birth year under "Nam" or "Nữ", commune in a title line, signatures at the end"""
    columns = [
        h("household_no", ("Số thứ tự", "STT hộ")), m("member_no", (None, "STT thành viên")), m("name", "Họ và tên"),
        m("birth_year_male", ("Năm sinh", "Nam"), lambda value, *_: value), m("birth_year_female", (None, "Nữ"), lambda value, *_: value),
        m("ethnicity", "Dân tộc"), RELATION, h("merit", "Hộ chính sách", mark), h("need_credit", ("Nhu cầu hỗ trợ", "Vay vốn tín dụng"), mark),
        h("need_housing", (None, "Nhà ở"), mark),
    ]
    households = of_commune("Chiềng Hặc")
    top = heading(len(columns), "DANH SÁCH CHI TIẾT HỘ NGHÈO NĂM 2025", "Xã: Chiềng Hặc")
    head = header(columns)
    rows, groups = form_15(households, columns)
    reading = Reading({"title": filled(top), "header": 2, "note": 4, "group": groups})
    reading.households(columns, households, commune=commune, village=village)
    reading.members(columns, households, key="#", sex=lambda household, member: member["sex"])
    return [Sheet("Mẫu 15", top + head + rows + [[]] + SIGNATURES, spread(head, len(top) + 1))], reading


@file("03-communes-and-villages.xlsx", RUST)
def communes_and_villages():
    """Households under group rows "1. Xã …" and "Bản …" merged over the table, a sub-total after each commune ("Cộng"),
    a total at the end ("Tổng cộng")"""
    columns = [h("household_id", "Mã hộ"), HEAD, ETHNICITY, AREA, PERSONS, INCOME]
    rows, merges, groups = header(columns), [], 0
    for number, name in enumerate(COMMUNES, start=1):
        rows.append(lone(f"{number}. Xã {name}", len(columns)))
        merges.append((len(rows), 1, len(rows), len(columns)))
        for own in dict.fromkeys(household["village"] for household in of_commune(name)):
            rows.append(lone(own, len(columns)))
            merges.append((len(rows), 1, len(rows), len(columns)))
            rows += household_rows(columns, of_village(own))
            groups += 1
        groups += 1
        rows.append(["Cộng", None, None, None, sum(household["persons"] for household in of_commune(name)), None])
    rows.append(["Tổng cộng", f"{len(HOUSEHOLDS)} hộ", None, None, 18, None])
    reading = Reading({"header": 1, "group": groups, "total": 3}).households(columns, commune=commune, village=village)
    return [Sheet("Hộ", rows, merges)], reading


@file("03-totals-above.csv", CSV_VI)
def totals_above():
    """The total stands between header and data ("Tổng số"), group rows carry the sums of their commune, numbered I, II;
    the last row is "Tổng cộng (I + II)" """
    columns = [
        extra("TT", lambda value, household, member: int(household["household_id"][1:])), h("head_name", "Họ và tên chủ hộ"),
        h("household_id", "Mã hộ"), VILLAGE, PERSONS, h("income_month", "Tổng thu nhập tháng"),
    ]

    def sums(first, name, households):
        return [first, name, None, None, *(sum(c[field] for c in households) for field in ("persons", "income_month"))]

    rows = [*header(columns), sums(None, "Tổng số", HOUSEHOLDS)]
    for roman, name in zip(["I", "II"], COMMUNES, strict=True):
        rows += [sums(roman, f"Xã {name}", of_commune(name)), *household_rows(columns, of_commune(name))]
    rows.append(sums(None, "Tổng cộng (I + II)", HOUSEHOLDS))
    return rows, Reading({"header": 1, "group": 2, "total": 2}).households(columns, commune=commune)


@file("03-signatures.ods", CALC)
def signatures():
    """A household list that ends in a total, a remark and the lines for signatures"""
    columns = [ID, COMMUNE, VILLAGE, HEAD, PERSONS, INCOME]
    rows = header(columns) + household_rows(columns)
    rows += [["Tổng cộng", None, None, "6 hộ", 18, None], ["Danh sách này có 6 hộ, 18 nhân khẩu./."], [], *SIGNATURES]
    return [Sheet("Danh sách", rows)], Reading({"header": 1, "note": 5, "total": 1}).households(columns)


@file("03-numbers-that-begin-anew.csv", CSV)
def numbers_that_begin_anew():
    """No household id: "STT hộ" begins at 1 in each village and "STT thành viên" in each household; village and commune
    in columns filled in the head's row only"""
    columns = [HOUSEHOLD_NO, COMMUNE, VILLAGE, HEAD, INCOME, *PEOPLE]
    reading = Reading({"header": 1}).households(columns).members(columns, key="#")
    return header(columns) + list_rows(columns), reading


@file("03-header-on-every-page.xlsx", OPENPYXL)
def header_on_every_page():
    """The header of two rows is repeated before the third and the fifth household, as on printed pages"""
    people = [m(c.field, ("Thành viên" if n == 0 else None, c.header), c.show) for n, c in enumerate(PEOPLE)]
    columns = [*SHORT, *people]
    head = header(columns)
    rows, merges = [], []
    for first in range(0, 6, 2):
        merges += spread(head, len(rows) + 1)
        rows += head + list_rows(columns, HOUSEHOLDS[first : first + 2])
    reading = Reading({"header": 2, "repeated_header": 4}).households(columns).members(columns)
    return [Sheet("Danh sách", rows, merges)], reading


@file("03-id-in-every-row.xlsx", RUST)
def id_in_every_row():
    """One row a member with the household id in each; unit, class and income in the head's row only"""
    every = h("household_id", "Mã hộ")
    columns = [every, *SHORT[1:], h("class_recorded", "Kết quả rà soát"), *PEOPLE]
    rows = header(columns)
    for household in HOUSEHOLDS:
        for row in list_rows(columns, [household]):
            rows.append([household["household_id"], *row[1:]])
    return [Sheet("DS", rows)], Reading({"header": 1}).households(columns).members(columns)


@file("03-household-row-then-members.csv", CSV_VI)
def household_row_then_members():
    """A row for the household, without a member in it; its members, the head too, in the rows under it"""
    columns = [*SHORT, *PEOPLE]
    rows = header(columns)
    for household in HOUSEHOLDS:
        rows.append([c.cell(household) if c.entity == "household" else None for c in columns])
        rows += [[c.cell(household, member) if c.entity == "member" else None for c in columns] for member in household["members"]]
    return rows, Reading({"header": 1}).households(columns).members(columns)


@file("03-names-in-two-columns.xls", XLWT)
def names_in_two_columns():
    """The head's name in one column and the other members' in the next; no id and no member numbers"""
    others = m("name", "Họ tên thành viên", lambda value, household, member: None if member["relation"] == "head" else value)
    columns = [HOUSEHOLD_NO, h("head_name", "Họ tên chủ hộ"), others, m("sex", "Giới tính"), BIRTH_YEAR, RELATION, INSURED, VILLAGE, COMMUNE, PERSONS]
    reading = Reading({"header": 1}).households(columns)
    # who the head is, is in the household's column; whether it becomes the member's name as well is left open
    reading.members([c for c in columns if c.field != "name"], key="#")
    return [Sheet("Hộ", header(columns) + list_rows(columns))], reading
