"""Sentences to fit the first stage on: their targets, and how much each target counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from propdetect.analysis import Analysis
from propdetect.hashing import Ints
from propdetect.learn.dataset import Dataset
from propdetect.learn.labels import Labels, N, Values
from propdetect.learn.vocabulary import WordVectors
from propdetect.taxonomy import OUTPUTS

# What the annotators' label counts beside the teacher's probability where both are known: the share that did best
# when distillation was first tried, on other articles.
GOLD_SHARE = 0.6
# A label of bias stands alone, for no teacher knows more of it than the few thousand labelled sentences, and counts
# so many times as much as another label where a teacher adds its many sentences.
BIAS_WEIGHT = 3.0
Targets = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Sentences of some texts.

    analyses : of the texts;  targets : (n, 25), 0..1;  weights : (n, 25), at least 0, 0 where nothing is known
    """

    analyses: tuple[Analysis, ...]
    targets: Targets
    weights: Targets


@dataclass(frozen=True, slots=True)
class Bias:
    """Sentences labelled for bias, as arrays.

    analyses : of each text; labels : (m,) of its sentences; fold : (m,) of its sentences
    """

    analyses: tuple[Analysis, ...]
    labels: Labels
    fold: Ints

    @classmethod
    def of(cls, biased: Sequence[bool], analyses: Sequence[Analysis], fold_of: Ints) -> Bias:
        """Lay labelled texts out by sentence; each sentence has the label of its text."""
        counts = [len(a.starts) for a in analyses]
        return cls(tuple(analyses), np.repeat(np.array(biased, np.bool_), counts), np.repeat(fold_of, counts))

    def text_of(self) -> Ints:
        """Return the number of the text of each sentence."""
        return np.repeat(np.arange(len(self.analyses)), [len(a.starts) for a in self.analyses])

    @property
    def varied(self) -> bool:
        """Whether both labels occur, without which there is nothing to learn."""
        return bool(self.labels.any() and not self.labels.all())

    def text_fold(self) -> Ints:
        """Return the fold of each text that has a sentence, -1 for one without."""
        counts = np.array([len(a.starts) for a in self.analyses], np.int64)
        first = np.cumsum(counts) - counts
        return np.array([self.fold[f] if c else -1 for f, c in zip(first, counts, strict=True)], np.int64)


class Teacher(Protocol):
    """What else the first stage may learn from, for one split of the data into seen and held out.

    Nothing of it may have been learned from the articles and sentences that the split holds out.
    """

    def rows(self, split: str) -> Sequence[Rows]:
        """Return further sentences."""

    def vectors(self, split: str) -> WordVectors | None:
        """Return vectors of words."""

    def articles(self, split: str) -> Targets | None:
        """Return probabilities of the sentences of articles, (n, 25)."""

    def biased(self, split: str) -> Targets | None:
        """Return probabilities of the sentences labelled for bias, (m, 25)."""


class NoTeacher:
    """Learns from annotators alone, and from further sentences if there are any."""

    def __init__(self, vectors: WordVectors | None = None, rows: Sequence[Rows] = ()) -> None:
        self._vectors, self._rows = vectors, tuple(rows)

    def rows(self, split: str) -> Sequence[Rows]:
        """Return the further sentences that were given."""
        return self._rows

    def vectors(self, split: str) -> WordVectors | None:
        """Return the vectors that were given, if any."""
        return self._vectors

    def articles(self, split: str) -> Targets | None:
        """Return None: no probabilities are known."""
        return None

    def biased(self, split: str) -> Targets | None:
        """Return None: no probabilities are known."""
        return None


def mixed(labels: Values, asked: Labels, taught: Targets | None) -> tuple[Targets, Targets]:
    """Mix labels with a teacher's probabilities: targets and weights, both (n, 25).

    labels, asked : (n, 25); where a label is not asked for, the teacher's probability stands, counting less
    """
    if taught is None:
        return labels.astype(np.float32), asked.astype(np.float32)
    targets = np.where(asked, GOLD_SHARE * labels + (1 - GOLD_SHARE) * taught, taught)
    return targets.astype(np.float32), np.where(asked, 1.0, 1 - GOLD_SHARE).astype(np.float32)


def article_rows(data: Dataset, taken: Labels, taught: Targets | None) -> Rows:
    """Return the sentences of some articles; taken : (n_articles,)."""
    n = len(data.known.labels)
    labels, asked = np.zeros((n, len(OUTPUTS))), np.zeros((n, len(OUTPUTS)), np.bool_)
    labels[:, : N + 1], asked[:, : N + 1] = data.known.labels, data.known.asked
    targets, weights = mixed(labels, asked, taught)
    rows = data.per_sentence(taken.astype(np.int64)).astype(np.bool_)
    analyses = tuple(a for a, take in zip(data.analyses, taken.tolist(), strict=True) if take)
    return Rows(analyses, targets[rows], weights[rows])


def bias_rows(bias: Bias, taken: Labels, taught: Targets | None) -> Rows:
    """Return some of the sentences labelled for bias; taken : (n_texts,)."""
    n = len(bias.labels)
    labels, asked = np.zeros((n, len(OUTPUTS))), np.zeros((n, len(OUTPUTS)), np.bool_)
    labels[:, -1], asked[:, -1] = bias.labels, True
    targets, weights = mixed(labels, asked, taught)
    if taught is not None:
        targets[:, -1], weights[:, -1] = bias.labels, BIAS_WEIGHT
    counts = [len(a.starts) for a in bias.analyses]
    rows = np.repeat(taken, counts)
    analyses = tuple(a for a, take in zip(bias.analyses, taken.tolist(), strict=True) if take)
    return Rows(analyses, targets[rows], weights[rows])
