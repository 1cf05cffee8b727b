"""What an explanation is made of: the evidence of a sentence, and the sum that it adds up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

# Probabilities and contributions in `to_dict()` are rounded to this many decimals.
DECIMALS = 6


class Evidence(NamedTuple):  # a report has thousands, and no frozen class is made as fast
    """One thing in or around a sentence that moved a score.

    kind : "word", "word_pair", "spelling" (a word new to the model, from its letters), "lexicon", "style" or
        "context"
    text : the words as they stand in the text, or what was seen ("mean of the other sentences")
    start, end : code point span in the text as given; None where the evidence is no stretch of text
    contribution : log-odds that it adds to the logit, with its sign
    source : "file:line" of a lexicon entry; None for other kinds
    """

    kind: str
    text: str
    start: int | None
    end: int | None
    contribution: float
    source: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the evidence as JSON-ready values."""
        kind, text, start, end, contribution, source = self
        return {
            "kind": kind,
            "text": text,
            "start": start,
            "end": end,
            "contribution": round(contribution, DECIMALS),
            "source": source,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a sentence has its score for one output: `logit == intercept + sum of the contributions`, to 1e-5.

    output : technique id, "propaganda" or "bias"
    intercept : log-odds before any evidence
    evidence : every contribution, in the order of the text, what is no stretch of text last
    logit : log-odds that the calibration turns into `probability`
    threshold : probability from which on the output is decided, None where it never is: no threshold reaches the
        precision asked for, or the model has not learned the output; `decided` tells whether it was reached
    threshold_logit : the same on the scale of `logit`, so `threshold_logit - logit` is what was missing; None too
        for a threshold of 0 or 1, which no finite logit stands for
    """

    output: str
    intercept: float
    evidence: tuple[Evidence, ...]
    logit: float
    probability: float
    threshold: float | None
    threshold_logit: float | None
    decided: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as JSON-ready values."""
        return {
            "output": self.output,
            "intercept": round(self.intercept, DECIMALS),
            "evidence": [e.to_dict() for e in self.evidence],
            "logit": round(self.logit, DECIMALS),
            "probability": round(self.probability, DECIMALS),
            "threshold": None if self.threshold is None else round(self.threshold, DECIMALS),
            "threshold_logit": None if self.threshold_logit is None else round(self.threshold_logit, DECIMALS),
            "decided": self.decided,
        }
