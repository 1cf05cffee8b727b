"""Annotated articles as arrays: sentences, labels, lines, folds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold

from propdetect.analysis import Analysis
from propdetect.hashing import Ints
from propdetect.taxonomy import IDS
from training.corpora import Article, Labelled
from training.fit import Known, Labels, N, Values

FOLDS = 4
_LINE = re.compile(r"[^\n]*\S[^\n]*")


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
        return np.repeat(of_article, [d.stop - d.start for d in self.documents])

    def by_line(self, values: Values) -> Values:
        """Return the highest probability of the sentences of each line: (n, k) to (n_lines, k)."""
        out = np.zeros((len(self.line_known.labels), *values.shape[1:]))
        np.maximum.at(out, self.line_of, values[self.sentence_of])
        return out

    def line_fold(self) -> Ints:
        """Return the fold of each line."""
        return np.concatenate(
            [np.full(len(_lines(a.text)), f) for a, f in zip(self.articles, self.fold, strict=True)]
        )


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
                found[i, IDS.index(span.technique)] = True
    found[:, N] = found[:, :N].any(axis=1)
    return found


def _asked(articles: Sequence[Article], parts: Sequence[Labels]) -> Labels:
    """Tell which labels are known: those of techniques that an article's corpus annotates at all.

    Where a corpus does not, a stretch that its annotators left wholly unmarked still counts as a negative.
    """
    held: dict[str, npt.NDArray[np.bool_]] = {}
    for article in articles:
        row = held.setdefault(article.corpus, np.zeros(N + 1, np.bool_))
        row[[IDS.index(span.technique) for span in article.spans]] = True
        row[N] = True
    return np.concatenate(
        [held[article.corpus] | ~part[:, N:] for article, part in zip(articles, parts, strict=True)]
    )


def folds(articles: Sequence[Article] | Sequence[Labelled], k: int = FOLDS, seed: int = 0) -> Ints:
    """Deal articles into k folds; articles of one group, which are near-copies, never part."""
    fold = np.zeros(len(articles), np.int64)
    dealt = GroupKFold(k, shuffle=True, random_state=seed).split(articles, groups=[a.group for a in articles])
    for number, (_, held_out) in enumerate(dealt):
        fold[held_out] = number
    return fold


def dataset(articles: Sequence[Article], analyses: Sequence[Analysis]) -> Dataset:
    """Lay articles out as arrays."""
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
        np.concatenate(starts),
        np.concatenate(ends),
        Known(np.concatenate(labels), asked),
        np.concatenate(line_of),
        np.concatenate(sentence_of),
        Known(np.concatenate(line_labels), lines_asked),
        folds(articles),
    )
