"""Figures of merit, against values worked out by hand."""

import numpy as np
import pytest

from training.evaluate import (
    ENOUGH_POSITIVES,
    best_threshold,
    calibration_error,
    line_figures,
    merged,
    span_f1,
    thresholds,
)
from training.fit import Known, N


def test_spans_that_overlap_or_touch_are_merged() -> None:
    assert merged([(5, 9), (0, 3), (3, 4), (8, 12)]) == [(0, 4), (5, 12)]


def test_span_f1_weighs_partial_overlap_as_published() -> None:
    # one predicted span of 10 shares 5 with an annotated one of 20; one predicted span misses
    precision, recall, f1 = span_f1([([(0, 10), (50, 60)], [(5, 25)])])
    assert precision == pytest.approx((5 / 10) / 2)
    assert recall == pytest.approx(5 / 20)
    assert f1 == pytest.approx(0.25)


def test_span_f1_of_nothing_is_zero() -> None:
    assert span_f1([([], [])])[2] == 0


def test_the_threshold_is_the_score_of_the_highest_f1() -> None:
    labels = np.array([True, True, False, True, False, False])
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.2, 0.1])
    assert best_threshold(labels, scores) == 0.6


def test_a_threshold_never_decides_much_more_than_annotators_found() -> None:
    labels = np.zeros(1000, bool)
    labels[::100] = True
    scores = np.random.default_rng(0).random(1000)
    assert (scores >= best_threshold(labels, scores)).sum() <= 15


def test_a_rare_technique_takes_the_common_threshold() -> None:
    rng = np.random.default_rng(0)
    labels = np.zeros((2000, N + 1), bool)
    scores = rng.random((2000, N + 1)) * 0.05
    labels[: 2 * ENOUGH_POSITIVES, 0] = True
    scores[: 2 * ENOUGH_POSITIVES, 0] += 0.5
    labels[:3, 1] = True
    labels[:, N] = labels[:, :N].any(axis=1)
    chosen = thresholds(Known(labels, np.ones_like(labels)), scores)
    assert chosen[1] == chosen[2]
    assert chosen[0] >= 0.5


def test_calibration_error_is_the_mean_distance_of_bins() -> None:
    labels = np.array([False] * 50 + [True] * 50)
    probabilities = np.array([0.1] * 50 + [0.8] * 50)
    assert calibration_error(labels, probabilities, bins=2) == pytest.approx((0.1 + 0.2) / 2)


def test_a_technique_that_a_line_was_not_annotated_for_counts_for_nothing() -> None:
    labels = np.zeros((4, N + 1), bool)
    labels[0, [0, N]] = True
    asked = np.ones_like(labels)
    asked[1:, 0] = False
    decided = np.zeros_like(labels)
    decided[:, 0] = True
    scores = np.linspace(0, 1, 4 * (N + 1)).reshape(4, N + 1)
    assert line_figures(Known(labels, asked), scores, decided)["micro_f1"] == 1.0
