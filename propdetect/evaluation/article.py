"""What annotators said of a text: articles with spans, sentences with bias labels, and the one error of reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from propdetect.places import PlaceError, decode

# The technique of a span whose annotators named none: the output that stands for any technique.
ANY = "propaganda"
_SHOWN = 60  # characters of a cell that a message repeats


class AnnotationError(PlaceError):
    """One problem of annotated data; `path` is the file or folder as the user gave it."""


def quoted(value: object) -> str:
    """Return a value as a message repeats it: in quotation marks, a long one cut."""
    text = str(value)
    return f'"{text[:_SHOWN]}..."' if len(text) > _SHOWN else f'"{text}"'


class Labels(StrEnum):
    """What the annotators of an article marked; the value is how messages and results call it."""

    TECHNIQUE_SPANS = "spans with techniques"
    SPANS = "spans"
    TECHNIQUE_LINES = "lines with techniques"
    LINES = "lines"
    NONE = "nothing"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article that annotators marked, or that a detector flagged.

    technique : an id of the taxonomy; ids joined by "+" for a class of a label set that stands for any of them;
        "propaganda" where only the stretch was marked
    start, end : code points of the article, end exclusive
    """

    technique: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """An article and what its annotators marked; labels of lines are spans of the whole line.

    id : how label files and submissions call it;  corpus, group : as the data say, else "" and the id
    path : the file that it was read from, "" for none;  record : its line in a JSON Lines file, from 1, 0 where the
        file is the article. Neither counts where articles are compared.
    """

    id: str
    text: str
    spans: tuple[Span, ...] = ()
    corpus: str = ""
    group: str = ""
    labels: Labels = Labels.TECHNIQUE_SPANS
    path: str = field(default="", compare=False)
    record: int = field(default=0, compare=False)


def line_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of all lines of a text, blank ones too, without their line feed; line n is at n - 1."""
    rows = text.split("\n")
    if not rows[-1]:
        rows.pop()
    spans, start = [], 0
    for row in rows:
        spans.append((start, start + len(row)))
        start += len(row) + 1
    return spans


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text that annotators labelled as biased or not."""

    text: str
    biased: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class Annotated:
    """All that was read: articles, which share one kind of labels, and sentences with bias labels."""

    articles: tuple[Article, ...] = ()
    sentences: tuple[Sentence, ...] = ()

    @property
    def labels(self) -> Labels:
        """The kind of labels that the articles have."""
        return self.articles[0].labels if self.articles else Labels.NONE


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8 without its byte order mark, line ends as they are.

    Raises AnnotationError for what is missing, not readable or not UTF-8.
    """
    name = str(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise AnnotationError("no such file or folder; check the path", name) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise AnnotationError(f"cannot be read ({why}); check the path and its permissions", name) from None
    return decode(data, name, AnnotationError)
