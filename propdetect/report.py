"""What the detector says of a text: Report > Sentence > Flag > Evidence, and the JSON schema's one home.

A report holds arrays; sentences, flags and evidence are made when they are looked at, so that a caller who
wants one number of a long text pays for one number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, Protocol, overload

import numpy as np
import numpy.typing as npt

from propdetect.taxonomy import IDS, OUTPUTS

SCHEMA_VERSION = "1.0"
# Probabilities and contributions in `to_dict()` are rounded to this many decimals.
DECIMALS = 6
_N = len(IDS)


@dataclass(frozen=True, slots=True)
class Evidence:
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
        return {
            "kind": self.kind,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "contribution": round(self.contribution, DECIMALS),
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Flag:
    """Words that show a technique which was decided present in their sentence.

    technique : id of the technique
    start, end : code point span in the text as given, end exclusive; `text == report.text[start:end]`
    score : 0..1, the sentence's probability for the technique
    evidence : what in the span speaks for or against the technique by more than .05; `Sentence.explain` lists all
    """

    technique: str
    start: int
    end: int
    text: str
    score: float
    evidence: tuple[Evidence, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the flag as JSON-ready values."""
        return {
            "technique": self.technique,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "score": round(self.score, DECIMALS),
            "evidence": [e.to_dict() for e in self.evidence],
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


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model made a report: its name, the package version that built it, and the hash of its arrays."""

    name: str
    version: str
    sha256: str

    def to_dict(self) -> dict[str, Any]:
        """Return the facts as JSON-ready values."""
        return {"name": self.name, "version": self.version, "sha256": self.sha256}


class Explainer(Protocol):
    """What a report asks for the details of a sentence (the detector provides it)."""

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        """Return the flags of a sentence, in the order of the text."""

    def explain(self, sentence: int, output: str) -> Explanation:
        """Return why a sentence has its score for an output."""


class Sentence:
    """One sentence of a report: a view that is made when looked at."""

    __slots__ = ("_report", "index")

    def __init__(self, report: Report, index: int) -> None:
        self._report = report
        self.index = index

    def __repr__(self) -> str:
        return f"Sentence({self.start}, {self.end}, {self.text!r}, techniques={self.techniques!r})"

    @property
    def start(self) -> int:
        """Code point offset of its first character in the text as given."""
        return int(self._report.starts[self.index])

    @property
    def end(self) -> int:
        """Code point offset after its last character."""
        return int(self._report.ends[self.index])

    @property
    def text(self) -> str:
        """The sentence as it stands in the text."""
        return self._report.text[self.start : self.end]

    @property
    def voice(self) -> str | None:
        """Who speaks; None: this version does not tell the outlet from its sources."""
        return None

    @property
    def speaker(self) -> str | None:
        """Whom the text attributes the sentence to; None: this version does not tell."""
        return None

    @property
    def scores(self) -> dict[str, float]:
        """Probability of each of the 23 techniques, 0..1."""
        return dict(zip(IDS, self._report.probabilities[self.index, :_N].tolist(), strict=True))

    @property
    def propaganda(self) -> float:
        """Probability that the sentence uses any of the techniques, 0..1."""
        return float(self._report.probabilities[self.index, _N])

    @property
    def bias(self) -> float:
        """Probability that its wording is biased, 0..1."""
        return float(self._report.probabilities[self.index, _N + 1])

    @property
    def techniques(self) -> tuple[str, ...]:
        """Ids of the techniques decided present, at the detector's thresholds."""
        return tuple(compress(IDS, self._report.decided[self.index].tolist()))

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The words that show the techniques decided present, in the order of the text."""
        if not self._report.decided[self.index, :_N].any():
            return ()
        return self._report.explainer.flags(self.index)

    def explain(self, output: str) -> Explanation:
        """Return the evidence for and against an output, decided or not.

        output : technique id, "propaganda" or "bias"; another raises `taxonomy.UnknownTechniqueError`.
        """
        return self._report.explainer.explain(self.index, output)

    def to_dict(self) -> dict[str, Any]:
        """Return the sentence as JSON-ready values."""
        return self._report.sentence_dict(self.index)


class Sentences(Sequence[Sentence]):
    """The sentences of a report, in the order of the text, each made when it is looked at."""

    __slots__ = ("_report",)

    def __init__(self, report: Report) -> None:
        self._report = report

    def __len__(self) -> int:
        return len(self._report.starts)

    @overload
    def __getitem__(self, index: int) -> Sentence: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Sentence, ...]: ...
    def __getitem__(self, index: int | slice) -> Sentence | tuple[Sentence, ...]:
        if isinstance(index, slice):
            return tuple(Sentence(self._report, i) for i in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(f"sentence {index} of {len(self)}")
        return Sentence(self._report, index % len(self))

    def __iter__(self) -> Iterator[Sentence]:
        return (Sentence(self._report, i) for i in range(len(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What the detector says of one text.

    id : the caller's name for the text, or None
    text : the text as given
    model : which model spoke
    starts, ends : (n,) int64, sentence spans in code points
    probabilities : (n, 25) float, calibrated, columns in the order of `taxonomy.OUTPUTS`
    decided : (n, 25) bool, whether the probability reaches the detector's threshold
    explainer : where flags and explanations come from
    """

    id: str | None
    text: str
    model: ModelInfo
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    probabilities: npt.NDArray[np.floating[Any]]
    decided: npt.NDArray[np.bool_]
    explainer: Explainer

    @property
    def sentences(self) -> Sentences:
        """The sentences, in the order of the text."""
        return Sentences(self)

    def _document(self) -> list[float]:
        if not len(self.starts):
            return [0.0] * len(OUTPUTS)
        peak: list[float] = self.probabilities.max(axis=0).tolist()
        return peak

    @property
    def scores(self) -> dict[str, float]:
        """Document level, 0..1, per technique: the probability of the sentence that shows it most."""
        return dict(zip(IDS, self._document(), strict=False))

    @property
    def propaganda(self) -> float:
        """Document level, 0..1: the probability of the sentence that most likely uses a technique."""
        return self._document()[_N]

    @property
    def bias(self) -> float:
        """Document level, 0..1: the probability of the sentence whose wording is most likely biased."""
        return self._document()[_N + 1]

    def __repr__(self) -> str:
        return f"Report(id={self.id!r}, sentences={len(self.starts)}, propaganda={self.propaganda:.3f})"

    def sentence_dict(
        self, index: int, row: list[float] | None = None, decided: list[bool] | None = None
    ) -> dict[str, Any]:
        """Return one sentence as JSON-ready values; its rounded probabilities and row of `decided` save time."""
        if row is None or decided is None:
            row = np.round(self.probabilities[index].astype(float), DECIMALS).tolist()
            decided = self.decided[index].tolist()
        sentence = Sentence(self, index)
        start, end, techniques = sentence.start, sentence.end, list(compress(IDS, decided))
        return {
            "start": start,
            "end": end,
            "text": self.text[start:end],
            "voice": sentence.voice,
            "speaker": sentence.speaker,
            "propaganda": row[_N],
            "bias": row[_N + 1],
            "scores": dict(zip(IDS, row, strict=False)),
            "techniques": techniques,
            "flags": [f.to_dict() for f in sentence.flags] if techniques else [],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the whole report as JSON-ready values (schema version `SCHEMA_VERSION`)."""
        rows = np.round(self.probabilities.astype(float), DECIMALS).tolist()
        both = zip(rows, self.decided.tolist(), strict=True)
        document = [round(p, DECIMALS) for p in self._document()]
        return {
            "schema_version": SCHEMA_VERSION,
            "id": self.id,
            "model": self.model.to_dict(),
            "propaganda": document[_N],
            "bias": document[_N + 1],
            "scores": dict(zip(IDS, document, strict=False)),
            "sentences": [self.sentence_dict(i, *one) for i, one in enumerate(both)],
        }
