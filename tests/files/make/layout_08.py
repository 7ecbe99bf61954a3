"""Layout 8: kinds of files and of text."""

import gzip
import html
import subprocess

import legacy
from common import HOUSEHOLD, MEMBER_SHORT, SHORT, titled
from data import HOUSEHOLDS
from model import Reading, Sheet, Styled, file, h, header, household_rows, member_rows
from writers import (
    CALC, CSV, CSV_VI, HAND, ICONV, OPENPYXL, SHEETJS, XLWT, by_openpyxl, by_sheetjs, by_xlwt, csv_plain, csv_text, csv_vi, full_cells, plain, zip_of,
)

LIST = header(HOUSEHOLD) + household_rows(HOUSEHOLD)
SHORT_LIST = header(SHORT) + household_rows(SHORT)
MEMBERS = header(MEMBER_SHORT) + member_rows(MEMBER_SHORT)


def whole():
    return Reading({"header": 1}).households(HOUSEHOLD)


def short():
    return Reading({"header": 1}).households(SHORT)


def both():
    return Reading({"header": 2}).households(SHORT).members(MEMBER_SHORT)


TWO_SHEETS = [Sheet("Hộ", SHORT_LIST), Sheet("Thành viên", MEMBERS)]


@file("08-macros.xlsm", CALC)
def macros():
    """A workbook that may hold macros"""
    return TWO_SHEETS, both()


@file("08-binary.xlsb", SHEETJS)
def binary():
    """The binary workbook of Excel"""
    return full_cells(by_sheetjs([("x", TWO_SHEETS, "xlsb")])["x"]), both()


@file("08-binary-short.xlsb", SHEETJS)
def binary_short():
    """A binary workbook with short records: a cell that follows another does not say its column"""
    return by_sheetjs([("x", TWO_SHEETS, "xlsb")])["x"], both()


@file("08-old.xls", XLWT)
def old():
    """Excel 97-2003 by a writer of scripts"""
    return TWO_SHEETS, both()


@file("08-old-calc.xls", CALC)
def old_calc():
    """Excel 97-2003 by LibreOffice"""
    return TWO_SHEETS, both()


@file("08-old-biff5.xls", SHEETJS)
def old_biff5():
    """Excel 5.0/95, where text has a code page: ids of the codebook as headers, and codes"""
    ascii_only = [
        h("household_id", "household_id"), h("area", "area", lambda value, *_: value), h("persons", "persons"),
        h("income_person_month", "income_person_month"),
    ]
    content = [Sheet("data", header(ascii_only) + household_rows(ascii_only))]
    return by_sheetjs([("x", content, "biff5")])["x"], Reading({"header": 1}).households(ascii_only)


@file("08-open-document.ods", CALC)
def open_document():
    """OpenDocument"""
    return TWO_SHEETS, both()


@file("08-excel-vi.csv", CSV_VI)
def excel_vi():
    """Semicolons, decimal commas, a mark, CR LF"""
    return csv_vi(LIST), whole()


@file("08-sep-line.csv", CSV)
def sep_line():
    """The first line is `sep=;`"""
    return ("sep=;\r\n" + csv_text(LIST, ";", "\r\n", ",")).encode(), whole()


@file("08-sep-line-bar.csv", CSV)
def sep_line_bar():
    """The first line is `sep=|` after a mark; commas stand in the cells"""
    return ("\ufeffsep=|\r\n" + csv_text(LIST, "|", "\r\n", ",")).encode(), whole()


@file("08-utf8.csv", CSV)
def utf8():
    """UTF-8 without a mark, commas, LF"""
    return csv_plain(LIST), whole()


@file("08-tabs.tsv", CSV)
def tabs():
    """Tabs"""
    return csv_text(LIST, "\t").encode(), whole()


@file("08-unicode-text.txt", CSV)
def unicode_text():
    """`Unicode Text` of Excel: UTF-16 LE with a mark, tabs, CR LF"""
    return b"\xff\xfe" + csv_text(LIST, "\t", "\r\n", ",").encode("utf-16-le"), whole()


@file("08-utf16-be.csv", CSV)
def utf16_be():
    """UTF-16 BE with a mark, semicolons"""
    return b"\xfe\xff" + csv_text(LIST, ";", "\r\n", ",").encode("utf-16-be"), whole()


@file("08-utf16-le-unmarked.csv", CSV)
def utf16_unmarked():
    """UTF-16 LE without a mark"""
    return csv_text(LIST, ";", "\r\n", ",").encode("utf-16-le"), whole()


@file("08-windows-1258.csv", CSV)
def windows_1258():
    """`CSV` of Excel on a Windows with Vietnamese settings: windows-1258, tones behind their letters"""
    return legacy.cp1258(csv_text(LIST, ";", "\r\n", ",")), whole()


@file("08-windows-1252-by-mistake.csv", CSV)
def windows_1252():
    """UTF-8 that a program took for windows-1252 and wrote as UTF-8 again ("MÃ£ há»™")"""
    return legacy.mistaken(csv_text(LIST, ";", "\r\n", ",")).encode(), whole()


@file("08-tcvn3.csv", CSV)
def tcvn3():
    """TCVN3 (ABC) bytes"""
    return legacy.tcvn3(csv_text(LIST, ";", "\r\n", ",")), whole()


@file("08-vni.csv", CSV)
def vni():
    """VNI bytes"""
    return legacy.vni(csv_text(LIST, ";", "\r\n", ",")), whole()


@file("08-tcvn3-members.txt", CSV)
def tcvn3_members():
    """Members in TCVN3, tabs; each row repeats its household's id and commune, so the file stands alone"""
    columns = [h("household_id", "Mã hộ"), h("commune", "Xã"), *MEMBER_SHORT[1:]]
    rows = [[c.cell(household, member) for c in columns] for household in HOUSEHOLDS for member in household["members"]]
    reading = Reading({"header": 1}).households(columns).members(columns)
    return legacy.tcvn3(csv_text(header(columns) + rows, "\t", "\r\n")), reading


def in_font(sheets, encode, font):
    """Text as it was typed for a legacy font."""
    def cell(value):
        value = plain(value)
        return legacy.as_latin(encode(value)) if isinstance(value, str) else value

    return [Sheet(sheet.name, [[cell(value) for value in row] for row in sheet.rows], font=font) for sheet in sheets]


PLAIN_NAMES = [Sheet("Ho", SHORT_LIST), Sheet("Thanh vien", MEMBERS)]


@file("08-tcvn3-font.xlsx", OPENPYXL)
def tcvn3_font():
    """Cells in the font .VnTime hold TCVN3 bytes as letters of windows-1252"""
    return in_font(PLAIN_NAMES, legacy.tcvn3, ".VnTime"), both()


@file("08-vni-font.xlsx", CALC)
def vni_font():
    """Cells in the font VNI-Times hold VNI bytes as letters of windows-1252"""
    return in_font(PLAIN_NAMES, legacy.vni, "VNI-Times"), both()


@file("08-vni-font.xls", XLWT)
def vni_font_old():
    """The same in an .xls, font VNI-Helve"""
    return in_font(PLAIN_NAMES, legacy.vni, "VNI-Helve"), both()


@file("08-tcvn3-font-mixed.xlsx", OPENPYXL)
def tcvn3_font_mixed():
    """Headers in Unicode and Times New Roman, the cells below typed in .VnArial"""
    typed = in_font([Sheet("", household_rows(SHORT))], legacy.tcvn3, None)[0].rows
    rows = header(SHORT) + [[Styled(value, font=".VnArial") if isinstance(value, str) else value for value in row] for row in typed]
    return [Sheet("Ho", rows, font="Times New Roman")], short()


@file("08-packed.csv.gz", HAND)
def packed():
    """A csv packed with gzip"""
    return gzip.compress(csv_vi(LIST), 9, mtime=0), whole()


@file("08-packed.tsv.gz", HAND)
def packed_tabs():
    """UTF-16 with tabs, packed with gzip"""
    return gzip.compress(b"\xff\xfe" + csv_text(LIST, "\t", "\r\n", ",").encode("utf-16-le"), 9, mtime=0), whole()


@file("08-packed.zip", HAND)
def packed_zip():
    """Two csv in a folder of a zip, with the marks that a Mac leaves"""
    files = {
        "ra soat/ho.csv": csv_vi(SHORT_LIST), "ra soat/thanh vien.csv": csv_vi(MEMBERS),
        "__MACOSX/ra soat/._ho.csv": b"\x00\x05\x16\x07" + bytes(60),
    }
    return zip_of(files), both()


@file("08-packed-workbooks.zip", HAND)
def packed_workbooks():
    """An .xlsx (openpyxl) and an .xls (xlwt) in a zip"""
    return zip_of({"ho.xlsx": by_openpyxl(TWO_SHEETS[:1]), "thanh-vien.xls": by_xlwt(TWO_SHEETS[1:])}), both()


@file("08-really-xlsx.xls", OPENPYXL)
def really_xlsx():
    """An .xlsx under the name .xls"""
    return by_openpyxl(TWO_SHEETS), both()


@file("08-really-tabs.xls", CSV)
def really_tabs():
    """Tabbed text in UTF-16 under the name .xls"""
    return b"\xff\xfe" + csv_text(LIST, "\t", "\r\n", ",").encode("utf-16-le"), whole()


@file("08-really-html.xls", HAND)
def really_html():
    """A web page with a table under the name .xls, as web software exports: title over the width, entities, line breaks"""
    rows, title, _ = titled(SHORT, household_rows(SHORT), "DANH SÁCH HỘ")
    head = len(rows) - len(HOUSEHOLDS) - 1
    lines = []
    for number, row in enumerate(rows):
        if sum(cell is not None for cell in row) == 1:
            lines.append(f'<tr><td colspan="{len(SHORT)}" align=center><b>{html.escape(next(c for c in row if c is not None))}</b></td></tr>')
            continue
        tag = "th" if number == head else "td"
        cells = ["&nbsp;" if cell is None else html.escape(str(cell)).encode("ascii", "xmlcharrefreplace").decode() for cell in row]
        lines.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "\n</tr>")
    page = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">\n<head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>td {mso-number-format:"\\@";}</style></head>\n'
        "<body><table border=1>\n" + "\n".join(lines) + "\n</table></body></html>\n"
    )
    reading = Reading({"title": title, "header": 1}).households(SHORT)
    return page.encode(), reading


@file("08-really-html-spans.xls", HAND)
def really_html_spans():
    """A web page with two tables, the first for the looks; a header over two rows with rowspan and colspan, unclosed cells"""
    columns = SHORT[:4]
    first = "".join(f"<td rowspan=2>{c.header}" for c in columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{c.cell(household)}" for c in [*columns, *SHORT[4:]]) + "\n" for household in HOUSEHOLDS
    )
    page = (
        "<table><tr><td>Phần mềm rà soát</td></tr></table>\n<table border=1>\n"
        f"<tr>{first}<td colspan=2>Số liệu\n<tr><td>{SHORT[4].header}<td>{SHORT[5].header}\n{rows}</table>"
    )
    return b"\xef\xbb\xbf" + page.encode(), Reading({"header": 2}).households(SHORT)


@file("08-really-xml-2003.xls", SHEETJS)
def really_xml():
    """XML 2003 under the name .xls"""
    return by_sheetjs([("x", TWO_SHEETS, "xlml")])["x"], both()


@file("08-xml-2003.xml", SHEETJS)
def xml_2003():
    """XML 2003 under its own name, with titles"""
    rows, title, _ = titled(SHORT, household_rows(SHORT), "DANH SÁCH HỘ")
    return by_sheetjs([("x", [Sheet("Hộ", rows)], "xlml")])["x"], Reading({"title": title, "header": 1}).households(SHORT)


@file("08-macros-other.xlsm", SHEETJS)
def macros_other():
    """A workbook that may hold macros, by another writer"""
    return by_sheetjs([("x", TWO_SHEETS, "xlsm")])["x"], both()


@file("08-tabs-wide.tsv", SHEETJS)
def tabs_wide():
    """Tabs in UTF-16"""
    return by_sheetjs([("x", TWO_SHEETS[:1], "txt")])["x"], short()


@file("08-windows-1258-iconv.csv", ICONV)
def windows_1258_iconv():
    """windows-1258 by the converter of a Linux: commas, LF, letters with a breve or a hat stay whole"""
    text = by_sheetjs([("x", TWO_SHEETS[:1], "csv")])["x"].decode("utf-8-sig")
    return subprocess.run(["iconv", "-f", "UTF-8", "-t", "CP1258"], input=text.encode(), capture_output=True, check=True).stdout, short()


@file("08-vni-other.csv", SHEETJS)
def vni_other():
    """VNI bytes in a csv of another writer"""
    return legacy.vni(by_sheetjs([("x", TWO_SHEETS[:1], "csv")])["x"].decode("utf-8-sig")), short()
