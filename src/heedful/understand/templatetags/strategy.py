from django import template

from heedful.understand.strategy.forms import STAGES

register = template.Library()


@register.filter
def stage(value: str) -> str:
    """A stage of the journey in the reader's words."""
    return str(STAGES[value])
