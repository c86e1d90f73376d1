"""What the log cannot tell a measure: working hours, margin, and what each touchpoint promises."""

from typing import Any

import click

from heedful.cli.opening import opened
from heedful.cli.people import chosen_workspace, workspace


@workspace.command("set")
@click.option("--workspace", "key", metavar="KEY", help="Not needed while there is one.")
@click.option("--working-hours", metavar="HOURS", help='Like "Mon-Fri 8:00-12:00, 13:30-18:00; Sat 10:00-14:00".')
@click.option("--holidays-country", metavar="CODE", help="Its public holidays are no working days: LT, UA, GB …")
@click.option("--holidays-subdivision", metavar="CODE", help="The state or province whose holidays count, too.")
@click.option("--margin", type=float, help="Share of revenue that is left, 0 to 1.")
@click.option("--relationship-years", type=float, help="How long a customer stays, for the rough CLV.")
@click.option("--yearly-discount", type=float, help="What next year's money is worth less, 0 to 1.")
@click.option("--silence-percentile", type=float, help="Gaps between purchases beyond which silence begins, 0 to 1.")
@click.option("--opening-event", metavar="NAME", help="The event that begins a contract.")
@click.option("--closing-event", metavar="NAME", help="The event that ends one.")
def set_up(key: str | None, **told: Any) -> None:
    """Tell the measures what the log cannot."""
    given = {name: value for name, value in told.items() if value is not None}
    if not given:
        raise click.UsageError("Nothing to set: see --help.")
    with opened("workspace set", shared=True):
        from heedful.understand.metrics.actions import set_up_measures

        there = chosen_workspace(key)
        set_up_measures(there, given)
        said = ", ".join(f"{name} {value}" for name, value in given.items()).replace("_", " ")
        click.echo(f"{there.key}: {said}.")


@click.command()
@click.argument("touchpoint")
@click.argument("metric")
@click.option("--method", metavar="METHOD", help="One of the measure's methods; the first is the default.")
@click.option("--at-least", type=float)
@click.option("--at-most", type=float)
@click.option("--workspace", "key", metavar="KEY", help="Not needed while there is one.")
def standard(touchpoint: str, metric: str, key: str | None, **promised: Any) -> None:
    """Promise that METRIC at TOUCHPOINT stays within a bound (shares as 0 to 1)."""
    with opened("standard", shared=True):
        from heedful.understand.goals.actions import promise_standard

        made = promise_standard(chosen_workspace(key), touchpoint, metric=metric, **promised)
        bounds = [("at least", made.at_least), ("at most", made.at_most)]
        said = " and ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)
        click.echo(f"{made.touchpoint}: {made.metric} ({made.method}) {said}.")
