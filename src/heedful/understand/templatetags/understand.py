from dataclasses import replace

from django import template

from heedful.stats import Change
from heedful.understand.metrics import inquiry as inquiries
from heedful.understand.metrics.question import Period

register = template.Library()


@register.filter
def against(looked, inquiry: inquiries.Inquiry) -> str:
    """What the change of a headline, or of a look, is held against, in words."""
    return inquiries.against(inquiry, looked.period)


@register.filter
def calm(change: Change) -> Change:
    """A change without its numbers where it is none: in a list of many, they would only look like news."""
    return change if change.is_one else replace(change, value=None)


@register.filter
def in_days(period: Period) -> str:
    return inquiries.in_days(period)


@register.filter
def of_key(found, key):
    """What a mapping holds under a key, None where it holds nothing."""
    return found.get(key)
