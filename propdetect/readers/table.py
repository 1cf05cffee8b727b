"""CSV and TSV: a record a row, below a header. Offsets see through the doubled quotation marks of CSV."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from propdetect.readers.comments import FIELD, in_field
from propdetect.readers.decode import Line, lines
from propdetect.readers.document import Comment, Document, Origin, ReadError
from propdetect.readers.formats import format_of
from propdetect.readers.offsets import Builder, Pieces
from propdetect.readers.options import Options
from propdetect.readers.raw import larger, size
from propdetect.readers.records import missing, record_id, twice

_QUOTE = '"'


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the stretch of the file that holds it (more than one line where a field does), and its fields.

    line, offset : its first line, from 1, and the code points before it
    spans : of each field in `source`; quoted ones with their quotation marks
    """

    line: int
    offset: int
    source: str
    spans: list[tuple[int, int]]

    def field(self, number: int) -> tuple[str, Pieces]:
        """Return the text of a field, without the marks of quoting, and its map into `source`."""
        begin, end = self.spans[number]
        built = Builder(self.source)
        if self.source[begin:end].startswith(_QUOTE):
            at, end = begin + 1, end - 1
            while (quote := self.source.find('""', at, end)) >= 0:
                built.copy(at, quote)
                built.put(_QUOTE, quote, quote + 2)
                at = quote + 2
            built.copy(at, end)
        else:
            built.copy(begin, end)
        return built.text(), built.pieces


class _Rows:
    """Reads rows; after a broken one it goes on with the line after that on which it began."""

    def __init__(self, path: str, options: Options) -> None:
        self._path = path
        self._limit = options.max_bytes
        self._lines = lines(path, options)
        self._ahead: deque[Line] = deque()
        self._delimiter = options.delimiter or ("\t" if format_of(path, options) == "tsv" else ",")

    def __iter__(self) -> Iterator[Row | ReadError]:
        while first := self._next(0):
            if first.error:
                self._ahead.popleft()
                yield first.error
            elif not first.text.strip(" "):
                self._ahead.popleft()
            else:
                row = self._row(first)
                for _ in range(row.source.count("\n") + 1 if isinstance(row, Row) else 1):
                    self._ahead.popleft()
                yield row

    def _next(self, number: int) -> Line | None:
        """Return a line ahead, from 0; None after the last."""
        while len(self._ahead) <= number:
            line = next(self._lines, None)
            if line is None:
                return None
            self._ahead.append(line)
        return self._ahead[number]

    def _row(self, first: Line) -> Row | ReadError:
        """Read the row that begins with a line, or say what is wrong with it."""
        source, taken, at = first.text, 1, 0
        spans: list[tuple[int, int]] = []
        while True:
            if not source.startswith(_QUOTE, at):
                end = source.find(self._delimiter, at)
                end = len(source) if end < 0 else end
            else:
                closed = self._closed(first, source, at, taken)
                if isinstance(closed, ReadError):
                    return closed
                source, taken, end = closed
            spans.append((at, end))
            if end == len(source):
                return Row(first.number, first.offset, source, spans)
            at = end + len(self._delimiter)

    def _closed(self, first: Line, source: str, at: int, taken: int) -> tuple[str, int, int] | ReadError:
        """Find the end of a quoted field, with as many more lines as it takes.

        Returns the source of the row so far, the lines that it takes, and the offset after the field.
        """
        search = at + 1
        parts, length = [source], len(source)
        while True:
            quote = parts[-1].find(_QUOTE, search)
            while quote >= 0 and parts[-1].startswith(_QUOTE, quote + 1):
                quote = parts[-1].find(_QUOTE, quote + 2)
            if quote >= 0:
                break
            line = self._next(taken)
            if line is None or line.error or length > self._limit:
                return self._broken(first, source, at, line is not None and not line.error)
            # the line end that the file has between the two
            before = self._ahead[taken - 1]
            parts.append("\r\n"[2 - (before.length - len(before.text)) :])
            parts.append(line.text)
            length += len(line.text) + 2
            taken, search = taken + 1, 0
        end = sum(map(len, parts[:-1])) + quote + 1
        source = "".join(parts)
        if end < len(source) and not source.startswith(self._delimiter, end):
            return self._broken(first, source, at, False)
        return source, taken, end

    def _broken(self, first: Line, source: str, at: int, too_long: bool) -> ReadError:
        before = source[:at]
        line = first.number + before.count("\n")
        column = at - before.rfind("\n")
        if too_long:
            message = f"a row of more than {size(self._limit)}; close its quotation mark, or {larger(self._limit)}"
        else:
            message = (
                "a quotation mark that is not closed before the field ends; double those inside a quoted field"
            )
        return ReadError(self._path, message, line, column)


def read(path: str, options: Options) -> Iterator[Document | ReadError]:
    """Yield a document for each row below the header, as they are read; a bad row gives an error in its place.

    Raises ReadError where the input cannot be read (on), has no header or no such column.
    """
    rows = iter(_Rows(path, options))
    header = next(rows, None)
    if header is None:
        return
    if isinstance(header, ReadError):
        raise header
    names = [header.field(number)[0].strip() for number in range(len(header.spans))]
    for option, name in (("--text-field", options.text_field), ("--id-field", options.id_field)):
        if name is not None and name not in names:
            raise _no_column(path, name, option, names, header)
        if name is not None and names.count(name) > 1:
            raise twice(path, name, option, header.line)
    for row in rows:
        try:
            if isinstance(row, ReadError):
                raise row
            yield _document(path, row, names, options)
        except ReadError as error:
            yield error


def _no_column(path: str, name: str, option: str, names: list[str], header: Row) -> ReadError:
    """Say which columns there are, or why they are not told apart: other line ends, or another delimiter."""
    if "\r" in header.source:
        message = "its lines end with CR alone; make them end with LF, for example through tr '\\r' '\\n'"
        return ReadError(path, message, header.line, header.source.index("\r") + 1)
    if len(names) == 1:
        for other in (";", "|", "\t"):
            if name in (part.strip(' "') for part in names[0].split(other)):
                shown = "tab" if other == "\t" else f"'{other}'"
                message = f'no column "{name}" where fields end with commas; give --delimiter {shown}'
                return ReadError(path, message, header.line)
    return missing(path, name, option, names, header.line, "column")


def _document(path: str, row: Row, names: list[str], options: Options) -> Document:
    if len(row.spans) != len(names):
        many = len(row.spans) > len(names)
        remedy = "quote a field that holds the delimiter" if many else "add those that are missing, be they empty"
        count = f"{len(row.spans)} field{'' if len(row.spans) == 1 else 's'}"
        raise ReadError(path, f"{count} below a header of {len(names)}; {remedy}", row.line)
    ids = {options.id_field: row.field(names.index(options.id_field))[0]} if options.id_field else {}
    name = record_id(ids, options, path, row.line, "column")
    text, pieces = row.field(names.index(options.text_field))
    comments: tuple[Comment, ...] = ()
    if FIELD in names and FIELD not in (options.text_field, options.id_field):
        number = names.index(FIELD)
        comments = in_field(row.field(number)[0], *row.spans[number])
    return Document(name, path, text, Origin(row.source, pieces, row.offset, row.line, record=True), comments)
