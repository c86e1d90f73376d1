# ruff: noqa: ARG001 -- Ninja hands the request to every operation
"""What a survey can begin from: a template, or another program's file."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from heedful.api.askers import program
from heedful.api.bodies import body_of
from heedful.api.lists import Given, Word, refuse_unknown, wrong
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import MANAGE, READ, SurveyInFull, in_full
from heedful.listen.surveys.actions import create_survey
from heedful.listen.surveys.document import plain
from heedful.listen.surveys.qsf import LARGEST_FILE, QsfError, survey_from_qsf
from heedful.listen.surveys.templates import TEMPLATES

templates, files = Router(tags=["surveys"]), Router(tags=["surveys"])
KINDS = ("application/json", "application/octet-stream", "")


class TemplateTold(Schema):
    key: str
    name: str
    when: str
    says: str
    document: dict[str, Any]


class FileAsked(Given):
    name: Annotated[Word | None, Field(description="of the survey; the file's own if not given")] = None


class SurveyFromFile(SurveyInFull):
    dropped: Annotated[list[str], Field(description="what the file has and the draft has not, or has otherwise")]


FILE = {
    "description": "A .qsf file as Qualtrics exports it, of up to 10 MB.",
    "required": True,
    "content": {"application/json": {"schema": {"type": "object"}}},
}


@templates.get("", auth=READ, response=list[TemplateTold], summary="What a survey can begin from",
               openapi_extra=documented(401, 403))  # fmt: skip
def survey_templates(request: HttpRequest) -> Any:
    return [
        {"key": each.key, "name": str(each.name), "when": str(each.when), "says": str(each.says),
         "document": plain(each.document)}
        for each in TEMPLATES
    ]  # fmt: skip


@files.post("", auth=MANAGE, response={201: SurveyFromFile}, summary="Begin a survey from a file of Qualtrics",
            openapi_extra={"requestBody": FILE, **documented(400, 401, 403, 413, 415, 422)})  # fmt: skip
def survey_file(request: HttpRequest, asked: Query[FileAsked]) -> Any:
    """A draft; what could not come along is named in `dropped`, sentence by sentence."""
    refuse_unknown(request, asked)
    if request.content_type not in KINDS:
        raise ApiError(415, f"Send the file as application/json, not {(request.content_type or '')[:60]}.")
    body = body_of(request)
    if len(body) > LARGEST_FILE:
        raise ApiError(413, f"More than {LARGEST_FILE // 1024 // 1024} MB: too large for a survey.")
    try:
        brought = survey_from_qsf(body)
    except QsfError as error:
        raise wrong("body", str(error)) from error
    name, workspace = asked.name or brought.name, program(request).workspace
    made = create_survey(workspace, name=name, document=brought.document, by=None, now=timezone.now())
    return Status(201, in_full(made) | {"dropped": list(brought.dropped)})
