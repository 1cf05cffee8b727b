"""Figures in detail: each technique by itself, and how far probabilities can be taken at their word."""

from __future__ import annotations

import math
from typing import Any, TypedDict

import numpy as np

from propdetect.evaluation.measures import Floats, average_precision, binary_match
from propdetect.learn.labels import Known, Labels, N, Values
from propdetect.taxonomy import OUTPUTS


class Detail(TypedDict, total=False):
    """One output over lines.

    lines : how many were annotated for it;  support : how many of them show it;  decided : how many were decided to
    precision, recall, f1 : of the decisions;  ap : average precision, whose value by chance is support / lines
    threshold : probability from which on it is decided
    What is undefined is left out: precision where nothing was decided, recall and ap where support is 0.
    """

    lines: int
    support: int
    decided: int
    precision: float
    recall: float
    f1: float
    ap: float
    threshold: float


class Bin(TypedDict):
    """Neighbours in probability: their mean probability, the share of them that is positive, how many they are."""

    mean: float
    positive: float
    count: int


def technique_details(
    known: Known, scores: Values, decided: Labels, thresholds: Floats | None = None
) -> dict[str, Detail]:
    """Describe the 23 techniques and "propaganda" (any technique), by id, in the order of the outputs.

    known : labels of n lines;  scores, decided : (n, 24)
    thresholds : (24,) or (25,), those of the model; where `decided` comes from folds, each has its own
    """
    out: dict[str, Detail] = {}
    for t in range(N + 1):
        rows = known.rows(t)
        labels = known.labels[rows, t]
        match = binary_match(labels, decided[rows, t])
        row = Detail(lines=int(rows.sum()), support=match.annotated, decided=match.found)
        if match.found:
            row["precision"] = match.precision
        if match.annotated:
            row["recall"] = match.recall
            row["ap"] = average_precision(labels, scores[rows, t])
        if match.found or match.annotated:
            row["f1"] = match.f1
        if thresholds is not None:
            row["threshold"] = float(thresholds[t])
        out[OUTPUTS[t]] = row
    return out


def reliability(labels: Labels, probabilities: Values, bins: int = 15) -> list[Bin]:
    """Compare probabilities with what came true, in bins of equal mass, from low to high; empty bins are left out.

    labels, probabilities : (n,).  The bins are those of `evaluation.measures.calibration_error`, which is the mean
    distance of `mean` and `positive`, weighted by `count`.
    Niculescu-Mizil and Caruana (2005), "Predicting good probabilities with supervised learning", section 4.
    """
    order = np.argsort(probabilities, kind="stable")
    return [
        Bin(mean=float(probabilities[p].mean()), positive=float(labels[p].mean()), count=len(p))
        for p in np.array_split(order, bins)
        if len(p)
    ]


def rounded(value: Any, digits: int = 4) -> Any:
    """Round every float inside dicts, lists and tuples, as a manifest holds them; None where it is not finite."""
    if isinstance(value, dict):
        return {key: rounded(inner, digits) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(inner, digits) for inner in value]
    if isinstance(value, float):
        return round(float(value), digits) if math.isfinite(value) else None
    return value
