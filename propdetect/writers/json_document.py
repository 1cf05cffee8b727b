"""One JSON document for a whole run: `{"schema_version", "documents": [...], "errors": [...]}`."""

from __future__ import annotations

import json
from collections.abc import Callable

from propdetect.report import SCHEMA_VERSION, Report


class JsonWriter:
    """Write the envelope piece by piece, so that a long run holds one report at a time.

    write : takes each piece of the output; lone surrogates in it are left to whoever encodes it
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._errors: list[dict[str, str]] = []
        self._separator = "\n"

    def begin(self) -> None:
        """Open the envelope."""
        self._write(f'{{"schema_version": {json.dumps(SCHEMA_VERSION)}, "documents": [')

    def document(self, report: Report) -> None:
        """Add a report on a line of its own, with the `path` of its input."""
        record = {"path": report.id, **report.to_dict()}
        self._write(self._separator + json.dumps(record, ensure_ascii=False))
        self._separator = ",\n"

    def error(self, path: str, message: str) -> None:
        """Keep an input that could not be scored for the end."""
        self._errors.append({"path": path, "message": message})

    def end(self) -> None:
        """Close the envelope with the errors."""
        self._write(f'\n], "errors": {json.dumps(self._errors, ensure_ascii=False)}}}\n')
