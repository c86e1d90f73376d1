"""The number that a rule about a measure found, as a page writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from heedful.act.notifications.sentences import number_said

register = template.Library()


@register.simple_tag
def alert_number(found: Mapping[str, Any]) -> str:
    """With its interval and n."""
    return number_said({name: value for name, value in found.items() if name != "limit"})


@register.simple_tag
def alert_limit(found: Mapping[str, Any]) -> str:
    return number_said({"value": found["limit"], "metric": found.get("metric", ""), "method": found.get("method", "")})
