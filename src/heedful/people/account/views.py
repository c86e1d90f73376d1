"""A person's own page: who they are, how they sign in, and where they are signed in."""

from allauth.account import views as allauth
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from heedful.people.account.actions import change_profile, choose_language, end_session, note_seen
from heedful.people.account.forms import ProfileForm
from heedful.people.account.qr import qr_code
from heedful.people.account.queries import two_step_of, visible_sessions
from heedful.people.sign_in.forms import ChangePasswordForm, FirstCodeForm, SetPasswordForm
from heedful.people.sign_in.views import METHODS, FormPage


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        form = ProfileForm(request.POST)
        if form.is_valid():
            change_profile(request.user, name=form.cleaned_data["name"], language=form.cleaned_data["language"])
            return redirect("people:account")
        return _page(request, form, status=422)
    return _page(request, ProfileForm(initial={"name": request.user.get_full_name(), "language": get_language()}))


def _page(request: HttpRequest, form: ProfileForm, status: int = 200) -> HttpResponse:
    note_seen(request)
    two_step = two_step_of(request.user)
    codes = two_step.get("recovery_codes")
    what = {
        "form": form,
        "two_step": two_step.get("totp"),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": visible_sessions(request.user),
    }
    return render(request, "people/account.html", what, status=status)


@require_POST
def sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions but this one."""
    end_other_sessions(request, request.user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("people:account")


@require_POST
def session_end(request: HttpRequest, number: int) -> HttpResponse:
    session = next((session for session in visible_sessions(request.user) if session.pk == number), None)
    if session is None:
        raise Http404
    end_session(session)
    return redirect("people:account")


@login_not_required
def language(request: HttpRequest) -> HttpResponse:
    """The choice at the foot of each page: kept in the browser, and for who is signed in with the person."""
    answer = set_language(request)
    if request.method == "POST" and request.user.is_authenticated and (chosen := answer.cookies.get("django_language")):
        choose_language(request.user, chosen.value)
    return answer


class Password(FormPage, allauth.PasswordChangeView):
    form_class = ChangePasswordForm
    extra_context = {
        "title": gettext_lazy("Change your password"),
        "why": gettext_lazy("You stay signed in here, and are signed out everywhere else."),
        "button": gettext_lazy("Change the password"),
    }


class FirstPassword(FormPage, allauth.PasswordSetView):
    form_class = SetPasswordForm
    extra_context = {"title": gettext_lazy("Choose a password"), "button": gettext_lazy("Keep the password")}


class TwoStepOn(FormPage, totp.ActivateTOTPView):
    form_class = FirstCodeForm
    template_name = "people/two-step-on.html"

    def get_context_data(self, **how):
        context = super().get_context_data(**how)
        return context | {"qr": qr_code(context["totp_url"]), "secret": context["form"].secret}


class TwoStepOff(FormPage, totp.DeactivateTOTPView):
    success_url = reverse_lazy("people:account")
    extra_context = {
        "title": gettext_lazy("Switch two-step sign-in off?"),
        "why": gettext_lazy("From then on your password is enough, and the recovery codes open nothing any more."),
        "button": gettext_lazy("Switch it off"),
    }


class RecoveryCodes(recovery_codes.ViewRecoveryCodesView):
    http_method_names = METHODS
    template_name = "people/recovery-codes.html"


class RecoveryCodesFile(recovery_codes.DownloadRecoveryCodesView):
    http_method_names = METHODS
    template_name = "people/recovery-codes.txt"


class NewRecoveryCodes(FormPage, recovery_codes.GenerateRecoveryCodesView):
    extra_context = {
        "title": gettext_lazy("New recovery codes?"),
        "why": gettext_lazy("You get ten new ones. The old ones open nothing any more."),
        "button": gettext_lazy("Make new codes"),
    }
