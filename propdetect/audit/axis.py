"""Annotated articles, their words and the lexicon's matches, laid end to end on one axis of code points.

Then every question of overlap is one of intervals in sorted arrays, for all articles at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propdetect.analysis import Analysis, analyse
from propdetect.audit.function_words import FUNCTION_WORDS
from propdetect.evaluation.article import Article
from propdetect.hashing import Ints
from propdetect.lexicon.match import Matcher
from propdetect.taxonomy import IDS
from propdetect.text.sentences import SentenceParameters
from propdetect.text.tokens import hash_words

Bools = npt.NDArray[np.bool_]
_FUNCTION_HASHES = np.sort(hash_words(sorted(FUNCTION_WORDS)))


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of the axis: (n,) int64 each, end exclusive, none empty."""

    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, which: Ints | Bools) -> Stretches:
        """Return some of them."""
        return Stretches(self.starts[which], self.ends[which])

    def overlap(self, others: Stretches) -> Bools:
        """Tell for each whether it shares a position with any of the others, which may overlap each other: (n,)."""
        begun = np.searchsorted(np.sort(others.starts), self.ends, "left")
        ended = np.searchsorted(np.sort(others.ends), self.starts, "right")
        return np.asarray(begun > ended)

    def pairs(self, others: Stretches) -> tuple[Ints, Ints]:
        """Return which share a position with which others: (n_pairs,) numbers of these and of the others.

        others : in order, by start as well as by end, as the matches of one technique are
        """
        first = np.searchsorted(others.ends, self.starts, "right")
        counts = np.maximum(np.searchsorted(others.starts, self.ends, "left") - first, 0)
        number = np.repeat(np.arange(len(self)), counts)
        return number, np.arange(len(number)) + np.repeat(first - np.cumsum(counts) + counts, counts)


@dataclass(frozen=True, slots=True)
class Layout:
    """Articles on one axis; a position that no article has stands between two of them.

    offsets : (n_articles,) int64, where each begins
    words : how many there are;  content : those that have a letter and are no function words
    hits : the lexicon's matches, by start;  entries : (n_hits,) number of the entry of each, from 0
    gold : what annotators marked;  techniques : (n_gold, 23) bool, the techniques that each may stand for
    """

    offsets: Ints
    words: int
    content: Stretches
    hits: Stretches
    entries: Ints
    gold: Stretches
    techniques: Bools

    def article(self, hit: int) -> int:
        """Return the number of the article that a match lies in."""
        return int(np.searchsorted(self.offsets, self.hits.starts[hit], "right")) - 1


def lay_out(articles: Sequence[Article], parameters: SentenceParameters, matcher: Matcher) -> Layout:
    """Match a lexicon in articles as scoring does, and lay everything out; time grows linearly with the text."""
    lengths = np.array([len(article.text) + 1 for article in articles], np.int64)
    offsets = np.cumsum(lengths) - lengths
    words, numbers, content, hits = 0, [], [], []
    for article, offset in zip(articles, offsets.tolist(), strict=True):
        analysis = analyse(article.text, parameters, matcher)
        starts, ends = analysis.folded.to_text(analysis.tokens.starts, analysis.tokens.ends)
        starts, ends = starts + offset, ends + offset
        own = _content(analysis)
        words += len(own)
        content.append((starts[own], ends[own]))
        hits.append((starts[analysis.hits.starts], ends[analysis.hits.ends - 1]))
        numbers.append(analysis.hits.entries - 1)
    spans = [(s, o) for a, o in zip(articles, offsets.tolist(), strict=True) for s in a.spans]
    return Layout(
        offsets,
        words,
        _joined(content),
        _joined(hits),
        np.concatenate(numbers) if numbers else np.zeros(0, np.int64),
        Stretches(
            np.array([span.start + offset for span, offset in spans], np.int64),
            np.array([span.end + offset for span, offset in spans], np.int64),
        ),
        np.array([[id_ in s.technique.split("+") for id_ in IDS] for s, _ in spans], np.bool_).reshape(
            -1, len(IDS)
        ),
    )


def _joined(parts: list[tuple[Ints, Ints]]) -> Stretches:
    none = np.zeros(0, np.int64)
    starts, ends = (np.concatenate([none, *(part[i] for part in parts)]) for i in (0, 1))
    return Stretches(starts, ends)


def _content(analysis: Analysis) -> Bools:
    """Tell which words of a text have a letter and are no function words: (n_words,)."""
    lower = analysis.folded.lower
    # the running count of letters: a word has one where the count grows from its start to its end
    letters = np.concatenate(([0], np.cumsum(((lower >= ord("a")) & (lower <= ord("z"))) | (lower >= 128))))
    spelled = letters[analysis.tokens.ends] > letters[analysis.tokens.starts]
    at = np.minimum(np.searchsorted(_FUNCTION_HASHES, analysis.tokens.hashes), len(_FUNCTION_HASHES) - 1)
    return np.asarray(spelled & (_FUNCTION_HASHES[at] != analysis.tokens.hashes))
