"""Labels of whole texts: one logistic regression a label, calibrated, with thresholds, both on texts not seen.

The same features, first stage, calibration and choice of thresholds as for articles; but a text is one unit, as its
label is, and there are neither surroundings nor claims of lexicons, which are about the 23 techniques.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from propdetect.analysis import Analysis, analyse
from propdetect.hashing import Ints
from propdetect.learn.crossfit import Fitted, fit_rows
from propdetect.learn.labels import Labels, Values
from propdetect.learn.linear import Options
from propdetect.learn.rows import Rows
from propdetect.learn.second import logistic
from propdetect.learn.start import Start
from propdetect.learn.thresholds import best_threshold
from propdetect.lexicon.match import Matcher
from propdetect.model.operating import NEVER
from propdetect.model.scoring import probability
from propdetect.text.sentences import SentenceParameters
from propdetect.text.style import measure


@dataclass(frozen=True, slots=True)
class TextModel:
    """Scores whole texts for k labels.

    fitted : the first stage; parameters : to find sentences, across which no words are paired
    slope, intercept : (k,) calibration; thresholds : (k,) probabilities
    held_out : (n, k) probabilities of the texts that it was fitted on, each by a model that had not seen it
    """

    fitted: Fitted
    parameters: SentenceParameters
    slope: Values
    intercept: Values
    thresholds: Values
    held_out: Values

    def logits(self, texts: Sequence[str]) -> Values:
        """Score texts: (n, k) calibrated log-odds."""
        featurizer = self.fitted.featurizer
        analyses = [whole(text, self.parameters, featurizer.matcher) for text in texts]
        return self.slope * self.fitted.first.logits(featurizer.features(analyses)) + self.intercept


def whole(text: str, parameters: SentenceParameters, matcher: Matcher) -> Analysis:
    """Take a text apart as one unit, however many sentences it has, or none."""
    analysis = analyse(text, parameters, matcher)
    folded, tokens = analysis.folded, analysis.tokens
    begin, of_first = np.zeros(1, np.int64), np.zeros(len(tokens), np.int64)
    return replace(
        analysis,
        starts=begin,
        ends=np.array([folded.length], np.int64),
        sentence=of_first,
        first=np.array([0, len(tokens)], np.int64),
        style=measure(folded, begin, tokens, of_first),
    )


def fit_texts(
    texts: Sequence[str],
    labels: Labels,
    fold: Ints,
    start: Start,
    *,
    word_least: int = 2,
    pair_least: int = 3,
    options: Options | None = None,
    threshold: float | None = None,
) -> TextModel:
    """Fit a model of whole texts.

    labels : (n, k), which texts show which label; fold : (n,) fold of each, all of 0..k occurring
    word_least, pair_least, options : as `fit_rows` has them
    threshold : a probability for all labels that have examples, instead of those that give the best F1
    Calibration and thresholds come from the scores of models that had not seen the text; the model itself is then
    fitted on all texts.
    """
    analyses = [whole(text, start.parameters, start.matcher) for text in texts]

    def fit(taken: Labels) -> Fitted:
        kept = tuple(a for a, take in zip(analyses, taken.tolist(), strict=True) if take)
        targets = labels[taken].astype(np.float32)
        rows = Rows(kept, targets, np.ones_like(targets))
        return fit_rows(
            [rows], start.matcher, start.vectors, word_least=word_least, pair_least=pair_least, options=options
        )

    logits = np.zeros(labels.shape)
    for k in range(int(fold.max()) + 1):
        model = fit(fold != k)
        held_out = [analyses[i] for i in np.flatnonzero(fold == k).tolist()]
        logits[fold == k] = model.first.logits(model.featurizer.features(held_out))
    calibration = [logistic(logits[:, [t]], labels[:, t]) for t in range(labels.shape[1])]
    slope, intercept = np.array([row[0] for row, _ in calibration]), np.array([b for _, b in calibration])
    scores = probability(slope * logits + intercept)
    limits = np.full(labels.shape[1], NEVER)
    for t in np.flatnonzero(labels.any(axis=0)).tolist():
        limits[t] = best_threshold(labels[:, t], scores[:, t]) if threshold is None else threshold
    everything = fit(np.ones(len(texts), np.bool_))
    return TextModel(everything, start.parameters, slope, intercept, limits, scores)
