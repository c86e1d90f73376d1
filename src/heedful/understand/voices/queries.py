from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from heedful.interactions.store import Store
from heedful.listen.responses.models import Response
from heedful.listen.responses.queries import visible_responses
from heedful.people.customers.queries import names_of_customers
from heedful.people.members.queries import visible_locations
from heedful.people.members.rights import may
from heedful.people.models import Member
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.metric import Words
from heedful.understand.themes.counting import FOUND
from heedful.understand.themes.queries import theme_names
from heedful.understand.voices.forms import Asked
from heedful.understand.voices.listing import (
    Listing,
    Row,
    Where,
    row_called,
    scores_beside,
)
from heedful.understand.voices.models import Correction, LanguageModel, SavedView, Teaching
from heedful.understand.voices.quotes import Names
from heedful.understand.voices.readers import reader_of
from heedful.understand.voices.waiting import texts_waiting

A_DAY: Final = timedelta(days=1)


def visible_views(member: Member) -> QuerySet[SavedView]:
    return SavedView.objects.filter(workspace=member.workspace_id)


def visible_corrections(member: Member) -> QuerySet[Correction]:
    """All of the workspace's; whether the text may be seen is asked of the log: `visible_text`."""
    return Correction.objects.filter(workspace=member.workspace_id)


def visible_language_models(member: Member) -> QuerySet[LanguageModel]:
    """At most one; whether it may be used is asked by `model_in_use`, whether it may be changed by each view."""
    return LanguageModel.objects.filter(workspace=member.workspace_id).select_related("workspace")


def model_in_use(member: Member) -> LanguageModel | None:
    """The language model that they may ask, if one is on."""
    return visible_language_models(member).filter(is_on=True).first() if may(member, "handle_responses") else None


def visible_teachings(member: Member) -> QuerySet[Teaching]:
    return Teaching.objects.filter(workspace=member.workspace_id).defer("head")


def seen_by(member: Member) -> Where:
    """The condition that a text may be seen by them."""
    locations = visible_locations(member)
    return () if locations is None else (("location", locations),)


def visible_text(member: Member, key: str, *, store: Store) -> Row | None:
    return row_called(store, member.workspace.key, key, seen_by(member))


def listing_of(inquiry: Inquiry, asked: Asked) -> Listing:
    """What the filter bar and the boxes beside it leave, of what the member may see."""
    chosen = inquiry.filter
    seen = () if inquiry.locations is None else (("location", inquiry.locations),)
    return Listing(
        store=inquiry.store,
        workspace=inquiry.member.workspace.key,
        tz=inquiry.tz,
        asked=asked,
        where=(*chosen.where, *seen),
        period=chosen.period,
    )


def names_for(member: Member, rows: Sequence[Row], *, store: Store, places: dict[str, str]) -> Names:
    """What is needed to quote these rows."""
    return Names(
        places=places,
        themes=theme_names(member),
        customers=names_of_customers(member, {row["customer"] for row in rows if row["customer"]}),
        scores=scores_beside(store, member.workspace.key, rows),
    )


def response_of(row: Row, member: Member) -> Response | None:
    """The response in which it was said, if it is one of ours."""
    if row["kind"] != "answer":
        return None
    key = row["id"].partition(":")[0]
    try:
        UUID(key)
    except ValueError:
        return None
    return visible_responses(member).filter(key=key).only("pk").first()


def corrections_to(member: Member, key: str) -> list[Correction]:
    """What people said of a text, the newest first."""
    return list(visible_corrections(member).filter(interaction=key))


def themes_to_choose(member: Member, row: Row) -> dict[str, Words]:
    """The themes with a name, and those found ones that the text carries already."""
    carried = {hit["theme"] for hit in row["hits"]}
    named = theme_names(member).items()
    offered = [(key, name) for key, name in named if not key.startswith(FOUND) or key in carried]
    return dict(sorted(offered, key=lambda theme: theme[1].casefold()))


@dataclass(frozen=True, slots=True)
class Learnt:
    """What reads the texts, how far it is, and what it was told. `kept`: the last lesson that made it read better."""

    model: str
    texts: int
    unread: int
    not_in_full: int
    has_vectors: bool
    corrections: int
    kept: Teaching | None


def learnt_by(member: Member, *, store: Store) -> Learnt:
    workspace = member.workspace.key
    reader = reader_of(workspace)
    waits = texts_waiting(store, workspace, reader)
    return Learnt(
        model=reader.model,
        texts=waits.texts,
        unread=waits.unread,
        not_in_full=waits.not_in_full,
        has_vectors=bool(reader.embedder),
        corrections=visible_corrections(member).filter(undone_at=None).count(),
        kept=visible_teachings(member).filter(kept=True).first(),
    )
