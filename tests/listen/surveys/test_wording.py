"""The words of the trade, in four languages."""

import re

import pytest

from heedful.listen.surveys import wording
from heedful.listen.surveys.wording import LANGUAGES, follow_ups, in_all, is_standard, standard_words

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_kind = pytest.mark.parametrize("kind", ["nps", "csat", "ces"])


def test_nps_is_asked_as_reichheld_asked_it():
    """Reichheld, The One Number You Need to Grow, Harvard Business Review 81(12), 2003."""
    assert standard_words("nps", "en", subject="Nord").title == (
        "How likely is it that you would recommend Nord to a friend or colleague?"
    )


def test_ces_is_asked_as_in_its_second_edition():
    """Dixon, Toman, DeLisi, The Effortless Experience, 2013: CES 2.0 asks for agreement, on seven points."""
    words = standard_words("ces", "en")
    assert "The company made it easy for me to handle my issue." in words.title
    assert (words.lowest, words.highest) == ("Strongly disagree", "Strongly agree")


@each_language
@each_kind
def test_every_language_has_each_question_with_both_ends(kind, language):
    words = standard_words(kind, language)
    named = standard_words(kind, language, subject="Nord")
    assert words.title and words.lowest and words.highest
    assert "Nord" in named.title and "{" not in named.title
    assert named.title != words.title


@each_language
@pytest.mark.parametrize("points", [3, 5])
def test_every_point_of_satisfaction_has_words_of_its_own(language, points):
    labels = standard_words("csat", language, points=points).labels
    assert len(set(labels)) == points
    assert standard_words("csat", language, points=10).labels == ()


@each_language
def test_the_ends_of_five_points_are_the_first_and_the_last_of_their_words(language):
    words = standard_words("csat", language, points=5)
    assert (words.labels[0], words.labels[-1]) == (words.lowest, words.highest)


@each_language
@pytest.mark.parametrize("kind", ["nps", "ces"])
def test_our_own_words_are_standard_whatever_they_are_about(kind, language):
    for subject in ("", "Nord", "{{location|us}}"):
        assert is_standard(kind, language, standard_words(kind, language, subject=subject).title)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "How likely are you to recommend our sauna to a friend or colleague?"),
        ("en", "how likely is it  that you would recommend us to friends or colleagues?"),
        ("ru", "Какова вероятность того, что Вы порекомендуете наш клуб друзьям или коллегам?"),
        ("uk", "Наскільки ймовірно, що Ви порекомендуєте нас друзям чи колегам?"),
        ("lt", "Kiek tikėtina, kad rekomenduotumėte mus draugams ar kolegoms?"),
        ("de", "Wie gern kommen Sie?"),
    ],
)
def test_common_variants_and_unknown_languages_are_let_be(language, title):
    assert is_standard("nps", language, title)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "How much do you love us?"),
        ("en", "How likely is it that you would recommend us?"),
        ("ru", "Вы нас любите?"),
        ("uk", "Чи любите Ви нас?"),
        ("lt", "Ar mus mylite?"),
    ],
)
def test_a_question_of_another_meaning_is_not_standard(language, title):
    assert not is_standard("nps", language, title)


@each_language
def test_after_each_kind_of_score_there_is_something_of_its_own_to_ask_and_to_say(language):
    assert len(set(follow_ups(language).values())) == len(follow_ups(language)) == 3
    endings = wording.endings(language)
    assert list(endings) == ["unhappy", "neutral", "happy"]
    assert all(ending["title"] and ending["text"] for ending in endings.values())


@each_language
def test_thanks_other_and_what_is_agreed_to_are_said(language):
    assert wording.thanks(language) and wording.other(language)
    assert len({wording.consent(language, purpose) for purpose in ("contact", "news", "quote")}) == 3
    assert wording.consent(language, "anything else") == ""


def test_a_regional_language_speaks_as_its_base_and_an_unknown_one_not_at_all():
    assert standard_words("nps", "en-gb") == standard_words("nps", "en")
    assert standard_words("nps", "de") is None
    assert (wording.thanks("de"), wording.follow_ups("de")) == ("", {})
    assert in_all(wording.other, ("en", "lt", "de")) == {"en": "Other", "lt": "Kita"}


@pytest.mark.parametrize(
    ("language", "polite", "familiar"),
    [
        ("ru", r"\bВ(ы|ас|ам|аш\w*)\b", r"\b([тТ]ы|[тТ]ебя|[тТ]ебе|[тТ]во[йяёи]|вы|вас|вам|ваш\w*)\b"),
        ("uk", r"\bВ(и|ас|ам|аш\w*)\b", r"\b([тТ]и|[тТ]ебе|[тТ]обі|[тТ]в[іо]й|ви|вас|вам|ваш\w*)\b"),
        ("lt", r"\bJ(ūs|ums|us|ūsų|umis)\b", r"\b([tT]u|[tT]au|[tT]ave|[tT]avo|jūs|jums|jūsų)\b"),
    ],
)
def test_people_are_addressed_politely(language, polite, familiar):
    """Formal "you", with a capital letter as in a letter to one person."""
    files = [wording.resources.files("heedful.listen.surveys").joinpath("words", f"{language}.toml")]
    folder = wording.resources.files("heedful.listen.surveys").joinpath("words", "templates")
    texts = [files[0].read_text(encoding="utf-8").split("\n", 1)[1]]
    texts += [
        line
        for file in folder.iterdir()
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith(f"{language} = ")
    ]
    said = "\n".join(texts)
    assert len(re.findall(polite, said)) > 10
    assert re.findall(familiar, said) == []
