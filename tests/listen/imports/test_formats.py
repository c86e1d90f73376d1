"""The same rows in a workbook, as JSON Lines or as Parquet tell the same."""

import io
import json
import zipfile
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from heedful.listen.imports.formats import sheets
from heedful.listen.imports.refusals import Refused
from tests.listen.imports.conftest import ANSWERS

DECIMAL = ANSWERS.replace('"answer"', '"order"').replace('scale = "nps:0-10"', "")


def workbook(*sheets):
    """Each sheet a list of rows; a text that begins with = is a formula with its result."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return buffer.getvalue()


HEADER = ["date", "who", "score", "comment"]
LOCAL = datetime(2026, 3, 2, 10, 30)  # noqa: DTZ001 -- a workbook knows no zones


def test_a_workbook_with_true_dates_and_numbers(written, take_in, log):
    rows = [HEADER, [date(2026, 3, 1), "ana", 9, "fine"], [LOCAL, 1001, 10, None]]

    take_in(written(workbook(rows), "answers.xlsx"))

    assert [(str(row["occurred_at"]), row["alias"], row["value"]) for row in log()] == [
        ("2026-03-01 00:00:00", "ana", 9.0),
        ("2026-03-02 10:30:00", "1001", 10.0),
    ]


def test_true_numbers_of_a_workbook_are_right_under_a_decimal_comma_too(written, take_in, log):
    rows = [HEADER, [date(2026, 3, 1), "ana", 12.5, ""], [date(2026, 3, 2), "ben", "1.234,50", ""]]

    take_in(written(workbook(rows), "orders.xlsx"), DECIMAL.replace("[file]", '[file]\ndecimal = ","\nthousands = "."'))

    assert log("value") == [12.5, 1234.5]


def test_a_blank_row_in_a_workbook_is_passed_over_and_counted(written, take_in):
    rows = [HEADER, [date(2026, 3, 1), "ana", 9, ""], [], [date(2026, 3, 1), "ben", 11, ""]]

    totals = take_in(written(workbook(rows), "answers.xlsx"))

    assert [reject.row for reject in totals.first_rejects] == [4]


def test_the_result_of_a_formula_is_taken(written, take_in, log):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["2026-03-01", "ana"])
        sheet.write_formula(1, 2, "=4+5", None, 9)

    take_in(written(buffer.getvalue(), "answers.xlsx"))

    assert log("value") == [9.0]


def test_a_formula_that_was_never_computed_is_told_with_its_cell(written, take_in, log):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["2026-03-01", "ana"])
        sheet.write_formula(1, 2, "=4+5", None, "")
        sheet.write_row(2, 0, ["2026-03-01", "ben", 8, ""])

    totals = take_in(written(buffer.getvalue(), "answers.xlsx"))

    (reject,) = totals.first_rejects
    assert (reject.row, reject.column, reject.reason) == (2, "score", "the cell holds a formula without its result")
    assert log("alias") == ["ben"]


def test_a_spreadsheet_error_is_a_reject(written, take_in):
    totals = take_in(written(workbook([HEADER, ["2026-03-01", "ana", "#N/A", ""]]), "answers.xlsx"))

    assert totals.first_rejects[0].reason == "the cell shows a spreadsheet error"


def test_a_workbook_of_several_sheets_asks_which(written, take_in, log):
    path = written(workbook([["notes"]], [HEADER, ["2026-03-01", "ana", 9, ""]]), "answers.xlsx")

    with pytest.raises(Refused, match=r"has 2 sheets[\s\S]*'Sheet1', 'Sheet2'"):
        take_in(path)
    take_in(path, ANSWERS.replace("[file]", '[file]\nsheet = "Sheet2"'))

    assert log("alias") == ["ana"]


def test_a_sheet_cut_in_the_middle_is_refused(written, take_in):
    whole = workbook([HEADER, ["2026-03-01", "ana", 9, ""]])
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(broken, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part, content[:-40] if part.filename.endswith("sheet1.xml") else content)

    with pytest.raises(Refused, match="is damaged"):
        take_in(written(broken.getvalue(), "answers.xlsx"))


def test_a_workbook_with_xml_entities_is_refused(written, take_in):
    whole = workbook([HEADER, ["2026-03-01", "ana", 9, ""]])
    attacked = io.BytesIO()
    bomb = b'<!DOCTYPE lol [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(attacked, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = content.replace(b"<worksheet", bomb + b"<worksheet", 1)
            new.writestr(part, content)

    with pytest.raises(Refused, match="is not a workbook"):
        take_in(written(attacked.getvalue(), "answers.xlsx"))
    with pytest.raises(Refused, match="entities"):
        sheets.Scan().parser.Parse(bomb + b"<worksheet/>", True)


def test_json_lines_with_objects_inside_and_lists(written, take_in, log):
    items = [
        {"date": "2026-03-01T10:00:00Z", "who": {"id": "ana"}, "score": 9, "comment": "fine", "tags": ["a", "b"]},
        {"date": "2026-03-02T10:00:00Z", "who": {"id": "ben"}, "score": 10},
    ]
    mapping = ANSWERS.replace("{who}", "{who.id}").replace("[[interactions]]", '[[interactions]]\nproperties = "rest"')

    take_in(written("\n".join(map(json.dumps, items)), "answers.jsonl"), mapping)

    assert log("alias", "value", "properties") == [
        {"alias": "ana", "value": 9.0, "properties": '{"tags":"[\\"a\\",\\"b\\"]"}'},
        {"alias": "ben", "value": 10.0, "properties": None},
    ]


def test_a_line_that_is_not_json_is_rejected_by_its_number(written, take_in, log):
    good = json.dumps({"date": "2026-03-01", "who": "ana", "score": 9, "comment": ""})

    totals = take_in(written(f"{good}\n{{broken\n[1]\n", "answers.jsonl"))

    assert [reject.row for reject in totals.first_rejects] == [2, 3]
    assert log("alias") == ["ana"]


def test_parquet_with_types_of_its_own(written, take_in, log, tmp_path):
    table = pa.table(
        {
            "date": pa.array([datetime(2026, 3, 1, 10, tzinfo=UTC), None], pa.timestamp("ns", "Europe/Vilnius")),
            "who": pa.array(["ana", "ben"]).dictionary_encode(),
            "score": pa.array([9.0, 8.0]),
            "comment": pa.array(["fine", None], pa.large_string()),
        }
    )
    path = tmp_path / "answers.parquet"
    pq.write_table(table, path)

    totals = take_in(path, ANSWERS.replace('time_zone = "UTC"', ""))

    assert [(str(row["occurred_at"]), row["alias"], row["value"], row["text"]) for row in log()] == [
        ("2026-03-01 10:00:00", "ana", 9.0, "fine")
    ]
    assert totals.first_rejects[0].reason == "there is no time"


def test_the_same_rows_have_the_same_ids_in_csv_and_in_a_workbook(written, take_in, log):
    take_in(written("date,who,score,comment\n2026-03-01,ana,9,fine\n"))
    totals = take_in(written(workbook([HEADER, ["2026-03-01", "ana", 9, "fine"]]), "answers.xlsx"))

    assert (totals.added, totals.known) == (0, 1)


def test_nested_columns_of_parquet_are_json(tmp_path, take_in, log):
    columns = {"date": ["2026-03-01"] * 2, "who": ["ana", "ben"], "score": [[9], None], "comment": [{"a": [1]}] * 2}
    path = tmp_path / "nested.parquet"
    pq.write_table(pa.table(columns), path)

    totals = take_in(path)

    assert log("alias", "text") == [{"alias": "ben", "text": '{"a":[1]}'}]
    assert [(reject.value, reject.reason) for reject in totals.first_rejects] == [("[9]", "this is not a number")]


def test_a_line_of_json_that_is_nested_without_end_costs_itself_only(written, take_in, log):
    good = '{"date": "2026-03-01", "who": "ana", "score": 9, "comment": ""}\n'

    totals = take_in(written(good + '{"date": ' + "[" * 100_000 + "\n", "answers.jsonl"))

    assert log("alias") == ["ana"]
    assert "nested too deeply" in totals.first_rejects[0].reason
