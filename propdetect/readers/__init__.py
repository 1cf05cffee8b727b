"""Files and standard input to documents: `Document`s, or a `ReadError` for what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from propdetect.readers.document import STDIN, Comment, Document, Origin, ReadError
from propdetect.readers.formats import FORMATS, format_of, reader
from propdetect.readers.options import DEFAULT, Options

__all__ = ["FORMATS", "STDIN", "Comment", "Document", "Options", "Origin", "ReadError", "documents"]


def documents(paths: Iterable[str], options: Options = DEFAULT) -> Iterator[Document | ReadError]:
    """Read inputs one after the other, in order, each when it is asked for.

    paths : paths as a user gave them; "-" is standard input
    options : how to read them; `options.format` must be the name of a reader, else LookupError
    Yields what was read, a document a text, or in its place the error that says why it was not: one bad file or
    record stops no other.
    """
    for path in paths:
        try:
            yield from reader(format_of(path, options))(path, options)
        except ReadError as error:
            error.whole = True
            yield error
