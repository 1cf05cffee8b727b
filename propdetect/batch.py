"""Many texts: chunks, one process or many, order, and one record per input whatever happens."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Set
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from propdetect.joined import CHARACTERS
from propdetect.parallel import Lost, Source, Workers, count
from propdetect.received import Packed
from propdetect.report import Report
from propdetect.worker import Entry as Entry
from propdetect.worker import ErrorRecord as ErrorRecord
from propdetect.worker import Handle, Item, Make, Pack, Read, made, one, together

if TYPE_CHECKING:
    from propdetect.detector import Detector

K = TypeVar("K")
T = TypeVar("T")
V = TypeVar("V")

# Characters after which the first texts of a stream are scored, so that an answer comes at once, and by how much
# more is waited for each time, up to what is scored together at best.
_FIRST, _GROWTH = 1000, 4
# Short texts are scored after so many, however few their characters: each keeps an object or two.
_MOST_ITEMS = 10_000
# Seconds after which the texts that have come are scored, however few: their source is a slow one.
_PATIENCE = 0.2
# Characters that a worker is handed at a time: enough to outweigh the hand-over, few enough to share work evenly.
HANDED = CHARACTERS
# Characters of a stream that are answered as they come, whatever may follow.
AT_ONCE = 200_000
# Characters below which an input is scored in this process: two workers that start for a smaller one gain nothing.
BREAK_EVEN = 4_000_000
# Characters that are scored in this process while workers start, which takes about as long.
MEANWHILE = 1_500_000
# Seconds that texts are held back to see whether there are enough for workers: a slow source is not waited for.
HELD = 2.0
# How the error of an input begins that ended its worker each time.
LOST = "its worker ended"


def _gather(entries: Iterable[Entry[K]], most: int) -> Iterator[list[Entry[K]]]:
    """Gather entries until their texts are long enough to be scored together, the first ones sooner.

    most : characters that are long enough in the end
    Where the source fails, what it gave before is passed on first.
    """
    chunk: list[Entry[K]] = []
    size, enough, began = 0, _FIRST, 0.0
    source = Source(entries)
    for entry in source:
        if not chunk:
            began = monotonic()
        chunk.append(entry)
        size += entry.length
        if size >= enough or len(chunk) >= _MOST_ITEMS or monotonic() - began > _PATIENCE:
            yield chunk
            chunk, size, enough = [], 0, min(enough * _GROWTH, most)
    if chunk:
        yield chunk
    source.check()


class _Flow(Generic[K, V]):
    """Chunks to records, here or in workers; where nothing is made of reports, V is `Report`."""

    def __init__(self, detector: Detector, read: Read[K, V] | None) -> None:
        self._detector, self._read = detector, read
        self._handle = Handle(detector)

    def task(self, chunk: list[Entry[K]]) -> Callable[[], Any]:
        """Make what a worker runs for a chunk."""
        texts = [entry for entry in chunk if isinstance(entry.text, str)]
        if self._read is None:
            return Pack(self._handle, [entry.text for entry in texts])
        return Make(self._handle, self._read, texts)

    def here(self, chunk: list[Entry[K]]) -> Iterator[tuple[K, V | ErrorRecord]]:
        """Score a chunk in this process, and make of each report what is asked for when it is."""
        items = [(entry.id, entry.text) for entry in chunk if isinstance(entry.text, str)]
        return self._records(chunk, together(self._detector, items), self._read)

    def back(self, chunk: list[Entry[K]], result: Any) -> Iterator[tuple[K, V | ErrorRecord]]:
        """Lay out what a worker gave back."""
        if isinstance(result, Lost):
            remedy = "it may need more memory than there is; split its text, or leave it out"
            what = f"{LOST} ({result.error}); {remedy}"
            yield from ((entry.key, ErrorRecord(entry.id, what)) for entry in chunk)
        elif self._read is None:
            yield from self._records(chunk, self._unpacked(chunk, *result), None)
        else:
            yield from self._records(chunk, iter(result), None)

    def _unpacked(
        self, chunk: list[Entry[K]], packed: Packed | None, errors: dict[int, str]
    ) -> Iterator[Report | ErrorRecord]:
        entries = [entry for entry in chunk if isinstance(entry.text, str)]
        texts = [entry.text for i, entry in enumerate(entries) if i not in errors]
        reports = iter(()) if packed is None else packed.reports(self._detector, texts)
        for i, entry in enumerate(entries):
            yield ErrorRecord(entry.id, errors[i]) if i in errors else replace(next(reports), id=entry.id)

    def _records(
        self, chunk: list[Entry[K]], records: Iterator[Any], read: Read[K, V] | None
    ) -> Iterator[tuple[K, V | ErrorRecord]]:
        """Put records of texts, and errors of what is none, in order."""
        for entry in chunk:
            record: Any = entry.text
            if isinstance(entry.text, str):
                record = next(records)
            elif not isinstance(entry.text, ErrorRecord):
                record = one(self._detector, entry.id, entry.text)
            yield entry.key, record if read is None else made(read, entry, record)


def run(
    detector: Detector, entries: Iterable[Entry[K]], n_jobs: int | None, read: Read[K, V] | None = None
) -> Generator[tuple[K, V | ErrorRecord], None, None]:
    """Score entries in order, streaming; a key and its record for each, whatever happens to it.

    n_jobs : as `Detector.score_many` has it, and what it raises for others
    read : what to make of each report, where it was scored; its result (which must pickle) is the record
    """
    return _run(_Flow(detector, read), entries, count(n_jobs))


def _run(
    flow: _Flow[K, V], entries: Iterable[Entry[K]], workers: int
) -> Generator[tuple[K, V | ErrorRecord], None, None]:
    chunks = Source(_gather(entries, CHARACTERS if workers == 1 else HANDED))
    held: deque[list[Entry[K]]] = deque()
    seen, since = 0, 0.0
    for chunk in chunks:
        seen += _length(chunk)
        since = since if held else monotonic()
        held.append(chunk)
        # the first answers do not wait, nor do those of a slow source
        if workers == 1 or seen <= AT_ONCE or monotonic() - since > HELD:
            while held:
                yield from flow.here(held.popleft())
        elif seen >= BREAK_EVEN:
            yield from _shared(flow, held, chunks, workers)
            break
    for chunk in held:
        yield from flow.here(chunk)
    chunks.check()


def _shared(
    flow: _Flow[K, V], held: deque[list[Entry[K]]], chunks: Iterator[list[Entry[K]]], workers: int
) -> Generator[tuple[K, V | ErrorRecord], None, None]:
    """Start workers; score some of what was held back here while they do, and leave them the rest."""
    here: deque[list[Entry[K]]] = deque()
    least = 0
    while held and least < MEANWHILE:
        here.append(held.popleft())
        least += _length(here[-1])
    left = chain(iter(held.copy()), chunks)
    held.clear()
    with Workers[Entry[K], Any](flow.task, workers, lambda entry: entry.name) as given:
        given.start(left)
        while here:
            yield from flow.here(here.popleft())
        for chunk, result in given.results(left):
            yield from flow.back(chunk, result)


def _length(chunk: Iterable[Entry[K]]) -> int:
    return sum(entry.length for entry in chunk)


def _pairs(items: Iterable[Any]) -> Iterator[Entry[None]]:
    """Take (id, text) pairs apart; what is none gives its error."""
    for number, item in enumerate(items):
        try:
            if isinstance(item, str | bytes | Mapping | Set):
                raise TypeError
            id_, text = item
        except (TypeError, ValueError):
            what = f"item {number}, counted from 0, must be a pair (id, text), not {type(item).__name__}"
            text = ErrorRecord(None, f"TypeError: {what}; give (None, text) where there is no id")
            id_ = None
        yield Entry(None, id_, text)


def score_many(
    detector: Detector, items: Iterable[Item], n_jobs: int | None, read: Callable[[Report], V] | None
) -> Generator[V | Report | ErrorRecord, None, None]:
    """Score (id, text) pairs in order, streaming; see `Detector.score_many`."""
    return _records(run(detector, _pairs(items), n_jobs, None if read is None else _Alone(read)))


def _records(answers: Generator[tuple[None, V], None, None]) -> Generator[V, None, None]:
    with closing(answers):
        for _, record in answers:
            yield record


@dataclass(frozen=True, slots=True)
class _Alone(Generic[V]):
    """Calls a function of a report alone, where keys say nothing."""

    read: Callable[[Report], V]

    def __call__(self, key: None, report: Report) -> V:
        """Make something of a report."""
        return self.read(report)
