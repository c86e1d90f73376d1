# ruff: noqa: ARG001 -- Ninja hands the request to every operation
"""Themes: named, merged, split and taught; a trade's to begin from, and those that were found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from heedful.api.askers import program
from heedful.api.lists import KEEP, Given, found_or_404, wrong
from heedful.api.problems import ApiError
from heedful.api.surveys import MANAGE, READ, READING, WRITING
from heedful.interactions import stores
from heedful.text.themes.taxonomy import packs
from heedful.understand.themes import actions
from heedful.understand.themes.making import ThemesError
from heedful.understand.themes.models import FoundTheme, NamedTheme
from heedful.understand.themes.naming import LONGEST_NAME, LONGEST_WORDS, MOST_WORDS
from heedful.understand.themes.queries import is_heard, visible_found, visible_themes

router = Router(tags=["themes"])
trades = Router(tags=["themes"])

TOLD: Final = ("key", "names", "descriptions", "keywords", "examples", "archived_at")
Language = Literal["en", "ru", "uk", "lt"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)]
About = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
Keyword = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_WORDS)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Names = Annotated[dict[Language, Name], Field(min_length=1, description="by language; one is enough")]
Keywords = dict[Language, Annotated[list[Keyword], Field(max_length=MOST_WORDS)]]
Examples = dict[Language, Annotated[list[Sentence], Field(max_length=50)]]
Key = Annotated[str, Field(max_length=80)]
TextId = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ThemeTold(Schema):
    key: str
    names: dict[str, str]
    descriptions: dict[str, str]
    keywords: dict[str, list[str]]
    examples: dict[str, list[str]]
    parent: str | None
    merged_into: str | None
    archived_at: datetime | None


class FoundTold(Schema):
    key: str
    names: dict[str, str]
    phrases: list[dict[str, Any]]
    state: str
    n: int
    first_seen: datetime
    hidden: bool
    named: str | None


class TradeTold(Schema):
    key: str
    names: dict[str, str]
    themes: list[str]


class NewTheme(Given):
    names: Names
    descriptions: dict[Language, About] = {}
    keywords: Keywords = {}
    examples: Examples = {}
    parent: Key | None = None


class ThemeChanged(Given):
    names: Names | None = Field(None, description=KEEP)
    descriptions: dict[Language, About] | None = None
    keywords: Keywords | None = None
    examples: Examples | None = None


class Into(Given):
    into: Key


class Half(Given):
    names: Names
    keywords: Annotated[Keywords, Field(min_length=1, description="the words that leave the old theme")]


class Marked(Given):
    text: TextId
    belongs: bool
    sentence: Annotated[int, Field(ge=0, le=63)] = 0


class Trade(Given):
    trade: Annotated[str, Field(max_length=40)]


class FoundNamed(Given):
    names: Names | None = Field(None, description="left out: as it was found")


@trades.get("", auth=READ, response=list[TradeTold], summary="The trades that a workspace can begin from",
            openapi_extra=READING)  # fmt: skip
def all_trades(request: HttpRequest) -> Any:
    return [
        {"key": each.key, "names": dict(each.names), "themes": [one.key for one in each.themes]} for each in packs()
    ]


@trades.post("", auth=MANAGE, response=list[ThemeTold], summary="Take the themes of a trade", openapi_extra=WRITING)
def take_trade(request: HttpRequest, given: Trade) -> Any:
    """What is there already stays as it is; the same again adds nothing."""
    if given.trade not in {each.key for each in packs()}:
        raise wrong("trade", f"one of {', '.join(each.key for each in packs())}")
    actions.choose_pack(program(request).workspace, given.trade, by=None, now=timezone.now())
    return themes(request)


@router.get("", auth=READ, response=list[ThemeTold], summary="All themes with a name", openapi_extra=READING)
def themes(request: HttpRequest) -> Any:
    return [_told(each) for each in visible_themes(program(request))]


@router.post("", auth=MANAGE, response={201: ThemeTold}, summary="Add a theme", openapi_extra=WRITING)
def add(request: HttpRequest, given: NewTheme) -> Any:
    parent = _theme(request, given.parent) if given.parent else None
    said = {"descriptions": given.descriptions, "keywords": given.keywords, "examples": given.examples}
    workspace = program(request).workspace
    return Status(201, _told(_done(
        lambda: actions.add_theme(workspace, given.names, parent=parent, by=None, now=timezone.now(), **said)
    )))  # fmt: skip


@router.get("/found", auth=READ, response=list[FoundTold], summary="Themes that were found", openapi_extra=READING)
def found(request: HttpRequest) -> Any:
    return [_found_told(each) for each in visible_found(program(request))]


@router.post("/found/{key}/name", auth=MANAGE, response={201: ThemeTold}, summary="Give a found theme a name",
             openapi_extra=WRITING)  # fmt: skip
def name_found(request: HttpRequest, key: str, given: FoundNamed) -> Any:
    one = found_or_404(visible_found(program(request)), "found theme", key=key)
    made = _done(lambda: actions.promote_found(one, names=given.names, by=None, now=timezone.now()))
    return Status(201, _told(made))


@router.get("/{key}", auth=READ, response=ThemeTold, summary="One theme", openapi_extra=READING)
def theme(request: HttpRequest, key: str) -> Any:
    return _told(_theme(request, key))


@router.patch("/{key}", auth=MANAGE, response=ThemeTold, summary="Change a theme", openapi_extra=WRITING)
def change(request: HttpRequest, key: str, given: ThemeChanged) -> Any:
    one, now = _theme(request, key), timezone.now()
    if given.names is not None or given.descriptions is not None:
        names = given.names or one.names
        _done(lambda: actions.rename_theme(one, names, descriptions=given.descriptions, by=None, now=now))
    if given.keywords is not None or given.examples is not None:
        keywords = one.keywords if given.keywords is None else given.keywords
        _done(lambda: actions.change_keywords(one, keywords, examples=given.examples, by=None, now=now))
    return _told(one)


@router.delete("/{key}", auth=MANAGE, response={204: None}, summary="Put a theme away", openapi_extra=WRITING)
def put_away(request: HttpRequest, key: str) -> Any:
    """`POST /themes/{key}/restore` takes it back."""
    actions.archive_theme(_theme(request, key), by=None, now=timezone.now())
    return Status(204, None)


@router.post("/{key}/restore", auth=MANAGE, response=ThemeTold, summary="Take a theme back", openapi_extra=WRITING)
def restore(request: HttpRequest, key: str) -> Any:
    one = _theme(request, key)
    actions.restore_theme(one, by=None, now=timezone.now())
    return _told(one)


@router.post(
    "/{key}/merge", auth=MANAGE, response=ThemeTold, summary="Merge a theme into another", openapi_extra=WRITING
)
def merge(request: HttpRequest, key: str, given: Into) -> Any:
    """Tells the theme that stays."""
    absorbed, kept = _theme(request, key), _theme(request, given.into)
    _done(lambda: actions.merge_themes(kept, absorbed, by=None, now=timezone.now()))
    return _told(kept)


@router.post("/{key}/separate", auth=MANAGE, response=ThemeTold, summary="Undo a merge", openapi_extra=WRITING)
def separate(request: HttpRequest, key: str) -> Any:
    one = _theme(request, key)
    _done(lambda: actions.separate_theme(one, by=None, now=timezone.now()))
    return _told(one)


@router.post("/{key}/split", auth=MANAGE, response={201: ThemeTold}, summary="Split a theme", openapi_extra=WRITING)
def split(request: HttpRequest, key: str, given: Half) -> Any:
    """Tells the new one."""
    one = _theme(request, key)
    made = _done(lambda: actions.split_theme(one, given.names, given.keywords, by=None, now=timezone.now()))
    return Status(201, _told(made))


@router.post("/{key}/examples", auth=MANAGE, response={204: None}, summary="Teach a theme by a text",
             openapi_extra=WRITING)  # fmt: skip
def teach(request: HttpRequest, key: str, given: Marked) -> Any:
    one = _theme(request, key)
    if not is_heard(program(request), given.text, store=stores.current()):
        raise ApiError(404, "This workspace has no such text.")
    marked = {"belongs": given.belongs, "sentence": given.sentence}
    actions.mark_example(one, given.text, **marked, by=None, now=timezone.now())
    return Status(204, None)


def _theme(request: HttpRequest, key: str) -> NamedTheme:
    one: NamedTheme = found_or_404(visible_themes(program(request)), "theme", key=key)
    return one


def _done(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except ThemesError as error:
        raise ApiError(409, str(error)) from error


def _told(one: NamedTheme) -> dict[str, Any]:
    told = {
        name: getattr(one, name) for name in ("key", "names", "descriptions", "keywords", "examples", "archived_at")
    }
    return told | {
        "parent": one.parent.key if one.parent else None,
        "merged_into": one.merged_into.key if one.merged_into else None,
    }


def _found_told(one: FoundTheme) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("key", "names", "phrases", "state", "n", "first_seen")}
    return told | {"hidden": one.hidden_at is not None, "named": one.promoted_to.key if one.promoted_to else None}
