"""A program reads what customers said, corrects what was read off it and takes it away as a file."""

import pytest

from heedful.understand.models import Correction
from tests.api.test_surveys import Program
from tests.factories import make_workspace
from tests.understand.themes.conftest import said, texts  # noqa: F401 -- a fixture

COLD = {"showers": -0.8}


@pytest.fixture
def program(client, workspace, store):
    program = Program(client, workspace)
    program.told("post", "themes", {"names": {"en": "Showers"}, "keywords": {"en": ["shower"]}}, status=201)
    return program


def test_texts_are_turned_page_by_page_and_filtered(program, said):  # noqa: F811
    said([*texts(3, themes=COLD, location="nord", sentiment=-0.8), *texts(2, "Kind staff", location="sud")])

    first = program.told("get", "voices?limit=2")
    second = program.told("get", f"voices?limit=2&after={first['next']}")
    third = program.told("get", f"voices?limit=2&after={second['next']}")

    ids = [each["id"] for page in (first, second, third) for each in page["items"]]
    assert (ids, third["next"]) == (["t5", "t4", "t3", "t2", "t1"], None)
    assert [each["id"] for each in program.told("get", "voices?theme=showers")["items"]] == ["t3", "t2", "t1"]
    assert [each["id"] for each in program.told("get", "voices?location=sud")["items"]] == ["t5", "t4"]
    assert program.told("get", "voices?feeling=negative")["items"][0]["themes"][0]["theme"] == "showers"


@pytest.mark.parametrize(
    "query", ["after=x", "after=WzFd", "place=sud", "feeling=grim", "from=2026-04-02&to=2026-04-01", "q=%21%3F"]
)
def test_what_cannot_be_meant_is_refused(program, query):
    assert program("get", f"voices?{query}").status_code == 422


def test_insults_are_left_out_unless_asked_for(program, said):  # noqa: F811
    said([*texts(1), *texts(1, "You idiots", harsh=True)])

    assert [each["id"] for each in program.told("get", "voices")["items"]] == ["t1"]
    assert [each["id"] for each in program.told("get", "voices?harsh=only")["items"]] == ["t2"]
    assert len(program.told("get", "voices?harsh=all")["items"]) == 2


def test_a_correction_counts_at_once_and_stands_under_the_programs_name(program, said):  # noqa: F811
    said(texts(1, "The showers are cold again", sentiment=0.5))

    told = program.told("post", "voices/corrections/t1", {"feeling": "negative", "themes": ["showers"]})

    assert (told["feeling"], told["corrected"]) == ("negative", ["feeling", "themes"])
    assert [hit["theme"] for hit in told["themes"]] == ["showers"]
    assert all(each.by is None and "till" in each.by_name for each in Correction.objects.all())
    assert program("post", "voices/corrections/t1", {"themes": ["nowhere"]}).status_code == 422
    assert program("post", "voices/corrections/t9", {"feeling": "negative"}).status_code == 404


def test_an_id_may_hold_anything(program, said):  # noqa: F811
    said(texts(1, id="a/b:c d"))

    assert program.told("get", "voices/texts/a/b:c%20d")["id"] == "a/b:c d"


def test_a_file_has_all_of_them(program, said):  # noqa: F811
    said(texts(3, themes=COLD))

    answer = program("get", "voices/export?format=json&theme=showers")

    assert b"".join(answer.streaming_content).count(b'"id"') == 3
    assert "attachment" in answer["Content-Disposition"]


def test_another_company_and_a_key_that_only_reads(client, workspace, program, said):  # noqa: F811
    said(texts(1))

    assert Program(client, make_workspace("bakery"))("get", "voices/texts/t1").status_code == 404
    assert Program(client, workspace, "read")("post", "voices/corrections/t1", {"harsh": True}).status_code == 403
