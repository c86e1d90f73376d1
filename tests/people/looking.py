"""Looking at the pages of customers as a member does."""

import re
from datetime import UTC, datetime

from django.test import Client
from django.urls import reverse

from heedful.people.customers.models import Customer
from heedful.people.customers.words import keep_words
from heedful.people.members.models import Member
from tests.factories import make_customer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIST = "/people/customers/"


def look(member: Member, address: str = LIST, **how):
    client = Client()
    client.force_login(member.user)
    return client.get(address, **how)


def text_of(answer) -> str:
    """What a reader sees, on one line."""
    main = answer.content.decode().partition("<main")[2] or answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def page_of(key: str) -> str:
    return reverse("people:customer", args=[key])


def known(workspace, key: str, **fields) -> Customer:
    customer = make_customer(workspace, key, **fields)
    keep_words([customer])
    return customer
