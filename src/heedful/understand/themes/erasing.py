"""A customer who is erased teaches no theme any more."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from heedful import measures
from heedful.interactions import stores
from heedful.people.models import Workspace
from heedful.understand.themes.actions import forget_examples

AT_ONCE = 500


def forget_marks(workspace: Workspace, names: Sequence[str]) -> int:
    """Before the customer goes from the log: the marks on their texts. No line of a file goes with them."""
    texts = measures.lazy(stores.current().voices(workspace.key)).filter(nw.col("customer").is_in(list(names)))
    ids = texts.select("id").collect(backend="pyarrow")["id"].to_list()
    for start in range(0, len(ids), AT_ONCE):
        forget_examples(workspace, ids[start : start + AT_ONCE])
    return 0
