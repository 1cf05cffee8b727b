"""Choose for each technique what a word of a flag must be worth, and how far flags reach, on the folds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import product

import numpy as np

from propdetect.detector import Detector
from propdetect.evaluation.measures import Match, overlap
from propdetect.evaluation.measures import merged as merge
from propdetect.learn.crossfit import BIAS_THRESHOLD, CrossFit, Material, OutOfFold
from propdetect.learn.dataset import Dataset
from propdetect.learn.labels import N
from propdetect.learn.tables import fold_tables
from propdetect.model.scoring import WHOLE_SENTENCE, SpanShape
from propdetect.report import ModelInfo
from propdetect.taxonomy import IDS, OUTPUTS
from propdetect.text.sentences import SentenceParameters

# Log-odds per token that a flag may be charged, and how many tokens apart flags may be joined.
COSTS = (0.0, 0.03, 0.07, 0.12, 0.2, 0.35)
GAPS = (0, 2, 6, WHOLE_SENTENCE)
SHAPES: tuple[SpanShape, ...] = tuple(product(COSTS, GAPS))
# What stands where shapes are yet to be chosen.
NO_SHAPES = (SHAPES[0],) * len(OUTPUTS)
# A technique whose annotated spans are mostly shorter than this many characters is one of words, not of statements:
# its flags never take a whole sentence, whatever partial overlap would make of it.
STATEMENT = 60
# A technique with fewer annotated spans has the shape that suits all techniques together.
ENOUGH_SPANS = 100
# How often the shapes of all techniques are gone through.
_ROUNDS = 2

Span = tuple[int, int]
# Spans by shape, article and technique.
Flagged = list[list[list[list[Span]]]]


def _flags_of(detector: Detector, text: str) -> list[list[list[Span]]]:
    """Flag a text at each shape: spans by shape and technique."""
    found: list[list[list[Span]]] = [[[] for _ in IDS] for _ in SHAPES]
    report = detector.score(text)
    explainer = report.explainer
    for sentence, technique in zip(*np.nonzero(report.decided[:, :N]), strict=True):
        for spans, shape in zip(found, SHAPES, strict=True):
            runs = explainer.runs(int(sentence), int(technique), shape)  # type: ignore[attr-defined]
            spans[technique] += [explainer.span(*run) for run in runs]  # type: ignore[attr-defined]
    return found


def flagged(material: Material, out: OutOfFold, fitted: CrossFit, parameters: SentenceParameters) -> Flagged:
    """Flag every article with the model that has not seen it."""
    data = material.data
    spans: Flagged = [[[] for _ in data.articles] for _ in SHAPES]
    for k, (model, second) in enumerate(zip(out.models, fitted.seconds, strict=True)):
        limits = np.append(fitted.thresholds[k], BIAS_THRESHOLD)
        weights = fold_tables(model.vocabulary, model.first, second, limits, NO_SHAPES)
        detector = Detector(weights, material.matcher, parameters, ModelInfo(f"fold {k}", "", ""))
        for i in np.flatnonzero(data.fold == k).tolist():
            for shape, found in enumerate(_flags_of(detector, data.articles[i].text)):
                spans[shape][i] = found
    return spans


def annotated(data: Dataset) -> list[list[list[Span]]]:
    """Return the annotated spans by article and technique."""
    gold: list[list[list[Span]]] = [[[] for _ in IDS] for _ in data.articles]
    for by_technique, article in zip(gold, data.articles, strict=True):
        for span in article.spans:
            for name in span.technique.split("+"):
                if name in IDS:
                    by_technique[IDS.index(name)].append((span.start, span.end))
    return gold


def _together(by_technique: list[list[Span]]) -> list[Span]:
    return [span for spans in by_technique for span in spans]


class _Choice:
    """Spans at each shape beside annotated ones, on some of the articles."""

    def __init__(self, data: Dataset, spans: Flagged, articles: Sequence[int]) -> None:
        gold = annotated(data)
        self.spans, self.articles = spans, list(articles)
        self.gold = {i: gold[i] for i in self.articles}
        self.any = {i: merge(_together(gold[i])) for i in self.articles}
        self.words = [shape for shape, (_, gap) in enumerate(SHAPES) if gap < WHOLE_SENTENCE]

    def allowed(self, technique: int) -> Sequence[int]:
        """Return the shapes that a technique may have by itself; none where it has too few spans to choose."""
        lengths = [end - start for i in self.articles for start, end in self.gold[i][technique]]
        if len(lengths) < ENOUGH_SPANS:
            return ()
        return range(len(SHAPES)) if np.median(lengths) >= STATEMENT else self.words

    def alone(self, technique: int, shape: int) -> float:
        """Compare the flags of one technique at a shape with its annotated spans: F1."""
        found = ((self.spans[shape][i][technique], self.gold[i][technique]) for i in self.articles)
        return sum((overlap(merge(flags), merge(gold)) for flags, gold in found), Match()).f1

    def together(self, chosen: Sequence[int], articles: Sequence[int]) -> Match:
        """Compare the flags of all techniques, each at its shape, with the spans of any technique."""
        found = Match()
        for i in articles:
            flags = [span for t in range(N) for span in self.spans[chosen[t]][i][t]]
            found += overlap(merge(flags), self.any[i])
        return found

    def best(self, technique: int, shapes: Sequence[int], chosen: list[int]) -> int:
        """Return the shape of one technique that is best for spans of any, beside the shapes of the others.

        The one that it has stays where no other is better. In articles without flags of it all shapes are the same.
        """
        flagged = {i for i in self.articles if any(found[i][technique] for found in self.spans)}
        rest = self.together(chosen, [i for i in self.articles if i not in flagged])
        here = [i for i in self.articles if i in flagged]

        def f1(shape: int) -> float:
            return (rest + self.together([*chosen[:technique], shape, *chosen[technique + 1 :]], here)).f1

        return max((chosen[technique], *shapes), key=f1)


def choose_shapes(data: Dataset, spans: Flagged, articles: Sequence[int]) -> list[SpanShape]:
    """Choose the shapes of flags by the span F1 that they give on some of the articles.

    Each technique with enough spans begins with the shape that suits its own, the others with the one that suits
    all spans together. Then each takes in turn the shape that is best for spans of any technique, beside those of
    the others: what one technique leaves unmarked another may mark already.
    """
    choice = _Choice(data, spans, articles)
    shared = max(choice.words, key=lambda shape: choice.together([shape] * N, choice.articles).f1)
    chosen = [shared] * N
    allowed = {t: shapes for t in range(N) if (shapes := choice.allowed(t))}
    for t, shapes in allowed.items():
        chosen[t] = max(shapes, key=partial(choice.alone, t))
    for t, shapes in [*allowed.items()] * _ROUNDS:
        chosen[t] = choice.best(t, shapes, chosen)
    return [SHAPES[shape] for shape in (*chosen, *[shared] * (len(OUTPUTS) - N))]


def span_matches(data: Dataset, spans: Flagged) -> list[Match]:
    """Compare the flags of each article with its annotated spans, each fold at the shapes chosen on the others."""
    gold = annotated(data)
    matches = [Match()] * len(data.articles)
    for k in range(int(data.fold.max()) + 1):
        chosen = choose_shapes(data, spans, np.flatnonzero(data.fold != k).tolist())
        for i in np.flatnonzero(data.fold == k).tolist():
            found = [span for t in range(N) for span in spans[SHAPES.index(chosen[t])][i][t]]
            matches[i] = overlap(merge(found), merge(_together(gold[i])))
    return matches


def span_figures(data: Dataset, spans: Flagged) -> dict[str, float]:
    """Return span precision, recall and F1 (any technique), each fold at the shapes chosen on the others."""
    total = sum(span_matches(data, spans), Match())
    return {"span_precision": total.precision, "span_recall": total.recall, "span_f1": total.f1}
