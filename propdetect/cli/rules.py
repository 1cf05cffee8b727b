"""The options that say what counts as a finding and when to fail, and the rules that they ask for."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import click

from propdetect.cli.kinds import STDIN, FilePath
from propdetect.cli.names import Conditions, Names, flat
from propdetect.cli.output import Failure, warn

if TYPE_CHECKING:
    from propdetect.cli.jobs import Answer
    from propdetect.readers import Document
    from propdetect.report import Report
    from propdetect.rules.active import Rules
    from propdetect.rules.baseline import Baseline
    from propdetect.rules.changed import Changes
    from propdetect.rules.fail import Condition
    from propdetect.writers import Source
    from propdetect.writers.atomic import FileTarget

# The voices that each choice of --voice keeps.
FILTERS = {
    "narrator": ("narrator", "scare"),
    "quoted": ("quoted", "reported"),
    "all": ("narrator", "scare", "quoted", "reported"),
}
# What becomes of suppressions that nothing needed.
WARN, FAIL, IGNORE = UNUSED = ("warn", "fail", "ignore")
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What a user asks for, each as its option takes it."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    voice: str = "all"
    fail_on: tuple[str, ...] = ()
    suppressions: bool = True
    unused_suppressions: str = WARN
    baseline: str | None = None
    write_baseline: str | None = None
    changed_lines: str | None = None

    def settings(self) -> dict[str, Any]:
        """Return what changes what is found, or the exit code, as JSON-ready values."""
        given = asdict(self)
        del given["write_baseline"], given["unused_suppressions"]
        return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


_OPTIONS = (
    click.option(
        "--select",
        metavar="NAME",
        type=Names(),
        multiple=True,
        help="Look only for this technique, or those of this group; with commas or again for more.",
    ),
    click.option(
        "--ignore", metavar="NAME", type=Names(), multiple=True, help="Do not look for this technique or group."
    ),
    click.option(
        "--voice",
        type=click.Choice(list(FILTERS)),
        default="all",
        show_default=True,
        help="Keep only sentences in the writer's own voice, or only what others are quoted or reported as saying.",
    ),
    click.option(
        "--fail-on",
        metavar="CONDITION",
        type=Conditions(),
        multiple=True,
        help="Exit with 1 only for a text with this technique or group (doubt), so many findings (count=5), or "
        "this share of sentences that have one (density=0.1); doubt:count=2 is both; may be given again.  "
        "[default: any finding]",
    ),
    click.option(
        "--suppressions/--no-suppressions",
        default=True,
        show_default=True,
        help='Leave out what comments in the text suppress ("propdetect: ignore"), or show it too.',
    ),
    click.option(
        "--unused-suppressions",
        type=click.Choice(UNUSED),
        default=WARN,
        show_default=True,
        help="Warn of comments that suppress nothing, also exit with 1 for them, or ignore them.",
    ),
    click.option("--baseline", metavar="FILE", type=FilePath(), help="Leave out the findings that this file has."),
    click.option(
        "--write-baseline",
        metavar="FILE",
        type=FilePath(),
        help="Write the findings of this run to a baseline; those of other files in it stay.",
    ),
    click.option(
        "--changed-lines",
        metavar="REVISION",
        help="Show only findings in lines that are new or different since a git revision, as HEAD or origin/main.",
    ),
)


def choosing(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options on findings; it gets them as one `asked`."""

    @functools.wraps(function)
    def command(**given: Any) -> None:
        mine = {each.name: given.pop(each.name) for each in fields(Asked)}
        mine |= {name: flat(mine[name]) for name in ("select", "ignore", "fail_on")}
        function(asked=Asked(**mine), **given)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Judged:
    """What is left of a report, whether that fails, and what to say about comments in the text."""

    report: Report
    fails: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Says what is left of reports; it may go to other processes, unless it must see all reports in order."""

    rules: Rules
    conditions: tuple[Condition, ...]

    @property
    def in_order(self) -> bool:
        """Whether it must see all reports one after the other, in one process."""
        return self.rules.in_order

    def __call__(self, document: Document, source: Source, report: Report) -> Judged:
        """Judge a report; raises SuppressionError for a comment that cannot be understood."""
        from propdetect.rules.fail import fails

        left, unused = self.rules.left(document, source, report)
        return Judged(left, fails(self.conditions, left), tuple(map(str, unused)))


class Active:
    """The rules of a run at work.

    judge : says what is left of reports
    failed : paths of files of which something could not be read or scored
    """

    def __init__(self, asked: Asked, rules: Rules) -> None:
        from propdetect.rules.fail import Condition

        self._asked, self._known = asked, rules.known
        self.failed: set[str] = set()
        self.judge = Judge(rules, tuple(Condition.parse(item) for item in asked.fail_on))
        for text, condition in zip(asked.fail_on, self.judge.conditions, strict=True):
            if condition.techniques.isdisjoint(rules.techniques):
                remedy = "select it, or leave the condition out"
                raise click.UsageError(f"--fail-on {text}: is not among what --select and --ignore leave; {remedy}")

    def heed(self, judged: Answer) -> bool:
        """Say what there is to say, and return whether it is to end in exit code 1."""
        for note in judged.notes if self._asked.unused_suppressions != IGNORE else ():
            warn(note)
        return judged.fails or bool(judged.notes and self._asked.unused_suppressions == FAIL)

    def finish(self) -> None:
        """Warn of what a baseline has and the files no more, unless this run writes it anew."""
        stale = {} if self._known is None else self._known.stale(self.failed)
        if self._known is None or not stale or self._asked.baseline == self._asked.write_baseline:
            return
        path = self._known.path
        listed = [f"{count} in {name}" for name, count in stale.items()]
        named = ", ".join(listed[:_MOST_NAMED]) + (", ..." if len(listed) > _MOST_NAMED else "")
        total = sum(stale.values())
        are = "finding is" if total == 1 else "findings are"
        warn(f"{path}: {total} {are} gone ({named}); write it again with --write-baseline {path}")


@contextmanager
def running(asked: Asked, paths: Sequence[str], output: str | None) -> Iterator[Active]:
    """Give the rules of a run; a baseline is written when the block ends without an exception.

    paths : of the inputs;  output : where the results go
    Raises Failure for a baseline that cannot be read or written, and where git cannot say what changed.
    """
    from propdetect.writers import WriteError

    rules = _rules(asked, paths)
    path = asked.write_baseline
    if path is not None and output is not None and os.path.realpath(path) == os.path.realpath(output):
        raise Failure(f"{path}: is where the results go; give --write-baseline another path")
    try:
        with nullcontext() if path is None else _target(path) as file:
            active = Active(asked, rules)
            yield active
            active.finish()
            if file is not None and rules.written is not None:
                rules.written.settle(active.failed)
                file.write(rules.written.text())
    except WriteError as error:
        raise Failure(str(error)) from None


def _target(path: str) -> FileTarget:
    from propdetect.writers.atomic import FileTarget

    return FileTarget(path)


def _rules(asked: Asked, paths: Sequence[str]) -> Rules:
    from propdetect.rules.active import Rules
    from propdetect.rules.choice import chosen

    if asked.write_baseline == STDIN:
        raise Failure("--write-baseline: a baseline is a file; give its path, for example baseline.json")
    if asked.changed_lines is not None and asked.write_baseline is not None:
        raise click.UsageError(
            "--changed-lines and --write-baseline exclude each other, as the baseline would lose what has not "
            "changed; leave one out"
        )
    try:
        return Rules(
            chosen(asked.select, asked.ignore),
            FILTERS[asked.voice],
            asked.suppressions,
            _baseline(asked.baseline),
            _changes(asked.changed_lines, paths),
            _baseline(asked.write_baseline, new=True),
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _baseline(path: str | None, *, new: bool = False) -> Baseline | None:
    """Read a baseline; a new one, where there is none yet, is empty."""
    if path is None:
        return None
    from propdetect.rules.baseline import Baseline, BaselineError

    try:
        return Baseline(path) if new and not os.path.lexists(path) else Baseline.read(path)
    except BaselineError as error:
        raise Failure(str(error)) from None


def _changes(revision: str | None, paths: Sequence[str]) -> Changes | None:
    if revision is None:
        return None
    from propdetect.rules.changed import ChangedError, Changes

    try:
        return Changes(revision, paths)
    except ChangedError as error:
        raise Failure(str(error)) from None
