from django import template

from heedful.ui.numbers import difference
from heedful.understand.voices.models import Correction
from heedful.understand.voices.overlay import themes_in
from heedful.understand.voices.words import FEELINGS, FIELDS, INTENTS, NO, NOTHING, YES_WORD, language_name

register = template.Library()


@register.filter
def field_called(field: str) -> str:
    return str(FIELDS.get(field, field))


@register.filter
def said_of(correction: Correction) -> str:
    return _in_words(correction.field, correction.value)


@register.filter
def was_of(correction: Correction) -> str:
    return _in_words(correction.field, correction.was)


@register.filter
def language_called(code: str) -> str:
    return language_name(code)


@register.filter
def sentiment(value: float | None) -> str:
    return "–" if value is None else difference(value, "score", bare=True)


def _in_words(field: str, value: str) -> str:
    if field == "harsh":
        return str(YES_WORD if value else NO)
    if not value:
        return str(NOTHING)
    if field == "themes":
        return ", ".join(themes_in(value))
    if field == "language":
        return language_name(value)
    return str({"feeling": FEELINGS, "intent": INTENTS}[field].get(value, value))
