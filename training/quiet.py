"""Raise the threshold of `propaganda` until plain prose is quiet, by prose that no weight was fitted on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from propdetect.detector import Detector
from propdetect.learn.labels import N
from propdetect.learn.learn import Learned
from propdetect.lexicon.match import Matcher
from propdetect.report import ModelInfo
from propdetect.text.sentences import SentenceParameters
from training import authored

# Of the sentences of plain prose, this share may be decided: less than the 3 % that a model is held to on other
# prose, since a threshold that is chosen on some sentences does a little worse on others.
MOST = 0.02


def quieter(learned: Learned, matcher: Matcher, parameters: SentenceParameters) -> Learned:
    """Return what was learned, with a threshold of `propaganda` that at most `MOST` of reserved prose reaches.

    The best F1 on articles, two in five lines of which show a technique, is no threshold for texts that show none.
    The folds' thresholds are raised likewise, so that figures are those of such decisions.
    """
    detector = Detector(learned.weights, matcher, parameters, ModelInfo("not saved yet", "", ""))
    reports = [detector.score(text.text) for text in authored.read() if text.reserved]
    scores = np.concatenate([report.probabilities[:, N] for report in reports])
    floor = float(np.quantile(scores, 1 - MOST, method="higher"))
    limits, folds = learned.weights.thresholds.copy(), learned.fitted.thresholds.copy()
    limits[N], folds[:, N] = max(limits[N], floor), np.maximum(folds[:, N], floor)
    return replace(
        learned,
        weights=replace(learned.weights, thresholds=limits),
        fitted=replace(learned.fitted, thresholds=folds),
    )
