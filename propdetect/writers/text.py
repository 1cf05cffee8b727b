"""Text for people: each sentence that shows a technique, with its words marked, and a summary a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from propdetect.report import Report, Sentence
from propdetect.speech import NARRATOR
from propdetect.writers.interface import Format, Look, Parted, Run, Source, Write
from propdetect.writers.marks import Mark, marks, one_line, plain
from propdetect.writers.voices import voice_table

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord

INDENT = "    "
Scores = list[tuple[str, float]]


class Style(Protocol):
    """How the text looks: with marks of plain characters or in colour."""

    def place(self, text: str) -> str:
        """Return where a sentence stands, `file:line:column:`."""

    def names(self, scores: Scores) -> str:
        """Return names with their scores, `loaded_language 0.87, doubt 0.61`."""

    def plain(self, text: str) -> str:
        """Return words of the text, or a line of a table, without marks."""

    def sentence(self, text: str, spans: Sequence[Mark]) -> str:
        """Return an indented sentence with its marks, without a line end after it."""


class PlainStyle:
    """Marks of plain characters, `[words](technique)`; otherwise the sentence's own, on one line.

    terminal : show control characters as pictures, so that a text cannot steer the terminal
    width : columns of the terminal, to wrap sentences at words; None leaves them on one line
    """

    def __init__(self, *, terminal: bool = False, width: int | None = None) -> None:
        self._terminal = terminal
        self._width = width

    def place(self, text: str) -> str:
        """Return the place as it is, on one line."""
        return one_line(text, terminal=self._terminal)

    def names(self, scores: Scores) -> str:
        """Return names with their scores."""
        return ", ".join(f"{name} {score:.2f}" for name, score in scores)

    def plain(self, text: str) -> str:
        """Return the words as they are, on one line."""
        return one_line(text, terminal=self._terminal)

    def sentence(self, text: str, spans: Sequence[Mark]) -> str:
        """Return the sentence, indented, with its marks."""
        marked = plain(one_line(text, terminal=self._terminal), spans)
        if self._width is None:
            return INDENT + marked
        # here, since rich is loaded only for a terminal
        from rich.text import Text

        from propdetect.writers.width import wrapped

        return "\n".join(INDENT + line.plain for line in wrapped(Text(marked), self._width, INDENT))


class TextWriter(Parted):
    """Write what was found, for people.

    write : takes each piece of the output
    style : `PlainStyle`, or `colour.ColourStyle`
    every : also show the sentences in which nothing was decided
    """

    def __init__(self, write: Write, style: Style, *, every: bool = False) -> None:
        super().__init__(write)
        self._style = style
        self._every = every
        self._separator = ""

    def begin(self, run: Run) -> None:
        """Write nothing: a document's sentences come first."""

    def made(self, source: Source, report: Report) -> str:
        """Make the sentences of a document that show a technique, then its summary."""
        flagged = 0
        # the highest probability among the sentences that show each technique
        found: dict[str, float] = {}
        lines = []
        for sentence in report.sentences:
            techniques = sentence.techniques
            flagged += bool(techniques)
            scores = sentence.scores if techniques else {}
            found |= {name: max(scores[name], found.get(name, 0.0)) for name in techniques}
            if techniques or self._every:
                line, column = source.place(sentence.start)
                lines.append(self._sentence(sentence, techniques, f"{source.path}:{line}:{column}:"))
        lines.extend(self._summary(report, source, flagged, found))
        lines.extend(INDENT + self._style.plain(line) for line in voice_table(report))
        return "\n".join(lines) + "\n"

    def put(self, made: str) -> None:
        """Write them, with a blank line before all but the first."""
        self._write(self._separator + made)
        self._separator = "\n"

    def error(self, path: str, error: ErrorRecord) -> None:
        """Write nothing: errors go to standard error."""

    def end(self) -> None:
        """Write nothing: each document has a summary of its own."""

    def _sentence(self, sentence: Sentence, techniques: tuple[str, ...], place: str) -> str:
        scores = sentence.scores
        if techniques:
            what = self._style.names(_ranked([(name, scores[name]) for name in techniques]))
        else:
            whole = [("propaganda", sentence.propaganda), ("bias", sentence.bias)]
            what = f"nothing decided ({self._style.names([*_ranked(list(scores.items()))[:1], *whole])})"
        text = sentence.text
        body = self._style.sentence(text, marks(sentence.flags, text, sentence.start))
        return f"{self._style.place(place)} {what}{self._whose(sentence)}\n{body}"

    def _whose(self, sentence: Sentence) -> str:
        """Return who speaks, where it is not the narrator: ` (quoted: Davit Orlemsk)`."""
        voice, speaker = sentence.voice, sentence.speaker
        if voice == NARRATOR:
            return ""
        return f" ({voice})" if speaker is None else f" ({voice}: {self._style.plain(speaker.name)})"

    def _summary(self, report: Report, source: Source, flagged: int, found: dict[str, float]) -> list[str]:
        count = len(report.sentences)
        whole = [("propaganda", report.propaganda), ("bias", report.bias)]
        rows = [_ranked(list(found.items())), whole] if found else [whole]
        named = "" if source.name == source.label else f" ({source.name})"
        place = self._style.place(f"{source.label}{named}:")
        head = f"{place} {count} sentence{'' if count == 1 else 's'}, {flagged} flagged"
        return [head, *(INDENT + self._style.names(row) for row in rows)]


def _ranked(scores: Scores) -> Scores:
    """Return scores from high to low, equal ones by name."""
    return sorted(scores, key=lambda pair: (-pair[1], pair[0]))


def _make(write: Write, look: Look) -> TextWriter:
    """Make the writer for whoever reads it; colour needs rich, which is loaded only then."""
    if not look.colour:
        return TextWriter(write, PlainStyle(terminal=look.terminal, width=look.width), every=look.every)
    from propdetect.writers.colour import ColourStyle

    return TextWriter(write, ColourStyle(look.width), every=look.every)


FORMAT = Format("for people: place, techniques, and the sentence with its words marked", stream=_make, utf8=False)
