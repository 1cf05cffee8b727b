"""Offsets to lines and columns, as editors count them."""

from __future__ import annotations

import re
from bisect import bisect_right

_LINE_END = re.compile(r"\r\n|\r|\n")


class Positions:
    """The lines of a text; a line ends with LF, CR LF or a lone CR."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def at(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1, columns in code points, of an offset in code points from 0."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
