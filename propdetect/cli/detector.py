"""The one place where the commands get a detector and hand it a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from propdetect.cli.output import Failure, warn

if TYPE_CHECKING:
    from propdetect.detector import Detector
    from propdetect.readers import Document
    from propdetect.report import Report

model_option = click.option(
    "--model",
    metavar="NAME_OR_PATH",
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


def load(model: str, min_precision: float | None = None) -> Detector:
    """Load a model by name or path, or raise Failure; warn of outputs that cannot be as precise as asked for."""
    import propdetect
    from propdetect.model.operating import check_precision

    if min_precision is not None:
        try:
            check_precision(min_precision)
        except ValueError as error:
            raise Failure(f"--min-precision: {error}") from None
    try:
        detector = propdetect.load(model, min_precision)
    except propdetect.ModelError as error:
        raise Failure(str(error)) from None
    if detector.unreachable:
        names = ", ".join(detector.unreachable)
        warn(f"--min-precision {min_precision:g}: never decided, as no threshold reaches it: {names}")
    return detector


def score(detector: Detector, document: Document) -> Report:
    """Score one document; raises Failure, naming its path, where that gave an error record."""
    from propdetect.batch import ErrorRecord

    record = next(iter(detector.score_many([(document.id, document.text)], n_jobs=1)))
    if isinstance(record, ErrorRecord):
        raise Failure(f"{document.place}: could not be scored ({record.error}); please report this")
    return record
