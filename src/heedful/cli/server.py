import secrets
from datetime import UTC, datetime
from pathlib import Path

import click

from heedful.cli.opening import opened
from heedful.cli.progress import progress_of_steps
from heedful.config import environment, respondents

DEMO = {"key": "demo", "name": "Six Clubs", "time_zone": "Europe/Vilnius", "currency": "EUR"}
DEMO_OWNER = "demo@heedful.example"

host_option = click.option(
    "--host", default="127.0.0.1", show_default=True, envvar="HEEDFUL_HOST", help="Address to listen on."
)
port_option = click.option(
    "--port",
    default=8000,
    show_default=True,
    envvar="HEEDFUL_PORT",
    type=click.IntRange(0, 65535),
    help="0 takes any that is free.",
)


@click.command()
@host_option
@port_option
def serve(host: str, port: int) -> None:
    """Run the server: pages, API and the loader, in this one process."""
    with opened("serve", meanwhile=respondents.prepare):
        run(host, port)


@click.command()
@host_option
@port_option
@click.option("--no-serve", is_flag=True, help="Only make the workspace.")
@click.option("--password", envvar="HEEDFUL_PASSWORD", help="Of the demo's owner; a new one each time when left out.")
def demo(host: str, port: int, no_serve: bool, password: str | None) -> None:
    """Make a workspace full of a made-up chain of clubs, and serve it."""
    with opened("demo"):
        password = password or secrets.token_urlsafe(12)
        make_demo(password)
        click.echo(f"Sign in as {DEMO_OWNER} with the password {password}")
        if no_serve:
            click.echo("To look at it: heedful serve")
        else:
            run(host, port)


def run(host: str, port: int) -> None:
    from heedful.config import runtime

    runtime.serve(host=host, port=port, threads=environment.count("HEEDFUL_WEB_THREADS", 8), ready=say_ready)


def say_ready(address: str) -> None:
    from django.conf import settings

    from heedful.people.welcome.actions import offer_welcome
    from heedful.people.workspaces.models import Workspace

    if settings.PUBLIC_URL.startswith("http://localhost:") and not environment.says_url():
        settings.PUBLIC_URL = address.rstrip("/")  # on this machine, at the port that was taken
    click.echo(f"Heedful listens at {address} (stop with Ctrl+C)")
    if token := offer_welcome(Path(settings.HOME)):
        click.echo(f"Nobody is here yet. Become the first owner, once, at {address}people/welcome/{token}/")
    elif not Workspace.objects.exists():
        click.echo("There is no workspace yet. In another window: heedful workspace create NAME --owner EMAIL")


def make_demo(password: str) -> None:
    """The workspace with its owner and its two years of data; what is there already stays."""
    from django.contrib.auth.models import User

    from heedful.cli.labels import label_quietly
    from heedful.interactions import loader, stores
    from heedful.listen.demo.actions import build
    from heedful.listen.demo.furnishing import furnish_at_last
    from heedful.listen.demo.surveys import furnish_surveys
    from heedful.people.members.actions import set_password
    from heedful.people.workspaces.actions import create_workspace
    from heedful.people.workspaces.models import Workspace
    from heedful.understand.setup.made_up import set_up_demo

    now = datetime.now(UTC)
    workspace = Workspace.objects.filter(key=DEMO["key"]).first()
    if workspace is None:
        workspace = create_workspace(owner=DEMO_OWNER, password=password, now=now, **DEMO)
        set_up_demo(workspace)
    elif owner := User.objects.filter(username=DEMO_OWNER).first():
        set_password(owner, password, now=now)
    if is_empty(workspace.key):
        with progress_of_steps() as told:
            built = build(workspace, now=now, progress=told)
        click.echo(f"{built.interactions:,} interactions of {built.customers:,} made-up customers are in the log.")
    furnish_surveys(workspace, now=now)
    loader.load(stores.current(), now=now)
    furnish_at_last(workspace)
    loader.load(stores.current(), now=now)
    label_quietly(stores.current())  # so that the voices are full at once; in full by and by, in the background


def is_empty(workspace: str) -> bool:
    from heedful.interactions import stores
    from heedful.interactions.models import SpoolEntry

    return not stores.current().version(workspace) and not SpoolEntry.objects.filter(workspace=workspace).exists()
