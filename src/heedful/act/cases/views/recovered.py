from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heedful.act.cases import recovery as recoveries
from heedful.people.members.rights import require
from heedful.understand.themes.queries import theme_names

A_YEAR: Final = timedelta(days=365)


@require_safe
def recovery(request: HttpRequest) -> HttpResponse:
    """Of those who were unhappy, how many are so no more; and by what had caused it."""
    require(request.member, "read")
    now = timezone.now()
    told = recoveries.recovered(request.member, since=now - A_YEAR)
    causes = recoveries.by_cause(request.member, names=theme_names(request.member), since=now - A_YEAR)
    return render(request, "act/cases/recovery.html", {"told": told, "causes": causes, "as_of": now})
