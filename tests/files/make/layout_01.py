"""Layout 1: titles above the header, the header further down, the sheet with the data among others."""

from common import AREA, COMMUNE, HEAD, HOUSEHOLD, ID, INCOME, MEMBER, MEMBER_SHORT, PERSONS, SHORT, VILLAGE, titled
from data import WORDS
from model import Reading, Sheet, extra, file, header, household_rows, member_rows
from writers import CALC, CSV_VI, OPENPYXL, RUST, XLWT

TITLE = "DANH SÁCH HỘ GIA ĐÌNH THAM GIA RÀ SOÁT NĂM 2025"


@file("01-titles.xlsx", OPENPYXL)
def titles():
    """National heading, title and unit of money in merged rows above the header; a blank row between"""
    rows, title, _ = titled(HOUSEHOLD, household_rows(HOUSEHOLD), TITLE, "Đơn vị tính: đồng")
    width = len(HOUSEHOLD)
    merges = [(1, 1, 1, 4), (1, width - 3, 1, width), (4, 1, 4, width), (5, 1, 5, width)]
    return [Sheet("DS hộ", rows, merges)], Reading({"title": title, "header": 1}).households(HOUSEHOLD)


@file("01-cover-and-legend.xlsx", CALC)
def cover_and_legend():
    """A cover, a legend of codes and a hidden draft beside the sheets of households and members, both with titles"""
    cover = [["BÁO CÁO RÀ SOÁT HỘ NGHÈO NĂM 2025"], ["Tỉnh Sơn La"], [], ["Người lập:", "Người Bịa Đặt"], ["Ngày:", "05/10/2025"]]
    legend = [["Danh mục mã"], ["Khu vực", "1", "Thành thị"], ["Khu vực", "2", "Nông thôn"]]
    legend += [["Nguồn nước", code, word] for code, word in enumerate(WORDS["water_source"].values(), start=1)]
    draft = header(SHORT) + [["H99", "Chiềng Hặc", "Bản Cũ", "Người Không Có", 9, 100000]]
    households, title, _ = titled(HOUSEHOLD, household_rows(HOUSEHOLD), TITLE)
    members, member_title, _ = titled(MEMBER, member_rows(MEMBER), "DANH SÁCH THÀNH VIÊN HỘ GIA ĐÌNH")
    sheets = [
        Sheet("Bìa", cover), Sheet("Nháp 2024", draft, hidden=True), Sheet("Danh mục", legend),
        Sheet("Hộ", households), Sheet("Thành viên", members),
    ]
    return sheets, Reading({"title": title + member_title, "header": 2}).households(HOUSEHOLD).members(MEMBER)


@file("01-header-in-row-50.xlsx", RUST)
def header_in_row_50():
    """Guidance in 48 rows, a blank row, and the header in row 50"""
    guide = [["HƯỚNG DẪN GHI BIỂU"]] + [[f"{n}. Ghi theo phiếu rà soát, mục {n}"] for n in range(1, 48)]
    rows = guide + [[]] + header(SHORT) + household_rows(SHORT)
    return [Sheet("Biểu 1", rows)], Reading({"title": 48, "header": 1}).households(SHORT)


@file("01-titles.csv", CSV_VI)
def titles_csv():
    """Title lines in a csv, filled up with semicolons to the width of the table; decimal commas"""
    rows, title, _ = titled(HOUSEHOLD, household_rows(HOUSEHOLD), TITLE, "Đơn vị tính: đồng")
    return rows, Reading({"title": title, "header": 1}).households(HOUSEHOLD)


@file("01-notes-round-the-table.ods", CALC)
def notes_round_the_table():
    """The table begins in column C; a remark with figures above it and two notes under it after blank rows"""
    columns = [ID, COMMUNE, VILLAGE, HEAD, AREA, PERSONS, INCOME]
    table = header(columns) + household_rows(columns)
    rows = [[None, None, "Tổng số hộ rà soát:", 6, "Tổng số nhân khẩu:", 18], []]
    rows += [[None, None, *row] for row in table]
    rows += [[], [None, None, "Ghi chú: thu nhập tính bằng đồng"], [None, None, "(*) Hộ mới chuyển đến ghi ở danh sách riêng"]]
    return [Sheet("Rà soát", rows)], Reading({"title": 1, "header": 1, "note": 2}).households(columns)


@file("01-titles-old.xls", XLWT)
def titles_old():
    """An .xls with titles; empty columns among the others, a remark in one without a header; the first
    sheet is empty"""
    blank = extra(None)
    trailing = extra(None, lambda value, household, member: "đã đối chiếu" if household["household_id"] == "H02" else None)
    columns = [ID, COMMUNE, blank, VILLAGE, HEAD, PERSONS, blank, INCOME, trailing]
    rows, title, _ = titled(columns, household_rows(columns), TITLE)
    reading = Reading({"title": title, "header": 1}, ["ragged_row at Sheet2!I8"]).households(columns)
    return [Sheet("Sheet1", []), Sheet("Sheet2", rows)], reading


@file("01-two-lists.xlsx", OPENPYXL)
def two_lists():
    """Households and, below each other in their own sheets, members; the title of each in a single cell that is longer
    than any header"""
    note = "(Kèm theo Báo cáo số 12/BC-UBND ngày 05/10/2025 của Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo)"
    households = [[TITLE], [note]] + header(SHORT) + household_rows(SHORT)
    members = [["DANH SÁCH THÀNH VIÊN"]] + header(MEMBER_SHORT) + member_rows(MEMBER_SHORT)
    reading = Reading({"title": 3, "header": 2}).households(SHORT).members(MEMBER_SHORT)
    return [Sheet("Thành viên", members), Sheet("Hộ", households)], reading


