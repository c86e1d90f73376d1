"""Who answered, where they said so: their address or number is the customer's, known or new."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from heedful.listen.responses.models import Response
from heedful.listen.surveys.document import Contact, Document
from heedful.people.customers.actions import CustomersError, add_identities, introduce_customer
from heedful.people.customers.queries import customer_known_as
from heedful.people.customers.words import keep_words
from heedful.people.models import Customer, Identity


def identify(response: Response, document: Document, *, given: Collection[str]) -> None:
    """Make the response the customer's whose address was given now; whom an invitation names, it goes on naming."""
    for question in document.questions:
        contact = response.answers.get(question.key) if isinstance(question, Contact) else None
        if not contact or question.key not in given:
            continue
        identities = [(kind, contact[kind]) for kind in ("email", "phone") if contact.get(kind)]
        if identities and response.customer is None:
            response.customer = _customer(response, identities)
        if response.customer:
            _learn(response.customer, identities, contact.get("name", ""), response.language)


def _customer(response: Response, identities: list[tuple[str, str]]) -> Customer:
    for _kind, value in identities:
        if known := customer_known_as(response.workspace, value):
            return known
    return introduce_customer(response.workspace, Identity.normal(*identities[0]))


def _learn(customer: Customer, identities: list[tuple[str, str]], name: str, language: str) -> None:
    """What is new of them. An address that is another customer's stays that one's: the answer itself is kept anyway."""
    for identity in identities:
        try:
            with transaction.atomic():
                add_identities(customer, [identity])
        except CustomersError:
            continue
    missing = {"name": name, "language": language}
    learnt = [what for what, value in missing.items() if value and not getattr(customer, what)]
    for what in learnt:
        setattr(customer, what, missing[what])
    if learnt:
        customer.save(update_fields=learnt)
        keep_words([customer], anew=True)
