"""What a customer's page shows of cases: those that are open."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string

from heedful.act.cases.queries import open_cases_of
from heedful.people.customers.person import Person
from heedful.people.models import Member


def cases_of(member: Member, person: Person, now: datetime) -> str:  # noqa: ARG001 -- as every section
    cases = open_cases_of(member, [person.key, *person.aliases])
    return render_to_string("act/cases/_of-customer.html", {"cases": cases}) if cases else ""
