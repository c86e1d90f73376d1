from __future__ import annotations

from dataclasses import dataclass

from heedful.interactions import stores
from heedful.interactions.models import SpoolEntry
from heedful.listen.imports.queries import visible_imports
from heedful.listen.start.models import Start
from heedful.people.members.models import Member
from heedful.people.members.rights import may

COMPANY, BRING, NUMBER = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Way:
    """How far a workspace came. `step` is the one to do next."""

    has_heard: bool
    is_hearing: bool
    company_told: bool
    finished: bool

    @property
    def step(self) -> int:
        if self.has_heard:
            return NUMBER
        return BRING if self.company_told else COMPANY


def has_heard(member: Member) -> bool:
    """Whether anything is in the log of the workspace."""
    return stores.current().version(member.workspace.key) > 0


def visible_way(member: Member) -> Way:
    kept = Start.objects.filter(workspace=member.workspace_id).first()
    heard = has_heard(member)
    return Way(
        has_heard=heard,
        is_hearing=not heard and SpoolEntry.objects.filter(workspace=member.workspace.key).exists(),
        company_told=(kept is not None and kept.company_at is not None) or not may(member, "manage_workspace"),
        finished=kept is not None and kept.finished_at is not None,
    )


def open_imports(member: Member) -> int:
    """Files that were begun and wait to be gone on with."""
    return sum(run.state != run.State.DONE for run in visible_imports(member)[:20])
