"""Rows of many texts, for tables and engines: what columns there are, of which type, and how they are filled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any, Union

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Ints
from propdetect.joined import Scores
from propdetect.report import Flag, Report
from propdetect.taxonomy import IDS, OUTPUTS

# The type of a column: a name, a list of one type, or a struct of fields.
Kind = Union[str, "list[Kind]", "dict[str, Kind]"]
Fields = dict[str, Kind]
Row = dict[str, Any]
Columns = dict[str, npt.NDArray[Any] | list[Any]]

SENTENCES, DOCUMENTS = SHAPES = ("sentences", "documents")
# Each has what stands before it: numbers, who speaks, and the words that were flagged.
SCORES, VOICES, FLAGS = DETAILS = ("scores", "voices", "flags")
_N = len(IDS)
# As people read them: the two sums first.
_COLUMNS = (_N, _N + 1, *range(_N))
NUMBERS = tuple(OUTPUTS[column] for column in _COLUMNS)
_FLAG: Fields = {
    "technique": "string", "start": "int64", "end": "int64", "text": "string", "score": "float", "voice": "string",
    "speaker": "string",
}  # fmt: skip


def fields(shape: str, detail: str) -> Fields:
    """Return name and type of the columns that rows of a shape and a detail have, in their order.

    shape : one of `SHAPES`;  detail : one of `DETAILS`
    The type of "id" is that of the ids given; "string" stands for it.
    """
    sentence = _sentence_fields(detail)
    if shape == SENTENCES:
        return {"id": "string", **sentence, "error": "string"}
    report: Fields = {**dict.fromkeys(NUMBERS, "float"), "techniques": ["string"], "sentences": [sentence]}
    return {"id": "string", "report": report, "error": "string"}


def _sentence_fields(detail: str) -> Fields:
    found: Fields = {"sentence": "int64", "start": "int64", "end": "int64", "text": "string"}
    if detail != SCORES:
        found |= {"voice": "string", "speaker": "string"}
    found |= {"techniques": ["string"], **dict.fromkeys(NUMBERS, "float")}
    if detail == FLAGS:
        found["flags"] = [_FLAG]
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in texts: the scores of n sentences, and as much more of each as the detail asks for.

    scores : `Scores.document` is the number of the text
    voices : voice and speaker's name
    flags : the flags, as rows
    """

    scores: Scores
    voices: list[tuple[str, str | None]] | None = None
    flags: list[list[Row]] | None = None


def of_reports(reports: Iterable[tuple[int, Report]], detail: str) -> Found:
    """Gather reports, each with the number of its text, in a detail of `DETAILS`."""
    none = (np.zeros(0, np.int64),) * 3
    parts: list[tuple[npt.NDArray[Any], ...]] = [(*none, np.zeros((0, _N + 2)), np.zeros((0, _N + 2), np.bool_))]
    voices: list[tuple[str, str | None]] = []
    flags: list[list[Row]] = []
    for number, report in reports:
        document = np.full(len(report.starts), number)
        parts.append((document, report.starts, report.ends, report.probabilities, report.decided))
        if detail != SCORES:
            spoken = report.explainer.voices()
            speakers = (None if speaker is None else speaker.name for speaker in spoken.speaker)
            voices += zip(spoken.voice, speakers, strict=True)
        if detail == FLAGS:
            flags += ([_flag(flag) for flag in sentence.flags] for sentence in report.sentences)
    document, start, end, probabilities, decided = map(np.concatenate, zip(*parts, strict=True))
    scores = Scores(document, start, end, probabilities.astype(np.float32), decided)
    return _found(scores, voices, flags, detail)


def _flag(flag: Flag) -> Row:
    speaker = None if flag.speaker is None else flag.speaker.name
    row = {name: getattr(flag, name) for name in _FLAG}
    return row | {"speaker": speaker, "score": float(np.float32(flag.score))}  # that of its sentence, to the bit


def joined(parts: Sequence[tuple[Sequence[int], Found]], detail: str) -> Found:
    """Put what was found in several lists of texts together; each with the numbers that its texts get."""
    if not parts:
        return of_reports([], detail)
    scores = [
        replace(found.scores, document=np.array(numbers, np.int64)[found.scores.document])
        for numbers, found in parts
    ]
    columns = ([getattr(part, name) for part in scores] for name in Scores.__slots__)
    voices = [voice for _, found in parts for voice in found.voices or ()]
    flags = [row for _, found in parts for row in found.flags or ()]
    return _found(Scores(*map(np.concatenate, columns)), voices, flags, detail)


def _found(scores: Scores, voices: list[tuple[str, str | None]], flags: list[list[Row]], detail: str) -> Found:
    return Found(scores, None if detail == SCORES else voices, flags if detail == FLAGS else None)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of one length, by name; their types are `fields`.

    Numbers are arrays, all else lists. Rows in `empty`, (n,) bool, have neither sentence nor report: their numbers
    stand for nothing.
    """

    fields: Fields
    columns: Columns
    empty: npt.NDArray[np.bool_]

    def objects(self) -> dict[str, list[Any]]:
        """Return the columns as lists of plain values, None where there is none."""
        found = {}
        gaps = self.empty.nonzero()[0].tolist()
        for name, column in self.columns.items():
            values = column
            if isinstance(column, np.ndarray):
                values = column.tolist()
                for gap in gaps:
                    values[gap] = None
            found[name] = list(values)
        return found

    def rows(self) -> list[Row]:
        """Return a dict for each row."""
        columns = self.objects()
        names = tuple(columns)
        return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def table(
    ids: Sequence[Any], texts: Sequence[str], errors: Sequence[str | None], found: Found, shape: str, detail: str
) -> Table:
    """Lay out what was found in m texts; each has at least one row, and its id stands in each of its rows.

    ids, texts, errors : (m,); where there is an error, nothing was found
    A text without sentences has a row of its own, without a sentence.
    """
    scores = found.scores
    counts = np.bincount(scores.document, minlength=len(ids))
    sentences = _sentences(texts, found, counts)
    if shape == DOCUMENTS:
        nested = Table(_sentence_fields(detail), sentences, np.zeros(len(scores), np.bool_)).rows()
        return Table(fields(shape, detail), *_documents(ids, errors, found, counts, nested))
    lengths = np.maximum(counts, 1)
    of = np.repeat(np.arange(len(ids)), lengths)
    empty = (counts == 0)[of]
    columns: Columns = {"id": [ids[i] for i in of.tolist()]}
    for name, column in sentences.items():
        columns[name] = _spread(column, empty)
    columns["error"] = [errors[i] for i in of.tolist()]
    return Table(fields(shape, detail), columns, empty)


def _spread(column: npt.NDArray[Any] | list[Any], empty: npt.NDArray[np.bool_]) -> npt.NDArray[Any] | list[Any]:
    """Make room for the empty rows in a column."""
    if isinstance(column, list):
        values = iter(column)
        return column if not empty.any() else [None if gap else next(values) for gap in empty.tolist()]
    spread = np.zeros(len(empty), column.dtype)
    spread[~empty] = column
    return spread


def _sentences(texts: Sequence[str], found: Found, counts: Ints) -> Columns:
    """Make the columns of all sentences, in the order of `_sentence_fields`."""
    scores = found.scores
    first = np.cumsum(counts) - counts
    number = np.arange(len(scores)) - first[scores.document] + 1
    spans = zip(scores.document.tolist(), scores.start.tolist(), scores.end.tolist(), strict=True)
    columns: Columns = {
        "sentence": number,
        "start": scores.start,
        "end": scores.end,
        "text": [texts[i][start:end] for i, start, end in spans],
    }
    if found.voices is not None:
        columns["voice"] = [voice for voice, _ in found.voices]
        columns["speaker"] = [speaker for _, speaker in found.voices]
    columns["techniques"] = _techniques(scores.decided)
    columns |= {name: scores.probabilities[:, at] for name, at in zip(NUMBERS, _COLUMNS, strict=True)}
    if found.flags is not None:
        columns["flags"] = list(found.flags)
    return columns


def _techniques(decided: npt.NDArray[np.bool_]) -> list[list[str]]:
    decided = decided[:, :_N]
    names: list[list[str]] = [[] for _ in range(len(decided))]
    for row in np.flatnonzero(decided.any(axis=1)).tolist():
        names[row] = list(compress(IDS, decided[row].tolist()))
    return names


def _documents(
    ids: Sequence[Any], errors: Sequence[str | None], found: Found, counts: Ints, sentences: list[Row]
) -> tuple[Columns, npt.NDArray[np.bool_]]:
    """Make a row for each text: its scores are those of the sentence that shows an output most, as in `Report`."""
    scores, held = found.scores, counts.nonzero()[0]
    first = np.cumsum(counts) - counts
    peaks = np.zeros((len(ids), _N + 2), np.float32)
    decided = np.zeros((len(ids), _N + 2), np.bool_)
    if len(held):
        peaks[held] = np.maximum.reduceat(scores.probabilities, first[held], axis=0)
        decided[held] = np.logical_or.reduceat(scores.decided, first[held], axis=0)
    spans = zip(first.tolist(), counts.tolist(), strict=True)
    own = [sentences[begin : begin + count] for begin, count in spans]
    parts = zip(peaks[:, _COLUMNS].tolist(), _techniques(decided), own, errors, strict=True)
    reports: list[Row | None] = [
        None
        if error is not None
        else {**dict(zip(NUMBERS, peak, strict=True)), "techniques": techniques, "sentences": rows}
        for peak, techniques, rows, error in parts
    ]
    empty = np.array([error is not None for error in errors], np.bool_)
    return {"id": list(ids), "report": reports, "error": list(errors)}, empty
