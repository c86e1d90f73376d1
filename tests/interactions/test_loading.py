from heedful.interactions import spool
from tests.interactions.reading import log


def test_an_answer_that_was_heard_is_in_the_log(store, load, heard):
    spool.hear("nord", [heard("a", alias="anna", value=9.0, name="nps")])

    loaded = load()

    assert (loaded.added, loaded.known) == (1, 0)
    assert brief(store) == [("a", "anna", 9.0)]


def test_the_same_answer_twice_is_one_answer_and_the_first_wins(store, load, heard):
    spool.hear("nord", [heard("a", value=9.0), heard("a", value=1.0)])
    load()
    spool.hear("nord", [heard("a", value=3.0), heard("b", value=4.0)])

    assert load().known == 1
    assert brief(store) == [("a", None, 9.0), ("b", None, 4.0)]


def brief(store, workspace="nord"):
    return sorted((row["id"], row["customer"], row["value"]) for row in log(store, workspace))
