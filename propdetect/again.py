"""What explains a report that came from another process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from propdetect.explanation import Explanation
from propdetect.report import Explainer, Flag
from propdetect.speech import Voiced

if TYPE_CHECKING:
    from propdetect.detector import Detector


class Again:
    """Scores the text again, once, when it is asked."""

    __slots__ = ("_made", "detector", "text")

    def __init__(self, detector: Detector, text: str) -> None:
        self.detector, self.text = detector, text
        self._made: Explainer | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Again, (self.detector, self.text)

    def _explainer(self) -> Explainer:
        if self._made is None:
            self._made = self.detector.score(self.text).explainer
        return self._made

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        """Return the flags of a sentence, in the order of the text."""
        return self._explainer().flags(sentence)

    def explain(self, sentence: int, output: str) -> Explanation:
        """Return why a sentence has its score for an output."""
        return self._explainer().explain(sentence, output)

    def voices(self) -> Voiced:
        """Return who speaks in each sentence."""
        return self._explainer().voices()
