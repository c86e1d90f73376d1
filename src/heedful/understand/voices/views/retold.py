"""What the language model that an owner set makes of texts: shown once, and kept nowhere."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heedful.interactions import stores
from heedful.people.members.rights import require
from heedful.ui.keyset import Place
from heedful.understand.metrics.inquiry import inquiry_of
from heedful.understand.voices import queries
from heedful.understand.voices.actions import note_texts_sent
from heedful.understand.voices.endpoint import ModelFailed, endpoint_of
from heedful.understand.voices.forms import address_of, read_asked
from heedful.understand.voices.listing import Row, rows_of
from heedful.understand.voices.model import Summary, summary_of, translation_of
from heedful.understand.voices.models import LanguageModel
from heedful.understand.voices.quotes import quote_of
from heedful.understand.voices.views.corrections import row_of, said_of

MOST: Final = 40


@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: HttpRequest) -> HttpResponse:
    """The newest of what the filters leave, in a few sentences, each with the texts it rests on."""
    require(request.member, "handle_responses")
    address = address_of(request.GET)
    back = f"{reverse('understand:voices')}?{address}"
    model = queries.model_in_use(request.member)
    if request.method != "POST" or model is None:
        return redirect(back)
    store, now = stores.current(), timezone.now()
    inquiry, asked = inquiry_of(request.GET, request.member, store=store, now=now), read_asked(request.GET)
    if inquiry.filter.problems or asked.problems:
        messages.error(request, _("This cannot be summed up as it is asked for."))
        return redirect(back)
    found = rows_of(queries.listing_of(inquiry, asked), Place(), size=MOST)
    try:
        made = _summed_up(request, found[:MOST], model)
    except ModelFailed as error:
        messages.error(request, str(error))
        return redirect(back)
    cited = _cited(made, found)
    names = queries.names_for(request.member, cited, store=store, places=inquiry.places)
    number_of = {row["id"]: number for number, row in enumerate(cited, start=1)}
    said = {
        "summary": made,
        "sentences": [(each.words, sorted(number_of[key] for key in each.sources)) for each in made.sentences],
        "quotes": [quote_of(row, names) for row in cited],
        "are_more": len(found) > MOST,
        "most": MOST,
        "address": address,
        "as_of": now,
    }
    return render(request, "understand/voices/summary.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
def translation(request: HttpRequest, key: str) -> HttpResponse:
    """One text in the reader's language, above what it was in its own."""
    require(request.member, "handle_responses")
    row = row_of(request, key)
    model = queries.model_in_use(request.member)
    if request.method != "POST" or model is None:
        return redirect("understand:voice", key)
    try:
        endpoint = endpoint_of(model)
        note_texts_sent(model, 1, by=request.member, now=timezone.now())
        words = translation_of(row["text"], endpoint, language=get_language())
    except ModelFailed as error:
        messages.error(request, str(error))
        return redirect("understand:voice", key)
    said = said_of(request, row) | {"translation": words, "translated_by": model.name}
    return render(request, "understand/voices/text.html", said)


def _summed_up(request: HttpRequest, rows: list[Row], model: LanguageModel) -> Summary:
    endpoint = endpoint_of(model)
    if rows:
        note_texts_sent(model, len(rows), by=request.member, now=timezone.now())
    return summary_of([(row["id"], row["text"]) for row in rows], endpoint, language=get_language())


def _cited(made: Summary, rows: list[Row]) -> list[Row]:
    """The texts that sentences rest on, in the order in which they come up."""
    by_id = {row["id"]: row for row in rows}
    keys = dict.fromkeys(key for each in made.sentences for key in each.sources)
    return [by_id[key] for key in keys]
