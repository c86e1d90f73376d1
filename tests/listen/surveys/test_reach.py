"""What can be reached, against trying everything out."""

from itertools import chain, combinations, product

from hypothesis import given

from heedful.listen.surveys import reach as reaching
from heedful.listen.surveys.document import (
    Check,
    Choice,
    Condition,
    Csat,
    Date,
    Document,
    Jump,
    Nps,
    Number,
    Option,
    Question,
    Statement,
    Text,
)
from heedful.listen.surveys.logic import Known, as_walked, ending_of, path, quotas_of
from heedful.listen.surveys.reach import reach
from tests.listen.surveys.documents import GIVEN, OPTIONS, PERSONS, SEGMENTS, sound_documents

SAID = {"en": "?"}


def when(subject, verb="is", *values, about="answer") -> Condition:
    return Condition(checks=(Check(about=about, subject=subject, verb=verb, values=values),))


def everything(question: Question) -> list:
    """Every answer that can be given at all."""
    match question:
        case Nps():
            answers = list(range(11))
        case Csat():
            answers = list(range(1, question.points + 1))
        case Choice():
            answers = [{"chosen": [each for each in chosen if each != "other"], "other": "x" * ("other" in chosen)}
                       for chosen in chosen_of(question)]  # fmt: skip
        case _:
            return [None]
    return answers if question.required else [None, *answers]


def chosen_of(choice: Choice) -> list[tuple[str, ...]]:
    keys = [option.key for option in choice.options] + ["other"] * choice.other
    most = (choice.most or len(keys)) if choice.many else 1
    sets = chain.from_iterable(combinations(keys, size) for size in range(1, most + 1))
    return [chosen for chosen in sets if len(chosen) == 1 or "none" not in chosen]


def tried_out(document: Document) -> tuple[set, set, set, bool, bool]:
    order = tuple(question.key for question in document.questions)
    asks = {question.key for question in document.questions if not isinstance(question, Statement)}
    shown, endings, quotas, asks_nothing, ends_bare = set(), set(), set(), False, False
    answers = [everything(question) for question in document.questions]
    for segment, *given_answers in product(("", "else", *SEGMENTS, *OPTIONS), *answers):
        said = {key: answer for key, answer in zip(order, given_answers, strict=True) if answer is not None}
        known = Known(answers=said, person={"segment": segment} if segment else {})
        way, ending = path(document, known, order=order), ending_of(document, known)
        shown |= set(way)
        endings |= {ending.key} if ending else set()
        quotas |= {quota.key for quota in quotas_of(document, known, finished=True)}
        asks_nothing |= asks.isdisjoint(way)
        ends_bare |= ending is None
    return shown, endings, quotas, asks_nothing, ends_bare


@given(sound_documents(most=3, is_exact=True))
def test_walking_all_ways_at_once_finds_what_trying_everything_finds(document):
    found = reach(document)
    ours = (found.questions, found.endings, found.quotas, found.asks_nothing, found.ends_without_ending)
    assert ours == tried_out(document)


@given(sound_documents(most=6), GIVEN, PERSONS)
def test_whatever_somebody_is_shown_can_be_reached(document, answers, person):
    """Where not everything is looked at, more is called reachable than is, and never less."""
    possible = {question.key: question for question in document.questions if not question.required}
    known = Known(answers={key: each for key, each in answers.items() if fits(possible.get(key), each)}, person=person)
    order = tuple(question.key for question in document.questions)
    if any(question.required for question in document.questions):
        return
    assert set(path(document, known, order=order)) <= reach(document).questions
    ending = ending_of(document, as_walked(document, known))
    assert ending is None or ending.key in reach(document).endings


def fits(question: Question | None, answer: object) -> bool:
    """Whether the question can be answered so."""
    if isinstance(question, Nps | Csat | Choice):
        return answer in everything(question)
    return isinstance(question, Text) and isinstance(answer, str)


def test_numbers_days_and_words_are_told_apart_where_conditions_do():
    price = Number(key="price", title=SAID, lowest=0, highest=100)
    day = Date(key="day", title=SAID, earliest="2026-01-01")
    word = Text(key="word", title=SAID)
    ranges = ((0, 10), (10, 20), (11, 20))
    to_ten, from_ten, beyond = (Check(subject="price", verb="between", values=ends) for ends in ranges)
    pool, sauna = (Check(subject="word", verb="contains", values=(each,)) for each in ("pool", "sauna"))
    nothing = [
        Condition(checks=(to_ten, beyond)),
        when("price", "between", 101, 200),
        when("day", "between", "2025-01-01", "2025-12-31"),
        Condition(checks=(pool, Check(subject="word", verb="is_not_answered"))),
    ]
    something = [
        Condition(checks=(to_ten, from_ten)),
        when("day", "between", "2025-01-01", "2026-01-01"),
        Condition(checks=(pool, sauna)),
    ]
    asked = [Text(key=f"n{n}", title=SAID, shown_if=each) for n, each in enumerate(nothing)]
    asked += [Text(key=f"s{n}", title=SAID, shown_if=each) for n, each in enumerate(something)]
    found = reach(Document(questions=(price, day, word, *asked)))
    assert found.questions - {"price", "day", "word"} == {"s0", "s1", "s2"}


def test_a_whole_number_between_two_neighbours_there_is_not():
    def shows(whole):
        number = Number(key="n", title=SAID, whole=whole)
        between = Text(key="t", title=SAID, shown_if=when("n", "between", 1.2, 1.8))
        return "t" in reach(Document(questions=(number, between))).questions

    assert (shows(whole=False), shows(whole=True)) == (True, False)


def test_what_was_excluded_before_stays_excluded_however_far_behind():
    """Who gave 9 has left; whoever is asked the last question cannot have given it."""
    nps = Nps(key="nps", title=SAID, required=True, jumps=(Jump(to="end", when=when("nps", "between", 9, 10)),))
    between = [Text(key=f"t{n}", title=SAID) for n in range(20)]
    late = Text(key="late", title=SAID, shown_if=when("nps", "is", 9))
    found = reach(Document(questions=(nps, *between, late)))
    assert "late" not in found.questions
    assert found.jumps == {("nps", 0)}


def test_a_large_survey_is_walked_in_no_time_and_errs_towards_reachable(monkeypatch):
    """Ways double with each question; beyond the bound, a value counts as anything."""
    many = [
        Choice(key=f"q{n}", title=SAID, options=tuple(Option(key=f"o{m}", title=SAID) for m in range(3)), many=True)
        for n in range(30)
    ]
    shown = [Text(key=f"t{n}", title=SAID, shown_if=when(f"q{n}", "includes", "o1")) for n in range(30)]
    document = Document(questions=(*many, *shown))
    monkeypatch.setattr(reaching, "MOST_WAYS", 50)
    assert {f"t{n}" for n in range(30)} <= reach(document).questions
