"""Languages, looks, settings, publishing and versions, each a page of its own."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from msgspec.structs import replace

from heedful.listen.surveys.actions import change_draft, create_survey, publish_survey
from heedful.listen.surveys.document import Csat, Document, Nps, Text
from heedful.listen.surveys.edits import missing_words, question_at
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import survey_document

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
ASKED = Nps(
    key="nps",
    title={"en": "How likely is it that you would recommend us to a friend or colleague?"},
    lowest={"en": "Not at all likely"},
    highest={"en": "Extremely likely"},
)
WHY = Text(key="why", title={"en": "Why?"}, long=True)
DOCUMENT = Document(title={"en": "After a visit"}, questions=(ASKED, WHY), thanks={"en": "Thank you"})


@pytest.fixture
def survey(alice) -> Survey:
    return create_survey(alice.workspace, name="After a visit", document=DOCUMENT, by=alice, now=NOW)


@pytest.fixture
def as_alice(client, alice, store):
    client.force_login(alice.user)
    return client


def page(name: str, survey: Survey, *more) -> str:
    return reverse(f"listen:{name}", args=[survey.pk, *more])


def draft_of(survey: Survey) -> Document:
    survey.refresh_from_db()
    return survey_document(survey)


def test_a_language_with_standard_words_brings_them(as_alice, survey):
    as_alice.post(page("survey-languages", survey), {"then": "add", "language": "lt", "step": survey.draft.pk})

    draft = draft_of(survey)
    assert draft.languages == ("en", "lt")
    assert question_at(draft, "nps").title["lt"]
    assert missing_words(draft, "lt") == 3  # the title, the thanks and "Why?"


def test_what_is_missing_is_counted_marked_and_filled_in(as_alice, survey):
    as_alice.post(page("survey-languages", survey), {"then": "add", "language": "pl", "step": survey.draft.pk})
    draft = draft_of(survey)
    translation = as_alice.get(page("survey-translation", survey, "pl"))
    lines = [line for group in translation.context["groups"] for line in group.lines]
    assert [line.is_missing for line in lines] == [True] * 6

    typed = {f"text-{line.place}": f"po polsku {line.place}" for line in lines}
    as_alice.post(page("survey-translation", survey, "pl"), typed | {"step": survey.draft.pk})

    assert missing_words(draft_of(survey), "pl") == 0
    assert question_at(draft_of(survey), "nps").title["en"] == ASKED.title["en"]
    assert draft.title == {"en": "After a visit"}


def test_another_language_becomes_the_first_and_one_is_removed_with_its_words(as_alice, survey):
    address = page("survey-languages", survey)
    as_alice.post(address, {"then": "add", "language": "lt", "step": survey.draft.pk})
    draft_of(survey)
    as_alice.post(address, {"then": "first", "language": "lt", "step": survey.draft.pk})
    assert draft_of(survey).languages == ("lt", "en")

    as_alice.post(address, {"then": "remove", "language": "en", "step": survey.draft.pk})

    draft = draft_of(survey)
    assert draft.languages == ("lt",)
    assert "en" not in question_at(draft, "nps").title


@pytest.mark.parametrize("language", ["en", "xx", "de"])
def test_a_language_that_is_not_translated_into_has_no_page(as_alice, survey, language):
    assert as_alice.get(page("survey-translation", survey, language)).status_code == 404


def test_colours_that_cannot_be_read_are_said_while_they_are_chosen(as_alice, survey):
    colours = {"page": "#ffffff", "text": "#cccccc", "accent": "#3a5a78", "on_accent": "#ffffff"}

    words = as_alice.get(page("survey-contrast", survey), colours).content.decode()

    assert "1.6 : 1" in words
    assert "at least 4.5 is needed" in words


def test_the_looks_are_kept_in_the_draft(as_alice, survey):
    given = {"page": "#101418", "text": "#F4F4F0", "accent": "#7cc7a9", "on_accent": "#101418"}

    as_alice.post(page("survey-looks", survey), given | {"step": survey.draft.pk})

    theme = draft_of(survey).theme
    assert (theme.page, theme.text, theme.rounded) == ("#101418", "#f4f4f0", False)
    sheet = as_alice.get(page("survey-theme", survey))
    assert sheet["Content-Type"].startswith("text/css")
    assert "--survey-page:#101418" in sheet.content.decode()


@pytest.mark.parametrize("colour", ["red", "#12345", "#123456;}body{display:none", "url(x)"])
def test_what_is_no_colour_never_reaches_the_stylesheet(as_alice, survey, colour):
    given = {"page": colour, "text": "#1f1d1a", "accent": "#3a5a78", "on_accent": "#ffffff"}

    answer = as_alice.post(page("survey-looks", survey), given | {"step": survey.draft.pk})

    assert answer.status_code == 422
    assert "A colour such as #3a5a78." in answer.content.decode()
    sheet = as_alice.get(page("survey-theme", survey), given).content.decode()
    assert "--survey-page:#faf8f5" in sheet
    assert colour not in sheet


def settings(**more) -> dict[str, str]:
    given = {"touchpoint": "visit", "layout": "all", "shows_progress": "on", "quota0-most": "", "quota0-what_0": ""}
    return given | more


def test_settings_and_a_quota_are_kept_in_the_draft(as_alice, survey):
    quota = {"quota0-most": "200", "quota0-says": "Enough, thank you", "quota0-what_0": "location"}
    quota |= {"quota0-verb_0": "is", "quota0-values_0": "nord"}

    as_alice.post(page("survey-settings", survey), settings(**quota, step=survey.draft.pk))

    draft = draft_of(survey)
    assert (draft.touchpoint, draft.layout, draft.anonymous) == ("visit", "all", False)
    assert (draft.quotas[0].most, draft.quotas[0].says, draft.quotas[0].when.checks[0].values) == (
        200,
        {"en": "Enough, thank you"},
        ("nord",),
    )


def test_a_quota_without_a_number_is_removed(as_alice, survey):
    as_alice.post(page("survey-settings", survey), settings(**{"quota0-most": "5"}, step=survey.draft.pk))
    assert draft_of(survey).quotas[0].most == 5

    as_alice.post(page("survey-settings", survey), settings(step=survey.draft.pk))

    assert draft_of(survey).quotas == ()


def test_a_wrong_setting_is_said_beside_its_field(as_alice, survey):
    answer = as_alice.post(page("survey-settings", survey), settings(**{"quota0-most": "-3"}, step=survey.draft.pk))

    assert answer.status_code == 422
    assert draft_of(survey) == DOCUMENT


def test_settings_changed_by_somebody_else_meanwhile_are_not_overwritten(as_alice, survey, alice):
    step = survey.draft.pk
    other = replace(DOCUMENT, touchpoint="shop")
    change_draft(survey, other, says="Changed the settings", by=alice, now=NOW, expected_step=1)

    answer = as_alice.post(page("survey-settings", survey), settings(touchpoint="pool", step=step))

    assert answer.status_code == 422
    assert "pool" in answer.content.decode()
    assert "was changed while you looked at it" in answer.content.decode()
    assert draft_of(survey).touchpoint == "shop"


def test_name_and_hours_hold_at_once(as_alice, survey):
    given = {"name": "Spring", "opens_at": "2026-06-01T08:00", "closes_at": "2026-06-30T20:00", "settle_minutes": "15"}

    as_alice.post(page("survey-hours", survey), given)

    survey.refresh_from_db()
    assert (survey.name, survey.settle_minutes) == ("Spring", 15)
    assert survey.opens_at == datetime(2026, 6, 1, 5, tzinfo=UTC)  # eight o'clock in Vilnius


def test_a_survey_cannot_close_before_it_opens(as_alice, survey):
    given = {"name": "Spring", "opens_at": "2026-06-30T08:00", "closes_at": "2026-06-01T20:00", "settle_minutes": "15"}

    answer = as_alice.post(page("survey-hours", survey), given)

    assert answer.status_code == 422
    assert "After it opens." in answer.content.decode()


def test_what_stops_a_survey_is_linked_to_where_it_is_mended(as_alice, survey, alice):
    broken = replace(DOCUMENT, questions=(ASKED, Text(key="why", title={})))
    change_draft(survey, broken, says="", by=alice, now=NOW, expected_step=1)

    shown = as_alice.get(page("survey-publication", survey))
    posted = as_alice.post(page("survey-publication", survey), {"step": survey.draft.pk})

    assert f"{page('survey', survey)}?question=why" in [href for _problem, href in shown.context["found"]]
    assert posted.status_code == 422
    survey.refresh_from_db()
    assert survey.published is None


def test_publishing_says_what_changes_for_those_who_answer(as_alice, survey, alice):
    publish_survey(survey, by=alice, now=NOW)
    seven = Csat(key="mark", title={"en": "How satisfied are you?"}, points=5)
    changed = replace(DOCUMENT, questions=(replace(ASKED, scale="1-10"), seven), languages=("en", "lt"))
    change_draft(survey, changed, says="", by=alice, now=NOW, expected_step=1)

    words = as_alice.get(page("survey-publication", survey)).content.decode()

    for said in ("New: “How satisfied are you?”", "No longer asked: “Why?”", "The languages it can be answered in"):
        assert said in words
    assert "A scale has changed." in words


def test_after_publishing_the_page_says_what_to_do_next(as_alice, survey):
    answer = as_alice.post(page("survey-publication", survey), {"step": survey.draft.pk}, follow=True)

    assert "Version 1 is published." in answer.content.decode()
    assert "What next?" in answer.content.decode()


def test_nothing_is_published_that_was_not_looked_at(as_alice, survey, alice):
    step = survey.draft.pk
    change_draft(survey, replace(DOCUMENT, touchpoint="x"), says="", by=alice, now=NOW, expected_step=1)

    answer = as_alice.post(page("survey-publication", survey), {"step": step})

    assert answer.status_code == 422
    survey.refresh_from_db()
    assert survey.published is None


def test_an_old_version_stays_readable_in_each_of_its_languages(as_alice, bob, client, survey, alice):
    both = replace(DOCUMENT, languages=("en", "lt"), questions=(replace(WHY, title={"en": "Why?", "lt": "Kodėl?"}),))
    change_draft(survey, both, says="", by=alice, now=NOW, expected_step=1)
    publish_survey(survey, by=alice, now=NOW)
    change_draft(survey, DOCUMENT, says="", by=alice, now=NOW, expected_step=2)
    publish_survey(survey, by=alice, now=NOW)
    client.force_login(bob.user)

    versions = client.get(page("survey-versions", survey))
    first = client.get(page("survey-version", survey, 1), {"language": "lt"}).content.decode()

    assert [each.number for each in versions.context["page"].rows] == [2, 1]
    assert "Kodėl?" in first
    assert client.get(page("survey-version", survey, 3)).status_code == 404


@pytest.mark.parametrize("versions", [1, 3])
def test_the_list_of_versions_takes_as_many_questions_for_three_as_for_one(
    as_alice, survey, alice, versions, django_assert_num_queries
):
    for number in range(versions):
        draft = replace(DOCUMENT, touchpoint=f"place {number}")
        change_draft(survey, draft, says="", by=alice, now=NOW, expected_step=survey.draft.number)
        publish_survey(survey, by=alice, now=NOW)
    as_alice.get(page("survey-versions", survey))

    with django_assert_num_queries(VERSION_QUERIES):
        as_alice.get(page("survey-versions", survey))


VERSION_QUERIES = 8
