"""Any points there can be, and what is asked of all drawings."""

import re

from hypothesis import strategies as st

from heedful.ui.charts import Point
from heedful.ui.charts.examples import month

NUMBERS = st.none() | st.floats(-120, 120) | st.floats(-1e300, 1e300)
UNITS = st.sampled_from(["points", "share", "seconds", "money", "score", "days", "orders", "count"])
NAMES = st.text(max_size=30)
STATES = st.sampled_from(["sure", "few", "open"])


@st.composite
def points(draw, ats=NAMES):
    low, value, high = sorted(
        (draw(NUMBERS), draw(NUMBERS), draw(NUMBERS)), key=lambda number: (number is None, number or 0)
    )
    return Point(draw(ats), value, low, high, draw(st.none() | st.integers(0, 10**9)), draw(STATES))


MONTHS = st.integers(0, 60).map(month)
ROWS = st.lists(points(), max_size=8).map(tuple)


def in_percent(*places: float | None) -> bool:
    return all(place is None or 0 <= place <= 100 for place in places)


def numbers_of(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.e+-]+) ([\d.e+-]+)", path)]
