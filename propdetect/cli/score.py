"""`propdetect score`: which sentences of which files show a technique."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import click

from propdetect.cli import detector as detectors
from propdetect.cli.output import COULD_NOT, FOUND, NOTHING_FOUND, Failure, Output, warn

if TYPE_CHECKING:
    from propdetect.report import Report
    from propdetect.writers import Writer

# The voices that each choice of --voice keeps.
FILTERS = {"narrator": ("narrator", "scare"), "quoted": ("quoted", "reported"), "all": ()}


@click.command(
    short_help="Find the sentences that use a technique, and their words.",
    epilog=(
        "\b\n"
        "Examples:\n"
        "  propdetect score article.txt\n"
        "  propdetect score --format jsonl articles/*.txt > reports.jsonl\n"
        "  curl -s https://example.org/speech.txt | propdetect score -"
    ),
)
@click.argument("files", metavar="FILE... | -", nargs=-1, required=True)
@detectors.model_option
@detectors.precision_option
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    show_default=True,
    help="Text for people, one JSON document, or one line of JSON for each input.",
)
@click.option("--all", "every", is_flag=True, help="In text, also show sentences in which nothing was decided.")
@click.option(
    "--voice",
    type=click.Choice(list(FILTERS)),
    default="all",
    show_default=True,
    help="Keep only sentences in the writer's own voice, or only what others are quoted or reported as saying.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 where something was found; errors still exit with 2.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the text; auto does so on a terminal and heeds NO_COLOR and FORCE_COLOR.",
)
def score(
    files: tuple[str, ...],
    model: str,
    min_precision: float | None,
    kind: str,
    every: bool,
    voice: str,
    exit_zero: bool,
    color: str,
) -> None:
    """Score plain text files in UTF-8, or standard input ("-").

    After the summary of a text in which others speak comes a table of voices; "propdetect explain" says whose a
    sentence is. With --voice, scores, voices and the exit code are those of the sentences that are left.

    Exit codes: 0 no technique found, 1 some technique found, 2 an input or the model could not be read (the
    other inputs are still scored).
    """
    from propdetect.readers import STDIN, ReadError, documents

    if files.count(STDIN) > 1:
        raise click.UsageError("standard input (-) can be read only once; name it once")
    detector = detectors.load(model, min_precision)
    code = NOTHING_FOUND
    writer = _writer(kind, color, every)
    writer.begin()
    for document in documents(files):
        try:
            if isinstance(document, ReadError):
                raise Failure(str(document))
            report = detectors.score(detector, document)
            if voice != "all":
                from propdetect.only import only

                report = only(report, FILTERS[voice])
        except Failure as error:
            warn(error.message)
            writer.error(document.path, error.message.removeprefix(f"{document.path}: "))
            code = COULD_NOT
        else:
            writer.document(report)
            if _found(report) and not exit_zero:
                code = max(code, FOUND)
    writer.end()
    click.get_current_context().exit(code)


def _found(report: Report) -> bool:
    """Whether some sentence shows some technique, at the model's thresholds."""
    return any(sentence.techniques for sentence in report.sentences)


def _writer(kind: str, color: str, every: bool) -> Writer:
    """Make the writer of a format, for standard output."""
    output = Output(utf8=kind != "text")
    if kind == "json":
        from propdetect.writers.json_document import JsonWriter

        return JsonWriter(output.write)
    if kind == "jsonl":
        from propdetect.writers.json_lines import JsonLinesWriter

        return JsonLinesWriter(output.write)
    from propdetect.writers.text import PlainStyle, TextWriter

    if not in_colour(color, output.terminal):
        return TextWriter(output.write, PlainStyle(terminal=output.terminal), every=every)
    from propdetect.writers.colour import ColourStyle

    width = shutil.get_terminal_size().columns if output.terminal else None
    return TextWriter(output.write, ColourStyle(width), every=every)


def in_colour(choice: str, terminal: bool) -> bool:
    """Whether to colour: by the option, else by NO_COLOR, FORCE_COLOR (set and not empty) or the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")
