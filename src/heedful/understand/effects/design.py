"""What an action is to be measured by, what could be told of it beforehand, and what was found; each with its document.

Documents are plain JSON of one language-neutral shape: what is said of them (`words.py`) is put into words when it is
shown, in the language of who reads.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final, Literal

Kind = Literal["randomised", "compared", "before and after"]
Method = Literal["difference in means", "difference in differences", "synthetic control", "interrupted time series"]
State = Literal["told", "cannot be told yet", "not possible"]
Where = tuple[tuple[str, tuple[str, ...]], ...]

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Design:
    """Where something is done, from when to when (both days included), and what it is held against.

    `metric`, `method` and `where` ask the question as `understand.metrics` does; `treated` and `compared` are keys of
    locations. `kind` is how the treated places were chosen: drawn, chosen beside untouched ones, or with nothing to
    compare with. `seed` makes every number come out the same again.
    """

    metric: str
    method: str
    treated: tuple[str, ...]
    starts_on: date
    ends_on: date
    kind: Kind = "compared"
    compared: tuple[str, ...] = ()
    where: Where = ()
    seed: int = 1

    def document(self) -> dict[str, Any]:
        return asdict(self) | {"starts_on": self.starts_on.isoformat(), "ends_on": self.ends_on.isoformat()}

    @classmethod
    def of(cls, document: dict[str, Any]) -> Design:
        days = {name: date.fromisoformat(document[name]) for name in ("starts_on", "ends_on")}
        where = tuple((name, tuple(values)) for name, values in document.get("where", ()))
        places = {name: tuple(document.get(name, ())) for name in ("treated", "compared")}
        return cls(**(document | days | places | {"where": where}))


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to mind, by its key in `words.CAUTIONS`, with what its sentence names."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The sentence, in the language of who reads."""
        from heedful.understand.effects.words import caution

        return caution(self)


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a design could tell, judged by the history of the same places with the same estimator.

    `smallest` is the smallest true effect (in the measure's unit, without a sign) that would be told with probability
    `power`; None where the history is too short to say. `days_needed` is how many days the plan would have to run for
    the effect that is expected (None: more than a year would not do, or none was named). `n_before` observations were
    made before, `n_expected` are expected until the end.
    """

    smallest: float | None
    power: float
    level: float
    days_needed: int | None
    n_before: int
    n_expected: int
    weeks_before: int
    weeks_after: int
    method: Method | None
    trust: int | None
    unit: str
    units: str
    expected: float | None = None
    chance: float | None = None  # of telling the expected effect
    cautions: tuple[Caution, ...] = ()

    def document(self) -> dict[str, Any]:
        return asdict(self) | {"format": FORMAT}

    @classmethod
    def of(cls, document: dict[str, Any]) -> Foresight:
        return cls(**_read(document))


@dataclass(frozen=True, slots=True)
class Point:
    """One week (or other period) of a series: what was seen at the treated places, and what would have been without
    the action, judged by the comparison."""

    period: str
    after: bool
    treated: float | None
    compared: float | None
    n_treated: int
    n_compared: int


@dataclass(frozen=True, slots=True)
class Lead:
    """One point of the event study: the difference `period`s from the beginning (negative: before it)."""

    period: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Placebo:
    """The same estimator on a date when nothing began: should find nothing. `share` of the `tried` placebo effects
    were as large as the effect itself."""

    on: str
    value: float | None
    low: float | None
    high: float | None
    p: float | None
    tried: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """What an action was found to have done, as of a day: in the measure's own unit, never without its interval.

    `state` says whether it may be told: `cannot be told yet` has `needed`, how many more observations it would take at
    the same pace of chance, where more would do; `not possible` has the reason among its cautions.
    `trust`: 1 the places were drawn, 2 held against untouched places, 3 against a mix of them, 4 against their own
    past. `apart` says whether the interval leaves out 0.
    """

    state: State
    value: float | None
    low: float | None
    high: float | None
    p: float | None
    n: int
    n_compared: int
    method: Method | None
    trust: int | None
    unit: str
    units: str
    se: float | None = None
    level: float = 0.95
    better: str = "higher"
    needed: int | None = None
    before: float | None = None  # the treated places before
    after: float | None = None  # the treated places since
    elsewhere: float | None = None  # the change of the comparison
    comparison: tuple[tuple[str, float], ...] = ()  # place, and the weight it has
    treated: tuple[str, ...] = ()
    starts_on: str = ""
    until: str = ""
    inference: str = ""  # key in words.INFERENCE
    study: tuple[Lead, ...] = ()
    alike_before: float | None = None  # p of the test that both moved alike before
    placebo: Placebo | None = None
    series: tuple[Point, ...] = ()
    cautions: tuple[Caution, ...] = ()

    @property
    def apart(self) -> bool:
        """The interval leaves out 0: more than chance."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    def document(self) -> dict[str, Any]:
        return asdict(self) | {"format": FORMAT}

    @classmethod
    def of(cls, document: dict[str, Any]) -> Found:
        parts = _read(document)
        placebo = parts.get("placebo")
        return cls(
            **parts
            | {
                "comparison": tuple((place, weight) for place, weight in parts.get("comparison", ())),
                "treated": tuple(parts.get("treated", ())),
                "study": tuple(Lead(**each) for each in parts.get("study", ())),
                "placebo": placebo and Placebo(**placebo),
                "series": tuple(Point(**each) for each in parts.get("series", ())),
            }
        )


def _read(document: dict[str, Any]) -> dict[str, Any]:
    if document.get("format") != FORMAT:
        raise ValueError(f"no document of effects: {document.get('format')!r}")
    parts = {name: value for name, value in document.items() if name != "format"}
    return parts | {"cautions": tuple(Caution(**each) for each in parts.get("cautions", ()))}
