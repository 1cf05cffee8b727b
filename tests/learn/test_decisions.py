"""From which probability on a technique is decided, and what line figures make of decisions."""

import numpy as np

from propdetect.learn.figures import line_figures
from propdetect.learn.labels import Known, N
from propdetect.learn.thresholds import best_threshold, thresholds


def test_the_threshold_is_the_score_of_the_highest_f1() -> None:
    labels = np.array([True, True, False, True, False, False])
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.2, 0.1])
    assert best_threshold(labels, scores) == 0.6


def test_a_threshold_never_decides_much_more_than_annotators_found() -> None:
    labels = np.zeros(1000, bool)
    labels[::100] = True
    scores = np.random.default_rng(0).random(1000)
    assert (scores >= best_threshold(labels, scores)).sum() <= 15


def calibrated(n: int = 20_000) -> tuple[Known, np.ndarray]:
    rng = np.random.default_rng(0)
    scores = rng.beta(0.3, 3.0, (n, N + 1))
    labels = rng.random((n, N + 1)) < scores
    labels[:, N] = labels[:, :N].any(axis=1)
    return Known(labels, np.ones_like(labels)), scores


def test_calibrated_techniques_are_decided_where_micro_f1_is_best() -> None:
    known, scores = calibrated()
    chosen = thresholds(known, scores)
    labels = known.labels[:, :N]

    def micro_f1(cuts: np.ndarray) -> float:
        decided = scores[:, :N] >= cuts
        return float(2 * (decided & labels).sum() / (decided.sum() + labels.sum()))

    reached = micro_f1(chosen[:N])
    assert len(set(chosen[:N].tolist())) == 1
    assert abs(chosen[0] - reached / 2) < 0.005
    for factor in (0.7, 1.4):
        assert micro_f1(chosen[:N] * factor) < reached
        other = chosen[:N].copy()
        other[3] *= factor
        assert micro_f1(other) < reached


def test_a_technique_without_an_example_is_never_decided() -> None:
    known, scores = calibrated(2000)
    known.labels[:, 5] = False
    assert thresholds(known, scores)[5] > 1


def test_what_was_not_asked_about_changes_no_threshold() -> None:
    known, scores = calibrated(2000)
    known.asked[:500, 0] = known.labels[:500, 0] = False
    other = scores.copy()
    other[:500, 0] = 1 - other[:500, 0]
    assert thresholds(known, other).tolist() == thresholds(known, scores).tolist()


def test_a_technique_that_a_line_was_not_annotated_for_counts_for_nothing() -> None:
    labels = np.zeros((4, N + 1), bool)
    labels[0, [0, N]] = True
    asked = np.ones_like(labels)
    asked[1:, 0] = False
    decided = np.zeros_like(labels)
    decided[:, 0] = True
    scores = np.linspace(0, 1, 4 * (N + 1)).reshape(4, N + 1)
    assert line_figures(Known(labels, asked), scores, decided)["micro_f1"] == 1.0
