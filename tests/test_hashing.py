"""Hashes and the table that they are keys of."""

import pickle
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect import hashing
from propdetect.hashing import HashTable, combine, combine_one, mix

U64 = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
WORDS = st.integers(0, U64)
# Few low bits, so that keys of one table fall on each other's slots.
CROWDED = st.builds(lambda high, low: high << 60 | low, st.integers(0, 15), st.integers(0, 7))
KEYS = st.one_of(WORDS, CROWDED, st.sampled_from([0, 1, U64]))


def array(values: list[int]) -> np.ndarray:
    return np.array(values, np.uint64)


def plain_mix(value: int) -> int:
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & U64
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & U64
    return value ^ (value >> 31)


def unshift(value: int, shift: int) -> int:
    """Undo x ^ (x >> shift)."""
    result = value
    for _ in range(64 // shift):
        result = value ^ (result >> shift)
    return result


def unmix(value: int) -> int:
    value = unshift(value, 31) * pow(0x94D049BB133111EB, -1, 1 << 64) & U64
    value = unshift(value, 27) * pow(0xBF58476D1CE4E5B9, -1, 1 << 64) & U64
    return unshift(value, 30)


def table(keys: list[int]) -> HashTable:
    return HashTable.build(array(keys), np.arange(1, len(keys) + 1, dtype=np.int32))


def test_mix_gives_the_published_first_numbers_of_splitmix64():
    states = array([GOLDEN * i & U64 for i in (1, 2, 3)])
    assert mix(states).tolist() == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


@given(st.lists(WORDS))
def test_mix_is_one_to_one_since_it_can_be_undone(values):
    mixed = mix(array(values)).tolist()
    assert mixed == [plain_mix(value) for value in values]
    assert [unmix(value) for value in mixed] == values


@given(st.lists(st.tuples(WORDS, WORDS)))
def test_combine_is_its_formula_in_plain_integers(pairs):
    first, second = array([a for a, _ in pairs]), array([b for _, b in pairs])
    plain = [plain_mix((a * GOLDEN + (b ^ (b >> 30))) & U64) for a, b in pairs]
    assert combine(first, second).tolist() == plain
    assert [combine_one(a, b) for a, b in pairs] == plain


def test_combine_tells_the_two_orders_of_a_pair_apart():
    hashes = mix(np.arange(1, 301, dtype=np.uint64))
    first, second = np.repeat(hashes, 300), np.tile(hashes, 300)
    assert len(np.unique(combine(first, second))) == 300 * 300


@given(st.lists(KEYS.filter(bool), unique=True, max_size=60), st.lists(KEYS, max_size=40))
def test_a_table_finds_what_a_dict_finds_and_0_for_all_else(keys, others):
    numbers = {key: i for i, key in enumerate(keys, 1)}
    asked = keys + others + keys[:3]
    expected = [numbers.get(key, 0) for key in asked]
    assert table(keys).find(array(asked)).tolist() == expected
    with mock.patch.object(hashing, "_VERY_FEW", -1):
        assert table(keys).find(array(asked)).tolist() == expected
    assert [table(keys).get(key) for key in asked] == expected
    with mock.patch.object(hashing, "_FEW", 0):
        assert table(keys).find_rare(array(asked)).tolist() == expected


def test_keys_that_want_the_last_slot_go_on_at_the_first():
    keys = [i << 32 | 0xFFFFFFFF for i in range(1, 20)]
    found = table(keys)
    assert [found.get(key) for key in keys] == list(range(1, 20))
    last = len(found.keys) - 1
    assert {key & last for key in keys} == {last}
    assert found.find(array(keys)).tolist() == list(range(1, 20))
    assert found.find(array([20 << 32 | 0xFFFFFFFF, 0xFFFFFFFF, 0])).tolist() == [0, 0, 0]


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 63, 64, 1000])
def test_a_table_has_a_power_of_two_of_slots_of_which_at_most_half_are_taken(count):
    built = table(plain_keys := [plain_mix(i) for i in range(1, count + 1)])
    slots = len(built.keys)
    assert slots & (slots - 1) == 0
    assert 2 * count <= slots
    assert np.count_nonzero(built.keys) == np.count_nonzero(built.values) == len(plain_keys)


def test_an_empty_table_finds_nothing_and_nothing_to_look_up_is_fine():
    assert table([]).find(array([0, 1, U64])).tolist() == [0, 0, 0]
    assert table([5]).find(array([])).tolist() == []


@pytest.mark.parametrize("keys", [[0], [4, 0, 7], [3, 3], [9, 8, 9]])
def test_a_key_that_is_0_or_comes_twice_is_refused(keys):
    with pytest.raises(ValueError, match="distinct and not 0"):
        table(keys)


def test_looking_up_leaves_the_table_and_the_keys_as_they_were():
    built, asked = table([7, 15, 23]), array([23, 31, 7])
    before = built.keys.copy(), built.values.copy(), asked.copy()
    built.find(asked)
    for old, new in zip(before, (built.keys, built.values, asked), strict=True):
        assert (old == new).all()


@given(st.lists(KEYS.filter(bool), unique=True, max_size=30), st.integers(0, 30))
def test_a_table_extended_by_keys_is_that_of_all_keys_and_leaves_the_first_alone(keys: list[int], n: int) -> None:
    values = np.arange(1, len(keys) + 1, dtype=np.int32)
    first = HashTable.build(array(keys[:n]), values[:n])
    held = first.keys.copy()
    table = first.extended(array(keys[n:]), values[n:])
    assert table.find(array(keys)).tolist() == values.tolist()
    assert first.keys.tolist() == held.tolist()
    assert 2 * len(keys) <= len(table.keys)
    if keys:
        with pytest.raises(ValueError, match="distinct"):
            table.extended(array(keys[:1]), values[:1])
    with pytest.raises(ValueError, match="distinct and not 0"):
        table.extended(array([0]), np.ones(1, np.int32))


def test_a_table_that_was_used_can_be_pickled_and_finds_the_same() -> None:
    keys = [plain_mix(i) for i in range(1, 40)]
    used = table(keys)
    asked = used.find(array(keys)), used.get(keys[3]), used.get_pair(1, 2)
    again = pickle.loads(pickle.dumps(used))  # noqa: S301 (its own pickle)
    assert again.find(array(keys)).tolist() == asked[0].tolist()
    assert (again.get(keys[3]), again.get_pair(1, 2)) == asked[1:]


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=30, unique=True), st.integers(1, 40))
def test_a_pair_is_found_by_the_hash_of_the_two_whether_it_is_remembered_or_not(pairs, most):
    first, second = array([a for a, _ in pairs]), array([b for _, b in pairs])
    keys = combine(first, second).tolist()
    found = table([key for key in dict.fromkeys(keys[::2]) if key])
    expected = [found.get(key) for key in keys]
    with mock.patch.object(hashing, "_REMEMBERED", most):
        for _ in range(2):
            assert [found.get_pair(*pair) for pair in pairs] == expected
