"""Sums of table rows by segment: what the words of a sentence add up to, for all sentences at once.

The rows of a segment are added one after the other, in order and in the precision of the table, whichever of the
ways below is taken; so a sum does not depend on what is summed beside it, to the last bit.
"""

from __future__ import annotations

import sys
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from propdetect.hashing import HashTable, Ints

Numbers = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Logits = npt.NDArray[np.float64]
_Float = TypeVar("_Float", np.float32, np.float64)

# A segment of more rows is summed in double precision, a block of rows at a time.
_MANY, _BLOCK = 256, 8192
# From this many segments on a sparse product is faster than a loop over segments, where SciPy is there already...
_FEW = 8
# ...and from this many on it is worth loading SciPy, which takes as long as a loop over some ten thousand.
_WORTH_LOADING = 1000
# Up to this many rows are weighed faster all at once than a column at a time.
_FEW_ROWS = 32


class Rows:
    """A table of rows: half precision, as it is stored and shared by processes, or single, to be summed fast.

    half : (n, outputs) float16 (or float32, which then serves as it is)
    keys : the table whose listed keys are what rows are asked for by; their own numbers where it is None
    """

    def __init__(self, half: npt.NDArray[np.float16] | Floats, keys: HashTable | None = None) -> None:
        self.half, self._keys = half, keys

    @cached_property
    def single(self) -> Floats:
        """The rows in single precision: twice the memory, and not shared, so made only when many are summed."""
        rows = self.half if self._keys is None else self.half.take(self._keys.listed[1], axis=0)
        return rows.astype(np.float32, copy=False)

    def take(self, index: Numbers) -> Floats:
        """Look some rows up: (len(index), outputs) float32."""
        if "single" in self.__dict__:
            return self.single.take(index, axis=0)
        if self._keys is not None:
            index = self._keys.listed[1].take(index)
        return self.half.take(index, axis=0).astype(np.float32, copy=False)

    def sums(self, index: Numbers, bounds: Ints) -> Logits:
        """Sum rows by segment.

        index : (m,) numbers of rows
        bounds : (n + 1,) int64, ascending: segment i is index[bounds[i]:bounds[i + 1]]; it may be empty
        Returns (n, outputs) float64.
        """
        out = self._sums(index, bounds).astype(np.float64)
        if len(index) <= _MANY:
            return out
        for i in (bounds[1:] - bounds[:-1] > _MANY).nonzero()[0].tolist():
            out[i] = 0
            for start in range(int(bounds[i]), int(bounds[i + 1]), _BLOCK):
                part = index[start : min(start + _BLOCK, int(bounds[i + 1]))]
                out[i] += self.take(part).astype(np.float64).sum(axis=0)
        return out

    def _sums(self, index: Numbers, bounds: Ints) -> Floats:
        few = len(bounds) <= _FEW or ("scipy.sparse" not in sys.modules and len(bounds) <= _WORTH_LOADING)
        if few:
            return _loop(self.take(index), bounds - bounds[0])
        return row_sums(self.single, index, bounds)


def row_sums(table: npt.NDArray[_Float], index: Numbers, bounds: Ints) -> npt.NDArray[_Float]:
    """Sum rows of a table by segment, in its precision; shapes are those of `Rows.sums`."""
    try:
        from scipy.sparse import csr_array
    except ImportError:  # the same sums, some times slower
        return _loop(table.take(index, axis=0), bounds)
    ones = np.ones(len(index), table.dtype)
    narrow: tuple[Numbers, Numbers] = (index.astype(np.int32, copy=False), bounds.astype(np.int32))
    product: npt.NDArray[_Float] = csr_array((ones, *narrow), shape=(len(bounds) - 1, len(table))) @ table
    return product


def weighed(values: Floats, table: Floats) -> Floats:
    """Multiply matrices, (n, k) by (k, outputs), k of one or more, adding up the products one after the other.

    Libraries of linear algebra add them up in an order that depends on the processor and on n, so that what is
    computed beside a row would change its last bit.
    """
    if len(values) <= _FEW_ROWS:
        few: Floats = np.add.reduce(values[:, :, None] * table, axis=1)
        return few
    columns = np.ascontiguousarray(values.T)
    out = table[0][:, None] * columns[0]
    product = np.empty_like(out)
    for row, column in zip(table[1:], columns[1:], strict=True):
        np.multiply(row[:, None], column, out=product)
        out += product
    many: Floats = out.T
    return many


def _loop(rows: npt.NDArray[_Float], bounds: Ints) -> npt.NDArray[_Float]:
    cuts = bounds.tolist()
    out = np.empty((len(cuts) - 1, rows.shape[1]), rows.dtype)
    for i, (start, stop) in enumerate(pairwise(cuts)):
        np.add.reduce(rows[start:stop], axis=0, out=out[i])
    return out
