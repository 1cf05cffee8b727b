"""What the commands are asked to read: their options, and files, folders, globs and lists turned into documents."""

from __future__ import annotations

import codecs
import functools
import glob
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from propdetect.cli.completion import input_formats
from propdetect.cli.kinds import FilePath
from propdetect.cli.output import warn

if TYPE_CHECKING:
    from propdetect.readers import Document, Options, ReadError

_STDIN = "-"
_MIB = 1 << 20
_MOST_LISTED = 64 * _MIB
_NO_FILES = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}


def _format(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Check the name of a format, those that other packages add included."""
    from propdetect.readers import FORMATS, formats

    if value is None or value in FORMATS or value in (names := formats.names()):
        return value
    near = get_close_matches(value, names, 1)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    raise click.BadParameter(f'unknown format "{value}"; {hint}formats: {", ".join(names)}')


def _of_files(codec: codecs.CodecInfo) -> bool:
    """Whether files are in such an encoding, rather than names of hosts or strings of a program."""
    return codec._is_text_encoding and codec.name.replace("_", "-") not in _NO_FILES


def _encoding(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Check the name of an encoding."""
    try:
        if value is None or _of_files(codecs.lookup(value)):
            return value
    except LookupError:
        pass
    raise click.BadParameter(
        f'unknown encoding "{value}"; give a name that Python knows, as windows-1252 or cp1251'
    )


def _delimiter(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Check a delimiter, and read "tab" as one."""
    character = "\t" if value in ("tab", "\\t") else value
    if character is not None and (len(character) != 1 or character in '"\r\n'):
        raise click.BadParameter("give one character that is no quotation mark, or tab")
    return character


_READING = (
    click.option(
        "--input-format",
        "format_",
        metavar="FORMAT",
        callback=_format,
        shell_complete=input_formats,
        help="Read all inputs as text, markdown, html, jsonl, csv, tsv, parquet, srt or vtt.  "
        "[default: by the name of each]",
    ),
    click.option(
        "--encoding",
        metavar="NAME",
        callback=_encoding,
        help="Encoding of inputs without a byte order mark, as in windows-1252.  [default: utf-8]",
    ),
    click.option(
        "--text-field",
        metavar="NAME",
        default="text",
        show_default=True,
        help="In JSON Lines, CSV, TSV and Parquet, the field with the text.",
    ),
    click.option("--id-field", metavar="NAME", help="The field that names a record.  [default: path:line]"),
    click.option(
        "--delimiter", metavar="CHAR", callback=_delimiter, help='What parts fields of CSV, as in ";" or "tab".'
    ),
    click.option("--alt-text", is_flag=True, help="In HTML and Markdown, also read the descriptions of pictures."),
    click.option(
        "--main-content",
        is_flag=True,
        help="Of a web page, read the article only, without menus, captions and the like (needs trafilatura).",
    ),
    click.option(
        "--max-size",
        metavar="MIB",
        type=click.IntRange(1, _MIB),
        default=32,
        show_default=True,
        help="Report instead of read a text, or record, that is larger.",
    ),
)


def reading(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options on how to read; it gets them as one `options` (`readers.Options`)."""

    @functools.wraps(function)
    def command(*, format_: str | None, max_size: int, **given: Any) -> None:
        from propdetect.readers import Options

        names = ("encoding", "text_field", "id_field", "delimiter", "alt_text", "main_content")
        chosen = {name: given.pop(name) for name in names}
        function(options=Options(format=format_, max_bytes=max_size * _MIB, **chosen), **given)

    for option in reversed(_READING):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Selection:
    """Which inputs a user asks for: arguments, a list of more of them, and patterns for what folders hold."""

    files: tuple[str, ...]
    files_from: str | None
    include: tuple[str, ...]
    exclude: tuple[str, ...]


_CHOOSING = (
    click.option(
        "--files-from",
        metavar="FILE | -",
        type=FilePath(),
        help="Also read the inputs named in FILE, one a line or ended by zero bytes (find -print0).",
    ),
    click.option(
        "--include", metavar="GLOB", multiple=True, help="In folders, read only what matches; may be given again."
    ),
    click.option(
        "--exclude", metavar="GLOB", multiple=True, help="In folders, pass over what matches; may be given again."
    ),
)


def choosing(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command arguments and options on what to read; it gets them as one `selection`."""

    @functools.wraps(function)
    def command(
        *,
        files: tuple[str, ...],
        files_from: str | None,
        include: tuple[str, ...],
        exclude: tuple[str, ...],
        **rest: Any,
    ) -> None:
        if not files and files_from is None:
            raise click.UsageError("Missing argument 'FILE... | -'")
        if [*files, files_from].count(_STDIN) > 1:
            raise click.UsageError("standard input (-) can be read only once; name it once")
        function(selection=Selection(files, files_from, include, exclude), **rest)

    for option in reversed(_CHOOSING):
        command = option(command)
    return click.argument("files", metavar="[FILE | FOLDER | GLOB | -]...", nargs=-1, type=FilePath())(command)


def documents(found: Iterable[str | ReadError], options: Options) -> Iterator[Document | ReadError]:
    """Read what `paths` found, in order, each when it is asked for; what fails gives its error in its place."""
    from propdetect import readers

    for path in found:
        if isinstance(path, readers.ReadError):
            yield path
        else:
            yield from readers.documents([path], options)


def total(found: Sequence[str | ReadError], options: Options) -> int | None:
    """Return how many documents and errors `documents` will yield; None where files hold a number yet unknown."""
    from propdetect.readers import formats

    single = all(not isinstance(path, str) or formats.format_of(path, options) in formats.SINGLE for path in found)
    return len(found) if single else None


def paths(selection: Selection, options: Options) -> Iterator[str | ReadError]:
    """Turn arguments into paths: folders and globs into the files in them; "-" stays.

    What is passed over in a folder, though it might have been meant, is said on standard error.
    """
    from propdetect.readers import ReadError

    for name in selection.files:
        yield from _expanded(name, selection, options, globs=True)
    if selection.files_from is not None:
        try:
            for name in _listed(selection.files_from):
                yield from _expanded(name, selection, options, globs=False)
        except ReadError as error:
            yield error


def _expanded(name: str, selection: Selection, options: Options, *, globs: bool) -> Iterator[str | ReadError]:
    from propdetect.readers import ReadError

    if name == _STDIN or not (os.path.isdir(name) or (globs and glob.has_magic(name))):  # noqa: PTH112
        yield name
    elif os.path.isdir(name):  # noqa: PTH112
        from propdetect.cli.walk import walk

        yield from walk(name, selection.include, selection.exclude, options, warn)
    elif os.path.lexists(name):
        # a file whose name only looks like a pattern
        yield name
    elif matches := sorted(glob.glob(name, recursive=True)):  # noqa: PTH207
        for match in matches:
            # in "**", folders are there beside what is in them
            if not os.path.isdir(match):  # noqa: PTH112
                yield match
            elif "**" not in name:
                yield from _expanded(match, selection, options, globs=False)
    else:
        yield ReadError(name, "no file matches the pattern; check it with ls, quoted or not")


def _listed(name: str) -> Iterator[str]:
    """Yield the names in a list; raises ReadError where it cannot be read."""
    from propdetect.readers import ReadError
    from propdetect.readers.raw import opened, size

    with opened(name) as stream:
        data = stream.read(_MOST_LISTED + 1)
    if len(data) > _MOST_LISTED:
        raise ReadError(name, f"is larger than {size(_MOST_LISTED)}; give a list of names, or split it")
    data = data.removeprefix(codecs.BOM_UTF8)
    for entry in data.split(b"\0") if b"\0" in data else data.splitlines():
        if entry:
            yield os.fsdecode(entry)
