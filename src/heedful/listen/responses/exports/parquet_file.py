"""Parquet: typed columns, a row group for each part of the reading."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from heedful.listen.responses.exports.drain import Drain
from heedful.listen.responses.exports.reading import Reading

TYPES: Final = {"text": pa.string(), "number": pa.float64(), "moment": pa.timestamp("us", "UTC"), "flag": pa.bool_()}
PARTS_A_GROUP: Final = 5


def parquet_parts(reading: Reading) -> Iterator[bytes]:
    schema = pa.schema([pa.field(c.name, TYPES[c.kind], metadata={"label": c.label}) for c in reading.columns])
    drain, parts = Drain(), reading.parts()
    with pq.ParquetWriter(drain, schema, compression="zstd") as writer:
        while rows := [row for part in islice(parts, PARTS_A_GROUP) for row in part]:
            writer.write_batch(_batch(rows, schema))
            yield drain.taken()
    yield drain.taken()


def _batch(rows: list[list[Any]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    return pa.record_batch([pa.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)], schema)
