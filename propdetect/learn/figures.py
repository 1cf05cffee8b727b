"""Figures of merit, line by line and span by span."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from propdetect.evaluation.measures import calibration_error
from propdetect.learn.labels import Known, Labels, N, Values
from propdetect.taxonomy import OUTPUTS


def line_figures(known: Known, scores: Values, decided: Labels) -> dict[str, float]:
    """Return the figures of the technique outputs over lines.

    known : labels of the lines; scores, decided : (n_lines, 24). A technique that a line's corpus does not
    annotate counts for nothing there.
    Micro-F1, macro-F1 and mean average precision over the techniques that occur, left out where none does; `ap_*`
    of single outputs; expected calibration error of "propaganda" (15 bins of equal mass).
    """
    labels = known.labels
    decided = decided & known.asked
    occur = [t for t in range(N) if labels[:, t].any()]
    precision = {}
    for t in [*occur, N]:
        rows = known.rows(t)
        precision[t] = float(average_precision_score(labels[rows, t], scores[rows, t]))
    out = {"lines": float(len(labels)), "ece_propaganda": calibration_error(labels[:, N], scores[:, N])}
    if occur:
        both = (labels & decided)[:, occur].sum(axis=0)
        either = labels[:, occur].sum(axis=0) + decided[:, occur].sum(axis=0)
        out |= {
            "micro_f1": float(2 * both.sum() / either.sum()),
            "macro_f1": float(np.mean(2 * both / either)),
            "map": float(np.mean([precision[t] for t in occur])),
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
