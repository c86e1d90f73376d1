from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.interactions.labels import VOICED
from heedful.listen.outgoing import NotReachable
from heedful.listen.outgoing import address_of as where_it_leads
from heedful.text.folding import wanted
from heedful.understand.filters.forms import DIMENSIONS
from heedful.understand.filters.queries import Choice
from heedful.understand.metrics.metric import Words
from heedful.understand.voices.models import LanguageModel, SavedView
from heedful.understand.voices.overlay import YES
from heedful.understand.voices.words import FEELINGS, HARSH, INTENTS, KINDS, NO_INTENT

LONGEST_SEARCH: Final = 200
LONGEST_NAME: Final = 200
NAMES: Final = ("words", "feeling", "theme", "intent", "language", "kind", "harsh")
IN_ADDRESS: Final = (*NAMES, "period", "from", "to", *DIMENSIONS)
CHOICES: Final[Mapping[str, Mapping[str, Words]]] = {
    "feeling": FEELINGS,
    "intent": INTENTS,
    "kind": {kind: KINDS[kind] for kind in VOICED},
    "harsh": {value: name for value, name in HARSH.items() if value},
}
TITLES: Final[Mapping[str, str | Promise]] = {
    "words": gettext_lazy("Words"),
    "feeling": gettext_lazy("Feeling"),
    "theme": gettext_lazy("Theme"),
    "intent": gettext_lazy("What it is"),
    "language": gettext_lazy("Language"),
    "kind": gettext_lazy("Heard as"),
    "harsh": gettext_lazy("Insults and threats"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which voices, beside what the filter bar says; empty is no condition, and of harsh ones it means: left out.

    `problems`: what could not be read, by its name; it does not apply.
    """

    words: str = ""
    feeling: str = ""
    theme: str = ""
    intent: str = ""
    language: str = ""
    kind: str = ""
    harsh: str = ""
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def words_problem(self) -> str:
        return dict(self.problems).get("words", "")

    @property
    def written(self) -> dict[str, str]:
        """What it is set to, as it stands in the address."""
        return {name: value for name in NAMES if (value := getattr(self, name))}

    @property
    def is_set(self) -> bool:
        return bool(self.written)

    def without(self, name: str) -> Asked:
        return replace(self, **{name: ""})


def read_asked(given: QueryDict) -> Asked:
    """What the address asks for."""
    values: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    for name in NAMES:
        value = given.get(name, "").strip()
        if not value:
            continue
        if name in CHOICES and value not in CHOICES[name]:
            problems.append((name, _("This is none of the choices.")))
        elif len(value) > (LONGEST_SEARCH if name == "words" else LONGEST_NAME) or "\x00" in value:
            problems.append((name, _("This is too long, or cannot be looked for.")))
        elif name == "words" and not wanted(value):
            problems.append((name, _("Signs and emoji alone cannot be looked for. Write a word, or how it begins.")))
        else:
            values[name] = value
    return Asked(**values, problems=tuple(problems))


def choices_of(name: str, asked: Asked, words: Mapping[str, Words], empty: Words) -> list[Choice]:
    """What a box offers: also what stands in the address and is offered no more."""
    value = getattr(asked, name)
    offered = {"": empty} | dict(words) | ({value: value} if value and value not in words else {})
    return [Choice(each, called, each == value) for each, called in offered.items()]


def address_of(given: QueryDict) -> str:
    """The page's address without where in the list it is: what a saved view keeps."""
    kept = QueryDict(mutable=True)
    for name in IN_ADDRESS:
        if value := given.get(name, "").strip():
            kept[name] = value
    return kept.urlencode()


class SavedViewForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=SavedView._meta.get_field("name").max_length)
    query = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        return address_of(QueryDict(self.cleaned_data["query"]))


class CorrectionForm(forms.Form):
    """What a text means, as a person says it. `languages` and `themes`: what may be chosen, by key."""

    feeling = forms.ChoiceField(label=gettext_lazy("Feeling"), choices=list(FEELINGS.items()))
    intent = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=[("", NO_INTENT), *INTENTS.items()], required=False
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    harsh = forms.BooleanField(label=gettext_lazy("It insults or threatens"), required=False)
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, languages: Mapping[str, Words], themes: Mapping[str, Words], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["language"].choices = [("", _("Not known")), *languages.items()]
        self.fields["themes"].choices = list(themes.items())
        if not themes:
            del self.fields["themes"]

    def said(self, read: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """What differs from what is read now: the person's word and what stood there, by field."""
        given = {name: _written(self.cleaned_data[name]) for name in self.fields}
        return {name: (value, read[name]) for name, value in given.items() if value != read[name]}


def _written(value: bool | str | Sequence[str]) -> str:
    """As a correction keeps it."""
    if isinstance(value, bool):
        return YES if value else ""
    return value if isinstance(value, str) else "\n".join(sorted(value))


class LanguageModelForm(forms.Form):
    base_url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=LanguageModel._meta.get_field("base_url").max_length,
        widget=forms.URLInput({"placeholder": "https://", "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("Of an interface like OpenAI’s, without its last part: https://models.example/v1"),
    )
    name = forms.CharField(
        label=gettext_lazy("Model"),
        max_length=LanguageModel._meta.get_field("name").max_length,
        widget=forms.TextInput({"spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("As it is called at that address."),
    )
    key = forms.CharField(
        label=gettext_lazy("Key"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        validators=[
            RegexValidator(r"^[!-~]+$", gettext_lazy("A key has Latin letters, digits and signs only, and no spaces."))
        ],
        help_text=gettext_lazy(
            "If it asks for one. It is kept sealed and never shown again; left empty, the one before stays, unless the "
            "address is another one."
        ),
    )

    def clean_base_url(self) -> str:
        """Where nothing may be sent is said before anything is sent there."""
        url: str = self.cleaned_data["base_url"].rstrip("/")
        try:
            where_it_leads(url)
        except NotReachable as error:
            raise forms.ValidationError(_("This address cannot be used: %(why)s"), params={"why": error}) from error
        parts = urlsplit(url)
        if parts.query or parts.fragment or "@" in parts.netloc or any(each.isspace() for each in url):
            raise forms.ValidationError(_("Leave out what is not the address: names, passwords and what follows a ?"))
        if parts.scheme == "http" and parts.hostname not in settings.PRIVATE_HOSTS:
            raise forms.ValidationError(_("Only https:// keeps what is sent from being read on the way."))
        return url
