"""Layout 10: values as they come."""

import datetime

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from common import COMMUNE, HEAD, ID, INCOME, INSURED, MEMBER_NO, MEMBER_SHORT, NAME, PERSONS, RELATION, SEX, SHORT, VILLAGE
from data import HOUSEHOLDS, MEMBERS, excel_date, with_ids, words
from model import Formula, Reading, Sheet, Styled, extra, file, h, header, household_rows, m, member_rows
from writers import CALC, CSV, CSV_VI, OPENPYXL, RUST, SHEETJS, XLWT, by_openpyxl, by_sheetjs

UNIX_1900, UNIX_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)


def place(household):
    return HOUSEHOLDS.index(household)


def at(member):
    return MEMBERS.index(member)


def serial(date, epoch=UNIX_1900):
    return (datetime.date.fromisoformat(date) - epoch).days


@file("10-numbers-as-text.xlsx", OPENPYXL)
def numbers_as_text():
    """Every number is text, some with blanks in front; ids are numbers on one sheet and text on the other"""
    ids = [str(number) for number in range(1401001, 1401007)]
    columns = [
        h("household_id", "Mã hộ", lambda v, hh, mm: int(v)), COMMUNE, h("persons", "Số nhân khẩu", lambda v, hh, mm: f" {v}"),
        h("income_person_month", "Thu nhập bình quân đầu người/tháng", lambda v, hh, mm: str(v)),
        h("floor_area", "Diện tích nhà ở (m2)", lambda v, hh, mm: str(v)), h("b1", "Điểm B1", lambda v, hh, mm: str(v)),
    ]
    households = with_ids(ids)
    sheets = [Sheet("Hộ", header(columns) + household_rows(columns, households)), Sheet("TV", header(MEMBER_SHORT) + member_rows(MEMBER_SHORT, households))]
    return sheets, Reading({"header": 2}).households(columns, households).members(MEMBER_SHORT, households)


@file("10-lost-zeros.xlsx", RUST)
def lost_zeros():
    """Ids of six digits that begin with 0 are text on the sheet of households and numbers on that of members, where they
    lost their zeros: joined, and said"""
    households = with_ids([f"01400{number}" for number in range(1, 7)])
    members = [m("household_id", "Mã hộ", lambda v, hh, mm: int(v)), *MEMBER_SHORT[1:]]
    sheets = [Sheet("Hộ", header(SHORT) + household_rows(SHORT, households)), Sheet("TV", header(members) + member_rows(members, households))]
    return sheets, Reading({"header": 2}, ["lost_zeros at TV!A2"]).households(SHORT, households).members(members, households)


def as_typed(household, member):
    """A birth date in one of the ways people type it; with two digits of the year where only one century is past."""
    date = member["birth_date"]
    parts = date.split("-")
    if len(parts) == 1:
        return [date, f"năm {date}", f"00/00/{date}"][at(member) % 3]
    if len(parts) == 2:
        return [f"{parts[1]}/{parts[0]}", f"{int(parts[1])}/{parts[0]}", f"tháng {int(parts[1])}/{parts[0]}"][at(member) % 3]
    year, month, day = parts
    short = f"{int(day)}-{int(month)}-{year[2:]}" if year < "1999" else f"{int(day)}-{int(month)}-{year}"
    ways = [
        f"{day}/{month}/{year}", f"{int(day)}/{int(month)}/{year}", short, f"{day}.{month}.{year}", date,
        f"ngày {int(day)} tháng {int(month)} năm {year}", f"{date}T00:00:00", f"{int(day)}/{int(month)}/{year} 0:00",
    ]
    return ways[at(member) % len(ways)]


@file("10-dates.csv", CSV_VI)
def dates():
    """Birth dates as people type them, month or year alone among them; a year of two digits where one century is meant"""
    columns = [*MEMBER_SHORT[:4], m("birth_date", "Ngày, tháng, năm sinh", lambda v, hh, mm: as_typed(hh, mm)), INSURED]
    whole = [ID, COMMUNE, *columns[1:]]
    rows = [[c.cell(household, member) for c in whole] for household in HOUSEHOLDS for member in household["members"]]
    return header(whole) + rows, Reading({"header": 1}).households(whole).members(whole)


def excel_mix(value, household, member, epoch=UNIX_1900):
    """A date cell, the bare number of the day, or text; a year alone is a number."""
    if len(value) == 4:
        return int(value)
    if len(value) == 7:
        return words("birth_date", value)
    if at(member) % 3 == 0:
        return serial(value, epoch)
    return datetime.date.fromisoformat(value) if at(member) % 3 == 1 else words("birth_date", value)


@file("10-serials.xlsx", OPENPYXL)
def serials():
    """One column of birth dates holds date cells, numbers of days without a date format, text, and years as numbers"""
    columns = [*MEMBER_SHORT[:4], m("birth_date", "Ngày sinh", excel_mix)]
    households = header(SHORT) + household_rows(SHORT)
    sheets = [Sheet("Hộ", households), Sheet("Thành viên", header(columns) + member_rows(columns))]
    return sheets, Reading({"header": 2}).households(SHORT).members(columns)


@file("10-1904.xlsx", OPENPYXL)
def epoch_1904():
    """A workbook that counts days from 1904, with date cells and bare numbers of days"""
    columns = [*MEMBER_SHORT[:4], m("birth_date", "Ngày sinh", lambda v, hh, mm: excel_mix(v, hh, mm, UNIX_1904))]
    households = [*SHORT, h("review_date", "Ngày rà soát", lambda v, hh, mm: excel_date(v))]
    sheets = [Sheet("Hộ", header(households) + household_rows(households)), Sheet("Thành viên", header(columns) + member_rows(columns))]
    return by_openpyxl(sheets, CALENDAR_MAC_1904), Reading({"header": 2}).households(households).members(columns)


@file("10-date-cells.xls", XLWT)
def date_cells():
    """Date cells of an .xls, of households and of members"""
    reviewed = h("review_date", "Thời gian rà soát", lambda v, hh, mm: excel_date(v))
    columns = [ID, COMMUNE, VILLAGE, HEAD, reviewed]
    members = [*MEMBER_SHORT[:4], m("birth_date", "Ngày sinh", lambda v, hh, mm: excel_date(v))]
    sheets = [Sheet("Hộ", header(columns) + household_rows(columns)), Sheet("Thành viên", header(members) + member_rows(members))]
    return sheets, Reading({"header": 2}).households(columns).members(members)


def formulas_of(columns):
    """The income per person by a formula over the row's own cells, the review year from its date."""
    rows = header(columns)
    for number, household in enumerate(HOUSEHOLDS, start=2):
        row = [c.cell(household) for c in columns]
        row[5] = Formula(f"E{number}/D{number}", household["income_person_month"])
        row[6] = Formula(f'IF(F{number}<=1500000,"Hộ nghèo","Hộ không nghèo")', "Hộ nghèo" if household["income_person_month"] <= 1_500_000 else "Hộ không nghèo")
        rows.append(row)
    return rows


FORMULA_COLUMNS = [
    ID, COMMUNE, HEAD, PERSONS, h("income_month", "Tổng thu nhập tháng"), INCOME,
    h("class_recorded", "Phân loại", read=lambda v, hh, mm: "poor" if hh["income_person_month"] <= 1_500_000 else "non_poor"),
]


@file("10-formulas.xlsx", RUST)
def formulas():
    """Formulas with the results kept beside them: a number and a text"""
    return [Sheet("Hộ", formulas_of(FORMULA_COLUMNS))], Reading({"header": 1}).households(FORMULA_COLUMNS)


@file("10-formulas.ods", CALC)
def formulas_calc():
    """The same, computed by LibreOffice"""
    return [Sheet("Hộ", formulas_of(FORMULA_COLUMNS))], Reading({"header": 1}).households(FORMULA_COLUMNS)


def errors_of(wrong):
    columns = [ID, COMMUNE, HEAD, PERSONS, INCOME, h("b1", "Điểm B1")]
    read = [
        *columns[:4], h("income_person_month", "", read=lambda v, hh, mm: None if place(hh) in (1, 3) else v),
        h("b1", "", read=lambda v, hh, mm: None if place(hh) == 4 else v),
    ]
    rows = header(columns) + household_rows(columns)
    rows[2][4], rows[4][4], rows[5][5] = wrong
    return rows, Reading({"header": 1}, [f"cell_error at {cell}" for cell in ("E3", "E5", "F6")]).households(read)


@file("10-formula-errors.xls", CALC)
def formula_errors():
    """#N/A, #DIV/0! and #VALUE! as results of formulas: unknown, and a data problem at their cell"""
    rows, reading = errors_of([Formula("NA()"), Formula("D5/0"), Formula('"a"+1')])
    return [Sheet("Hộ", rows)], reading


@file("10-formula-errors.xlsx", RUST)
def formula_errors_kept():
    """#N/A, #REF! and #NAME? kept as results of formulas"""
    rows, reading = errors_of([Formula("NA()", "#N/A"), Formula("#REF!/D5", "#REF!"), Formula("KHONGCO(D6)", "#NAME?")])
    return [Sheet("Hộ", rows)], reading


@file("10-formula-errors.csv", CSV)
def formula_errors_text():
    """Errors saved as text in a csv"""
    rows, reading = errors_of(["#N/A", "#DIV/0!", "#REF!"])
    return rows, reading


@file("10-line-breaks.csv", CSV_VI)
def line_breaks():
    """Line breaks inside headers and cells, in quotes; rows are counted by records, not by lines"""
    columns = [
        ID, h("commune", "Xã/\nPhường", lambda v, hh, mm: v.replace(" ", "\n")), h("head_name", "Họ và tên\nchủ hộ", lambda v, hh, mm: f"{v}\n"),
        h("persons", "Số\nnhân\nkhẩu"), h("water_source", "Nguồn nước", lambda v, hh, mm: words("water_source", v).replace(" ", " \n", 1)), INCOME,
    ]
    return header(columns) + household_rows(columns), Reading({"header": 1}).households(columns)


@file("10-line-breaks.xlsx", CALC)
def line_breaks_workbook():
    """Line breaks inside headers and cells of a workbook"""
    columns = [
        ID, h("commune", "Xã/\nPhường"), h("village", "Thôn/\nBản", lambda v, hh, mm: v.replace(" ", "\n")),
        h("head_name", "Họ và tên\nchủ hộ", lambda v, hh, mm: v.replace(" ", "\n", 1)), h("income_person_month", "Thu nhập bình quân\nđầu người\n/tháng"),
    ]
    return [Sheet("Hộ", header(columns) + household_rows(columns))], Reading({"header": 1}).households(columns)


@file("10-merged-cells.xlsx", CALC)
def merged_cells():
    """Commune and village merged over the rows of their households"""
    columns = [COMMUNE, VILLAGE, ID, HEAD, PERSONS, INCOME]
    rows = header(columns)
    last = (None, None)
    for household in HOUSEHOLDS:
        row = [c.cell(household) for c in columns]
        now = (household["commune"], household["village"])
        rows.append([None if now[n] == last[n] else row[n] for n in (0, 1)] + row[2:])
        last = now
    merges = [(2, 1, 5, 1), (6, 1, 7, 1), (2, 2, 3, 2), (4, 2, 5, 2), (6, 2, 7, 2)]
    return [Sheet("Hộ", rows, merges)], Reading({"header": 1}).households(columns)


@file("10-merged-cells.xls", XLWT)
def merged_cells_old():
    """The same in an .xls, with the note of a household merged over two columns"""
    columns = [VILLAGE, ID, HEAD, PERSONS, extra("Ghi nhận", lambda v, hh, mm: "vắng mặt, xác minh lại sau" if place(hh) == 2 else None), extra("Ký nhận")]
    rows = header(columns) + household_rows(columns)
    for row in (2, 4, 6):
        rows[row][0] = None
    return [Sheet("Hộ", rows, [(2, 1, 3, 1), (4, 1, 5, 1), (6, 1, 7, 1), (4, 5, 4, 6)])], Reading({"header": 1}).households(columns)


@file("10-money.csv", CSV_VI)
def money():
    """Money and areas as people type them: 1.050.000, 700.000đ, 1 000 000, 2,6 triệu, 3200 nghìn; 45,5 and 32 m2"""
    typed = ["1.050.000", "700.000đ", "1 000 000", "2,6 triệu", "3200 nghìn", "1.200.000 đồng"]
    areas = ["45,5", "32 m2", "27,25", "78m²", "120,0", " 30 "]
    columns = [
        ID, COMMUNE, h("income_person_month", "TNBQ", lambda v, hh, mm: typed[place(hh)]),
        h("floor_area", "Diện tích nhà ở (m2)", lambda v, hh, mm: areas[place(hh)]), h("persons", "Số khẩu", lambda v, hh, mm: f"{v} người" if place(hh) % 2 else v),
    ]
    return header(columns) + household_rows(columns), Reading({"header": 1}).households(columns)


@file("10-thousands.xlsx", OPENPYXL)
def thousands():
    """The header says thousands of đồng; numbers with a format of thousands, one as text with a dot"""
    columns = [
        ID, COMMUNE, VILLAGE,
        h("income_person_month", "Thu nhập bình quân đầu người\n(nghìn đồng/người/tháng)", lambda v, hh, mm: Styled(v / 1000, format="#,##0") if place(hh) else "1.050"),
        PERSONS,
    ]
    return [Sheet("Hộ", header(columns) + household_rows(columns))], Reading({"header": 1}).households(columns)


@file("10-no-answers.csv", CSV)
def no_answers():
    """Words for no answer in every kind of field: unknown, and no problem"""
    no = ["-", "KXĐ", "không rõ", "N/A", "…", "?"]
    unknown = lambda kept: dict(show=lambda v, hh, mm: words("x", v) if place(hh) in kept else no[place(hh)], read=lambda v, hh, mm: v if place(hh) in kept else None)
    columns = [
        ID, COMMUNE, h("floor_area", "Diện tích nhà", **unknown({0})), h("internet", "Có internet", **unknown({1})),
        h("persons", "Số nhân khẩu", **unknown({2})), h("review_date", "Ngày rà soát", **unknown({3})), h("ethnicity", "Dân tộc", **unknown({4})),
    ]
    return header(columns) + household_rows(columns), Reading({"header": 1}).households(columns)


@file("10-bad-dates.csv", CSV)
def bad_dates():
    """Dates that are none (`04/24/1941`, `16/'02/2008`, `28/707/1969`, `31/04/2020`): unknown, and a problem each"""
    bad = {1: "04/24/1941", 6: "16/'02/2008", 10: "28/707/1969", 17: "31/04/2020"}
    birth = m("birth_date", "Ngày sinh", lambda v, hh, mm: bad.get(at(mm), words("birth_date", v)), lambda v, hh, mm: None if at(mm) in bad else v)
    columns = [ID, COMMUNE, MEMBER_NO, NAME, SEX, birth, RELATION]
    rows = [[c.cell(household, member) for c in columns] for household in HOUSEHOLDS for member in household["members"]]
    reading = Reading({"header": 1}, [f"not_a_date at F{row + 2}" for row in bad])
    return header(columns) + rows, reading.households(columns).members(columns)


@file("10-yes-no.csv", CSV)
def yes_no():
    """Yes and no in all the words people have for them, one pair in each column"""
    pairs = {
        "internet": ("yes", "no"), "farming": ("y", "n"), "merit": ("true", "false"), "television": ("TRUE", "FALSE"), "radio": ("C", "K"),
        "desktop": ("có", "không"), "telephone": ("1", "0"), "laptop": ("Có", "Không"), "smartphone": ("✓", "0"),
    }
    titles = {
        "internet": "Sử dụng internet", "farming": "Hộ làm nông, lâm, ngư, diêm nghiệp", "merit": "Hộ chính sách", "television": "Tivi", "radio": "Đài/Radio",
        "desktop": "Máy tính để bàn", "telephone": "Điện thoại", "laptop": "Máy tính xách tay", "smartphone": "Điện thoại thông minh",
    }
    columns = [ID, COMMUNE, *(h(field, titles[field], lambda v, hh, mm, words=words: words[0 if v else 1]) for field, words in pairs.items())]
    return header(columns) + household_rows(columns), Reading({"header": 1}).households(columns)


@file("10-no-answer-codes.xlsx", SHEETJS)
def no_answer_codes():
    """`--`, -9, and 99 where the answers are codes: unknown, and no problem"""
    def but(at, code, field=""):
        return dict(show=lambda v, hh, mm: code if place(hh) == at else words(field, v), read=lambda v, hh, mm: None if place(hh) == at else v)

    columns = [
        ID, COMMUNE, h("ethnicity", "Dân tộc", **but(0, "--")), h("water_source", "Nguồn nước", **but(1, 99, "water_source")), h("floor_area", "Diện tích nhà ở (m2)", **but(2, -9)),
        h("internet", "Sử dụng internet", **but(3, -9)), h("head_sex", "Giới tính chủ hộ", **but(4, 99, "sex")), h("persons", "Số nhân khẩu", **but(5, "--")),
    ]
    sheets = [Sheet("Hộ", header(columns) + household_rows(columns))]
    return by_sheetjs([("x", sheets, "xlsx")])["x"], Reading({"header": 1}).households(columns)


@file("10-comma-thousands.csv", CSV)
def comma_thousands():
    """Money with commas between thousands, areas with a decimal point"""
    columns = [
        ID, COMMUNE, PERSONS, h("income_month", "Tổng thu nhập tháng", lambda v, *_: f"{v:,}"), h("floor_area", "Diện tích nhà ở (m2)", lambda v, *_: format(v, "f")),
    ]
    return header(columns) + household_rows(columns), Reading({"header": 1}).households(columns)


@file("10-ambiguous-dots.csv", CSV)
def ambiguous_dots():
    """Weights as `1.500`: one and a half or fifteen hundred, and nothing else in the column tells: unknown, and a problem each"""
    weights = ["1.500", "2.125", "1.250", "3.750", "1.125", "2.875"]
    columns = [ID, COMMUNE, PERSONS, h("weight", "Quyền số", lambda v, *_: v, lambda *_: None)]
    households = [household | {"weight": weight} for household, weight in zip(HOUSEHOLDS, weights, strict=True)]
    reading = Reading({"header": 1}, [f"ambiguous_number at D{row}" for row in range(2, 8)])
    return header(columns) + household_rows(columns, households), reading.households(columns, households)


def grade(member):
    """A school year for each of the first twelve people, whoever they are."""
    return at(member) + 1 if at(member) < 12 else None


@file("10-marks.xlsx", OPENPYXL)
def marks():
    """Marks of officers: N and CN, M and F, NT and TT, III and KV3, grades of school"""
    def level(value, household, member):
        number = grade(member)
        return number and ("primary" if number < 6 else "lower_secondary" if number < 10 else "upper_secondary")

    urban = dict(show=lambda v, hh, mm: "TT" if place(hh) % 2 else "NT", read=lambda v, hh, mm: "urban" if place(hh) % 2 else "rural")
    zones = ["III", "KV3", "KV III", "3", "II", "KV2"]
    classes = {"poor": "N", "near_poor": "CN", "non_poor": "Hộ không nghèo"}
    sexes = {"male": "M", "female": "F"}
    columns = [
        ID, COMMUNE, h("area", "Khu vực", **urban), h("zone", "Khu vực xã", lambda v, hh, mm: zones[place(hh)]), h("head_sex", "Giới tính chủ hộ", lambda v, *_: sexes[v]),
        h("class_recorded", "Kết quả rà soát", lambda v, *_: classes[v]), h("class_previous", "Phân loại năm trước", lambda v, *_: classes[v]),
    ]
    school = m("attending_level", "Đang học cấp/lớp", lambda v, hh, mm: grade(mm) and f"Lớp {grade(mm)}", level)
    members = [*MEMBER_SHORT[:3], m("sex", "Giới tính", lambda v, *_: sexes[v]), school]
    sheets = [Sheet("Hộ", header(columns) + household_rows(columns)), Sheet("Thành viên", header(members) + member_rows(members))]
    return sheets, Reading({"header": 2}).households(columns).members(members)
