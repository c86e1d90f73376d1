"""Drafts, versions, and what becomes of a survey."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from heedful.listen.surveys.actions import (
    STEPS_KEPT,
    NotPublishable,
    StaleDraft,
    SurveyError,
    archive_survey,
    change_draft,
    change_survey,
    close_survey,
    create_survey,
    publish_survey,
    redo_draft,
    remove_survey,
    reopen_survey,
    undo_draft,
)
from heedful.listen.surveys.document import Csat, Document, Nps, plain
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import (
    is_open,
    published_document,
    redo_step,
    state_of,
    survey_document,
    undo_step,
    visible_surveys,
)
from heedful.people.traces.models import Trace

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKED = Nps(key="nps", title={"en": "How likely is it that you would recommend us to a friend or colleague?"})
DOCUMENT = Document(title={"en": "Your visit"}, questions=(ASKED,), thanks={"en": "Thank you."})


@pytest.fixture
def survey(alice) -> Survey:
    return create_survey(alice.workspace, name="After a visit", document=DOCUMENT, by=alice, now=NOW)


def titled(words: str) -> Document:
    return replace(DOCUMENT, title={"en": words})


def write(survey, words, alice, *, says="") -> None:
    change_draft(survey, titled(words), says=says, by=alice, now=NOW, expected_step=survey.draft.number)


def traces(survey) -> list[str]:
    return list(Trace.objects.filter(details__survey=survey.key).order_by("pk").values_list("what", flat=True))


def test_a_new_survey_is_a_draft_that_nobody_can_answer(survey, alice):
    assert survey_document(survey) == DOCUMENT
    assert (state_of(survey, now=NOW), is_open(survey, now=NOW)) == ("draft", False)
    assert (survey.key, survey.created_by, traces(survey)) == ("after-a-visit", alice, ["survey created"])


def test_two_surveys_of_one_name_have_keys_of_their_own(survey, alice):
    again = create_survey(alice.workspace, name="After a visit", document=DOCUMENT, by=alice, now=NOW)
    in_russian = create_survey(
        alice.workspace, name="После визита", document=DOCUMENT, by=alice, now=NOW, template="after-visit"
    )
    assert [again.key, in_russian.key] == ["after-a-visit-2", "after-visit"]


def test_what_was_undone_comes_back_until_something_else_is_done(survey, alice):
    write(survey, "One", alice, says="title")
    write(survey, "Two", alice)
    undo_draft(survey, by=alice, now=NOW)
    assert survey_document(survey) == titled("One")
    redo_draft(survey, by=alice, now=NOW)
    assert survey_document(survey) == titled("Two")
    undo_draft(survey, by=alice, now=NOW)
    write(survey, "Three", alice)
    assert redo_step(survey) is None
    assert [step.document["title"]["en"] for step in survey.steps.all()] == ["Your visit", "One", "Three"]


def test_beyond_the_first_and_the_last_step_nothing_is_undone_or_redone(survey, alice):
    assert undo_draft(survey, by=alice, now=NOW) == survey.draft
    assert redo_draft(survey, by=alice, now=NOW) == survey.draft
    assert survey_document(survey) == DOCUMENT


def test_who_looked_at_an_older_step_is_told_and_changes_nothing(survey, alice):
    theirs = Survey.objects.get(pk=survey.pk)
    write(survey, "Mine", alice)
    with pytest.raises(StaleDraft, match="Somebody else changed") as refusal:
        change_draft(theirs, titled("Theirs"), says="", by=alice, now=NOW, expected_step=1)
    assert refusal.value.current.number == 2
    assert survey_document(Survey.objects.get(pk=survey.pk)) == titled("Mine")
    with pytest.raises(StaleDraft):
        undo_draft(theirs, by=alice, now=NOW, expected_step=1)


def test_saving_what_is_there_already_takes_no_step(survey, alice):
    write(survey, "Your visit", alice)
    assert survey.steps.count() == 1


def test_the_last_hundred_steps_can_be_undone(survey, alice):
    for number in range(STEPS_KEPT + 5):
        write(survey, f"Title {number}", alice)
    assert survey.steps.count() == STEPS_KEPT
    for _ in range(STEPS_KEPT + 5):
        undo_draft(survey, by=alice, now=NOW)
    assert survey_document(survey) == titled("Title 5")
    assert undo_step(survey) is None


def test_a_published_version_stays_as_it_was_whatever_the_draft_becomes(survey, alice):
    first = publish_survey(survey, by=alice, now=NOW)
    write(survey, "Another title", alice)
    second = publish_survey(survey, by=alice, now=NOW + timedelta(days=1))
    assert (first.number, second.number, survey.published) == (1, 2, second)
    assert published_document(first) == DOCUMENT
    assert published_document(second) == titled("Another title")
    assert traces(survey) == ["survey created", "survey published", "survey published"]
    assert is_open(survey, now=NOW)


def test_publishing_twice_is_one_version(survey, alice):
    once, twice = (publish_survey(survey, by=alice, now=NOW) for _ in range(2))
    assert once == twice
    assert survey.versions.count() == 1


def test_what_would_not_work_is_not_published(survey, alice):
    change_draft(survey, Document(), says="", by=alice, now=NOW, expected_step=1)
    with pytest.raises(NotPublishable, match="asks nothing") as refusal:
        publish_survey(survey, by=alice, now=NOW)
    assert "no-questions" in {problem.code for problem in refusal.value.problems}
    assert survey.versions.count() == 0


def test_a_question_that_was_answered_keeps_its_scale(survey, alice):
    publish_survey(survey, by=alice, now=NOW)
    on_ten = replace(DOCUMENT, questions=(replace(ASKED, scale="1-10"),))
    change_draft(survey, on_ten, says="", by=alice, now=NOW, expected_step=1)
    with pytest.raises(NotPublishable, match="another scale"):
        publish_survey(survey, by=alice, now=NOW)
    as_csat = replace(DOCUMENT, questions=(Csat(key="nps", title=ASKED.title),))
    change_draft(survey, as_csat, says="", by=alice, now=NOW, expected_step=2)
    with pytest.raises(NotPublishable, match="another kind"):
        publish_survey(survey, by=alice, now=NOW)


def test_a_survey_opens_closes_and_opens_again(survey, alice):
    publish_survey(survey, by=alice, now=NOW)
    close_survey(survey, by=alice, now=NOW)
    close_survey(survey, by=alice, now=NOW)
    assert state_of(survey, now=NOW) == "closed"
    reopen_survey(survey, by=alice, now=NOW)
    reopen_survey(survey, by=alice, now=NOW)
    assert state_of(survey, now=NOW) == "open"
    archive_survey(survey, by=alice, now=NOW)
    archive_survey(survey, by=alice, now=NOW)
    assert state_of(survey, now=NOW) == "archived"
    reopen_survey(survey, by=alice, now=NOW)
    assert traces(survey)[2:] == ["survey closed", "survey reopened", "survey archived", "survey reopened"]


def test_an_archived_survey_is_not_published(survey, alice):
    archive_survey(survey, by=alice, now=NOW)
    with pytest.raises(SurveyError, match="archived"):
        publish_survey(survey, by=alice, now=NOW)


def test_a_survey_is_open_from_its_first_moment_up_to_its_last(survey, alice):
    publish_survey(survey, by=alice, now=NOW)
    opens, closes = NOW + timedelta(days=1), NOW + timedelta(days=2)
    change_survey(survey, by=alice, now=NOW, opens_at=opens, closes_at=closes, name="For one day")
    moments = (NOW, opens, closes - timedelta(seconds=1), closes)
    assert [state_of(survey, now=moment) for moment in moments] == ["scheduled", "open", "open", "closed"]
    reopen_survey(survey, by=alice, now=closes)
    assert (survey.name, survey.closes_at, state_of(survey, now=closes)) == ("For one day", None, "open")


def test_a_survey_cannot_close_before_it_opens(survey, alice):
    with pytest.raises(SurveyError, match="close before it opens"):
        change_survey(survey, by=alice, now=NOW, opens_at=NOW, closes_at=NOW)
    with pytest.raises(TypeError, match="no setting key"):
        change_survey(survey, by=alice, now=NOW, key="another")


def test_only_what_nobody_has_seen_is_removed(survey, alice):
    unseen = create_survey(alice.workspace, name="Never mind", document=DOCUMENT, by=alice, now=NOW)
    remove_survey(unseen, by=alice, now=NOW)
    publish_survey(survey, by=alice, now=NOW)
    with pytest.raises(SurveyError, match="Archive it"):
        remove_survey(survey, by=alice, now=NOW)
    assert list(visible_surveys(alice)) == [survey]


def test_everybody_of_the_company_sees_its_surveys_and_nobody_else(survey, bob, charlie):
    assert list(visible_surveys(bob)) == [survey]
    assert list(visible_surveys(charlie)) == []


def test_a_published_document_is_read_once(survey, alice, django_assert_num_queries):
    version = publish_survey(survey, by=alice, now=NOW)
    assert plain(published_document(version)) == version.document
    with django_assert_num_queries(0):
        published_document(version)
