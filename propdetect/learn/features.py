"""Texts to sparse features, a row a sentence, by the same steps as scoring takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from propdetect.analysis import Analysis
from propdetect.hashing import HashTable, Ints
from propdetect.learn.vocabulary import Values, Vocabulary, token_ngrams
from propdetect.lexicon.families import CLASSES
from propdetect.lexicon.match import Matcher
from propdetect.model.scoring import lexicon_shares, scale
from propdetect.taxonomy import IDS
from propdetect.text.style import STYLES

N_CLASSES = 3 * len(CLASSES)
# Lexicon and style features stand beside n-gram values of about 1 / sqrt(words): this brings them into the same
# range, so that one regularisation serves all.
LEXICON_SCALE, STYLE_SCALE = 1.0, 0.9


@dataclass(frozen=True, slots=True)
class Features:
    """The features of n sentences, by kind; words and pairs without their values.

    words : (n, n_words), pairs : (n, n_pairs), letters : (n, buckets), character n-grams of words that are not in
    the vocabulary, lexicon : (n, N_CLASSES), all CSR float32;  style : (n, n_styles) float32
    """

    words: sparse.csr_matrix
    pairs: sparse.csr_matrix
    letters: sparse.csr_matrix
    lexicon: sparse.csr_matrix
    style: Values

    def __len__(self) -> int:
        return len(self.style)

    def take(self, rows: npt.NDArray[np.bool_] | Ints) -> Features:
        """Return the features of some sentences."""
        return Features(
            self.words[rows], self.pairs[rows], self.letters[rows], self.lexicon[rows], self.style[rows]
        )

    def parts(self) -> tuple[sparse.csr_matrix, sparse.csr_matrix, sparse.csr_matrix, sparse.csr_matrix, Values]:
        """Return the five parts in order."""
        return self.words, self.pairs, self.letters, self.lexicon, self.style

    @staticmethod
    def stack(features: Sequence[Features]) -> Features:
        """Stack the features of several sets of sentences over one vocabulary."""
        words, pairs, letters, lexicon = (
            sparse.vstack([f.parts()[part] for f in features], format="csr") for part in range(4)
        )
        return Features(words, pairs, letters, lexicon, np.concatenate([f.style for f in features]))


def _lexicon_cells(analysis: Analysis, matcher: Matcher) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """Return sentence, class and share of every lexicon hit of a text."""
    entries = analysis.hits.entries
    kind = (matcher.techniques[entries] * 3 + matcher.strengths[entries] - 1).astype(np.int64)
    at = analysis.sentence[analysis.hits.starts]
    return at, kind, lexicon_shares(kind, at, N_CLASSES)


def lexicon_hits(analyses: Sequence[Analysis], matcher: Matcher) -> npt.NDArray[np.float64]:
    """Return the hits of each sentence by technique and strength, (n, 23, 3), each counted at most twice."""
    parts: list[npt.NDArray[np.float64]] = [np.zeros((0, len(IDS), 3))]
    for analysis in analyses:
        at, kind, shares = _lexicon_cells(analysis, matcher)
        n = len(analysis.starts)
        counts = np.bincount(at * N_CLASSES + kind, shares, n * N_CLASSES).astype(np.float64)
        parts.append(counts.reshape(n, len(CLASSES), 3)[:, : len(IDS)])
    return np.concatenate(parts)


_Cells = tuple[Ints, Ints, npt.NDArray[np.floating]]


class Featurizer:
    """Makes features over one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, matcher: Matcher) -> None:
        self.vocabulary, self.matcher = vocabulary, matcher
        self._words = HashTable.build(vocabulary.word_hashes, vocabulary.word_numbers)
        self._pairs = HashTable.build(vocabulary.pairs, np.arange(1, len(vocabulary.pairs) + 1, dtype=np.int32))

    def _known(self, numbers: npt.NDArray[np.int32], sentence: Ints, factor: npt.NDArray[np.float64]) -> _Cells:
        at = np.flatnonzero(numbers)
        rows = sentence[at]
        return rows, numbers[at].astype(np.int64) - 1, factor[rows]

    def _paired(self, analysis: Analysis) -> npt.NDArray[np.int32]:
        """Look up the pairs of a text: as they stand there (inside names of several words), or by kind."""
        numbers = self._pairs.find(analysis.pairs)
        return np.where(numbers, numbers, self._pairs.find(self.vocabulary.kinds.pairs(analysis)))

    def _cells(self, analysis: Analysis) -> list[_Cells]:
        """Return row, column and value of the cells of the four sparse parts of one text."""
        sentence, hashes = analysis.sentence, analysis.tokens.hashes
        factor = scale(np.diff(analysis.first))
        words = self._words.find(hashes)
        unknown = np.flatnonzero(words == 0)
        token, grams, counts = token_ngrams(analysis, self.vocabulary.buckets, unknown)
        letters = factor[sentence[token]] / np.sqrt(np.repeat(counts, counts))
        at, kind, shares = _lexicon_cells(analysis, self.matcher)
        return [
            self._known(words, sentence, factor),
            self._known(self._paired(analysis), sentence, factor),
            (sentence[token], grams, letters),
            (at, kind, LEXICON_SCALE * shares),
        ]

    def features(self, analyses: Sequence[Analysis]) -> Features:
        """Return the features of the sentences of many texts, in order."""
        vocabulary, n = self.vocabulary, 0
        cells: list[list[_Cells]] = [[] for _ in range(4)]
        for analysis in analyses:
            for part, (row, column, value) in zip(cells, self._cells(analysis), strict=True):
                part.append((row + n, column, value))
            n += len(analysis.starts)
        widths = (len(vocabulary.spellings), len(vocabulary.pairs), vocabulary.buckets, N_CLASSES)
        words, pairs, letters, lexicon = (
            _matrix(part, n, width) for part, width in zip(cells, widths, strict=True)
        )
        style = np.concatenate([np.zeros((0, len(STYLES)), np.float32), *(a.style for a in analyses)])
        return Features(words, pairs, letters, lexicon, (STYLE_SCALE * style).astype(np.float32))


def _matrix(cells: Sequence[_Cells], rows: int, columns: int) -> sparse.csr_matrix:
    if not cells:
        return sparse.csr_matrix((rows, columns), dtype=np.float32)
    row, column, value = (np.concatenate(part) for part in zip(*cells, strict=True))
    return sparse.coo_matrix((value.astype(np.float32), (row, column)), shape=(rows, columns)).tocsr()
