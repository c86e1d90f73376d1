"""Keeping the install: backup, restore, doctor, erase."""

from datetime import UTC, datetime
from pathlib import Path

import click

from heedful.cli.opening import opened, start_django
from heedful.cli.people import chosen_workspace
from heedful.cli.progress import progress_of_bytes
from heedful.config import environment, home

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Save the whole install in one FILE (name it ….tar.gz). It holds the secret key: keep it as safe."""
    with opened("backup") as folder, progress_of_bytes("Backing up") as progress:
        from django.conf import settings

        from heedful.config import backup as backups

        is_kept_here = f"duckdb://{folder / home.INTERACTIONS}" == settings.INTERACTIONS_URL
        if is_kept_here:
            reopen_log()
        manifest = backups.back_up(folder, file.absolute(), now=datetime.now(UTC), progress=progress)
        if not is_kept_here:
            click.echo("The interaction log is kept elsewhere (INTERACTIONS_URL): back it up there.", err=True)
    click.echo(f"{file}: {backups.megabytes(file.stat().st_size)}, {', '.join(manifest['files'])}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Throw away the install that is there.")
def restore(file: Path, replace: bool) -> None:
    """Put the backup FILE in HEEDFUL_HOME's place, after checking every byte of it."""
    from heedful.config import restore as restoring

    folder = environment.home()
    home.make_folder(folder)
    with home.held(folder, by="restore"), progress_of_bytes("Restoring") as progress:
        manifest = restoring.restore(folder, file.absolute(), replace=replace, progress=progress)
    click.echo(f"{folder} is as it was at {manifest['made_at']} (Heedful {manifest['heedful']}).")


@click.command()
def doctor() -> None:
    """Examine the install and say what to do about what is wrong."""
    folder = environment.home()
    start_django(folder)
    from heedful.config import doctor as doctors

    findings = list(doctors.examine(folder, now=datetime.now(UTC)))
    for finding in findings:
        click.echo(f"{'ok   ' if finding.is_well else 'WRONG'}  {finding.about}: {finding.says}")
        if finding.remedy:
            click.echo(f"       → {finding.remedy}")
    raise SystemExit(0 if all(finding.is_well for finding in findings) else 1)


@click.command()
@click.argument("customer")
@click.option("--workspace", "key", metavar="KEY", help="Not needed while there is one.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(customer: str, key: str | None, yes: bool) -> None:
    """Remove every trace of CUSTOMER (their key, e-mail address or phone number), for good."""
    with opened("erase"):
        from heedful.people.customers.actions import erase_customer

        workspace = chosen_workspace(key)
        if not yes:
            click.confirm(f"Remove every trace of {customer} from {workspace.name}, for good?", abort=True)
        now = datetime.now(UTC)
        report = erase_customer(workspace, customer, by=None, now=now)
        reopen_log()
        if not report.anything:
            raise click.ClickException(f"Nothing is known of {customer} in {workspace.name}.")
        for what, count in report.removed.items():
            click.echo(f"{what}: {count:,}")
        click.echo(f"lines of imports' rejects files: {report.lines:,}")
        click.echo("Backups made before still hold them: delete those too.", err=True)


def reopen_log() -> None:
    """The log's file is written anew when it is opened after an erasure: what was erased is then in no byte of it."""
    from heedful.interactions import stores

    stores.close_current()
    stores.current()
    stores.close_current()
