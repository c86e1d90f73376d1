"""The voices as a file, part by part: never the whole of it in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

import msgspec

from heedful.listen.responses.exports.csv_file import FORMULAS, MARK
from heedful.people.models import Member
from heedful.text.cleaning import clean
from heedful.understand.themes.queries import theme_names
from heedful.understand.voices.listing import Listing, Row, all_rows, scores_beside
from heedful.understand.voices.pieces import pieces_of
from heedful.understand.voices.quotes import personal_in

COLUMNS: Final = (
    "id",
    "at",
    "kind",
    "place",
    "channel",
    "touchpoint",
    "product",
    "source",
    "score",
    "scale",
    "text",
    "language",
    "feeling",
    "sentiment",
    "confidence",
    "anger",
    "urgency",
    "intent",
    "harsh",
    "themes",
    "corrected",
)
Told = dict[str, Any]
Writes = Callable[[Iterator[Sequence[Told]]], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    ending: str
    content_type: str
    write: Writes


def export_of(
    listing: Listing, member: Member, *, places: Mapping[str, str], made: Format, bare: bool = False
) -> Iterator[bytes]:
    """The bytes of the file; personal data are covered, unless `bare`."""
    themes = theme_names(member)

    def parts() -> Iterator[Sequence[Told]]:
        for rows in all_rows(listing):
            beside = scores_beside(listing.store, listing.workspace, rows)
            yield [_told(row, beside, places, themes, bare) for row in rows]

    return made.write(parts())


def _told(
    row: Row,
    beside: Mapping[str, tuple[str, float]],
    places: Mapping[str, str],
    themes: Mapping[str, str],
    bare: bool,
) -> Told:
    scale, score = row["scale"], row["value"]
    if score is None:
        scale, score = beside.get(row["thread"] or "", (None, None))
    cut = pieces_of(clean(row["text"]), covered=() if bare else personal_in(row))
    carried = dict.fromkeys(hit["theme"] for hit in row["hits"])
    return {
        **{name: row[name] for name in ("id", "kind", "channel", "touchpoint", "product", "source")},
        **{name: row[name] for name in ("language", "feeling", "sentiment", "confidence", "anger", "urgency")},
        "at": row["occurred_at"].replace(tzinfo=UTC).isoformat(),
        "place": places.get(row["location"], row["location"]),
        "score": score,
        "scale": scale,
        "text": "".join(f"[{piece.text}]" if piece.mark == "covered" else str(piece.text) for piece in cut.pieces),
        "intent": row["intent"] or None,
        "harsh": row["harsh"],
        "themes": [themes.get(key, key) for key in carried],
        "corrected": row["corrected"].split(",") if row["corrected"] else [],
    }


def _csv(parts: Iterator[Sequence[Told]]) -> Iterator[bytes]:
    page = io.StringIO()
    write = csv.writer(page)
    page.write(MARK)
    write.writerow(COLUMNS)
    for rows in parts:
        write.writerows([_cell(row[name]) for name in COLUMNS] for row in rows)
        yield page.getvalue().encode()
        page.seek(0)
        page.truncate()
    yield page.getvalue().encode()


def _cell(value: object) -> object:
    """No cell that a spreadsheet would take for a formula."""
    if isinstance(value, list):
        value = "; ".join(value)
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULAS and value else value


def _json(parts: Iterator[Sequence[Told]]) -> Iterator[bytes]:
    yield b"["
    between = b"\n"
    for rows in parts:
        for row in rows:
            yield between + msgspec.json.encode({name: row[name] for name in COLUMNS})
            between = b",\n"
    yield b"\n]\n"


FORMATS: Final[Mapping[str, Format]] = {
    "csv": Format("CSV", "csv", "text/csv; charset=utf-8", _csv),
    "json": Format("JSON", "json", "application/json", _json),
}
