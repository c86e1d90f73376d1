"""`heedful import` as a person runs it: what it says, and how it ends."""

from heedful.interactions import spool
from tests.listen.imports.conftest import ANSWERS, NOW

HEADER = "date,who,score,comment\n"


def said(run, name):
    return next(line.removeprefix(name).strip() for line in run.stdout.splitlines() if line.startswith(name))


def test_a_file_is_tried_imported_and_imported_again(typed, written, tmp_path):
    path = written(HEADER + "31/01/2026,ana,9,ok\n31/01/2026,ben,12,\n")
    mapping = written(ANSWERS, "answers.toml")

    tried = typed("import", path, "--mapping", mapping, "--dry-run")
    assert (tried.returncode, said(tried, "interactions heard")) == (1, "1")
    assert "new in the log" not in tried.stdout
    assert said(tried, "dates") == "day-first (seen: 31/01/2026)"

    first = typed("import", path, "--mapping", mapping)
    assert first.returncode == 1
    assert (said(first, "new in the log"), said(first, "already known")) == ("1", "0")
    assert "row 3, score: '12': the score is off the scale 0 to 10." in first.stderr
    assert len(list((tmp_path / "home" / "imports").glob("*-rejects.csv"))) == 1

    mended = written(HEADER + "31/01/2026,ana,9,ok\n", "mended.csv")
    again = typed("import", mended, "--mapping", mapping)
    assert again.returncode == 0
    assert (said(again, "new in the log"), said(again, "already known")) == ("0", "1")


def test_what_cannot_be_done_and_what_was_asked_wrongly_end_differently(typed, written):
    path, mapping = written(HEADER + "01/02/2026,ana,9,\n"), written(ANSWERS, "answers.toml")

    refused = typed("import", path, "--mapping", mapping)
    assert refused.returncode == 1
    assert "nothing was imported" in refused.stderr
    assert 'dates = "day-first"' in refused.stderr
    assert "Traceback" not in refused.stderr

    assert typed("import", path).returncode == 2
    unknown = typed("import", path, "--preset", "nope")
    assert (unknown.returncode, "There are: delighted-responses, shopify-orders" in unknown.stderr) == (2, True)
    assert typed("import", path, "--mapping", mapping, "--preset", "shopify-orders").returncode == 2
    assert typed("import", path, "--mapping", mapping, "--workspace", "nowhere").returncode == 2


ORDERS = """
source = "shop"
[file]
time_zone = "UTC"
[common]
occurred_at = "{date}"
thread = "{order}"
currency = "EUR"
[[interactions]]
kind = "order"
value = "{amount}"
when = [{ column = "amount", at_least = 0 }]
[[interactions]]
key = "refund"
kind = "refund"
value = { multiply = ["{amount}", -1] }
when = [{ column = "amount", below = 0 }]
[[interactions]]
key = "opened"
id = "{order}/opened"
once = true
kind = "event"
name = "opened"
"""


def test_the_summary_says_how_fast_it_went_the_net_sum_and_what_several_rows_told_once(typed, written):
    lines = "2026-01-31,o1,100.50\n2026-01-31,o1,20\n2026-02-01,o2,-30\n" + "2026-02-01,o3,0\n" * 10_000
    path = written("date,order,amount\n" + lines, "orders.csv")
    mapping = written(ORDERS, "orders.toml")

    run = typed("import", path, "--mapping", mapping)

    assert (run.returncode, said(run, "orders less refunds")) == (0, "90.50 EUR"), run.stderr
    assert (said(run, "told once by several rows"), said(run, "already known")) == ("10,000", "0")
    assert said(run, "new in the log") == "10,006"
    assert said(run, "heard from, until") == "2026-01-31 00:00 – 2026-02-01 00:00 UTC"
    assert int(said(run, "rows a second").replace(",", "")) > 0


def test_where_another_process_loads_the_rows_wait_in_the_spool(written, take_in, log):
    totals = take_in(written(HEADER + "2026-03-01,ana,9,\n"), store=None)

    assert (totals.heard, totals.added, totals.known) == (1, None, None)
    assert spool.lag(now=NOW).items == 1
    assert log() == []


def test_another_company_sees_nothing_of_it(written, take_in, charlie, store):
    take_in(written(HEADER + "2026-03-01,ana,9,\n"))

    assert store.frame(charlie.workspace.key).to_arrow_table().num_rows == 0


def test_a_mapping_is_kept_and_serves_the_next_file(typed, written):
    mapping = written(ANSWERS, "answers.toml")
    first = typed("import", written(HEADER + "31/01/2026,ana,9,ok\n"), "--mapping", mapping, "--save-as", "clubs")
    assert (first.returncode, "--saved clubs" in first.stdout) == (0, True), first.stderr

    next_one = typed("import", written(HEADER + "28/02/2026,ben,7,\n", "february.csv"), "--saved", "clubs")

    assert (next_one.returncode, said(next_one, "new in the log")) == (0, "1"), next_one.stderr


def test_a_mapping_nobody_kept_names_those_there_are(typed, written):
    path = written(HEADER + "31/01/2026,ana,9,ok\n")

    answer = typed("import", path, "--saved", "shops")

    assert answer.returncode == 1
    assert "No mapping shops is saved in clubs. There are: none yet." in answer.stderr


def test_only_a_mapping_file_can_be_kept(typed, written):
    answer = typed("import", written(HEADER), "--preset", "shopify-orders", "--save-as", "orders")

    assert answer.returncode == 2
