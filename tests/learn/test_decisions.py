"""From which probability on a technique is decided, and what line figures make of decisions."""

import numpy as np

from propdetect.learn.figures import line_figures
from propdetect.learn.labels import Known, N
from propdetect.learn.thresholds import ENOUGH_POSITIVES, best_threshold, thresholds


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
    labels[:3, 1:3] = True
    labels[:, N] = labels[:, :N].any(axis=1)
    chosen = thresholds(Known(labels, np.ones_like(labels)), scores)
    assert chosen[1] == chosen[2]
    assert chosen[0] >= 0.5


def test_a_technique_that_a_line_was_not_annotated_for_counts_for_nothing() -> None:
    labels = np.zeros((4, N + 1), bool)
    labels[0, [0, N]] = True
    asked = np.ones_like(labels)
    asked[1:, 0] = False
    decided = np.zeros_like(labels)
    decided[:, 0] = True
    scores = np.linspace(0, 1, 4 * (N + 1)).reshape(4, N + 1)
    assert line_figures(Known(labels, asked), scores, decided)["micro_f1"] == 1.0
