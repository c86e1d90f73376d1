"""The shape of each answer: what pages, the API and a kiosk hand over is checked here, and in no other place.

nps, csat, ces, number: a number · choice: {"chosen": [keys], "other": words} · grid: {row: number} · text: words ·
date: "2026-01-31" · contact: {"name": …, "email": …, "phone": …} · consent: true or false · statement: nothing.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.listen.responses.heard import interactions_of
from heedful.listen.surveys import document as asked
from heedful.people.models import Identity

__all__ = ["Answer", "AnswerError", "interactions_of", "neutral", "parse_answer", "points_of", "score_of"]

Answer = float | int | str | bool | dict[str, Any]
LONGEST_OTHER: Final = 500
LONGEST_CONTACT: Final = 200
LARGEST: Final = 1e15
SHORTEST_PHONE, LONGEST_PHONE = 5, 20  # digits
TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")  # changes the direction of what follows


class AnswerError(ValueError):
    """This is no answer to the question: `says` why, to the person; `part` is the field, where there are several."""

    def __init__(self, says: str, part: str = "") -> None:
        super().__init__(says)
        self.says, self.part = says, part


def parse_answer(question: asked.Question, given: Any) -> Answer | None:
    """The answer, clean and in its shape; None where nothing was said. Raises AnswerError."""
    answer = _PARSERS[type(question)](question, given)
    if question.required and (answer is None or answer is False):
        raise AnswerError(_missing(question))
    return answer


def points_of(question: asked.Question) -> range:
    """The points one may choose from, where there are any."""
    match question:
        case asked.Nps(scale="0-10"):
            return range(11)
        case asked.Nps():
            return range(1, 11)
        case asked.Csat() | asked.Ces() | asked.Grid():
            return range(1, question.points + 1)
    return range(0)


def score_of(question: asked.Question, answer: Any) -> float | None:
    """The score, where the question asks for one of the standard measures."""
    return float(answer) if isinstance(question, asked.Nps | asked.Csat | asked.Ces) and answer is not None else None


def neutral(words: str) -> str:
    """The words for a page, without what would turn the direction of the words beside them."""
    return TURNING.sub("", words)


def _missing(question: asked.Question) -> str:
    match question:
        case asked.Consent():
            return _("Please tick the box to go on.")
        case asked.Nps() | asked.Csat() | asked.Ces() | asked.Choice():
            return _("Please choose an answer to go on.")
    return _("Please answer this to go on.")


def _point(question: asked.Question, given: Any) -> int | None:
    if given is None or given == "":
        return None
    point = _number_in(given)
    if point is None or point not in points_of(question):
        raise AnswerError(_off_scale(question))
    return int(point)


def _off_scale(question: asked.Question) -> str:
    points = points_of(question)
    return _("Please choose a point from %(lowest)d to %(highest)d.") % {"lowest": points[0], "highest": points[-1]}


def _number_in(given: Any) -> float | None:
    if isinstance(given, str):
        typed = given.strip().replace(" ", "").replace("\u00a0", "").replace("\u202f", "").replace("−", "-")
        given = _float(typed.replace(",", ".") if typed.count(",") == 1 and "." not in typed else typed)
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    return given if abs(given) <= LARGEST and math.isfinite(given) else None


def _float(typed: str) -> float | None:
    return float(typed) if re.fullmatch(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})", typed, re.ASCII) else None


def _number(question: asked.Number, given: Any) -> float | int | None:
    if given is None or given == "" or (isinstance(given, str) and not given.strip()):
        return None
    number = _number_in(given)
    if number is None:
        raise AnswerError(_("Please write a number, such as 12."))
    if question.whole and number != int(number):
        raise AnswerError(_("Please write a whole number."))
    if question.lowest is not None and number < question.lowest:
        raise AnswerError(_("Please write a number of at least %(lowest)g.") % {"lowest": question.lowest})
    if question.highest is not None and number > question.highest:
        raise AnswerError(_("Please write a number of at most %(highest)g.") % {"highest": question.highest})
    return int(number) if number == int(number) else number


def _words(given: Any, longest: int, part: str = "") -> str:
    if given is None:
        return ""
    if not isinstance(given, str):
        raise AnswerError(_("Please answer in words."), part)
    if len(given) > 2 * longest + 100:  # not even looked at letter by letter
        raise AnswerError(_too_long(longest, len(given)), part)
    words = "".join(map(_readable, given.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    if len(words) > longest:
        raise AnswerError(_too_long(longest, len(words)), part)
    return words


def _readable(letter: str) -> str:
    """Without what is no letter at all: it could neither be kept nor be shown."""
    return "" if unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" else letter


def _too_long(longest: int, length: int) -> str:
    return ngettext(
        "Please shorten this to %(longest)d character: it has %(length)d.",
        "Please shorten this to %(longest)d characters: it has %(length)d.",
        longest,
    ) % {"longest": longest, "length": length}


def _text(question: asked.Text, given: Any) -> str | None:
    return _words(given, question.longest) or None


def _choice(question: asked.Choice, given: Any) -> dict[str, Any] | None:
    if given is None:
        return None
    chosen, other = _chosen(given)
    other = _words(other, LONGEST_OTHER, "other") if question.other else ""
    by_key = {option.key: option for option in question.options}
    chosen = [key for key in by_key if key in chosen]  # in the document's order, each once
    if len(chosen) + bool(other) > 1:
        _check_many(question, [by_key[key] for key in chosen], bool(other))
    return {"chosen": chosen} | ({"other": other} if other else {}) if chosen or other else None


def _chosen(given: Any) -> tuple[set[str], Any]:
    given = given if isinstance(given, Mapping) else {"chosen": given}
    chosen = given.get("chosen") or []
    chosen = [chosen] if isinstance(chosen, str) else chosen
    if not isinstance(chosen, list | tuple) or not all(isinstance(key, str) for key in chosen):
        raise AnswerError(_("Please choose from the answers given."))
    return set(chosen), given.get("other")


def _check_many(question: asked.Choice, chosen: list[asked.Option], other: bool) -> None:
    if not question.many:
        raise AnswerError(_("Please give one answer: one of these, or your own words."))
    if alone := next((option for option in chosen if option.alone), None):
        raise AnswerError(_("“%(answer)s” cannot go with other answers.") % {"answer": _title(alone)})
    if question.most and len(chosen) + other > question.most:
        most = question.most
        raise AnswerError(
            ngettext("Please choose %(most)d at most.", "Please choose %(most)d at most.", most) % {"most": most}
        )


def _title(option: asked.Option) -> str:
    from django.utils.translation import get_language

    return option.title.get(get_language() or "") or next(iter(option.title.values()), option.key)


def _grid(question: asked.Grid, given: Any) -> dict[str, int] | None:
    if given is None or given == "":
        return None
    if not isinstance(given, Mapping):
        raise AnswerError(_("Please choose from the answers given."))
    rated = {row.key: _point(question, given.get(row.key)) for row in question.rows}
    if question.required and any(rated.values()) and None in rated.values():
        raise AnswerError(_("Please choose an answer in every row."))
    return {row: point for row, point in rated.items() if point is not None} or None


def _date(question: asked.Date, given: Any) -> str | None:
    if given is None or given == "":
        return None
    try:
        day = date.fromisoformat(given.strip()[:10]) if isinstance(given, str) else None
    except ValueError:
        day = None
    if day is None:
        raise AnswerError(_("Please write a day, such as 2026-01-31."))
    if question.earliest and day.isoformat() < question.earliest:
        raise AnswerError(_("Please choose %(day)s or a later day.") % {"day": question.earliest})
    if question.latest and day.isoformat() > question.latest:
        raise AnswerError(_("Please choose %(day)s or an earlier day.") % {"day": question.latest})
    return day.isoformat()


def _contact(question: asked.Contact, given: Any) -> dict[str, str] | None:
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise AnswerError(_("Please write your name or address."))
    said = {field: _words(given.get(field), LONGEST_CONTACT, field) for field in question.fields}
    for field, words in said.items():
        if words:
            _check_contact(field, words)
        elif question.required:
            raise AnswerError(_("Please fill this in to go on."), field)
    return {field: words for field, words in said.items() if words} or None


def _check_contact(field: str, words: str) -> None:
    if field == "email":
        try:
            validate_email(words)
        except ValidationError:
            raise AnswerError(_("Please write an e-mail address, such as name@example.org."), field) from None
    if field == "phone":
        digits = Identity.normal("phone", words).lstrip("+")
        if not SHORTEST_PHONE <= len(digits) <= LONGEST_PHONE:
            raise AnswerError(_("Please write a phone number, such as +370 600 00000."), field)


def _consent(_question: asked.Consent, given: Any) -> bool | None:
    if given is None or isinstance(given, bool):
        return given
    raise AnswerError(_("Please tick the box, or leave it empty."))


def _nothing(_question: asked.Statement, _given: Any) -> None:
    return None


_PARSERS: Final[Mapping[type, Callable[[Any, Any], Answer | None]]] = {
    asked.Nps: _point,
    asked.Csat: _point,
    asked.Ces: _point,
    asked.Choice: _choice,
    asked.Grid: _grid,
    asked.Text: _text,
    asked.Number: _number,
    asked.Date: _date,
    asked.Contact: _contact,
    asked.Consent: _consent,
    asked.Statement: _nothing,
}
