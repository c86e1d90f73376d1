from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.people.customers.models import Identity

KINDS = (
    (Identity.Kind.EMAIL, gettext_lazy("E-mail address")),
    (Identity.Kind.PHONE, gettext_lazy("Phone number")),
    (Identity.Kind.ID, gettext_lazy("Number or id")),
)


class CustomerForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language they speak"), required=False)

    def __init__(self, *args, language: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        known = dict(settings.LANGUAGES)
        kept = {language: language} if language and language not in known else {}
        self.fields["language"].choices = [("", gettext_lazy("Not known")), *(known | kept).items()]


class IdentityForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    value = forms.CharField(label=gettext_lazy("Which one"), max_length=200)

    def clean(self):
        given = super().clean()
        kind, value = given.get("kind"), given.get("value")
        if kind == Identity.Kind.EMAIL and value:
            try:
                validate_email(value)
            except forms.ValidationError:
                self.add_error("value", _("This is no e-mail address."))
        elif kind == Identity.Kind.PHONE and value and len(Identity.normal(kind, value).lstrip("+")) < 5:
            self.add_error("value", _("This is no phone number."))
        return given


class ErasureForm(forms.Form):
    """Nothing comes back after this: a word is typed, so that no click alone can do it."""

    word = forms.CharField(max_length=50, widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["word"].label = _("Type the word “%(word)s” to go on") % {"word": erase_word()}

    def clean_word(self):
        typed = self.cleaned_data["word"].strip().casefold()
        if typed != erase_word().casefold():
            raise forms.ValidationError(_("This is not the word."))
        return typed


def erase_word() -> str:
    """The word that is typed to erase somebody."""
    return _("erase")
