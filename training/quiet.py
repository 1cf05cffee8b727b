"""How high thresholds must be for plain prose to stay quiet, by prose that no weight was fitted on."""

from __future__ import annotations

import numpy as np

from propdetect.detector import Detector
from propdetect.learn.labels import N, Values
from propdetect.lexicon.match import Matcher
from propdetect.model.scoring import Weights
from propdetect.report import ModelInfo
from propdetect.taxonomy import OUTPUTS
from propdetect.text.sentences import SentenceParameters
from training import authored

# Of the sentences of plain prose, this share may be decided `propaganda`, and this share any technique: less than
# the 3 % and 2 % that a model is held to on other prose, since a threshold that is chosen on some sentences does a
# little worse on others (2.1 % had a technique there when the 2 % themselves were asked for here, and later once
# more at 1.5 %).
MOST, MOST_TECHNIQUE = 0.02, 0.01


def floors(weights: Weights, matcher: Matcher, parameters: SentenceParameters) -> Values:
    """Return the least thresholds, (25,), at which at most so much of the reserved prose is decided.

    They are 0 for `bias`, and for techniques whose thresholds are high enough as they are. The best thresholds for
    articles, two in five lines of which show a technique, are none for texts that show none.
    """
    detector = Detector(weights, matcher, parameters, ModelInfo("not saved yet", "", ""))
    reports = [detector.score(text.text) for text in authored.read() if text.reserved]
    scores = np.concatenate([report.probabilities for report in reports])
    found = np.zeros(len(OUTPUTS))
    found[N] = np.quantile(scores[:, N], 1 - MOST, method="higher")
    limits = weights.thresholds[:N]
    raised = together(scores[:, :N], limits, MOST_TECHNIQUE)
    found[:N] = np.where(raised > limits, raised, 0)
    return found


def together(scores: Values, limits: Values, most: float) -> Values:
    """Raise thresholds until at most a share `most` of n sentences reaches any of them.

    scores : (n, k); limits : (k,) thresholds.  Each time, the least probable of all decisions is given up,
    whichever output it is of, since it is the one most likely to be wrong elsewhere too; outputs without alarms
    keep theirs.
    """
    raised = limits.copy()
    while (decided := scores >= raised).any(axis=1).mean() > most:
        t = int(np.where(decided, scores, np.inf).min(axis=0).argmin())
        raised[t] = np.nextafter(scores[decided[:, t], t].min(), 2)
    return raised
