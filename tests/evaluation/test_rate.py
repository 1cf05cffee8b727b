"""Shares with their intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.evaluation.rate import Rate


def test_the_score_interval_is_that_of_the_published_example() -> None:
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I: 81 of 263, 15 of 148
    assert Rate(81, 263).interval == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert Rate(15, 148).interval == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert Rate(0, 20).interval == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_of_nothing_nothing_is_known() -> None:
    assert (Rate(0, 0).share, Rate(0, 0).interval) == (0.0, (0.0, 1.0))


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share(hits: int, more: int) -> None:
    rate = Rate(hits, hits + more) if hits + more else Rate(0, 1)
    low, high = rate.interval
    assert 0 <= low <= rate.share <= high <= 1


def test_rates_of_different_cases_add_up() -> None:
    assert Rate(1, 4) + Rate(2, 3) == Rate(3, 7)
