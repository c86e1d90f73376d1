# ruff: noqa: ARG001 -- Ninja and Django hand the request to everybody
import logging
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from heedful.api import (
    alerts,
    answers,
    audiences,
    case_steps,
    cases,
    drafts,
    drivers,
    goals,
    invitations,
    languages,
    link_settings,
    links,
    looks,
    notifications,
    outlooks,
    plan_steps,
    plan_tasks,
    plans,
    posters,
    responses,
    rules,
    sendings,
    sorting,
    standards,
    strategy,
    summaries,
    survey_beginnings,
    surveys,
    theme_sizes,
    themes,
    tries,
    versions,
    voices,
    webhooks,
)
from heedful.api.interactions import router as interactions
from heedful.api.lists import StrictJson
from heedful.api.metrics import router as metrics
from heedful.api.problems import ApiError, problem_details

log = logging.getLogger(__name__)
api = NinjaAPI(
    title="Heedful",
    version="1",
    description="What customers did and said goes in, measures with their honesty come out, and all that the pages of "
    "surveys do. Errors: problem details (RFC 9457).",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    parser=StrictJson(),
)
api.add_router("/interactions", interactions)
api.add_router("/metrics", metrics)
for address, routers in {
    "/survey-templates": [survey_beginnings.templates],
    "/survey-files": [survey_beginnings.files],
    "/surveys": [
        surveys.router,
        drafts.router,
        versions.router,
        languages.router,
        looks.router,
        links.of_surveys,
        posters.of_surveys,
        sendings.of_surveys,
        tries.router,
        answers.of_surveys,
        sorting.router,
        summaries.router,
    ],
    "/links": [links.router, link_settings.router, posters.router],
    "/audiences": [audiences.router],
    "/sendings": [sendings.router, outlooks.router],
    "/invitations": [invitations.router],
    "/customers": [invitations.customers],
    "/responses": [responses.router],
    "/sending-rules": [rules.router],
    "/suppressions": [rules.suppressions],
    "/plans": [plan_steps.router, plan_tasks.router, plans.router],
    "/cases": [case_steps.router, cases.router],
    "/alerts": [alerts.router],
    "/alert-rules": [alerts.rules],
    "/notification-channels": [notifications.router],
    "/webhooks": [webhooks.router],
    "/theme-trades": [themes.trades],
    "/drivers": [drivers.router],
    "/goals": [goals.router],
    "/standards": [standards.router],
    "/strategy": [strategy.router],
    "/strategy-trades": [strategy.trades],
    "/voices": [voices.router],
    "/themes": [theme_sizes.router, themes.router],
}.items():
    for router in routers:
        api.add_router(address, router)


@api.exception_handler(ApiError)
def refused(request: HttpRequest, error: ApiError) -> HttpResponse:
    return problem_details(error)


@api.exception_handler(AuthenticationError)
def unknown_asker(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    detail = "Send a key of the workspace: Authorization: Bearer hf_…"
    return problem_details(ApiError(401, detail, headers={"WWW-Authenticate": 'Bearer realm="heedful"'}))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"field": str(each["loc"][-1]), "reason": str(each["msg"])} for each in error.errors]
    return problem_details(ApiError(422, "The request is not as documented.", errors=errors))


@api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_details(ApiError(error.status_code, str(error)))


@api.exception_handler(OperationalError)
def not_kept(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """A full disk is told to the sender, who has to send again; any other fault of the database is ours alone."""
    if not any(said in str(error) for said in ("is full", "disk I/O", "No space left")):
        raise error
    log.error("Nothing can be kept: %s", error)
    detail = "The server's disk is full: nothing of this request was kept. Send it again later."
    return problem_details(ApiError(507, detail, headers={"Retry-After": "60"}))


@login_not_required
def nowhere(request: HttpRequest, **_: Any) -> HttpResponse:
    return problem_details(ApiError(404, "There is nothing at this address; /api/v1/openapi.json lists what there is."))


urlpatterns = [path("v1/", api.urls), re_path(r"^.*$", nowhere)]
