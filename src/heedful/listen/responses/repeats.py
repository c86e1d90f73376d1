"""Signs that somebody answered twice: looked for once the log has the answers, so that nobody who answers waits for it.

A sign says why and names the earlier response. Both go on counting, until the team sets one aside. Of an anonymous
survey nothing is kept that could tell, and nothing is looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from django.db.models import Q, QuerySet

from heedful.listen.responses.heard import SURVEY
from heedful.listen.responses.models import Repeat, Response
from heedful.listen.surveys.models import Survey

if TYPE_CHECKING:  # a process that loads nothing begins without Arrow
    from heedful.interactions.telling import Round

SAME_PERSON: Final = timedelta(days=1)
SAME_ANSWERS: Final = timedelta(minutes=10)
FEWEST_WORDS: Final = 4  # many say the same in fewer
AT_ONCE: Final = 500
MOST_BESIDE: Final = 10_000  # of what may be repeated, the newest: a flood costs no more
OF_OURS: Final = frozenset({"quota", "reach"})  # what stands among the properties and is no word of the occasion
THREAD: Final = "response:"


class Seen(NamedTuple):
    """What of a response is read of many."""

    pk: int
    customer: int | None
    likeness: int | None
    version: int
    invitation: int | None
    updated_at: datetime
    settled_at: datetime | None
    settles_at: datetime | None
    set_aside: str


class Pair(NamedTuple):
    response: Seen
    earlier: Seen
    why: Repeat.Why


def likeness_of(response: Response) -> int | None:
    """A number that two responses share where all their answers through one door are the same, their words with them.

    None where so little was written that others may well say the same, and where the door lets in one person alone.
    """
    if response.invitation_id or len(response.words.split()) < FEWEST_WORDS:
        return None
    said = (response.version_id, response.link_id, response.language, response.answers)
    digest = blake2b(msgspec.json.encode(said, order="sorted"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def repeat_of(response: Response) -> Repeat | None:
    """The sign on it, if there is one."""
    found: Repeat | None = getattr(response, "repeat", None)
    return found


def flag_repeats(heard: Round) -> None:
    """Mark those of a round that repeat an earlier one. In the transaction that tells of it."""
    for (workspace, survey), keys in _heard_of(heard).items():
        found = Survey.objects.filter(workspace__key=workspace, key=survey).first()
        for at in range(0, len(keys), AT_ONCE) if found else ():
            _flag(Response.objects.filter(survey=found, key__in=keys[at : at + AT_ONCE]), heard)


def _heard_of(heard: Round) -> Mapping[tuple[str, str], list[str]]:
    """The keys of the responses that a round has answers of, by workspace and survey."""
    found: dict[tuple[str, str], list[str]] = {}
    told = heard.rows.select(["workspace", "kind", "source", "thread"])
    for row in told.group_by(told.column_names).aggregate([]).to_pylist():
        source, thread = row["source"] or "", row["thread"] or ""
        if row["kind"] == "answer" and source.startswith(SURVEY) and thread.startswith(THREAD):
            found.setdefault((row["workspace"], source.removeprefix(SURVEY)), []).append(thread.removeprefix(THREAD))
    return found


def _flag(responses: QuerySet[Response], heard: Round) -> None:
    may_repeat = Q(customer__isnull=False) | Q(likeness__isnull=False)
    fresh = _seen(responses.filter(may_repeat, set_aside="", repeat=None))
    pairs = [*_by_the_same_person(fresh), *_with_the_same_answers(fresh)]
    if not pairs:
        return
    whole = Response.objects.in_bulk({pk for pair in pairs for pk in (pair.response.pk, pair.earlier.pk)})
    first: dict[int, Repeat] = {}
    for pair in pairs:
        response, earlier = whole[pair.response.pk], whole[pair.earlier.pk]
        if response.pk not in first and _is_repeated(earlier, response, pair.why):
            about = {"workspace_id": response.workspace_id, "response": response, "earlier": earlier}
            first[response.pk] = Repeat(**about, why=pair.why, found_at=heard.now)
    Repeat.objects.bulk_create(first.values())


def _by_the_same_person(fresh: Sequence[Seen]) -> Iterator[Pair]:
    """Who was asked twice was meant to answer twice: one of the two came through a door for all."""
    for response, earlier in _beside("customer", fresh, within=SAME_PERSON):
        if not (earlier.invitation and response.invitation):
            yield Pair(response, earlier, Repeat.Why.PERSON)


def _with_the_same_answers(fresh: Sequence[Seen]) -> Iterator[Pair]:
    for response, earlier in _beside("likeness", fresh, within=SAME_ANSWERS):
        if len({each.customer for each in (earlier, response) if each.customer}) < 2:
            yield Pair(response, earlier, Repeat.Why.ANSWERS)


def _beside(what: str, fresh: Sequence[Seen], *, within: timedelta) -> Iterator[tuple[Seen, Seen]]:
    """Those that share it, to the same version and shortly after one another; of each, the first earlier one first."""
    values = {getattr(each, what) for each in fresh} - {None}
    if not values:
        return
    since = min(each.updated_at for each in fresh) - within
    near = Response.objects.filter(**{f"{what}__in": values}, updated_at__gte=since).order_by("-pk")
    sharing: dict[Any, list[Seen]] = defaultdict(list)
    for each in reversed(_seen(near[:MOST_BESIDE])):
        sharing[getattr(each, what), each.version].append(each)
    for response in fresh:
        for earlier in sharing.get((getattr(response, what), response.version), ()):
            is_near = abs(response.updated_at - earlier.updated_at) <= within
            if earlier.pk < response.pk and is_near and _counts(earlier):
                yield response, earlier


def _counts(response: Seen) -> bool:
    """Beyond a full quota it does not."""
    return not response.set_aside and bool(response.settled_at or response.settles_at)


def _is_repeated(earlier: Response, response: Response, why: Repeat.Why) -> bool:
    """Unless both say what they are about, and it is not the same."""
    if why == Repeat.Why.ANSWERS and earlier.answers != response.answers:
        return False
    first, second = _occasion(earlier), _occasion(response)
    return all(first[what] == second[what] for what in first.keys() & second.keys())


def _occasion(response: Response) -> dict[str, Any]:
    given = {f"given {name}": value for name, value in response.properties.items() if name not in OF_OURS}
    about = {"place": response.location_id, "employee": response.employee, "product": response.product}
    return {name: value for name, value in (given | about).items() if value}


def _seen(rows: QuerySet[Response]) -> list[Seen]:
    return [Seen(*row) for row in rows.values_list(*Seen._fields)]
