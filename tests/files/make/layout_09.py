"""Layout 9: Unicode as it comes."""

import unicodedata

from common import BIRTH, COMMUNE, HEAD, HOUSEHOLD, ID, INCOME, MEMBER_ID, NAME, PERSONS, SEX, VILLAGE
from data import HOUSEHOLDS, WORDS
from model import Reading, Sheet, file, h, header, household_rows, m, member_rows
from writers import CALC, CSV, CSV_VI, OPENPYXL, RUST, csv_text


def number(household):
    return HOUSEHOLDS.index(household)


@file("09-decomposed.csv", CSV)
def decomposed():
    """Every letter decomposed (NFD), as files from a Mac"""
    text = csv_text(header(HOUSEHOLD) + household_rows(HOUSEHOLD))
    return unicodedata.normalize("NFD", text).encode(), Reading({"header": 1}).households(HOUSEHOLD)


@file("09-mixed-forms.xlsx", OPENPYXL)
def mixed_forms():
    """Every second cell decomposed; zero-width and no-break spaces, full-width digits, soft hyphens; ids with them still
    join their members"""
    def stir(rows):
        out = []
        for r, row in enumerate(rows):
            out.append([unicodedata.normalize("NFD", c) if isinstance(c, str) and (r + n) % 2 else c for n, c in enumerate(row)])
        return out

    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    columns = [
        h("household_id", "Mã\u00a0hộ", lambda v, hh, mm: ["{}", "\u200b{}", "{}\u00a0", "\ufeff{}", " {} ", "{}\u200b"][number(hh)].format(v)),
        h("commune", "Xã", lambda v, hh, mm: v.replace(" ", "\u00a0")), VILLAGE, h("head_name", "Họ\u200b và tên chủ hộ"),
        h("persons", "Số nhân khẩu", lambda v, hh, mm: str(v).translate(wide)),
        h("income_month", "Tổng thu nhập tháng", lambda v, hh, mm: f"{v:,}".replace(",", "\u00a0")),
        h("toilet", "Nhà tiêu", lambda v, hh, mm: WORDS["toilet"][v].replace("Đ", "Ð").replace(" ", "\u202f")),
    ]
    members = [MEMBER_ID, m("member_no", "STT thành viên", lambda v, hh, mm: str(v).translate(wide)), NAME, SEX, BIRTH]
    sheets = [Sheet("Hộ", stir(header(columns) + household_rows(columns))), Sheet("Thành viên", stir(header(members) + member_rows(members)))]
    return sheets, Reading({"header": 2}).households(columns).members(members)


def spelled(field, spellings):
    """The place of each household in a spelling of its own; tables count them as one, lists keep each."""
    own = lambda v, hh, mm: spellings[number(hh)]  # noqa: E731
    return h(field, {"commune": "Xã", "village": "Thôn/Bản"}[field], own, own)


@file("09-place-names.csv", CSV_VI)
def place_names():
    """One commune in four spellings and another in two: each household keeps its own, tables count them as one"""
    first, second = "Đắk R'Lấp", "Cư Êbur"
    commune = spelled("commune", [first, "Dak R’Lap", "Đăk Rlâp", "ĐẮK R'LẤP", second, "Cư Ê Bur"])
    columns = [ID, commune, HEAD, PERSONS, INCOME]
    return header(columns) + household_rows(columns), Reading({"header": 1}).households(columns)


@file("09-tone-marks.ods", CALC)
def tone_marks():
    """Tones in the old and the new place ("Hòa" and "Hoà", "Thủy" and "Thuỷ"), headers in capitals"""
    first, second = "Bản Hòa Giả", "Bản Thuỷ Nháp"
    village = spelled("village", [first, "Bản Hoà Giả", second, "Bản Thủy Nháp", "BẢN HÒA GIẢ", first])
    columns = [ID, village, HEAD, PERSONS]
    rows = header(columns) + household_rows(columns)
    rows[0] = [title.upper() for title in rows[0]]
    return [Sheet("Hộ", rows)], Reading({"header": 1}).households(columns)


@file("09-without-accents.csv", CSV)
def without_accents():
    """Typed without accents, headers and answers"""
    def bare(text):
        text = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
        return "".join(c for c in text if not unicodedata.combining(c))

    columns = [
        ID, h("commune", "Xa", read=lambda v, hh, mm: bare(v)), h("area", "Khu vuc"), h("wall", "Tuong"), h("water_source", "Nguon nuoc"),
        h("toilet", "Nha tieu"), h("internet", "Su dung internet"), h("class_recorded", "Ket qua ra soat"),
    ]
    return bare(csv_text(header(columns) + household_rows(columns))).encode(), Reading({"header": 1}).households(columns)


@file("09-look-alikes.xlsx", RUST)
def look_alikes():
    """Ð (eth) for Đ in headers and answers, thin and ideographic spaces, a byte order mark inside cells, m² and ✓"""
    columns = [
        ID, COMMUNE, h("village", "Thôn/Bản", lambda v, hh, mm: v.replace(" ", "\u2009")),
        h("internet", "Có internet", lambda v, hh, mm: "\ufeffcó" if v else "không\u3000"),
        h("floor_area", "Diện tích nhà ở (m²)"), h("housing_quality", "Chất lượng nhà ở", lambda v, hh, mm: "✓" if v else None),
        h("telephone", "Ðiện thoại", lambda v, hh, mm: "X" if v else None),
    ]
    return [Sheet("Hộ", header(columns) + household_rows(columns))], Reading({"header": 1}).households(columns)
