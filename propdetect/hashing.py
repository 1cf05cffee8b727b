"""64-bit hashes of words and phrases, and the look-up table that they are keys of. Imports only numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

_K1, _K2, _K3 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
# From a slot to those looked at next, all at once: numpy is called seldom, and few chains are longer.
_STEPS = np.arange(1, 9)[:, None]
# Keys looked up at a time, so that the arrays of slots stay in the cache.
_AT_ONCE = 1 << 15
_S1, _S2, _S3 = np.uint64(30), np.uint64(27), np.uint64(31)


def mix(values: Hashes) -> Hashes:
    """Scramble 64-bit values, one to one (the finalizer of SplitMix64, Steele, Lea and Flood 2014)."""
    values = (values ^ (values >> _S1)) * _K2
    values = (values ^ (values >> _S2)) * _K3
    return values ^ (values >> _S3)


def combine(first: Hashes, second: Hashes) -> Hashes:
    """Hash ordered pairs of hashes, element by element: `combine(a, b)` differs from `combine(b, a)`."""
    return mix(first * _K1 + (second ^ (second >> _S1)))


@dataclass(frozen=True, slots=True)
class HashTable:
    """An open-addressed table from 64-bit hashes to numbers, looked up many keys at a time.

    keys : (2**k,) uint64, 0 where a slot is empty
    values : (2**k,) int32, the number of the key in that slot

    Keys are compared by their 64 bits alone: two of a million words share a hash with a chance below 1e-7.
    """

    keys: Hashes
    values: npt.NDArray[np.int32]

    @classmethod
    def build(cls, keys: Hashes, values: npt.NDArray[np.int32]) -> HashTable:
        """Make a table of distinct non-zero keys, at most half full, so that few probes are needed.

        keys : (n,) uint64; values : (n,) int32, at least 1. Raises ValueError for a key that is 0 or given twice.
        """
        if len(np.unique(keys)) != len(keys) or (keys == 0).any():
            raise ValueError("keys must be distinct and not 0")
        bits = max(int(2 * len(keys)).bit_length(), 3)
        table = cls(np.zeros(1 << bits, np.uint64), np.zeros(1 << bits, np.int32))
        table._insert(keys, values)
        return table

    def _insert(self, keys: Hashes, values: npt.NDArray[np.int32]) -> None:
        """Put keys that are not in the table into free slots."""
        slots, numbers, mask = self.keys, self.values, len(self.keys) - 1
        for key, value in zip(keys.tolist(), values.tolist(), strict=True):
            slot = key & mask
            while slots[slot]:
                slot = (slot + 1) & mask
            slots[slot], numbers[slot] = key, value

    def extended(self, keys: Hashes, values: npt.NDArray[np.int32]) -> HashTable:
        """Return a table with more keys, which must not be in this one; this one stays as it is.

        keys : (n,) uint64; values : (n,) int32, at least 1. Raises ValueError as `build` does.
        """
        held = self.keys != 0
        together = np.concatenate((self.keys[held], keys))
        if 2 * len(together) > len(self.keys):
            return HashTable.build(together, np.concatenate((self.values[held], values)))
        if len(np.unique(together)) != len(together) or (keys == 0).any():
            raise ValueError("keys must be distinct and not 0")
        table = HashTable(self.keys.copy(), self.values.copy())
        table._insert(keys, values)
        return table

    def find(self, keys: Hashes) -> npt.NDArray[np.int32]:
        """Look keys up: (n,) uint64 to (n,) int32, 0 for a key that is not in the table."""
        if len(keys) > _AT_ONCE:
            parts = [self.find(keys[i : i + _AT_ONCE]) for i in range(0, len(keys), _AT_ONCE)]
            return np.concatenate(parts)
        last = len(self.keys) - 1
        slots = keys.astype(np.int64) & last
        held = self.keys.take(slots)
        missed = held != keys
        values = self.values.take(slots)
        values[missed] = 0
        missed &= held != 0
        rest = missed.nonzero()[0]
        keys, slots = keys.take(rest), slots.take(rest)
        while len(rest):  # the slots that follow, for those whose slot holds another key
            window = (slots + _STEPS) & last
            held = self.keys.take(window)
            row, column = (held == keys).nonzero()
            values[rest[column]] = self.values.take(window[row, column])
            missed = held.all(axis=0)
            missed[column] = False
            more = missed.nonzero()[0]
            rest, keys, slots = rest.take(more), keys.take(more), slots.take(more) + len(_STEPS)
        return values
