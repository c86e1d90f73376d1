from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.people.invitations.actions import (
    InvitationError,
    accept_as_new,
    accept_invitation,
    invite,
    send_invitation,
    withdraw_invitation,
)
from heedful.people.invitations.forms import InvitationForm, WelcomeForm
from heedful.people.invitations.models import Invitation
from heedful.people.invitations.queries import invitation_of, visible_invitations
from heedful.people.members.middleware import CHOSEN
from heedful.people.members.queries import is_known
from heedful.people.members.rights import require
from heedful.people.workspaces.queries import visible_places

OPENED = "opened-invitation"


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    require(request.member, "manage_members")
    workspace = request.member.workspace
    places = visible_places(request.member)
    if request.method != "POST":
        form = InvitationForm(places, initial={"role": "viewer", "language": workspace.language})
        return render(request, "people/invitation-form.html", {"form": form})
    form = InvitationForm(places, request.POST)
    if not form.is_valid():
        return render(request, "people/invitation-form.html", {"form": form}, status=422)
    try:
        invite(workspace, **form.cleaned_data, by=request.member, now=timezone.now(), link_to=_link_to(request))
    except InvitationError as error:
        form.add_error("email", str(error))
        return render(request, "people/invitation-form.html", {"form": form}, status=422)
    return _written(request)


@require_POST
def sending(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_members")
    invitation = get_object_or_404(visible_invitations(request.member), pk=number)
    send_invitation(invitation, by=request.member, now=timezone.now(), link_to=_link_to(request))
    return _written(request)


@require_POST
def withdrawal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_members")
    invitation = get_object_or_404(visible_invitations(request.member), pk=number)
    withdraw_invitation(invitation, by=request.member, now=timezone.now())
    messages.success(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    return redirect("people:members")


@login_not_required
@never_cache
@require_safe
def opening(request: HttpRequest, link: str) -> HttpResponse:
    """Where the link of an invitation leads; from here on it stands in no address, and so in no log."""
    if invitation_of(link, now=timezone.now()) is None:
        return render(request, "people/invitation-gone.html", status=404)
    request.session[OPENED] = link
    return redirect("people:seat")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest) -> HttpResponse:
    """The seat offered: join as who is signed in, sign in first, or become somebody here."""
    invitation = invitation_of(request.session.get(OPENED, ""), now=timezone.now())
    if invitation is None:
        return render(request, "people/invitation-gone.html", status=404)
    if request.user.is_authenticated:
        return _as_who_is_signed_in(request, invitation)
    if is_known(invitation.email):
        return render(request, "people/invitation.html", {"invitation": invitation, "how": "sign-in"})
    return _as_new(request, invitation)


def _as_who_is_signed_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.user.username != invitation.email:
        return render(request, "people/invitation.html", {"invitation": invitation, "how": "other"})
    if request.method != "POST":
        return render(request, "people/invitation.html", {"invitation": invitation, "how": "join"})
    try:
        accept_invitation(invitation, user=request.user, now=timezone.now())
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("home")
    request.session[CHOSEN] = invitation.workspace.key
    return redirect("home")


def _as_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    translation.activate(invitation.language)
    request.LANGUAGE_CODE = invitation.language
    form = WelcomeForm(invitation.email, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        what = {"invitation": invitation, "how": "new", "form": form}
        return render(request, "people/invitation.html", what, status=422 if form.is_bound else 200)
    user = accept_as_new(invitation, **form.cleaned_data, now=timezone.now())
    request.session[CHOSEN] = invitation.workspace.key
    return perform_login(request, user, redirect_url=reverse("home"))


def _link_to(request: HttpRequest):
    return lambda token: request.build_absolute_uri(reverse("people:invitation", args=[token]))


def _written(request: HttpRequest) -> HttpResponse:
    if settings.MAIL_IS_SENT:
        messages.success(request, _("The invitation is on its way."))
        return redirect("people:members")
    messages.warning(request, _("The invitation is written. Give the person the link below: it is not sent from here."))
    return redirect("people:outbox")
