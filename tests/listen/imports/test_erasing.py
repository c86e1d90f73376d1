"""Who is erased is erased from what imports left behind."""

import csv

import pytest

from heedful.interactions.rejected import reject, rejected_items
from heedful.listen.imports.erasing import forget_in_imports
from heedful.listen.imports.models import Import
from heedful.people.customers.actions import add_identities, erase_customer, names_of
from tests.factories import make_customer
from tests.listen.imports.conftest import ANSWERS, NOW
from tests.listen.imports.test_command import HEADER

RAGGED = HEADER + "".join(
    f"2026-03-01,{row}\n" for row in ("ben,9,", "ann@x.org,9,my,words", "cid,11,", "joann@x.org,9,my,words")
)


def kept_lines(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(line["row"], line["value"]) for line in csv.DictReader(file)]


def test_the_lines_that_name_them_go_and_those_of_others_stay(written, take_in, workspace, tmp_path):
    path = take_in(written(RAGGED)).rejects_path
    assert len(kept_lines(path)) == 3

    assert forget_in_imports(workspace, ["ann@x.org"], home=tmp_path) == 1

    assert [row for row, _ in kept_lines(path)] == ["4", "5"]
    assert forget_in_imports(workspace, ["ann@x.org"], home=tmp_path) == 0


def test_all_that_is_told_of_their_row_goes_with_them(workspace, tmp_path):
    path = tmp_path / "imports" / "7-a-rejects.csv"
    path.parent.mkdir()
    path.write_text("row,column,value,reason,remedy\n2,who,'+370600,odd,x\n2,text,their words,odd,x\n", "utf-8-sig")

    assert forget_in_imports(workspace, ["+370600"], home=tmp_path) == 2

    assert not path.exists()


@pytest.mark.parametrize("name", ["ann@x.org.csv", "export-ann@x.org_2026.csv"])
def test_a_file_that_was_called_after_them_loses_its_name(written, take_in, workspace, tmp_path, name):
    totals = take_in(written(RAGGED, name))

    forget_in_imports(workspace, ["ann@x.org"], home=tmp_path)

    assert Import.objects.get().file_name == "a file"
    (left,) = (tmp_path / "imports").iterdir()
    assert "ann" not in left.name
    assert len(kept_lines(left)) == totals.rejected - 1


def test_a_file_that_waits_to_be_imported_is_thrown_away_with_all_that_was_seen_of_it(sent, workspace, home):
    run = sent()
    assert "p1@example.org" in str(run.seen)

    forget_in_imports(workspace, ["p1@example.org"], home=home)

    run.refresh_from_db()
    assert (run.state, run.seen, run.draft) == ("thrown away", {}, {})
    assert not (home / "uploads" / str(run.pk)).exists()


def test_the_namesake_of_another_company_keeps_their_lines(written, take_in, charlie, tmp_path):
    path = take_in(written(RAGGED)).rejects_path

    assert forget_in_imports(charlie.workspace, ["ann@x.org"], home=tmp_path) == 0

    assert len(kept_lines(path)) == 3


def test_what_was_heard_under_an_identity_goes_too_and_so_does_what_was_rejected(written, take_in, workspace, log):
    ann = make_customer(workspace, "ann-7")
    add_identities(ann, [("email", "ann@x.org"), ("phone", "+370600")])
    make_customer(workspace, "+370600")
    take_in(written(f"{HEADER}2026-03-01,ann@x.org,9,\n2026-03-01,+370600,9,\n2026-03-01,ben,9,\n"))
    reject("clubs", "2026;ann@x.org;eleven", "no score", now=NOW)

    assert names_of(workspace, "ann-7", now=NOW) == ["ann-7", "ann@x.org"]
    erased = erase_customer(workspace, "ann-7", by=None, now=NOW)

    assert sorted(log("alias")) == ["+370600", "ben"]
    assert (erased.removed["interactions"], erased.removed["rejected"]) == (1, 1)
    assert not rejected_items("clubs").exists()


def test_the_command_reaches_the_rejects_and_says_how_many(typed, written, tmp_path):
    typed("import", written(RAGGED), "--mapping", written(ANSWERS, "answers.toml"))

    done = typed("erase", "ann@x.org", "--yes")  # known by nothing but the rejected row

    assert done.returncode == 0, done.stderr
    assert "lines of imports' rejects files: 1\n" in done.stdout
    (left,) = (tmp_path / "home" / "imports").iterdir()
    assert b",ann@x.org" not in left.read_bytes()


def test_erased_on_their_page_they_are_gone_from_the_imports_too(sent, page, client, alice, home):
    """Not only by the command: whoever erases in the browser never learns of files."""
    make_customer(alice.workspace, "p1@example.org", name="Ann")
    waiting = sent()
    assert "p1@example.org" in str(waiting.seen)
    rejects = home / "imports" / "900-a-rejects.csv"
    rejects.parent.mkdir(exist_ok=True)
    rejects.write_text("row,column,value,reason,remedy\n2,who,p1@example.org,odd,x\n3,who,ben,odd,x\n", "utf-8-sig")

    answer = client.post("/people/customer-erasures/p1@example.org/", {"word": "erase"}, follow=True)

    assert "rejected items (1)" in answer.content.decode()
    assert "p1@" not in rejects.read_text("utf-8-sig")
    waiting.refresh_from_db()
    assert not waiting.seen
    assert not list((home / "uploads").glob("*"))
