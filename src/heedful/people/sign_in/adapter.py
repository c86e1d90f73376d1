"""How allauth, which does the signing in, behaves in this house."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heedful.people.account.actions import note_seen
from heedful.people.account.queries import language_of
from heedful.people.mail.actions import write_letter
from heedful.people.sign_in.sealing import seal, unseal
from heedful.people.unsent.actions import remember_person

SEALED_FOR = "two-step sign-in"


SAID = {
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("Your password is kept."),
    "mfa/messages/totp_activated.txt": _("Two-step sign-in is on. Keep the recovery codes where you find them."),
    "mfa/messages/totp_deactivated.txt": _("Two-step sign-in is off."),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail and password do not go together."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your password."),
        "incorrect_code": _("This code does not fit. Take the newest one."),
        "too_many_login_attempts": _("Too many attempts. Wait a quarter of an hour, then try again."),
        "rate_limited": _("Too many attempts. Wait a quarter of an hour, then try again."),
        "invalid_password_reset": _("This link has been used, or is too old."),
    }

    def is_open_for_signup(self, request) -> bool:  # noqa: ARG002 -- allauth asks for it
        return False

    def is_ajax(self, request) -> bool:  # noqa: ARG002 -- allauth asks for it
        """One answer for everybody: our own pages."""
        return False

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        """Counted for a name from one address, so that one who guesses locks nobody out elsewhere."""
        name = credentials.get("email") or credentials.get("username", "")
        return f"{get_client_ip(request)}\n{name.lower()}"

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):  # noqa: ARG002 -- allauth asks for it
        """What is worth a word, in ours; that somebody signed in, they know."""
        if said := message or SAID.get(message_template):
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        words = {name: value for name, value in context.items() if name != "request"}
        kind = template_prefix.rpartition("/")[2]
        write_letter(kind, to=email, language=language_of(email), words=words, now=timezone.now())

    def post_login(self, request, user, **how):
        """Whoever sat here last is remembered, so that a form they left unsent is offered to nobody else."""
        answer = super().post_login(request, user, **how)
        remember_person(answer, user)
        note_seen(request)
        return answer

    def get_password_change_redirect_url(self, request) -> str:  # noqa: ARG002 -- allauth asks for it
        return reverse("people:account")


class TwoStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_generate_recovery_codes": _("Switch two-step sign-in on first."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, SEALED_FOR)

    def decrypt(self, encrypted_text: str) -> str:
        """Fails closed: with another secret key, no code fits."""
        try:
            return unseal(encrypted_text, SEALED_FOR)
        except InvalidToken as error:
            raise ValidationError(
                _(
                    "The server's secret key has changed since two-step sign-in was switched on. "
                    "Whoever runs the server can switch it off for you: heedful member two-step-off."
                )
            ) from error
