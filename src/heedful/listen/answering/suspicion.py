"""How much a response looks like no real answer, 0 to 100. Kept and shown; never a reason to drop it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from heedful.listen.surveys.document import Document, Text

SECONDS_A_QUESTION: Final = 0.7  # faster than anybody reads and clicks
TOO_FAST, HONEYPOT, SAME_WORDS, LINKS = 40, 60, 25, 25
LINK: Final = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)


def suspicion_of(document: Document, answers: Mapping[str, Any], *, seconds: float | None, honeypot: str) -> int:
    """`seconds` since it was begun, where that is known; `honeypot`: what stands in the field that nobody sees."""
    texts = [
        answers[q.key].strip().casefold() for q in document.questions if isinstance(q, Text) and answers.get(q.key)
    ]
    signs = {
        TOO_FAST: seconds is not None and seconds < SECONDS_A_QUESTION * len(answers),
        HONEYPOT: bool(honeypot.strip()),
        SAME_WORDS: any(count > 1 for count in Counter(texts).values()),
    }
    links = sum(bool(LINK.search(text)) for text in texts)
    return min(100, sum(points for points, holds in signs.items() if holds) + (LINKS if links else 0))
