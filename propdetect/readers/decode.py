"""Bytes to text: UTF-8 with or without a byte order mark, UTF-16 by its mark, else as the user says. No guesses."""

from __future__ import annotations

import codecs
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

from propdetect.readers.document import STDIN, ReadError
from propdetect.readers.options import Options
from propdetect.readers.raw import larger, opened, size

_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LONGEST_MARK = max(len(mark) for mark, _ in _MARKS)
_CHUNK = 1 << 16
# Where bytes cannot be decoded, each becomes a code point from here on, which no decoder gives otherwise.
_BAD = 0xDC00
_BAD_BYTE = re.compile(f"[{chr(_BAD)}-{chr(_BAD + 255)}]")
_MARK_BAD = "propdetect-mark-bad-bytes"
# What a web page says of its encoding; enough to suggest it, never to use it.
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_HEAD = 4096


def _mark_bad(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(_BAD + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(_MARK_BAD, _mark_bad)


def encoding_of(head: bytes, options: Options) -> tuple[str, int]:
    """Return the encoding of an input, and the length of its byte order mark, from its first bytes."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, len(mark)
    return options.encoding or "utf-8", 0


def decode(data: bytes, path: str, options: Options) -> str:
    """Return the text of an input, or raise ReadError that names the first bad byte and what to do."""
    encoding, mark = encoding_of(data, options)
    body = memoryview(data)[mark:]
    try:
        return str(body, encoding)
    except UnicodeError:
        text = codecs.decode(body, encoding, _MARK_BAD)
    if b"\0" in data and encoding == "utf-8":
        raise ReadError(path, "is no text file (it holds zero bytes); extract its text first, as UTF-8")
    bad = _BAD_BYTE.search(text)
    before = text[: bad.start()] if bad else text
    line, column = end_of(before)
    what = f" (byte 0x{ord(bad[0]) - _BAD:02x})" if bad else ""
    raise ReadError(path, f"is not {encoding.upper()}{what}; {_remedy(path, data[:_HEAD], encoding)}", line, column)


def end_of(text: str) -> tuple[int, int]:
    """Return line and column, from 1, of what would come after a text."""
    line, start = 1, 0
    for match in _LINE_END.finditer(text):
        line, start = line + 1, match.end()
    return line, len(text) - start + 1


def _remedy(path: str, head: bytes, encoding: str) -> str:
    """Return what to do about a wrong encoding: to name it (the one that a page declares), or to convert."""
    if encoding.startswith(("utf-16", "utf-32")):
        return "its last bytes or characters are damaged; fetch it again"
    declared = _DECLARED.search(head)
    name = "windows-1252"
    if declared and _is_encoding(other := declared[1].decode("ascii")) and other.lower() != encoding:
        name = other
    return f"say what it is, for example --encoding {name.lower()}, or convert it: {_convert(path, name.upper())}"


def _convert(path: str, encoding: str) -> str:
    """Return the command that converts an input to UTF-8, under a name of the same type."""
    command = f"iconv -f {encoding} -t UTF-8"
    if path == STDIN:
        return f"{command} FILE | propdetect score -"
    plain = PurePath(path.removesuffix(".gz"))
    target = shlex.quote(str(plain.with_name(f"{plain.stem}.utf8{plain.suffix}")))
    if path.endswith(".gz"):
        return f"gzip -dc {shlex.quote(path)} | {command} > {target}"
    return f"{command} {shlex.quote(path)} > {target}"


def _is_encoding(name: str) -> bool:
    try:
        return bool(codecs.lookup(name)._is_text_encoding)
    except LookupError:
        return False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an input.

    number : from 1
    offset : code points before it
    text : without its line end (LF or CR LF); empty where it is too long
    length : code points with its line end
    error : why it cannot be used; None where it can
    """

    number: int
    offset: int
    text: str
    length: int
    error: ReadError | None = None


def lines(path: str, options: Options) -> Iterator[Line]:
    """Yield the lines of an input one by one, in the memory that the longest allowed one takes.

    A line that is not in the encoding, or is longer than `options.max_bytes`, comes with an error, and the next
    ones follow. Raises ReadError, with the line, where the input itself breaks off.
    """
    number, offset = 1, 0
    try:
        for text, length, encoding in _split(path, options):
            yield _line(path, number, offset, text, length, encoding, options)
            number, offset = number + 1, offset + length
    except ReadError as error:
        raise error if number == 1 and not offset else ReadError(path, error.message, number) from None


def _line(
    path: str, number: int, offset: int, text: str | None, length: int, encoding: str, options: Options
) -> Line:
    """Make a line, with its error if it has one."""
    if text is None:
        message = f"the line is larger than {size(options.max_bytes)}; {larger(options.max_bytes)}, or shorten it"
        return Line(number, offset, "", length, ReadError(path, message, number))
    error = None
    if not text.isascii() and (bad := _BAD_BYTE.search(text)):
        what = f"is not {encoding.upper()} (byte 0x{ord(bad[0]) - _BAD:02x})"
        error = ReadError(path, f"{what}; {_remedy(path, b'', encoding)}", number, bad.start() + 1)
    text = text[:-1] if text.endswith("\n") else text
    return Line(number, offset, text.removesuffix("\r"), length, error)


def _split(path: str, options: Options) -> Iterator[tuple[str | None, int, str]]:
    """Yield (line with its end, or None where it is too long; its length; encoding)."""
    parts: list[str] = []
    length = 0
    with opened(path) as stream:
        # read1 gives what is there: of a pipe what has come so far, of damaged gzip what is before the damage
        head = b""
        while len(head) < _LONGEST_MARK and (more := stream.read1(_CHUNK)):
            head += more
        encoding, mark = encoding_of(head, options)
        decoder = codecs.getincrementaldecoder(encoding)(_MARK_BAD)
        for data in _chunks(head[mark:], partial(stream.read1, _CHUNK)):
            *ended, rest = decoder.decode(data, not data).split("\n")
            for part in ended:
                length += len(part) + 1
                yield _joined(parts, part + "\n", length, options), length, encoding
                parts, length = [], 0
            length += len(rest)
            # a line that is too long is let go of while it is read
            if length > options.max_bytes:
                parts = []
            else:
                parts.append(rest)
    if length:
        yield _joined(parts, "", length, options), length, encoding


def _joined(parts: list[str], last: str, length: int, options: Options) -> str | None:
    """Return a line from its parts; None where it is too long."""
    if length > options.max_bytes:
        return None
    text = "".join((*parts, last))
    # code points are at most as many as bytes, so only a line near the limit is measured
    if 4 * length > options.max_bytes and len(text.encode("utf-8", "surrogatepass")) > options.max_bytes + 1:
        return None
    return text


def _chunks(head: bytes, more: partial[bytes]) -> Iterator[bytes]:
    """Yield the chunks of an input and then an empty one."""
    while head:
        yield head
        head = more()
    yield b""
