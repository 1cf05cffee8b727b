"""Words of annotated texts as numbers, with what annotators flagged; and counts of words, pairs and triples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propdetect.analysis import Analysis, analyse
from propdetect.evaluation.article import Article
from propdetect.hashing import Ints
from propdetect.lexicon.match import compile_entries
from propdetect.text.sentences import SentenceParameters

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of texts, in order.

    spellings : distinct words, in lower case ASCII, sorted
    ids : (n,) int64, place of each word in `spellings`, -1 for one that has other letters
    flagged : (n,) bool, whether it shares a character with a span
    breaks : (n,) bool, whether a text, a sentence or a phrase begins with it
    article : (n,) int64, number of its text
    """

    spellings: tuple[str, ...]
    ids: Ints
    flagged: Bools
    breaks: Bools
    article: Ints

    def runs(self) -> Iterator[list[str]]:
        """Yield the flagged stretches: words that follow each other, all flagged, with no break in between."""
        run: list[str] = []
        for id_, flagged, breaks in zip(
            self.ids.tolist(), self.flagged.tolist(), self.breaks.tolist(), strict=True
        ):
            if run and (breaks or not flagged or id_ < 0):
                yield run
                run = []
            if flagged and id_ >= 0:
                run.append(self.spellings[id_])
        if run:
            yield run


@dataclass(frozen=True, slots=True)
class Grams:
    """Distinct words, pairs or triples and how often they occur.

    grams : (m, n) int64, places in `Words.spellings`, sorted by rows;  texts : the same, spelled
    inside : (m,) int64, how often all its words are flagged;  elsewhere : how often not
    articles : (m,) int64, in how many texts it occurs
    """

    grams: Ints
    texts: tuple[str, ...]
    inside: Ints
    elsewhere: Ints
    articles: Ints


def words_of(articles: Sequence[Article], technique: str | None, parameters: SentenceParameters) -> Words:
    """Take annotated texts apart.

    technique : whose spans count; None for those of any technique
    """
    matcher = compile_entries([])
    spelled: list[str] = []
    flagged, breaks, numbers = [], [], []
    for number, article in enumerate(articles):
        analysis = analyse(article.text, parameters, matcher)
        spelled += _spelled(analysis)
        flagged.append(_flagged(analysis, article, technique))
        begins = analysis.tokens.hard.copy()
        begins[1:] |= analysis.sentence[1:] != analysis.sentence[:-1]
        begins[:1] = True
        breaks.append(begins)
        numbers.append(np.full(len(begins), number))
    spellings = tuple(sorted({word for word in spelled if word}))
    place = {word: i for i, word in enumerate(spellings)}
    none = np.zeros(0, np.bool_)
    return Words(
        spellings,
        np.array([place.get(word, -1) for word in spelled], np.int64),
        np.concatenate([none, *flagged]),
        np.concatenate([none, *breaks]),
        np.concatenate([np.zeros(0, np.int64), *numbers]),
    )


def _spelled(analysis: Analysis) -> list[str]:
    """Spell the words of a text, "" for those that are not ASCII."""
    lower = analysis.folded.lower.tobytes()
    pairs = zip(analysis.tokens.starts.tolist(), analysis.tokens.ends.tolist(), strict=True)
    pieces = [lower[start:end] for start, end in pairs]
    return [piece.decode("ascii") if piece.isascii() else "" for piece in pieces]


def _flagged(analysis: Analysis, article: Article, technique: str | None) -> Bools:
    starts, ends = analysis.folded.to_text(analysis.tokens.starts, analysis.tokens.ends)
    flagged = np.zeros(len(starts), np.bool_)
    for span in article.spans:
        if technique is None or technique in span.technique.split("+"):
            flagged[np.searchsorted(ends, span.start, "right") : np.searchsorted(starts, span.end, "left")] = True
    return flagged


def count(words: Words, n: int) -> Grams:
    """Count all runs of n words without a break inside; n is at most 3."""
    size, base = max(len(words.ids) - n + 1, 0), len(words.spellings)
    whole, inside = np.ones((2, size), np.bool_)
    keys = np.zeros(size, np.int64)  # a run as one number, its words as digits: two million words fit
    for k in range(n):
        ids = words.ids[k : size + k]
        keys = keys * base + ids
        whole &= ids >= 0
        inside &= words.flagged[k : size + k]
        if k:
            whole &= ~words.breaks[k : size + k]
    found, which = np.unique(keys[whole], return_inverse=True)
    many, texts = len(found), int(words.article.max(initial=0)) + 1
    in_text = np.unique(which * texts + words.article[:size][whole]) // texts
    grams = np.stack([found // max(base, 1) ** k % max(base, 1) for k in reversed(range(n))], axis=1)
    counts = np.bincount(which, minlength=many)
    within = np.bincount(which[inside[whole]], minlength=many)
    spelled = tuple(" ".join([words.spellings[i] for i in gram]) for gram in grams.tolist())
    return Grams(grams, spelled, within, counts - within, np.bincount(in_text, minlength=many))
