"""The options that say how and where results are written, and the writer that they ask for."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from propdetect.cli.kinds import FilePath, Text
from propdetect.cli.output import BROKEN_PIPE, Failure, Output, standard

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from propdetect.writers import Format, Look, Writer

# What stands for standard output, and among inputs for standard input.
STDOUT = STDIN = "-"


class FormatName(Text):
    """The name of a format, propdetect's own or of another package that is installed."""

    name = "format"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return all names, as a choice is shown."""
        from propdetect.writers import names

        return f"[{'|'.join(names())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, or fail with the nearest one."""
        from propdetect.writers import UnknownFormatError, WriteError, get

        try:
            get(value)
        except UnknownFormatError as error:
            self.fail(str(error), param, ctx)
        except WriteError as error:
            raise Failure(str(error)) from None
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the names that begin so."""
        from click.shell_completion import CompletionItem

        from propdetect.writers import names

        return [CompletionItem(name) for name in names() if name.startswith(incomplete)]


format_option = click.option(
    "--format",
    "kind",
    type=FormatName(),
    default="text",
    show_default=True,
    help="How results are written: text and html for people, the others for programs. brat and ptc fill a folder.",
)
output_option = click.option(
    "-o",
    "--output",
    metavar="PATH",
    type=FilePath(),
    help="Write to this file or folder, as a whole and only when all inputs are done; - is standard output.  "
    "[default: -]",
)
color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the text; auto does so on a terminal and heeds NO_COLOR and FORCE_COLOR.",
)


def show_progress(output: str | None) -> bool:
    """Whether a terminal is free for a progress bar: results must not be on their way to one."""
    return output not in (None, STDOUT) or not sys.stdout.isatty()


@contextmanager
def results(kind: str, output: str | None, color: str, every: bool, inputs: Sequence[str]) -> Iterator[Writer]:
    """Give the writer of a format; what it wrote stays if the block ends without an exception.

    kind : the name of a format;  output : a path, None or "-" for standard output
    every : also show sentences in which nothing was decided
    inputs : paths that must not be written over; "-", standard input, is none
    Raises Failure, for which the old file is left as it was, where results cannot be written.
    """
    from propdetect.writers import WriteError, get

    chosen = get(kind)
    if output == STDOUT:
        output = None
    if output == "":
        raise Failure("-o: names nothing; give a path, for example -o results, or - for standard output")
    _spare(output, inputs)
    try:
        with _writer(chosen, kind, output, color, every) as writer:
            yield writer
    except WriteError as error:
        raise Failure(str(error)) from None
    except BrokenPipeError:
        raise SystemExit(BROKEN_PIPE) from None


@contextmanager
def _writer(chosen: Format, kind: str, output: str | None, color: str, every: bool) -> Iterator[Writer]:
    """Give the writer for a folder, a file or standard output."""
    from propdetect.writers import Look
    from propdetect.writers.atomic import FileTarget, FolderTarget

    # in a file, colour is only what was asked for by name
    away = Look(colour=color == "always", every=every)
    if chosen.folder is not None and (chosen.stream is None or _names_a_folder(output)):
        if output is None:
            raise Failure(f"--format {kind} fills a folder; name it with -o, for example -o results")
        with FolderTarget(output) as folder:
            yield chosen.folder(folder, away)
    elif chosen.stream is None:
        raise Failure(f"--format {kind}: the format offers no way to write; update the package that it is from")
    elif output is not None:
        with FileTarget(output) as file:
            yield chosen.stream(file.write, away)
    else:
        stdout = Output(utf8=chosen.utf8)
        yield chosen.stream(stdout.write, _look(stdout, color, every))


def _look(stdout: Output, color: str, every: bool) -> Look:
    from propdetect.writers import Look

    width = shutil.get_terminal_size().columns if stdout.terminal else None
    return Look(stdout.terminal, in_colour(color, stdout.terminal), width, every)


def _names_a_folder(output: str | None) -> bool:
    return output is not None and (output.endswith(("/", os.sep)) or Path(output).is_dir())


def _spare(output: str | None, inputs: Sequence[str]) -> None:
    """Raise Failure where results would replace an input, or be read as one while they are written."""
    if output is not None and _filled(output):
        folder = os.path.realpath(output) + os.sep
        if any(path != STDIN and os.path.realpath(path).startswith(folder) for path in inputs):
            raise Failure(f"{output}: holds some of the inputs, which results would replace; give -o another path")
    target = _identity(standard().fileno if output is None else output)
    for path in inputs:
        if target is not None and path != STDIN and _identity(path) == target:
            if output is None:
                raise Failure(f"{path}: is where the results go; redirect them elsewhere, or leave it out")
            raise Failure(f"{output}: is one of the inputs, which results would replace; give -o another path")


def _filled(output: str) -> bool:
    """Whether an earlier run filled a folder, so that this one may replace it."""
    from propdetect.writers.atomic import MANIFEST

    return (Path(output) / MANIFEST).exists()


def _identity(file: str | Callable[[], int]) -> tuple[int, int] | None:
    """Return what tells a regular file, by its path or handle, from all others; None for anything else."""
    try:
        found = os.stat(file if isinstance(file, str) else file())  # noqa: PTH116 (a handle has no path)
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def in_colour(choice: str, terminal: bool) -> bool:
    """Whether to colour: by the option, else by NO_COLOR, FORCE_COLOR (set and not empty) or the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")
