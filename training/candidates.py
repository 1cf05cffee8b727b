"""Three ways to propose words and phrases: what stands together in spans, what sets them apart, what is alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from nltk.collocations import BigramCollocationFinder, TrigramCollocationFinder
from nltk.metrics import BigramAssocMeasures, TrigramAssocMeasures

from propdetect.audit.function_words import FUNCTION_WORDS
from propdetect.hashing import Ints
from propdetect.lexicon.read import Entry
from training.names import names

Values = npt.NDArray[np.float64]
# A candidate stands in spans this often at least: fewer is an accident of one article.
LEAST = 3
# What the prior counts for, in words: 500 as the method's authors chose, about what a speaker says in a day of
# their data. A stronger prior pulls rare words further to 0.
PRIOR = 500.0
# Words asked at a time, so that the table of likenesses stays small.
_BLOCK = 4096
_NAMES = frozenset(word for kind in names("all").values() for word in kind)


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate: its words with a space between, how it was found, and its score there (larger is better)."""

    text: str
    kind: str
    score: float


def content(word: str) -> bool:
    """Tell whether a word has letters and is no function word."""
    return word not in FUNCTION_WORDS and any(letter.isalpha() for letter in word)


def may_be_entry(words: Sequence[str]) -> bool:
    """Tell whether words could be an entry: one says something, and is not just the name of someone."""
    return any(content(word) and word not in _NAMES for word in words)


def ranked(found: list[Found], top: int) -> list[Found]:
    """Return the best, in an order that no rounding of the last digit changes."""
    return sorted(found, key=lambda f: (-round(f.score, 4), f.text))[:top]


def collocations(runs: Sequence[list[str]], n: int, top: int) -> list[Found]:
    """Find pairs (n = 2) or triples (n = 3) that stand together in flagged runs more often than by chance.

    runs : words that follow each other
    Scored by the log-likelihood ratio of Dunning (1993), as nltk computes it: that of a triple counts what its
    pairs are worth too. Both ends say something.
    """
    finders = {
        2: (BigramCollocationFinder, BigramAssocMeasures),
        3: (TrigramCollocationFinder, TrigramAssocMeasures),
    }
    make, measures = finders[n]
    finder = make.from_documents(runs)
    finder.apply_freq_filter(LEAST)
    finder.apply_ngram_filter(lambda *gram: not (content(gram[0]) and content(gram[-1]) and may_be_entry(gram)))
    scored = finder.score_ngrams(measures.likelihood_ratio) if finder.ngram_fd else []
    return ranked([Found(" ".join(gram), f"collocation-{n}", float(score)) for gram, score in scored], top)


def log_odds(inside: Ints, elsewhere: Ints, prior: float = PRIOR) -> Values:
    """Compare two lists of counts: (m,) z-scores, above 0 where the first has relatively more.

    inside, elsewhere : (m,) counts of the same words in two bodies of text, each in one of them at least
    prior : what the prior counts for in all; it is dealt out as the words are in both bodies together
    The log-odds ratio with an informative Dirichlet prior, divided by its (approximate) standard deviation: Monroe,
    Colaresi and Quinn (2008), "Fightin' Words".
    """
    both = inside + elsewhere
    if len(both) < 2:  # of one word alone there are no odds
        return np.zeros(len(both))
    alpha = prior * both / both.sum()
    first, second = inside + alpha, elsewhere + alpha
    delta = np.log(first / (first.sum() - first)) - np.log(second / (second.sum() - second))
    return np.asarray(delta / np.sqrt(1 / first + 1 / second), np.float64)


def set_apart(texts: Sequence[str], inside: Ints, elsewhere: Ints, kind: str, top: int) -> list[Found]:
    """Find the words or pairs that spans have relatively more of, by `log_odds`."""
    z = log_odds(inside, elsewhere)
    rows = np.flatnonzero((inside >= LEAST) & (z > 0)).tolist()
    return ranked([Found(texts[i], kind, float(z[i])) for i in rows if may_be_entry(texts[i].split())], top)


@dataclass(frozen=True, slots=True)
class Vectors:
    """What pretrained encoders know of words: the place of each, and (n_words, d) float32 rows of length 1."""

    place: dict[str, int]
    rows: npt.NDArray[np.float32]

    @classmethod
    def of(cls, words: Sequence[str], vectors: npt.NDArray[np.generic]) -> Vectors:
        """Scale vectors to length 1."""
        rows = vectors.astype(np.float32)
        return cls(
            {w: i for i, w in enumerate(words)}, rows / np.maximum(np.linalg.norm(rows, axis=1), 1e-9)[:, None]
        )

    def phrase(self, words: Sequence[str]) -> npt.NDArray[np.float32] | None:
        """Return the mean vector of the words that say something, of length 1; None where none is known."""
        at = [self.place[word] for word in words if content(word) and word in self.place]
        mean = self.rows[at].sum(axis=0) if at else np.zeros(0, np.float32)
        length = float(np.linalg.norm(mean))
        return np.asarray(mean / length, np.float32) if length > 0 else None


class Known:
    """The entries of a lexicon by their vectors.

    by_word : entries by their forms of one word;  by_phrase : by the mean vector of the words of their first form
    """

    def __init__(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        self.vectors = vectors
        forms = {form: e for e in reversed(entries) for form in e.forms if form in vectors.place}
        self.words = dict(sorted(forms.items()))
        phrases = [(entry, vectors.phrase(entry.forms[0].split())) for entry in entries]
        self.entries = [entry for entry, row in phrases if row is not None]
        none = np.zeros((0, vectors.rows.shape[1]), np.float32)
        self.rows = np.concatenate([none, *(row[None] for _, row in phrases if row is not None)])

    def nearest(self, words: Sequence[str]) -> Entry | None:
        """Return the entry whose words are most like some; None where no vector is known."""
        row = self.vectors.phrase(words)
        return self.entries[int((self.rows @ row).argmax())] if row is not None and self.entries else None

    def neighbours(self, top: int, allowed: Callable[[str], bool]) -> list[tuple[Found, Entry]]:
        """Find the words that are most like a form of one word of an entry, and that entry; score is the cosine.

        allowed : whether a word may be proposed; forms of entries are not
        """
        if not self.words:
            return []
        forms, owners = list(self.words), list(self.words.values())
        known = self.vectors.rows[[self.vectors.place[form] for form in forms]]
        asked = [word for word in self.vectors.place if word not in self.words and allowed(word)]
        found: list[tuple[Found, Entry]] = []
        for first in range(0, len(asked), _BLOCK):
            part = asked[first : first + _BLOCK]
            likeness = self.vectors.rows[[self.vectors.place[word] for word in part]] @ known.T
            best = likeness.argmax(axis=1)
            for word, at, score in zip(part, best.tolist(), likeness.max(axis=1).tolist(), strict=True):
                found.append((Found(word, "neighbour", score), owners[at]))
        owner = {f.text: entry for f, entry in found}
        return [(f, owner[f.text]) for f in ranked([f for f, _ in found], top)]
