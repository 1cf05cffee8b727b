"""How sure figures are: percentile intervals from resampled articles.

    replicates = article_replicates(data, scores, decided, matches)
    intervals(replicates)["micro_f1"]       # {"low": ..., "high": ...}

Lines of one article resemble each other, so articles are drawn, not lines, and those of one group (near-copies)
together. An interval says how much a figure depends on which articles it was measured on; the model stays the same,
so what another training set would change is not in it. Efron and Tibshirani (1993), "An introduction to the
bootstrap", chapter 13: the percentile interval.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypedDict

import numpy as np

from propdetect.evaluation.measures import Match
from propdetect.hashing import Ints
from propdetect.learn.crossfit import BIAS_THRESHOLD
from propdetect.learn.dataset import Dataset
from propdetect.learn.labels import Known, Labels, N, Values
from propdetect.taxonomy import OUTPUTS

RESAMPLES, LEVEL, SEED = 300, 0.95, 0
# A figure that more resamples than one in 20 cannot give, such as the average precision of a technique that
# only two articles show, gets no interval: the resamples that can would say too little of it.
_DEFINED = 0.95
_BINS = 15
# Resamples of all lines at a time: some tens of megabytes.
_BLOCK = 50

# A figure on each resample, (resamples,) by name; NaN on a resample that does not define it.
Replicates = dict[str, Values]


class Interval(TypedDict):
    """The bounds of an interval."""

    low: float
    high: float


def numbered(units: Sequence[Hashable]) -> Ints:
    """Number what is drawn together, in the order of first occurrence: (n,)."""
    numbers = {unit: i for i, unit in enumerate(dict.fromkeys(units))}
    return np.array([numbers[unit] for unit in units], np.int64)


def multiplicities(units: int, resamples: int = RESAMPLES, seed: int = SEED) -> Ints:
    """Draw as many of the units as there are, with replacement: (resamples, units), how often each was drawn.

    Raises ValueError for fewer than two units or no resample.
    """
    if units < 2:
        raise ValueError(
            f"{units} article or group of articles gives no interval; give several, of different groups"
        )
    if resamples < 1:
        raise ValueError(f"{resamples} resamples give no interval; ask for some hundreds")
    drawn = np.random.default_rng(seed).integers(0, units, (resamples, units))
    return np.stack([np.bincount(row, minlength=units) for row in drawn])


def article_replicates(
    data: Dataset,
    scores: Values,
    decided: Labels,
    matches: Sequence[Match] = (),
    articles: Labels | None = None,
    units: Sequence[Hashable] | None = None,
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Replicates:
    """Compute the figures of `learn.figures.line_figures`, and span F1, on resampled articles.

    scores, decided : (n_lines, 24), of every line of the data
    matches : of the spans of each article (any technique), in the order of the data; none: no span figures
    articles : (n_articles,) which articles are drawn from; all where None
    units : of each article, what is drawn as one with those of the same; its group, if it has one, where None
    Returns micro_f1, macro_f1, map, ece_propaganda, `ap_*` of the techniques that occur and of "propaganda" and,
    with matches, span_precision, span_recall, span_f1.  The same seed draws the same articles, so that two models
    can be compared resample by resample (`gains`).
    Raises ValueError for shapes that do not fit the data, and for articles of one group alone.
    """
    shape = (len(data.line_known.labels), N + 1)
    if scores.shape != shape or decided.shape != shape:
        raise ValueError(f"scores {scores.shape} and decided {decided.shape} must both be {shape}, a row a line")
    if len(matches) not in (0, len(data.articles)):
        raise ValueError(f"{len(matches)} matches of {len(data.articles)} articles; give one for each, or none")
    taken = np.ones(len(data.articles), np.bool_) if articles is None else articles
    of_article = [(a.group,) if a.group else i for i, a in enumerate(data.articles)] if units is None else units
    unit = np.full(len(data.articles), -1, np.int64)
    unit[taken] = numbered([u for u, take in zip(of_article, taken.tolist(), strict=True) if take])
    times = multiplicities(int(unit.max(initial=-1)) + 1, resamples, seed)
    of_line = unit[data.line_article()]
    rows = of_line >= 0
    found = _line_replicates(data.line_known.take(rows), scores[rows], decided[rows], of_line[rows], times)
    return found | _span_replicates(matches, unit, times) if matches else found


def bias_replicates(
    labels: Labels,
    probabilities: Values,
    groups: Sequence[Hashable],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Replicates:
    """Compute the figures of `learn.figures.bias_figures` on resampled groups: macro_f1, auc, ece.

    labels, probabilities : (n,);  groups : n, which article, or text at least, each sentence is of
    Raises ValueError where all sentences are of one group.
    """
    unit = numbered(list(groups))
    times = multiplicities(int(unit.max(initial=-1)) + 1, resamples, seed)
    yes = probabilities >= BIAS_THRESHOLD
    both, found, annotated, neither = (
        times @ np.bincount(unit, x, times.shape[1]) for x in (labels & yes, yes, labels, ~(labels | yes))
    )
    n = times @ np.bincount(unit, minlength=times.shape[1])
    f1 = _ratio(2 * both, found + annotated), _ratio(2 * neither, 2 * n - found - annotated)
    usable = (annotated > 0) & (annotated < n)
    return {
        "macro_f1": np.where(usable, (np.nan_to_num(f1[0]) + np.nan_to_num(f1[1])) / 2, np.nan),
        "auc": _auc(labels, probabilities, unit, times),
        "ece": _calibration_error(labels, probabilities, unit, times),
    }


def gains(with_it: Replicates, without: Replicates) -> Replicates:
    """Subtract figures resample by resample; both must come from the same articles and seed."""
    return {name: with_it[name] - without[name] for name in with_it if name in without}


def intervals(replicates: Mapping[str, Values], level: float = LEVEL) -> dict[str, Interval]:
    """Return the percentile interval of each figure; one that too few resamples define has none."""
    tail = 50 * (1 - level)
    out: dict[str, Interval] = {}
    for name, values in replicates.items():
        defined = values[~np.isnan(values)]
        if len(defined) >= _DEFINED * len(values):
            low, high = np.percentile(defined, [tail, 100 - tail])
            out[name] = Interval(low=float(low), high=float(high))
    return out


def _ratio(numerator: Values | Ints, denominator: Values | Ints) -> Values:
    """Divide; NaN where the denominator is 0."""
    return np.where(denominator > 0, numerator / np.where(denominator > 0, denominator, 1), np.nan)


def _by_unit(values: Labels, unit: Ints, units: int) -> Values:
    """Sum rows by unit: (n, k) to (units, k)."""
    return np.stack([np.bincount(unit, column, units) for column in values.T], axis=1)


def _line_replicates(known: Known, scores: Values, decided: Labels, unit: Ints, times: Ints) -> Replicates:
    labels, found = known.labels[:, :N], (decided & known.asked)[:, :N]
    # counts of a technique on each resample, (resamples, 23), are sums of those of the articles drawn
    both, decisions, annotated = (
        times @ _by_unit(x, unit, times.shape[1]) for x in (labels & found, found, labels)
    )
    occurs = annotated > 0
    f1 = np.nan_to_num(_ratio(2 * both, decisions + annotated))
    how_many = occurs.sum(axis=1)
    precision = {}
    for t in [*np.flatnonzero(labels.any(axis=0)).tolist(), N]:
        rows = known.rows(t)
        precision[t] = _average_precision(known.labels[rows, t], scores[rows, t], unit[rows], times)
    total = sum((np.nan_to_num(values) for t, values in precision.items() if t < N), np.zeros(len(times)))
    out = {
        "micro_f1": _ratio(2 * both.sum(axis=1), ((decisions + annotated) * occurs).sum(axis=1)),
        "macro_f1": _ratio((f1 * occurs).sum(axis=1), how_many),
        "map": _ratio(total, how_many),
        "ece_propaganda": _calibration_error(known.labels[:, N], scores[:, N], unit, times),
    }
    return out | {f"ap_{OUTPUTS[t]}": values for t, values in precision.items()}


def _span_replicates(matches: Sequence[Match], unit: Ints, times: Ints) -> Replicates:
    sums = np.array([(m.precise, m.found, m.complete, m.annotated) for m in matches])
    taken = unit >= 0
    parts = np.stack([np.bincount(unit[taken], column[taken], times.shape[1]) for column in sums.T], axis=1)
    drawn = [Match(p, int(f), c, int(a)) for p, f, c, a in (times @ parts).tolist()]
    return {
        "span_precision": np.array([m.precision for m in drawn]),
        "span_recall": np.array([m.recall for m in drawn]),
        "span_f1": np.array([m.f1 for m in drawn]),
    }


def _average_precision(labels: Labels, scores: Values, unit: Ints, times: Ints) -> Values:
    """Return the average precision on each resample, as if its lines were repeated; NaN without a positive.

    The lines are sorted once. A line counts as often as its unit was drawn, and precision is looked up where the
    last line with the score of a positive one stands, so that ties are taken together.
    """
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    positive = np.flatnonzero(labels[order])
    last = ends[np.searchsorted(ends, positive)]
    last_positive = np.searchsorted(positive, last, side="right") - 1
    of_rank, out = unit[order], np.full(len(times), np.nan)
    if not len(positive):
        return out
    for start in range(0, len(times), _BLOCK):
        # `take`, since indexing lays the result out by columns, and sums along rows then take many times as long
        weights = times[start : start + _BLOCK].take(of_rank, axis=1)
        ours = weights.take(positive, axis=1)
        hits, above = ours.cumsum(axis=1), weights.cumsum(axis=1).take(last, axis=1)
        precision = hits.take(last_positive, axis=1) / np.maximum(above, 1)
        out[start : start + _BLOCK] = _ratio((ours * precision).sum(axis=1), hits[:, -1])
    return out


def _calibration_error(labels: Labels, probabilities: Values, unit: Ints, times: Ints) -> Values:
    """Return the calibration error on each resample, as `calibration_error` does with its lines repeated.

    Bins of equal mass may end within the copies of a line. Copies are alike, so the sum of label minus probability
    up to any place among them is found by linear interpolation.
    """
    order = np.argsort(probabilities, kind="stable")
    off, of_rank = (labels - probabilities)[order], unit[order]
    out = np.full(len(times), np.nan)
    for b, drawn in enumerate(times):
        weights = drawn[of_rank]
        seen = weights > 0
        at = np.append(0, np.cumsum(weights[seen]))
        sums = np.append(0.0, np.cumsum((weights * off)[seen]))
        n = int(at[-1])
        if n:
            sizes = n // _BINS + (np.arange(_BINS) < n % _BINS)
            edges = np.append(0, np.cumsum(sizes))
            out[b] = np.abs(np.diff(np.interp(edges, at, sums))).sum() / n
    return out


def _auc(labels: Labels, scores: Values, unit: Ints, times: Ints) -> Values:
    """Return the area under the ROC curve on each resample; NaN where its labels are all the same."""
    _, level = np.unique(scores, return_inverse=True)
    out = np.full(len(times), np.nan)
    for b, drawn in enumerate(times):
        weights = drawn[unit]
        yes, no = np.bincount(level, weights * labels), np.bincount(level, weights * ~labels)
        if yes.any() and no.any():
            out[b] = (yes * (np.cumsum(no) - no / 2)).sum() / (yes.sum() * no.sum())
    return out
