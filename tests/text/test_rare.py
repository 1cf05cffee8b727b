"""Positions of what is rare in a long array."""

from unittest import mock

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from propdetect.text import rare


@given(st.integers(0, 300), st.sets(st.integers(0, 299)), st.integers(0, 9))
def test_what_is_true_is_found_where_nonzero_finds_it(length: int, places: set[int], skipped: int) -> None:
    mask = np.isin(np.arange(length + skipped), list(places))[skipped:]  # begins anywhere in memory
    with mock.patch.object(rare, "_SHORT", 0):
        found = rare.where_rare(mask)
    assert found.dtype == np.int64
    assert found.tolist() == mask.nonzero()[0].tolist()


def test_short_arrays_give_the_same() -> None:
    assert rare.where_rare(np.array([True, False, True])).tolist() == [0, 2]
