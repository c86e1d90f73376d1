"""A question of each kind as a form: what every question has, and what its kind has besides.

Words are the first language's; the others have a page of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec.structs import replace

from heedful.listen.surveys.document import MOST_OPTIONS, AnyQuestion, Document
from heedful.listen.surveys.edits import keys_of, labels_from, options_from, spoken
from heedful.listen.surveys.forms.fields import lines, one_of, points, tick, words


class QuestionForm(forms.Form):
    """`own` are the fields of its kind, which the page shows first; `worded` those said in languages."""

    own: ClassVar[tuple[str, ...]] = ()
    worded: ClassVar[tuple[str, ...]] = ("title", "hint")

    title = forms.CharField(
        label=gettext_lazy("Question"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    hint = words(gettext_lazy("A line beneath it"), longest=1000)
    required = tick(gettext_lazy("Must be answered to go on"))
    touchpoint = forms.CharField(
        label=gettext_lazy("Touchpoint"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Where the answers belong. Empty: the survey's own."),
        widget=forms.TextInput(attrs={"list": "survey-touchpoints", "autocomplete": "off"}),
    )
    standard = forms.FloatField(
        label=gettext_lazy("Standard"),
        required=False,
        localize=True,
        help_text=gettext_lazy("What its score should not fall below, in the unit of its measure."),
    )
    key = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$",
        label=gettext_lazy("Name in the data"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and _. It stays once the survey is published."),
        error_messages={"invalid": gettext_lazy("Small letters, digits and _, beginning with a letter.")},
    )

    def __init__(
        self, data: Mapping[str, str] | None, *, question: AnyQuestion, document: Document, is_kept: bool
    ) -> None:
        self.question, self.document, self.language = question, document, document.languages[0]
        super().__init__(data, initial=self.shown())
        self.fields["key"].disabled = is_kept

    def shown(self) -> dict[str, Any]:
        """What stands in the fields."""
        named = {name: getattr(self.question, name) for name in self.base_fields if hasattr(self.question, name)}
        return named | {name: getattr(self.question, name).get(self.language, "") for name in self.worded}

    def clean_key(self) -> str:
        key = self.cleaned_data["key"]
        if key != self.question.key and key in keys_of(self.document):
            raise forms.ValidationError(_("Another question has this name."))
        return key

    def made(self) -> dict[str, Any]:
        """What the fields say, as the question holds it."""
        given = {name: value for name, value in self.cleaned_data.items() if hasattr(self.question, name)}
        said = {name: spoken(getattr(self.question, name), self.language, given[name]) for name in self.worded}
        return given | said

    @property
    def changed_question(self) -> AnyQuestion:
        return replace(self.question, **self.made())

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.own]


class ScaledForm(QuestionForm):
    worded = ("title", "hint", "lowest", "highest")

    lowest = words(gettext_lazy("Words at the low end"), longest=200)
    highest = words(gettext_lazy("Words at the high end"), longest=200)


class NpsForm(ScaledForm):
    own = ("scale", "lowest", "highest")

    scale = one_of(
        gettext_lazy("Scale"),
        ("0-10", gettext_lazy("0 to 10, the standard")),
        ("1-10", gettext_lazy("1 to 10, not the standard: a series of its own")),
    )


class CsatForm(ScaledForm):
    own = ("look", "points", "lowest", "highest", "labels")

    points = points(3, 5, 10)
    look = one_of(
        gettext_lazy("Looks like"),
        ("numbers", gettext_lazy("Numbers")),
        ("stars", gettext_lazy("Stars")),
        ("smileys", gettext_lazy("Smileys with words")),
    )
    labels = lines(
        gettext_lazy("Words of each point"),
        gettext_lazy("One a line, from the lowest. A smiley always says its words."),
    )

    def shown(self) -> dict[str, Any]:
        return super().shown() | {"labels": "\n".join(each.get(self.language, "") for each in self.question.labels)}

    def made(self) -> dict[str, Any]:
        labels = labels_from(self.cleaned_data["labels"], self.question.labels, self.language)
        return super().made() | {"labels": labels}

    def clean(self):
        given = super().clean()
        said = [line for line in given.get("labels", "").splitlines() if line.strip()]
        if said and given.get("points") and len(said) != given["points"]:
            self.add_error(
                "labels",
                _("%(said)d lines for %(points)d points: one for each, or none.")
                % {"said": len(said), "points": given["points"]},
            )
        return given


class CesForm(ScaledForm):
    own = ("points", "lowest", "highest")

    points = points(5, 7)


class ListedForm(QuestionForm):
    """A question with a list of options or rows, one a line."""

    listed: ClassVar[str]

    def shown(self) -> dict[str, Any]:
        titles = (each.title.get(self.language, "") for each in getattr(self.question, self.listed))
        return super().shown() | {self.listed: "\n".join(titles)}

    def made(self) -> dict[str, Any]:
        kept = getattr(self.question, self.listed)
        return super().made() | {self.listed: options_from(self.cleaned_data[self.listed], kept, self.language)}

    def clean(self):
        given = super().clean()
        if len(given.get(self.listed, "").split("\n")) > MOST_OPTIONS:
            self.add_error(self.listed, _("At most %(most)d lines.") % {"most": MOST_OPTIONS})
        return given


class ChoiceForm(ListedForm):
    own = ("options", "many", "most", "other", "last_alone", "shuffled")
    listed = "options"

    options = lines(gettext_lazy("Options"), gettext_lazy("One a line. Change the order by moving the lines."), rows=6)
    many = tick(gettext_lazy("Several may be chosen"))
    most = forms.IntegerField(
        label=gettext_lazy("At most so many"), min_value=1, max_value=MOST_OPTIONS, required=False
    )
    other = tick(gettext_lazy("“Other”, with a line to write"))
    last_alone = tick(gettext_lazy("The last option excludes the others"), gettext_lazy("For example “None of these”."))
    shuffled = tick(gettext_lazy("In another order for each person"))

    def shown(self) -> dict[str, Any]:
        options = self.question.options
        return super().shown() | {"last_alone": bool(options) and options[-1].alone}

    def made(self) -> dict[str, Any]:
        made = super().made()
        options = made["options"]
        if options:
            options = (*options[:-1], replace(options[-1], alone=self.cleaned_data["last_alone"]))
        return made | {"options": options}


class GridForm(ListedForm):
    own = ("rows", "points", "lowest", "highest", "measured_as")
    listed = "rows"
    worded = ("title", "hint", "lowest", "highest")

    rows = lines(gettext_lazy("What is rated"), gettext_lazy("One a line."))
    points = points(3, 5, 7, 10)
    lowest = words(gettext_lazy("Words at the low end"), longest=200)
    highest = words(gettext_lazy("Words at the high end"), longest=200)
    measured_as = one_of(
        gettext_lazy("Counts as"),
        ("", gettext_lazy("a rating of its own")),
        ("csat", gettext_lazy("satisfaction (3, 5 or 10 points)")),
        required=False,
    )


class TextForm(QuestionForm):
    own = ("long", "longest")

    long = tick(gettext_lazy("A paragraph, not a line"))
    longest = forms.IntegerField(label=gettext_lazy("At most so many letters"), min_value=1, max_value=20_000)


class NumberForm(QuestionForm):
    own = ("lowest", "highest", "whole", "unit")
    worded = ("title", "hint", "unit")

    lowest = forms.FloatField(label=gettext_lazy("Lowest"), required=False, localize=True)
    highest = forms.FloatField(label=gettext_lazy("Highest"), required=False, localize=True)
    whole = tick(gettext_lazy("Whole numbers only"))
    unit = words(gettext_lazy("Unit"), longest=40)


class DateForm(QuestionForm):
    own = ("earliest", "latest")

    earliest = forms.DateField(
        label=gettext_lazy("Earliest"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    latest = forms.DateField(
        label=gettext_lazy("Latest"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def made(self) -> dict[str, Any]:
        days = {name: self.cleaned_data[name] for name in self.own}
        return super().made() | {name: day.isoformat() if day else "" for name, day in days.items()}


class ContactForm(QuestionForm):
    own = ("fields_asked",)

    fields_asked = forms.MultipleChoiceField(
        label=gettext_lazy("What is asked"),
        choices=[
            ("name", gettext_lazy("Name")),
            ("email", gettext_lazy("E-mail address")),
            ("phone", gettext_lazy("Phone number")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )

    def shown(self) -> dict[str, Any]:
        return super().shown() | {"fields_asked": self.question.fields}

    def made(self) -> dict[str, Any]:
        return super().made() | {"fields": tuple(self.cleaned_data["fields_asked"])}


class ConsentForm(QuestionForm):
    own = ("purpose",)

    purpose = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$",
        label=gettext_lazy("Purpose"),
        max_length=40,
        help_text=gettext_lazy("What it is kept as, for example contact or newsletter."),
        error_messages={"invalid": gettext_lazy("Small letters, digits and _, beginning with a letter.")},
    )


FORMS: dict[str, type[QuestionForm]] = {
    "nps": NpsForm,
    "csat": CsatForm,
    "ces": CesForm,
    "choice": ChoiceForm,
    "grid": GridForm,
    "text": TextForm,
    "number": NumberForm,
    "date": DateForm,
    "contact": ContactForm,
    "consent": ConsentForm,
    "statement": QuestionForm,
}
