"""What is found keeps its identity, is looked for in every text, and goes when nobody says it any more."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest

from heedful.interactions.labels import VECTORS
from heedful.understand.models import FoundTheme
from heedful.understand.themes.actions import promote_found
from heedful.understand.themes.finding import find_themes
from heedful.understand.themes.keeping import MOST_FOUND, Seen, keep_found
from heedful.understand.themes.naming import words_of_phrases
from heedful.understand.themes.queries import taxonomy_of, themes_version
from heedful.understand.themes.sample import is_unhappy, sample_of
from heedful.understand.themes.tasks import is_due
from tests.understand.themes.conftest import NOW, texts

QUEUE = Seen("q", {"en": "long queue"}, [("en", "long queue"), ("lt", "ilga eilė")], 12, "new")


def test_what_was_found_is_looked_for_by_its_phrases(workspace):
    keep_found(workspace, [QUEUE], now=NOW)

    (theme,) = taxonomy_of(workspace).themes
    assert (theme.key, theme.keywords) == ("found:q", {"en": ("long queue",), "lt": ("ilga eilė",)})


def test_a_word_alone_shows_a_found_theme_only_beside_others_unless_it_is_the_most_typical():
    said = [{"language": "en", "text": words} for words in ("queue", "desk", "long queue")]

    assert words_of_phrases(said) == {"en": ["queue", "desk:0.5", "long queue"]}


def test_the_same_again_reads_no_text_anew_and_remembers_since_when(workspace):
    keep_found(workspace, [QUEUE], now=NOW)
    before = themes_version(workspace)

    keep_found(workspace, [QUEUE], now=NOW + timedelta(days=7))

    row = FoundTheme.objects.get()
    assert themes_version(workspace) == before
    assert (row.first_seen, row.last_seen) == (NOW, NOW + timedelta(days=7))


def test_a_found_theme_is_looked_for_since_its_phrases_are_what_they_are(workspace):
    keep_found(workspace, [QUEUE], now=NOW)
    first = themes_version(workspace)

    keep_found(workspace, [QUEUE, Seen("p", {"en": "parking"}, [("en", "parking")], 9)], now=NOW + timedelta(days=7))

    since = dict(FoundTheme.objects.values_list("key", "since"))
    assert since == {"q": first, "p": first + 1}
    keep_found(workspace, [replace(QUEUE, phrases=[("en", "queue")])], now=NOW + timedelta(days=14))
    assert FoundTheme.objects.get(key="q").since == themes_version(workspace) == first + 2


def test_phrases_in_another_order_are_the_same_and_a_theme_that_is_gone_is_counted_no_more(workspace):
    queue = replace(QUEUE, phrases=[("en", "long queue"), ("en", "slow desk")])
    keep_found(workspace, [queue], now=NOW)
    first = themes_version(workspace)

    keep_found(workspace, [replace(queue, phrases=queue.phrases[::-1])], now=NOW + timedelta(days=7))
    assert FoundTheme.objects.get().since == themes_version(workspace) == first
    keep_found(workspace, [], now=NOW + timedelta(days=14))
    assert FoundTheme.objects.get().since == themes_version(workspace) == first + 1
    keep_found(workspace, [], now=NOW + timedelta(days=21))
    assert FoundTheme.objects.get().since == first + 1


def test_what_nobody_says_any_more_is_gone_and_may_come_back(workspace):
    keep_found(workspace, [QUEUE], now=NOW)
    keep_found(workspace, [], now=NOW + timedelta(days=7))
    assert taxonomy_of(workspace).themes == ()

    keep_found(workspace, [QUEUE], now=NOW + timedelta(days=14))
    assert FoundTheme.objects.get().first_seen == NOW
    assert len(taxonomy_of(workspace).themes) == 1


def test_a_theme_with_a_name_is_not_looked_for_twice(workspace, alice):
    keep_found(workspace, [QUEUE], now=NOW)

    named = promote_found(FoundTheme.objects.get(), by=alice, now=NOW)

    assert [theme.key for theme in taxonomy_of(workspace).themes] == [named.key]


def test_only_the_largest_are_kept(workspace):
    many = [Seen(f"k{n}", {"en": f"{n}"}, [("en", f"word{n}")], n) for n in range(MOST_FOUND + 5)]

    assert keep_found(workspace, many, now=NOW) == MOST_FOUND
    assert FoundTheme.objects.order_by("n").first().n == 5


def test_the_sample_has_the_newest_texts_with_the_vectors_of_their_sentences(workspace, store, said):
    ids = said([*texts(1, "Cold showers. Kind staff."), *texts(1, "Nothing"), *texts(1, "You idiots", harsh=True)])
    rows = [
        {"workspace": workspace.key, "id": ids[0], "embedder": "e", "dimensions": 2,
         "vectors": np.ones((2, 2), np.float16).tobytes()},
        {"workspace": workspace.key, "id": ids[1], "embedder": "e", "dimensions": 2,
         "vectors": np.ones((3, 2), np.float16).tobytes()},
    ]  # fmt: skip
    store.keep_vectors(workspace.key, pa.Table.from_pylist(rows, schema=VECTORS))

    sample = sample_of(store, workspace.key)
    newest = sample_of(store, workspace.key, most=1)

    assert [voice.id for voice in sample.voices] == [ids[1], ids[0]]
    assert [len(voice.sentences) for voice in sample.voices] == [1, 2]
    assert sample.vectors.tolist() == [[0, 0], [1, 1], [1, 1]]  # of t2, three vectors for one sentence are none
    assert [voice.id for voice in newest.voices] == [ids[1]]


def test_without_vectors_the_words_alone_tell(workspace, store, said):
    said(texts(2))

    assert sample_of(store, workspace.key).vectors is None


@pytest.mark.parametrize(
    ("kind", "scale", "value", "unhappy"),
    [
        ("answer", "nps:0-10", 6, True),
        ("answer", "nps:0-10", 7, None),
        ("answer", "nps:0-10", 9, False),
        ("answer", "csat:1-5", 2, True),
        ("answer", "csat:1-5", 3, None),
        ("answer", "csat:1-5", 4, False),
        ("review", None, 1, True),
        ("review", None, 5, False),
        ("answer", None, 1, None),
        ("review", None, None, None),
    ],
)
def test_who_gives_a_low_score_is_unhappy(kind, scale, value, unhappy):
    assert is_unhappy(kind, scale, value) is unhappy


SAID = (
    "The queue at the desk was endless",
    "A long queue at the desk again",
    "We stood in a queue at the desk for an hour",
    "The steam bath smells of chlorine",
    "Chlorine smell in the steam bath",
    "The steam bath has a strong smell of chlorine",
)


def test_a_search_finds_what_many_say_and_knows_it_again(workspace, store, said):
    said([{"text": words, "sentiment": -0.5} for words in SAID * 12])
    assert is_due(workspace, store=store, now=NOW)

    first = find_themes(workspace, store, NOW)
    keys = set(FoundTheme.objects.values_list("key", flat=True))
    said([{"text": words, "sentiment": -0.5} for words in SAID * 3])
    again = find_themes(workspace, store, NOW + timedelta(days=1))

    assert (first.state, first.texts, first.found) == ("done", 72, len(keys))
    assert keys
    assert set(FoundTheme.objects.exclude(state="gone").values_list("key", flat=True)) == keys
    assert again.texts == 90
    assert any("queue" in phrase["text"] for row in FoundTheme.objects.all() for phrase in row.phrases)


def test_a_search_is_due_only_when_something_was_read_and_time_has_passed(workspace, store, said):
    assert not is_due(workspace, store=store, now=NOW)
    said(texts(60))
    find_themes(workspace, store, NOW)
    assert not is_due(workspace, store=store, now=NOW + timedelta(days=3))

    said(texts(1))
    assert not is_due(workspace, store=store, now=NOW + timedelta(hours=1))
    assert is_due(workspace, store=store, now=NOW + timedelta(days=3))

    said(texts(60))
    assert is_due(workspace, store=store, now=NOW + timedelta(hours=1))
