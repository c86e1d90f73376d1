from typing import Any

from django import template
from django.http import HttpRequest

from heedful.ui import navigation as places

register = template.Library()


@register.inclusion_tag("ui/navigation.html", takes_context=True)
def navigation(context: dict[str, Any]) -> dict[str, Any]:
    request: HttpRequest = context["request"]
    settings = places.links_of(request, places.SETTINGS)
    return {
        "request": request,
        "rooms": places.rooms(request),
        "is_setting": any(link.current for link in settings),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def settings_links(context: dict[str, Any]) -> list[places.Link]:
    return places.links_of(context["request"], places.SETTINGS)
