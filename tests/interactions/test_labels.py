"""What is read off a text stands beside it, follows it, and goes with it."""

import threading
from datetime import datetime, timedelta

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from heedful.interactions import loader, spool, stores
from heedful.interactions.labels import HITS, LABELLED, LABELS, READ_OFF, VECTORS, VOICES
from heedful.interactions.schema import KINDS, LINKS
from heedful.interactions.store import Batch
from tests.interactions.conftest import NOON
from tests.interactions.reading import log
from tests.interactions.test_stores import no_links, rows_of_each_kind

NAIVE = NOON.replace(tzinfo=None)


def labels(*numbers, workspace="nord", **given):
    found = {
        "workspace": workspace, "language": "lt", "language_confidence": 0.9, "sentiment": -0.5, "confidence": 0.8,
        "feeling": "negative", "anger": 0.4, "urgency": 0.1, "intent": "complaint", "harsh": False, "personal": "",
        "folded": " salta ", "model": "m1", "tier": "full", "labelled_at": NAIVE, "corrected": "",
    }  # fmt: skip
    return pa.Table.from_pylist([found | given | {"id": number} for number in numbers], schema=LABELS)


def hits(*pairs, workspace="nord", **given):
    found = {"workspace": workspace, "sentence": 0, "first": 0, "last": 5, "score": 0.9, "sentiment": None}
    return pa.Table.from_pylist(
        [found | given | {"id": number, "theme": theme} for number, theme in pairs], schema=HITS
    )


def vectors(number, of, workspace="nord"):
    row = {"workspace": workspace, "id": number, "embedder": "e5", "dimensions": of.shape[1], "vectors": of.tobytes()}
    return pa.Table.from_pylist([row], schema=VECTORS)


def plain(relation):
    return relation.to_arrow_table() if hasattr(relation, "to_arrow_table") else relation.to_pyarrow()


def voices(store, workspace="nord"):
    rows = plain(store.voices(workspace)).cast(VOICES).to_pylist()
    return {row["id"]: row for row in sorted(rows, key=lambda row: row["id"])}


def themes(store, workspace="nord"):
    return sorted((row["id"], row["theme"]) for row in plain(store.hits(workspace)).cast(HITS).to_pylist())


def ids(table):
    return table["id"].to_pylist()


@pytest.fixture
def three_texts(load, heard):
    """Two of Anna's, the second an hour later, and one of Bob's; and what is no customer's text."""
    later = NOON + timedelta(hours=1)
    spool.hear("nord", [heard("a1", text="Šalta", alias="anna", thread="anna's", location="Nord")])
    spool.hear("nord", [heard("a2", text="Vis dar šalta", alias="anna", thread="anna's", occurred_at=later)])
    spool.hear("nord", [heard("b1", text="Puiku", alias="bob", thread="bob's", kind="review")])
    spool.hear("nord", [heard("n1"), heard("n2", text=""), heard("n3", kind="page", text="a page's title")])
    spool.hear("nord", [heard("reply", kind="message", name="human_reply", text="We are sorry")])
    spool.hear("ost", [heard("a1", text="Another company's", alias="anna")])
    load()


def test_a_text_is_a_voice_before_it_is_labelled(store, three_texts):
    found = voices(store)

    assert list(found) == ["a1", "a2", "b1"]
    assert {name: found["a1"][name] for name in READ_OFF} == dict.fromkeys(READ_OFF)
    assert (found["a1"]["text"], found["a1"]["location"], found["b1"]["kind"]) == ("Šalta", "Nord", "review")
    assert list(voices(store, "nobody's")) == []


def test_labels_stand_beside_the_text_as_they_were_given(store, three_texts):
    given = labels(
        "a1", personal='[["email", 3, 9]]', folded=" šalta ї😀 'x' ", sentiment=None, corrected="feeling,intent"
    )

    assert store.label("nord", given, hits(("a1", "cold"), ("a1", "rooms"))) == 1

    (expected,) = given.to_pylist()
    found = voices(store)
    assert {name: found["a1"][name] for name in LABELS.names} == expected
    assert found["a2"]["model"] is None
    assert themes(store) == [("a1", "cold"), ("a1", "rooms")]
    assert plain(store.hits("nord")).cast(HITS).to_pylist()[0]["last"] == 5


def test_the_log_itself_stays_as_it_was_heard(store, three_texts):
    before, version = log(store, "nord"), store.version("nord")

    store.label("nord", labels("a1"), hits(("a1", "cold")))

    assert log(store, "nord") == before
    assert store.version("nord") == version


def test_labelling_again_replaces_what_was_there_for_these_texts_alone(store, three_texts):
    store.label("nord", labels("a1", "a2"), hits(("a1", "cold"), ("a2", "cold"), ("a2", "price")))
    store.label("nord", labels("a2", model="m2", feeling="neutral"), hits(("a2", "rooms")))

    found = voices(store)
    assert (found["a1"]["model"], found["a2"]["model"], found["a2"]["feeling"]) == ("m1", "m2", "neutral")
    assert themes(store) == [("a1", "cold"), ("a2", "rooms")]

    store.label("nord", labels("a2"), hits())
    assert themes(store) == [("a1", "cold")]


def test_what_is_labelled_in_one_company_is_not_in_another(store, three_texts):
    store.label("nord", labels("a1"), hits(("a1", "cold")))

    assert voices(store, "ost")["a1"]["model"] is None
    assert themes(store, "ost") == []
    assert store.version("ost", ["labels"]) == 0


def test_the_version_of_labels_grows_with_every_labelling_and_also_beside_kinds(store, load, heard, three_texts):
    assert store.version("nord", ["labels"]) == 0
    seen = [store.version("nord", ["answer", "labels"])]
    store.label("nord", labels("a1"), hits())
    one = store.version("nord", ["labels"])
    seen.append(store.version("nord", ["answer", "labels"]))
    store.label("nord", labels("a1"), hits())
    seen.append(store.version("nord", ["answer", "labels"]))
    spool.hear("nord", [heard("new", text="Naujas")])
    load()
    seen.append(store.version("nord", ["answer", "labels"]))

    assert store.version("nord", ["labels"]) > one > 0
    assert seen == sorted(set(seen))


def test_what_is_labelled_between_two_loads_does_not_make_the_spool_load_twice(store, heard, db, three_texts):
    spool.hear("nord", [heard("new", text="Naujas")])
    kept = spool.SpoolEntry.objects.get()
    loader.load(store, now=NOON)
    kept.save(force_insert=True)  # a crash before it left the spool
    store.label("nord", labels("new"), hits())

    assert loader.load(store, now=NOON).rounds == 0
    assert voices(store)["new"]["model"] == "m1"


def test_what_is_not_labelled_yet_comes_newest_first_with_what_was_said_of_it(store, three_texts):
    assert ids(store.unlabelled("nord", "m1", 10)) == ["a2", "b1", "a1"]
    assert ids(store.unlabelled("nord", "m1", 1)) == ["a2"]

    store.label("nord", labels("a2", tier="quick"), hits())
    assert ids(store.unlabelled("nord", "m1", 10, tier="quick")) == ["b1", "a1"]
    assert ids(store.unlabelled("nord", "m1", 10)) == ["a2", "b1", "a1"]

    store.label("nord", labels("a1", "a2", corrected="feeling"), hits())
    assert ids(store.unlabelled("nord", "m1", 10, tier="quick")) == ["b1"]
    assert ids(store.unlabelled("nord", "m1", 10)) == ["b1"]
    of_the_next_model = store.unlabelled("nord", "m2", 10)
    assert ids(of_the_next_model) == ["a2", "b1", "a1"]
    assert of_the_next_model["corrected"].to_pylist() == ["feeling", None, "feeling"]
    assert store.unlabelled("nord's", "m1", 10).num_rows == 0


def test_labelled_texts_are_found_by_the_words_that_stand_in_them(store, load, three_texts):
    store.label("nord", labels("a1", folded=" salta persirengimo kambariuose "), hits())
    store.label("nord", labels("a2", folded=" vis dar salta під’їзд "), hits())
    store.label("ost", labels("a1", workspace="ost", folded=" salta "), hits())

    def found(*words):
        return sorted(ids(plain(store.labelled("nord", words))))

    assert plain(store.labelled("nord")).schema.names == LABELLED.names
    assert found() == found("salta") == found("s") == ["a1", "a2"]
    assert found("salta", "kamb") == found("kambariuose") == found("persi", "sal") == ["a1"]
    assert found("під’їзд") == found("da", "vi") == ["a2"]
    assert found("alta") == found("persirengimai") == found("salta", "nowhere") == found("o'clock") == []

    (row,) = plain(store.labelled("nord", ["kambariuose"])).to_pylist()
    assert (row["location"], row["kind"], row["occurred_at"], row["feeling"]) == ("Nord", "answer", NAIVE, "negative")
    spool.withdraw("nord", ["anna's"])
    load()
    assert found() == found("salta") == []


def test_some_texts_and_their_themes_are_read_alone(store, three_texts):
    store.label("nord", labels("a1", "b1"), hits(("a1", "cold"), ("b1", "staff")))

    asked = ["b1", "a2", "nobody's", "reply"]
    assert sorted(ids(plain(store.voices("nord", ids=asked)))) == ["a2", "b1"]
    assert ids(plain(store.hits("nord", ids=asked))) == ["b1"]
    assert ids(plain(store.hits("nord", ids=asked, between=(NAIVE, NAIVE)))) == ["b1"]
    assert plain(store.voices("nord", ids=["b1"]))["feeling"].to_pylist() == ["negative"]
    assert ids(plain(store.voices("nord", ids=[]))) == ids(plain(store.hits("nord", ids=[]))) == []
    assert ids(plain(store.voices("nord's", ids=["a1"]))) == []


def test_texts_are_read_by_their_time_and_theme(store, load, three_texts):
    store.label("nord", labels("a1", "a2", "b1"), hits(("a1", "cold"), ("a2", "cold"), ("a2", "rooms")))
    store.label("ost", labels("a1", workspace="ost"), hits(("a1", "rooms"), workspace="ost"))
    at, later = (NAIVE, NAIVE), (NAIVE + timedelta(minutes=1), NAIVE + timedelta(hours=1))

    def found(*words, **asked):
        return sorted(ids(plain(store.labelled("nord", words, **asked))))

    assert found(theme="cold") == ["a1", "a2"]
    assert found("salta", theme="rooms") == found(theme="cold", between=later) == found(between=later) == ["a2"]
    assert ids(plain(store.voices("nord", ids=["a1", "a2"], between=at))) == found(theme="cold", between=at) == ["a1"]
    assert found(theme="o'clock") == found("eile", theme="cold") == found(theme="rooms", between=at) == []
    assert found(between=(datetime.min, NAIVE)) == ["a1", "b1"]  # noqa: DTZ901 - naive UTC, as in the log
    assert found(between=(later[0], datetime.max)) == ids(plain(store.voices("nord", between=later))) == ["a2"]  # noqa: DTZ901

    spool.withdraw("nord", ["anna's"])
    load()
    assert found(theme="cold") == ids(plain(store.voices("nord", between=later))) == []


def test_vectors_come_back_to_the_last_bit(store, three_texts):
    first = np.random.default_rng(5).normal(size=(2, 384)).astype(np.float16)
    second = first[:1] * np.float16(2)
    assert store.keep_vectors("nord", vectors("a1", first)) == 1
    store.keep_vectors("nord", vectors("b1", first))
    store.keep_vectors("nord", vectors("b1", second))

    found = store.vectors("nord", ["b1", "a1", "a2"])
    assert found.schema == VECTORS
    assert ids(found) == ["a1", "b1"]
    kept = [np.frombuffer(row, np.float16).reshape(-1, 384) for row in found["vectors"].to_pylist()]
    assert np.array_equal(kept[0], first)
    assert np.array_equal(kept[1], second)
    assert store.vectors("ost", ["a1"]).num_rows == 0


def test_withdrawn_texts_are_no_voices_and_come_back_with_their_labels(store, load, three_texts):
    store.label("nord", labels("a1", "b1"), hits(("a1", "cold"), ("b1", "staff")))
    store.keep_vectors("nord", vectors("a1", np.ones((1, 4), np.float16)))
    before, version = voices(store), store.version("nord", ["labels"])

    spool.withdraw("nord", ["anna's"])
    load()
    assert list(voices(store)) == ["b1"]
    assert themes(store) == [("b1", "staff")]
    assert store.vectors("nord", ["a1"]).num_rows == 0
    assert ids(store.unlabelled("nord", "m2", 10)) == ["b1"]
    withdrawn = store.version("nord", ["labels"])
    assert withdrawn > version

    spool.restore("nord", ["anna's"])
    load()
    assert voices(store) == before
    assert themes(store) == [("a1", "cold"), ("b1", "staff")]
    assert store.vectors("nord", ["a1"]).num_rows == 1
    assert store.version("nord", ["labels"]) > withdrawn


def test_erasing_anna_takes_what_was_read_off_her_texts_and_says_so(store, three_texts):
    store.label("nord", labels("a1", "a2", "b1"), hits(("a1", "cold"), ("a1", "rooms"), ("b1", "staff")))
    store.label("ost", labels("a1", workspace="ost"), hits(("a1", "cold"), workspace="ost"))
    store.keep_vectors("nord", vectors("a1", np.ones((1, 4), np.float16)))
    version = store.version("nord", ["labels"])

    removed = loader.erase_now(store, "nord", "anna", now=NOON)

    assert removed == {"interactions": 2, "links": 0, "rejected": 0, "labels": 2, "hits": 2, "vectors": 1}
    assert list(voices(store)) == ["b1"]
    assert themes(store) == [("b1", "staff")]
    assert store.vectors("nord", ["a1"]).num_rows == 0
    assert store.version("nord", ["labels"]) > version
    assert voices(store, "ost")["a1"]["model"] == "m1"


def test_what_was_being_labelled_while_anna_was_erased_leaves_no_trace(store, three_texts):
    loader.erase_now(store, "nord", "anna", now=NOON)

    assert store.label("nord", labels("a1", "b1"), hits(("a1", "cold"), ("b1", "staff"))) == 1
    assert store.keep_vectors("nord", vectors("a1", np.ones((1, 4), np.float16))) == 0
    assert loader.erase_now(store, "nord", "anna", now=NOON) == {"interactions": 0, "links": 0, "rejected": 0}
    assert themes(store) == [("b1", "staff")]


def test_forgetting_a_workspace_forgets_what_was_read_off_it(store, load, three_texts):
    for workspace in ("nord", "ost"):
        store.label(workspace, labels("a1", workspace=workspace), hits(("a1", "cold"), workspace=workspace))
    store.keep_vectors("nord", vectors("a1", np.ones((1, 4), np.float16)))
    spool.forget("nord")
    load()

    assert store.cursor().removed == {"interactions": 7, "links": 0, "labels": 1, "hits": 1, "vectors": 1}
    assert list(voices(store)) == []
    assert themes(store) == []
    assert store.version("nord", ["labels"]) == 0
    assert themes(store, "ost") == [("a1", "cold")]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (labels("a1", workspace="ost"), "workspace 'nord'"),
        (labels("a1", "a1"), "given twice"),
        (labels("a1", model=None), "'model' with null values"),
        (labels("a1").drop_columns(["folded"]), "columns are missing: folded"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(store, three_texts, given, why):
    with pytest.raises(ValueError, match=why):
        store.label("nord", given, hits())

    assert store.version("nord", ["labels"]) == 0
    assert voices(store)["a1"]["model"] is None


def test_hits_of_a_text_that_is_not_labelled_with_them_are_refused(store, three_texts):
    with pytest.raises(ValueError, match="hits of texts that are not among the labels: b1"):
        store.label("nord", labels("a1"), hits(("b1", "staff")))


def test_labels_and_rounds_are_written_side_by_side_and_none_is_lost(store, heard, db):
    """The loader writes rounds while another thread labels what is there already."""
    with_text = [rows_with_text(number) for number in range(12)]
    store.append(Batch(("first",), with_text[0], no_links()))
    problems = []

    def label() -> None:
        try:
            for _ in range(60):
                due = store.unlabelled("nord", "m1", 7)
                if due.num_rows:
                    store.label("nord", labels(*ids(due)), hits(*((number, "cold") for number in ids(due))))
        except Exception as error:
            problems.append(error)

    labelling = threading.Thread(target=label)
    labelling.start()
    for number, rows in enumerate(with_text[1:]):
        store.append(Batch((f"{number}",), rows, LINKS.empty_table()))
    labelling.join()

    assert problems == []
    found = voices(store)
    assert len(found) == 12 * 20
    assert {number for number, row in found.items() if row["model"]} == {number for number, _ in themes(store)}
    assert len(themes(store)) == 12 * 20


def rows_with_text(number):
    rows = rows_of_each_kind(number)
    return rows.set_column(rows.schema.get_field_index("text"), "text", pa.repeat(pa.scalar("Šalta"), rows.num_rows))


def test_what_is_read_inside_reading_is_of_one_moment(tmp_path):
    store = stores.open_store(f"duckdb://{tmp_path / 'log.duckdb'}")
    store.append(Batch(("1",), rows_with_text(1), no_links()))
    numbers = ids(plain(store.voices("nord")))
    with store.reading():
        texts, version = store.voices("nord"), store.version("nord", ["labels"])
        other = threading.Thread(target=lambda: store.label("nord", labels(*numbers), hits((numbers[0], "cold"))))
        other.start()
        other.join()
        assert texts.aggregate("count(model)").fetchone() == (0,)
        assert store.hits("nord").aggregate("count(*)").fetchone() == (0,)
        assert store.version("nord", ["labels"]) == version == 0
    assert store.hits("nord").aggregate("count(*)").fetchone() == (1,)
    store.close()


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_log_of_before_texts_were_labelled_is_brought_up_to_date(tmp_path, heard, db, version):
    path = tmp_path / "log.duckdb"
    store = stores.open_store(f"duckdb://{path}")
    spool.hear("nord", [heard("a1", text="Šalta")])
    loader.load(store, now=NOON)
    store.close()
    with duckdb.connect(str(path)) as file:  # as that version made it
        for table in ("labels", "hits", "vectors"):
            file.execute(f"DROP TABLE {table}")
        if version == 1:
            for kind in KINDS:
                file.execute(f"ALTER TABLE rows_{kind} DROP COLUMN withdrawn")
            file.execute("DROP TABLE withdrawn_threads")
        file.execute("UPDATE heedful_log SET version = ?", [version])

    store = stores.open_store(f"duckdb://{path}")
    assert store.label("nord", labels("a1"), hits(("a1", "cold"))) == 1
    assert voices(store)["a1"]["feeling"] == "negative"
    store.close()


def test_what_is_heard_twice_leaves_texts_to_be_labelled_and_erased(store, load, heard, three_texts):
    spool.hear("nord", [heard("a1", text="Šalta", alias="anna", thread="anna's", location="Nord")])
    load()

    assert store.label("nord", labels("a1"), hits(("a1", "cold"))) == 1
    spool.erase("nord", "anna")
    load()
    assert themes(store) == [] and list(voices(store)) == ["b1"]
