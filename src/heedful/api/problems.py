"""Every error of the API as RFC 9457 problem details."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from heedful.people.traces.actions import PROGRAM

CONTENT_TYPE = "application/problem+json"


class ApiError(Exception):
    """An answer that is an error: the status, what happened in words, and what a program can use."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None, **members: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.members = members


def problem_details(error: ApiError) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": error.detail,
        **error.members,
    }
    return JsonResponse(body, status=error.status, content_type=CONTENT_TYPE, headers=error.headers)


PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}


def documented(*statuses: int) -> dict[str, Any]:
    """The errors of an address, for the OpenAPI document."""
    content = {CONTENT_TYPE: {"schema": PROBLEM}}
    return {
        "responses": {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}
    }


DETAILS = {
    400: "The request cannot be understood.",
    403: "This is not allowed.",
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    413: "The request is too large.",
    500: "Something broke on our side; it has been logged.",
}


class ProblemDetailsMiddleware:
    """Errors that arise outside of the API's own code (routing, hosts, crashes) get the same form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nobody = PROGRAM.set("")  # until a key says otherwise
        try:
            answer = self._in_one_form(request)
        finally:
            PROGRAM.reset(nobody)
        if request.path_info.startswith("/api/"):
            answer.headers.setdefault("Cache-Control", "no-store")  # not for the next person at the screen, either
        return answer

    def _in_one_form(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        plain = not answer.get("Content-Type", "").startswith(CONTENT_TYPE)
        if not request.path_info.startswith("/api/") or answer.status_code < 400 or not plain:
            return answer
        detail = DETAILS.get(answer.status_code, HTTPStatus(answer.status_code).phrase)
        kept = {name: answer[name] for name in ("Allow", "Retry-After", "WWW-Authenticate") if name in answer}
        return problem_details(ApiError(answer.status_code, detail, headers=kept))
