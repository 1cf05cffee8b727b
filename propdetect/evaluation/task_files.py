"""Articles and label files as the PTC and SemEval tasks distribute them; a file's layout shows in its columns.

| labels | columns, separated by tabs |
| --- | --- |
| spans with techniques (FLC, TC) | article, technique, start, end |
| spans (SI) | article, start, end |
| lines (SLC) | article, line, `propaganda` or `non-propaganda` |
| lines with techniques (SemEval-2023 subtask 3) | article, line, techniques with commas between, or nothing |

Offsets count characters of the article's file from 0, lines count from 1, blank ones too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from propdetect.evaluation.article import ANY, AnnotationError, Article, Labels, Span, line_spans, quoted
from propdetect.evaluation.classes import joined
from propdetect.taxonomy import UnknownTechniqueError, resolve

PROPAGANDA, NON_PROPAGANDA = "propaganda", "non-propaganda"
_LAYOUTS = (
    "a line is article<TAB>technique<TAB>start<TAB>end, article<TAB>start<TAB>end, article<TAB>line<TAB>propaganda "
    "or non-propaganda, or article<TAB>line<TAB>techniques"
)
_MARKS = re.compile(r"[._-](labels?|task|template)\b|[._-](labels?|task)[-_\d]", re.IGNORECASE)
_WIDTHS = {
    Labels.TECHNIQUE_SPANS: (4,),
    Labels.SPANS: (3,),
    Labels.LINES: (3,),
    Labels.TECHNIQUE_LINES: (2, 3),
}


def article_id(name: str) -> str:
    """Return the id of an article from the name of its file: 111 for `article111.txt`."""
    return _bare(name.rpartition(".")[0] or name)


def labelled_id(name: str) -> str:
    """Return the id of the article that the name of a label file seems to name: 111 for `article111.labels.tsv`."""
    mark = _MARKS.search(name)
    return _bare(name[: mark.start()]) if mark else article_id(name)


def _bare(id_: str) -> str:
    """Return an id without the word that file names put before it."""
    return id_.removeprefix("article") or id_


def is_label_name(name: str) -> bool:
    """Whether a file is named as label files are."""
    return name.endswith((".labels", ".tsv")) or "label" in name.lower()


def layout(line: str) -> Labels | None:
    """Tell from one line of a label file what it labels; None where no layout has such columns."""
    cells = line.rstrip("\r").split("\t")
    if len(cells) == 4 and _number(cells[2]) is not None and _number(cells[3]) is not None:
        return Labels.TECHNIQUE_SPANS
    if len(cells) not in (2, 3) or _number(cells[1]) is None:
        return None
    if len(cells) == 3 and _number(cells[2]) is not None:
        return Labels.SPANS
    if len(cells) == 3 and cells[2].strip().lower() in (PROPAGANDA, NON_PROPAGANDA):
        return Labels.LINES
    return Labels.TECHNIQUE_LINES


def _number(cell: str) -> int | None:
    cell = cell.strip()
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) <= 18 else None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a label file, and errors that point into it."""

    path: str
    line: int
    cells: tuple[str, ...]

    @property
    def article(self) -> str:
        """The id of the article that it labels."""
        return _bare(self.cells[0].strip())

    def error(self, message: str, cell: int) -> AnnotationError:
        """Build an error about one of its cells."""
        column = sum(len(text) + 1 for text in self.cells[:cell]) + 1
        return AnnotationError(message, self.path, self.line, column)

    def number(self, cell: int, what: str) -> int:
        """Return a cell that must hold a number, or raise AnnotationError."""
        value = _number(self.cells[cell])
        if value is None:
            raise self.error(f"{what} {quoted(self.cells[cell])} is no number; write digits alone", cell)
        return value


@dataclass(frozen=True, slots=True)
class LabelFile:
    """A label file: what it labels (None where it is empty), and its lines."""

    path: str
    labels: Labels | None
    rows: tuple[Row, ...]


def read_labels(path: str, text: str) -> LabelFile:
    """Read a label file; raises AnnotationError for the first line whose columns are not those of its layout."""
    labels: Labels | None = None
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        row = Row(path, number, tuple(line.rstrip("\r").split("\t")))
        if labels is None:
            labels = layout(line)
            if labels is None:
                raise row.error(f"no layout of label files has such columns; {_LAYOUTS}", 0)
        if len(row.cells) not in _WIDTHS[labels]:
            message = f"{len(row.cells)} columns, but the first line labels {labels}; {_LAYOUTS}"
            raise row.error(message, 0)
        rows.append(row)
    return LabelFile(path, labels, tuple(rows))


@dataclass(frozen=True, slots=True)
class _Marked:
    """An article that rows are read for: its lines are found once."""

    id: str
    text: str
    lines: list[tuple[int, int]]

    def blank(self, line: tuple[int, int]) -> bool:
        return not self.text[slice(*line)].strip()


def annotate(texts: Mapping[str, tuple[str, str]], files: Iterable[LabelFile]) -> list[Article]:
    """Put labels on articles.

    texts : path and text of each article, by id
    files : label files of one kind, at least one; a file may label several articles
    Raises AnnotationError for a label of no article or no place in it, for a kind that differs, and for an
    article that seems to lack its labels: where each file is named after an article, each article needs one.
    """
    files = list(files)
    kind = _kind(files)
    rows: dict[str, list[Row]] = {id_: [] for id_ in texts}
    for row in (row for file in files for row in file.rows):
        if row.article not in rows:
            message = f"labels for article {quoted(row.article)}, which is not among the inputs"
            raise row.error(f"{message}; name its file too, or remove the line", 0)
        rows[row.article].append(row)
    named = {labelled_id(Path(file.path).name) for file in files}
    for id_, (path, _) in texts.items():
        if not rows[id_] and id_ not in named and named <= texts.keys():
            message = f"no label file for article {quoted(id_)}, unlike others"
            raise AnnotationError(
                f"{message}; add it (empty where nothing is marked), or leave the article out", path
            )
    articles = []
    for id_, (path, text) in texts.items():
        marked = _Marked(id_, text, line_spans(text))
        spans = tuple(span for row in rows[id_] for span in _READERS[kind](row, marked))
        if kind in (Labels.LINES, Labels.TECHNIQUE_LINES):
            _check_lines(path, marked, rows[id_], every=kind is Labels.LINES)
        articles.append(Article(id_, text, spans, group=id_, labels=kind, path=path))
    return articles


def _kind(files: list[LabelFile]) -> Labels:
    """Return what all files label, that of FLC where all are empty; raises AnnotationError where they differ."""
    first = next((file for file in files if file.labels is not None), None)
    for file in files:
        if first is not None and file.labels not in (None, first.labels):
            message = f"labels {file.labels}, but {first.path} labels {first.labels}"
            raise AnnotationError(f"{message}; evaluate each kind by itself, with --labels", file.path)
    return first.labels if first is not None and first.labels is not None else Labels.TECHNIQUE_SPANS


def _techniques(row: Row, label: str, cell: int) -> str:
    try:
        return joined(resolve(label))
    except UnknownTechniqueError as error:
        raise row.error(str(error), cell) from None


def _offsets(row: Row, article: _Marked, first: int) -> tuple[int, int]:
    """Return start and end, which stand in the cell with number `first` and the one after it."""
    start, end = row.number(first, "start"), row.number(first + 1, "end")
    if not start < end <= len(article.text):
        length = len(article.text)
        message = f"{start} to {end} is no stretch of article {quoted(article.id)}, which has {length} characters"
        raise row.error(f"{message}; the end is exclusive: check that the article is the one labelled", first)
    return start, end


def _technique_span(row: Row, article: _Marked) -> list[Span]:
    return [Span(_techniques(row, row.cells[1], 1), *_offsets(row, article, 2))]


def _span(row: Row, article: _Marked) -> list[Span]:
    return [Span(ANY, *_offsets(row, article, 1))]


def _line(row: Row, article: _Marked) -> tuple[int, int]:
    """Return the span of the line that a row labels."""
    number, count = row.number(1, "line"), len(article.lines)
    if not 1 <= number <= count:
        message = f"no line {number} in article {quoted(article.id)}, which has {count}; lines count from 1"
        raise row.error(message, 1)
    return article.lines[number - 1]


def _shown_line(row: Row, article: _Marked) -> tuple[int, int]:
    """Return the span of a line that shows something; raises AnnotationError for a blank one."""
    line = _line(row, article)
    if article.blank(line):
        message = f"line {row.number(1, 'line')} of article {quoted(article.id)} is blank, so it shows no technique"
        raise row.error(f"{message}; lines count from 1, blank ones too", 1)
    return line


def _line_label(row: Row, article: _Marked) -> list[Span]:
    label = row.cells[2].strip().lower()
    if label not in (PROPAGANDA, NON_PROPAGANDA):
        raise row.error(f"unknown label {quoted(row.cells[2])}; write {PROPAGANDA} or {NON_PROPAGANDA}", 2)
    if label == NON_PROPAGANDA:
        _line(row, article)
        return []
    return [Span(ANY, *_shown_line(row, article))]


def _line_techniques(row: Row, article: _Marked) -> list[Span]:
    names = [name.strip() for name in row.cells[2].split(",")] if len(row.cells) > 2 else []
    techniques = [_techniques(row, name, 2) for name in names if name]
    if not techniques:
        _line(row, article)
        return []
    line = _shown_line(row, article)
    return [Span(technique, *line) for technique in dict.fromkeys(techniques)]


def _check_lines(path: str, article: _Marked, rows: list[Row], *, every: bool) -> None:
    """Raise AnnotationError where a line has two labels or, where `every`, a line that is not blank has none."""
    labelled: dict[int, int] = {}
    for row in rows:
        number = row.number(1, "line")
        if number in labelled:
            message = f"line {number} of article {quoted(article.id)} is labelled twice"
            raise row.error(f"{message}, first in line {labelled[number]}; remove one of the two", 1)
        labelled[number] = row.line
    for number, line in enumerate(article.lines if every else (), 1):
        if number not in labelled and not article.blank(line):
            message = f"the line has no label; add one, {PROPAGANDA} or {NON_PROPAGANDA}, or check the article"
            raise AnnotationError(message, path, number, 1)


_READERS: dict[Labels, Callable[[Row, _Marked], list[Span]]] = {
    Labels.TECHNIQUE_SPANS: _technique_span,
    Labels.SPANS: _span,
    Labels.LINES: _line_label,
    Labels.TECHNIQUE_LINES: _line_techniques,
}
