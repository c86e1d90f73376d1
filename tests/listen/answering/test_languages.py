"""The respondent's language: from the address, the person, the browser; and it can be switched."""

import pytest

from heedful.listen.responses.models import Response
from tests.listen.answering.conftest import PULSE, Respondent

LT, EN = "Ar rekomenduotumėte mus?", "How likely are you to recommend us?"


@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [
        ("", "", "en"),
        ("", "lt-LT,lt;q=0.9,en;q=0.8", "lt"),
        ("", "fr,en;q=0.5", "en"),
        ("", "ar-EG", "ar"),
        ("?lang=lt", "en", "lt"),
        ("?lang=xx", "lt", "lt"),
        ("?lang=LT", "en", "lt"),
    ],
)
def test_the_page_speaks_the_language_of_the_address_or_of_the_browser(poster, query, accept, language):
    ann = Respondent(poster.code, query, **({"Accept-Language": accept} if accept else {}))

    assert f'<html lang="{language}"' in ann.html


def test_an_arabic_page_runs_from_right_to_left_and_its_english_parts_say_that_they_are(poster):
    ann = Respondent(poster.code, "?lang=ar")

    assert '<html lang="ar" dir="rtl">' in ann.html and "زيارتك" in ann.html
    assert '<p class="going" lang="en">' in ann.html


def test_the_language_chosen_stays_and_can_be_switched(poster):
    ann = Respondent(poster.code, "?lang=lt", **{"Accept-Language": "en"})
    assert LT in ann.html and "العربيّة" in ann.html
    ann.send(recommend="9")
    assert '<html lang="lt"' in ann.html
    assert Response.objects.get().language == "lt"

    ann.go(ann.path.split("?")[0] + "?lang=en")
    ann.send(why="Good")
    assert ann.title == "We are glad" and Response.objects.get().language == "en"


def test_the_invited_are_asked_in_their_language(pulse, invite):
    ann = Respondent(invite(pulse, language="lt").token, **{"Accept-Language": "en"})

    assert LT in ann.html


def test_without_a_language_of_the_invitation_the_customers_counts(pulse, invite):
    invitation = invite(pulse, language="")
    invitation.customer.language = "lt"
    invitation.customer.save()

    assert LT in Respondent(invitation.token).html


def test_our_own_words_are_the_respondents_too(survey_of, link_to):
    for language in ("lt", "uk", "ru"):
        document = {**PULSE, "languages": ["en", language]}
        ann = Respondent(link_to(survey_of(document, key=language), f"l{language}3456789").code, f"?lang={language}")
        assert f'lang="{language}"' in ann.html
