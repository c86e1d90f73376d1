"""What a survey can begin from: for each occasion a short survey, said in four languages, with a reason to use it.

Each passes `checks.problems` without a word. The words stand in `words/templates/<key>.toml`, the standard ones in
`wording.py`; a template is nothing but questions, so that whoever begins from it may change everything.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cached_property
from importlib import resources
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from heedful.listen.surveys import wording
from heedful.listen.surveys.beginnings import MOODS, bands_of, in_standard_words
from heedful.listen.surveys.document import (
    AnyQuestion,
    Ces,
    Check,
    Choice,
    Condition,
    Consent,
    Contact,
    Csat,
    Document,
    Ending,
    Grid,
    Nps,
    Option,
    Text,
    Words,
)
from heedful.listen.surveys.edits import with_follow_ups
from heedful.listen.surveys.wording import LANGUAGES, in_all

Said = Mapping[str, Words]


class SurveyTemplate:
    """`when` says when to ask, `says` what it finds out; `document` is made when it is first looked at."""

    def __init__(
        self,
        key: str,
        name: str | Promise,
        *,
        when: str | Promise,
        says: str | Promise,
        makes: Callable[[Said], Document],
    ) -> None:
        self.key, self.name, self.when, self.says, self._makes = key, name, when, says, makes

    @cached_property
    def document(self) -> Document:
        file = resources.files("heedful.listen.surveys").joinpath("words", "templates", f"{self.key}.toml")
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        made = self._makes(said)
        return replace(
            made,
            languages=LANGUAGES,
            title=said["title"],
            intro=said.get("intro", {}),
            thanks=in_all(wording.thanks),
        )


# Parts


def _standard(question: AnyQuestion) -> Any:
    return in_standard_words(question, LANGUAGES)


def _csat(key: str, title: Words, **more: Any) -> Csat:
    """Satisfaction with one thing, in the standard words at both ends."""
    return replace(_standard(Csat(key=key, title={}, **more)), title=title)


def _grid(key: str, said: Said, rows: tuple[str, ...], **more: Any) -> Grid:
    """Satisfaction with several things."""
    ends = _standard(Csat(key=key, title={}))
    return Grid(
        key=key,
        title=said[key],
        rows=_options(said, rows),
        lowest=ends.lowest,
        highest=ends.highest,
        measured_as="csat",
        **more,
    )


def _options(said: Said, keys: tuple[str, ...]) -> tuple[Option, ...]:
    return tuple(Option(key=key, title=said[key]) for key in keys)


def _if(subject: str, verb: Any, *values: float | str) -> Condition:
    return Condition(checks=(Check(subject=subject, verb=verb, values=values),))


def _with_why(document: Document, key: str) -> Document:
    """And asked why, in words that fit the score; at the end, thanked in words that fit it too."""
    question = next(question for question in document.questions if question.key == key)
    return with_follow_ups(document, key, bands_of(question, LANGUAGES))


def _thanking(document: Document, key: str) -> Document:
    """Thanked at the end in words that fit the score; the unhappy are offered help."""
    question = next(question for question in document.questions if question.key == key)
    bands = {band.name: band for band in bands_of(question, LANGUAGES)}
    endings = tuple(
        Ending(
            key=mood,
            title=in_all(lambda language, mood=mood: wording.endings(language)[mood]["title"]),
            text=in_all(lambda language, mood=mood: wording.endings(language)[mood]["text"]),
            offers_help=mood == "unhappy",
            when=_if(key, "between", bands[mood].low, bands[mood].high),
        )
        for mood in MOODS
    )
    return replace(document, endings=endings)


# Occasions


def _one_question(_said: Said) -> Document:
    return _thanking(Document(questions=(_standard(Nps(key="nps", title={}, required=True)),)), "nps")


def _after_order(said: Said) -> Document:
    trouble = Choice(
        key="trouble",
        title=said["trouble"],
        hint=said["trouble_hint"],
        options=_options(said, ("late", "damaged", "description", "quality", "price", "ordering")),
        many=True,
        other=True,
        shuffled=True,
        shown_if=_if("order", "between", 1, 3),
    )
    order = _csat("order", said["order"], look="smileys", required=True)
    order = replace(order, labels=_standard(order).labels)
    document = Document(questions=(order,), touchpoint="order")
    document = _with_why(document, "order")
    asked, *why = document.questions
    return _thanking(replace(document, questions=(asked, trouble, *why)), "order")


def _after_visit(said: Said) -> Document:
    nps = _standard(Nps(key="nps", title={}, required=True))
    document = _with_why(Document(questions=(nps,), touchpoint="visit"), "nps")
    parts = _grid("parts", said, ("welcome", "staff", "cleanliness", "waiting", "value"), hint=said["parts_hint"])
    return _thanking(replace(document, questions=(*document.questions, parts)), "nps")


def _after_support(said: Said) -> Document:
    solved = Choice(key="solved", title=said["solved"], options=_options(said, ("yes", "partly", "no")), required=True)
    questions = (
        solved,
        Text(key="still_open", title=said["still_open"], long=True, shown_if=_if("solved", "is", "partly", "no")),
        _standard(Ces(key="ease", title={}, required=True)),
        _csat("helper", said["helper"], look="stars"),
        Text(key="comment", title=said["comment"], long=True),
    )
    return _thanking(Document(questions=questions, touchpoint="support"), "ease")


def _relationship(said: Said) -> Document:
    nps = _standard(Nps(key="nps", title={}, required=True))
    document = _with_why(Document(questions=(nps,)), "nps")
    parts = _grid("parts", said, ("quality", "service", "ease", "promises", "value"))
    change = Text(key="change", title=said["change"], long=True)
    return _thanking(replace(document, questions=(*document.questions, parts, change)), "nps")


def _onboarding(said: Said) -> Document:
    stuck = ("signing_up", "choosing", "paying", "first_use", "asking")
    started = _standard(Ces(key="started", title={}, required=True))
    questions = (
        replace(started, title=said["started"]),
        Choice(
            key="stuck",
            title=said["stuck"],
            options=(*_options(said, stuck), Option(key="nowhere", title=said["nowhere"], alone=True)),
            many=True,
            other=True,
        ),
        Text(key="stuck_how", title=said["stuck_how"], long=True, shown_if=_if("stuck", "includes", *stuck, "other")),
        Text(key="missing", title=said["missing"], long=True),
    )
    return _thanking(Document(questions=questions, touchpoint="onboarding"), "started")


def _cancellation(said: Said) -> Document:
    reasons = ("price", "unused", "quality", "service", "elsewhere", "life")
    may_return = _if("again", "is", "yes", "perhaps")
    questions = (
        Choice(
            key="reason",
            title=said["reason"],
            options=_options(said, reasons),
            other=True,
            shuffled=True,
            required=True,
        ),
        Text(key="elsewhere_what", title=said["elsewhere_what"], shown_if=_if("reason", "is", "elsewhere")),
        Text(key="stay", title=said["stay"], long=True, shown_if=_if("reason", "is_not", "life")),
        Choice(key="again", title=said["again"], options=_options(said, ("yes", "perhaps", "no"))),
        Consent(
            key="news", title=in_all(lambda each: wording.consent(each, "news")), purpose="news", shown_if=may_return
        ),
    )
    return Document(questions=questions, touchpoint="cancelling")


def _follow_up(said: Said) -> Document:
    topics = ("changing_rooms", "cleanliness", "equipment", "staff", "crowding", "price")
    rooms = ("dirty", "broken", "narrow", "cold", "old", "unsafe")
    questions = (
        Choice(
            key="topics",
            title=said["topics"],
            hint=said["topics_hint"],
            options=(*_options(said, topics), Option(key="content", title=said["content"], alone=True)),
            many=True,
            most=3,
            other=True,
            shuffled=True,
            required=True,
        ),
        Choice(
            key="rooms",
            title=said["rooms"],
            options=_options(said, rooms),
            many=True,
            other=True,
            touchpoint="changing-rooms",
            shown_if=_if("topics", "includes", "changing_rooms"),
        ),
        Text(key="wish", title=said["wish"], long=True, shown_if=_if("topics", "is_not", "content")),
        Contact(key="reply", title=said["reply"], hint=said["reply_hint"], shown_if=_if("wish", "is_answered")),
    )
    return Document(questions=questions, touchpoint="visit")


def _suggestion_box(said: Said) -> Document:
    questions = (
        Text(key="wish", title=said["wish"], hint=said["wish_hint"], long=True, required=True),
        Choice(
            key="about",
            title=said["about"],
            options=_options(said, ("range", "staff", "premises", "hours", "online")),
            other=True,
        ),
        Contact(key="reply", title=said["reply"], hint=said["reply_hint"]),
    )
    return Document(questions=questions, layout="all", shows_progress=False)


def _employee_pulse(said: Said) -> Document:
    """Its scores are no customers' satisfaction: they are agreement, in no measure of customers."""
    work = Grid(
        key="work",
        title=said["work"],
        rows=_options(said, ("recommend", "expected", "tools", "heard", "customers")),
        lowest=said["lowest"],
        highest=said["highest"],
    )
    questions = (
        work,
        Text(key="complaints", title=said["complaints"], long=True),
        Text(key="change", title=said["change"], long=True),
    )
    return Document(questions=questions, anonymous=True, touchpoint="work")


TEMPLATES: Final = (
    SurveyTemplate(
        "one-question",
        _("One question (NPS)"),
        when=_("Use it where a second question would be one too many: in a mail, on a poster, at the till."),
        says=_("How likely people are to recommend you, and nothing else. It takes ten seconds."),
        makes=_one_question,
    ),
    SurveyTemplate(
        "after-order",
        _("After an order"),
        when=_("Send it two or three days after the delivery, when the parcel is open and the memory fresh."),
        says=_("How satisfied people are with an order, and what went wrong where it did."),
        makes=_after_order,
    ),
    SurveyTemplate(
        "after-visit",
        _("After a visit"),
        when=_("Send it within a day of a visit, to each person once in some months."),
        says=_("Whether people would recommend the place, why, and which part of the visit to mend."),
        makes=_after_visit,
    ),
    SurveyTemplate(
        "after-support",
        _("After a support case"),
        when=_("Send it a day after a case is closed, so that it shows whether the matter stayed closed."),
        says=_("Whether the matter is solved, how easy it was, and how well people were looked after."),
        makes=_after_support,
    ),
    SurveyTemplate(
        "relationship",
        _("Relationship pulse"),
        when=_("Ask everybody in turn, every three or six months, whatever they last bought."),
        says=_("How people stand to you as a whole: the line to follow over the years, and what moves it."),
        makes=_relationship,
    ),
    SurveyTemplate(
        "onboarding",
        _("First steps"),
        when=_("Send it one or two weeks after somebody has joined or bought for the first time."),
        says=_("Whether it was easy to begin, and where newcomers get stuck before they give up."),
        makes=_onboarding,
    ),
    SurveyTemplate(
        "cancellation",
        _("Cancellation"),
        when=_("Ask right after a cancellation, never before it is done: nobody should have to answer to leave."),
        says=_("Why people leave, what would have kept them, and who may hear from you again."),
        makes=_cancellation,
    ),
    SurveyTemplate(
        "follow-up",
        _("Follow-up on a low score"),
        when=_("Send it to recent visitors of one place whose score is low, to find the cause before you spend money."),
        says=_("What lies behind the score: changing rooms, cleanliness, staff, price; and what to change first."),
        makes=_follow_up,
    ),
    SurveyTemplate(
        "suggestion-box",
        _("Suggestion box"),
        when=_("Leave it open all the time: a link on the website, a poster at the door, a screen at the exit."),
        says=_("What people would like to see more of, in their own words, and whom to answer."),
        makes=_suggestion_box,
    ),
    SurveyTemplate(
        "employee-pulse",
        _("Employee pulse"),
        when=_("Ask your own people every quarter. It is anonymous, and stays out of your customers’ measures."),
        says=_("What hinders good service from within, and what customers say that nobody passed on."),
        makes=_employee_pulse,
    ),
)
