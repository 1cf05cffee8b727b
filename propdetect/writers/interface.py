"""What a format is and what it is given: `Format`, `Writer`, and the facts of a run and of each input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from propdetect.writers.positions import Positions

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord
    from propdetect.report import ModelInfo, Report

# Takes a piece of the output.
Write = Callable[[str], None]
# Turns an offset of a text (code points, from 0) into line and column (from 1, columns in code points).
Place = Callable[[int], tuple[int, int]]


class WriteError(ValueError):
    """Results cannot be written; str() is one line that names the place and a remedy."""


class Region(NamedTuple):
    """A stretch of a file as it is on disk.

    line, column : of its first character, from 1, columns in code points
    end_line, end_column : of the place after its last character
    offset, length : code points from the start of the file, and how many; None where the file has no such count
    """

    line: int
    column: int
    end_line: int
    end_column: int
    offset: int | None = None
    length: int | None = None


class Source:
    """One input: what it is called, its text, and where the text lies in the file.

    path : the file as the user gave it; "-" is standard input
    text : what was scored
    name : what tells it from the other inputs; the path for a file of one text, else the id of the record
    line : the line on which a record begins (where a file has no lines, its number); None for a file of one text
    place : turns an offset of the text into line and column of the file; by default those of the text itself
    region : turns a span of the text into a stretch of the file; by default made from `place`
    span : turns a span of the text into one of the file, both in code points; by default the same
    """

    def __init__(
        self,
        path: str,
        text: str,
        *,
        name: str | None = None,
        line: int | None = None,
        place: Place | None = None,
        region: Callable[[int, int], Region] | None = None,
        span: Callable[[int, int], tuple[int, int]] | None = None,
    ) -> None:
        self.path = path
        self.text = text
        self.name = path if name is None else name
        self.line = line
        self._own = place is None
        self._place = place
        self._region = region
        self._span = span

    @property
    def label(self) -> str:
        """The path, with the line of a record."""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    @property
    def record(self) -> str:
        """What tells a record from the others of its file: its id, else its line; empty for a file of one text."""
        if self.name == self.path and self.line is None:
            return ""
        return str(self.line) if self.name == self.label else self.name

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column in the file, from 1, columns in code points, of an offset of the text."""
        if self._place is None:
            # made on demand: a text without findings needs no lines
            self._place = Positions(self.text).at
        return self._place(offset)

    def region(self, start: int, end: int) -> Region:
        """Return where in the file a span of the text lies; `start` is below `end`, which is exclusive."""
        if self._region is not None:
            return self._region(start, end)
        # the place after the last character: what follows it may lie behind markup, or on the next line
        end_line, end_column = self.place(max(start, end - 1))
        offsets = (start, end - start) if self._own else (None, None)
        return Region(*self.place(start), end_line, end_column + (end > start), *offsets)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the file, in code points, of a span of the text; `end` is exclusive.

        Where the file has no such count, offsets are those of the text.
        """
        return (start, end) if self._span is None else self._span(start, end)

    def relocate(self, value: Any) -> Any:
        """Turn all spans ("start", "end") in JSON-ready values into spans of the file, in place; returns them."""
        waiting = [value] if self._span is not None else []
        while waiting:
            here = waiting.pop()
            if isinstance(here, dict):
                if isinstance(here.get("start"), int) and isinstance(here.get("end"), int):
                    here["start"], here["end"] = self.span(here["start"], here["end"])
                waiting.extend(here.values())
            elif isinstance(here, list):
                waiting.extend(here)
        return value


@dataclass(frozen=True, slots=True)
class Run:
    """What is true of all results of a run.

    version : of propdetect
    model : which model speaks
    settings : what the user set that changes what is found, as JSON-ready values, by name of the option
    """

    version: str
    model: ModelInfo
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of who reads a stream; formats for programs need none of it.

    terminal : a terminal shows it, so control characters of a text must not reach it
    colour : escape sequences are wanted
    width : columns of the terminal, None where there is none
    every : also show sentences in which nothing was decided
    """

    terminal: bool = False
    colour: bool = False
    width: int | None = None
    every: bool = False


class Writer(Protocol):
    """What a format does with the results of one run, called in the order of the inputs."""

    def begin(self, run: Run) -> None:
        """Write what comes before the first result."""

    def record(self, source: Source, report: Report) -> None:
        """Write what was found in one input."""

    def error(self, path: str, error: ErrorRecord) -> None:
        """Write that an input could not be read or scored, where the format has a place for it.

        path : of the file, as the user gave it
        error : its `id` is what tells the input from others, its `error` says what was wrong and the remedy; of a
            record, `line` and where known `column` say where it is
        Standard error has said so already.
        """

    def end(self) -> None:
        """Write what comes after the last result."""


class Parted:
    """The base of a writer that works in two steps, the first of which other processes can do on copies of it.

    write : takes each piece of the output; copies in other processes lack it
    What is made of an input must pickle, and depend on nothing but the input, the run and how the writer was made.
    """

    def __init__(self, write: Write | None = None) -> None:
        self._write: Any = write

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_write": None}

    def made(self, source: Source, report: Report) -> Any:
        """Make what there is to write of one input."""
        raise NotImplementedError

    def put(self, made: Any) -> None:
        """Write what was made of the next input."""
        raise NotImplementedError

    def record(self, source: Source, report: Report) -> None:
        """Write what was found in one input."""
        self.put(self.made(source, report))


@dataclass(frozen=True, slots=True)
class Format:
    """One value of `--format`.

    summary : a few words for the help, without a full stop
    stream : makes a writer that hands its output to a function piece by piece; None where the format is a folder
    folder : makes a writer that fills an empty folder; None where the format is one stream
    utf8 : the stream is in UTF-8 whatever the locale says, as files for programs are
    """

    summary: str
    stream: Callable[[Write, Look], Writer] | None = None
    folder: Callable[[Path, Look], Writer] | None = None
    utf8: bool = True
