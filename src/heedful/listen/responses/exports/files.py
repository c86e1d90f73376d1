"""The files that an export can be, each written part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from heedful.listen.responses.exports.csv_file import csv_parts
from heedful.listen.responses.exports.parquet_file import parquet_parts
from heedful.listen.responses.exports.reading import Reading
from heedful.listen.responses.exports.spss_file import spss_parts
from heedful.listen.responses.exports.xlsx_file import xlsx_parts


@dataclass(frozen=True, slots=True)
class Format:
    ending: str
    media_type: str
    parts: Callable[[Reading], Iterator[bytes]]


FORMATS: Final[Mapping[str, Format]] = {
    "csv": Format("csv", "text/csv; charset=utf-8", csv_parts),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_parts),
    "parquet": Format("parquet", "application/vnd.apache.parquet", parquet_parts),
    "spss": Format("zip", "application/zip", spss_parts),
}


@dataclass(frozen=True, slots=True)
class Export:
    """How many rows it has, and its bytes."""

    rows: int
    format: Format
    parts: Iterator[bytes]


def export_of(reading: Reading, name: str) -> Export:
    made = FORMATS[name]
    return Export(len(reading.numbers), made, made.parts(reading))
