"""What was chosen from a survey's options was written by the survey, not by the customer."""

import duckdb
import numpy as np

from heedful.interactions import clickhouse_labels, loader, spool, stores
from tests.interactions.conftest import NOON
from tests.interactions.engines import ENGINES
from tests.interactions.reading import log
from tests.interactions.test_labels import hits, ids, labels, plain, themes, vectors, voices


def test_what_was_chosen_from_options_is_no_voice_and_what_stands_in_its_place_is(store, load, heard):
    chosen = {"scale": "choice", "properties": '{"chosen": ["pool"]}'}
    spool.hear("nord", [heard("pool", text="Pool", name="what", source="survey:a", **chosen)])
    spool.hear("nord", [heard("towels", text="The towels", name="what", source="survey:a")])
    spool.hear("nord", [heard("why", text="Šalta", scale="nps:0-10", value=3.0)])
    load()

    assert list(voices(store)) == ["towels", "why"]
    assert sorted(ids(store.unlabelled("nord", "m1", 10))) == ["towels", "why"]
    assert ids(plain(store.voices("nord", ids=["pool"]))) == []


def test_what_was_chosen_before_it_was_told_apart_is_marked_and_no_voice_any_more(tmp_path, heard, db):
    path = tmp_path / "log.duckdb"
    store = stores.open_store(f"duckdb://{path}")
    spool.hear("nord", heard_of_a_survey(heard))
    loader.load(store, now=NOON)
    store.label("nord", labels("pool", "towels"), hits(("pool", "rooms"), ("towels", "rooms")))
    store.keep_vectors("nord", vectors("pool", np.ones((1, 4), np.float16)))
    store.close()
    with duckdb.connect(str(path)) as file:
        file.execute("UPDATE heedful_log SET version = 4")

    store = stores.open_store(f"duckdb://{path}")
    assert_only_the_chosen_is_gone(store)
    store.close()


def test_a_clickhouse_log_is_marked_in_the_same_way(tmp_path, heard, db):
    with ENGINES["clickhouse"](tmp_path) as store:
        spool.hear("nord", heard_of_a_survey(heard))
        loader.load(store, now=NOON)
        store.label("nord", labels("pool", "towels"), hits(("pool", "rooms"), ("towels", "rooms")))
        store.keep_vectors("nord", vectors("pool", np.ones((1, 4), np.float16)))

        clickhouse_labels.mark_choices(store._client, store._of)

        assert_only_the_chosen_is_gone(store)


def heard_of_a_survey(heard):
    of_survey = {"source": "survey:a", "name": "what"}
    return [
        heard("pool", text="Pool; Bar", properties='{"chosen": ["pool", "bar"], "survey": "a"}', **of_survey),
        heard("towels", text="The towels", properties='{"chosen": [], "other": "The towels"}', **of_survey),
    ]


def assert_only_the_chosen_is_gone(store):
    assert {row["id"]: row["scale"] for row in log(store, "nord")} == {"pool": "choice", "towels": None}
    assert {key: row["feeling"] for key, row in voices(store).items()} == {"towels": "negative"}
    assert themes(store) == [("towels", "rooms")]
    assert ids(plain(store.labelled("nord"))) == ["towels"]
    assert store.vectors("nord", ["pool"]).num_rows == 0
