"""A file nobody described: what it seems to hold, what must be asked, and a draft to start from."""

import pytest

from heedful.listen.imports.guessing import guess
from heedful.listen.imports.mapping import FileOptions
from heedful.listen.imports.mapping_file import parse_mapping
from heedful.listen.imports.previews import preview
from tests.listen.imports.conftest import ANSWERS, NOW

ROWS = "".join(f"{day:02}/03/2024,p{day}@example.org,{day % 11},Nord,why {day}\n" for day in range(1, 29))
FILE = "Date,Email,NPS score,Club,Comment\n" + ROWS


def test_the_kinds_of_columns_are_seen(written):
    seen = guess(written(FILE)).columns

    assert {name: column.kind for name, column in seen.items()} == {
        "Date": "date",
        "Email": "email",
        "NPS score": "score",
        "Club": "choice",
        "Comment": "text",
    }


def test_only_the_zone_is_left_to_ask_where_the_dates_prove_themselves(written):
    found = guess(written(FILE))

    assert found.conventions.dates == ("day-first",)
    assert [question.topic for question in found.ambiguities] == ["time_zone"]


def test_the_draft_works_once_the_question_is_answered(written):
    path = written(FILE)

    draft = guess(path, FileOptions(time_zone="Europe/Vilnius")).mapping.replace(
        "[file]", '[file]\ntime_zone = "Europe/Vilnius"'
    )
    first = preview(path, parse_mapping(draft), rows=1, now=NOW)[0].interactions[0]

    assert (first["name"], first["scale"], first["alias"], first["value"], first["text"], first["location"]) == (
        "nps", "nps:0-10", "p1@example.org", 1.0, "why 1", "Nord",
    )  # fmt: skip


def test_dates_that_could_be_either_stay_a_question_in_the_draft(written):
    found = guess(written("Date,Email,Score\n01/02/2024,a@example.org,5\n"))

    assert "dates" in [question.topic for question in found.ambiguities]
    assert '# dates = "day-first"   the file does not tell' in found.mapping


def test_words_for_nothing_are_offered_as_blanks(written):
    assert 'blank = ["NA"]' in guess(written("Date,Score\n2024-01-05,5\n2024-01-06,NA\n")).mapping


@pytest.mark.parametrize("content", ["Item,Total\na,1.5\nb,2\n", "x\n1\n2\n", "Order,Email,Total\n1,a@b.lt,5\n"])
def test_every_draft_is_toml_that_only_lacks_what_it_says_it_lacks(written, content):
    draft = guess(written(content)).mapping

    assert parse_mapping(draft.replace("# occurred_at", "occurred_at").replace("   no column", "  # no column"))


def test_the_preview_shows_cells_and_their_faults_side_by_side(written):
    path = written(
        "date,who,score,comment\n2026-03-01,ana,9,ok\n2026-02-30,ben,11,\n2026-03-01,cid\n2026-03-01,dan,1,x\n"
    )

    rows = preview(path, parse_mapping(ANSWERS), rows=3, now=NOW)

    assert [row.row for row in rows] == [2, 3, 4]
    assert rows[0].interactions[0]["value"] == 9.0
    assert {name: fault.reason for name, fault in rows[1].faults.items()} == {
        "date": "there is no such day or hour",
        "score": "the score is off the scale 0 to 10",
    }
    assert rows[2].faults[""].reason == "the row has 2 cells, the header 4"
