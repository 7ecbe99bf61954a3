"""to_workbook.py DIR BOOK.xlsx: households.csv and members.csv of a folder as a workbook with two sheets.

Written as spreadsheet programs write: texts in a table of shared strings, numbers as numbers, days as numbers shown as dates.
"""

import csv
import datetime
import sys
import zipfile
from xml.sax.saxutils import escape

MOST_ROWS = 1_048_576
TEXT = set(
    "household_id province_code province district commune_code commune village area ethnicity head_name phone wall pillar roof "
    "water_source toilet lighting cooking_fuel interviewer remarks full_name sex relation citizen_id marital_status job_type school_level "
    "highest_education".split()
)
DAY = {"survey_date", "birth_date"}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FIRST_DAY = datetime.date(1899, 12, 30)


def letters(index):
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def sheet(out, path, shared):
    """One sheet's rows; `shared` numbers the texts of the workbook."""

    def text(place, value):
        return f'<c r="{place}" t="s"><v>{shared.setdefault(value, len(shared))}</v></c>'

    def day(place, value):
        return f'<c r="{place}" s="1"><v>{(datetime.date.fromisoformat(value) - FIRST_DAY).days}</v></c>'

    def number(place, value):
        return f'<c r="{place}"><v>{value}</v></c>'

    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        columns = [letters(i) for i in range(len(header))]
        kinds = [text if name in TEXT else day if name in DAY else number for name in header]
        out.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
        out.write(("<row r=\"1\">" + "".join(text(f"{c}1", name) for c, name in zip(columns, header)) + "</row>").encode())
        count = 1
        for count, row in enumerate(rows, 2):
            cells = (kind(f"{column}{count}", value) for kind, column, value in zip(kinds, columns, row) if value)
            out.write(f'<row r="{count}">{"".join(cells)}</row>'.encode())
        if count > MOST_ROWS:
            sys.exit(f"{path} has more rows than a sheet can hold")
        out.write(b"</sheetData></worksheet>")


def main():
    folder, book = sys.argv[1:]
    shared = {}
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:

        def part(name, content):
            archive.writestr(name, XML + content)

        sheets = ["households", "members"]
        for number, name in enumerate(sheets, 1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as out:
                sheet(out, f"{folder}/{name}.csv", shared)
        items = "".join(f'<si><t xml:space="preserve">{escape(value)}</t></si>' for value in shared)
        part("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}" uniqueCount="{len(shared)}">{items}</sst>')
        part(
            "xl/styles.xml",
            f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
            '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        )
        listed = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(sheets, 1))
        part("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{PARTS}"><sheets>{listed}</sheets></workbook>')
        related = "".join(
            f'<Relationship Id="rId{i}" Type="{PARTS}/{kind}" Target="{target}"/>'
            for i, (kind, target) in enumerate(
                [("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml")]
                + [("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")],
                1,
            )
        )
        part("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>')
        part(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{PARTS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        overrides = "".join(
            f'<Override PartName="/xl/{name}.xml" ContentType="{kind}.{content}+xml"/>'
            for name, content in [
                ("workbook", "sheet.main"),
                ("worksheets/sheet1", "worksheet"),
                ("worksheets/sheet2", "worksheet"),
                ("sharedStrings", "sharedStrings"),
                ("styles", "styles"),
            ]
        )
        part(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        )


main()
