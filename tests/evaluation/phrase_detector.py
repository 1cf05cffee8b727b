"""A detector without a model: it finds a handful of phrases, so that every figure can be worked out by hand."""

import re
from collections.abc import Sequence

import numpy as np

from propdetect.report import Explanation, Flag, ModelInfo, Report
from propdetect.speech import Silent
from propdetect.taxonomy import OUTPUTS

PRESENT, ABSENT, THRESHOLD = 0.75, 0.125, 0.5
PHRASES = {
    "vile plot": "loaded_language",
    "vile": "loaded_language",
    "gang of crooks": "name_calling_labeling",
    "what about them": "whataboutism",
    "but look over there": "red_herring",
    "their own sins": "appeal_to_hypocrisy",
}
_WEAK = "hardly"  # takes a sentence below the threshold of "propaganda", whatever is flagged in it


class _Explainer:
    def __init__(self, text: str, spans: Sequence[tuple[int, int]]) -> None:
        self.text, self.spans = text, spans

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        start, end = self.spans[sentence]
        hits = [
            (start + m.start(), start + m.end(), technique)
            for phrase, technique in PHRASES.items()
            for m in re.finditer(re.escape(phrase), self.text[start:end])
        ]
        return tuple(Flag(t, s, e, self.text[s:e], PRESENT, ()) for s, e, t in sorted(hits))

    def explain(self, sentence: int, output: str) -> Explanation:
        return Explanation(output, 0.0, (), 0.0, ABSENT, THRESHOLD, 0.0, False)

    def voices(self) -> Silent:
        return Silent(len(self.spans))


class PhraseDetector:
    """Sentences end with a full stop; one that holds a phrase of a technique has the probability PRESENT of it."""

    min_precision: float | None = None

    def score(self, text: str, id: str | None = None) -> Report:  # noqa: A002
        spans = [m.span() for m in re.finditer(r"[^\s.][^.]*\.?", text)]
        explainer = _Explainer(text, spans)
        probabilities = np.full((len(spans), len(OUTPUTS)), ABSENT)
        for row, (start, end) in enumerate(spans):
            for flag in explainer.flags(row):
                probabilities[row, [OUTPUTS.index(flag.technique), -2, -1]] = PRESENT
            if _WEAK in text[start:end]:
                probabilities[row, -2] = ABSENT
        starts, ends = np.array([s for s, _ in spans], np.int64), np.array([e for _, e in spans], np.int64)
        decided = probabilities > THRESHOLD
        return Report(
            id, text, ModelInfo("phrases", "0", "0" * 64), starts, ends, probabilities, decided, explainer
        )
