"""Score many texts, each by itself: nothing stands around a sentence, and none is the first of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from propdetect import Detector
from propdetect.analysis import analyse
from propdetect.learn.labels import N
from propdetect.model.scoring import probability
from propdetect.report import Report
from propdetect.taxonomy import OUTPUTS
from propdetect.text.style import STYLES

_FIRST = STYLES.index("first sentence")
_GAP = "\n\n"


class Scorer(Protocol):
    """What is measured: a `propdetect.Detector`, or anything that makes a report of a text."""

    def score(self, text: str) -> Report:
        """Score a text."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of n texts.

    decided : (n, 25) bool, whether an output is decided in any sentence of the text
    logits : (n,) log-odds of `propaganda`, of the sentence that has most
    """

    decided: npt.NDArray[np.bool_]
    logits: npt.NDArray[np.float64]


def _one(scorer: Scorer, text: str) -> tuple[npt.NDArray[np.bool_], float]:
    report = scorer.score(text)
    return np.asarray(report.decided.any(axis=0)), max(s.explain("propaganda").logit for s in report.sentences)


def say(scorer: Scorer, texts: Sequence[str]) -> Said:
    """Score texts, each by itself; none is blank.

    A detector takes single sentences all at once, which is some thirty times as fast as `score` and gives the same:
    of a text of one sentence the score is the evidence of that sentence, and its surroundings add nothing. Texts
    that are cut into several sentences, and all texts for another scorer, go through `score` one by one.
    """
    decided, logits = np.zeros((len(texts), len(OUTPUTS)), np.bool_), np.zeros(len(texts))
    slow = np.ones(len(texts), np.bool_)
    if isinstance(scorer, Detector) and len(texts):
        analysis = analyse(_GAP.join(texts), scorer.parameters, scorer.matcher)
        starts, _ = analysis.folded.to_text(analysis.starts, analysis.ends)
        ends = np.cumsum([len(text) + len(_GAP) for text in texts])
        of = np.searchsorted(ends, starts, "right")
        single = np.bincount(of, minlength=len(texts)) == 1
        analysis.style[:, _FIRST] = 0
        own, rows = scorer.own_logits(analysis), single[of]
        decided[single] = (probability(own) >= scorer.weights.thresholds)[rows]
        logits[single] = own[rows, N]
        slow = ~single
    for at in slow.nonzero()[0].tolist():
        decided[at], logits[at] = _one(scorer, texts[at])
    return Said(decided, logits)
