from pathlib import Path

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from heedful.people.welcome.actions import TakenError, is_welcome, welcome_owner
from heedful.people.welcome.forms import OwnerForm

OPENED = "opened-welcome"


@login_not_required
@never_cache
@require_safe
def opening(request: HttpRequest, token: str) -> HttpResponse:
    """Where the printed address leads; from here on the token stands in no address, and so in no log."""
    _refuse_unless_welcome(token)
    request.session[OPENED] = token
    return redirect("people:welcome")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """The first owner of a new install, and their company."""
    _refuse_unless_welcome(request.session.get(OPENED, ""))
    form = OwnerForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return render(request, "people/welcome.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        user = welcome_owner(
            Path(settings.HOME), **form.cleaned_data, language=get_language() or "en", now=timezone.now()
        )
    except TakenError as error:
        raise Http404 from error
    del request.session[OPENED]
    return perform_login(request, user, redirect_url=reverse("home"))


def _refuse_unless_welcome(token: str) -> None:
    if not is_welcome(Path(settings.HOME), token):
        raise Http404
