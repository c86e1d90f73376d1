from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from heedful.people.members.models import Member, Role
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Location, Workspace


class MembersError(ValueError):
    """The seat cannot be given or changed so; says why."""


@transaction.atomic
def add_member(
    workspace: Workspace,
    email: str,
    *,
    role: Role,
    by: Member | None,
    now: datetime,
    password: str | None = None,
    limited_to: Iterable[str] = (),
) -> Member:
    """Give a person a seat; someone new to the house needs a password."""
    user = _person(email, password)
    member, is_new = Member.objects.get_or_create(workspace=workspace, user=user, defaults={"role": role})
    if not is_new:
        raise MembersError(f"{user.username} has a seat in {workspace.name} already.")
    _limit(member, limited_to)
    leave_trace(workspace, Trace.What.MEMBER_ADDED, by=by, now=now, member=member.pk, role=role)
    return member


@transaction.atomic
def change_member(
    member: Member, *, role: Role, limited_to: Iterable[str] = (), by: Member | None, now: datetime
) -> Member:
    """Another role or other locations. The last owner stays one: somebody must hold the keys."""
    keys = tuple(limited_to)
    others = Member.objects.filter(workspace=member.workspace, role=Role.OWNER, limited_to=None).exclude(pk=member.pk)
    if (role != Role.OWNER or keys) and member.role == Role.OWNER and not others.exists():
        raise MembersError(f"{member.user} is the last owner of {member.workspace.name} who sees all of it.")
    member.role = role
    member.save(update_fields=["role"])
    _limit(member, keys)
    leave_trace(member.workspace, Trace.What.MEMBER_CHANGED, by=by, now=now, member=member.pk, role=role)
    return member


@transaction.atomic
def set_password(user: User, password: str, *, now: datetime) -> None:
    """A new password; every session of the person ends."""
    _check(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    for member in Member.objects.filter(user=user).select_related("workspace"):
        leave_trace(member.workspace, Trace.What.PASSWORD_CHANGED, by=None, now=now, member=member.pk)


def _person(email: str, password: str | None) -> User:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise MembersError(f"{email!r} is no e-mail address.") from error
    if known := User.objects.filter(username=address).first():
        return known
    if not password:
        raise MembersError(f"{address} is new here and needs a password.")
    user = User(username=address, email=address)
    _check(password, user)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


def _check(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise MembersError(" ".join(error.messages)) from error


def _limit(member: Member, keys: Iterable[str]) -> None:
    wanted = set(keys)
    locations = list(Location.objects.filter(workspace=member.workspace, key__in=wanted))
    if unknown := sorted(wanted - {location.key for location in locations}):
        raise MembersError(f"{member.workspace.name} has no location {', '.join(unknown)}.")
    member.limited_to.set(locations)
