"""What the model's tables have for the tokens of a text: rows of words, of pairs of words, and of spellings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propdetect.analysis import Analysis
from propdetect.hashing import HashTable, Ints
from propdetect.model.scoring import Weights, ngram_rows
from propdetect.model.sums import Floats, Logits, Rows
from propdetect.text.ngrams import character_ngrams
from propdetect.vocabulary import Vocabulary

Numbers = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

# So few unknown words are not worth finding out which of them are the same.
_FEW = 8
# Unknown words whose letters are looked at together: some twenty n-grams each.
_SPELLED_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Looked:
    """What the model's tables have for the tokens of a text, those that are allowed left out.

    words, pairs : (n_tokens,) int32, number of each word, and of its pair with its follower; 0: none
    unknown : (k,) int64, numbers of the tokens whose word is unknown
    spelled, spelling : (m, 25) float32, rows made of the letters of unknown words, and which is whose: (k,) int64
    """

    words: Numbers
    pairs: Numbers
    unknown: Ints
    spelled: Floats
    spelling: Ints


class Tables:
    """The tables of one model, with the nodes of a lexicon for its words.

    nodes : of the lexicon that texts are matched against, which may hold more entries than the model's own
    """

    def __init__(self, weights: Weights, nodes: HashTable) -> None:
        words, pairs = weights.words, weights.pairs
        self.vocabulary = Vocabulary(words, pairs, nodes)
        self._word_rows = Rows(weights.word_rows, words)
        self._pair_rows = Rows(weights.pair_rows, pairs)
        self._ngram_rows = Rows(weights.ngram_rows)

    def look_up(self, analysis: Analysis) -> Looked:
        """Look up all words and pairs of a text, and spell the words that the model does not know.

        Allowed words, and pairs with one, are looked up as what says nothing.
        """
        known = analysis.known or self.vocabulary.find(analysis.tokens.hashes, analysis.pairs)
        words, pairs, unknown = known.words, known.pairs, known.unknown
        if analysis.allowed is not None:
            allowed = analysis.allowed
            words, unknown = np.where(allowed, 0, words), unknown[~allowed[unknown]]
            pairs = np.where(allowed | np.append(allowed[1:], False), 0, pairs)
        return Looked(words, pairs, unknown, *self._spell(analysis, unknown))

    def _spell(self, analysis: Analysis, unknown: Ints) -> tuple[Floats, Ints]:
        """Make rows of the letters of words, each once; return them, and which row is whose."""
        tokens = analysis.tokens
        if len(unknown) <= _FEW:
            once = spelling = np.arange(len(unknown))
        else:
            _, once, spelling = np.unique(tokens.hashes.take(unknown), return_index=True, return_inverse=True)
        rows = np.zeros((len(once), self._ngram_rows.half.shape[1]), np.float32)
        for low in range(0, len(once), _SPELLED_AT_ONCE):
            at = unknown.take(once[low : low + _SPELLED_AT_ONCE])
            spans = tokens.starts.take(at), tokens.ends.take(at)
            grams, bounds = character_ngrams(analysis.folded.lower, *spans, len(self._ngram_rows.half))
            rows[low : low + len(at)] = ngram_rows(self._ngram_rows, grams, bounds)
        return rows, spelling

    def sums(self, looked: Looked, first: Ints) -> Logits:
        """Sum what the tokens of each sentence say, before scaling: (n, 25).

        first : (n + 1,) int64, number of the first token of each sentence, and the number of tokens
        """
        sums = self._word_rows.sums(looked.words, first)
        sums += self._pair_rows.sums(looked.pairs, first)
        if len(looked.unknown):
            sums += Rows(looked.spelled).sums(looked.spelling, looked.unknown.searchsorted(first))
        return sums

    def rows(self, looked: Looked, tokens: Ints) -> tuple[Floats, Floats, Bools]:
        """Get what tokens say before scaling.

        tokens : (n,) int64, numbers of tokens
        Returns (n, 25) rows of the words, the same of each word's pair with its follower, and which words the model
        does not know, so that their row comes from their letters.
        """
        words, pairs = (
            self._word_rows.take(looked.words.take(tokens)),
            self._pair_rows.take(looked.pairs.take(tokens)),
        )
        if not len(looked.unknown):
            return words, pairs, np.zeros(len(tokens), np.bool_)
        place = looked.unknown.searchsorted(tokens)
        unknown: Bools = looked.unknown.take(place, mode="clip") == tokens
        if unknown.any():
            words[unknown] = looked.spelled.take(looked.spelling.take(place[unknown]), axis=0)
        return words, pairs, unknown
