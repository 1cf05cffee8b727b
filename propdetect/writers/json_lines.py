"""JSON Lines: one line an input, in order; an input that could not be scored is `{"id", "error"}`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from propdetect.report import Report
from propdetect.writers.interface import Format, Parted, Run, Source

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord


class JsonLinesWriter(Parted):
    """Write a line as soon as its input is scored.

    write : takes each line, its end included; lone surrogates in it are left to whoever encodes it
    """

    def begin(self, run: Run) -> None:
        """Write nothing: the lines are all there is."""

    def made(self, source: Source, report: Report) -> str:
        """Make of a report one line; that of a record also has the `path` and `line` of the record."""
        place = {} if source.line is None else {"path": source.path, "line": source.line}
        record = {**place, **source.relocate(report.to_dict())}
        return json.dumps(record, ensure_ascii=False) + "\n"

    def put(self, made: str) -> None:
        """Write the line."""
        self._write(made)

    def error(self, path: str, error: ErrorRecord) -> None:
        """Write the line of an input or of a record that could not be scored."""
        self._write(json.dumps(error.to_dict(), ensure_ascii=False) + "\n")

    def end(self) -> None:
        """Write nothing: the lines are all there is."""


FORMAT = Format("a line of JSON for each input", stream=lambda write, look: JsonLinesWriter(write))
