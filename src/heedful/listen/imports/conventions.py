"""How numbers and dates are written in one file, once that is certain."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conventions:
    """`dates`: `day-first`, `month-first`, `year-first`, `unix`, `unix-milliseconds`, `excel` or strptime formats."""

    decimal: str = "."
    thousands: str = ""
    dates: tuple[str, ...] = ("year-first",)
    time_zone: str | None = None
    blank: tuple[str, ...] = ()
