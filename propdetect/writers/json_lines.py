"""JSON Lines: one line an input, in order; an input that could not be scored is `{"id", "error"}`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from propdetect.report import Report
from propdetect.writers.interface import Format, Run, Source, Write

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord


class JsonLinesWriter:
    """Write a line as soon as its input is scored.

    write : takes each line, its end included; lone surrogates in it are left to whoever encodes it
    """

    def __init__(self, write: Write) -> None:
        self._write = write

    def begin(self, run: Run) -> None:
        """Write nothing: the lines are all there is."""

    def record(self, source: Source, report: Report) -> None:
        """Write a report as one line; that of a record also has the `path` and `line` of the record."""
        place = {} if source.line is None else {"path": source.path, "line": source.line}
        record = {**place, **source.relocate(report.to_dict())}
        self._write(json.dumps(record, ensure_ascii=False) + "\n")

    def error(self, path: str, error: ErrorRecord) -> None:
        """Write the line of an input or of a record that could not be scored."""
        self._write(json.dumps(error.to_dict(), ensure_ascii=False) + "\n")

    def end(self) -> None:
        """Write nothing: the lines are all there is."""


FORMAT = Format("a line of JSON for each input", stream=lambda write, look: JsonLinesWriter(write))
