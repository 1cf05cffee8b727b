"""What the detector says of a text: Report > Sentence > Flag > Evidence, and the JSON schema's one home.

A report holds arrays; sentences, flags and evidence are made when they are looked at, so that a caller who
wants one number of a long text pays for one number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, Protocol, overload, runtime_checkable

import numpy as np
import numpy.typing as npt

from propdetect.explanation import DECIMALS as DECIMALS
from propdetect.explanation import Evidence as Evidence
from propdetect.explanation import Explanation as Explanation
from propdetect.speech import Speaker, Spoken, Voice, Voiced, summarise
from propdetect.taxonomy import IDS, OUTPUTS

SCHEMA_VERSION = "1.0"
_N = len(IDS)


@dataclass(frozen=True, slots=True)
class Flag:
    """Words that show a technique which was decided present in their sentence.

    technique : id of the technique
    start, end : code point span in the text as given, end exclusive; `text == report.text[start:end]`
    score : 0..1, the sentence's probability for the technique
    evidence : what in the span speaks for or against the technique by more than .05; `Sentence.explain` lists all
    voice, speaker : whose words they are; as its sentence's, but the narrator's beside direct speech
    """

    technique: str
    start: int
    end: int
    text: str
    score: float
    evidence: tuple[Evidence, ...]
    voice: str = "narrator"
    speaker: Speaker | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the flag as JSON-ready values."""
        return {
            "technique": self.technique,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "score": round(self.score, DECIMALS),
            "voice": self.voice,
            "speaker": None if self.speaker is None else self.speaker.to_dict(),
            "evidence": [e.to_dict() for e in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model made a report.

    name : what it is called
    version : of the package that built it
    sha256 : hash of its arrays, which no other model shares
    """

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

    def voices(self) -> Voiced:
        """Return who speaks in each sentence."""


@runtime_checkable
class Dictionaries(Protocol):
    """An explainer that has the flags as JSON-ready values at hand, and need not make them first."""

    def dictionaries(self, sentence: int) -> tuple[list[dict[str, Any]], list[Spoken]]:
        """Return `to_dict()` of each flag of a sentence, and whose words it stands in."""


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
    def voice(self) -> str:
        """How it is said: "narrator", "quoted", "reported" or "scare" (words held at a distance)."""
        return self._report.explainer.voices().voice[self.index]

    @property
    def speaker(self) -> Speaker | None:
        """Whom the text attributes a quoted or reported sentence to; None where it names nobody."""
        return self._report.explainer.voices().speaker[self.index]

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

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Sentences, words, scores and flags of the narrator and of each speaker, in order of speech."""
        spoken = [(flag.voice, flag.speaker) for sentence in self.sentences for flag in sentence.flags]
        return summarise(self.explainer.voices(), self.probabilities, spoken)

    def __repr__(self) -> str:
        return f"Report(id={self.id!r}, sentences={len(self.starts)}, propaganda={self.propaganda:.3f})"

    def sentence_dict(self, index: int) -> dict[str, Any]:
        """Return one sentence as JSON-ready values."""
        return self._sentence_dicts(range(index, index + 1), [])[0]

    def _flag_dicts(self, sentence: int) -> tuple[list[dict[str, Any]], list[Spoken]]:
        """Return the flags of a sentence as JSON-ready values, and whose words each stands in."""
        flags = self.explainer.flags(sentence)
        return [flag.to_dict() for flag in flags], [(flag.voice, flag.speaker) for flag in flags]

    def _sentence_dicts(self, which: range, spoken: list[Spoken]) -> list[dict[str, Any]]:
        """Return sentences as JSON-ready values; `spoken` takes whose words their flags stand in."""
        part = slice(which.start, which.stop)
        rows = np.round(self.probabilities[part].astype(float), DECIMALS).tolist()
        starts, ends = self.starts[part].tolist(), self.ends[part].tolist()
        decided = self.decided[part, :_N]
        shown = set((np.flatnonzero(decided.any(axis=1)) + which.start).tolist())
        explainer = self.explainer
        flags_of = explainer.dictionaries if isinstance(explainer, Dictionaries) else self._flag_dicts
        voices, found = explainer.voices(), []
        for index, start, end, row in zip(which, starts, ends, rows, strict=True):
            flags: list[dict[str, Any]] = []
            if index in shown:
                flags, whose = flags_of(index)
                spoken += whose
            speaker = voices.speaker[index]
            found.append(
                {
                    "start": start,
                    "end": end,
                    "text": self.text[start:end],
                    "voice": voices.voice[index],
                    "speaker": None if speaker is None else speaker.to_dict(),
                    "propaganda": row[_N],
                    "bias": row[_N + 1],
                    "scores": dict(zip(IDS, row, strict=False)),
                    "techniques": list(Sentence(self, index).techniques) if index in shown else [],
                    "flags": flags,
                }
            )
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the whole report as JSON-ready values (schema version `SCHEMA_VERSION`)."""
        document = [round(p, DECIMALS) for p in self._document()]
        spoken: list[Spoken] = []
        sentences = self._sentence_dicts(range(len(self.starts)), spoken)
        voices = summarise(self.explainer.voices(), self.probabilities, spoken, DECIMALS)
        return {
            "schema_version": SCHEMA_VERSION,
            "id": self.id,
            "model": self.model.to_dict(),
            "propaganda": document[_N],
            "bias": document[_N + 1],
            "scores": dict(zip(IDS, document, strict=False)),
            "voices": [voice.to_dict() for voice in voices],
            "sentences": sentences,
        }
