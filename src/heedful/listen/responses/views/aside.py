from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from heedful.listen.responses.forms import AsideForm
from heedful.listen.responses.setting_aside import set_aside, take_back
from heedful.listen.responses.views.asking import picked, theirs
from heedful.people.members.rights import require

LATELY: Final = "set aside lately"


@require_POST
def set_aside_many(request: HttpRequest) -> HttpResponse:
    require(request.member, "handle_responses")
    form = AsideForm(request.POST)
    if not form.is_valid():
        raise Http404(_("Say why."))
    found = picked(request, theirs(request))
    lately = list(found.filter(set_aside="").values_list("pk", flat=True))
    done = set_aside(found, by=request.member, now=timezone.now(), **form.cleaned_data)
    request.session[LATELY] = lately  # the list offers once to undo it
    said = ngettext("%(count)s response was set aside.", "%(count)s responses were set aside.", done)
    messages.success(request, said % {"count": done})
    return redirect(_back(request))


@require_POST
def take_back_many(request: HttpRequest) -> HttpResponse:
    require(request.member, "handle_responses")
    done = take_back(picked(request, theirs(request)), by=request.member, now=timezone.now())
    said = ngettext("%(count)s response counts again.", "%(count)s responses count again.", done)
    messages.success(request, said % {"count": done})
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """To the list as it was filtered."""
    query = request.POST.get("back", "")
    return f"{reverse('listen:responses')}?{query}" if query and "\n" not in query else reverse("listen:responses")
