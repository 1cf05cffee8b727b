"""Thresholds: from which probability on an output counts as present."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import precision_recall_curve

from propdetect.learn.labels import Known, Labels, N, Values
from propdetect.model.operating import NEVER, OperatingCurves

# A technique is decided at most this many times as often as annotators found it.
MOST_DECIDED = 1.5
# Probabilities among which the best common threshold of all techniques is sought.
CUTS = tuple(round(0.02 * step, 2) for step in range(2, 31))


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

    All techniques share one: half of the best micro-F1 that deciding them all from one probability on reaches.
    Where probabilities are calibrated, no other choice has a higher micro-F1: one more decision helps as long as
    its probability is above half of it (Lipton, Elkan and Naryanaswamy 2014, "Optimal thresholding of classifiers
    to maximize F1 measure"). It rests on all labels together, so it carries over to other texts better than the
    best point of each technique's own curve. "Any technique" is an F1 of its own and has the best of its curve.
    An output without any positive is never decided.
    """
    chosen = np.zeros(N + 1)
    rows = known.rows(N)
    if known.labels[rows, N].any():
        chosen[N] = best_threshold(known.labels[rows, N], scores[rows, N])
    asked, labels = known.asked[:, :N], known.labels[:, :N]

    def micro_f1(cut: float) -> float:
        decided = (scores[:, :N] >= cut) & asked
        return float(2 * (decided & labels).sum() / max(decided.sum() + labels.sum(), 1))

    chosen[:N] = max(map(micro_f1, CUTS)) / 2
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
