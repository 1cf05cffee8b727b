"""The figures of one evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from propdetect.evaluation.measures import Match, macro_f1, micro_f1
from propdetect.report import ModelInfo

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class Lines:
    """Techniques line by line (SemEval-2023 subtask 3), and how well the scores rank.

    matches : decisions against labels of each class, by its id, in the order of the taxonomy
    average_precision : of each class that occurs
    """

    matches: Mapping[str, Match]
    average_precision: Mapping[str, float]

    @property
    def occurring(self) -> list[Match]:
        """The matches of the classes that annotators marked at least once."""
        return [match for match in self.matches.values() if match.annotated]

    @property
    def micro_f1(self) -> float:
        """Micro-F1 over all classes: the official measure."""
        return micro_f1(self.matches.values())

    @property
    def macro_f1(self) -> float:
        """Macro-F1 over all classes, those that do not occur counting 0."""
        return macro_f1(list(self.matches.values()))

    @property
    def micro_f1_occurring(self) -> float:
        """Micro-F1 over the classes that occur: what is decided of others counts for nothing."""
        return micro_f1(self.occurring)

    @property
    def macro_f1_occurring(self) -> float | None:
        """Macro-F1 over the classes that occur; None where none does."""
        return macro_f1(self.occurring) if self.occurring else None

    @property
    def mean_average_precision(self) -> float | None:
        """Mean of the average precision of the classes that occur; None where none does."""
        values = self.average_precision.values()
        return sum(values) / len(values) if values else None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON-ready values."""
        return {
            "micro_f1": self.micro_f1,
            "macro_f1": self.macro_f1,
            "micro_f1_occurring": self.micro_f1_occurring,
            "macro_f1_occurring": self.macro_f1_occurring,
            "mean_average_precision": self.mean_average_precision,
            "techniques": {
                id_: match.to_dict() | {"average_precision": self.average_precision.get(id_)}
                for id_, match in self.matches.items()
            },
        }


@dataclass(frozen=True, slots=True)
class Fragments:
    """Spans technique by technique (FLC, TC on spans that were found); `matches` as in `Lines`."""

    matches: Mapping[str, Match]

    @property
    def micro(self) -> Match:
        """All classes together: the official measure."""
        return sum(self.matches.values(), Match())

    @property
    def micro_occurring(self) -> Match:
        """The classes together that annotators marked at least once."""
        return sum((match for match in self.matches.values() if match.annotated), Match())

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON-ready values."""
        return self.micro.to_dict() | {
            "occurring": self.micro_occurring.to_dict(),
            "techniques": {id_: match.to_dict() for id_, match in self.matches.items()},
        }


@dataclass(frozen=True, slots=True)
class Bias:
    """Sentences with bias labels.

    macro_f1 : mean of the F1 of "biased" (bias of at least .5) and of "not biased"
    average_precision, auc : of the ranking; None where the labels lack positives, or are all the same
    calibration_error : over 15 bins of equal mass
    """

    sentences: int
    match: Match
    macro_f1: float
    average_precision: float | None
    auc: float | None
    calibration_error: float

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON-ready values."""
        return {
            "sentences": self.sentences,
            **self.match.to_dict(),
            "macro_f1": self.macro_f1,
            "average_precision": self.average_precision,
            "auc": self.auc,
            "calibration_error": self.calibration_error,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a model agrees with annotators; a measure that the labels cannot tell is None.

    model : which model spoke; None where no text was scored
    articles, lines, sentences : how many of each; lines that are blank do not count
    labels : what the annotators of the articles marked
    slc : lines with any technique against the output "propaganda" at its threshold
    si : spans of any technique;  flc : spans by technique;  st3 : techniques by line
    any_average_precision, any_calibration_error : of the output "propaganda" over lines
    bias : sentences with bias labels
    """

    model: ModelInfo | None
    articles: int
    lines: int
    sentences: int
    labels: str
    slc: Match | None = None
    si: Match | None = None
    flc: Fragments | None = None
    st3: Lines | None = None
    any_average_precision: float | None = None
    any_calibration_error: float | None = None
    bias: Bias | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return all figures as JSON-ready values, not rounded (schema version `SCHEMA_VERSION`)."""
        parts = {"slc": self.slc, "si": self.si, "flc": self.flc, "st3": self.st3, "bias": self.bias}
        return {
            "schema_version": SCHEMA_VERSION,
            "model": self.model.to_dict() if self.model else None,
            "data": {
                "articles": self.articles,
                "lines": self.lines,
                "sentences": self.sentences,
                "labels": self.labels,
            },
            **{name: part.to_dict() if part else None for name, part in parts.items()},
            "any": {
                "average_precision": self.any_average_precision,
                "calibration_error": self.any_calibration_error,
            },
        }
