from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from heedful.people.unsent.actions import forget_form, keep_form, unsent_form

LONG = 80  # characters, from which on a text wants more than one line


@require_http_methods(["GET", "HEAD", "POST"])
def unsent(request: HttpRequest) -> HttpResponse:
    """What was typed before the session ended, to be looked over and sent again; a POST throws it away."""
    form = unsent_form(request)
    if form is None:
        return redirect("home")
    if request.method == "POST":
        forget_form(request)
        return redirect(form.page)
    rows = [
        {"name": name, "label": name.replace("_", " ").replace("-", " ").capitalize(), "value": value}
        | {"is_long": len(value) > LONG or "\n" in value}
        for name, value in form.fields
    ]
    return render(request, "people/unsent.html", {"unsent": form, "rows": rows})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django asks for it
    """The page was older than the sign-in, or the form is not ours.

    A browser says where a form comes from and cannot be made to lie: from a page of ours, what was typed is kept.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    is_page = getattr(getattr(request.resolver_match, "func", None), "login_required", True)
    if ours and is_page and request.user.is_authenticated and keep_form(request):
        return redirect("people:unsent")
    return render(request, "people/forgery.html", status=403)
