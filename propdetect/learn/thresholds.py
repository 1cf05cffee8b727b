"""Thresholds: from which probability on an output counts as present."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import precision_recall_curve

from propdetect.learn.labels import Known, Labels, N, Values
from propdetect.model.operating import NEVER, OperatingCurves

# A technique is decided at most this many times as often as annotators found it.
MOST_DECIDED = 1.5
# A technique with fewer annotated lines has no threshold of its own.
ENOUGH_POSITIVES = 150
# Probabilities that may be the least for all techniques. News shows a technique in a few lines of a hundred and
# needs the low ones; where a line in three shows one, the low ones decide twice as often as annotators did.
FLOORS = (0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


def best_threshold(labels: Labels, scores: Values, most: float = MOST_DECIDED) -> float:
    """Return the score with the highest F1 among those that decide at most `most` times the true positives.

    labels, scores : (n,); scores tied with the threshold are decided too
    Rare techniques have no reliable maximum of F1; the limit keeps them as rare as annotators find them.
    """
    precision, recall, scores_at = precision_recall_curve(labels, scores)
    precision, recall = precision[:-1], recall[:-1]
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    decided = recall / np.maximum(precision, 1e-12)
    allowed = (decided <= most) & (recall > 0)
    if not allowed.any():
        return float(scores_at[-1])
    return float(scores_at[int(np.argmax(np.where(allowed, f1, -1)))])


def thresholds(known: Known, scores: Values) -> Values:
    """Choose a threshold for each of the 24 outputs that articles are labelled for: (24,).

    A technique with enough positives gets the threshold of its best F1, but none is decided below a probability
    that is common to all: the one that gives the best micro-F1. With fewer positives that is the threshold.
    "Any technique" has no floor, so it gets the best F1 of whatever positives there are. An output without any is
    never decided.
    """
    chosen = np.zeros(N + 1)
    for t in range(N + 1):
        rows = known.rows(t)
        if known.labels[rows, t].sum() >= (1 if t == N else ENOUGH_POSITIVES):
            chosen[t] = best_threshold(known.labels[rows, t], scores[rows, t])
    asked, labels = known.asked[:, :N], known.labels[:, :N]

    def micro_f1(floor: float) -> float:
        decided = (scores[:, :N] >= np.maximum(chosen[:N], floor)) & asked
        return float(2 * (decided & labels).sum() / max(decided.sum() + labels.sum(), 1))

    floor = max(FLOORS, key=micro_f1)
    chosen[:N] = np.maximum(chosen[:N], floor)
    chosen[~known.labels.any(axis=0)] = NEVER
    return chosen


def operating_curves(known: Known, scores: Values, biased: Labels, bias: Values) -> OperatingCurves:
    """Measure how precise each threshold of the 25 outputs is on what the folds' models had not seen.

    known, scores : of lines, (n_lines, 24); a line counts for an output where it was asked about it
    biased, bias : (m,) labels and probabilities of sentences, for the output "bias"; may be empty
    """
    asked = [known.rows(t) for t in range(N + 1)]
    labels = [known.labels[rows, t] for t, rows in enumerate(asked)]
    return OperatingCurves.build([*labels, biased], [*(scores[rows, t] for t, rows in enumerate(asked)), bias])
