"""Response times over a million messages, and working time over a million waits, beside pandas doing the same.

Each job runs in a process of its own, so that its peak memory is its own. The waits are compared
before anything is printed: a quick answer that differs is no answer.
"""

import json
import multiprocessing
import resource
import sys
import time
from datetime import datetime

import numpy as np
import pyarrow as pa

MESSAGES = 1_000_000
THREADS = 150_000
NOW = datetime(2026, 1, 1)  # noqa: DTZ001 - naive UTC, as in the log
NAMES = np.array(
    ["inbound"] * 40 + ["human_reply"] * 30 + ["bot_reply"] * 8 + ["note"] * 5 + ["handoff"] * 4
    + ["resolved"] * 8 + ["reopened"] * 3 + ["campaign"] * 2
)  # fmt: skip
HOURS = "Mon-Fri 8:00-12:00 13:30-18:00; Sat 10:00-14:00"


def messages() -> pa.Table:
    """A year of conversations: about seven events each, shuffled, a few of the same second."""
    rng = np.random.default_rng(20260101)
    thread = rng.integers(0, THREADS, MESSAGES)
    began = rng.integers(0, 360 * 86_400, THREADS)
    second = began[thread] + np.floor(rng.exponential(20_000, MESSAGES)).astype(np.int64)
    occurred = np.datetime64("2025-01-01", "us") + second.astype("timedelta64[s]")
    return pa.table(
        {
            "id": np.char.mod("%07d", rng.permutation(MESSAGES)),
            "thread": np.char.mod("c%06d", thread),
            "name": NAMES[rng.integers(0, len(NAMES), MESSAGES)],
            "employee": np.char.mod("e%02d", rng.integers(0, 40, MESSAGES)),
            "location": np.char.mod("l%02d", rng.integers(0, 20, MESSAGES)),
            "occurred_at": occurred,
            "received_at": occurred + rng.integers(0, 5, MESSAGES).astype("timedelta64[s]"),
        }
    )


def ours() -> tuple[float, object]:
    import duckdb

    from heedful import measures

    with duckdb.connect() as connection:
        connection.register("heard", messages())
        connection.execute("create table log as from heard")
        return timed(lambda: found(measures.first_response(connection.table("log"), by=["location"], now=NOW)))


def ours_in_pandas() -> tuple[float, object]:
    from heedful import measures

    frame = messages().to_pandas()
    return timed(lambda: found(measures.first_response(frame, by=["location"], now=NOW)))


def by_pandas() -> tuple[float, object]:
    frame = messages().to_pandas()
    return timed(lambda: medians_by_pandas(frame))


def found(answer) -> dict[str, float]:
    columns = answer.to_pydict() if isinstance(answer, pa.Table) else answer.to_dict("list")
    return dict(zip(columns["location"], columns["value"], strict=True))


def medians_by_pandas(frame) -> dict[str, float]:
    """The same definition, written by hand for pandas: flags, group-wise running counts, a merge."""
    from heedful.stats import median_duration

    names = ["inbound", "human_reply", "handoff", "resolved", "reopened", "campaign", "survey"]
    events = frame[frame["name"].isin(names) & (frame["occurred_at"] <= NOW)]
    events = events.sort_values(["thread", "occurred_at", "received_at", "id"], ignore_index=True)
    name, thread = events["name"], events["thread"]
    replied, resolved, inbound = (name == each for each in ("human_reply", "resolved", "inbound"))
    events["replies"] = replied.groupby(thread).cumsum() - replied
    events["resolves"] = resolved.groupby(thread).cumsum() - resolved
    asked_after = events["replies"].where(inbound, -1).groupby(thread).cummax()
    first_campaign = (inbound.groupby(thread).cumsum() == 0) & name.isin(["campaign", "survey"])
    events["wrote_first"] = first_campaign.groupby(thread).cumsum()
    may_start = inbound | ((name == "reopened") & (asked_after == events["replies"]))
    spell = [events["thread"], events["replies"], events["resolves"]]
    started = may_start.groupby(spell).cumsum()
    starts = events[may_start & (started == 1) & (events["replies"] == 0) & (events["wrote_first"] == 0)]
    keys = ["thread", "replies", "resolves"]
    replies = events[replied & (events["replies"] == 0)].set_index("thread")["occurred_at"].rename("replied_at")
    handed = events[(name == "handoff") & (started > 0)].groupby(keys)["occurred_at"].min().rename("handed_at")
    closed = events[resolved].groupby(keys)["occurred_at"].min().rename("closed_at")
    waits = starts.join(replies, on="thread").join(handed, on=keys).join(closed, on=keys)
    last = waits["resolves"] == waits.groupby("thread")["resolves"].transform("max")
    answered = last & waits["replied_at"].notna()
    waits["began"] = waits["handed_at"].fillna(waits["occurred_at"])
    waits["ended"] = answered
    seconds = (waits["replied_at"].where(answered).fillna(NOW) - waits["began"]).dt.total_seconds() // 1
    waits = waits.assign(seconds=seconds)[answered | waits["closed_at"].isna()]
    return {
        place: median_duration(group["seconds"].to_numpy(), group["ended"].to_numpy()).value
        for place, group in waits.groupby("location")
    }


def waits_of_a_year() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    start = np.datetime64("2020-01-01", "us") + rng.integers(0, 6 * 365 * 86_400, MESSAGES).astype("timedelta64[s]")
    return start, start + rng.integers(0, 5 * 86_400, MESSAGES).astype("timedelta64[s]")


def working_time() -> tuple[float, object]:
    from heedful.stats import BusinessCalendar, business_seconds, public_holidays

    calendar = BusinessCalendar.parse(HOURS, "Europe/Vilnius", public_holidays("LT", range(2020, 2027)))
    start, end = waits_of_a_year()
    return timed(lambda: float(business_seconds(start, end, calendar).sum()))


def median_of_a_million() -> tuple[float, object]:
    from heedful.stats import median_duration

    start, end = waits_of_a_year()
    seconds = (end - start).astype("timedelta64[s]").astype(float)
    ended = np.arange(MESSAGES) % 10 > 0
    return timed(lambda: median_duration(seconds, ended).value)


def timed(job) -> tuple[float, object]:
    """The best of three, as the machine is never quite alone."""
    runs = []
    for _ in range(3):
        began = time.perf_counter()
        answer = job()
        runs.append(time.perf_counter() - began)
    return min(runs), answer


RESPONSES = f"First response by location, {MESSAGES:,} events in {THREADS:,} conversations"
JOBS = (
    (RESPONSES, "heedful", ours, {"pandas": 1}),
    (RESPONSES, "heedful on a pandas frame", ours_in_pandas, None),
    (RESPONSES, "pandas", by_pandas, None),
    (f"Working time of {MESSAGES:,} waits", "heedful", working_time, {"seconds": 0.5}),
    (f"Median of {MESSAGES:,} waits, a tenth open", "heedful", median_of_a_million, {"seconds": 0.1}),
)


def step(number: int, told) -> None:
    seconds, answer = JOBS[number][2]()
    told.put((seconds, answer, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> int:
    context = multiprocessing.get_context("spawn")
    answers: dict[str, object] = {}
    for number, (job, by, _, limits) in enumerate(JOBS):
        told = context.Queue()
        process = context.Process(target=step, args=(number, told))
        process.start()
        seconds, answer, peak = told.get()
        process.join()
        if answers.setdefault(job, answer) != answer:
            print(f"{by} answers {job} otherwise: {answer} and not {answers[job]}")
            return 1
        line = {"job": job, "by": by, "seconds": seconds, "rows": MESSAGES, "peak_mib": peak}
        print(json.dumps(line | ({"limits": limits} if limits else {})), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
