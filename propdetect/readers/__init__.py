"""Files and standard input to documents: a `Document` or a `ReadError` for each input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from propdetect.readers import plain
from propdetect.readers.document import STDIN, Document, ReadError

__all__ = ["STDIN", "Document", "ReadError", "documents"]


def documents(paths: Iterable[str]) -> Iterator[Document | ReadError]:
    """Read inputs one after the other, in order, each when it is asked for.

    paths : paths as a user gave them; "-" is standard input
    Yields what was read, or in its place the error that says why it was not: one bad file stops no other.
    """
    for path in paths:
        try:
            yield from plain.read(path)
        except ReadError as error:
            yield error
