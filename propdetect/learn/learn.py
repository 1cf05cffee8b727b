"""The whole way from material to the weights of a model: two stages on folds, thresholds, then on everything."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from propdetect.learn.crossfit import (
    BIAS_THRESHOLD,
    CrossFit,
    Material,
    OutOfFold,
    first_stage,
    fit_second_on,
    fit_whole,
    second_stage,
)
from propdetect.learn.figures import bias_figures, line_figures
from propdetect.learn.labels import N, Values
from propdetect.learn.spans import NO_SHAPES, Flagged, choose_shapes, flagged, span_figures
from propdetect.learn.tables import fold_tables, with_shapes
from propdetect.learn.thresholds import operating_curves, thresholds
from propdetect.model.operating import NEVER, OperatingCurves
from propdetect.model.scoring import Weights
from propdetect.text.sentences import SentenceParameters


@dataclass(frozen=True, slots=True)
class Learned:
    """A model, and what the folds said on the way, from which its figures are taken.

    weights : of the model; out, fitted : the two stages on folds
    spans : flags of every article at every shape; none where the material says what shape flags have
    curves : how precise each threshold is, to be saved beside the weights
    """

    weights: Weights
    out: OutOfFold
    fitted: CrossFit
    spans: Flagged
    curves: OperatingCurves

    def figures(self, material: Material) -> dict[str, dict[str, float]]:
        """Return the figures of the folds' models on the folds that they have not seen."""
        data = material.data
        found = {}
        if data.line_known.labels.any():
            found["lines"] = line_figures(data.line_known, self.fitted.scores, self.fitted.decided(data))
            found["lines"] |= span_figures(data, self.spans) if self.spans else {}
        if material.bias.varied:
            found["bias"] = bias_figures(material.bias.labels, self.fitted.bias)
        return found


def learn(material: Material, parameters: SentenceParameters) -> Learned:
    """Learn a model.

    Every threshold, cost and second-stage weight is chosen on articles that the first stage had not seen; the model
    itself is then fitted on all of them. The same material gives the same weights.
    """
    data = material.data
    out = first_stage(material)
    material.log("second stage and thresholds")
    fitted = second_stage(material, out)
    material.log("everything")
    whole = fit_whole(material)
    second = fit_second_on(
        material, out, np.ones(len(data.articles), np.bool_), np.ones(len(material.bias.labels), np.bool_)
    )
    limit = BIAS_THRESHOLD if material.bias.varied else NEVER
    limits: Values = np.append(thresholds(data.line_known, fitted.scores), limit)
    weights = fold_tables(whole.vocabulary, whole.first, second, limits, material.shapes or NO_SHAPES)
    if material.floors is not None:
        floors = material.floors(weights)
        weights = replace(weights, thresholds=np.maximum(limits, floors))
        fitted = replace(fitted, thresholds=np.maximum(fitted.thresholds, floors[: N + 1]))
    spans: Flagged = []
    if material.shapes is None:
        material.log("flags")
        spans = flagged(material, out, fitted, parameters)
        weights = with_shapes(weights, choose_shapes(data, spans, range(len(data.articles))))
    curves = operating_curves(data.line_known, fitted.scores, material.bias.labels, fitted.bias)
    return Learned(weights, out, fitted, spans, curves)
