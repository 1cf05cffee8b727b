"""Reports on their way from one process to another: what reading them takes, and no more."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from propdetect.explanation import DECIMALS, Evidence, Explanation
from propdetect.report import Explainer, Flag, Report
from propdetect.speech import VOICES, Speaker, Spoken
from propdetect.taxonomy import IDS

if TYPE_CHECKING:
    from propdetect.detector import Detector

_N = len(IDS)
_NUMBERS = {voice: number for number, voice in enumerate(VOICES)}
# A speaker as name, start and end.
_Who = tuple[str, int, int] | None
# Of an evidence: kind, start, end, contribution, source; its text is that of the span.
_Why = tuple[str, int, int, float, str | None]
_why = itemgetter(0, 2, 3, 4, 5)
# Of a flag: technique, start, end, score, voice, speaker, evidence; its text is that of the span.
_Found = tuple[str, int, int, float, str, _Who, list[_Why]]


class Told:
    """The voices of a text's sentences, as they were found where it was scored; see `speech.Voiced`."""

    def __init__(self, voice: bytes, speaker: Sequence[_Who], words: bytes) -> None:
        self.voice = tuple(VOICES[number] for number in voice)
        speakers = {who: Speaker(*who) for who in set(speaker) if who is not None}
        self.speaker = tuple(None if who is None else speakers[who] for who in speaker)
        self.words = np.frombuffer(words, "<i8")


def pack(explainer: Explainer, decided: npt.NDArray[np.bool_]) -> bytes:
    """Put what reading a report asks its explainer for into a few bytes: voices, and flags where any are decided.

    decided : (n, 25), of the report
    """
    voices = explainer.voices()
    known: dict[Speaker, _Who] = {}

    def who(speaker: Speaker | None) -> _Who:
        if speaker is None:
            return None
        return known.setdefault(speaker, (speaker.name, speaker.start, speaker.end))

    spoken = bytes(map(_NUMBERS.__getitem__, voices.voice)), tuple(map(who, voices.speaker))
    flags = {
        sentence: [
            (f.technique, f.start, f.end, f.score, f.voice, who(f.speaker), list(map(_why, f.evidence)))
            for f in explainer.flags(sentence)
        ]
        for sentence in np.flatnonzero(decided[:, :_N].any(axis=1)).tolist()
    }  # fmt: skip
    return pickle.dumps((*spoken, voices.words.astype("<i8").tobytes(), flags), pickle.HIGHEST_PROTOCOL)


class Received:
    """Explains a report that came from elsewhere: flags and voices came with it, explanations take a new score."""

    __slots__ = ("_again", "_flags", "_packed", "_voices", "detector", "text")

    def __init__(self, detector: Detector, text: str, packed: bytes) -> None:
        self.detector, self.text, self._packed = detector, text, packed
        self._flags: dict[int, list[_Found]] | None = None
        self._voices: Told | None = None
        self._again: Explainer | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Received, (self.detector, self.text, self._packed)

    def _unpack(self) -> tuple[dict[int, list[_Found]], Told]:
        if self._flags is None or self._voices is None:
            *spoken, flags = pickle.loads(self._packed)  # noqa: S301 (made by `pack`; it came in a pickle as well)
            self._voices, self._flags = Told(*spoken), flags
        return self._flags, self._voices

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        """Return the flags of a sentence, in the order of the text."""
        return tuple(map(self._flag, self._unpack()[0].get(sentence, ())))

    def _flag(self, found: _Found) -> Flag:
        technique, start, end, score, voice, who, why = found
        text = self.text
        evidence = tuple(
            Evidence(kind, text[begin:stop], begin, stop, contribution, source)
            for kind, begin, stop, contribution, source in why
        )
        speaker = None if who is None else Speaker(*who)
        return Flag(technique, start, end, text[start:end], score, evidence, voice, speaker)

    def dictionaries(self, sentence: int) -> tuple[list[dict[str, Any]], list[Spoken]]:
        """Return `to_dict()` of each flag of a sentence, and whose words it stands in.

        Whoever reads whole reports of workers does little else, so that neither flags nor evidence are made for it.
        """
        text, found, spoken = self.text, [], []
        for technique, start, end, score, voice, who, why in self._unpack()[0].get(sentence, ()):
            speaker = None if who is None else Speaker(*who)
            spoken.append((voice, speaker))
            found.append(
                {
                    "technique": technique,
                    "start": start,
                    "end": end,
                    "text": text[start:end],
                    "score": round(score, DECIMALS),
                    "voice": voice,
                    "speaker": None if speaker is None else speaker.to_dict(),
                    "evidence": [
                        {
                            "kind": kind,
                            "text": text[begin:stop],
                            "start": begin,
                            "end": stop,
                            "contribution": round(contribution, DECIMALS),
                            "source": source,
                        }
                        for kind, begin, stop, contribution, source in why
                    ],
                }
            )
        return found, spoken

    def voices(self) -> Told:
        """Return who speaks in each sentence."""
        return self._unpack()[1]

    def explain(self, sentence: int, output: str) -> Explanation:
        """Return why a sentence has its score for an output; the first time, the text is scored for that."""
        if self._again is None:
            self._again = self.detector.score(self.text).explainer
        return self._again.explain(sentence, output)


@dataclass(frozen=True, slots=True)
class Packed:
    """The reports of d texts with n sentences in all, without ids and texts, as a few arrays.

    bounds : (d + 1,) first sentence of each report, and n
    starts, ends, probabilities, decided : as in `Report`, one after the other
    read : of each report what `pack` made of it
    """

    bounds: list[int]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    probabilities: npt.NDArray[np.floating[Any]]
    decided: npt.NDArray[np.bool_]
    read: list[bytes]

    @classmethod
    def of(cls, reports: Sequence[Report], read: list[bytes]) -> Packed:
        """Pack at least one report; read : what `pack` made of each."""
        bounds = np.cumsum([0, *(len(report.starts) for report in reports)]).tolist()
        starts, ends, probabilities, decided = (
            np.concatenate([getattr(report, name) for report in reports])
            for name in ("starts", "ends", "probabilities", "decided")
        )
        return cls(bounds, starts, ends, probabilities, decided, read)

    def reports(self, detector: Detector, texts: Sequence[str]) -> Iterator[Report]:
        """Make the reports again, without an id; their flags are made when looked at, without a new score."""
        for i, (text, read) in enumerate(zip(texts, self.read, strict=True)):
            own = slice(self.bounds[i], self.bounds[i + 1])
            arrays = self.starts[own], self.ends[own], self.probabilities[own], self.decided[own]
            yield Report(None, text, detector.info, *arrays, Received(detector, text, read))
