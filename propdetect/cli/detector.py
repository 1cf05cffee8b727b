"""The one place where the commands get a detector and hand it a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from propdetect.cli.output import Failure

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


def load(model: str) -> Detector:
    """Load a model by name or path, or raise Failure."""
    import propdetect

    try:
        return propdetect.load(model)
    except propdetect.ModelError as error:
        raise Failure(str(error)) from None


def score(detector: Detector, document: Document) -> Report:
    """Score one document; raises Failure, naming its path, where that gave an error record."""
    from propdetect.batch import ErrorRecord

    record = next(iter(detector.score_many([(document.id, document.text)], n_jobs=1)))
    if isinstance(record, ErrorRecord):
        raise Failure(f"{document.path}: could not be scored ({record.error}); please report this")
    return record
