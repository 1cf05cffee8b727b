"""From texts to what was found in them, in this process: a text that fails does so alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from propdetect.batch import ErrorRecord
from propdetect.engines.rows import SCORES, Found, joined, of_reports
from propdetect.report import Report

if TYPE_CHECKING:
    from propdetect.detector import Detector

# Characters scored at a time: enough to outweigh what a call costs, few enough to keep memory low.
CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of n texts.

    found : of those that could be scored
    errors : what was wrong with the others, by their number from 0
    """

    found: Found
    errors: dict[int, str]


def failed(detail: str, error: str) -> Outcome:
    """Return what comes of a text that cannot be scored."""
    return Outcome(joined([], detail), {0: error})


def merged(parts: Sequence[tuple[Sequence[int], Outcome]], detail: str) -> Outcome:
    """Put outcomes together; each with the numbers that its texts have among all."""
    errors = {numbers[at]: error for numbers, part in parts for at, error in part.errors.items()}
    return Outcome(joined([(numbers, part.found) for numbers, part in parts], detail), errors)


def slices(texts: Sequence[Any], characters: int) -> Iterator[slice]:
    """Cut texts up so that each part, but for its last text, is shorter than a number of characters."""
    begin = size = 0
    for number, text in enumerate(texts, 1):
        size += len(text) if isinstance(text, str) else 0
        if size >= characters:
            yield slice(begin, number)
            begin, size = number, 0
    if begin < len(texts):
        yield slice(begin, len(texts))


def outcome(detector: Detector, texts: list[str], detail: str) -> Outcome:
    """Score texts in a detail of `rows.DETAILS`, some at a time: the arrays of a report are large."""
    parts = [
        (range(part.start, part.stop), _outcome(detector, texts[part], detail))
        for part in slices(texts, CHARACTERS)
    ]
    return merged(parts, detail)


def _outcome(detector: Detector, texts: list[str], detail: str) -> Outcome:
    if detail == SCORES:
        try:
            return Outcome(Found(detector.score_arrays(texts)), {})
        except (ValueError, MemoryError):
            pass  # one of them is to blame, or there are too many: each for itself
    errors: dict[int, str] = {}
    reports: list[tuple[int, Report]] = []
    for number, record in enumerate(detector.score_many((None, text) for text in texts)):
        if isinstance(record, ErrorRecord):
            errors[number] = record.error
        else:
            reports.append((number, record))
    return Outcome(of_reports(reports, detail), errors)
