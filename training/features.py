"""Texts to a sparse matrix of features, a row a sentence, by the same steps as scoring takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from propdetect.analysis import Analysis
from propdetect.hashing import Hashes, HashTable, Ints
from propdetect.lexicon.match import Matcher
from propdetect.model.scoring import lexicon_shares, scale
from propdetect.taxonomy import IDS
from propdetect.text.ngrams import character_ngrams
from propdetect.text.spelling import variants
from propdetect.text.style import STYLES
from propdetect.text.tokens import hash_words

Values = npt.NDArray[np.float64]
N_CLASSES = 3 * len(IDS)
# Lexicon and style features stand beside n-gram values of about 1 / sqrt(words): this brings them into the same
# range, so that one regularisation serves all.
LEXICON_SCALE, STYLE_SCALE = 1.0, 0.9
# What words and their character n-grams weigh: chosen on articles of another period than those fitted on.
WORD_SCALE, NGRAM_SCALE = 0.2, 0.4


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which words and pairs have weights of their own, and the values of their features.

    spellings : words, one spelling each, in lower case; `word_values` (n_words,) in the same order
    word_hashes, word_numbers : (m,) every spelling of every word, and the word's place in `spellings`, from 1
    pairs : (n_pairs,) hashes, sorted; pair_values in the same order
    ngram_values : (buckets,) of character n-grams; the number of buckets is a power of two
    A value is an inverse document frequency, scaled.
    """

    spellings: tuple[str, ...]
    word_values: Values
    word_hashes: Hashes
    word_numbers: npt.NDArray[np.int32]
    pairs: Hashes
    pair_values: Values
    ngram_values: Values

    @property
    def buckets(self) -> int:
        """Number of buckets of character n-grams."""
        return len(self.ngram_values)

    @property
    def width(self) -> int:
        """Number of columns of the feature matrix."""
        return len(self.spellings) + len(self.pairs) + self.buckets + N_CLASSES + len(STYLES)

    @property
    def offsets(self) -> tuple[int, int, int, int]:
        """First columns of pairs, character n-grams, lexicon classes and style; words begin at 0."""
        pairs = len(self.spellings)
        grams = pairs + len(self.pairs)
        return pairs, grams, grams + self.buckets, grams + self.buckets + N_CLASSES


def _idf(counts: npt.NDArray[np.int64], n: int) -> Values:
    """Inverse document frequency, smoothed as scikit-learn's TfidfTransformer does it."""
    return np.log((1 + n) / (1 + counts)) + 1


def _document_frequency(parts: Iterable[tuple[Ints, Hashes]]) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Count the sentences that each hash stands in; return the hashes, sorted, and the counts."""
    keys = []
    for sentence, hashes in parts:
        real = hashes != 0
        keys.append(np.unique(np.stack((sentence[real].astype(np.uint64), hashes[real])), axis=1)[1])
    return np.unique(np.concatenate(keys), return_counts=True)


def _spelled(analyses: Sequence[Analysis]) -> dict[int, str]:
    """Return the spelling of each word hash, for words of ASCII letters and digits."""
    words: dict[int, str] = {}
    for analysis in analyses:
        lower = analysis.folded.lower.tobytes()
        hashes, at = np.unique(analysis.tokens.hashes, return_index=True)
        starts, ends = analysis.tokens.starts[at].tolist(), analysis.tokens.ends[at].tolist()
        for key, start, end in zip(hashes.tolist(), starts, ends, strict=True):
            if key not in words and lower[start:end].isascii():
                words[key] = lower[start:end].decode("ascii")
    return words


def _words(
    analyses: Sequence[Analysis], n: int, least: int
) -> tuple[tuple[str, ...], Values, Hashes, npt.NDArray[np.int32]]:
    """Choose words, British and American spellings of a word together."""
    hashes, counts = _document_frequency((a.sentence, a.tokens.hashes) for a in analyses)
    spelled = _spelled(analyses)
    totals: dict[str, int] = {}
    for key, count in zip(hashes.tolist(), counts.tolist(), strict=True):
        if key in spelled:
            one = min(variants(spelled[key]))
            totals[one] = totals.get(one, 0) + count
    chosen = sorted(word for word, count in totals.items() if count >= least)
    numbers: dict[str, int] = {}
    for number, word in enumerate(chosen, 1):
        for spelling in variants(word):
            numbers.setdefault(spelling, number)
    values = _idf(np.array([totals[word] for word in chosen], np.int64), n)
    return tuple(chosen), values, hash_words(list(numbers)), np.array(list(numbers.values()), np.int32)


def token_ngrams(analysis: Analysis, buckets: int) -> tuple[Ints, Ints, Ints]:
    """Return token and bucket of every character n-gram of a text, and the number of n-grams of each token."""
    tokens = analysis.tokens
    grams, bounds = character_ngrams(analysis.folded.lower, tokens.starts, tokens.ends, buckets)
    counts = np.diff(bounds)
    return np.repeat(np.arange(len(counts)), counts), grams, counts


def vocabulary(
    analyses: Sequence[Analysis], word_least: int = 2, pair_least: int = 3, buckets: int = 1 << 15
) -> Vocabulary:
    """Choose the words and pairs that stand in enough sentences, and value them by their rarity."""
    n = sum(len(a.starts) for a in analyses)
    spellings, word_idf, hashes, numbers = _words(analyses, n, word_least)
    pairs, counts = _document_frequency((a.sentence, a.pairs) for a in analyses)
    kept = counts >= pair_least
    pair_values = WORD_SCALE * _idf(counts[kept], n)
    seen = np.zeros(buckets, np.int64)
    for analysis in analyses:
        token, grams, _ = token_ngrams(analysis, buckets)
        seen += np.bincount(np.unique(analysis.sentence[token] * buckets + grams) % buckets, minlength=buckets)
    ngram_values = NGRAM_SCALE * _idf(seen, n)
    return Vocabulary(spellings, WORD_SCALE * word_idf, hashes, numbers, pairs[kept], pair_values, ngram_values)


def _lexicon_cells(analysis: Analysis, matcher: Matcher) -> tuple[Ints, Ints, Values]:
    """Return sentence, class and share of every lexicon hit of a text."""
    entries = analysis.hits.entries
    kind = (matcher.techniques[entries] * 3 + matcher.strengths[entries] - 1).astype(np.int64)
    at = analysis.sentence[analysis.hits.starts]
    return at, kind, lexicon_shares(kind, at, N_CLASSES)


def lexicon_hits(analyses: Sequence[Analysis], matcher: Matcher) -> Values:
    """Return the hits of each sentence by technique and strength, (n, 23, 3), each counted at most twice."""
    parts = []
    for analysis in analyses:
        at, kind, shares = _lexicon_cells(analysis, matcher)
        n = len(analysis.starts)
        parts.append(np.bincount(at * N_CLASSES + kind, shares, n * N_CLASSES).reshape(n, len(IDS), 3))
    return np.concatenate(parts)


class Featurizer:
    """Makes feature matrices over one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, matcher: Matcher) -> None:
        self.vocabulary, self.matcher = vocabulary, matcher
        self._words = HashTable.build(vocabulary.word_hashes, vocabulary.word_numbers)
        self._pairs = HashTable.build(vocabulary.pairs, np.arange(1, len(vocabulary.pairs) + 1, dtype=np.int32))

    def _known(
        self, table: HashTable, hashes: Hashes, values: Values, sentence: Ints, factor: Values
    ) -> tuple[Ints, Ints, Values]:
        numbers = table.find(hashes)
        at = np.flatnonzero(numbers)
        columns = numbers[at].astype(np.int64) - 1
        rows = sentence[at]
        return rows, columns, values[columns] * factor[rows]

    def rows(self, analysis: Analysis) -> sparse.csr_matrix:
        """Return the features of the sentences of one text: (n_sentences, width) float64, in CSR."""
        vocabulary, sentence = self.vocabulary, analysis.sentence
        factor = scale(np.diff(analysis.first))
        pairs, grams, classes, styles = vocabulary.offsets
        cells = [self._known(self._words, analysis.tokens.hashes, vocabulary.word_values, sentence, factor)]
        r, c, v = self._known(self._pairs, analysis.pairs, vocabulary.pair_values, sentence, factor)
        cells.append((r, c + pairs, v))
        token, found, counts = token_ngrams(analysis, vocabulary.buckets)
        value = vocabulary.ngram_values[found] * factor[sentence[token]] / np.sqrt(counts[token])
        cells.append((sentence[token], found + grams, value))
        at, kind, shares = _lexicon_cells(analysis, self.matcher)
        cells.append((at, kind + classes, LEXICON_SCALE * shares))
        r, c = np.nonzero(analysis.style)
        cells.append(
            (r.astype(np.int64), (c + styles).astype(np.int64), STYLE_SCALE * analysis.style[r, c].astype(float))
        )
        row, column, value = (np.concatenate(part) for part in zip(*cells, strict=True))
        shape = (len(analysis.starts), vocabulary.width)
        return sparse.coo_matrix((value, (row, column)), shape=shape).tocsr()

    def matrix(self, analyses: Sequence[Analysis]) -> sparse.csr_matrix:
        """Stack the features of many texts."""
        return sparse.vstack([self.rows(analysis) for analysis in analyses], format="csr")
