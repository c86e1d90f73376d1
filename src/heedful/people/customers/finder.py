from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.people.customers.queries import customers_called
from heedful.people.members.queries import visible_locations
from heedful.ui.navigation import Link

MOST = 8


def found_customers(request: HttpRequest, typed: str) -> Iterator[Link]:
    """People by the beginnings of their names, addresses, numbers and ids; on an index, never in the log.

    Only the log knows whom some locations have heard: who sees a part of the workspace looks in the list.
    """
    if visible_locations(request.member) is not None:
        return
    for customer in customers_called(request.member, typed, whole=True, most=MOST):
        note = customer.key if customer.name else ""
        yield Link(
            str(customer), reverse("people:customer", args=[customer.key]), "user-round", _("Customers"), note=note
        )
