from __future__ import annotations

from collections.abc import Callable

from csp.middleware import HEADER, CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve, set_urlconf

SHORT_WAY = "heedful.listen.answering.short_way"
POLICY_OF_ITS_OWN = ("_csp_exempt", "_csp_config", "_csp_update", "_csp_replace")  # django-csp's marks
LARGE = 12_000  # bytes: what is smaller travels as fast as it is, and costs nothing to pack


class ContentPolicyMiddleware(CSPMiddleware):
    """A policy is not built again for an answer that has one."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if HEADER in response else super().process_response(request, response)


class RespondentsMiddleware:
    """The short way to the pages of those who answer: no session, no sign-in, no cookie, no messages.

    It stands behind what guards every page (host, security headers, content policy). Whatever is no open page of
    theirs goes the long way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._policy = build_policy()
        self._packed = GZipMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/s/"):
            return self.get_response(request)
        try:
            match = resolve(request.path_info, SHORT_WAY)
        except Resolver404:
            return self.get_response(request)
        if getattr(match.func, "login_required", True):
            return self.get_response(request)
        request.get_host()  # raises for a name that is not ours
        request.resolver_match = match
        request.member, request.workspaces = None, []  # type: ignore[attr-defined]
        set_urlconf(SHORT_WAY)
        try:
            return self._sealed(request, match.func(request, *match.args, **match.kwargs))
        finally:
            set_urlconf(None)

    def _sealed(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        if not any(hasattr(answer, name) for name in POLICY_OF_ITS_OWN):
            answer.headers[HEADER] = self._policy
        if not getattr(answer, "xframe_options_exempt", False):
            answer.headers.setdefault("X-Frame-Options", "DENY")
        if answer.streaming:
            return answer
        if len(answer.content) > LARGE:
            answer = self._packed.process_response(request, answer)
        answer.headers.setdefault("Content-Length", str(len(answer.content)))
        return answer
