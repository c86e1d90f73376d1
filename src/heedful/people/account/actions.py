import time

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from heedful.people.account.models import Preference

SEEN = "seen"
SEEN_EVERY_SECONDS = 3600  # not on each request: a write for every page would be the cost of knowing it


def choose_language(user: User, language: str) -> None:
    Preference.objects.update_or_create(user=user, defaults={"language": language})


@transaction.atomic
def change_profile(user: User, *, name: str, language: str) -> None:
    user.first_name, user.last_name = name, ""
    user.save(update_fields=["first_name", "last_name"])
    choose_language(user, language)


def end_session(session: UserSession) -> None:
    """That browser is signed out at its next step."""
    session.end()


def note_seen(request: HttpRequest) -> None:
    """Remember when, and from where, this session was last used."""
    UserSession.objects.create_from_request(request)
    request.session[SEEN] = int(time.time())


def note_seen_hourly(request: HttpRequest) -> None:
    seen = request.session.get(SEEN)
    if seen is not None and time.time() - seen > SEEN_EVERY_SECONDS:
        note_seen(request)
