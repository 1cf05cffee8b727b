"""The one place where the commands get a detector and hand it a document."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from propdetect.cli.kinds import FilePath, ModelName
from propdetect.cli.names import Thresholds, flat
from propdetect.cli.output import Failure, warn

if TYPE_CHECKING:
    from propdetect.detector import Detector
    from propdetect.readers import Document
    from propdetect.report import Report

model_option = click.option(
    "--model",
    metavar="NAME_OR_PATH",
    type=ModelName(),
    default="en",
    show_default=True,
    help="A model that ships with propdetect, or the folder of another.",
)
precision_option = click.option(
    "--min-precision",
    metavar="P",
    type=float,
    help="Decide an output only where at least this share of its decisions was right in cross-validation, as in "
    "0.8.  [default: decide at the model's own thresholds]",
)
threshold_option = click.option(
    "--threshold",
    metavar="[NAME=]P",
    type=Thresholds(),
    multiple=True,
    help="Decide all outputs, or those of a technique or group, from this probability on, as in 0.7 or "
    "loaded_language=0.6; may be given again.  [default: decide at the model's own thresholds]",
)
lexicon_option = click.option(
    "--lexicon",
    "lexicons",
    metavar="PATH",
    type=FilePath(),
    multiple=True,
    help="A lexicon of your own (.tsv), or a folder of them, whose entries count beside the built-in ones or, with "
    '"-", take them away; may be given again.',
)
allow_option = click.option(
    "--allow",
    metavar="PATH",
    type=FilePath(),
    multiple=True,
    help="A file of phrases, one a line, that are never flagged and never count; may be given again.",
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which model decides, and by what, each as its option takes it."""

    model: str
    min_precision: float | None
    threshold: tuple[tuple[str, ...], ...]
    lexicons: tuple[str, ...]
    allow: tuple[str, ...]

    def settings(self) -> dict[str, Any]:
        """Return what changes what is decided, as JSON-ready values."""
        return {
            "min_precision": self.min_precision,
            "threshold": list(flat(self.threshold)),
            "lexicon": list(self.lexicons),
            "allow": list(self.allow),
        }


def choosing(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options on the model; it gets them as one `chosen`."""

    @functools.wraps(function)
    def command(**given: Any) -> None:
        names = ("model", "min_precision", "threshold", "lexicons", "allow")
        function(chosen=Chosen(**{name: given.pop(name) for name in names}), **given)

    for option in (allow_option, lexicon_option, threshold_option, precision_option, model_option):
        command = option(command)
    return command


def load_chosen(chosen: Chosen) -> Detector:
    """Load the model that a user chose; see `load`."""
    thresholds = _thresholds(chosen.threshold, chosen.min_precision)
    return load(chosen.model, chosen.min_precision, chosen.lexicons, chosen.allow, thresholds)


def _thresholds(given: Sequence[tuple[str, ...]], min_precision: float | None) -> dict[str, float]:
    """Return the thresholds of --threshold by output; fails where --min-precision asks otherwise."""
    if not given:
        return {}
    from propdetect.rules.thresholds import parse
    from propdetect.rules.thresholds import thresholds as by_output

    items = [parse(item) for item in flat(given)]
    if min_precision is not None and any(name is None for name, _ in items):
        raise click.UsageError(
            "--min-precision and a --threshold for all outputs exclude each other; leave one out, or name what the "
            "threshold is for, as in doubt=0.6"
        )
    return by_output(items)


def load(
    model: str,
    min_precision: float | None = None,
    lexicons: tuple[str, ...] = (),
    allow: tuple[str, ...] = (),
    thresholds: Mapping[str, float] | None = None,
) -> Detector:
    """Load a model by name or path with lexicons, allowed phrases and thresholds, or raise Failure.

    Warns of outputs that cannot be as precise as asked for, and of entries that add nothing to their technique.
    """
    import propdetect
    from propdetect.model.operating import check_precision

    if min_precision is not None:
        try:
            check_precision(min_precision)
        except ValueError as error:
            raise Failure(f"--min-precision: {error}") from None
    try:
        detector = propdetect.load(model, min_precision, lexicons, allow, thresholds)
    except (propdetect.LexiconError, propdetect.ModelError) as error:
        raise Failure(str(error)) from None
    if detector.unreachable:
        names = ", ".join(detector.unreachable)
        warn(f"--min-precision {min_precision:g}: never decided, as no threshold reaches it: {names}")
    _warn_of_weightless(detector)
    return detector


def _warn_of_weightless(detector: Detector) -> None:
    """Warn of entries that add nothing to their technique, in a line for each technique and strength."""
    if detector.own is None:
        return
    kinds = {(entry.technique, entry.strength): entry for entry in reversed(detector.weightless)}
    for (technique, strength), first in reversed(kinds.items()):
        what = (
            f"this model gives entries of {technique} with strength {strength} no weight, so they add nothing to it"
        )
        remedy = "give them a higher strength" if strength < 3 else "use a model that learned from more articles"
        warn(f"{first.source}: {what}; {remedy}")


def score(detector: Detector, document: Document) -> Report:
    """Score one document; raises Failure, naming its path, where that gave an error record."""
    from propdetect.batch import ErrorRecord

    record = next(iter(detector.score_many([(document.id, document.text)], n_jobs=1)))
    if isinstance(record, ErrorRecord):
        raise Failure(f"{document.place}: could not be scored ({record.error}); please report this")
    return record
