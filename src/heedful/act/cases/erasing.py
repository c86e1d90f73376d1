"""A customer who is erased leaves no trace in cases: theirs go whole, with what was written to them."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
from django.db import transaction

from heedful import measures
from heedful.act.cases.models import Case, CaseItem
from heedful.act.notifications.actions import take_back
from heedful.act.webhooks.actions import forget_told
from heedful.interactions import stores
from heedful.people.customers.models import Identity
from heedful.people.mail.models import Letter
from heedful.people.mail.queries import CASE_REPLY
from heedful.people.models import Workspace

AT_ONCE = 500


@transaction.atomic
def forget_cases(workspace: Workspace, names: Sequence[str]) -> int:
    """Before the customer goes from the log. No line of a file goes with it; doing it again changes nothing.

    A case of nobody known (an alert's, say) stays, without what they said; where nothing else is in it, it goes, too.
    """
    theirs = Case.objects.filter(workspace=workspace, customer__key__in=list(names))
    _forget_letters(workspace, names)
    gone = set(theirs.values_list("pk", flat=True)) | _of_nobody_else(workspace, _said_by(workspace, names))
    _forget_whole(workspace, gone)
    return 0


def _said_by(workspace: Workspace, names: Sequence[str]) -> list[str]:
    """The ids of all that the log has of them."""
    rows = measures.lazy(stores.current().frame(workspace.key)).filter(nw.col("customer").is_in(list(names)))
    return list(rows.select("id").collect(backend="pyarrow")["id"].to_list())


def _of_nobody_else(workspace: Workspace, said: Sequence[str]) -> set[int]:
    """Forget what they said in cases of nobody known; those in which nothing is left."""
    touched: set[int] = set()
    for start in range(0, len(said), AT_ONCE):
        items = CaseItem.objects.filter(workspace=workspace, interaction__in=said[start : start + AT_ONCE])
        touched |= set(items.values_list("case", flat=True))
        items.delete()
    return set(Case.objects.filter(pk__in=touched, items=None).values_list("pk", flat=True))


def _forget_whole(workspace: Workspace, numbers: set[int]) -> None:
    for number in sorted(numbers):
        take_back(workspace, f"case:{number}")
        forget_told(workspace, f"case:{number}")
    ordered = sorted(numbers)
    for start in range(0, len(ordered), AT_ONCE):
        Case.objects.filter(workspace=workspace, pk__in=ordered[start : start + AT_ONCE]).delete()


def _forget_letters(workspace: Workspace, names: Sequence[str]) -> None:
    """To every address of theirs, whether they were sent or wait."""
    known = Identity.objects.filter(workspace=workspace, customer__key__in=list(names), kind=Identity.Kind.EMAIL)
    addresses = list(known.values_list("value", flat=True))
    Letter.objects.filter(workspace=workspace, kind=CASE_REPLY, to__in=addresses).delete()
