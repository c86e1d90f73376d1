"""What somebody who is asked by mail reads: one question, answered with one click, as text and as a page.

The click opens the survey with the score chosen; the person's own button records it. Nothing in the mail is fetched
from anywhere, so nothing tells that it was opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.listen.answering.doors import Door
from heedful.listen.answering.pages import speaking
from heedful.listen.answering.visits import direction
from heedful.listen.invitations.models import Invitation
from heedful.listen.surveys.document import Ces, Csat, Document, Nps, said
from heedful.listen.surveys.logic import piped
from heedful.listen.surveys.queries import published_document
from heedful.people.models import Location, Workspace

LONGEST_SUBJECT = 200
SMILEYS = {3: "😞 😐 🙂", 5: "😞 🙁 😐 🙂 😀"}
Scored = Nps | Csat | Ces


@dataclass(frozen=True, slots=True)
class Point:
    """One score to click on: what is seen, what it means in words, where it leads."""

    shown: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str
    language: str


@dataclass(frozen=True)
class Asking:
    """An invitation with all that its words are made of."""

    invitation: Invitation
    reminder: int = 0  # the first mail is none

    @cached_property
    def document(self) -> Document:
        return published_document(self.invitation.survey.published)

    @cached_property
    def language(self) -> str:
        language = self.invitation.language
        return language if language in self.document.languages else self.document.languages[0]

    @cached_property
    def door(self) -> Door:
        invitation = self.invitation
        key = invitation.context.get("location")
        place = Location.objects.filter(workspace=invitation.workspace_id, key=key).first() if key else None
        survey, context = invitation.survey, invitation.context
        return Door(invitation.token, survey, invitation=invitation, location=place, context=context)

    @property
    def link(self) -> str:
        return public(reverse("answering:entrance", args=[self.invitation.token]))

    @property
    def unsubscribe_link(self) -> str:
        return public(reverse("answering:unsubscribe", args=[self.invitation.token]))

    @property
    def question(self) -> Scored | None:
        """The one that a score in the address is for."""
        return next((each for each in self.document.questions if isinstance(each, Scored)), None)

    def words(self, what: str) -> str:
        """What the sending says in this language, else in the survey's own; "" where it leaves it to us."""
        own: Mapping[str, Any] = self.invitation.sending.words
        found = (own.get(language, {}).get(what, "") for language in (self.language, self.document.languages[0]))
        return self.piped(next((words for words in found if words), ""))

    def said(self, words: Mapping[str, str]) -> str:
        return self.piped(said(words, self.language, self.document))

    def piped(self, words: str) -> str:
        return piped(words, self._known, self.document)

    @cached_property
    def _known(self) -> Any:
        return self.door.known({}, self.language, self.document)


def public(path: str) -> str:
    return settings.PUBLIC_URL + path


def letter_of(asking: Asking) -> Letter:
    """The mail in the person's language. Raises what the templates raise."""
    with speaking(asking.language):
        question = asking.question
        context = {
            "company": asking.invitation.workspace.name,
            "language": asking.language,
            "direction": direction(asking.language),
            "subject": subject_of(asking),
            "intro": asking.words("intro") or asking.said(asking.document.intro),
            "question": asking.said(question.title) if question else "",
            "lowest": asking.said(question.lowest) if question else "",
            "highest": asking.said(question.highest) if question else "",
            "points": points_of(asking, question) if question else (),
            "theme": asking.document.theme,
            "is_reminder": asking.reminder > 0,
            "is_anonymous": asking.document.anonymous,
            "link": asking.link,
            "unsubscribe": asking.unsubscribe_link,
        }
        html = render_to_string("listen/invitations/mail.html", context)
        text = render_to_string("listen/invitations/mail.txt", context)
        return Letter(context["subject"], tidy(text), html, asking.language)


def trial_letter(workspace: Workspace, *, language: str) -> Letter:
    """What somebody reads who tries out whether mail arrives."""
    with speaking(language):
        subject = _("A test from %(company)s") % {"company": workspace.name}
        text = _(
            "This is how your mails arrive: look at the sender's name, and answer this mail to see where answers go."
        )
        html = render_to_string(
            "listen/invitations/trial.html", {"subject": subject, "text": text, "language": language}
        )
        return Letter(subject, f"{text}\n", html, language)


def subject_of(asking: Asking) -> str:
    """One line, whatever somebody wrote."""
    given = asking.words("subject") or asking.said(asking.document.title)
    company = asking.invitation.workspace.name
    subject = given or _("One question from %(company)s") % {"company": company}
    if asking.reminder:
        subject = _("Reminder: %(subject)s") % {"subject": subject}
    return " ".join("".join(each if each.isprintable() else " " for each in subject).split())[:LONGEST_SUBJECT]


def points_of(asking: Asking, question: Scored) -> tuple[Point, ...]:
    """The scores of the question from the lowest on, each a link that opens the page with it chosen."""
    lowest, highest = scale_of(question)
    shown = shown_points(question)
    return tuple(
        Point(
            shown.get(value, str(value)),
            meaning_of(asking, question, value, lowest, highest),
            f"{asking.link}?score={value}",
        )
        for value in range(lowest, highest + 1)
    )


def scale_of(question: Scored) -> tuple[int, int]:
    if isinstance(question, Nps):
        return (0, 10) if question.scale == "0-10" else (1, 10)
    return 1, question.points


def shown_points(question: Scored) -> dict[int, str]:
    """Stars and smileys where the question has them."""
    if not isinstance(question, Csat) or question.look == "numbers":
        return {}
    if question.look == "smileys" and question.points in SMILEYS:
        return dict(enumerate(SMILEYS[question.points].split(), start=1))
    return {value: f"{value} ★" for value in range(1, question.points + 1)} if question.look == "stars" else {}


def meaning_of(asking: Asking, question: Scored, value: int, lowest: int, highest: int) -> str:
    """What the score means: its own label, or the words at its end of the scale."""
    labels = getattr(question, "labels", ())
    if len(labels) == highest - lowest + 1:
        return asking.said(labels[value - lowest])
    return asking.said({lowest: question.lowest, highest: question.highest}.get(value, {}))


def tidy(text: str) -> str:
    """No spaces at the ends of lines, and never two empty lines together."""
    lines: list[str] = []
    for line in (each.strip() for each in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
