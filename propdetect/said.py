"""What the words and the lexicon hits of some sentences say for each output, taken out of the arrays together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from propdetect.analysis import Analysis
from propdetect.hashing import Ints
from propdetect.model.scoring import lexicon_shares, scale
from propdetect.model.sums import Floats
from propdetect.spans import Said
from propdetect.tables import Looked

if TYPE_CHECKING:
    from propdetect.detector import Detector

# Sentences looked ahead at: enough to share the calls of numpy, few enough to keep little.
AT_ONCE = 128
# Of a lexicon hit: entry, technique, first token and the one after its last, and what it adds to each output.
Hit = tuple[int, int, int, int, list[float]]


@dataclass(slots=True)
class SaidTokens:
    """What the tokens of one sentence say, scaled by the sentence's factor.

    sentence, first : its number, and that of its first token
    words, pairs : (25, n) float32, rows of the words, and of their pairs with their followers
    unknown : whether the model does not know the word
    begins, ends : code point spans of the tokens
    hits : the sentence's lexicon hits, by start
    """

    sentence: int
    first: int
    words: Floats
    pairs: Floats
    unknown: list[bool]
    begins: list[int]
    ends: list[int]
    hits: list[Hit]

    def column(self, output: int) -> Said:
        """Pick out what each word, and its pair with its follower, says for one output."""
        return self.words[output].tolist(), self.pairs[output].tolist()


class Block:
    """Some sentences of a document: what their tokens say, by the number of the sentence."""

    def __init__(self, detector: Detector, analysis: Analysis, looked: Looked, which: Ints, at: int) -> None:
        """Look all up.

        which : (n,) int64, numbers of sentences, ascending
        at : position of the document's first character in the text
        """
        first, stop = analysis.first.take(which), analysis.first.take(which + 1)
        sizes = stop - first
        bounds = np.cumsum(sizes)
        tokens = np.arange(int(bounds[-1])) + (first - bounds + sizes).repeat(sizes)
        words, pairs, unknown = detector.tables.rows(looked, tokens)
        factor = scale(sizes).repeat(sizes)[:, None]  # double precision, so each product is rounded once
        self._words = np.ascontiguousarray((words * factor).astype(np.float32).T)
        self._pairs = np.ascontiguousarray((pairs * factor).astype(np.float32).T)
        starts, ends = analysis.tokens.starts.take(tokens), analysis.tokens.ends.take(tokens)
        begins, ends = analysis.folded.to_text(starts, ends)
        self._plain = unknown.tolist(), (begins - at).tolist(), (ends - at).tolist()
        hits, bounds_of_hits = _hits(detector, analysis, which, first, stop)
        self._places = {
            sentence: (low, low + size, begin, hits[a:b])
            for sentence, low, size, begin, (a, b) in zip(
                which.tolist(),
                (bounds - sizes).tolist(),
                sizes.tolist(),
                first.tolist(),
                bounds_of_hits,
                strict=True,
            )
        }

    def __contains__(self, sentence: int) -> bool:
        return sentence in self._places

    def __getitem__(self, sentence: int) -> SaidTokens:
        low, high, first, hits = self._places[sentence]
        unknown, begins, ends = (column[low:high] for column in self._plain)
        words, pairs = self._words[:, low:high], self._pairs[:, low:high]
        return SaidTokens(sentence, first, words, pairs, unknown, begins, ends, hits)


def _hits(
    detector: Detector, analysis: Analysis, which: Ints, first: Ints, stop: Ints
) -> tuple[list[Hit], list[tuple[int, int]]]:
    """List the lexicon hits of sentences whose tokens are first..stop, and where in the list those of each are."""
    hits = analysis.hits
    low, high = hits.starts.searchsorted(first), hits.starts.searchsorted(stop)
    many = high - low
    bounds = np.cumsum(many)
    places = list(zip((bounds - many).tolist(), bounds.tolist(), strict=True))
    if not bounds[-1]:
        return [], places
    at = np.arange(int(bounds[-1])) + (low - bounds + many).repeat(many)
    entries, rows = hits.entries.take(at), detector.weights.lexicon_rows
    classes = detector.entry_classes(entries)
    shares = lexicon_shares(classes, which.repeat(many), len(rows))
    techniques = detector.matcher.techniques.take(entries)
    columns = (
        entries,
        techniques,
        hits.starts.take(at),
        hits.ends.take(at),
        rows.take(classes, axis=0) * shares[:, None],
    )
    return list(zip(*(column.tolist() for column in columns), strict=True)), places
