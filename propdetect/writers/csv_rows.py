"""CSV (RFC 4180): a row for each sentence, with all 25 probabilities."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from propdetect.report import DECIMALS, Report
from propdetect.taxonomy import IDS
from propdetect.writers.interface import Format, Parted, Run, Source

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord

COLUMNS: tuple[str, ...] = (
    "path", "id", "sentence", "line", "column", "start", "end", "text", "voice", "speaker", "techniques",
    "propaganda", "bias", *IDS,
)  # fmt: skip
# What a spreadsheet may take for a formula: these characters at the start of a cell, or their full-width forms.
# Apostrophes before them count too, so that the guard can be taken off again without a doubt.
_FORMULA = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")


class CsvWriter(Parted):
    """Write a header and a row for each sentence, in the order of the text.

    write : takes each piece of the output; line ends are CR LF
    Inputs that could not be scored have no row: standard error names them.
    """

    def begin(self, run: Run) -> None:
        """Write the header."""
        self._write(_lines([list(COLUMNS)]))

    def made(self, source: Source, report: Report) -> str:
        """Make the rows of the sentences of one input."""
        rows = []
        for sentence in report.sentences:
            line, column = source.place(sentence.start)
            start, end = source.span(sentence.start, sentence.end)
            scores = sentence.scores
            numbers = (sentence.propaganda, sentence.bias, *(scores[id_] for id_ in IDS))
            rows.append([
                guarded(source.path), guarded(source.name), str(sentence.index + 1), str(line), str(column),
                str(start), str(end), guarded(sentence.text), guarded(sentence.voice),
                guarded(sentence.speaker.name if sentence.speaker else ""), " ".join(sentence.techniques),
                *(f"{number:.{DECIMALS}f}" for number in numbers),
            ])  # fmt: skip
        return _lines(rows)

    def put(self, made: str) -> None:
        """Write the rows, if there are any."""
        if made:
            self._write(made)

    def error(self, path: str, error: ErrorRecord) -> None:
        """Write nothing: a table of sentences has no place for it."""

    def end(self) -> None:
        """Write nothing: the rows are all there is."""


def _lines(rows: list[list[str]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: with an apostrophe where it begins like one."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return what `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


FORMAT = Format("a row for each sentence, with all probabilities", stream=lambda write, look: CsvWriter(write))
