"""Flags as marks inside a sentence: properly nested spans, and the plain notation `[words](technique)`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from propdetect.report import Flag

# Characters that would end the line a sentence is shown on; each becomes a space, so offsets hold.
_LINE_ENDS = dict.fromkeys(map(ord, "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")
# What a terminal would act on becomes its picture (U+2400 and on; U+FFFD for the upper controls); tabs stay.
_CONTROLS: dict[int, int | str] = {
    **{code: 0x2400 + code for code in range(32) if code != ord("\t")},
    **dict.fromkeys(range(0x7F, 0xA0), 0xFFFD),
    **_LINE_ENDS,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a sentence and the techniques that its words show; offsets from the sentence's start."""

    start: int
    end: int
    techniques: tuple[str, ...]


def one_line(text: str, *, terminal: bool = False) -> str:
    """Return a text of the same length on one line; for a terminal also without control characters."""
    return text.translate(_CONTROLS if terminal else _LINE_ENDS)


def marks(flags: Iterable[Flag], text: str, start: int) -> list[Mark]:
    """Turn a sentence's flags into marks of which each two are apart or one inside the other.

    flags : flags with offsets into the document
    text, start : the sentence and its offset in the document
    Flags over the same words share a mark. Where two flags cross, the later one is cut where the earlier
    ends, since brackets cannot cross. Returns them by start, the outer before the inner.
    """
    shared: dict[tuple[int, int], list[str]] = {}
    for flag in flags:
        # what reaches out of the sentence is cut off
        span = max(flag.start - start, 0), min(flag.end - start, len(text))
        names = shared.setdefault(span, [])
        if flag.technique not in names:
            names.append(flag.technique)
    heap = [(first, -last, tuple(names)) for (first, last), names in shared.items() if first < last]
    heapify(heap)
    found: list[Mark] = []
    open_ends: list[int] = []
    while heap:
        first, negative, names_here = heappop(heap)
        last = -negative
        while open_ends and open_ends[-1] <= first:
            open_ends.pop()
        if open_ends and last > open_ends[-1]:
            cut, last = last, open_ends[-1]
            rest = cut - len(text[last:cut].lstrip())
            if rest < cut:
                heappush(heap, (rest, -cut, names_here))
        found.append(Mark(first, last, names_here))
        open_ends.append(last)
    return found


def plain(text: str, spans: Sequence[Mark]) -> str:
    """Return a sentence with each mark written as `[words](technique, technique)`.

    spans : what `marks` returned for the sentence
    """
    pieces: list[str] = []
    open_marks: list[Mark] = []
    at = 0

    def close(until: int) -> None:
        nonlocal at
        while open_marks and open_marks[-1].end <= until:
            mark = open_marks.pop()
            pieces.extend((text[at : mark.end], "](", ", ".join(mark.techniques), ")"))
            at = mark.end

    for mark in spans:
        close(mark.start)
        pieces.extend((text[at : mark.start], "["))
        at = mark.start
        open_marks.append(mark)
    close(len(text))
    pieces.append(text[at:])
    return "".join(pieces)
