"""Bad input has its message beside the question, and what is dangerous is shown as the words it is."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

from heedful.listen.responses.models import Response
from tests.listen.answering.conftest import PULSE, Respondent

OVERRIDE = "\u202e"


@pytest.mark.parametrize("score", ["11", "-1", "3.5", "ten", "9 or 10", "1e3", "NaN", "９９"])
def test_an_answer_off_the_scale_is_refused_beside_the_question(poster, score):
    ann = Respondent(poster.code)
    ann.send(recommend=score)

    assert ann.status == 422
    assert 'id="a-recommend-error"' in ann.html and "Please choose a point from 0 to 10." in ann.html
    assert ann.asked() == ["recommend"] and not Response.objects.exists()


def test_an_answer_that_is_needed_is_asked_for(poster):
    ann = Respondent(poster.code)
    ann.send()

    assert (ann.status, "Please choose an answer to go on." in ann.html) == (422, True)


def test_a_required_question_cannot_be_jumped_over(poster):
    ann = Respondent(poster.code)
    ann.post({"asked": "why", "a-why": "I skipped the first", "go": "on"})

    assert ann.asked() == ["recommend"]
    assert Response.objects.get().finished_at is None


def test_a_text_of_a_megabyte_is_a_clear_page(poster):
    ann = Respondent(poster.code)
    ann.send(recommend="9")
    ann.send(why="x" * 1_000_000)

    assert (ann.status, ann.title) == (413, "That is too much for one answer")
    assert Response.objects.get().answers == {"recommend": 9}


def test_a_text_that_is_too_long_is_shown_again_with_what_is_wrong(poster):
    ann = Respondent(poster.code)
    ann.send(recommend="9")
    ann.send(why="long " * 41)

    assert (ann.status, "Please shorten this to 200 characters: it has 204." in ann.html) == (422, True)
    assert "long long" in ann.html


def test_markup_is_shown_as_it_was_written(survey_of, link_to):
    told = {"type": "statement", "key": "back", "title": {"en": "You wrote {{answer:words}}"}}
    words = {"type": "text", "key": "words", "title": {"en": "Words & <b>more</b>"}}
    ann = Respondent(link_to(survey_of({"title": {"en": "T"}, "questions": [words, told]})).code)
    ann.send(words="<script>alert(1)</script>" + OVERRIDE + "gnp.exe")

    assert "<script" not in ann.html and "&lt;script&gt;" in ann.html and OVERRIDE not in ann.html
    assert Response.objects.get().answers["words"].endswith(OVERRIDE + "gnp.exe")  # kept word for word


def test_what_is_no_letter_is_left_out(poster):
    ann = Respondent(poster.code)
    ann.send(recommend="9")
    ann.send(why="a\x00b\x07c\r\nd\te")

    assert Response.objects.get().answers["why"] == "abc\nd\te"


def test_what_is_no_form_is_a_clear_page(poster):
    ann = Respondent(poster.code)
    kind = "multipart/form-data; boundary=x"
    garbled = ann.client.post(ann.action, b"--x\r\nnonsense", content_type=kind)
    many = ann.client.post(ann.action, {f"f{n}": "1" for n in range(1_100)})
    empty = ann.client.post(ann.action, {})

    assert (garbled.status_code, many.status_code, empty.status_code) in {(400, 400, 303), (303, 400, 303)}
    assert b"did not arrive whole" in many.content and not Response.objects.exists()


def test_questions_that_there_are_not_are_not_answered(poster):
    ann = Respondent(poster.code)
    ann.post({"asked": ["nothing", "__class__"], "a-nothing": "1", "go": "on"})

    assert ann.status == 200 and not Response.objects.exists()


def test_who_looks_like_a_machine_is_kept_with_a_mark(poster):
    ann = Respondent(poster.code)
    ann.post(ann.form(recommend="9") | {"website": "filled by a machine"})
    ann.send(why="Buy at https://spam.example")

    response = Response.objects.get()
    assert response.suspicion >= 60 and response.told == ["recommend", "why"]


def test_a_calm_person_is_not_suspected(poster, in_no_hurry):
    ann = Respondent(poster.code)
    ann.send(recommend="9")
    ann.send(why="The coach")

    assert Response.objects.get().suspicion == 0


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(poster, method):
    ann = Respondent(poster.code)

    assert getattr(ann.client, method)(ann.action).status_code == 405
    assert ann.client.post(f"/s/{poster.code}/").status_code == 405


def test_no_page_sets_a_cookie_and_all_keep_to_the_policy(poster):
    ann = Respondent(poster.code)
    answer = ann.client.get(f"/s/{poster.code}/")

    assert not answer.cookies
    assert (
        "default-src 'none'" in answer["Content-Security-Policy"] and "unsafe" not in answer["Content-Security-Policy"]
    )
    assert (answer["X-Frame-Options"], answer["Cache-Control"], answer["Referrer-Policy"]) == (
        "DENY",
        "no-store",
        "no-referrer",
    )
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_host_that_is_not_ours_is_refused(poster):
    answer = Respondent(poster.code).client.get(f"/s/{poster.code}/", headers={"host": "evil.example"})

    assert answer.status_code == 400


def test_a_page_weighs_less_than_thirty_kilobytes_with_its_styles(survey_of, link_to, settings):
    css = Path(find("listen/answering.css")).stat().st_size
    page = Respondent(link_to(survey_of({**PULSE, "layout": "all"})).code)

    assert css + len(page.html.encode()) + len(page.client.get(theme_of(page)).content) < 30_000


def theme_of(page):
    return re.search(r'href="(/s/[^"]+/theme-\d+\.css)"', page.html)[1]


def test_the_colours_come_as_a_stylesheet_of_our_own(survey_of, link_to):
    theme = {"page": "#101010", "text": "#f0f0f0", "accent": "#ffcc00", "on_accent": "#000000"}
    page = Respondent(link_to(survey_of({**PULSE, "theme": theme})).code)
    answer = page.client.get(theme_of(page))

    assert "color-scheme:dark" in answer.content.decode() and "--survey-accent:#ffcc00" in answer.content.decode()
    assert (answer["Content-Type"], "immutable" in answer["Cache-Control"]) == ("text/css", True)
    assert page.client.get(theme_of(page).replace("theme-", "theme-9")).status_code == 404
