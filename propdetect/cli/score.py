"""`propdetect score`: which sentences of which files show a technique."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import click

from propdetect.cli import detector as detectors
from propdetect.cli import inputs
from propdetect.cli.output import COULD_NOT, FOUND, NOTHING_FOUND, Failure, Output, warn

if TYPE_CHECKING:
    from propdetect.readers import Options
    from propdetect.report import Report
    from propdetect.writers import Writer


@click.command(
    short_help="Find the sentences that use a technique, and their words.",
    epilog=(
        "\b\n"
        "Examples:\n"
        "  propdetect score article.txt\n"
        "  propdetect score --format jsonl articles/ > reports.jsonl\n"
        "  propdetect score --text-field body --id-field id comments.csv.gz\n"
        "  curl -s https://example.org/speech.txt | propdetect score -"
    ),
)
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
@click.option("--exit-zero", is_flag=True, help="Exit with 0 where something was found; errors still exit with 2.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the text; auto does so on a terminal and heeds NO_COLOR and FORCE_COLOR.",
)
@inputs.choosing
@inputs.reading
def score(
    selection: inputs.Selection,
    options: Options,
    model: str,
    min_precision: float | None,
    kind: str,
    every: bool,
    exit_zero: bool,
    color: str,
) -> None:
    """Score files, folders, globs, or standard input ("-").

    Reads plain text, Markdown, HTML, JSON Lines, CSV, TSV, Parquet and subtitles, by the name of each file, and
    .gz of each. Places point into the file as it is on disk. Of a folder, it reads what .gitignore and
    .propdetectignore leave.

    Exit codes: 0 no technique found, 1 some technique found, 2 an input or the model could not be read (the
    other inputs are still scored).
    """
    from propdetect.readers import ReadError

    detector = detectors.load(model, min_precision)
    code = NOTHING_FOUND
    writer = _writer(kind, color, every)
    writer.begin()
    for document in inputs.documents(selection, options):
        try:
            if isinstance(document, ReadError):
                raise Failure(str(document))
            report = detectors.score(detector, document)
        except Failure as error:
            warn(error.message)
            writer.error(document.path, error.message.removeprefix(f"{document.place}: "), document.line)
            code = COULD_NOT
        else:
            writer.document(report, inputs.source_of(document))
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
