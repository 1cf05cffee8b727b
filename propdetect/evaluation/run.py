"""Score annotated data with a detector, and compare the two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from propdetect.evaluation.article import Annotated, Labels, Span
from propdetect.evaluation.article import Sentence as BiasSentence
from propdetect.evaluation.classes import Class, index, of_label_set, of_labels
from propdetect.evaluation.measures import (
    Bools,
    Labelled,
    Match,
    average_precision,
    binary_match,
    calibration_error,
    label_matches,
    macro_f1,
    roc_auc,
    span_overlap,
    technique_overlap,
)
from propdetect.evaluation.predict import Prediction, predict
from propdetect.evaluation.result import Bias, Evaluation, Fragments, Lines
from propdetect.taxonomy import IDS, OUTPUTS

if TYPE_CHECKING:
    from propdetect.detector import Detector
    from propdetect.report import ModelInfo

# Wording counts as biased from here on, whatever threshold a model may have, as published figures do; unless a
# precision was asked for.
_BIASED = 0.5


def evaluate(
    detector: Detector,
    data: Annotated,
    label_set: str | None = None,
    predictions: Sequence[Prediction] | None = None,
) -> Evaluation:
    """Measure how well a detector agrees with annotators.

    label_set : one of `classes.LABEL_SETS`: judge by its classes, and leave techniques that it lacks out of account
        in labels and findings; by default the 23 techniques, those merged that a label in the data merges
    predictions : of the articles, in order, where the caller has made them before
    Raises LabelSetError where a label belongs to several classes of the label set.
    """
    seen = {span.technique for article in data.articles for span in article.spans}
    classes = of_label_set(label_set) if label_set else of_labels(seen)
    if predictions is None:
        predictions = predict(detector, data.articles)
    model: ModelInfo | None = predictions[0].model if predictions else None
    result = Evaluation(
        model,
        len(data.articles),
        sum(len(prediction.lines) for prediction in predictions),
        len(data.sentences),
        str(data.labels),
    )
    if data.articles and data.labels is not Labels.NONE:
        result = _with_articles(result, _Judged(data.labels, classes, predictions, seen, bool(label_set)))
    if data.sentences:
        result = _with_sentences(result, detector, data.sentences)
    return result


class _Judged:
    """Predictions beside labels, both in terms of the same classes.

    limited : whether what belongs to no class is left out of the spans of any technique too
    """

    def __init__(
        self,
        labels: Labels,
        classes: Sequence[Class],
        predictions: Sequence[Prediction],
        seen: Iterable[str],
        limited: bool,
    ) -> None:
        self.labels, self.classes, self.predictions, self.limited = labels, classes, predictions, limited
        self.number = index(classes, seen)

    def kept(self, spans: Iterable[Span]) -> list[Span]:
        """Return the spans that count for "any technique"."""
        return [span for span in spans if not self.limited or span.technique in self.number or _unnamed(span)]

    def labelled(self, spans: Iterable[Span]) -> list[Labelled]:
        """Return spans by class; those of none are left out."""
        number = self.number
        return [
            (self.classes[number[span.technique]].id, span.start, span.end)
            for span in spans
            if span.technique in number
        ]

    def line_labels(self) -> tuple[Bools, Bools]:
        """Mark which classes, (n_lines, k), and whether any technique, (n_lines,), a span puts on each line."""
        parts = [self._line_labels(prediction) for prediction in self.predictions]
        return np.concatenate([part for part, _ in parts]), np.concatenate([whole for _, whole in parts])

    def _line_labels(self, prediction: Prediction) -> tuple[Bools, Bools]:
        text = prediction.article.text
        bounds = np.array(prediction.lines, np.int64).reshape(-1, 2)
        found = np.zeros((len(bounds), len(self.classes)), np.bool_)
        whole = np.zeros(len(bounds), np.bool_)
        for span in self.kept(prediction.article.spans):
            first, last = np.maximum(bounds[:, 0], span.start), np.minimum(bounds[:, 1], span.end)
            for i in np.flatnonzero(last > first).tolist():
                # a span that shares only white space with a line says nothing of it
                if text[first[i] : last[i]].strip():
                    whole[i] = True
                    if span.technique in self.number:
                        found[i, self.number[span.technique]] = True
        return found, whole


def _unnamed(span: Span) -> bool:
    """Whether the span's annotators named no technique."""
    return not any(id_ in IDS for id_ in span.technique.split("+"))


def _with_articles(result: Evaluation, judged: _Judged) -> Evaluation:
    """Add every measure that the labels of the articles can tell."""
    predictions = judged.predictions
    labels, any_label = judged.line_labels()
    any_score = np.concatenate([prediction.any_score for prediction in predictions])
    any_decided = np.concatenate([prediction.any_decided for prediction in predictions])
    ranked = average_precision(any_label, any_score) if any_label.any() else None
    error = calibration_error(any_label, any_score) if len(any_label) else None
    result = replace(
        result,
        slc=binary_match(any_label, any_decided),
        any_average_precision=ranked,
        any_calibration_error=error,
    )
    if judged.labels in (Labels.SPANS, Labels.TECHNIQUE_SPANS):
        result = replace(result, si=_spans(judged))
    if judged.labels is Labels.TECHNIQUE_SPANS:
        result = replace(result, flc=_fragments(judged))
    if judged.labels in (Labels.TECHNIQUE_SPANS, Labels.TECHNIQUE_LINES):
        result = replace(result, st3=_lines(judged, labels))
    return result


def _spans(judged: _Judged) -> Match:
    return span_overlap(
        ([(s.start, s.end) for s in judged.kept(p.spans)], [(s.start, s.end) for s in judged.kept(p.article.spans)])
        for p in judged.predictions
    )


def _fragments(judged: _Judged) -> Fragments:
    matches = technique_overlap(
        (judged.labelled(p.spans), judged.labelled(p.article.spans)) for p in judged.predictions
    )
    return Fragments({entry.id: matches.get(entry.id, Match()) for entry in judged.classes})


def _lines(judged: _Judged, labels: Bools) -> Lines:
    """Compare technique by technique; a class has the highest score of its techniques and all their decisions."""
    scores = np.concatenate([prediction.scores for prediction in judged.predictions])
    decided = np.concatenate([prediction.decided for prediction in judged.predictions])
    columns = [[IDS.index(id_) for id_ in entry.members] for entry in judged.classes]
    matches = label_matches(labels, np.stack([decided[:, c].any(axis=1) for c in columns], axis=1))
    ids = [entry.id for entry in judged.classes]
    return Lines(
        dict(zip(ids, matches, strict=True)),
        {
            id_: average_precision(labels[:, k], scores[:, columns[k]].max(axis=1))
            for k, id_ in enumerate(ids)
            if labels[:, k].any()
        },
    )


def _with_sentences(result: Evaluation, detector: Detector, sentences: Sequence[BiasSentence]) -> Evaluation:
    """Add the measures of bias; a text of several sentences has the bias of the highest."""
    reports = [detector.score(sentence.text) for sentence in sentences]
    labels = np.array([sentence.biased for sentence in sentences], np.bool_)
    scores = np.array([max((s.bias for s in report.sentences), default=0.0) for report in reports])
    decided = scores >= _BIASED
    if detector.min_precision is not None:
        decided = np.array([report.decided[:, OUTPUTS.index("bias")].any() for report in reports], np.bool_)
    match = binary_match(labels, decided)
    bias = Bias(
        len(sentences),
        match,
        macro_f1([match, binary_match(~labels, ~decided)]),
        average_precision(labels, scores) if labels.any() else None,
        roc_auc(labels, scores) if labels.any() and not labels.all() else None,
        calibration_error(labels, scores),
    )
    return replace(result, model=result.model or reports[0].model, bias=bias)
