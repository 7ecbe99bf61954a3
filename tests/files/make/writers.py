"""The writers: sheets to files. Every spreadsheet program's own output, made small and the same in every run."""

import csv
import datetime
import io
import json
import pathlib
import re
import struct
import subprocess
import tempfile
import zipfile
from decimal import Decimal

import openpyxl
import openpyxl.styles
import xlwt
from model import FILES, Formula, Styled

OPENPYXL, XLWT = f"openpyxl {openpyxl.__version__}", f"xlwt {xlwt.__VERSION__}"
CALC, RUST, SHEETJS = "LibreOffice 7.4", "rust_xlsxwriter", "SheetJS 0.18.5"
CSV_VI = "csv as Excel with Vietnamese settings writes it"
CSV, HAND, MIXED, ICONV = "csv", "by hand", "several writers", "iconv of glibc"
REPOSITORY = FILES.parent.parent
SAME_DAY = (2025, 10, 1, 0, 0, 0)


def plain(cell):
    """A cell's value without its looks."""
    return cell.value if isinstance(cell, Styled) else cell


def number(value):
    return float(value) if isinstance(value, Decimal) else value


def same_bytes(data, drop=()):
    """A zip with the same parts but without what a clock put into it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name.startswith(tuple(drop)) if drop else False:
                continue
            part = old.read(name)
            if name in ("docProps/core.xml", "meta.xml"):
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?", b"2025-10-01T00:00:00", part)
            if name == "META-INF/manifest.xml":
                for dropped in drop:
                    part = re.sub(rb"\s*<manifest:file-entry manifest:full-path=\"" + dropped.encode() + rb"[^>]*/>", b"", part)
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(name, SAME_DAY), part, kind, 9)
    return out.getvalue()


def by_openpyxl(sheets, epoch=None):
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        for r, row in enumerate(sheet.rows, start=1):
            for c, cell in enumerate(row, start=1):
                value = plain(cell)
                if value is None:
                    continue
                target = page.cell(r, c)
                target.value = f"={value.formula}" if isinstance(value, Formula) else number(value)
                if isinstance(value, str):
                    # "=..." is text here, unless it is a `Formula`
                    target.data_type = "s"
                font = (cell.font if isinstance(cell, Styled) else None) or sheet.font
                if font:
                    target.font = openpyxl.styles.Font(name=font)
                if isinstance(value, datetime.date):
                    target.number_format = "dd/mm/yyyy"
                if isinstance(cell, Styled) and cell.format:
                    target.number_format = cell.format
        for top, left, bottom, right in sheet.merges:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    out = io.BytesIO()
    book.save(out)
    return same_bytes(out.getvalue())


def by_xlwt(sheets):
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        page.visibility = int(sheet.hidden)
        merged = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
        covered = {
            (r, c) for top, left, bottom, right in sheet.merges
            for r in range(top, bottom + 1) for c in range(left, right + 1) if (r, c) != (top, left)
        }
        for r, row in enumerate(sheet.rows, start=1):
            for c, cell in enumerate(row, start=1):
                value = number(plain(cell))
                if (r, c) in covered:
                    continue
                style = day if isinstance(value, datetime.date) else xlwt.Style.default_style
                font = (cell.font if isinstance(cell, Styled) else None) or sheet.font
                if font:
                    style = xlwt.easyxf(f"font: name {font}")
                if (r, c) in merged:
                    bottom, right = merged[r, c]
                    page.write_merge(r - 1, bottom - 1, c - 1, right - 1, value, style)
                elif value is not None:
                    page.write(r - 1, c - 1, value, style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_calc(jobs):
    """Workbooks through LibreOffice: `jobs` are (file name, sheets); all of one kind in one run."""
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "xlsm": "xlsm:Calc MS Excel 2007 VBA XML", "xls": "xls:MS Excel 97", "ods": "ods"}
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for kind, program_filter in filters.items():
            named = {}
            for count, (name, sheets) in enumerate(jobs):
                if name.endswith("." + kind):
                    source = folder / "in" / f"{kind}{count}.xlsx"
                    source.parent.mkdir(exist_ok=True)
                    source.write_bytes(by_openpyxl(sheets))
                    named[source] = name
            if not named:
                continue
            subprocess.run(
                ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", program_filter,
                 "--outdir", str(folder / "out"), *map(str, named)],
                check=True, capture_output=True,
            )
            for source, name in named.items():
                data = (folder / "out" / f"{source.stem}.{kind}").read_bytes()
                results[name] = data if kind == "xls" else same_bytes(data, ("Thumbnails", "Configurations2"))
    return results


def by_rust(jobs):
    """Workbooks through rust_xlsxwriter: the test `write_the_files` of tests/files.rs takes them from here."""
    folder = REPOSITORY / "target" / "test-files"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, sheets in jobs:
        described = [
            {"name": s.name, "hidden": s.hidden, "merges": s.merges, "rows": [[_json_cell(cell) for cell in row] for row in s.rows]}
            for s in sheets
        ]
        (folder / f"{name}.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    subprocess.run(
        ["cargo", "test", "--quiet", "--test", "files", "--", "--ignored", "--exact", "write_the_files"],
        check=True, cwd=REPOSITORY, stdout=subprocess.DEVNULL,
    )
    return {name: same_bytes((folder / name).read_bytes()) for name, _ in jobs}


def _json_cell(cell):
    value = number(plain(cell))
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, Formula):
        return {"formula": value.formula, "result": str(value.result)}
    return value


def by_sheetjs(jobs):
    """Workbooks through SheetJS (`npm install xlsx@0.18.5` in the folder that NODE_PATH names)."""
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, sheets, book_type in jobs:
            path = pathlib.Path(folder) / "out"
            source = {
                "type": book_type, "path": str(path),
                "sheets": [{"name": s.name, "merges": s.merges, "rows": [[_json_cell(c) for c in row] for row in s.rows]} for s in sheets],
            }
            script = pathlib.Path(__file__).with_name("sheetjs.js")
            subprocess.run(["node", str(script)], input=json.dumps(source), text=True, check=True)
            data = path.read_bytes()
            results[name] = same_bytes(data) if data[:2] == b"PK" else data
    return results


def full_cells(book):
    """A binary workbook whose cells all say their column, as Excel writes them; SheetJS leaves it out of a cell that
    follows another (short records 12 to 18 for 1 to 7)."""
    def in_full(data):
        out, at, column = bytearray(), 0, -1
        while at < len(data):
            start = at
            kind, at = data[at], at + 1
            if kind & 0x80:
                kind, at = kind & 0x7F | data[at] << 7, at + 1
            size = shift = 0
            while True:
                size, more, at, shift = size | (data[at] & 0x7F) << shift, data[at] & 0x80, at + 1, shift + 7
                if not more:
                    break
            body = data[at : at + size]
            at += size
            if 12 <= kind <= 18:
                column += 1
                body = struct.pack("<I", column) + body
                assert len(body) < 128, "lengths of two bytes are not needed here"
                out += bytes([kind - 11, len(body)]) + body
                continue
            if 1 <= kind <= 11:
                column = struct.unpack_from("<I", body)[0]
            out += data[start:at]
        return bytes(out)

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            part = in_full(part) if name.startswith("xl/worksheets/sheet") else part
            new.writestr(zipfile.ZipInfo(name, SAME_DAY), part, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def csv_text(rows, separator=",", line_end="\n", decimal="."):
    """A text table; numbers with the decimal sign of the settings."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end)
    for row in rows:
        cells = []
        for cell in map(plain, row):
            if isinstance(cell, bool):
                cell = "TRUE" if cell else "FALSE"
            elif isinstance(cell, (float, Decimal)):
                cell = format(cell, "f") if isinstance(cell, Decimal) else repr(cell)
                cell = cell.replace(".", decimal)
            elif isinstance(cell, datetime.date):
                cell = cell.strftime("%d/%m/%Y")
            elif isinstance(cell, Formula):
                cell = cell.result
            cells.append("" if cell is None else str(cell))
        writer.writerow(cells)
    return out.getvalue()


def csv_vi(rows):
    """`CSV UTF-8` of Excel on a Windows with Vietnamese settings: a mark, semicolons, decimal commas, CR LF."""
    width = max(len(row) for row in rows)
    padded = [list(row) + [None] * (width - len(row)) for row in rows]
    return b"\xef\xbb\xbf" + csv_text(padded, ";", "\r\n", ",").encode()


def csv_plain(rows):
    return csv_text(rows).encode()


def zip_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, SAME_DAY), data, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()
