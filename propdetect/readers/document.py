"""What every reader returns, and the one error that it raises."""

from __future__ import annotations

from dataclasses import dataclass

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Document:
    """A text to score.

    id : the name it is reported under; for a plain text file its path
    path : where it came from, as the user gave it; "-" is standard input
    text : its characters as they stand in the file, line ends included, without a byte order mark
    """

    id: str
    path: str
    text: str


class ReadError(Exception):
    """An input that could not be read: `path` as given, `message` what was wrong and the remedy."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message
