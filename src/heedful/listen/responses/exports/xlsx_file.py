"""XLSX: the answers on one sheet, what each column means on another. Text is text: no cell is ever a formula.

A workbook is a ZIP of XML. Its rows are written straight into it, a part at a time: a library that makes an object of
each cell takes three times as long.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from heedful.listen.responses.exports.drain import Drain
from heedful.listen.responses.exports.reading import Reading

MOST_ROWS: Final = 1_048_575  # of a sheet, below its head; what is more goes on another
LONGEST: Final = 32_767  # characters in a cell: Excel takes no more
UNKNOWN_TO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CARRIAGE_RETURN: Final = "_x000D_"  # as Excel writes it: XML would turn it into a line feed

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OF_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OF_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
FROZEN: Final = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/>'
    "</sheetView></sheetViews>"
)
SHEET: Final = f'{HEAD}<worksheet xmlns="{MAIN}">{FROZEN}<sheetData>'
END_OF_SHEET: Final = "</sheetData></worksheet>"


def xlsx_parts(reading: Reading) -> Iterator[bytes]:
    drain, titles = Drain(), ["Columns"]
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("xl/worksheets/sheet1.xml", f"{SHEET}{''.join(map(_row, _meanings(reading)))}{END_OF_SHEET}")
        rows = _rows(reading)
        while True:
            titles.append(f"Responses {len(titles)}" if len(titles) > 1 else "Responses")
            with book.open(f"xl/worksheets/sheet{len(titles)}.xml", "w", force_zip64=True) as sheet:
                sheet.write(f"{SHEET}{_row([column.name for column in reading.columns])}".encode())
                written = 0
                while written < MOST_ROWS and (part := next(rows, None)):
                    sheet.write("".join(map(_row, part)).encode())
                    written += len(part)
                    yield drain.taken()
                sheet.write(END_OF_SHEET.encode())
            if written < MOST_ROWS:
                break
        for name, said in _package(titles).items():
            book.writestr(name, HEAD + said)
    yield drain.taken()


def _rows(reading: Reading) -> Iterator[list[list[Any]]]:
    """So that no part lies over the end of a sheet."""
    left = MOST_ROWS
    for part in reading.parts():
        if len(part) > left:
            yield part[:left]
            part, left = part[left:], MOST_ROWS
        yield part
        left = left - len(part) or MOST_ROWS


def _meanings(reading: Reading) -> Iterator[list[Any]]:
    yield ["column", "meaning", "value", "stands for"]
    for column in reading.columns:
        yield from ([column.name, column.label, value, label] for value, label in column.labels or ((None, None),))


def _row(cells: list[Any]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(cell: Any) -> str:
    kind = type(cell)
    if cell is None or cell == "":
        return "<c/>"
    if kind is bool:
        return f'<c t="b"><v>{cell:d}</v></c>'
    if kind is int or kind is float:
        return f"<c><v>{cell}</v></c>"
    said = cell.isoformat(" ") if kind is datetime else cell
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_escaped(said)}</t></is></c>'


def _escaped(said: str) -> str:
    if said.isalnum() and len(said) <= LONGEST:
        return said
    said = UNKNOWN_TO_XML.sub("", said[:LONGEST]).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return said.replace("\r", CARRIAGE_RETURN)


def _package(titles: list[str]) -> dict[str, str]:
    """What ties the sheets together."""
    numbered = list(enumerate(titles, start=1))
    workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(f'<sheet name="{title}" sheetId="{at}" r:id="rId{at}"/>' for at, title in numbered)
    ties = "".join(
        f'<Relationship Id="rId{at}" Type="{OF_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at, _title in numbered
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{workbook}.worksheet+xml"/>'
        for at, _title in numbered
    )
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{OF_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{workbook}.sheet.main+xml"/>{types}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{OF_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OF_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OF_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{OF_PACKAGE}/relationships">{ties}</Relationships>',
    }
