"""A mistake costs its own row, never the file: each is told with row, column, value, reason and remedy."""

import csv

import pytest

from heedful.listen.imports.rejects import formula_safe
from tests.listen.imports.conftest import ANSWERS

HEADER = "date,who,score,comment\n"


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        ("2026-02-30,ana,9,", "date", "2026-02-30", "there is no such day or hour"),
        ("2026-03-01 25:00,ana,9,", "date", "2026-03-01 25:00", "there is no such day or hour"),
        ("yesterday,ana,9,", "date", "yesterday", "this is not a date"),
        (",ana,9,", "date", "", "there is no time"),
        ("2027-03-01,ana,9,", "date", "2027-03-01 00:00:00.000000", "the time is in the future"),
        ("1826-03-01,ana,9,", "date", "1826-03-01 00:00:00.000000", "the time is before 1900"),
        ("2026-03-01,ana,11,", "score", "11", "the score is off the scale 0 to 10"),
        ("2026-03-01,ana,-1,", "score", "-1", "the score is off the scale 0 to 10"),
        ("2026-03-01,ana,7.5,", "score", "7.5", "the score is not a whole number"),
        ("2026-03-01,ana,seven,", "score", "seven", "this is not a number"),
        ("2026-03-01,ana,nan,", "score", "nan", "this is not a number"),
        (f"2026-03-01,{'a' * 201},9,", "who", "a" * 200, "the alias is longer than 200 letters"),
    ],
)
def test_one_bad_cell_is_told_and_the_good_row_goes_in(written, take_in, log, row, column, value, reason):
    totals = take_in(written(f"{HEADER}2026-03-01,ben,9,good\n{row}\n"))

    assert log("alias") == ["ben"]
    (reject,) = totals.first_rejects
    assert (reject.row, reject.column, reject.value, reject.reason) == (3, column, value, reason)
    assert reject.remedy


def test_the_rejects_stand_in_a_file_that_no_spreadsheet_runs(written, take_in):
    mapping = ANSWERS.replace('value = "{score}"', 'value = { from = "{score}", words = { good = 9 } }')

    totals = take_in(written(HEADER + "2026-03-01,ana,=HYPERLINK(1),\n2026-03-01,ben,good,\n"), mapping)

    with totals.rejects_path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == [
        {
            "row": "2",
            "column": "score",
            "value": "'=HYPERLINK(1)",
            "reason": "the mapping has no word for this code",
            "remedy": 'Add it to `words`, or write other = "keep" or "blank" there.',
        }
    ]


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_texts_that_a_spreadsheet_would_run_get_an_apostrophe(text):
    assert formula_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["plain", "-5", "+37060000000", "-1,234.50", "a=b"])
def test_texts_and_numbers_that_are_harmless_stay(text):
    assert formula_safe(text) == text


def test_a_formula_in_a_comment_is_kept_as_the_text_it_is(written, take_in, log):
    take_in(written(HEADER + "2026-03-01,ana,9,=1+1\n"))

    assert log("text") == ["=1+1"]


def test_a_fault_that_all_columns_of_a_wide_row_share_is_told_once(written, take_in):
    mapping = """
source = "survey"
[file]
time_zone = "UTC"
[common]
kind = "answer"
occurred_at = "{date}"
[[interactions]]
name = "{each.word}"
scale = "csat:1-5"
value = "{each}"
[interactions.each]
q1 = "food"
q2 = "rooms"
"""
    totals = take_in(written("date,q1,q2\nnever,1,2\n2026-03-01,6,5\n"), mapping)

    assert [(reject.row, reject.column) for reject in totals.first_rejects] == [(2, "date"), (3, "q1")]
    assert totals.heard == 1


def test_no_file_of_rejects_is_left_where_nothing_was_rejected(written, take_in, tmp_path):
    totals = take_in(written(HEADER + "2026-03-01,ana,9,\n"))

    assert totals.rejects_path is None
    assert list(tmp_path.glob("imports/*")) == []


def test_a_file_begun_again_writes_its_rejects_anew_not_twice(written, take_in):
    path = written(HEADER + "2026-03-01,ana,99,\n2026-03-01,ben,9,\n")

    first, second = take_in(path), take_in(path)

    assert first.rejected == second.rejected == 1


def test_two_different_rows_under_one_id_are_pointed_out(written, take_in):
    mapping = ANSWERS.replace("[[interactions]]", '[rows]\nid = "{who}"\n[[interactions]]')

    totals = take_in(written(HEADER + "2026-03-01,ana,9,\n2026-03-02,ana,2,\n"), mapping)

    assert (totals.clashing, totals.clashing_rows) == (1, [3])
    assert (totals.added, totals.known) == (1, 1)
