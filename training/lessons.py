"""What a teacher is trained on: articles, sentences with bias labels, memes, named fallacies; a weight a label."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from propdetect.learn.labels import Labels, N
from propdetect.taxonomy import IDS, OUTPUTS, resolve
from training.corpora import FALLACIES, MEMES, Corpora, read_jsonl
from training.teacher import Array, Lesson

MAPPING = Path(__file__).parent / "data" / "fallacies.tsv"
# What labels of memes and of quiz-like fallacies count: neither is news.
_AKIN = 0.5
_Part = tuple[list[str], Array, Array, Labels]


def _articles(corpora: Corpora, taken: Labels) -> _Part:
    rows = corpora.data.per_sentence(taken.astype(np.int64)).astype(np.bool_)
    known = corpora.data.known.take(rows)
    targets, weights = np.zeros((2, rows.sum(), len(OUTPUTS)), np.float32)
    targets[:, : N + 1], weights[:, : N + 1] = known.labels, known.asked
    texts = [s for s, take in zip(corpora.sentences(), rows.tolist(), strict=True) if take]
    return texts, targets, weights, ~known.labels[:, N]


def _biased(corpora: Corpora, taken: Labels) -> _Part:
    targets, weights = np.zeros((2, taken.sum(), len(OUTPUTS)), np.float32)
    targets[:, -1], weights[:, -1] = corpora.bias.labels[taken], 1
    texts = [s for s, take in zip(corpora.bias_sentences, taken.tolist(), strict=True) if take]
    return texts, targets, weights, np.zeros(len(texts), np.bool_)


def _memes(folder: Path) -> _Part:
    """Return memes; a technique of their label set that a meme is not marked with is absent."""
    rows = read_jsonl(folder / MEMES)
    found = [[IDS.index(t) for span in row["spans"] for t in resolve(span["technique"])] for row in rows]
    targets, weights = np.zeros((2, len(rows), len(OUTPUTS)), np.float32)
    for i, columns in enumerate(found):
        targets[i, columns] = 1
    weights[:, sorted({column for columns in found for column in columns})] = _AKIN
    return [row["text"] for row in rows], targets, weights, np.zeros(len(rows), np.bool_)


def _fallacies(folder: Path) -> _Part:
    """Return texts whose fallacy is a technique; they show none of the other techniques that fallacies map to."""
    with MAPPING.open(encoding="utf-8") as lines:
        column = {r["fallacy"]: IDS.index(r["technique"]) for r in csv.DictReader(lines, delimiter="\t")}
    rows = [row for row in read_jsonl(folder / FALLACIES) if row["fallacy"] in column]
    targets, weights = np.zeros((2, len(rows), len(OUTPUTS)), np.float32)
    targets[np.arange(len(rows)), [column[row["fallacy"]] for row in rows]] = 1
    weights[:, sorted(column.values())] = _AKIN
    return [row["text"] for row in rows], targets, weights, np.zeros(len(rows), np.bool_)


def lesson(corpora: Corpora, folder: Path, articles: Labels, sentences: Labels) -> Lesson:
    """Gather what a teacher is trained on.

    articles : (n_articles,), those it may see; sentences : (m,), those with bias labels that it may see
    """
    parts = (_articles(corpora, articles), _biased(corpora, sentences), _memes(folder), _fallacies(folder))
    return Lesson(
        [text for texts, _, _, _ in parts for text in texts],
        np.concatenate([targets for _, targets, _, _ in parts]),
        np.concatenate([weights for _, _, weights, _ in parts]),
        np.concatenate([plain for _, _, _, plain in parts]),
    )
