"""The made-up chain: the same every time, true to its story, and in four languages."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from heedful.interactions.schema import HEARD
from heedful.listen.demo import words
from heedful.listen.demo.actions import Size, story
from heedful.listen.demo.chain import CLUBS, LANGUAGES, TRAINERS
from heedful.listen.demo.hours import at_the_desk, to_utc

NOW = datetime(2026, 5, 4, 15, 30, tzinfo=UTC)
SMALL = Size(members=300, strangers=200, conversations=150)


def told(now=NOW, seed=7, size=SMALL):
    return story(now=now, seed=seed, time_zone="Europe/Vilnius", currency="EUR", size=size)


@pytest.fixture(scope="module")
def demo():
    return told(size=Size())


def only(table: pa.Table, **wanted: str) -> pa.Table:
    for column, value in wanted.items():
        table = table.filter(pc.equal(table[column], value))
    return table


def nps(answers: pa.Table) -> tuple[float, float, float]:
    """NPS with a 99 % interval by hand: the share of each, and the variance of −1, 0, +1 by their definition."""
    coded = np.select([answers["value"].to_numpy() >= 9, answers["value"].to_numpy() <= 6], [100.0, -100.0], 0.0)
    margin = 2.576 * coded.std(ddof=1) / np.sqrt(len(coded))
    return coded.mean(), coded.mean() - margin, coded.mean() + margin


def test_the_same_seed_and_day_give_the_same_rows_to_the_byte():
    one, other = told(), told(now=NOW + timedelta(hours=5))

    assert one.heard.equals(other.heard)
    assert one.links == other.links


def test_another_seed_gives_another_chain():
    assert not told(seed=7).heard.equals(told(seed=8).heard)


def test_the_chain_has_about_three_hundred_thousand_interactions_in_the_shape_of_the_log(demo):
    kinds = Counter(demo.heard["kind"].to_pylist())

    assert demo.heard.schema.equals(HEARD)
    assert 280_000 <= len(demo.heard) <= 340_000
    assert set(kinds) == {"answer", "order", "refund", "message", "page", "event", "review", "case", "cost"}
    assert kinds["event"] > 150_000, "most rows are visits"
    assert kinds["answer"] > 15_000
    assert kinds["message"] > 5_000
    assert kinds["review"] > 1_000


def test_every_row_has_an_id_of_its_own_and_lies_within_the_24_months_before_midnight(demo):
    midnight = NOW.replace(hour=0, minute=0, tzinfo=None)
    moments = pc.min_max(demo.heard["received_at"]).as_py()

    assert len(pc.unique(demo.heard["id"])) == len(demo.heard)
    assert moments["max"] < midnight
    assert moments["min"] >= midnight - timedelta(days=730)
    assert pc.all(pc.greater_equal(demo.heard["received_at"], demo.heard["occurred_at"])).as_py()


def test_nord_is_low_and_cannot_be_taken_for_any_other_club(demo):
    answers = only(demo.heard, kind="answer", scale="nps:0-10")
    nord, *others = (nps(only(answers, location=club.key)) for club in CLUBS)

    assert -8 <= nord[0] <= 5
    for value, low, _ in others:
        assert 25 <= value <= 50
        assert low > nord[2], "the 99 % intervals do not touch"


def test_at_nord_the_changing_rooms_are_what_the_unhappy_speak_of(demo):
    low = only(demo.heard, name="recommend", location="nord")
    low = low.filter(pc.and_(pc.less_equal(low["value"], 6), pc.is_valid(low["text"])))
    spoken = {"changing room", "persirengim", "раздевал", "роздягал"}
    about = [any(word in text.lower() for word in spoken) for text in low["text"].to_pylist()]

    assert len(about) > 100
    assert np.mean(about) > 0.5


def test_the_words_fit_the_score(demo):
    """Every sentence of the book stands under one tone; none of the wrong tone stands under an answer."""
    answers = only(demo.heard, name="recommend")
    wrote = answers.filter(pc.is_valid(answers["text"]))
    fixed = {tone: sentences(tone) for tone in ("bad", "good")}
    high = [text for text, score in zip(*pairs(wrote), strict=True) if score >= 9]
    low = [text for text, score in zip(*pairs(wrote), strict=True) if score <= 6]

    assert not [text for text in high if any(said in text for said in fixed["bad"])]
    assert not [text for text in low if any(said in text for said in fixed["good"])]
    assert [text for text in low if any(said in text for said in fixed["bad"])]


def pairs(table: pa.Table) -> tuple[list, list]:
    return table["text"].to_pylist(), table["value"].to_pylist()


def sentences(tone: str) -> set[str]:
    """The sentences without slots of all languages."""
    return {
        sentence
        for language in LANGUAGES
        for theme in words.book(language)[tone].values()
        for sentence in theme
        if "{" not in sentence
    }


def test_every_text_is_finished_and_every_language_is_spoken(demo):
    texts = [text for text in demo.heard["text"].to_pylist() if text]

    assert len(texts) > 10_000
    assert not [text for text in texts if "{" in text or "}" in text or "  " in text or text != text.strip()]
    for letters in ("ėęųž", "ыэъ", "іїґє", "w"):  # of Lithuanian, Russian, Ukrainian and English alone
        assert any(set(letters) & set(text.lower()) for text in texts), letters


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_as_much_as_the_others(language):
    book, english = words.book(language), words.book("en")
    size = {part: {theme: len(said) for theme, said in book[part].items()} for part in ("bad", "good", "ask", "answer")}

    assert size == {part: {t: len(said) for t, said in english[part].items()} for part in size}
    assert sum(map(len, [*book["bad"].values(), *book["good"].values(), *book["fair"].values()])) >= 40
    assert set(book["trainers"]) == set(TRAINERS)
    json.dumps(book)  # plain words all through


def test_a_friendly_trainer_is_praised_by_name_where_the_answer_names_who_gave_the_hour(demo):
    classes = only(demo.heard, name="satisfaction", touchpoint="class")
    named = {words.book("en")["trainers"][key]: key for key in TRAINERS}
    rows = [row for row in classes.filter(pc.is_valid(classes["text"])).to_pylist() if row["employee"]]
    praised = [(named[name], row["employee"]) for row in rows for name in named if f"{name} is the best" in row["text"]]

    assert praised
    assert all(said == gave for said, gave in praised)


def test_members_of_nord_leave_sooner(demo):
    who = demo.members
    left = [who.left[who.club == club].mean() for club in range(len(CLUBS))]

    assert left[0] > max(left[1:])


def test_many_answer_more_than_once_but_never_twice_within_three_weeks(demo):
    answers = only(demo.heard, name="recommend").sort_by([("alias", "ascending"), ("occurred_at", "ascending")])
    alias, at = answers["alias"].to_numpy(), answers["occurred_at"].to_numpy()
    same = alias[1:] == alias[:-1]

    assert same.sum() > 1_000
    assert np.diff(at)[same].min() > np.timedelta64(18, "D")  # asked three weeks apart, answered within days


def test_each_refund_gives_back_an_order_of_the_same_person(demo):
    orders = {row["thread"]: row["alias"] for row in only(demo.heard, kind="order").to_pylist()}
    refunds = only(demo.heard, kind="refund").to_pylist()

    assert len(refunds) > 100
    assert all(orders[refund["thread"]] == refund["alias"] and refund["value"] > 0 for refund in refunds)


def test_a_conversation_begins_with_the_customer_and_a_person_answers_in_working_hours(demo):
    talks: dict[str, list[dict]] = {}
    for row in demo.heard.filter(pc.is_in(demo.heard["kind"], pa.array(["message", "case"]))).to_pylist():
        talks.setdefault(row["thread"], []).append(row)
    replies = [row for talk in talks.values() for row in talk if row["name"] == "human_reply"]

    assert len(talks) > 2_000
    assert all(talk[0]["name"] == "inbound" for talk in talks.values())
    assert all(row["employee"] and row["occurred_at"].weekday() < 5 for row in replies)
    assert {row["name"] for talk in talks.values() for row in talk} == {
        "inbound", "bot_reply", "auto_reply", "handoff", "assigned", "human_reply", "resolved", "reopened",
    }  # fmt: skip


def test_whoever_joined_online_is_linked_to_the_pages_seen_before(demo):
    seen = set(only(demo.heard, kind="page")["visitor"].to_pylist())
    joined = [link for link in demo.links if link.visitor]

    assert len(joined) > 1_000
    assert {link.visitor for link in joined} <= seen
    assert len(seen) > len(joined), "most visitors stay unknown"
    assert [link for link in demo.links if link.into], "the web shop knows some members by another name"


def test_wall_clocks_follow_the_change_of_the_clocks():
    # Vilnius: UTC+2 until 29 March 2026, 03:00; UTC+3 from then on
    wall = np.array(["2026-03-28T18:00", "2026-03-30T18:00"], dtype="M8[us]")

    assert to_utc(wall, "Europe/Vilnius").astype(str).tolist() == [
        "2026-03-28T16:00:00.000000",
        "2026-03-30T15:00:00.000000",
    ]


@pytest.mark.parametrize(
    ("asked", "works"),
    [
        ("2026-05-01T10:15", "2026-05-01T10:15"),  # a Friday
        ("2026-05-01T18:00", "2026-05-04T09:00"),
        ("2026-05-02T12:00", "2026-05-04T09:00"),
        ("2026-05-05T05:00", "2026-05-05T09:00"),
        ("2026-05-05T21:00", "2026-05-06T09:00"),
    ],
)
def test_the_desk_answers_when_it_works(asked, works):
    assert at_the_desk(np.array([asked], dtype="M8[us]"))[0] == np.datetime64(works)
