"""The one place where the commands get a detector and hand it a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from propdetect.cli.kinds import FilePath, ModelName
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


def load(
    model: str, min_precision: float | None = None, lexicons: tuple[str, ...] = (), allow: tuple[str, ...] = ()
) -> Detector:
    """Load a model by name or path with lexicons and allowed phrases, or raise Failure.

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
        detector = propdetect.load(model, min_precision, lexicons, allow)
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
