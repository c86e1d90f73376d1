"""People onto a list, from a file, a paste or a program: a thousand at a time, with a reason for each line left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from heedful.listen.audiences.models import Audience, Listed
from heedful.listen.audiences.persons import batches
from heedful.people.customers.models import Customer, Identity
from heedful.people.customers.words import keep_words

AT_ONCE = 1_000
MOST_REJECTS = 200  # kept to be shown; all are counted
LONGEST = 200
MOST_PROPERTIES = 30
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "key", "customer", "customer id", "customer_id", "customerid", "external_id"),
    "email": ("email", "e-mail", "mail", "email address", "e-mail address", "email_address"),
    "phone": ("phone", "phone number", "phone_number", "mobile", "tel", "telephone"),
    "name": ("name", "full name", "full_name", "customer name"),
    "language": ("language", "lang", "locale"),
    "location": ("location", "place", "club", "shop", "store"),
    "product": ("product",),
    "employee": ("employee",),
    "touchpoint": ("touchpoint",),
}
_USUAL = {other: name for name, others in NAMES.items() for other in others}
WHO = ("id", "email", "phone", "name")


@dataclass(frozen=True, slots=True)
class Rejected:
    row: int
    reason: str


@dataclass(slots=True)
class Added:
    """What adding did. `known`: those who were on the list already, and have now what was given last."""

    added: int = 0
    known: int = 0
    rejected: int = 0
    rejects: list[Rejected] = field(default_factory=list)

    def reject(self, row: int, reason: str) -> None:
        self.rejected += 1
        if len(self.rejects) < MOST_REJECTS:
            self.rejects.append(Rejected(row, reason))


@dataclass(frozen=True, slots=True)
class Given:
    """One line as it was given: who, and what else is said of them."""

    row: int
    who: Mapping[str, str]
    properties: Mapping[str, str]

    @property
    def key(self) -> str:
        return self.who.get("id") or self.who.get("email") or self.who.get("phone") or ""


Line = tuple[int, Mapping[str, str | None]]  # its number in the file, and its cells by column


def list_people(audience: Audience, lines: Iterable[Line], *, now: datetime) -> Added:
    """Put people on a list; those who are new become customers. Each thousand stands or falls on its own."""
    added = Added()
    for some in batches(lines, AT_ONCE):
        given = [each for line in some if (each := _given(line, added)) is not None]
        with transaction.atomic():
            _list(audience, given, added, now)
    return added


def _given(line: Line, added: Added) -> Given | None:
    row, cells = line
    said = {_USUAL.get(name.strip().casefold(), name.strip()): (value or "").strip() for name, value in cells.items()}
    who = {name: said.pop(name) for name in WHO if said.get(name)}
    for kind in (Identity.Kind.EMAIL, Identity.Kind.PHONE):
        if kind in who:
            who[kind] = Identity.normal(kind, who[kind])
    problem = _problem(who)
    if problem:
        added.reject(row, problem)
        return None
    properties = {name[:60]: value[:LONGEST] for name, value in list(said.items())[:MOST_PROPERTIES] if name and value}
    return Given(row, who, properties)


def _problem(who: Mapping[str, str]) -> str:
    if not any(who.get(name) for name in ("id", "email", "phone")):
        return _("There is neither an e-mail address nor a phone number nor an id.")
    if too_long := next((value for value in who.values() if len(value) > LONGEST), ""):
        return _("“%(what)s…” is too long.") % {"what": too_long[:40]}
    if who.get("email"):
        try:
            validate_email(who["email"])
        except ValidationError:
            return _("“%(what)s” is no e-mail address.") % {"what": who["email"][:80]}
    if who.get("phone") and len(who["phone"].lstrip("+")) < 5:
        return _("“%(what)s” is no phone number.") % {"what": who["phone"][:80]}
    return ""


def _list(audience: Audience, given: list[Given], added: Added, now: datetime) -> None:
    known = _known(audience, given)
    fitting = [each for each in given if not _is_of_two(each, known, added)]
    new = {each.key: each for each in fitting if _whose(each, known) is None}
    Customer.objects.bulk_create(
        Customer(
            workspace=audience.workspace,
            key=key,
            name=each.who.get("name", ""),
            language=each.properties.get("language", "")[:8],
        )
        for key, each in new.items()
    )
    known |= _by_key(audience, list(new))
    whose = [(each, customer) for each in fitting if (customer := _whose(each, known)) is not None]
    Identity.objects.bulk_create(
        (
            Identity(workspace=audience.workspace, customer_id=customer, kind=kind, value=each.who[kind])
            for each, customer in whose
            for kind in (Identity.Kind.EMAIL, Identity.Kind.PHONE)
            if each.who.get(kind)
        ),
        ignore_conflicts=True,
    )
    keep_words(Customer.objects.filter(pk__in=[customer for _each, customer in whose]))
    _keep(audience, {customer: each for each, customer in whose}, added, now)


def _known(audience: Audience, given: list[Given]) -> dict[str, int]:
    """Whose each id, address and number is; a customer's own key comes before what others are known by."""
    said = list({value for each in given for name, value in each.who.items() if name != "name"})
    rows = Identity.objects.filter(workspace=audience.workspace, value__in=said)
    return dict(rows.values_list("value", "customer")) | _by_key(audience, said)


def _by_key(audience: Audience, keys: list[str]) -> dict[str, int]:
    rows = Customer.objects.filter(workspace=audience.workspace, key__in=keys)
    return dict(rows.values_list("key", "pk"))


def _whose(given: Given, known: Mapping[str, int]) -> int | None:
    said = (given.who.get(name, "") for name in ("id", "email", "phone"))
    return next((known[each] for each in said if each in known), None)


def _is_of_two(given: Given, known: Mapping[str, int], added: Added) -> bool:
    """An address that is another customer's is not taken from them."""
    found = {known[value] for name, value in given.who.items() if name != "name" and value in known}
    if len(found) > 1:
        added.reject(given.row, _("The id, address or number belong to two customers. Merge them first."))
    return len(found) > 1


def _keep(audience: Audience, listed: Mapping[int, Given], added: Added, now: datetime) -> None:
    before = Listed.objects.filter(audience=audience, customer__in=list(listed)).count()
    Listed.objects.bulk_create(
        (
            Listed(audience=audience, customer_id=customer, properties=dict(each.properties), added_at=now)
            for customer, each in listed.items()
        ),
        update_conflicts=True,
        update_fields=["properties"],
        unique_fields=["audience", "customer"],
    )
    added.known += before
    added.added += len(listed) - before
