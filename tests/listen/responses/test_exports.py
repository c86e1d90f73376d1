"""What stands in the list goes out as a file, whole and harmless, and comes back as it was."""

import csv
import io
import tracemalloc
import zipfile
from itertools import islice

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from heedful.interactions import loader
from heedful.listen.responses.exports import export_of, reading, xlsx_file
from heedful.listen.responses.exports.csv_file import as_written
from heedful.listen.responses.exports.reading import Reading
from heedful.listen.responses.importing import NotOurs, import_responses, lines_of
from heedful.listen.responses.models import Response, Tag
from heedful.listen.responses.setting_aside import set_aside
from heedful.measures import lazy
from heedful.people.members.models import Role
from heedful.people.models import Trace
from tests.factories import make_customer, make_location, make_member, make_workspace
from tests.listen.responses.conftest import EVERYTHING, NOON, make_response, make_survey, publish, words_of

FORMATS = ["csv", "xlsx", "parquet", "spss"]
HARD = [
    EVERYTHING,
    {},
    {"nps": 0, "why": {"chosen": ["clean"]}, "which": {"chosen": [], "other": 'the pool, "outside"'}},
    {"words": "'quoted'"},
    {"words": "=1+1\n@here", "visits": 3, "news": False, "rooms": {"air": 1}},
    {"words": "\u202eright to left", "which": {"chosen": ["bar"]}, "who": {"email": "x@example.org"}},
]


@pytest.fixture
def filled(survey, workspace):
    anna = make_customer(workspace, "anna", name="Anna")
    for n, answers in enumerate(HARD):
        fields = {"customer": anna, "employee": "Petras", "product": "-gold"} if n % 2 else {"language": "lt"}
        made = make_response(
            survey, answers, minutes=n, finished=n != 1, properties={"campaign": "+spring"}, wants_help=n == 2, **fields
        )
        Tag.objects.bulk_create(Tag(response=made, name=name) for name in ("cold", "a b")[: n % 3])
    return survey


def exported(survey, name="csv", responses=None) -> bytes:
    found = Response.objects.filter(survey=survey) if responses is None else responses
    return b"".join(export_of(Reading(found, survey.workspace, survey), name).parts)


def read_csv(body: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def read(name: str, body: bytes) -> list[dict]:
    if name == "csv":
        return read_csv(body)
    if name == "parquet":
        return pq.read_table(io.BytesIO(body)).to_pylist()
    if name == "spss":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return read_csv(archive.read("responses.csv"))
    head, *rows = openpyxl.load_workbook(io.BytesIO(body), read_only=True)["Responses"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def essence(survey) -> list[tuple]:
    """All that an export promises to keep."""
    return [
        (
            each.key, each.answers, each.seconds, each.properties, each.score, each.words, each.channel, each.language,
            each.employee, each.product, each.location and each.location.key, each.customer and each.customer.key,
            each.started_at, each.updated_at, each.finished_at, each.wants_help, each.set_aside, each.version.number,
            [tag.name for tag in each.tags.all()],
        )
        for each in Response.objects.filter(survey=survey).order_by("key")
    ]  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_every_response_of_the_page_and_the_same_cells(filled, desk, name):
    answer = desk.get(reverse("listen:responses-export"), {"format": name, "survey": filled.pk})
    rows = read(name, b"".join(answer.streaming_content))
    page = desk.get(reverse("listen:responses"), {"survey": filled.pk})

    assert len(rows) == page.context["count"] == int(answer["X-Rows"]) == len(HARD)
    assert [float(row["q.nps"]) for row in rows if row["q.nps"] not in (None, "")] == [9.0, 0.0]
    assert rows[0]["q.which"] == "gym" and rows[0]["place"] == "nord"
    assert rows[0]["q.since"] == "2024-02-29" and float(rows[0]["q.visits"]) == -2.5
    assert "filename=" in answer["Content-Disposition"]


def test_a_spreadsheet_finds_no_formula(filled):
    for row in read_csv(exported(filled)):
        assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row.values())
        assert row["product"] in ("", "'-gold")
    book = openpyxl.load_workbook(io.BytesIO(exported(filled, "xlsx")))
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


@pytest.mark.parametrize("words", ["=1", "'=1", "''", "'", "-", "plain", "'plain", "\t", "+37060000000"])
def test_what_was_made_safe_says_again_what_it_said(words, survey):
    make_response(survey, {"words": words})

    (row,) = read_csv(exported(survey))

    assert as_written(row["q.words"]) == words


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_an_export_read_into_another_workspace_is_equal_and_counts_there(filled, alice, store, name):
    set_aside(Response.objects.filter(score=0), why="spam", by=alice, now=NOON)
    body = exported(filled, name)
    other = make_workspace("west")
    make_location(other, "nord")
    twin = make_survey(other)

    done = import_responses(twin, lines_of(io.BytesIO(body)))

    assert (done.taken, done.known, done.reasons) == (len(HARD), 0, [])
    assert essence(twin) == essence(filled)
    loader.load(store, now=NOON)
    ours, theirs = (
        lazy(store.frame(key)).sort("id").collect(backend="pyarrow").to_native() for key in ("clubs", "west")
    )
    kept = [
        "id",
        "name",
        "scale",
        "value",
        "text",
        "thread",
        "source",
        "location",
        "employee",
        "product",
        "occurred_at",
    ]
    assert ours.num_rows > 10
    assert theirs.select(kept).equals(ours.select(kept))


def test_read_twice_it_is_taken_once(filled):
    body = exported(filled)
    twin = make_survey(filled.workspace, "twin")
    import_responses(twin, lines_of(io.BytesIO(body)))

    again = import_responses(twin, lines_of(io.BytesIO(body + body.split(b"\r\n", 1)[1])))

    assert (again.taken, again.known) == (0, len(HARD))
    assert Response.objects.filter(survey=twin).count() == len(HARD)


def test_a_line_that_is_no_answer_is_told_with_its_number_and_the_rest_goes_in(survey, filled):
    body = exported(filled).decode().replace(",9,4,6,", ",11,4,6,", 1).encode()
    twin = make_survey(filled.workspace, "twin")

    done = import_responses(twin, lines_of(io.BytesIO(body)))

    assert (done.taken, done.wrong) == (len(HARD) - 1, 1)
    assert done.reasons == [(2, "Please choose a point from 0 to 10.")]


@pytest.mark.parametrize("body", [b"a,b\n1,2\n", b"\xff\xfe\x00", b"PAR1 but not really", b""])
def test_a_file_that_is_no_export_is_refused(survey, body):
    with pytest.raises(NotOurs):
        import_responses(survey, lines_of(io.BytesIO(body)))


def test_the_page_reads_an_export_and_says_what_became_of_it(desk, filled):
    twin = make_survey(filled.workspace, "twin")
    file = SimpleUploadedFile("responses.csv", exported(filled))

    answer = desk.post(reverse("listen:responses-import"), {"survey": twin.pk, "file": file})

    assert f"{len(HARD)} responses were taken into" in words_of(answer)
    wrong = desk.post(reverse("listen:responses-import"), {"survey": twin.pk, "file": SimpleUploadedFile("x", b"a\n")})
    assert wrong.status_code == 422 and "it has no column response" in words_of(wrong)


def test_the_filters_hold_for_the_export_and_so_do_ticks(filled, desk):
    chosen = Response.objects.filter(score=9).get()
    for asked in ({"band": "good"}, {"q": "persirengimo"}, {"pick": chosen.pk}):
        answer = desk.get(reverse("listen:responses-export"), asked | {"survey": filled.pk})
        assert [row["response"] for row in read_csv(b"".join(answer.streaming_content))] == [str(chosen.key)]


def test_those_that_are_ticked_in_the_list_are_exported_as_it_was_filtered(filled, desk):
    chosen = [str(pk) for pk in Response.objects.filter(score__isnull=False).values_list("pk", flat=True)]
    ticked = {"back": f"survey={filled.pk}&band=good", "format": "parquet", "pick": chosen}
    assert 'value="parquet"' in words_of(desk.get(reverse("listen:responses")))

    answer = desk.post(reverse("listen:responses-export-ticked"), ticked, follow=True)

    assert [row["q.nps"] for row in read("parquet", b"".join(answer.streaming_content))] == [9.0]


def test_without_a_tick_it_says_so_above_the_list(filled, desk, client, bob):
    address = reverse("listen:responses-export-ticked")

    answer = desk.post(address, {"back": "band=good", "format": "csv"}, follow=True)

    assert "Tick the responses that you want to export first." in words_of(answer)
    assert answer.request["QUERY_STRING"] == "band=good"
    assert desk.get(address).status_code == 405
    client.force_login(bob.user)
    assert client.post(address, {"pick": "1"}).status_code == 403


def test_without_a_survey_the_answers_are_in_one_column(filled, desk):
    answer = desk.get(reverse("listen:responses-export"), {})
    rows = read_csv(b"".join(answer.streaming_content))

    assert {row["survey"] for row in rows} == {"visit"}
    assert '"nps": 9' in rows[0]["answers"]


def test_what_comes_after_it_began_is_not_in_it(survey):
    first = make_response(survey)
    parts = export_of(Reading(Response.objects.all(), survey.workspace, survey), "csv")
    make_response(survey, minutes=1)

    assert parts.rows == 1
    assert [row["response"] for row in read_csv(b"".join(parts.parts))] == [str(first.key)]


def test_an_export_is_traced(filled, desk):
    desk.get(reverse("listen:responses-export"), {"survey": filled.pk, "format": "csv"})

    assert Trace.objects.get(what=Trace.What.RESPONSES_EXPORTED).details == {
        "format": "csv", "rows": len(HARD), "survey": "visit",
    }  # fmt: skip


def test_an_earlier_version_keeps_its_own_columns(workspace):
    survey = make_survey(workspace, "two", document={"questions": [{"type": "text", "key": "a", "title": {"en": "A"}}]})
    make_response(survey, {"a": "words"})
    publish(survey, {"questions": [{"type": "number", "key": "a", "title": {"en": "A"}}]})
    make_response(survey, {"a": 7}, minutes=1)

    for name in ("csv", "parquet"):
        first, second = read(name, exported(survey, name))
        assert first["q.a.as_text"] == "words" and first["q.a"] in ("", None)
        assert float(second["q.a"]) == 7.0


def test_spss_finds_a_label_for_each_variable_and_value(filled):
    with zipfile.ZipFile(io.BytesIO(exported(filled, "spss"))) as archive:
        syntax = archive.read("responses.sps").decode("utf-8-sig")
        head = archive.read("responses.csv").decode().split("\r\n", 1)[0].split(",")

    assert "  q.nps 'Would you recommend us?'" in syntax
    assert "VALUE LABELS q.which\r\n  'gym' 'The gym; with pool'\r\n  'bar' 'The bar'\r\n." in syntax
    variables = syntax.split("/VARIABLES=\r\n")[1].split("\r\n.\r\n")[0]
    assert [line.split()[0] for line in variables.splitlines()] == head


def test_the_workbook_says_what_each_column_means(filled):
    book = openpyxl.load_workbook(io.BytesIO(exported(filled, "xlsx")), read_only=True)

    said = list(book["Columns"].iter_rows(values_only=True))

    assert ("q.which", "Which one?", "gym", "The gym; with pool") in said


@pytest.mark.parametrize("most", [1, 2, 3, 4, 6])
def test_what_is_more_than_a_sheet_holds_goes_on_the_next(filled, monkeypatch, most):
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", most)
    monkeypatch.setattr(reading, "PART", 2)

    book = openpyxl.load_workbook(io.BytesIO(exported(filled, "xlsx")), read_only=True)

    sheets = [list(book[title].iter_rows(min_row=2, max_col=1, values_only=True)) for title in book.sheetnames[1:]]
    assert [key for sheet in sheets for (key,) in sheet] == [
        str(each.key) for each in Response.objects.filter(survey=filled).order_by("pk")
    ]
    assert max(map(len, sheets)) == most


@pytest.mark.parametrize("pieces", [0, 1, None])
def test_of_a_workbook_nothing_stays_behind_also_when_the_reader_breaks_off(filled, settings, tmp_path, pieces):
    settings.HOME = tmp_path
    parts = export_of(Reading(Response.objects.all(), filled.workspace, filled), "xlsx").parts

    read_so_far = b"".join(islice(parts, pieces))
    is_there = bool(list(tmp_path.iterdir()))
    parts.close()

    assert is_there == (pieces == 1) and bool(read_so_far) == (pieces != 0)
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_keeps_line_ends_and_leaves_out_what_xml_does_not_know(survey):
    make_response(
        survey, {"words": "a\r\nb <&> \x01 _x0041_ \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")}
    )

    (row,) = read("xlsx", exported(survey, "xlsx"))

    assert row["q.words"].startswith("a") and "b <&>  " in row["q.words"] and "😀" in row["q.words"]


@pytest.mark.parametrize("name", ["csv", "parquet", "spss", "xlsx"])
def test_a_long_export_takes_no_more_memory_than_a_short_one(survey, name):
    make_response(survey, {"words": "x" * 300})
    for _ in range(13):  # 8,192
        Response.objects.bulk_create(
            [Response(**{**_fields(each), "key": f"{n:032x}"}) for n, each in _numbered(Response.objects.all())]
        )
    read_from = Reading(Response.objects.all(), survey.workspace, survey)
    tracemalloc.start()
    size = sum(len(part) for part in export_of(read_from, name).parts)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(read_from.numbers) == 8_192
    assert size > 0 and peak < 60_000_000


def _numbered(responses):
    return enumerate(responses, start=responses.count() + 1)


def _fields(response) -> dict:
    return {field.attname: getattr(response, field.attname) for field in Response._meta.fields if field.name != "id"}


def test_bob_takes_nothing_home_and_brings_nothing_in(client, bob, filled, store):
    client.force_login(bob.user)

    assert client.get(reverse("listen:responses-export")).status_code == 403
    assert client.get(reverse("listen:responses-import")).status_code == 403


def test_charlie_exports_an_empty_file(client, charlie, filled, store):
    client.force_login(charlie.user)

    answer = client.get(reverse("listen:responses-export"), {"survey": filled.pk})

    assert read_csv(b"".join(answer.streaming_content)) == []


def test_an_agent_of_one_place_exports_what_was_answered_there(client, workspace, filled, store):
    make_response(filled, {"nps": 1}, place="sud")
    client.force_login(make_member(workspace, "dora", Role.AGENT, limited_to=("sud",)).user)

    answer = client.get(reverse("listen:responses-export"), {"survey": filled.pk})

    assert [row["q.nps"] for row in read_csv(b"".join(answer.streaming_content))] == ["1"]


def test_an_unknown_format_does_not_exist(desk, filled):
    assert desk.get(reverse("listen:responses-export"), {"format": "pdf"}).status_code == 404
