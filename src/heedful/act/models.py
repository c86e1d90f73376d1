"""Django finds the room's models here; each lives with its capability."""

from heedful.act.webhooks.models import Delivery, Endpoint

__all__ = ["Delivery", "Endpoint"]
