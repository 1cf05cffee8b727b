"""Thresholds are raised until plain prose is quiet, and no further."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import propdetect
from propdetect.learn.labels import N
from training.quiet import MOST, MOST_TECHNIQUE, floors, together


@given(
    arrays.arrays(np.float64, (30, 3), elements=st.floats(0, 1)),
    arrays.arrays(np.float64, 3, elements=st.floats(0, 1)),
    st.sampled_from([0.0, 0.1, 0.5, 1.0]),
)
def test_at_most_so_many_sentences_reach_a_threshold(scores: np.ndarray, limits: np.ndarray, most: float) -> None:
    raised = together(scores, limits, most)
    assert (scores >= raised).any(axis=1).mean() <= most
    assert (raised >= limits).all()


def test_the_least_probable_decisions_are_given_up_whichever_output_they_are_of() -> None:
    scores = np.zeros((10, 3))
    scores[:4, 0] = [0.5, 0.6, 0.7, 0.8]
    scores[4:6, 1] = [0.45, 0.9]
    raised = together(scores, np.array([0.4, 0.4, 0.4]), 0.3)
    assert 0.6 < raised[0] <= 0.7
    assert 0.45 < raised[1] <= 0.9
    assert raised[2] == 0.4


def test_thresholds_under_which_prose_is_quiet_already_stay() -> None:
    limits = np.array([0.4, 0.4])
    assert together(np.full((5, 2), 0.3), limits, 0.0).tolist() == limits.tolist()


@pytest.mark.parametrize("name", ["en", "en-open"])
def test_the_shipped_models_reach_their_floors(name: str) -> None:
    detector = propdetect.load(name)
    found = floors(detector.weights, detector.matcher, detector.parameters)
    assert not found[:N].any(), f"more than {MOST_TECHNIQUE:.0%} of reserved prose is decided"
    assert found[N] <= detector.weights.thresholds[N] + 1e-9, f"more than {MOST:.0%} is decided propaganda"
    assert found[-1] == 0
