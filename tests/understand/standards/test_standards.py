"""What each touchpoint has promised, and whether it keeps it: by its value, and honest about chance."""

from datetime import UTC, datetime

import pytest

from heedful.people.members.models import Role
from heedful.people.traces.models import Trace
from heedful.understand.goals.models import Standard
from heedful.understand.standards.queries import standards_broken, touchpoints
from heedful.understand.strategy.models import Touchpoint
from tests.factories import make_member
from tests.understand.conftest import NOW, nps

PAGE = "/understand/standards/"
SAID = {"touchpoint": "reception", "measure": "nps:0-10", "at_least": "20", "at_most": ""}


def standard(workspace, touchpoint="reception", metric="nps", method="0-10", at_least=20.0, **more) -> Standard:
    fields = {"metric": metric, "method": method, "at_least": at_least, **more}
    return Standard.objects.create(workspace=workspace, touchpoint=touchpoint, **fields)


@pytest.fixture
def as_alice(client, alice, store):
    client.force_login(alice.user)
    return client


def test_alice_promises_something_of_a_touchpoint(as_alice, alice):
    answer = as_alice.post(f"{PAGE}new/", SAID, follow=True)

    assert "at least +20.0" in answer.content.decode()
    kept = Standard.objects.get()
    assert (kept.touchpoint, kept.at_least, kept.at_most) == ("reception", 20.0, None)
    assert Trace.objects.get(what="standard set").by == alice


def test_alice_changes_and_removes_it(as_alice, workspace):
    kept = standard(workspace, metric="first_response", method="median", at_least=None, at_most=5400.0)

    assert 'value="1 h 30 min"' in as_alice.get(f"{PAGE}{kept.pk}/").content.decode()
    as_alice.post(f"{PAGE}{kept.pk}/", {"at_least": "", "at_most": "2 h"})
    kept.refresh_from_db()
    assert kept.at_most == 7200.0

    as_alice.post(f"{PAGE}{kept.pk}/removal/")
    assert not Standard.objects.exists()
    assert Trace.objects.filter(what="standard removed").exists()


@pytest.mark.parametrize(
    ("sent", "field", "says"),
    [
        ({"touchpoint": ""}, "touchpoint", "This field is required."),
        ({"measure": "clv:simple"}, "measure", "not one of the available choices"),
        ({"measure": "consistency:share"}, "measure", "not one of the available choices"),
        ({"at_least": ""}, "at_least", "Say at least how much, or at most."),
        ({"at_least": "two"}, "at_least", "This is not a number."),
        ({"at_least": "50", "at_most": "20"}, "at_most", "This is less than the least."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(as_alice, sent, field, says):
    answer = as_alice.post(f"{PAGE}new/", SAID | sent)

    assert answer.status_code == 422
    assert any(says in error for error in answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Standard.objects.exists()


@pytest.mark.parametrize(
    ("scores", "kept"),
    [
        ([10] * 90 + [5] * 10, "kept"),
        ([10] * 45 + [5] * 22 + [8] * 33, "just kept"),
        ([10] * 40 + [5] * 25 + [8] * 35, "just broken"),
        ([10] * 10 + [5] * 90, "broken"),
        ([10] * 5, "too few"),
        ([], "too few"),
    ],
)
def test_a_promise_is_kept_or_not_and_chance_is_named(alice, store, heard, scores, kept):
    standard(alice.workspace)
    heard([*nps(*scores, touchpoint="reception"), *nps(7, touchpoint="sauna")])

    promise = touchpoints(alice, store=store, now=NOW)[0].promises[0]

    assert promise.kept == kept
    assert (promise.row.estimate.n if promise.row else 0) == len(scores)


def test_every_touchpoint_that_was_heard_can_promise(as_alice, workspace, heard):
    standard(workspace, "pool & sauna")
    heard([*nps(9, touchpoint="reception"), {"kind": "page", "touchpoint": "website"}])

    page = as_alice.get(PAGE)

    assert [each.name for each in page.context["touchpoints"]] == ["pool & sauna", "reception", "website"]
    assert "new/?touchpoint=reception" in page.content.decode()
    assert page.content.decode().count("No promise yet") == 2
    assert 'value="reception"' in as_alice.get(f"{PAGE}new/?touchpoint=reception").content.decode()


def test_old_answers_do_not_count_as_now(alice, store, heard):
    standard(alice.workspace)
    heard(nps(*[10] * 50, touchpoint="reception", occurred_at=datetime(2025, 1, 1, tzinfo=UTC)))
    heard(nps(9, touchpoint="sauna"))

    promise = touchpoints(alice, store=store, now=NOW)[0].promises[0]

    assert promise.kept == "too few"


def test_one_of_nord_sees_how_nord_keeps_it(workspace, store, heard):
    standard(workspace)
    heard([*nps(*[10] * 30, touchpoint="reception", location="nord"), *nps(*[0] * 30, touchpoint="reception")])
    ema = make_member(workspace, "ema", Role.MANAGER, limited_to=("nord",))

    promise = touchpoints(ema, store=store, now=NOW)[0].promises[0]

    assert (promise.kept, promise.row.estimate.n) == ("kept", 30)


def test_bob_reads_and_promises_nothing(client, bob, store):
    kept = standard(bob.workspace)
    client.force_login(bob.user)

    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Add a standard" not in page.content.decode()
    for address in (f"{PAGE}new/", f"{PAGE}{kept.pk}/"):
        assert client.get(address).status_code == client.post(address, SAID).status_code == 403
    assert client.post(f"{PAGE}{kept.pk}/removal/").status_code == 403


def test_charlie_meets_none_of_alices(client, charlie, workspace, store):
    kept = standard(workspace, "the clubs' own door")
    client.force_login(charlie.user)

    assert "own door" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}{kept.pk}/").status_code == 404
    assert client.post(f"{PAGE}{kept.pk}/removal/").status_code == 404


def test_wrong_methods_are_refused(as_alice, workspace):
    kept = standard(workspace)

    assert as_alice.post(PAGE).status_code == 405
    assert as_alice.put(f"{PAGE}{kept.pk}/").status_code == 405
    assert as_alice.get(f"{PAGE}{kept.pk}/removal/").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    as_alice, workspace, heard, number, django_assert_num_queries
):
    for touchpoint in ("reception", "sauna", "pool")[:number]:
        standard(workspace, touchpoint)
    heard(nps(9, touchpoint="reception"))
    as_alice.get(PAGE)

    with django_assert_num_queries(12):
        page = as_alice.get(PAGE)

    assert sum(len(each.promises) for each in page.context["touchpoints"]) == number


def test_what_is_surely_broken_is_told_with_the_touchpoints_name(workspace, store, heard):
    for touchpoint in ("reception", "sauna", "pool", "till"):
        standard(workspace, touchpoint)
    Touchpoint.objects.create(workspace=workspace, key="reception", name="Front desk", stage="use")
    heard([*nps(*[0] * 30, touchpoint="reception"), *nps(*[10] * 30, touchpoint="sauna"), *nps(0, touchpoint="pool")])

    broken = standards_broken(workspace, store=store, now=NOW)

    assert [(each.called, each.standard.touchpoint) for each in broken] == [("Front desk", "reception")]
    assert standards_broken(workspace, store=store, now=NOW, locations=("nord",)) == []


def test_a_touchpoint_of_the_strategy_stands_there_by_its_name(as_alice, workspace, heard):
    Touchpoint.objects.create(workspace=workspace, key="reception", name="Front desk", stage="use")
    heard(nps(9, touchpoint="reception"))

    page = as_alice.get(PAGE)

    assert [(each.name, each.key) for each in page.context["touchpoints"]] == [("Front desk", "reception")]
    assert "new/?touchpoint=reception" in page.content.decode()


def test_a_measure_cut_by_touchpoint_says_their_names(as_alice, workspace, heard):
    Touchpoint.objects.create(workspace=workspace, key="reception", name="Front desk", stage="use")
    heard([*nps(*[9] * 12, touchpoint="reception"), *nps(*[3] * 12, touchpoint="sauna")])

    page = as_alice.get("/understand/metrics/nps/?by=touchpoint&period=all&whole=1").content.decode()

    assert "Front desk" in page
