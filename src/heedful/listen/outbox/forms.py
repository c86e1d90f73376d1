from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from heedful.listen.outgoing import NotReachable, address_of
from heedful.people.customers.models import Identity


class SenderForm(forms.Form):
    sender_name = forms.CharField(
        label=_("Sender's name"),
        max_length=100,
        required=False,
        help_text=_("Left empty, it is the workspace's name."),
    )
    reply_to = forms.EmailField(
        label=_("Answers go to"),
        max_length=254,
        required=False,
        help_text=_(
            "Where it arrives when somebody answers the mail itself. Left empty, it is the server's own address."
        ),
    )

    def clean_sender_name(self) -> str:
        """One line: it stands in a header."""
        return " ".join(self.cleaned_data["sender_name"].split())


class GatewayForm(forms.Form):
    base_url = forms.URLField(
        label=_("Address"),
        max_length=300,
        assume_scheme="https",
        help_text=_("Of the gateway's interface, which must be like Twilio's: https://api.twilio.com"),
    )
    account = forms.CharField(label=_("Account"), max_length=100, help_text=_("With Twilio, the Account SID."))
    secret = forms.CharField(
        label=_("Secret"),
        max_length=200,
        required=False,
        help_text=_(
            "With Twilio, the Auth Token. It is kept sealed and never shown again; left empty, the one before stays."
        ),
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    sender = forms.CharField(
        label=_("Sender"),
        max_length=40,
        help_text=_("A number of yours like +37060000000, a name, or a messaging service."),
    )

    def __init__(self, *args, has_secret: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._has_secret = has_secret

    def clean_base_url(self) -> str:
        """Where nothing may be sent is said before anything waits to be sent there."""
        url: str = self.cleaned_data["base_url"]
        try:
            address_of(url)
        except NotReachable as error:
            raise ValidationError(_("This address cannot be used: %(why)s"), params={"why": error}) from error
        return url.rstrip("/")

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"]
        if not secret and not self._has_secret:
            raise ValidationError(_("A gateway asks for its secret."))
        return secret


class NumberForm(forms.Form):
    to = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        help_text=_("With the country's code: +37061234567"),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )

    def clean_to(self) -> str:
        return phone_number(self.cleaned_data["to"])


class SuppressionForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=[("email", _("E-mail address")), ("phone", _("Phone number"))])
    address = forms.CharField(label=_("Address or number"), max_length=254)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        try:
            if cleaned.get("kind") == Identity.Kind.PHONE and "address" in cleaned:
                cleaned["address"] = phone_number(cleaned["address"])
            elif "address" in cleaned:
                validate_email(cleaned["address"].strip())
        except ValidationError as error:
            self.add_error("address", error)
        return cleaned


def phone_number(typed: str) -> str:
    """As it is kept: a plus and digits."""
    number = Identity.normal(Identity.Kind.PHONE, typed)
    if not number.startswith("+") or not 8 <= len(number) <= 16:
        raise ValidationError(_("Write the number with a plus and its country's code, like +37061234567."))
    return number
