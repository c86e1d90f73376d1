from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heedful.act.cases.models import Case
from heedful.act.cases.queries import Wanted
from heedful.act.cases.words import ORIGINS, PRIORITIES, STATES
from heedful.people.models import Member

IN_ADDRESS: Final = ("state", "owner", "priority", "location", "origin", "cause", "q")
ANY: Final = gettext_lazy("Any")
MOST_CAUSES: Final = 10
LONGEST_TEXT: Final = 10_000
Choices = Iterable[tuple[Any, Any]]


class FilterForm(forms.Form):
    """Which cases. What cannot be read leaves everything in."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=list(STATES.items()))
    owner = forms.ChoiceField(label=gettext_lazy("Whose"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    location = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    origin = forms.ChoiceField(label=gettext_lazy("From"), required=False)
    cause = forms.ChoiceField(label=gettext_lazy("Cause"), required=False)
    q = forms.CharField(
        label=gettext_lazy("Number or customer"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )

    def __init__(self, asked: QueryDict, *, people: Choices, places: Choices, causes: Choices) -> None:
        super().__init__(asked)
        fixed = [("me", _("Mine")), ("nobody", _("Nobody's"))]
        self.fields["owner"].choices = [("", ANY), *fixed, *people]
        self.fields["priority"].choices = [("", ANY), *PRIORITIES.items()]
        self.fields["location"].choices = [("", ANY), *places]
        self.fields["origin"].choices = [("", ANY), *ORIGINS.items()]
        self.fields["cause"].choices = [("", ANY), *causes]

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        given = {name: self.cleaned_data.get(name) or "" for name in IN_ADDRESS}
        words, state = given.pop("q"), given.pop("state") or "open"
        return Wanted(state=state, words=words, **given)

    @property
    def is_narrowed(self) -> bool:
        return self.wanted != Wanted()


class OpeningForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What it is about"), max_length=200)
    customer = forms.CharField(
        label=gettext_lazy("Customer"), required=False, max_length=200,
        help_text=gettext_lazy("Their key, e-mail address or number; empty where nobody knows."),
    )  # fmt: skip
    location = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), coerce=int, choices=list(PRIORITIES.items()), initial=Case.Priority.NORMAL
    )

    def __init__(self, *given: Any, places: Choices, may_be_nowhere: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        nowhere = [("", _("No place in particular"))] if may_be_nowhere else []
        self.fields["location"].choices = [*nowhere, *places]
        self.fields["location"].required = not may_be_nowhere


class ReplyForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("A greeting and your name stand around it, in the customer's language."),
    )  # fmt: skip


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("For the team alone."),
    )  # fmt: skip


class OwnerForm(forms.Form):
    owner = forms.ChoiceField(label=gettext_lazy("Whose it is"), required=False)

    def __init__(self, *given: Any, people: Mapping[str, Member], **more: Any) -> None:
        super().__init__(*given, **more)
        self.people = people
        named = [(key, each.user.first_name or each.user.username) for key, each in people.items()]
        self.fields["owner"].choices = [("", _("Nobody's")), *named]

    def clean_owner(self) -> Member | None:
        return self.people.get(self.cleaned_data["owner"])


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(label=gettext_lazy("Priority"), coerce=int, choices=list(PRIORITIES.items()))


class TitleForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What it is about"), max_length=200)


class CausesForm(forms.Form):
    """Themes to tick, and words of one's own beside them."""

    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other = forms.CharField(
        label=gettext_lazy("Other causes"), required=False, max_length=400,
        help_text=gettext_lazy("In your own words, apart by commas."),
    )  # fmt: skip

    def __init__(self, *given: Any, themes: Mapping[str, str], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["themes"].choices = list(themes.items())

    @property
    def causes(self) -> list[str]:
        own = [each.strip()[:200] for each in self.cleaned_data["other"].split(",")]
        return [*self.cleaned_data["themes"], *filter(None, own)][:MOST_CAUSES]


class RestForm(forms.Form):
    until = forms.DateField(
        label=gettext_lazy("Put aside until"), widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("Or until the customer writes. Its clocks stand still."),
    )  # fmt: skip

    def moment(self, zone: str) -> datetime:
        """When the working day begins, or what people take for it."""
        return datetime.combine(self.cleaned_data["until"], time(8), ZoneInfo(zone))


class TaskForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("What is to be done"), max_length=300)
    task_owner = forms.ChoiceField(label=gettext_lazy("By whom"), required=False)
    due_on = forms.DateField(label=gettext_lazy("By when"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *given: Any, people: Mapping[str, Member], **more: Any) -> None:
        super().__init__(*given, **more)
        self.people = people
        named = [(key, each.user.first_name or each.user.username) for key, each in people.items()]
        self.fields["task_owner"].choices = [("", _("Whoever has time")), *named]

    def clean_task_owner(self) -> Member | None:
        return self.people.get(self.cleaned_data["task_owner"])


class ClosingForm(forms.Form):
    cause = forms.CharField(
        label=gettext_lazy("What caused it"), max_length=200, widget=forms.TextInput({"list": "causes-known"})
    )
    remedy = forms.CharField(
        label=gettext_lazy("What was done about it"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
    ask_again_days = forms.IntegerField(
        label=gettext_lazy("Ask the customer again after so many days"), required=False, min_value=1, max_value=365,
        help_text=gettext_lazy("Empty: do not ask. Who was asked lately is asked later, or not at all."),
    )  # fmt: skip
    survey = forms.ChoiceField(label=gettext_lazy("With this survey"), required=False)

    def __init__(self, *given: Any, surveys: Mapping[str, Any], **more: Any) -> None:
        super().__init__(*given, **more)
        self.surveys = surveys
        named = [(key, each.name) for key, each in surveys.items()]
        self.fields["survey"].choices = [("", pgettext_lazy("survey", "None")), *named]
        if not surveys:
            del self.fields["survey"], self.fields["ask_again_days"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("ask_again_days") and not given.get("survey"):
            self.add_error("survey", _("Choose the survey to ask with."))
        return given

    @property
    def asking(self) -> dict[str, Any]:
        days = self.cleaned_data.get("ask_again_days")
        survey = self.surveys.get(self.cleaned_data.get("survey") or "") if days else None
        return {"ask_again_days": days, "ask_again_with": survey}


class MergingForm(forms.Form):
    into = forms.CharField(label=gettext_lazy("Merge into case number"), max_length=12)

    def clean_into(self) -> int:
        number = self.cleaned_data["into"].strip().removeprefix("#")
        if not (number.isascii() and number.isdecimal()):
            raise forms.ValidationError(_("A number, such as 12."))
        return int(number)


class CaseViewForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    shared = forms.BooleanField(label=gettext_lazy("For the whole team"), required=False)
    query = forms.CharField(required=False, max_length=1_000, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        """What the address of the list may say, and nothing else."""
        given, kept = QueryDict(self.cleaned_data["query"]), QueryDict(mutable=True)
        for name in IN_ADDRESS:
            if value := given.get(name, "")[:200]:
                kept[name] = value
        return kept.urlencode()
