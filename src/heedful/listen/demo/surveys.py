"""What the demo's survey pages show: one survey in four languages, its posters and kiosk, whom it asked, what came.

The clubs' answers of two years are in the log as an older program left them; these are the last weeks, asked here.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.listen.answering.doors import Door
from heedful.listen.audiences.actions import create_audience
from heedful.listen.audiences.segments import Condition, Segment
from heedful.listen.channels.actions import create_link
from heedful.listen.channels.models import Link
from heedful.listen.demo import words
from heedful.listen.demo.chain import CLUBS, NORD
from heedful.listen.invitations.actions import create_sending
from heedful.listen.invitations.models import Invitation, Sending
from heedful.listen.invitations.planning import Wanted, plan
from heedful.listen.invitations.states import note_answered, note_bounced, note_opened, note_sent, note_unsubscribed
from heedful.listen.responses.actions import Signs, save_step
from heedful.listen.surveys.actions import create_survey, publish_survey
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.templates import TEMPLATES
from heedful.people.customers.models import Customer, Identity
from heedful.people.customers.words import keep_words
from heedful.people.workspaces.models import Location, Workspace

TEMPLATE: Final = "after-visit"
DAYS: Final = 28
ASKED: Final = 240  # by e-mail
PASSING: Final = 260  # who answered at a poster or the kiosk
# Of those asked: the shares that bounce, unsubscribe, open and leave, answer a part, answer it all; others are silent.
FATES: Final = (("bounced", 0.02), ("left", 0.02), ("opened", 0.14), ("partly", 0.05), ("whole", 0.31))
PARTS: Final = ("welcome", "staff", "cleanliness", "waiting", "value")
LIKING: Final = {"cleanliness": -1.6}  # of Nord, against what the score says


@transaction.atomic
def furnish_surveys(workspace: Workspace, *, now: datetime, seed: int = 7) -> Survey:
    """The survey with all that is about it; where it is already, nothing is done."""
    if there := Survey.objects.filter(workspace=workspace, template=TEMPLATE).first():
        return there
    chance = np.random.default_rng([seed, 2_000])
    end = now.replace(hour=0, minute=0, second=0, microsecond=0)
    survey = _published(workspace, end - timedelta(days=DAYS + 5))
    links = _links(survey, end - timedelta(days=DAYS + 4))
    _ask(survey, chance, end)
    _pass_by(survey, links, chance, end)
    return survey


def _published(workspace: Workspace, at: datetime) -> Survey:
    template = next(each for each in TEMPLATES if each.key == TEMPLATE)
    name = _name(workspace, template.name)
    survey = create_survey(workspace, name=name, document=template.document, by=None, now=at, template=TEMPLATE)
    publish_survey(survey, by=None, now=at)
    survey.refresh_from_db()
    return survey


def _name(workspace: Workspace, words: Promise | str) -> str:
    with translation.override(workspace.language):
        return str(words)


def _links(survey: Survey, at: datetime) -> dict[str, Link]:
    """A poster at each club, and a kiosk at the front desk of Nord."""
    made = {}
    for location in Location.objects.filter(workspace=survey.workspace):
        about = {"location": location, "by": None, "now": at}
        made[location.key] = create_link(survey, kind=Link.Kind.POSTER, name=location.name, **about)
        if location.key == CLUBS[NORD].key:
            made["kiosk"] = create_link(survey, kind=Link.Kind.KIOSK, name=f"{location.name} (kiosk)", **about)
    return made


def _ask(survey: Survey, chance: np.random.Generator, end: datetime) -> None:
    """By e-mail after visits, a few each day; paused, so that a made-up company writes to nobody."""
    began = end - timedelta(days=DAYS)
    people = _with_addresses(survey.workspace)
    create_audience(
        survey.workspace,
        name=_name(survey.workspace, _("Members who came lately")),
        segment=Segment(conditions=(Condition(about="visit", days=30),)),
        by=None,
        now=began,
    )
    sending = create_sending(
        survey,
        by=None,
        now=began,
        name=survey.name,
        kind=Sending.Kind.TRIGGER,
        channel=Sending.Channel.EMAIL,
        trigger={"kind": "event", "name": "visit"},
        delay_minutes=120,
        sample_percent=20,
        reminders=[4],
    )
    sending.started_at, sending.paused_at = began, end
    sending.save(update_fields=["started_at", "paused_at"])
    for day in range(DAYS):
        at = began + timedelta(days=day, hours=9)
        asked = people[day * len(people) // DAYS : (day + 1) * len(people) // DAYS]
        clubs = _clubs(len(asked), chance)
        plan(
            sending,
            (
                Wanted(customer.pk, f"visit-{day}", at, {"location": CLUBS[club].key, "touchpoint": "visit"})
                for customer, club in zip(asked, clubs, strict=True)
            ),
            now=at,
        )
    for invitation in sending.invitations.filter(state=Invitation.State.QUEUED).select_related("customer"):
        _come_of(invitation, survey, chance, end)


def _with_addresses(workspace: Workspace) -> list[Customer]:
    people = list(Customer.objects.filter(workspace=workspace).order_by("pk")[:ASKED])
    Identity.objects.bulk_create(
        (
            Identity(workspace=workspace, customer=each, kind=Identity.Kind.EMAIL, value=f"{each.key}@clubs.example")
            for each in people
        ),
        ignore_conflicts=True,
    )
    keep_words(people)
    return people


def _come_of(invitation: Invitation, survey: Survey, chance: np.random.Generator, end: datetime) -> None:
    at = invitation.due_at
    note_sent(invitation, message_id=f"<{invitation.pk}@clubs.example>", now=at)
    later = min(at + timedelta(minutes=float(chance.lognormal(5, 1.2))), end - timedelta(minutes=1))
    fate = _fate(float(chance.random()))
    if fate == "bounced":
        note_bounced(invitation, said="550 5.1.1 no such mailbox", now=at)
    elif fate == "left":
        note_unsubscribed(invitation, now=later)
    elif fate:
        note_opened(invitation, now=later)
    if fate in ("partly", "whole"):
        club = next(n for n, each in enumerate(CLUBS) if each.key == invitation.context["location"])
        place = Location.objects.filter(workspace=survey.workspace, key=CLUBS[club].key).first()
        door = Door(invitation.token, survey, invitation=invitation, location=place, context=invitation.context)
        _answer(door, club, invitation.language, chance, later, whole=fate == "whole")
        if fate == "whole":
            note_answered(invitation, now=later)


def _fate(point: float) -> str:
    for fate, share in FATES:
        if point < share:
            return fate
        point -= share
    return ""


def _pass_by(survey: Survey, links: dict[str, Link], chance: np.random.Generator, end: datetime) -> None:
    for club in _clubs(PASSING, chance):
        at = end - timedelta(days=float(chance.uniform(0.01, DAYS)))
        is_kiosk = club == NORD and chance.random() < 0.6
        link = links["kiosk" if is_kiosk else CLUBS[club].key]
        language = str(chance.choice(survey.published.document["languages"], p=(0.23, 0.20, 0.15, 0.42)))
        door = Door(link.code, survey, link=link, location=link.location)
        _answer(door, club, language, chance, at, whole=chance.random() < 0.82)


def _clubs(n: int, chance: np.random.Generator) -> list[int]:
    shares = np.array([club.share for club in CLUBS])
    return [int(each) for each in chance.choice(len(CLUBS), n, p=shares / shares.sum())]


def _answer(door: Door, club: int, language: str, chance: np.random.Generator, at: datetime, *, whole: bool) -> None:
    score = int(np.clip(round(CLUBS[club].liking + chance.normal(0, 1.9)), 0, 10))
    save_step(
        door,
        key=uuid.UUID(bytes=chance.bytes(16), version=4),
        version=door.survey.published,
        answers=_answers(score, club, language, chance, whole),
        finished=whole,
        language=language,
        now=at,
        signs=Signs(begun_at=at - timedelta(seconds=35), seconds={"nps": round(float(chance.lognormal(1.8, 0.4)), 1)}),
    )


def _answers(score: int, club: int, language: str, chance: np.random.Generator, whole: bool) -> dict[str, Any]:
    answers: dict[str, Any] = {"nps": score}
    if not whole:
        return answers
    if chance.random() < 0.62:
        band = "unhappy" if score <= 6 else "neutral" if score <= 8 else "happy"
        answers[f"nps_{band}"] = _comment(score, club, language, chance)
    mood = 3.0 + (score - 5) / 3.2
    for part in PARTS:
        if chance.random() < 0.85:
            liked = mood + (LIKING.get(part, 0.0) if club == NORD else 0.0) + chance.normal(0, 0.7)
            answers.setdefault("parts", {})[part] = int(np.clip(round(liked), 1, 5))
    return answers


def _comment(score: int, club: int, language: str, chance: np.random.Generator) -> str:
    tone = np.array([0 if score <= 6 else 1 if score <= 8 else 2])
    theme = words.themes(tone, np.array([club]), chance)[0]
    return words.comment(language, words.TONES[int(tone[0])], theme, list(chance.random(8)))
