"""Markdown (CommonMark with tables, footnotes and front matter): its prose, each code point with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from propdetect.readers.comments import in_markup
from propdetect.readers.decode import decode
from propdetect.readers.document import Document, Origin, ReadError, marked
from propdetect.readers.markdown_inline import Inline, label
from propdetect.readers.offsets import BREAK, Builder, Pieces
from propdetect.readers.options import Options
from propdetect.readers.raw import load

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)(?:\[[ xX]\][ \t]+)?")
_FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+|$)")
_HEADING_END = re.compile(r"[ \t]+#+[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_DELIMITERS = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_CELL = re.compile(r"(?:\\.|[^|\\])+")
_DEFINITION = re.compile(r"[ ]{0,3}\[((?!\^)(?:\\.|[^\[\]\\])+)\]:[ \t]*\S")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:[ \t]*")
# Blocks of HTML that hold no prose, and what ends them; a comment may go over blank lines.
_HTML = re.compile(r"[ \t]*<(?:(!--)|(script|style|pre|textarea|svg|math|iframe|noscript)(?=[\s>]))", re.IGNORECASE)
_COMMENT, _COMMENT_END = "<!--", "-->"
_FRONT = {"---": ("---", "..."), "+++": ("+++",)}
_CODE_INDENT = 4
# No table is as wide as to have a longer line of dashes.
_WIDEST_RULE = 2000


def read(path: str, options: Options) -> Iterator[Document | ReadError]:
    """Yield the one document of a Markdown file; raises ReadError for what plain text is refused for."""
    source = decode(load(path, options.max_bytes), path, options)
    comments: list[tuple[int, int]] = []
    quotes: list[tuple[int, int]] = []
    text, pieces = extract(source, alt_text=options.alt_text, comments=comments, quotes=quotes)
    yield Document(path, path, marked(text, pieces, quotes), Origin(source, pieces), in_markup(source, comments))


def extract(
    source: str,
    *,
    alt_text: bool = False,
    comments: list[tuple[int, int]] | None = None,
    quotes: list[tuple[int, int]] | None = None,
) -> tuple[str, Pieces]:
    """Return the prose of a Markdown text and its map into the source.

    Code, front matter, the targets of links, HTML tags and all marks are left out; lines of a paragraph are joined.
    alt_text : also the descriptions of pictures
    comments, quotes : take the spans of all comments (`<!-- -->`) and of the blocks of quotes, in the source
    """
    blocks = _Blocks(source, alt_text)
    blocks.run()
    if comments is not None:
        comments += blocks.comments
    if quotes is not None:
        quotes += blocks.quotes
    return blocks.built.text(), blocks.built.pieces


class _Blocks:
    """Goes over the lines, collects those of one block and has it taken apart when it ends."""

    def __init__(self, source: str, alt_text: bool) -> None:
        self.built = Builder(source)
        self.comments: list[tuple[int, int]] = []
        self.quotes: list[tuple[int, int]] = []
        self._here = self._quoted = False  # whether the line, and the block, stands in a quote
        self._source = source
        self._alt_text = alt_text
        self._lines = [match.span(1) for match in _LINE.finditer(source)]
        self._block: list[tuple[int, int]] = []
        self._table = False
        self._indent: int | None = None
        self._labels = {
            label(match[1]) for begin, end in self._lines if (match := _DEFINITION.match(source[begin:end]))
        }

    def run(self) -> None:
        """Take all lines."""
        number = self._front_matter()
        while number < len(self._lines):
            number = self._line(number)
        self._flush()

    def _front_matter(self) -> int:
        """Return the number of the first line after the front matter."""
        ends = _FRONT.get(self._text(0).rstrip(), ())
        for number in range(1, len(self._lines)) if ends else ():
            if self._text(number).rstrip() in ends:
                return number + 1
        return 0

    def _text(self, number: int) -> str:
        return self._source[slice(*self._lines[number])]

    def _line(self, number: int) -> int:
        """Take a line, or the lines of a block that is left out; returns the number of the next."""
        begin, end = self._lines[number]
        while match := _QUOTE.match(self._source, begin, end):
            begin = match.end()
        self._here = begin > self._lines[number][0]
        if not self._block:
            self._quoted = self._here
        elif self._here and not self._quoted:
            self._flush()
        line = self._source[begin:end]
        if not line.strip():
            self._flush()
            return number + 1
        indent = len(line.expandtabs(_CODE_INDENT)) - len(line.expandtabs(_CODE_INDENT).lstrip())
        if self._is_code(indent):
            return number + 1
        if not indent and not self._block and not _ITEM.match(line):
            self._indent = None
        if fence := _FENCE.match(line):
            self._flush()
            return self._skip_fence(number + 1, fence[1])
        if html := _HTML.match(line):
            self._flush()
            return self._skip_html(number, begin, _COMMENT_END if html[1] else f"</{html[2].lower()}")
        self._prose(line, begin, end, indent)
        return number + 1

    def _is_code(self, indent: int) -> bool:
        """Whether a line with this indentation is code: after a blank line, deeper than the list around it."""
        around = self._indent or 0
        return not self._block and indent >= around + _CODE_INDENT

    def _skip_fence(self, number: int, fence: str) -> int:
        closing = re.compile(rf"[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
        while number < len(self._lines) and not closing.match(self._text(number)):
            number += 1
        return number + 1

    def _skip_html(self, number: int, begin: int, ends: str) -> int:
        """Skip lines up to the one with the end of an element or a comment; prose may follow it there."""
        found = re.compile(re.escape(ends), re.IGNORECASE).search(self._source, begin)
        stop = self._source.find(">", found.start()) + 1 if found else 0
        if ends == _COMMENT_END:
            self.comments.append((self._source.index(_COMMENT, begin), stop or len(self._source)))
        if not stop:
            return len(self._lines)
        while number < len(self._lines) and self._lines[number][1] < stop:
            number += 1
        if number < len(self._lines) and stop < self._lines[number][1]:
            self._lines[number] = (stop, self._lines[number][1])
            return number
        return number + 1

    def _prose(self, line: str, begin: int, end: int, indent: int) -> None:
        """Take a line that holds prose, or the marks of a block."""
        if len(self._block) == 1 and "|" in line[:_WIDEST_RULE] and _DELIMITERS.match(line[:_WIDEST_RULE]):
            header, self._block, self._table = self._block[0], [], True
            self._cells(*header)
        elif self._table and "|" in line:
            self._cells(begin, end)
        elif (self._block and _UNDERLINE.match(line)) or _RULE.match(line):
            self._flush()
        elif _ITEM.match(line):
            self._flush()
            self._content(self._item(begin, end, indent), end)
        else:
            self._content(begin, end)

    def _item(self, begin: int, end: int, indent: int) -> int:
        """Return where the content of a list item begins, after its mark and those of lists and quotes in it."""
        while match := _ITEM.match(self._source, begin, end) or _QUOTE.match(self._source, begin, end):
            indent += len(match[0].strip()) + 1
            begin = match.end()
            self._quoted |= ">" in match[0]
        self._indent = indent
        return begin

    def _content(self, begin: int, end: int) -> None:
        """Take a heading, a definition or a line of a paragraph."""
        line = self._source[begin:end]
        if heading := _HEADING.match(line):
            self._flush()
            tail = _HEADING_END.search(line, max(heading.end() - 1, 0))
            self._block = [
                (begin + heading.end(), max(begin + tail.start(), begin + heading.end()) if tail else end)
            ]
            self._flush()
        elif note := _FOOTNOTE.match(line):
            self._flush()
            self._block = [(begin + note.end(), end)]
        elif self._block or not _DEFINITION.match(line):
            self._table = False
            self._block.append((begin + len(line) - len(line.lstrip()), end))

    def _cells(self, begin: int, end: int) -> None:
        """Take a row of a table, each cell as a block."""
        for cell in _CELL.finditer(self._source, begin, end):
            self._block = [cell.span()]
            self._take_apart()

    def _flush(self) -> None:
        """End the block that was collected, if any."""
        self._table = False
        self._take_apart()
        self._quoted = self._here

    def _take_apart(self) -> None:
        """Append the prose of the block that was collected."""
        if not self._block:
            return
        block = self._joined()
        if self._quoted:
            self.quotes.append((self._block[0][0], self._block[-1][1]))
        self._block = []
        text, pieces = block.text(), block.pieces
        if not text:
            return
        at = 0
        for start, end, by in [*Inline(text, self._labels, self._alt_text).scan(), (len(text), len(text), "")]:
            for low, high, begin, stop in pieces.within(at, start):
                self.built.put(text[low:high], begin, stop)
            if by is BREAK:
                self.built.end_block(pieces.span(start, end)[0])
            else:
                self.built.put(by, *pieces.span(start, end))
            if text.startswith(_COMMENT, start):
                self.comments.append(pieces.span(start, end))
            at = end
        self.built.end_block(pieces.span(len(text), len(text))[1])

    def _joined(self) -> Builder:
        """Join the lines of the block: by a space, by a line end where the author broke the line."""
        block = Builder(self._source)
        for number, (begin, end) in enumerate(self._block):
            stop = begin + len(self._source[begin:end].rstrip())
            hard = end - stop >= 2 or self._source.endswith("\\", begin, stop)
            stop -= self._source.endswith("\\", begin, stop)
            block.copy(begin, stop)
            if number + 1 < len(self._block):
                block.put("\n" if hard else " ", stop, self._block[number + 1][0])
        return block
