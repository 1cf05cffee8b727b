"""Where in its file the text of a document lies, as writers ask for it."""

from __future__ import annotations

from functools import cached_property

from propdetect.readers import Document, Origin
from propdetect.writers import Region, Source
from propdetect.writers.positions import Positions


def source_of(document: Document) -> Source:
    """Return what writers are told of a document: its name, its text, and the places of its text in the file."""
    if document.origin is None:
        return Source(document.path, document.text, name=document.id)
    map_ = Map(document.origin)
    return Source(
        document.path,
        document.text,
        name=document.id,
        line=document.line,
        place=map_.place,
        region=map_.region,
        span=map_.span,
    )


class Map:
    """Turns offsets of a document's text into places in its file; offsets count code points from 0."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin

    @cached_property
    def _positions(self) -> Positions:
        return Positions(self._origin.source)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of an offset of the text."""
        return self._at(self._origin.pieces.span(offset, offset)[0])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the file of a span of the text; where the file has no lines, the span itself."""
        begin, stop = self._origin.pieces.span(start, end)
        return self._origin.offset + begin, self._origin.offset + stop

    def region(self, start: int, end: int) -> Region:
        """Return the stretch of the file that a span of the text was made from, with the markup inside."""
        begin, stop = self._origin.pieces.span(start, end)
        # the place after the last character: what follows it may be on the next line
        end_line, end_column = self._at(max(begin, stop - 1))
        offsets = (None, None) if self._origin.rows else (self._origin.offset + begin, stop - begin)
        return Region(*self._at(begin), end_line, end_column + (stop > begin), *offsets)

    def _at(self, offset: int) -> tuple[int, int]:
        """Return line and column in the file of an offset of the stretch that holds the text."""
        origin = self._origin
        if origin.rows:
            return origin.line, offset + 1
        line, column = self._positions.at(offset)
        return origin.line + line - 1, column + (origin.column - 1 if line == 1 else 0)
