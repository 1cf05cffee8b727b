"""A report of some voices only: the same text, model and offsets, fewer sentences."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from propdetect.explanation import Explanation
from propdetect.hashing import Ints
from propdetect.report import Explainer, Flag, Report
from propdetect.speech import Speaker, Voiced


class _Kept:
    """Explains the sentences that were kept, by their new numbers."""

    def __init__(self, explainer: Explainer, kept: Ints) -> None:
        self._explainer, self._kept = explainer, kept.tolist()
        voices = explainer.voices()
        self.voice = tuple(voices.voice[i] for i in self._kept)
        self.speaker: tuple[Speaker | None, ...] = tuple(voices.speaker[i] for i in self._kept)
        self.words = voices.words[kept]

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        """Return the flags of a sentence."""
        return self._explainer.flags(self._kept[sentence])

    def explain(self, sentence: int, output: str) -> Explanation:
        """Return why a sentence has its score."""
        return self._explainer.explain(self._kept[sentence], output)

    def voices(self) -> Voiced:
        """Return who speaks in the sentences kept."""
        return self


def only(report: Report, voices: Collection[str]) -> Report:
    """Return a report of the sentences in some of `speech.VOICES`, with the document's scores made of them alone.

    Offsets still count in the whole text; each sentence keeps the scores that it has in the whole text.
    """
    spoken = report.explainer.voices().voice
    kept = np.array([i for i, voice in enumerate(spoken) if voice in voices], np.int64)
    parts = {name: getattr(report, name)[kept] for name in ("starts", "ends", "probabilities", "decided")}
    return replace(report, explainer=_Kept(report.explainer, kept), **parts)
