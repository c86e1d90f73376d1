"""Django finds the room's models here; each lives with its capability."""

from heedful.listen.audiences.models import Audience, Listed
from heedful.listen.channels.models import Gateway, Link
from heedful.listen.demo.models import DemoWorkspace
from heedful.listen.health.models import Discard
from heedful.listen.imports.models import Import, ImportMapping
from heedful.listen.invitations.models import (
    Filtered,
    Invitation,
    LeftOut,
    Sending,
    SendingHours,
    Suppression,
    Throttle,
)
from heedful.listen.responses.models import Consented, Note, QuotaFill, Repeat, Response, Tag
from heedful.listen.start.models import Start
from heedful.listen.surveys.models import DraftStep, Survey, SurveyVersion

__all__ = [
    "Audience",
    "Consented",
    "DemoWorkspace",
    "Discard",
    "DraftStep",
    "Filtered",
    "Gateway",
    "Import",
    "ImportMapping",
    "Invitation",
    "LeftOut",
    "Link",
    "Listed",
    "Note",
    "QuotaFill",
    "Repeat",
    "Response",
    "Sending",
    "SendingHours",
    "Start",
    "Suppression",
    "Survey",
    "SurveyVersion",
    "Tag",
    "Throttle",
]
