"""What a column can be for, in the words of the page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    KEEP = "keep", _("Keep it beside, as it is")
    SKIP = "skip", _("Leave it out")
    WHEN = "when", _("When it happened")
    TIME = "time", _("Time of day, where the date stands in another column")
    CUSTOMER = "customer", _("Customer: who it was")
    EMAIL = "email", _("Customer’s e-mail address")
    PHONE = "phone", _("Customer’s phone number")
    PERSON = "person", _("Customer’s name")
    NPS = "nps", _("Answer: would you recommend us (NPS)")
    CSAT = "csat", _("Answer: how satisfied were you (CSAT)")
    CES = "ces", _("Answer: how easy was it (CES)")
    STARS = "stars", _("Review: stars")
    TEXT = "text", _("Comment: what they said")
    MENTION = "mention", _("Mention: what they wrote about us elsewhere")
    AMOUNT = "amount", _("Amount: what was paid in all")
    QUANTITY = "quantity", _("Quantity (times the price)")
    PRICE = "price", _("Price of one")
    CURRENCY = "currency", _("Currency")
    THREAD = "thread", _("Order or conversation it belongs to")
    PRODUCT = "product", _("Product")
    EVENT = "event", _("Event: what happened")
    LOCATION = "location", pgettext_lazy("role of a column", "Place: which club, shop or brand")
    TOUCHPOINT = "touchpoint", _("Touchpoint: at which step")
    CHANNEL = "channel", _("Channel: by which way")
    EMPLOYEE = "employee", _("Employee: who served them")
    ID = "id", _("The row’s own number, never used again")


GROUPS = (
    ("", (Role.KEEP, Role.SKIP)),
    (_("When and who"), (Role.WHEN, Role.TIME, Role.CUSTOMER, Role.EMAIL, Role.PHONE, Role.PERSON)),
    (_("What they said"), (Role.NPS, Role.CSAT, Role.CES, Role.STARS, Role.TEXT, Role.MENTION)),
    (
        _("What they bought"),
        (Role.AMOUNT, Role.QUANTITY, Role.PRICE, Role.CURRENCY, Role.THREAD, Role.PRODUCT),
    ),
    (_("What happened"), (Role.EVENT,)),
    (_("Where and by whom"), (Role.LOCATION, Role.TOUCHPOINT, Role.CHANNEL, Role.EMPLOYEE)),
    (_("The row itself"), (Role.ID,)),
)
SCORES = (Role.NPS, Role.CSAT, Role.CES, Role.STARS)
SEVERAL = (Role.KEEP, Role.SKIP, Role.CSAT, Role.CES, Role.STARS)
"""Roles that more than one column may have."""


def role_choices() -> list[tuple[object, object]]:
    """For a select, in groups."""
    choices: list[tuple[object, object]] = []
    for title, roles in GROUPS:
        options = [(role.value, role.label) for role in roles]
        choices += [(title, options)] if title else options
    return choices
