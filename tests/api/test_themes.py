"""A program names, merges, splits and teaches themes, and reads how large they are: its own workspace's only."""

import pytest

from heedful.people.workspaces.models import Workspace
from heedful.text.themes.taxonomy import packs
from heedful.understand.models import FoundTheme, ThemeExample
from heedful.understand.themes.queries import taxonomy_of
from tests.api.conftest import NOW
from tests.api.test_surveys import Program
from tests.factories import make_workspace
from tests.understand.themes.conftest import said, texts  # noqa: F401 -- a fixture

COLD = {"showers": -0.8}


@pytest.fixture
def program(client, workspace, store):
    return Program(client, workspace)


@pytest.fixture
def showers(program):
    given = {"names": {"en": "Showers"}, "keywords": {"en": ["shower", "hot water"]}}
    return program.told("post", "themes", given, status=201)


def test_a_trade_is_taken_once(program, workspace):
    trade = program.told("get", "theme-trades")[0]
    assert trade["key"] == packs()[0].key

    taken = program.told("post", "theme-trades", {"trade": trade["key"]})
    again = program.told("post", "theme-trades", {"trade": trade["key"]})

    assert [each["key"] for each in taken] == [each["key"] for each in again] == trade["themes"]
    assert program("post", "theme-trades", {"trade": "alchemy"}).status_code == 422


def test_from_a_new_theme_to_two_of_it_and_back(program, workspace, showers):
    assert (showers["key"], showers["parent"], showers["archived_at"]) == ("showers", None, None)
    changed = program.told("patch", "themes/showers", {"descriptions": {"en": "Water, warm or not"}})
    assert (changed["names"], changed["descriptions"]["en"]) == ({"en": "Showers"}, "Water, warm or not")

    given = {"names": {"en": "Heat"}, "keywords": {"en": ["hot water"]}}
    half = program.told("post", "themes/showers/split", given, status=201)
    assert half["keywords"] == {"en": ["hot water"]}
    assert program.told("post", "themes/heat/merge", {"into": "showers"})["key"] == "showers"
    assert program.told("get", "themes/heat")["merged_into"] == "showers"
    assert program.told("post", "themes/heat/separate")["merged_into"] is None

    program.told("delete", "themes/heat", status=204)
    assert [theme.key for theme in taxonomy_of(workspace).themes] == ["showers"]
    assert program.told("post", "themes/heat/restore")["archived_at"] is None


def test_what_cannot_be_is_said(program, showers):
    assert program("post", "themes", {"names": {}}).status_code == 422
    assert program("post", "themes", {"names": {"de": "Duschen"}}).status_code == 422
    assert program("post", "themes/showers/merge", {"into": "showers"}).status_code == 409
    assert program("post", "themes/showers/separate").status_code == 409
    assert program("get", "themes/nowhere").status_code == 404


def test_sizes_carry_n_and_interval(program, showers, said):  # noqa: F811
    said([*texts(10, themes=COLD, location="nord"), *texts(10, location="sud")])

    told = program.told("get", "themes/sizes?from=2026-03-01&to=2026-04-30")
    at_sud = program.told("get", "themes/sizes?location=sud")

    (size,) = told["themes"]
    assert (told["texts"], size["theme"], size["texts"], size["share"]["value"]) == (20, "showers", 10, 0.5)
    assert size["share"]["low"] < 0.5 < size["share"]["high"]
    assert at_sud["themes"][0]["share"]["value"] == 0
    assert program("get", "themes/sizes?from=2026-04-02&to=2026-04-01").status_code == 422
    assert program("get", "themes/sizes?place=sud").status_code == 422


def test_a_trend_has_a_step_for_each_month_in_which_something_was_said(program, showers, said):  # noqa: F811
    said(texts(4, themes=COLD))

    (step,) = program.told("get", "themes/showers/trend?from=2026-01-01&to=2026-04-30")["steps"]

    assert (step["start"], step["texts"], step["theme_texts"]) == ("2026-04-01", 4, 4)
    assert program("get", "themes/showers/trend?every=day&from=1971-01-01&to=2026-01-01").status_code == 422
    assert program("get", "themes/nowhere/trend").status_code == 404


def test_a_text_teaches_a_theme(program, showers, said):  # noqa: F811
    said(texts(1))

    program.told("post", "themes/showers/examples", {"text": "t1", "belongs": True}, status=204)

    assert ThemeExample.objects.get().belongs
    assert program("post", "themes/showers/examples", {"text": "t9", "belongs": True}).status_code == 404


def test_a_found_theme_gets_a_name(program, workspace):
    phrases = [{"text": "long queue", "language": "en"}]
    seen = {"centroid": b"", "first_seen": NOW, "last_seen": NOW}
    FoundTheme.objects.create(workspace=workspace, key="q", names={"en": "long queue"}, phrases=phrases, **seen)

    assert program.told("get", "themes/found")[0]["phrases"] == phrases
    named = program.told("post", "themes/found/q/name", {}, status=201)
    assert (named["names"], named["keywords"]) == ({"en": "long queue"}, {"en": ["long queue"]})
    assert program.told("get", "themes/found")[0]["named"] == named["key"]


def test_a_key_that_only_reads_changes_nothing_and_another_company_finds_nothing(client, workspace, showers):
    reader = Program(client, workspace, "read")
    stranger: Workspace = make_workspace("bakery")

    assert reader("delete", "themes/showers").status_code == 403
    assert reader("get", "themes/showers").status_code == 200
    assert Program(client, stranger)("get", "themes/showers").status_code == 404
    assert Program(client, stranger).told("get", "themes") == []
