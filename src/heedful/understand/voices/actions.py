from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from django.db import transaction

from heedful.interactions.store import Store
from heedful.people.models import Member, Trace, Workspace
from heedful.people.sign_in.sealing import seal
from heedful.people.traces.actions import PROGRAM, leave_trace
from heedful.understand.voices.endpoint import SEALED_FOR
from heedful.understand.voices.labelling import lay_corrections
from heedful.understand.voices.models import Correction, LanguageModel, SavedView


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


@transaction.atomic
def set_language_model(
    workspace: Workspace, *, base_url: str, name: str, key: str, by: Member, now: datetime
) -> LanguageModel:
    """Off until somebody turns it on. Without a new key the one before stays, but goes to no other address."""
    said = {"base_url": base_url, "name": name, "set_by": by, "set_by_name": by.user.username, "set_at": now}
    before = LanguageModel.objects.filter(workspace=workspace).first()
    if key:
        said["key"] = seal(key, SEALED_FOR)
    elif before and before.base_url != base_url:
        said["key"] = ""
    kept, _ = LanguageModel.objects.update_or_create(workspace=workspace, defaults=said)
    leave_trace(workspace, Trace.What.LANGUAGE_MODEL_SET, by=by, now=now, base_url=base_url, model=name)
    return kept


@transaction.atomic
def switch_language_model(kept: LanguageModel, *, on: bool, by: Member, now: datetime) -> None:
    if kept.is_on == on:
        return
    kept.is_on = on
    kept.save(update_fields=["is_on"])
    leave_trace(kept.workspace, Trace.What.LANGUAGE_MODEL_SWITCHED, by=by, now=now, base_url=kept.base_url, on=on)


@transaction.atomic
def remove_language_model(kept: LanguageModel, *, by: Member, now: datetime) -> None:
    told = {"base_url": kept.base_url, "model": kept.name}
    leave_trace(kept.workspace, Trace.What.LANGUAGE_MODEL_REMOVED, by=by, now=now, **told)
    kept.delete()


def note_texts_sent(kept: LanguageModel, texts: int, *, by: Member, now: datetime) -> None:
    """That customers' words went out of the house, before they go: how many, never which."""
    told = {"base_url": kept.base_url, "model": kept.name, "texts": texts}
    leave_trace(kept.workspace, Trace.What.TEXTS_SENT_TO_MODEL, by=by, now=now, **told)
