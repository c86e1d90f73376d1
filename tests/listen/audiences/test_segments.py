"""Who is in a segment, counted by the log's engine, and again by hand."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard
from heedful.listen.audiences.members import people_in, those_in
from heedful.listen.audiences.models import Audience, Listed
from heedful.listen.audiences.queries import preview_of
from heedful.listen.audiences.segments import Condition, Segment, keys_in
from heedful.people.customers.models import Customer, Identity
from tests.interactions.engines import ENGINES

NOW = datetime(2026, 5, 5, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)


@pytest.fixture(params=ENGINES)
def log(request, tmp_path):
    with ENGINES[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture
def load(log, workspace):
    def load(*items: Heard) -> None:
        spool.hear("clubs", items)
        loader.load(log, now=NOW)

    return load


@pytest.fixture
def holds(log, workspace):
    def holds(*conditions: Condition) -> list[str]:
        return keys_in(Segment(conditions=conditions), workspace, store=log, now=NOW).to_pylist()

    return holds


def heard(alias, number, kind="order", *, days=1, **more) -> Heard:
    at = NOW - days * A_DAY
    return Heard(id=f"{alias}-{number}", kind=kind, alias=alias, occurred_at=at, received_at=at, **more)


def test_who_ordered_or_visited_lately_and_who_did_not(load, holds, workspace):
    Customer.objects.create(workspace=workspace, key="never-heard")
    load(
        heard("ann", 1, days=10),
        heard("bert", 1, days=100),
        heard("cilia", 1, "event", days=5, name="visit"),
        heard("dora", 1, "page", days=50, name="/"),
        heard("emil", 1, "event", days=5, name="clicked"),
    )
    assert holds(Condition(about="order", days=30)) == ["ann"]
    assert holds(Condition(about="order")) == ["ann", "bert"]
    assert holds(Condition(about="visit", days=60)) == ["cilia", "dora"]
    assert holds(Condition(about="order", is_not=True)) == ["cilia", "dora", "emil", "never-heard"]
    assert holds(Condition(about="order"), Condition(about="order", days=30, is_not=True)) == ["bert"]
    assert holds() == ["ann", "bert", "cilia", "dora", "emil", "never-heard"]


def test_how_many_orders_where_none_is_a_number_too(load, holds):
    load(heard("ann", 1), heard("ann", 2), heard("ann", 3), heard("bert", 1), heard("cilia", 1, "page"))
    assert holds(Condition(about="orders", least=2)) == ["ann"]
    assert holds(Condition(about="orders", least=1, most=2)) == ["bert"]
    assert holds(Condition(about="orders", most=1)) == ["bert", "cilia"]
    assert holds(Condition(about="orders", most=0)) == ["cilia"]


def test_the_latest_answer_counts_on_its_own_scale(load, holds):
    def answer(alias, number, value, days, scale="nps:0-10"):
        return heard(alias, number, "answer", days=days, name="nps", scale=scale, value=value)

    load(
        answer("ann", 1, 10.0, 20),
        answer("ann", 2, 3.0, 10),
        answer("bert", 1, 3.0, 20),
        answer("bert", 2, 9.0, 10),
        answer("cilia", 1, 1.0, 1, "csat:1-5"),
        answer("dora", 1, 7.0, 1, "nps:1-10"),
        answer("emil", 1, 7.0, 1, "ces:agree7"),
    )
    assert holds(Condition(about="score", values=("detractors",))) == ["ann"]
    assert holds(Condition(about="score", values=("promoters",))) == ["bert"]
    assert holds(Condition(about="score", values=("passives",))) == ["dora"]
    assert holds(Condition(about="score", values=("unsatisfied",))) == ["cilia"]
    assert holds(Condition(about="score", values=("easy",))) == ["emil"]


def test_where_and_what_with_names_that_hold_anything(load, holds):
    load(
        heard("ann", 1, location="nord", product="o'pass"),
        heard("bert", 1, location="sud"),
        heard("cilia", 1, location="ost"),
    )
    assert holds(Condition(about="location", values=("nord", "sud"))) == ["ann", "bert"]
    assert holds(Condition(about="product", values=("o'pass",))) == ["ann"]


def test_what_they_told_of_themselves(load, holds, workspace):
    ann = Customer.objects.create(workspace=workspace, key="ann", language="lt")
    bert = Customer.objects.create(workspace=workspace, key="bert", language="en")
    Identity.objects.create(workspace=workspace, customer=bert, kind="phone", value="+37060000000")
    vip = Audience.objects.create(workspace=workspace, name="Best", kind="list", created_at=NOW)
    Listed.objects.create(audience=vip, customer=ann, properties={"tier": "gold"}, added_at=NOW)
    Listed.objects.create(audience=vip, customer=bert, properties={"tier": "tin"}, added_at=NOW)
    load(heard("ann", 1), heard("cilia", 1))
    assert holds(Condition(about="language", values=("lt", "uk"))) == ["ann"]
    assert holds(Condition(about="reachable", values=("phone",))) == ["bert"]
    assert holds(Condition(about="list", audience=vip.pk)) == ["ann", "bert"]
    assert holds(Condition(about="list", audience=vip.pk, subject="tier", values=("gold",))) == ["ann"]
    assert holds(Condition(about="order"), Condition(about="list", audience=vip.pk, is_not=True)) == ["cilia"]


def test_the_engine_counts_as_a_loop_does(load, holds):
    dice = random.Random(20260505)
    items = [
        heard(
            f"p{dice.randrange(40)}",
            number,
            dice.choice(["order", "page", "answer"]),
            days=dice.randrange(100),
            location=dice.choice(["nord", "sud", None]),
        )
        for number in range(400)
    ]
    load(*items)
    ordered = {each.alias for each in items if each.kind == "order" and each.occurred_at >= NOW - 20 * A_DAY}
    orders = [each.alias for each in items if each.kind == "order"]
    at_nord = {each.alias for each in items if each.location == "nord"}
    expected = {who for who in ordered & at_nord if orders.count(who) <= 4}
    found = holds(
        Condition(about="order", days=20),
        Condition(about="location", values=("nord",)),
        Condition(about="orders", most=4),
    )
    assert found == sorted(expected) and found


def test_nobody_of_another_company_is_in_it(load, holds, log, charlie):
    Customer.objects.create(workspace=charlie.workspace, key="theirs")
    spool.hear("bakery", [heard("theirs-too", 1)])
    loader.load(log, now=NOW)
    load(heard("ann", 1))
    assert holds() == ["ann"]


def test_a_preview_counts_without_giving_anybody_a_row(load, log, workspace):
    load(*(heard(f"p{n}", 1) for n in range(8)))
    preview = preview_of(workspace, Segment(), store=log, now=NOW)
    assert (preview.n, len(preview.examples), preview.as_of) == (8, 5, NOW)
    assert not Customer.objects.exists()


def test_who_is_asked_gets_a_row_and_can_be_told_apart(load, log, workspace):
    load(heard("ann", 1), heard("bert", 1, "page"))
    buyers = Audience.objects.create(
        workspace=workspace,
        name="Buyers",
        kind="segment",
        conditions={"conditions": [{"about": "order"}]},
        created_at=NOW,
    )
    people = people_in(workspace, buyers, store=log, now=NOW)
    ann = Customer.objects.get()
    assert people.after(0, 10) == [(ann.pk, {})]
    bert = Customer.objects.create(workspace=workspace, key="bert")
    assert those_in(buyers, [ann.pk, bert.pk], store=log, now=NOW) == {ann.pk}
