"""The phone beside the questions shows what is typed, and can be clicked through; nothing of that is kept."""

from django.urls import reverse

from tests.listen.surveys.conftest import ASKED, WHY


def test_the_preview_shows_what_is_typed_before_it_is_kept(builder):
    builder.open()
    page = reverse("listen:survey-typed", args=[builder.survey.pk])

    answer = builder.client.post(page, builder.fields() | {"title": "Half a sent"}, headers={"HX-Request": "true"})

    assert "Half a sent" in answer.content.decode()
    assert builder.draft.questions == (ASKED, WHY)


def test_what_cannot_be_shown_yet_leaves_the_preview_as_it_is(builder):
    builder.open()
    page = reverse("listen:survey-typed", args=[builder.survey.pk])

    assert builder.client.post(page, builder.fields() | {"key": "Not A Key", "scale": "x"}).status_code == 204


def test_one_can_click_through_the_preview_to_the_thanks(builder):
    page = reverse("listen:survey-preview", args=[builder.survey.pk])

    first = builder.client.get(page)
    second = builder.client.get(page, {"at": "nps", "a-nps": "9", "go": "next"})
    end = builder.client.get(page, {"at": "why", "a-nps": "9", "a-why": "Kind people", "go": "next"})
    lost = builder.client.get(page, {"at": "nowhere"})
    back = builder.client.get(page, {"at": "+end", "a-nps": "9", "go": "back"})

    assert "Would you recommend us?" in first.content.decode()
    assert (second.context["phone"].at, second.context["phone"].carried) == ("why", (("a-nps", "9"),))
    assert "Thank you" in end.content.decode()
    assert (back.context["phone"].at, lost.context["phone"].at) == ("why", "nps")


def test_a_required_question_of_the_preview_asks_for_its_answer(builder):
    builder.open()
    builder.press("", required="on")
    page = reverse("listen:survey-preview", args=[builder.survey.pk])

    answer = builder.client.get(page, {"at": "nps", "go": "next"})

    assert answer.context["phone"].at == "nps"
    assert "Please choose an answer to go on." in answer.content.decode()
