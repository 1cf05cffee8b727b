"""JSON Lines: one line an input, in order; an input that could not be scored is `{"id", "error"}`."""

from __future__ import annotations

import json
from collections.abc import Callable

from propdetect.report import Report
from propdetect.writers.source import Source


class JsonLinesWriter:
    """Write a line as soon as its input is scored.

    write : takes each line, its end included; lone surrogates in it are left to whoever encodes it
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def begin(self) -> None:
        """Write nothing: the lines are all there is."""

    def document(self, report: Report, source: Source | None = None) -> None:
        """Write a report as one line; that of a record also has the `path` and `line` of the record."""
        record = report.to_dict()
        if source:
            place = {"path": source.path, "line": source.line} if source.record else {}
            record = {**place, **source.relocate(record)}
        self._write(json.dumps(record, ensure_ascii=False) + "\n")

    def error(self, path: str, message: str, line: int | None = None) -> None:
        """Write the line of an input or of a record that could not be scored."""
        name = path if line is None else f"{path}:{line}"
        self._write(json.dumps({"id": name, "error": message}, ensure_ascii=False) + "\n")

    def end(self) -> None:
        """Write nothing: the lines are all there is."""
