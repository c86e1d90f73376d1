from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from heedful.people.sign_in.forms import LONGEST_EMAIL, LONGEST_PASSWORD, PASSWORD_HINT
from heedful.people.workspaces.forms import TimeZoneField


class OwnerForm(forms.Form):
    company = forms.CharField(
        label=_("Your company’s name"), max_length=200, widget=forms.TextInput({"autocomplete": "organization"})
    )
    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=LONGEST_EMAIL,
        help_text=_("You sign in with it. Nothing is sent there now."),
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    time_zone = TimeZoneField(initial="UTC")

    def clean(self):
        given = super().clean()
        if password := given.get("password"):
            person = User(username=given.get("email", ""), first_name=given.get("name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return given
