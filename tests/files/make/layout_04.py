"""Layout 4: one column per choice, joined choices, rows of code labels."""

from common import COMMUNE, HEAD, ID, INSURED, MEMBER_ID, MEMBER_NO, NAME, PERSONS, RELATION, SHORT, VILLAGE, mark, one_zero
from data import CAUSES, HOUSEHOLDS, MEANS, WORDS
from model import Reading, Sheet, extra, file, h, header, household_rows, m, member_rows, spread
from writers import CALC, CSV, CSV_VI, OPENPYXL, RUST, XLWT

FIRST = [ID, COMMUNE, VILLAGE, HEAD]
WATER = list(WORDS["water_source"])
MEANS_TITLES = ["Tivi", "Đài/Radio", "Máy tính để bàn", "Điện thoại", "Máy tính xách tay", "Máy tính bảng", "Điện thoại thông minh"]
CAUSE_TITLES = [
    "Không có đất sản xuất", "Không có vốn sản xuất, kinh doanh", "Không có lao động", "Không có công cụ/phương tiện sản xuất",
    "Không có kiến thức về sản xuất", "Không có kỹ năng lao động, sản xuất", "Có người ốm đau, bệnh nặng, tai nạn", "Nguyên nhân khác",
]


def chosen(household, fields):
    return [number for number, field in enumerate(fields, start=1) if household[field]]


def is_sex(sex):
    return lambda value, household, member: "x" if member["sex"] == sex else None


def sex_of(household, member):
    return member["sex"]


@file("04-sex-by-x.xlsx", OPENPYXL)
def sex_by_x():
    """ "Giới tính" over "Nam" and "Nữ" with an x in one of them; the birth year in a column of its own"""
    columns = [
        MEMBER_ID, MEMBER_NO, NAME, extra(("Giới tính", "Nam"), is_sex("male")), extra((None, "Nữ"), is_sex("female")),
        m("birth_year", "Năm sinh"), RELATION, INSURED,
    ]
    head = header(columns)
    sheets = [Sheet("Hộ", header(SHORT) + household_rows(SHORT)), Sheet("Thành viên", head + member_rows(columns), spread(head))]
    return sheets, Reading({"header": 3}).households(SHORT).members(columns, sex=sex_of)


@file("04-birth-years.csv", CSV)
def birth_years():
    """Members in one row each with their household: columns "Năm sinh Nam" and "Năm sinh Nữ", the filled one gives the
    sex; household cells repeated in every row"""
    columns = [
        ID, COMMUNE, VILLAGE, PERSONS, MEMBER_NO, NAME, m("birth_year_male", "Năm sinh Nam", lambda value, *_: value),
        m("birth_year_female", "Năm sinh Nữ", lambda value, *_: value), INSURED,
    ]
    rows = [[c.cell(household, member) for c in columns] for household in HOUSEHOLDS for member in household["members"]]
    return header(columns) + rows, Reading({"header": 1}).households(columns).members(columns, sex=sex_of)


@file("04-joined-and-split.xlsx", RUST)
def joined_and_split():
    """Select-multiple twice: all choices joined in one column ("Tivi Đài/Radio"), and a 0/1 column for each choice with
    the question before a slash"""
    question = "Phương tiện trong hộ"
    joined = extra(question, lambda value, household, member: " ".join(MEANS_TITLES[n - 1] for n in chosen(household, MEANS)) or None)
    split = [h(field, f"{question}/{title}", one_zero) for field, title in zip(MEANS, MEANS_TITLES, strict=True)]
    columns = [*FIRST, joined, *split]
    return [Sheet("data", header(columns) + household_rows(columns))], Reading({"header": 1}).households(columns)


@file("04-means-joined.csv", CSV)
def means_joined():
    """Means of information in one column only, labels of several words with blanks between; "không" where there are none"""
    joined = extra("Phương tiện trong hộ", lambda value, household, member: " ".join(MEANS_TITLES[n - 1] for n in chosen(household, MEANS)) or "không")
    columns = [*FIRST, joined]
    reading = Reading({"header": 1}).households([*FIRST, *(h(field, field) for field in MEANS)])
    return header(columns) + household_rows(columns), reading


@file("04-means-by-name.csv", CSV_VI)
def means_by_name():
    """Means of information in one column of an export with the questions' groups, by their names ("television radio")"""
    joined = extra("ho/phuong_tien", lambda value, household, member: " ".join(MEANS[n - 1] for n in chosen(household, MEANS)) or "không")
    columns = [*FIRST, joined]
    reading = Reading({"header": 1}).households([*FIRST, *(h(field, field) for field in MEANS)])
    return header(columns) + household_rows(columns), reading


@file("04-causes-by-number.csv", CSV_VI)
def causes_by_number():
    """Causes of poverty as one column of numbers ("2,3"): what is named is yes, what is not named is no"""
    joined = extra("Nguyên nhân nghèo", lambda value, household, member: ",".join(map(str, chosen(household, CAUSES))))
    columns = [*FIRST, joined]
    reading = Reading({"header": 1}).households([*FIRST, *(h(field, field) for field in CAUSES)])
    return header(columns) + household_rows(columns), reading


@file("04-causes-by-x.ods", CALC)
def causes_by_x():
    """Eight causes as x columns under one title, each with a number before its label ("1. Không có đất sản xuất" …)"""
    columns = [
        h(field, ("Nguyên nhân nghèo" if n == 0 else None, f"{n + 1}. {CAUSE_TITLES[n]}"), mark) for n, field in enumerate(CAUSES)
    ]
    columns = [*FIRST, *columns]
    head = header(columns)
    return [Sheet("Nguyên nhân", head + household_rows(columns), spread(head))], Reading({"header": 2}).households(columns)


@file("04-choices-as-columns.xls", XLWT)
def choices_as_columns():
    """One question over several columns, a label with its code for each ("1. Nước máy"), and an x in the one that holds"""
    choices = [
        extra(("Nguồn nước" if n == 0 else None, f"{n + 1}. {WORDS['water_source'][code]}"),
              lambda value, household, member, code=code: "x" if household["water_source"] == code else None)
        for n, code in enumerate(WATER)
    ]
    columns = [*FIRST, *choices]
    head = header(columns)
    reading = Reading({"header": 2}).households([*FIRST, h("water_source", "Nguồn nước")])
    return [Sheet("Nguồn nước", head + household_rows(columns), spread(head))], reading


@file("04-legend-row.xlsx", OPENPYXL)
def legend_row():
    """A row between header and data explains the codes ("1. Nước máy; 2. Giếng khoan; …"); the cells hold the numbers"""
    numbered = h("water_source", "Nguồn nước", lambda value, household, member: 1 + WATER.index(value))
    inside = h("internet", "Sử dụng internet", one_zero)
    columns = [*FIRST, numbered, inside]
    legend = [None] * 4 + ["; ".join(f"{n}. {WORDS['water_source'][code]}" for n, code in enumerate(WATER, start=1)), "1. Có; 0. Không"]
    return [Sheet("Hộ", header(columns) + [legend] + household_rows(columns))], Reading({"header": 1, "legend": 1}).households(columns)


@file("04-legend-in-header.csv", CSV_VI)
def legend_in_header():
    """The legend stands inside the header cell: "Nguồn nước (1: Nước máy, 2: Giếng khoan, …)", the cells hold numbers"""
    words = ", ".join(f"{n}: {WORDS['water_source'][code]}" for n, code in enumerate(WATER, start=1))
    columns = [
        *FIRST, h("water_source", f"Nguồn nước ({words})", lambda value, household, member: 1 + WATER.index(value)),
        h("head_sex", "Giới tính chủ hộ\n(1: Nam, 2: Nữ)", lambda value, household, member: 1 if value == "male" else 2),
    ]
    return header(columns) + household_rows(columns), Reading({"header": 1}).households(columns)
