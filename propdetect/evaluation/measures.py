"""Figures of merit with published formulas, on arrays and spans: pure functions that need only numpy.

The measures of the tasks are all a precision, a recall and their F1 = 2PR / (P + R); `Match` holds what they are
computed from. Not here: the micro-F1 of SemEval-2020's technique classification (TC), which asks for the technique
of spans that are given; a detector that finds its own spans is judged by `technique_overlap`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.floating[Any]]
Interval = tuple[int, int]
Labelled = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """How well what was found matches what annotators marked; matches add up, as for micro averages.

    precise : over all that was found, the sum of the share of it that is annotated
    found : how many things were found
    complete : over all that is annotated, the sum of the share of it that was found
    annotated : how many things are annotated
    For things that match or do not, both sums are the number of true positives.
    """

    precise: float = 0.0
    found: int = 0
    complete: float = 0.0
    annotated: int = 0

    def __add__(self, other: Match) -> Match:
        return Match(
            self.precise + other.precise,
            self.found + other.found,
            self.complete + other.complete,
            self.annotated + other.annotated,
        )

    @property
    def precision(self) -> float:
        """P = precise / found, 0 where nothing was found."""
        return self.precise / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """R = complete / annotated, 0 where nothing is annotated."""
        return self.complete / self.annotated if self.annotated else 0.0

    @property
    def f1(self) -> float:
        """F1 = 2PR / (P + R), 0 where both are 0."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON-ready values."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "annotated": self.annotated,
            "found": self.found,
        }


def binary_match(labels: Bools, decided: Bools) -> Match:
    """Compare decisions with labels, of sentences for example (SLC).

    labels, decided : (n,) bool
    P = TP / (TP + FP), R = TP / (TP + FN), of the positive class. Da San Martino et al. (2019), "Findings of the
    NLP4IF-2019 shared task on fine-grained propaganda detection": the sentence-level classification (SLC).
    """
    both = float((labels & decided).sum())
    return Match(both, int(decided.sum()), both, int(labels.sum()))


def label_matches(labels: Bools, decided: Bools) -> tuple[Match, ...]:
    """Compare decisions with labels for each class by itself: (n, k) bool and (n, k) bool to k matches."""
    return tuple(binary_match(labels[:, k], decided[:, k]) for k in range(labels.shape[1]))


def micro_f1(matches: Iterable[Match]) -> float:
    """Return the F1 of all decisions of all classes together: 2 ΣTP / (2 ΣTP + ΣFP + ΣFN), 0 where all are 0.

    The official measure of SemEval-2023 task 3, subtask 3 (Piskorski et al. 2023), over the multi-label lines of
    one language; equals scikit-learn's f1_score(average="micro", zero_division=0).
    """
    return sum(matches, Match()).f1


def macro_f1(matches: Sequence[Match]) -> float:
    """Return the mean of the F1 of at least one class, 0 for a class that is neither annotated nor found.

    The second official measure of SemEval-2023 task 3, subtask 3, over all 23 classes; equals scikit-learn's
    f1_score(average="macro", zero_division=0).
    """
    return sum(match.f1 for match in matches) / len(matches)


def merged(spans: Iterable[Interval], *, touching: bool = True) -> list[Interval]:
    """Merge spans that overlap and, where `touching`, those that end where another starts; returns them sorted."""
    out: list[Interval] = []
    for start, end in sorted(spans):
        if out and (start < out[-1][1] or (touching and start == out[-1][1])):
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def overlap(found: Sequence[Interval], annotated: Sequence[Interval]) -> Match:
    """Compare the spans of one document, each list sorted and without overlaps, by the characters that they share.

    With S the annotated and T the found spans and C(s, t, h) = |s ∩ t| / h,
    P = 1/|T| Σ C(s, t, |t|) and R = 1/|S| Σ C(s, t, |s|), both over all s in S and t in T.
    Da San Martino et al. (2019), "Fine-grained analysis of propaganda in news articles", equations 1 to 3.
    """
    precise = complete = 0.0
    i = j = 0
    while i < len(found) and j < len(annotated):
        (start, end), (first, last) = found[i], annotated[j]
        shared = min(end, last) - max(start, first)
        if shared > 0:
            precise += shared / (end - start)
            complete += shared / (last - first)
        # of two spans, the one that ends first can share nothing with what follows
        if end <= last:
            i += 1
        else:
            j += 1
    return Match(precise, len(found), complete, len(annotated))


def span_overlap(documents: Iterable[tuple[Iterable[Interval], Iterable[Interval]]]) -> Match:
    """Compare spans of any technique (SI), the sums of `overlap` taken over all documents.

    documents : (found, annotated) spans of each, in any order; those that overlap or touch are merged first
    Da San Martino et al. (2020), "SemEval-2020 task 11: Detection of propaganda techniques in news articles", span
    identification. (Its scorer merges what overlaps, but not what merely touches.)
    """
    return sum((overlap(merged(found), merged(annotated)) for found, annotated in documents), Match())


def technique_overlap(documents: Iterable[tuple[Iterable[Labelled], Iterable[Labelled]]]) -> dict[str, Match]:
    """Compare spans technique by technique (FLC), the sums of `overlap` taken over all documents.

    documents : (found, annotated) spans (technique, start, end) of each; those of one technique that overlap are
        merged first
    Returns the match of each technique that occurs, by name; their sum gives the official measure, in which
    C(s, t, h) = |s ∩ t| / h · δ(l(s), l(t)), with δ 1 where the techniques are the same and else 0.
    Da San Martino et al. (2019), "Fine-grained analysis of propaganda in news articles", equations 1 to 3; also
    the fragment-level classification of NLP4IF-2019 and task 3 of CheckThat! 2024.
    """
    matches: dict[str, Match] = {}
    for found, annotated in documents:
        ours, theirs = _by_technique(found), _by_technique(annotated)
        for name in sorted(ours.keys() | theirs.keys()):
            spans = (merged(side.get(name, ()), touching=False) for side in (ours, theirs))
            matches[name] = matches.get(name, Match()) + overlap(*spans)
    return dict(sorted(matches.items()))


def _by_technique(spans: Iterable[Labelled]) -> dict[str, list[Interval]]:
    out: dict[str, list[Interval]] = {}
    for technique, start, end in spans:
        out.setdefault(technique, []).append((start, end))
    return out


def average_precision(labels: Bools, scores: Floats) -> float:
    """Return the average precision of a ranking, tied scores taken together.

    labels : (n,) bool, at least one of them True, else ValueError
    scores : (n,) float
    AP = Σ (R_k - R_{k-1}) P_k over the distinct scores, from high to low; equals scikit-learn's
    average_precision_score.
    """
    if not labels.any():
        raise ValueError("no label is positive, so there is no recall; leave the class out")
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    last = np.append(ranked[1:] != ranked[:-1], True)  # of those with the same score
    hits = np.cumsum(labels[order])[last]
    precision = hits / (np.flatnonzero(last) + 1)
    return float((np.diff(hits, prepend=0) * precision).sum() / hits[-1])


def roc_auc(labels: Bools, scores: Floats) -> float:
    """Return the chance that a positive outranks a negative, a tie counting half (Mann and Whitney 1947).

    labels : (n,) bool, of both kinds, else ValueError;  scores : (n,) float
    """
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if not positives or not negatives:
        raise ValueError("the labels are all the same, so nothing can be ranked; give both kinds")
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[labels].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def calibration_error(labels: Bools, probabilities: Floats, bins: int = 15) -> float:
    """Return the expected calibration error over bins of equal mass.

    labels : (n,) bool, n at least 1;  probabilities : (n,) float, 0..1
    ECE = Σ |B| / n · |mean label of B - mean probability of B| over bins B of n / `bins` neighbours.
    Naeini et al. (2015), "Obtaining well calibrated probabilities using Bayesian binning", with bins of equal mass.
    """
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return float(sum(len(p) * abs(labels[p].mean() - probabilities[p].mean()) for p in parts) / len(labels))
