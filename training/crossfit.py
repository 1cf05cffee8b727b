"""Fit on folds, so that every figure, threshold and cost comes from articles that its model has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from propdetect.analysis import Analysis
from propdetect.detector import Detector
from propdetect.hashing import Ints
from propdetect.lexicon.match import Matcher
from propdetect.model.scoring import probability
from propdetect.report import ModelInfo
from propdetect.taxonomy import IDS, OUTPUTS
from propdetect.text.sentences import SentenceParameters
from training.corpora import Labelled
from training.dataset import FOLDS, Dataset
from training.evaluate import Span, bias_figures, line_figures, merged, span_f1, thresholds
from training.features import Featurizer, Vocabulary, lexicon_hits, vocabulary
from training.fit import First, Labels, N, Second, Values, borrows, fit_first, fit_second, fold, second_logits
from training.progress import step

# Log-odds per token that a flag may be charged; a technique's own is chosen on the folds.
COSTS = (0.02, 0.05, 0.08, 0.12, 0.17, 0.25, 0.35, 0.5)
# A technique with fewer annotated spans is charged what suits all techniques together.
_ENOUGH_SPANS = 100
BIAS_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Bias:
    """Sentences labelled for bias, as arrays.

    analyses : of each text; text_of : (m,) number of the text of each sentence
    labels : (m,); fold : (m,)
    """

    analyses: tuple[Analysis, ...]
    labels: Labels
    fold: Ints

    @classmethod
    def of(cls, rows: Sequence[Labelled], analyses: Sequence[Analysis], fold_of: Ints) -> Bias:
        """Lay labelled texts out by sentence; each sentence has the label of its text."""
        counts = [len(a.starts) for a in analyses]
        labels = np.repeat(np.array([row.biased for row in rows]), counts)
        return cls(tuple(analyses), labels, np.repeat(fold_of, counts))


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """What the folds gave.

    vocabularies, firsts : of each fold
    logits : (n, 25) first-stage logits of sentences of articles; bias : (m,) of sentences labelled for bias
    hits : (n, 23, 3) lexicon hits
    """

    vocabularies: list[Vocabulary]
    firsts: list[First]
    logits: Values
    bias: Values
    hits: Values


def _renumbered(documents: Sequence[slice], taken: Sequence[bool]) -> list[slice]:
    """Return the slices of the documents taken, among the sentences of these alone."""
    out, at = [], 0
    for document, take in zip(documents, taken, strict=True):
        if take:
            out.append(slice(at, at + document.stop - document.start))
            at = out[-1].stop
    return out


def fit_whole(data: Dataset, bias: Bias, matcher: Matcher) -> tuple[Vocabulary, First]:
    """Fit the first stage on everything."""
    chosen = vocabulary([*data.analyses, *bias.analyses])
    featurizer = Featurizer(chosen, matcher)
    biased = featurizer.matrix(bias.analyses), bias.labels
    few = borrows(lexicon_hits(data.analyses, matcher))
    return chosen, fit_first(chosen, featurizer.matrix(data.analyses), data.known, biased, few)


def first_stage(data: Dataset, bias: Bias, matcher: Matcher) -> OutOfFold:
    """Fit the first stage on all folds but one, for each, and score that one."""
    sentence_fold = data.per_sentence(data.fold)
    counts = [len(a.starts) for a in bias.analyses]
    text_fold = bias.fold[np.cumsum(counts) - counts]
    hits = lexicon_hits(data.analyses, matcher)
    out = OutOfFold([], [], np.zeros((len(sentence_fold), len(OUTPUTS))), np.zeros(len(bias.labels)), hits)
    for k in range(FOLDS):
        with step(f"fold {k + 1} of {FOLDS}"):
            seen = [a for a, f in zip(data.analyses, data.fold, strict=True) if f != k]
            seen += [a for a, f in zip(bias.analyses, text_fold, strict=True) if f != k]
            chosen = vocabulary(seen)
            featurizer = Featurizer(chosen, matcher)
            features, biased = featurizer.matrix(data.analyses), featurizer.matrix(bias.analyses)
            rows, bias_rows = sentence_fold != k, bias.fold != k
            first = fit_first(
                chosen,
                features[rows],
                data.known.take(rows),
                (biased[bias_rows], bias.labels[bias_rows]),
                borrows(hits),
            )
            out.logits[~rows] = first.logits(features[~rows])
            out.bias[~bias_rows] = first.logits(biased[~bias_rows])[:, -1]
            out.vocabularies.append(chosen)
            out.firsts.append(first)
    return out


def fit_second_on(data: Dataset, bias: Bias, out: OutOfFold, but: int | None = None) -> Second:
    """Fit the second stage on the logits of all folds, or of all but one."""
    rows = data.per_sentence(data.fold) != (-1 if but is None else but)
    documents = _renumbered(data.documents, (data.fold != (-1 if but is None else but)).tolist())
    bias_rows = bias.fold != (-1 if but is None else but)
    return fit_second(
        out.logits[rows],
        documents,
        out.hits[rows],
        data.known.take(rows),
        (out.bias[bias_rows], bias.labels[bias_rows]),
    )


def apply_second(data: Dataset, out: OutOfFold, second: Second, only: int) -> tuple[Values, Labels]:
    """Score one fold with the second stage: (rows, 25) logits, and which sentences they are of."""
    rows = data.per_sentence(data.fold) == only
    documents = _renumbered(data.documents, (data.fold == only).tolist())
    return second_logits(second, out.logits[rows], documents, out.hits[rows]), rows


@dataclass(frozen=True, slots=True)
class CrossFit:
    """The folds' models, applied: what figures, thresholds and costs are taken from.

    seconds : of each fold; scores : (n_lines, 24) probabilities; thresholds : (FOLDS, 24), each chosen on the
    other folds; bias : (m,) probabilities
    """

    seconds: list[Second]
    scores: Values
    thresholds: Values
    bias: Values

    def decided(self, data: Dataset) -> Labels:
        """Decide each line at the thresholds chosen on the other folds: (n_lines, 24)."""
        decisions: Labels = self.scores >= self.thresholds[data.line_fold()]
        return decisions


def second_stage(data: Dataset, bias: Bias, out: OutOfFold) -> CrossFit:
    """Fit the second stage and thresholds for each fold on the others."""
    probabilities = np.zeros_like(out.logits)
    biased = np.zeros(len(bias.labels))
    seconds = []
    for k in range(FOLDS):
        second = fit_second_on(data, bias, out, but=k)
        logits, rows = apply_second(data, out, second, k)
        probabilities[rows] = probability(logits)
        held_out = bias.fold == k
        biased[held_out] = probability(second.slope[-1] * out.bias[held_out] + second.intercept[-1])
        seconds.append(second)
    scores = data.by_line(probabilities)[:, : N + 1]
    return CrossFit(seconds, scores, fold_thresholds(data, scores), biased)


def fold_thresholds(data: Dataset, scores: Values) -> Values:
    """Choose the thresholds of each fold on the lines of the others: (FOLDS, 24)."""
    line_fold = data.line_fold()
    others = [line_fold != k for k in range(FOLDS)]
    return np.array([thresholds(data.line_known.take(rows), scores[rows]) for rows in others])


Spans = list[list[list[Span]]]


def _flagged(detector: Detector, text: str, cost: float) -> list[list[Span]]:
    """Flag a text at one cost for all techniques: spans by technique."""
    detector.weights.span_costs[:] = cost
    report = detector.score(text)
    found: list[list[Span]] = [[] for _ in IDS]
    for sentence in np.flatnonzero(report.decided[:, :N].any(axis=1)).tolist():
        for technique in np.flatnonzero(report.decided[sentence, :N]).tolist():
            runs = report.explainer.runs(sentence, technique)  # type: ignore[attr-defined]
            found[technique] += [report.explainer.span(*run) for run in runs]  # type: ignore[attr-defined]
    return found


def flagged_spans(
    data: Dataset, out: OutOfFold, fitted: CrossFit, matcher: Matcher, parameters: SentenceParameters
) -> list[Spans]:
    """Flag every article with the model that has not seen it, at every cost: by cost, article, technique."""
    spans: list[Spans] = [[[] for _ in data.articles] for _ in COSTS]
    for k in range(FOLDS):
        limits = np.append(fitted.thresholds[k], BIAS_THRESHOLD)
        weights = fold(out.vocabularies[k], out.firsts[k], fitted.seconds[k], limits, np.zeros(len(OUTPUTS)))
        detector = Detector(weights, matcher, parameters, ModelInfo(f"fold {k}", "", ""))
        for i in np.flatnonzero(data.fold == k).tolist():
            for c, cost in enumerate(COSTS):
                spans[c][i] = _flagged(detector, data.articles[i].text, cost)
    return spans


def _annotated(data: Dataset) -> Spans:
    gold: Spans = [[[] for _ in IDS] for _ in data.articles]
    for by_technique, article in zip(gold, data.articles, strict=True):
        for span in article.spans:
            by_technique[IDS.index(span.technique)].append((span.start, span.end))
    return gold


def choose_costs(data: Dataset, spans: list[Spans], articles: Sequence[int]) -> Values:
    """Choose each technique's cost by the span F1 it gives on some of the articles: (25,)."""
    gold = _annotated(data)

    def f1(cost: int, techniques: Sequence[int]) -> float:
        pairs = (
            (
                merged(s for t in techniques for s in spans[cost][i][t]),
                merged(s for t in techniques for s in gold[i][t]),
            )
            for i in articles
        )
        return span_f1(pairs)[2]

    shared = int(np.argmax([f1(c, range(N)) for c in range(len(COSTS))]))
    chosen = np.full(len(OUTPUTS), COSTS[shared])
    for t in range(N):
        if sum(len(gold[i][t]) for i in articles) >= _ENOUGH_SPANS:
            chosen[t] = COSTS[int(np.argmax([f1(c, [t]) for c in range(len(COSTS))]))]
    return chosen


def span_figures(data: Dataset, spans: list[Spans]) -> dict[str, float]:
    """Return span precision, recall and F1 (any technique), each fold at the costs chosen on the others."""
    gold = _annotated(data)
    pairs = []
    for k in range(FOLDS):
        costs = choose_costs(data, spans, np.flatnonzero(data.fold != k).tolist())
        for i in np.flatnonzero(data.fold == k).tolist():
            predicted = (s for t in range(N) for s in spans[COSTS.index(costs[t])][i][t])
            pairs.append((merged(predicted), merged(s for t in range(N) for s in gold[i][t])))
    precision, recall, f1 = span_f1(pairs)
    return {"span_precision": precision, "span_recall": recall, "span_f1": f1}


def figures(data: Dataset, bias: Bias, fitted: CrossFit, spans: list[Spans]) -> dict[str, dict[str, float]]:
    """Return the figures of the folds' models on the folds they have not seen."""
    lines = line_figures(data.line_known, fitted.scores, fitted.decided(data))
    return {"lines": lines | span_figures(data, spans), "bias": bias_figures(bias.labels, fitted.bias)}
