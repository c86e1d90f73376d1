from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.listen.channels.actions import change_settings, close_link, create_link, reopen_link
from heedful.listen.channels.arrivals import rejected_of
from heedful.listen.channels.forms import KINDS, LinkForm
from heedful.listen.channels.models import Link
from heedful.listen.channels.posters import hung_posters, poster_of, poster_words
from heedful.listen.channels.queries import address_of, script_address, visible_links
from heedful.listen.channels.settings import settings_form
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import state_of, visible_surveys
from heedful.people.members.rights import may, require
from heedful.ui.keyset import numbered_place_of, page_of

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, survey: int) -> HttpResponse:
    require(request.member, "edit_surveys" if request.method == "POST" else "read")
    asked = get_object_or_404(visible_surveys(request.member), pk=survey)
    if request.method != "POST":
        return _list(request, asked, LinkForm(member=request.member))
    form = LinkForm(request.POST, member=request.member)
    if not form.is_valid():
        return _list(request, asked, form, status=422)
    made = [create_link(asked, **each, by=request.member, now=timezone.now()) for each in form.wanted()]
    if len(made) == 1:
        return redirect("listen:link", made[0].pk)
    says = ngettext("%(n)d link was made.", "%(n)d links were made, one for each place.", len(made))
    messages.success(request, says % {"n": len(made)})
    return redirect("listen:survey-links", asked.pk)


@require_safe
def link(request: HttpRequest, number: int) -> HttpResponse:
    """How to use the link: its address, its code, and what to do with them."""
    require(request.member, "read")
    found = get_object_or_404(visible_links(request.member), pk=number)
    return _page(request, found, settings_form(found))


@require_http_methods(["GET", "HEAD", "POST"])
def link_settings(request: HttpRequest, number: int) -> HttpResponse:
    """When a widget opens, when a kiosk begins anew. The form stands on the link's page."""
    require(request.member, "edit_surveys" if request.method == "POST" else "read")
    found = get_object_or_404(visible_links(request.member), pk=number)
    if request.method != "POST":
        return redirect("listen:link", found.pk)
    form = settings_form(found, request.POST)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _page(request, found, form, status=422)
    change_settings(found, form.cleaned_data, by=request.member, now=timezone.now())
    messages.success(request, _("Saved. Websites and tablets take it over within five minutes."))
    return redirect("listen:link", found.pk)


@csp_update({"frame-src": [SELF]})
@require_safe
def trial(request: HttpRequest, number: int) -> HttpResponse:
    """A page of our own with the widget on it, as on a website."""
    require(request.member, "read")
    found = get_object_or_404(visible_links(request.member).filter(kind=Link.Kind.WIDGET), pk=number)
    told = {"link": found, "survey": found.survey, "state": state_of(found.survey, now=timezone.now())}
    return render(request, "listen/channels/trial.html", told)


@require_safe
def poster(request: HttpRequest, number: int) -> HttpResponse:
    """A page to print, in one of the survey's languages."""
    require(request.member, "read")
    found = get_object_or_404(visible_links(request.member), pk=number)
    if found.survey.published is None:
        messages.error(request, _("Publish the survey first: nobody could answer what the poster asks."))
        return redirect("listen:link", found.pk)
    told = (
        _told_of(request, found)
        | poster_words(found.survey, request.GET.get("lang", ""))
        | {"back": reverse("listen:link", args=[number])}
    )
    return render(request, "listen/channels/poster.html", told | {"posters": [told]})


@require_safe
def posters(request: HttpRequest, number: int) -> HttpResponse:
    """Those of every place at once, each on a sheet of its own."""
    require(request.member, "read")
    asked = get_object_or_404(visible_surveys(request.member), pk=number)
    found = hung_posters(request.member, asked)
    if asked.published is None or not found:
        messages.error(request, _("There is no poster to print: make one, and publish the survey."))
        return redirect("listen:survey-links", asked.pk)
    told = {"survey": asked, "posters": [_told_of(request, link) for link in found]}
    told |= poster_words(asked, request.GET.get("lang", "")) | {"back": reverse("listen:survey-links", args=[asked.pk])}
    return render(request, "listen/channels/poster.html", told)


@require_POST
def closure(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_surveys")
    found = get_object_or_404(visible_links(request.member), pk=number)
    close_link(found, by=request.member, now=timezone.now())
    messages.success(request, _("Closed: nobody can answer through it any more."))
    return redirect("listen:survey-links", found.survey_id)


@require_POST
def opening(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_surveys")
    found = get_object_or_404(visible_links(request.member), pk=number)
    reopen_link(found, by=request.member, now=timezone.now())
    messages.success(request, _("Open again, at the same address."))
    return redirect("listen:link", found.pk)


def _list(request: HttpRequest, survey: Survey, form: LinkForm, *, status: int = 200) -> HttpResponse:
    place = numbered_place_of(request.GET)
    found = visible_links(request.member).filter(survey=survey)
    if place.key:
        found = found.filter(pk__gt=place.key[0]) if place.backwards else found.filter(pk__lt=place.key[0])
    rows = list(found.order_by("pk" if place.backwards else "-pk")[: PAGE + 1])
    page = page_of(rows, place, size=PAGE, key=lambda row: (row.pk,), asked=request.GET)
    told = {
        "survey": survey,
        "state": state_of(survey, now=timezone.now()),
        "tab": "links",
        "page": page,
        "lines": [(row, KINDS.get(Link.Kind(row.kind), ("", ""))[0], address_of(row)) for row in page.rows],
        "form": form,
        "has_posters": any(row.kind == Link.Kind.POSTER for row in page.rows),
        "kinds": [(kind.value, title, says) for kind, (title, says) in KINDS.items()],
        "may_edit": may(request.member, "edit_surveys"),
    }
    return render(request, "listen/channels/links.html", told, status=status)


def _page(request: HttpRequest, link: Link, form: Form | None, *, status: int = 200) -> HttpResponse:
    told = _told_of(request, link) | {"form": form, "script": script_address(link)}
    told["rejected"] = rejected_of(link) if link.kind == Link.Kind.KIOSK else 0
    return render(request, "listen/channels/link.html", told, status=status)


def _told_of(request: HttpRequest, link: Link) -> dict[str, object]:
    return poster_of(link) | {
        "survey": link.survey,
        "kind": KINDS.get(Link.Kind(link.kind), ("", ""))[0],
        "state": state_of(link.survey, now=timezone.now()),
        "may_edit": may(request.member, "edit_surveys"),
    }
