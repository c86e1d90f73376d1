from datetime import timedelta

import msgspec
import pytest

from heedful import flow
from heedful.interactions import loader, spool, stores
from heedful.interactions.schema import Heard
from heedful.listen.audiences.models import Audience, Listed
from heedful.listen.invitations.models import Invitation, LeftOut
from heedful.listen.invitations.triggers import is_drawn
from heedful.people.customers.models import Customer
from tests.listen.invitations.conftest import A_DAY, NOON, make_person, make_sending


@pytest.fixture
def flowing(store):
    flow.begin()
    return store


def heard(number="o1", *, kind="order", alias="ann", at=NOON, **more) -> Heard:
    return Heard(id=number, kind=kind, alias=alias, occurred_at=at, received_at=at, **more)


def load(*items, now=NOON):
    spool.hear("clubs", items)
    loader.load(stores.current(), now=now)


def after(survey, kind="order", *, at=NOON - A_DAY, **fields):
    given = {"trigger": {"kind": kind} | fields.pop("trigger", {})}
    return make_sending(survey, "trigger", at=at, **given, **fields)


def reasons_left_out() -> dict[str, int]:
    return dict(LeftOut.objects.values_list("reason", "n"))


def test_who_ordered_is_asked_after_the_delay_about_what_they_ordered(workspace, survey, flowing):
    make_person(workspace)
    after(survey, delay_minutes=120)
    load(heard(location="nord", product="pass", properties=msgspec.json.encode({"size": 3, "of": ["a"]}).decode()))
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.occasion) == ("queued", "o1")
    assert invitation.due_at == NOON + timedelta(hours=2)
    assert invitation.context == {"location": "nord", "product": "pass", "properties": {"size": "3"}}


def test_the_same_order_told_again_asks_nobody_again(workspace, survey, flowing):
    make_person(workspace)
    after(survey)
    load(heard())
    load(heard())
    assert Invitation.objects.count() == 1


def test_only_what_the_trigger_names_is_asked_about(workspace, survey, flowing):
    make_person(workspace)
    after(survey, "case", trigger={"name": "resolved", "location": "nord"})
    load(
        heard("1", kind="case", name="opened", location="nord"),
        heard("2", kind="case", name="resolved", location="sud"),
        heard("3", kind="order", name="resolved", location="nord"),
        heard("4", kind="case", name="resolved", location="nord"),
        heard("5", kind="case", name="resolved"),
    )
    assert [each.occasion for each in Invitation.objects.all()] == ["4"]


def test_what_happened_before_the_sending_began_or_long_ago_asks_nobody(workspace, survey, flowing):
    make_person(workspace)
    after(survey, at=NOON - 30 * A_DAY)
    after(survey, at=NOON)
    load(heard(at=NOON - 4 * A_DAY), heard("o2", at=NOON - A_DAY))
    assert [(each.sending.created_at, each.occasion) for each in Invitation.objects.all()] == [
        (NOON - 30 * A_DAY, "o2")
    ]
    assert sorted(LeftOut.objects.values_list("reason", "n")) == [("too-old", 1), ("too-old", 2)]


def test_a_paused_an_ended_or_an_unstarted_sending_asks_nobody(workspace, survey, flowing):
    make_person(workspace)
    after(survey, paused_at=NOON)
    after(survey, ended_at=NOON)
    make_sending(survey, "trigger", trigger={"kind": "order"}, started_at=None)
    load(heard())
    assert not Invitation.objects.exists()


def test_somebody_known_by_their_address_is_found_again_and_somebody_new_gets_a_row(workspace, survey, flowing):
    ann = make_person(workspace)
    after(survey)
    load(heard("1", alias="ann@example.org"), heard("2", alias="bert@example.org"))
    bert = Customer.objects.get(key="bert@example.org")
    assert sorted(Invitation.objects.values_list("customer", "address")) == [
        (ann.pk, "ann@example.org"),
        (bert.pk, "bert@example.org"),
    ]


def test_what_a_nameless_visitor_did_asks_nobody_until_they_are_known(workspace, survey, flowing):
    make_person(workspace)
    after(survey, "event")
    load(Heard(id="v", kind="event", visitor="device", occurred_at=NOON, received_at=NOON))
    assert reasons_left_out() == {"nobody-known": 1}
    named = Heard(id="w", kind="event", visitor="device", alias="ann", occurred_at=NOON, received_at=NOON)
    load(named, Heard(id="x", kind="event", visitor="device", occurred_at=NOON, received_at=NOON))
    assert sorted(Invitation.objects.values_list("occasion", "state")) == [("w", "queued"), ("x", "dropped")]


def test_a_sample_is_the_same_however_often_it_is_drawn_and_about_as_large_as_asked_for(workspace, survey, flowing):
    sending = after(survey, sample_percent=20)
    drawn = [is_drawn(sending, f"o{n}") for n in range(2_000)]
    assert drawn == [is_drawn(sending, f"o{n}") for n in range(2_000)]
    assert 320 < sum(drawn) < 480  # five standard deviations about 400
    load(*(heard(f"o{n}", alias=f"p{n}@example.org") for n in range(200)))
    assert set(Invitation.objects.values_list("occasion", flat=True)) == {f"o{n}" for n in range(200) if drawn[n]}
    assert reasons_left_out() == {"not-sampled": 200 - sum(drawn[:200])}


def test_a_trigger_may_ask_only_those_on_a_list(workspace, survey, flowing):
    ann, _bert = make_person(workspace), make_person(workspace, "bert")
    vip = Audience.objects.create(workspace=workspace, name="Best", kind="list", created_at=NOON)
    Listed.objects.create(audience=vip, customer=ann, added_at=NOON)
    after(survey, audience=vip)
    load(heard("1", alias="ann"), heard("2", alias="bert"))
    assert [each.customer for each in Invitation.objects.all()] == [ann]
    assert reasons_left_out() == {"not-in-audience": 1}


def test_an_id_too_long_to_keep_is_told_apart_all_the_same(workspace, survey, flowing):
    make_person(workspace)
    make_person(workspace, "bert")
    after(survey)
    load(heard("x" * 300 + "1"), heard("x" * 300 + "2", alias="bert"))
    assert Invitation.objects.filter(occasion__startswith="sha256:", state="queued").count() == 2


def test_nobody_of_another_company_is_asked(survey, workspace, charlie, flowing):
    make_person(charlie.workspace)
    after(survey)
    spool.hear("bakery", [heard()])
    loader.load(stores.current(), now=NOON)
    assert not Invitation.objects.exists()
