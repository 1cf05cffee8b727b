"""Predictions as files that the tasks' own scorers read; lines count from 1, blank ones too."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from propdetect.evaluation.article import line_spans
from propdetect.evaluation.classes import Class, LabelSetError, index, of_label_set
from propdetect.evaluation.measures import merged
from propdetect.evaluation.predict import Prediction
from propdetect.evaluation.task_files import NON_PROPAGANDA, PROPAGANDA
from propdetect.taxonomy import IDS

# The label set in which each task names techniques, unless asked otherwise.
TASKS: dict[str, str | None] = {"slc": None, "si": None, "flc": "ptc14", "st3": "semeval2023"}


class SubmissionError(ValueError):
    """A submission cannot be written; str() is one line with a remedy."""


def rows(task: str, predictions: Sequence[Prediction], label_set: str | None = None) -> Iterator[str]:
    """Return the rows of a submission, without line ends.

    task : "slc" (article, line, propaganda or non-propaganda; a row for every line, blank ones too),
        "si" (article, start, end), "flc" (article, technique, start, end; also for technique classification and for
        CheckThat! 2024), or "st3" (article, line, techniques with commas between; a row for each line that is not
        blank)
    label_set : whose names techniques get, and whose classes merge them; techniques that it lacks are left out
    Raises SubmissionError for ids that cannot stand in a row, and LabelSetError for names that cannot.
    """
    if task not in TASKS:
        raise SubmissionError(f'unknown task "{task}"; choose one of {", ".join(TASKS)}')
    _check_ids(prediction.article.id for prediction in predictions)
    name = label_set or TASKS[task]
    classes = of_label_set(name) if name else ()
    if task == "st3" and any("," in entry.name for entry in classes):
        raise LabelSetError(f"names of {name} hold commas, which part techniques in st3; choose semeval2023")
    writers: dict[str, Callable[[Prediction, Sequence[Class]], Iterator[str]]] = {
        "slc": _slc,
        "si": _si,
        "flc": _flc,
        "st3": _st3,
    }
    return (row for prediction in predictions for row in writers[task](prediction, classes))


def _check_ids(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id_ in ids:
        # a lone surrogate, which UTF-8 cannot hold, is the id of a file whose name is no UTF-8
        if not id_.strip() or any(mark in "\t\n\r" or "\ud800" <= mark <= "\udfff" for mark in id_):
            raise SubmissionError(f"article id {id_!a} cannot stand in a table; give it another")
        if id_ in seen:
            raise SubmissionError(f"two articles have the id {id_!a}, which must tell them apart; rename one")
        seen.add(id_)


def _slc(prediction: Prediction, classes: Sequence[Class]) -> Iterator[str]:
    decided = dict(zip(prediction.numbers, prediction.any_decided.tolist(), strict=True))
    for number in range(1, len(line_spans(prediction.article.text)) + 1):
        label = PROPAGANDA if decided.get(number) else NON_PROPAGANDA
        yield f"{prediction.article.id}\t{number}\t{label}"


def _si(prediction: Prediction, classes: Sequence[Class]) -> Iterator[str]:
    known = index(classes, ()) if classes else dict.fromkeys(IDS, 0)
    for start, end in merged((s.start, s.end) for s in prediction.spans if s.technique in known):
        yield f"{prediction.article.id}\t{start}\t{end}"


def _flc(prediction: Prediction, classes: Sequence[Class]) -> Iterator[str]:
    number = index(classes, ())
    found: dict[int, list[tuple[int, int]]] = {}
    for span in prediction.spans:
        if span.technique in number:
            found.setdefault(number[span.technique], []).append((span.start, span.end))
    # the scorers reject spans of one technique that overlap
    spans = ((start, end, k) for k, group in found.items() for start, end in merged(group, touching=False))
    for start, end, k in sorted(spans):
        yield f"{prediction.article.id}\t{classes[k].name}\t{start}\t{end}"


def _st3(prediction: Prediction, classes: Sequence[Class]) -> Iterator[str]:
    for number, row in zip(prediction.numbers, prediction.decided, strict=True):
        names = [entry.name for entry in classes if any(row[IDS.index(id_)] for id_ in entry.members)]
        yield f"{prediction.article.id}\t{number}\t{','.join(names)}"


def write(path: Path, lines: Iterable[str]) -> int:
    """Write rows to a file, all or nothing, and return how many; a file that was there is replaced.

    Raises SubmissionError where the file cannot be written; what was there before then stays as it was.
    """
    content = [f"{line}\n" for line in lines]
    try:
        # what is no regular file (a pipe, /dev/stdout) cannot be replaced, only written to
        if path.exists() and not path.is_file():
            _fill(path, content)
        else:
            _replace(Path(os.path.realpath(path)), content)
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror}); check the folder and its permissions"
        raise SubmissionError(message) from None
    return len(content)


def _fill(path: Path, content: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(content)


def _replace(target: Path, content: list[str]) -> None:
    """Write a file beside the target, and put it in its place when it is whole."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        _fill(beside, content)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
