"""A survey's colours, and whether everybody can read them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from msgspec.structs import asdict, replace
from ninja import Query, Router, Schema
from pydantic import Field

from heedful.api.drafts import changed_draft
from heedful.api.lists import KEEP, Given, refuse_unknown
from heedful.api.surveys import MANAGE, READ, READING, WRITING, survey_of
from heedful.listen.surveys.document import Theme
from heedful.listen.surveys.looks import contrasts
from heedful.listen.surveys.queries import survey_document

router = Router(tags=["surveys"])
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class LooksGiven(Given):
    page: Colour | None = Field(None, description=KEEP)
    text: Colour | None = Field(None, description=KEEP)
    accent: Colour | None = Field(None, description=KEEP)
    on_accent: Colour | None = Field(None, description=KEEP)
    rounded: bool | None = Field(None, description=KEEP)


class ContrastTold(Schema):
    says: str
    ratio: float
    least: Annotated[float, Field(description="what WCAG 2.2 AA asks for")]
    is_enough: bool


class LooksTold(Schema):
    page: str
    text: str
    accent: str
    on_accent: str
    rounded: bool
    contrasts: list[ContrastTold]


@router.get("/{key}/looks", auth=READ, response=LooksTold, summary="The draft's colours, and whether one can read them",
            openapi_extra=READING)  # fmt: skip
def looks(request: HttpRequest, key: str, asked: Query[LooksGiven]) -> Any:
    """With other colours in the address, how those would go together; nothing is kept."""
    refuse_unknown(request, asked)
    return _told(_with(survey_document(survey_of(request, key)).theme, asked))


@router.patch("/{key}/looks", auth=MANAGE, response=LooksTold, summary="Change the draft's colours",
              openapi_extra=WRITING)  # fmt: skip
def looks_change(request: HttpRequest, key: str, given: LooksGiven) -> Any:
    found = survey_of(request, key)
    made = changed_draft(found, lambda stands: replace(stands, theme=_with(stands.theme, given)), "Changed the looks")
    return _told(made.theme)


def _with(theme: Theme, given: LooksGiven) -> Theme:
    said = {name: value for name, value in given.dict().items() if value is not None}
    return replace(theme, **{name: value.lower() if isinstance(value, str) else value for name, value in said.items()})


def _told(theme: Theme) -> dict[str, Any]:
    names = ("says", "ratio", "least", "is_enough")
    held = [{name: getattr(each, name) for name in names} for each in contrasts(theme)]
    return asdict(theme) | {"contrasts": held}
