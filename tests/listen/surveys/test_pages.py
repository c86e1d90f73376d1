"""The list of surveys, and how a new one begins; who may do what."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from heedful.listen.responses.models import Response
from heedful.listen.surveys import totals
from heedful.listen.surveys.actions import create_survey, publish_survey
from heedful.listen.surveys.document import Document, Nps
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import survey_document
from heedful.listen.surveys.templates import TEMPLATES
from heedful.people.members.models import Role
from heedful.people.models import Location
from tests.factories import make_member

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LIST = "/listen/surveys/"
ASKED = Nps(key="nps", title={"en": "Would you recommend us?"}, lowest={"en": "No"}, highest={"en": "Yes"})
DOCUMENT = Document(title={"en": "After a visit"}, questions=(ASKED,), thanks={"en": "Thank you"})


@pytest.fixture
def survey(alice) -> Survey:
    return create_survey(alice.workspace, name="After a visit", document=DOCUMENT, by=alice, now=NOW)


@pytest.fixture
def published(survey, alice) -> Survey:
    publish_survey(survey, by=alice, now=NOW)
    return survey


@pytest.fixture
def as_alice(client, alice, store):
    client.force_login(alice.user)
    return client


def answer(survey: Survey, *, at=NOW, location: Location | None = None) -> Response:
    return Response.objects.create(
        workspace=survey.workspace,
        survey=survey,
        version=survey.published,
        key=uuid4(),
        location=location,
        channel="link",
        language="en",
        started_at=at,
        updated_at=at,
    )


def test_alice_without_a_survey_is_told_how_to_begin(as_alice):
    words = as_alice.get(LIST).content.decode()

    assert "Ask your customers" in words
    assert reverse("listen:new-survey") in words


def test_the_list_says_what_stands_how_and_how_much_was_answered(as_alice, alice, published):
    create_survey(alice.workspace, name="Not yet", document=DOCUMENT, by=alice, now=NOW)
    answer(published)
    answer(published, at=NOW + timedelta(days=1))

    lines = as_alice.get(LIST).context["lines"]

    assert [(survey.name, state, total.responses) for survey, state, total in lines] == [
        ("Not yet", "draft", 0),
        ("After a visit", "open", 2),
    ]
    assert lines[1][2].last_at == NOW + timedelta(days=1)


def test_what_is_many_is_not_counted(as_alice, published, monkeypatch):
    monkeypatch.setattr(totals, "COUNTED", 2)
    for _number in range(3):
        answer(published)

    assert "More than 2 responses" in as_alice.get(LIST).content.decode()


@pytest.mark.parametrize("surveys", [1, 3])
def test_the_list_takes_as_many_questions_for_three_as_for_one(as_alice, alice, surveys, django_assert_num_queries):
    for number in range(surveys):
        survey = create_survey(alice.workspace, name=f"Survey {number}", document=DOCUMENT, by=alice, now=NOW)
        publish_survey(survey, by=alice, now=NOW)
        answer(survey)
    as_alice.get(LIST)

    with django_assert_num_queries(QUERIES):
        as_alice.get(LIST)


QUERIES = 10


def test_one_of_nord_sees_only_what_was_answered_there(client, published, workspace, store):
    nord, sud = (Location.objects.get(workspace=workspace, key=key) for key in ("nord", "sud"))
    ruta = make_member(workspace, "ruta", Role.MANAGER, limited_to=("nord",))
    answer(published, location=nord)
    answer(published, location=sud)
    client.force_login(ruta.user)

    page = client.get(LIST)

    assert page.context["lines"][0][2].responses == 1
    assert not page.context["may_edit"]


def test_the_list_goes_on_where_a_page_ends(as_alice, alice):
    for number in range(27):
        create_survey(alice.workspace, name=f"Survey {number}", document=DOCUMENT, by=alice, now=NOW)

    first = as_alice.get(LIST).context["page"]
    second = as_alice.get(f"{LIST}?{first.later}").context["page"]

    assert [len(first.rows), len(second.rows)] == [25, 2]
    assert second.rows[-1].name == "Survey 0"


def test_an_archived_survey_stands_in_the_archive(as_alice, alice, published):
    as_alice.post(reverse("listen:survey-archive", args=[published.pk]))

    assert as_alice.get(LIST).context["lines"] == []
    assert as_alice.get(f"{LIST}?archived=1").context["lines"][0][1] == "archived"


def test_a_survey_is_closed_and_opened_again(as_alice, published):
    as_alice.post(reverse("listen:survey-closure", args=[published.pk]))
    assert as_alice.get(LIST).context["lines"][0][1] == "closed"

    as_alice.post(reverse("listen:survey-opening", args=[published.pk]))
    assert as_alice.get(LIST).context["lines"][0][1] == "open"


def test_a_draft_is_removed_and_a_published_survey_is_not(as_alice, alice, published):
    draft = create_survey(alice.workspace, name="Draft", document=DOCUMENT, by=alice, now=NOW)

    as_alice.post(reverse("listen:survey-removal", args=[draft.pk]))
    answer = as_alice.post(reverse("listen:survey-removal", args=[published.pk]), follow=True)

    assert [each.name for each in Survey.objects.all()] == ["After a visit"]
    assert "has been published" in answer.content.decode()


def test_a_copy_is_a_survey_of_its_own(as_alice, published):
    answer = as_alice.post(reverse("listen:survey-copy", args=[published.pk]))

    copy = Survey.objects.latest("pk")
    assert answer.url == reverse("listen:survey", args=[copy.pk])
    assert (copy.name, copy.published, survey_document(copy)) == ("After a visit (copy)", None, DOCUMENT)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.key)
def test_from_each_template_to_published_takes_two_clicks(as_alice, template):
    choice = as_alice.get(reverse("listen:new-survey"))
    assert str(template.name) in choice.content.decode()

    builder = as_alice.post(reverse("listen:new-survey"), {"template": template.key}, follow=True)
    survey = Survey.objects.get()
    assert 'value="publish-now"' in builder.content.decode()
    form = builder.context["form"].main
    typed = {form.add_prefix(name): value for name in form.fields if (value := form[name].value()) not in (None, False)}
    pressed = {"step": survey.draft.pk, "part": builder.context["part"], "then": "publish-now"}
    after = as_alice.post(reverse("listen:survey", args=[survey.pk]), typed | pressed, follow=True)

    survey.refresh_from_db()
    assert survey.published.number == 1
    assert "It can be answered. What next?" in after.content.decode()


def test_a_second_survey_from_the_same_template_has_a_name_of_its_own(as_alice):
    for _time in range(3):
        as_alice.post(reverse("listen:new-survey"), {"template": "after-visit"})

    names = list(Survey.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["After a visit", "After a visit 2", "After a visit 3"]


def test_a_template_begins_in_the_language_of_whoever_begins(as_alice):
    as_alice.cookies["django_language"] = "uk"

    as_alice.post(reverse("listen:new-survey"), {"template": TEMPLATES[0].key})

    assert survey_document(Survey.objects.get()).languages[0] == "uk"


def test_a_survey_begins_empty_too(as_alice):
    answer = as_alice.post(reverse("listen:new-survey"), {"template": ""}, follow=True)

    assert answer.context["part"] == "+beginning"
    assert survey_document(Survey.objects.get()).questions == ()


def test_a_template_that_is_none_is_said(as_alice):
    answer = as_alice.post(reverse("listen:new-survey"), {"template": "nothing-like-it"})

    assert (answer.status_code, Survey.objects.count()) == (422, 0)


def test_a_file_from_qualtrics_becomes_a_survey_and_says_what_did_not_come_along(as_alice):
    text = {"QuestionText": "What went well?", "QuestionType": "TE", "Selector": "SL", "DataExportTag": "Q1"}
    film = {"QuestionText": "Draw", "QuestionType": "Draw", "Selector": "Signature", "DataExportTag": "Q2"}
    qsf = {
        "SurveyEntry": {"SurveyName": "From Qualtrics", "SurveyLanguage": "EN"},
        "SurveyElements": [
            {"Element": "SQ", "PrimaryAttribute": "QID1", "Payload": text | {"QuestionID": "QID1"}},
            {"Element": "SQ", "PrimaryAttribute": "QID2", "Payload": film | {"QuestionID": "QID2"}},
        ],
    }
    file = SimpleUploadedFile("survey.qsf", json.dumps(qsf).encode())

    page = as_alice.post(reverse("listen:survey-file"), {"file": file}, follow=True)

    survey = Survey.objects.get()
    assert survey.name == "From Qualtrics"
    assert page.context["not_carried"]
    assert "This could not be brought over from the file:" in page.content.decode()
    again = as_alice.post(reverse("listen:survey-seen", args=[survey.pk]), follow=True)
    assert not again.context["not_carried"]


@pytest.mark.parametrize("content", [b"", b"not json", b"[]", b"{}", b'{"SurveyElements": 3}', b"\xff\xfe\x00"])
def test_a_file_that_is_no_survey_is_refused_beside_its_field(as_alice, content):
    file = SimpleUploadedFile("survey.qsf", content)

    answer = as_alice.post(reverse("listen:survey-file"), {"file": file})

    assert (answer.status_code, Survey.objects.count()) == (422, 0)
    assert answer.context["form"].errors["file"]


PAGES = (
    "survey",
    "survey-preview",
    "survey-languages",
    "survey-looks",
    "survey-contrast",
    "survey-settings",
    "survey-publication",
)
READ = ("survey-versions", "survey-theme")
DEEDS = (
    "survey-copy",
    "survey-closure",
    "survey-opening",
    "survey-archive",
    "survey-removal",
    "survey-seen",
    "survey-hours",
    "survey-typed",
)


@pytest.mark.parametrize("name", [*PAGES, *READ])
def test_charlie_cannot_see_that_alices_survey_exists(client, charlie, published, name, store):
    client.force_login(charlie.user)

    assert client.get(reverse(f"listen:{name}", args=[published.pk])).status_code == 404


@pytest.mark.parametrize(
    "name", [*DEEDS, "survey", "survey-languages", "survey-looks", "survey-settings", "survey-publication"]
)
def test_charlie_can_do_nothing_to_it_either(client, charlie, published, name, store):
    client.force_login(charlie.user)

    assert client.post(reverse(f"listen:{name}", args=[published.pk])).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_bob_may_look_at_versions_and_not_into_the_builder(client, bob, published, name, store):
    client.force_login(bob.user)

    assert client.get(reverse(f"listen:{name}", args=[published.pk])).status_code == 403
    assert client.get(reverse("listen:survey-versions", args=[published.pk])).status_code == 200


@pytest.mark.parametrize("name", DEEDS)
def test_bob_may_change_nothing(client, bob, published, name, store):
    client.force_login(bob.user)

    assert client.post(reverse(f"listen:{name}", args=[published.pk])).status_code == 403


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_no_address_to_look_at(as_alice, published, name):
    assert as_alice.get(reverse(f"listen:{name}", args=[published.pk])).status_code == 405


@pytest.mark.parametrize("name", [*READ, "survey-preview", "survey-contrast"])
def test_what_is_only_looked_at_takes_nothing(as_alice, published, name):
    assert as_alice.post(reverse(f"listen:{name}", args=[published.pk])).status_code == 405


def test_bob_sees_the_list_and_nothing_to_press(client, bob, published, store):
    client.force_login(bob.user)

    words = client.get(LIST).content.decode()

    assert "After a visit" in words
    assert "New survey" not in words
    assert client.get(reverse("listen:new-survey")).status_code == 403
