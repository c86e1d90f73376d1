from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User

from heedful.people.account.models import Preference
from heedful.people.members.models import Member


def chosen_language(user) -> str | None:
    """The language the person chose, if they chose one."""
    try:
        return user.preference.language
    except Preference.DoesNotExist:
        return None


def language_of(email: str) -> str:
    """The language to write to a person in: their own choice, else their workspace's, else the install's."""
    user = User.objects.filter(username=email.lower()).select_related("preference").first()
    if user and (chosen := chosen_language(user)):
        return chosen
    seat = Member.objects.filter(user=user).select_related("workspace").order_by("pk").first() if user else None
    return seat.workspace.language if seat else settings.LANGUAGE_CODE


def visible_sessions(user) -> list[UserSession]:
    """Where the person is signed in now, the newest first."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda session: session.created_at, reverse=True)


def two_step_of(user) -> dict[str, Authenticator]:
    """The person's authenticators by type; without `totp`, signing in takes one step."""
    return {authenticator.type: authenticator for authenticator in Authenticator.objects.filter(user=user)}


def with_two_step(users: Iterable[int]) -> set[int]:
    return set(Authenticator.objects.filter(user__in=users, type="totp").values_list("user_id", flat=True))
