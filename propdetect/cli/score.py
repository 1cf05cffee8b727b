"""`propdetect score`: which sentences of which files show a technique."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from propdetect.cli import detector as detectors
from propdetect.cli import formats
from propdetect.cli.output import COULD_NOT, FOUND, NOTHING_FOUND, Failure, warn

if TYPE_CHECKING:
    from propdetect.detector import Detector
    from propdetect.report import Report
    from propdetect.writers import Run

# The voices that each choice of --voice keeps.
FILTERS = {"narrator": ("narrator", "scare"), "quoted": ("quoted", "reported"), "all": ()}


@click.command(
    short_help="Find the sentences that use a technique, and their words.",
    epilog=(
        "\b\n"
        "Examples:\n"
        "  propdetect score article.txt\n"
        "  propdetect score --format jsonl -o reports.jsonl articles/*.txt\n"
        "  curl -s https://example.org/speech.txt | propdetect score -"
    ),
)
@click.argument("files", metavar="FILE... | -", nargs=-1, required=True)
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
def score(
    files: tuple[str, ...],
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
    """Score plain text files in UTF-8, or standard input ("-").

    Nothing but results goes to standard output; errors and progress go to standard error.

    After the summary of a text in which others speak comes a table of voices; "propdetect explain" says whose a
    sentence is. With --voice, scores, voices and the exit code are those of the sentences that are left.

    Exit codes: 0 no technique found, 1 some technique found, 2 an input, the model or a lexicon could not be
    read (the other inputs are still scored).
    """
    from propdetect.batch import ErrorRecord
    from propdetect.cli.progress import tracked
    from propdetect.readers import STDIN, ReadError, documents
    from propdetect.writers import Source

    if files.count(STDIN) > 1:
        raise click.UsageError("standard input (-) can be read only once; name it once")
    code = NOTHING_FOUND
    with formats.results(kind, output, color, every, files) as writer:
        detector = detectors.load(model, min_precision, lexicons, allow)
        writer.begin(_run(detector, lexicons, allow))
        for document in tracked(documents(files), len(files), shown=formats.show_progress(output)):
            try:
                if isinstance(document, ReadError):
                    raise Failure(str(document))
                report = _kept(detectors.score(detector, document), voice)
            except Failure as error:
                warn(error.message)
                name = document.path if isinstance(document, ReadError) else document.id
                message = error.message.removeprefix(f"{document.path}: ")
                writer.error(document.path, ErrorRecord(name, message))
                code = COULD_NOT
            else:
                writer.record(Source(document.path, document.text, name=document.id), report)
                if _found(report) and not exit_zero:
                    code = max(code, FOUND)
        writer.end()
    click.get_current_context().exit(code)


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
