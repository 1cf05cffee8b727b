"""`propdetect lexicon`: whether lexicon files can be read, and what they are worth on annotated data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from propdetect.cli.kinds import FilePath
from propdetect.cli.output import COULD_NOT, Failure, Output, text_or_json, warn

if TYPE_CHECKING:
    from propdetect.audit.result import LexiconStats


@click.group(
    epilog=(
        "\b\n"
        "Examples:\n"
        "  propdetect lexicon check lexicons/mine.tsv\n"
        "  propdetect lexicon stats lexicons/en examples/annotated.jsonl"
    ),
)
def lexicon() -> None:
    """Work with lexicon files."""


@lexicon.command(
    epilog=("\b\nExamples:\n  propdetect lexicon check lexicons/mine.tsv\n  propdetect lexicon check lexicons/en"),
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=FilePath())
def check(paths: tuple[str, ...]) -> None:
    """Check lexicon files (.tsv), or all of a folder, and list every problem with file, line and column.

    Exits with 0 where there is no problem, else with 2.
    """
    from propdetect.lexicon.read import check_file, files_of, read_file

    entries = problems = 0
    for path in paths:
        files = files_of(Path(path)) if Path(path).is_dir() else [Path(path)]
        if not files:
            warn(f"{path}: no lexicon in this folder; name a folder that holds *.tsv files")
            problems += 1
        for file in files:
            errors = check_file(file)
            for error in errors:
                click.echo(str(error), err=True)
            problems += len(errors)
            if not errors:
                entries += len(read_file(file))
    if problems:
        click.get_current_context().exit(COULD_NOT)
    Output().write(f"{entries} entr{'y' if entries == 1 else 'ies'}, no problems\n")


@lexicon.command(
    short_help="Measure a lexicon on annotated data.",
    epilog=(
        "\b\n"
        "Examples:\n"
        "  propdetect lexicon stats lexicons/en examples/annotated.jsonl\n"
        "  propdetect lexicon stats lexicons/en/doubt.tsv articles/ --labels labels-flc/ --entries\n"
        "  propdetect lexicon stats lexicons/en examples/annotated.jsonl --format json"
    ),
)
@click.argument("path", metavar="LEXICON", type=FilePath())
@click.argument("files", metavar="DATA...", nargs=-1, required=True, type=FilePath())
@click.option(
    "--labels",
    metavar="PATH",
    type=FilePath(),
    multiple=True,
    help="A label file or a folder of them, for articles; may be given again.  [default: those among DATA...]",
)
@text_or_json
@click.option(
    "--worst",
    metavar="N",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many entries to show places of, those with most matches outside any span first.",
)
@click.option("--entries", is_flag=True, help="Also show every entry, and all that files have in common.")
def stats(path: str, files: tuple[str, ...], labels: tuple[str, ...], kind: str, worst: int, entries: bool) -> None:
    """Compare what the entries of LEXICON match with what annotators marked.

    LEXICON is a lexicon file, or a folder: all *.tsv in it. DATA are annotated articles, as `propdetect evaluate`
    reads them, whose labels name techniques. Entries are matched as scoring does.

    Prints matches, precision and coverage of each file and strength, the entries that say less than the base rate,
    what files have in common, and the entries with most matches outside any span. docs/lexicon-stats.md defines
    every figure.

    Exits with 0 where it could compare, else with 2.
    """
    from propdetect.cli.lexicon_table import table

    found = _compare(path, files, labels, worst)
    out = Output(utf8=kind == "json")
    if kind == "json":
        out.write(json.dumps(found.to_dict(), ensure_ascii=False) + "\n")
    else:
        out.write(table(found, entries=entries))


def _compare(path: str, files: tuple[str, ...], labels: tuple[str, ...], worst: int) -> LexiconStats:
    """Read lexicon and data and compare them, or raise Failure."""
    from propdetect.audit.stats import StatsError, lexicon_stats, read_entries
    from propdetect.detector import MODELS, PUNKT
    from propdetect.evaluation import AnnotationError, read
    from propdetect.lexicon.read import LexiconError
    from propdetect.text.sentences import SentenceParameters

    try:
        entries = read_entries(path)
        data = read(files, labels)
        # sentence ends part phrases, and those of the model that ships are what scoring sees
        return lexicon_stats(entries, data, SentenceParameters.from_json(MODELS / "en" / PUNKT), worst)
    except (LexiconError, AnnotationError) as error:
        raise Failure(str(error)) from None
    except StatsError as error:
        raise Failure(f"{', '.join(files)}: {error}") from None
