"""What a survey begins and ends with, its looks, its quotas, its languages: each part of the document as a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec.structs import replace

from heedful.listen.surveys.document import Document, Ending, Quota, ReviewLink, Theme
from heedful.listen.surveys.edits import free_key, spoken
from heedful.listen.surveys.forms.conditions import ConditionForm
from heedful.listen.surveys.forms.fields import lines, tick, words

MOST_ENDINGS = 8
MOST_QUOTAS = 12
FIRST_LANGUAGES = ("en", "ru", "uk", "lt")


class BeginningForm(forms.Form):
    title = words(gettext_lazy("Title"), longest=300)
    intro = lines(gettext_lazy("Opening words"), gettext_lazy("Why you ask, and how long it takes."), rows=3)

    def __init__(self, data: Mapping[str, str] | None, *, document: Document) -> None:
        self.document, self.language = document, document.languages[0]
        shown = {name: getattr(document, name).get(self.language, "") for name in self.base_fields}
        super().__init__(data, initial=shown)

    @property
    def made(self) -> Document:
        said = {name: getattr(self.document, name) for name in self.fields}
        said = {name: spoken(said[name], self.language, self.cleaned_data[name]) for name in said}
        return replace(self.document, **said)

    @property
    def parts(self) -> list[forms.Form]:
        return [self]


class EndingForm(ConditionForm):
    """One ending: what is said, and to whom."""

    def __init__(self, data, *, ending: Ending | None, document: Document, prefix: str) -> None:
        self.ending, self.language = ending or Ending(key="ending", title={}), document.languages[0]
        super().__init__(
            data, prefix=prefix, document=document, questions=document.questions, condition=self.ending.when
        )
        self.fields["title"] = words(_("Title"), longest=300)
        self.fields["text"] = lines(_("Text"), rows=2)
        self.fields["offers_help"] = tick(_("Offer to be called back"), _("For those who were not well served."))
        self.initial |= {
            "title": self.ending.title.get(self.language, ""),
            "text": self.ending.text.get(self.language, ""),
            "offers_help": self.ending.offers_help,
        }

    def said(self, taken: set[str]) -> Ending | None:
        """The ending; none where its title was emptied."""
        given = self.cleaned_data
        title = spoken(self.ending.title, self.language, given["title"])
        if not given["title"]:
            return None
        key = self.ending.key if self.ending.title else free_key("ending", taken)
        text = spoken(self.ending.text, self.language, given["text"])
        return Ending(key=key, title=title, text=text, offers_help=given["offers_help"], when=self.condition)


class ThanksForm(forms.Form):
    thanks = lines(gettext_lazy("Thanks"), gettext_lazy("Where none of the endings below holds."), rows=2)
    reviews = lines(
        gettext_lazy("Review links"),
        gettext_lazy("One a line: a name and an address. They are offered to everyone, whatever they answered."),
        rows=3,
    )

    def clean_reviews(self) -> tuple[ReviewLink, ...]:
        links = []
        for line in self.cleaned_data["reviews"].splitlines():
            if line.strip():
                found = re.fullmatch(r"(.*?)[\s|]*(https?://\S{1,490})(?:\s+@(\S+))?", line.strip())
                if not found or not found[1].strip():
                    raise forms.ValidationError(
                        _("“%(line)s” is no name with an address, such as: Google https://g.page/r/…")
                        % {"line": line.strip()}
                    )
                links.append(ReviewLink(name=found[1].strip(), href=found[2], location=found[3] or ""))
        return tuple(links)


class EndPart:
    """Thanks, endings and review links together."""

    def __init__(self, data: Mapping[str, str] | None, *, document: Document) -> None:
        self.document, self.language = document, document.languages[0]
        shown = {"thanks": document.thanks.get(self.language, ""), "reviews": _review_lines(document)}
        self.main = ThanksForm(data, initial=shown)
        endings = [*document.endings, None][:MOST_ENDINGS]
        if data is not None:
            count = next((n for n in range(MOST_ENDINGS) if f"ending{n}-title" not in data), MOST_ENDINGS)
            endings = [*document.endings, *[None] * MOST_ENDINGS][:count]
        self.endings = [
            EndingForm(data, ending=ending, document=document, prefix=f"ending{number}")
            for number, ending in enumerate(endings)
        ]

    def is_valid(self) -> bool:
        return not [form for form in (self.main, *self.endings) if not form.is_valid()]

    @property
    def made(self) -> Document:
        given = self.main.cleaned_data
        taken = {each.key for each in self.document.endings}
        endings = []
        for form in self.endings:
            ending = form.said(taken)
            if ending:
                taken.add(ending.key)
                endings.append(ending)
        thanks = spoken(self.document.thanks, self.language, given["thanks"])
        return replace(self.document, thanks=thanks, endings=tuple(endings), reviews=given["reviews"])


class QuotaForm(ConditionForm):
    def __init__(self, data, *, quota: Quota | None, document: Document, prefix: str) -> None:
        self.quota, self.language = quota or Quota(key="quota", most=1), document.languages[0]
        self.is_new = quota is None
        super().__init__(
            data, prefix=prefix, document=document, questions=document.questions, condition=self.quota.when
        )
        self.fields["most"] = forms.IntegerField(label=_("At most so many responses"), min_value=1, required=False)
        self.fields["says"] = words(_("What the others are told"), longest=500)
        self.initial |= {
            "most": None if self.is_new else self.quota.most,
            "says": self.quota.says.get(self.language, ""),
        }

    def said(self, taken: set[str]) -> Quota | None:
        most = self.cleaned_data["most"]
        if most is None:
            return None
        key = free_key("quota", taken) if self.is_new else self.quota.key
        says = spoken(self.quota.says, self.language, self.cleaned_data["says"])
        return Quota(key=key, most=most, says=says, when=self.condition)


class QuotasPart:
    def __init__(self, data: Mapping[str, str] | None, *, document: Document) -> None:
        self.document = document
        quotas = [*document.quotas, None][:MOST_QUOTAS]
        if data is not None:
            count = next((n for n in range(MOST_QUOTAS) if f"quota{n}-most" not in data), MOST_QUOTAS)
            quotas = [*document.quotas, *[None] * MOST_QUOTAS][:count]
        self.quotas = [
            QuotaForm(data, quota=quota, document=document, prefix=f"quota{number}")
            for number, quota in enumerate(quotas)
        ]

    def is_valid(self) -> bool:
        return not [form for form in self.quotas if not form.is_valid()]

    @property
    def made(self) -> Document:
        taken = {each.key for each in self.document.quotas}
        quotas = []
        for form in self.quotas:
            quota = form.said(taken)
            if quota:
                taken.add(quota.key)
                quotas.append(quota)
        return replace(self.document, quotas=tuple(quotas))


class ThemeForm(forms.Form):
    page = forms.CharField(label=gettext_lazy("Page"))
    text = forms.CharField(label=gettext_lazy("Text"))
    accent = forms.CharField(label=gettext_lazy("Buttons and what is chosen"))
    on_accent = forms.CharField(label=gettext_lazy("Text on buttons"))
    rounded = tick(gettext_lazy("Round corners"))
    colours = ("page", "text", "accent", "on_accent")

    def __init__(self, data: Mapping[str, str] | None, *, document: Document) -> None:
        self.document = document
        theme = document.theme
        super().__init__(data, initial={name: getattr(theme, name) for name in self.base_fields})
        for name in self.colours:
            self.fields[name] = forms.RegexField(
                r"^#[0-9a-fA-F]{6}$",
                label=self.fields[name].label,
                widget=forms.TextInput(attrs={"type": "color"}),
                error_messages={"invalid": _("A colour such as #3a5a78.")},
            )

    @property
    def theme(self) -> Theme:
        given = self.cleaned_data
        return Theme(**{name: given[name].lower() for name in self.colours}, rounded=given["rounded"])

    @property
    def made(self) -> Document:
        return replace(self.document, theme=self.theme)


class LayoutForm(forms.Form):
    """How the survey goes, for everybody who answers."""

    touchpoint = forms.CharField(
        label=gettext_lazy("Touchpoint"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Where the answers belong, unless a question says otherwise."),
        widget=forms.TextInput(attrs={"list": "survey-touchpoints", "autocomplete": "off"}),
    )
    layout = forms.ChoiceField(
        label=gettext_lazy("Questions"),
        choices=[("one", gettext_lazy("one on a page")), ("all", gettext_lazy("all on one page"))],
    )
    shows_progress = tick(gettext_lazy("Show how far one has come"))
    anonymous = tick(
        gettext_lazy("Anonymous"),
        gettext_lazy("No link to a person is kept, and the time only by the day. Nobody can be called back."),
    )

    def __init__(self, data: Mapping[str, str] | None, *, document: Document) -> None:
        self.document = document
        super().__init__(data, initial={name: getattr(document, name) for name in self.base_fields})

    @property
    def made(self) -> Document:
        return replace(self.document, **self.cleaned_data)


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Another language"))

    def __init__(self, data: Mapping[str, str] | None, *, document: Document) -> None:
        super().__init__(data)
        self.fields["language"].choices = [each for each in languages_offered() if each[0] not in document.languages]


def languages_offered() -> list[tuple[str, str]]:
    """Those with standard wording first, then all that the framework knows by name."""
    known = {code: info["name_local"].capitalize() for code, info in LANG_INFO.items() if "name_local" in info}
    fitting = {code: name for code, name in known.items() if re.fullmatch(r"[a-z]{2,3}(-[a-z]{2,8})?", code)}
    others = sorted((item for item in fitting.items() if item[0] not in FIRST_LANGUAGES), key=lambda item: item[1])
    return [(code, fitting[code]) for code in FIRST_LANGUAGES] + others


class SurveyForm(forms.Form):
    """What concerns the survey itself and no version of it: it holds at once."""

    name = forms.CharField(label=gettext_lazy("Name, for your team"), max_length=200)
    opens_at = forms.DateTimeField(
        label=gettext_lazy("Opens"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Closes"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )
    settle_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes until answers count that nobody finished"), min_value=1, max_value=10_080
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("opens_at") and given.get("closes_at") and given["closes_at"] <= given["opens_at"]:
            self.add_error("closes_at", _("After it opens."))
        return given


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("A survey's file from Qualtrics (.qsf)"),
        widget=forms.FileInput(attrs={"accept": ".qsf,.json,application/json"}),
    )


def _review_lines(document: Document) -> str:
    return "\n".join(
        f"{each.name} {each.href}{f' @{each.location}' if each.location else ''}" for each in document.reviews
    )
