"""64-bit hashes of words and phrases, and the look-up table that they are keys of. Imports only numpy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

_K1, _K2, _K3 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
# The levels of an index have at least this many slots a key, so that few keys share one: the first, which is as
# large as a cache allows, and the others.
_SLOTS_A_KEY, _SLOTS_A_SHARED_KEY = 3, 12
# So few keys are looked up faster one by one; so few are not worth a look at whether their slots are filled.
_VERY_FEW, _FEW = 12, 256
# Pairs of which it is remembered what their hash is the key of.
_REMEMBERED = 1 << 14
# Keys looked up at a time, so that the arrays of slots stay in the cache.
_AT_ONCE = 1 << 15
_NONE = np.zeros(1, np.uint64)
_INT_K1, _INT_K2, _INT_K3, _64_BITS = int(_K1), int(_K2), int(_K3), 2**64 - 1
_S1, _S2, _S3 = np.uint64(30), np.uint64(27), np.uint64(31)


def mix(values: Hashes) -> Hashes:
    """Scramble 64-bit values, one to one (the finalizer of SplitMix64, Steele, Lea and Flood 2014)."""
    values = values ^ (values >> _S1)
    values *= _K2
    values ^= values >> _S2
    values *= _K3
    values ^= values >> _S3
    return values


def combine(first: Hashes, second: Hashes) -> Hashes:
    """Hash ordered pairs of hashes, element by element: `combine(a, b)` differs from `combine(b, a)`."""
    return mix(first * _K1 + (second ^ (second >> _S1)))


def combine_one(first: int, second: int) -> int:
    """Hash one ordered pair of hashes as `combine` does, in less time than arrays take for so few."""
    value = (first * _INT_K1 + (second ^ (second >> 30))) & _64_BITS
    value = ((value ^ (value >> 30)) * _INT_K2) & _64_BITS
    value = ((value ^ (value >> 27)) * _INT_K3) & _64_BITS
    return value ^ (value >> 31)


@dataclass(frozen=True)
class HashTable:
    """A table from 64-bit hashes to numbers, looked up many keys at a time.

    keys : (2**k,) uint64, 0 where a slot is empty
    values : (2**k,) int32, the number of the key in that slot

    This is how a table is stored: open-addressed, at most half full. An `_Index` of it, made when first needed,
    finds nine keys in ten at the first look, which chains of slots do not.
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

    def __reduce__(self) -> tuple[Any, ...]:
        # what was made of the two arrays is made anew where it is needed
        return HashTable, (self.keys, self.values)

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

    @cached_property
    def _index(self) -> _Index:
        return _Index.of(self.keys, self.values)

    @property
    def listed(self) -> tuple[Hashes, npt.NDArray[np.int32]]:
        """The keys in some order, a 0 before them, and their values: what `number` counts in."""
        return self._index.keys, self._index.values

    def number(self, keys: Hashes) -> npt.NDArray[np.int32]:
        """Look keys up: (n,) uint64 to (n,) int32, the place of each among those listed; 0 where it is none."""
        if len(keys) > _AT_ONCE:
            parts = [self._index.find(keys[i : i + _AT_ONCE]) for i in range(0, len(keys), _AT_ONCE)]
            return np.concatenate(parts)
        return self._index.find(keys)

    def find(self, keys: Hashes) -> npt.NDArray[np.int32]:
        """Look keys up: (n,) uint64 to (n,) int32, 0 for a key that is not in the table."""
        if len(keys) <= _VERY_FEW:
            return np.array([self.get(key) for key in keys.tolist()], np.int32)
        return self._index.values.take(self.number(keys))

    def find_rare(self, keys: Hashes) -> npt.NDArray[np.int32]:
        """Do what `find` does, faster where most of many keys are not in the table."""
        if len(keys) <= _FEW:
            return self.find(keys)
        some = self._index.filled.take(_slots(keys, 0, len(self._index.filled).bit_length() - 1)).nonzero()[0]
        found = np.zeros(len(keys), np.int32)
        found[some] = self.find(keys.take(some))
        return found

    @cached_property
    def _views(self) -> tuple[memoryview, memoryview]:
        return self.keys.data, self.values.data

    def get(self, key: int) -> int:
        """Look one key up: its number, 0 where it is not in the table."""
        keys, values = self._views
        mask = len(keys) - 1
        slot = key & mask
        while held := keys[slot]:
            if held == key:
                number: int = values[slot]
                return number
            slot = (slot + 1) & mask
        return 0

    @cached_property
    def _pairs(self) -> dict[tuple[int, int], int]:
        return {}

    def get_pair(self, first: int, second: int) -> int:
        """Look up the hash that `combine_one` makes of two; those asked for last are remembered."""
        known, pair = self._pairs, (first, second)
        number = known.get(pair)
        if number is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            number = known[pair] = self.get(combine_one(first, second))
        return number


def _slots(keys: Hashes, level: int, bits: int) -> Ints:
    """Get the slot of each key in a level: of hashes some bits serve, of the few that share those, other bits."""
    if level == 0:
        return (keys & np.uint64((1 << bits) - 1)).view(np.int64)
    slots = keys * np.uint64((int(_K1) * (2 * level + 1)) % 2**64)
    slots >>= np.uint64(64 - bits)
    return slots.view(np.int64)


@dataclass(frozen=True, slots=True)
class _Index:
    """Where to look for keys, level by level: whoever finds another key in its slot goes on to the next level.

    keys, values : (n + 1,) uint64 and int32, keys by number, from 1, and what they stand for
    levels : for each (2**b,) uint64; a slot holds a key's number, whether others shared the slot, and, above these
        bits, those of the key, so that one look at memory tells both (the slot has told the bits below); 0 where
        there is no key
    filled : (2**b,) bool, whether the slots of the first level hold a key, an eighth of their bytes
    shared, number, key : the bit of a slot that others shared, the bits of the number, and the first of the key's
    """

    keys: Hashes
    values: npt.NDArray[np.int32]
    levels: tuple[Hashes, ...]
    filled: npt.NDArray[np.bool_]
    shared: np.uint64
    number: np.uint64
    key: np.uint64

    @classmethod
    def of(cls, keys: Hashes, values: npt.NDArray[np.int32]) -> _Index:
        taken = keys.nonzero()[0]
        keys = np.concatenate((_NONE, keys.take(taken)))
        values = np.concatenate((_NONE.astype(np.int32), values.take(taken)))
        number_bits = len(keys).bit_length()
        shared, number, key = (np.uint64(n) for n in (1 << number_bits, (1 << number_bits) - 1, 2 << number_bits))
        levels: list[Hashes] = []
        rest = np.arange(1, len(keys), dtype=np.uint64)
        while len(rest) or not levels:
            per_key = _SLOTS_A_SHARED_KEY if levels else _SLOTS_A_KEY
            bits = max((per_key * len(rest)).bit_length(), 3)
            level = np.zeros(1 << bits, np.uint64)
            slots = _slots(keys.take(rest.view(np.int64)), len(levels), bits)
            level[slots] = rest  # of several the last stays
            others = (level.take(slots) != rest).nonzero()[0]
            held = level.nonzero()[0]
            level[held] |= keys.take(level[held].view(np.int64)) & ~(key - np.uint64(1))
            slots, rest = slots.take(others), rest.take(others)
            level[slots] |= shared
            levels.append(level)
        return cls(keys, values, tuple(levels), levels[0] != 0, shared, number, key)

    def find(self, keys: Hashes) -> npt.NDArray[np.int32]:
        """Return the numbers of keys, 0 for one that is not here."""
        numbers, more = self._look(keys, 0)
        rest = more
        for level in range(1, len(self.levels)):
            if not len(more):
                break
            keys = keys.take(more)
            found, more = self._look(keys, level)
            numbers[rest] = found
            rest = rest.take(more)
        return numbers

    def _look(self, keys: Hashes, level: int) -> tuple[npt.NDArray[np.int32], Ints]:
        """Look keys up in a level: their numbers, 0 for those not found, and which of these to look for further."""
        slots = self.levels[level]
        held = slots.take(_slots(keys, level, len(slots).bit_length() - 1))
        numbers = (held & self.number).astype(np.int32)
        # of the first level, which has more slots than there are numbers, a slot tells all bits of a key
        hit = (held ^ keys) < self.key if level == 0 else self.keys.take(numbers) == keys
        held &= self.shared
        more = (held.astype(np.bool_) > hit).nonzero()[0]
        numbers *= hit
        return numbers, more
