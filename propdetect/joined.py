"""Many documents taken apart and scored as one text: one call of numpy where each would take its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from propdetect.analysis import Analysis
from propdetect.evidence import Details
from propdetect.hashing import Ints
from propdetect.report import Report
from propdetect.taxonomy import OUTPUTS

if TYPE_CHECKING:
    from propdetect.detector import Detector, Scored

# Between documents: a blank line, which ends sentences and phrases whatever stands beside it.
_GAP = "\n\n"
# Characters scored together: enough to outweigh what a call of numpy costs, few enough for the cache.
CHARACTERS = 400_000


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of n sentences of many documents, in their order; sentences of a document are next to each other.

    document : (n,) int64, number of the document among those given, from 0; one without sentences has no row
    start, end : (n,) int64, span in code points of the document
    probabilities : (n, 25) float32, calibrated, columns in the order of `taxonomy.OUTPUTS`
    decided : (n, 25) bool, whether the probability reaches the detector's threshold
    """

    document: Ints
    start: Ints
    end: Ints
    probabilities: npt.NDArray[np.float32]
    decided: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.document)


@dataclass(frozen=True, slots=True)
class Joined:
    """Documents taken apart and scored as one text.

    begins : position of each document in that text
    starts, ends : (n,) int64, sentence spans in it, in code points
    """

    texts: list[str]
    begins: list[int]
    analysis: Analysis
    starts: Ints
    ends: Ints
    scored: Scored

    @classmethod
    def score(cls, detector: Detector, texts: list[str]) -> Joined:
        """Score at least one document."""
        begins = list(accumulate((len(text) + len(_GAP) for text in texts[:-1]), initial=0))
        analysis = detector.analyse(_GAP.join(texts), np.array(begins))
        spans = analysis.folded.to_text(analysis.starts, analysis.ends)
        return cls(texts, begins, analysis, *spans, detector.score_analysis(analysis))

    def arrays(self, number: int) -> Scores:
        """Return the scores, documents counted from `number`."""
        sizes = np.diff(self.analysis.documents)
        begins = np.repeat(np.array(self.begins), sizes)
        return Scores(
            np.repeat(np.arange(number, number + len(sizes)), sizes),
            self.starts - begins,
            self.ends - begins,
            self.scored.probabilities.astype(np.float32),
            self.scored.decided,
        )

    def reports(self, detector: Detector) -> Iterator[Report]:
        """Make the report of each document, without an id: a view of the arrays of all."""
        bounds = self.analysis.documents.tolist()
        for i, (text, begin) in enumerate(zip(self.texts, self.begins, strict=True)):
            own = slice(bounds[i], bounds[i + 1])
            details = Details(detector, text, self.analysis, self.scored, i, begin)
            spans = self.starts[own] - begin, self.ends[own] - begin
            scores = self.scored.probabilities[own], self.scored.decided[own]
            yield Report(None, text, detector.info, *spans, *scores, details)


def score_arrays(detector: Detector, texts: Iterable[str]) -> Scores:
    """Score texts to arrays; see `Detector.score_arrays`."""
    parts: list[Scores] = []
    number = 0
    for chunk in _chunks(texts):
        parts.append(Joined.score(detector, chunk).arrays(number))
        number += len(chunk)
    if not parts:
        none, shape = np.zeros(0, np.int64), (0, len(OUTPUTS))
        return Scores(none, none, none, np.zeros(shape, np.float32), np.zeros(shape, np.bool_))
    columns = ((getattr(part, name) for part in parts) for name in Scores.__slots__)
    return Scores(*(np.concatenate(list(column)) for column in columns))


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    """Gather texts until they have `CHARACTERS`; raises TypeError for what is no text."""
    if isinstance(texts, str):
        raise TypeError("texts must be several, not one str; put it into a list, as in score_arrays([text])")
    chunk: list[str] = []
    size = 0
    for number, text in enumerate(texts):
        if not isinstance(text, str):
            what = type(text).__name__
            raise TypeError(f"text {number} must be a str, not {what}; leave it out, or decode it first")
        chunk.append(text)
        size += len(text)
        if size >= CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
