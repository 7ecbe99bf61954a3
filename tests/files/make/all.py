#!/usr/bin/env python3
"""Writes every file of the corpus and what has to be read from it: `python3 all.py [part of a name ...]`."""

import shutil
import sys

import hostile  # noqa: F401 - declares its files
import layout_01, layout_02, layout_03, layout_04, layout_05  # noqa: E401, F401
import layout_06, layout_07, layout_08, layout_09, layout_10  # noqa: E401, F401
import legacy
import writers
from model import FILES, FILES_OF_CORPUS
from writers import CALC, CSV_VI, OPENPYXL, RUST, XLWT


def content_of(name, writer, content, by_batch):
    """The bytes of a file, or None where a batch of another program will write it."""
    if isinstance(content, bytes):
        return content
    if writer == OPENPYXL:
        return writers.by_openpyxl(content)
    if writer == XLWT:
        return writers.by_xlwt(content)
    if writer in (CALC, RUST):
        by_batch[writer].append((name, content))
        return None
    return writers.csv_vi(content) if writer == CSV_VI else writers.csv_plain(content)


def main(wanted):
    legacy.check_tcvn3()
    by_batch = {CALC: [], RUST: []}
    for name, writer, about, function in FILES_OF_CORPUS:
        if wanted and not any(part in name for part in wanted):
            continue
        content, reading = function()
        name = name.rstrip("/")
        (FILES / f"{name}.expected").write_text(reading.text(about, writer), encoding="utf-8")
        if isinstance(content, dict):
            shutil.rmtree(FILES / name, ignore_errors=True)
            (FILES / name).mkdir()
            for part, data in content.items():
                (FILES / name / part).write_bytes(data)
            continue
        data = content_of(name, writer, content, by_batch)
        if data is not None:
            (FILES / name).write_bytes(data)
    for writer, write in [(CALC, writers.by_calc), (RUST, writers.by_rust)]:
        if by_batch[writer]:
            for name, data in write(by_batch[writer]).items():
                (FILES / name).write_bytes(data)


if __name__ == "__main__":
    main(sys.argv[1:])
