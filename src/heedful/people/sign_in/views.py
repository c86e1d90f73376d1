from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from heedful.people.sign_in.actions import address_of, count_attempt, forget_attempts
from heedful.people.sign_in.forms import SignInForm

PAGE = "people/sign-in.html"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, PAGE, {"form": SignInForm(request), "next": _next(request)})
    address, name = address_of(request), request.POST.get("email", "")
    form = SignInForm(request, request.POST)
    if count_attempt(address, name):
        too_many = _("Too many attempts. Wait a quarter of an hour, then try again.")
        return render(request, PAGE, {"form": form, "too_many": too_many, "next": _next(request)}, status=429)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "next": _next(request)}, status=422)
    forget_attempts(address, name)
    login(request, form.user)
    return redirect(_next(request) or resolve_url("home"))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("people:sign-in")


def _next(request: HttpRequest) -> str:
    """Where the person was going, if it is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else ""
