"""What a workspace tells its measures beyond the log: hours, margin, which events open and close a contract."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TouchpointStandard:
    """What one touchpoint has promised on one measure; a limit that is None does not apply."""

    touchpoint: str
    metric: str
    method: str
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """A measure that needs a part which is None is "not possible", and says what to set."""

    currency: str = "EUR"
    opening_event: str = "subscribed"
    closing_event: str = "cancelled"
    margin: float = 1.0
    relationship_years: float | None = None
    yearly_discount: float = 0.1
    silence_percentile: float = 0.9
    working_hours: str | None = None
    working_time_zone: str | None = None
    holidays_country: str | None = None
    holidays_subdivision: str | None = None
    standards: tuple[TouchpointStandard, ...] = ()
