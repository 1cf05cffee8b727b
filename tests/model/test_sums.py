"""Sums of rows by segment: against a plain loop, and the same to the last bit whichever way they are made."""

from itertools import pairwise
from unittest import mock

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.hashing import HashTable
from propdetect.model import sums
from propdetect.model.sums import Rows, row_sums, weighed

TABLE = np.random.default_rng(0).normal(size=(40, 25)).astype(np.float16)
SIZES = st.lists(st.integers(0, 30), max_size=40)


def segments(sizes: list[int]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    bounds = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    return np.random.default_rng(len(sizes)).integers(0, len(TABLE), bounds[-1]).astype(np.int32), bounds


def by_loop(index: npt.NDArray[np.int32], bounds: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    out = np.zeros((len(bounds) - 1, TABLE.shape[1]))
    for i in range(len(out)):
        for at in range(bounds[i], bounds[i + 1]):
            out[i] += TABLE[index[at]].astype(float)
    return out


@given(SIZES)
def test_sums_are_those_of_a_loop(sizes: list[int]) -> None:
    found = Rows(TABLE).sums(*segments(sizes))
    np.testing.assert_allclose(found, by_loop(*segments(sizes)), rtol=0, atol=1e-4)


@given(SIZES)
def test_few_segments_and_many_are_summed_alike_to_the_last_bit(sizes: list[int]) -> None:
    with mock.patch.object(sums, "_FEW", 0), mock.patch.object(sums, "_WORTH_LOADING", 0):
        product = Rows(TABLE).sums(*segments(sizes))
    with mock.patch.object(sums, "_FEW", 10**9):
        loop = Rows(TABLE).sums(*segments(sizes))
    assert (product == loop).all()


def test_without_scipy_the_sums_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    table, (index, bounds) = TABLE.astype(np.float32), segments([3, 0, 7, 1] * 10)
    product = row_sums(table, index, bounds)
    monkeypatch.setitem(__import__("sys").modules, "scipy.sparse", None)
    assert (row_sums(table, index, bounds) == product).all()


def test_a_sum_does_not_depend_on_what_stands_beside_it() -> None:
    index, bounds = segments([5, 0, 17, 2, 300] * 8)
    together = Rows(TABLE).sums(index, bounds)
    for i, (start, stop) in enumerate(pairwise(bounds.tolist())):
        alone = Rows(TABLE).sums(index[start:stop], np.array([0, stop - start]))
        assert (alone[0] == together[i]).all()


def test_no_segment_and_empty_ones_sum_to_nothing() -> None:
    none = np.zeros(0, np.int32)
    assert Rows(TABLE).sums(none, np.zeros(1, np.int64)).shape == (0, TABLE.shape[1])
    assert not Rows(TABLE).sums(none, np.zeros(13, np.int64)).any()


def test_a_long_segment_is_summed_without_loss() -> None:
    # in single precision the ones would vanish beside a sum of 2**24
    rows = np.ones((3 * 8192, 1), np.float32)
    rows[0] = 2.0**24
    found = Rows(rows).sums(np.arange(len(rows)), np.array([0, len(rows)]))
    assert found[0, 0] == 2.0**24 + len(rows) - 1


def test_rows_are_asked_for_by_the_keys_of_a_table() -> None:
    keys = HashTable.build(np.array([7, 9, 11], np.uint64), np.array([2, 1, 2], np.int32))
    numbers = keys.number(np.array([9, 11, 8], np.uint64))
    rows = Rows(TABLE, keys)
    expected = TABLE[[1, 2, 0]].astype(np.float32)
    assert (rows.take(numbers) == expected).all()
    assert (rows.single[numbers] == expected).all()
    assert (rows.take(numbers) == expected).all()


@given(st.integers(0, 70), st.integers(1, 17))
def test_rows_are_weighed_alike_to_the_last_bit_whatever_is_beside_them(n: int, k: int) -> None:
    rng = np.random.default_rng(n)
    values, table = rng.normal(size=(n, k)).astype(np.float32), rng.normal(size=(k, 25)).astype(np.float32)
    found = weighed(values, table)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, values.astype(float) @ table.astype(float), rtol=0, atol=1e-4)
    for row, alone in zip(found, values, strict=True):
        assert (weighed(alone[None], table)[0] == row).all()
        one_by_one = alone[0] * table[0]
        for value, weights in zip(alone[1:], table[1:], strict=True):
            one_by_one = one_by_one + value * weights
        assert (one_by_one == row).all()
