"""The step of the draft that a page was made from."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from heedful.listen.surveys.actions import StaleDraft
from heedful.listen.surveys.document import Document, parse_document
from heedful.listen.surveys.models import DraftStep, Survey
from heedful.listen.surveys.queries import survey_document

NOT_CARRIED = "surveys-not-carried-over"  # in the session: {survey: [what a file held that could not come along]}
NO_STEP = -1  # none has this number: whatever is changed on top of it is stale


def _posted(request: HttpRequest, survey: Survey) -> DraftStep | None:
    typed = request.POST.get("step", "")
    return survey.steps.filter(pk=int(typed)).first() if typed.isdecimal() and len(typed) < 16 else None


def step_of(request: HttpRequest, survey: Survey) -> int:
    """Its number. A step is told by its row: after undoing, another one may have the same number."""
    step = _posted(request, survey)
    return step.number if step else NO_STEP


def base_of(request: HttpRequest, survey: Survey) -> Document:
    """The document that the page showed; what is drafted now, where that is gone."""
    step = _posted(request, survey)
    return parse_document(step.document) if step else survey_document(survey)


def stale_words(stale: StaleDraft) -> str:
    """Who changed it, what, and that nothing typed is lost."""
    step = stale.current
    who = (step.by.user.first_name or step.by.user.username) if step.by else _("Somebody")
    said = {"who": who, "what": step.says or _("went back a step")}
    return (
        _(
            "This survey was changed while you looked at it (%(who)s: %(what)s). What you typed still stands here and "
            "is not saved yet: look it over, then save it once more."
        )
        % said
    )
