"""Figures of merit, line by line and span by span, and thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from sklearn.metrics import average_precision_score, f1_score, precision_recall_curve, roc_auc_score

from propdetect.taxonomy import OUTPUTS
from training.fit import Known, Labels, N, Values

Span = tuple[int, int]
# A technique is decided at most this many times as often as annotators found it.
MOST_DECIDED = 1.5
# A technique with fewer annotated lines has no threshold of its own.
ENOUGH_POSITIVES = 150
FLOORS = (0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2)


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
    """
    chosen = np.zeros(N + 1)
    for t in range(N + 1):
        rows = known.rows(t)
        if known.labels[rows, t].sum() >= ENOUGH_POSITIVES:
            chosen[t] = best_threshold(known.labels[rows, t], scores[rows, t])
    asked, labels = known.asked[:, :N], known.labels[:, :N]

    def micro_f1(floor: float) -> float:
        decided = (scores[:, :N] >= np.maximum(chosen[:N], floor)) & asked
        return float(2 * (decided & labels).sum() / (decided.sum() + labels.sum()))

    floor = max(FLOORS, key=micro_f1)
    chosen[:N] = np.maximum(chosen[:N], floor)
    return chosen


def line_figures(known: Known, scores: Values, decided: Labels) -> dict[str, float]:
    """Return the figures of the technique outputs over lines.

    known : labels of the lines; scores, decided : (n_lines, 24). A technique that a line's corpus does not
    annotate counts for nothing there.
    Micro-F1 over the 23 techniques, macro-F1 and mean average precision over those that occur; `AP_*` of
    single outputs; expected calibration error of "propaganda" (15 bins of equal mass).
    """
    labels = known.labels
    decided = decided & known.asked
    occur = [t for t in range(N) if labels[:, t].any()]
    precision = {}
    for t in [*occur, N]:
        rows = known.rows(t)
        precision[t] = float(average_precision_score(labels[rows, t], scores[rows, t]))
    out = {
        "lines": float(len(labels)),
        "micro_f1": float(f1_score(labels[:, occur], decided[:, occur], average="micro", zero_division=0)),
        "macro_f1": float(f1_score(labels[:, occur], decided[:, occur], average="macro", zero_division=0)),
        "map": float(np.mean([precision[t] for t in occur])),
        "ece_propaganda": calibration_error(labels[:, N], scores[:, N]),
    }
    return out | {f"ap_{OUTPUTS[t]}": value for t, value in precision.items()}


def bias_figures(labels: Labels, probabilities: Values) -> dict[str, float]:
    """Return the figures of the output "bias" over sentences."""
    return {
        "sentences": float(len(labels)),
        "macro_f1": float(f1_score(labels, probabilities >= 0.5, average="macro")),
        "auc": float(roc_auc_score(labels, probabilities)),
        "ece": calibration_error(labels, probabilities),
    }


def calibration_error(labels: Labels, probabilities: Values, bins: int = 15) -> float:
    """Return the expected calibration error over bins of equal mass (Naeini et al. 2015)."""
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return float(sum(len(p) * abs(labels[p].mean() - probabilities[p].mean()) for p in parts) / len(labels))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Merge spans that overlap or touch."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def span_f1(documents: Iterable[tuple[Sequence[Span], Sequence[Span]]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of spans by partial overlap, over all documents.

    documents : (predicted, annotated) spans of each, merged
    Da San Martino et al. (2019), "Fine-grained analysis of propaganda in news articles", equations 1 to 3.
    """
    precise = complete = 0.0
    predicted_n = annotated_n = 0
    for predicted, annotated in documents:
        predicted_n, annotated_n = predicted_n + len(predicted), annotated_n + len(annotated)
        for start, end in predicted:
            for first, last in annotated:
                shared = min(end, last) - max(start, first)
                if shared > 0:
                    precise += shared / (end - start)
                    complete += shared / (last - first)
    p, r = precise / max(predicted_n, 1), complete / max(annotated_n, 1)
    return p, r, 2 * p * r / max(p + r, 1e-12)
