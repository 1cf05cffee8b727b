"""Fit linear classifiers, and fold what they learned into the rows that scoring looks up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from propdetect.hashing import HashTable
from propdetect.model.scoring import CONTEXT, Weights, context_features, probability
from propdetect.taxonomy import IDS
from propdetect.text.fold import PADDING
from propdetect.text.ngrams import character_ngrams
from training.features import LEXICON_SCALE, STYLE_SCALE, Vocabulary

Values = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]
N = len(IDS)
STRENGTHS = 3
# Inverse regularisation of the first stage; of the second, which has a handful of features.
FIRST_C, SECOND_C = 0.3, 1.0
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
# The logit of an output that no sentence of the training data shows.
NEVER = -8.0
SEED = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What annotators said of sentences, and which of them they were asked about which technique.

    labels : (n, 24), techniques and "any technique"
    asked : (n, 24), False where the sentence's corpus does not annotate the technique at all
    """

    labels: Labels
    asked: Labels

    def rows(self, output: int) -> Labels:
        """Return which sentences an output is fitted on."""
        return self.asked[:, output]

    def take(self, rows: Labels) -> Known:
        """Return the part of some sentences."""
        return Known(self.labels[rows], self.asked[rows])


@dataclass(frozen=True, slots=True)
class First:
    """The first stage: (width, 25) weights and (25,) intercepts over the features of a vocabulary."""

    weights: Values
    intercepts: Values

    def logits(self, features: sparse.csr_matrix) -> Values:
        """Return (n, 25) logits."""
        return np.asarray(features @ self.weights + self.intercepts)


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


def _hidden(offset: int, output: int, few: Labels) -> list[int]:
    """Columns that the first stage leaves to the second: a technique's own classes that borrow."""
    return [offset + output * STRENGTHS + s for s in np.flatnonzero(few[output]).tolist()] if output < N else []


def _fit_one(features: sparse.csr_matrix, labels: Labels, hidden: list[int]) -> tuple[Values, float]:
    """Fit one output; the columns in `hidden` are left to the second stage."""
    if not labels.any():
        return np.zeros(features.shape[1]), NEVER
    if hidden:
        shown = np.ones(features.shape[1])
        shown[hidden] = 0
        features = features @ sparse.diags(shown)
    model = LogisticRegression(C=FIRST_C, solver="liblinear", random_state=SEED)
    model.fit(features, labels)
    return model.coef_[0], float(model.intercept_[0])


def fit_first(
    vocabulary: Vocabulary,
    features: sparse.csr_matrix,
    known: Known,
    bias: tuple[sparse.csr_matrix, Labels],
    few: Labels,
    jobs: int = 2,
) -> First:
    """Fit the first stage: 24 outputs on sentences of articles, `bias` on sentences labelled for it.

    features, known : of the sentences of articles
    bias : features and (m,) labels
    few : (23, 3), a technique's own lexicon classes, by strength, whose weight is left to the second stage alone
    """
    offset = vocabulary.offsets[2]
    tasks = []
    for t in range(N + 1):
        rows = known.rows(t)
        tasks.append(delayed(_fit_one)(features[rows], known.labels[rows, t], _hidden(offset, t, few)))
    tasks.append(delayed(_fit_one)(*bias, []))
    fitted = Parallel(n_jobs=jobs, max_nbytes=None)(tasks)
    return First(np.stack([row for row, _ in fitted], axis=1), np.array([intercept for _, intercept in fitted]))


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
        share = (labels[rows].sum() + CLAIM_HITS * CLAIMS[s]) / (rows.sum() + CLAIM_HITS)
        typical = float(np.quantile(logits[rows] if rows.sum() >= FEWEST_HITS else logits, CLAIM_QUANTILES[s]))
        weights[s] = np.log(share) - np.log1p(-share) - typical
    return np.maximum.accumulate(np.maximum(weights, 0))


def _logistic(table: Values, labels: Labels) -> tuple[Values, float]:
    """Fit a small logistic regression whose first feature is a logit that must not count against itself."""
    if not labels.any():
        return np.eye(1, table.shape[1])[0], 0.0
    model = LogisticRegression(C=SECOND_C, max_iter=1000).fit(table, labels)
    row, intercept = model.coef_[0].copy(), float(model.intercept_[0])
    if row[0] < LEAST_SLOPE:
        intercept += (row[0] - LEAST_SLOPE) * float(table[:, 0].mean())
        row[0] = LEAST_SLOPE
    return row, intercept


def _balance(logits: Values, labels: Labels) -> float:
    """Return what to add to logits so that the mean probability is the share of positives (by bisection)."""
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
) -> Second:
    """Fit the second stage on logits of sentences that the first stage has not seen.

    logits : (n, 25); documents : the sentences of each article; hits : (n, 23, 3)
    bias : (m,) logits and labels of the sentences labelled for bias
    """
    n = N + 2
    zeros = (np.zeros((N, STRENGTHS)), np.zeros(n), np.zeros(n), np.zeros((len(CONTEXT), n)))
    second = Second(np.ones(n), np.zeros(n), *zeros)
    for t in range(N + 1):
        rows = known.rows(t)
        row, second.intercept[t] = _logistic(logits[rows, t][:, None], known.labels[rows, t])
        second.slope[t] = row[0]
        if t < N:
            own = row[0] * logits[rows, t] + second.intercept[t]
            second.lexicon[t] = _lexicon_weights(own, hits[rows, t], known.labels[rows, t])
    row, second.intercept[N + 1] = _logistic(bias[0][:, None], bias[1])
    second.slope[N + 1] = row[0]
    own_logits = second_own(second, logits, hits)
    second.center[:] = own_logits.mean(axis=0)
    around = surroundings(own_logits, documents, second.center)
    for t in range(N + 1):
        rows = known.rows(t)
        # what the surroundings add is fitted beside the logit of the words alone, which is calibrated already:
        # a weight on the own logit would bend what the lexicon claims, so it stays 1
        words = second.slope[t] * logits[rows, t] + second.intercept[t]
        second.context[:, t] = _logistic(np.column_stack((words, *around[:, rows, t])), known.labels[rows, t])[0][
            1:
        ]
        whole = words + second.context[:, t] @ around[:, rows, t]
        second.context_intercept[t] = _balance(whole, known.labels[rows, t])
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


def _word_ngrams(vocabulary: Vocabulary, weights: Values) -> Values:
    """Sum what the character n-grams of each word add: (n_words, 25)."""
    joined = " ".join(vocabulary.spellings).encode("ascii")
    lengths = np.fromiter(map(len, vocabulary.spellings), np.int64, len(vocabulary.spellings))
    ends = np.cumsum(lengths + 1) - 1
    buffer = np.frombuffer(joined + bytes(PADDING), np.uint8)
    grams, bounds = character_ngrams(buffer, ends - lengths, ends, vocabulary.buckets)
    counts = np.diff(bounds)
    word = np.repeat(np.arange(len(counts)), counts)
    values = vocabulary.ngram_values[grams] / np.sqrt(counts[word])
    shape = (len(counts), vocabulary.buckets)
    return np.asarray(sparse.coo_matrix((values, (word, grams)), shape=shape).tocsr() @ weights)


def fold(vocabulary: Vocabulary, first: First, second: Second, thresholds: Values, costs: Values) -> Weights:
    """Fold both stages into the rows that scoring looks up.

    A word's row holds its own weight and those of its character n-grams, times the slope of the second stage.
    """
    pairs, grams, classes, styles = vocabulary.offsets
    table = first.weights * second.slope
    words = vocabulary.word_values[:, None] * table[:pairs] + _word_ngrams(vocabulary, table[grams:classes])
    lexicon = LEXICON_SCALE * table[classes:styles]
    for t in range(N):
        own = slice(t * STRENGTHS, (t + 1) * STRENGTHS)
        lexicon[own, t] = np.maximum(lexicon[own, t] + second.lexicon[t], 0)
    none = np.zeros((1, N + 2))
    known = HashTable.build(vocabulary.word_hashes, vocabulary.word_numbers)
    paired = HashTable.build(vocabulary.pairs, np.arange(1, len(vocabulary.pairs) + 1, dtype=np.int32))
    return Weights(
        word_keys=known.keys,
        word_numbers=known.values,
        word_rows=np.concatenate((none, words)).astype(np.float16),
        pair_keys=paired.keys,
        pair_numbers=paired.values,
        pair_rows=np.concatenate((none, vocabulary.pair_values[:, None] * table[pairs:grams])).astype(np.float16),
        ngram_rows=(vocabulary.ngram_values[:, None] * table[grams:classes]).astype(np.float16),
        lexicon_rows=lexicon.astype(np.float32),
        style_rows=(STYLE_SCALE * table[styles:]).astype(np.float32),
        intercept=(first.intercepts * second.slope + second.intercept + second.context_intercept).astype(
            np.float32
        ),
        context=second.context.astype(np.float32),
        context_center=(second.center + second.context_intercept).astype(np.float32),
        thresholds=thresholds,
        span_costs=costs.astype(np.float32),
    )
