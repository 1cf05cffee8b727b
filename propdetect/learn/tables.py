"""Fold both stages into the rows that scoring looks up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from propdetect.hashing import HashTable
from propdetect.learn.features import LEXICON_SCALE, STYLE_SCALE
from propdetect.learn.labels import N, Values
from propdetect.learn.linear import First
from propdetect.learn.second import STRENGTHS, Second
from propdetect.learn.vocabulary import Vocabulary
from propdetect.model.scoring import SpanShape, Weights

# Pairs kept: those that can move a logit most. With 25 half-precision numbers and a share of a hash table each,
# they take 2.4 MB of a model; on a fold, leaving the other half out changed no average precision by .0005.
MOST_PAIRS = 32_000


def _kept_pairs(rows: npt.NDArray[np.floating], most: int) -> npt.NDArray[np.int64]:
    """Return the numbers of the pairs whose rows reach furthest from 0, in order."""
    reach = np.abs(rows).max(axis=1)
    return np.sort(np.argsort(-reach, kind="stable")[:most])


def fold_tables(
    vocabulary: Vocabulary,
    first: First,
    second: Second,
    thresholds: Values,
    shapes: Sequence[SpanShape],
    most_pairs: int = MOST_PAIRS,
) -> Weights:
    """Fold both stages into the weights of a model.

    thresholds : (25,) probabilities; shapes : of the flags of the 25 outputs
    """
    lexicon = LEXICON_SCALE * first.lexicon * second.slope
    for t in range(N):
        own = slice(t * STRENGTHS, (t + 1) * STRENGTHS)
        lexicon[own, t] = np.maximum(lexicon[own, t] + second.lexicon[t], 0)
    none = np.zeros((1, N + 2))
    kept = _kept_pairs(first.pairs * second.slope, most_pairs)
    known = HashTable.build(vocabulary.word_hashes, vocabulary.word_numbers)
    paired = HashTable.build(vocabulary.pairs[kept], np.arange(1, len(kept) + 1, dtype=np.int32))
    intercept = first.intercept * second.slope + second.intercept + second.context_intercept
    return Weights(
        word_keys=known.keys,
        word_numbers=known.values,
        word_rows=np.concatenate((none, first.words * second.slope)).astype(np.float16),
        pair_keys=paired.keys,
        pair_numbers=paired.values,
        pair_rows=np.concatenate((none, first.pairs[kept] * second.slope)).astype(np.float16),
        ngram_rows=(first.letters * second.slope).astype(np.float16),
        lexicon_rows=lexicon.astype(np.float32),
        style_rows=(STYLE_SCALE * first.style * second.slope).astype(np.float32),
        intercept=intercept.astype(np.float32),
        context=second.context.astype(np.float32),
        context_center=(second.center + second.context_intercept).astype(np.float32),
        thresholds=thresholds,
        **_span_arrays(shapes),
    )


def _span_arrays(shapes: Sequence[SpanShape]) -> dict[str, npt.NDArray[Any]]:
    return {
        "span_costs": np.array([cost for cost, _ in shapes], np.float32),
        "span_gaps": np.array([gap for _, gap in shapes], np.int32),
    }


def with_shapes(weights: Weights, shapes: Sequence[SpanShape]) -> Weights:
    """Return weights with other shapes of the flags of the 25 outputs."""
    return replace(weights, **_span_arrays(shapes))
