"""What every reader returns, and the one error that it raises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from propdetect.readers.offsets import Pieces
from propdetect.speech import Marked

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text of a document lies in its file.

    source : the stretch of the file that holds it, its characters as they stand on disk
    pieces : how the text's code points lie in `source`
    offset, line, column : where `source` begins: code points before it in the file, line and column from 1
    record : whether the document is one of the records of a file, with `line` for its name
    rows : the file has no lines (Parquet): `line` is the number of the row, columns count within the field
    """

    source: str
    pieces: Pieces
    offset: int = 0
    line: int = 1
    column: int = 1
    record: bool = False
    rows: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that speaks to propdetect, `propdetect: ignore[doubt]`; no part of the text.

    text : what it says, `ignore[doubt]`
    start, end : its span in the source of its document; of a record without such a place, both 0
    until : where in the source that ends which it stands above; None: with the paragraph
    """

    text: str
    start: int
    end: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text to score.

    id : the name it is reported under; for a file of one text its path
    path : where it came from, as the user gave it; "-" is standard input
    text : the characters to score; line ends are those of the file, a byte order mark is left out
    origin : where they lie in the file; None where the text is the whole file as it is
    comments : what comments say to propdetect, in the order of the source
    """

    id: str
    path: str
    text: str
    origin: Origin | None = None
    comments: tuple[Comment, ...] = ()

    @property
    def place(self) -> str:
        """The path, with the line of the record in a file of many."""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    @property
    def line(self) -> int | None:
        """The line (of Parquet, the row) on which the record begins, from 1; None for a file of one text."""
        return self.origin.line if self.origin and self.origin.record else None

    @property
    def source(self) -> str:
        """The stretch of the file that holds the text, as it stands on disk."""
        return self.text if self.origin is None else self.origin.source

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of `text` into the span of `source` that it was made from; both end-exclusive code points."""
        return (start, end) if self.origin is None else self.origin.pieces.span(start, end)


def marked(text: str, pieces: Pieces, quotes: Iterable[tuple[int, int]]) -> str:
    """Return a text that knows its block quotes, without the white space around each.

    quotes : their spans in the source
    """
    blocks = []
    for begin, end in quotes:
        start, stop = pieces.held(begin, end)
        words = text[start:stop]
        if words.strip():
            lead = len(words) - len(words.lstrip())
            blocks.append((start + lead, start + len(words.rstrip())))
    return Marked(text, blocks) if blocks else text


class ReadError(Exception):
    """An input, or a record of one, that could not be read.

    path : as given
    message : what was wrong and the remedy
    line, column : where, from 1; None where the whole input is meant. Of Parquet, `line` is the row.
    whole : nothing could be read of the input, or nothing more, so that no single record is meant
    """

    def __init__(self, path: str, message: str, line: int | None = None, column: int | None = None) -> None:
        self.place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{self.place}: {message}")
        self.path = path
        self.message = message
        self.line = line
        self.column = column
        self.whole = False

    @property
    def id(self) -> str:
        """The name under which it is reported: the path, with the line of a record."""
        return self.path if self.whole or self.line is None else f"{self.path}:{self.line}"
