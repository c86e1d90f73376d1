"""What a person sees when there is no page for them: what happened, and where to go."""

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

LONGEST_HOST = 253  # of a name, by RFC 1035


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Drawn without the request: it may be the name of the host itself that is not to be trusted."""
    host = request.META.get("HTTP_HOST", "")[:LONGEST_HOST] if isinstance(exception, DisallowedHost) else ""
    return HttpResponse(render_to_string("ui/400.html", {"host": host}), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django asks for it
    return render(request, "ui/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django asks for it
    return render(request, "ui/404.html", status=404)


def broken(_request: HttpRequest) -> HttpResponse:
    """Drawn without the request: what broke may be the database that says who looks."""
    return HttpResponse(render_to_string("ui/500.html"), status=500)
