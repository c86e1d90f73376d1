"""Alice builds a survey on one page: whatever she presses keeps first what she typed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from heedful.listen.surveys.actions import change_draft, publish_survey, undo_draft
from heedful.listen.surveys.document import Text
from heedful.listen.surveys.edits import question_at, with_question
from heedful.people.members.models import Role
from tests.factories import make_member
from tests.listen.surveys.conftest import ASKED, WHY


def test_alice_sees_her_questions_and_the_first_one_open(builder):
    builder.open()

    assert builder.answer.context["part"] == "nps"
    assert "Would you recommend us?" in builder.words
    assert "Recommendation (NPS)" in builder.words


def test_what_she_typed_is_kept_when_she_opens_another_question(builder):
    builder.open()

    draft = builder.press("open:why", title="Shall we be recommended?")

    assert question_at(draft, "nps").title == {"en": "Shall we be recommended?"}
    assert builder.answer.context["part"] == "why"


def test_opening_another_question_without_typing_is_no_step(builder):
    builder.open()
    before = builder.survey.draft.number

    builder.press("open:why")

    builder.survey.refresh_from_db()
    assert builder.survey.draft.number == before


@pytest.mark.parametrize(
    "kind", ["nps", "csat", "ces", "text", "choice", "grid", "number", "date", "contact", "consent", "statement"]
)
def test_a_question_of_every_kind_is_added_opened_and_saved_as_it_stands(builder, kind):
    builder.open()

    builder.press(f"add:{kind}")
    added = builder.answer.context["part"]
    begun = question_at(builder.draft, added)
    builder.press("", title=begun.title.get("en", ""))

    assert builder.answer.status_code == 200
    assert builder.keys == ["nps", added, "why"]
    assert question_at(builder.draft, added) == begun


def test_a_scored_question_begins_in_the_words_of_the_trade(builder):
    builder.open()

    builder.press("add:nps")

    added = question_at(builder.draft, "nps_2")
    assert added.title["en"] == "How likely is it that you would recommend us to a friend or colleague?"


def test_a_question_goes_up_and_down_and_no_further(builder):
    builder.open("?question=why")

    builder.press("up:why")
    assert builder.keys == ["why", "nps"]
    builder.press("up:why")
    assert builder.keys == ["why", "nps"]
    builder.press("down:why")
    assert builder.keys == ["nps", "why"]


def test_a_question_is_duplicated_and_removed(builder):
    builder.open()

    builder.press("copy:nps")
    assert builder.keys == ["nps", "nps_2", "why"]
    builder.press("remove:nps_2")

    assert builder.keys == ["nps", "why"]
    assert builder.answer.context["part"] == "why"


def test_undo_takes_back_what_was_done_and_redo_does_it_again(builder):
    builder.open()
    builder.press("remove:why")

    builder.press("undo")
    assert builder.keys == ["nps", "why"]
    builder.press("redo")

    assert builder.keys == ["nps"]


def test_follow_ups_by_score_are_one_press(builder):
    builder.open()

    draft = builder.press("follow-ups:nps")

    assert builder.keys == ["nps", "nps_unhappy", "nps_neutral", "nps_happy", "why"]
    bands = [question_at(draft, key).shown_if.checks[0].values for key in builder.keys[1:4]]
    assert bands == [(0, 6), (7, 8), (9, 10)]


def test_options_are_one_a_line_and_keep_their_keys_when_they_are_reworded(builder):
    builder.open()
    builder.press("add:choice")
    builder.press("", title="What did you use?", options="Pool\nSauna\nGym", last_alone="on")
    before = question_at(builder.draft, "choice").options

    builder.press("", options="Gym\nSwimming pool\nSauna")

    after = question_at(builder.draft, "choice").options
    assert {each.title["en"]: each.key for each in after} == {
        "Gym": before[2].key,
        "Swimming pool": before[0].key,
        "Sauna": before[1].key,
    }
    assert [each.alone for each in before] == [False, False, True]


def test_a_condition_is_a_sentence_of_selects(builder):
    builder.open("?question=why")

    draft = builder.press("", **{"if-what_0": "answer:nps", "if-verb_0": "between", "if-values_0": "0–6"})

    check = question_at(draft, "why").shown_if.checks[0]
    assert (check.subject, check.verb, check.values) == ("nps", "between", (0, 6))
    assert "only if question 1 is from 0 to 6" in builder.words


def test_a_condition_that_cannot_be_says_so_beside_it_and_keeps_the_rest(builder):
    builder.open("?question=why")

    builder.press("", title="Tell us", **{"if-what_0": "answer:nps", "if-verb_0": "between", "if-values_0": "few"})

    assert builder.answer.status_code == 422
    assert "Two numbers, for example 0–6." in builder.words
    assert "Tell us" in builder.words
    assert question_at(builder.draft, "why") == WHY


def test_a_jump_leads_on_by_an_answer(builder):
    builder.open()

    typed = {"jump0-to": "end", "jump0-what_0": "answer:nps", "jump0-verb_0": "is", "jump0-values_0": "9; 10"}
    draft = builder.press("", **typed)

    jump = question_at(draft, "nps").jumps[0]
    assert (jump.to, jump.when.checks[0].values) == ("end", (9, 10))


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_and_what_she_typed_stays(builder, alice):
    ruta = make_member(alice.workspace, "ruta", Role.MANAGER)
    builder.open()
    fields = builder.fields()
    other = with_question(builder.draft, Text(key="more", title={"en": "More?"}))
    change_draft(builder.survey, other, says="Added: More?", by=ruta, now=timezone.now(), expected_step=1)

    builder.answer = builder.client.post(builder.page, fields | {"title": "My own words", "then": "open:why"})

    assert builder.answer.status_code == 422
    assert "Ruta: Added: More?" in builder.words
    assert "My own words" in builder.words
    builder.press("")
    assert question_at(builder.draft, "nps").title["en"] == "My own words"
    assert "more" in builder.keys


def test_what_she_typed_into_a_question_that_was_removed_meanwhile_makes_it_anew(builder, alice):
    builder.open("?question=why")
    fields = builder.fields()
    builder.open("?question=why")
    builder.press("remove:why")

    builder.answer = builder.client.post(builder.page, fields | {"title": "Why is that?", "then": ""})
    assert (builder.answer.status_code, builder.keys) == (422, ["nps"])
    builder.press("")

    assert question_at(builder.draft, "why").title["en"] == "Why is that?"


def test_a_step_that_was_undone_is_no_other_step_of_its_number(builder, alice):
    builder.open()
    builder.press("remove:why")
    fields = builder.fields()
    undo_draft(builder.survey, by=alice, now=timezone.now())
    other = with_question(builder.draft, Text(key="more", title={"en": "More?"}))
    change_draft(builder.survey, other, says="", by=alice, now=timezone.now(), expected_step=1)

    builder.answer = builder.client.post(builder.page, fields | {"then": "remove:nps"})

    assert builder.answer.status_code == 422
    assert builder.keys == ["nps", "why", "more"]


def test_the_name_of_a_published_question_stays(builder, alice):
    publish_survey(builder.survey, by=alice, now=timezone.now())
    builder.open()

    builder.press("", key="another")

    assert builder.keys == ["nps", "why"]


def test_a_renamed_question_is_still_the_one_that_conditions_mean(builder):
    builder.open("?question=why")
    builder.press("open:nps", **{"if-what_0": "answer:nps", "if-verb_0": "is_answered"})

    draft = builder.press("", key="recommend")

    assert builder.keys == ["recommend", "why"]
    assert question_at(draft, "why").shown_if.checks[0].subject == "recommend"


def test_beginning_and_end_are_parts_like_the_questions(builder):
    builder.open("?part=beginning")
    builder.press("open:+end", intro="Two questions, one minute.")

    draft = builder.press(
        "", thanks="Thanks a lot", reviews="Google https://g.page/r/abc\nMaps https://maps.example/x @nord"
    )

    assert draft.intro == {"en": "Two questions, one minute."}
    assert [(each.name, each.href, each.location) for each in draft.reviews] == [
        ("Google", "https://g.page/r/abc", ""),
        ("Maps", "https://maps.example/x", "nord"),
    ]
    assert "shown to everyone" in builder.words


def test_an_ending_of_its_own_for_the_unhappy(builder):
    builder.open("?part=end")

    typed = {"ending0-title": "We are sorry", "ending0-offers_help": "on", "ending0-what_0": "answer:nps"}
    draft = builder.press("", **typed, **{"ending0-verb_0": "between", "ending0-values_0": "0-6"})

    ending = draft.endings[0]
    assert (ending.title, ending.offers_help, ending.when.checks[0].values) == ({"en": "We are sorry"}, True, (0, 6))


def test_a_line_that_is_no_review_link_is_said_beside_it(builder):
    builder.open("?part=end")

    builder.press("", reviews="just words")

    assert builder.answer.status_code == 422
    assert "is no name with an address" in builder.words


def test_pressing_in_a_browser_with_a_script_exchanges_the_builder_alone(builder):
    builder.open()

    builder.press("open:why", headers={"HX-Request": "true"})

    assert "<html" not in builder.words
    assert 'id="builder"' in builder.words
    assert builder.answer["HX-Push-Url"] == f"{builder.page}?question=why"
    assert (
        "<html" in builder.open(headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}).content.decode()
    )


def test_leaving_for_another_page_keeps_first_what_was_typed(builder):
    builder.open()
    looks = reverse("listen:survey-looks", args=[builder.survey.pk])

    draft = builder.press(f"go:{looks}", follow=False, title="Kept")

    assert builder.answer.url == looks
    assert question_at(draft, "nps").title["en"] == "Kept"
    builder.open()
    builder.press("publish", follow=False, headers={"HX-Request": "true"})
    assert builder.answer["HX-Redirect"] == reverse("listen:survey-publication", args=[builder.survey.pk])
    builder.open()
    builder.press("go:https://elsewhere.example/", follow=False)
    assert builder.answer.url == reverse("listen:surveys")


def test_what_has_something_to_know_is_looked_at_before_it_is_published(builder):
    builder.open()
    assert "Publish…" in builder.words

    builder.press("publish-now", follow=False)

    assert builder.answer.url == reverse("listen:survey-publication", args=[builder.survey.pk])
    builder.survey.refresh_from_db()
    assert builder.survey.published is None


@pytest.mark.parametrize("then", ["add:riddle", "copy:nobody", "explode", "follow-ups:why"])
def test_what_no_button_says_is_not_found(builder, then):
    builder.open()

    builder.press(then)

    assert builder.answer.status_code == 404


def test_a_forged_step_changes_nothing(builder):
    builder.open()

    builder.press("", step="99999999", title="Forged")

    assert builder.answer.status_code == 422
    assert builder.draft.questions == (ASKED, WHY)


def test_questions_side_by_side_are_mixed_and_put_in_order_again(builder):
    builder.open()
    builder.press("add:text")
    added = builder.answer.context["part"]
    builder.press(f"mix:{added}", title="And how?")
    draft = builder.press("mix:why")

    assert [each.questions for each in draft.shuffles] == [("nps", added, "why")]
    assert "mixed with the one before" in builder.words

    draft = builder.press(f"mix:{added}")
    assert [each.questions for each in draft.shuffles] == [(added, "why")]
    assert not builder.press("mix:why").shuffles


def test_the_first_question_is_mixed_with_nothing(builder):
    builder.open()

    assert not builder.press("mix:nps").shuffles
