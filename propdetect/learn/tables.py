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

# Pairs looked up, those of names included. With 25 half-precision numbers and a share of a hash table each, they
# take 2.4 MB of a model; on a fold, leaving the other half out changed no average precision by .0005.
MOST_PAIRS = 32_000


def _paired(
    known: Vocabulary, rows: npt.NDArray[np.floating], most: int
) -> tuple[HashTable, npt.NDArray[np.floating]]:
    """Return the table of pairs and its rows, the first of which is 0.

    Every name of a kind has the kind's pairs; of the others those are kept that can move a logit most.
    """
    named = np.isin(known.pairs, known.name_pairs.hashes)
    keys, numbers = known.name_pairs.spelled(known.kinds)
    plain = np.flatnonzero(~named)
    reach = np.abs(rows[plain]).max(axis=1, initial=0)
    kept = plain[np.sort(np.argsort(-reach, kind="stable")[: max(most - len(keys), 0)])]
    # a pair inside a name of several words says what that name needs
    others = ~np.isin(keys, known.pairs[kept])
    table = HashTable.build(
        np.concatenate((known.pairs[kept], keys[others])),
        np.concatenate((np.arange(1, len(kept) + 1), len(kept) + 1 + numbers[others])).astype(np.int32),
    )
    return table, np.concatenate((np.zeros((1, rows.shape[1])), rows[kept], rows[named]))


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
    paired, pair_rows = _paired(vocabulary, first.pairs * second.slope, most_pairs)
    known = HashTable.build(vocabulary.word_hashes, vocabulary.word_numbers)
    intercept = first.intercept * second.slope + second.intercept + second.context_intercept
    return Weights(
        word_keys=known.keys,
        word_numbers=known.values,
        word_rows=np.concatenate((none, first.words * second.slope)).astype(np.float16),
        pair_keys=paired.keys,
        pair_numbers=paired.values,
        pair_rows=pair_rows.astype(np.float16),
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
