"""How many questions somebody is told are to come."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from heedful.listen.surveys.document import Check, Condition, Document, Nps, Text
from heedful.listen.surveys.lengths import longest_way
from heedful.listen.surveys.logic import Known, path, question_order
from heedful.listen.surveys.templates import TEMPLATES
from tests.listen.surveys.documents import GIVEN, sound_documents

SAID = {"en": "?"}


def why(key: str, lowest: int, highest: int) -> Text:
    band = Check(about="answer", subject="score", verb="between", values=(lowest, highest))
    return Text(key=key, title=SAID, shown_if=Condition(checks=(band,)))


BY_SCORE = Document(
    questions=(Nps(key="score", title=SAID), why("low", 0, 6), why("middle", 7, 8), why("high", 9, 10)),
)
ORDER = ("score", "low", "middle", "high")


@pytest.mark.parametrize("answers", [{}, {"score": 2}, {"score": 9}])
def test_one_follow_up_a_score_is_told_from_the_beginning(answers):
    assert longest_way(BY_SCORE, Known(answers=answers), order=ORDER) == 2


@given(some.data())
def test_nobody_is_told_fewer_questions_than_stand_before_them(data):
    document = data.draw(sound_documents())
    known = Known(answers=data.draw(GIVEN))
    order = question_order(document, seed="ann")

    assert len(path(document, known, order=order)) <= longest_way(document, known, order=order) <= len(order)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.key)
def test_the_first_page_of_a_template_tells_the_longest_way_of_any_score(template):
    document = template.document
    order = question_order(document, seed="ann")
    first = document.questions[0]
    told = longest_way(document, Known(), order=order)

    answers = range(11) if isinstance(first, Nps) else ()
    assert all(len(path(document, Known(answers={first.key: each}), order=order)) <= told for each in answers)
