"""What a survey can begin from."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from msgspec.structs import replace

from heedful.listen.surveys.actions import create_survey, publish_survey
from heedful.listen.surveys.checks import problems
from heedful.listen.surveys.document import Contact, Nps, all_words, parse_document, plain
from heedful.listen.surveys.logic import Known, ending_of, path, question_order
from heedful.listen.surveys.reach import reach
from heedful.listen.surveys.templates import TEMPLATES
from heedful.listen.surveys.wording import LANGUAGES

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BY_KEY = {template.key: template for template in TEMPLATES}
each_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)


def shown(key, **answers):
    document = BY_KEY[key].document
    return path(document, Known(answers=answers), order=question_order(document, seed=""))


def test_there_is_one_for_each_occasion():
    assert list(BY_KEY) == [
        "one-question",
        "after-order",
        "after-visit",
        "after-support",
        "relationship",
        "onboarding",
        "cancellation",
        "follow-up",
        "suggestion-box",
        "employee-pulse",
    ]


@each_template
def test_each_says_when_to_use_it_and_what_it_finds_out(template):
    with translation.override("en"):
        assert all(len(str(words)) > 3 for words in (template.name, template.when, template.says))


@each_template
@pytest.mark.parametrize("first", LANGUAGES)
def test_each_can_be_published_as_it_is_whatever_language_comes_first(template, first):
    languages = (first, *(language for language in LANGUAGES if language != first))
    assert problems(replace(template.document, languages=languages)) == ()


@each_template
def test_each_is_said_in_four_languages_and_never_in_the_same_words(template):
    for where, words in all_words(template.document):
        assert not words or list(words) == list(LANGUAGES), where
        assert len(set(words.values())) in (0, 3, 4), where  # "Персонал" is Russian and Ukrainian


@each_template
def test_each_is_short_and_no_part_of_it_is_for_nobody(template):
    found, document = reach(template.document), template.document
    keys = [question.key for question in document.questions]
    assert len(keys) <= 6
    assert found.questions == set(keys)
    assert found.endings == {ending.key for ending in document.endings}


@each_template
def test_each_survives_being_kept_and_read_again(template):
    assert parse_document(plain(template.document)) == template.document


@each_template
def test_each_goes_out_as_a_first_version(template, alice):
    survey = create_survey(
        alice.workspace, name=str(template.name), document=template.document, by=alice, now=NOW, template=template.key
    )
    assert publish_survey(survey, by=alice, now=NOW).number == 1


def test_who_is_unhappy_with_an_order_is_asked_what_was_wrong_and_offered_help():
    assert shown("after-order", order=2) == ("order", "trouble", "order_unhappy")
    assert shown("after-order", order=5) == ("order", "order_happy")
    assert ending_of(BY_KEY["after-order"].document, Known(answers={"order": 2})).offers_help


def test_who_names_the_changing_rooms_is_asked_about_them():
    assert shown("follow-up", topics={"chosen": ["changing_rooms"]}) == ("topics", "rooms", "wish")
    assert shown("follow-up", topics={"chosen": ["price"]}, wish="Less") == ("topics", "wish", "reply")
    assert shown("follow-up", topics={"chosen": ["content"]}) == ("topics",)


def test_who_leaves_because_life_changed_is_not_asked_what_would_have_kept_them():
    assert shown("cancellation", reason={"chosen": ["life"]}) == ("reason", "again")
    assert "elsewhere_what" in shown("cancellation", reason={"chosen": ["elsewhere"]})
    assert "news" in shown("cancellation", reason={"chosen": ["price"]}, again={"chosen": ["perhaps"]})


def test_employees_answer_without_a_name_and_outside_of_the_customers_measures():
    document = BY_KEY["employee-pulse"].document
    assert document.anonymous
    assert not any(isinstance(question, Nps | Contact) for question in document.questions)
    assert {getattr(question, "measured_as", "") for question in document.questions} == {""}
