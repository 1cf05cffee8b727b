"""JSON Lines: one line an input, in order; an input that could not be scored is `{"id", "error"}`."""

from __future__ import annotations

import json
from collections.abc import Callable

from propdetect.report import Report


class JsonLinesWriter:
    """Write a line as soon as its input is scored.

    write : takes each line, its end included; lone surrogates in it are left to whoever encodes it
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def begin(self) -> None:
        """Write nothing: the lines are all there is."""

    def document(self, report: Report) -> None:
        """Write a report as one line."""
        self._write(json.dumps(report.to_dict(), ensure_ascii=False) + "\n")

    def error(self, path: str, message: str) -> None:
        """Write the line of an input that could not be scored."""
        self._write(json.dumps({"id": path, "error": message}, ensure_ascii=False) + "\n")

    def end(self) -> None:
        """Write nothing: the lines are all there is."""
