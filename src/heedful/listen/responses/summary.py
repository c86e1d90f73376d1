"""What was answered to each question of a survey, with the interval of every number and what it rests on.

Skipped and not shown are counted apart, and are never part of a share. Where the log knows which answers are meant it
counts all of them; by other filters the newest responses are counted one by one, and the page says how many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db.models import Prefetch, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language
from msgspec.json import decode as read_json

from heedful.interactions.remembered import Remembered
from heedful.interactions.store import Store
from heedful.listen.responses.drawing import Drawn, drawn
from heedful.listen.responses.forms import Wanted
from heedful.listen.responses.keeping import tally_now
from heedful.listen.responses.measured import Measured, measured_of
from heedful.listen.responses.models import Response
from heedful.listen.responses.queries import moments_of, wanted_of_survey
from heedful.listen.responses.rates import Begun, Invited, begun_by_channel, invited_by_channel
from heedful.listen.responses.tallies import Tally, Where, asks_of, tally_of
from heedful.listen.responses.ways import Ways, ways_of
from heedful.listen.surveys import document as asked
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.listen.surveys.queries import published_document, published_documents
from heedful.people.members.queries import visible_locations
from heedful.people.models import Location, Member
from heedful.stats import Estimate, share

COUNTED_ONE_BY_ONE: Final = 5_000
LOOKED_THROUGH: Final = 500  # the newest, for what only the responses themselves can tell
OF_A_WAY: Final = (
    "key", "survey", "version", "link", "invitation", "location", "channel", "employee", "product", "language",
    "properties", "answers", "seconds", "started_at", "finished_at",
)  # fmt: skip
WORDS_SHOWN: Final = 5
FRESH: Final = 60  # seconds: what was begun since is in the next one

_counters = ThreadPoolExecutor(2, thread_name_prefix="tally")
_summaries: WeakKeyDictionary[Store, Remembered[Summary]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's own words, and the response they are part of."""

    text: str
    response: int
    language: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: what was answered, by how many, and how people came by it."""

    question: asked.Question
    drawn: Drawn
    is_retired: bool
    came: int
    skipped: int
    not_shown: int
    left: int
    seconds: float | None
    words: Sequence[Said]
    measured: Measured | None = None

    @property
    def leaving(self) -> Estimate:
        return share(self.left, self.came)


@dataclass(frozen=True, slots=True)
class Summary:
    """`counted`: how many responses the answers are of, where not all were; `looked_through`: those of the ways."""

    as_of: datetime
    channels: Sequence[Begun]
    invited: Sequence[Invited] | None
    questions: Sequence[Asked]
    looked_through: int
    counted: int | None = None

    @property
    def begun(self) -> int:
        return sum(each.begun for each in self.channels)

    @property
    def finished(self) -> int:
        return sum(each.finished for each in self.channels)

    @property
    def partial(self) -> int:
        return self.begun - self.finished

    @property
    def rate(self) -> Estimate:
        return share(self.finished, self.begun)


def summary_of(survey: Survey, member: Member, wanted: Wanted, *, store: Store, now: datetime) -> Summary:
    """Made at most once a minute for the same question, and anew when the log's answers change."""
    version = store.version(member.workspace.key, ["answer"])
    places = tuple(visible_locations(member) or ())
    key = (survey.pk, wanted, places, version, get_language(), int(now.timestamp()) // FRESH)
    summaries = _summaries.setdefault(store, Remembered(most=64))
    return summaries.get(key, lambda: _made(survey, member, wanted, store, now))


def _made(survey: Survey, member: Member, wanted: Wanted, store: Store, now: datetime) -> Summary:
    documents = published_documents(survey)
    today, where = _questions(documents), _where(survey, member, wanted)
    responses = wanted_of_survey(survey, member, wanted)
    if wanted.is_known_to_log:  # while the log is counted, so is the table
        asks = asks_of({key: question for key, (question, _) in today.items()}, documents)
        waiting = _counters.submit(tally_now, store, where, asks)
        channels, newest = begun_by_channel(survey, responses), _newest(responses)
        ways, tally, counted = ways_of(newest), waiting.result(), None
    else:
        newest = _newest(responses)
        ways, (tally, channels, counted) = ways_of(newest), _one_by_one(survey, responses, newest, today)
    return Summary(
        as_of=now,
        channels=channels,
        invited=invited_by_channel(member, wanted),
        questions=[
            replace(
                _asked(key, today, tally, ways, newest, documents),
                measured=measured_of(today[key][0], survey.key, wanted, where.locations or ()),
            )
            for key in today
        ],
        looked_through=ways.n,
        counted=counted,
    )


Questions = Mapping[str, tuple[asked.Question, asked.Document]]


def _questions(documents: Sequence[asked.Document]) -> Questions:
    """Those of the newest version in its order, then those that are asked no more; each as it was asked last."""
    found: dict[str, tuple[asked.Question, asked.Document]] = {}
    for document in reversed(documents):
        for question in document.questions:
            if not isinstance(question, asked.Statement):
                found.setdefault(question.key, (question, document))
    return found


def _newest(responses: QuerySet[Response]) -> list[Response]:
    """With what their ways ask for; what many share is read once."""
    versions = Prefetch("version", SurveyVersion.objects.defer("document"))
    rows = responses.only(*OF_A_WAY).prefetch_related(versions, "link", "invitation__customer", "location")
    return list(rows.order_by("-started_at", "-pk")[:LOOKED_THROUGH])


def _where(survey: Survey, member: Member, wanted: Wanted) -> Where:
    begin, end = moments_of(member, wanted)
    locations = visible_locations(member)
    if wanted.place:
        place = Location.objects.filter(workspace=member.workspace_id, pk=wanted.place).values_list("key", flat=True)
        locations = tuple(key for key in place if locations is None or key in locations)
    return Where(member.workspace.key, survey.key, begin, end, locations, wanted.channel)


def _one_by_one(
    survey: Survey, responses: QuerySet[Response], newest: Sequence[Response], today: Questions
) -> tuple[Tally, list[Begun], int | None]:
    versions = SurveyVersion.objects.filter(survey=survey).defer("document")
    documents = {version.pk: published_document(version) for version in versions}
    rows = _given(responses, newest)
    cut, rows = len(rows) > COUNTED_ONE_BY_ONE, rows[:COUNTED_ONE_BY_ONE]
    tally = tally_of(((documents[row[0]], row[1]) for row in rows), {key: each for key, (each, _) in today.items()})
    begun, finished = Counter(row[2] for row in rows), Counter(row[2] for row in rows if row[3])
    channels = [Begun(channel, n, finished[channel]) for channel, n in begun.most_common()]
    return tally, channels, COUNTED_ONE_BY_ONE if cut else None


def _given(responses: QuerySet[Response], newest: Sequence[Response]) -> list[tuple[Any, ...]]:
    """Version, answers, channel and end of each; where the newest are all there are, nothing is looked for again."""
    if len(newest) < LOOKED_THROUGH:
        return [(each.version_id, each.answers, each.channel, each.finished_at) for each in newest]
    more = responses.order_by("-started_at", "-pk")[: COUNTED_ONE_BY_ONE + 1]
    texts = more.annotate(text=Cast("answers", TextField()))  # as it is kept: reading it is quicker so
    rows = texts.values_list("version", "text", "channel", "finished_at")
    return [(version, read_json(text), channel, end) for version, text, channel, end in rows]


def _asked(
    key: str,
    today: Questions,
    tally: Tally,
    ways: Ways,
    newest: Sequence[Response],
    documents: Sequence[asked.Document],
) -> Asked:
    question, document = today[key]
    return Asked(
        question=question,
        drawn=drawn(question, document, tally, answered=ways.answered[key]),
        is_retired=document is not documents[-1],
        came=ways.came(key),
        skipped=ways.skipped[key],
        not_shown=ways.not_shown[key],
        left=ways.left[key],
        seconds=ways.median_seconds(key),
        words=_words(question, newest),
    )


def _words(question: asked.Question, newest: Sequence[Response]) -> list[Said]:
    """The newest that were written; at most a few."""
    found: list[Said] = []
    for response in newest:
        if text := _text(question, response.answers.get(question.key)):
            found.append(Said(text, response.pk, response.language))
        if len(found) == WORDS_SHOWN:
            break
    return found


def _text(question: asked.Question, answer: Any) -> str:
    if isinstance(question, asked.Text) and isinstance(answer, str):
        return answer
    return str(answer.get("other", "")) if isinstance(question, asked.Choice) and isinstance(answer, dict) else ""
