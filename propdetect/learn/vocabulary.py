"""Which words, word pairs and character n-grams have weights, how much each counts, and what is known of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from propdetect.analysis import Analysis
from propdetect.hashing import Hashes, HashTable, Ints
from propdetect.learn.kinds import NO_KINDS, NO_NAME_PAIRS, Kinds, NamePairs
from propdetect.text.fold import PADDING
from propdetect.text.ngrams import character_ngrams
from propdetect.text.spelling import variants
from propdetect.text.tokens import hash_words

Values = npt.NDArray[np.float32]
# What words and their character n-grams weigh: chosen on articles of another period than those fitted on.
WORD_SCALE, NGRAM_SCALE = 0.2, 0.4


@dataclass(frozen=True, slots=True)
class WordVectors:
    """What an encoder, or a model fitted before, knows of single words; folded into the rows of words.

    table : from word hash to row of `rows`;  rows : (n + 1, d) float32, row 0, of unknown words, is 0
    unseen : whether words that no text shows are in the vocabulary too, known by their vectors alone
    """

    table: HashTable
    rows: Values
    unseen: bool = False

    @classmethod
    def build(cls, words: Sequence[str], rows: Values) -> WordVectors:
        """Make vectors of words, spelled in lower case ASCII: (n, d)."""
        hashes, first = np.unique(hash_words(list(words)), return_index=True)
        table = HashTable.build(hashes, np.arange(1, len(first) + 1, dtype=np.int32))
        return cls(table, np.concatenate((np.zeros((1, rows.shape[1]), np.float32), rows[first])))

    def of(self, spellings: Sequence[str]) -> Values:
        """Return the vectors of words, (n, d), in whatever spelling they have one; 0 for words without."""
        numbers = self.table.find(hash_words(list(spellings)))
        for at in np.flatnonzero(numbers == 0).tolist():
            others = list(variants(spellings[at])[1:])
            if others:
                numbers[at] = self.table.find(hash_words(others)).max()
        return self.rows[numbers]

    def others(self, hashes: Hashes) -> tuple[Hashes, npt.NDArray[np.int32], Values]:
        """Return the words that are not among some: hashes, which one each is, from 1, and their (n, d) vectors."""
        new = (self.table.keys != 0) & ~np.isin(self.table.keys, hashes)
        keys = self.table.keys[new]
        rows, number = np.unique(self.table.values[new], return_inverse=True)
        order = np.argsort(keys)
        return keys[order], (number[order] + 1).astype(np.int32), self.rows[rows]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which words and pairs have weights of their own, and the values of their features.

    spellings : words, one spelling each, in lower case, "" where a word is known by its vector alone; `word_values`
        (n_words,) in the same order, 0 for these
    word_hashes, word_numbers : (m,) every spelling of every word, and the word's place in `spellings`, from 1
    pairs : (n_pairs,) hashes, sorted; pair_values in the same order
    ngram_values : (buckets,) of character n-grams; the number of buckets is a power of two
    vectors : (n_words, d) float32, what else is known of each word; d may be 0
    kinds : names that are one word a kind; name_pairs : those of `pairs` that are of a word and a kind
    A value is an inverse document frequency, scaled.
    """

    spellings: tuple[str, ...]
    word_values: Values
    word_hashes: Hashes
    word_numbers: npt.NDArray[np.int32]
    pairs: Hashes
    pair_values: Values
    ngram_values: Values
    vectors: Values
    kinds: Kinds = NO_KINDS
    name_pairs: NamePairs = NO_NAME_PAIRS

    @property
    def buckets(self) -> int:
        """Number of buckets of character n-grams."""
        return len(self.ngram_values)

    def numbers(self, words: Sequence[str]) -> Ints:
        """Return the numbers, from 0, of those of some words, in any spelling, that have weights of their own."""
        hashes = hash_words([spelling for word in words for spelling in variants(word)])
        found = self.word_numbers[np.isin(self.word_hashes, hashes)]
        return np.unique(found).astype(np.int64) - 1

    def word_ngrams(self) -> sparse.csr_matrix:
        """Return the values of the character n-grams of each word, (n_words, buckets), in CSR."""
        joined = " ".join(self.spellings).encode("ascii")
        lengths = np.fromiter(map(len, self.spellings), np.int64, len(self.spellings))
        ends = np.cumsum(lengths + 1) - 1
        buffer = np.frombuffer(joined + bytes(PADDING), np.uint8)
        spelled = np.flatnonzero(lengths)
        grams, bounds = character_ngrams(buffer, (ends - lengths)[spelled], ends[spelled], self.buckets)
        counts = np.diff(bounds)
        word = np.repeat(spelled, counts)
        values = self.ngram_values[grams] / np.sqrt(np.repeat(counts, counts), dtype=np.float32)
        return sparse.coo_matrix((values, (word, grams)), shape=(len(lengths), self.buckets)).tocsr()


def _idf(counts: npt.NDArray[np.int64], n: int) -> Values:
    """Inverse document frequency, smoothed as scikit-learn's TfidfTransformer does it."""
    return (np.log((1 + n) / (1 + counts)) + 1).astype(np.float32)


def _document_frequency(parts: Iterable[tuple[Ints, Hashes]]) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Count the sentences that each hash stands in; return the hashes, sorted, and the counts."""
    keys = [np.zeros(0, np.uint64)]
    for sentence, hashes in parts:
        real = hashes != 0
        order = np.lexsort((sentence[real], hashes[real]))
        key, at = hashes[real][order], sentence[real][order]
        new = np.ones(len(key), np.bool_)
        new[1:] = (key[1:] != key[:-1]) | (at[1:] != at[:-1])
        keys.append(key[new])
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


@dataclass(frozen=True, slots=True)
class _Words:
    """Words chosen: one spelling each, their rarity, and the number, from 1, of every spelling of every word."""

    spellings: tuple[str, ...]
    idf: Values
    numbers: dict[str, int]


def _words(analyses: Sequence[Analysis], n: int, least: int, alike: Sequence[Sequence[str]]) -> _Words:
    """Choose words, British and American spellings of a word together, and each group of words alike as one."""
    hashes, counts = _document_frequency((a.sentence, a.tokens.hashes) for a in analyses)
    spelled = _spelled(analyses)
    group = {word: k for k, words in enumerate(alike) for each in words for word in variants(each)}
    totals: dict[str, int] = {}
    together = np.zeros(len(alike), np.int64)
    for key, count in zip(hashes.tolist(), counts.tolist(), strict=True):
        word = spelled.get(key)
        if word in group:
            together[group[word]] += count
        elif word is not None:
            one = min(variants(word))
            totals[one] = totals.get(one, 0) + count
    chosen = sorted(word for word, count in totals.items() if count >= least)
    # words alike are known together, seen or not; they have no one spelling
    numbers = {word: len(chosen) + 1 + k for word, k in group.items()}
    for number, word in enumerate(chosen, 1):
        for spelling in variants(word):
            numbers.setdefault(spelling, number)
    idf = _idf(np.append([totals[word] for word in chosen], np.minimum(together, n)).astype(np.int64), n)
    return _Words((*chosen, *[""] * len(alike)), idf, numbers)


def token_ngrams(analysis: Analysis, buckets: int, at: Ints | None = None) -> tuple[Ints, Ints, Ints]:
    """Return token and bucket of every character n-gram of a text, and the number of n-grams of each token.

    at : numbers of the tokens asked for; all where None
    """
    tokens = analysis.tokens
    at = np.arange(len(tokens)) if at is None else at
    grams, bounds = character_ngrams(analysis.folded.lower, tokens.starts[at], tokens.ends[at], buckets)
    counts = np.diff(bounds)
    return np.repeat(at, counts), grams, counts


def vocabulary(
    analyses: Sequence[Analysis],
    vectors: WordVectors | None = None,
    word_least: int = 2,
    pair_least: int = 3,
    buckets: int = 1 << 15,
    alike: Sequence[Sequence[str]] = (),
    paired: Sequence[Sequence[str]] = (),
) -> Vocabulary:
    """Choose the words and pairs that stand in enough sentences, and value them by their rarity.

    alike : groups of words (names of countries, say) that must all weigh the same: each group is one word, whose
        vector is the mean of theirs
    paired : those of the groups that make pairs with other words, as one word; no other pair with a word of a group
        has a weight
    """
    n = sum(len(a.starts) for a in analyses)
    words = _words(analyses, n, word_least, alike)
    spellings, idf = words.spellings, words.idf
    hashes, numbers = hash_words(list(words.numbers)), np.array(list(words.numbers.values()), np.int32)
    kinds = Kinds.of(alike, paired)
    pairs, counts = _document_frequency((a.sentence, kinds.pairs(a)) for a in analyses)
    kept = counts >= pair_least
    seen = np.zeros(buckets, np.int64)
    for analysis in analyses:
        token, grams, _ = token_ngrams(analysis, buckets)
        seen += np.bincount(np.unique(analysis.sentence[token] * buckets + grams) % buckets, minlength=buckets)
    known = np.zeros((len(spellings), 0), np.float32) if vectors is None else vectors.of(spellings)
    if vectors is not None:
        for number, group in enumerate(alike, len(spellings) - len(alike)):
            rows = vectors.of(group)
            known[number] = rows[rows.any(axis=1)].mean(axis=0) if rows.any() else 0
        if vectors.unseen:
            others, which, rows = vectors.others(hashes)
            hashes, numbers = np.concatenate((hashes, others)), np.concatenate((numbers, len(spellings) + which))
            spellings += ("",) * len(rows)
            known, idf = np.concatenate((known, rows)), np.append(idf, np.zeros(len(rows), np.float32))
    return Vocabulary(
        spellings,
        WORD_SCALE * idf,
        hashes,
        numbers,
        pairs[kept],
        WORD_SCALE * _idf(counts[kept], n),
        NGRAM_SCALE * _idf(seen, n),
        known,
        kinds,
        NamePairs.of(analyses, kinds, pairs[kept]),
    )
