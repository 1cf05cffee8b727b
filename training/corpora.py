"""Read the corpora that the shipped model is learned from, and deal them into folds by topic."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from propdetect.analysis import analyse
from propdetect.evaluation.annotated import read
from propdetect.hashing import Ints
from propdetect.learn.dataset import Dataset, dataset, deal
from propdetect.learn.rows import Bias
from propdetect.lexicon.match import Matcher
from propdetect.text.sentences import SentenceParameters
from training.pool import Pool, cut, pool
from training.topics import topic_clusters

ARTICLES, BIASED = "techniques-en.jsonl", "bias-en.jsonl"
MEMES, FALLACIES, UNLABELLED = "memes-en.jsonl", "fallacies-en.jsonl", "unlabelled-en.jsonl"
NPOV, SPEAKERS = "npov-en.jsonl", "sources-en.jsonl"
FILES = (ARTICLES, BIASED, MEMES, FALLACIES, UNLABELLED, NPOV, SPEAKERS)
# The part of ARTICLES that is of another period, outlets and guidelines, to test a model of the others on.
NEWER = "checkthat2024-task3"
FOLDS = 3
# Names that outlets' topics have in the data twice.
_SAME_TOPIC = {"blm": "black lives matter", "gun-control": "gun control", "vaccines": "vaccine"}


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Read a JSON Lines file. Raises ValueError, naming file and line, for a line that is not JSON."""
    rows = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                rows.append(json.loads(line))
            except ValueError as error:
                raise ValueError(f"{path}:{number}: not a JSON record ({error}); mend or drop the line") from None
    return rows


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, as the manifest records it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Corpora:
    """The annotated articles and sentences with their folds, and sentences without labels of techniques.

    data : articles;  newer : (n_articles,) bool, those of the newer part
    bias : sentences labelled for bias; leaning : of the outlet of each such text, "" where not stated
    bias_sentences, pool, further : the sentences themselves; further ones are of encyclopaedias, speeches, short
        messages and other news than the pool's
    """

    data: Dataset
    newer: np.ndarray[Any, np.dtype[np.bool_]]
    bias: Bias
    bias_sentences: tuple[str, ...]
    leaning: tuple[str, ...]
    pool: Pool
    further: Pool

    def sentences(self) -> tuple[str, ...]:
        """Return the sentences of the articles."""
        return tuple(
            s
            for article, a in zip(self.data.articles, self.data.analyses, strict=True)
            for s in cut(article.text, a)
        )


def _bias_folds(rows: list[dict[str, Any]]) -> Ints:
    """Deal sentences with bias labels into folds by the topic that most of their group has."""
    topics: dict[str, Counter[str]] = {}
    for row in rows:
        topic = row.get("topic") or row["group"]
        topics.setdefault(row["group"], Counter())[_SAME_TOPIC.get(topic, topic)] += 1
    chosen = [topics[row["group"]].most_common(1)[0][0] for row in rows]
    numbers = {name: i for i, name in enumerate(sorted(set(chosen)))}
    return deal(np.array([numbers[name] for name in chosen]), np.ones(len(rows), np.int64), FOLDS)


def _pool(folder: Path, files: tuple[str, ...], parameters: SentenceParameters, matcher: Matcher) -> Pool:
    """Read sentences whose labels, if they have any, are not used."""
    return pool([row["text"] for file in files for row in read_jsonl(folder / file)], parameters, matcher)


def load(folder: Path, parameters: SentenceParameters, matcher: Matcher) -> Corpora:
    """Read a folder of corpora; everything is in the order of its files."""
    articles = read([folder / ARTICLES]).articles
    clusters = topic_clusters([a.text for a in articles], [a.group for a in articles])
    fold = deal(clusters, np.array([len(a.text) for a in articles]), FOLDS)
    data = dataset(articles, [analyse(a.text, parameters, matcher) for a in articles], fold)
    biased = read_jsonl(folder / BIASED)
    analyses = [analyse(row["text"], parameters, matcher) for row in biased]
    return Corpora(
        data,
        np.array([a.corpus == NEWER for a in articles]),
        Bias.of([row["biased"] for row in biased], analyses, _bias_folds(biased)),
        tuple(s for row, a in zip(biased, analyses, strict=True) for s in cut(row["text"], a)),
        tuple(str(row.get("leaning") or "") for row in biased),
        _pool(folder, (UNLABELLED,), parameters, matcher),
        _pool(folder, (SPEAKERS, NPOV), parameters, matcher),
    )
