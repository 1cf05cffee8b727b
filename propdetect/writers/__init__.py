"""Reports to text, JSON and JSON Lines, one module a format behind one interface."""

from __future__ import annotations

from typing import Protocol

from propdetect.report import Report
from propdetect.writers.source import Source


class Writer(Protocol):
    """What a format does with the results of one run, called in the order of the inputs."""

    def begin(self) -> None:
        """Write what comes before the first result."""

    def document(self, report: Report, source: Source | None = None) -> None:
        """Write one report.

        source : where its text lies in a file; None: it is the whole file, and `report.id` is its path
        """

    def error(self, path: str, message: str, line: int | None = None) -> None:
        """Write that an input, or the record at a line of it, could not be scored, where the format can say so."""

    def end(self) -> None:
        """Write what comes after the last result."""
