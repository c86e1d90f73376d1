"""`heedful …`: thin; what a command does lives in a room. Exit codes: 0 done, 1 not possible, 2 wrong use."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
import django

from heedful.config import environment, home


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="heedful", prog_name="heedful")
def cli() -> None:
    """Listen to customers, understand them, act, and see what changed."""


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "heedful.config.settings"
    try:
        cli()
    except home.HomeError as error:
        refuse(str(error))
    except (ValueError, OSError) as error:
        if os.environ.get("HEEDFUL_LOG_LEVEL", "").upper() == "DEBUG":
            raise
        refuse(f"{error} (HEEDFUL_LOG_LEVEL=DEBUG shows where.)")


def refuse(why: str) -> None:
    """One clear line, and no traceback."""
    click.echo(f"heedful: {why}", err=True)
    sys.exit(1)


def set_up() -> Path:
    """Make the home usable and start Django on it."""
    folder = environment.home()
    home.prepare(folder)
    django.setup()
    return folder


@contextmanager
def opened(by: str, *, shared: bool = False) -> Iterator[Path]:
    """The home, upgraded, held by this command alone. `shared`: it may run beside a server (it needs no log)."""
    folder = set_up()
    from heedful.config import upgrade

    with ExitStack() as stack:
        try:
            stack.enter_context(home.held(folder, by=by))
        except home.HomeInUseError:
            if not shared or upgrade.pending():
                raise
        else:
            upgrade.upgrade()
        yield folder


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HEEDFUL_HOST", help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="HEEDFUL_PORT", type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Run the server: pages, API and the loader, in this one process."""
    folder = set_up()
    from heedful.config import runtime

    runtime.serve(folder, host=host, port=port, threads=environment.count("HEEDFUL_THREADS", 8), ready=_say_ready)


def _say_ready(address: str) -> None:
    from heedful.people.workspaces.models import Workspace

    click.echo(f"Heedful listens at {address} (stop with Ctrl+C)")
    if not Workspace.objects.exists():
        click.echo("There is no workspace yet. Stop, then: heedful workspace create NAME --owner EMAIL")
