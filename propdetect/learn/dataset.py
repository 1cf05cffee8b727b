"""Annotated articles as arrays: sentences, labels, lines, folds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propdetect.analysis import Analysis
from propdetect.evaluation.article import ANY, Article
from propdetect.hashing import Ints
from propdetect.learn.labels import Known, Labels, N, Values
from propdetect.taxonomy import IDS

_LINE = re.compile(r"[^\n]*\S[^\n]*")
# What stands first where arrays are joined, since there may be no article.
_NONE, _UNMARKED = np.zeros(0, np.int64), np.zeros((0, N + 1), np.bool_)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Articles and what their annotators said, sentence by sentence and line by line.

    articles, analyses : in the same order
    documents : the sentences of each article, as slices of the sentences of all
    starts, ends : (n,) int64, sentence spans in code points of their article
    known : labels of the sentences
    line_of, sentence_of : (m,) pairs of a line and a sentence that overlap
    line_known : labels of the lines, which is what figures are reported on
    fold : (n_articles,) number of the fold of each article
    """

    articles: tuple[Article, ...]
    analyses: tuple[Analysis, ...]
    documents: tuple[slice, ...]
    starts: Ints
    ends: Ints
    known: Known
    line_of: Ints
    sentence_of: Ints
    line_known: Known
    fold: Ints

    def per_sentence(self, of_article: Ints) -> Ints:
        """Repeat a value of each article for each of its sentences."""
        return np.repeat(of_article, np.array([d.stop - d.start for d in self.documents], np.int64))

    def by_line(self, values: Values) -> Values:
        """Return the highest probability of the sentences of each line: (n, k) to (n_lines, k)."""
        out = np.zeros((len(self.line_known.labels), *values.shape[1:]))
        np.maximum.at(out, self.line_of, values[self.sentence_of])
        return out

    def line_article(self) -> Ints:
        """Return the number of the article of each line."""
        counts = np.array([len(_lines(a.text)) for a in self.articles], np.int64)
        return np.repeat(np.arange(len(self.articles)), counts)

    def line_fold(self) -> Ints:
        """Return the fold of each line."""
        return self.fold[self.line_article()]


def _columns(technique: str) -> list[int]:
    """Return the outputs that a label stands for."""
    return [N if name == ANY else IDS.index(name) for name in technique.split("+")]


def _lines(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _LINE.finditer(text)]


def _labels(spans: Sequence[tuple[int, int]], article: Article) -> Labels:
    """Mark which techniques have an annotated span that shares more than white space with each stretch."""
    found = np.zeros((len(spans), N + 1), np.bool_)
    bounds = np.array(spans, np.int64).reshape(-1, 2)
    for span in article.spans:
        shared = np.maximum(bounds[:, 0], span.start), np.minimum(bounds[:, 1], span.end)
        for i in np.flatnonzero(shared[1] > shared[0]).tolist():
            if article.text[shared[0][i] : shared[1][i]].strip():
                found[i, _columns(span.technique)] = True
    found[:, N] |= found[:, :N].any(axis=1)
    return found


def _asked(articles: Sequence[Article], parts: Sequence[Labels]) -> Labels:
    """Tell which labels are known: those of techniques that an article's corpus annotates at all.

    Where a corpus does not, a stretch that its annotators left wholly unmarked still counts as a negative.
    """
    held: dict[str, npt.NDArray[np.bool_]] = {}
    for article in articles:
        row = held.setdefault(article.corpus, np.zeros(N + 1, np.bool_))
        for span in article.spans:
            row[_columns(span.technique)] = True
        row[N] = True
    known = [held[article.corpus] | ~part[:, N:] for article, part in zip(articles, parts, strict=True)]
    return np.concatenate([_UNMARKED, *known])


def folds(groups: Sequence[str], k: int, sizes: Ints | None = None) -> Ints:
    """Deal items into k folds of like size; those of one group, near-copies perhaps, never part: (n,).

    sizes : (n,) what each item weighs; 1 where None.  Raises ValueError where there are fewer groups than folds.
    """
    names = {name: i for i, name in enumerate(dict.fromkeys(groups))}
    if len(names) < k:
        raise ValueError(f"{len(names)} groups cannot be dealt into {k} folds; give more texts, or fewer folds")
    numbers = np.array([names[group] for group in groups], np.int64)
    return deal(numbers, np.ones(len(numbers), np.int64) if sizes is None else sizes, k)


def deal(clusters: Ints, sizes: Ints, k: int) -> Ints:
    """Deal numbered clusters into k folds of like size, the largest first: (n,) fold of each item."""
    totals = np.bincount(clusters, sizes)
    fold_of, filled = np.zeros(len(totals), np.int64), np.zeros(k)
    for cluster in np.argsort(-totals, kind="stable").tolist():
        fold_of[cluster] = int(np.argmin(filled))
        filled[fold_of[cluster]] += totals[cluster]
    return fold_of[clusters]


def dataset(articles: Sequence[Article], analyses: Sequence[Analysis], fold: Ints | None = None) -> Dataset:
    """Lay articles out as arrays.

    fold : (n_articles,) fold of each; all in fold 0 where None
    """
    documents, starts, ends, labels, line_of, sentence_of, line_labels = [], [], [], [], [], [], []
    sentences = lines = 0
    for article, analysis in zip(articles, analyses, strict=True):
        start, end = analysis.folded.to_text(analysis.starts, analysis.ends)
        bounds = np.array(_lines(article.text), np.int64).reshape(-1, 2)
        overlap = (bounds[:, :1] < end) & (bounds[:, 1:] > start)
        line, sentence = np.nonzero(overlap)
        line_of.append(line + lines)
        sentence_of.append(sentence + sentences)
        labels.append(_labels(list(zip(start.tolist(), end.tolist(), strict=True)), article))
        line_labels.append(_labels(_lines(article.text), article))
        documents.append(slice(sentences, sentences + len(start)))
        starts.append(start)
        ends.append(end)
        sentences, lines = sentences + len(start), lines + len(bounds)
    asked, lines_asked = _asked(articles, labels), _asked(articles, line_labels)
    return Dataset(
        tuple(articles),
        tuple(analyses),
        tuple(documents),
        np.concatenate([_NONE, *starts]),
        np.concatenate([_NONE, *ends]),
        Known(np.concatenate([_UNMARKED, *labels]), asked),
        np.concatenate([_NONE, *line_of]),
        np.concatenate([_NONE, *sentence_of]),
        Known(np.concatenate([_UNMARKED, *line_labels]), lines_asked),
        np.zeros(len(articles), np.int64) if fold is None else fold,
    )
