"""Fit on folds, so that every figure, threshold and cost comes from articles that its model has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from propdetect.hashing import Ints
from propdetect.learn.dataset import Dataset
from propdetect.learn.features import N_CLASSES, Features, Featurizer, lexicon_hits
from propdetect.learn.labels import Labels, N, Values
from propdetect.learn.linear import First, Options, fit_first
from propdetect.learn.phrases import Phrase, with_fewer_name_pairs, with_phrases
from propdetect.learn.rows import Bias, NoTeacher, Rows, Targets, Teacher, article_rows, bias_rows
from propdetect.learn.second import STRENGTHS, Lines, Second, borrows, fit_second, second_logits
from propdetect.learn.thresholds import thresholds
from propdetect.learn.vocabulary import Vocabulary, WordVectors, vocabulary
from propdetect.lexicon.match import Matcher
from propdetect.model.scoring import SpanShape, Weights, probability
from propdetect.taxonomy import OUTPUTS

BIAS_THRESHOLD = 0.5
# The name of the split that holds nothing out.
WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Material:
    """All that a model is learned from.

    data : articles with technique labels and the fold of each; bias : sentences labelled for bias; one of the two
        may be empty
    teacher : what else may be learned from; log : called with a line of progress
    word_least, pair_least : sentences that a word or a pair of words must stand in to have weights of its own
    alike, paired : groups of words that must weigh the same, and those that make pairs, as `vocabulary` has them
    silent : words that must weigh nothing; their weights are struck out when all others are fitted beside them, so
        that no other word says what they are found to say
    phrases : names of several words, as `with_phrases` has them
    shapes : of the flags of the 25 outputs, where no annotator marked words; None: to be chosen
    floors : given weights, the least that the thresholds of their (25,) outputs may be; None: any
    fit : `fit_first`, or what remembers its results
    """

    data: Dataset
    bias: Bias
    matcher: Matcher
    teacher: Teacher = field(default_factory=NoTeacher)
    options: Options = field(default_factory=Options)
    word_least: int = 2
    pair_least: int = 3
    alike: Sequence[Sequence[str]] = ()
    paired: Sequence[Sequence[str]] = ()
    silent: Sequence[str] = ()
    phrases: Sequence[Phrase] = ()
    shapes: tuple[SpanShape, ...] | None = None
    floors: Callable[[Weights], Values] | None = None
    log: Callable[[str], None] = lambda line: None
    fit: Callable[..., First] = fit_first

    @property
    def folds(self) -> int:
        """Number of folds."""
        return max(int(fold.max(initial=-1)) for fold in (self.data.fold, self.bias.fold)) + 1


@dataclass(frozen=True, slots=True)
class Fitted:
    """A first stage and the vocabulary that it is fitted over."""

    vocabulary: Vocabulary
    first: First
    featurizer: Featurizer


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """What the folds gave.

    models : of each fold, which has not seen it
    logits : (n, 25) first-stage logits of sentences of articles; bias : (m,) of sentences labelled for bias
    hits : (n, 23, 3) lexicon hits
    """

    models: list[Fitted]
    logits: Values
    bias: Values
    hits: Values


def _hidden(few: Labels) -> Labels:
    """Mark, by lexicon class and output, a technique's own classes that are left to the second stage."""
    hidden = np.zeros((N_CLASSES, len(OUTPUTS)), np.bool_)
    for t in range(N):
        hidden[t * STRENGTHS : (t + 1) * STRENGTHS, t] = few[t]
    return hidden


def _weighed(featurizer: Featurizer, parts: Sequence[Rows]) -> tuple[Features, Targets, Targets]:
    """Return features, targets and weights of the sentences of which anything is known."""
    kept = [np.asarray(part.weights.any(axis=1)) for part in parts]
    features = [featurizer.features(part.analyses).take(rows) for part, rows in zip(parts, kept, strict=True)]
    return (
        Features.stack(features),
        np.concatenate([part.targets[rows] for part, rows in zip(parts, kept, strict=True)]),
        np.concatenate([part.weights[rows] for part, rows in zip(parts, kept, strict=True)]),
    )


def fit_rows(
    parts: Sequence[Rows],
    matcher: Matcher,
    vectors: WordVectors | None = None,
    hidden: Labels | None = None,
    *,
    word_least: int = 2,
    pair_least: int = 3,
    alike: Sequence[Sequence[str]] = (),
    paired: Sequence[Sequence[str]] = (),
    silent: Sequence[str] = (),
    phrases: Sequence[Phrase] = (),
    options: Options | None = None,
    fit: Callable[..., First] = fit_first,
) -> Fitted:
    """Choose a vocabulary and fit the first stage on rows of texts; all parts have targets of the same k outputs.

    vectors : what is known of words; hidden, options : as `fit_first` has them
    word_least, pair_least, alike, paired : as `vocabulary` has them; silent, phrases : as `Material` has them
    """
    analyses = [analysis for part in parts for analysis in part.analyses]
    least = {"word_least": word_least, "pair_least": pair_least}
    chosen = vocabulary(analyses, vectors, **least, alike=alike, paired=paired)
    first = fit(chosen, *_weighed(Featurizer(chosen, matcher), parts), hidden, options)
    if silent:
        first = first.without_words(chosen.numbers(silent))
    chosen, first = with_phrases(*with_fewer_name_pairs(chosen, first), phrases)
    return Fitted(chosen, first, Featurizer(chosen, matcher))


def fit_split(material: Material, split: str, articles: Labels, texts: Labels) -> Fitted:
    """Fit the first stage on some articles and some of the texts labelled for bias, and on what the teacher adds.

    split : name by which the teacher knows it; articles : (n_articles,); texts : (n_texts,)
    """
    data, bias, teacher = material.data, material.bias, material.teacher
    parts: list[Rows] = [article_rows(data, articles, teacher.articles(split))]
    if len(bias.labels):
        parts.append(bias_rows(bias, texts, teacher.biased(split)))
    parts += teacher.rows(split)
    return fit_rows(
        parts,
        material.matcher,
        teacher.vectors(split),
        _hidden(borrows(lexicon_hits(data.analyses, material.matcher))),
        word_least=material.word_least,
        pair_least=material.pair_least,
        alike=material.alike,
        paired=material.paired,
        silent=material.silent,
        phrases=material.phrases,
        fit=material.fit,
        options=material.options,
    )


def fit_whole(material: Material) -> Fitted:
    """Fit the first stage on everything."""
    every = np.ones(len(material.data.articles), np.bool_), np.ones(len(material.bias.analyses), np.bool_)
    return fit_split(material, WHOLE, *every)


def first_stage(material: Material) -> OutOfFold:
    """Fit the first stage on all folds but one, for each, and score that one."""
    data, bias = material.data, material.bias
    sentence_fold, text_fold = data.per_sentence(data.fold), bias.text_fold()
    logits, biased = np.zeros((len(sentence_fold), len(OUTPUTS))), np.zeros(len(bias.labels))
    models = []
    for k in range(material.folds):
        material.log(f"fold {k + 1} of {material.folds}")
        model = fit_split(material, str(k), data.fold != k, text_fold != k)
        held_out = [a for a, f in zip(data.analyses, data.fold, strict=True) if f == k]
        logits[sentence_fold == k] = model.first.logits(model.featurizer.features(held_out))
        texts = [a for a, f in zip(bias.analyses, text_fold, strict=True) if f == k]
        biased[bias.fold == k] = model.first.logits(model.featurizer.features(texts))[:, -1]
        models.append(model)
    return OutOfFold(models, logits, biased, lexicon_hits(data.analyses, material.matcher))


def _renumbered(documents: Sequence[slice], taken: Sequence[bool]) -> list[slice]:
    """Return the slices of the documents taken, among the sentences of these alone."""
    out, at = [], 0
    for document, take in zip(documents, taken, strict=True):
        if take:
            out.append(slice(at, at + document.stop - document.start))
            at = out[-1].stop
    return out


def fit_second_on(material: Material, out: OutOfFold, articles: Labels, sentences: Labels) -> Second:
    """Fit the second stage on out-of-fold logits.

    articles : (n_articles,); sentences : (m,), those labelled for bias
    """
    data = material.data
    rows = data.per_sentence(articles.astype(np.int64)).astype(np.bool_)
    return fit_second(
        out.logits[rows],
        _renumbered(data.documents, articles.tolist()),
        out.hits[rows],
        data.known.take(rows),
        (out.bias[sentences], material.bias.labels[sentences]),
        _lines(data, articles),
    )


def _lines(data: Dataset, articles: Labels) -> Lines:
    """Return the lines of some articles, both lines and sentences numbered among theirs alone."""
    lines = articles[data.line_article()]
    sentences = data.per_sentence(articles.astype(np.int64)).astype(np.bool_)
    kept = lines[data.line_of]
    new_line, new_sentence = np.cumsum(lines) - 1, np.cumsum(sentences) - 1
    return Lines(new_line[data.line_of[kept]], new_sentence[data.sentence_of[kept]], data.line_known.take(lines))


def apply_second(data: Dataset, logits: Values, hits: Values, second: Second, articles: Labels) -> Values:
    """Score the sentences of some articles with the second stage: (rows, 25) logits."""
    rows = data.per_sentence(articles.astype(np.int64)).astype(np.bool_)
    return second_logits(second, logits[rows], _renumbered(data.documents, articles.tolist()), hits[rows])


@dataclass(frozen=True, slots=True)
class CrossFit:
    """The folds' models, applied: what figures, thresholds and costs are taken from.

    seconds : of each fold; scores : (n_lines, 24) probabilities; thresholds : (folds, 24), each chosen on the
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


def second_stage(material: Material, out: OutOfFold) -> CrossFit:
    """Fit the second stage and thresholds for each fold on the others."""
    data, bias = material.data, material.bias
    probabilities, biased = np.zeros_like(out.logits), np.zeros(len(bias.labels))
    seconds = []
    for k in range(material.folds):
        second = fit_second_on(material, out, data.fold != k, bias.fold != k)
        logits = apply_second(data, out.logits, out.hits, second, data.fold == k)
        probabilities[data.per_sentence(data.fold) == k] = probability(logits)
        held_out = bias.fold == k
        biased[held_out] = probability(second.slope[-1] * out.bias[held_out] + second.intercept[-1])
        seconds.append(second)
    scores = data.by_line(probabilities)[:, : N + 1]
    return CrossFit(seconds, scores, fold_thresholds(data, scores, material.folds), biased)


def fold_thresholds(data: Dataset, scores: Values, folds: int | None = None) -> Values:
    """Choose the thresholds of each fold on the lines of the others: (folds, 24).

    folds : their number; by default as many as the articles are in
    """
    line_fold: Ints = data.line_fold()
    others = [line_fold != k for k in range(folds or int(data.fold.max()) + 1)]
    return np.array([thresholds(data.line_known.take(rows), scores[rows]) for rows in others])
