from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet

from heedful.listen.responses.bands import Band, bands_of, scored
from heedful.listen.responses.forms import Wanted
from heedful.listen.responses.models import Note, Repeat, Response, Tag
from heedful.listen.responses.repeats import repeat_of
from heedful.listen.responses.searching import matching
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.listen.surveys.queries import published_document
from heedful.people.models import Member, Trace
from heedful.ui.keyset import Place

COUNTED_UP_TO: Final = 10_000
WITH_THE_LIST: Final = ("survey", "version", "location", "customer", "repeat__earlier")


def visible_responses(member: Member) -> QuerySet[Response]:
    """All of the workspace's; for those who are limited to places, what was answered there."""
    return _at_their_places(Response.objects.filter(workspace=member.workspace_id), member)


def _at_their_places(responses: QuerySet[Response], member: Member) -> QuerySet[Response]:
    places = list(member.limited_to.values_list("pk", flat=True))
    return responses.filter(location__in=places) if places else responses


def wanted_responses(member: Member, wanted: Wanted) -> QuerySet[Response]:
    """Those that the filters leave, in no order."""
    return _narrowed(visible_responses(member), member, wanted)


def wanted_of_survey(survey: Survey, member: Member, wanted: Wanted) -> QuerySet[Response]:
    """The same of a survey that the member may see, asked for by the survey alone: so the index knows all of it."""
    if survey.workspace_id != member.workspace_id:
        raise PermissionDenied
    return _narrowed(_at_their_places(survey.responses.all(), member), member, wanted)


def _narrowed(found: QuerySet[Response], member: Member, wanted: Wanted) -> QuerySet[Response]:
    for part in _conditions(member, wanted):
        found = found.filter(part)
    if wanted.tag:
        found = found.filter(pk__in=Tag.objects.filter(name=wanted.tag).values("response"))
    if wanted.repeats:
        found = found.filter(pk__in=Repeat.objects.filter(workspace=member.workspace_id).values("response"))
    return matching(found, wanted.words) if wanted.words else found


def _conditions(member: Member, wanted: Wanted) -> list[Q]:
    plain = {"survey": wanted.survey, "location": wanted.place, "channel": wanted.channel, "language": wanted.language}
    conditions = [Q(**{name: value}) for name, value in plain.items() if value]
    conditions += [~Q(words="")] if wanted.has_words else []
    conditions += [Q(wants_help=True)] if wanted.wants_help else []
    conditions += [Q(suspicion__gte=wanted.suspicion)] if wanted.suspicion else []
    conditions += [Q(finished_at__isnull=wanted.state == "partial")] if wanted.state else []
    conditions += [Q(set_aside="") if not wanted.aside else ~Q(set_aside="")] if wanted.aside != "too" else []
    begin, end = moments_of(member, wanted)
    conditions += [Q(started_at__gte=begin)] if begin else []
    conditions += [Q(started_at__lt=end)] if end else []
    return [*conditions, _in_band(member, wanted.band)] if wanted.band else conditions


def moments_of(member: Member, wanted: Wanted) -> tuple[datetime | None, datetime | None]:
    """From when to before when, by the workspace's own days."""
    zone = ZoneInfo(member.workspace.time_zone)
    begin = datetime.combine(wanted.begin, time(), zone).astimezone(UTC) if wanted.begin else None
    day_after = wanted.end + timedelta(days=1) if wanted.end else None
    return begin, datetime.combine(day_after, time(), zone).astimezone(UTC) if day_after else None


def _in_band(member: Member, band: Band) -> Q:
    """A score means what its version's scale says."""
    versions: dict[tuple[int, int], list[int]] = {}
    for version in SurveyVersion.objects.filter(survey__workspace=member.workspace_id).defer("document"):
        question = scored(published_document(version))
        if question is not None and (between := bands_of(question).get(band)):
            versions.setdefault(between, []).append(version.pk)
    found = Q(pk__in=[])
    for (low, high), of in versions.items():
        found |= Q(version__in=of, score__gte=low, score__lte=high)
    return found


def page_of_responses(responses: QuerySet[Response], place: Place, *, size: int) -> list[Response]:
    """At most one more than `size`, the newest first, from the place on; ready to be shown."""
    if place.key:
        at, number = datetime.fromisoformat(str(place.key[0])), int(place.key[1])
        beyond = Q(started_at__gt=at) | Q(started_at=at, pk__gt=number)
        before = Q(started_at__lt=at) | Q(started_at=at, pk__lt=number)
        edge = Q(started_at__gte=at) if place.backwards else Q(started_at__lte=at)  # for the index
        responses = responses.filter(edge, beyond if place.backwards else before)
    order = ("started_at", "pk") if place.backwards else ("-started_at", "-pk")
    tags = Prefetch("tags", Tag.objects.order_by("name"))
    shown = responses.select_related(*WITH_THE_LIST).defer("version__document").prefetch_related(tags)
    return list(shown.order_by(*order)[: size + 1])


def counted(responses: QuerySet[Response]) -> tuple[int, bool]:
    """How many; and whether these are all, or only as many as were counted.

    In the order of the list: its index knows what most filters ask for, and the database would take another.
    """
    found = responses.order_by("-started_at", "-pk").values("pk")[: COUNTED_UP_TO + 1].count()
    return min(found, COUNTED_UP_TO), found <= COUNTED_UP_TO


def one_response(member: Member, number: int) -> Response | None:
    with_all = ("link", "invitation__sending", "set_aside_by__user", "survey__workspace", *WITH_THE_LIST)
    return visible_responses(member).select_related(*with_all).defer("version__document").filter(pk=number).first()


def seen_repeat(response: Response, member: Member) -> Repeat | None:
    """The sign that it repeats an earlier one, where the member may see that one, too."""
    found = repeat_of(response)
    return found if found and visible_responses(member).filter(pk=found.earlier_id).exists() else None


def notes_of(response: Response) -> QuerySet[Note]:
    return response.notes.select_related("by__user")


def visible_notes(member: Member) -> QuerySet[Note]:
    return Note.objects.filter(response__in=visible_responses(member))


def history_of(response: Response) -> QuerySet[Trace]:
    """Who set it aside, and who took it back, the newest first."""
    what = (Trace.What.RESPONSE_SET_ASIDE, Trace.What.RESPONSE_TAKEN_BACK)
    return Trace.objects.filter(workspace=response.workspace_id, what__in=what, details__response=str(response.key))


def tag_names(member: Member) -> list[str]:
    """Those in use, for the box to choose from."""
    tags = Tag.objects.filter(response__workspace=member.workspace_id)
    return list(tags.order_by("name").values_list("name", flat=True).distinct()[:200])
