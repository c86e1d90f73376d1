"""A customer who is erased is erased from what they answered, and from the words that the search knows."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from heedful.listen.responses.models import Response
from heedful.listen.responses.searching import scrub_index
from heedful.listen.responses.signals import response_erased
from heedful.people.models import Workspace


@transaction.atomic
def forget_responses(workspace: Workspace, names: Sequence[str]) -> int:
    """Before the customer goes: their responses, notes and tags, and the search's memory of their words.

    No line of a file goes with it. Doing it again changes nothing.
    """
    theirs = Response.objects.filter(workspace=workspace, customer__key__in=list(names))
    for response in theirs.select_related("survey"):
        response_erased.send(sender=Response, response=response)
    theirs.delete()
    scrub_index()
    return 0
