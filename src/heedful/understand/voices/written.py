"""Labels and vectors as the rows that the log keeps beside its texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from heedful.interactions.labels import HITS, LABELS, VECTORS
from heedful.text.folding import folded
from heedful.text.labels import Labels, Tier
from heedful.understand.voices.overlay import Said, corrected

Vectors = np.ndarray[Any, np.dtype[np.float16]]


def tables_of(
    workspace: str,
    read: Mapping[str, Labels],
    said: Mapping[str, Said],
    *,
    model: str,
    tier: Tier,
    now: datetime,
) -> tuple[pa.Table, pa.Table]:
    """The rows of labels and of hits of these texts, what people said laid over what was read."""
    at = now.astimezone(UTC).replace(tzinfo=None)
    labels, hits = [], []
    for key, machine in read.items():
        given = said.get(key, {})
        meant = corrected(machine, given) if given else machine
        labels.append(
            {
                "workspace": workspace,
                "id": key,
                **_label(meant),
                "model": model,
                "tier": tier,
                "labelled_at": at,
                "corrected": ",".join(sorted(given)) or None,
            }
        )
        hits += [{"workspace": workspace, "id": key, **hit} for hit in _hits(meant)]
    return pa.Table.from_pylist(labels, schema=LABELS), pa.Table.from_pylist(hits, schema=HITS)


def _label(labels: Labels) -> dict[str, Any]:
    found = [(each.kind, each.start, each.end) for each in labels.personal]
    return {
        "language": labels.language.code,
        "language_confidence": labels.language.confidence,
        "sentiment": labels.sentiment,
        "confidence": labels.confidence,
        "feeling": labels.feeling,
        "anger": labels.anger,
        "urgency": labels.urgency,
        "intent": labels.intent,
        "harsh": labels.harsh,
        "personal": msgspec.json.encode(found).decode() if found else "",
        "folded": folded(labels.cleaned),
    }


def _hits(labels: Labels) -> list[dict[str, Any]]:
    return [
        {
            "theme": hit.theme,
            "sentence": hit.sentence,
            "first": hit.start,
            "last": hit.end,
            "score": hit.score,
            "sentiment": hit.sentiment,
        }
        for hit in labels.hits
    ]


def vectors_table(workspace: str, ids: Sequence[str], vectors: Sequence[Vectors], embedder: str) -> pa.Table:
    """A row a text: the vectors of its sentences, one after the other."""
    rows = [
        {
            "workspace": workspace,
            "id": key,
            "embedder": embedder,
            "dimensions": each.shape[1],
            "vectors": np.ascontiguousarray(each, dtype=np.float16).tobytes(),
        }
        for key, each in zip(ids, vectors, strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=VECTORS)


def vectors_in(table: pa.Table, embedder: str) -> dict[str, Vectors]:
    """The kept vectors of this embedder, by text."""
    return {
        row["id"]: np.frombuffer(row["vectors"], dtype=np.float16).reshape(-1, row["dimensions"])
        for row in table.to_pylist()
        if row["embedder"] == embedder
    }
