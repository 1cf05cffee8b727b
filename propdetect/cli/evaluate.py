"""`propdetect evaluate`: how well a model agrees with annotators, by the measures of the published tasks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from propdetect.cli import detector as detectors
from propdetect.cli.kinds import FilePath, ModelName
from propdetect.cli.output import Failure, Output, text_or_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from propdetect.evaluation import Annotated, Evaluation, Prediction

# The names that `propdetect.evaluation` knows; a test holds that they are the same. Help must not load it.
TASKS = ("slc", "si", "flc", "st3")
LABEL_SETS = ("ptc14", "ptc18", "semeval2021", "semeval2023")


@click.command(
    short_help="Measure how well a model agrees with annotators.",
    epilog=(
        "\b\n"
        "Examples:\n"
        "  propdetect evaluate en examples/annotated.jsonl\n"
        "  propdetect evaluate en articles/ --labels labels-flc/ --format json\n"
        "  propdetect evaluate en test-articles/ --submission st3 --output st3.txt"
    ),
)
@click.argument("model", metavar="MODEL", type=ModelName())
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FilePath())
@click.option(
    "--labels",
    metavar="PATH",
    type=FilePath(),
    multiple=True,
    help="A label file or a folder of them, for articles; may be given again.  [default: those among FILE...]",
)
@text_or_json
@click.option("--submission", "task", type=click.Choice(TASKS), help="Also write predictions as a task's file.")
@click.option(
    "--output",
    metavar="FILE",
    type=FilePath(),
    help="Where --submission writes; a file that is there is replaced.",
)
@click.option(
    "--label-set",
    type=click.Choice(LABEL_SETS),
    help="Judge by, and name, the classes of this label set; techniques that it lacks do not count.",
)
@detectors.precision_option
@detectors.lexicon_option
@detectors.allow_option
def evaluate(
    model: str,
    files: tuple[str, ...],
    labels: tuple[str, ...],
    kind: str,
    task: str | None,
    output: str | None,
    label_set: str | None,
    min_precision: float | None,
    lexicons: tuple[str, ...],
    allow: tuple[str, ...],
) -> None:
    """Compare what MODEL finds with what annotators marked, and print the measures of the published tasks.

    MODEL is a model that ships with propdetect ("en"), or the folder of another. FILE is a JSON Lines file of
    articles with spans or of sentences with bias labels, an article (article111.txt), a label file
    (article111.labels.tsv), or a folder of them. All files together are one set of data.

    Prints SLC (any technique, by line), SI (spans), FLC (spans by technique) and SemEval-2023 subtask 3
    (techniques by line), as far as the labels tell. With --submission the articles need no labels.
    docs/evaluate.md describes the formats and gives the formulas.

    Exits with 0 where it could evaluate, else with 2.
    """
    from propdetect.evaluation import AnnotationError, LabelSetError, SubmissionError, predict, read
    from propdetect.evaluation import evaluate as compare

    if (task is None) != (output is None):
        raise click.UsageError("--submission names the task and --output the file; give both or neither")
    try:
        data = read(files, labels, unlabelled=task is not None)
        detector = detectors.load(model, min_precision, lexicons, allow)
        predictions = predict(detector, data.articles)
        evaluation = compare(detector, data, label_set, predictions)
        written = _submit(task, output, predictions, label_set, data)
    except (AnnotationError, LabelSetError, SubmissionError) as error:
        raise Failure(str(error)) from None
    _print(evaluation, written, kind)


def _submit(
    task: str | None,
    output: str | None,
    predictions: Sequence[Prediction],
    label_set: str | None,
    data: Annotated,
) -> dict[str, Any] | None:
    """Write the submission that was asked for, and return what was written where."""
    from propdetect.evaluation import SubmissionError, rows, write

    if task is None or output is None:
        return None
    if not data.articles:
        raise SubmissionError("there are no articles to submit predictions for; name some")
    count = write(Path(output), rows(task, predictions, label_set))
    return {"task": task, "path": output, "rows": count}


def _print(evaluation: Evaluation, written: dict[str, Any] | None, kind: str) -> None:
    out = Output(utf8=kind == "json")
    if kind == "json":
        out.write(json.dumps(evaluation.to_dict() | {"submission": written}, ensure_ascii=False) + "\n")
        return
    from propdetect.evaluation.table import table
    from propdetect.writers.marks import one_line

    text = table(evaluation)
    if written:
        text += "\n" + one_line(f"{written['path']}: {written['rows']} rows for {written['task']}") + "\n"
    out.write(text)
