from datetime import datetime
from functools import lru_cache
from typing import Literal

from django.db.models import QuerySet

from heedful.listen.surveys.document import Document, parse_document
from heedful.listen.surveys.models import DraftStep, Survey, SurveyVersion
from heedful.people.models import Member

KEPT_READ = 256  # published documents held by each process
State = Literal["draft", "scheduled", "open", "closed", "archived"]


def visible_surveys(member: Member) -> QuerySet[Survey]:
    """All of the workspace's, newest first; whoever is limited to places sees what is asked there, too."""
    surveys = Survey.objects.filter(workspace=member.workspace_id)
    return surveys.select_related("published").defer("published__document")


def survey_document(survey: Survey) -> Document:
    """The draft."""
    return parse_document(current_step(survey).document)


def current_step(survey: Survey) -> DraftStep:
    """The step that the draft stands on: a survey has one from its first moment."""
    if survey.draft is None:
        raise DraftStep.DoesNotExist(survey.key)
    return survey.draft


def published_document(version: SurveyVersion) -> Document:
    """What a version asks. It never changes, so that each process reads it once."""
    return _published(version.pk, version.published_at)


def published_documents(survey: Survey) -> list[Document]:
    """Of every version, oldest first."""
    return [published_document(version) for version in survey.versions.order_by("number").defer("document")]


def undo_step(survey: Survey) -> DraftStep | None:
    """Where undoing leads."""
    return survey.steps.filter(number__lt=current_step(survey).number).order_by("-number").first()


def redo_step(survey: Survey) -> DraftStep | None:
    """Where redoing leads."""
    return survey.steps.filter(number__gt=current_step(survey).number).order_by("number").first()


def is_open(survey: Survey, *, now: datetime) -> bool:
    """Whether somebody may answer now."""
    return state_of(survey, now=now) == "open"


def state_of(survey: Survey, *, now: datetime) -> State:
    if survey.archived_at is not None:
        return "archived"
    if survey.published_id is None:
        return "draft"
    if survey.closed_at is not None or (survey.closes_at is not None and survey.closes_at <= now):
        return "closed"
    return "scheduled" if survey.opens_at is not None and survey.opens_at > now else "open"


@lru_cache(maxsize=KEPT_READ)
def _published(pk: int, published_at: datetime) -> Document:  # noqa: ARG001 - part of what it is known by
    return parse_document(SurveyVersion.objects.values_list("document", flat=True).get(pk=pk))


forget_published = _published.cache_clear  # for tests, whose rows come and go under the same numbers
