import base64

from heedful.interactions import rejected, spool
from heedful.interactions.models import Rejected, SpoolEntry
from tests.interactions.conftest import NOON
from tests.interactions.reading import customers


def test_an_impossible_value_is_set_apart_and_the_rest_goes_on(store, load, heard):
    spool.hear("nord", [heard("good"), heard("bad", value=float("inf")), heard("odd", kind="opinion", alias="anna")])

    loaded = load()

    assert (loaded.added, loaded.rejected) == (1, 2)
    assert list(customers(store, "nord")) == ["good"]
    reasons = {item.field: (item.reason, item.alias) for item in rejected.rejected_items("nord")}
    assert reasons["value"] == ("The item has a value that is not a number.", "")
    assert reasons["kind"][1] == "anna"


def test_a_date_before_1900_is_impossible(store, load, heard):
    spool.hear("nord", [heard("old", occurred_at=NOON.replace(year=1492))])

    assert load().rejected == 1
    assert rejected.rejected_items("nord").get().field == "occurred_at"


def test_a_damaged_entry_is_kept_whole_and_does_not_stop_the_others(store, load, heard):
    SpoolEntry.objects.create(workspace="nord", what="interactions", body=b"\x01\x00garbage", items=1)
    spool.hear("nord", [heard("good")])

    assert load().added == 1
    kept = rejected.rejected_items("nord").get()
    assert base64.b64decode(kept.raw) == b"\x01\x00garbage"
    assert "damaged" in kept.reason


def test_a_corrected_item_leaves_the_list_for_the_log(store, load, heard):
    spool.hear("nord", [heard("a", kind="opinion", alias="anna")])
    load()
    item = rejected.rejected_items("nord").get()

    assert rejected.retry(item, lambda raw: rejected.as_heard(raw.replace("opinion", "answer")), now=NOON)
    load()

    assert customers(store, "nord") == {"a": "anna"}
    assert not Rejected.objects.exists()


def test_an_item_that_still_does_not_parse_stays_with_the_new_reason(db):
    def parse(raw):
        raise ValueError("still no date")

    item = rejected.reject("nord", "x", "no score", now=NOON)

    assert not rejected.retry(item, parse, now=NOON)
    item.refresh_from_db()
    assert (item.reason, item.retries, item.retried_at) == ("still no date", 1, NOON)
    assert not SpoolEntry.objects.exists()


def test_rejects_of_another_company_are_not_listed(db):
    rejected.reject("ost", "x", "no score", now=NOON)

    assert not rejected.rejected_items("nord").exists()
