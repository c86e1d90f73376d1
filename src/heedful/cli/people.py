"""Workspaces, members and keys: what an install needs before anyone can sign in."""

import sys

import click

from heedful.cli.opening import opened

ROLES = click.Choice(["owner", "manager", "analyst", "agent", "viewer"])
PASSWORD = {"envvar": "HEEDFUL_PASSWORD", "help": "Asked for when left out."}


def now():
    from django.utils import timezone

    return timezone.now()


def chosen_workspace(key: str | None):
    """The workspace of this key; without a key, the only one there is."""
    from heedful.people.workspaces.models import Workspace

    there = list(Workspace.objects.order_by("key"))
    found = [workspace for workspace in there if key in (None, workspace.key)]
    if len(found) == 1:
        return found[0]
    keys = ", ".join(workspace.key for workspace in there) or "none yet: heedful workspace create NAME --owner EMAIL"
    raise click.UsageError(f"There is no workspace {key}. There are: {keys}" if key else f"Which --workspace? {keys}")


def ask_password(password: str | None) -> str:
    if password:
        return password
    if not sys.stdin.isatty():
        raise click.UsageError("No password: give --password or HEEDFUL_PASSWORD.")
    return click.prompt("Password", hide_input=True, confirmation_prompt=True)


@click.group()
def workspace() -> None:
    """Companies' houses in this install."""


@workspace.command("create")
@click.argument("name")
@click.option("--owner", required=True, metavar="EMAIL", help="Who owns it.")
@click.option("--key", default="", help="Short name for commands and the API; made of NAME when left out.")
@click.option("--time-zone", default="UTC", show_default=True)
@click.option("--currency", default="EUR", show_default=True)
@click.option("--language", default="en", show_default=True)
@click.option("--password", **PASSWORD)
def create_workspace(name: str, owner: str, password: str | None, **how: str) -> None:
    """Make a workspace and its owner."""
    with opened("workspace create", shared=True):
        from django.contrib.auth.models import User

        from heedful.people.workspaces import actions

        if not User.objects.filter(username=owner.strip().lower()).exists():
            password = ask_password(password)
        made = actions.create_workspace(name, owner=owner, password=password, now=now(), **how)
        click.echo(f"Workspace {made.key} is there; {owner} owns it and can sign in.")


@workspace.command("list")
def list_workspaces() -> None:
    """Name every workspace."""
    with opened("workspace list", shared=True):
        from heedful.people.workspaces.models import Workspace

        for there in Workspace.objects.order_by("key"):
            click.echo(f"{there.key}  {there.name}  {there.time_zone}  {there.currency}")


@click.group()
def member() -> None:
    """People's seats in a workspace."""


@member.command("add")
@click.argument("email")
@click.option("--workspace", "key", metavar="KEY", help="Not needed while there is one.")
@click.option("--role", type=ROLES, default="viewer", show_default=True)
@click.option("--location", "limited_to", multiple=True, metavar="KEY", help="Sees this location only; repeatable.")
@click.option("--password", **PASSWORD)
def add_member(email: str, key: str | None, role: str, limited_to: tuple[str, ...], password: str | None) -> None:
    """Give a person a seat."""
    with opened("member add", shared=True):
        from django.contrib.auth.models import User

        from heedful.people.members import actions
        from heedful.people.members.models import Role

        there = chosen_workspace(key)
        if not User.objects.filter(username=email.strip().lower()).exists():
            password = ask_password(password)
        actions.add_member(there, email, role=Role(role), limited_to=limited_to, password=password, by=None, now=now())
        click.echo(f"{email} is {role} in {there.key}.")


@member.command("password")
@click.argument("email")
@click.option("--password", **PASSWORD)
def set_password(email: str, password: str | None) -> None:
    """Set a person's password anew; their sessions end."""
    with opened("member password", shared=True):
        from django.contrib.auth.models import User

        from heedful.people.members import actions

        user = User.objects.filter(username=email.strip().lower()).first()
        if user is None:
            raise click.ClickException(f"Nobody here is {email}.")
        actions.set_password(user, ask_password(password), now=now())
        click.echo(f"{email} has a new password.")


@member.command("two-step-off")
@click.argument("email")
def two_step_off(email: str) -> None:
    """Switch two-step sign-in off for one who lost phone and recovery codes."""
    with opened("member two-step-off", shared=True):
        from django.contrib.auth.models import User

        from heedful.people.members import actions

        user = User.objects.filter(username=email.strip().lower()).first()
        if user is None:
            raise click.ClickException(f"Nobody here is {email}.")
        was_on = actions.switch_two_step_off(user, now=now())
        click.echo(f"{email} signs in by password alone{'' if was_on else ', as before'}.")


@click.group()
def key() -> None:
    """API keys, for programs."""


@key.command("create")
@click.argument("name")
@click.option("--workspace", "workspace_key", metavar="KEY", help="Not needed while there is one.")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(["read", "write", "manage"]))
def create_key(name: str, workspace_key: str | None, scopes: tuple[str, ...]) -> None:
    """Make a key and show it, this once."""
    with opened("key create", shared=True):
        from heedful.people.keys import actions

        there = chosen_workspace(workspace_key)
        _, token = actions.create_key(there, name=name, scopes=scopes, by=None, now=now())
        click.echo("Keep it now; it is not shown again:", err=True)
        click.echo(token)


@key.command("list")
@click.option("--workspace", "workspace_key", metavar="KEY", help="Not needed while there is one.")
def list_keys(workspace_key: str | None) -> None:
    """Name the keys, never their secrets."""
    with opened("key list", shared=True):
        for made in chosen_workspace(workspace_key).api_keys.order_by("pk"):
            state = "revoked" if made.revoked_at else f"last used {made.last_used_at or 'never'}"
            click.echo(f"{made.prefix}  {made.name}  {'+'.join(made.scopes)}  {state}")


@key.command("revoke")
@click.argument("prefix")
def revoke_key(prefix: str) -> None:
    """End the key that begins with PREFIX."""
    with opened("key revoke", shared=True):
        from heedful.people.keys import actions
        from heedful.people.keys.models import ApiKey

        found = list(ApiKey.objects.filter(prefix__startswith=prefix)[:2])
        if len(found) != 1:
            raise click.ClickException(f"{'Several keys begin' if found else 'No key begins'} with {prefix}.")
        actions.revoke_key(found[0], by=None, now=now())
        click.echo(f"{found[0].prefix} opens nothing any more.")
