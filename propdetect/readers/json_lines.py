"""JSON Lines: an object a line, of which one field is the text. Offsets see through the escapes of JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import Any

from propdetect.readers.comments import FIELD, in_field
from propdetect.readers.decode import Line, lines
from propdetect.readers.document import Comment, Document, Origin, ReadError
from propdetect.readers.offsets import Builder, Pieces
from propdetect.readers.options import Options
from propdetect.readers.records import missing, record_id

_DECODER = JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")


def read(path: str, options: Options) -> Iterator[Document | ReadError]:
    """Yield a document for each line that holds a record, as they are read; a bad line gives an error in its place.

    Lines that are blank are passed over. Raises ReadError where the input cannot be read (on).
    """
    for line in lines(path, options):
        if line.error:
            yield line.error
        elif line.text and not line.text.isspace():
            try:
                yield _document(path, line, options)
            except ReadError as error:
                yield error


def _document(path: str, line: Line, options: Options) -> Document:
    try:
        record, spans = parse(line.text)
    except JSONDecodeError as error:
        raise ReadError(path, f"is no JSON ({error.msg}); correct the line", line.number, error.pos + 1) from None
    except (RecursionError, ValueError) as error:
        what = "nested too deep" if isinstance(error, RecursionError) else str(error)
        raise ReadError(path, f"cannot be read as JSON ({what}); correct the line", line.number) from None
    field = options.text_field
    if field not in record:
        raise missing(path, field, "--text-field", record, line.number, "field")
    if not isinstance(record[field], str):
        what = "null" if record[field] is None else f"no string but {type(record[field]).__name__}"
        raise ReadError(path, f'field "{field}" is {what}; correct the line', line.number, spans[field][0] + 1)
    name = record_id(record, options, path, line.number)
    text, pieces = unescaped(line.text, *spans[field])
    comments = _comments(path, line.number, record, spans, options)
    return Document(name, path, text, Origin(line.text, pieces, line.offset, line.number, record=True), comments)


def _comments(
    path: str, line: int, record: dict[str, Any], spans: dict[str, tuple[int, int]], options: Options
) -> tuple[Comment, ...]:
    """Return what a record says to propdetect; raises ReadError where that is no string."""
    if FIELD not in record or FIELD in (options.text_field, options.id_field):
        return ()
    try:
        return in_field(record[FIELD], *spans[FIELD])
    except ValueError as error:
        raise ReadError(path, str(error), line, spans[FIELD][0] + 1) from None


def parse(text: str) -> tuple[dict[str, Any], dict[str, tuple[int, int]]]:
    """Parse one JSON object; returns it, and for each key the span in `text` of its value.

    Of a key that is given twice, the last value counts.
    Raises JSONDecodeError for what is no object, and what else the standard library raises: RecursionError, and
    ValueError for a number of more than 4,300 digits.
    """
    at = _space(text, 0)
    if text[at : at + 1] != "{":
        raise JSONDecodeError("a line must be an object, {...}", text, at)
    record: dict[str, Any] = {}
    spans: dict[str, tuple[int, int]] = {}
    at = _space(text, at + 1)
    if text[at : at + 1] != "}":
        at -= 1
        while True:
            key, begin = _key(text, _space(text, at + 1))
            record[key], end = _DECODER.raw_decode(text, begin)
            spans[key] = begin, end
            at = _space(text, end)
            if text[at : at + 1] == "}":
                break
            if text[at : at + 1] != ",":
                raise JSONDecodeError("Expecting ',' delimiter", text, at)
    if (end := _space(text, at + 1)) != len(text):
        raise JSONDecodeError("Extra data", text, end)
    return record, spans


def _key(text: str, at: int) -> tuple[str, int]:
    """Return the key at an offset, and where its value begins."""
    if text[at : at + 1] != '"':
        raise JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
    key, end = _DECODER.raw_decode(text, at)
    end = _space(text, end)
    if text[end : end + 1] != ":":
        raise JSONDecodeError("Expecting ':' delimiter", text, end)
    return key, _space(text, end + 1)


def _space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def unescaped(source: str, begin: int, end: int) -> tuple[str, Pieces]:
    """Return the string that a JSON literal source[begin:end], its quotation marks included, is, and its map."""
    built = Builder(source)
    at = begin + 1
    for match in _ESCAPE.finditer(source, at, end - 1):
        built.copy(at, match.start())
        built.put(_DECODER.decode(f'"{match[0]}"'), *match.span())
        at = match.end()
    built.copy(at, end - 1)
    return built.text(), built.pieces
