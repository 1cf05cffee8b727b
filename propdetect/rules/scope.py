"""Where a comment holds: the words beside it, or the paragraph below it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from propdetect.readers import Comment, Document
from propdetect.readers.offsets import whole

_LINE_END = re.compile(r"\r\n|\r|\n")
# What parts paragraphs: a blank line, or the break that readers put between blocks.
_BREAK = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\s*")
_WORD = re.compile(r"\S")


class Scopes:
    """The lines and paragraphs of one document."""

    def __init__(self, document: Document) -> None:
        self._text, self._source = document.text, document.source
        self._pieces = document.origin.pieces if document.origin else whole(document.text)
        self._lines = [0, *(match.end() for match in _LINE_END.finditer(self._source))]
        breaks = [match.span() for match in _BREAK.finditer(self._text)]
        self._starts, self._ends = [start for start, _ in breaks], [end for _, end in breaks]

    def offset(self, at: int) -> int:
        """Return the offset of the text at which a place of the source lies, or what follows it."""
        return self._pieces.offset(at)

    def of(self, comment: Comment) -> tuple[int, int]:
        """Return the span of the text in which a comment holds.

        Where words of its paragraph stand on the comment's lines, these; else the first paragraph behind it, or
        what its reader says that it stands above. Empty where there is none.
        """
        at = self.offset(comment.start)
        number = bisect_right(self._ends, at)
        between = number < len(self._starts) and self._starts[number] < at
        if not between:
            first = self._ends[number - 1] if number else 0
            last = self._starts[number] if number < len(self._starts) else len(self._text)
            line = bisect_right(self._lines, comment.start) - 1
            # a comment on a line of its own may end with that line
            after = bisect_left(self._lines, comment.end)
            start = max(first, self.offset(self._lines[line]))
            end = min(last, self.offset(self._lines[after]) if after < len(self._lines) else len(self._text))
            if _WORD.search(self._text, start, end):
                return start, end
        word = _WORD.search(self._text, at)
        if word is None:
            return len(self._text), len(self._text)
        if comment.until is not None:
            return word.start(), max(word.start(), self.offset(comment.until))
        number = bisect_left(self._starts, word.start())
        return word.start(), self._starts[number] if number < len(self._starts) else len(self._text)
