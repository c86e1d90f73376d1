from heedful.interactions import spool


def test_an_answer_that_was_heard_is_in_the_log(store, load, heard):
    spool.hear("nord", [heard("a", alias="anna", value=9.0, name="nps")])

    loaded = load()

    assert (loaded.added, loaded.known) == (1, 0)
    assert rows(store) == [("a", "anna", 9.0)]


def test_the_same_answer_twice_is_one_answer_and_the_first_wins(store, load, heard):
    spool.hear("nord", [heard("a", value=9.0), heard("a", value=1.0)])
    load()
    spool.hear("nord", [heard("a", value=3.0), heard("b", value=4.0)])

    assert load().known == 1
    assert rows(store) == [("a", None, 9.0), ("b", None, 4.0)]


def rows(store, workspace="nord"):
    table = store.frame(workspace)
    table = table.to_arrow_table() if hasattr(table, "to_arrow_table") else table.to_pyarrow()
    return sorted((row["id"], row["customer"], row["value"]) for row in table.to_pylist())
