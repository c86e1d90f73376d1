"""What a search for themes found, as rows that keep their identity from one search to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from heedful.people.models import Workspace
from heedful.understand.themes.making import next_version, set_for
from heedful.understand.themes.models import FoundTheme, ThemeSet
from heedful.understand.themes.naming import words_of_phrases

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
    before, owner = _looked_for(workspace), ThemeSet.objects.select_for_update().filter(workspace=workspace).first()
    following = (owner.version if owner else 1) + 1
    known = {row.key: row for row in FoundTheme.objects.filter(workspace=workspace)}
    for each in largest:
        row = known.pop(each.key, None) or FoundTheme(workspace=workspace, key=each.key, first_seen=now)
        row.names, row.parent, row.n, row.state = dict(each.names), each.parent, each.n, each.state
        row.phrases = [{"language": language, "text": words} for language, words in each.phrases]
        row.wording = [list(pair) for pair in each.wording]
        row.centroid, row.last_seen = each.centroid, now
        row.since = row.since if before.get(row.key) == _words(row.phrases) else following
        row.save()
    gone = FoundTheme.objects.filter(pk__in=[row.pk for row in known.values()]).exclude(state=FoundTheme.State.GONE)
    gone.update(state=FoundTheme.State.GONE, since=following)
    if _looked_for(workspace) != before:
        next_version(set_for(workspace, now), now)
    return len(largest)


def _looked_for(workspace: Workspace) -> dict[str, dict[str, list[str]]]:
    rows = FoundTheme.objects.filter(workspace=workspace).exclude(state=FoundTheme.State.GONE)
    return {key: _words(phrases) for key, phrases in rows.values_list("key", "phrases")}


def _words(phrases: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """What they are looked for by, whatever their order."""
    return {language: sorted(words) for language, words in words_of_phrases(phrases).items()}
