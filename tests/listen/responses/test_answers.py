"""Whatever is handed over as an answer is one in its shape, or is refused in words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.listen.responses.answers import AnswerError, neutral, parse_answer, points_of, score_of
from heedful.listen.responses.words import folded, written_words
from heedful.listen.surveys import document as asked

OPTIONS = tuple(asked.Option(key=key, title={"en": key.title()}) for key in ("pool", "sauna", "bar"))
EVERY = (
    asked.Nps(key="q", title={}),
    asked.Nps(key="q", title={}, scale="1-10"),
    asked.Csat(key="q", title={}, points=3),
    asked.Ces(key="q", title={}),
    asked.Choice(key="q", title={}, options=OPTIONS, other=True),
    asked.Choice(key="q", title={}, options=OPTIONS, many=True, most=2),
    asked.Grid(key="q", title={}, rows=OPTIONS),
    asked.Text(key="q", title={}, longest=50),
    asked.Number(key="q", title={}, lowest=-5, highest=1e9),
    asked.Date(key="q", title={}),
    asked.Contact(key="q", title={}, fields=("name", "email", "phone")),
    asked.Consent(key="q", title={}),
    asked.Statement(key="q", title={}),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["pool", "2026-02-28", "9"]),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["chosen", "other", "pool", "email", "name"]), inner)
    ),
    max_leaves=6,
)


@given(given=anything, question=st.sampled_from(EVERY))
def test_anything_at_all_is_an_answer_or_refused_in_words(given, question):
    try:
        answer = parse_answer(question, given)
    except AnswerError as error:
        assert error.says
        return
    assert json.loads(json.dumps(answer)) == answer
    assert parse_answer(question, answer) == answer  # what is kept is an answer again


@pytest.mark.parametrize("question", [each for each in EVERY if points_of(each)])
def test_only_the_points_of_the_scale_are_answers(question):
    grid = isinstance(question, asked.Grid)
    taken = []
    for point in range(-1, 13):
        try:
            taken += [point] if parse_answer(question, {"pool": point} if grid else point) is not None else []
        except AnswerError:
            continue

    assert taken == list(points_of(question))


def test_nought_is_an_answer_and_nothing_is_none():
    question = asked.Nps(key="q", title={}, required=True)

    assert parse_answer(question, 0) == 0 and parse_answer(question, "0") == 0
    for nothing in (None, ""):
        with pytest.raises(AnswerError):
            parse_answer(question, nothing)


@pytest.mark.parametrize("empty", [None, "", "  \n", "\x00"])
def test_a_text_that_is_needed_cannot_be_empty(empty):
    with pytest.raises(AnswerError):
        parse_answer(asked.Text(key="q", title={}, required=True), empty)


def test_a_needed_grid_is_rated_in_every_row():
    question = asked.Grid(key="q", title={}, rows=OPTIONS, required=True)

    assert parse_answer(question, {"pool": 1, "sauna": 2, "bar": 5}) == {"pool": 1, "sauna": 2, "bar": 5}
    with pytest.raises(AnswerError, match="every row"):
        parse_answer(question, {"pool": 1})


def test_a_box_that_must_be_ticked_must_be():
    with pytest.raises(AnswerError, match="tick the box"):
        parse_answer(asked.Consent(key="q", title={}, required=True), False)


def test_a_fault_in_one_of_several_fields_names_the_field():
    with pytest.raises(AnswerError) as refused:
        parse_answer(EVERY[10], {"name": "Ann", "email": "at home"})

    assert refused.value.part == "email"


@pytest.mark.parametrize(("typed", "number"), [("3,5", 3.5), ("1 000", 1000), ("-2", -2), ("7.0", 7), (".5", 0.5)])
def test_a_number_is_read_as_people_write_it(typed, number):
    assert parse_answer(asked.Number(key="q", title={}), typed) == number


@pytest.mark.parametrize("typed", ["1e9", "inf", "nan", "0x10", "1.2.3", "1,2,3", "٣", "twelve", "9" * 400])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(AnswerError):
        parse_answer(asked.Number(key="q", title={}), typed)


def test_words_for_a_page_do_not_turn_the_words_beside_them():
    assert neutral("a\u202eb\u2066c\u200f") == "abc\u200f"


def test_a_score_is_that_of_a_standard_measure():
    assert (score_of(EVERY[0], 0), score_of(EVERY[0], None), score_of(EVERY[8], 5)) == (0.0, None, None)


def test_the_search_finds_what_was_written_and_never_who_they_are():
    document = asked.Document(
        questions=(asked.Text(key="why", title={}), EVERY[4], asked.Contact(key="who", title={})), languages=("lt",)
    )
    answers = {"why": "Šalta ĄŽUOLO spinta", "q": {"chosen": [], "other": "Café"}, "who": {"name": "Ona"}}

    assert written_words(document, answers) == folded("salta azuolo spinta\ncafe")
