"""`propdetect score`: which sentences of which files show a technique."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from propdetect.cli import detector as detectors
from propdetect.cli import formats, inputs
from propdetect.cli.output import COULD_NOT, FOUND, NOTHING_FOUND, Failure, warn

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord
    from propdetect.detector import Detector
    from propdetect.readers import Document, Options, ReadError
    from propdetect.report import Report
    from propdetect.writers import Run, Source

# The voices that each choice of --voice keeps.
FILTERS = {"narrator": ("narrator", "scare"), "quoted": ("quoted", "reported"), "all": ()}


@click.command(
    short_help="Find the sentences that use a technique, and their words.",
    epilog=(
        "\b\n"
        "Examples:\n"
        "  propdetect score article.txt\n"
        "  propdetect score --format jsonl -o reports.jsonl articles/\n"
        "  propdetect score --text-field body --id-field id comments.csv.gz\n"
        "  curl -s https://example.org/speech.txt | propdetect score -"
    ),
)
@detectors.model_option
@detectors.precision_option
@detectors.lexicon_option
@detectors.allow_option
@formats.format_option
@formats.output_option
@click.option("--all", "every", is_flag=True, help="In text, also show sentences in which nothing was decided.")
@click.option(
    "--voice",
    type=click.Choice(list(FILTERS)),
    default="all",
    show_default=True,
    help="Keep only sentences in the writer's own voice, or only what others are quoted or reported as saying.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 where something was found; errors still exit with 2.")
@formats.color_option
@inputs.choosing
@inputs.reading
def score(
    selection: inputs.Selection,
    options: Options,
    model: str,
    min_precision: float | None,
    lexicons: tuple[str, ...],
    allow: tuple[str, ...],
    kind: str,
    output: str | None,
    every: bool,
    voice: str,
    exit_zero: bool,
    color: str,
) -> None:
    """Score files, folders, globs, or standard input ("-").

    Reads plain text, Markdown, HTML, JSON Lines, CSV, TSV, Parquet and subtitles, by the name of each file, and
    .gz of each. Places point into the file as it is on disk. Of a folder, it reads what .gitignore and
    .propdetectignore leave.

    Nothing but results goes to standard output; errors and progress go to standard error.

    After the summary of a text in which others speak comes a table of voices; "propdetect explain" says whose a
    sentence is. With --voice, scores, voices and the exit code are those of the sentences that are left.

    Exit codes: 0 no technique found, 1 some technique found, 2 an input, the model or a lexicon could not be
    read (the other inputs are still scored).
    """
    from propdetect.cli.progress import tracked

    found = list(inputs.paths(selection, options))
    code = NOTHING_FOUND
    with formats.results(kind, output, color, every, [path for path in found if isinstance(path, str)]) as writer:
        detector = detectors.load(model, min_precision, lexicons, allow)
        writer.begin(_run(detector, lexicons, allow))
        documents = inputs.documents(found, options)
        shown = formats.show_progress(output)
        for document in tracked(documents, inputs.total(found, options), shown=shown):
            try:
                source, report = _scored(detector, document)
                report = _kept(report, voice)
            except Failure as error:
                warn(error.message)
                writer.error(document.path, _error(document, error.message))
                code = COULD_NOT
            else:
                writer.record(source, report)
                if _found(report) and not exit_zero:
                    code = max(code, FOUND)
        writer.end()
    click.get_current_context().exit(code)


def _scored(detector: Detector, document: Document | ReadError) -> tuple[Source, Report]:
    """Score what was read, or raise Failure for what was not."""
    from propdetect.cli.places import source_of
    from propdetect.readers import ReadError

    if isinstance(document, ReadError):
        raise Failure(str(document))
    return source_of(document), detectors.score(detector, document)


def _error(document: Document | ReadError, message: str) -> ErrorRecord:
    """Make the record of an input, or a record of one, that could not be scored; its place is in the fields."""
    from propdetect.batch import ErrorRecord
    from propdetect.readers import ReadError

    column = document.column if isinstance(document, ReadError) else None
    return ErrorRecord(document.id, message.removeprefix(f"{document.place}: "), document.line, column)


def _run(detector: Detector, lexicons: tuple[str, ...], allow: tuple[str, ...]) -> Run:
    """Say what is true of all results."""
    from propdetect import __version__
    from propdetect.writers import Run

    settings = {"min_precision": detector.min_precision, "lexicon": list(lexicons), "allow": list(allow)}
    return Run(__version__, detector.info, settings)


def _kept(report: Report, voice: str) -> Report:
    """Return a report of the sentences that a choice of --voice keeps."""
    if voice == "all":
        return report
    from propdetect.only import only

    return only(report, FILTERS[voice])


def _found(report: Report) -> bool:
    """Whether some sentence shows some technique, at the model's thresholds."""
    return any(sentence.techniques for sentence in report.sentences)
