"""What commands make of many documents, in this process or, with `--jobs`, in several."""

from __future__ import annotations

import pickle
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from propdetect.batch import LOST, Entry, ErrorRecord, run
from propdetect.cli.output import Failure
from propdetect.cli.places import source_of
from propdetect.parallel import WorkersError
from propdetect.readers import Document, ReadError
from propdetect.report import Report
from propdetect.rules.suppress import SuppressionError
from propdetect.writers import Parted, Writer

if TYPE_CHECKING:
    from propdetect.cli.rules import Judge
    from propdetect.detector import Detector


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one document.

    fails : whether what is left of it is to end in exit code 1
    notes : what there is to say about comments in it, a line each
    report, made : what is left of its report or, where it was made elsewhere, what there is to write of that
    """

    fails: bool
    notes: tuple[str, ...] = ()
    report: Report | None = None
    made: Any = None


@dataclass(frozen=True, slots=True)
class _Make:
    """Turns reports into answers, where they are scored.

    judge : says what is left of them
    writer : a pickled copy of the writer
    """

    judge: Judge
    writer: bytes

    def __call__(self, document: Document | ReadError, report: Report) -> Answer | ErrorRecord:
        """Answer for a document, which is one that could be read."""
        answer = _judged(self.judge, document, report)
        if isinstance(answer, ErrorRecord) or answer.report is None:
            return answer
        assert isinstance(document, Document)  # noqa: S101 (it was judged)
        made = _copy(self.writer).made(source_of(document), answer.report)
        return replace(answer, report=None, made=made)


def _judged(judge: Judge, document: Document | ReadError, report: Report) -> Answer | ErrorRecord:
    """Say what is left of a report, or what is wrong with a comment in the text."""
    assert isinstance(document, Document)  # noqa: S101 (what could not be read has no report)
    try:
        judged = judge(document, source_of(document), report)
    except SuppressionError as error:
        return ErrorRecord(document.id, error.message, error.line, error.column)
    return Answer(judged.fails, judged.notes, judged.report)


@lru_cache(1)
def _copy(writer: bytes) -> Parted:
    copy = pickle.loads(writer)  # noqa: S301 (made below)
    assert isinstance(copy, Parted)  # noqa: S101 (no other is pickled)
    return copy


def answers(
    detector: Detector, documents: Iterable[Document | ReadError], jobs: int, judge: Judge, writer: Writer
) -> Generator[tuple[Document | ReadError, Answer | ErrorRecord], None, None]:
    """Score documents in order; yield each with its answer, or with an error of which `failure` makes the message.

    jobs : as `Detector.score_many` counts them
    writer : one that has begun; `write` takes the answers to it
    Raises Failure where workers can do nothing.
    """
    make = None
    if isinstance(writer, Parted) and not judge.in_order:
        make = _Make(judge, pickle.dumps(writer))
    try:
        with closing(run(detector, map(_entry, documents), jobs, make)) as records:
            for document, record in records:
                if isinstance(record, Report):  # which nothing was made of where it was scored
                    yield document, _judged(judge, document, record)
                else:
                    yield document, record
    except WorkersError as error:
        raise Failure(f"--jobs {jobs}: {error}") from None


def _entry(document: Document | ReadError) -> Entry[Document | ReadError]:
    if isinstance(document, ReadError):
        error = ErrorRecord(document.id, document.message, document.line, document.column)
        return Entry(document, document.id, error)
    return Entry(document, document.id, document.text)


def write(writer: Writer, document: Document | ReadError, answer: Answer | ErrorRecord) -> Answer:
    """Hand a writer the answer for the next document, and return it.

    Raises Failure for an error, once the writer has that.
    """
    if isinstance(answer, ErrorRecord):
        message = _message(document, answer)
        line = document.line if answer.line is None else answer.line
        told = message.removeprefix(f"{_place(document, answer)}: ")
        writer.error(document.path, ErrorRecord(document.id, told, line, answer.column))
        raise Failure(message)
    if answer.report is not None:
        assert isinstance(document, Document)  # noqa: S101 (what could not be read has an error)
        writer.record(source_of(document), answer.report)
    else:
        assert isinstance(writer, Parted)  # noqa: S101 (something was made for it)
        writer.put(answer.made)
    return answer


def _message(document: Document | ReadError, error: ErrorRecord) -> str:
    """Say where what went wrong, and what to do about it."""
    if isinstance(document, ReadError):
        return str(document)
    if error.line is not None:
        return f"{_place(document, error)}: {error.error}"
    remedy = "" if error.error.startswith(LOST) else "; please report this"
    return f"{document.place}: could not be scored ({error.error}){remedy}"


def _place(document: Document | ReadError, error: ErrorRecord) -> str:
    """Return where something went wrong: a comment in a text has a place of its own."""
    if isinstance(document, ReadError) or error.line is None:
        return document.place
    return f"{document.path}:{error.line}:{error.column}"
