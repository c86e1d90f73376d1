"""The first page of a survey, drawn once and kept: from one person to the next, only the pass and the moment differ."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from heedful.listen.answering.passes import Pass
from heedful.listen.answering.visits import Visit
from heedful.listen.surveys.document import Choice, Document

MOST_KEPT: Final = 512
SOMETIME: Final = datetime(2100, 1, 1, tzinfo=UTC)

_kept: dict[tuple[object, ...], tuple[Document, bytes, bytes]] = {}  # the page, and the pass that stands in it


def first_page(visit: Visit, now: datetime, draw: Callable[[Visit, datetime], bytes]) -> bytes | None:
    """The page for somebody of whom nothing is known yet; None where it is not the same for everybody."""
    if visit.door.link is None or visit.response or visit.answers or visit.score or _differs(visit):
        return None
    key = (visit.door.code, visit.version.pk, visit.language, *_known(visit))
    if key not in _kept or _kept[key][0] is not visit.document:
        stand_in = replace(visit, given=Pass(uuid.uuid4(), visit.version.pk, SOMETIME))
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (visit.document, draw(stand_in, SOMETIME), stand_in.sealed.encode())
    _document, page, stands = _kept[key]
    page = page.replace(stands, visit.sealed.encode())
    return page.replace(b"%d" % SOMETIME.timestamp(), b"%d" % now.timestamp())


def _differs(visit: Visit) -> bool:
    """Whether the order depends on who looks."""
    shuffled = any(isinstance(question, Choice) and question.shuffled for question in visit.document.questions)
    return bool(visit.document.shuffles) or shuffled


def _known(visit: Visit) -> tuple[str, ...]:
    known = visit.known
    names = (visit.door.workspace.name, visit.door.survey.name)
    return (*names, known.location, known.location_name, known.product, known.channel, known.touchpoint)
