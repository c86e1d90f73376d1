from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.interactions import stores
from heedful.interactions.loader import Busy
from heedful.people.customers import actions
from heedful.people.customers.forms import CustomerForm, ErasureForm, IdentityForm, erase_word
from heedful.people.customers.listing import LONGEST_TYPED, Row, customer_listing
from heedful.people.customers.models import Customer
from heedful.people.customers.person import Person, person_called
from heedful.people.customers.queries import visible_identities, visible_merges
from heedful.people.customers.sections import sections_of
from heedful.people.customers.timeline import timeline_of
from heedful.people.members.rights import require

_REMOVED = {
    "interactions": gettext_lazy("interactions"),
    "links": gettext_lazy("links"),
    "rejected": gettext_lazy("rejected items"),
    "labels": gettext_lazy("labels of texts"),
    "hits": gettext_lazy("themes in texts"),
    "vectors": gettext_lazy("vectors of texts"),
    "customers": gettext_lazy("customers"),
    "identities": gettext_lazy("identities"),
    "merges": gettext_lazy("merges"),
}


@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """Those whom the log has heard: searched, sorted, page by page; whole, or the list alone for a swap."""
    require(request.member, "read")
    listing = customer_listing(request.member, request.GET, store=stores.current(), now=timezone.now())
    template = "people/customers/index.html#customers" if request.htmx else "people/customers/index.html"
    return render(request, template, {"listing": listing}, status=422 if listing.problem else 200)


@require_safe
def customer(request: HttpRequest, key: str) -> HttpResponse:
    require(request.member, "read")
    store, workspace = stores.current(), request.member.workspace
    person = person_called(request.member, key, store=store)
    if isinstance(person, str):
        return redirect("people:customer", key=person)
    if person is None:
        raise Http404
    timeline = timeline_of(person, request.GET, store=store, workspace=workspace.key, zone=workspace.time_zone)
    now = timezone.now()
    since_order = person.days_since_order(now, workspace.time_zone)
    about = {"person": person, "timeline": timeline, "since_order": since_order, "as_of": now}
    about["sections"] = [] if request.htmx else sections_of(request.member, person, now)
    template = "people/customers/customer.html#timeline" if request.htmx else "people/customers/customer.html"
    return render(request, template, about)


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, key: str) -> HttpResponse:
    """What the customer is called, and by what they are known."""
    require(request.member, "erase")
    person = _person(request, key)
    language = person.language
    known = {"name": person.customer.name if person.customer else "", "language": language}
    form = CustomerForm(request.POST or None, initial=known, language=language)
    if request.method == "POST" and form.is_valid():
        changed = actions.introduce_customer(request.member.workspace, key)
        actions.change_customer(changed, **form.cleaned_data, by=request.member, now=timezone.now())
        messages.success(request, _("Kept."))
        return redirect("people:customer", key=key)
    return _details(request, person, form=form)


@require_POST
def identities(request: HttpRequest, key: str) -> HttpResponse:
    """One more address, number or id by which the customer is known."""
    require(request.member, "erase")
    person = _person(request, key)
    form = IdentityForm(request.POST)
    if form.is_valid():
        known = actions.introduce_customer(request.member.workspace, key)
        try:
            actions.add_identity(known, **form.cleaned_data, by=request.member, now=timezone.now())
        except actions.CustomersError as error:
            form.add_error("value", str(error))
        else:
            messages.success(request, _("Kept."))
            return redirect("people:customer-details", key=key)
    return _details(request, person, identity_form=form)


@require_POST
def identity_removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "erase")
    identity = get_object_or_404(visible_identities(request.member), pk=number)
    key = identity.customer.key
    actions.remove_identity(identity, by=request.member, now=timezone.now())
    messages.success(request, _("They are not known by it any more."))
    return redirect("people:customer-details", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def merges(request: HttpRequest, key: str) -> HttpResponse:
    """Look for the other one, see both beside each other, and make them one."""
    require(request.member, "erase")
    person = _person(request, key)
    asked = request.POST if request.method == "POST" else request.GET
    other = _other(request, asked.get("with", ""))
    problem = ""
    if request.method == "POST":
        problem = _merged(request, person, other) if other else _("Choose whom to merge with.")
        if not problem:
            return redirect("people:customer", key=person.key)
    typed = request.GET.get("q", "").strip()[:LONGEST_TYPED]
    about = {
        "person": person,
        "other": other,
        "pair": (person, other),
        "typed": typed,
        "candidates": _candidates(request, person, typed) if typed and other is None else (),
        "problem": problem,
    }
    return render(request, "people/customers/merge.html", about, status=422 if problem else 200)


@require_POST
def split(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "erase")
    merge = get_object_or_404(visible_merges(request.member), pk=number)
    try:
        actions.split_customer(merge, by=request.member, now=timezone.now())
    except actions.CustomersError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("They are two customers again. Each gets what was theirs within moments."))
    return redirect("people:customer", key=merge.kept.key)


@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest, key: str) -> HttpResponse:
    """What will be removed for good; and, after the word was typed, its removal."""
    require(request.member, "erase")
    person = _person(request, key)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erased = actions.erase_customer(request.member.workspace, key, by=request.member, now=timezone.now())
        except Busy:
            form.add_error(None, _("The log is being written to from elsewhere. Try again in a moment."))
        else:
            messages.success(request, _removed(erased))
            return redirect("people:customers")
    about = {"person": person, "form": form, "word": erase_word()}
    status = 422 if request.method == "POST" else 200
    return render(request, "people/customers/erasure.html", about, status=status)


def _person(request: HttpRequest, key: str) -> Person:
    """The person with this key, as they are today."""
    person = person_called(request.member, key, store=stores.current(), closely=False)
    if not isinstance(person, Person):
        raise Http404
    return person


def _other(request: HttpRequest, key: str) -> Person | None:
    """Whom to merge with: whoever the key stands for today."""
    found = person_called(request.member, key, store=stores.current(), closely=False) if key else None
    if isinstance(found, str):
        found = person_called(request.member, found, store=stores.current(), closely=False)
    if key and not isinstance(found, Person):
        raise Http404
    return found if isinstance(found, Person) else None


def _candidates(request: HttpRequest, person: Person, typed: str) -> list[Row | Customer]:
    """Whom the typed words may mean, but for the person themselves."""
    sought = QueryDict(mutable=True)
    sought["q"] = typed
    listing = customer_listing(request.member, sought, store=stores.current(), now=timezone.now())
    return [each for each in (*listing.page.rows, *listing.never_heard) if each.key != person.key]


def _merged(request: HttpRequest, person: Person, other: Person) -> str:
    """Make them one; why it cannot be, where it cannot."""
    workspace = request.member.workspace
    kept, absorbed = (actions.introduce_customer(workspace, each.key) for each in (person, other))
    try:
        actions.merge_customers(kept, absorbed=absorbed, by=request.member, now=timezone.now())
    except actions.CustomersError as error:
        return str(error)
    messages.success(request, _("They are one customer now. What was heard of both stands here within moments."))
    return ""


def _details(request: HttpRequest, person: Person, **forms) -> HttpResponse:
    known = {"name": person.customer.name if person.customer else "", "language": person.language}
    about = {
        "person": person,
        "form": CustomerForm(initial=known, language=person.language),
        "identity_form": IdentityForm(),
    } | forms
    return render(request, "people/customers/details.html", about, status=422 if request.method == "POST" else 200)


def _removed(erased: actions.Erased) -> str:
    if erased.log_follows:
        return _("Erased. The log is being written to from elsewhere and lets go of them within moments.")
    removed = Counter(erased.removed) + Counter(rejected=erased.lines)
    parts = ", ".join(f"{_REMOVED.get(what, what)} ({n})" for what, n in removed.items() if n)
    return _("Erased. Removed: %(parts)s.") % {"parts": parts} if parts else _("Erased. There was nothing to remove.")
