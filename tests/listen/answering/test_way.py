"""The way through a survey, page by page."""

import json
import os
import subprocess
import sys

import pytest
from django.urls import get_urlconf

from heedful.interactions import spool
from heedful.interactions.models import SpoolEntry
from heedful.listen.responses.models import Response
from tests.listen.answering.conftest import PULSE, Respondent, published


def heard():
    return [row for entry in SpoolEntry.objects.all() for row in spool.decode(entry).to_pylist()]


def test_ann_answers_one_question_a_page_and_is_thanked(poster):
    ann = Respondent(poster.code)
    assert (ann.status, ann.asked(), "Question 1 of 3" in ann.html) == (200, ["recommend"], True)

    ann.send(recommend="9")
    assert ann.asked() == ["why"]
    assert "You said 9. Why?" in ann.html

    ann.send(why="The coach")
    assert ann.title == "We are glad"

    response = Response.objects.get()
    assert response.answers == {"recommend": 9, "why": "The coach"}
    assert (response.location.key, response.employee, response.product, response.channel) == (
        "nord",
        "Ona",
        "pass",
        "qr",
    )
    assert response.finished_at and response.settled_at and response.told == ["recommend", "why"]
    assert (response.score, response.words, response.language) == (9, "the coach", "en")


def test_what_ann_answered_is_spooled_with_all_that_the_door_says(poster):
    ann = Respondent(poster.code)
    ann.send(recommend="9")
    ann.send(why="The coach")

    response, (score, words) = Response.objects.get(), heard()
    assert (score["id"], score["name"], score["scale"], score["value"]) == (
        f"{response.key}:recommend",
        "recommend",
        "nps:0-10",
        9,
    )
    assert {name: words[name] for name in ("kind", "text", "thread", "source", "channel", "location", "employee")} == {
        "kind": "answer",
        "text": "The coach",
        "thread": f"response:{response.key}",
        "source": "survey:pulse",
        "channel": "qr",
        "location": "nord",
        "employee": "Ona",
    }
    assert json.loads(words["properties"]) == {
        "survey": "pulse",
        "version": 1,
        "response": str(response.key),
        "language": "en",
    }


def test_looking_records_nothing(poster):
    Respondent(poster.code)
    Respondent(poster.code, "?score=9")

    assert not Response.objects.exists()


def test_every_step_is_saved_before_the_next_is_shown(poster):
    Respondent(poster.code).send(recommend="3")

    response = Response.objects.get()
    assert response.answers == {"recommend": 3}
    assert response.finished_at is None and response.settles_at and not heard()


def test_the_unhappy_are_asked_more_and_offered_help_and_everybody_may_review(poster):
    ann = Respondent(poster.code)
    ann.send(recommend="3")
    assert ann.asked() == ["why_low"] and "What disappointed you, at Nord?" in ann.html
    ann.send(why_low="Cold showers")
    ann.send(why="")

    assert ann.title == "We are sorry"
    assert "get in touch" in ann.html and "https://reviews.example/us" in ann.links

    ann.post({"go": "help", "reach": "ann@example.org"})
    response = Response.objects.get()
    assert response.wants_help and response.properties["reach"] == "ann@example.org"
    assert "We have your request" in ann.html


def test_the_happy_are_offered_the_same_review(poster):
    ann = Respondent(poster.code)
    ann.send(recommend="10")
    ann.send(why="")

    assert "https://reviews.example/us" in ann.links and "get in touch" not in ann.html


def test_back_shows_what_was_answered_and_keeps_what_was_typed(poster):
    ann = Respondent(poster.code)
    ann.send(recommend="9")
    ann.send("back", why="Half a sent")

    assert ann.asked() == ["recommend"] and ann.chosen == {"a-recommend": "9"}
    assert Response.objects.get().answers["why"] == "Half a sent"
    ann.send(recommend="9")
    assert "Half a sent" in ann.html


def test_another_way_taken_after_going_back_leaves_the_old_one_untold(poster):
    ann = Respondent(poster.code)
    ann.send(recommend="2")
    ann.send(why_low="Cold")
    ann.send("back", why="")
    ann.send("back", why_low="Cold")
    ann.send(recommend="10")
    ann.send(why="Now warm")

    response = Response.objects.get()
    assert response.answers["why_low"] == "Cold"
    assert [row["name"] for row in heard()] == ["recommend", "why"] == response.told


def test_ann_resumes_where_she_was_by_the_address_of_her_page(poster):
    ann = Respondent(poster.code)
    ann.send(recommend="9")
    kept = next(link for link in ann.links if link.startswith(f"/s/{poster.code}/"))

    later = Respondent(poster.code)
    later.go(kept)
    assert later.asked() == ["why"]
    later.send(why="Still good")
    assert Response.objects.get().answers == {"recommend": 9, "why": "Still good"}


def test_a_score_in_the_address_is_chosen_and_counts_only_when_sent(poster):
    ann = Respondent(poster.code, "?score=7")
    assert ann.chosen == {"a-recommend": "7"} and not Response.objects.exists()

    ann.send(recommend="8")
    assert Response.objects.get().answers == {"recommend": 8}


@pytest.mark.parametrize("score", ["11", "-1", "9.5", "nine", "<script>"])
def test_a_score_that_is_none_is_not_chosen(poster, score):
    ann = Respondent(poster.code, f"?score={score}")

    assert ann.status == 200 and ann.chosen == {} and "<script>" not in ann.html


def test_all_on_one_page_asks_for_what_the_answers_open(survey_of, link_to):
    door = link_to(survey_of({**PULSE, "layout": "all"}))
    ann = Respondent(door.code)
    assert ann.asked() == ["recommend", "why"]

    ann.send(recommend="2", why="Cold")
    assert ann.asked() == ["recommend", "why_low", "why"] and Response.objects.get().finished_at is None
    ann.send(recommend="2", why_low="Showers", why="Cold")
    assert ann.title == "We are sorry"
    assert Response.objects.get().answers == {"recommend": 2, "why_low": "Showers", "why": "Cold"}


def test_what_the_address_gives_along_is_kept_with_the_answers(poster):
    Respondent(poster.code, "?order=A-17&lang=lt").send(recommend="9")

    assert Response.objects.get().properties == {"order": "A-17"}


def test_answers_stay_with_the_version_they_were_begun_with(poster, pulse):
    ann = Respondent(poster.code)
    ann.send(recommend="9")
    newer = published(pulse, {**PULSE, "questions": [{"type": "text", "key": "new", "title": {"en": "New?"}}]})

    assert Respondent(poster.code).asked() == ["new"]
    ann.send(why="The old question")
    response = Response.objects.get()
    assert response.version_id != newer.pk and response.answers["why"] == "The old question"
    assert ann.title == "We are glad"


def test_a_page_that_was_opened_before_a_new_version_came_is_still_taken(poster, pulse):
    ann = Respondent(poster.code)
    published(pulse, {**PULSE, "title": {"en": "Changed"}})
    ann.send(recommend="9")

    assert Response.objects.get().version.number == 1


def test_an_order_of_ones_own_stays_the_same_from_page_to_page(survey_of, link_to):
    options = [{"key": f"o{n}", "title": {"en": f"Option {n}"}} for n in range(8)]
    question = {
        "type": "choice",
        "key": "pick",
        "required": True,
        "shuffled": True,
        "options": options,
        "title": {"en": "?"},
    }
    door = link_to(survey_of({"title": {"en": "T"}, "questions": [question]}))

    def order(html):
        return sorted(range(8), key=lambda n: html.index(f"Option {n}"))

    seen = [Respondent(door.code) for _ in range(6)]
    assert len({tuple(order(each.html)) for each in seen}) > 1
    before = order(seen[0].html)
    seen[0].send()
    assert seen[0].status == 422 and order(seen[0].html) == before


def test_a_page_of_respondents_waits_for_no_page_of_the_team(tmp_path):
    """Their processes are begun anew after a fall, and people wait meanwhile."""
    script = """
import sys, django
from heedful.config import environment, home
home.prepare(environment.home())
django.setup()
import heedful.config.wsgi
from django.urls import resolve
from heedful.listen.answering.middleware import SHORT_WAY
print(resolve("/s/lopen23456/", SHORT_WAY).view_name)
print(sorted({"heedful.config.urls", "heedful.understand.urls", "heedful.measures", "scipy"} & set(sys.modules)))
"""
    apart = os.environ | {"HEEDFUL_HOME": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", script], env=apart, check=False, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines() == ["answering:entrance", "[]"]


def test_after_a_page_of_respondents_the_addresses_of_the_team_are_known_again(poster):
    Respondent(poster.code)
    assert get_urlconf() is None
