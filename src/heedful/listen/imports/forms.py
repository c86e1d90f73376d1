"""What a page asks about a file: only what the file itself does not tell."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.listen.imports.drafts import Draft, Scoring, tells_hours
from heedful.listen.imports.guessing.kinds import ColumnKind
from heedful.listen.imports.guessing.settling import Ambiguity
from heedful.listen.imports.mapping_file import parse_mapping
from heedful.listen.imports.refusals import Refused
from heedful.listen.imports.roles import SCORES, SEVERAL, Role, role_choices
from heedful.listen.imports.scales import CHOICES, ScaleQuestion, off_scale, proven, scale_questions
from heedful.people.workspaces.models import Workspace

NOTHING, MISTAKE = "nothing", "mistake"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Export it again; it needs a header and at least one row."),
        },
    )


class ReadingForm(forms.Form):
    """One answer to: how is the file written?"""

    answer = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, asked: dict[str, Any], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        titles = {
            "sheet": _("Which sheet is it?"),
            "encoding": _("Under which of these do the words read right?"),
            "delimiter": _("Which of these shows the columns as they are?"),
        }
        self.fields["answer"].label = titles.get(asked["topic"], _("How is the file written?"))
        self.fields["answer"].choices = [
            (value, value if value == words else f"{_named(value)}: {words}") for value, words in asked["choices"]
        ]


def _named(value: str) -> str:
    names = {",": _("comma"), ";": _("semicolon"), "tab": _("tab"), "|": _("bar"), "whitespace": _("spaces")}
    return names.get(value, value)


class ColumnsForm(forms.Form):
    """What each of some columns is for."""

    def __init__(self, draft: Draft, shown: list[tuple[int, str]], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.draft, self.shown = draft, shown
        choices = role_choices()
        for number, name in shown:
            initial = draft.roles.get(name, Role.KEEP)
            self.fields[f"role-{number}"] = forms.ChoiceField(choices=choices, initial=initial, label=name)

    def roles(self) -> dict[str, str]:
        """The draft's roles with these columns' answers; what is only kept beside is not named."""
        answered = {name: self.cleaned_data[f"role-{number}"] for number, name in self.shown}
        return {name: role for name, role in (self.draft.roles | answered).items() if role != Role.KEEP}

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            self._one_column_a_role()
        return self.cleaned_data

    def _one_column_a_role(self) -> None:
        held: dict[str, str] = {}
        numbers = {name: number for number, name in self.shown}
        for name, role in self.roles().items():
            if role in SEVERAL:
                continue
            if role in held:
                said = _("“%(other)s” is that already. One column can be; change one of the two.")
                mine = name if name in numbers else held[role]
                other = held[role] if mine == name else name
                if mine in numbers:
                    self.add_error(f"role-{numbers[mine]}", said % {"other": other})
            held[role] = name


def what_lacks(draft: Draft) -> str:
    """Why the columns do not tell anything yet; empty when they do."""
    if not draft.columns(*SCORES, Role.TEXT, Role.MENTION, Role.AMOUNT, Role.PRICE, Role.EVENT):
        return _("No column says anything yet. Choose at least one answer, comment, mention, amount or event.")
    if draft.columns(Role.QUANTITY) and not draft.columns(Role.PRICE):
        return _("There is a quantity, and no price to multiply it with. Choose the price, or take the amount instead.")
    if draft.columns(Role.AMOUNT) and draft.columns(Role.PRICE):
        return _("There are both an amount and a price: which is what was paid? Keep the other one beside.")
    return ""


class QuestionsForm(forms.Form):
    """Everything that stays open about a file and its mapping, asked once."""

    def __init__(
        self,
        *given: Any,
        workspace: Workspace,
        ambiguities: Iterable[Ambiguity],
        options: dict[str, Any],
        draft: Draft | None = None,
        columns: dict[str, ColumnKind] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self.workspace, self.draft, self.columns = workspace, draft, columns or {}
        self.scales: list[ScaleQuestion] = []
        is_by_days = draft is not None and not tells_hours(draft, self.columns)
        ambiguities = [each for each in ambiguities if not (is_by_days and each.topic == "time_zone")]
        self.unasked = {"time_zone": workspace.time_zone} if is_by_days else {}
        self.topics = [each.topic for each in ambiguities]
        if draft is not None:
            self._about_the_draft(draft)
        for each in ambiguities:
            self.fields[each.topic] = _WAYS[each.topic](each, workspace)
        for topic in _WAYS:
            if topic in options and topic not in {*self.fields, *self.unasked}:  # asked before: it can be changed again
                self.topics.append(topic)
                self.fields[topic] = _WAYS[topic](Ambiguity(topic, "", (), ""), workspace)
                self.fields[topic].initial = options[topic]

    def _about_the_draft(self, draft: Draft) -> None:
        self.fields["source"] = forms.CharField(
            label=_("What do you call where these rows come from?"),
            help_text=_("In a word or two, the same for each file of this kind: spring survey, web shop."),
            initial=draft.source,
            max_length=100,
        )
        if not draft.column(Role.WHEN):
            self.fields["on"] = _day(draft.on)
        if draft.sells:
            self._about_amounts(draft)
        self._about_scales(draft)
        if words := sorted({word for name in self._used(draft) for word in self.columns[name].blanks}):
            self.fields["blank"] = _words_for_nothing(words, draft)

    def _used(self, draft: Draft) -> list[str]:
        return [name for name in draft.roles if draft.roles[name] != Role.SKIP and name in self.columns]

    def _about_amounts(self, draft: Draft) -> None:
        if not draft.column(Role.CURRENCY):
            self.fields["currency"] = forms.RegexField(
                r"^\s*[A-Za-z]{3}\s*$",
                label=_("Which currency are the amounts in?"),
                help_text=_("Three letters: EUR, USD."),
                initial=draft.currency or self.workspace.currency,
                error_messages={"invalid": _("Write three letters: EUR, USD.")},
            )
        factors = draft.columns(Role.AMOUNT, Role.QUANTITY, Role.PRICE)
        lowest = min((self.columns[name].lowest or 0 for name in factors), default=0)
        words = _("Some are below nothing (%(lowest)s). What are they?") % {"lowest": f"{lowest:g}"}
        if lowest >= 0:
            words = _("If one is below nothing, what is it?")
        self.fields["negative"] = forms.ChoiceField(
            label=words,
            widget=forms.RadioSelect,
            initial=draft.negative or ("" if lowest < 0 else "refund"),
            choices=[("refund", _("Money given back")), ("keep", _("A correction of what was sold"))],
        )

    def _about_scales(self, draft: Draft) -> None:
        self.scales = scale_questions(draft, self.columns)
        for number, question in enumerate(self.scales):
            told = next((how for name in question.columns if (how := draft.scoring.get(name)) and how.scale), Scoring())
            self.fields[f"scale-{number}"] = forms.ChoiceField(
                label=_("On which scale was %(columns)s answered?") % {"columns": _listed(question.columns)},
                help_text=_("Seen, and how often: %(values)s.") % {"values": question.values},
                choices=CHOICES[question.role],
                initial=told.scale or question.likely(),
            )
            if off := question.off_likely():
                self.fields[f"outside-{number}"] = forms.ChoiceField(
                    label=_("What does a value off that scale mean, such as %(value)s?") % {"value": off[0]},
                    widget=forms.RadioSelect,
                    initial=(NOTHING if told.blank else MISTAKE) if told.scale else None,
                    choices=[
                        (NOTHING, _("No answer: leave it out quietly")),
                        (MISTAKE, _("A mistake: reject it, and say so")),
                    ],
                )

    def answers(self) -> dict[str, Any]:
        """Those about how the file is written; days without hours are those of the workspace's clocks."""
        return {topic: self.cleaned_data[topic] for topic in self.topics} | self.unasked

    def drafted(self) -> Draft:
        """The draft with what was answered about it."""
        draft, said = self.draft or Draft(), self.cleaned_data
        draft.source = said["source"]
        draft.on = said["on"].isoformat() if said.get("on") else ""
        draft.currency = said.get("currency", "").strip().upper()
        draft.negative = said.get("negative", "")
        draft.blank = tuple(said.get("blank", ()))
        draft.scoring = proven(draft, self.columns)
        for number, question in enumerate(self.scales):
            scale = said[f"scale-{number}"]
            nothing = said.get(f"outside-{number}") == NOTHING
            blank = off_scale(scale, question.seen) if nothing else ()
            draft.scoring |= {name: Scoring(scale=scale, blank=blank) for name in question.columns}
        return draft


def _listed(columns: tuple[str, ...]) -> str:
    if len(columns) <= 3:
        return ", ".join(columns)
    rest = {"first": columns[0], "second": columns[1], "count": len(columns) - 2}
    return _("%(first)s, %(second)s and %(count)s more columns") % rest


def _day(initial: str) -> forms.DateField:
    return forms.DateField(
        label=_("When did it happen? No column tells."),
        help_text=_("One day for all rows, such as the middle of the survey."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=initial or None,
    )


def _words_for_nothing(words: list[str], draft: Draft) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Which of these words mean that nothing was said?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(word, word) for word in words],
        initial=list(draft.blank) or words,
        required=False,
    )


def _dates(question: Ambiguity, _workspace: Workspace) -> forms.ChoiceField:
    shapes = [
        ("day-first", _("The day first: 3/4/2024 is the third of April")),
        ("month-first", _("The month first: 3/4/2024 is the fourth of March")),
        ("year-first", _("The year first: 2024-04-03")),
        ("%Y%m%d", _("In one: 20240403")),
        ("%d %b %Y", _("With the month’s short name: 3 Apr 2024")),
        ("unix", _("Seconds since 1970: 1712102400")),
        ("unix-milliseconds", _("Milliseconds since 1970: 1712102400000")),
        ("excel", _("A spreadsheet’s number: 45385")),
    ]
    strange = any("%" in line for line in question.answers)
    label = _("How is a date such as %(example)s to be read?") % {"example": question.seen or "…"}
    choices = shapes if strange or not question.seen else shapes[:2]
    return forms.ChoiceField(
        label=label,
        widget=forms.RadioSelect,
        choices=choices,
        help_text=_("The file itself does not tell."),
        initial=_LIKELY.get(len(question.seen)) if strange and question.seen.isdecimal() else None,
    )


_LIKELY = {8: "%Y%m%d", 10: "unix", 13: "unix-milliseconds"}  # by how many digits a date is written in


def _decimal(question: Ambiguity, _workspace: Workspace) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("How is a number such as %(example)s to be read?") % {"example": question.seen or "1,234"},
        help_text=_("The file itself does not tell."),
        widget=forms.RadioSelect,
        choices=[
            (".", _("The dot is the decimal mark: 1.5 is one and a half")),
            (",", _("The comma is the decimal mark: 1,5 is one and a half")),
        ],
    )


def _time_zone(_question: Ambiguity, workspace: Workspace) -> forms.ChoiceField:
    first = [workspace.time_zone, "UTC"]
    zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return forms.ChoiceField(
        label=_("On which clocks were the times written?"),
        help_text=_("The file gives times without a zone."),
        initial=workspace.time_zone,
        choices=[(zone, zone.replace("_", " ")) for zone in dict.fromkeys([*first, *zones])],
    )


_WAYS = {"dates": _dates, "decimal": _decimal, "time_zone": _time_zone}


class TextForm(forms.Form):
    """A mapping as text, for what the columns alone cannot say."""

    text = forms.CharField(
        label=gettext_lazy("Mapping"),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "mapping-text"}),
        max_length=200_000,
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        try:
            parse_mapping(text, name=_("the mapping"))
        except Refused as refused:
            raise forms.ValidationError([f"{each.what} {each.remedy}" for each in refused.problems]) from None
        return text


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the mapping"), max_length=100)
