"""Where the text of a report lies in a file, for writers that say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from propdetect.report import Report
from propdetect.writers.positions import Positions


def _same(start: int, end: int) -> tuple[int, int]:
    return start, end


@dataclass(frozen=True)
class Source:
    """The stretch of a file that a report's text was read from.

    path : the file, as the user gave it
    text : the stretch as it stands on disk
    to_text : turns a span of the report's text into one of `text`
    offset, line, column : where `text` begins in the file: code points before it, line and column from 1
    record : whether the report is of one of the file's records, which then has its line in its name
    rows : `line` counts rows of a file without lines; columns count within the field
    """

    path: str
    text: str
    to_text: Callable[[int, int], tuple[int, int]] = _same
    offset: int = 0
    line: int = 1
    column: int = 1
    record: bool = False
    rows: bool = False

    @classmethod
    def of(cls, report: Report) -> Source:
        """Return the source of a report whose text is the whole file, named by its id."""
        return cls(report.id or "-", report.text)

    @property
    def name(self) -> str:
        """The path, with the line of a record."""
        return f"{self.path}:{self.line}" if self.record else self.path

    @cached_property
    def _positions(self) -> Positions:
        return Positions(self.text)

    def at(self, offset: int) -> tuple[int, int]:
        """Return line and column in the file, from 1, of an offset in the report's text (code points, from 0)."""
        begin = self.to_text(offset, offset)[0]
        if self.rows:
            return self.line, begin + 1
        line, column = self._positions.at(begin)
        return self.line + line - 1, column + (self.column - 1 if line == 1 else 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the file, in code points, of a span of the report's text."""
        begin, stop = self.to_text(start, end)
        return self.offset + begin, self.offset + stop

    def relocate(self, value: Any) -> Any:
        """Turn all spans ("start", "end") in JSON-ready values into spans of the file, in place; returns them."""
        waiting = [value]
        while waiting:
            here = waiting.pop()
            if isinstance(here, dict):
                if isinstance(here.get("start"), int) and isinstance(here.get("end"), int):
                    here["start"], here["end"] = self.span(here["start"], here["end"])
                waiting.extend(here.values())
            elif isinstance(here, list):
                waiting.extend(here)
        return value
