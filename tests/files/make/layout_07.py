"""Layout 7: many files or sheets as one survey; the unit in the name of the file or sheet, or in the title."""

import copy

from common import AREA, COMMUNE, HEAD, ID, INCOME, INSURED, MEMBER_NO, MEMBER_SHORT, NAME, PERSONS, SEX, SHORT, VILLAGE, BIRTH
from data import COMMUNES, HOUSEHOLDS, VILLAGES, of_commune, of_village
from model import Reading, Sheet, file, h, header, household_rows, list_rows, m, member_rows
from writers import (
    CALC, CSV, HAND, MIXED, OPENPYXL, RUST, SHEETJS, XLWT, by_openpyxl, by_sheetjs, by_xlwt, csv_plain, csv_vi, zip_of,
)

FIRST, SECOND = COMMUNES
NO_COMMUNE = [ID, VILLAGE, HEAD, AREA, PERSONS, INCOME]
# The second commune's own idea of the same table.
OTHER = [
    h("income_person_month", "TNBQ đầu người"), h("persons", "Nhân khẩu"), h("head_name", "Tên chủ hộ"), h("area", "KV"),
    h("village", "Bản"), h("household_id", "Mã số hộ"),
]


def commune(household):
    return household["commune"]


def village(household):
    return household["village"]


def table(columns, households, top=()):
    return [*top, *header(columns), *household_rows(columns, households)]


@file("07-communes/", MIXED)
def communes():
    """A folder with a file per commune (openpyxl; csv as Excel with Vietnamese settings), columns in another order and
    spelling; the commune stands in the file name only"""
    files = {
        f"Xã {FIRST}.xlsx": by_openpyxl([Sheet("Sheet1", table(NO_COMMUNE, of_commune(FIRST)))]),
        f"Xã {SECOND}.csv": csv_vi(table(OTHER, of_commune(SECOND))),
    }
    return files, Reading({"header": 2}).households(NO_COMMUNE, commune=commune)


@file("07-communes-with-members/", MIXED)
def communes_with_members():
    """A folder of lists with members under their household (xlwt, openpyxl); commune in the title line, ids that begin
    anew in each commune"""
    columns = [h("household_no", "STT hộ"), VILLAGE, HEAD, PERSONS, MEMBER_NO, NAME, SEX, BIRTH, INSURED]

    def listed(name, title):
        return [title, [], *header(columns), *list_rows(columns, of_commune(name))]

    files = {
        "danh sach 1.xls": by_xlwt([Sheet("DS", listed(FIRST, [f"Xã: {FIRST}"]))]),
        "danh sach 2.xlsx": by_openpyxl([Sheet("DS", listed(SECOND, [f"DANH SÁCH HỘ XÃ {SECOND.upper()}", None, f"Xã: {SECOND}"]))]),
    }
    return files, Reading({"title": 2, "header": 2}).households(columns, commune=commune).members(columns, key="#")


@file("07-sheets.xlsx", RUST)
def sheets():
    """A sheet per commune, named "Xã …"; the second has a title of three rows and its data begin further down"""
    second = [["DANH SÁCH HỘ"], ["Năm 2025"], ["Đơn vị: đồng"], []]
    content = [
        Sheet(f"Xã {FIRST}", table(NO_COMMUNE, of_commune(FIRST))), Sheet(f"Xã {SECOND}", table(OTHER, of_commune(SECOND), second)),
    ]
    return content, Reading({"title": 3, "header": 2}).households(NO_COMMUNE, commune=commune)


@file("07-bare-sheets.ods", CALC)
def bare_sheets():
    """A sheet per commune, named without "Xã", and a first sheet of totals per commune, which lists no household"""
    totals = [["TT", "Xã", "Tổng số hộ", "Tổng số nhân khẩu"]]
    totals += [[n, name, len(of_commune(name)), sum(c["persons"] for c in of_commune(name))] for n, name in enumerate(COMMUNES, start=1)]
    totals.append([None, "Tổng cộng", 6, 18])
    content = [Sheet("Tổng hợp", totals), *(Sheet(name, table(NO_COMMUNE, of_commune(name))) for name in COMMUNES)]
    return content, Reading({"header": 2}).households(NO_COMMUNE, commune=commune)


@file("07-village-sheets.xls", XLWT)
def village_sheets():
    """A sheet per village, named after it; the commune in a title line of each sheet ("Xã: …")"""
    columns = [ID, HEAD, PERSONS, INCOME]
    content = [
        Sheet(name, table(columns, of_village(name), [[f"Xã: {of_village(name)[0]['commune']}"], ["DANH SÁCH HỘ", None, "Năm 2025"]]))
        for name in VILLAGES
    ]
    return content, Reading({"title": 6, "header": 3}).households(columns, commune=commune, village=village)


@file("07-sheets-of-members.xlsx", CALC)
def sheets_of_members():
    """For each commune a sheet of households and a sheet of members in one workbook"""
    content, reading = [], Reading({"header": 4})
    for name in COMMUNES:
        content.append(Sheet(f"Hộ {name}", table(SHORT, of_commune(name))))
        content.append(Sheet(f"TV {name}", header(MEMBER_SHORT) + member_rows(MEMBER_SHORT, of_commune(name))))
    return content, reading.households(SHORT).members(MEMBER_SHORT)


@file("07-pairs/", MIXED)
def pairs():
    """For each commune a file of households and one of members; csv by one office, workbooks (openpyxl) by the other"""
    files = {
        "chieng-hac-ho.csv": csv_plain(table(SHORT, of_commune(FIRST))),
        "chieng-hac-thanh-vien.csv": csv_plain(header(MEMBER_SHORT) + member_rows(MEMBER_SHORT, of_commune(FIRST))),
        "yen-son-ho.xlsx": by_openpyxl([Sheet("Hộ", table(list(reversed(SHORT)), of_commune(SECOND)))]),
        "yen-son-thanh-vien.xlsx": by_openpyxl([Sheet("TV", header(MEMBER_SHORT) + member_rows(MEMBER_SHORT, of_commune(SECOND)))]),
    }
    return files, Reading({"header": 4}).households(SHORT).members(MEMBER_SHORT)


@file("07-household-twice/", CSV)
def household_twice():
    """H04 stands in both files: the second one is rejected and is a data problem"""
    columns = [ID, COMMUNE, VILLAGE, HEAD, PERSONS]
    files = {"a.csv": csv_plain(table(columns, HOUSEHOLDS[:4])), "b.csv": csv_plain(table(columns, HOUSEHOLDS[3:]))}
    return files, Reading({"header": 2}, ["duplicate_household at b.csv A2"], rejected=1).households(columns)


@file("07-untidy-folder/", HAND)
def untidy_folder():
    """Beside the two csv lie a lock file of Excel, the marks of file managers and a pdf: not read, and said"""
    columns = [ID, COMMUNE, VILLAGE, HEAD, PERSONS]
    files = {
        "1.csv": csv_plain(table(columns, HOUSEHOLDS[:3])), "2.csv": csv_plain(table(columns, HOUSEHOLDS[3:])),
        "~$1.xlsx": b"\x0cNguoi Bia Dat" + b" " * 42 + b"\x0c\x00N\x00g" + b"\x00 " * 52,
        ".DS_Store": b"\x00\x00\x00\x01Bud1" + bytes(40), "Thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
        "Báo cáo.pdf": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n",
    }
    return files, Reading({"header": 2}).households(columns)


@file("07-villages/", MIXED)
def villages():
    """A folder with a file per village (openpyxl, xlwt, csv); the village stands in the file name only"""
    columns = [ID, COMMUNE, HEAD, PERSONS, INCOME]
    first, second, third = VILLAGES
    files = {
        f"{first}.xlsx": by_openpyxl([Sheet("Sheet1", table(columns, of_village(first)))]),
        f"{second}.xls": by_xlwt([Sheet("Sheet1", table(columns, of_village(second)))]),
        f"{third}.csv": csv_vi(table(columns, of_village(third))),
    }
    order = sorted([first, second, third])
    reading = Reading({"header": 3})
    for name in order:
        reading.households(columns, of_village(name), village=village)
    return files, reading


@file("07-household-on-two-sheets.xlsx", OPENPYXL)
def household_on_two_sheets():
    """H04 stands on the sheets of both communes: the second one is rejected and is a data problem"""
    columns = [ID, VILLAGE, HEAD, PERSONS]
    content = [Sheet("Xã Chiềng Hặc", table(columns, HOUSEHOLDS[:4])), Sheet("Xã Yên Sơn", table(columns, HOUSEHOLDS[3:]))]
    reading = Reading({"header": 2}, ["duplicate_household at Xã Yên Sơn!A2"], rejected=1)
    return content, reading.households(columns, commune=commune)


@file("07-household-in-two-workbooks/", MIXED)
def household_in_two_workbooks():
    """H04 stands in two workbooks (openpyxl, SheetJS): the second one is rejected"""
    columns = [ID, COMMUNE, VILLAGE, HEAD, PERSONS]
    second = [Sheet("Hộ", table(columns, HOUSEHOLDS[3:]))]
    files = {
        "a.xlsx": by_openpyxl([Sheet("Hộ", table(columns, HOUSEHOLDS[:4]))]),
        "b.xlsx": by_sheetjs([("b", second, "xlsx")])["b"],
    }
    return files, Reading({"header": 2}, ["duplicate_household at b.xlsx A2"], rejected=1).households(columns)


@file("07-sheet-of-all.xls", XLWT)
def sheet_of_all():
    """Sheets of two communes and a sheet of both, numbered anew, no ids: read together each household would count twice"""
    columns = [h("household_no", "STT hộ"), HEAD, VILLAGE, PERSONS, INCOME]
    whole = table(columns, HOUSEHOLDS)
    for number, row in enumerate(whole[1:], start=1):
        row[0] = number
    content = [Sheet(name, table(columns, of_commune(name))) for name in COMMUNES]
    return [Sheet("Danh sách chung", whole), *content], Reading(error="could both be the list of households")


@file("07-copied-members.ods", SHEETJS)
def copied_members():
    """A sheet of members and its copy "Thành viên (2)": read together each person would count twice"""
    people = header(MEMBER_SHORT) + member_rows(MEMBER_SHORT)
    content = [Sheet("Hộ", table(SHORT, HOUSEHOLDS)), Sheet("Thành viên", people), Sheet("Thành viên (2)", people)]
    return by_sheetjs([("x", content, "ods")])["x"], Reading(error="could both be the list of members")


@file("07-men-and-women.xlsx", SHEETJS)
def men_and_women():
    """Men on one sheet and women on another, of the same households"""
    def of(sex):
        rows = [mm for hh in HOUSEHOLDS for mm in hh["members"] if mm["sex"] == sex]
        return [[c.cell(None, mm) for c in people] for mm in rows]

    people = [MEMBER_SHORT[0], NAME, SEX, m("birth_year", "Năm sinh", lambda v, *_: v), INSURED]
    content = [Sheet("Hộ", table(SHORT, HOUSEHOLDS)), Sheet("Nam", header(people) + of("male")), Sheet("Nữ", header(people) + of("female"))]
    households = copy.deepcopy(HOUSEHOLDS)
    for household in households:
        household["members"].sort(key=lambda member: member["sex"] == "female")
    return by_sheetjs([("x", content, "xlsx")])["x"], Reading({"header": 3}).households(SHORT).members(people, households)


@file("07-groups.xls", XLWT)
def groups():
    """Sheets named "Nhóm 1" and "Nhóm 2" after the teams that wrote them: no communes"""
    columns = [ID, VILLAGE, HEAD, PERSONS]
    content = [Sheet("Nhóm 1", table(columns, HOUSEHOLDS[:4])), Sheet("Nhóm 2", table(columns, HOUSEHOLDS[4:]))]
    return content, Reading({"header": 2}).households(columns)
