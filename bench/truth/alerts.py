"""Do alerts fire by chance as often as they say?

python bench/truth/alerts.py [HISTORIES]      200 of each kind unless told otherwise; the same each time

Each history is steady: whatever fires is a false alarm. Their share of all looks has to lie within 20 % of the stated
one, and what chance adds to that, for numbers that are looked at once a week, day or hour.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np

from heedful.stats.angles import angle
from heedful.stats.limits import limits_of_change, limits_of_level, rate_of, usual
from heedful.stats.spikes import most_usual, scatter_of

WEEKS = 12
LOOKS = 156  # three years of weeks
OFF = 0.2
WEEKS_OF_LOOKS = 6  # of each hour
WEEK, DAY = 7 * 1440, 1440
Draw = np.random.Generator
Window = tuple[float, int]


def nps(draw: Draw, bunched: float = 0.0) -> Window:
    n = int(draw.integers(15, 90))
    happy = float(np.clip(0.5 + draw.normal(0, bunched), 0.05, 0.75)) if bunched else 0.5
    counted = draw.multinomial(n, (happy, 0.8 - happy, 0.2))
    return 100 * (counted[0] - counted[2]) / n, n


def bunched_nps(draw: Draw) -> Window:
    return nps(draw, 0.08)


def satisfied(draw: Draw) -> Window:
    n = int(draw.integers(20, 60))
    return draw.binomial(n, 0.8) / n, n


def main() -> int:
    histories = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    wrong = [*of_changes(histories), *of_levels(histories), *of_spikes(histories)]
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def of_changes(histories: int) -> Iterator[str]:
    for name, heard in {"NPS": nps, "NPS, bunched": bunched_nps, "CSAT": satisfied}.items():
        for days, window in ((90, WEEK), (365, WEEK), (90, DAY)):
            rate = rate_of(days, window)

            def fires(before: list[Window], now: Window, rate: float = rate) -> bool:
                past = usual([x for x, _ in before], [n for _, n in before])
                return past is not None and not limits_of_change(past, now[1], rate=rate).holds(now[0])

            yield from judged(f"change of {name}, one in {1 / rate:.0f}", heard, fires, rate, histories)


def of_levels(histories: int) -> Iterator[str]:
    """Just at the standard: the worst there is."""
    rate = rate_of(180, WEEK)

    def below(before: list[Window], now: Window) -> bool:
        past = usual([x for x, _ in before], [n for _, n in before])
        return past is not None and not limits_of_level(past, 30, now[1], rate=rate, side="below").holds(now[0])

    def short(before: list[Window], now: Window) -> bool:
        past = usual([angle(x, n) for x, n in before], [n for _, n in before])
        at = angle(0.8, now[1])
        low = limits_of_level(past, at, now[1], rate=rate, side="below").low if past else -1.0
        return angle(*now) < low

    yield from judged(f"level of NPS, one in {1 / rate:.0f}", nps, below, rate, histories)
    yield from judged(f"level of CSAT, one in {1 / rate:.0f}", satisfied, short, rate, histories)


def singly(draw: Draw, busy: np.ndarray) -> np.ndarray:
    return draw.poisson(busy)


def in_pairs(draw: Draw, busy: np.ndarray) -> np.ndarray:
    return 2 * draw.poisson(busy / 2)


def by_the_weather(draw: Draw, busy: np.ndarray) -> np.ndarray:
    """Hours are busier or quieter as a whole: twice the variance of single events, and a longer tail than pairs."""
    return draw.negative_binomial(busy, 0.5)


def of_spikes(histories: int) -> Iterator[str]:
    """Six weeks of hours each after eight, busy by day and quiet by night."""
    for days in (30, 90):
        for heard in (singly, in_pairs, by_the_weather):
            rate = rate_of(days, 60)
            began = time.perf_counter()
            false = sum(spikes_in(heard, np.random.default_rng([3, seed]), rate) for seed in range(histories))
            name = f"spike of messages {heard.__name__.replace('_', ' ')}, one in {1 / rate:.0f}"
            yield from told(name, false, histories * WEEKS_OF_LOOKS * 168, rate, time.perf_counter() - began)


def spikes_in(heard: Callable[[Draw, np.ndarray], np.ndarray], draw: Draw, rate: float) -> int:
    counts = heard(draw, np.tile(12 * np.exp(0.6 * np.sin(np.arange(168) / 24 * 2 * np.pi)), (8 + WEEKS_OF_LOOKS, 1)))
    false = 0
    for week in range(8, 8 + WEEKS_OF_LOOKS):
        before, now = counts[week - 8 : week], counts[week]
        scatter, mean = scatter_of(before.T), before.mean(axis=0)
        likely = np.flatnonzero(now > mean + 1.5 * np.sqrt(mean))  # nearer than that, nothing fires
        false += sum(now[hour] > most_usual(before[:, hour], rate=rate, scatter=scatter) for hour in likely)
    return false


def judged(
    name: str,
    heard: Callable[[Draw], Window],
    fires: Callable[[list[Window], Window], bool],
    rate: float,
    histories: int,
) -> Iterator[str]:
    false = looks = 0
    began = time.perf_counter()
    for seed in range(histories):
        draw = np.random.default_rng([2, seed])
        windows = [heard(draw) for _ in range(WEEKS + LOOKS)]
        for at in range(WEEKS, len(windows)):
            looks += 1
            false += fires(windows[at - WEEKS : at], windows[at])
    yield from told(name, false, looks, rate, time.perf_counter() - began)


def told(name: str, false: int, looks: int, rate: float, seconds: float) -> Iterator[str]:
    """Prints what was realised beside what was stated; gives what is off by more than it may, and than chance."""
    times = false / looks / rate
    chance = 2 / max(rate * looks, 1) ** 0.5
    note = f"{false} false alarms of {looks} looks: {times:.2f} times the stated"
    print(json.dumps({"job": f"alerts, {name}", "by": "heedful", "seconds": seconds / looks, "note": note}), flush=True)
    if abs(times - 1) > OFF + chance:
        yield f"{name}: {note}"


if __name__ == "__main__":
    sys.exit(main())
