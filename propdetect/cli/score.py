"""`propdetect score`: which sentences of which files show a technique."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from propdetect.cli import detector as detectors
from propdetect.cli import formats, inputs
from propdetect.cli.output import COULD_NOT, FOUND, NOTHING_FOUND, Failure, warn

if TYPE_CHECKING:
    from propdetect.detector import Detector
    from propdetect.readers import Options
    from propdetect.report import Report
    from propdetect.writers import Run

# The voices that each choice of --voice keeps.
FILTERS = {"narrator": ("narrator", "scare"), "quoted": ("quoted", "reported"), "all": ()}


def _jobs(context: click.Context, parameter: click.Parameter, value: str) -> int:
    """Read a number of jobs, or raise Failure."""
    try:
        jobs = int(value)
    except ValueError:
        jobs = 0
    if not jobs:
        raise Failure(f"--jobs: give a number of processes, or -1 for one a core, not {value!r}")
    return jobs


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
@click.option(
    "-j",
    "--jobs",
    metavar="N",
    default="1",
    show_default=True,
    callback=_jobs,
    help="Score in N processes, -1 for one a core; results are the same. What is small stays in one.",
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
    jobs: int,
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
    from propdetect.cli.jobs import answers, write
    from propdetect.cli.progress import tracked

    found = list(inputs.paths(selection, options))
    code = NOTHING_FOUND
    with formats.results(kind, output, color, every, [path for path in found if isinstance(path, str)]) as writer:
        detector = detectors.load(model, min_precision, lexicons, allow)
        writer.begin(_run(detector, lexicons, allow))
        shown, total = formats.show_progress(output), inputs.total(found, options)
        with closing(answers(detector, inputs.documents(found, options), jobs, _Keep(voice), writer)) as answered:
            for document, answer in tracked(answered, total, shown=shown):
                try:
                    if write(writer, document, answer) and not exit_zero:
                        code = max(code, FOUND)
                except Failure as error:
                    warn(error.message)
                    code = COULD_NOT
        writer.end()
    click.get_current_context().exit(code)


def _run(detector: Detector, lexicons: tuple[str, ...], allow: tuple[str, ...]) -> Run:
    """Say what is true of all results."""
    from propdetect import __version__
    from propdetect.writers import Run

    settings = {"min_precision": detector.min_precision, "lexicon": list(lexicons), "allow": list(allow)}
    return Run(__version__, detector.info, settings)


@dataclass(frozen=True, slots=True)
class _Keep:
    """Keeps of a report the sentences that a choice of --voice asks for; goes to other processes."""

    voice: str

    def __call__(self, report: Report) -> Report:
        """Return what is left of a report."""
        if self.voice == "all":
            return report
        from propdetect.only import only

        return only(report, FILTERS[self.voice])
