"""Files that are damaged, not what they seem, or made to hurt. What is too large to keep is made by tests/files/huge.rs."""

import datetime
import gzip
import io
import re
import struct
import zipfile

import msoffcrypto.format.ooxml
from common import HOUSEHOLD, ID, COMMUNE, PERSONS, SHORT, VILLAGE, filled, heading
from data import DEPRIVATIONS, HOUSEHOLDS
from model import Reading, Sheet, extra, file, h, header, household_rows
from writers import CALC, CSV, CSV_VI, HAND, OPENPYXL, SAME_DAY, XLWT, by_calc, by_openpyxl, by_xlwt, csv_plain, csv_text, csv_vi, zip_of

LIST = header(SHORT) + household_rows(SHORT)


def short():
    return Reading({"header": 1}).households(SHORT)


def changed(book, part, change):
    """A workbook with one part of its zip changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == part:
                data = change(data)
            new.writestr(zipfile.ZipInfo(name, SAME_DAY), data, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


SHEET1 = "xl/worksheets/sheet1.xml"
BOOK = by_openpyxl([Sheet("Hộ", LIST)])


@file("hostile-claims-every-cell.xlsx", HAND)
def claims_every_cell():
    """The sheet says that it reaches to XFD1048576 and holds seven rows"""
    return changed(BOOK, SHEET1, lambda x: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', x)), short()


@file("hostile-stray-cell.xlsx", HAND)
def stray_cell():
    """A cell without content, with a border only, in XFD1048576"""
    stray = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    return changed(BOOK, SHEET1, lambda x: x.replace(b"</sheetData>", stray)), short()


@file("hostile-stray-blank.xls", XLWT)
def stray_blank():
    """A blank text in IV65536 of a small .xls, for which the reading library would take a gigabyte"""
    rows = LIST + [[]] * (65536 - len(LIST) - 1) + [[None] * 255 + [" "]]
    return by_xlwt([Sheet("Hộ", rows)]), Reading(error="cell IV65536 lies so far from the others")


@file("hostile-repeated-cells.ods", CALC)
def repeated_cells():
    """The last row is repeated a million times over 16,384 empty columns, as LibreOffice does for a coloured sheet"""
    book = by_calc([("x.ods", [Sheet("Hộ", LIST)])])["x.ods"]
    rest = (b'<table:table-row table:number-rows-repeated="1048569"><table:table-cell table:number-columns-repeated="16384"/>'
            b"</table:table-row></table:table>")
    return changed(book, "content.xml", lambda x: x.replace(b"</table:table>", rest, 1)), short()


@file("hostile-repeated-text.ods", CALC)
def repeated_text():
    """A row of data is said to repeat a million times"""
    book = by_calc([("x.ods", [Sheet("Hộ", LIST)])])["x.ods"]
    rest = (b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384" '
            b'office:value-type="string"><text:p>H01</text:p></table:table-cell></table:table-row></table:table>')
    return changed(book, "content.xml", lambda x: x.replace(b"</table:table>", rest, 1)), Reading(error="repeated more often than data can be")


@file("hostile-merges.xlsx", HAND)
def merges():
    """Merged ranges that overlap, turn back, hold each other, cover the whole sheet, or are no range"""
    refs = ["A1:A1", "D3:B2", "B2:C3", "C3:D4", "A9:XFD1048576", "F1:F1048576", "ZZZ9:A1", "", "A1:A1:A1", "B2:C3"]
    xml = "<mergeCells>" + "".join(f'<mergeCell ref="{ref}"/>' for ref in refs) + "</mergeCells>"
    # a value is never taken over a cell that holds one of its own
    return changed(BOOK, SHEET1, lambda x: x.replace(b"</sheetData>", b"</sheetData>" + xml.encode())), short()


@file("hostile-shared-strings.xlsx", HAND)
def shared_strings():
    """Cells point to shared texts that are not there"""
    def beyond(xml):
        return re.sub(rb'(<c r="B\d+"[^>]*) t="inlineStr"><is>.*?</is>', rb'\g<1> t="s"><v>999999</v>', xml)

    return changed(BOOK, SHEET1, beyond), Reading(error="damaged")


@file("hostile-entities.xlsx", HAND)
def entities():
    """A sheet that defines entities of entities, a billion laughs, and one that names a file of the computer"""
    kind = ('<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
            '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e SYSTEM "file:///etc/hostname">]>').encode()

    def laugh(xml):
        head, body = xml.split(b"<worksheet", 1)
        body = body.replace(b"</sheetData>", b'<row r="9"><c r="A9" t="inlineStr"><is><t>&d;&e;</t></is></c></row></sheetData>')
        return head + kind + b"<worksheet" + body

    return changed(BOOK, SHEET1, laugh), Reading(error="damaged")


@file("hostile-encrypted.xlsx", HAND)
def encrypted():
    """Encrypted with a password (msoffcrypto, agile)"""
    out = io.BytesIO()
    book = msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(by_openpyxl([Sheet("Hộ", LIST[:2])])))
    book.encrypt("không nói", out)
    return out.getvalue(), Reading(error="protected with a password")


@file("hostile-encrypted.xls", HAND)
def encrypted_old():
    """An .xls that asks for a password: a FILEPASS record behind the beginning of its stream"""
    book = by_xlwt([Sheet("Hộ", LIST)])
    # the record takes the room of the one behind BOF, which is as long or longer
    start = book.index(b"\x09\x08\x10\x00")
    at = start + 4 + 16
    filepass = struct.pack("<HHHHH", 0x002F, 54, 1, 1, 1) + bytes(48)
    return book[:at] + filepass + book[at + len(filepass):], Reading(error="protected with a password")


@file("hostile-code-page.xls", HAND)
def code_page():
    """An .xls whose code page is none; its text is UTF-16 all the same"""
    return with_code_page(0x7ABC), short()


@file("odd-code-page.xls", HAND)
def code_page_utf8():
    """An .xls that names UTF-8 as its code page, as some web software does; its text is UTF-16 all the same"""
    return with_code_page(65001), short()


def with_code_page(page):
    book = by_xlwt([Sheet("Hộ", LIST)])
    record = struct.pack("<HHH", 0x0042, 2, 1200)
    assert record in book
    return book.replace(record, struct.pack("<HHH", 0x0042, 2, page))


@file("hostile-cut-off.xlsx", HAND)
def cut_off():
    """The first half of a workbook"""
    return BOOK[: len(BOOK) // 2], Reading(error="breaks off before its end")


@file("hostile-cut-off.xls", HAND)
def cut_off_old():
    """The first half of an .xls"""
    book = by_xlwt([Sheet("Hộ", LIST)])
    return book[: len(book) // 2], Reading(error="breaks off before its end")


@file("hostile-cut-off.csv.gz", HAND)
def cut_off_gz():
    """The first half of a gzip"""
    packed = gzip.compress(csv_vi(LIST), 9, mtime=0)
    return packed[: len(packed) // 2], Reading(error="breaks off before its end")


@file("hostile-wrong-sum.csv.gz", HAND)
def wrong_sum():
    """A gzip whose check sum does not fit its content"""
    packed = bytearray(gzip.compress(csv_vi(LIST), 9, mtime=0))
    packed[-7] ^= 0x55
    return bytes(packed), Reading(error="damaged")


@file("hostile-zip-in-zip.zip", HAND)
def zip_in_zip():
    """A zip in a zip in a zip"""
    return zip_of({"a.zip": zip_of({"b.zip": zip_of({"ho.csv": csv_vi(LIST)})})}), Reading(error="archive")


@file("hostile-zip-of-nothing.zip", HAND)
def zip_of_nothing():
    """A zip that holds a picture and a letter, no table"""
    return zip_of({"anh.png": b"\x89PNG\r\n\x1a\n" + bytes(40), "thu.pdf": b"%PDF-1.4\n%%EOF\n"}), Reading(error="no spreadsheet")


@file("hostile-zip-paths.zip", HAND)
def zip_paths():
    """A zip whose names climb out of it; it is read, and nothing is written anywhere"""
    return zip_of({"../../../tmp/ho.csv": csv_vi(LIST)}), short()


@file("hostile-zip-twice.zip", HAND)
def zip_twice():
    """A zip with two files of one name and other households in each"""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for households in (HOUSEHOLDS[:3], HOUSEHOLDS[3:]):
            info = zipfile.ZipInfo("ho.csv", SAME_DAY)
            archive.writestr(info, csv_plain(header(SHORT) + household_rows(SHORT, households)), zipfile.ZIP_DEFLATED, 9)
    return out.getvalue(), Reading(error="two files")


@file("hostile-open-quote.csv", CSV)
def open_quote():
    """A quote that never ends"""
    text = csv_text(LIST, ";", "\r\n", ",").replace("H03;", '"H03;')
    return text.encode(), Reading(error="is never closed")


@file("hostile-nothing.csv", CSV)
def nothing():
    """No byte at all"""
    return b"", Reading(error="is empty")


@file("hostile-blanks.csv", CSV)
def blanks():
    """Nothing but separators and blanks"""
    return "\ufeff;;;\r\n ; ;\u00a0;\r\n\r\n".encode(), Reading(error="no content")


@file("hostile-zeros.csv", CSV)
def zeros():
    """A file of zero bytes, as a full disk leaves"""
    return bytes(2048), Reading(error="expected a spreadsheet or csv")


@file("hostile-zeros-at-the-end.csv", CSV)
def zeros_at_the_end():
    """A csv with a tail of zero bytes, as a program that died leaves: who knows what is missing"""
    return csv_vi(LIST) + bytes(512), Reading(error="expected a spreadsheet or csv")


@file("hostile-picture.xlsx", HAND)
def picture():
    """A picture under the name of a workbook"""
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100), Reading(error="expected a spreadsheet or csv")


@file("hostile-letter.xls", HAND)
def letter():
    """A text document under the name .xls"""
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"1 0 obj <<>> endobj\n" * 20, Reading(error="expected a spreadsheet or csv")


@file("hostile-login-page.xls", HAND)
def login_page():
    """A page that asks for a password instead of the export"""
    page = "<!DOCTYPE html><html><body><form>Tên đăng nhập <input name=u> Mật khẩu <input type=password></form></body></html>"
    return page.encode(), Reading(error="web page")


@file("hostile-deep-page.xls", HAND)
def deep_page():
    """Tables in tables, two thousand deep"""
    return b"<html><body>" + b"<table><tr><td>" * 2000 + b"1", Reading(error="web page")


@file("hostile-formulas.csv", CSV_VI)
def formulas():
    """Names that a spreadsheet would run: text, and nothing else"""
    evil = ["=HYPERLINK(\"http://x\")", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\tLò Văn Thử"]
    columns = [
        ID, COMMUNE, h("head_name", "Họ và tên chủ hộ", lambda v, hh, mm: evil[HOUSEHOLDS.index(hh)], lambda v, hh, mm: evil[HOUSEHOLDS.index(hh)].strip()),
        PERSONS,
    ]
    return header(columns) + household_rows(columns), Reading({"header": 1}).households(columns)


@file("odd-exact-repeats.csv", CSV)
def exact_repeats():
    """A third of the rows are exact repeats: rejected, and a problem each"""
    rows = LIST + LIST[2:4] + LIST[5:6]
    return rows, Reading({"header": 1}, [f"duplicate_household at A{row}" for row in (8, 9, 10)], rejected=3).households(SHORT)


@file("odd-check-columns.xlsx", OPENPYXL)
def check_columns():
    """Columns that officers added to check (=0, TRUE, a share), some without a header: not read"""
    checks = [
        extra("KT", lambda v, hh, mm: 0), extra(None, lambda v, hh, mm: True), extra("=0", lambda v, hh, mm: 0),
        extra("Tổng/số hộ ≥ 3", lambda v, hh, mm: sum(hh[field] for field in DEPRIVATIONS) / 6), extra("OK?", lambda v, hh, mm: "ok"),
    ]
    columns = [*SHORT[:3], checks[1], *SHORT[3:], *checks]
    return [Sheet("Hộ", header(columns) + household_rows(columns))], Reading({"header": 1}).households(columns)


@file("odd-five-flags.csv", CSV)
def five_flags():
    """Only five flags of services (thieu_y_te, thieu_gd, …): they are none of the twelve indicators and are not taken for
    them; the rest is read"""
    flags = [extra(name, lambda v, hh, mm: HOUSEHOLDS.index(hh) % 2) for name in ("thieu_y_te", "thieu_gd", "thieu_nha_o", "thieu_nuoc", "thieu_tt")]
    columns = [ID, COMMUNE, PERSONS, *flags]
    return header(columns) + household_rows(columns), Reading({"header": 1}).households(columns)


@file("odd-report-form.xlsx", OPENPYXL)
def report_form():
    """A filled report form, a row per commune and lines of "Hộ" and "Nhân khẩu": it lists no household"""
    top = heading(8, "TỔNG HỢP DIỄN BIẾN HỘ NGHÈO NĂM 2025")
    rows = [["TT", "Đơn vị", "Chỉ tiêu", "Số hộ nghèo đầu kỳ", "Giảm", None, "Tăng", "Số hộ nghèo cuối kỳ"], [None, None, None, None, "Thoát nghèo", "Khác", None, None]]
    rows += [["A", "B", "C", 1, 2, 3, 4, "5=1-2-3+4"]]
    for number, name in enumerate(["Chiềng Hặc", "Yên Sơn"], start=1):
        rows += [[number, name, "Hộ", 3, 1, 0, 1, 3], [None, None, "Nhân khẩu", 10, 4, 0, 2, 8]]
    rows += [[None, "Tổng cộng", "Hộ", 6, 2, 0, 2, 6], [None, None, "Nhân khẩu", 20, 8, 0, 4, 16]]
    return [Sheet("Biểu 2", top + rows)], Reading(error="household id")


@file("odd-same-header-twice.csv", CSV)
def same_header_twice():
    """Two columns "Số nhân khẩu" with other numbers: none is read, and said at both"""
    columns = [ID, COMMUNE, VILLAGE, PERSONS, h("household_id", "Số nhân khẩu", lambda v, hh, mm: 9)]
    reading = Reading({"header": 1}, ["repeated_column at D1", "repeated_column at E1"]).households(columns[:3])
    return header(columns) + household_rows(columns), reading


@file("odd-header-only.xlsx", OPENPYXL)
def header_only():
    """Titles and a header with no row under it"""
    top = heading(len(HOUSEHOLD), "DANH SÁCH HỘ")
    return [Sheet("Hộ", top + header(HOUSEHOLD))], Reading({"title": filled(top), "header": 1})


@file("odd-long-rows.csv", CSV)
def long_rows():
    """Two rows with more cells than the header, one with less"""
    rows = LIST[:]
    rows[1], rows[3], rows[5] = rows[1] + ["ghi thêm"], rows[3] + [None, "x"], rows[5][:5]
    columns = [*SHORT[:5], h("income_person_month", "", read=lambda v, hh, mm: None if HOUSEHOLDS.index(hh) == 4 else v)]
    return rows, Reading({"header": 1}, ["ragged_row at G2", "ragged_row at H4"]).households(columns)


@file("odd-ids-are-dates.xlsx", OPENPYXL)
def ids_are_dates():
    """An id that the spreadsheet turned into a date, one that it wrote with E, one with a blank in it: read as shown, one
    without id is rejected"""
    ids = ["01-2025-1", datetime.date(2025, 1, 2), 14119000000003, "14119 0004", None, "H06"]
    shown = ["01-2025-1", "2025-01-02", "14119000000003", "14119 0004", None, "H06"]
    place = HOUSEHOLDS.index
    columns = [h("household_id", "Mã hộ", lambda v, hh, mm: ids[place(hh)], lambda v, hh, mm: shown[place(hh)]), COMMUNE, VILLAGE, PERSONS]
    kept = [household for household in HOUSEHOLDS if shown[place(household)]]
    reading = Reading({"header": 1}, ["missing_household_id at A6"], rejected=1).households(columns, kept)
    return [Sheet("Hộ", header(columns) + household_rows(columns))], reading
