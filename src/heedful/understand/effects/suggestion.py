"""What is proposed to compare with, or to draw: judged by the past alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from heedful.understand.effects.design import FORMAT, Caution, Kind


@dataclass(frozen=True, slots=True)
class Twin:
    """An untouched place: how alike it moved before (correlation of its weeks with the treated places'; None where
    that cannot be said), on how many observations of how many weeks."""

    place: str
    alike: float | None
    n: int
    weeks: int


@dataclass(frozen=True, slots=True)
class AnyDraw:
    """The smallest effect that could be told, were `how_many` of so many places drawn: over all draws, or over those
    that were `tried`."""

    how_many: int
    places: int
    usual: float  # on average
    worst: float
    tried: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """With which untouched places to compare, the most alike first; and why others were left out.

    `left_out` holds (place, key of the reason in `words.LEFT_OUT`). `may_randomise`: nothing has begun, and the places
    are enough for a draw to tell something; `any_draw` is what that could tell, before it is known which they are.
    """

    compared: tuple[Twin, ...]
    left_out: tuple[tuple[str, str], ...]
    may_randomise: bool
    kind: Kind
    cautions: tuple[Caution, ...] = ()
    any_draw: AnyDraw | None = None

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(twin.place for twin in self.compared)

    @property
    def why(self) -> str:
        """One sentence in the language of who reads."""
        from heedful.understand.effects.words import why_suggested

        return why_suggested(self)

    def document(self) -> dict[str, Any]:
        return asdict(self) | {"format": FORMAT}
