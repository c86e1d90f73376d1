"""A person with a file and no mapping: every step on its page, every step to come back to."""

import gzip
import io
from types import SimpleNamespace

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from heedful.config.worker import GIVEN_BACK, MOST_ATTEMPTS, TaskQueue, take_up_again
from heedful.listen.imports import tasks
from heedful.listen.imports.models import Import, ImportMapping
from tests.listen.imports.conftest import ANSWERS
from tests.listen.imports.desk import ANSWERED, SURVEY, roles, words_of


def test_a_file_goes_from_the_desk_into_the_log_without_a_mapping_file(ready, page, log, home):
    run = ready()
    assert "Answers · nps 1 · 01/03/2024 · p1@example.org · “why 1”" in words_of(page("import-preview", run))

    page("import-trial", run, go="on")
    TaskQueue().run_ready()
    tried = words_of(page("import-trial", run))
    assert "<dt>Rows read</dt><dd>28</dd>" in tried
    assert log() == []

    page("import-run", run, go="on")
    TaskQueue().run_ready()
    done = page("import", run)
    assert "<dt>New in the log</dt><dd>28</dd>" in words_of(done)
    assert (len(log()), log("source")[0]) == (28, "survey")
    assert log("value").count(None) == 2  # who said 11 gave no score, and their words are heard
    run.refresh_from_db()
    assert (run.state, run.seen, run.trial) == ("done", {}, {})
    assert not (home / "uploads" / str(run.pk)).exists()


def test_what_the_file_does_not_tell_is_asked_and_never_guessed(sent, page, log):
    run = sent()
    page("import-columns", run, save="on", **roles(a="when", b="customer", c="nps", d="text"))

    asked = words_of(page("import-questions", run))
    assert "What does a value off that scale mean, such as 11?" in asked
    assert "On which clocks were the times written?" not in asked  # days have no hours: they are the workspace's own
    assert page("import-preview", run)["Location"] == reverse("listen:import-questions", args=[run.pk])
    assert page("import-run", run, go="on")["Location"] == reverse("listen:import-questions", args=[run.pk])

    unanswered = page("import-questions", run, **(ANSWERED | {"outside-0": ""}))
    assert (unanswered.status_code, "This field is required." in words_of(unanswered)) == (422, True)


def test_a_mistake_is_shown_beside_its_cell_and_counted_with_an_example(ready, page):
    run = ready(SURVEY + "30/02/2024,ana@example.org,9,\n", **{"outside-0": "mistake"})

    page("import-trial", run, go="on")
    TaskQueue().run_ready()

    tried = words_of(page("import-trial", run))
    assert "there is no such day or hour" in tried
    assert "Row 30, Date: “30/02/2024”" in tried
    assert "the score is off the scale 0 to 10" in tried


def test_what_was_rejected_can_be_downloaded(ready, page, client, charlie):
    run = ready(SURVEY + "30/02/2024,ana@example.org,9,\n")
    page("import-run", run, go="on")
    TaskQueue().run_ready()

    answer = page("import-rejects", run)

    assert answer["Content-Disposition"].startswith("attachment")
    assert "30/02/2024" in b"".join(answer.streaming_content).decode()
    client.force_login(charlie.user)
    assert client.get(reverse("listen:import-rejects", args=[run.pk])).status_code == 404


def test_a_kept_mapping_is_offered_first_for_the_next_file_of_its_kind(ready, page, sent):
    run = ready()
    page("import-saved-mapping", run, name="our survey")

    again = sent(SURVEY.replace("why 1,", "because,"), "april.csv")
    assert "Take “our survey”" in words_of(page("import-mapping", again))
    assert page("import-mapping", again, mapping="saved:our survey").status_code == 302
    assert page("import-questions", again)["Location"] == reverse("listen:import-preview", args=[again.pk])
    assert "nps 1" in words_of(page("import-preview", again))


def test_a_mapping_that_does_not_fit_says_which_columns_it_misses(sent, page, workspace):
    ImportMapping.objects.create(workspace=workspace, name="till", text=ANSWERS)

    offered = words_of(page("import-mapping", sent()))

    assert "The file has no column `date`" in offered
    assert "Take “till”" not in offered
    assert "Say it column by column" in offered


def test_a_mapping_can_be_written_as_text_and_its_mistakes_stand_beside_it(sent, page):
    run = sent()

    wrong = page("import-text", run, text='source = "x"\n[[interactions]]\nkind = "anser"')
    assert (wrong.status_code, "there is no kind `anser`" in words_of(wrong)) == (422, True)

    text = ANSWERS.replace("{date}", "{Date}").replace("{who}", "{Email}").replace("{score}", "{NPS score}")
    assert page("import-text", run, text=text.replace("{comment}", "{Comment}")).status_code == 302
    assert "nps 1" in words_of(page("import-preview", run))


def test_two_columns_cannot_both_be_the_customer(sent, page):
    wrong = page("import-columns", sent(), save="on", **roles(a="customer", b="customer", c="nps", d="text"))

    assert wrong.status_code == 422
    assert "“Email” is that already. One column can be; change one of the two." in words_of(wrong)


def test_columns_that_tell_nothing_are_said_to(sent, page):
    nothing = page("import-columns", sent(), save="on", **roles(a="when", b="customer", c="keep", d="skip"))

    assert (nothing.status_code, "No column says anything yet." in words_of(nothing)) == (422, True)


def test_a_list_of_ratings_is_taken_together(sent, page):
    rows = "".join(f"2024-03-{n % 28 + 1:02},{n % 5 + 1},{(n + 1) % 5 + 1},{(n + 2) % 5 + 1}\n" for n in range(40))
    run = sent("Day,Q7FOOD,Q7SHOPS,Q7SIGNS\n" + rows)
    assert "Q7FOOD to Q7SIGNS (3) look like a list of rating questions." in words_of(page("import-columns", run))

    page("import-columns", run, together="Q7FOOD")

    run.refresh_from_db()
    assert {run.draft["roles"][name] for name in ("Q7FOOD", "Q7SHOPS", "Q7SIGNS")} == {"csat"}


def test_money_given_back_is_no_sale(sent, page, log):
    rows = "".join(f"2024-03-0{n},o{n},{n}0.50\n" for n in range(1, 8)) + "2024-03-09,o9,-20\n"
    run = sent("Date,Order,Total\n" + rows, "shop.csv")
    page("import-columns", run, save="on", **roles(a="when", b="thread", c="amount"))
    asked = words_of(page("import-questions", run))
    assert "Some are below nothing (-20). What are they?" in asked

    page("import-questions", run, source="shop", currency="eur", negative="refund", time_zone="UTC")
    page("import-run", run, go="on")
    TaskQueue().run_ready()

    assert "<dt>Orders less refunds</dt><dd>263.50 EUR</dd>" in words_of(page("import", run))
    assert sorted(set(log("kind"))) == ["order", "refund"]


def test_a_survey_without_a_date_is_given_one(sent, page, log):
    run = sent("Who,NPS\n" + "".join(f"p{n},{n % 11}\n" for n in range(30)))
    page("import-columns", run, save="on", **roles(a="customer", b="nps"))

    wrong = page("import-questions", run, source="s", on="31.31.2024", time_zone="UTC")
    assert wrong.status_code == 422
    page("import-questions", run, source="s", on="2024-05-15")
    page("import-run", run, go="on")
    TaskQueue().run_ready()

    assert {at.isoformat() for at in log("occurred_at")} == {"2024-05-14T21:00:00"}  # when the day began in Vilnius


def test_times_of_day_without_a_zone_are_asked_about(sent, page):
    run = sent("When,Who,NPS\n" + "".join(f"2024-03-01 1{n % 10}:05,p{n},{n % 11}\n" for n in range(30)))
    page("import-columns", run, save="on", **roles(a="when", b="customer", c="nps"))

    assert "On which clocks were the times written?" in words_of(page("import-questions", run))


def test_what_a_person_said_at_once_stands_in_one_line(sent, page, client):
    rows = "".join(f"2024-03-{n % 28 + 1:02},{n % 5 + 1},{(n + 1) % 5 + 1},{(n + 2) % 5 + 1}\n" for n in range(40))
    run = sent("Day,Q7FOOD,Q7SHOPS,Q7SIGNS\n" + rows)

    taken = page("import-columns", run, together="Q7FOOD")
    assert "Q7FOOD to Q7SIGNS: 3 columns are taken as satisfaction answers" in words_of(client.get(taken["Location"]))
    page("import-columns", run, save="on", **roles(a="when", b="csat", c="csat", d="csat"))
    page("import-questions", run, source="hall", **{"scale-0": "csat:1-5"})

    assert "Answers · Q7FOOD 1, Q7SHOPS 2, Q7SIGNS 3 · 01/03/2024" in words_of(page("import-preview", run))


def test_a_workbook_of_two_sheets_asks_which(sent, page):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Answers")
    for row in [("Date", "NPS"), ("2024-03-01", 9), ("2024-03-02", 10)]:
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)

    run = sent(packed.getvalue(), "survey.xlsx")
    assert "Which sheet is it?" in words_of(page("import-reading", run))
    page("import-reading", run, answer="Answers")
    TaskQueue().run_ready()

    run.refresh_from_db()
    assert list(run.seen["columns"]) == ["Date", "NPS"]


def test_letters_of_an_unknown_encoding_are_shown_under_each_to_choose_from(sent, page):
    run = sent("Date,Comment\n2024-03-01,Très agréable\n".encode("cp1252"))

    assert "cp1252: Très agréable" in words_of(page("import-reading", run))
    page("import-reading", run, answer="cp1252")
    TaskQueue().run_ready()

    run.refresh_from_db()
    assert run.seen["columns"]["Comment"]["examples"] == ["Très agréable"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("Date,Score\n", "has a header and no rows"),
        ("\n\n", "is empty"),
        (b"PK\x03\x04 nothing more", "is not an .xlsx workbook, or only a part of one"),
        (b"PAR1 half of a file", "is not a whole Parquet file"),
        (gzip.compress(b"a,b\n" * 30_000_000, 1), "it looks like a zip bomb"),
    ],
    ids=["header only", "empty", "half a workbook", "half a parquet", "bomb"],
)
def test_a_file_that_holds_nothing_to_read_says_so_and_can_be_thrown_away(sent, page, home, content, why):
    run = sent(content, "odd.csv")
    if run.seen:
        page("import-text", run, text=ANSWERS.replace("{who}", "{Score}").replace("{comment}", "{Score}"))
        page("import-text", run, text='source = "x"\n[[interactions]]\nkind = "event"\noccurred_at = "{Date}"')
        page("import-questions", run, time_zone="UTC")
        page("import-trial", run, go="on")
        TaskQueue().run_ready()
        run.refresh_from_db()
    assert why in run.problem
    assert why in words_of(page("import", run, follow=True))

    page("import-disposal", run, go="on")

    assert page("import", run).status_code == 404
    assert not (home / "uploads" / str(run.pk)).exists()


def test_an_open_import_is_gone_on_with_where_it_stands(sent, page):
    run = sent()
    assert page("import", run)["Location"] == reverse("listen:import-columns", args=[run.pk])
    page("import-columns", run, save="on", **roles(a="when", b="customer", c="nps", d="text"))
    assert page("import", run)["Location"] == reverse("listen:import-questions", args=[run.pk])
    page("import-questions", run, **ANSWERED)
    assert page("import", run)["Location"] == reverse("listen:import-preview", args=[run.pk])
    page("import-trial", run, go="on")
    TaskQueue().run_ready()
    assert page("import", run)["Location"] == reverse("listen:import-trial", args=[run.pk])


def test_an_import_at_work_shows_how_far_it_is_as_a_page_and_as_a_fragment(ready, page, client):
    run = ready()
    page("import-run", run, go="on")
    Import.objects.update(done_bytes=1500, whole_bytes=2000, rows=14)

    whole = words_of(page("import", run))
    fragment = words_of(client.get(reverse("listen:import", args=[run.pk]), headers={"HX-Request": "true"}))

    assert "14 rows so far: 750 bytes of 1000 bytes." in whole
    assert fragment.startswith("<section")
    assert "14 rows so far" in fragment
    assert "Look again" in fragment
    assert page("import-columns", run)["Location"] == reverse("listen:import", args=[run.pk])
    TaskQueue().run_ready()
    done = client.get(reverse("listen:import", args=[run.pk]), headers={"HX-Request": "true"})
    assert done["HX-Redirect"] == reverse("listen:import", args=[run.pk])


@pytest.mark.parametrize(("state", "step"), [("looking", "File"), ("trying", "Preview"), ("importing", "Import")])
def test_a_file_that_is_looked_at_or_tried_out_does_not_say_it_is_being_imported(ready, page, state, step):
    run = ready()
    Import.objects.update(state=state)

    shown = page("import", run).content.decode()

    current = shown.partition('aria-current="step"')[2].partition("</li>")[0]
    assert f"<span>{step}</span>" in current


def test_pressing_twice_imports_once(ready, page, log):
    run = ready()
    page("import-run", run, go="on")
    page("import-run", run, go="on")

    TaskQueue().run_ready()

    assert len(log()) == 28
    assert Import.objects.get().state == "done"


def test_a_stopped_import_can_be_gone_on_with(ready, page, log):
    run = ready()
    page("import-run", run, go="on")
    page("import-stop", run, go="on")
    TaskQueue().run_ready()
    assert log() == []
    assert "Stopped by Alice." in words_of(page("import", run))

    page("import-run", run, go="on")
    TaskQueue().run_ready()

    assert len(log()) == 28


def test_an_import_that_runs_when_the_server_stops_is_given_back_and_gone_on_with(ready, page, log):
    run = ready()
    page("import-run", run, go="on")
    run.refresh_from_db()
    taken_back = SimpleNamespace(task_result=SimpleNamespace(id=run.task))  # its row does not say RUNNING any more

    assert tasks.take_in.func(taken_back, run.pk) == GIVEN_BACK
    run.refresh_from_db()
    assert run.state == "importing"

    TaskQueue().run_ready()
    assert len(log()) == 28


def test_an_import_under_which_the_server_died_each_time_says_so_and_can_be_gone_on_with(ready, page, log, caplog):
    run = ready()
    page("import-run", run, go="on")
    for attempt in range(MOST_ATTEMPTS):
        DBTaskResult.objects.get(task_path__endswith="take_in").claim(f"process {attempt}")

    take_up_again(now=timezone.now())

    assert "The server died under this import each time it tried." in words_of(page("import", run))
    page("import-run", run, go="on")
    TaskQueue().run_ready()
    assert len(log()) == 28


def test_the_same_file_again_is_known_already(ready, page, log):
    for _ in range(2):
        run = ready()
        page("import-run", run, go="on")
        TaskQueue().run_ready()

    assert "<dt>Known already</dt><dd>28</dd>" in words_of(page("import", run))
    assert len(log()) == 28


STEPS = [
    "import-reading", "import-mapping", "import-columns", "import-questions", "import-text", "import-preview",
    "import-trial", "import-rejects",
]  # fmt: skip
DEEDS = ["import-run", "import-stop", "import-saved-mapping", "import-disposal"]


def test_bob_sees_the_list_and_may_start_nothing(sent, client, bob):
    run = sent()
    client.force_login(bob.user)

    listed = client.get(reverse("listen:imports"))
    assert "survey.csv" in words_of(listed)
    assert "Import a file" not in words_of(listed)
    assert client.get(reverse("listen:upload")).status_code == 403
    assert client.post(reverse("listen:upload"), {}).status_code == 403
    assert {client.get(reverse(f"listen:{step}", args=[run.pk])).status_code for step in STEPS} == {403}
    assert {client.post(reverse(f"listen:{deed}", args=[run.pk])).status_code for deed in DEEDS} == {403}
    assert client.get(reverse("listen:import", args=[run.pk])).status_code == 200


def test_charlie_of_another_company_finds_nothing(sent, client, charlie):
    run = sent()
    client.force_login(charlie.user)

    assert "survey.csv" not in words_of(client.get(reverse("listen:imports")))
    steps = [client.get(reverse(f"listen:{step}", args=[run.pk])).status_code for step in [*STEPS, "import"]]
    deeds = [client.post(reverse(f"listen:{deed}", args=[run.pk])).status_code for deed in DEEDS]
    assert {*steps, *deeds} == {404}


def test_deeds_are_posted_and_pages_are_not(sent, client, alice):
    run = sent()

    assert {client.get(reverse(f"listen:{deed}", args=[run.pk])).status_code for deed in DEEDS} == {405}
    assert client.post(reverse("listen:imports")).status_code == 405
    assert client.post(reverse("listen:import", args=[run.pk])).status_code == 405
    assert client.put(reverse("listen:upload")).status_code == 405


@pytest.mark.parametrize("runs", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_as_for_three(page, alice, workspace, runs):
    for number in range(runs):
        Import.objects.create(
            workspace=workspace, by=alice, file_name=f"{number}.csv", started_at="2026-03-01T00:00Z", state="done"
        )

    with CaptureQueriesContext(connection) as asked:
        answer = page("imports")

    assert words_of(answer).count('class="import-row"') == runs
    assert len([query for query in asked if "listen_import" in query["sql"]]) == 1
