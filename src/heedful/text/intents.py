"""What a text is for: to complain, to praise, to ask, to propose, to have something done."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from heedful.text.labels import NEUTRAL, Intent
from heedful.text.signs import any_of

_SIGNS = Path(__file__).with_name("intents.toml")
_STRONGLY = 0.5
_LAST_MARK = re.compile(r"\?[\s!?)\"'»”]*\Z")


def intent_of(text: str, language: str, sentiment: float | None) -> Intent:
    """What a text is for.

    Who asks for something to be done for them makes a *request* (call me back, cancel my order), however angry; who
    says what could be better a *suggestion*; who wants to know, a *question*, unless it is an angry one (how can this
    take a week?). Everything else complains or praises by its sentiment, or where that is not known by plain words.

    Parameters
    ----------
    text : str
        A cleaned text.
    language : str
        Its code. The rules know English, Russian, Ukrainian and Lithuanian; in a text of another language, or of none,
        the signs of all four are looked for, which leaves little but question marks and sentiment.
    sentiment : float or None
        Of the whole text, −1 to +1.

    Returns
    -------
    str
        ``complaint``, ``praise``, ``question``, ``suggestion``, ``request``, or empty where nothing shows.

    Examples
    --------
    >>> intent_of("When do you open on Sunday?", "en", 0.0)
    'question'
    >>> intent_of("Būtų gerai daugiau vietų automobiliams", "lt", 0.1)
    'suggestion'
    >>> intent_of("The showers are cold", "en", -0.6)
    'complaint'
    """
    low = text.lower()
    signs = _signs(language)
    asks = signs["any"].search(low) is not None
    if asks and signs["request"].search(low):
        return "request"
    if asks and signs["suggestion"].search(low):
        return "suggestion"
    calm = sentiment is None or sentiment > -_STRONGLY
    if calm and (_LAST_MARK.search(low) or (asks and signs["question"].search(low))):
        return "question"
    if sentiment is not None and abs(sentiment) >= NEUTRAL:
        return "praise" if sentiment > 0 else "complaint"
    if sentiment is None:
        return "complaint" if signs["complaint"].search(low) else "praise" if signs["praise"].search(low) else ""
    return ""


@lru_cache(maxsize=32)
def _signs(language: str) -> dict[str, re.Pattern[str]]:
    listed = tomllib.loads(_SIGNS.read_text(encoding="utf-8"))
    codes = [language] if language in listed["question"] else ["en", "ru", "uk", "lt"]
    by_intent = {intent: [sign for code in codes for sign in listed[intent][code]] for intent in listed}
    asking = (sign for intent in ("request", "suggestion", "question") for sign in by_intent[intent])
    return {intent: any_of(signs) for intent, signs in by_intent.items()} | {"any": any_of(asking)}
