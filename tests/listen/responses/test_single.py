"""One response, as it was given, and what the team says about it."""

import pytest
from django.urls import reverse

from heedful.listen.responses.models import Note, Tag
from heedful.people.members.models import Role
from tests.factories import make_customer, make_member
from tests.listen.responses.conftest import EVERYTHING, QUESTIONS, make_response, make_survey, publish, words_of


def shown(client, response) -> str:
    return words_of(client.get(reverse("listen:response", args=[response.pk])))


def post(client, view, /, *args, **said):
    return client.post(reverse(f"listen:{view}", args=args), said)


def test_every_answer_stands_under_its_question(desk, survey, workspace):
    anna = make_customer(workspace, "anna", name="Anna")
    said = shown(desk, make_response(survey, EVERYTHING, customer=anna))

    for words in (
        "Would you recommend us?", "<strong>9</strong>", "Promoters", "Price", "Music", "Something else: =SUM(A1)",
        "The gym; with pool", "Light</span> <strong>5</strong>", "Šalta persirengimo salė,<br>", "-2.5",
        "29 Feb 2024",
        "anna@example.org", "Agreed", reverse("people:customer", args=["anna"]), "22 s",
    ):  # fmt: skip
        assert words in said, words
    assert "Nearly there" not in said


def test_the_words_are_those_of_the_version_they_were_shown(desk, survey):
    before = survey.published
    publish(survey, {"questions": [QUESTIONS[0] | {"title": {"en": "In other words?"}}]})
    made = make_response(survey, {"nps": 9}, version=before, language="lt")

    assert "Ar rekomenduotumėte?" in shown(desk, made)


def test_what_was_passed_over_not_shown_and_not_reached_is_told_apart(desk, workspace):
    asked = [{"type": "text", "key": key, "title": {"en": f"About {key}"}} for key in ("one", "two", "three")]
    why = {"checks": [{"subject": "one", "verb": "is_not_answered"}]}
    survey = make_survey(workspace, document={"questions": [*asked, asked[0] | {"key": "four", "shown_if": why}]})
    done = shown(desk, make_response(survey, {"one": "x", "three": "y"}))
    left = shown(desk, make_response(survey, {"one": "x"}, finished=False))

    assert done.count("Passed over") == 1 and done.count("Not shown to them") == 1 and "Not reached" not in done
    assert left.count("Not reached") == 2


def test_of_an_anonymous_response_nobody_is_named(desk, workspace):
    survey = make_survey(workspace, document={"questions": QUESTIONS[:1], "anonymous": True})

    assert "Anonymous: nobody can know" in shown(desk, make_response(survey))


def test_markup_and_turned_words_are_only_words(desk, survey):
    said = shown(desk, make_response(survey, {"words": "<script>alert(1)</script> \u202eevil"}))

    assert "<script>alert" not in said and "&lt;script&gt;alert(1)" in said and "\u202e" not in said


def test_a_note_is_written_read_and_removed(desk, survey):
    made = make_response(survey)

    assert post(desk, "response-notes", made.pk, text="Called her <b>back</b>").status_code == 302
    assert "Called her &lt;b&gt;back&lt;/b&gt;" in shown(desk, made) and "alice@example.org" in shown(desk, made)
    post(desk, "response-note-removal", Note.objects.get().pk)
    assert not Note.objects.exists()


def test_an_empty_note_is_asked_for_beside_its_field(desk, survey):
    answer = post(desk, "response-notes", make_response(survey).pk, text="  ")

    assert answer.status_code == 422 and "This field is required." in words_of(answer)


def test_tags_are_added_once_kept_on_one_line_and_removed(desk, survey):
    made = make_response(survey)
    for name in ("too  cold", "too cold", "a; b"):
        assert post(desk, "response-tags", made.pk, name=name).status_code == 302
    assert [tag.name for tag in made.tags.all()] == ["a, b", "too cold"]

    post(desk, "response-tag-removal", made.pk, name="too cold")
    assert [tag.name for tag in made.tags.all()] == ["a, b"]


def test_twenty_tags_are_enough(desk, survey):
    made = make_response(survey)
    Tag.objects.bulk_create(Tag(response=made, name=f"{n}") for n in range(20))

    answer = post(desk, "response-tags", made.pk, name="one more")

    assert answer.status_code == 422 and "twenty tags at most" in words_of(answer)


CHANGES = ["response-notes", "response-tags", "response-tag-removal", "response-set-aside", "response-take-back"]


@pytest.mark.parametrize("name", CHANGES)
def test_bob_looks_and_does_not_touch(client, bob, survey, store, name):
    made = make_response(survey)
    client.force_login(bob.user)

    assert "Write the note" not in shown(client, made)
    assert post(client, name, made.pk, text="x", name="x", why="spam").status_code == 403


@pytest.mark.parametrize("name", CHANGES)
def test_for_charlie_it_does_not_exist(client, charlie, survey, store, name):
    made = make_response(survey)
    client.force_login(charlie.user)

    assert post(client, name, made.pk, text="x", name="x", why="spam").status_code == 404


def test_an_agent_of_nord_cannot_touch_what_was_answered_in_sud(client, workspace, survey, store):
    sud = make_response(survey, place="sud")
    note = Note.objects.create(response=sud, text="x", at=sud.started_at)
    client.force_login(make_member(workspace, "dora", Role.AGENT, limited_to=("nord",)).user)

    assert post(client, "response-notes", sud.pk, text="x").status_code == 404
    assert post(client, "response-note-removal", note.pk).status_code == 404
    post(client, "responses-set-aside", pick=sud.pk, why="spam")
    sud.refresh_from_db()
    assert sud.set_aside == ""
