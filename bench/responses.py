"""A million responses: the list, the search, the summary, and each export.

`python bench/responses.py [HOW_MANY] [look]` makes a home of its own and removes it at the end. `look`: no exports.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

WORDS = ["the", "staff", "was", "friendly", "but", "changing", "rooms", "are", "cold", "dirty", "music", "loud"]
WORDS += ["price", "high", "very", "puiku", "šalta", "дорого", "чудово", "чисто"]
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
CHANNELS = ("link", "qr", "kiosk", "email")
OPTIONS = ("price", "staff", "music", "clean", "hours")
PART = 20_000
REPEATS = 20
DOCUMENT = {
    "languages": ["en"],
    "questions": [
        {"type": "nps", "key": "nps", "title": {"en": "Would you recommend us?"}},
        {"type": "csat", "key": "staff", "title": {"en": "How was our staff?"}},
        {"type": "choice", "key": "why", "title": {"en": "Why?"}, "many": True, "other": True,
         "options": [{"key": key, "title": {"en": key.title()}} for key in OPTIONS]},
        {"type": "text", "key": "words", "title": {"en": "Anything else?"}},
    ],
}  # fmt: skip


def prepare(home: Path) -> None:
    os.environ |= {"HEEDFUL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
    from heedful.config import home as homes

    homes.make_folder(home)
    homes.prepare(home)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def furnish(n: int) -> None:
    from django.contrib.auth.models import User

    from heedful.listen.surveys.models import Survey, SurveyVersion
    from heedful.people.models import Location, Member, Workspace

    workspace = Workspace.objects.create(key="bench", name="Bench", time_zone="Europe/Vilnius")
    Member.objects.create(workspace=workspace, user=User.objects.create_user("bench"), role="owner")
    Location.objects.bulk_create(Location(workspace=workspace, key=f"l{at}", name=f"L{at}") for at in range(40))
    survey = Survey.objects.create(workspace=workspace, key="visit", name="Visit", created_at=BEGIN)
    survey.published = SurveyVersion.objects.create(survey=survey, number=1, document=DOCUMENT, published_at=BEGIN)
    survey.save()
    began = time.perf_counter()
    dice, pattern = random.Random(7), min(n, PART)
    keep(survey, [one(dice, at, n) for at in range(pattern)])
    for copy in range(1, n // pattern):
        repeat(pattern, timedelta(days=365) * (copy * pattern / n))
    flag_some()
    print(f"{n:,} responses kept in {time.perf_counter() - began:.0f} s")


def one(dice: random.Random, at: int, n: int) -> dict:
    answers = {"nps": dice.choices(range(11), (1, 1, 1, 2, 2, 3, 4, 9, 12, 10, 12))[0]}
    if dice.random() < 0.9:
        answers["staff"] = dice.choices(range(1, 6), (1, 2, 4, 8, 10))[0]
    if dice.random() < 0.7:
        answers["why"] = {"chosen": [key for key in OPTIONS if dice.random() < 0.3] or ["price"]}
    if dice.random() < 0.4:
        answers["words"] = " ".join(dice.choices(WORDS, k=12)) + (" unicorn" if dice.random() < 0.0002 else "")
    begun = BEGIN + timedelta(days=365) * (at / n)
    return {
        "key": uuid.UUID(int=dice.getrandbits(128), version=4), "answers": answers, "begun": begun,
        "channel": dice.choice(CHANNELS), "place": dice.randrange(40), "finished": dice.random() < 0.8,
        "language": "lt" if at % 1_000 == 0 else "en",
        "suspicion": 75 if at % 1_000 == 1 else 40 if at % 50 == 2 else 0,
    }  # fmt: skip


def keep(survey, rows: list[dict]) -> None:
    """As recording leaves them, into the table and into the log."""
    from django.db import connection, transaction

    from heedful.interactions import loader, spool, stores
    from heedful.listen.responses.heard import interactions_of
    from heedful.listen.responses.models import Response
    from heedful.listen.responses.words import written_words
    from heedful.listen.surveys.queries import published_document
    from heedful.people.models import Location

    document, version = published_document(survey.published), survey.published
    places = list(Location.objects.order_by("pk"))
    responses = [
        Response(
            workspace=survey.workspace, survey=survey, version=version, key=row["key"], location=places[row["place"]],
            channel=row["channel"], language=row["language"], answers=row["answers"], score=row["answers"]["nps"],
            suspicion=row["suspicion"],
            seconds=dict.fromkeys(row["answers"], 3.5), words=written_words(document, row["answers"]),
            started_at=row["begun"], updated_at=row["begun"], settled_at=row["begun"], told=list(row["answers"]),
            finished_at=row["begun"] + timedelta(seconds=40) if row["finished"] else None,
        )
        for row in rows
    ]  # fmt: skip
    heard = [item for each in responses for item in interactions_of(each, document, list(each.answers))]
    with transaction.atomic():
        Response.objects.bulk_create(responses, batch_size=1_000)
        spool.hear("bench", heard)
    loader.load(stores.current(), now=BEGIN)
    connection.close()


def repeat(pattern: int, later: timedelta) -> None:
    """The first ones once more, under other keys and at another time."""
    from django.db import connection

    from heedful.interactions import stores

    days = later / timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pragma_table_info('listen_response') WHERE name <> 'id'")
        names = [name for (name,) in cursor.fetchall()]
        made = {"key": "lower(hex(randomblob(16)))"}
        made |= {name: f"datetime({name}, '+{days} days')" for name in names if name.endswith("_at")}
        chosen = ", ".join(made.get(name, f'"{name}"') for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        cursor.execute(
            f"INSERT INTO listen_response ({columns}) SELECT {chosen} FROM listen_response ORDER BY id LIMIT %s",
            [pattern],
        )
    tag, micros = f"{days}", int(later / timedelta(microseconds=1))
    stores.current()._db.execute(f"""INSERT INTO rows_answer SELECT * REPLACE (
        id || '{tag}' AS id, thread || '{tag}' AS thread, hash(id || '{tag}') AS digest,
        occurred_at + INTERVAL ({micros}) MICROSECOND AS occurred_at) FROM (FROM rows_answer LIMIT {pattern * 3})""")


def flag_some() -> None:
    """One of a hundred repeats the one before it."""
    from django.db import connection

    made = "SELECT id, id - 1, workspace_id, 'person', updated_at FROM listen_response WHERE id %% 100 = 0"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO listen_repeat (response_id, earlier_id, workspace_id, why, found_at) {made}", [])


def measured(job: str, *tries: Callable[[], object], limit: float = 0.5, before: Callable[[], object] = int) -> None:
    took, worked = [], []
    for each in tries:
        before()
        began, at_work = time.perf_counter(), time.process_time()
        each()
        took.append(time.perf_counter() - began)
        worked.append(time.process_time() - at_work)
    took.sort()
    p95 = took[min(int(len(took) * 0.95), len(took) - 1)]
    middle, processor = 1000 * took[len(took) // 2], 1000 * sorted(worked)[len(worked) // 2]
    note = f"median {middle:.0f} ms of {len(took)}, {processor:.0f} ms of the processor"
    said = {"job": f"{job}, p95", "by": "heedful", "seconds": p95, "limits": {"seconds": limit}, "note": note}
    print(json.dumps(said), flush=True)


def look() -> None:
    """Each try asks something else, so that nothing is remembered."""
    from django.utils import timezone

    from heedful.interactions import stores
    from heedful.listen.responses import queries, summary
    from heedful.listen.responses.forms import Wanted
    from heedful.listen.surveys.models import Survey
    from heedful.people.models import Location, Member
    from heedful.ui.keyset import Place

    member, survey, store, now = Member.objects.get(), Survey.objects.get(), stores.current(), timezone.now()
    places = list(Location.objects.values_list("pk", flat=True))
    days = [BEGIN.date() + timedelta(days=15 * at) for at in range(REPEATS)]

    def page(wanted: Wanted, key=None) -> Callable[[], object]:
        def show() -> None:
            found = queries.wanted_responses(member, wanted)
            queries.page_of_responses(found, Place(key), size=50)
            queries.counted(found)

        return show

    def summed(wanted: Wanted) -> Callable[[], object]:
        return lambda: summary.summary_of(survey, member, wanted, store=store, now=now)

    deep = [(datetime.combine(day, datetime.min.time(), UTC).isoformat(), 0) for day in days]

    def afresh(wanted: Wanted) -> Callable[[], object]:
        """Without what was remembered of the minute; a tally that is kept is counted on."""
        return lambda: summary._made(survey, member, wanted, store, now)

    def answered() -> None:
        dice = random.Random(uuid.uuid4().int)
        keep(survey, [one(dice, at=dice.randrange(PART), n=PART)])

    of = Wanted(survey=survey.pk)
    measured("List of responses, first page to last", *(page(of, key) for key in deep))
    measured("List, one place", *(page(replace(of, place=place)) for place in places[:REPEATS]))
    bands = ("good", "between", "poor")
    measured("List, a channel and a band", *(page(Wanted(channel=c, band=b)) for c in CHANNELS for b in bands))
    measured("List, ten days", *(page(Wanted(begin=day, end=day + timedelta(days=10))) for day in days))
    few = {"of few": {"language": "lt"}, "of nobody": {"language": "uk"}, "of a channel not used": {"channel": "sms"}}
    few |= {"of few in a place": {"language": "lt", "place": places[3]}, "of a tag not used": {"tag": "none"}}
    few |= {"of what surely looks false": {"suspicion": 75}, "of what may": {"suspicion": 25}}
    few |= {"of what looks false, of nobody": {"suspicion": 100}, "of repeats": {"repeats": True}}
    few |= {"of repeats in a place": {"repeats": True, "place": places[3]}}
    for name, which in few.items():
        measured(f"List {name}", *[page(Wanted(**which)), page(replace(of, **which))] * 5)
        measured(f"Summary {name}", *[afresh(replace(of, **which))] * 5)
    measured("Search for cold, of few", *[page(Wanted(words="cold", language="lt"))] * 5)
    for words in ("unicorn", "cold", "friendly cold", "пуи", "чуд", "salt", "st", "nothing like it"):
        measured(f"Search for {words}", *[page(Wanted(words=words))] * 5)
    measured("Summary, all", *(summed(replace(of, begin=day)) for day in [None, *days[:3]]))
    measured("Summary, one place", *(summed(replace(of, place=place)) for place in places[:REPEATS]))
    measured("Summary, 30 days", *(summed(replace(of, begin=d, end=d + timedelta(days=30))) for d in days))
    measured("Summary, a channel", *(summed(replace(of, channel=channel)) for channel in CHANNELS))
    measured("Summary, a band (the newest 5,000)", *(summed(replace(of, band=band)) for band in bands))
    measured("Summary, after each new response", *[afresh(of)] * REPEATS, before=answered)
    measured("Summary, a place, after each new response", *[afresh(replace(of, place=places[0]))] * 5, before=answered)
    measured("Summary, again within the minute", *[summed(of)] * REPEATS)


def export(form: str) -> None:
    from heedful.listen.responses.exports import export_of
    from heedful.listen.responses.exports.reading import Reading
    from heedful.listen.responses.models import Response
    from heedful.listen.surveys.models import Survey

    survey = Survey.objects.select_related("workspace").get()
    began = time.perf_counter()
    made = export_of(Reading(Response.objects.filter(survey=survey), survey.workspace, survey), form)
    size = sum(len(part) for part in made.parts)
    seconds = time.perf_counter() - began
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
    said = {"job": f"Export of responses, {form}", "by": "heedful", "seconds": seconds, "rows": made.rows}
    limits = {"rows_per_second": 30_000, "peak_mib": 300}
    print(json.dumps(said | {"peak_mib": peak, "limits": limits, "note": f"{size / 1e6:.0f} MB"}), flush=True)


def main(n: int, *, exports: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="heedful-bench-") as folder:
        prepare(Path(folder))
        furnish(n)
        look()
        from heedful.interactions import stores

        stores.close_current()
        for form in ("csv", "parquet", "spss", "xlsx") if exports else ():
            subprocess.run([sys.executable, __file__, "export", form], check=True, env=os.environ.copy())


if __name__ == "__main__":
    if sys.argv[1:2] == ["export"]:
        prepare(Path(os.environ["HEEDFUL_HOME"]))
        export(sys.argv[2])
    else:
        given = [each for each in sys.argv[1:] if each != "look"]
        main(int(given[0]) if given else 1_000_000, exports="look" not in sys.argv)
