from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any, Final

from django.db import transaction
from django.db.models import ForeignKey, Model
from django.utils.text import slugify
from django.utils.translation import gettext as _

from heedful.listen.surveys.checks import Problem, problems, stopping
from heedful.listen.surveys.document import Document, parse_document, plain
from heedful.listen.surveys.models import DraftStep, Survey, SurveyVersion
from heedful.listen.surveys.queries import current_step, published_documents, redo_step, undo_step
from heedful.people.models import Member, Workspace
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace

STEPS_KEPT: Final = 100

# A copy takes every field of the survey, and every row about it, but these. A new field or a new relation is copied
# unless it is named here; the tests compare.
NOT_COPIED: Final = frozenset(
    {"id", "key", "name", "draft", "published", "created_by", "created_at", "closed_at", "archived_at"}
)
STAYS_BEHIND: Final = frozenset(
    {
        "DraftStep.survey",
        "SurveyVersion.survey",
        "Link.survey",
        "Sending.survey",
        "Invitation.survey",
        "Response.survey",
        "QuotaFill.survey",  # how many have come: a count of its answers
    }
)


class SurveyError(ValueError):
    """It cannot be done with this survey; says why."""


class StaleDraft(SurveyError):  # noqa: N818 - reads as what it is
    """Somebody changed the draft in between; nothing was changed."""

    def __init__(self, current: DraftStep) -> None:
        super().__init__(_("Somebody else changed this survey in the meantime. Look at it anew, then change it again."))
        self.current = current


class NotPublishable(SurveyError):  # noqa: N818
    """Something in the draft would not work for those who answer."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.says for problem in found))
        self.problems = tuple(found)


@transaction.atomic
def create_survey(
    workspace: Workspace, *, name: str, document: Document, by: Member | None, now: datetime, template: str = ""
) -> Survey:
    """A survey with its first draft; nobody can answer before it is published."""
    survey = Survey.objects.create(
        workspace=workspace,
        key=_free_key(workspace, slugify(name) or template),
        name=name,
        template=template,
        created_by=by,
        created_at=now,
    )
    _begin_draft(survey, plain(document), by, now)
    _trace(Trace.What.SURVEY_CREATED, survey, by, now, template=template)
    return survey


@transaction.atomic
def change_draft(
    survey: Survey, document: Document, *, says: str, by: Member | None, now: datetime, expected_step: int
) -> DraftStep:
    """One more step of the draft, on top of the step that was looked at; what had been undone is gone for good."""
    current = _current(survey, expected_step)
    changed = plain(document)
    if changed == plain(parse_document(current.document)):
        return current
    survey.steps.filter(number__gt=current.number).delete()
    survey.steps.filter(number__lte=current.number + 1 - STEPS_KEPT).delete()
    step = DraftStep(survey=survey, number=current.number + 1, document=changed, says=says[:100], by=by, at=now)
    step.save()
    return _stand_on(survey, step)


@transaction.atomic
def undo_draft(
    survey: Survey,
    *,
    by: Member | None,  # noqa: ARG001 - every action is told; a step says itself who took it
    now: datetime,  # noqa: ARG001
    expected_step: int | None = None,
) -> DraftStep:
    """One step back; the same step where there is none before it."""
    current = _current(survey, expected_step)
    return _stand_on(survey, undo_step(survey) or current)


@transaction.atomic
def redo_draft(
    survey: Survey,
    *,
    by: Member | None,  # noqa: ARG001 - as undo_draft
    now: datetime,  # noqa: ARG001
    expected_step: int | None = None,
) -> DraftStep:
    """One step forward again; the same step where nothing was undone."""
    current = _current(survey, expected_step)
    return _stand_on(survey, redo_step(survey) or current)


@transaction.atomic
def publish_survey(
    survey: Survey, *, by: Member | None, now: datetime, expected_step: int | None = None
) -> SurveyVersion:
    """The draft as a version that never changes; an unchanged draft is the version that is out already."""
    draft = _current(survey, expected_step)
    if survey.archived_at is not None:
        raise SurveyError(_("This survey is archived. Reopen it first."))
    document = parse_document(draft.document)
    if survey.published is not None and parse_document(survey.published.document) == document:
        return survey.published
    if found := stopping(problems(document, published=published_documents(survey))):
        raise NotPublishable(found)
    newest = survey.versions.order_by("-number").first()
    survey.published = SurveyVersion.objects.create(
        survey=survey,
        number=newest.number + 1 if newest else 1,
        document=plain(document),
        published_by=by,
        published_at=now,
    )
    survey.save(update_fields=["published"])
    _trace(Trace.What.SURVEY_PUBLISHED, survey, by, now, version=survey.published.number)
    return survey.published


@transaction.atomic
def change_survey(survey: Survey, *, by: Member | None, now: datetime, **changed: Any) -> None:
    """Another name, another time in which it is open, another wait: what is no part of the document."""
    unknown = set(changed) - {"name", "opens_at", "closes_at", "settle_minutes"}
    if unknown:
        raise TypeError(f"A survey has no setting {', '.join(sorted(unknown))}.")
    opens_at, closes_at = (changed.get(name, getattr(survey, name)) for name in ("opens_at", "closes_at"))
    if opens_at and closes_at and closes_at <= opens_at:
        raise SurveyError(_("It would close before it opens."))
    for name, value in changed.items():
        setattr(survey, name, value)
    survey.save(update_fields=sorted(changed))
    _trace(Trace.What.SURVEY_CHANGED, survey, by, now, changed=sorted(changed))


@transaction.atomic
def close_survey(survey: Survey, *, by: Member | None, now: datetime) -> None:
    """Nobody can answer any more; what was answered stays."""
    survey = _locked(survey)
    if survey.closed_at is None:
        _set(survey, closed_at=now)
        _trace(Trace.What.SURVEY_CLOSED, survey, by, now)


@transaction.atomic
def reopen_survey(survey: Survey, *, by: Member | None, now: datetime) -> None:
    """It can be answered again, and comes back from the archive; a closing time that has passed is taken away."""
    survey = _locked(survey)
    is_over = survey.closes_at is not None and survey.closes_at <= now
    if survey.closed_at is None and survey.archived_at is None and not is_over:
        return
    _set(survey, closed_at=None, archived_at=None, closes_at=None if is_over else survey.closes_at)
    _trace(Trace.What.SURVEY_REOPENED, survey, by, now)


@transaction.atomic
def archive_survey(survey: Survey, *, by: Member | None, now: datetime) -> None:
    """Closed, and out of the way; its answers count as before."""
    survey = _locked(survey)
    if survey.archived_at is None:
        _set(survey, archived_at=now, closed_at=survey.closed_at or now)
        _trace(Trace.What.SURVEY_ARCHIVED, survey, by, now)


@transaction.atomic
def remove_survey(survey: Survey, *, by: Member | None, now: datetime) -> None:
    """Gone with its drafts. Only where nobody has seen it: what was published can be archived."""
    survey = _locked(survey)
    if survey.versions.exists():
        raise SurveyError(_("This survey has been published. Archive it: what was answered must stay readable."))
    _trace(Trace.What.SURVEY_REMOVED, survey, by, now)
    survey.delete()


@transaction.atomic
def copy_survey(survey: Survey, *, name: str, by: Member | None, now: datetime) -> Survey:
    """A draft with everything that this survey has. Its links, sendings, versions and answers stay its own."""
    fields = [field.attname for field in Survey._meta.concrete_fields if field.name not in NOT_COPIED]
    kept = {field: getattr(survey, field) for field in fields}
    key = _free_key(survey.workspace, slugify(name) or survey.template)
    copy = Survey.objects.create(**kept, name=name, key=key, created_by=by, created_at=now)
    _begin_draft(copy, current_step(survey).document, by, now)
    for relation, field in rows_about_surveys().items():
        if relation not in STAYS_BEHIND:
            for row in field.model._base_manager.filter(**{field.name: survey}):
                _copy_row(row, field.name, copy)
    _trace(Trace.What.SURVEY_CREATED, copy, by, now, copied_from=survey.key)
    return copy


def rows_about_surveys() -> dict[str, ForeignKey[Any, Any]]:
    """Every field of another model that names a survey, by model and field: "Link.survey"."""
    relations = (field for field in Survey._meta.get_fields(include_hidden=True) if field.one_to_many)
    fields = (relation.field for relation in relations)  # type: ignore[union-attr]
    return {f"{field.model.__name__}.{field.name}": field for field in fields}


def _copy_row(row: Model, field: str, copy: Survey) -> None:
    row.pk = None
    row._state.adding = True
    setattr(row, field, copy)
    row.save()


def _begin_draft(survey: Survey, document: dict[str, Any], by: Member | None, now: datetime) -> None:
    step = DraftStep.objects.create(survey=survey, number=1, document=document, by=by, at=now)
    _stand_on(survey, step)


def _current(survey: Survey, expected_step: int | None) -> DraftStep:
    """The step that the draft stands on, held until the transaction ends."""
    step = current_step(_locked(survey))
    if expected_step is not None and step.number != expected_step:
        raise StaleDraft(step)
    return step


def _locked(survey: Survey) -> Survey:
    """The survey itself, brought up to date."""
    Survey.objects.select_for_update().only("pk").get(pk=survey.pk)
    survey.refresh_from_db()
    return survey


def _stand_on(survey: Survey, step: DraftStep) -> DraftStep:
    survey.draft = step
    survey.save(update_fields=["draft"])
    return step


def _set(survey: Survey, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(survey, name, value)
    survey.save(update_fields=list(fields))


def free_name(workspace: Workspace, wanted: str) -> str:
    """The name itself; with a number where another survey is called so: two alike are not told apart."""
    taken = set(Survey.objects.filter(workspace=workspace, name__startswith=wanted).values_list("name", flat=True))
    numbered = (wanted if number == 1 else f"{wanted} {number}" for number in count(1))
    return next(name for name in numbered if name not in taken)


def _free_key(workspace: Workspace, wanted: str) -> str:
    """Made of the name; with a number where another survey has it."""
    base = (wanted or "survey")[:55].strip("-")
    taken = set(Survey.objects.filter(workspace=workspace, key__startswith=base).values_list("key", flat=True))
    numbered = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(key for key in numbered if key not in taken)


def _trace(what: Trace.What, survey: Survey, by: Member | None, now: datetime, **details: Any) -> None:
    leave_trace(survey.workspace, what, by=by, now=now, survey=survey.key, name=survey.name, **details)
