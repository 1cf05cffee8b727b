"""One JSON document for a whole run: what made it, the reports, the errors and a summary."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from propdetect.report import SCHEMA_VERSION, Report
from propdetect.taxonomy import IDS
from propdetect.writers.interface import Format, Parted, Run, Source, Write

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord


class JsonWriter(Parted):
    """Write the envelope of `schema.ENVELOPE_SCHEMA` piece by piece, so that a long run holds one report at a time.

    write : takes each piece of the output; lone surrogates in it are left to whoever encodes it
    """

    def __init__(self, write: Write) -> None:
        super().__init__(write)
        self._errors: list[dict[str, str | int | None]] = []
        self._separator = "\n"
        self._documents = self._sentences = self._flagged = 0
        self._techniques: Counter[str] = Counter()

    def begin(self, run: Run) -> None:
        """Open the envelope with what made it."""
        head = {
            "schema_version": SCHEMA_VERSION,
            "propdetect_version": run.version,
            "model": run.model.to_dict(),
            "settings": dict(run.settings),
        }
        self._write(f'{json.dumps(head, ensure_ascii=False)[:-1]}, "documents": [')

    def made(self, source: Source, report: Report) -> tuple[str, int, int, Counter[str]]:
        """Make the line of a report, with the `path` of its input, and the `line` of a record in it.

        Returns it with the numbers of sentences, of those that show a technique, and of those that show each.
        """
        line = {} if source.line is None else {"line": source.line}
        record = {"path": source.path, **line, **source.relocate(report.to_dict())}
        shown = [sentence.techniques for sentence in report.sentences]
        counts = Counter(id_ for techniques in shown for id_ in techniques)
        return json.dumps(record, ensure_ascii=False), len(shown), sum(map(bool, shown)), counts

    def put(self, made: tuple[str, int, int, Counter[str]]) -> None:
        """Add a report on a line of its own."""
        line, sentences, flagged, techniques = made
        self._write(self._separator + line)
        self._separator = ",\n"
        self._documents += 1
        self._sentences += sentences
        self._flagged += flagged
        self._techniques += techniques

    def error(self, path: str, error: ErrorRecord) -> None:
        """Keep an input or a record that could not be scored for the end."""
        place = {"line": error.line, "column": error.column}
        known = {key: number for key, number in place.items() if number is not None}
        self._errors.append({"path": path, **known, "id": error.id, "message": error.error})

    def end(self) -> None:
        """Close the envelope with the errors and the summary."""
        summary = {
            "documents": self._documents,
            "errors": len(self._errors),
            "sentences": self._sentences,
            "flagged_sentences": self._flagged,
            "techniques": {id_: self._techniques[id_] for id_ in IDS if self._techniques[id_]},
        }
        errors = json.dumps(self._errors, ensure_ascii=False)
        self._write(f'\n], "errors": {errors}, "summary": {json.dumps(summary)}}}\n')


FORMAT = Format("one JSON document, described by a JSON Schema", stream=lambda write, look: JsonWriter(write))
