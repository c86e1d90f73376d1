from itertools import islice

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from heedful.ui import navigation

MOST_FOUND = 40
LONGEST_WORDS = 200


@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """Go anywhere, do anything, by typing its name: a page of its own, and the results alone for the dialog."""
    typed = request.GET.get("q", "")[:LONGEST_WORDS]
    links = list(islice(navigation.found(request, typed), MOST_FOUND))
    template = "ui/finder.html#finder-results" if request.htmx else "ui/finder.html"
    return render(request, template, {"typed": typed, "links": links})


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """The first of the settings that whoever looks may see; the others stand beside it."""
    first = next(iter(navigation.links_of(request, navigation.SETTINGS)), None)
    if first is None:
        raise Http404
    return redirect(first.href)
