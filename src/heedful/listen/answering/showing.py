"""A question as its template draws it. Pure: the respondent's page and the builder's preview show the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import cos, pi
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from heedful.listen.answering.forms import OTHER, field_of
from heedful.listen.responses.answers import points_of
from heedful.listen.surveys import document as asked
from heedful.listen.surveys.logic import Known, option_order, piped

LONGEST_AGAIN = 20_000  # letters of a text that was too long, shown again


@dataclass(frozen=True)
class Mark:
    """One thing to choose."""

    value: str
    title: str
    is_chosen: bool = False
    mouth: str = ""  # of a smiley, as the path of its curve


@dataclass(frozen=True)
class Line:
    """A field of its own within a question: a grid's row, a part of the contact, the words of "other"."""

    name: str
    title: str
    value: str = ""
    marks: tuple[Mark, ...] = ()
    kind: str = "text"
    autocomplete: str = ""
    error: str = ""


@dataclass(frozen=True)
class ShownQuestion:
    """Everything on a page about one question, in the respondent's language."""

    kind: str
    key: str
    name: str
    title: str
    hint: str = ""
    required: bool = False
    error: str = ""
    value: str = ""
    lowest: str = ""
    highest: str = ""
    look: str = ""
    marks: tuple[Mark, ...] = ()
    lines: tuple[Line, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"listen/answering/_{self.kind}.html"

    @property
    def described_by(self) -> str:
        """The ids of what describes it: the hint, and what is wrong."""
        about = [f"{self.name}-hint"] * bool(self.hint) + [f"{self.name}-error"] * bool(self.error)
        return " ".join(about)


def shown_question(
    question: asked.Question,
    document: asked.Document,
    known: Known,
    *,
    seed: str,
    given: Any = None,
    error: str = "",
    part: str = "",
) -> ShownQuestion:
    """The question with what was given so far, and what is wrong with it (at the field `part`, if it names one)."""

    def words(of: Mapping[str, str]) -> str:
        return piped(asked.said(of, known.language, document), known, document)

    every: dict[str, Any] = {
        "key": question.key,
        "name": field_of(question),
        "title": words(question.title),
        "hint": words(question.hint),
        "required": question.required,
        "error": error,
    }
    return ShownQuestion(**every, **_of_type(question, words, seed, given, error, part))


def _of_type(question: asked.Question, words: Any, seed: str, given: Any, error: str, part: str) -> dict[str, Any]:
    match question:
        case asked.Nps() | asked.Csat() | asked.Ces():
            return _scale(question, words, given)
        case asked.Choice():
            return _choice(question, words, seed, given)
        case asked.Grid():
            return _grid(question, words, given)
        case asked.Contact():
            return {"kind": "contact", "lines": _contact(question, given, error, part)}
        case asked.Consent():
            return {"kind": "consent", "facts": {"ticked": given is True}}
        case asked.Statement():
            return {"kind": "statement"}
        case asked.Text():
            kind = "longtext" if question.long else "line"
            facts = {"type": "text", "longest": question.longest}
        case asked.Number():
            kind = "line"
            mode = "numeric" if question.whole and (question.lowest or 0) >= 0 else "decimal"
            facts = {"type": "text", "mode": mode, "unit": words(question.unit), "longest": 30}
        case _:
            kind = "line"
            facts = {"type": "date", "earliest": question.earliest, "latest": question.latest}
    return {"kind": kind, "value": "" if given is None else str(given)[:LONGEST_AGAIN], "facts": facts}


def _scale(question: Any, words: Any, given: Any) -> dict[str, Any]:
    points, labels = points_of(question), getattr(question, "labels", ())
    look = getattr(question, "look", "numbers")
    said = [words(label) for label in labels] + [""] * len(points)
    marks = tuple(
        Mark(str(point), label, _is(point, given), _mouth(place, len(points)) if look == "smileys" else "")
        for place, (point, label) in enumerate(zip(points, said, strict=False))
    )
    ends = {"lowest": words(question.lowest), "highest": words(question.highest)}
    return {"kind": "scale", "marks": marks, "look": look, "facts": {"many": len(marks), "worded": bool(labels)}} | ends


def _is(point: int, given: Any) -> bool:
    return given is not None and str(given) in (str(point), f"{point}.0")


def _mouth(place: int, of: int) -> str:
    """From corners down to corners up, in a face that is 24 wide."""
    bend = -5 * cos(pi * place / (of - 1))
    return f"M7 {15.5 - bend / 3:.1f} Q12 {15.5 + bend:.1f} 17 {15.5 - bend / 3:.1f}"


def _choice(question: asked.Choice, words: Any, seed: str, given: Any) -> dict[str, Any]:
    given = given if isinstance(given, Mapping) else {}
    chosen, other = given.get("chosen") or (), given.get("other") or ""
    marks = [
        Mark(option.key, words(option.title), option.key in chosen) for option in option_order(question, seed=seed)
    ]
    lines: tuple[Line, ...] = ()
    if question.other:
        alone = sum(option.alone for option in question.options) if question.shuffled else 0
        place = len(marks) - alone
        marks.insert(place, Mark(OTHER, _("Other"), bool(other) or OTHER in chosen))
        lines = (Line(field_of(question, "other"), _("In your own words"), other[:LONGEST_AGAIN]),)
    most = question.most if question.many else None
    says = ngettext("Choose %(most)d at most.", "Choose up to %(most)d.", most) % {"most": most} if most else ""
    says = says or (_("Choose all that apply.") if question.many else "")
    return {"kind": "choice", "marks": tuple(marks), "lines": lines, "facts": {"many": question.many, "says": says}}


def _grid(question: asked.Grid, words: Any, given: Any) -> dict[str, Any]:
    given = given if isinstance(given, Mapping) else {}
    lines = tuple(
        Line(
            field_of(question, row.key),
            words(row.title),
            marks=tuple(Mark(str(point), "", _is(point, given.get(row.key))) for point in points_of(question)),
        )
        for row in question.rows
    )
    return {"kind": "grid", "lines": lines, "lowest": words(question.lowest), "highest": words(question.highest)}


def _contact(question: asked.Contact, given: Any, error: str, part: str) -> tuple[Line, ...]:
    given = given if isinstance(given, Mapping) else {}
    titles = {"name": pgettext("of a person", "Name"), "email": _("E-mail"), "phone": _("Phone")}
    kinds = {"name": ("text", "name"), "email": ("email", "email"), "phone": ("tel", "tel")}
    return tuple(
        Line(
            field_of(question, name),
            titles[name],
            str(given.get(name) or "")[:LONGEST_AGAIN],
            kind=kinds[name][0],
            autocomplete=kinds[name][1],
            error=error if part == name else "",
        )
        for name in question.fields
    )
