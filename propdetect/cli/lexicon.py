"""`propdetect lexicon check`: whether lexicon files can be read, with every problem and its place."""

from __future__ import annotations

from pathlib import Path

import click

from propdetect.cli.output import COULD_NOT, Output, warn


@click.group(
    epilog=("\b\nExample:\n  propdetect lexicon check lexicons/mine.tsv"),
)
def lexicon() -> None:
    """Work with lexicon files."""


@lexicon.command(
    epilog=("\b\nExamples:\n  propdetect lexicon check lexicons/mine.tsv\n  propdetect lexicon check lexicons/en"),
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
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
