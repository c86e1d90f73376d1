from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heedful.listen.responses import queries
from heedful.listen.responses.forms import (
    FilterForm,
    channel_names,
)
from heedful.listen.responses.models import Response
from heedful.listen.responses.setting_aside import MOST_AT_ONCE
from heedful.listen.surveys.queries import visible_surveys
from heedful.people.members.rights import may
from heedful.people.workspaces.queries import visible_places
from heedful.ui.navigation import Link


def filter_form(request: HttpRequest) -> FilterForm:
    surveys = {survey.pk: survey.name for survey in visible_surveys(request.member)}
    places = dict(visible_places(request.member).order_by("name").values_list("pk", "name"))
    return FilterForm(request.GET, surveys=surveys, places=places)


def about_all(request: HttpRequest, form: FilterForm) -> dict[str, Any]:
    wanted = form.wanted
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    address = f"?{query.urlencode()}" if query else ""
    is_summary = request.resolver_match is not None and request.resolver_match.url_name == "responses-summary"
    return {
        "form": form,
        "wanted": wanted,
        "query": query.urlencode(),
        "tabs": [
            Link(_("Responses"), reverse("listen:responses") + address, current=not is_summary),
            Link(_("Summary"), reverse("listen:responses-summary") + address, current=is_summary),
        ],
        "surveys": [choice for choice in form.fields["survey"].choices if choice[0]],
        "channels": channel_names(),
        "tags_in_use": queries.tag_names(request.member),
        "may_handle": may(request.member, "handle_responses"),
        "as_of": timezone.now(),
    }


def picked(request: HttpRequest, found: QuerySet[Response]) -> QuerySet[Response]:
    """Those that were ticked, or all that the page showed, where its button says so.

    Without a tick, a list is meant as a whole, and a change means none.
    """
    said = request.POST if request.method == "POST" else request.GET
    named = said.getlist("shown" if "whole-page" in said else "pick")
    picked = [number for number in named[:MOST_AT_ONCE] if number.isdecimal() and len(number) < 19]
    return found.filter(pk__in=picked) if picked or request.method == "POST" else found


def theirs(request: HttpRequest) -> QuerySet[Response]:
    return queries.visible_responses(request.member)
