"""One example of each chart, from a made-up chain of six clubs: for the docs, the tests and whoever wants to look."""

from __future__ import annotations

from datetime import date

from heedful.ui.charts.inputs import (
    Answer,
    Bars,
    Cohort,
    Distribution,
    Dumbbell,
    Event,
    HeatTable,
    Pair,
    Place,
    Point,
    Quadrants,
    Ranking,
    Series,
    SmallMultiples,
    Sparkline,
    Split,
    Spot,
    StackedShares,
    State,
    Step,
    Trend,
    Waterfall,
)

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
DISTRIBUTION_OF_WORDS = Distribution(
    title="Why did you leave?",
    answers=tuple(
        Answer(name, n)
        for name, n in (("I moved away", 61), ("Too expensive", 48), ("Too crowded in the evening", 35), ("Other", 12))
    ),
)
STACKED_SHARES = StackedShares(
    title="Who recommends us, club by club",
    parts=("Detractors", "Passives", "Promoters"),
    tones=("worse", "neutral", "better"),
    rows=(
        Split("Hafen", (74, 148, 190)),
        Split("West", (81, 120, 176)),
        Split("Nord", (120, 141, 204)),
        Split("Altstadt", (96, 88, 77)),
        Split("Ost", (31, 34, 12)),
        Split("Südpark", (0, 0, 0)),
    ),
)
SMALL_MULTIPLES = SmallMultiples(
    title="Would they recommend us, place by place?",
    says="Six clubs on one scale; the number is the last month's.",
    series=(
        Series("Hafen", monthly(HAFEN, (6.1, 5.4, 7.0, 5.8))),
        Series("Nord", monthly(NORD, (4.9, 5.2))),
        Series("West", monthly(WEST, (8.0, 7.4))),
        Series("Altstadt", monthly(tuple(None if value is None else value - 20 for value in NORD), (7.0,))),
        Series("Ost", monthly(tuple(None if value is None else value - 24 for value in WEST), (11.0, 9.5))),
        Series("Südpark", tuple(Point(month(at), None) for at in range(24))),
    ),
    norm=20.0,
    norm_name="Fitness clubs, 2024",
)
DUMBBELL = Dumbbell(
    title="What changed since the spring?",
    before="January to March 2025",
    after="April to June 2025",
    rows=(
        Pair(Point("Hafen", 25.1, 20.2, 30.0, 402), Point("Hafen", 34.0, 29.3, 38.7, 431), "higher"),
        Pair(Point("West", 24.0, 17.1, 30.9, 188), Point("West", 28.3, 21.9, 34.7, 203), "unclear"),
        Pair(Point("Nord", 31.2, 26.4, 36.0, 455), Point("Nord", 22.1, 17.4, 26.8, 467), "lower"),
        Pair(Point("Ost", 12.0, -14.0, 38.0, 14, "few"), Point("Ost", 28.6, -10.2, 67.4, 7, "few"), "unknown"),
        Pair(Point("Südpark", None, n=0), Point("Südpark", 40.1, 31.0, 49.2, 96), "unknown"),
    ),
)
RANKING = Ranking(
    title="Which club do members recommend most?",
    says="The dot is drawn towards the whole by as much as its smallness calls for; the short line is as measured.",
    places=(
        Place(Point("Südpark", 41.0, 33.2, 48.8, 296), 1, 43.1),
        Place(Point("Hafen", 34.0, 29.3, 38.7, 431), 1, 34.2),
        Place(Point("West", 29.9, 23.1, 36.7, 203), 1, 30.4),
        Place(Point("Nord", 21.5, 17.0, 26.0, 467), 4, 21.2),
        Place(Point("Altstadt", 4.8, -1.9, 11.5, 261), 5, 2.7),
        Place(Point("Ost", 22.0, -10.2, 54.2, 7, "few"), None, 28.6),
    ),
    norm=32.0,
)
WATERFALL = Waterfall(
    title="Why did it fall?",
    says="Every club but Altstadt did better, and yet the whole fell: Altstadt answers far more often than it did.",
    start=Point("January to March 2025", 30.2, 27.1, 33.3, 1240),
    steps=(
        Step(Point("Hafen", 2.6, 1.1, 4.1, 431), "rate"),
        Step(Point("West", 0.9, -0.6, 2.4, 203), "rate"),
        Step(Point("Altstadt", -3.4, -4.9, -1.9, 612), "rate"),
        Step(Point("Altstadt", -6.1, -7.4, -4.8, 612), "mix"),
        Step(Point("Nord", -0.8, -1.5, -0.1, 467), "mix"),
        Step(Point("Südpark", None, n=0), "rate"),
    ),
    end=Point("April to June 2025", 23.4, 20.6, 26.2, 1713),
)
HEAT_TABLE = HeatTable(
    title="How many members still train, month by month",
    says="Share of those who joined in a month and came at least once in a later one.",
    corner="Joined in",
    columns=tuple(str(period) for period in range(6)),
    rows=tuple(
        Cohort(
            name,
            n,
            tuple(
                Point(name, share, max(0.0, share - 0.06), min(1.0, share + 0.06), n, "few" if n < 20 else "sure")
                for share in shares
            )
            + ((Point(name, None, n=n, state="open"),) if len(shares) < 6 else ()),
        )
        for name, n, shares in (
            ("Jan 2025", 212, (1.0, 0.81, 0.74, 0.66, 0.61, 0.58)),
            ("Feb 2025", 148, (1.0, 0.78, 0.7, 0.63, 0.59)),
            ("Mar 2025", 131, (1.0, 0.72, 0.61, 0.55)),
            ("Apr 2025", 17, (1.0, 0.88, 0.82)),
            ("May 2025", 96, (1.0, 0.7)),
            ("Jun 2025", 104, (1.0,)),
        )
    ),
)
QUADRANTS = Quadrants(
    title="What to mend first",
    says="Right is better than the chain as a whole, up accounts for more of what differs between answers.",
    spots=tuple(
        Spot(Point(name, value, value - 9.0, value + 9.0, n), weight)
        for name, weight, value, n in (
            ("Changing rooms", 0.16, -41.0, 212),
            ("Trainers", 0.11, 71.0, 305),
            ("Crowding", 0.05, 2.0, 188),
            ("Music", 0.01, 14.0, 61),
            ("Classes", 0.03, 52.0, 160),
        )
    ),
    middle=31.0,
    weight=0.072,
    names=("Mend first", "Keep up", "Watch", "Fine as it is"),
    across="NPS of those it concerns",
    up="Part of the differences",
)
EXAMPLES = {
    "trend": TREND,
    "trend of places": TREND_OF_PLACES,
    "trend with a year before": TREND_BEFORE,
    "sparkline": SPARKLINE,
    "bars": BARS,
    "distribution": DISTRIBUTION,
    "distribution of words": DISTRIBUTION_OF_WORDS,
    "stacked shares": STACKED_SHARES,
    "small multiples": SMALL_MULTIPLES,
    "dumbbell": DUMBBELL,
    "ranking": RANKING,
    "waterfall": WATERFALL,
    "heat table": HEAT_TABLE,
    "quadrants": QUADRANTS,
}
