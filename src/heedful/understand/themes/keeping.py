"""What a search for themes found, as rows that keep their identity from one search to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from heedful.people.models import Workspace
from heedful.understand.themes.models import FoundTheme, ThemeSet

MOST_FOUND: Final = 40


@dataclass(frozen=True, slots=True)
class Seen:
    """One found theme as a search gives it; `key` is that of the search before, where it is the same theme.

    `phrases` are pairs of language and words, `wording` pairs of a phrase's key and its weight; `centroid` is float32,
    as bytes.
    """

    key: str
    names: Mapping[str, str]
    phrases: Sequence[tuple[str, str]]
    n: int
    state: str = FoundTheme.State.STEADY
    centroid: bytes = b""
    wording: Sequence[tuple[str, float]] = ()
    parent: str = ""


@transaction.atomic
def keep_found(workspace: Workspace, seen: Sequence[Seen], *, now: datetime) -> int:
    """The largest of them; what was not seen again is gone. Texts are read anew only if other words are looked for."""
    largest = sorted(seen, key=lambda each: -each.n)[:MOST_FOUND]
    before, version = _looked_for(workspace), _version(workspace)
    known = {row.key: row for row in FoundTheme.objects.filter(workspace=workspace)}
    for each in largest:
        row = known.pop(each.key, None) or FoundTheme(workspace=workspace, key=each.key, first_seen=now)
        row.names, row.parent, row.n, row.state = dict(each.names), each.parent, each.n, each.state
        row.phrases = [{"language": language, "text": words} for language, words in each.phrases]
        row.wording = [list(pair) for pair in each.wording]
        row.centroid, row.last_seen = each.centroid, now
        row.since = row.since if before.get(row.key) == row.phrases else version + 1
        row.save()
    FoundTheme.objects.filter(pk__in=[row.pk for row in known.values()]).update(state=FoundTheme.State.GONE)
    if _looked_for(workspace) != before:
        owner, _is_new = ThemeSet.objects.get_or_create(workspace=workspace, defaults={"changed_at": now})
        ThemeSet.objects.filter(pk=owner.pk).update(version=F("version") + 1, changed_at=now)
    return len(largest)


def _version(workspace: Workspace) -> int:
    """Held until what was found is kept: what is looked for anew begins with the next one."""
    held = ThemeSet.objects.select_for_update().filter(workspace=workspace).values_list("version", flat=True).first()
    return held or 1


def _looked_for(workspace: Workspace) -> dict[str, list[dict[str, str]]]:
    rows = FoundTheme.objects.filter(workspace=workspace).exclude(state=FoundTheme.State.GONE)
    return dict(rows.values_list("key", "phrases"))
