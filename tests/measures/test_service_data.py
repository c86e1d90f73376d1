"""Resolution times of two public logs, against a computation of its own in pandas.

Incidents of a ServiceNow instance (UCI 498, CC BY 4.0) and an Italian help desk (4TU); the rows stay outside.
"""

import os
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from heedful import measures as m

DATA = Path(os.environ.get("HEEDFUL_DATA") or Path(__file__).parents[2].with_name("shared") / "data")
OVER = ("Resolved", "Closed")


def file_of(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not there: set HEEDFUL_DATA to the folder of public data")
    return path


def events_of(frame, opened, resolved, reopened):
    """Log rows out of rows (thread, at, place) of three sorts."""
    parts = [
        part.assign(name=name) for name, part in (("inbound", opened), ("resolved", resolved), ("reopened", reopened))
    ]
    events = pd.concat(parts, ignore_index=True)
    return pa.table(
        {
            "id": events["place"].map("{:06}".format).tolist(),
            "thread": events["thread"].astype(str).tolist(),
            "name": events["name"].tolist(),
            "employee": pa.nulls(len(events), pa.string()),
            "occurred_at": events["at"].to_numpy("datetime64[us]"),
            "received_at": events["at"].to_numpy("datetime64[us]"),
        }
    )


@pytest.fixture(scope="module")
def incidents():
    """Each state of each incident, in order, as ServiceNow logged it (to the minute)."""
    path = file_of("support_incidents_servicenow/incident_event_log_full_stripped.csv.zst")
    with pa.input_stream(path, compression="zstd") as stream:
        rows = pd.read_csv(stream, usecols=["number", "ident_state", "sys_mod_count", "opened_at", "sys_updated_at"])
    for column in ("opened_at", "sys_updated_at"):
        rows[column] = pd.to_datetime(rows[column], format="%d/%m/%Y %H:%M")
    rows = rows.sort_values(["number", "sys_updated_at", "sys_mod_count"], ignore_index=True)
    over = rows["ident_state"].isin(OVER)
    before = over.groupby(rows["number"]).shift(fill_value=False)
    return rows.assign(over=over, ends=over & ~before, again=~over & before)


@pytest.fixture(scope="module")
def heard(incidents):
    log = incidents.rename(columns={"number": "thread", "sys_updated_at": "at"})
    log["place"] = log.groupby("thread").cumcount() + 1
    first = log.groupby("thread", as_index=False).first()
    opened = first.assign(at=first[["opened_at", "at"]].min(axis=1), place=0)
    return events_of(log, opened, log[log["ends"]], log[log["again"]])


def minutes_by_pandas(incidents, which):
    """Opened to the first or last time it went into a state that is over; incidents that are over at the end."""
    began = incidents.groupby("number")[["opened_at", "sys_updated_at"]].first().min(axis=1)
    ends = incidents[incidents["ends"]].groupby("number")["sys_updated_at"].agg(which)
    if which == "last":
        ends = ends[incidents.groupby("number")["over"].last()]
    return (ends - began).dropna().dt.total_seconds()


def seconds_of(spans):
    found = spans.collect(backend="pyarrow").to_pandas()
    return np.sort(found.loc[found["ended"], "wait_seconds"].to_numpy()), found


@pytest.mark.parametrize(("spans", "which"), [(m.first_resolutions, "first"), (m.full_resolutions, "last")])
def test_twenty_five_thousand_incidents_take_as_long_as_pandas_says(incidents, heard, spans, which):
    expected = np.sort(minutes_by_pandas(incidents, which).to_numpy())

    ended, found = seconds_of(spans(duckdb.from_arrow(heard), now=incidents["sys_updated_at"].max()))

    assert len(found) == incidents["number"].nunique() == 24_918  # UCI's own count
    assert np.array_equal(ended, expected)


def test_the_notebooks_median_and_mean_are_those_of_pandas(incidents, heard):
    seconds = minutes_by_pandas(incidents, "first")
    assert len(seconds) == 24_918  # none is open, so the median is the plain one

    log = duckdb.from_arrow(heard)

    assert m.first_resolution(log).column("value").to_pylist() == [seconds.median()]
    assert m.first_resolution(log, method="mean").column("value").to_pylist() == [pytest.approx(seconds.mean())]


def test_the_share_reopened_is_that_of_pandas(incidents, heard):
    expected = incidents.groupby("number")["again"].any()

    found = m.reopen(duckdb.from_arrow(heard)).to_pylist()[0]

    assert (found["value"], found["n"]) == (pytest.approx(expected.mean()), 24_918)


def test_an_italian_help_desk_resolves_when_its_log_says_so():
    rows = pd.read_parquet(file_of("event_logs/helpdesk_italian.parquet"))
    rows = rows.rename(columns={"case:concept:name": "thread", "time:timestamp": "at", "concept:name": "what"})
    rows["at"] = rows["at"].dt.tz_convert(None)
    rows = rows.sort_values(["thread", "at"], kind="stable", ignore_index=True)
    rows["place"] = rows.groupby("thread").cumcount()
    resolved, opened = rows[rows["what"] == "Resolve ticket"], rows[rows["place"] == 0]
    opened, resolved = opened.assign(place=0), resolved.assign(place=resolved["place"] + 1)
    span = (
        resolved.groupby("thread")["at"].agg(["first", "last"]).join(opened.set_index("thread")["at"].rename("began"))
    )

    log = duckdb.from_arrow(events_of(rows, opened, resolved, resolved.head(0)))
    first, found = seconds_of(m.first_resolutions(log, now=rows["at"].max()))
    full, _ = seconds_of(m.full_resolutions(log, now=rows["at"].max()))

    assert len(found) == 4_580  # published number of cases
    assert np.array_equal(first, np.sort((span["first"] - span["began"]).dt.total_seconds() // 1))
    assert np.array_equal(full, np.sort((span["last"] - span["began"]).dt.total_seconds() // 1))
