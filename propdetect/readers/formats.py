"""Which reader reads an input: by its name, or as the user says. Others may add theirs (`propdetect.readers`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

from propdetect.readers.document import Document, ReadError
from propdetect.readers.options import Options

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

# What a reader is: yields documents and, in place of records that failed, errors; raises ReadError where nothing
# (more) can be read.
Reader = Callable[[str, Options], Iterator[Document | ReadError]]

ENTRY_POINTS = "propdetect.readers"
TEXT = "text"
# Each format: the module whose `read` reads it, and the ends of names by which it is known.
_FORMATS: dict[str, tuple[str, tuple[str, ...]]] = {
    TEXT: ("plain", (".txt", ".text", "")),
    "markdown": ("markdown", (".md", ".markdown", ".mdown", ".mkd")),
    "html": ("html", (".html", ".htm", ".xhtml")),
    "jsonl": ("json_lines", (".jsonl", ".ndjson", ".jsonlines")),
    "csv": ("table", (".csv",)),
    "tsv": ("table", (".tsv", ".tab")),
    "parquet": ("parquet", (".parquet", ".pq")),
    "srt": ("subtitles", (".srt",)),
    "vtt": ("subtitles", (".vtt",)),
}
FORMATS = tuple(_FORMATS)
# Formats that give one document, or one error, for each input.
SINGLE = frozenset({TEXT, "markdown", "html"})
# Formats that are no text.
BINARY = frozenset({"parquet"})
_BY_SUFFIX = {suffix: name for name, (_, suffixes) in _FORMATS.items() for suffix in suffixes}


def suffix(path: str) -> str:
    """Return the end of a name that tells its type, in lower case, without that of compression."""
    name = PurePath(path).name.lower().removesuffix(".gz")
    return PurePath(name).suffix


def known(path: str) -> str | None:
    """Return the format that an input's name stands for; None where no reader claims it."""
    found = _BY_SUFFIX.get(suffix(path))
    return found if found or not _added(suffix(path).removeprefix(".")) else suffix(path).removeprefix(".")


def format_of(path: str, options: Options) -> str:
    """Return the format of an input: as the user says, else by its name, else plain text."""
    return options.format or known(path) or TEXT


def reader(name: str) -> Reader:
    """Return the reader of a format; raises LookupError for a name that nobody offers."""
    if name in _FORMATS:
        found: Reader = import_module(f"propdetect.readers.{_FORMATS[name][0]}").read
        return found
    for point in _added(name):
        return cast(Reader, point.load())
    raise LookupError(name)


def names() -> tuple[str, ...]:
    """Return the names of all formats, those of other packages too."""
    from importlib.metadata import entry_points

    return (*FORMATS, *sorted(point.name for point in entry_points(group=ENTRY_POINTS)))


@cache
def _added(name: str) -> tuple[EntryPoint, ...]:
    """Return the entry points of a name; looked for only where propdetect itself has no such reader."""
    from importlib.metadata import entry_points

    return tuple(entry_points(group=ENTRY_POINTS, name=name))
