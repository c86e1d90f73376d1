"""The first owner of a new install is whoever can read what the server prints at its start."""

from __future__ import annotations

import hmac
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import slugify

from heedful.people.account.actions import choose_language
from heedful.people.keys.queries import digest_of
from heedful.people.members.actions import welcome_person
from heedful.people.workspaces.actions import create_workspace

FILE: Final = "welcome.digest"
NO_LATIN_NAME: Final = "company"  # the key of one whose name has no latin letters


class TakenError(Exception):
    """Somebody was first."""


def offer_welcome(home: Path) -> str | None:
    """A token for the first owner, in place of any before; None once there is somebody. Only its hash is kept."""
    path = home / FILE
    if User.objects.exists():
        path.unlink(missing_ok=True)
        return None
    token = secrets.token_urlsafe(32)
    draft = path.with_name(f"{FILE}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(digest_of(token))
    draft.replace(path)
    return token


def is_welcome(home: Path, token: str) -> bool:
    """Whether the token opens the door: it is the one that was printed last, and nobody is here yet."""
    path = home / FILE
    if not token or not path.is_file() or User.objects.exists():
        return False
    return hmac.compare_digest(path.read_text(encoding="ascii").strip(), digest_of(token))


def welcome_owner(
    home: Path,
    *,
    company: str,
    time_zone: str,
    name: str,
    email: str,
    password: str,
    language: str,
    now: datetime,
) -> User:
    """The first person, and their company's workspace; the token opens nothing from now on."""
    with transaction.atomic():
        if User.objects.exists():
            raise TakenError
        user = welcome_person(email, password=password, name=name)
        choose_language(user, language)
        key = slugify(company)[:63].strip("-") or NO_LATIN_NAME
        create_workspace(
            company, owner=user.username, password=None, key=key, time_zone=time_zone, language=language, now=now
        )
    (home / FILE).unlink(missing_ok=True)
    return user
