"""What is counted on from where it was is at every moment the same as counted anew."""

import random
import uuid
from datetime import timedelta

import pytest

from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard
from heedful.listen.answering.doors import door_of
from heedful.listen.channels.models import Link
from heedful.listen.responses import keeping
from heedful.listen.responses.actions import save_step
from heedful.listen.responses.importing import import_responses
from heedful.listen.responses.keeping import KIND, tally_now
from heedful.listen.responses.models import Response
from heedful.listen.responses.setting_aside import set_aside, take_back
from heedful.listen.responses.settling import settle_due
from heedful.listen.responses.tallies import Tally, Where, asks_of, tally_in_log
from heedful.listen.surveys.document import Statement
from heedful.listen.surveys.queries import published_documents
from heedful.people.customers.actions import erase_customer
from tests.factories import make_customer
from tests.full import times
from tests.listen.responses.conftest import NOON, QUESTIONS, make_response, publish

CHOSEN = (["price"], ["clean", "music"], ["price", "clean", "music"])


class Weeks:
    """What people and the team do to a survey, drawn from a seed."""

    def __init__(self, seed, survey, door) -> None:
        self.dice, self.survey, self.door, self.now = random.Random(seed), survey, door, NOON
        self.customers = [make_customer(survey.workspace, f"c{n}") for n in range(4)]
        self.begun: list[uuid.UUID] = []

    def go_on(self) -> None:
        self.now += timedelta(minutes=self.dice.randrange(1, 50))
        self.dice.choice(
            [self.answer, self.answer, self.begin, self.continue_one, self.put_aside, self.put_back, self.erase,
             self.read_back, self.publish, self.happen_elsewhere, self.leave_alone]
        )()  # fmt: skip

    def answer(self) -> None:
        for _ in range(self.dice.randrange(1, 5)):
            make_response(
                self.survey,
                self.answers(),
                place=self.dice.choice(["nord", "sud"]),
                minutes=self.dice.randrange(9_000),
                channel=self.dice.choice(["qr", "link"]),
                customer=self.dice.choice([None, *self.customers]),
            )

    def begin(self) -> None:
        self.begun.append(uuid.UUID(int=self.dice.getrandbits(128), version=4))
        self.save(self.begun[-1], finished=False)

    def continue_one(self) -> None:
        if self.begun:
            self.save(self.dice.choice(self.begun), finished=self.dice.random() < 0.5)

    def save(self, key, *, finished) -> None:
        given = {"version": self.survey.published, "language": "en", "now": self.now}
        save_step(self.door, key=key, answers=self.answers(), finished=finished, **given)

    def answers(self) -> dict:
        given = {"nps": self.dice.randrange(11), "visits": float(self.dice.randrange(3)), "words": "w"}
        given |= {"why": {"chosen": self.dice.choice(CHOSEN)}, "rooms": {"light": self.dice.randrange(1, 6)}}
        return {key: answer for key, answer in given.items() if self.dice.random() < 0.7}

    def some(self, **which):
        found = list(Response.objects.filter(survey=self.survey, **which).values_list("pk", flat=True))
        return Response.objects.filter(pk__in=self.dice.sample(found, min(len(found), 3)))

    def put_aside(self) -> None:
        set_aside(self.some(set_aside=""), why=self.dice.choice(["spam", "duplicate"]), by=None, now=self.now)

    def put_back(self) -> None:
        take_back(self.some(set_aside__gt=""), by=None, now=self.now)

    def erase(self) -> None:
        key = f"c{self.dice.randrange(4)}"
        erase_customer(self.survey.workspace, key, by=None, now=self.now)
        self.customers = [each for each in self.customers if each.key != key]

    def read_back(self) -> None:
        """Of long ago, one of them set aside before."""
        keys = [uuid.UUID(int=self.dice.getrandbits(128), version=4) for _ in range(3)]
        about = {"version": 1, "started_at": "2025-07-01T10:00:00+00:00", "channel": "qr", "place": "nord"}
        lines = [about | {"response": str(key), "q.nps": self.dice.randrange(11)} for key in keys]
        assert import_responses(self.survey, [lines[0] | {"set_aside": "spam"}, *lines[1:]]).taken == 3

    def publish(self) -> None:
        points = self.dice.choice([3, 5])
        asked = [each | {"points": points} if each["key"] == "staff" else each for each in QUESTIONS]
        publish(self.survey, {"languages": ["en", "lt"], "questions": asked})
        self.door.survey.published = self.survey.published

    def happen_elsewhere(self) -> None:
        """Another company's rows lie between ours, until it goes."""
        if self.dice.random() < 0.4:
            spool.forget("bakery")
            return
        item = {"occurred_at": self.now, "received_at": self.now, "kind": "answer", "source": "survey:visit"}
        numbers = [str(self.dice.getrandbits(64)) for _ in range(3)]
        spool.hear("bakery", [Heard(id=number, name="nps", scale="nps:0-10", value=9.0, **item) for number in numbers])

    def leave_alone(self) -> None:
        self.now += timedelta(hours=2)
        settle_due(self.now)


@pytest.fixture
def door(survey, workspace):
    Link.objects.create(workspace=workspace, survey=survey, kind="link", code="l1", name="L", created_at=NOON)
    return door_of("l1")


def asks_now(survey):
    documents = published_documents(survey)
    return asks_of({each.key: each for each in documents[-1].questions if not isinstance(each, Statement)}, documents)


def anew(store, where, asks) -> Tally:
    return tally_in_log(where.among(store.frame(where.workspace, kinds=[KIND])), asks)


@pytest.mark.parametrize("seed", range(times(8, 1)))
def test_whatever_happens_it_is_the_same_as_counted_anew(seed, survey, door, store):
    weeks = Weeks(seed, survey, door)
    every, of_place = Where("clubs", "visit"), Where("clubs", "visit", locations=("nord",), channel="qr")
    lately = Where("clubs", "visit", begin=NOON, end=NOON + timedelta(days=3))
    for _ in range(10):
        weeks.go_on()
        loader.load(store, now=weeks.now)
        asks = asks_now(survey)
        for where in weeks.dice.sample([every, of_place, lately], 2):
            assert tally_now(store, where, asks) == anew(store, where, asks)


@pytest.fixture
def looked_at(store, monkeypatch):
    """From which place on the rows were read, each time."""
    places, read = [], store.stretch

    def stretch(*given, begin, **more):
        places.append(begin)
        return read(*given, begin=begin, **more)

    monkeypatch.setattr(store, "stretch", stretch)
    return places


def test_only_what_came_since_is_read_and_all_again_where_some_are_gone(survey, store, load, looked_at):
    zoe = make_customer(survey.workspace, "zoe")
    make_response(survey, {"nps": 0}, customer=zoe)
    kept = make_response(survey, {"nps": 9})
    where, asks = Where("clubs", "visit"), asks_now(survey)

    def scores():
        load()
        return dict(tally_now(store, where, asks).of("nps"))

    assert scores() == {0.0: 1, 9.0: 1}
    make_response(survey, {"nps": 7})
    assert scores() == {0.0: 1, 9.0: 1, 7.0: 1}
    set_aside(Response.objects.filter(pk=kept.pk), why="spam", by=None, now=NOON)
    assert scores() == {0.0: 1, 7.0: 1}
    take_back(Response.objects.filter(pk=kept.pk), by=None, now=NOON)
    assert scores() == {0.0: 1, 9.0: 1, 7.0: 1}
    assert looked_at == [0, 2]

    erase_customer(survey.workspace, "zoe", by=None, now=NOON)
    make_response(survey, {"nps": 3})
    assert scores() == {9.0: 1, 7.0: 1, 3.0: 1}
    assert looked_at == [0, 2, 0]


def test_what_grew_too_large_is_kept_no_further(survey, store, load, looked_at, monkeypatch):
    monkeypatch.setattr(keeping, "LARGEST", 2)
    for n in range(4):
        make_response(survey, {"visits": float(n)})
        load()
        assert tally_now(store, Where("clubs", "visit"), asks_now(survey)).n["visits"] == n + 1
    assert looked_at == [0, 1, 2, 2]


def test_an_engine_without_an_order_counts_anew(survey, store, load):
    class Unordered:
        frame = store.frame

    make_response(survey, {"nps": 9})
    load()

    assert tally_now(Unordered(), Where("clubs", "visit"), asks_now(survey)).n["nps"] == 1
