"""What a teacher is trained on: articles, labelled sentences, memes, named fallacies, the project's own texts."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from propdetect.learn.labels import Labels, N
from propdetect.lexicon.match import Matcher
from propdetect.taxonomy import IDS, OUTPUTS, resolve
from propdetect.text.sentences import SentenceParameters
from training import authored
from training.corpora import FALLACIES, MEMES, Corpora, read_jsonl
from training.pool import cut
from training.teacher import Array, Lesson

MAPPING = Path(__file__).parent / "data" / "fallacies.tsv"
# What labels of memes, of quiz-like fallacies and of authored texts count: none is news.
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


def _authored(parameters: SentenceParameters, matcher: Matcher) -> _Part:
    """Return the sentences of the project's own texts that may be trained on."""
    texts = [text for text in authored.read() if text.trained_on]
    rows = authored.rows(texts, parameters, matcher)
    sentences = [s for text, a in zip(texts, rows.analyses, strict=True) for s in cut(text.text, a)]
    return (
        sentences,
        rows.targets,
        np.float32(_AKIN) * np.minimum(rows.weights, np.float32(1)),
        np.zeros(len(sentences), np.bool_),
    )


def lesson(
    corpora: Corpora,
    folder: Path,
    articles: Labels,
    sentences: Labels,
    parameters: SentenceParameters,
    matcher: Matcher,
) -> Lesson:
    """Gather what a teacher is trained on.

    articles : (n_articles,), those it may see; sentences : (m,), those with bias labels that it may see
    """
    parts = (
        _articles(corpora, articles),
        _biased(corpora, sentences),
        _memes(folder),
        _fallacies(folder),
        _authored(parameters, matcher),
    )
    return Lesson(
        [text for texts, _, _, _ in parts for text in texts],
        np.concatenate([targets for _, targets, _, _ in parts]),
        np.concatenate([weights for _, _, weights, _ in parts]),
        np.concatenate([plain for _, _, _, plain in parts]),
    )
