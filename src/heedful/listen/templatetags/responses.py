from django import template

from heedful.listen.responses.forms import WHY_ASIDE, channel_names

register = template.Library()


@register.filter
def channel_name(channel: str) -> str:
    return str(channel_names().get(channel, channel))


@register.filter
def why_aside(why: str) -> str:
    return str(WHY_ASIDE.get(why, why))
