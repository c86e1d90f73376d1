from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pyarrow as pa
import pytest

from heedful.interactions import loader, spool
from heedful.interactions.labels import HITS, LABELS
from heedful.interactions.schema import Heard
from heedful.understand.themes.actions import add_theme, choose_pack

NOW = datetime(2026, 4, 15, 12, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, 12, tzinfo=UTC)
SHOWERS = {"en": "Showers", "lt": "Dušai"}
READ_NOW = "test, themes 99"  # for the themes as they are, however often they were changed


@pytest.fixture
def said(workspace, store) -> Callable[..., list[str]]:
    """Let customers say something, read already: each text with its themes and how they sound."""
    numbers = count(1)

    def put(texts: Iterable[dict[str, Any]], *, key: str = workspace.key) -> list[str]:
        heard, labels, hits = [], [], []
        for each in texts:
            more = dict(each)
            themes, sentiment = more.pop("themes", {}), more.pop("sentiment", None)
            language, harsh = more.pop("language", "en"), more.pop("harsh", False)
            model = more.pop("model", READ_NOW)
            row = {"id": f"t{next(numbers)}", "kind": "review", "occurred_at": APRIL, "received_at": NOW} | more
            heard.append(Heard(**row))
            labels.append(
                {
                    "workspace": key,
                    "id": row["id"],
                    "language": language,
                    "sentiment": sentiment,
                    "confidence": 0.9,
                    "feeling": "unclear" if sentiment is None else "negative" if sentiment < 0 else "positive",
                    "harsh": harsh,
                    "folded": row["text"].lower(),
                    "model": model,
                    "tier": "full",
                    "labelled_at": NOW.replace(tzinfo=None),
                }
            )
            hits += [
                {
                    "workspace": key,
                    "id": row["id"],
                    "theme": theme,
                    "sentence": 0,
                    "first": 0,
                    "last": min(4, len(row["text"])),
                    "score": 1.0,
                    "sentiment": felt,
                }
                for theme, felt in themes.items()
            ]
        spool.hear(key, heard)
        loader.load(store, now=NOW)
        store.label(key, pa.Table.from_pylist(labels, schema=LABELS), pa.Table.from_pylist(hits, schema=HITS))
        return [row["id"] for row in labels]

    return put


@pytest.fixture
def themes(workspace, alice) -> dict[str, Any]:
    """Alice named two themes."""
    choose_pack(workspace, "", by=alice, now=NOW)
    showers = add_theme(workspace, SHOWERS, keywords={"en": ["shower", "hot water"]}, by=alice, now=NOW)
    staff = add_theme(workspace, {"en": "Staff"}, keywords={"en": ["staff", "trainer"]}, by=alice, now=NOW)
    return {"showers": showers, "staff": staff}


def texts(n: int, text: str = "The showers are cold again", **more: Any) -> list[dict[str, Any]]:
    return [{"text": text, **more} for _ in range(n)]
