"""What keeps a survey from going out, and what its author is told before."""

import time

import pytest
from django.utils import translation
from hypothesis import given
from msgspec.structs import replace

from heedful.listen.surveys.checks import Problem, problems, stopping
from heedful.listen.surveys.contrast import contrast
from heedful.listen.surveys.document import (
    Ces,
    Check,
    Choice,
    Condition,
    Contact,
    Csat,
    Date,
    Document,
    Ending,
    Grid,
    Jump,
    Nps,
    Number,
    Option,
    Quota,
    Shuffle,
    Statement,
    Text,
    Theme,
)
from heedful.listen.surveys.wording import in_all, standard_words, thanks
from tests.listen.surveys.documents import wild_documents


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def said(words):
    return {"en": words}


def when(subject, verb="is", *values, about="answer") -> Condition:
    return Condition(checks=(Check(about=about, subject=subject, verb=verb, values=values),))


def options(*keys) -> tuple[Option, ...]:
    return tuple(Option(key=key, title=said(key.title())) for key in keys)


NPS = Nps(key="nps", title=said("How likely is it that you would recommend us to a friend or colleague?"))
WHY = Text(key="why", title=said("Why?"))
CLUB = Choice(key="club", title=said("Which club?"), options=options("nord", "sud"))
PARTS = Grid(key="parts", title=said("?"), rows=options("a"))
SOUND = Document(title=said("Your visit"), questions=(NPS, CLUB, WHY), thanks=said("Thank you."))


def found(document=SOUND, **changed) -> dict[str, str]:
    """Each problem's code with where it is."""
    return {problem.code: problem.path for problem in problems(replace(document, **changed))}


def asking(*questions, **changed) -> dict[str, str]:
    return found(questions=questions, **changed)


def test_a_sound_survey_has_no_problem():
    assert problems(SOUND) == ()


@pytest.mark.parametrize(
    ("questions", "code", "path"),
    [
        ((), "no-questions", "questions"),
        ((Statement(key="hello", title=said("Hello")),), "no-questions", "questions"),
        ((NPS, NPS), "duplicate-key", "questions.nps"),
        ((replace(NPS, key="end"),), "reserved-key", "questions.end"),
        (tuple(replace(WHY, key=f"q{n}") for n in range(101)), "too-many-questions", "questions"),
        ((replace(CLUB, options=()),), "no-options", "questions.club.options"),
        ((replace(CLUB, options=options("nord", "nord")),), "duplicate-key", "questions.club.options"),
        ((replace(CLUB, options=options("other"), other=True),), "reserved-key", "questions.club.options"),
        ((replace(CLUB, many=True, most=3),), "most", "questions.club.most"),
        ((replace(PARTS, rows=()),), "no-rows", "questions.parts.rows"),
        ((replace(PARTS, points=7, measured_as="csat"),), "no-such-scale", "questions.parts"),
        ((Number(key="n", title=said("?"), lowest=2.0, highest=1.0),), "bounds", "questions.n"),
        ((Date(key="d", title=said("?"), earliest="31.01.2026"),), "bounds", "questions.d"),
        ((Date(key="d", title=said("?"), earliest="2026-02-01", latest="2026-01-01"),), "bounds", "questions.d"),
        ((Contact(key="who", title=said("?"), fields=()),), "no-fields", "questions.who"),
        ((Csat(key="c", title=said("?"), look="smileys"),), "labels", "questions.c.labels"),
        ((Csat(key="c", title=said("?"), look="smileys", points=10),), "smileys", "questions.c"),
        ((replace(NPS, title={}),), "words-missing", "questions.nps.title"),
        ((replace(NPS, title={"lt": "Ar rekomenduotumėte?"}),), "words-missing", "questions.nps.title"),
        ((replace(CLUB, options=(Option(key="nord", title={}),)),), "words-missing", "questions.club.nord"),
        ((replace(WHY, title=said("x" * 5_001)),), "words-too-long", "questions.why.title"),
    ],
)  # fmt: skip
def test_a_part_that_cannot_stand_as_it_is_stops(questions, code, path):
    assert asking(*questions)[code] == path
    assert code in {problem.code for problem in stopping(problems(replace(SOUND, questions=questions)))}


@pytest.mark.parametrize(
    ("questions", "code", "path"),
    [
        ((NPS, replace(WHY, jumps=(Jump(to="nps"),))), "jump-back", "questions.why.jumps.0"),
        ((replace(WHY, jumps=(Jump(to="why"),)),), "jump-back", "questions.why.jumps.0"),
        ((replace(NPS, jumps=(Jump(to="gone"),)), WHY), "jump-nowhere", "questions.nps.jumps.0"),
        ((replace(WHY, shown_if=when("nps", "is", 9)), NPS), "condition-later", "questions.why.shown_if"),
        ((NPS, replace(WHY, shown_if=when("why", "is_answered"))), "condition-later", "questions.why.shown_if"),
        ((NPS, replace(WHY, shown_if=when("gone", "is", 9))), "condition-unknown", "questions.why.shown_if"),
        ((NPS, replace(WHY, shown_if=when("nps", "is"))), "condition-without-values", "questions.why.shown_if"),
        ((NPS, replace(WHY, shown_if=when("nps", "between", 9, 0))), "condition-range", "questions.why.shown_if"),
        ((NPS, replace(WHY, shown_if=when("nps", "between", 9))), "condition-range", "questions.why.shown_if"),
        ((NPS, replace(WHY, shown_if=when("nps", "is", 11))), "condition-value", "questions.why.shown_if"),
        ((CLUB, replace(WHY, shown_if=when("club", "is", "west"))), "condition-value", "questions.why.shown_if"),
        ((CLUB, replace(WHY, shown_if=when("club", "includes", "other"))), "condition-value", "questions.why.shown_if"),
        ((Grid(key="g", title=said("?"), rows=options("a")), replace(WHY, shown_if=when("g.b", "is", 1))),
         "condition-unknown", "questions.why.shown_if"),
        ((Contact(key="who", title=said("?")), replace(WHY, shown_if=when("who", "contains", "Ona"))),
         "condition-contact", "questions.why.shown_if"),
        ((Statement(key="s", title=said("?")), replace(WHY, shown_if=when("s", "is_answered"))),
         "condition-unanswered", "questions.why.shown_if"),
        ((NPS, replace(WHY, shown_if=when("", "is", "vip", about="person"))),
         "condition-unknown", "questions.why.shown_if"),
    ],
)  # fmt: skip
def test_logic_that_leads_nowhere_stops(questions, code, path):
    assert asking(*questions)[code] == path
    assert stopping(problems(replace(SOUND, questions=questions)))


def contradicting(**more) -> Text:
    low, high = (Check(subject="nps", verb="between", values=ends) for ends in ((0, 6), (7, 10)))
    return replace(WHY, shown_if=Condition(checks=(low, high)), **more)


def test_a_question_nobody_can_be_shown_stops():
    assert asking(NPS, contradicting())["never-shown"] == "questions.why"
    assert asking(NPS, contradicting(required=True))["required-unreachable"] == "questions.why"
    jumped_over = (replace(NPS, jumps=(Jump(to="why"),)), CLUB, WHY)
    assert asking(*jumped_over)["never-shown"] == "questions.club"


def test_a_jump_that_is_never_taken_and_an_ending_nobody_comes_to_are_told():
    twice = replace(NPS, jumps=(Jump(to="why"), Jump(to="end", when=when("nps", "is", 9))))
    assert asking(twice, WHY)["jump-never"] == "questions.nps.jumps.1"
    endings = (Ending(key="all", title=said("Bye")), Ending(key="rest", title=said("Bye"), when=when("nps", "is", 1)))
    assert found(endings=endings)["ending-never"] == "endings.rest"
    assert not stopping(problems(replace(SOUND, endings=endings)))


def test_a_way_that_ends_in_silence_stops():
    sorry = Ending(key="sorry", title=said("Sorry"), when=when("nps", "between", 0, 6))
    assert found(thanks={}, endings=(sorry,))["dead-end"] == "thanks"
    required = replace(NPS, required=True)
    happy = Ending(key="happy", title=said("Hurray"), when=when("nps", "between", 7, 10))
    assert asking(required, thanks={}, endings=(sorry, happy)) == {}


def test_a_way_without_any_question_is_told():
    shown = replace(WHY, shown_if=when("", "is", "nord", about="location"))
    assert asking(shown)["asks-nothing"] == "questions"


@pytest.mark.parametrize(
    ("shuffle", "questions", "code"),
    [
        (("nps", "gone"), (NPS, WHY), "shuffle-unknown"),
        (("nps", "why"), (NPS, CLUB, WHY), "shuffle-apart"),
        (("nps", "why"), (NPS, replace(WHY, shown_if=when("nps", "is", 9))), "shuffle-depends"),
        (("nps", "why"), (replace(NPS, jumps=(Jump(to="end", when=when("nps", "is", 1)),)), WHY), "shuffle-depends"),
        (("nps", "why"), (replace(CLUB, jumps=(Jump(to="why", when=when("club", "is_answered")),)), NPS, WHY),
         "shuffle-jump"),
    ],
)  # fmt: skip
def test_questions_that_lean_on_each_other_are_not_shuffled(shuffle, questions, code):
    assert asking(*questions, shuffles=(Shuffle(questions=shuffle),))[code] == "shuffles.0"


def test_a_question_is_shuffled_with_one_group():
    assert found(shuffles=(Shuffle(questions=("nps", "club")), Shuffle(questions=("club", "why"))))["shuffle-twice"]


def test_a_quota_on_what_there_is_not_or_on_nobody_stops():
    quota = Quota(key="nords", most=10, when=when("place", "is", "nord"))
    assert found(quotas=(quota,))["condition-unknown"] == "quotas.nords.when"
    nobody = replace(quota, when=Condition(checks=(
        Check(subject="club", values=("nord",)), Check(subject="club", values=("sud",)),
    )))  # fmt: skip
    assert found(quotas=(nobody,))["quota-never"] == "quotas.nords"
    assert found(quotas=(replace(quota, when=Condition()), replace(quota, when=Condition())))["duplicate-key"]
    assert found(quotas=(replace(quota, when=when("club", "is", "nord")),)) == {}


def test_each_missing_translation_is_named_and_stops_nothing():
    survey = replace(
        SOUND, languages=("en", "lt"), questions=(replace(WHY, title={"en": "Why?", "lt": "Kodėl?"}), CLUB)
    )
    missing = problems(survey)
    assert [problem.path for problem in missing if problem.code == "translation-missing"] == [
        "title.lt",
        "thanks.lt",
        "questions.club.title.lt",
        "questions.club.nord.lt",
        "questions.club.sud.lt",
    ]
    assert stopping(missing) == ()
    assert "shown in en" in missing[0].says


def test_a_language_stands_once_and_one_there_must_be():
    assert found(languages=())["no-language"] == "languages"
    assert found(languages=("en", "en"))["duplicate-language"] == "languages"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("You gave {{answer:nps}} at {{location}}, {{person:name}}.", None),
        ("You said {{answer:gone}}.", "pipe-unknown"),
        ("You said {{answer:why}}.", "pipe-later"),
        ("At {{place}}", "pipe-unknown"),
        ("At {{ location", "pipe-unknown"),
    ],
)
def test_words_take_up_only_what_is_known_by_then(words, code):
    codes = asking(NPS, replace(WHY, title=said(words)))
    assert list(codes) == ([code] if code else [])


def test_the_title_cannot_take_up_an_answer():
    assert found(title=said("Thanks for your {{answer:nps}}"))["pipe-later"] == "title.en"


def test_a_reworded_question_is_told_and_goes_out():
    told = problems(replace(SOUND, questions=(replace(NPS, title=said("Do you love us?")),)))
    assert [(problem.code, problem.severity) for problem in told] == [("not-standard-wording", "warns")]
    assert "not the standard wording" in told[0].says
    assert asking(replace(NPS, scale="1-10"))["not-standard-scale"] == "questions.nps.scale"
    ease = Ces(key="ease", title=in_all(lambda language: standard_words("ces", language).title, ("en",)))
    assert asking(ease) == {}
    assert "not-standard-wording" in asking(replace(ease, title=said("Was it easy?")))


@pytest.mark.parametrize(
    ("theme", "expected"),
    [
        (Theme(), {}),
        (Theme(page="#ffffff", text="#767676"), {}),  # 4.54, the lightest grey that WCAG lets pass on white
        (Theme(page="#ffffff", text="#777777"), {"theme.text": "warns"}),  # 4.48
        (Theme(page="#ffffff", text="#bbbbbb"), {"theme.text": "stops"}),
        (Theme(accent="#ffd400", on_accent="#ffffff"), {"theme.on_accent": "stops", "theme.accent": "warns"}),
    ],
)
def test_what_cannot_be_read_stops_and_what_some_cannot_read_is_told(theme, expected):
    assert {problem.path: problem.severity for problem in problems(replace(SOUND, theme=theme))} == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54), ("#123456", "#123456", 1)],
)
def test_contrast_is_as_wcag_counts_it(one, other, expected):
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    assert contrast(one, other) == contrast(other, one) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (NPS, replace(NPS, scale="1-10"), "scale-changed"),
        (Csat(key="c", title=said("?")), Csat(key="c", title=said("?"), points=10), "scale-changed"),
        (Ces(key="c", title=said("?")), Ces(key="c", title=said("?"), points=5), "scale-changed"),
        (PARTS, replace(PARTS, measured_as="csat"), "scale-changed"),
        (NPS, Csat(key="nps", title=said("?")), "type-changed"),
        (NPS, replace(NPS, title=said("How likely are you to recommend us to a friend or colleague?")), None),
        (CLUB, replace(CLUB, options=options("nord", "west")), None),
    ],
)  # fmt: skip
def test_one_key_means_one_thing_in_all_versions(before, after, code):
    first = replace(SOUND, questions=(before,))
    without = replace(SOUND, questions=(WHY,))
    told = problems(replace(SOUND, questions=(after,)), published=[first, without])
    assert [problem.code for problem in stopping(told)] == ([code] if code else [])


def test_an_anonymous_survey_asks_nobody_who_they_are():
    who = Contact(key="who", title=said("Who are you?"))
    assert asking(NPS, who, anonymous=True)["not-anonymous"] == "questions.who"
    help_offered = Ending(key="sorry", title=said("Sorry"), offers_help=True)
    assert found(anonymous=True, endings=(help_offered,))["help-without-name"] == "endings.sorry.offers_help"


def test_a_document_larger_than_anybody_reads_stops():
    questions = tuple(replace(WHY, key=f"q{n}", title=said("x" * 5_000)) for n in range(90))
    assert "too-large" in asking(*questions)


def test_what_stops_comes_first_and_nothing_is_told_twice():
    told = problems(replace(SOUND, questions=(replace(NPS, title=said("Love?")), replace(CLUB, options=()))))
    assert [problem.severity for problem in told] == sorted(problem.severity for problem in told)
    assert len(told) == len(set(told))


def test_problems_are_told_in_the_language_of_whoever_looks():
    with translation.override("ru"):
        told = problems(Document())
    assert all(isinstance(problem, Problem) and problem.says for problem in told)


@given(wild_documents())
def test_whatever_is_drafted_is_checked_without_a_hitch(document):
    for problem in problems(document):
        assert problem.code and problem.says and "%(" not in problem.says


def test_a_long_survey_is_checked_between_two_keystrokes():
    """A hundred questions with conditions on each other, in four languages: within a quarter of a second."""
    title = in_all(lambda language: standard_words("nps", language).title)
    words = in_all(thanks)
    questions = [Nps(key="nps", title=title)]
    for n in range(99):
        about = "nps" if n % 2 else f"q{max(n - 3, 0)}" if n > 3 else "nps"
        shown = when(about, "between", 0, 6) if about == "nps" else when(about, "is_answered")
        questions.append(Text(key=f"q{n}", title=words, shown_if=shown))
    document = replace(SOUND, languages=("en", "ru", "uk", "lt"), questions=tuple(questions), title=words, thanks=words)
    began = time.process_time()
    assert stopping(problems(document)) == ()
    assert time.process_time() - began < 0.25
