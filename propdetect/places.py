"""Errors that name a place in a file, and reading a file's bytes as UTF-8, which raises them. Imports nothing."""

from __future__ import annotations

import codecs
import re
from typing import ClassVar

# Control characters and the line ends of Unicode, none of which may stand in a message of one line.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class PlaceError(ValueError):
    """One problem of a file: str() is one line that names the place, what is wrong and a remedy.

    message : what is wrong and the remedy, on one line
    path : display name of the file or folder
    line, column : from 1, the column in characters; both 0 where the file as a whole is meant
    """

    # control characters that a message writes shorter than by their code
    short: ClassVar[dict[str, str]] = {}

    def __init__(self, message: str, path: str, line: int = 0, column: int = 0) -> None:
        place = f"{path}:{line}:{column}" if line else path
        super().__init__(message, path, line, column)
        self._text = self._plain(f"{place}: {message}")
        self.message = self._plain(message)
        self.path = path
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return self._text

    def _plain(self, text: str) -> str:
        """Make a text printable on one line: control characters and lone surrogates are escaped."""
        text = text.encode("utf-8", "backslashreplace").decode("utf-8")
        return _CONTROL.sub(lambda match: self.short.get(match[0], f"\\u{ord(match[0]):04x}"), text)


def decode(data: bytes, name: str, error: type[PlaceError]) -> str:
    """Decode the bytes of a file in UTF-8, with or without a byte order mark; line ends stay as they are.

    Raises `error`, with the place in the file `name` and the remedy, for another encoding.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise error("the file is UTF-16; save it as UTF-8", name, 1, 1)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        line_start = data.rfind(b"\n", 0, wrong.start) + 1
        line = data.count(b"\n", 0, wrong.start) + 1
        column = len(data[line_start : wrong.start].decode("utf-8")) + 1
        byte = data[wrong.start]
        raise error(f"byte 0x{byte:02x} is not UTF-8; save the file as UTF-8", name, line, column) from None
