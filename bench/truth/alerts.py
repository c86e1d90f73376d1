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

from heedful.stats.limits import angle, dispersion, limits_of_change, limits_of_level, most_usual, rate_of, usual

WEEKS = 12
LOOKS = 156  # three years of weeks
OFF = 0.2
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


def of_spikes(histories: int) -> Iterator[str]:
    """Three weeks of hours each, busy by day and quiet by night."""
    rate, weeks = rate_of(30, 60), 8
    for name, mean, bunch in (("messages", 12.0, 1), ("messages in pairs", 12.0, 2)):
        false = looks = 0
        began = time.perf_counter()
        for seed in range(histories):
            draw = np.random.default_rng([3, seed])
            busy = mean * np.exp(0.6 * np.sin(np.arange(168) / 24 * 2 * np.pi)) / bunch
            counts = bunch * draw.poisson(busy, (weeks + 3, 168))
            for week in range(weeks, weeks + 3):
                before = counts[week - weeks : week]
                scatter = dispersion(before.T)
                for hour in range(168):
                    looks += 1
                    now = counts[week, hour]
                    may = now > before[:, hour].mean()
                    false += bool(may and now > most_usual(before[:, hour], rate=rate, scatter=scatter))
        yield from told(f"spike of {name}, one in {1 / rate:.0f}", false, looks, rate, time.perf_counter() - began)


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
