"""`propdetect score`: which sentences of which files show a technique."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from propdetect.cli import detector as detectors
from propdetect.cli import formats, inputs, rules
from propdetect.cli.kinds import Jobs
from propdetect.cli.output import COULD_NOT, FOUND, NOTHING_FOUND, Failure, warn

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord
    from propdetect.cli.jobs import Answer
    from propdetect.detector import Detector
    from propdetect.readers import Document, Options, ReadError
    from propdetect.writers import Run, Writer


@click.command(
    short_help="Find the sentences that use a technique, and their words.",
    epilog=(
        "\b\n"
        "Examples:\n"
        "  propdetect score article.txt\n"
        "  propdetect score --format jsonl -o reports.jsonl articles/\n"
        "  propdetect score --text-field body --id-field id comments.csv.gz\n"
        "  propdetect score --changed-lines HEAD --fail-on loaded_language,count=5 articles/\n"
        "  curl -s https://example.org/speech.txt | propdetect score -"
    ),
)
@detectors.choosing
@formats.format_option
@formats.output_option
@click.option("--all", "every", is_flag=True, help="In text, also show sentences in which nothing was decided.")
@rules.choosing
@click.option(
    "-j",
    "--jobs",
    metavar="N",
    type=Jobs(),
    default=1,
    show_default=True,
    help="Score in N processes, -1 for one a core; results are the same. What is small stays in one.",
)
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
    jobs: int,
    exit_zero: bool,
    color: str,
) -> None:
    """Score files, folders, globs, or standard input ("-").

    Reads plain text, Markdown, HTML, JSON Lines, CSV, TSV, Parquet and subtitles, by the name of each file, and
    .gz of each. Places point into the file as it is on disk. Of a folder, it reads what .gitignore and
    .propdetectignore leave. Nothing but results goes to standard output.

    After the summary of a text in which others speak comes a table of voices; "propdetect explain" says whose a
    sentence is. With --voice, scores, voices and the exit code are those of the sentences that are left.

    Exit codes: 0 nothing found, 1 some technique found (or as --fail-on says), 2 something could not be read.
    """
    from propdetect.cli.jobs import answers
    from propdetect.cli.progress import tracked

    found = list(inputs.paths(selection, options))
    files = [path for path in found if isinstance(path, str)]
    with (
        rules.running(asked, files, output) as active,
        formats.results(kind, output, color, every, files) as writer,
    ):
        detector = detectors.load_chosen(chosen)
        writer.begin(_run(detector, {**chosen.settings(), **asked.settings()}))
        shown, total = formats.show_progress(output), inputs.total(found, options)
        with closing(answers(detector, inputs.documents(found, options), jobs, active.judge, writer)) as answered:
            code = _write(writer, active, tracked(answered, total, shown=shown))
        writer.end()
    click.get_current_context().exit(NOTHING_FOUND if code == FOUND and exit_zero else code)


def _write(
    writer: Writer, active: rules.Active, answered: Iterable[tuple[Document | ReadError, Answer | ErrorRecord]]
) -> int:
    """Write all answers as they come; returns the exit code."""
    from propdetect.cli import jobs

    code = NOTHING_FOUND
    for document, answer in answered:
        try:
            if active.heed(jobs.write(writer, document, answer)):
                code = max(code, FOUND)
        except Failure as error:
            warn(error.message)
            active.failed.add(document.path)
            code = COULD_NOT
    return code


def _run(detector: Detector, settings: Mapping[str, Any]) -> Run:
    """Say what is true of all results."""
    from propdetect import __version__
    from propdetect.writers import Run

    return Run(__version__, detector.info, settings)
