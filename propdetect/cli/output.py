"""Where the commands write: results to standard output, everything else to standard error."""

from __future__ import annotations

import os
import sys
from typing import IO, Any, TextIO

import click

from propdetect.writers.marks import one_line

NOTHING_FOUND, FOUND, COULD_NOT = 0, 1, 2
# What shells report for a command whose reader went away: 128 and the number of SIGPIPE.
BROKEN_PIPE = 141


class Failure(click.ClickException):
    """What ends a command that could not do what was asked: one line on standard error, exit code 2."""

    exit_code = COULD_NOT

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message as one line."""
        warn(self.message)


def warn(message: str) -> None:
    """Print one line to standard error, control characters made visible."""
    click.echo(one_line(f"propdetect: {message}", terminal=True), err=True)


def standard() -> TextIO:
    """Return standard output; raises Failure where it is closed (`>&-`), and Python then has none."""
    if sys.stdout is None:
        raise Failure("standard output: is closed; leave it open, or write to a file")
    return sys.stdout


# Of commands whose results are for people, or for programs: `propdetect score` has formats of its own.
text_or_json = click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people, or JSON for programs.",
)


class Output:
    """Standard output for results.

    utf8 : write UTF-8 whatever the locale says, as JSON must be; else the encoding of the terminal
    What the encoding lacks is written as a backslash escape (for a lone surrogate in JSON, a valid one).
    """

    def __init__(self, *, utf8: bool = False) -> None:
        self._encoding = "utf-8" if utf8 else standard().encoding
        self._stream = standard().buffer

    @property
    def terminal(self) -> bool:
        """Whether a terminal shows the results."""
        return self._stream.isatty()

    def write(self, text: str) -> None:
        """Write and flush a piece of the results.

        A reader that went away (`| head`) ends the process quietly; a full disk raises Failure.
        """
        try:
            self._stream.write(text.encode(self._encoding, "backslashreplace"))
            self._stream.flush()
        except OSError as error:
            # what is still buffered must not fail once more when the interpreter ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            if isinstance(error, BrokenPipeError):
                raise SystemExit(BROKEN_PIPE) from None
            raise Failure(
                f"standard output: cannot be written ({error.strerror}); free space or redirect it"
            ) from None
