"""What a kiosk and a widget are told: when they open, where, how often."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import override
from ninja import Router
from pydantic import Field

from heedful.api.links import LinkInFull, in_full, link_of
from heedful.api.lists import Given
from heedful.api.problems import ApiError
from heedful.api.surveys import MANAGE, WRITING
from heedful.listen.channels.actions import change_settings
from heedful.listen.channels.models import Link
from heedful.listen.channels.settings import MOST_LINES, settings_form

router = Router(tags=["links"])
Lines = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=MOST_LINES)]


class LinkSettings(Given):
    """Of a kiosk the first two, of a widget the others; what is left out stays."""

    thanks_seconds: Annotated[int, Field(description="a kiosk begins anew so long after the thanks")] | None = None
    idle_seconds: Annotated[int, Field(description="… and when nobody touches it")] | None = None
    placement: Annotated[Literal["corner", "button"], Field(description="a question, or a button")] | None = None
    label: Annotated[str, Field(max_length=40, description="on the button")] | None = None
    side: Literal["start", "end"] | None = None
    modal: bool | None = None
    seconds: Annotated[int, Field(description="open after so many; null: not by time")] | None = None
    scroll: Annotated[int, Field(description="open at so many percent of the page; null: not by it")] | None = None
    leaving: bool | None = None
    event: Annotated[str, Field(max_length=60, description="open when the page says so")] | None = None
    sample: Annotated[int, Field(description="of 100 visits")] | None = None
    rest_days: int | None = None
    pages: Annotated[Lines, Field(description="/shop/*")] | None = None
    not_pages: Lines | None = None
    origins: Annotated[Lines, Field(description="https://shop.example")] | None = None


@router.patch("/{code}/settings", auth=MANAGE, response=LinkInFull, summary="Say when a widget or a kiosk asks",
              openapi_extra=WRITING)  # fmt: skip
def link_settings(request: HttpRequest, code: str, given: LinkSettings) -> Any:
    """Websites and tablets take it over within five minutes."""
    found = link_of(request, code)
    settings = _checked(found, given.dict(exclude_unset=True))
    change_settings(found, settings, by=None, now=timezone.now())
    return in_full(found)


def _checked(link: Link, said: dict[str, Any]) -> dict[str, Any]:
    """As the page checks it."""
    with override("en"):
        form = settings_form(link)
        if form is None:
            raise ApiError(409, "Only a kiosk (kiosk) and a website (web) have settings.")
        kept = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        wrong = {name: f"a {link.kind} link has no such setting" for name in said if name not in kept}
        data = {name: "\n".join(each) if isinstance(each, list) else each for name, each in (kept | said).items()}
        form = settings_form(link, {name: data[name] for name in kept})
        if form is None or wrong or not form.is_valid():
            wrong |= {name: str(reasons[0]) for name, reasons in (form.errors if form else {}).items()}
            errors = [{"field": name, "reason": reason} for name, reason in wrong.items()]
            raise ApiError(422, "Nothing was kept: see what is wrong with each.", errors=errors)
    return form.cleaned_data
