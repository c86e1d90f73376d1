from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from heedful.people.members.forms import SeatForm
from heedful.people.sign_in.forms import LONGEST_EMAIL, LONGEST_PASSWORD, PASSWORD_HINT


class InvitationForm(SeatForm):
    email = forms.EmailField(label=_("E-mail"), max_length=LONGEST_EMAIL)
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Of the mail, and of the pages at first.")
    )
    field_order = ["email", "role", "limited_to", "language"]


class WelcomeForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Choose a password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, email: str, data=None):
        super().__init__(data)
        self.email = email

    def clean_password(self) -> str:
        person = User(username=self.email, email=self.email, first_name=self.cleaned_data.get("name", ""))
        validate_password(self.cleaned_data["password"], person)
        return self.cleaned_data["password"]
