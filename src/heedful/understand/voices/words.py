"""What the labels of a text are called on a page, and what they look like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from heedful.text.languages import DEFAULT
from heedful.understand.metrics.metric import Words

FEELINGS: Final[Mapping[str, Words]] = {
    "negative": _("Unhappy"),
    "neutral": _("Neutral"),
    "positive": _("Happy"),
    "unclear": _("Unclear"),
}
FEELING_ICONS: Final[Mapping[str, str]] = {
    "negative": "frown",
    "neutral": "meh",
    "positive": "smile",
    "unclear": "circle-question-mark",
}
TONES: Final[Mapping[str, str]] = {"negative": "worse", "positive": "better"}
INTENTS: Final[Mapping[str, Words]] = {
    "complaint": _("Complaint"),
    "praise": _("Praise"),
    "question": _("Question"),
    "suggestion": _("Suggestion"),
    "request": _("Request"),
}
NO_INTENT: Final = _("None of these")
KINDS: Final[Mapping[str, Words]] = {
    "answer": _("Answer to a survey"),
    "review": _("Review"),
    "mention": _("Mention"),
    "message": _("Message"),
    "event": _("Event"),
    "order": _("Order"),
    "refund": _("Refund"),
}
PERSONAL: Final[Mapping[str, Words]] = {
    "email": _("e-mail address"),
    "phone": _("phone number"),
    "card": _("card number"),
    "iban": _("bank account"),
    "id": _("personal code"),
    "url": _("web address"),
}
SOMETHING_PERSONAL: Final = _("personal data")
FIELDS: Final[Mapping[str, Words]] = {
    "feeling": _("Feeling"),
    "intent": _("What it is"),
    "language": _("Language"),
    "harsh": _("Harsh words"),
    "themes": _("Themes"),
}
YES_WORD: Final = _("yes")
NO: Final = _("no")
NOTHING: Final = _("nothing")
HARSH: Final[Mapping[str, Words]] = {"": _("Left out"), "too": _("Shown, too"), "only": _("Only these")}


def language_name(code: str) -> str:
    """The language as the reader calls it; the code itself where it has no name here."""
    try:
        return str(get_language_info(code)["name_translated"]).capitalize()
    except KeyError:
        return code


def languages_to_choose(now: str) -> dict[str, str]:
    """Those that texts are told apart in, by name, and what is read now."""
    return dict(sorted(((code, language_name(code)) for code in {*DEFAULT, now} if code), key=lambda pair: pair[1]))
