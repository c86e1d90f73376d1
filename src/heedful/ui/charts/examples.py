"""One example of each chart, from a made-up chain of six clubs: for the docs, the tests and whoever wants to look."""

from __future__ import annotations

from datetime import date

from heedful.ui.charts.inputs import Answer, Bars, Distribution, Event, Point, Series, Sparkline, State, Trend

PLACES = ("Hafen", "Nord", "Altstadt", "West", "Ost", "Südpark")


def month(number: int) -> date:
    """Months from January 2024 on."""
    return date(2024 + number // 12, number % 12 + 1, 1)


def monthly(values: tuple[float | None, ...], spans: tuple[float, ...], few: tuple[int, ...] = ()) -> tuple[Point, ...]:
    points = []
    for at, value in enumerate(values):
        if value is None:
            points.append(Point(month(at), None))
            continue
        span = spans[at % len(spans)]
        state: State = "few" if at in few else "open" if at == len(values) - 1 else "sure"
        points.append(Point(month(at), value, value - span, value + span, round(38000 / span**2), state))
    return tuple(points)


HAFEN = (22.1, 24.0, 21.3, 19.8, 23.4, 25.0, None, None, 20.2, 18.9, 17.4, 21.0,
         24.6, 27.9, 31.2, 30.4, 33.8, 35.1, 33.0, 36.4, 34.9, 37.2, 36.0, 34.0)  # fmt: skip
NORD = (31.0, 30.2, 33.1, 32.4, 30.9, 31.8, 29.4, 30.0, 28.8, 27.5, 28.1, 26.0,
        26.9, 25.2, 24.8, 25.9, 23.7, 24.4, 22.0, 23.1, 21.8, 22.6, 20.9, 21.5)  # fmt: skip
WEST = (12.0, 14.2, 13.1, 15.8, 15.0, 17.7, 18.1, 16.9, 20.0, 19.2, 21.8, 22.5,
        None, 24.1, 25.0, 23.7, 27.2, 28.0, 26.1, 29.5, 30.8, 31.1, 30.0, 32.4)  # fmt: skip

TREND = Trend(
    title="Would they recommend Hafen?",
    says="Since the changing rooms were renovated, more members would. July and August 2024 were not asked.",
    series=(Series("Hafen", monthly(HAFEN, (6.1, 5.4, 7.0, 5.8), few=(8,))),),
    events=(Event(date(2025, 1, 14), "Changing rooms renovated"), Event(date(2025, 7, 2), "Prices raised")),
    goal=40.0,
    norm=32.0,
    norm_name="Norm",
)
TREND_OF_PLACES = Trend(
    title="Would they recommend us, place by place?",
    series=(
        Series("Hafen", monthly(HAFEN, (6.1, 5.4, 7.0, 5.8))),
        Series("Nord", monthly(NORD, (4.9, 5.2))),
        Series("West", monthly(WEST, (8.0, 7.4))),
    ),
    goal=40.0,
)
TREND_BEFORE = Trend(
    title="How long members waited for a first reply",
    unit="seconds",
    of="waits",
    series=(
        Series(
            "2025",
            tuple(Point(month(12 + at), 60.0 * value, n=120) for at, value in enumerate((94, 88, 91, 75, 70, 66))),
        ),
    ),
    before=Series(
        "2024", tuple(Point(month(at), 60.0 * value, n=98) for at, value in enumerate((121, 118, 130, 99, 107, 111)))
    ),
)
SPARKLINE = Sparkline(title="Hafen", points=monthly(HAFEN, (6.0,)))
BARS = Bars(
    title="How easy was it, touchpoint by touchpoint?",
    says="Share of members who found it easy.",
    unit="share",
    points=(
        Point("Booking a class in the app", 0.86, 0.83, 0.89, 611),
        Point("Checking in at the desk", 0.81, 0.77, 0.85, 402),
        Point("Changing rooms", 0.64, 0.58, 0.70, 268),
        Point("Pausing a membership", 0.41, 0.33, 0.49, 141),
        Point("Cancelling", 0.5, 0.22, 0.78, 8, "few"),
        Point("Personal training", None, n=0),
    ),
    goal=0.8,
)
DISTRIBUTION = Distribution(
    title="How likely are you to recommend us?",
    answers=tuple(
        Answer(
            str(score),
            n,
            "Detractors" if score < 7 else "Passives" if score < 9 else "Promoters",
            "worse" if score < 7 else "neutral" if score < 9 else "better",
        )
        for score, n in enumerate((9, 3, 4, 6, 8, 21, 23, 54, 93, 84, 107))
    ),
)
EXAMPLES = {
    "trend": TREND,
    "trend of places": TREND_OF_PLACES,
    "trend with a year before": TREND_BEFORE,
    "sparkline": SPARKLINE,
    "bars": BARS,
    "distribution": DISTRIBUTION,
}
