"""Pairs of names: those inside names of several words, which must weigh what one word does, and those of kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, HashTable, combine
from propdetect.learn.linear import First
from propdetect.learn.vocabulary import Vocabulary
from propdetect.model.scoring import ngram_rows
from propdetect.model.sums import Rows
from propdetect.text.fold import fold
from propdetect.text.ngrams import character_ngrams
from propdetect.text.spelling import variants
from propdetect.text.tokens import hash_words, tokenize

# So many pairs of single names a model has room for: all names of a kind have each pair that it has.
MOST_NAMED = 10_000
# The words of a name, as tokens are cut, and a word that it must weigh as much as.
Phrase = tuple[tuple[str, ...], str]


def _spelled(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Return phrases of two words or more in all spellings of their words, each once."""
    found: dict[tuple[str, ...], str] = {}
    for words, alike in phrases:
        for spelling in product(*map(variants, words)):
            if len(words) > 1:
                found.setdefault(spelling, alike)
    return list(found.items())


def _rows_of(known: Vocabulary, first: First, words: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return what words say, (n, k): the rows of known words, those of the letters of others."""
    numbers = HashTable.build(known.word_hashes, known.word_numbers).find(hash_words(list(words)))
    rows = np.concatenate((np.zeros((1, first.words.shape[1])), first.words))[numbers]
    other = np.flatnonzero(numbers == 0)
    folded = fold(" ".join([words[at] for at in other.tolist()]))
    tokens = tokenize(folded)
    grams, bounds = character_ngrams(folded.lower, tokens.starts, tokens.ends, known.buckets)
    rows[other] = ngram_rows(Rows(first.letters), grams, bounds)
    return np.asarray(rows, np.float64)


def _merged(
    known: Vocabulary, first: First, keys: Hashes, rows: npt.NDArray[np.floating]
) -> tuple[Vocabulary, First]:
    """Give pairs these rows, whether they had one or not."""
    old = ~np.isin(known.pairs, keys)
    pairs = np.concatenate((known.pairs[old], keys))
    order = np.argsort(pairs)
    values = np.concatenate((known.pair_values[old], np.zeros(len(keys), np.float32)))
    weights = np.concatenate((first.pairs[old], rows.astype(np.float32)))
    return (
        replace(known, pairs=pairs[order], pair_values=values[order]),
        replace(first, pairs=weights[order]),
    )


def with_phrases(known: Vocabulary, first: First, phrases: Sequence[Phrase]) -> tuple[Vocabulary, First]:
    """Let names of several words weigh what one word does.

    phrases : words, each a token, and the word that they must weigh as much as together

    "Saudi Arabia" says what two names of a country say, "Labour Party" what "party" does, unless the pair of their
    words takes the surplus back. Each phrase is an equation: the rows of its pairs sum up to the row of the one
    word less those of its words. Where phrases share pairs, the least squares of least norm answer all at once. A
    model looks pairs up anyway, so scoring takes no step more.
    """
    spelled = _spelled(phrases)
    if not spelled:
        return known, first
    words = sorted({word for each, alike in spelled for word in (*each, alike)})
    number = {word: at for at, word in enumerate(words)}
    rows, hashes = _rows_of(known, first, words), hash_words(words)
    pairs = sorted({pair for each, _ in spelled for pair in pairwise(each)})
    column = {pair: at for at, pair in enumerate(pairs)}
    counts = np.zeros((len(spelled), len(pairs)))
    surplus = np.zeros((len(spelled), rows.shape[1]))
    for at, (each, alike) in enumerate(spelled):
        surplus[at] = rows[number[alike]] - rows[[number[word] for word in each]].sum(axis=0)
        for pair in pairwise(each):
            counts[at, column[pair]] += 1
    taken = np.linalg.lstsq(counts, surplus, rcond=None)[0]
    left, right = (hashes[[number[pair[side]] for pair in pairs]] for side in (0, 1))
    return _merged(known, first, combine(left, right), taken)


def with_fewer_name_pairs(known: Vocabulary, first: First, most: int = MOST_NAMED) -> tuple[Vocabulary, First]:
    """Leave of the pairs of a word and a kind of names those that say most, so many that `most` names have them."""
    pairs = known.name_pairs
    reach = np.abs(first.pairs[known.pairs.searchsorted(pairs.hashes)]).max(axis=1, initial=0)
    order = np.argsort(-reach, kind="stable")
    kept = np.zeros(len(order), np.bool_)
    kept[order] = np.cumsum(pairs.sizes(known.kinds)[order]) <= most
    stay = ~np.isin(known.pairs, pairs.hashes[~kept])
    chosen = replace(
        known, pairs=known.pairs[stay], pair_values=known.pair_values[stay], name_pairs=pairs.take(kept)
    )
    return chosen, replace(first, pairs=first.pairs[stay])
