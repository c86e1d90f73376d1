"""Which measure of the workspace an answer counts in, and where it shows the same answers as a summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.http import urlencode

from heedful.listen.responses.forms import Wanted
from heedful.listen.responses.heard import source_of_survey
from heedful.listen.surveys import document as asked

CSAT: Final = {3: "top1of3", 5: "top2of5", 10: "top2of10"}


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure by its key, and the query string that narrows its page."""

    key: str
    query: str


def measured_of(question: asked.Question, survey: str, wanted: Wanted, locations: tuple[str, ...]) -> Measured | None:
    """None where no measure reads its answers. `locations`: keys; only of one place the page can be asked for alone."""
    found = _method(question)
    if found is None:
        return None
    key, method = found
    days = {"from": wanted.begin, "to": wanted.end} if wanted.begin or wanted.end else {"period": "all"}
    place = locations[0] if wanted.place and locations else ""
    parts = {"source": source_of_survey(survey), "method": method, **days}
    parts |= {"channel": wanted.channel, "location": place}
    return Measured(key, urlencode({name: f"{value}" for name, value in parts.items() if value}))


def _method(question: asked.Question) -> tuple[str, str] | None:
    match question:
        case asked.Nps():
            return "nps", question.scale
        case asked.Csat():
            return "csat", CSAT[question.points]
        case asked.Ces():
            return "ces", f"agree{question.points}"
    return None
