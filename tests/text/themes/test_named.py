"""What customers speak of, told by the words they use, by what they mean, and by what people corrected."""

import csv
import time
from pathlib import Path

import numpy as np
import pytest

from heedful.text.embedding import meaning_of, packaged
from heedful.text.labels import Sentence
from heedful.text.themes.keywords import Keywords
from heedful.text.themes.lessons import Lesson, learnt
from heedful.text.themes.named import Background, Finder, background_of, named_themes
from heedful.text.themes.slips import is_a_slip
from heedful.text.themes.taught import Taught, taught_by
from heedful.text.themes.taxonomy import Taxonomy, Theme, pack

HAND = Path(__file__).parents[1] / "sentences"
PACK_OF = {"online": "retail", "support": "general"}


def themes(text, finder, language="en", sentiment=None):
    whole = [Sentence(0, len(text), sentiment, 0.9)]
    return {hit.theme for hit in named_themes(text, whole, finder, language=language)}


@pytest.fixture(scope="module")
def fitness():
    return Finder(pack("fitness"))


@pytest.fixture(scope="module")
def knowing():
    some = {"staff", "crowding", "classes", "equipment", "parking", "price", "cleanliness"}
    return Finder(Taxonomy("", tuple(each for each in pack("fitness").themes if each.key in some)), embedder=packaged())


class Compass:
    """Vectors that tell north from east, so that what is near can be reckoned by hand."""

    name, dimensions = "compass/1", 2
    POINTS = {"Cold water": (1, 0), "The tap ran icy": (0.98, 0.2), "Too dear": (0, 1), "It eats my wage": (0.2, 0.98)}

    def embed(self, texts):
        rows = np.array([self.POINTS[text] for text in texts], dtype=np.float32)
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


TWO = Taxonomy(
    "",
    (
        Theme("water", {"en": "Water"}, {"en": "Cold water"}, {"en": ("water",)}, {"en": ("The tap ran icy",)}),
        Theme("price", {"en": "Price"}, {"en": "Too dear"}, {"en": ("price",)}, {"en": ("It eats my wage",)}),
    ),
)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The changing rooms are filthy", {"changing-rooms", "cleanliness"}),
        ("ru", "В раздевалках грязно, а тренеры отличные", {"changing-rooms", "cleanliness", "trainers"}),
        ("uk", "У роздягальнях брудно", {"changing-rooms", "cleanliness"}),
        ("lt", "Persirengimo kambariuose purvina", {"changing-rooms", "cleanliness"}),
    ],
)
def test_a_customer_is_understood_in_her_own_language_whatever_the_case_of_the_word(fitness, language, text, expected):
    assert themes(text, fitness, language) == expected


def test_each_theme_carries_the_feeling_of_its_own_sentence_and_the_words_that_show_it(fitness):
    text = "Great trainers, but the showers are cold."
    said = [Sentence(0, 15, 0.8, 0.9), Sentence(16, 41, -0.7, 0.9)]

    first, second = named_themes(text, said, fitness, language="en")

    assert (first.theme, first.sentence, text[first.start : first.end], first.sentiment) == (
        "trainers",
        0,
        "trainers",
        0.8,
    )
    assert (second.theme, second.sentence, text[second.start : second.end], second.sentiment) == (
        "showers",
        1,
        "showers",
        -0.7,
    )


def test_a_hit_is_surer_the_more_words_show_it(fitness):
    def score(text):
        return named_themes(text, [Sentence(0, len(text), None, 0.0)], fitness, language="en")[0].score

    assert 0.5 <= score("the shower") < score("the shower has no hot water") <= 1


def test_lithuanian_without_diacritics_and_ukrainian_with_another_apostrophe_are_read_the_same():
    delivery = Finder(pack("delivery"))

    assert themes("kurjeris velavo, deze suglamzyta", delivery, "lt") >= {"courier", "damage"}
    assert themes("курʼєр спізнився", delivery, "uk") == themes("кур'єр спізнився", delivery, "uk")


@pytest.mark.parametrize("typed", "'’ʼ")
@pytest.mark.parametrize("listed", "'’ʼ")
@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("зв'язок", "Немає зв'язку вже годину"),
        ("на зв'язку", "Ніхто не був на зв'язку"),
        ("не зв'язуйтеся", "Не зв'язуйтеся з ними"),
        ("п'ятниця", "Прийшли у п'ятницю"),
        ("кур'єр", "Дзвонили кур'єрам двічі"),
        ("пам'ять", "Телефон без пам'яті"),
    ],
)
def test_a_ukrainian_keyword_with_an_apostrophe_is_found_in_its_forms_whichever_one_is_typed(
    keyword, text, listed, typed
):
    keywords = Keywords([{"uk": (keyword.replace("'", listed),)}], "uk")

    assert [found.theme for found in keywords.found(text.replace("'", typed))] == [0]


def test_a_slip_in_a_long_word_is_forgiven_and_a_short_one_is_not(fitness):
    assert "equipment" in themes("the treadmils are broken", fitness)
    assert "trainers" in themes("my trianer is great", fitness)
    assert "crowding" not in themes("they sell trinkets", fitness)
    assert themes("a pod of whales", fitness) == set()


def test_a_word_that_only_looks_like_a_keyword_is_left_alone():
    keywords = Keywords([{"en": ("trainer",)}], "en")

    assert keywords.found("The trained strainers") == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("lt", "Labai patinka, kad užsiėmimai būna ir anksti ryte", {"classes"}),
        ("lt", "Salė ankšta, o eilėse laukiame po valandą", {"crowding", "waiting"}),
        ("lt", "Puiki grupė, visi laukiami", set()),
        ("lt", "Užsukta mėnesiui, o likta ilgam: dirba Ieva, ir tuo viskas pasakyta", set()),
        ("ru", "Новые тренажёры, все работают", {"equipment"}),
        ("ru", "Две беговые дорожки не работают уже месяц", {"equipment"}),
        ("ru", "Вы работаете в воскресенье?", {"hours"}),
        ("uk", "Нові тренажери, усі працюють", {"equipment"}),
        ("uk", "Персональне тренування минуло марно", {"trainers"}),
        ("en", "Ieva makes even a rainy evening feel like fun", set()),
        ("en", "The same kind of machines everywhere", {"equipment"}),
        ("en", "They replaced the mats", {"equipment"}),
        ("en", "There is always room, even after six", {"crowding"}),
    ],
)
def test_a_word_the_dictionary_lists_is_not_taken_for_a_keyword_that_looks_like_it(fitness, language, text, expected):
    assert themes(text, fitness, language) == expected


@pytest.mark.parametrize(
    ("typed", "slip"),
    [
        ("trianer", True),
        ("trainner", True),
        ("traner", True),
        ("traimer", True),
        ("trader", False),
        ("retrainers", False),
    ],
)
def test_one_letter_is_a_slip_and_two_are_another_word(typed, slip):
    assert is_a_slip(typed, "trainer") is slip


def test_a_word_between_two_words_of_a_phrase_does_not_part_it_and_two_do():
    keywords = Keywords([{"en": ("changing room*",)}], "en")

    assert len(keywords.found("changing the rooms")) == 1
    assert keywords.found("changing all of the rooms") == []


def test_a_phrase_does_not_reach_into_the_next_sentence(fitness):
    text = "They kept changing. Rooms upstairs were fine."
    said = [Sentence(0, 19, None, 0.0), Sentence(20, 45, None, 0.0)]

    assert [hit.theme for hit in named_themes(text, said, fitness, language="en")] == []


def test_a_weak_word_does_not_show_a_theme_alone_but_with_another_it_counts():
    taxonomy = Taxonomy("", (Theme("queue", {"en": "Queue"}, keywords={"en": ("hold:0.5", "counter:0.5")}),))
    finder = Finder(taxonomy)

    assert themes("hold this", finder) == set()
    assert themes("hold at the counter", finder) == {"queue"}


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("wi-fi", "The Wi-Fi is slow"),
        ("wi-fi", "The wi fi is slow"),
        ("open at 9:30", "it should open at 9:30"),
        ("Гель-лак*", "гель-лаком покрыли криво"),
        ("don't answer", "they don’t answer"),
    ],
)
def test_an_owner_may_write_keywords_with_hyphens_figures_and_capitals(keyword, text):
    assert len(Keywords([{"ru": (keyword,)}], "ru").found(text)) == 1


@pytest.mark.parametrize(
    "keyword", ["", "*", ":", "::0.5", "…", "a*", "hot water:much", "late:-1", "late:nan", "x" * 500]
)
def test_a_keyword_that_means_nothing_does_no_harm(keyword):
    taxonomy = Taxonomy("", (Theme("odd", {"en": "Odd"}, keywords={"en": (keyword, "shower")}),))

    assert themes("a cold shower, and a late one", Finder(taxonomy)) == {"odd"}
    assert themes("nothing of the kind", Finder(taxonomy)) == set()


def test_words_of_another_language_do_not_show_themes_by_accident(fitness):
    # "dus" is how the Lithuanian shower begins, and the English dust
    assert "showers" not in themes("so much dust", fitness, "en")
    assert "classes" in themes("labai patiko yoga class", fitness, "lt")  # but people mix English in


def test_where_the_language_is_not_known_every_keyword_counts(fitness):
    assert themes("душ", fitness, "") == themes("dušas", fitness, "") == {"showers"}


def test_a_theme_that_its_owner_wrote_in_one_language_is_found_there():
    owner = Taxonomy("", (Theme("hall", {"ru": "Зал"}, keywords={"ru": ("зеркало",)}),))

    assert themes("Повсюду грязные зеркала", Finder(owner), "ru") == {"hall"}
    assert themes("Nothing of that kind", Finder(owner), "en") == set()


@pytest.mark.parametrize("text", ["", "👍", "!!!", "\u0301" * 50, "https://club.example/x", "12345"])
def test_a_text_without_words_has_no_themes(fitness, text):
    assert named_themes(text, [Sentence(0, len(text), None, 0.0)] if text else [], fitness, language="en") == ()


def test_a_hundred_thousand_letters_are_read_in_a_moment(fitness):
    text = "shower " * 15_000
    before = time.process_time()

    [hit] = named_themes(text, [Sentence(0, len(text), None, 0.0)], fitness, language="en")

    assert (hit.theme, time.process_time() - before < 2) == ("showers", True)


def test_without_any_keyword_meaning_shows_a_theme_and_the_whole_sentence_is_its_phrase():
    background = Background(np.full(2, 0.5, np.float32), np.full(2, 0.15, np.float32))
    finder = Finder(TWO, embedder=Compass(), background=background)
    text = "Brr"

    [hit] = named_themes(text, [Sentence(0, 3, -0.5, 0.8)], finder, vectors=np.array([[1.0, 0.1]], np.float16))

    assert (hit.theme, hit.start, hit.end) == ("water", 0, 3)
    assert named_themes(text, [Sentence(0, 3, -0.5, 0.8)], finder) == ()  # by words alone there is nothing to see


def test_a_theme_that_has_words_in_the_language_takes_more_likeness_when_none_of_them_is_said():
    finder = Finder(
        TWO, embedder=Compass(), background=Background(np.full(2, 0.5, np.float32), np.full(2, 0.2, np.float32))
    )
    nothing, near = np.zeros((1, 2), np.float32), np.array([[1, 0.1]], np.float32)

    assert 2.0 < finder.likeness(near)[0, 0] < 2.5
    assert finder.scores(nothing, near, "de")[0, 0] > 0.5  # nobody wrote German words for it
    assert finder.scores(nothing, near, "en")[0, 0] < 0.5
    assert finder.scores(np.vstack([nothing] * 2), np.vstack([near] * 2), ["de", "en"])[:, 0].round(2).tolist() == (
        [finder.scores(nothing, near, each)[0, 0].round(2) for each in ("de", "en")]
    )


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Decent machines, but finding a parking space is a struggle", {"equipment", "parking"}),
        ("en", "Thank you!", set()),
        ("en", "I recommend it to all my friends", set()),
        ("ru", "Очень нравится, что занятия есть и рано утром", {"classes"}),
        ("ru", "Спасибо!", set()),
        ("uk", "Як добре, що є такий клуб", set()),
        ("lt", "Labai patinka, kad užsiėmimai būna ir anksti ryte", {"classes"}),
    ],
)
def test_praise_of_nothing_in_particular_is_about_nothing(knowing, language, text, expected):
    vectors = meaning_of(knowing.embedder.embed([text]))
    whole = [Sentence(0, len(text), 0.8, 0.9)]

    assert {hit.theme for hit in named_themes(text, whole, knowing, language=language, vectors=vectors)} == expected


def test_the_background_of_a_workspace_needs_two_hundred_sentences():
    finder = Finder(TWO, embedder=Compass())
    angles = np.linspace(0, np.pi / 2, 300)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float16)

    assert background_of(finder, vectors[:199]) is None
    assert background_of(Finder(TWO), vectors) is None
    background = background_of(finder, vectors)
    assert background.mean == pytest.approx([0.77, 0.77], abs=0.02)
    assert (background.spread > 0).all()


def test_a_few_corrections_teach_what_no_keyword_says():
    nothing = np.zeros((6, 2), np.float32)
    vectors = np.array([[1, 0], [0.9, 0.2], [1, 0.1], [0, 1], [0.2, 0.9], [0.1, 1]], np.float32)
    about = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 1], [0, 1]], float)
    finder = Finder(TWO)
    taught = taught_by(finder.keys, nothing, finder.untaught(nothing), about, vectors, held_back=0.1)
    wiser = Finder(TWO, taught=taught)

    [hit] = named_themes("Brr", [Sentence(0, 3, None, 0.0)], wiser, vectors=np.array([[1.0, 0.05]]))

    assert hit.theme == "water"


def test_somebody_who_says_that_it_is_not_about_it_is_believed_too():
    finder = Finder(TWO)
    evidence = np.array([[1, 0]] * 8, np.float32)
    about = np.array([[0, np.nan]] * 8)
    taught = taught_by(finder.keys, evidence, finder.untaught(evidence), about)

    assert themes("the water", finder) == {"water"}
    assert themes("the water", Finder(TWO, taught=taught)) == set()


def test_a_manager_who_corrects_a_few_texts_sees_the_next_one_told_rightly():
    background = Background(np.full(2, 0.7, np.float32), np.full(2, 0.3, np.float32))
    finder = Finder(TWO, embedder=Compass(), background=background)
    away = np.array([-0.7, -0.7], np.float16)  # as far from water as from price
    lessons = [Lesson("The boiler again", "en", frozenset({"water"}), vector=away) for _ in range(5)]
    said, next_one = [Sentence(0, 3, None, 0.0)], away[None, :]

    assert named_themes("Brr", said, finder, vectors=next_one) == ()
    wiser = learnt(finder, lessons, held_back=0.1)
    assert [hit.theme for hit in named_themes("Brr", said, wiser, vectors=next_one)] == ["water"]
    assert named_themes("Brr", said, finder, vectors=next_one) == ()  # the first finder stays as it was


def test_one_correction_does_not_make_a_theme_of_everything():
    wiser = learnt(Finder(pack("fitness")), [Lesson("It was all too much", "en", frozenset({"crowding"}))])

    assert themes("The coffee machine hums", wiser) == themes("The coffee machine hums", Finder(pack("fitness")))
    assert themes("Lovely", wiser) == set()


def test_without_corrections_nothing_is_learnt_and_a_theme_that_is_gone_is_passed_over():
    finder = Finder(TWO)

    assert learnt(finder, []) is finder
    assert themes("the water", learnt(finder, [Lesson("Old", "en", frozenset({"gone"}))])) == {"water"}


def test_what_nobody_spoke_of_is_judged_as_before():
    finder = Finder(TWO)
    evidence = np.array([[1, 0], [0, 1]], np.float32)
    taught = taught_by(finder.keys, evidence, finder.untaught(evidence), np.full((2, 2), np.nan))

    assert (taught.weights == 0).all()


def test_what_was_taught_outlives_a_change_of_the_themes():
    taught = Taught(("a", "b"), np.zeros(1, np.float32), np.array([[1, 2, 3, 4], [5, 6, 7, 8]], np.float32))

    moved = taught.for_themes(("b", "c"))

    assert moved.weights.tolist() == [[6, 0, 7, 8], [0, 0, 0, 0]]


@pytest.mark.parametrize("language", ["en", "ru", "uk", "lt"])
def test_of_what_was_written_by_hand_most_is_found_and_most_that_is_found_is_there(language):
    right = found = wanted = 0
    finders = {}
    with (HAND / f"{language}.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            key = PACK_OF.get(row["trade"], row["trade"])
            finder = finders.setdefault(key, Finder(pack(key)))
            gold = set(filter(None, row["themes"].split(",")))
            assert gold <= set(finder.keys), row
            told = themes(row["text"], finder, language)
            right, found, wanted = right + len(gold & told), found + len(told), wanted + len(gold)

    assert right / found >= 0.68
    assert right / wanted >= 0.85
