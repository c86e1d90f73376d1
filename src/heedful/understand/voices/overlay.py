"""What people corrected, laid over what the machine reads: their word counts, whatever model reads the text next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from heedful.text.labels import Hit, Labels, Language
from heedful.understand.voices.models import Correction

Said = Mapping[str, str]  # what a person says of one text, by field

MARKS: Final[Mapping[str, float | None]] = {"negative": -1.0, "neutral": 0.0, "positive": 1.0, "unclear": None}
YES: Final = "yes"
CERTAIN: Final = 1.0


def corrections_of(workspace: str, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """What holds of these texts, by text and field."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    standing = Correction.objects.filter(workspace__key=workspace, undone_at=None)
    for each in standing.filter(interaction__in=ids).values_list("interaction", "field", "value"):
        found[each[0]][each[1]] = each[2]
    return dict(found)


def corrected(labels: Labels, said: Said) -> Labels:
    """The labels with a person's word in place of the machine's."""
    if "feeling" in said:
        labels = _felt(labels, said["feeling"])
    if "intent" in said:
        labels = replace(labels, intent=said["intent"])  # type: ignore[arg-type]
    if "language" in said:
        labels = replace(labels, language=Language(said["language"], CERTAIN))
    if "harsh" in said:
        labels = replace(labels, harsh=said["harsh"] == YES)
    if "themes" in said:
        labels = replace(labels, hits=_about(labels, themes_in(said["themes"])))
    return labels


def themes_in(value: str) -> tuple[str, ...]:
    """The themes of a correction, as it keeps them: joined by line ends."""
    return tuple(dict.fromkeys(theme for theme in value.split("\n") if theme))


def read_now(row: Mapping[str, Any]) -> dict[str, str]:
    """What a text's labels say now, as corrections are written."""
    return {
        "feeling": row["feeling"] or "unclear",
        "intent": row["intent"] or "",
        "language": row["language"] or "",
        "harsh": YES if row["harsh"] else "",
        "themes": "\n".join(sorted({hit["theme"] for hit in row["hits"]})),
    }


def _felt(labels: Labels, feeling: str) -> Labels:
    """How strongly is the machine's, where it read the same side; else a person's word counts in full."""
    mark = MARKS[feeling]
    if mark and labels.sentiment is not None and mark * labels.sentiment > 0:
        mark = labels.sentiment
    return replace(labels, feeling=feeling, sentiment=mark, confidence=CERTAIN)  # type: ignore[arg-type]


def _about(labels: Labels, themes: Sequence[str]) -> tuple[Hit, ...]:
    """The hits of the themes that stay, and for one that the machine did not see, the whole text."""
    stay = tuple(hit for hit in labels.hits if hit.theme in themes)
    seen = {hit.theme for hit in stay}
    end = len(labels.cleaned)
    added = (Hit(theme, 0, 0, end, CERTAIN, labels.sentiment) for theme in themes if theme not in seen)
    return (*stay, *added)
