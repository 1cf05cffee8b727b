"""The arithmetic: what words, phrases, style and context add to each output's logit.

    logit_t(s) = b_t + scale(s) * (words + pairs + spelling) + lexicon + style + context
    probability = 1 / (1 + exp(-logit))

Everything is a sum over things that a reader can point at. `scale(s)` is 1 / sqrt(number of words), so that a
long sentence is not taken for a loaded one merely because it has more words.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, HashTable, Ints
from propdetect.model.sums import Floats, Logits, Rows, row_sums

# A sentence with fewer words is scaled as if it had this many: one word is not a whole statement.
FEWEST_WORDS = 4
# A technique shown by a statement more than by its words: all of a sentence is flagged.
WHOLE_SENTENCE = 1000
# Lexicon hits of one technique and strength in a sentence count as this many at most.
MOST_OF_A_CLASS = 2.0
# Sums of the same numbers in another order differ by far less than this factor from 1.
_NEARLY = 1 - 1e-9
# So many are counted faster in a list.
_FEW = 24
# What a token of a flag costs in log-odds, and how many tokens apart two spans are joined.
SpanShape = tuple[float, int]
# What a sentence's surroundings offer to each output, in the order of the rows of `Weights.context`.
CONTEXT = (
    "mean of the other sentences",
    "sentence before",
    "sentence after",
    "mean of any technique elsewhere",
)
# The mean of the other sentences counts as if this many sentences without evidence stood among them.
_CONTEXT_PRIOR = 3.0


@dataclass(frozen=True)
class Weights:
    """The weights of a model with n outputs.

    word_keys, word_numbers : hash table from word hash to row of `word_rows`
    word_rows : (n_words + 1, n) float16; row 0, of unknown words, is 0
    pair_keys, pair_numbers, pair_rows : the same for pairs of neighbouring words
    ngram_rows : (buckets, n) float16, character n-grams, for words that are not in the table
    lexicon_rows : (n_classes, n) float32, a hit of an entry by technique and strength
    style_rows : (n_styles, n) float32
    intercept : (n,) float32
    context : (len(CONTEXT), n) float32; context_center : (n,) float32, the logit of a typical sentence
    thresholds : (n,) float64, probability from which on an output is decided
    span_costs : (n,) float32, log-odds charged per token of a flag
    span_gaps : (n,) int32, spans of a technique with at most this many tokens between them are flagged as one;
        `WHOLE_SENTENCE`: the whole sentence is, unless an entry says which words show the technique
    """

    word_keys: Hashes
    word_numbers: npt.NDArray[np.int32]
    word_rows: npt.NDArray[np.float16]
    pair_keys: Hashes
    pair_numbers: npt.NDArray[np.int32]
    pair_rows: npt.NDArray[np.float16]
    ngram_rows: npt.NDArray[np.float16]
    lexicon_rows: Floats
    style_rows: Floats
    intercept: Floats
    context: Floats
    context_center: Floats
    thresholds: npt.NDArray[np.float64]
    span_costs: Floats
    span_gaps: npt.NDArray[np.int32]

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray[Any, Any]]) -> Weights:
        """Pick the weights out of named arrays; raises KeyError where one is missing."""
        return cls(**{field.name: arrays[field.name] for field in fields(cls)})

    def to_arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """Name the arrays."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def span_shape(self, output: int) -> SpanShape:
        """Return what a token of a flag costs, and how far apart spans are joined."""
        return float(self.span_costs[output]), int(self.span_gaps[output])

    @cached_property
    def double_context(self) -> tuple[Logits, Logits]:
        """`context` and `context_center` in double precision: mixed with it, they would be converted by the row."""
        return self.context.astype(np.float64), self.context_center.astype(np.float64)

    @property
    def words(self) -> HashTable:
        """The table of words."""
        return HashTable(self.word_keys, self.word_numbers)

    @property
    def pairs(self) -> HashTable:
        """The table of word pairs."""
        return HashTable(self.pair_keys, self.pair_numbers)


def scale(words: Ints) -> Logits:
    """Return the factor of each sentence's word evidence from its number of words."""
    factors: Logits = 1.0 / np.sqrt(np.maximum(words, FEWEST_WORDS))
    return factors


def ngram_rows(rows: Rows, grams: Ints, bounds: Ints) -> Floats:
    """Sum the rows of the character n-grams of words, over the square root of their number.

    grams : (total,) bucket numbers; bounds : (n + 1,) where each word's begin; a word may have none
    Returns (n, outputs) float32.
    """
    counts = np.maximum(np.diff(bounds), 1)
    spelled: Floats = (rows.sums(grams, bounds) / np.sqrt(counts)[:, None]).astype(np.float32)
    return spelled


def lexicon_shares(classes: Ints, sentence: Ints, n_classes: int, most: float = MOST_OF_A_CLASS) -> Logits:
    """Weigh lexicon hits so that those of a class in one sentence count as `most` at most, together.

    classes, sentence : (n_hits,) class and sentence of each hit
    Returns (n_hits,) float64, 1 for each hit unless there are more than `most`.
    """
    kinds = sentence * n_classes + classes
    if len(kinds) <= _FEW:
        listed = kinds.tolist()
        return np.array([min(1.0, most / listed.count(kind)) for kind in listed])
    _, where, counts = np.unique(kinds, return_inverse=True, return_counts=True)
    shares: Logits = np.minimum(1.0, most / counts)[where]
    return shares


def context_features(logits: Logits, center: Floats, any_technique: int) -> npt.NDArray[np.float64]:
    """Describe the surroundings of each sentence by the logits of the others.

    logits : (n, outputs), evidence of the sentences themselves
    center : (outputs,) logit of a typical sentence, which becomes 0
    any_technique : column of the output "propaganda"
    Returns (len(CONTEXT), n, outputs) float64; all 0 for a text of one sentence.
    """
    around = logits - center
    n = len(around)
    out = np.zeros((len(CONTEXT), *around.shape))
    if n > 1:
        out[0] = (around.sum(axis=0) - around) / (n - 1 + _CONTEXT_PRIOR)
        out[1, 1:] = around[:-1]
        out[2, :-1] = around[1:]
        out[3] = out[0][:, any_technique, None]
    return out


def in_context(own: Logits, documents: Ints, weights: Weights, any_technique: int) -> Logits:
    """Add to the evidence of sentences that of their surroundings, which end where their document does.

    own : (n, outputs), evidence of the sentences themselves
    documents : (d + 1,) int64, first sentence of each document, and n
    Returns (n, outputs) logits, as `context_features` and the context's weights give them for each document.
    """
    weight, center = weights.double_context
    around = own - center
    if len(documents) == 2:
        return _in_one_context(own, around, weight, any_technique)
    sizes = documents[1:] - documents[:-1]
    totals = row_sums(around, np.arange(len(own)), documents)
    shares = np.where(sizes > 1, 1.0 / (sizes - 1 + _CONTEXT_PRIOR), 0.0)
    # the mean of the others is a share of the document's total less the same share of the sentence itself
    elsewhere = (totals * weight[0] + totals[:, any_technique, None] * weight[3]) * shares[:, None]
    scratch = np.multiply(around, weight[0])
    scratch += around[:, any_technique, None] * weight[3]
    scratch *= np.repeat(shares, sizes)[:, None]
    logits = np.repeat(elsewhere, sizes, axis=0)
    logits += own
    logits -= scratch
    filled = sizes > 0
    np.multiply(around, weight[1], out=scratch)
    scratch[documents[1:][filled] - 1] = 0  # the last of a document comes before no other
    logits[1:] += scratch[:-1]
    np.multiply(around, weight[2], out=scratch)
    scratch[documents[:-1][filled]] = 0
    logits[:-1] += scratch[1:]
    return logits


def _in_one_context(own: Logits, around: Logits, weight: Logits, any_technique: int) -> Logits:
    """Do what `in_context` does for the sentences of one document, in fewer steps."""
    n = len(own)
    if n < 2:
        return own.copy()
    share, total = 1.0 / (n - 1 + _CONTEXT_PRIOR), around.sum(axis=0)
    scratch = around * weight[0]
    scratch += around[:, any_technique, None] * weight[3]
    scratch *= share
    logits: Logits = own + (total * weight[0] + total[any_technique] * weight[3]) * share
    logits -= scratch
    np.multiply(around, weight[1], out=scratch)
    logits[1:] += scratch[:-1]
    np.multiply(around, weight[2], out=scratch)
    logits[:-1] += scratch[1:]
    return logits


def probability(logits: Logits) -> Logits:
    """Turn logits into probabilities."""
    return 0.5 * (1.0 + np.tanh(0.5 * logits))


def maximal_segments(evidence: Logits, cost: float) -> list[tuple[int, int]]:
    """Find all maximal runs of tokens whose evidence outweighs a cost per token.

    evidence : (n_tokens,) contribution of each token to one technique's logit (log-odds)
    cost : log-odds charged per token; at least 0
    Returns token index pairs, start inclusive, end exclusive, in order, not overlapping; empty for no tokens.
    Raises ValueError where `cost` is negative or not finite.
    Ruzzo and Tompa (1999), "A linear time algorithm for finding all maximal scoring subsequences".
    """
    if not 0 <= cost < float("inf"):
        raise ValueError(f"cost must be a finite number of at least 0, not {cost}")
    return positive_runs((evidence - cost).tolist())


def positive_runs(values: list[float], least: float = 0.0) -> list[tuple[int, int]]:
    """Find the maximal runs of `maximal_segments`, costs charged already, that come to `least` or more."""
    if max(values, default=0.0) <= 0 or sum([value for value in values if value > 0]) < least * _NEARLY:
        return []
    # start, end, total before, total at the end, and the nearest run to the left whose total before is lower
    runs: list[tuple[int, int, float, float, int]] = []
    total = 0.0
    for i, value in enumerate(values):
        if value <= 0:
            total += value
            continue
        before, total = total, total + value
        start = i
        j = len(runs) - 1
        while True:
            while j >= 0 and runs[j][2] >= before:
                j = runs[j][4]
            if j < 0 or runs[j][3] >= total:
                break
            start, _, before, _, link = runs[j]
            del runs[j:]
            j = link
        runs.append((start, i + 1, before, total, j))
    return [(run[0], run[1]) for run in runs if run[3] - run[2] >= least]


def joined(spans: list[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
    """Join spans with at most `gap` tokens between them; returns them sorted."""
    out: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if out and start - out[-1][1] <= gap:
            out[-1] = out[-1][0], max(stop, out[-1][1])
        else:
            out.append((start, stop))
    return out
