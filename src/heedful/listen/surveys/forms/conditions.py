"""Show this only if …; go on with … if …: rows of selects and words that read as a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.listen.surveys.document import (
    AnyQuestion,
    Check,
    Condition,
    Consent,
    Document,
    Grid,
    Jump,
    Statement,
    said,
)
from heedful.listen.surveys.logic import END, NO, OTHER, YES
from heedful.listen.surveys.phrases import ABOUTS, VERBS, WITHOUT_VALUES, title_of, values_in_words

MOST_ROWS = 12
LONGEST = 60  # of a title in a select
NUMBERS = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*(?:–|—|-|…|\.\.|;|to|до|iki)\s*(-?\d+(?:[.,]\d+)?)\s*")


class ConditionForm(forms.Form):
    """A condition as rows: what is looked at, how, and with which values. The last row is empty: to add one more."""

    match = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[("all", gettext_lazy("all of these hold")), ("any", gettext_lazy("any of these holds"))],
        initial="all",
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        prefix: str,
        document: Document,
        questions: Sequence[AnyQuestion],
        condition: Condition,
    ) -> None:
        super().__init__(data, prefix=prefix, initial={"match": condition.match})
        self.document, self.asked = document, {each.key: each for each in questions}
        self._names = self._choices(condition)
        for number in range(self._count(condition)):
            check = condition.checks[number] if number < len(condition.checks) else None
            self._add_row(number, check)

    def _count(self, condition: Condition) -> int:
        if not self.is_bound:
            return min(len(condition.checks) + 1, MOST_ROWS)
        return next((n for n in range(MOST_ROWS) if self.add_prefix(f"what_{n}") not in self.data), MOST_ROWS)

    def _add_row(self, number: int, check: Check | None) -> None:
        what = forms.ChoiceField(label=_("What"), choices=self._names, required=False)
        named = forms.CharField(label=_("Called"), max_length=80, required=False)
        verb = forms.ChoiceField(label=_("How"), choices=list(VERBS.items()), required=False)
        values = forms.CharField(label=_("Value"), max_length=2000, required=False)
        values.widget.attrs["list"] = "survey-values"
        for name, field in (("what", what), ("named", named), ("verb", verb), ("values", values)):
            self.fields[f"{name}_{number}"] = field
        if check:
            about = f"answer:{check.subject}" if check.about == "answer" else check.about
            self.initial |= {
                f"what_{number}": about,
                f"named_{number}": check.subject if check.about == "person" else "",
                f"verb_{number}": check.verb,
                f"values_{number}": values_in_words(check, self.document, between=self._between(check)),
            }

    @staticmethod
    def _between(check: Check) -> str:
        return "–" if check.verb == "between" else "; "

    @property
    def rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each row, for the page."""
        numbers = (name.removeprefix("what_") for name in self.fields if name.startswith("what_"))
        names = ("what", "named", "verb", "values")
        return [{name: self[f"{name}_{number}"] for name in names} for number in numbers]

    def _choices(self, condition: Condition) -> list:
        answers = []
        for question in self.asked.values():
            title = _shortened(title_of(question, self.document))
            if isinstance(question, Grid):
                language = self.document.languages[0]
                rows = ((row.key, said(row.title, language, self.document)) for row in question.rows)
                answers += [(f"answer:{question.key}.{key}", f"{title}: {_shortened(name)}") for key, name in rows]
            elif not isinstance(question, Statement):
                answers.append((f"answer:{question.key}", title))
        known = {name for name, _title in answers}
        strays = {f"answer:{each.subject}" for each in condition.checks if each.about == "answer"} - known
        answers += [(each, each.removeprefix("answer:")) for each in sorted(strays)]
        groups = [("", "—"), (_("Answers"), answers), (_("What is known"), list(ABOUTS.items()))]
        return [group for group in groups if group[1]]

    def clean(self):
        given = super().clean()
        checks = []
        for number in range(len(self.rows)):
            if given.get(f"what_{number}"):
                check = self._check(number, given)
                if check:
                    checks.append(check)
        self.condition = Condition(match=given.get("match") or "all", checks=tuple(checks))
        return given

    def _check(self, number: int, given: Mapping[str, str]) -> Check | None:
        what, verb, words = (given.get(f"{name}_{number}", "") for name in ("what", "verb", "values"))
        about, _colon, subject = what.partition(":")
        if about == "person":
            subject = given.get(f"named_{number}", "").strip()
            if not subject:
                self.add_error(f"named_{number}", _("What is it called? For example: segment."))
                return None
        try:
            values = () if verb in WITHOUT_VALUES else self._values(about, subject, verb, words)
        except ValueError as problem:
            self.add_error(f"values_{number}", str(problem))
            return None
        return Check(about=about, subject=subject, verb=verb or "is", values=values)  # type: ignore[arg-type]

    def _values(self, about: str, subject: str, verb: str, words: str) -> tuple[float | str, ...]:
        if verb == "between":
            found = NUMBERS.fullmatch(words)
            if not found:
                raise ValueError(_("Two numbers, for example 0–6."))
            low, high = sorted(_number(each) for each in found.groups())
            return (low, high)
        parts = [part.strip() for part in re.split(r"[;\n]", words) if part.strip()]
        if not parts:
            raise ValueError(_("Which value? Several are parted by semicolons."))
        question = self.asked.get(subject.partition(".")[0]) if about == "answer" else None
        options = getattr(question, "options", ())
        if options and verb != "contains":
            return tuple(self._option(part, options, has_other=question.other) for part in parts)
        if isinstance(question, Consent):
            return tuple(_ticked(part) for part in parts)
        is_scored = question is not None and question.__struct_config__.tag in ("nps", "csat", "ces", "grid", "number")
        return tuple(_scored(part) for part in parts) if is_scored else tuple(parts)

    def _option(self, part: str, options: Sequence, *, has_other: bool) -> str:
        for option in options:
            if part.casefold() in {option.key, *(title.casefold() for title in option.title.values())}:
                return option.key
        if has_other and part.casefold() in (OTHER, _("Other").casefold()):
            return OTHER
        titles = "; ".join(said(each.title, self.document.languages[0], self.document) for each in options)
        raise ValueError(
            _("“%(part)s” is not among the options. There are: %(options)s.") % {"part": part, "options": titles}
        )


class JumpForm(ConditionForm):
    """After its question: go on with another one, if …"""

    def __init__(self, data, *, jump: Jump | None, later: Sequence[AnyQuestion], **more) -> None:
        super().__init__(data, condition=jump.when if jump else Condition(), **more)
        choices = [
            ("", _("the next question")),
            *((each.key, _shortened(title_of(each, self.document))) for each in later),
        ]
        choices.append((END, _("the end")))
        if jump and jump.to not in dict(choices):
            choices.append((jump.to, jump.to))
        self.fields["to"] = forms.ChoiceField(label=_("Go on with"), choices=choices, required=False)
        self.initial["to"] = jump.to if jump else ""

    @property
    def jump(self) -> Jump | None:
        to = self.cleaned_data.get("to")
        return Jump(to=to, when=self.condition) if to else None


def _shortened(title: str) -> str:
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…"


def _number(word: str) -> float:
    number = float(word.replace(",", "."))
    return int(number) if number.is_integer() else number


def _ticked(part: str) -> str:
    known = {YES: YES, NO: NO, _("yes").casefold(): YES, _("no").casefold(): NO}
    if part.casefold() not in known:
        raise ValueError(_("Yes where the box was ticked, no where it was not."))
    return known[part.casefold()]


def _scored(part: str) -> float:
    try:
        return _number(part)
    except ValueError:
        raise ValueError(_("“%(part)s” is no number.") % {"part": part}) from None
