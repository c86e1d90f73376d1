from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heedful.understand.themes.models import FoundTheme, NamedTheme
from heedful.understand.themes.naming import LANGUAGES, LONGEST_NAME, LONGEST_WORDS, MOST_WORDS
from heedful.understand.themes.queries import called

Lines = dict[str, list[str]]
MOST_EXAMPLES = 50
LONGEST_EXAMPLE = 400


def languages_first(reader: str | None) -> list[tuple[str, str]]:
    """The four languages by code and name, the reader's own first."""
    names = {code: name for code, name in settings.LANGUAGES if code in LANGUAGES}
    own = (reader or "").split("-")[0]
    return sorted(((code, str(names.get(code, code))) for code in LANGUAGES), key=lambda each: each[0] != own)


class LinesField(forms.CharField):
    """One on each line."""

    def __init__(self, *, most: int, longest: int, rows: int = 4, **more: Any) -> None:
        self.most, self.longest = most, longest
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), required=False, strip=False, **more)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return [" ".join(line.split()) for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        if len(value) > self.most:
            raise forms.ValidationError(_("At most %(most)d lines.") % {"most": self.most})
        if any(len(line) > self.longest for line in value):
            raise forms.ValidationError(_("A line has at most %(longest)d characters.") % {"longest": self.longest})

    def run_validators(self, value: Any) -> None:
        """A list has been looked at already."""


class NamesForm(forms.Form):
    """A name in each language; one is enough."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.languages = languages_first(get_language())
        for code, name in self.languages:
            label = _("Name in %(language)s") % {"language": name}
            self.fields[f"name_{code}"] = forms.CharField(label=label, max_length=LONGEST_NAME, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.names:
            self.add_error(f"name_{self.languages[0][0]}", _("Give it a name in one language at least."))
        return given

    @property
    def names(self) -> dict[str, str]:
        return self._texts("name")

    def _texts(self, what: str) -> dict[str, str]:
        given = {code: self.cleaned_data.get(f"{what}_{code}", "").strip() for code in LANGUAGES}
        return {code: text for code, text in given.items() if text}

    def _lines(self, what: str) -> Lines:
        given = {code: self.cleaned_data.get(f"{what}_{code}") or [] for code in LANGUAGES}
        return {code: lines for code, lines in given.items() if lines}


class ThemeForm(NamesForm):
    """All that a theme is known by."""

    parent = forms.ChoiceField(label=_("Under"), required=False)

    def __init__(self, *args: Any, parents: Iterable[NamedTheme], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["parent"].choices = [("", _("nothing: it stands on top")), *((p.key, called(p)) for p in parents)]  # type: ignore[attr-defined]
        for code, name in self.languages:
            said = {"language": name}
            self.fields[f"description_{code}"] = forms.CharField(
                label=_("What it is about, in %(language)s") % said, max_length=400, required=False
            )
            self.fields[f"keywords_{code}"] = LinesField(
                label=_("Words that show it, in %(language)s") % said, most=MOST_WORDS, longest=LONGEST_WORDS, rows=6
            )
            self.fields[f"examples_{code}"] = LinesField(
                label=_("Sentences that are about it, in %(language)s") % said,
                most=MOST_EXAMPLES,
                longest=LONGEST_EXAMPLE,
            )

    @property
    def by_language(self) -> list[dict[str, Any]]:
        """The fields of each language together, as the page shows them."""
        parts = ("name", "description", "keywords", "examples")
        return [
            {"code": code, "name": name, "fields": [self[f"{part}_{code}"] for part in parts]}
            for code, name in self.languages
        ]

    @property
    def descriptions(self) -> dict[str, str]:
        return self._texts("description")

    @property
    def keywords(self) -> Lines:
        return self._lines("keywords")

    @property
    def examples(self) -> Lines:
        return self._lines("examples")

    def clean_parent(self) -> str:
        parent: str = self.cleaned_data["parent"]
        return parent


def initial_of(theme: NamedTheme) -> dict[str, Any]:
    kept = {"name": theme.names, "description": theme.descriptions, "keywords": theme.keywords}
    kept["examples"] = theme.examples
    return {f"{part}_{code}": said for part, texts in kept.items() for code, said in texts.items()} | {
        "parent": theme.parent.key if theme.parent else ""
    }


def initial_of_found(found: FoundTheme) -> dict[str, Any]:
    return {f"name_{code}": name[:LONGEST_NAME] for code, name in found.names.items()}


class PackForm(forms.Form):
    pack = forms.ChoiceField(label=_("Your trade"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pack"].choices = list(choices.items())  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    other = forms.ChoiceField(
        label=_("Merge it with"),
        error_messages={"invalid_choice": _("There is no such theme here, or not any more.")},
    )

    def __init__(self, *args: Any, others: Iterable[NamedTheme], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["other"].choices = [(each.key, called(each)) for each in others]  # type: ignore[attr-defined]


class SplitForm(NamesForm):
    """Which of a theme's words become one of their own."""

    words = forms.MultipleChoiceField(
        label=_("Words that go with it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose the words that the new theme is to have."),
            "invalid_choice": _("One of these words is not the theme’s any more. Choose again."),
        },
    )

    def __init__(self, *args: Any, keywords: Mapping[str, list[str]], **more: Any) -> None:
        super().__init__(*args, prefix="split", **more)  # it stands on one page with a form of the same fields
        pairs = [(f"{code}:{word}", f"{word} ({code})") for code, words in keywords.items() for word in words]
        self.fields["words"].choices = pairs  # type: ignore[attr-defined]

    @property
    def keywords(self) -> Lines:
        found: Lines = {}
        for chosen in self.cleaned_data["words"]:
            code, _colon, word = chosen.partition(":")
            found.setdefault(code, []).append(word)
        return found


class MarkForm(forms.Form):
    text = forms.CharField(max_length=200)
    sentence = forms.IntegerField(min_value=0, max_value=63, required=False)
    belongs = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
