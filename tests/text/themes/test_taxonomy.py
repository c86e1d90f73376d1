"""Packs of themes by trade: complete in four languages, and each knows itself."""

from collections import defaultdict

import pytest

from heedful.text.labels import Sentence
from heedful.text.themes.named import Finder, named_themes
from heedful.text.themes.spelling import weighed
from heedful.text.themes.taxonomy import LANGUAGES, Taxonomy, pack, packs

TRADES = [
    "airline",
    "airport",
    "bank",
    "cafe",
    "delivery",
    "fitness",
    "hotel",
    "retail",
    "salon",
    "software",
    "telecom",
    "general",
]
each_pack = pytest.mark.parametrize("key", TRADES)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def test_an_owner_chooses_among_eleven_trades_and_a_general_pack():
    assert [each.key for each in packs()] == TRADES


def test_a_trade_that_nobody_wrote_down_is_not_there():
    with pytest.raises(KeyError):
        pack("shipyards")


@each_pack
def test_every_theme_is_complete_in_four_languages(key):
    for theme in pack(key).themes:
        for said in (theme.names, theme.description, theme.keywords, theme.examples):
            assert set(said) == set(LANGUAGES), (key, theme.key)
            assert all(said.values()), (key, theme.key)
        assert all(2 <= len(listed) <= 5 for listed in theme.examples.values()), (key, theme.key)


@each_pack
def test_the_trade_itself_has_a_name_in_four_languages(key):
    assert all(pack(key).names[language] for language in LANGUAGES)


@each_pack
def test_keys_are_unique_and_parents_are_there(key):
    keys = [theme.key for theme in pack(key).themes]

    assert len(set(keys)) == len(keys)
    assert {theme.parent for theme in pack(key).themes} - {""} <= set(keys)


@each_pack
@each_language
def test_no_two_themes_of_a_trade_are_called_the_same(key, language):
    names = [theme.names[language] for theme in pack(key).themes]

    assert len(set(names)) == len(names)


@each_pack
@each_language
def test_no_keyword_stands_in_two_themes_of_a_trade_unless_it_is_meant_to(key, language):
    trade, themes = pack(key), defaultdict(set)
    for theme in trade.themes:
        for keyword in theme.keywords[language]:
            themes[weighed(keyword)[0].lower()].add(theme.key)

    assert {word: sorted(of) for word, of in themes.items() if len(of) > 1 and word not in trade.shared_keywords} == {}


@each_pack
@each_language
def test_no_keyword_is_listed_twice_or_weighs_nothing(key, language):
    for theme in pack(key).themes:
        words = [weighed(keyword)[0] for keyword in theme.keywords[language]]
        assert len(set(words)) == len(words), theme.key
        assert all(0 < weighed(keyword)[1] <= 3 for keyword in theme.keywords[language]), theme.key


@each_pack
@each_language
def test_the_examples_of_a_theme_show_it_by_their_words_or_by_their_meaning_only(key, language):
    """One example at least has its keywords; others say it in other words, for those who read by meaning."""
    finder = Finder(pack(key))
    missed = [
        theme.key
        for theme in pack(key).themes
        if not any(theme.key in _themes(said, finder, language) for said in theme.examples[language])
    ]

    assert missed == []


def test_showers_are_a_part_of_changing_rooms():
    assert {theme.key for theme in pack("fitness").children_of("changing-rooms")} == {"showers", "lockers"}


def test_a_workspace_may_have_no_themes_at_all():
    assert named_themes("Cold showers", [Sentence(0, 12, -1.0, 0.9)], Finder(Taxonomy("", ())), language="en") == ()


def _themes(text, finder, language):
    whole = [Sentence(0, len(text), None, 0.0)]
    return {hit.theme for hit in named_themes(text, whole, finder, language=language)}
