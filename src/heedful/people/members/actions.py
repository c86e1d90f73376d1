from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

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
    if role != Role.OWNER or keys:
        _refuse_last_owner(member)
    member.role = role
    member.save(update_fields=["role"])
    _limit(member, keys)
    leave_trace(member.workspace, Trace.What.MEMBER_CHANGED, by=by, now=now, member=member.pk, role=role)
    return member


@transaction.atomic
def remove_member(member: Member, *, by: Member | None, now: datetime) -> None:
    """The seat is gone; the person, and their seats elsewhere, stay. What they did keeps their name."""
    _refuse_last_owner(member)
    what = {"member": member.pk, "role": member.role}
    leave_trace(member.workspace, Trace.What.MEMBER_REMOVED, by=by, now=now, **what)
    member.delete()


@transaction.atomic
def switch_two_step_off(user: User, *, now: datetime) -> bool:
    """For one who lost phone and recovery codes; says whether it was on."""
    was_on = Authenticator.objects.filter(user=user).delete()[0]
    for member in Member.objects.filter(user=user).select_related("workspace") if was_on else ():
        leave_trace(member.workspace, Trace.What.TWO_STEP_OFF, by=None, now=now, member=member.pk)
    return bool(was_on)


@transaction.atomic
def set_password(user: User, password: str, *, now: datetime) -> None:
    """A new password; every session of the person ends."""
    _check(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    for member in Member.objects.filter(user=user).select_related("workspace"):
        leave_trace(member.workspace, Trace.What.PASSWORD_CHANGED, by=None, now=now, member=member.pk)


def welcome_person(email: str, *, password: str, name: str = "") -> User:
    """Somebody new to the house, who can sign in from now on."""
    address = email.strip().lower()
    user = User(username=address, email=address, first_name=name)
    _check(password, user)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


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
    return welcome_person(address, password=password)


def _refuse_last_owner(member: Member) -> None:
    others = Member.objects.filter(workspace=member.workspace, role=Role.OWNER, limited_to=None).exclude(pk=member.pk)
    if member.role == Role.OWNER and not others.exists():
        raise MembersError(
            _("%(who)s is the last owner of %(workspace)s who sees all of it.")
            % {"who": member.user, "workspace": member.workspace.name}
        )


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
    member.__dict__.pop("is_limited", None)
