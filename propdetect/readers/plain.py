"""Plain text in UTF-8, from a file or from standard input."""

from __future__ import annotations

import codecs
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from propdetect.readers.document import STDIN, Document, ReadError

_LINE_END = re.compile(r"\r\n|\r|\n")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read(path: str) -> Iterator[Document]:
    """Yield the one document of a plain text file, or of standard input where `path` is "-".

    Line ends stay as they are, so that offsets are those of the file; a UTF-8 byte order mark is dropped.
    Raises ReadError for what is missing, a folder, not readable or not UTF-8.
    """
    yield Document(id=path, path=path, text=_decode(_load(path), path))


def _load(path: str) -> bytes:
    """Return the bytes of the input, or raise ReadError with a remedy."""
    try:
        return sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except FileNotFoundError:
        message = "no such file; check the path, or give - to read standard input"
    except IsADirectoryError:
        message = f"is a folder; name the files in it, for example {shlex.quote(path.rstrip('/'))}/*.txt"
    except PermissionError:
        message = "no permission to read it; allow it with chmod u+r, or run as a user who may"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"cannot be read ({reason}); check the path"
    raise ReadError(path, message)


def _decode(data: bytes, path: str) -> str:
    """Return the text, or raise ReadError that names the first bad byte and how to convert the file."""
    mark = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    try:
        return str(memoryview(data)[mark:], "utf-8")
    except UnicodeDecodeError as error:
        at = mark + error.start
    if data.startswith(_UTF16):
        raise ReadError(path, f"is UTF-16, not UTF-8; {_convert(path, 'UTF-16')}")
    if b"\0" in data:
        raise ReadError(path, "is no text file (it holds zero bytes); extract its text first, as UTF-8")
    line = len(_LINE_END.findall(data[mark:at].decode("utf-8"))) + 1
    place = f"byte 0x{data[at]:02x} at offset {at}, line {line}"
    raise ReadError(path, f"is not UTF-8 ({place}); {_convert(path, 'WINDOWS-1252')}")


def _convert(path: str, encoding: str) -> str:
    """Return the command that converts an input from what is most likely its encoding."""
    if path == STDIN:
        return f"convert it: iconv -f {encoding} -t UTF-8 FILE | propdetect score -"
    return f"convert it: iconv -f {encoding} -t UTF-8 {shlex.quote(path)} > {shlex.quote(path + '.utf8')}"
