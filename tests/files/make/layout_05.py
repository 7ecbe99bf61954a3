"""Layout 5: a row of field names and a row of labels."""

from common import one_zero
from data import DEPRIVATIONS, HOUSEHOLDS
from model import Reading, Sheet, file, h, header, household_rows, m, member_rows
from writers import CALC, CSV, CSV_VI, OPENPYXL, RUST

POVERTY_TYPE = {"poor": "POOR", "near_poor": "NEAR_POOR", "non_poor": "NONE"}


def software(names_first, levels):
    """The columns of a software's export: (name, label) or (label, name)."""
    fields = [
        ("household_id", "family.code", "Mã hộ gia đình"), ("head_name", "family.hostName", "Họ và tên chủ hộ"),
        ("commune", "ward", "Xã/Phường"), ("village", "hamlet", "Thôn/Bản"), ("persons", "numberOfMembers", "Số nhân khẩu"),
        ("b1", "b1Point", "Điểm B1"), ("b2", "b2Point", "Điểm B2"), ("class_recorded", "classify", "Kết quả rà soát"),
    ]
    return [h(field, (name, label) if names_first else (label, name), levels.get(field)) for field, name, label in fields]


@file("05-names-and-labels.xlsx", OPENPYXL)
def names_and_labels():
    """Field names in row 1 (`family.code`, `b1Point`), Vietnamese labels in row 2, data from row 3"""
    columns = software(True, {})
    return [Sheet("Export", header(columns) + household_rows(columns))], Reading({"header": 2}).households(columns)


@file("05-labels-and-names.csv", CSV_VI)
def labels_and_names():
    """Labels in row 1 and names in row 2, with the software's own codes in the cells (POOR, NEAR_POOR, NONE)"""
    columns = software(False, {"class_recorded": lambda value, *_: POVERTY_TYPE[value]})
    return header(columns) + household_rows(columns), Reading({"header": 2}).households(columns)


@file("05-names-and-labels-of-members.ods", CALC)
def names_and_labels_of_members():
    """Two sheets, each with ids of the codebook in row 1 and labels in row 2"""
    households = [
        h("household_id", ("household_id", "Mã hộ")), h("commune", ("commune", "Xã")), h("village", ("village", "Thôn/Bản")),
        h("income_person_month", ("income_person_month", "Thu nhập bình quân đầu người")),
        *(h(field, (field, f"Thiếu hụt {n}"), one_zero) for n, field in enumerate(DEPRIVATIONS, start=1)),
    ]
    members = [
        m("household_id", ("household_id", "Mã hộ")), m("member_no", ("member_no", "STT")), m("name", ("name", "Họ và tên")),
        m("birth_date", ("birth_date", "Ngày sinh")), m("sex", ("sex", "Giới tính")), m("insured", ("insured", "BHYT"), one_zero),
    ]
    sheets = [Sheet("household", header(households) + household_rows(households)), Sheet("member", header(members) + member_rows(members))]
    return sheets, Reading({"header": 4}).households(households).members(members)


@file("05-title-names-labels.xlsx", RUST)
def title_names_labels():
    """A title, then labels, then names that are unknown but for a few; the label decides"""
    columns = [
        h("household_id", ("Mã hộ", "col_01")), h("commune", ("Xã", "col_02")), h("village", ("Thôn/Bản", "col_03")),
        h("head_name", ("Họ và tên chủ hộ", "family.hostName")), h("persons", ("Số nhân khẩu", "col_05")),
        h("b1", ("Điểm B1", "b1Point")), h("b2", ("Điểm B2", "b2Point")),
    ]
    rows = [["KẾT QUẢ XUẤT DỮ LIỆU RÀ SOÁT"], []] + header(columns) + household_rows(columns)
    return [Sheet("data", rows)], Reading({"title": 1, "header": 2}).households(columns)


@file("05-names-labels-members.csv", CSV)
def names_labels_members():
    """Members and households in one file: names, labels, a numbered row; every row repeats its household"""
    columns = [
        h("household_id", ("family.code", "Mã hộ")), h("commune", ("ward", "Xã")), h("persons", ("memberCount", "Số thành viên")),
        m("member_no", ("matv", "STT thành viên")), m("name", ("fullName", "Họ và tên")), m("sex", ("gender", "Giới tính")),
        m("birth_date", ("dob", "Ngày sinh")),
    ]
    rows = [[c.cell(household, member) for c in columns] for household in HOUSEHOLDS for member in household["members"]]
    numbers = [f"({n})" for n in range(1, len(columns) + 1)]
    return header(columns) + [numbers] + rows, Reading({"header": 2, "numbers": 1}).households(columns).members(columns)
