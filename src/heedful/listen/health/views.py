from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from heedful.interactions import stores
from heedful.interactions.models import Rejected
from heedful.listen.health import queries
from heedful.listen.health.actions import MOST_AT_ONCE, discard_rejected, retry_rejected
from heedful.listen.imports.pictures import KINDS
from heedful.people.members.rights import may, require, require_all_places
from heedful.ui.keyset import numbered_place_of, page_of

PAGE = 25
SHOWN_DISCARDS = 5


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    require_all_places(request.member)
    store, now = stores.current(), timezone.now()
    waits = queries.waiting(request.member)
    kinds = queries.kinds_in_log(request.member, store)
    reasons = queries.rejected_reasons(request.member)
    said = {
        "as_of": now,
        "waits": waits,
        "is_long": waits.is_long(now),
        "round": store.cursor().round,
        "kinds": [(KINDS.get(each.kind, each.kind), each) for each in kinds],
        "rows": sum(each.rows for each in kinds),
        "texts": queries.texts_read(request.member, store),
        "reasons": reasons,
        "rejected": sum(each["items"] for each in reasons),
        "may_import": may(request.member, "import"),
    }
    template = "listen/health/health.html#health-now" if request.htmx else "listen/health/health.html"
    return render(request, template, said)


@require_safe
def rejected(request: HttpRequest) -> HttpResponse:
    """What was turned away, word for word: for those who may bring data in."""
    require(request.member, "import")
    reason, place = request.GET.get("reason", ""), numbered_place_of(request.GET)
    found = queries.visible_rejected(request.member)
    found = found.filter(reason=reason) if reason else found
    of_this = found.count()
    if place.key:
        found = found.filter(pk__gt=place.key[0]) if place.backwards else found.filter(pk__lt=place.key[0])
    rows = found.order_by("id" if place.backwards else "-id")[: PAGE + 1]
    said = {
        "page": page_of(list(rows), place, size=PAGE, key=lambda item: (item.pk,), asked=request.GET),
        "reason": reason,
        "count": of_this,
        "most": MOST_AT_ONCE,
        "discards": queries.visible_discards(request.member)[:SHOWN_DISCARDS],
        "as_of": timezone.now(),
    }
    return render(request, "listen/health/rejected.html", said)


@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    require(request.member, "import")
    items = _chosen(request)
    went_in = retry_rejected(items, now=timezone.now())
    left = len(items) - went_in
    tried = ngettext("%(count)s item went in.", "%(count)s items went in.", went_in) % {"count": went_in}
    stay = ngettext("%(count)s is still wrong.", "%(count)s are still wrong.", left) % {"count": left}
    (messages.success if not left else messages.warning)(request, f"{tried} {stay}" if left else tried)
    return redirect(_back(request))


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    require(request.member, "import")
    gone = discard_rejected(_chosen(request), by=request.member, now=timezone.now())
    said = ngettext("%(count)s item was discarded.", "%(count)s items were discarded.", gone)
    messages.success(request, said % {"count": gone})
    return redirect(_back(request))


def _chosen(request: HttpRequest) -> list[Rejected]:
    """One item by its number, or those of a reason, oldest first and so many at a time."""
    found = queries.visible_rejected(request.member)
    if number := request.POST.get("item"):
        item = found.filter(pk=number).first() if number.isdecimal() else None
        if item is None:
            raise Http404
        return [item]
    reason = request.POST.get("reason")
    if not reason:
        raise Http404(_("Say which items."))
    return list(found.filter(reason=reason).order_by("id")[:MOST_AT_ONCE])


def _back(request: HttpRequest) -> str:
    """To the list of the same reason while there is one."""
    reason = request.POST.get("of", "")
    still = reason and queries.visible_rejected(request.member).filter(reason=reason).exists()
    return f"{reverse('listen:rejected')}?{urlencode({'reason': reason})}" if still else reverse("listen:rejected")
