"""The way through a survey, page by page."""

from heedful.interactions.models import SpoolEntry
from heedful.listen.responses.models import Response
from tests.listen.answering.conftest import Respondent


def test_ann_answers_one_question_a_page_and_is_thanked(poster):
    ann = Respondent(poster.code)
    assert (ann.status, ann.asked(), "Question 1 of 2" in ann.html) == (200, ["recommend"], True)

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
    assert SpoolEntry.objects.get().items == 2
