#!/usr/bin/env python3
"""Writes calc.ods, calc.xls and fonts.xls of `tests/files` with LibreOffice: `python3 calc.py` (needs `soffice`).

calc: one shown and one hidden sheet with a cell of every type. fonts: text in fonts from before Unicode. The tests in
src/io/read state what has to be read from them.
"""

import pathlib
import subprocess
import tempfile
import zipfile

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"),
    ]
)

DOCUMENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMESPACES} xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
 <number:date-style style:name="D"><number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
 <number:time-style style:name="T"><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:time-style>
 <number:boolean-style style:name="B"><number:boolean/></number:boolean-style>
 <style:style style:name="truth" style:family="table-cell" style:data-style-name="B"/>
 <style:style style:name="day" style:family="table-cell" style:data-style-name="D"/>
 <style:style style:name="time" style:family="table-cell" style:data-style-name="T"/>
 <style:style style:name="shown" style:family="table"><style:table-properties table:display="true"/></style:style>
 <style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Hộ" table:style-name="shown">
 <table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
 <table:table-row>
  <table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>Mã hộ</text:p></table:table-cell><table:covered-table-cell/>
  <table:table-cell office:value-type="string"><text:p>hai<text:s text:c="2"/>dấu cách</text:p><text:p>dòng <text:span>hai</text:span></text:p></table:table-cell>
 </table:table-row>
 <table:table-row table:number-rows-repeated="2">
  <table:table-cell office:value-type="float" office:value="45.5"><text:p>45,5</text:p></table:table-cell>
  <table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>
 </table:table-row>
 <table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="9"/></table:table-row>
 <table:table-row>
  <table:table-cell table:style-name="day" office:value-type="date" office:date-value="2021-01-01"><text:p>01/01/2021</text:p></table:table-cell>
  <table:table-cell table:style-name="time" office:value-type="time" office:time-value="PT07H30M00S"><text:p>07:30</text:p></table:table-cell>
  <table:table-cell table:style-name="truth" office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>
  <table:table-cell table:formula="of:=6*7" office:value-type="float" office:value="42"><text:p>42</text:p></table:table-cell>
  <table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value=""><text:p>#N/A</text:p></table:table-cell>
  <table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>
  <table:table-cell office:value-type="string"><text:p>&lt;a&gt; &amp; 'b'</text:p><office:annotation><text:p>ghi chú</text:p></office:annotation></table:table-cell>
  <table:table-cell table:formula="of:=&quot;x&quot;&amp;1" office:value-type="string" office:string-value="x1"><text:p>x1</text:p></table:table-cell>
 </table:table-row>
</table:table>
<table:table table:name="Ẩn" table:style-name="hidden">
 <table:table-row><table:table-cell office:value-type="string"><text:p>khuất</text:p></table:table-cell></table:table-row>
</table:table>
</office:spreadsheet></office:body></office:document>
"""

FONTS = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMESPACES} xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
 <style:style style:name="abc" style:family="table-cell"><style:text-properties fo:font-family=".VnTime"/></style:style>
 <style:style style:name="abc-capitals" style:family="table-cell"><style:text-properties fo:font-family=".VnTimeH"/></style:style>
 <style:style style:name="vni" style:family="table-cell"><style:text-properties fo:font-family="VNI-Times"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="A">
 <table:table-row>
  <table:table-cell table:style-name="abc" office:value-type="string"><text:p>Hé nghÌo</text:p></table:table-cell>
  <table:table-cell table:style-name="abc-capitals" office:value-type="string"><text:p>Hé nghÌo</text:p></table:table-cell>
  <table:table-cell table:style-name="vni" office:value-type="string"><text:p>Hoä ngheøo</text:p></table:table-cell>
  <table:table-cell table:style-name="abc" office:value-type="string"><text:p>Hộ nghèo</text:p></table:table-cell>
  <table:table-cell office:value-type="string"><text:p>Xã</text:p></table:table-cell>
  <table:table-cell table:style-name="abc" office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>
 </table:table-row>
</table:table>
</office:spreadsheet></office:body></office:document>
"""

here = pathlib.Path(__file__).resolve().parent.parent
with tempfile.TemporaryDirectory() as directory:
    source = pathlib.Path(directory) / "calc.fods"
    source.write_text(DOCUMENT, encoding="utf-8")
    fonts = pathlib.Path(directory) / "fonts.fods"
    fonts.write_text(FONTS, encoding="utf-8")
    for source, kind in [(source, "ods"), (source, "xls"), (fonts, "xls")]:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{directory}/profile", "--headless", "--convert-to", kind,
             "--outdir", directory, str(source)],
            check=True,
        )
    for name in ["calc.xls", "fonts.xls"]:
        (here / name).write_bytes((pathlib.Path(directory) / name).read_bytes())
    # The preview picture, the settings and the styles are most of the file, and none of the cells.
    with zipfile.ZipFile(pathlib.Path(directory) / "calc.ods") as whole, zipfile.ZipFile(here / "calc.ods", "w") as part:
        for name in ["mimetype", "META-INF/manifest.xml", "content.xml"]:
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            part.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), whole.read(name), kind)
