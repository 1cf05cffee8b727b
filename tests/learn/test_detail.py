"""Each technique by itself, and reliability, against cases worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import average_precision_score

from propdetect.evaluation.measures import calibration_error
from propdetect.learn.detail import reliability, rounded, technique_details
from propdetect.learn.labels import Known, N
from propdetect.taxonomy import OUTPUTS


def lines() -> tuple[Known, np.ndarray, np.ndarray]:
    """Five lines; the first technique is asked of four of them and shown by two."""
    labels = np.zeros((5, N + 1), bool)
    labels[[0, 1], 0] = True
    labels[[0, 1], N] = True
    asked = np.ones_like(labels)
    asked[4, 0] = False
    scores = np.zeros((5, N + 1))
    scores[:, 0] = [0.9, 0.3, 0.6, 0.1, 1.0]
    return Known(labels, asked), scores, scores >= 0.5


def test_a_technique_has_its_support_decisions_precision_recall_and_average_precision() -> None:
    found = technique_details(*lines(), np.full(N + 1, 0.25))
    # found: the first and, wrongly, the third; ranked: right, wrong, right
    assert found[OUTPUTS[0]] == {
        "lines": 4,
        "support": 2,
        "decided": 2,
        "precision": 0.5,
        "recall": 0.5,
        "f1": 0.5,
        "ap": pytest.approx((1 + 2 / 3) / 2),
        "threshold": 0.25,
    }


def test_what_is_undefined_is_left_out() -> None:
    found = technique_details(*lines())
    assert found[OUTPUTS[1]] == {"lines": 5, "support": 0, "decided": 0}
    any_technique = found[OUTPUTS[N]]
    assert "precision" not in any_technique
    assert (any_technique["support"], any_technique["recall"], any_technique["f1"]) == (2, 0.0, 0.0)


def test_techniques_stand_in_the_order_of_the_outputs_without_bias() -> None:
    assert list(technique_details(*lines())) == list(OUTPUTS[: N + 1])


@given(arrays(np.bool_, 12), arrays(np.float64, 12, elements=st.sampled_from([0.0, 0.2, 0.5, 1.0])))
def test_average_precision_is_that_of_scikit_learn(labels: np.ndarray, ranking: np.ndarray) -> None:
    known = Known(np.tile(labels[:, None], N + 1), np.ones((12, N + 1), bool))
    scores = np.tile(ranking[:, None], N + 1)
    found = technique_details(known, scores, scores >= 0.5)[OUTPUTS[3]]
    assert ("ap" in found) == labels.any()
    if labels.any():
        assert found["ap"] == pytest.approx(average_precision_score(labels, ranking))


def test_bins_of_equal_mass_compare_mean_probability_and_share_of_positives() -> None:
    labels = np.array([False, False, True, True, False, True])
    probabilities = np.array([0.1, 0.3, 0.2, 0.8, 0.6, 0.7])
    # sorted: .1 no, .2 yes, .3 no | .6 no, .7 yes, .8 yes
    assert reliability(labels, probabilities, bins=2) == [
        {"mean": pytest.approx(0.2), "positive": pytest.approx(1 / 3), "count": 3},
        {"mean": pytest.approx(0.7), "positive": pytest.approx(2 / 3), "count": 3},
    ]


def test_fewer_lines_than_bins_make_a_bin_each() -> None:
    assert [b["count"] for b in reliability(np.array([True, False]), np.array([0.5, 0.4]))] == [1, 1]


@given(
    st.integers(1, 60).flatmap(
        lambda n: st.tuples(arrays(np.bool_, n), arrays(np.float64, n, elements=st.floats(0, 1, width=32)))
    )
)
def test_the_calibration_error_is_the_mean_distance_of_the_bins(case: tuple[np.ndarray, np.ndarray]) -> None:
    labels, probabilities = case
    bins = reliability(labels, probabilities)
    mean = sum(b["count"] * abs(b["mean"] - b["positive"]) for b in bins) / len(labels)
    assert mean == pytest.approx(calibration_error(labels, probabilities), abs=1e-12)


def test_results_are_rounded_for_the_manifest_wherever_they_stand() -> None:
    given_ = {"a": [{"mean": 0.123456, "count": 3}], "b": (np.float64(1 / 3),), "c": float("nan"), "d": "x"}
    assert rounded(given_) == {"a": [{"mean": 0.1235, "count": 3}], "b": [0.3333], "c": None, "d": "x"}
