"""Texts that must share a fold do, and what cannot be dealt is said in one line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.learn.groups import TrainingError, by_label, fold_of, linked


def test_copies_of_a_text_belong_together_whatever_their_case_spaces_and_groups() -> None:
    texts = ["The tide is in.", "A ferry left.", "the  tide is\nIN.", "A kite flew."]
    assert linked(texts).tolist() == [0, 1, 0, 2]
    assert linked(texts, ["a", "b", "c", "d"]).tolist() == [0, 1, 0, 2]


def test_a_copy_joins_two_groups() -> None:
    texts = ["One.", "Two.", "Two.", "Three.", "Four."]
    assert linked(texts, ["a", "a", "b", "b", "c"]).tolist() == [0, 0, 0, 0, 1]


def test_groups_may_be_of_any_kind_that_compares() -> None:
    assert linked(["One.", "Two.", "Three."], [1, "1", 1]).tolist() == [0, 1, 0]


@given(st.lists(st.integers(0, 9), min_size=10, max_size=40))
def test_no_unit_is_in_two_folds(units: list[int]) -> None:
    numbers = np.array([*units, *range(10)])
    fold = fold_of(numbers, 3)
    assert set(fold.tolist()) == {0, 1, 2}
    assert all(len(set(fold[numbers == unit].tolist())) == 1 for unit in set(units))


def test_units_of_one_size_are_dealt_in_turn() -> None:
    assert fold_of(np.arange(6), 3).tolist() == [0, 1, 2, 0, 1, 2]


def test_units_numbered_by_label_are_dealt_so_that_each_fold_has_like_shares_of_each() -> None:
    units, labels = np.array([5, 1, 2, 7, 0, 3, 4, 6]), np.array([[1], [0]] * 4, np.bool_)
    fold = fold_of(by_label(units, labels), 2)
    assert np.bincount(fold[labels[:, 0]]).tolist() == np.bincount(fold[~labels[:, 0]]).tolist() == [2, 2]


def test_fewer_groups_than_folds_are_an_error_with_the_number_to_use() -> None:
    with pytest.raises(TrainingError) as error:
        fold_of(np.array([0, 0, 1, 2]), 4, what="articles")
    assert str(error.value) == (
        "4 articles in 3 groups (copies of a text are one) cannot be dealt into 4 folds; label more, "
        "or train in 3 folds"
    )


def test_a_single_group_cannot_be_dealt_at_all() -> None:
    with pytest.raises(TrainingError, match=r"in 1 group .*; label more, at least 2, of different groups$"):
        fold_of(np.zeros(5, np.int64), 2)
