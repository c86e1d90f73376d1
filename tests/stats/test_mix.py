from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from heedful.stats import Estimate, mix_and_rate

segment = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
periods = st.dictionaries(st.sampled_from("abcdef"), segment, min_size=1, max_size=6).filter(
    lambda counts: any(map(sum, counts.values()))
)


def test_every_club_rose_and_the_chain_fell():
    # By hand: shares ½/½ -> 1/5, 4/5; scores 60, -60 -> 80, -40; R̄ = ½(0 + -16) = -8
    # rate a ½(.2+.5)·20 = 7, b ½(.8+.5)·20 = 13; mix a (.2-.5)(70+8) = -23.4, b (.8-.5)(-50+8) = -12.6
    found = mix_and_rate({"a": (8, 0, 2), "b": (2, 0, 8)}, {"a": (9, 0, 1), "b": (12, 0, 28)})

    assert found.change.value == approx(-16)
    assert [(part.key, part.rate.value, part.mix.value) for part in found.parts] == [
        ("a", approx(7), approx(-23.4)),
        ("b", approx(13), approx(-12.6)),
    ]
    assert (found.rate.value, found.mix.value) == (approx(20), approx(-36))


def test_a_share_is_taken_apart_as_kitagawa_does_it():
    # Two ages with death rates .01, .05 -> .02, .04 and populations 600/400 -> 300/700, in thousands of points
    found = mix_and_rate({"young": (6, 594), "old": (20, 380)}, {"young": (6, 294), "old": (28, 672)}, points=(1000, 0))

    assert found.rate.value == approx(0.45 * 10 + 0.55 * -10)  # mean composition times rate differences
    assert found.mix.value == approx(-0.3 * 15 + 0.3 * 45)  # composition differences times mean rates
    assert found.change.value == approx(34 - 26)


def test_a_new_and_a_vanished_club_are_all_mix():
    found = mix_and_rate({"old": (30, 0, 10), "gone": (5, 0, 5)}, {"old": (30, 0, 10), "new": (0, 0, 20)})
    parts = {part.key: part for part in found.parts}

    assert parts["new"].rate.value == parts["gone"].rate.value == parts["old"].rate.value == 0
    assert parts["new"].mix.value < 0
    assert found.mix.value == approx(found.change.value)


def test_against_an_empty_month_nothing_can_be_taken_apart():
    found = mix_and_rate({"a": (0, 0, 0)}, {"a": (3, 1, 1)})

    assert found.change == Estimate.unknown(5)
    assert found.parts == ()


def test_a_segment_with_the_wrong_counts_is_refused_by_name():
    with pytest.raises(ValueError, match="'a' needs 3 counts"):
        mix_and_rate({"a": (3, 1)}, {"a": (3, 1, 1)})


@given(periods, periods)
def test_the_parts_add_up_to_the_change_exactly(before, after):
    found = mix_and_rate(before, after)

    def score(counts):
        return Fraction(100 * sum(p - d for p, _, d in counts.values()), sum(map(sum, counts.values())))

    assert found.change.value == approx(float(score(after) - score(before)), abs=1e-9)
    assert found.rate.value + found.mix.value == approx(found.change.value, abs=1e-9)
    assert sum(part.rate.value for part in found.parts) == approx(found.rate.value, abs=1e-9)
    assert sum(part.mix.value for part in found.parts) == approx(found.mix.value, abs=1e-9)


@given(periods, periods)
def test_backwards_is_the_same_with_the_other_sign(before, after):
    there, back = mix_and_rate(before, after), mix_and_rate(after, before)

    assert back.rate.value == approx(-there.rate.value, abs=1e-9)
    assert back.mix.value == approx(-there.mix.value, abs=1e-9)


def test_the_same_question_gives_the_same_interval_twice():
    counts = {"a": (80, 0, 20), "b": (20, 10, 80)}, {"a": (90, 0, 10), "b": (120, 0, 280)}

    assert mix_and_rate(*counts) == mix_and_rate(*counts)


def test_the_interval_of_the_change_is_about_that_of_two_scores():
    # SE by hand: sqrt(V0/n0 + V1/n1), V = p + d - (p - d)², here .61 and .61 over 400 each: 100·sqrt(2·.61/400)
    found = mix_and_rate({"a": (200, 120, 80)}, {"a": (200, 120, 80)})

    assert found.change.high - found.change.low == approx(2 * 1.96 * 5.523, rel=0.07)
