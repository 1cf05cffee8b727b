"""What a detector says of articles, in the units that tasks ask about: lines of the file, and spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from propdetect.evaluation.article import ANY, Article, Span, line_spans
from propdetect.evaluation.measures import Bools, Floats
from propdetect.report import ModelInfo
from propdetect.taxonomy import IDS, OUTPUTS

if TYPE_CHECKING:
    from propdetect.detector import Detector
    from propdetect.report import Report, Sentence


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """What a detector says of one article, by the lines of its text that are not blank.

    article : the article, with what its annotators said
    model : which model spoke
    numbers : of the lines, from 1, blank ones counted;  lines : their spans
    scores : (n_lines, 23), the highest probability of the sentences that overlap each line
    decided : (n_lines, 23), whether a technique is decided in one of them
    any_score, any_decided : (n_lines,), the same of the output "propaganda", any technique
    spans : the flags of all sentences
    """

    article: Article
    model: ModelInfo
    numbers: tuple[int, ...]
    lines: tuple[tuple[int, int], ...]
    scores: Floats
    decided: Bools
    any_score: Floats
    any_decided: Bools
    spans: tuple[Span, ...]


def predict(detector: Detector, articles: Iterable[Article]) -> list[Prediction]:
    """Score articles, in order."""
    return [prediction(article, detector.score(article.text, article.id)) for article in articles]


def prediction(article: Article, report: Report) -> Prediction:
    """Lay out by lines what a report says of an article, whose text it is of."""
    sentences = list(report.sentences)
    lines = {
        number: (start, end)
        for number, (start, end) in enumerate(line_spans(article.text), 1)
        if article.text[start:end].strip()
    }
    bounds = np.array(list(lines.values()), np.int64).reshape(-1, 2)
    # sentences do not overlap, so those that share a character with a line are neighbours
    first = np.searchsorted([s.end for s in sentences], bounds[:, 0], side="right").tolist()
    stop = np.searchsorted([s.start for s in sentences], bounds[:, 1], side="left").tolist()
    probabilities, present, whole = _columns(sentences)
    shown = report.decided[:, OUTPUTS.index(ANY)]
    scores, decided = np.zeros((len(lines), len(IDS))), np.zeros((len(lines), len(IDS)), np.bool_)
    any_score, any_decided = np.zeros(len(lines)), np.zeros(len(lines), np.bool_)
    for i, (low, high) in enumerate(zip(first, stop, strict=True)):
        if low < high:
            scores[i], decided[i] = probabilities[low:high].max(axis=0), present[low:high].any(axis=0)
            any_score[i] = whole[low:high].max()
            any_decided[i] = shown[low:high].any()
    spans = tuple(Span(flag.technique, flag.start, flag.end) for s in sentences for flag in s.flags)
    numbers, where = tuple(lines), tuple(lines.values())
    return Prediction(article, report.model, numbers, where, scores, decided, any_score, any_decided, spans)


def _columns(sentences: Sequence[Sentence]) -> tuple[Floats, Bools, Floats]:
    """Lay sentences out as arrays: (n, 23) probabilities and decisions, (n,) probabilities of any technique."""
    probabilities, present = np.zeros((len(sentences), len(IDS))), np.zeros((len(sentences), len(IDS)), np.bool_)
    whole = np.zeros(len(sentences))
    for i, sentence in enumerate(sentences):
        scores = sentence.scores
        probabilities[i] = [scores[id_] for id_ in IDS]
        present[i, [IDS.index(id_) for id_ in sentence.techniques]] = True
        whole[i] = sentence.propaganda
    return probabilities, present, whole
