"""From arrays to things a reader can point at: the evidence of a sentence, and the words to flag."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, log1p
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from propdetect.analysis import Analysis, voices_of
from propdetect.hashing import Ints
from propdetect.model.scoring import (
    CONTEXT,
    WHOLE_SENTENCE,
    Floats,
    Logits,
    SpanShape,
    joined,
    lexicon_shares,
    positive_runs,
    scale,
)
from propdetect.report import Evidence, Explanation, Flag
from propdetect.taxonomy import IDS, OUTPUTS, UnknownTechniqueError, get
from propdetect.text.style import STYLES
from propdetect.text.voice import Voices

if TYPE_CHECKING:
    from propdetect.detector import Detector, Looked

# A run of words is flagged from this many log-odds on, beyond what its tokens cost: less changes the odds by a
# third or so, which is not worth a reader's look.
LEAST_RUN = 0.3
# A flag lists what moved the logit by more than this: function words fill a list with next to nothing. `explain`
# leaves nothing out.
LEAST_SHOWN = 0.05
# Of each word of a sentence, and of its pair with its follower, the contribution to one output.
_Said = tuple[list[float], list[float]]


@dataclass(frozen=True, slots=True)
class _Tokens:
    """What the tokens of one sentence say, scaled by the sentence's factor.

    sentence, first : its number, and that of its first token
    words, pairs : (n, 25) float32, rows of the words, and of their pairs with their followers
    unknown : whether the model does not know the word
    begins, ends : code point spans of the tokens
    """

    sentence: int
    first: int
    words: Floats
    pairs: Floats
    unknown: list[bool]
    begins: list[int]
    ends: list[int]


class Details:
    """Makes the flags and explanations of one scored text, a stretch of sentences at a time."""

    __slots__ = (
        "_factors",
        "_hits",
        "_last",
        "_shares",
        "_voices",
        "analysis",
        "decided",
        "detector",
        "logits",
        "looked",
        "probabilities",
        "surroundings",
        "text",
    )

    def __init__(
        self,
        detector: Detector,
        text: str,
        analysis: Analysis,
        looked: Looked,
        surroundings: npt.NDArray[np.float64],
        logits: Logits,
        probabilities: Logits,
        decided: npt.NDArray[np.bool_],
    ) -> None:
        self.detector, self.text, self.analysis, self.looked = detector, text, analysis, looked
        self.surroundings, self.logits, self.probabilities, self.decided = (
            surroundings,
            logits,
            probabilities,
            decided,
        )
        self._last: _Tokens | None = None
        self._voices: Voices | None = None
        self._factors = scale(np.diff(analysis.first))
        self._shares: tuple[Ints, Logits] | None = None
        self._hits = np.searchsorted(analysis.hits.starts, analysis.first)

    def voices(self) -> Voices:
        """Get who speaks in each sentence; found when first asked for."""
        if self._voices is None:
            self._voices = voices_of(self.text, self.analysis)
        return self._voices

    def _tokens(self, sentence: int) -> _Tokens:
        """Get what the tokens of a sentence say; that of the last sentence asked for is kept."""
        if self._last is not None and self._last.sentence == sentence:
            return self._last
        analysis = self.analysis
        start, stop = analysis.first[sentence : sentence + 2].tolist()
        words, pairs, unknown = self.detector.token_rows(analysis, self.looked, start, stop)
        factor = self._factors[sentence]  # double precision, so each product is rounded once
        words, pairs = (words * factor).astype(np.float32), (pairs * factor).astype(np.float32)
        begins, ends = analysis.folded.to_text(analysis.tokens.starts[start:stop], analysis.tokens.ends[start:stop])
        self._last = _Tokens(sentence, start, words, pairs, unknown.tolist(), begins.tolist(), ends.tolist())
        return self._last

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Turn a span of tokens of the text into one of code points."""
        tokens, offsets = self.analysis.tokens, self.analysis.folded.offsets
        first, last = int(tokens.starts[start]), int(tokens.ends[stop - 1])
        return (first, last) if offsets is None else (int(offsets[first]), int(offsets[last - 1]) + 1)

    def _evidence(
        self, kind: str, start: int, stop: int, contribution: float, source: str | None = None
    ) -> Evidence:
        begin, end = self.span(start, stop)
        return Evidence(kind, self.text[begin:end], begin, end, contribution, source)

    def _token_evidence(
        self, tokens: _Tokens, said: _Said, start: int, stop: int, least: float = 0.0
    ) -> list[Evidence]:
        """List what words and pairs wholly within the tokens start..stop of a sentence say, beyond `least`."""
        found = []
        text, begins, ends = self.text, tokens.begins, tokens.ends
        words, pairs = said
        for at in range(start, stop):
            begin = begins[at]
            if abs(words[at]) > least:
                kind = "spelling" if tokens.unknown[at] else "word"
                found.append(Evidence(kind, text[begin : ends[at]], begin, ends[at], words[at]))
            if abs(pairs[at]) > least and at + 1 < stop:
                end = ends[at + 1]
                found.append(Evidence("word_pair", text[begin:end], begin, end, pairs[at]))
        return found

    def _lexicon(self) -> tuple[Ints, Logits]:
        """Return the class of each lexicon hit of the text and the weight that its neighbours leave it."""
        if self._shares is None:
            classes, sentence = self.detector.lexicon_classes(self.analysis), self.analysis.sentence
            shares = lexicon_shares(
                classes, sentence[self.analysis.hits.starts], len(self.detector.weights.lexicon_rows)
            )
            self._shares = classes, shares
        return self._shares

    def _lexicon_evidence(self, column: int, start: int, stop: int) -> list[Evidence]:
        """List the lexicon hits that lie wholly within the tokens start..stop of the text."""
        hits, matcher = self.analysis.hits, self.detector.matcher
        low, high = hits.starts.searchsorted((start, stop)).tolist()
        if low == high:
            return []
        classes, shares = self._lexicon()
        added = self.detector.weights.lexicon_rows[classes[low:high], column] * shares[low:high]
        columns = (hits.entries[low:high], hits.starts[low:high], hits.ends[low:high], added)
        return [
            self._evidence("lexicon", begin, end, value, matcher.source(entry))
            for entry, begin, end, value in zip(*(c.tolist() for c in columns), strict=True)
            if value and end <= stop
        ]

    def explain(self, sentence: int, output: str) -> Explanation:
        """Return every contribution to a sentence's logit for an output."""
        if output not in OUTPUTS:
            try:
                get(output)
            except UnknownTechniqueError as error:
                raise UnknownTechniqueError(f'{error}; "propaganda" and "bias" can be explained as well') from None
        column, weights, first = OUTPUTS.index(output), self.detector.weights, self.analysis.first
        start, stop = int(first[sentence]), int(first[sentence + 1])
        tokens = self._tokens(sentence)
        found = self._token_evidence(tokens, _said(tokens, column), 0, stop - start)
        found += self._lexicon_evidence(column, start, stop)
        found.sort(key=lambda e: (e.start, e.end))
        style = (self.analysis.style[sentence].astype(float) * weights.style_rows[:, column]).tolist()
        found += [
            Evidence("style", name, None, None, value) for name, value in zip(STYLES, style, strict=True) if value
        ]
        around = (self.surroundings[:, sentence, column] * weights.context[:, column]).tolist()
        found += [Evidence("context", name, None, None, v) for name, v in zip(CONTEXT, around, strict=True) if v]
        return Explanation(
            output,
            float(weights.intercept[column]),
            tuple(found),
            float(self.logits[sentence, column]),
            float(self.probabilities[sentence, column]),
            *_limit(float(weights.thresholds[column])),
            bool(self.decided[sentence, column]),
        )

    def runs(self, sentence: int, technique: int, shape: SpanShape | None = None) -> list[tuple[int, int]]:
        """Find the token spans to flag: lexicon matches, and between them runs of words that outweigh the cost.

        shape : what a token costs, and how far apart spans are joined; the technique's own where None
        """
        tokens = self._tokens(sentence)
        return self._spans(tokens, _said(tokens, technique), technique, self._matches(sentence), shape)

    def _matches(self, sentence: int) -> list[tuple[int, int, int]]:
        """List technique, start and stop of the lexicon matches of techniques decided in a sentence."""
        low, high = self._hits[sentence : sentence + 2].tolist()
        if low == high:
            return []
        hits = self.analysis.hits
        techniques = self.detector.matcher.techniques[hits.entries[low:high]]
        shown = self.decided[sentence, techniques].nonzero()[0]
        columns = (techniques[shown], hits.starts[low + shown], hits.ends[low + shown])
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def _spans(
        self,
        tokens: _Tokens,
        said: _Said,
        technique: int,
        matches: list[tuple[int, int, int]],
        shape: SpanShape | None = None,
    ) -> list[tuple[int, int]]:
        words, pairs = said
        cost, gap = shape or self.detector.weights.span_shape(technique)
        base = tokens.first
        if gap >= WHOLE_SENTENCE and words:
            if all(of != technique for of, _, _ in matches):
                return [(base, base + len(words))]
            gap = 0  # an entry says which words show the technique
        halves = [pair / 2 for pair in pairs]  # a pair's evidence is shared by its words
        values = [w + h + b - cost for w, h, b in zip(words, halves, [0.0, *halves], strict=False)]
        found: list[tuple[int, int]] = []
        free = 0
        # a run ends at a match of any technique decided, so that no flag cuts through an entry's words
        for of, start, stop in matches:
            runs = joined(positive_runs(values[free : max(start - base, free)], LEAST_RUN), gap)
            found += _shifted(runs, free + base)
            if of == technique:
                found.append((start, stop))
            free = max(free, stop - base)
        found += _shifted(joined(positive_runs(values[free:], LEAST_RUN), gap), free + base)
        if not found:  # nothing stands out in a sentence decided as a whole: its strongest run is shown, if any
            found = _shifted(sorted(positive_runs(values), key=lambda run: sum(values[slice(*run)]))[-1:], base)
        return found

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        """Return the flags of a sentence, by start, for the techniques decided present in it."""
        found = []
        tokens, voices = self._tokens(sentence), self.voices()
        base, hits = tokens.first, bool(self._hits[sentence] < self._hits[sentence + 1])
        matches = self._matches(sentence)
        for technique in self.decided[sentence, : len(IDS)].nonzero()[0].tolist():
            score, said = float(self.probabilities[sentence, technique]), _said(tokens, technique)
            for start, stop in self._spans(tokens, said, technique, matches):
                begin, end = tokens.begins[start - base], tokens.ends[stop - 1 - base]
                evidence = self._token_evidence(tokens, said, start - base, stop - base, LEAST_SHOWN)
                if hits:
                    evidence += self._lexicon_evidence(technique, start, stop)
                voice, speaker = voices.at(sentence, begin, end)
                words = self.text[begin:end]
                found.append(Flag(IDS[technique], begin, end, words, score, tuple(evidence), voice, speaker))
        found.sort(key=lambda flag: (flag.start, flag.end))
        return tuple(found)


def _limit(threshold: float) -> tuple[float | None, float | None]:
    """Return a threshold as a probability and as a logit, None where there is no such number."""
    if threshold > 1:
        return None, None
    return threshold, log(threshold) - log1p(-threshold) if 0 < threshold < 1 else None


def _said(tokens: _Tokens, column: int) -> _Said:
    """Pick out what each word of a sentence, and its pair with its follower, says for one output."""
    return tokens.words[:, column].tolist(), tokens.pairs[:, column].tolist()


def _shifted(runs: list[tuple[int, int]], by: int) -> list[tuple[int, int]]:
    return [(start + by, stop + by) for start, stop in runs]
