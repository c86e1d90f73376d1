"""Any document that could be built, for tests that must hold of all of them."""

from hypothesis import strategies as some

from heedful.listen.surveys.document import (
    Ces,
    Check,
    Choice,
    Condition,
    Csat,
    Document,
    Ending,
    Grid,
    Jump,
    Nps,
    Number,
    Option,
    Question,
    Quota,
    Shuffle,
    Statement,
    Text,
)

KEYS = ("a", "b", "c", "d", "e", "f")
OPTIONS = ("one", "two", "none")
WORDS = {"en": "?"}
SEGMENTS = ("vip", "new")
VERBS = ("is", "is_not", "between", "includes", "is_answered", "is_not_answered", "contains")

values = some.one_of(
    some.tuples(some.integers(0, 11).map(float)),
    some.tuples(some.integers(0, 5).map(float), some.integers(3, 10).map(float)),
    some.tuples(some.sampled_from([*OPTIONS, "other", "yes", *SEGMENTS])),
    some.just(()),
)


def checks(subjects, verbs=VERBS) -> some.SearchStrategy[Check]:
    of_segment = values if "between" in verbs else some.tuples(some.sampled_from([*SEGMENTS, *OPTIONS]))
    of_person = some.builds(
        Check, about=some.just("person"), subject=some.just("segment"), verb=some.sampled_from(verbs), values=of_segment
    )
    of_answer = some.builds(Check, subject=some.sampled_from(subjects), verb=some.sampled_from(verbs), values=values)
    return some.one_of(of_person, of_answer) if subjects else of_person


def conditions(subjects, verbs=VERBS) -> some.SearchStrategy[Condition]:
    return some.builds(
        Condition,
        match=some.sampled_from(["all", "any"]),
        checks=some.lists(checks(subjects, verbs), max_size=2).map(tuple),
    )


def question(key: str, *, is_exact: bool = False, **more) -> some.SearchStrategy[Question]:
    options = tuple(Option(key=each, title=WORDS, alone=each == "none") for each in OPTIONS)
    common = {"key": some.just(key), "title": some.just(WORDS), "required": some.booleans()} | more
    exact = (
        some.builds(Csat, points=some.sampled_from([3, 5]), **common),
        some.builds(
            Choice, options=some.just(options), many=some.booleans(), other=some.booleans(), shuffled=some.booleans(),
            most=some.sampled_from([None, 1, 2]), **common,
        ),
        some.builds(Statement, **common),
    )  # fmt: skip
    others = (
        some.builds(Nps, **common),
        some.builds(Ces, **common),
        some.builds(Grid, rows=some.just(options[:1]), points=some.just(3), **common),
        some.builds(Text, **common),
        some.builds(Number, whole=some.booleans(), lowest=some.just(0.0), highest=some.just(9.0), **common),
    )
    return some.one_of(exact if is_exact else exact + others)


@some.composite
def wild_documents(draw) -> Document:
    """Drafts with anything wrong: jumps backwards and nowhere, conditions on later questions, keys twice."""
    keys = draw(some.lists(some.sampled_from(KEYS), max_size=6))
    jumps = some.builds(Jump, to=some.sampled_from([*KEYS, "end", "nowhere"]), when=conditions(KEYS))
    more = {"shown_if": conditions(KEYS), "jumps": some.lists(jumps, max_size=2).map(tuple)}
    shuffles = some.builds(Shuffle, questions=some.lists(some.sampled_from(KEYS), max_size=4).map(tuple))
    return Document(
        title=WORDS,
        questions=tuple(draw(question(key, **more)) for key in keys),
        shuffles=draw(some.lists(shuffles, max_size=2).map(tuple)),
    )


@some.composite
def sound_documents(draw, *, most: int = 4, is_exact: bool = False) -> Document:
    """Without faults of form: what a condition looks at comes before, and jumps lead forward.

    `is_exact`: only of what the walk through all ways looks at exactly.
    """
    keys, questions = KEYS[: draw(some.integers(1, most))], []
    verbs = ("is", "is_not", "includes", "is_answered", "is_not_answered") if is_exact else VERBS
    for place, key in enumerate(keys):
        jumps = some.builds(
            Jump, to=some.sampled_from([*keys[place + 1 :], "end"]), when=conditions(keys[: place + 1], verbs)
        )
        more = {"shown_if": conditions(keys[:place], verbs), "jumps": some.lists(jumps, max_size=1).map(tuple)}
        questions.append(draw(question(key, is_exact=is_exact, **more)))
    endings = draw(some.lists(conditions(keys, verbs), max_size=2))
    return Document(
        title=WORDS,
        questions=tuple(questions),
        endings=tuple(Ending(key=f"e{n}", title=WORDS, when=when) for n, when in enumerate(endings)),
        quotas=(Quota(key="q", most=5, when=draw(conditions(keys, verbs))),),
    )


ANSWERS = some.one_of(
    some.integers(0, 11),
    some.builds(
        lambda chosen, other: {"chosen": chosen, "other": other},
        some.lists(some.sampled_from(OPTIONS), unique=True),
        some.sampled_from(["", "words"]),
    ),
    some.sampled_from(["", "one", "vip", "words"]),
    some.booleans(),
    some.just({"one": 2}),
    some.none(),
)
GIVEN = some.dictionaries(some.sampled_from(KEYS), ANSWERS)
PERSONS = some.one_of(some.just({}), some.sampled_from(SEGMENTS).map(lambda segment: {"segment": segment}))
