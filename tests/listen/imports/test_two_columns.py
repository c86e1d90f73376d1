"""A date in one column, its time of day in another."""

import io
import re
from datetime import date, time

import openpyxl

from tests.listen.imports.desk import ANSWERED, roles, words_of

TWO_COLUMNS = "Date,Time,Email,NPS score\n" + "".join(
    f"{n:02}/03/2024,9:{n:02},p{n}@example.org,{n % 11}\n" for n in range(1, 29)
)


def test_a_date_and_its_time_of_day_may_stand_in_two_columns(sent, page, workspace):
    workspace.time_zone = "America/New_York"
    workspace.save()
    run = sent(TWO_COLUMNS)
    offered = page("import-columns", run).content.decode()
    assert re.search(r'name="role-1".*?value="time" selected', offered, re.S)

    page("import-columns", run, save="on", **roles(a="when", b="time", c="customer", d="nps"))
    page("import-questions", run, **ANSWERED)
    shown = words_of(page("import-preview", run))

    assert "Times are shown by the clocks of your workspace: America/New_York." in shown
    assert "nps 1 · 01/03/2024 02:01" in shown  # 9:01 in Vilnius


def test_a_time_of_day_without_a_date_needs_the_day(sent, page):
    run = sent(TWO_COLUMNS)

    page("import-columns", run, save="on", **roles(a="keep", b="time", c="customer", d="nps"))

    assert 'name="on"' in page("import-questions", run).content.decode()


def test_a_workbook_with_a_date_and_a_time_of_day_is_heard_as_well(sent, page):
    book = openpyxl.Workbook()
    book.active.append(["Date", "Time", "Email", "NPS score"])
    for n in range(1, 29):
        book.active.append([date(2024, 3, n), time(9, n), f"p{n}@example.org", n % 11])
    held = io.BytesIO()
    book.save(held)
    run = sent(held.getvalue(), "survey.xlsx")

    page("import-columns", run, save="on", **roles(a="when", b="time", c="customer", d="nps"))
    page("import-questions", run, **ANSWERED)

    assert "nps 1 · 01/03/2024 09:01" in words_of(page("import-preview", run))
