"""Many texts: chunks, joblib, order, and one record per input whatever happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from propdetect.joined import CHARACTERS, Joined
from propdetect.report import Report

if TYPE_CHECKING:
    from propdetect.detector import Detector

# Texts a task carries to a worker: enough to outweigh the hand-over, few enough to keep memory low.
_CHUNK = 64
# Characters after which the first texts of a stream are scored, so that an answer comes at once, and by how much
# more is waited for each time, up to what is scored together at best.
_FIRST, _GROWTH = 1000, 4
# Short texts are scored after so many, however few their characters: each keeps an object or two.
_MOST_ITEMS = 10_000

Item = tuple[str | None, str]


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


def _together(detector: Detector, items: list[Item]) -> Iterator[Report | ErrorRecord]:
    """Score the texts among some items together; what is no text gives its error."""
    texts = [text for _, text in items if isinstance(text, str)]
    reports: Iterator[Report] = iter(())
    try:
        if texts:
            reports = Joined.score(detector, texts).reports(detector)
    except (ValueError, MemoryError):  # one of them is to blame, or there are too many: each for itself
        yield from (_one(detector, id_, text) for id_, text in items)
        return
    for id_, text in items:
        yield replace(next(reports), id=id_) if isinstance(text, str) else _one(detector, id_, text)


def _gather(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Gather items until their texts are long enough to be scored together, the first ones sooner.

    Where the source fails, what it gave before is passed on first.
    """
    chunk: list[Item] = []
    size, enough = 0, _FIRST
    source = iter(items)
    while True:
        try:
            id_, text = next(source)
        except StopIteration:
            break
        except BaseException:
            if chunk:
                yield chunk
            raise
        chunk.append((id_, text))
        size += len(text) if isinstance(text, str) else 0
        if size >= enough or len(chunk) >= _MOST_ITEMS:
            yield chunk
            chunk, size, enough = [], 0, min(enough * _GROWTH, CHARACTERS)
    if chunk:
        yield chunk


def _chunk(detector: Detector, items: list[Item]) -> list[Report | ErrorRecord]:
    return list(_together(detector, items))


def score_many(detector: Detector, items: Iterable[Item], n_jobs: int = 1) -> Iterator[Report | ErrorRecord]:
    """Score (id, text) pairs in order, streaming; see `Detector.score_many`."""
    if n_jobs == 1:
        for chunk in _gather(items):
            yield from _together(detector, chunk)
        return
    from joblib import Parallel, delayed

    stream = iter(items)
    chunks = iter(lambda: list(islice(stream, _CHUNK)), [])
    parallel = Parallel(n_jobs=n_jobs, return_as="generator")
    for records in parallel(delayed(_chunk)(detector, chunk) for chunk in chunks):
        yield from records
