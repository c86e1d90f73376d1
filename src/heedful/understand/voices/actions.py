from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from django.db import transaction

from heedful.interactions.store import Store
from heedful.people.models import Member, Trace, Workspace
from heedful.people.traces.actions import PROGRAM, leave_trace
from heedful.understand.voices.labelling import lay_corrections
from heedful.understand.voices.models import Correction, SavedView


class Corrector(Protocol):
    """A member, or a program with a key of the workspace."""

    @property
    def workspace(self) -> Workspace: ...


def correct_label(
    interaction: str, said: Mapping[str, tuple[str, str]], *, by: Corrector, store: Store, now: datetime
) -> list[Correction]:
    """What somebody says of a text, by field, with what it said before; the labels follow at once."""
    corrections = _correct(interaction, said, by=by, now=now)
    lay_corrections(store, by.workspace.key, now)
    return corrections


@transaction.atomic
def _correct(
    interaction: str, said: Mapping[str, tuple[str, str]], *, by: Corrector, now: datetime
) -> list[Correction]:
    made = []
    member = by if isinstance(by, Member) else None
    name = member.user.username if member else PROGRAM.get()
    for field, (value, was) in said.items():
        named = {"workspace": by.workspace, "interaction": interaction, "field": field}
        standing = Correction.objects.filter(**named, undone_at=None)
        standing.update(undone_at=now, undone_by_name=name)
        made.append(Correction.objects.create(**named, value=value, was=was, by=member, by_name=name, at=now))
    what = {"text": interaction, "changed": sorted(said)}
    if made:
        leave_trace(by.workspace, Trace.What.LABEL_CORRECTED, by=member, now=now, **what)
    return made


def undo_correction(correction: Correction, *, by: Member, store: Store, now: datetime) -> None:
    """The machine's reading counts again; taking it back twice changes nothing."""
    with transaction.atomic():
        undone = Correction.objects.filter(pk=correction.pk, undone_at=None)
        if not undone.update(undone_at=now, undone_by_name=by.user.username, laid_at=None):
            return
        what = {"text": correction.interaction, "changed": [correction.field]}
        leave_trace(by.workspace, Trace.What.LABEL_PUT_BACK, by=by, now=now, **what)
    lay_corrections(store, by.workspace.key, now)


def save_view(name: str, query: str, *, by: Member, now: datetime) -> SavedView:
    """Keep a way of looking under a name; the same name again takes the place of the old one."""
    view, _ = SavedView.objects.update_or_create(
        workspace=by.workspace, name=name, defaults={"query": query, "by": by, "saved_at": now}
    )
    return view


def delete_view(view: SavedView) -> None:
    view.delete()
