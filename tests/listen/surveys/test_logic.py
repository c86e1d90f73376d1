"""The way through a survey."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from heedful.listen.surveys.document import (
    Check,
    Choice,
    Condition,
    Consent,
    Contact,
    Document,
    Ending,
    Grid,
    Jump,
    Nps,
    Number,
    Option,
    Quota,
    Shuffle,
    Text,
)
from heedful.listen.surveys.logic import (
    Known,
    as_walked,
    ending_of,
    holds,
    is_answered,
    next_question,
    option_order,
    path,
    piped,
    previous_question,
    question_order,
    quotas_of,
)
from tests.listen.surveys.documents import GIVEN, PERSONS, sound_documents, wild_documents

SAID = {"en": "?"}


def when(subject, verb="is", *values, about="answer") -> Condition:
    return Condition(checks=(Check(about=about, subject=subject, verb=verb, values=values),))


def options(*keys, **more) -> tuple[Option, ...]:
    return tuple(Option(key=key, title={"en": key.title(), "lt": f"{key}-lt"}, **more) for key in keys)


NPS = Nps(key="nps", title=SAID)
WHY = Text(key="why", title=SAID, shown_if=when("nps", "between", 0, 6))
LIKED = Choice(key="liked", title=SAID, options=options("staff", "pool"), many=True, other=True)
LAST = Text(key="last", title=SAID)
VISIT = Document(questions=(NPS, WHY, LIKED, LAST))


def way(document, **answers):
    return path(document, Known(answers=answers), order=question_order(document, seed="x"))


# Conditions


@pytest.mark.parametrize(
    ("verb", "values", "answer", "expected"),
    [
        ("is", (9,), 9, True),
        ("is", ("9",), 9.0, True),
        ("is", (9,), None, False),
        ("is", ("staff",), {"chosen": ["staff"], "other": ""}, True),
        ("is", ("staff",), {"chosen": ["staff", "pool"]}, False),
        ("is", ("staff", "pool"), {"chosen": ["pool"]}, True),
        ("is_not", ("staff",), {"chosen": ["staff", "pool"]}, True),
        ("is_not", (9,), None, True),
        ("includes", ("pool",), {"chosen": ["staff", "pool"]}, True),
        ("includes", ("other",), {"chosen": ["staff"], "other": "the smell"}, True),
        ("includes", ("other",), {"chosen": ["staff"], "other": "  "}, False),
        ("between", (0, 6), 6, True),
        ("between", (0, 6), 6.5, False),
        ("between", (0, 6), None, False),
        ("between", ("2026-01-01", "2026-01-31"), "2026-01-31", True),
        ("between", ("2026-01-01", "2026-01-31"), 5, False),
        ("between", (0,), 0, False),
        ("contains", ("Dirty",), "The showers are DIRTY.", True),
        ("contains", ("cold",), {"chosen": [], "other": "Cold water"}, True),
        ("contains", ("staff",), {"chosen": ["staff"], "other": ""}, False),
        ("is", ("yes",), True, True),
        ("is", ("no",), False, True),
        ("is_answered", (), False, True),
        ("is_answered", (), "  ", False),
        ("is_answered", (), {"chosen": [], "other": ""}, False),
        ("is_not_answered", (), {"name": "", "email": None}, True),
        ("is_answered", (), {"name": "", "email": "a@b.c"}, True),
        ("is_not_answered", (), None, True),
    ],
)
def test_a_check_passes_by_what_was_answered(verb, values, answer, expected):
    assert holds(when("q", verb, *values), Known(answers={"q": answer})) is expected


def test_a_row_of_a_grid_is_looked_at_by_its_name():
    known = Known(answers={"parts": {"pool": 2, "staff": 5}})
    assert holds(when("parts.pool", "between", 1, 2), known)
    assert not holds(when("parts.staff", "between", 1, 2), known)
    assert not holds(when("parts.sauna", "is_answered"), known)
    assert holds(when("parts", "is_answered"), known)


def test_what_is_known_of_the_person_decides_as_an_answer_does():
    known = Known(person={"segment": "VIP", "orders": "12"}, location="nord", language="lt")
    assert holds(when("segment", "is", "vip", about="person"), known)
    assert holds(when("orders", "between", 10, 20, about="person"), known)
    assert holds(when("", "is", "nord", "sud", about="location"), known)
    assert holds(when("", "is_not", "en", about="language"), known)
    assert holds(when("", "is_not_answered", about="product"), known)


def test_all_checks_must_pass_or_any_and_none_is_always():
    checks = (Check(subject="a", values=(1,)), Check(subject="b", values=(1,)))
    known = Known(answers={"a": 1, "b": 2})
    assert not holds(Condition(match="all", checks=checks), known)
    assert holds(Condition(match="any", checks=checks), known)
    assert holds(Condition(match="any"), known)


# The way


def test_an_unhappy_person_is_asked_why_and_a_happy_one_is_not():
    assert way(VISIT, nps=3) == ("nps", "why", "liked", "last")
    assert way(VISIT, nps=9) == way(VISIT) == ("nps", "liked", "last")


def test_a_jump_leaves_out_what_lies_between():
    to_last = replace(
        NPS, jumps=(Jump(to="last", when=when("nps", "is", 10)), Jump(to="end", when=when("nps", "is", 9)))
    )
    document = replace(VISIT, questions=(to_last, *VISIT.questions[1:]))
    assert way(document, nps=10) == ("nps", "last")
    assert way(document, nps=9) == ("nps",)
    assert way(document, nps=8) == ("nps", "liked", "last")


def test_a_jump_from_a_question_that_was_not_shown_is_not_taken():
    document = replace(VISIT, questions=(NPS, replace(WHY, jumps=(Jump(to="end"),)), LIKED, LAST))
    assert way(document, nps=9) == ("nps", "liked", "last")
    assert way(document, nps=1) == ("nps", "why")


def test_a_jump_after_the_last_question_ends_and_one_backwards_or_nowhere_is_none():
    last = replace(LAST, jumps=(Jump(to="nps"), Jump(to="end")))
    nowhere = replace(NPS, jumps=(Jump(to="gone"),))
    assert way(Document(questions=(nowhere, LIKED, last))) == ("nps", "liked", "last")


def test_an_answer_left_behind_on_another_turn_does_not_count():
    """Somebody gave 3, wrote why, went back and gave 9: what was written must not decide anything."""
    asks_more = Text(key="more", title=SAID, shown_if=when("why", "is_answered"))
    document = Document(questions=(NPS, WHY, asks_more))
    assert way(document, nps=3, why="dirty") == ("nps", "why", "more")
    assert way(document, nps=9, why="dirty") == ("nps",)
    assert as_walked(document, Known(answers={"nps": 9, "why": "dirty"})).answers == {"nps": 9}


def test_going_on_after_a_question_that_is_no_longer_on_the_way_leads_to_the_next_that_is():
    known, order = Known(answers={"nps": 9, "why": "dirty"}), question_order(VISIT, seed="x")
    assert next_question(VISIT, known, after="why", order=order) == "liked"
    assert previous_question(VISIT, known, before="liked", order=order) == "nps"
    assert previous_question(VISIT, known, before="nps", order=order) is None
    assert next_question(VISIT, known, after="unheard of", order=order) == "nps"


@given(wild_documents(), GIVEN, PERSONS, some.text(max_size=4))
def test_every_way_ends_and_no_question_comes_twice(document, answers, person, seed):
    order = question_order(document, seed=seed)
    shown = path(document, Known(answers=answers, person=person), order=order)
    assert len(shown) == len(set(shown))
    assert list(shown) == [key for key in order if key in shown]


@given(wild_documents(), GIVEN, PERSONS, some.text(max_size=4))
def test_going_on_step_by_step_is_the_way(document, answers, person, seed):
    known, order = Known(answers=answers, person=person), question_order(document, seed=seed)
    shown, key = [], None
    while (key := next_question(document, known, after=key, order=order)) is not None:
        shown.append(key)
        assert len(shown) <= len(document.questions)
    assert tuple(shown) == path(document, known, order=order)
    behind = [previous_question(document, known, before=each, order=order) for each in shown]
    assert behind == [None, *shown[:-1]][: len(shown)]


@given(sound_documents(), GIVEN, PERSONS)
def test_what_is_answered_later_changes_nothing_before(document, answers, person):
    """The first part of the way is settled by the first answers: nobody meets a question behind them."""
    order = question_order(document, seed="")
    shown = path(document, Known(answers=answers, person=person), order=order)
    for number, key in enumerate(shown):
        so_far = {each: answers[each] for each in shown[:number] if each in answers}
        assert path(document, Known(answers=so_far, person=person), order=order)[: number + 1][-1] == key


@given(sound_documents(), GIVEN, PERSONS)
def test_leaving_out_what_does_not_count_changes_nothing(document, answers, person):
    known = Known(answers=answers, person=person)
    walked = as_walked(document, known)
    assert way_of(document, walked) == way_of(document, known)
    assert ending_of(document, walked) == ending_of(document, known)


def way_of(document, known):
    return path(document, known, order=question_order(document, seed=""))


# Order


def test_only_the_questions_of_a_group_change_places():
    document = replace(VISIT, shuffles=(Shuffle(questions=("why", "liked")),))
    orders = {question_order(document, seed=str(seed)) for seed in range(40)}
    assert orders == {("nps", "why", "liked", "last"), ("nps", "liked", "why", "last")}


def test_one_seed_is_one_order_today_and_in_ten_years():
    document = Document(
        questions=tuple(Text(key=key, title=SAID) for key in "abcdef"), shuffles=(Shuffle(questions=tuple("abcdef")),)
    )
    assert question_order(document, seed="4be3f6a4") == ("c", "a", "f", "e", "b", "d")


def test_every_order_comes_about_equally_often():
    """Chi-squared over the 24 orders of four questions, 2,400 seeds: below 49.7 with p = .999 at 23 degrees."""
    document = Document(
        questions=tuple(Text(key=key, title=SAID) for key in "abcd"), shuffles=(Shuffle(questions=tuple("abcd")),)
    )
    times = dict.fromkeys(permutations("abcd"), 0)
    for seed in range(2_400):
        times[question_order(document, seed=str(seed))] += 1
    assert sum((n - 100) ** 2 / 100 for n in times.values()) < 49.7


def test_options_are_shuffled_and_none_of_these_stays_last():
    choice = replace(LIKED, options=(*options("a", "b", "c"), *options("nothing", alone=True)), shuffled=True)
    orders = {tuple(option.key for option in option_order(choice, seed=str(seed))) for seed in range(100)}
    assert {order[:3] for order in orders} == set(permutations("abc"))
    assert {order[3:] for order in orders} == {("nothing",)}
    assert option_order(replace(choice, shuffled=False), seed="x") == choice.options


# Ends and quotas


def test_the_first_ending_that_fits_is_said():
    sorry = Ending(key="sorry", title=SAID, when=when("nps", "between", 0, 6))
    rest = Ending(key="rest", title=SAID)
    document = replace(VISIT, endings=(sorry, rest))
    assert ending_of(document, Known(answers={"nps": 2})) == sorry
    assert ending_of(document, Known(answers={})) == rest
    assert ending_of(VISIT, Known(answers={"nps": 2})) is None


def test_a_quota_on_an_answer_to_come_holds_of_nobody_yet():
    """ "Is not Nord" holds of whoever has not answered; they must not be thanked before they can."""
    clubs = Choice(key="club", title=SAID, options=options("nord", "sud"))
    not_nord = Quota(key="others", most=10, when=when("club", "is_not", "nord"))
    in_sms = Quota(key="sms", most=10, when=when("", "is", "sms", about="channel"))
    document = Document(questions=(clubs,), quotas=(not_nord, in_sms))
    known = Known(channel="sms")
    assert quotas_of(document, known, finished=False) == (in_sms,)
    assert quotas_of(document, replace(known, answers={"club": {"chosen": ["sud"]}}), finished=False) == (
        not_nord,
        in_sms,
    )
    assert quotas_of(document, known, finished=True) == (not_nord, in_sms)


# Words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("You gave {{answer:nps}}.", "You gave 7."),
        ("You liked {{answer:liked}}.", "You liked Staff, the tea."),
        ("At {{location}}, {{ product }}", "At Nord, Sauna"),
        ("Hello {{person:name}}!", "Hello Ona!"),
        ("Hello {{person:title}}!", "Hello!"),
        ("Hello {{person:title|dear guest}}!", "Hello dear guest!"),
        ("Row: {{answer:parts.pool}}{{answer:parts}}", "Row: 4"),
        ("{{answer:gone}}{{answer:who}}{{answer:ok}}", ""),
        ("Not a name: {{nonsense}}", "Not a name: {{nonsense}}"),
    ],
)
def test_names_in_words_are_filled_in(words, expected):
    document = Document(questions=(
        NPS, LIKED, Grid(key="parts", title=SAID, rows=options("pool")), Contact(key="who", title=SAID),
        Consent(key="ok", title=SAID),
    ))  # fmt: skip
    answers = {"nps": 7.0, "liked": {"chosen": ["staff"], "other": "the tea"}, "parts": {"pool": 4}, "ok": True,
               "who": {"name": "Ona"}}  # fmt: skip
    known = Known(answers=answers, person={"name": "Ona"}, location="nord", location_name="Nord", product="Sauna")
    assert piped(words, known, document) == expected


def test_a_chosen_option_is_named_in_the_readers_language():
    known = Known(answers={"liked": {"chosen": ["pool"], "other": ""}}, language="lt")
    assert piped("{{answer:liked}}", known, VISIT) == "pool-lt"


def test_what_somebody_wrote_is_no_template_and_turns_no_page_around():
    """A name in an answer is not filled in; line breaks and marks of writing direction go; long words are cut."""
    known = Known(answers={"last": "{{person:secret}} \u202eevil\n\x00" + "x" * 500}, person={"secret": "s"})
    said = piped("{{answer:last}}", known, VISIT)
    assert said.startswith("{{person:secret}} evil xxx")
    assert len(said) == 200


def test_a_number_is_written_as_people_do():
    document = Document(questions=(Number(key="n", title=SAID),))
    said = [piped("{{answer:n}}", Known(answers={"n": n}), document) for n in (3.0, 2.5, 12_000_000, 0)]
    assert said == ["3", "2.5", "12000000", "0"]


def test_answered_is_what_holds_something():
    assert [is_answered(answer) for answer in (0, False, "x", {"chosen": ["a"]}, {"r": 3})] == [True] * 5
    assert [is_answered(answer) for answer in (None, "", " ", {"chosen": []}, {}, {"r": None})] == [False] * 6
