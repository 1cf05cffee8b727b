"""From offsets in the text that is scored to offsets in the file that it came from.

A text is made of pieces: stretches copied from the source, replacements ("&amp;" read as "&") and insertions (the
blank line that ends a heading). Markup is what lies between pieces.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

# What stands between two blocks (paragraphs, headings, cells), so that no sentence runs over it.
BREAK = "\n\n"


class Pieces:
    """How the code points of a text lie in its source, as parallel arrays of pieces in the order of the text.

    starts : where each piece begins in the text
    begins, ends : its span in the source; equal for an insertion
    A piece of the same length in both is taken code point by code point, any other as a whole.
    """

    __slots__ = ("begins", "ends", "length", "starts")

    def __init__(self) -> None:
        self.starts, self.begins, self.ends = array("q"), array("q"), array("q")
        self.length = 0

    def add(self, length: int, begin: int, end: int) -> None:
        """Append a piece of `length` code points that stand for source[begin:end]."""
        if not length:
            return
        if self.starts and self._continues(length, begin, end):
            self.ends[-1] = end
        else:
            self.starts.append(self.length)
            self.begins.append(begin)
            self.ends.append(end)
        self.length += length

    def _continues(self, length: int, begin: int, end: int) -> bool:
        """Whether a piece and the last one are one stretch of the source."""
        last = self.ends[-1] - self.begins[-1]
        return length == end - begin and begin == self.ends[-1] and last == self.length - self.starts[-1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of the text into that of the source, which holds all that its code points came from.

        Both are code points, from 0, end-exclusive. An empty span gives an empty one. Raises IndexError for a
        span outside the text.
        """
        if not 0 <= start <= end <= self.length:
            raise IndexError(f"span {start}..{end} of a text of {self.length} code points")
        if not self.length:
            return 0, 0
        if start == end:
            at = self._end(start) if start == self.length else self._begin(start)
            return at, at
        return self._begin(start), self._end(end)

    def _begin(self, offset: int) -> int:
        piece = bisect_right(self.starts, offset) - 1
        return self.begins[piece] + (offset - self.starts[piece] if self._is_copy(piece) else 0)

    def _end(self, offset: int) -> int:
        piece = bisect_left(self.starts, offset) - 1
        return self.begins[piece] + offset - self.starts[piece] if self._is_copy(piece) else self.ends[piece]

    def _is_copy(self, piece: int) -> bool:
        return self._stop(piece) - self.starts[piece] == self.ends[piece] - self.begins[piece]

    def _stop(self, piece: int) -> int:
        return self.starts[piece + 1] if piece + 1 < len(self.starts) else self.length

    def offset(self, at: int) -> int:
        """Return the first offset of the text whose code point comes from the source at `at` or behind it.

        The text must be in the order of the source; the length of the text where nothing follows.
        """
        piece = bisect_left(self.begins, at)
        if piece and self.ends[piece - 1] > at and self._is_copy(piece - 1):
            return self.starts[piece - 1] + at - self.begins[piece - 1]
        return self.starts[piece] if piece < len(self.starts) else self.length

    def held(self, begin: int, end: int) -> tuple[int, int]:
        """Turn a span of the source into that of the text that was made from it; empty where nothing was."""
        first, last = bisect_right(self.ends, begin), bisect_left(self.begins, end) - 1
        if last < first:
            return 0, 0
        cut = self._is_copy(first) and self.begins[first] < begin
        start = self.starts[first] + (begin - self.begins[first] if cut else 0)
        cut = self._is_copy(last) and self.ends[last] > end
        return start, self.starts[last] + end - self.begins[last] if cut else self._stop(last)

    def within(self, start: int, end: int) -> Iterable[tuple[int, int, int, int]]:
        """Yield (start, end, begin, end in the source) of the pieces of a span of the text, cut to it."""
        piece = max(bisect_right(self.starts, start) - 1, 0)
        while piece < len(self.starts) and self.starts[piece] < end:
            low, high = max(self.starts[piece], start), min(self._stop(piece), end)
            if low < high:
                yield (low, high, *self.span(low, high))
            piece += 1


def whole(text: str) -> Pieces:
    """Return the map of a text that is its own source."""
    pieces = Pieces()
    pieces.add(len(text), 0, len(text))
    return pieces


class Builder:
    """Collects a text piece by piece, together with its map."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.pieces = Pieces()
        self._parts: list[str] = []

    def copy(self, begin: int, end: int) -> None:
        """Append source[begin:end]."""
        self.put(self.source[begin:end], begin, end)

    def put(self, text: str, begin: int, end: int) -> None:
        """Append a text that stands for source[begin:end]."""
        if text:
            self._parts.append(text)
            self.pieces.add(len(text), begin, end)

    def insert(self, text: str, at: int) -> None:
        """Append a text that the source does not have, at an offset of the source."""
        self.put(text, at, at)

    def end_block(self, at: int) -> None:
        """Append a break after what there is, unless it ends with one or there is nothing."""
        if self._parts and self._parts[-1] is not BREAK:
            self.insert(BREAK, at)

    def text(self) -> str:
        """Return the text so far."""
        return "".join(self._parts)


def select(text: str, pieces: Pieces, spans: Iterable[tuple[int, int]], source: str) -> tuple[str, Pieces]:
    """Keep some spans of a text, with a break between them; returns what is left and its map into the source."""
    built = Builder(source)
    for start, end in spans:
        for low, high, begin, stop in pieces.within(start, end):
            built.put(text[low:high], begin, stop)
        built.end_block(pieces.span(start, end)[1])
    return built.text(), built.pieces
