"""`propdetect score`: which sentences of which files show a technique."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from propdetect.cli import detector as detectors
from propdetect.cli import formats, inputs, rules
from propdetect.cli.output import COULD_NOT, FOUND, NOTHING_FOUND, Failure, warn

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord
    from propdetect.detector import Detector
    from propdetect.readers import Document, Options, ReadError
    from propdetect.report import Report
    from propdetect.writers import Run, Source, Writer


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
@detectors.choosing
@formats.format_option
@formats.output_option
@click.option("--all", "every", is_flag=True, help="In text, also show sentences in which nothing was decided.")
@rules.choosing
@click.option("--exit-zero", is_flag=True, help="Exit with 0 where something was found; errors still exit with 2.")
@formats.color_option
@inputs.choosing
@inputs.reading
def score(
    selection: inputs.Selection,
    options: Options,
    asked: rules.Asked,
    chosen: detectors.Chosen,
    kind: str,
    output: str | None,
    every: bool,
    exit_zero: bool,
    color: str,
) -> None:
    """Score files, folders, globs, or standard input ("-").

    Reads plain text, Markdown, HTML, JSON Lines, CSV, TSV, Parquet and subtitles, by the name of each file, and
    .gz of each. Places point into the file as it is on disk. Of a folder, it reads what .gitignore and
    .propdetectignore leave. Nothing but results goes to standard output.

    After the summary of a text in which others speak comes a table of voices; "propdetect explain" says whose a
    sentence is. With --voice, scores, voices and the exit code are those of the sentences that are left.

    Exit codes: 0 no technique found, 1 some technique found, or as --fail-on says, 2 an input, the model, a lexicon
    or a baseline could not be read (the other inputs are still scored).
    """
    from propdetect.cli.progress import tracked

    found = list(inputs.paths(selection, options))
    files = [path for path in found if isinstance(path, str)]
    with (
        rules.running(asked, files, output) as active,
        formats.results(kind, output, color, every, files) as writer,
    ):
        detector = detectors.load_chosen(chosen)
        writer.begin(_run(detector, {**chosen.settings(), **asked.settings()}))
        total, shown = inputs.total(found, options), formats.show_progress(output)
        code = _all(tracked(inputs.documents(found, options), total, shown=shown), detector, active, writer)
        writer.end()
    click.get_current_context().exit(NOTHING_FOUND if code == FOUND and exit_zero else code)


def _all(
    documents: Iterable[Document | ReadError], detector: Detector, active: rules.Active, writer: Writer
) -> int:
    """Score documents and write what the rules leave of each; returns the exit code."""
    code = NOTHING_FOUND
    for document in documents:
        try:
            source, report = _scored(detector, document, active)
        except Failure as error:
            warn(error.message)
            active.failed(document)
            writer.error(document.path, _error(document, error))
            code = COULD_NOT
        else:
            writer.record(source, report)
            if active.fails(report):
                code = max(code, FOUND)
    return max(code, FOUND) if active.complains else code


def _scored(detector: Detector, document: Document | ReadError, active: rules.Active) -> tuple[Source, Report]:
    """Score what was read and keep what the rules leave, or raise Failure for what could not be."""
    from propdetect.cli.places import source_of
    from propdetect.readers import ReadError

    if isinstance(document, ReadError):
        raise Failure(str(document))
    source = source_of(document)
    return source, active.left(document, source, detectors.score(detector, document))


def _error(document: Document | ReadError, error: Failure) -> ErrorRecord:
    """Make the record of an input, or a record of one, that could not be scored; its place is in the fields."""
    from propdetect.batch import ErrorRecord
    from propdetect.readers import ReadError

    column = document.column if isinstance(document, ReadError) else error.column
    line = document.line if error.line is None else error.line
    place = document.place if error.line is None else f"{document.path}:{error.line}:{error.column}"
    return ErrorRecord(document.id, error.message.removeprefix(f"{place}: "), line, column)


def _run(detector: Detector, settings: Mapping[str, Any]) -> Run:
    """Say what is true of all results."""
    from propdetect import __version__
    from propdetect.writers import Run

    return Run(__version__, detector.info, settings)
