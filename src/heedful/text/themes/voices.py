"""A text as themes are looked for in it: its sentences, and the groups that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from heedful.text.labels import Sentence


@dataclass(frozen=True, slots=True)
class Voice:
    """A text to look for themes in, and the groups that it belongs to.

    Parameters
    ----------
    id : str
        What it is called in the log.
    cleaned : str
        The text, as `clean` leaves it.
    language : str
        ISO 639-1 code.
    sentences : tuple of Sentence
        Where its sentences stand and how each sounds (``None`` where that is not known yet).
    unhappy : bool or None
        Whether the score beside it is low; ``None`` where there is none, or it is in the middle.
    period : int
        The number of its week (or other period); greater is later.
    place : str
        Where it was said, empty where nobody knows.
    sentiment : float or None
        −1 to +1, of the text as a whole.
    confidence : float
        How sure that is, 0 to 1.
    """

    id: str
    cleaned: str
    language: str
    sentences: tuple[Sentence, ...]
    unhappy: bool | None = None
    period: int = 0
    place: str = ""
    sentiment: float | None = None
    confidence: float = 0.0

    def said(self, sentence: int) -> str:
        """The words of one of its sentences."""
        at = self.sentences[sentence]
        return self.cleaned[at.start : at.end]
