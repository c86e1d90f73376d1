# ruff: noqa: F811 -- fixtures are asked for by their names
"""Doors to a survey, for programs: one for each place, its code and its poster, when a widget asks."""

import re
import zlib
from xml.etree import ElementTree

import pytest

from heedful.listen.channels.models import Link
from tests.api.test_interactions import is_problem
from tests.api.test_surveys import DOCUMENT, Program, program, pulse  # noqa: F401 - fixtures


def made(program, kind="link", **more):
    return program.told("post", "surveys/pulse/links", {"name": "Door", "kind": kind} | more, status=201)["code"]


def sheets_of(pdf):
    """How many pages there are, of which the file tells in packed parts."""
    packed = re.findall(rb"/Type /ObjStm.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    told = pdf + b"".join(zlib.decompress(part) for part in packed)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", told))


def test_each_place_gets_a_link_once(program, pulse):
    first = program.told("post", "surveys/pulse/links/places", {"name": "Counter"}, status=201)
    again = program.told("post", "surveys/pulse/links/places", {"name": "Counter"}, status=201)

    assert [(each["kind"], each["name"], each["location"]) for each in first] == [
        ("qr", "Counter: Nord", "nord"), ("qr", "Counter: Sud", "sud"),
    ]  # fmt: skip
    assert again == first and Link.objects.count() == 2
    program.told("post", f"links/{first[0]['code']}/close")
    third = program.told("post", "surveys/pulse/links/places", {"name": "Counter"}, status=201)
    assert third[0]["code"] != first[0]["code"] and third[1] == first[1]  # a closed one does not stand for its place
    named = program.told("post", "surveys/pulse/links/places", {"kind": "kiosk"}, status=201)
    assert named[0]["name"] == "Kiosk: Nord"


def test_without_places_there_is_nothing_to_make(client, charlie, store):
    program = Program(client, charlie.workspace)
    program.told("post", "surveys", {"name": "Pulse", "document": DOCUMENT}, status=201)
    is_problem(program("post", "surveys/pulse/links/places", {}), 409)
    is_problem(program("post", "surveys/pulse/links/places", {"kind": "app"}), 422)
    is_problem(program("post", "surveys/pulse/links/places", {"each": True}), 422)
    assert not Link.objects.exists()


def test_a_link_says_how_to_use_it(program, pulse):
    plain, widget, kiosk = (program.told("get", f"links/{made(program, kind)}") for kind in ("link", "web", "kiosk"))

    assert (plain["script"], plain["settings"], plain["rejected"]) == (None, {}, 0)
    assert widget["script"].endswith(f"/s/{widget['code']}/widget.js") and widget["settings"]["placement"] == "corner"
    assert set(kiosk["settings"]) == {"thanks_seconds", "idle_seconds"}
    is_problem(program("get", "links/nothing"), 404)


def test_a_code_is_a_drawing(program, pulse):
    code = made(program)

    answer = program("get", f"links/{code}/qr")

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    drawing = ElementTree.fromstring(answer.content)
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg" and f"/s/{code}/" in drawing.attrib["aria-label"]


def test_posters_are_files_one_place_a_sheet(program, pulse):
    is_problem(program("get", "surveys/pulse/posters"), 409)  # none is hung up yet
    code = program.told("post", "surveys/pulse/links/places", {}, status=201)[0]["code"]

    one, all_ = program("get", f"links/{code}/poster?language=lt"), program("get", "surveys/pulse/posters")

    for answer, pages in ((one, 1), (all_, 2)):
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert (answer.content[:4], sheets_of(answer.content)) == (b"%PDF", pages)
    problem = is_problem(program("get", "surveys/pulse/posters?language=de"), 422)
    assert problem["errors"] == [{"field": "language", "reason": "one of en, lt"}]
    is_problem(program("get", f"links/{code}/poster?lang=lt"), 422)


def test_many_words_still_fit_on_a_sheet(program):
    words = {"title": {"en": "How was your visit to our newly opened club beside the old harbour?"}}
    words |= {"intro": {"en": "Three questions, half a minute. We read every answer, and tell you what came of it."}}
    program.told("post", "surveys", {"name": "Pulse", "document": DOCUMENT | {"languages": ["en"]} | words}, status=201)
    program.told("post", "surveys/pulse/publish")
    assert sheets_of(program("get", f"links/{made(program, 'qr', location='nord')}/poster").content) == 1


def test_of_a_survey_that_is_not_out_there_is_no_poster(program):
    program.told("post", "surveys", {"name": "Pulse", "document": DOCUMENT}, status=201)
    is_problem(program("get", f"links/{made(program, 'qr')}/poster"), 409)


def test_a_widget_is_told_when_to_ask_and_what_is_left_out_stays(program, pulse):
    code = made(program, "web")
    one = f"links/{code}/settings"
    program.told("patch", one, {"pages": ["/shop/*", "/cart"], "origins": ["https://Shop.example/"], "sample": 20})
    told = program.told("patch", one, {"seconds": None, "scroll": 60, "modal": True})["settings"]

    assert (told["pages"], told["sample"], told["seconds"], told["scroll"], told["modal"]) == (
        ["/shop/*", "/cart"], 20, None, 60, True,
    )  # fmt: skip
    assert told["origins"] == ["https://shop.example"]
    assert Link.objects.get().settings["scroll"] == 60
    assert program.told("patch", f"links/{made(program, 'kiosk')}/settings", {"idle_seconds": 45})["settings"] == {
        "thanks_seconds": 8, "idle_seconds": 45,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("web", {"sample": 0}, "sample"),
        ("web", {"pages": ["shop"]}, "pages"),
        ("web", {"origins": ["shop"]}, "origins"),
        ("web", {"seconds": None}, "seconds"),
        ("web", {"placement": None}, "placement"),
        ("web", {"placement": "top"}, "placement"),
        ("web", {"idle_seconds": 60}, "idle_seconds"),
        ("kiosk", {"idle_seconds": 1}, "idle_seconds"),
        ("kiosk", {"colour": "red"}, "colour"),
    ],
)
def test_a_setting_that_cannot_be_is_named(program, pulse, kind, given, field):
    code = made(program, kind)

    problem = is_problem(program("patch", f"links/{code}/settings", given), 422)

    assert [each["field"] for each in problem["errors"]] == [field] and problem["errors"][0]["reason"]
    assert Link.objects.get().settings == {}


def test_an_open_link_has_no_settings(program, pulse):
    is_problem(program("patch", f"links/{made(program)}/settings", {"sample": 5}), 409)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "links/{code}", None),
        ("get", "links/{code}/qr", None),
        ("get", "links/{code}/poster", None),
        ("get", "surveys/pulse/posters", None),
        ("post", "surveys/pulse/links/places", {}),
        ("patch", "links/{code}/settings", {"sample": 5}),
    ],
)
def test_charlies_key_finds_nothing_and_a_reading_one_changes_nothing(
    client, workspace, program, pulse, charlie, method, path, body
):
    path = path.format(code=made(program, "qr"))

    is_problem(Program(client, charlie.workspace)(method, path, body), 404)
    reading = Program(client, workspace, "read")(method, path, body)

    assert reading.status_code == (200 if method == "get" else 403), reading.content
    assert Link.objects.get().settings == {}
