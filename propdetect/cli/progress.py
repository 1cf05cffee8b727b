"""How far a long run has come, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")

# Seconds that a run may take before it says how far it is: what is over sooner needs no bar.
_PATIENCE = 1.0


def tracked(items: Iterable[T], total: int | None, *, shown: bool) -> Iterator[T]:
    """Yield items; when that takes long, show how many are done, the rate and the time left.

    total : how many there are, None where that is not known
    shown : whether to show anything; nothing is shown either for one item, or where standard error is no terminal
    """
    if not shown or total == 1 or sys.stderr is None or not sys.stderr.isatty():
        yield from items
        return
    began = monotonic()
    progress: Progress | None = None
    try:
        for done, item in enumerate(items):
            if progress is None and monotonic() - began >= _PATIENCE:
                progress = _bar(total)
                progress.start()
            if progress is not None:
                rate = f"{done / (monotonic() - began):.1f} inputs/s"
                progress.update(progress.task_ids[0], completed=done, rate=rate)
            yield item
    finally:
        if progress is not None:
            progress.stop()


def _bar(total: int | None) -> Progress:
    """Make the bar, which is gone when it stops; lines of standard error appear above it."""
    # here, since most runs are too short to need it
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    progress = Progress(
        TextColumn("scoring"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
    )
    progress.add_task("scoring", total=total, rate="")
    return progress
