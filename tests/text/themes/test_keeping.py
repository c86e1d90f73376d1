"""A theme is the same theme next week; what is split, merged, new or gone is said."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from heedful.text.themes.found import found_themes
from heedful.text.themes.keeping import Happened, kept
from tests.text.themes.test_found import QUEUE, SHOWERS, many, meaning

TRAINERS = ["Great friendly trainers, all of them", "The friendly trainers are the best part"]
PARKING = ["No free parking spaces in the evening", "Hard to find free parking spaces here"]
ABOUT = {"shower": 0, "queue": 1, "trainer": 2, "parking": 3}


@pytest.fixture(scope="module")
def weeks():
    voices = many(SHOWERS, 60) + many(QUEUE, 60, first=100) + many(TRAINERS, 60, first=200)
    order = np.random.default_rng(3).permutation(len(voices))
    return [voices[each] for each in order]


def search(voices, known=()):
    found = found_themes(voices, meaning(voices, ABOUT), known=known)
    return kept(found, known)


def known(search):
    return [theme.known() for theme in (*search.found.themes, *search.found.heads)]


def test_the_same_texts_keep_their_themes_when_a_tenth_is_added(weeks):
    before = search(weeks[:160])
    after = search(weeks, known(before))

    key = [theme.key for theme in before.found.themes], [theme.key for theme in after.found.themes]
    first = [key[0][each] if each >= 0 else "" for each in before.found.of_text]
    second = [key[1][each] if each >= 0 else "" for each in after.found.of_text[:160]]
    assert adjusted_rand_score(first, second) >= 0.8
    assert np.mean([one == other for one, other in zip(first, second, strict=True)]) >= 0.9


def test_a_theme_of_this_week_stands_beside_the_known_ones(weeks):
    before = search(weeks)
    after = search([*weeks, *many(PARKING, 40, first=500)], known(before))

    old = {theme.key for theme in before.found.themes}
    new = [theme for theme in after.found.themes if theme.key not in old]
    assert any("parking" in theme.name("en").words for theme in new)
    assert {happened.what for happened in after.happened} == {"new"}


def test_a_theme_that_nobody_speaks_of_any_more_has_vanished(weeks):
    before = search(weeks)
    after = search([voice for voice in weeks if "queue" not in voice.cleaned], known(before))

    (gone,) = [happened for happened in after.happened if happened.what == "vanished"]
    assert "queue" in gone.of[0]


def test_a_theme_taken_apart_is_said_to_be_split(weeks):
    before = search(weeks)
    themes = before.found.themes
    both = replace(themes[0].known(), key="both", texts=themes[0].ids | themes[1].ids)

    after = kept(before.found, [both, *(theme.known() for theme in themes[2:])])

    (split,) = [happened for happened in after.happened if happened.what == "split"]
    assert split.of == ("both",)
    assert len(split.to) == 2


def test_themes_become_one_and_it_is_said(weeks):
    before = search(weeks)
    themes = before.found.themes
    one = replace(themes[0], ids=themes[0].ids | themes[1].ids)
    found = replace(before.found, themes=(one, *themes[2:]), known_as=("",) * (len(themes) - 1))

    after = kept(found, [theme.known() for theme in themes])

    assert after.happened == (Happened("merged", (themes[0].key, themes[1].key), (themes[0].key,)),)


def test_with_nothing_known_everything_is_new(weeks):
    after = search(weeks)

    assert {happened.what for happened in after.happened} == {"new"}
    assert len(after.happened) == len(after.found.themes)


def test_nothing_found_after_something_known(weeks):
    after = search([], known(search(weeks)))

    assert after.found.themes == ()
    assert {happened.what for happened in after.happened} == {"vanished"}
