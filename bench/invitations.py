"""100,000 people asked once: planned in a home as it is run, a third of them stopped by what they were asked before."""

import json
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta

PEOPLE = int(os.environ.get("HEEDFUL_BENCH_PEOPLE", "100000"))
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
LIMIT = 60.0
BATCH = 10_000


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HEEDFUL_HOME": home, "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
        import django

        django.setup()
        for step in measured():
            print(json.dumps(step))


def measured() -> list[dict]:
    from heedful.interactions import stores

    once, waves = made()
    planned = [
        looking_ahead(once),
        planning("Plan a day of waves over 90 days", waves),
        planning("Plan invitations to be sent once", once),
    ]
    stores.close_current()
    return planned


def planning(job: str, sending) -> dict:
    from heedful.listen.invitations.models import Invitation, Sending
    from heedful.listen.invitations.rounds import plan_due

    Sending.objects.filter(pk=sending.pk).update(started_at=NOW)
    began, worked, calls, longest = time.perf_counter(), time.process_time(), 0, 0.0
    while Sending.objects.filter(pk=sending.pk, planned_until=None).exists():
        since = time.perf_counter()
        plan_due(NOW)
        calls, longest = calls + 1, max(longest, time.perf_counter() - since)
    seconds = time.perf_counter() - began
    worked = time.process_time() - worked
    rows = Invitation.objects.filter(sending=sending)
    queued = rows.filter(state="queued").count()
    note = f"{queued:,} queued, {rows.count() - queued:,} dropped; {calls} calls, the longest {longest:.1f} s"
    note += f"; {worked:.1f} s of one core"
    return {"job": job, "by": "heedful", "seconds": seconds, "rows": PEOPLE, "limits": {"seconds": LIMIT}, "note": note}


def looking_ahead(sending) -> dict:
    from heedful.interactions import stores
    from heedful.listen.invitations.queries import outlook_of

    began = time.perf_counter()
    outlook_of(sending, store=stores.current(), now=NOW)
    seconds = time.perf_counter() - began
    return {"job": "Say whom it would ask before it starts", "by": "heedful", "seconds": seconds, "rows": PEOPLE}


def made():
    """The people, each with an address; every third was asked ten days ago by another survey."""
    from heedful.config import upgrade
    from heedful.listen.invitations.models import Invitation, Sending
    from heedful.listen.surveys.models import Survey, SurveyVersion
    from heedful.people.customers.models import Customer, Identity
    from heedful.people.workspaces.models import Workspace

    upgrade.upgrade()
    workspace = Workspace.objects.create(key="clubs", name="Clubs", time_zone="Europe/Vilnius")
    sendings = {}
    for key, kind in (("earlier", "once"), ("pulse", "once"), ("waves", "waves")):
        survey = Survey.objects.create(workspace=workspace, key=key, name=key, created_at=NOW)
        question = {"type": "nps", "key": "nps", "title": {"en": "Would you recommend us?"}}
        document = {"format": 1, "languages": ["en"], "questions": [question]}
        survey.published = SurveyVersion.objects.create(survey=survey, number=1, document=document, published_at=NOW)
        survey.save()
        cadence = 90 if kind == "waves" else None
        sendings[key] = Sending.objects.create(
            workspace=workspace,
            survey=survey,
            name=key,
            kind=kind,
            channel="email",
            cadence_days=cadence,
            created_at=NOW,
        )
    asked_at = NOW - timedelta(days=10)
    for start in range(0, PEOPLE, BATCH):
        numbers = range(start, min(start + BATCH, PEOPLE))
        people = Customer.objects.bulk_create(Customer(workspace=workspace, key=f"c-{n}") for n in numbers)
        Identity.objects.bulk_create(
            Identity(workspace=workspace, customer=each, kind="email", value=f"{each.key}@example.org")
            for each in people
        )
        earlier = sendings["earlier"]
        Invitation.objects.bulk_create(
            Invitation(
                workspace=workspace,
                sending=earlier,
                survey=earlier.survey,
                customer=each,
                channel="email",
                language="en",
                token=f"earlier-{each.pk}",
                occasion="once",
                state="sent",
                due_at=asked_at,
                sent_at=asked_at,
                created_at=asked_at,
            )
            for each in people[::3]
        )
    return sendings["pulse"], sendings["waves"]


if __name__ == "__main__":
    main()
