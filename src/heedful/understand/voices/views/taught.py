from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heedful.interactions import stores
from heedful.people.members.rights import may, require, require_all_places
from heedful.understand.voices import queries

NIGHTS: Final = 30


@require_safe
def learnt(request: HttpRequest) -> HttpResponse:
    """What the workspace's own scores and corrections taught the model, and how sure it is."""
    require(request.member, "read")
    require_all_places(request.member)
    said = {
        "learnt": queries.learnt_by(request.member, store=stores.current()),
        "teachings": queries.visible_teachings(request.member)[:NIGHTS],
        "may_manage": may(request.member, "manage_workspace"),
        "as_of": timezone.now(),
    }
    return render(request, "understand/voices/learnt.html", said)
