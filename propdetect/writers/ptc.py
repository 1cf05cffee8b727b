"""Submission files of SemEval-2020 task 11 (PTC): spans in `si.txt`, spans with techniques in `tc.txt`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from propdetect.evaluation.article import Article, Labels, Span
from propdetect.evaluation.predict import prediction
from propdetect.evaluation.submissions import SubmissionError, rows
from propdetect.evaluation.task_files import article_id
from propdetect.report import Report
from propdetect.writers.interface import Format, Run, Source, WriteError

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord

# The task that each file is a submission to, as `evaluation.submissions` calls it.
FILES = {"si.txt": "si", "tc.txt": "flc"}
# The techniques of the task, whose names and merged classes both files follow.
LABEL_SET = "ptc14"


class PtcWriter:
    """Fill a folder with a submission to either subtask.

    folder : an empty folder
    An article's id is the number in its name, 111 for `article111.txt`, as in the task; else its name without the
    extension, or the id of the record in a file of many. Offsets count code points of the file, line ends as they
    are. Inputs that could not be scored have no rows: standard error names them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[str, str] = {}

    def begin(self, run: Run) -> None:
        """Make the files, which stay empty where nothing is found."""
        for name in FILES:
            (self._folder / name).touch()

    def record(self, source: Source, report: Report) -> None:
        """Add the rows of an article; raises WriteError for an id that another has or that no row can hold."""
        id_ = _id(source)
        if id_ in self._paths:
            raise WriteError(
                f"{source.path}: would be article {id_!a}, as is {self._paths[id_]}; rename one, since rows name "
                "articles by id"
            )
        self._paths[id_] = source.path
        found = prediction(Article(id_, report.text, labels=Labels.NONE), report)
        spans = (Span(one.technique, *source.span(one.start, one.end)) for one in found.spans)
        found = replace(found, spans=tuple(spans))
        try:
            for name, task in FILES.items():
                with (self._folder / name).open("a", encoding="utf-8", newline="\n") as file:
                    file.writelines(f"{row}\n" for row in rows(task, [found], LABEL_SET))
        except SubmissionError as error:
            raise WriteError(f"{source.path}: {error}") from None

    def error(self, path: str, error: ErrorRecord) -> None:
        """Write nothing: a submission has no place for it."""

    def end(self) -> None:
        """Write nothing: the rows are all there is."""


def _id(source: Source) -> str:
    """Return the id of an article."""
    if source.record:
        return source.name
    return "stdin" if source.path == "-" else article_id(PurePath(source.path).name)


FORMAT = Format(
    "submission files of SemEval-2020 task 11 (a folder)", folder=lambda folder, look: PtcWriter(folder)
)
