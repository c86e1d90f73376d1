"""`heedful …`: thin; what a command does lives in a room.

Exit codes: 0 done, 1 done with rejects or not possible, 2 wrong use.
"""

import os
import sys

import click

from heedful.cli import data, imports, labels, metrics, people, post, server, setting
from heedful.config import environment, home
from heedful.config.home import HomeError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="heedful", prog_name="heedful")
def cli() -> None:
    """Listen to customers, understand them, act, and see what changed."""


for command in (
    server.serve,
    server.demo,
    data.backup,
    data.restore,
    data.erase,
    data.doctor,
    imports.import_,
    labels.labels,
    metrics.metrics,
    setting.standard,
    people.workspace,
    people.member,
    people.key,
    post.outbox,
):
    cli.add_command(command)


def main() -> None:
    """Run one command. What a person can put right is one clear line, never a traceback."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "heedful.config.settings"
    os.umask(0o077)  # what is kept here is people's: for the install's owner alone
    try:
        cli()
    except (HomeError, ValueError, OSError) as error:
        if debugging():
            raise
        refuse(str(error))
    except Exception as error:
        if debugging():
            raise
        from heedful.interactions.store import StoreFailed, StoreRefused

        if isinstance(error, (StoreFailed, StoreRefused)):
            refuse(str(error))
        refuse(f"{type(error).__name__}: {error} (HEEDFUL_LOG_LEVEL=DEBUG shows where.)")


def debugging() -> bool:
    return os.environ.get("HEEDFUL_LOG_LEVEL", "").upper() == "DEBUG"


def refuse(why: str) -> None:
    """What could not be done, and why; a full disk shows itself in many words, so it is looked at."""
    if home.is_full(folder := environment.home()):
        why += (
            f" The disk of HEEDFUL_HOME {folder} is full: make room, then do it again. What was heard is still there."
        )
    click.echo(f"heedful: {why}", err=True)
    sys.exit(1)
