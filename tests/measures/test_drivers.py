"""What is known of answers, counted on every engine as a ten-line Python loop counts it."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from random import Random

import pyarrow as pa
import pytest

import heedful.measures as m
from tests.measures.conftest import rows

MOMENT = pa.timestamp("us")
THEMES = ["queue", "music", "sauna"]
BEGIN = datetime(2026, 1, 1)


def table(found, **kinds):
    return pa.table({name: pa.array([row[name] for row in found], kind) for name, kind in kinds.items()})


def some_answers(seed=3, n=300):
    random = Random(seed)
    return [
        {
            "id": f"a{number}",
            "thread": random.choice([None, None, f"r{number // 2}"]),
            "customer": random.choice([None, *(f"c{who}" for who in range(30))]),
            "occurred_at": BEGIN + timedelta(hours=random.randrange(4000)),
            "location": random.choice(["nord", "sud", None]),
            "value": random.choice([None, -1.0, *map(float, range(11)), 12.0]),
        }
        for number in range(n)
    ]


def in_rows(answers):
    kinds = dict.fromkeys(["id", "thread", "customer", "location"], pa.string())
    return table(answers, **kinds, occurred_at=MOMENT, value=pa.float64())


def some_hits(answers, seed=4):
    random = Random(seed)
    wrote = [answer for answer in answers if random.random() < 0.6]
    hits = [
        {"id": each["id"], "theme": random.choice([*THEMES, "other"]), "sentiment": random.choice([None, -1.0, 0.5])}
        for each in wrote
        for _ in range(random.randrange(4))
    ]
    return wrote, hits


def in_hits(hits):
    return table(hits, id=pa.string(), theme=pa.string(), sentiment=pa.float64())


def response(row):
    return row["thread"] if row["thread"] is not None else row["id"]


@pytest.mark.parametrize("themes", [THEMES, ["queue"], []])
def test_what_a_response_speaks_of_is_told_as_a_loop_tells_it(engine, themes):
    answers = some_answers()
    wrote, hits = some_hits(answers)
    of = {row["id"]: response(row) for row in wrote}
    said = defaultdict(set)
    for hit in hits:
        said[of[hit["id"]]].add(hit["theme"])

    found = rows(m.themes_said(m.lazy(engine(in_rows(wrote))), m.lazy(engine(in_hits(hits))), themes), "response")

    assert {row["response"]: [row[f"theme_{at}"] for at in range(len(themes))] for row in found} == {
        each: [int(theme in said[each]) for theme in themes] for each in of.values()
    }
    assert len(found) == len(set(of.values()))


def test_how_often_somebody_came_before_is_told_as_a_loop_tells_it(engine):
    answers, random = some_answers(), Random(5)
    visits = [
        {"customer": random.choice([None, *(f"c{who}" for who in range(25))]), "occurred_at": moment}
        for moment in (BEGIN + timedelta(hours=random.randrange(-3000, 4000)) for _ in range(600))
    ]
    visits += [{"customer": row["customer"], "occurred_at": row["occurred_at"]} for row in answers[:40]]  # at once

    def step(row):
        if row["customer"] is None:
            return None
        back = row["occurred_at"] - timedelta(days=90)
        often = sum(
            each["customer"] == row["customer"] and back <= each["occurred_at"] < row["occurred_at"] for each in visits
        )
        return sum(often >= begin for begin in (1, 2, 4, 8, 16))

    came = m.lazy(engine(table(visits, customer=pa.string(), occurred_at=MOMENT)))
    never = m.lazy(engine(table([], customer=pa.string(), occurred_at=MOMENT)))
    told = m.done_before(m.lazy(engine(in_rows(answers))), {"visits": came, "orders": never})

    assert {row["orders"] for row in rows(told, "id")} == {0, None}
    assert {row["id"]: row["visits"] for row in rows(told, "id")} == {row["id"]: step(row) for row in answers}


def test_answers_that_are_alike_are_counted_together(engine):
    answers = some_answers()
    expected = Counter(
        (row["location"], int(row["value"])) for row in answers if row["value"] is not None and 0 <= row["value"] <= 10
    )

    found = rows(m.driver_counts(m.lazy(engine(in_rows(answers))), of=["location"], lowest=0, highest=10))

    assert {(row["location"], row["score"]): row["answers"] for row in found} == expected


@pytest.mark.parametrize("empty", ["texts", "hits"])
def test_nothing_said_is_nothing_counted(engine, empty):
    wrote, hits = some_hits(some_answers(n=20))
    texts = in_rows([] if empty == "texts" else wrote)
    found = in_hits([] if empty == "hits" else hits)

    said = rows(m.themes_said(m.lazy(engine(texts)), m.lazy(engine(found)), THEMES))
    assert [row["theme_0"] for row in said] == [0] * len({response(row) for row in wrote} if empty == "hits" else ())
