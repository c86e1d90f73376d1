"""Every address there is, tried by everybody whom it is not meant for; a new one is walked unasked."""

from datetime import UTC, date, datetime
from itertools import chain
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.models import Max
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from heedful.act.webhooks.actions import create_endpoint, send_test
from heedful.interactions.models import Rejected
from heedful.listen.audiences.models import Audience, Listed
from heedful.listen.channels.models import Link
from heedful.listen.imports.models import Import
from heedful.listen.invitations.models import Sending, Suppression
from heedful.listen.responses.models import Note, Response
from heedful.listen.surveys.models import DraftStep, Survey, SurveyVersion
from heedful.people.customers.models import Customer
from heedful.people.invitations.models import Invitation
from heedful.people.keys.actions import create_key
from heedful.people.members.models import Role
from heedful.people.workspaces.models import Location
from heedful.understand.models import Goal, Happening, Norm, Standard
from tests.factories import make_member
from tests.house.alerts import alerts_of
from tests.house.cases import cases_of
from tests.house.heard import hear_of_both_clubs, merge_of_two
from tests.house.notices import notices_of
from tests.house.plans import plans_of
from tests.house.sessions import session_of
from tests.house.strategy import TRADE, numbers_of_strategy
from tests.house.themes import themes_of
from tests.house.voices import voices_of

ROOMS = ("people", "listen", "understand", "act")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

# For those who are not signed in: the ways in, and the choice of a language.
OPEN = {
    "account_login",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "people:sign-in",
    "people:sign-out",
    "people:welcome",
    "people:welcome-opening",
    "people:invitation",
    "people:seat",
    "ui:language",
    "language",
    "answering:entrance",
    "answering:answering",
    "answering:theme",
    "answering:kiosk",
    "answering:kiosk-answers",
    "answering:kiosk-worker",
    "answering:kiosk-manifest",
    "answering:widget",
    "answering:unsubscribe",
    "answering:sms",
    "answering:mail-events",
    "act:slack-actions",
    "act:telegram-updates",
}
# What a person changes of their own, whatever their role.
ONES_OWN = OPEN | {
    "mfa_index",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "account_change_password",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "people:account",
    "people:sessions",
    "people:session-end",
    "people:unsent",
    "people:workspace",
    "act:notifications",
    "act:notice-reading",
    "act:notices-reading",
    "listen:demo-entry",
    "listen:demo-removal",
}
# Named by a measure or a trade, which is nobody's.
CATALOGUE = {
    "understand:metric",
    "understand:table",
    "understand:strategy-trade",
    "act:channel-new",
    "act:new-alert-rule-of",
}
BY_SECRET = {"account_reset_password_from_key", "people:welcome-opening", "people:invitation"}


def patterns(of=None, spaces=()):
    for each in (of or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, (*spaces, each.namespace) if each.namespace else spaces)
        elif isinstance(each, URLPattern):
            yield ":".join((*spaces, each.name or str(each.pattern).strip("/"))), each


EVERY = dict(patterns())
API = {name for name in EVERY if name.startswith("api:")}
NAMES = {name: pattern for name, pattern in EVERY.items() if name not in API and name != "^.*$"}


@pytest.fixture
def house(alice, workspace, store, settings, tmp_path):
    """One of everything in Alice's workspace, all of it of the club Sud; by the name of its address."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    Location.objects.filter(workspace=workspace, key="sud").update(name="Sud canary")
    return {name: {"number": number} for name, number in numbers(workspace, alice).items()} | {
        **alerts_of(workspace, alice, NAMES),
        **cases_of(workspace, alice, NAMES),
        **notices_of(workspace, alice, NAMES),
        **plans_of(workspace, alice, NAMES),
        **themes_of(workspace, alice, NAMES),
        **voices_of(workspace),
        **TRADE,
        "people:customer": {"key": "canary-ann"},
        "people:customer-details": {"key": "canary-ann"},
        "people:customer-identities": {"key": "canary-ann"},
        "people:customer-merges": {"key": "canary-ann"},
        "people:customer-erasure": {"key": "canary-ann"},
        "understand:place": {"key": "sud"},
        "understand:metric": {"key": "nps"},
        "understand:table": {"key": "nps"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-1"},
        "people:welcome-opening": {"token": "x"},
        "people:invitation": {"link": "x"},
        "answering:unsubscribe": {"code": "x"},
        "answering:sms": {"number": 999},
        "answering:mail-events": {"provider": "x"},
        "api:measure": {"key": "nps"},
        "listen:survey-links": {"survey": Survey.objects.get(workspace=workspace).pk},
        "listen:survey-version": {"number": Survey.objects.get(workspace=workspace).pk, "version": 1},
        "listen:survey-translation": {"number": Survey.objects.get(workspace=workspace).pk, "language": "lt"},
    }


def numbers(workspace, alice) -> dict[str, int]:
    hear_of_both_clubs(workspace)
    sud = [["location", ["sud"]]]
    merge = merge_of_two(workspace, alice)
    run = Import.objects.create(
        workspace=workspace, by=alice, state=Import.State.DONE, file_name="canary.csv", started_at=NOW, file_digest="x"
    )
    Rejected.objects.create(workspace=workspace.key, raw="canary", reason="canary", rejected_at=NOW)
    goal = Goal.objects.create(
        workspace=workspace, metric="nps", method="0-10", where=sud, target=77, due_on=date(2026, 12, 1)
    )
    noted = Happening.objects.create(workspace=workspace, happened_on=NOW, words="canary", location="sud", noted_at=NOW)
    measure = {"workspace": workspace, "metric": "nps", "method": "0-10"}
    invitation = Invitation.objects.create(
        workspace=workspace,
        email="canary@example.org",
        role="viewer",
        digest="x",
        sent_at=NOW,
        expires_at=NOW,
    )
    session = session_of(alice)
    key, _token = create_key(workspace, name="canary", scopes=["read"], by=alice, now=NOW)
    norm = Norm.objects.create(**measure, value=1)
    standard = Standard.objects.create(**measure, touchpoint="desk", at_least=1)
    imports = (name for name in NAMES if name.startswith("listen:import-"))
    unwanted = Suppression.objects.create(
        workspace=workspace, kind="email", address="canary@example.org", why="unsubscribed", at=NOW
    )
    return (
        dict.fromkeys(("listen:import", *imports), run.pk)
        | numbers_of_webhooks(workspace, alice)
        | {
            "people:session-end": session.pk,
            "people:member": alice.pk,
            "people:member-removal": alice.pk,
            "people:invitation-sending": invitation.pk,
            "people:invitation-withdrawal": invitation.pk,
            "people:key-revocation": key.pk,
            "people:location": Location.objects.get(workspace=workspace, key="sud").pk,
            "people:location-removal": Location.objects.get(workspace=workspace, key="sud").pk,
            "people:customer-identity-removal": merge.kept.identities.get().pk,
            "people:customer-split": merge.pk,
            "understand:event-removal": noted.pk,
            "understand:goal": goal.pk,
            "understand:goal-removal": goal.pk,
            "understand:norm": norm.pk,
            "understand:norm-removal": norm.pk,
            "understand:standard": standard.pk,
            "understand:standard-removal": standard.pk,
            **numbers_of_strategy(workspace, goal),
            "listen:suppression-removal": unwanted.pk,
            "listen:outbox-waiting": 999,
            "listen:outbox-mail": 999,
            **numbers_of_asking(workspace),
        }
    )


def numbers_of_asking(workspace) -> dict[str, int]:
    """A survey that asks those on a list, and one who is on it."""
    survey = Survey.objects.create(workspace=workspace, key="all", name="Asked everywhere", created_at=NOW)
    document = {"format": 1, "languages": ["en", "lt"], "title": {"en": "Asked everywhere"}, "questions": []}
    survey.draft = DraftStep.objects.create(survey=survey, number=1, document=document, at=NOW)
    survey.published = SurveyVersion.objects.create(survey=survey, number=1, document=document, published_at=NOW)
    survey.save()
    audience = Audience.objects.create(workspace=workspace, name="canary", kind="list", created_at=NOW)
    listed = Listed.objects.create(
        audience=audience, customer=Customer.objects.get(workspace=workspace, key="canary-ann"), added_at=NOW
    )
    sending = Sending.objects.create(
        workspace=workspace,
        survey=survey,
        name="canary",
        kind="once",
        channel="link",
        audience=audience,
        created_at=NOW,
    )
    sud = Location.objects.get(workspace=workspace, key="sud")
    of_sud = {"workspace": workspace, "survey": survey, "location": sud, "created_at": NOW}
    site = Link.objects.create(kind="web", code="lcanary2345", name="canary", **of_sud)
    of_sud = {"workspace": workspace, "survey": survey, "version": survey.published, "location": sud}
    response = Response.objects.create(
        key=uuid4(), channel="web", language="en", words="canary", started_at=NOW, updated_at=NOW, **of_sud
    )
    note = Note.objects.create(response=response, text="canary", at=NOW)
    links = (name for name in NAMES if name.startswith("listen:link"))
    responses = (name for name in NAMES if name.startswith("listen:response-"))
    sendings = (name for name in NAMES if name.startswith("listen:sending-") and name != "listen:sending-rules")
    audiences = (name for name in NAMES if name.startswith("listen:audience-"))
    not_by_number = {"listen:survey-file", "listen:survey-links"}
    surveys = (name for name in NAMES if name.startswith("listen:survey-") and name not in not_by_number)
    return (
        dict.fromkeys(("listen:sending", "listen:invitations", *sendings), sending.pk)
        | dict.fromkeys(links, site.pk)
        | dict.fromkeys(("listen:audience", *audiences), audience.pk)
        | dict.fromkeys(("listen:survey", *surveys, "listen:new-sending"), survey.pk)
        | dict.fromkeys(("listen:response", *responses), response.pk)
        | {"listen:unlisting": listed.pk, "listen:response-note-removal": note.pk}
    )


def numbers_of_webhooks(workspace, alice) -> dict[str, int]:
    hook, _secret = create_endpoint(workspace, url="https://canary.example.org/", events=["x"], by=alice, now=NOW)
    hooks = (name for name in NAMES if name.startswith("act:webhook-"))
    sent = dict.fromkeys(("act:webhook-delivery", "act:webhook-again"), send_test(hook, now=NOW).pk)
    return dict.fromkeys(("act:webhook", *hooks), hook.pk) | sent


def address(name: str, house) -> str:
    if name in API:
        return reverse(name, kwargs=dict.fromkeys(EVERY[name].pattern.converters, "1"))
    if name.startswith("answering:") and name not in house:
        return reverse(name, kwargs=dict.fromkeys(EVERY[name].pattern.converters, "1"))
    return "/language/" if name == "language" else reverse(name, kwargs=house.get(name))


def as_(member) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(member.user)
    return client


def in_the_house() -> list:
    """All that a stranger could have changed."""
    kept = chain.from_iterable(
        apps.get_app_config(app).get_models() for app in ("people", "listen", "understand", "act")
    )
    return [(model.__name__, model.objects.count(), model.objects.aggregate(last=Max("pk"))["last"]) for model in kept]


def test_there_are_addresses_to_walk():
    assert len(NAMES) > 80
    assert {"home", "people:members", "listen:imports", "understand:goal"} <= set(NAMES)
    assert set(NAMES) >= ONES_OWN


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_signed_in_is_led_to_the_sign_in(house, method):
    let_in = {}
    for name in set(NAMES) - OPEN:
        answer = getattr(Client(), method)(address(name, house))
        if answer.status_code != 302 or not answer["Location"].startswith("/people/sign-in/?next="):
            let_in[name] = answer.status_code

    assert let_in == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_key_or_a_session_the_api_says_nothing(house, method):
    for name in API - {"api:openapi-json"}:
        assert getattr(Client(), method)(address(name, house)).status_code in (401, 404, 405), name


def test_charlie_finds_nothing_of_alices(house, charlie):
    browser, before, found = as_(charlie), in_the_house(), {}
    for name in set(house) - CATALOGUE - BY_SECRET - API:
        for method in ("get", "post"):
            answer = getattr(browser, method)(address(name, house), {"word": "erase"})
            if answer.status_code not in (404, 405):
                found[name, method] = answer.status_code
        assert answer.status_code == 404 or browser.get(address(name, house)).status_code == 404, name

    assert found == {}
    assert in_the_house() == before


def test_bob_who_may_only_look_changes_nothing(house, bob):
    browser, before, done = as_(bob), in_the_house(), {}
    for name in set(NAMES) - ONES_OWN:
        answer = browser.post(address(name, house), {"word": "erase"})
        if answer.status_code not in (403, 405):
            done[name] = answer.status_code

    assert done == {}
    assert in_the_house() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_address_takes_a_method_that_it_does_not_know(house, alice, method):
    browser, taken = as_(alice), {}
    for name in set(NAMES) - OPEN - ONES_OWN:
        answer = getattr(browser, method)(address(name, house))
        if answer.status_code != 405:
            taken[name] = answer.status_code

    assert taken == {}


def test_who_runs_one_club_reads_nothing_of_another(house, workspace):
    """The word `canary` stands in all that was heard, noted or named of Sud."""
    for role in (Role.MANAGER, Role.VIEWER):
        browser, seen = as_(make_member(workspace, f"dora-{role}", role, limited_to=("nord",))), {}
        for name in set(NAMES) - BY_SECRET:
            for query in ("", "?whole=1&period=&q=can&by=location", "?location=sud"):
                answer = browser.get(address(name, house) + query)
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
                words = content.replace(query.encode(), b"").replace(b'value="canary"', b"").replace(b"canary-ann", b"")
                if b"canary" in words.lower():
                    seen[name, query] = answer.status_code
        assert seen == {}


def test_no_page_takes_a_name_for_markup(house, alice, workspace):
    """Whoever may name a place, a file or themselves runs nothing in the browsers of the others."""
    evil = '"><img src=x onerror=alert(1)>'
    for named, field in ((Location, "name"), (Customer, "name"), (Happening, "words"), (Norm, "source")):
        named.objects.update(**{field: evil})
    Import.objects.update(file_name=evil, source=evil, problem=evil, mapping_name=evil)
    workspace.name = alice.user.first_name = evil
    workspace.save()
    alice.user.save()
    browser, taken = as_(alice), []
    for name in set(NAMES) - {"language", "ui:language"}:
        answer = browser.get(address(name, house), {"q": evil, "location": evil, "whole": "1"})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        taken += [name] if b"<img src=x" in content and "html" in answer["Content-Type"] else []

    assert taken == []


def test_every_page_says_what_may_run_on_it_and_none_may_be_framed(house, alice):
    browser = as_(alice)
    for name in set(NAMES) - {"language", "ui:language"}:
        answer = browser.get(address(name, house))
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert answer["X-Frame-Options"] == "DENY", name
        if not answer.streaming and "html" in answer["Content-Type"]:
            page = answer.content.decode()
            assert " style=" not in page, name
            assert "<script>" not in page, name
