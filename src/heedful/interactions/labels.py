"""What is kept beside the log of its texts: labels, the themes in them, and the vectors of their sentences.

A *text* is a row of the log in which a customer says something. What is read off it stands beside the log, never in
it: a text is labelled after it is heard, and again when a model or a taxonomy changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from heedful.interactions.schema import DIMENSIONS, LOG, TIMESTAMP, asked_kinds

Tier = Literal["quick", "full"]
Between = tuple[datetime, datetime]

COMPANIONS: Final = ("labels", "hits", "vectors")
"""The tables beside the log, by the names under which an erasure says what went."""

VERSIONED: Final = "labels"
"""What `store.version(workspace, ["labels"])` asks for; it may stand beside kinds."""

VOICED: Final = ("answer", "review", "mention", "message", "event", "order", "refund")
"""The kinds of rows in which a customer may say something: messages that came in, answers that were not chosen."""

INBOUND: Final = "inbound"

LABELS: Final = pa.schema(
    [
        pa.field("workspace", pa.string(), nullable=False),
        pa.field("id", pa.string(), nullable=False),  # of the row in the log
        pa.field("language", pa.string()),  # ISO 639-1, empty where nothing tells
        pa.field("language_confidence", pa.float64()),
        pa.field("sentiment", pa.float64()),  # −1 to +1, null where there is nothing to tell from
        pa.field("confidence", pa.float64()),  # the chance, 0 to 1, that `feeling` is right
        pa.field("feeling", pa.string(), nullable=False),  # negative, neutral, positive, unclear
        pa.field("anger", pa.float64()),
        pa.field("urgency", pa.float64()),
        pa.field("intent", pa.string()),  # complaint, praise, question, suggestion, request or empty
        pa.field("harsh", pa.bool_()),
        pa.field("personal", pa.string()),  # JSON: [[kind, start, end], …] in the cleaned text; empty without any
        pa.field("folded", pa.string()),  # of `text.folding.folded`: what a search looks through
        pa.field("model", pa.string(), nullable=False),
        pa.field("tier", pa.string(), nullable=False),  # quick or full
        pa.field("labelled_at", TIMESTAMP, nullable=False),
        pa.field("corrected", pa.string()),  # the columns that a person set, joined by commas
    ]
)

HITS: Final = pa.schema(
    [
        pa.field("workspace", pa.string(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        pa.field("theme", pa.string(), nullable=False),
        pa.field("sentence", pa.int32(), nullable=False),
        pa.field("first", pa.int32(), nullable=False),  # the phrase that shows it, in the cleaned text:
        pa.field("last", pa.int32(), nullable=False),  # from `first` to before `last`
        pa.field("score", pa.float64()),
        pa.field("sentiment", pa.float64()),
    ]
)

VECTORS: Final = pa.schema(
    [
        pa.field("workspace", pa.string(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        pa.field("embedder", pa.string(), nullable=False),
        pa.field("dimensions", pa.int32(), nullable=False),
        pa.field("vectors", pa.binary(), nullable=False),  # float16, a row a sentence, one after the other
    ]
)

READ_OFF: Final = tuple(name for name in LABELS.names if name not in {"workspace", "id"})
"""The columns that labels add to a text."""

OF_THE_TEXT: Final = ("occurred_at", "kind", *DIMENSIONS, "value")
"""The columns of a text by which labelled texts are narrowed; what never changes in the log."""

LABELLED: Final = pa.schema(
    [LOG.field("id"), *(LOG.field(name) for name in OF_THE_TEXT), *(LABELS.field(name) for name in READ_OFF)]
)
"""A labelled text without what was written in it: little to read, much to look through."""

VOICES: Final = pa.schema([*LOG, *(LABELS.field(name).with_nullable(True) for name in READ_OFF)])
"""A text and its labels; all of these are null while it is not labelled."""


def fitted(workspace: str, rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows with the columns of the schema, in its types.

    Raises
    ------
    ValueError
        When a column is missing, one that must be known is not, or a row is of another workspace.

    Examples
    --------
    >>> rows = pa.table({"workspace": ["nord"], "id": ["1"], "embedder": ["e"], "dimensions": [1], "vectors": [b"12"]})
    >>> fitted("nord", rows, VECTORS).schema.names
    ['workspace', 'id', 'embedder', 'dimensions', 'vectors']
    """
    if missing := [name for name in schema.names if name not in rows.column_names]:
        raise ValueError(f"columns are missing: {', '.join(missing)}")
    fitting = rows.select(schema.names).cast(schema)
    if fitting.num_rows and pc.unique(fitting["workspace"]).to_pylist() != [workspace]:
        raise ValueError(f"every row must be of the workspace {workspace!r}")
    return fitting


def one_each(workspace: str, rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """The same of rows that stand for one text each; raises ValueError for two of one text."""
    fitting = fitted(workspace, rows, schema)
    if pc.count_distinct(fitting["id"]).as_py() != fitting.num_rows:
        raise ValueError("a text is given twice")
    return fitting


def versioned_kinds(kinds: Sequence[str] | None) -> Sequence[str]:
    """The kinds of which a version is asked, and the labels where they are; raises ValueError as `asked_kinds` does."""
    named = asked_kinds(None if kinds is None else [kind for kind in kinds if kind != VERSIONED])
    return [*named, VERSIONED] if kinds is not None and VERSIONED in kinds else named


def hits_of(workspace: str, hits: pa.Table, labelled: pa.Table) -> pa.Table:
    """The hits, fitted; raises ValueError for those of a text that is not labelled with them."""
    fitting = fitted(workspace, hits, HITS)
    among = pc.is_in(fitting["id"], value_set=labelled["id"].combine_chunks())
    if strangers := pc.unique(fitting.filter(pc.invert(among))["id"]).to_pylist():
        raise ValueError(f"hits of texts that are not among the labels: {', '.join(strangers[:5])}")
    return fitting
