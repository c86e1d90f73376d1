"""Public files through the real importer into a real log: published figures, or independently computed ones."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from heedful.listen.imports.actions import import_file
from heedful.listen.imports.mapping_file import read_mapping
from tests.listen.imports.conftest import NOW

MAPPINGS = Path(__file__).parents[3] / "docs" / "how-to" / "mappings"


@pytest.fixture
def imported(data, workspace, store, tmp_path):
    """Take a public file in with its example mapping: the totals, and a way to ask the log."""

    def run(mapping: str, file: str):
        path, read = data / file, read_mapping(MAPPINGS / f"{mapping}.toml")
        totals = import_file(path, read, workspace=workspace, store=store, home=tmp_path, now=NOW)
        log = store.frame(workspace.key)

        def ask(query: str):
            return log.query("log", query).fetchone()

        return totals, ask

    return run


NPS = """
SELECT round(100.0 * (count(*) FILTER (value >= 9) - count(*) FILTER (value <= 6)) / count(value), 2), count(value)
FROM log WHERE name = 'nps'"""


def test_the_garden_centres_nps_is_53_42_on_13612_answers(imported):
    # data README: NPS 53.42 on 13,612 answers; the scale is 1 to 10, 342 are blank
    totals, ask = imported("nps_garden_fr", "nps_garden_fr/nps.csv")

    assert ask(NPS) == (53.42, 13_612)
    assert totals.rejected == 0
    assert ask("SELECT count(DISTINCT scale), any_value(scale) FROM log WHERE name = 'nps'") == (1, "nps:1-10")
    assert ask("SELECT count(*) FROM log WHERE text LIKE '%délai%'")[0] > 0


@pytest.mark.parametrize(("year", "nps", "answers"), [(2017, 39.84, 2_746), (2018, 30.98, 2_650)])
def test_the_airports_nps_leaves_out_code_11(imported, year, nps, answers):
    # computed from the raw files without code 11: 2017 39.84 (n = 2,746), 2018 30.98 (n = 2,650)
    totals, ask = imported(f"sfo_airport_{year}", f"sfo_airport_survey/{year}_SFO_Customer_Survey_20250817.csv")

    assert ask(NPS) == (nps, answers)
    assert ask("SELECT min(value), max(value) FROM log WHERE scale = 'csat:1-5'") == (1.0, 5.0)
    assert totals.rejected == 0


def test_online_retail_has_the_invoices_customers_and_sum_that_uci_states(imported):
    # UCI 352: 25,900 invoices, 4,372 customers, sum 9,747,747.93
    totals, ask = imported("online_retail", "online_retail/online_retail.parquet")

    assert (totals.rows, totals.threads, totals.customers, totals.rejected) == (541_909, 25_900, 4_372, 0)
    assert ask("SELECT count(*), round(sum(CASE kind WHEN 'refund' THEN -value ELSE value END), 2) FROM log") == (
        541_909,
        9_747_747.93,
    )
    assert ask("SELECT count(*) FROM log WHERE kind = 'refund' AND thread LIKE 'C%'") == (9_288,)


def test_cdnow_has_its_23570_customers(imported):
    # Fader & Hardie's master file: 23,570 customers, 69,659 purchases, 1997-01-01 to 1998-06-30
    _, ask = imported("cdnow", "cdnow/CDNOW_master.txt")

    assert ask("SELECT count(*), count(DISTINCT alias) FROM log") == (69_659, 23_570)
    first, last = ask("SELECT min(occurred_at), max(occurred_at) FROM log")
    assert (str(first), str(last)) == ("1997-01-01 05:00:00", "1998-06-30 04:00:00")


def test_telco_customers_at_the_start_of_the_last_month_and_those_who_left_in_it(imported):
    # IBM: 1,869 of 7,043 left, 26.54 %
    _, ask = imported("telco_churn", "telco_churn/Telco-Customer-Churn.csv")

    there = "SELECT count(DISTINCT alias) FROM log WHERE name = 'subscribed' AND occurred_at <= '2019-07-01'"
    left = "SELECT count(DISTINCT alias) FROM log WHERE name = 'cancelled' AND occurred_at >= '2019-07-01'"
    assert (ask(there)[0], ask(left)[0]) == (7_043, 1_869)
    assert round(100 * ask(left)[0] / ask(there)[0], 2) == 26.54


def test_incidents_take_as_long_as_pandas_says(imported, data):
    file = "support_incidents_servicenow/incident_event_log_full_stripped.csv.zst"
    _, ask = imported("support_incidents_servicenow", file)

    rows = pd.read_csv(pa.CompressedInputStream(pa.OSFile(str(data / file)), "zstd"), dtype=str, na_values="?")
    opened = pd.to_datetime(rows.groupby("number").opened_at.first(), format="%d/%m/%Y %H:%M")
    resolved = rows[rows.ident_state == "Resolved"]
    last = pd.to_datetime(resolved.sys_updated_at, format="%d/%m/%Y %H:%M").groupby(resolved.number).max()
    hours = (last - opened).dt.total_seconds() / 3600
    mine = ask("""
        SELECT count(hours), median(hours), avg(hours) FROM (
            SELECT thread, epoch(max(occurred_at) FILTER (name = 'resolved')
                         - min(occurred_at) FILTER (name = 'inbound')) / 3600 AS hours FROM log GROUP BY thread)""")

    assert ask("SELECT count(DISTINCT thread) FROM log") == (24_918,)
    assert mine[0] == hours.count() == 24_905
    assert mine[1:] == pytest.approx((hours.median(), hours.mean()))
    reopened = (rows.groupby("number").reopen_count.max().astype(int) > 0).sum()
    assert ask("SELECT count(DISTINCT thread) FROM log WHERE name = 'reopened'") == (reopened,)


def test_the_helpdesk_log_keeps_every_activity_and_knows_the_ends(imported, data):
    _, ask = imported("helpdesk_italian", "event_logs/helpdesk_italian.parquet")

    rows = pd.read_parquet(data / "event_logs/helpdesk_italian.parquet")
    ends = rows[rows["concept:name"].isin(["Resolve ticket", "Closed", "RESOLVED"])]
    assert ask("SELECT count(*), count(DISTINCT thread) FROM log WHERE kind = 'event'") == (21_348, 4_580)
    assert ask("SELECT count(*), count(DISTINCT thread) FROM log WHERE name = 'inbound'") == (4_580, 4_580)
    assert ask("SELECT count(*) FROM log WHERE name = 'resolved'") == (len(ends),)
    last = ends.groupby("case:concept:name")["time:timestamp"].max()
    assert ask("SELECT count(DISTINCT thread) FROM log WHERE name = 'resolved'") == (len(last),)


def test_late_parcels_have_the_lower_stars(imported):
    # computed from the file: 10.6 % late; mean stars 2.08 when late, 3.69 when not (the undelivered among them)
    _, ask = imported("olist_classified", "olist_classified/olist_classified_public_dataset.csv.zst")

    late = "SELECT round(avg(value), 2), count(*) FROM log WHERE kind = 'answer' AND touchpoint = 'delivered late'"
    other = "SELECT round(avg(value), 2) FROM log WHERE kind = 'answer' AND touchpoint <> 'delivered late'"
    assert ask(late) == (2.08, 380)
    assert ask(other) == (3.69,)
    assert round(100 * 380 / ask("SELECT count(*) FROM log WHERE kind = 'answer'")[0], 1) == 10.6


def test_a_clickstream_cut_off_in_its_last_line_loses_that_line_only(data, written, take_in):
    file = next((data / "clickstream_rees46_sample").glob("*.csv*"))
    mapping = """
source = "clicks"
[[interactions]]
kind = "event"
name = "{event_type}"
occurred_at = "{event_time}"
customer = "{user_id}"
session = "{user_session}"
product = "{product_id}"
"""
    totals = take_in(file, mapping)

    assert (totals.heard, totals.rejected, totals.customers) == (17_434, 1, 4_504)
