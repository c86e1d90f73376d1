from django import template

from heedful.act.cases.setting_forms import WAYS
from heedful.act.cases.words import PRIORITIES, TONES

register = template.Library()


@register.filter
def priority_name(priority: int) -> str:
    return str(PRIORITIES[priority])


@register.filter
def priority_tone(priority: int) -> str:
    return TONES.get(priority, "")


@register.filter
def way_name(way: str) -> str:
    return str(WAYS[way])
