"""What commands make of many documents, in this process or, with `--jobs`, in several."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from propdetect.batch import LOST, Entry, ErrorRecord, run
from propdetect.cli.output import Failure
from propdetect.cli.places import source_of
from propdetect.parallel import WorkersError
from propdetect.readers import Document, ReadError
from propdetect.report import Report
from propdetect.writers import Parted, Writer

if TYPE_CHECKING:
    from propdetect.detector import Detector

# What is left of a report; it goes to other processes.
Keep = Callable[[Report], Report]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one document.

    found : whether some sentence shows some technique, at the model's thresholds
    report, made : what is left of its report or, of a `Parted` writer, what it made of that
    """

    found: bool
    report: Report | None = None
    made: Any = None


@dataclass(frozen=True, slots=True)
class _Make:
    """Turns reports into answers, where they are scored.

    writer : a pickled copy of the writer
    """

    keep: Keep
    writer: bytes

    def __call__(self, document: Document | ReadError, report: Report) -> Answer:
        """Answer for a document, which is one that could be read."""
        assert isinstance(document, Document)  # noqa: S101 (what could not be read has no report)
        report = self.keep(report)
        return Answer(_found(report), made=_copy(self.writer).made(source_of(document), report))


@lru_cache(1)
def _copy(writer: bytes) -> Parted:
    copy = pickle.loads(writer)  # noqa: S301 (made below)
    assert isinstance(copy, Parted)  # noqa: S101 (no other is pickled)
    return copy


def answers(
    detector: Detector, documents: Iterable[Document | ReadError], jobs: int, keep: Keep, writer: Writer
) -> Generator[tuple[Document | ReadError, Answer | ErrorRecord], None, None]:
    """Score documents in order; yield each with its answer, or with an error of which `failure` makes the message.

    jobs : as `Detector.score_many` counts them
    writer : one that has begun; `write` takes the answers to it
    Raises Failure where workers can do nothing.
    """
    make = _Make(keep, pickle.dumps(writer)) if isinstance(writer, Parted) else None
    try:
        with closing(run(detector, map(_entry, documents), jobs, make)) as records:
            for document, record in records:
                if isinstance(record, Report):  # which nothing was made of where it was scored
                    left = keep(record)
                    yield document, Answer(_found(left), report=left)
                else:
                    yield document, record
    except WorkersError as error:
        raise Failure(f"--jobs {jobs}: {error}") from None


def _entry(document: Document | ReadError) -> Entry[Document | ReadError]:
    if isinstance(document, ReadError):
        error = ErrorRecord(document.id, document.message, document.line, document.column)
        return Entry(document, document.id, error)
    return Entry(document, document.id, document.text)


def write(writer: Writer, document: Document | ReadError, answer: Answer | ErrorRecord) -> bool:
    """Hand a writer the answer for the next document, and return whether something was found in it.

    Raises Failure for an error, once the writer has that.
    """
    if isinstance(answer, ErrorRecord):
        message = _message(document, answer)
        told = message.removeprefix(f"{document.place}: ")
        writer.error(document.path, ErrorRecord(document.id, told, document.line, answer.column))
        raise Failure(message)
    if isinstance(writer, Parted):
        writer.put(answer.made)
    else:
        assert isinstance(document, Document)  # noqa: S101 (what could not be read has an error)
        assert answer.report is not None  # noqa: S101 (nothing was made of it)
        writer.record(source_of(document), answer.report)
    return answer.found


def _message(document: Document | ReadError, error: ErrorRecord) -> str:
    """Say where what went wrong, and what to do about it."""
    if isinstance(document, ReadError):
        return str(document)
    remedy = "" if error.error.startswith(LOST) else "; please report this"
    return f"{document.place}: could not be scored ({error.error}){remedy}"


def _found(report: Report) -> bool:
    """Whether some sentence shows some technique, at the model's thresholds."""
    return any(sentence.techniques for sentence in report.sentences)
