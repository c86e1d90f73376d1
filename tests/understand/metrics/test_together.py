"""The experience index: what customers say and what they answer, in one number and in its two parts."""

import pyarrow as pa
import pytest
from django.utils.translation import override

from heedful.interactions.labels import HITS, LABELS
from heedful.ui.numbers import shown
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.cuts import zero_of
from tests.understand.conftest import NOW

FEELINGS = [0.8, 0.4, -0.2, 0.6, 0.0, -0.8, 0.5, 0.9, 0.1, 0.3, 0.7, -0.1]
SATISFIED, ALL = 16, 20


@pytest.fixture
def read(store):
    """Say how the texts sound."""

    def put(feelings):
        labels = {"workspace": "clubs", "feeling": "unclear", "model": "m", "tier": "full"}
        rows = [
            labels | {"id": f"t{n}", "sentiment": each, "labelled_at": NOW.replace(tzinfo=None)}
            for n, each in enumerate(feelings)
        ]
        store.label("clubs", pa.Table.from_pylist(rows, schema=LABELS), HITS.empty_table())

    return put


@pytest.fixture
def texts(heard, read):
    """Twelve texts, all of Nord."""
    heard([{"id": f"t{n}", "kind": "review", "text": "Words", "location": "nord"} for n in range(len(FEELINGS))])
    read(FEELINGS)


def scores(n=ALL, satisfied=SATISFIED, **more):
    given = [5.0] * (satisfied // 2) + [4.0] * (satisfied - satisfied // 2) + [2.0] * (n - satisfied)
    return [{"name": "content", "scale": "csat:1-5", "value": value, "location": "nord", **more} for value in given]


def test_it_is_the_mean_feeling_times_the_satisfied_share(texts, heard, answer):
    heard([*scores(), *({"scale": "nps:0-10", "value": 5.0} for _ in range(9))])

    [row] = answer("cx_index").rows

    by_hand = (sum(FEELINGS) / len(FEELINGS) + 1) / 2 * SATISFIED / ALL * 100
    assert row.estimate.value == pytest.approx(by_hand)
    assert row.estimate.n == 12
    assert row.estimate.low < by_hand < row.estimate.high


def test_it_is_never_told_without_its_parts(texts, heard, answer):
    heard(scores())

    [told] = answer("cx_index").warnings

    assert str(told) == f"Mean sentiment: 0.27 (texts: 12). Satisfied, 4–5 of 5: {shown(0.8, 'share')} (answers: 20)."


def test_many_answers_are_written_as_everywhere(texts, heard, answer):
    heard(scores(n=1000, satisfied=800))

    [told] = answer("cx_index").warnings

    assert "(answers: 1,000)" in str(told)


def test_its_parts_are_told_in_the_reader_s_language(texts, heard, answer):
    heard(scores())
    [told] = answer("cx_index").warnings

    with override("lt"):
        assert "0,27" in str(told)


def test_with_one_part_alone_it_is_unknown_and_says_which_is_missing(texts, answer):
    found = answer("cx_index")

    assert found.rows[0].estimate.value is None
    assert "Satisfied, 4–5 of 5: – (answers: 0)" in str(found.impossible)


def test_a_place_has_its_own(texts, heard, answer):
    heard([*scores(), *scores(satisfied=2, location="sud")])

    found = answer("cx_index", by="location")

    rows = {row.dims["location"]: row.estimate for row in found.rows}
    assert rows["nord"].n == 12
    assert (rows["sud"].value, rows["sud"].n) == (None, 0)
    assert found.warnings == ()


def test_it_follows_a_better_reading_and_a_new_answer(texts, heard, answer, read):
    heard(scores())
    first = answer("cx_index").rows[0].estimate.value

    read([1.0] * 11 + [0.9])
    second = answer("cx_index").rows[0].estimate.value
    heard(scores(satisfied=0))
    third = answer("cx_index").rows[0].estimate.value

    assert first < second
    assert third == pytest.approx(second / 2)


@pytest.mark.parametrize(
    ("key", "method", "zero"),
    [("cx_index", "index", 0), ("sentiment", "mean", 0), ("csat", "mean5", 1), ("nps", "0-10", 0)],
)
def test_bars_grow_from_where_nothing_is(key, method, zero):
    assert zero_of(METRICS[key], method) == zero


def test_its_page_and_its_card_name_both_parts(texts, heard, client, alice):
    heard(scores())
    client.force_login(alice.user)

    for address in ("/understand/metrics/cx_index/?whole=1&by=location", "/understand/metrics/"):
        page = client.get(address).content.decode()
        assert "Mean sentiment: 0.27 (texts: 12)" in page
        assert "(answers: 20)" in page
