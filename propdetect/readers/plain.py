"""Plain text: the file as it is, without comments to propdetect."""

from __future__ import annotations

from collections.abc import Iterator

from propdetect.readers.comments import in_text
from propdetect.readers.decode import decode
from propdetect.readers.document import Document, Origin, ReadError
from propdetect.readers.offsets import Builder
from propdetect.readers.options import Options
from propdetect.readers.raw import load


def read(path: str, options: Options) -> Iterator[Document | ReadError]:
    """Yield the one document of a plain text file, or of standard input where `path` is "-".

    Line ends stay as they are, so that offsets are those of the file; a byte order mark is dropped.
    Raises ReadError for what is missing, a folder, not readable, too large or not in its encoding.
    """
    source = decode(load(path, options.max_bytes), path, options)
    comments = in_text(source)
    if not comments:
        yield Document(id=path, path=path, text=source)
        return
    built = Builder(source)
    at = 0
    for comment in comments:
        built.copy(at, comment.start)
        at = comment.end
    built.copy(at, len(source))
    yield Document(path, path, built.text(), Origin(source, built.pieces), comments)
