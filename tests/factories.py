"""The smallest true object of each kind; a test names only what it is about."""

from itertools import count

from django.contrib.auth.models import User

from heedful.people.customers.models import Customer
from heedful.people.members.models import Member, Role
from heedful.people.workspaces.models import Location, Workspace

_numbers = count(1)


def make_workspace(key: str | None = None, **fields) -> Workspace:
    key = key or f"chain-{next(_numbers)}"
    return Workspace.objects.create(key=key, **({"name": key.title()} | fields))


def make_location(workspace: Workspace, key: str = "nord", **fields) -> Location:
    return Location.objects.create(workspace=workspace, key=key, **({"name": key.title()} | fields))


def make_user(name: str = "someone", *, password: str | None = None) -> User:
    address = f"{name}@example.org"
    return User.objects.create_user(username=address, email=address, first_name=name.title(), password=password)


def make_member(
    workspace: Workspace, name: str, role: Role = Role.VIEWER, *, limited_to: tuple[str, ...] = ()
) -> Member:
    member = Member.objects.create(workspace=workspace, user=make_user(name), role=role)
    for key in limited_to:
        member.limited_to.add(Location.objects.get(workspace=workspace, key=key))
    return member


def make_customer(workspace: Workspace, key: str, **fields) -> Customer:
    return Customer.objects.create(workspace=workspace, key=key, **({"name": key.title()} | fields))
