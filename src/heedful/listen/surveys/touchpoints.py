"""The touchpoints that are known: what was heard, and what this survey names."""

from __future__ import annotations

from datetime import datetime
from weakref import WeakKeyDictionary

from heedful.interactions import stores
from heedful.interactions.remembered import Remembered
from heedful.interactions.store import Store
from heedful.listen.surveys.document import Document
from heedful.measures import lazy
from heedful.people.models import Workspace

_heard: WeakKeyDictionary[Store, Remembered[frozenset[str]]] = WeakKeyDictionary()
MOST = 200


def touchpoints_known(workspace: Workspace, document: Document, *, now: datetime) -> list[str]:
    """As they were heard within a quarter of an hour, by name."""
    store = stores.current()
    version = store.version(workspace.key)
    key = (workspace.key, int(now.timestamp()) // 900, version > 0)
    heard = _heard.setdefault(store, Remembered()).get(key, lambda: _touchpoints(store, workspace.key))
    named = {document.touchpoint, *(each.touchpoint for each in document.questions)}
    return sorted(heard | named - {""})[:MOST]


def _touchpoints(store: Store, workspace: str) -> frozenset[str]:
    found = lazy(store.frame(workspace)).select("touchpoint").unique().collect(backend="pyarrow")
    return frozenset(each for each in found["touchpoint"].to_list() if each)
