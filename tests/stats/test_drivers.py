"""What goes with a score, weighed: against published numbers, against plain numpy, and at the ends."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.stats import drivers, relative_weights, shapley_weights
from tests.full import times

# Mosteller & Tukey (1977), 47 Swiss provinces in 1888, as R's `swiss`: fertility, agriculture, examination,
# education, catholic, infant mortality.
SWISS = np.array(
    [
        line.split()
        for line in """
80.2 17.0 15 12 9.96 22.2
83.1 45.1 6 9 84.84 22.2
92.5 39.7 5 5 93.40 20.2
85.8 36.5 12 7 33.77 20.3
76.9 43.5 17 15 5.16 20.6
76.1 35.3 9 7 90.57 26.6
83.8 70.2 16 7 92.85 23.6
92.4 67.8 14 8 97.16 24.9
82.4 53.3 12 7 97.67 21.0
82.9 45.2 16 13 91.38 24.4
87.1 64.5 14 6 98.61 24.5
64.1 62.0 21 12 8.52 16.5
66.9 67.5 14 7 2.27 19.1
68.9 60.7 19 12 4.43 22.7
61.7 69.3 22 5 2.82 18.7
68.3 72.6 18 2 24.20 21.2
71.7 34.0 17 8 3.30 20.0
55.7 19.4 26 28 12.11 20.2
54.3 15.2 31 20 2.15 10.8
65.1 73.0 19 9 2.84 20.0
65.5 59.8 22 10 5.23 18.0
65.0 55.1 14 3 4.52 22.4
56.6 50.9 22 12 15.14 16.7
57.4 54.1 20 6 4.20 15.3
72.5 71.2 12 1 2.40 21.0
74.2 58.1 14 8 5.23 23.8
72.0 63.5 6 3 2.56 18.0
60.5 60.8 16 10 7.72 16.3
58.3 26.8 25 19 18.46 20.9
65.4 49.5 15 8 6.10 22.5
75.5 85.9 3 2 99.71 15.1
69.3 84.9 7 6 99.68 19.8
77.3 89.7 5 2 100.00 18.3
70.5 78.2 12 6 98.96 19.4
79.4 64.9 7 3 98.22 20.2
65.0 75.9 9 9 99.06 17.8
92.2 84.6 3 3 99.46 16.3
79.3 63.1 13 13 96.83 18.1
70.4 38.4 26 12 5.62 20.3
65.7 7.7 29 11 13.79 20.5
72.7 16.7 22 13 11.22 18.9
64.4 17.6 35 32 16.92 23.0
77.6 37.6 15 7 4.97 20.0
67.6 18.7 25 7 8.65 19.5
35.0 1.2 37 53 42.34 18.0
44.7 46.6 16 29 50.43 18.2
42.8 27.7 22 29 58.33 19.3
""".strip().splitlines()
    ],
    float,
)
NAMES = ["agriculture", "examination", "education", "catholic", "infant mortality"]


def correlations(table):
    whole = np.corrcoef(table.T)
    return whole[1:, 1:], whole[1:, 0]


def explained(known, score):
    fitted = np.column_stack([np.ones(len(known)), known])
    left = score - fitted @ np.linalg.lstsq(fitted, score, rcond=None)[0]
    return 1 - left.var() / score.var()


def by_singular_values(known, score):
    """Johnson (2000) as he wrote it down: the nearest orthogonal columns to the data themselves."""
    z = (known - known.mean(axis=0)) / known.std(axis=0) / np.sqrt(len(known))
    y = (score - score.mean()) / score.std() / np.sqrt(len(score))
    left, sizes, right = np.linalg.svd(z, full_matrices=False)
    beta = (left @ right).T @ y
    root = right.T @ np.diag(sizes) @ right
    return (root**2) @ (beta**2)


def over_all_orders(known, score):
    p = known.shape[1]
    of = {
        frozenset(some): explained(known[:, some], score) for n in range(1, p + 1) for some in combinations(range(p), n)
    }
    of[frozenset()] = 0.0
    gains = np.zeros(p)
    orders = list(permutations(range(p)))
    for order in orders:
        for place, at in enumerate(order):
            before = frozenset(order[:place])
            gains[at] += of[before | {at}] - of[before]
    return gains / len(orders)


def made_up(seed=1, n=400, p=4):
    rng = np.random.default_rng(seed)
    known = (rng.random((n, p)) < np.linspace(0.2, 0.6, p)).astype(float)
    known[:, 1] = np.where(rng.random(n) < 0.6, known[:, 0], known[:, 1])
    return known, known @ np.linspace(-3, 1, p) + rng.normal(size=n)


def test_shapley_weights_are_those_that_relaimpo_prints_for_swiss_fertility():
    """Grömping (2006), Journal of Statistical Software 17(1): calc.relimp(lm(Fertility ~ ., swiss), type = "lmg")."""
    found = shapley_weights(*correlations(SWISS))

    assert found == pytest.approx([0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592], abs=5e-9)


def test_relative_weights_are_those_of_johnsons_own_steps():
    found = relative_weights(*correlations(SWISS))

    assert found == pytest.approx(by_singular_values(SWISS[:, 1:], SWISS[:, 0]), abs=1e-12)
    assert found.sum() == pytest.approx(0.7067350, abs=5e-8)  # R² as R's summary(lm(Fertility ~ ., swiss)) has it


def test_all_orders_are_what_shapley_weights_are_the_mean_over():
    known, score = made_up()
    table = np.column_stack([score, known])

    assert shapley_weights(*correlations(table)) == pytest.approx(over_all_orders(known, score), abs=1e-10)


def test_a_table_is_weighed_as_its_correlations_are():
    found = drivers(NAMES, SWISS[:, 1:], SWISS[:, 0], minimum_n=5, per_driver=9, draws=500)
    weights = dict(zip(NAMES, relative_weights(*correlations(SWISS)), strict=True))

    assert found.n == 47
    assert {each.key: each.weight.value for each in found.found} == pytest.approx(weights)
    assert found.explained.value == pytest.approx(0.7067350, abs=5e-8)
    assert [each.key for each in found.found][:2] == ["education", "examination"]
    assert {each.key: each.verdict for each in found.found} == {
        "education": "lower",
        "examination": "lower",
        "catholic": "higher",
        "infant mortality": "higher",
        "agriculture": "higher",
    }


def test_rows_may_come_counted():
    known, score = made_up(n=300, p=3)
    score = np.sign(score)
    table = np.column_stack([known, score])
    unique, counts = np.unique(table, axis=0, return_counts=True)

    one_by_one = drivers("abc", known, score)
    counted = drivers("abc", unique[:, :-1], unique[:, -1], counts)

    assert [each.key for each in counted.found] == [each.key for each in one_by_one.found]
    for counted_one, plain in zip(counted.found, one_by_one.found, strict=True):
        assert counted_one.weight.value == pytest.approx(plain.weight.value)
        assert counted_one.weight.low == pytest.approx(plain.weight.low, abs=0.02)  # other draws of the same
        assert counted_one.weight.high == pytest.approx(plain.weight.high, abs=0.02)
    assert counted.n == one_by_one.n == 300


def test_many_rows_are_drawn_in_blocks_and_give_the_same_intervals():
    known, score = made_up(n=5000, p=3)
    score = np.sign(score)
    unique, counts = np.unique(np.column_stack([known, score]), axis=0, return_counts=True)

    blocks = drivers("abc", known, score)
    cells = drivers("abc", unique[:, :-1], unique[:, -1], counts)

    for one, other in zip(blocks.found, cells.found, strict=True):
        assert one.weight.value == pytest.approx(other.weight.value)
        assert one.weight.high - one.weight.low == pytest.approx(other.weight.high - other.weight.low, rel=0.2)


def test_intervals_hold_what_they_promise():
    """Of many samples of a known world, about 95 % of the intervals hold the true weights."""
    known, score = made_up(seed=3, n=200_000, p=3)
    truth = dict(zip("abc", relative_weights(*correlations(np.column_stack([score, known]))), strict=True))
    held = [
        each.weight.low <= truth[each.key] <= each.weight.high
        for sample in range(times(60, 30))
        for each in drivers("abc", *made_up(seed=100 + sample, n=400, p=3), draws=300).found
    ]

    assert 0.89 <= np.mean(held) <= 0.99


def test_chance_is_seldom_called_a_driver():
    """Ten things that have nothing to do with the score, looked at many times: one in twenty may name one."""
    rng, looks = np.random.default_rng(5), times(60, 20)
    told = 0
    for _ in range(looks):
        known = (rng.random((200, 10)) < 0.3).astype(float)
        found = drivers(range(10), known, rng.integers(0, 11, 200), draws=200)
        told += any(each.is_one for each in found.found)

    assert told <= 0.15 * looks


def test_the_same_seed_gives_the_same_intervals():
    known, score = made_up()

    assert drivers("abcd", known, score) == drivers("abcd", known, score)
    assert drivers("abcd", known, score) != drivers("abcd", known, score, seed=7)


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_weights_add_up_to_what_is_explained_and_are_never_negative(seed, p):
    known, score = made_up(seed, 120, p) if p > 1 else (made_up(seed, 120)[0][:, :1], made_up(seed, 120)[1])
    found = drivers(range(p), known, score, draws=20, minimum_n=1)
    together = [found.left_out[at].key for at in range(len(found.left_out))]
    kept = [at for at in range(p) if at not in together]

    assert found.explained.value == pytest.approx(explained(known[:, kept], score), abs=1e-9)
    assert sum(each.weight.value for each in found.found) == pytest.approx(found.explained.value)
    assert sum(each.shapley for each in found.found) == pytest.approx(found.explained.value)
    assert all(each.weight.value >= 0 for each in found.found)


@given(st.permutations(range(4)))
def test_the_order_in_which_things_are_named_does_not_matter(order):
    known, score = made_up()
    usual = {each.key: each.weight.value for each in drivers(range(4), known, score, draws=10).found}
    found = {each.key: each.weight.value for each in drivers(order, known[:, order], score, draws=10).found}

    assert found == pytest.approx(usual)


def test_all_places_of_a_chain_can_be_weighed_although_the_last_follows_from_the_others():
    rng = np.random.default_rng(2)
    place = rng.integers(0, 3, 300)
    known = np.eye(3)[place]
    score = np.array([0.0, 0.0, -2.0])[place] + rng.normal(size=300)

    found = drivers(["a", "b", "c"], known, score)

    assert found.found[0].key == "c"
    assert found.found[0].verdict == "lower"
    assert found.explained.value == pytest.approx(explained(known[:, :2], score))


def test_what_says_the_same_as_another_is_left_out_with_its_name():
    known, score = made_up(p=2)

    found = drivers(["a", "b", "a again"], np.column_stack([known, 1 - known[:, 0]]), score)

    assert [(each.key, each.why, each.like) for each in found.left_out] == [("a again", "double", "a")]
    assert {each.key for each in found.found} == {"a", "b"}


def test_what_is_the_same_everywhere_or_nearly_is_left_out_with_the_reason():
    known, score = made_up(n=100, p=2)
    rare = np.zeros(100)
    rare[:9] = 1

    found = drivers(["a", "b", "always", "rare"], np.column_stack([known, np.ones(100), rare]), score)

    assert [(each.key, each.why) for each in found.left_out] == [("always", "same"), ("rare", "few")]


@pytest.mark.parametrize("n", [0, 1])
def test_without_answers_nothing_is_known(n):
    found = drivers(["a"], np.zeros((n, 1)), np.zeros(n))

    assert not found.explained.is_known
    assert found.found == ()
    assert found.n == n


def test_where_all_gave_the_same_score_nothing_is_known():
    assert not drivers(["a", "b"], made_up(p=2)[0], np.full(400, 9.0)).explained.is_known


def test_too_few_answers_say_how_many_more_it_takes():
    known, score = made_up(n=35, p=4)

    found = drivers("abcd", known, score, minimum_n=2)

    assert not found.explained.is_known
    assert found.more_needed == 5


@pytest.mark.parametrize(
    ("rows", "score", "counts"),
    [
        ([[1, 2]], [1, 2], None),
        ([[1], [2]], [1, float("nan")], None),
        ([[1], [2]], [1, 2], [1, -1]),
        ([[1], [2]], [1, 2], [1]),
    ],
)
def test_what_does_not_fit_is_refused(rows, score, counts):
    with pytest.raises(ValueError, match=r"do not fit|missing|negative"):
        drivers(["a"], rows, score, counts)


def test_shapley_weights_stop_at_fifteen():
    assert len(shapley_weights(np.eye(15), np.full(15, 0.1))) == 15
    with pytest.raises(ValueError, match="16 drivers"):
        shapley_weights(np.eye(16), np.full(16, 0.1))


def test_more_than_fifteen_are_weighed_without_them():
    rng = np.random.default_rng(1)
    known = (rng.random((times(2000, 600), 16)) < 0.3).astype(float)

    found = drivers(range(16), known, known[:, 3] + rng.normal(size=len(known)), draws=20)

    assert found.found[0].key == 3
    assert found.found[0].shapley is None
