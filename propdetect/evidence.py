"""From arrays to things a reader can point at: the evidence of a sentence, and the words to flag."""

from __future__ import annotations

from bisect import bisect_left
from math import log, log1p
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from propdetect.analysis import Analysis, voices_of
from propdetect.explanation import Evidence, Explanation
from propdetect.model.scoring import CONTEXT, SpanShape, context_features
from propdetect.received import Received, pack
from propdetect.report import Flag
from propdetect.said import AT_ONCE, Block, SaidTokens
from propdetect.spans import Barrier, Said, Words, spans, with_signs
from propdetect.taxonomy import IDS, OUTPUTS, UnknownTechniqueError, get
from propdetect.text.style import STYLES
from propdetect.text.voice import Voices

if TYPE_CHECKING:
    from propdetect.detector import Detector, Scored

# A flag lists what moved the logit by more than this: function words fill a list with next to nothing. `explain`
# leaves nothing out.
LEAST_SHOWN = 0.05
# Stands where a technique stands: words that are never flagged.
_ALLOWED = -1
_START = itemgetter(2)  # of a lexicon hit


class Details:
    """Makes the flags and explanations of one scored document, when they are asked for.

    analysis, scored : arrays of the document, or of several that it is one of
    document : its number among them; at : position of its first character in their text
    Sentences and tokens are numbered as in the arrays of all; sentences that a caller names count in the document.
    """

    __slots__ = (
        "_at",
        "_document",
        "_first",
        "_said",
        "_surroundings",
        "_voices",
        "analysis",
        "detector",
        "scored",
        "text",
    )

    def __init__(
        self, detector: Detector, text: str, analysis: Analysis, scored: Scored, document: int = 0, at: int = 0
    ) -> None:
        self.detector, self.text, self.analysis, self.scored = detector, text, analysis, scored
        self._at, self._document = at, document
        self._first = analysis.documents[document : document + 2].tolist()
        self._said: Block | None = None
        self._surroundings: npt.NDArray[np.float64] | None = None
        self._voices: Voices | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        # the arrays may be those of many documents, so what reading the report takes goes instead
        decided = self.scored.decided[slice(*self._first)]
        return Received, (self.detector, self.text, pack(self, decided))

    def voices(self) -> Voices:
        """Get who speaks in each sentence; found when first asked for."""
        if self._voices is None:
            self._voices = voices_of(self.text, self.analysis, self._document, self._at)
        return self._voices

    def _tokens(self, sentence: int) -> SaidTokens:
        """Get what the tokens of a sentence say; the decided sentences after it are looked up with it, and kept."""
        if self._said is None or sentence not in self._said:
            which = np.array([sentence])
            if self.scored.decided[sentence, : len(IDS)].any():
                ahead = self.scored.decided[sentence : min(self._first[1], sentence + AT_ONCE), : len(IDS)]
                which = np.flatnonzero(ahead.any(axis=1)) + sentence
            self._said = Block(self.detector, self.analysis, self.scored.looked, which, self._at)
        return self._said[sentence]

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Turn a span of tokens of the text into one of code points, those of a flag of these words."""
        tokens = self.analysis.tokens
        begins, ends = self.analysis.folded.to_text(tokens.starts[start : start + 1], tokens.ends[stop - 1 : stop])
        return with_signs(self.text, int(begins[0]) - self._at, int(ends[0]) - self._at)

    def _token_evidence(
        self, tokens: SaidTokens, said: Said, start: int, stop: int, least: float = 0.0
    ) -> list[Evidence]:
        """List what words and pairs wholly within the tokens start..stop of a sentence say, beyond `least`."""
        found = []
        text, begins, ends = self.text, tokens.begins, tokens.ends
        words, pairs = said
        for at in range(start, stop):
            word, pair = words[at], pairs[at]
            if not -least <= word <= least:
                kind, begin, end = "spelling" if tokens.unknown[at] else "word", begins[at], ends[at]
                found.append(Evidence(kind, text[begin:end], begin, end, word))
            if not -least <= pair <= least and at + 1 < stop:
                begin, end = begins[at], ends[at + 1]
                found.append(Evidence("word_pair", text[begin:end], begin, end, pair))
        return found

    def _lexicon_evidence(self, tokens: SaidTokens, column: int, start: int, stop: int) -> list[Evidence]:
        """List the lexicon hits that lie wholly within the tokens start..stop of the text, of one sentence."""
        hits, text, begins, ends, first = tokens.hits, self.text, tokens.begins, tokens.ends, tokens.first
        # a huge sentence has many flags and many hits, so each flag looks at its own stretch of them alone
        low, high = (bisect_left(hits, at, key=_START) for at in (start, stop)) if hits else (0, 0)
        found = []
        for entry, _, at, after, row in hits[low:high]:
            if row[column] and after <= stop:
                begin, end = begins[at - first], ends[after - 1 - first]
                source = self.detector.matcher.source(entry)
                found.append(Evidence("lexicon", text[begin:end], begin, end, row[column], source))
        return found

    def _around(self) -> npt.NDArray[np.float64]:
        """Return what surrounds the sentences of the document, made when first asked for."""
        if self._surroundings is None:
            own = self.scored.own[slice(*self._first)]
            self._surroundings = context_features(own, self.detector.weights.context_center, len(IDS))
        return self._surroundings

    def explain(self, sentence: int, output: str) -> Explanation:
        """Return every contribution to a sentence's logit for an output."""
        if output not in OUTPUTS:
            try:
                get(output)
            except UnknownTechniqueError as error:
                raise UnknownTechniqueError(f'{error}; "propaganda" and "bias" can be explained as well') from None
        column, weights, scored = OUTPUTS.index(output), self.detector.weights, self.scored
        around = self._around()[:, sentence, column]
        sentence += self._first[0]
        start, stop = self.analysis.first[sentence : sentence + 2].tolist()
        tokens = self._tokens(sentence)
        found = self._token_evidence(tokens, tokens.column(column), 0, stop - start)
        found += self._lexicon_evidence(tokens, column, start, stop)
        found.sort(key=lambda e: (e.start, e.end))
        style = (self.analysis.style[sentence].astype(float) * weights.style_rows[:, column]).tolist()
        found += [
            Evidence("style", name, None, None, value) for name, value in zip(STYLES, style, strict=True) if value
        ]
        added = (around * weights.context[:, column]).tolist()
        found += [Evidence("context", name, None, None, v) for name, v in zip(CONTEXT, added, strict=True) if v]
        return Explanation(
            output,
            float(weights.intercept[column]),
            tuple(found),
            float(scored.logits[sentence, column]),
            float(scored.probabilities[sentence, column]),
            *_limit(float(weights.thresholds[column])),
            bool(scored.decided[sentence, column]),
        )

    def runs(self, sentence: int, technique: int, shape: SpanShape | None = None) -> list[tuple[int, int]]:
        """Find the token spans to flag: lexicon matches, and between them runs of words that outweigh the cost.

        shape : what a token costs, and how far apart spans are joined; the technique's own where None
        """
        sentence += self._first[0]
        tokens = self._tokens(sentence)
        return self._spans(tokens, tokens.column(technique), technique, self._barriers(tokens), shape)

    def _barriers(self, tokens: SaidTokens) -> list[Barrier]:
        """List, by start, what no run of words goes through: `_matches`, and allowed words with `_ALLOWED`."""
        if self.analysis.allowed is None:
            return self._matches(tokens)
        allowed = [(_ALLOWED, *stretch) for stretch in self._stretches(tokens.sentence, allowed=True)]
        return sorted(self._matches(tokens) + allowed, key=itemgetter(1))

    def _stretches(self, sentence: int, *, allowed: bool) -> list[tuple[int, int]]:
        """List the longest token spans of a sentence whose words are all allowed, or none of whose words is."""
        start, stop = self.analysis.first[sentence : sentence + 2].tolist()
        mask = self.analysis.allowed
        if mask is None or not mask[start:stop].any():
            return [] if allowed or start == stop else [(start, stop)]
        edges = np.flatnonzero(np.diff(np.concatenate(([0], mask[start:stop] == allowed, [0])))) + start
        return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))

    def _matches(self, tokens: SaidTokens) -> list[Barrier]:
        """List technique, start and stop of the lexicon matches of techniques decided in a sentence."""
        if not tokens.hits:
            return []
        decided = self.scored.decided[tokens.sentence].tolist()
        # kinds of wording, numbered after the techniques, show none
        return [(of, start, stop) for _, of, start, stop, _ in tokens.hits if of < len(IDS) and decided[of]]

    def _spans(
        self,
        tokens: SaidTokens,
        said: Said,
        technique: int,
        barriers: list[Barrier],
        shape: SpanShape | None = None,
    ) -> list[tuple[int, int]]:
        free = self._stretches(tokens.sentence, allowed=False)
        shape = shape or self.detector.weights.span_shape(technique)
        words = Words(self.text, tokens.begins, tokens.ends)
        return spans(said, tokens.first, technique, barriers, free, shape, words)

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        """Return the flags of a sentence, by start, for the techniques decided present in it."""
        found = []
        voices, at, sentence = self.voices(), sentence, sentence + self._first[0]
        tokens = self._tokens(sentence)
        barriers = self._barriers(tokens)
        base = tokens.first
        for technique in self.scored.decided[sentence, : len(IDS)].nonzero()[0].tolist():
            score, said = float(self.scored.probabilities[sentence, technique]), tokens.column(technique)
            for start, stop in self._spans(tokens, said, technique, barriers):
                begin, end = with_signs(self.text, tokens.begins[start - base], tokens.ends[stop - 1 - base])
                evidence = self._token_evidence(tokens, said, start - base, stop - base, LEAST_SHOWN)
                evidence += self._lexicon_evidence(tokens, technique, start, stop)
                whose, words = voices.at(at, begin, end), self.text[begin:end]
                found.append(Flag(IDS[technique], begin, end, words, score, tuple(evidence), *whose))
        found.sort(key=lambda flag: (flag.start, flag.end))
        return tuple(found)


def _limit(threshold: float) -> tuple[float | None, float | None]:
    """Return a threshold as a probability and as a logit, None where there is no such number."""
    if threshold > 1:
        return None, None
    return threshold, log(threshold) - log1p(-threshold) if 0 < threshold < 1 else None
