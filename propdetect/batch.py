"""Many texts: chunks, joblib, order, and one record per input whatever happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from propdetect.report import Report

if TYPE_CHECKING:
    from propdetect.detector import Detector

# Texts a task carries to a worker: enough to outweigh the hand-over, few enough to keep memory low.
_CHUNK = 64


@dataclass(frozen=True, slots=True)
class ErrorRecord:
    """An input that could not be scored.

    id : what tells it from the other inputs
    error : what was wrong with it
    line, column : where in its file, from 1; None where the whole file is meant, or the input is no file
    """

    id: str | None
    error: str
    line: int | None = None
    column: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return id and error as JSON-ready values."""
        return {"id": self.id, "error": self.error}


def _one(detector: Detector, id_: str | None, text: str) -> Report | ErrorRecord:
    try:
        return detector.score(text, id_)
    except (TypeError, ValueError, MemoryError) as error:
        return ErrorRecord(id_, f"{type(error).__name__}: {error}")


def _chunk(detector: Detector, items: list[tuple[str | None, str]]) -> list[Report | ErrorRecord]:
    return [_one(detector, id_, text) for id_, text in items]


def score_many(
    detector: Detector, items: Iterable[tuple[str | None, str]], n_jobs: int = 1
) -> Iterator[Report | ErrorRecord]:
    """Score (id, text) pairs in order, streaming; see `Detector.score_many`."""
    if n_jobs == 1:
        for id_, text in items:
            yield _one(detector, id_, text)
        return
    from joblib import Parallel, delayed

    stream = iter(items)
    chunks = iter(lambda: list(islice(stream, _CHUNK)), [])
    parallel = Parallel(n_jobs=n_jobs, return_as="generator")
    for records in parallel(delayed(_chunk)(detector, chunk) for chunk in chunks):
        yield from records
