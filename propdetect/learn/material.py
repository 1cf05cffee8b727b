"""From annotated data, as `propdetect.evaluation.read` gives them, to the material of a model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from propdetect.analysis import Analysis, analyse
from propdetect.evaluation.annotated import Annotated, Article, Labels, Sentence
from propdetect.learn.crossfit import Material
from propdetect.learn.dataset import Dataset, dataset
from propdetect.learn.groups import TrainingError, by_label, fold_of, linked
from propdetect.learn.linear import Options
from propdetect.learn.rows import Bias, NoTeacher
from propdetect.learn.start import Start

FOLDS = 4
# Labels that say which words show a technique, so that the shape of flags can be chosen by them.
_OF_WORDS = (Labels.TECHNIQUE_SPANS, Labels.SPANS)


def gather(
    annotated: Annotated,
    start: Start,
    *,
    folds: int = FOLDS,
    word_least: int = 2,
    pair_least: int = 3,
    options: Options | None = None,
    log: Callable[[str], None] = lambda line: None,
) -> Material:
    """Take annotated texts apart and deal them into folds that keep groups, and copies of a text, together.

    Articles and sentences with bias labels are dealt each by themselves; neither has labels of the other's outputs.
    Raises TrainingError, one line with a remedy, where there is nothing to learn or too little for the folds.
    """

    def take_apart(text: str) -> Analysis:
        return analyse(text, start.parameters, start.matcher)

    articles = [(article, take_apart(article.text)) for article in annotated.articles]
    sentences = [(sentence, take_apart(sentence.text)) for sentence in annotated.sentences]
    # a text without a sentence, blank for one, says nothing
    data = _articles([pair for pair in articles if len(pair[1].starts)], folds)
    bias = _bias([pair for pair in sentences if len(pair[1].starts)], folds)
    if not data.known.labels.any() and not bias.varied:
        raise TrainingError(_nothing(data, bias))
    shapes = None if annotated.labels in _OF_WORDS else start.shapes
    return Material(
        data,
        bias,
        start.matcher,
        NoTeacher(start.vectors),
        options or Options(),
        word_least=word_least,
        pair_least=pair_least,
        shapes=shapes,
        log=log,
    )


def _articles(pairs: list[tuple[Article, Analysis]], folds: int) -> Dataset:
    articles = [article for article, _ in pairs]
    fold = np.zeros(0, np.int64)
    if articles:
        units = linked([a.text for a in articles], [a.group for a in articles])
        sizes = np.array([len(a.text) for a in articles], np.int64)
        fold = fold_of(units, folds, sizes, what="articles")
    return dataset(articles, [analysis for _, analysis in pairs], fold)


def _bias(pairs: list[tuple[Sentence, Analysis]], folds: int) -> Bias:
    sentences = [sentence for sentence, _ in pairs]
    fold = np.zeros(0, np.int64)
    if sentences:
        # a sentence without a group is one by itself
        groups = [sentence.group or i for i, sentence in enumerate(sentences)]
        units = linked([sentence.text for sentence in sentences], groups)
        biased = np.array([[sentence.biased] for sentence in sentences], np.bool_)
        fold = fold_of(by_label(units, biased), folds, what="sentences with bias labels")
    return Bias.of([sentence.biased for sentence in sentences], [analysis for _, analysis in pairs], fold)


def _nothing(data: Dataset, bias: Bias) -> str:
    found = []
    if data.articles:
        found.append(f"{len(data.articles)} articles without a marked technique")
    if len(bias.labels):
        found.append(f"{len(bias.analyses)} sentences with the same bias label")
    what = " and ".join(found) or "no text that holds a sentence"
    return f"nothing to learn: {what}; give texts that show techniques, or sentences biased and not"
