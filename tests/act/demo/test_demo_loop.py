"""The made-up clubs close the loop, too: whatever the pages show has something to show, and nobody hears of it."""

from datetime import UTC, datetime, timedelta

import pytest

from heedful.act.alerts.models import Firing, Rule
from heedful.act.cases.models import Case
from heedful.act.cases.recovery import recovered
from heedful.act.demo.actions import furnish_loop
from heedful.act.notifications.models import Notice
from heedful.act.plans.models import Effect, Plan
from heedful.interactions import loader
from heedful.listen.demo.actions import Size, build
from heedful.listen.invitations.models import Invitation
from heedful.people.mail.models import Letter
from heedful.understand.effects.design import Found
from heedful.understand.goals.models import Goal
from heedful.understand.models import Persona, Touchpoint

NOW = datetime(2026, 5, 4, 15, 30, tzinfo=UTC)
SMALL = Size(members=700, strangers=20, conversations=20)


@pytest.fixture
def made(alice, store):
    build(alice.workspace, now=NOW, size=SMALL)
    furnish_loop(alice.workspace)
    loader.load(store, now=NOW)
    return alice.workspace


def counted() -> list[int]:
    return [each.objects.count() for each in (Rule, Firing, Case, Plan, Effect, Goal, Persona, Touchpoint, Notice)]


def test_the_loop_of_the_clubs_is_there_once_and_nobody_was_written_to(made, alice, client):
    plan, (effect,) = Plan.objects.get(), Effect.objects.all()
    assert (plan.treated, len(plan.compared), plan.goal) == (["nord"], 5, Goal.objects.get())
    assert Found.of(effect.found).n > 10
    assert Rule.objects.exclude(on_since=None).count() == 3
    assert Firing.objects.filter(location="nord", resolved_at=None).exists()
    assert Case.objects.filter(closed_at=None).exists() and Case.objects.exclude(closed_at=None).exists()
    assert set(Notice.objects.values_list("way", flat=True)) == {"here"}
    assert recovered(alice, since=NOW - timedelta(days=365)).share.n > 0
    assert Case.objects.exclude(broken_at=None).exists() and Case.objects.filter(broken_at=None).exists()
    assert not (Letter.objects.exists() or Invitation.objects.exists())

    before = counted()
    furnish_loop(made)
    assert counted() == before
    client.force_login(alice.user)
    for page in ("alerts", "cases", "plans", "notices", f"plans/{plan.pk}"):
        assert client.get(f"/act/{page}/").status_code == 200

    made.delete()
    assert not any(counted())
