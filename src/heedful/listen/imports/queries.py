"""What a member may see of the imports, and what the log has of one."""

from __future__ import annotations

from datetime import UTC

import narwhals as nw
from django.db.models import QuerySet

from heedful.interactions.store import Store
from heedful.listen.imports.models import Import, ImportMapping
from heedful.measures.frames import lazy
from heedful.people.members.models import Member


def visible_imports(member: Member) -> QuerySet[Import]:
    """Newest first. What was thrown away before anything came of it is gone from sight.

    A file tells of all places: who sees some of them sees none.
    """
    found = Import.objects.filter(workspace=member.workspace_id).exclude(state=Import.State.THROWN_AWAY, file_digest="")
    found = found.select_related("workspace", "by__user").order_by("-id")
    return found.none() if member.is_limited else found


def visible_mappings(member: Member) -> QuerySet[ImportMapping]:
    return ImportMapping.objects.filter(workspace=member.workspace_id).order_by("name")


def rows_of_a_run(store: Store, run: Import) -> int:
    """Interactions in the log that came with this run: they bear its time and its source."""
    at = run.started_at.astimezone(UTC).replace(tzinfo=None)
    theirs = (nw.col("received_at") == at) & (nw.col("source") == run.source)
    rows = lazy(store.frame(run.workspace.key)).filter(theirs).select(n=nw.len()).collect()
    return int(rows["n"][0])
