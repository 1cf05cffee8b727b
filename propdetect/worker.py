"""What is done with a chunk of texts, here or in a worker; a record for each, whatever is wrong with it."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import uuid4

from propdetect.joined import Joined
from propdetect.received import Packed, pack
from propdetect.report import Report

if TYPE_CHECKING:
    from propdetect.detector import Detector

K = TypeVar("K")
V = TypeVar("V")
Item = tuple[str | None, str]
# What is made of a report, where it was scored, given the key of its entry as well.
Read = Callable[[K, Report], V]

# Detectors that a worker keeps.
_KEPT = 4


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


def failed(id_: str | None, error: Exception) -> ErrorRecord:
    """Make the record of a text by what was raised."""
    return ErrorRecord(id_, f"{type(error).__name__}: {error}")


def one(detector: Detector, id_: str | None, text: str) -> Report | ErrorRecord:
    """Score a text alone."""
    try:
        return detector.score(text, id_)
    except Exception as error:  # whatever is wrong with a text, the others go on
        return failed(id_, error)


def together(detector: Detector, items: Sequence[Item]) -> Iterator[Report | ErrorRecord]:
    """Score texts together; where that fails, each gives its own report or error."""
    if not items:
        return
    try:
        reports = Joined.score(detector, [text for _, text in items]).reports(detector)
    except Exception:  # one of them is to blame, or there are too many: each for itself
        yield from (one(detector, id_, text) for id_, text in items)
        return
    for (id_, _), report in zip(items, reports, strict=True):
        yield replace(report, id=id_)


class Handle:
    """A detector on its way to workers: pickled once, and made once in each process that it reaches."""

    def __init__(self, detector: Detector) -> None:
        self._detector: Detector | None = detector
        self._key, self._data = uuid4().hex, b""

    def __reduce__(self) -> tuple[Any, ...]:
        if not self._data:
            self._data = pickle.dumps(self._detector)
        return _arrived, (self._key, self._data)

    def get(self) -> Detector:
        """Return the detector; raises what loading it does, as ModelError where its folder is missing."""
        with _loading:
            if self._detector is None:
                self._detector = pickle.loads(self._data)  # noqa: S301 (made above)
            return self._detector


_loading = Lock()


@lru_cache(_KEPT)
def _arrived(key: str, data: bytes) -> Handle:
    handle = object.__new__(Handle)
    handle._detector, handle._key, handle._data = None, key, data
    return handle


@dataclass(frozen=True, slots=True)
class Entry(Generic[K]):
    """One input on its way through.

    key : what the caller knows it by, which comes back with what was made of it
    id, text : what to score; in place of a text an `ErrorRecord`, which comes back as it is
    """

    key: K
    id: str | None
    text: Any

    @property
    def length(self) -> int:
        """Characters to score."""
        return len(self.text) if isinstance(self.text, str) else 0

    @property
    def name(self) -> str:
        """What an error calls it."""
        return f"a text of {self.length} characters without an id" if self.id is None else repr(self.id)


@dataclass(frozen=True, slots=True)
class Pack:
    """What a worker does for `Report`s: texts in, arrays out; ids and keys stay where they are."""

    handle: Handle
    texts: list[str]

    def __call__(self) -> tuple[Packed | None, dict[int, str]]:
        """Score the texts; return the reports and, by number of the text, what was wrong with the others."""
        reports: list[Report] = []
        packed: list[bytes] = []
        errors: dict[int, str] = {}
        for i, record in enumerate(_answers(self.handle, [(None, text) for text in self.texts])):
            try:
                if isinstance(record, Report):
                    packed.append(pack(record.explainer, record.decided))
                    reports.append(record)
                    continue
            except Exception as error:
                record = failed(None, error)
            errors[i] = record.error
        return Packed.of(reports, packed) if reports else None, errors


@dataclass(frozen=True, slots=True)
class Make(Generic[K, V]):
    """What a worker does where something is made of each report at once."""

    handle: Handle
    read: Read[K, V]
    entries: list[Entry[K]]

    def __call__(self) -> list[V | ErrorRecord]:
        """Score the texts, and return what was made of each, or its error."""
        records = _answers(self.handle, [(entry.id, entry.text) for entry in self.entries])
        pairs = zip(self.entries, records, strict=True)
        return [made(self.read, entry, record) for entry, record in pairs]


def _answers(handle: Handle, items: list[Item]) -> list[Report | ErrorRecord]:
    """Score texts in a worker, where loading the model may fail as well."""
    try:
        return list(together(handle.get(), items))
    except Exception as error:
        return [failed(id_, error) for id_, _ in items]


def made(read: Read[K, V], entry: Entry[K], record: Report | ErrorRecord) -> V | ErrorRecord:
    """Make of a report what is asked for; an error stays one."""
    try:
        return record if isinstance(record, ErrorRecord) else read(entry.key, record)
    except Exception as error:
        return failed(entry.id, error)
