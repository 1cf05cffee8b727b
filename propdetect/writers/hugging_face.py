"""The shape of what text-classification pipelines return: for each input a list of `{"label", "score"}`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from propdetect.report import DECIMALS, Report
from propdetect.writers.interface import Format, Parted, Run, Source, Write

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord


class HuggingFaceWriter(Parted):
    """Write one JSON list with a list for each input, in order: all 25 outputs, from high to low.

    write : takes each piece of the output
    The scores are those of the whole text, as `Report.scores` has them. An input that could not be scored is an
    empty list, so that the n-th list stays that of the n-th input.
    """

    def __init__(self, write: Write) -> None:
        super().__init__(write)
        self._separator = "\n"

    def begin(self, run: Run) -> None:
        """Open the list."""
        self._write("[")

    def made(self, source: Source, report: Report) -> str:
        """Make the outputs of one input."""
        scores = {**report.scores, "propaganda": report.propaganda, "bias": report.bias}
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        return json.dumps([{"label": label, "score": round(score, DECIMALS)} for label, score in ranked])

    def put(self, made: str) -> None:
        """Write the outputs of one input."""
        self._write(self._separator + made)
        self._separator = ",\n"

    def error(self, path: str, error: ErrorRecord) -> None:
        """Keep the place of an input that could not be scored."""
        self.put("[]")

    def end(self) -> None:
        """Close the list."""
        self._write("\n]\n")


FORMAT = Format(
    "labels and scores of each text, as text-classification pipelines return them",
    stream=lambda write, look: HuggingFaceWriter(write),
)
