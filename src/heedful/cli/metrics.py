"""Measures in the terminal: the same questions and the same rows as over HTTP and on the pages."""

import sys
from typing import Any

import click

from heedful.cli.opening import opened
from heedful.cli.people import chosen_workspace, now

EVERY = ["day", "week", "month", "quarter", "year"]


@click.command()
@click.argument("key", required=False)
@click.option("--method", metavar="METHOD", help="One of the measure's methods; the first is the default.")
@click.option("--by", multiple=True, metavar="DIMENSION", help="Cut by it; repeatable.")
@click.option("--where", multiple=True, metavar="DIMENSION=VALUE", help="Only these rows; repeatable.")
@click.option("--from", "start", metavar="DATE", help="First day, like 2026-01-31.")
@click.option("--to", metavar="DATE", help="Last day, included.")
@click.option("--every", metavar="PERIOD", help=f"A row for each {', '.join(EVERY)}.")
@click.option("--compare-to", metavar="PERIOD", help="previous, year_before or START/END.")
@click.option("--level", metavar="LEVEL", help="Confidence level; 0.95 if not given.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--workspace", "workspace_key", metavar="KEY", help="Not needed while there is one.")
def metrics(key: str | None, form: str, workspace_key: str | None, **asked: Any) -> None:
    """Ask for the measure KEY; without one, list all measures and their methods."""
    if key is None:
        with opened("metrics", shared=True):
            _list()
        return
    with opened("metrics"):
        _answer(key, form, workspace_key, _fields(asked))


def _fields(asked: dict[str, Any]) -> dict[str, list[str]]:
    asked["from"] = asked.pop("start")
    given = {name: value if isinstance(value, tuple) else (value,) for name, value in asked.items() if value}
    return {name: list(values) for name, values in given.items()}


def _answer(key: str, form: str, workspace_key: str | None, fields: dict[str, list[str]]) -> None:
    from heedful.interactions import loader, stores
    from heedful.understand.metrics import forms, tables
    from heedful.understand.metrics.queries import ask

    there = chosen_workspace(workspace_key)
    try:
        question = forms.question(key, fields, workspace=there.key, now=now(), tz=there.time_zone, locations=None)
    except forms.QuestionError as error:
        raise click.UsageError("\n".join(str(problem) for problem in error.problems)) from error
    store = stores.current()
    loader.load(store, now=now())  # what was heard while nothing was running
    answer = ask(question, store=store)
    if form == "table":
        tables.write_table(answer, currency=there.currency)
    else:
        click.echo(tables.as_json(answer) if form == "json" else tables.as_csv(answer).rstrip("\r\n"))
    for warning in answer.warnings:
        click.echo(f"Mind: {warning}", err=True)
    if answer.impossible is not None:
        click.echo(f"Not possible on this data: {answer.impossible}", err=True)
        sys.exit(1)


def _list() -> None:
    from heedful.understand.metrics.catalogue import METRICS

    for metric in METRICS.values():
        click.echo(f"{metric.key}: {metric.name}. {metric.says}")
        for name, method in metric.methods.items():
            click.echo(f"    {name:<18} {method.name}{f' · {method.note}' if method.note else ''}: {method.says}")
