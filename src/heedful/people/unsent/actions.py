"""A form whose session ended before it was sent: kept for an hour, for the same person in the same browser, sealed."""

import json
import re
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.http import HttpRequest, HttpResponse

from heedful.people.sign_in.sealing import seal, unseal

KEPT_SECONDS = 3600
LONGEST = 500_000  # characters of all fields together
UNSENT, PERSON = "unsent", "last-person"
PERSON_SECONDS = 30 * 24 * 3600
NOT_KEPT = re.compile(r"pass(word|phrase)|secret|token|csrf", re.IGNORECASE)


@dataclass(frozen=True)
class Unsent:
    """What was typed, where it was going, the page it was typed on, and whether files went with it."""

    person: str
    path: str
    page: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool


def remember_person(answer: HttpResponse, user) -> None:
    """Whose browser this is: without it, what one person typed could be shown to the next at the same screen."""
    from django.conf import settings

    answer.set_signed_cookie(
        PERSON,
        str(user.pk),
        salt=PERSON,
        max_age=PERSON_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def keep_form(request: HttpRequest) -> bool:
    """Keep what was just posted, and say whether there was something to keep. It has passed the check for forgery."""
    person = str(request.user.pk) if request.user.is_authenticated else _last_person(request)
    fields = tuple(
        (name, value) for name, values in request.POST.lists() if not NOT_KEPT.search(name) for value in values
    )
    if not person or not fields or sum(len(name) + len(value) for name, value in fields) > LONGEST:
        return False
    unsent = Unsent(person, request.get_full_path(), page_of(request), fields, bool(request.FILES))
    request.session[UNSENT] = seal(json.dumps(asdict(unsent)), UNSENT)
    return True


def unsent_form(request: HttpRequest) -> Unsent | None:
    """What this person typed within the last hour and could not send; None for anyone else."""
    try:
        kept = json.loads(unseal(request.session.get(UNSENT, ""), UNSENT, within_seconds=KEPT_SECONDS))
    except InvalidToken:
        return None
    if kept["person"] != str(request.user.pk):
        return None
    return Unsent(**kept | {"fields": tuple((name, value) for name, value in kept["fields"])})


def forget_form(request: HttpRequest) -> None:
    request.session.pop(UNSENT, None)


def page_of(request: HttpRequest) -> str:
    """The page on which the person was: that of a GET itself, of anything else the one that led here."""
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host() or came_from.path.startswith("//"):
        return "/"  # a browser takes //name for another site
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def _last_person(request: HttpRequest) -> str:
    return request.get_signed_cookie(PERSON, default="", salt=PERSON, max_age=PERSON_SECONDS)
