"""What is written to a file and imported is what the log knows, whatever people write."""

import csv
import io
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heedful.listen.imports.actions import prepare
from heedful.listen.imports.formats import opened
from heedful.listen.imports.grouping import grids
from heedful.listen.imports.hearing import Ear
from heedful.listen.imports.mapping_file import parse_mapping
from tests.full import times
from tests.listen.imports.conftest import NOW

MAPPING = """
source = "survey"
[file]
delimiter = "{mark}"
dates = "year-first"
time_zone = "UTC"
decimal = "{decimal}"
[rows]
id = "{{id}}"
[[interactions]]
kind = "order"
occurred_at = "{{at}}"
customer = "{{who}}"
value = "{{amount}}"
text = "{{text}}"
"""
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n\t\"';,"), max_size=30
)
NAMES = st.from_regex(r"[\w@.'-]{1,20}", fullmatch=True)
TIMES = st.integers(0, 3 * 10**9).map(lambda second: datetime(1930, 1, 1, tzinfo=UTC) + timedelta(seconds=second))
ROWS = st.lists(
    st.tuples(NAMES, TIMES, st.decimals(-10**9, 10**9, places=2), WORDS), min_size=1, max_size=20
)  # fmt: skip


@settings(max_examples=times(30, 10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, mark=st.sampled_from([",", ";", "|"]), decimal=st.sampled_from([".", ","]), bom=st.booleans())
def test_rows_written_are_the_rows_heard(tmp_path, rows, mark, decimal, bom):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(["id", "at", "who", "amount", "text"])
    for number, (who, at, amount, words) in enumerate(rows):
        writer.writerow([number, at.isoformat(sep=" "), who, str(amount).replace(".", decimal), words])
    path = tmp_path / "orders.csv"
    path.write_text(text.getvalue(), encoding="utf-8-sig" if bom else "utf-8", newline="")

    heard = _heard(path, parse_mapping(MAPPING.format(mark=mark, decimal=decimal)))

    assert [(row["alias"], row["occurred_at"], row["value"], row["text"]) for row in heard] == [
        (who.strip(), at.replace(tzinfo=None), float(amount), words if words.strip() else None)
        for who, at, amount, words in rows
    ]


def _heard(path, mapping):
    prepared = prepare(path, mapping)
    ear = Ear(mapping, prepared.layout.names, NOW, NOW)
    chunks = grids(opened(prepared.layout).chunks(), mapping.rows, prepared.settled.conventions)
    return [row for chunk, grid in chunks for heard in ear.hear(chunk, grid) for row in heard.batch.to_pylist()]
