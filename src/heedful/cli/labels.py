"""`heedful labels`: read what customers said, now, and not in the background of the server."""

import click

from heedful.cli.opening import opened
from heedful.cli.people import now
from heedful.cli.progress import progress_of_steps


@click.command()
@click.option("--quick", is_flag=True, help="By their words alone; the server reads them in full later.")
def labels(quick: bool) -> None:
    """Label every text that waits, in all workspaces. Cut off at any point, it goes on where it was."""
    with opened("labels"):
        from heedful.interactions import loader, stores
        from heedful.understand.voices import labelling

        store = stores.current()
        loader.load(store, now=now())  # what was heard while nothing was running
        with progress_of_steps() as told:
            done = labelling.label_all(store, now, quick=quick, progress=told)
    click.echo(f"{done.quick:,} texts were read by their words, {done.full:,} in full.")


def label_quietly(store) -> int:
    """The first pass over all that waits, with a bar."""
    from heedful.understand.voices import labelling

    with progress_of_steps() as told:
        return labelling.label_all(store, now, quick=True, progress=told).quick
