"""Bytes of an input: a file or standard input, gzip or not, whole or as a stream."""

from __future__ import annotations

import gzip
import io
import shlex
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, cast

from propdetect.readers.document import STDIN, ReadError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP = b"\x1f\x8b"
_MIB = _PIECE = 1 << 20


@contextmanager
def opened(path: str) -> Iterator[io.BufferedIOBase]:
    """Open an input for reading; what begins with the two bytes of gzip is unpacked on the way.

    Whatever fails in opening it or in reading from it is raised as ReadError with a remedy.
    """
    if not path:
        raise ReadError("''", "names nothing; give a path, or - to read standard input")
    if path == STDIN and sys.stdin is None:
        raise ReadError(path, "standard input is closed; give it something to read, or name a file")
    # standard input is not ours to close
    with _explained(path), nullcontext(sys.stdin.buffer) if path == STDIN else Path(path).open("rb") as stream:
        head = stream.read(len(GZIP))
        whole = _Begun(head, cast(io.BufferedIOBase, stream))
        if head == GZIP:
            yield gzip.GzipFile(fileobj=io.BufferedReader(whole))
        elif head and path.lower().endswith(".gz"):
            raise ReadError(path, "is named .gz and is not gzip; rename it, or compress it with gzip")
        else:
            yield io.BufferedReader(whole)


class _Begun(io.RawIOBase):
    """A stream of which some bytes were read already (standard input cannot go back)."""

    def __init__(self, head: bytes, stream: io.BufferedIOBase) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer with what comes."""
        view = memoryview(buffer)
        # what is there, without waiting for more
        data = self._head or self._stream.read1(len(view))
        self._head = b""
        view[: len(data)] = data
        return len(data)


@contextmanager
def _explained(path: str) -> Iterator[None]:
    """Turn what reading may raise into ReadError."""
    try:
        yield
    except FileNotFoundError:
        message = "no such file; check the path, or give - to read standard input"
    except IsADirectoryError:
        message = f"is a folder; name the files in it, for example {shlex.quote(path.rstrip('/'))}/*.txt"
    except PermissionError:
        message = "no permission to read it; allow it with chmod u+r, or run as a user who may"
    except EOFError:
        message = "is cut short (its gzip data end too early); fetch it again"
    except (gzip.BadGzipFile, zlib.error) as error:
        message = f"is damaged gzip ({error}); fetch it again"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"cannot be read ({reason}); check the path"
    else:
        return
    raise ReadError(path, message)


def load(path: str, limit: int) -> bytes:
    """Return all bytes of an input, unpacked; raises ReadError, without reading on, above `limit` bytes."""
    data = io.BytesIO()
    with opened(path) as stream:
        # piece by piece, since a read of some size takes the memory of that size at once
        while piece := stream.read(min(_PIECE, limit + 1 - data.tell())):
            data.write(piece)
    if data.tell() > limit:
        raise ReadError(path, f"is larger than {size(limit)}; {larger(limit)}, or split it")
    return data.getvalue()


def size(limit: int) -> str:
    """Return a number of bytes for people."""
    return f"{limit // _MIB} MiB" if limit >= _MIB and not limit % _MIB else f"{limit} bytes"


def larger(limit: int) -> str:
    """Return the remedy against a limit."""
    return f"raise the limit, for example with --max-size {max(2 * limit // _MIB, 1)}"
