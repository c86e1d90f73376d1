"""allauth's own views, with our pages: what is wrong answers 422, too many attempts 429."""

from allauth.account import views as account
from allauth.mfa.base import views as two_step
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from heedful.people.members.queries import is_anybody_here
from heedful.people.sign_in.forms import (
    CodeForm,
    ConfirmCodeForm,
    ConfirmPasswordForm,
    NewPasswordForm,
    ResetForm,
    SignInForm,
)

METHODS = ["get", "head", "post", "options"]
PLAIN = "people/plain-form.html"
TOO_MANY = {"too_many_login_attempts", "rate_limited"}


class FormPage:
    """A page of ours around one of allauth's forms."""

    http_method_names = METHODS
    template_name = PLAIN

    def form_invalid(self, form):
        answer = super().form_invalid(form)
        codes = {error.code for errors in form.errors.as_data().values() for error in errors}
        answer.status_code = 429 if codes & TOO_MANY else 422
        return answer


class SignIn(FormPage, account.LoginView):
    template_name = "people/sign-in.html"
    form_class = SignInForm

    def get_context_data(self, **more):
        return super().get_context_data(**more) | {"nobody_is_here": not is_anybody_here()}


class Code(FormPage, two_step.AuthenticateView):
    template_name = "people/sign-in-code.html"
    form_class = CodeForm


CONFIRM = {
    "title": _("Is it you?"),
    "why": _("What you are about to change keeps others out. Confirm that it is you first."),
    "button": _("Confirm"),
}


class ConfirmPassword(FormPage, account.ReauthenticateView):
    form_class = ConfirmPasswordForm
    extra_context = CONFIRM


class ConfirmCode(FormPage, two_step.ReauthenticateView):
    form_class = ConfirmCodeForm
    extra_context = CONFIRM


class Reset(FormPage, account.PasswordResetView):
    form_class = ResetForm
    extra_context = {
        "title": _("Forgot your password?"),
        "why": _("Say who you are, and a link to choose a new one comes by mail."),
        "button": _("Send the link"),
    }


class ResetSent(account.PasswordResetDoneView):
    http_method_names = METHODS
    template_name = "people/reset-sent.html"
    extra_context = {"is_sent": lambda: settings.MAIL_IS_SENT}


class NewPassword(FormPage, account.PasswordResetFromKeyView):
    form_class = NewPasswordForm
    template_name = "people/new-password.html"


class NewPasswordDone(account.PasswordResetFromKeyDoneView):
    http_method_names = METHODS
    template_name = "people/new-password-done.html"


class Closed(account.AccountInactiveView):
    http_method_names = METHODS
    template_name = "people/closed.html"


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("people:sign-in")
