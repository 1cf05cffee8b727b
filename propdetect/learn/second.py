"""The second stage: how far to trust a sentence's own logit, what lexicon hits claim, what its surroundings add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from propdetect.hashing import Ints
from propdetect.learn.labels import Known, Labels, N, Values
from propdetect.model.scoring import CONTEXT, context_features, probability

STRENGTHS = 3
# Inverse regularisation of a handful of features.
SECOND_C = 1.0
# A technique's own lexicon class with this many hits is fitted with everything else, by itself.
ENOUGH_HITS = 100
# All classes start from what an entry of their strength claims, the share of its hits that show the technique, as
# if that had been seen on this many hits.
CLAIMS = (0.05, 0.3, 0.6)
CLAIM_HITS = 100.0
# The share is claimed for a sentence at this quantile of what else is known of those that are hit. It is low for
# strengths 2 and 3, since most entries stand in none of the training texts and nothing else speaks for them there;
# it is high for strength 1, which needs company.
CLAIM_QUANTILES = (0.75, 0.25, 0.25)
# With fewer hits than this, the logit of an average sentence stands for that of the sentences hit.
FEWEST_HITS = 5
# The own logit of a sentence keeps at least this weight, however little it helped on the folds.
LEAST_SLOPE = 0.05


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the articles that sentences are of, which is what annotators and readers count.

    line, sentence : (m,) pairs of a line and a sentence that overlap;  known : labels of the lines
    """

    line: Ints
    sentence: Ints
    known: Known

    def peaks(self, logits: Values) -> Values:
        """Return the highest logit of the sentences of each line: (n,) to (n_lines,)."""
        found = np.full(len(self.known.labels), -np.inf)
        np.maximum.at(found, self.line, logits[self.sentence])
        return found


@dataclass(frozen=True, slots=True)
class Second:
    """The second stage: a sentence's own logit and its lexicon hits, then its surroundings.

    slope, intercept : (25,) of the own logit; lexicon : (23, 3) added by hits, by technique and strength
    context_intercept, center : (25,); context : (len(CONTEXT), 25), weights of the surroundings
    """

    slope: Values
    intercept: Values
    lexicon: Values
    context_intercept: Values
    center: Values
    context: Values


def borrows(hits: Values) -> Labels:
    """Tell which of a technique's own lexicon classes, (23, 3), have too few hits to be fitted by themselves."""
    few: Labels = (hits > 0).sum(axis=0) < ENOUGH_HITS
    return few


def surroundings(logits: Values, documents: Sequence[slice], center: Values) -> Values:
    """Return the context features of sentences, article by article: (len(CONTEXT), n, 25)."""
    out = np.zeros((len(CONTEXT), *logits.shape))
    for document in documents:
        out[:, document] = context_features(logits[document], center.astype(np.float32), N)
    return out


def _lexicon_weights(logits: Values, hits: Values, labels: Labels) -> Values:
    """Weigh the hits of one technique's own entries: (3,) log-odds, by strength, at least 0 and not falling.

    logits : (n,) of sentences, on the scale of log-odds; hits : (n, 3); labels : (n,)
    The share of hits that annotators agree with is estimated with the claim of the strength as its prior (a beta
    distribution worth `CLAIM_HITS` hits); the weight lifts a sentence that little else speaks for to that share.
    """
    weights = np.zeros(STRENGTHS)
    for s in range(STRENGTHS):
        rows = hits[:, s] > 0
        if not len(logits):
            break
        share = (labels[rows].sum() + CLAIM_HITS * CLAIMS[s]) / (rows.sum() + CLAIM_HITS)
        typical = float(np.quantile(logits[rows] if rows.sum() >= FEWEST_HITS else logits, CLAIM_QUANTILES[s]))
        weights[s] = np.log(share) - np.log1p(-share) - typical
    return np.maximum.accumulate(np.maximum(weights, 0))


def logistic(table: Values, labels: Labels) -> tuple[Values, float]:
    """Fit a small logistic regression whose first feature is a logit that must not count against itself.

    table : (n, k); labels : (n,).  Returns (k,) weights and the intercept; those of the logit as it is where all
    labels are the same.  With the logit alone, on rows that it was not fitted on, this is the calibration of Platt
    (1999), "Probabilistic outputs for support vector machines".
    """
    if not labels.any() or labels.all():
        return np.eye(1, table.shape[1])[0], 0.0
    model = LogisticRegression(C=SECOND_C, max_iter=1000).fit(table, labels)
    row, intercept = model.coef_[0].copy(), float(model.intercept_[0])
    if row[0] < LEAST_SLOPE:
        intercept += (row[0] - LEAST_SLOPE) * float(table[:, 0].mean())
        row[0] = LEAST_SLOPE
    return row, intercept


def _balance(logits: Values, labels: Labels) -> float:
    """Return what to add to logits so that the mean probability is the share of positives (by bisection)."""
    if not len(labels):
        return 0.0
    low, high = -10.0, 10.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if probability(logits + middle).mean() > labels.mean() else (middle, high)
    return (low + high) / 2


def fit_second(
    logits: Values,
    documents: Sequence[slice],
    hits: Values,
    known: Known,
    bias: tuple[Values, Labels],
    lines: Lines,
) -> Second:
    """Fit the second stage on logits of sentences that the first stage has not seen.

    logits : (n, 25); documents : the sentences of each article; hits : (n, 23, 3)
    bias : (m,) logits and labels of the sentences labelled for bias
    lines : of the same sentences: each output is raised until as many lines reach it as show it, for a line that
        holds several sentences shows more than each of them
    """
    n = N + 2
    zeros = (np.zeros((N, STRENGTHS)), np.zeros(n), np.zeros(n), np.zeros((len(CONTEXT), n)))
    second = Second(np.ones(n), np.zeros(n), *zeros)
    for t in range(N + 1):
        rows = known.rows(t)
        row, second.intercept[t] = logistic(logits[rows, t][:, None], known.labels[rows, t])
        second.slope[t] = row[0]
        if t < N:
            own = row[0] * logits[rows, t] + second.intercept[t]
            second.lexicon[t] = _lexicon_weights(own, hits[rows, t], known.labels[rows, t])
    row, second.intercept[N + 1] = logistic(bias[0][:, None], bias[1])
    second.slope[N + 1] = row[0]
    own_logits = second_own(second, logits, hits)
    if len(own_logits):
        second.center[:] = own_logits.mean(axis=0)
    around = surroundings(own_logits, documents, second.center)
    for t in range(N + 1):
        rows = known.rows(t)
        # what the surroundings add is fitted beside the logit of the words alone, which is calibrated already:
        # a weight on the own logit would bend what the lexicon claims, so it stays 1
        words = second.slope[t] * logits[rows, t] + second.intercept[t]
        second.context[:, t] = logistic(np.column_stack((words, *around[:, rows, t])), known.labels[rows, t])[0][1:]
        whole = second.slope[t] * logits[:, t] + second.intercept[t] + second.context[:, t] @ around[:, :, t]
        asked = lines.known.rows(t)
        second.context_intercept[t] = _balance(lines.peaks(whole)[asked], lines.known.labels[asked, t])
    return second


def second_own(second: Second, logits: Values, hits: Values) -> Values:
    """Apply the second stage without its surroundings: (n, 25)."""
    own = second.slope * logits + second.intercept
    own[:, :N] += np.einsum("nts,ts->nt", hits, second.lexicon)
    return own


def second_logits(second: Second, logits: Values, documents: Sequence[slice], hits: Values) -> Values:
    """Apply the second stage: (n, 25) final logits."""
    own = second_own(second, logits, hits)
    around = surroundings(own, documents, second.center)
    added: Values = np.einsum("kno,ko->no", around, second.context)
    return own + second.context_intercept + added
