"""Everything a person can name has a heading in the reference: measures, settings, commands, endpoints, keys."""

import ast
import re
from pathlib import Path

import click
import msgspec
import pytest

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
SETTING = re.compile(r"HEEDFUL_[A-Z_]+|INTERACTIONS_URL|DATABASE_URL")
ONLY_FOR_TESTS = {"HEEDFUL_DATA", "HEEDFUL_FULL", "HEEDFUL_OFTEN"}


def headings() -> list[str]:
    text = "\n".join(page.read_text(encoding="utf-8") for page in sorted(REFERENCE.rglob("*.md")))
    return re.findall(r"^#+ +(.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)


def without_heading(names) -> list[str]:
    said = headings()
    return sorted(
        name for name in names if not any(re.search(rf"(?<![\w/-]){re.escape(name)}(?![\w-])", h) for h in said)
    )


def settings_read() -> set[str]:
    """Every environment variable of ours that stands as a text in the code."""
    constants = (
        node.value
        for path in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {value for value in constants if SETTING.fullmatch(value)} - ONLY_FOR_TESTS


def commands(group: click.Group, prefix: str = "heedful") -> list[str]:
    found = []
    for name, command in group.commands.items():
        named = f"{prefix} {name}"
        found += commands(command, named) if isinstance(command, click.Group) else [named]
    return found


def keys(struct: type[msgspec.Struct], seen: set[type] | None = None) -> set[str]:
    """The keys of a mapping file, all the way down."""
    seen = set() if seen is None else seen
    if struct in seen:
        return set()
    seen.add(struct)
    fields = msgspec.inspect.type_info(struct).fields
    return {f.encode_name for f in fields} | {
        key for f in fields for inner in structs(f.type) for key in keys(inner, seen)
    }


def structs(kind: msgspec.inspect.Type) -> list[type[msgspec.Struct]]:
    if isinstance(kind, msgspec.inspect.StructType):
        return [kind.cls]
    parts = [getattr(kind, name, None) for name in ("item_type", "value_type")] + list(getattr(kind, "types", ()))
    return [struct for part in parts if part is not None for struct in structs(part)]


def test_every_measure_has_a_heading():
    from heedful.understand.metrics.catalogue import METRICS

    assert {"nps", "csat", "ces", "retention", "churn", "clv"} <= set(METRICS)
    assert without_heading(METRICS) == []


def test_every_setting_has_a_heading():
    assert {"HEEDFUL_HOME", "INTERACTIONS_URL"} <= settings_read()
    assert without_heading(settings_read()) == []


def test_every_command_has_a_heading():
    from heedful.cli import cli

    assert {"heedful serve", "heedful demo", "heedful import", "heedful metrics"} <= set(commands(cli))
    assert without_heading(commands(cli)) == []


def test_every_endpoint_has_a_heading():
    from heedful.api.urls import api

    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    endpoints = [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]

    assert "GET /api/v1/metrics/{key}" in endpoints
    assert without_heading(endpoints) == []


def test_every_mapping_key_is_explained():
    from heedful.listen.imports.mapping import Mapping

    text = (REFERENCE / "mappings.md").read_text(encoding="utf-8")

    assert {"source", "interactions", "occurred_at", "blank"} <= keys(Mapping)
    assert [key for key in sorted(keys(Mapping)) if f"`{key}" not in text and f"{key} =" not in text] == []


@pytest.mark.parametrize("name", ["a_measure_nobody_declared", "HEEDFUL_NOWHERE", "heedful fly"])
def test_what_has_no_heading_is_found(name):
    assert without_heading([name]) == [name]
