"""One JSON document for a whole run: `{"schema_version", "documents": [...], "errors": [...]}`."""

from __future__ import annotations

import json
from collections.abc import Callable

from propdetect.report import SCHEMA_VERSION, Report
from propdetect.writers.source import Source


class JsonWriter:
    """Write the envelope piece by piece, so that a long run holds one report at a time.

    write : takes each piece of the output; lone surrogates in it are left to whoever encodes it
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._errors: list[dict[str, str | int]] = []
        self._separator = "\n"

    def begin(self) -> None:
        """Open the envelope."""
        self._write(f'{{"schema_version": {json.dumps(SCHEMA_VERSION)}, "documents": [')

    def document(self, report: Report, source: Source | None = None) -> None:
        """Add a report on a line of its own, with the `path` of its input, and the `line` of a record in it."""
        place: dict[str, str | int | None] = {"path": source.path if source else report.id}
        record = report.to_dict()
        if source:
            place |= {"line": source.line} if source.record else {}
            source.relocate(record)
        record = {**place, **record}
        self._write(self._separator + json.dumps(record, ensure_ascii=False))
        self._separator = ",\n"

    def error(self, path: str, message: str, line: int | None = None) -> None:
        """Keep an input or a record that could not be scored for the end."""
        place: dict[str, str | int] = {"path": path} if line is None else {"path": path, "line": line}
        self._errors.append({**place, "message": message})

    def end(self) -> None:
        """Close the envelope with the errors."""
        self._write(f'\n], "errors": {json.dumps(self._errors, ensure_ascii=False)}}}\n')
