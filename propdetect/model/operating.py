"""Operating points: from which probability on an output's decisions were right often enough on unseen texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from propdetect.taxonomy import OUTPUTS, get

Values = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]

# A precision is trusted from this many decisions on: three right out of three is luck. With 20, a measured .8 is
# still .58 to .92 (Wilson's interval, 95 %), which is the least that "most of them are right" can mean.
FEWEST_DECISIONS = 20
# Points kept an output: the first to reach each whole per cent, so that a precision asked for in whole per cents
# gets the very threshold that all scores would give, in 60 kB a model at most.
_LEVELS = np.arange(1, 101) / 100
# What no probability reaches: the threshold of an output that is never decided.
NEVER = 2.0


def check_precision(precision: float) -> None:
    """Raise ValueError, one line with what to give, where a precision is not above 0 and at most 1."""
    if not 0 < precision <= 1:
        raise ValueError(f"a precision must be above 0 and at most 1, not {precision}; give one such as 0.8")


def check_threshold(threshold: float) -> None:
    """Raise ValueError, one line with what to give, where a threshold is no probability."""
    if not 0 <= threshold <= 1:
        raise ValueError(f"a threshold must be a probability from 0 to 1, not {threshold}; give one such as 0.6")


def replaced(thresholds: Values, learned: Labels, wanted: Mapping[str, float]) -> Values:
    """Return thresholds with those of some outputs replaced.

    thresholds : (25,), in the order of `taxonomy.OUTPUTS`
    learned : (25,), whether the model has learned the output; another keeps its threshold, as its probability says
        nothing
    wanted : a probability for each output id; raises ValueError for what is none, UnknownTechniqueError for
        another id
    """
    changed = thresholds.copy()
    for output, threshold in wanted.items():
        if output not in OUTPUTS:
            get(output)  # which raises
        check_threshold(threshold)
        column = OUTPUTS.index(output)
        if learned[column]:
            changed[column] = threshold
    return changed


@dataclass(frozen=True, slots=True, eq=False)
class OperatingCurves:
    """What thresholds give, for each output, on texts that its model had not seen.

    bounds : (n_outputs + 1,) int32, where the points of each output begin
    points : (m, 3) float64, threshold (a probability), precision and recall where it decides; those of an output
        rise in threshold and in precision: a lower threshold with as high a precision stands for those above it
    """

    bounds: npt.NDArray[np.int32]
    points: Values

    @classmethod
    def build(cls, labels: Sequence[Labels], scores: Sequence[Values]) -> OperatingCurves:
        """Measure the curves.

        labels, scores : of each output, (n,) whether it is present and its probability, from folds' models that
            had not seen the text
        Raises ValueError where the two differ in length or a score is not finite.
        """
        curves = [_thinned(_frontier(*of_output)) for of_output in zip(labels, scores, strict=True)]
        bounds = np.cumsum([0, *(len(curve) for curve in curves)], dtype=np.int32)
        return cls(bounds, np.concatenate([np.zeros((0, 3)), *curves]))

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray[Any, Any]]) -> OperatingCurves | None:
        """Pick the curves out of named arrays; None where there are none. Raises KeyError where half is missing."""
        if not {"operating_bounds", "operating_points"} & arrays.keys():
            return None
        return cls(arrays["operating_bounds"], arrays["operating_points"])

    def to_arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """Name the arrays; there are none where no output has a point that can be trusted."""
        if not len(self.points):
            return {}
        return {"operating_bounds": self.bounds, "operating_points": self.points}

    def of(self, output: int) -> Values:
        """Return the points of an output, from low to high: (k, 3) threshold, precision, recall."""
        return self.points[self.bounds[output] : self.bounds[output + 1]]

    def choose(self, min_precision: float) -> tuple[Values, Labels]:
        """Choose the lowest threshold of each output whose precision is at least `min_precision`.

        min_precision : above 0, at most 1; another raises ValueError
        Returns (n_outputs,) thresholds, `NEVER` for an output that cannot reach the precision, and (n_outputs,)
        whether each can.
        """
        check_precision(min_precision)
        thresholds = np.full(len(self.bounds) - 1, NEVER)
        for output in range(len(thresholds)):
            points = self.of(output)
            first = int(np.searchsorted(points[:, 1], min_precision))
            if first < len(points):
                thresholds[output] = points[first, 0]
        return thresholds, thresholds < NEVER


def _frontier(labels: Labels, scores: Values) -> Values:
    """Return the points, from low thresholds to high, that are more precise than every lower threshold: (k, 3)."""
    if labels.shape != scores.shape or not np.isfinite(scores).all():
        raise ValueError(f"{labels.shape} labels need as many scores that are finite, not {scores.shape}")
    order = np.argsort(-scores, kind="stable")
    thresholds = scores[order]
    # scores that tie are decided together, so a point lies behind the last of them
    last = np.flatnonzero(np.append(thresholds[1:] != thresholds[:-1], True)[: len(thresholds)])
    last = last[last + 1 >= FEWEST_DECISIONS][::-1]
    right = np.cumsum(labels[order])[last]
    precision = right / (last + 1)
    lower = np.maximum.accumulate(np.append(0.0, precision))[:-1]
    recall = right / max(int(labels.sum()), 1)
    points: Values = np.stack((thresholds[last], precision, recall), axis=1)
    better: Values = points[precision > lower]
    return better


def _thinned(points: Values) -> Values:
    """Keep the first point that reaches each level, and the most precise one."""
    first = np.searchsorted(points[:, 1], _LEVELS)
    kept = np.unique(np.append(first[first < len(points)], len(points) - 1))
    few: Values = points[kept[kept >= 0]]
    return few
