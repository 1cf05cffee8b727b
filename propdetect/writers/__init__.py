"""Reports to text, JSON and JSON Lines, one module a format behind one interface."""

from __future__ import annotations

from typing import Protocol

from propdetect.report import Report


class Writer(Protocol):
    """What a format does with the results of one run, called in the order of the inputs."""

    def begin(self) -> None:
        """Write what comes before the first result."""

    def document(self, report: Report) -> None:
        """Write one report; `report.id` is the path of the input as the user gave it."""

    def error(self, path: str, message: str) -> None:
        """Write that an input could not be scored, where the format has a place for it."""

    def end(self) -> None:
        """Write what comes after the last result."""
