"""What the log knows of the people in it: the same on both stores, and as a plain loop would have it."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from heedful.interactions import customers, spool
from heedful.interactions.customers import Wanted, customers_beginning, dimensions, ranked_customers
from heedful.interactions.remembered import Remembered
from heedful.interactions.schema import Link
from heedful.interactions.stories import Story, facts_of, story_of, threads_of, whose
from tests.interactions.conftest import NOON

CHAIN = "chain"


def naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


@pytest.fixture
def rows(heard):
    """Eleven people, some of whom did things in the very same moment, at two places."""
    return [
        heard(
            f"i{number:02}",
            alias=f"c{number * 7 % 11:02}",
            occurred_at=NOON - timedelta(minutes=number // 4),
            kind=("order", "answer", "refund", "event")[number % 4],
            name="visit" if number % 4 == 3 else "recommend",
            scale="nps:0-10" if number % 4 == 1 else None,
            value=float(number % 10),
            currency="EUR" if number % 2 == 0 else None,
            location=("nord", "sud", None)[number % 3],
        )
        for number in range(60)
    ]


@pytest.fixture
def filled(rows, load):
    spool.hear(CHAIN, rows)
    load()
    return rows


def by_loop(rows, order: str, locations=None):
    """All people in their order, as a plain loop finds them."""
    ranks = defaultdict(list)
    for row in rows:
        if locations is not None and row.location not in locations:
            continue
        if order == "value":
            if row.kind in ("order", "refund") and row.currency == "EUR":
                ranks[row.alias].append(row.value if row.kind == "order" else -row.value)
        else:
            ranks[row.alias].append(naive(row.occurred_at) if order == "heard" else 1)
    rank = {key: max(values) if order == "heard" else sum(values) for key, values in ranks.items()}
    return sorted(sorted(rank.items()), key=lambda each: each[1], reverse=True)


def pages(store, wanted: Wanted) -> list[list[tuple]]:
    """Every page from the first to the last."""
    found, behind = [], None
    while True:
        page = ranked_customers(store, replace(wanted, behind=behind))
        found.append(page[: wanted.size])
        if len(page) <= wanted.size:
            return found
        behind = page[wanted.size - 1]


@pytest.mark.parametrize("newest", [1_000, 8])
@pytest.mark.parametrize("locations", [None, ("nord",), ("nord", "sud")])
@pytest.mark.parametrize("order", customers.ORDERS)
def test_page_after_page_each_person_stands_once_and_in_order(store, filled, order, locations, newest, monkeypatch):
    """Also where the newest rows, in which the newest people are looked for, do not reach to the page's end."""
    monkeypatch.setattr(customers, "NEWEST", newest)
    wanted = Wanted(CHAIN, order=order, currency="EUR", locations=locations, size=3)

    found = pages(store, wanted)

    assert [each for page in found for each in page] == by_loop(filled, order, locations)


@pytest.mark.parametrize("newest", [1_000, 8])
@pytest.mark.parametrize("order", customers.ORDERS)
def test_the_way_back_shows_the_same_pages(store, filled, order, newest, monkeypatch):
    monkeypatch.setattr(customers, "NEWEST", newest)
    wanted = Wanted(CHAIN, order=order, currency="EUR", size=3)
    there = pages(store, wanted)

    for before, page in pairwise(there):
        back = ranked_customers(store, replace(wanted, behind=page[0], backwards=True))
        assert list(reversed(back[:3])) == before


def test_people_are_found_by_the_beginning_of_an_id_or_an_alias(store, heard, load):
    spool.hear(
        CHAIN,
        [
            heard("1", alias="ann@example.org"),
            heard("2", alias="bo"),
            heard("3", alias="bo-web"),
            heard("4", alias="carl"),
            heard("5", visitor="phone"),
        ],
    )
    spool.link(
        CHAIN,
        [
            Link(id="m", occurred_at=NOON, received_at=NOON, alias="bo-web", into="bo"),
            Link(id="v", occurred_at=NOON, received_at=NOON, alias="dora", visitor="phone"),
        ],
    )
    load()

    def found(*beginnings: str, most: int = 9) -> set[str]:
        return set(customers_beginning(store, CHAIN, beginnings, most=most))

    assert found("carl", "ann@") == {"carl", "ann@example.org"}
    assert found("bo-w") == {"bo"}
    assert found("do") == {"dora"}
    assert found("example") == found() == set()
    assert len(found("b", "c", "d", most=2)) == 2


def test_one_company_never_sees_the_people_of_another(store, heard, load):
    spool.hear(CHAIN, [heard("1", alias="ann", location="nord")])
    spool.hear("bakery", [heard("1", alias="bob", location="centre")])
    load()

    assert [key for key, _ in ranked_customers(store, Wanted("bakery"))] == ["bob"]
    assert facts_of(store, "bakery", ["ann"]) == []
    assert story_of(store, Story("bakery", "ann")) == []
    assert whose(store, "bakery", ["ann"]) is None
    assert dimensions(store, "bakery", now=NOON).locations == ("centre",)


def test_what_was_heard_later_is_seen_at_once(store, heard, load):
    spool.hear(CHAIN, [heard("1", alias="ann")])
    load()
    assert len(ranked_customers(store, Wanted(CHAIN))) == len(facts_of(store, CHAIN, ["ann", "bo"])) == 1

    spool.hear(CHAIN, [heard("2", alias="bo")])
    load()

    assert len(ranked_customers(store, Wanted(CHAIN))) == len(facts_of(store, CHAIN, ["ann", "bo"])) == 2


@pytest.mark.parametrize("locations", [None, ("nord",)])
def test_the_facts_of_people_are_what_a_loop_counts(store, filled, locations):
    facts = facts_of(store, CHAIN, ["c00", "c07"], locations=locations)

    told = [row for row in filled if row.alias in ("c00", "c07") and (locations is None or row.location in locations)]
    assert sum(fact.n for fact in facts) == len(told) > 0
    for fact in facts:
        same = [
            row
            for row in told
            if (row.alias, row.kind, row.location, row.currency, row.scale)
            == (fact.customer, fact.kind, fact.location, fact.currency, fact.scale)
        ]
        assert (fact.n, fact.total) == (len(same), sum(row.value for row in same))
        assert fact.first_at == naive(min(row.occurred_at for row in same))
        assert fact.last_at == naive(max(row.occurred_at for row in same))
        scored = sorted(naive(row.occurred_at) for row in same if row.kind == "answer")
        assert fact.scored_at == (scored[-1] if scored else None)


def test_the_last_score_is_the_newest_one_and_an_answer_without_a_score_is_none(store, heard, load):
    early, late = NOON - timedelta(days=2), NOON - timedelta(days=1)
    nps = {"alias": "ann", "name": "recommend", "scale": "nps:0-10"}
    spool.hear(
        CHAIN,
        [
            heard("1", **nps, value=10.0, occurred_at=early),
            heard("2", **nps, value=3.0, occurred_at=late),
            heard("3", **nps, text="no number given", occurred_at=NOON),
        ],
    )
    load()

    (fact,) = facts_of(store, CHAIN, ["ann"])

    assert (fact.score, fact.scored_at, fact.last_at) == (3.0, naive(late), naive(NOON))


def test_looked_at_closely_lines_of_an_order_are_one_and_a_visit_is_one(store, heard, load):
    spool.hear(
        CHAIN,
        [
            heard("1", alias="ann", kind="order", thread="o1", value=1.0, currency="EUR"),
            heard("2", alias="ann", kind="order", thread="o1", value=2.0, currency="EUR"),
            heard("3", alias="ann", kind="order", value=3.0, currency="EUR"),
            heard("4", alias="ann", kind="page", name="/", session="s1"),
            heard("5", alias="ann", kind="page", name="/prices", session="s1"),
            heard("6", alias="ann", kind="event", name="visit"),
            heard("7", alias="ann", kind="event", name="subscribed"),
        ],
    )
    load()

    facts = facts_of(store, CHAIN, ["ann"], closely=True)

    assert {fact.orders for fact in facts if fact.kind == "order"} == {2}
    assert {fact.sessions for fact in facts if fact.kind == "page"} == {1}
    assert {fact.name for fact in facts if fact.kind == "event"} == {"visit", "subscribed"}


def test_a_conversation_is_settled_by_whoever_settled_it_wherever(store, heard, load):
    """The desk that resolves a case need not say whose it was, nor where."""
    spool.hear(
        CHAIN,
        [
            heard("1", alias="ann", kind="message", name="inbound", thread="t1", location="nord"),
            heard("2", kind="case", name="resolved", thread="t1"),
            heard("3", alias="bo", kind="message", name="inbound", thread="t2", location="sud"),
            heard("4", alias="bo", kind="message", name="inbound", thread="t1"),
        ],
    )
    load()

    def steps(customer: str, locations=None) -> set[tuple]:
        return {(step.thread, step.name) for step in threads_of(store, CHAIN, customer, locations=locations)}

    assert steps("ann") == {("t1", "inbound"), ("t1", "resolved")}
    assert steps("ann", ("nord",)) == {("t1", "inbound"), ("t1", "resolved")}
    assert steps("bo", ("nord",)) == set()
    assert steps("bo", ("sud",)) == {("t2", "inbound")}


def test_a_story_is_read_page_by_page_there_and_back_as_it_happened(store, filled):
    theirs = [row for row in filled if row.alias == "c00"]
    in_order = sorted(theirs, key=lambda row: (row.occurred_at, row.id), reverse=True)
    story, behind, seen = Story(CHAIN, "c00", size=2), None, []
    while page := story_of(store, replace(story, behind=behind)):
        shown = page[:2]
        seen += [row["id"] for row in shown]
        behind = tuple(shown[-1][column] for column in ("occurred_at", "received_at", "id"))

    assert seen == [row.id for row in in_order]
    back = story_of(store, replace(story, behind=behind, backwards=True))
    assert [row["id"] for row in back] == list(reversed(seen))[1:4]


def test_a_story_has_what_was_said_without_naming_the_customer_but_nothing_of_others(store, heard, load):
    talk = {"kind": "message", "thread": "t1"}
    spool.hear(
        CHAIN,
        [
            heard("1", alias="ann", **talk, name="inbound", location="nord"),
            heard("2", **talk, name="human_reply", location="nord"),
            heard("3", alias="bo", **talk, name="inbound", location="nord"),
            heard("4", kind="order", thread="t1", value=1.0),
            heard("5", alias="ann", kind="order", value=1.0, location="sud"),
            heard("6", alias="ann", kind="order", value=1.0),
        ],
    )
    load()

    def ids(**how) -> set[str]:
        return {row["id"] for row in story_of(store, Story(CHAIN, "ann", **how))}

    assert ids(threads=("t1",)) == {"1", "2", "5", "6"}
    assert ids() == {"1", "5", "6"}
    assert ids(threads=("t1",), kinds=("order",)) == {"5", "6"}
    assert ids(threads=("t1",), locations=("nord",)) == {"1", "2"}
    assert ids(threads=("t1",), locations=()) == set()


def test_places_and_currencies_are_those_heard_and_read_once_a_quarter_of_an_hour(store, filled, heard, load):
    assert dimensions(store, CHAIN, now=NOON) == customers.Dimensions(("nord", "sud"), ("EUR",))
    spool.hear(CHAIN, [heard("new", alias="ann", kind="order", value=1.0, currency="USD", location="park")])
    load()

    assert dimensions(store, CHAIN, now=NOON + timedelta(minutes=1)).currencies == ("EUR",)
    assert dimensions(store, CHAIN, now=NOON + timedelta(minutes=16)).currencies == ("EUR", "USD")


def test_an_alias_tells_whose_its_rows_are(store, heard, load):
    spool.hear(CHAIN, [heard("1", alias="bo-web", location="nord"), heard("2", alias="ann")])
    spool.link(CHAIN, [Link(id="m", occurred_at=NOON, received_at=NOON, alias="bo-web", into="bo")])
    load()

    assert whose(store, CHAIN, ["bo-web"]) == "bo"
    assert whose(store, CHAIN, ["bo-web"], locations=("sud",)) is None
    assert whose(store, CHAIN, ["nobody"]) is None


def test_the_memory_lets_go_of_what_was_not_used_for_longest():
    memory = Remembered(most=2)
    made = [memory.get(key, lambda key=key: key.upper()) for key in ("a", "b", "a", "c")]

    assert made == ["A", "B", "A", "C"]
    assert memory.get("a", lambda: "anew") == "A"
    assert memory.get("b", lambda: "anew") == "anew"
