"""Plain text: the file as it is."""

from __future__ import annotations

from collections.abc import Iterator

from propdetect.readers.decode import decode
from propdetect.readers.document import Document, ReadError
from propdetect.readers.options import Options
from propdetect.readers.raw import load


def read(path: str, options: Options) -> Iterator[Document | ReadError]:
    """Yield the one document of a plain text file, or of standard input where `path` is "-".

    Line ends stay as they are, so that offsets are those of the file; a byte order mark is dropped.
    Raises ReadError for what is missing, a folder, not readable, too large or not in its encoding.
    """
    yield Document(id=path, path=path, text=decode(load(path, options.max_bytes), path, options))
