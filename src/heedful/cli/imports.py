"""`heedful import`: a file into the log."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from heedful.cli.opening import opened
from heedful.cli.people import chosen_workspace
from heedful.cli.progress import progress_of_bytes

PATH = click.Path(dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("file", type=PATH)
@click.option("--mapping", "mapping_file", type=PATH, metavar="FILE.toml", help="What each column means.")
@click.option(
    "--preset", metavar="NAME", help="A mapping that comes with Heedful: shopify-orders, delighted-responses."
)
@click.option("--saved", metavar="NAME", help="A mapping that was kept with --save-as.")
@click.option("--save-as", metavar="NAME", help="Keep the mapping file in the workspace under this name.")
@click.option("--workspace", "key", metavar="KEY", help="Not needed while there is one.")
@click.option("--dry-run", is_flag=True, help="Say what would be heard, and change nothing.")
@click.option("--time-zone", metavar="ZONE", help="On which clocks times without a zone were written: Europe/Vilnius.")
def import_(file: Path, key: str | None, dry_run: bool, time_zone: str | None, **named: Any) -> None:
    """Take FILE (CSV, XLSX, JSON Lines, Parquet; also .gz and .zst) into the interaction log.

    The same file twice adds nothing; a run that was cut off is simply begun again. Rows with a mistake are left out
    and written to a file with their row number and the reason. Exit code 1: there were such rows.
    """
    if sum(named[way] is not None for way in ("mapping_file", "preset", "saved")) != 1:
        raise click.UsageError("Say what the columns mean: --mapping FILE.toml, --preset NAME or --saved NAME (one).")
    if named["save_as"] and not named["mapping_file"]:
        raise click.UsageError("--save-as keeps a mapping file: give --mapping FILE.toml with it.")
    os.environ.setdefault("HEEDFUL_MEMORY", "160MB")  # of the log, while a file goes in: the same whatever its length
    with opened("import") as home:
        from heedful.listen.imports.refusals import Refused

        workspace = chosen_workspace(key)
        try:
            mapping = _mapping(workspace, **named)
            totals = _import(file, mapping, home, None if dry_run else workspace, time_zone)
        except Refused as refused:
            raise click.ClickException(f"nothing was imported.\n{refused}") from None
    raise SystemExit(1 if totals.rejected else 0)


def _mapping(workspace, *, mapping_file, preset, saved, save_as):
    from heedful.listen.imports import mapping_file as files
    from heedful.listen.imports import presets
    from heedful.listen.imports.saved import save_mapping, saved_mapping

    if saved:
        return saved_mapping(workspace, saved)
    if preset:
        if preset not in presets.preset_names():
            raise click.UsageError(f"There is no preset {preset!r}. There are: {', '.join(presets.preset_names())}.")
        return presets.preset(preset)
    mapping = files.read_mapping(mapping_file)
    if save_as:
        save_mapping(workspace, save_as, text=mapping_file.read_text(encoding="utf-8"))
        click.echo(f"The mapping is kept: next time, --saved {save_as}")
    return mapping


def _import(file, mapping, home, workspace, time_zone):
    from heedful.interactions import stores
    from heedful.listen.imports import actions, reports

    prepared = actions.prepare(file, mapping, time_zone=time_zone)
    _say(reports.seen(prepared))
    given = {"now": datetime.now(UTC)}
    with progress_of_bytes(f"Reading {file.name}") as progress:
        if workspace is None:
            totals = actions.try_out(prepared, progress=progress, **given)
        else:
            run = actions.begin_import(prepared, workspace, **given)
            totals = actions.take_in(prepared, run, store=stores.current(), home=home, progress=progress, **given)
    _say(reports.found(totals))
    for warning in reports.warnings(totals):
        click.echo(f"  ! {warning}", err=True)
    return totals


def _say(lines) -> None:
    for name, value in lines:
        click.echo(f"{name:<26} {value}")
