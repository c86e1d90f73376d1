from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from heedful.listen.invitations.models import Sending
from heedful.listen.responses.bands import Band

LONGEST_NOTE: Final = 5_000
LONGEST_TAG: Final = 60
MOST_TAGS: Final = 20
LARGEST_FILE: Final = 50_000_000

CHANNELS: Final = {
    "link": _("Link"),
    "qr": _("Poster"),
    "kiosk": _("Kiosk"),
    "web": _("Website"),
    "app": _("App"),
    "email": _("E-mail"),
    "sms": _("Text message"),
    "import": _("Import"),
}
BAND_NAMES: Final = {
    "good": _("Good: promoters, satisfied"),
    "between": _("In between"),
    "poor": _("Poor: detractors, dissatisfied"),
}
STATES: Final = {"finished": _("Finished"), "partial": _("Not finished")}
ASIDE: Final = {"only": _("Only those set aside"), "too": _("Those, too")}
SUSPICIONS: Final = {"25": _("Perhaps"), "50": _("Likely"), "75": _("Very likely")}
LOOKS_FALSE: Final = 50  # from then on it is said where nobody asks
WHY_ASIDE: Final = {"spam": _("Spam"), "duplicate": _("Answered twice"), "try": _("Only a try")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which responses. Numbers are those of rows; empty is no condition. `aside`: none, "only" or "too".

    `suspicion`: from how much on; `repeats`: those that seem to say again what an earlier one said.
    """

    survey: int | None = None
    words: str = ""
    band: Band | None = None
    place: int | None = None
    channel: str = ""
    language: str = ""
    begin: date | None = None
    end: date | None = None
    state: str = ""
    tag: str = ""
    aside: str = ""
    has_words: bool = False
    wants_help: bool = False
    suspicion: int = 0
    repeats: bool = False

    @property
    def is_set(self) -> bool:
        return replace(self, survey=None) != Wanted()

    @property
    def is_known_to_log(self) -> bool:
        """Whether the log can tell which answers are meant: by survey, time, place and channel."""
        return replace(self, survey=None, place=None, channel="", begin=None, end=None) == Wanted()


FIRST: Final = ("q", "survey", "band", "place")


class FilterForm(forms.Form):
    """The list's filters; what stands in an address and cannot be read is said beside its field, and does not apply."""

    q = forms.CharField(label=_("What they wrote"), max_length=200, required=False)
    survey = forms.TypedChoiceField(label=_("Survey"), coerce=int, empty_value=None, required=False)
    band = forms.ChoiceField(label=_("Score"), choices=[("", _("All")), *BAND_NAMES.items()], required=False)
    place = forms.TypedChoiceField(label=_("Place"), coerce=int, empty_value=None, required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=[("", _("All")), *CHANNELS.items()], required=False)
    language = forms.RegexField(
        label=_("Language"), regex=r"^[a-z]{2,3}(-[A-Za-z]{2,8})?$", max_length=8, required=False,
        error_messages={"invalid": _("A language is two letters, such as en.")},
    )  # fmt: skip
    begin = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    end = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    state = forms.ChoiceField(label=_("How far"), choices=[("", _("All")), *STATES.items()], required=False)
    tag = forms.CharField(
        label=_("Tag"), max_length=LONGEST_TAG, required=False, widget=forms.TextInput({"list": "tags-in-use"})
    )
    aside = forms.ChoiceField(
        label=_("Those set aside"), choices=[("", _("Without them")), *ASIDE.items()], required=False
    )
    suspicion = forms.TypedChoiceField(
        label=_("Looks like no real answer"), choices=[("", _("All")), *SUSPICIONS.items()], coerce=int, empty_value=0,
        required=False,
    )  # fmt: skip
    repeats = forms.BooleanField(label=_("Perhaps answered twice"), required=False)
    has_words = forms.BooleanField(label=_("Has words"), required=False)
    wants_help = forms.BooleanField(label=_("Wants help"), required=False)

    def __init__(self, asked: QueryDict, *, surveys: Mapping[int, str], places: Mapping[int, str]) -> None:
        super().__init__(asked, auto_id="filter-%s")
        self.fields["survey"].choices = [("", _("All")), *surveys.items()]
        self.fields["place"].choices = [("", _("All")), *places.items()]
        for name in ("begin", "end"):
            self.fields[name].error_messages["invalid"] = _("This is not a date like 2026-01-31.")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("begin") and said.get("end") and said["end"] < said["begin"]:
            self.add_error("end", _("The period ends before it starts."))
        return said

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in FIRST]

    @property
    def more_is_set(self) -> bool:
        return any(field.data for field in self.more)

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(words=said.pop("q", ""), **said)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"), max_length=LONGEST_NOTE, widget=forms.Textarea({"rows": 3}),
        help_text=_("For the team. Whoever answered does not see it."),
    )  # fmt: skip


class TagForm(forms.Form):
    name = forms.CharField(
        label=_("Tag"), max_length=LONGEST_TAG, widget=forms.TextInput({"list": "tags-in-use", "autocomplete": "off"})
    )

    def clean_name(self) -> str:
        """On one line, and without what stands between the tags of an export."""
        return " ".join(str(self.cleaned_data["name"]).replace(";", ",").split())


class AsideForm(forms.Form):
    why = forms.ChoiceField(label=_("Why"), choices=list(WHY_ASIDE.items()))


class ImportForm(forms.Form):
    survey = forms.TypedChoiceField(label=_("Into the survey"), coerce=int)
    file = forms.FileField(
        label=_("File"), widget=forms.ClearableFileInput({"accept": ".csv,.parquet"}),
        help_text=_("An export of responses, CSV or Parquet, of at most 50 MB."),
    )  # fmt: skip

    def __init__(self, *said: Any, surveys: Mapping[int, str]) -> None:
        super().__init__(*said)
        self.fields["survey"].choices = list(surveys.items())

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large. Export the responses in parts, by time."))
        return file


def channel_names() -> dict[str, Any]:
    """What each channel is called, those of invitations with it."""
    return {**dict(Sending.Channel.choices), **CHANNELS}
