"""How fast texts are scored, beside a plain scikit-learn pipeline in the same run.

python -m benchmarks.throughput [--corpora FOLDER] [--rounds N] [--check]

The pipeline is the one that the model's accuracy is compared with (`training.baseline`): TF-IDF of words and
of character n-grams, one logistic regression a technique. Both sides score the same texts on one core; the pipeline
is handed their sentences already cut. It is timed with the sentences of one text a call, and with those of all
texts in one call, its fastest use, with which `score_arrays` is compared. Time is processor time, and the ratios
are those of medians over alternating rounds, so that a busy machine slows both sides alike.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

import propdetect
from propdetect.analysis import Analysis, analyse
from propdetect.evaluation.annotated import read
from propdetect.learn.dataset import dataset
from propdetect.model.scoring import in_context, probability
from propdetect.model.sums import Logits
from propdetect.taxonomy import IDS, OUTPUTS
from tests.examples import FLAG, QUIET
from training.baseline import vectorizer
from training.corpora import ARTICLES

EXAMPLE = Path(__file__).parents[1] / "examples" / "qaldara.txt"
PIPELINE, ONE_CALL = "scikit-learn pipeline", "the pipeline in one call"
ARITHMETIC, SCORE, REPORT = "arithmetic alone", "score", "score with to_dict()"
ARRAYS, MANY = "score_arrays", "score_many, to_dict()"
# How many times the pipeline's throughput is asked for at least.
BARS = {ARITHMETIC: 20.0, REPORT: 4.0, ARRAYS: 50.0, MANY: 10.0}
# What a way is compared with, where it is not the pipeline with one text a call.
AGAINST = {ARRAYS: ONE_CALL}
# Rows that the pipeline's classifiers are fitted on: its speed hardly depends on them, while its vocabulary,
# which it does depend on, is that of all sentences.
_FITTED = 2000
_SIZE = 1_000_000  # bytes of invented articles, as long as a round needs to be steady
_ARTICLE = 5000  # bytes of an invented article
_SWAPPED = 0.3  # share of its words that are replaced, so that sentences differ
_LABELLED = 0.1  # share of its sentences that show a technique
_SEED = 0

Labels = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Data:
    """Texts, their sentences, and what is said of these.

    name : where the texts come from
    texts : texts to score
    sentences, labels : sentences to fit the pipeline on, and (n_sentences, 23) which technique each shows
    """

    name: str
    texts: tuple[str, ...]
    sentences: tuple[str, ...]
    labels: Labels


@dataclass(frozen=True, slots=True)
class Rate:
    """Median throughput of one way to score, and its ratio to the pipeline's, as `AGAINST` has it."""

    name: str
    sentences: float
    megabytes: float
    ratio: float


def annotated(folder: Path, detector: propdetect.Detector) -> Data:
    """Read annotated articles."""
    articles = read([folder / ARTICLES]).articles
    data = dataset(articles, [analyse(a.text, detector.parameters, detector.matcher) for a in articles])
    sentences = tuple(
        article.text[start:end]
        for article, span in zip(data.articles, data.documents, strict=True)
        for start, end in zip(data.starts[span].tolist(), data.ends[span].tolist(), strict=True)
    )
    texts = tuple(article.text for article in articles)
    return Data(f"articles of {ARTICLES}", texts, sentences, data.known.labels[:, : len(IDS)])


def invented(detector: propdetect.Detector, size: int = _SIZE) -> Data:
    """Make articles of the project's own sentences with words swapped at random; the labels are random as well."""
    draw = random.Random(_SEED)  # noqa: S311 (nothing here is secret)
    example = EXAMPLE.read_text(encoding="utf-8")
    pool = [sentence.text for sentence in detector.score(example).sentences]
    pool += [row.sentence for row in FLAG] + [row.sentence for row in QUIET]
    words = [word for sentence in pool for word in sentence.split()]
    texts, sentences = [example], []
    while sum(map(len, texts)) < size:
        article: list[str] = []
        while sum(map(len, article)) < _ARTICLE:
            chosen = draw.choice(pool).split()
            article.append(" ".join(draw.choice(words) if draw.random() < _SWAPPED else word for word in chosen))
        texts.append("\n\n".join(article))
        sentences += article
    labels = np.random.default_rng(_SEED).random((len(sentences), len(IDS))) < _LABELLED
    return Data("the project's own sentences, words swapped", tuple(texts), tuple(sentences), labels)


def fitted_pipeline(data: Data) -> Pipeline:
    """Fit the vocabulary on all sentences and a classifier a technique on some."""
    vectors = vectorizer().fit(data.sentences)
    every = max(len(data.sentences) // _FITTED, 1)
    rows = np.arange(0, len(data.sentences), every)
    rows = rows[np.argsort(~data.labels[rows].any(axis=1), kind="stable")][:_FITTED]
    known = data.labels[rows]
    known[:, ~known.any(axis=0)] = np.arange(len(rows))[:, None] == 0  # each classifier needs a positive row
    classifier = OneVsRestClassifier(LogisticRegression(solver="liblinear", random_state=_SEED))
    classifier.fit(vectors.transform([data.sentences[i] for i in rows.tolist()]), known)
    return make_pipeline(vectors, classifier)


def arithmetic(detector: propdetect.Detector, analysis: Analysis) -> Logits:
    """Go from the arrays of a text to its probabilities: what the pipeline's `predict_proba` gives."""
    own = detector.own_logits(analysis)
    return probability(in_context(own, analysis.documents, detector.weights, OUTPUTS.index("propaganda")))


def ways(detector: propdetect.Detector, data: Data) -> tuple[dict[str, Callable[[], object]], int]:
    """Return each way to score all texts of the data, by name, and the number of their sentences."""
    analyses = [analyse(text, detector.parameters, detector.matcher) for text in data.texts]
    cut = [[sentence.text for sentence in detector.score(text).sentences] for text in data.texts]
    sentences = [sentence for text in cut for sentence in text]
    pipeline = fitted_pipeline(data)
    return {
        ARITHMETIC: lambda: [arithmetic(detector, analysis).shape for analysis in analyses],
        SCORE: lambda: [len(detector.score(text).starts) for text in data.texts],
        REPORT: lambda: [len(detector.score(text).to_dict()) for text in data.texts],
        ARRAYS: lambda: len(detector.score_arrays(data.texts)),
        MANY: lambda: [len(r.to_dict()) for r in detector.score_many((None, text) for text in data.texts)],
        PIPELINE: lambda: [len(pipeline.predict_proba(text)) for text in cut],
        ONE_CALL: lambda: len(pipeline.predict_proba(sentences)),
    }, len(sentences)


def measure(detector: propdetect.Detector, data: Data, rounds: int) -> list[Rate]:
    """Time every way once a round, on one core; the first round, which warms caches, does not count."""
    with threadpool_limits(1):
        run, sentences = ways(detector, data)
        seconds: dict[str, list[float]] = {name: [] for name in run}
        for _ in range(rounds + 1):
            for name, way in run.items():
                start = time.process_time()
                way()
                seconds[name].append(time.process_time() - start)
    megabytes = sum(len(text.encode()) for text in data.texts) / 1e6
    medians = {name: median(times[1:]) for name, times in seconds.items()}
    return [
        Rate(name, sentences / m, megabytes / m, medians[AGAINST.get(name, PIPELINE)] / m)
        for name, m in medians.items()
    ]


def table(rates: Sequence[Rate]) -> str:
    """Lay rates out in columns."""
    lines = [f"{'':<24}{'sentences/s':>12}{'MB/s':>8}{'ratio':>8}{'bar':>6}"]
    for rate in rates:
        bar = f"{BARS[rate.name]:>6.0f}" if rate.name in BARS else ""
        lines.append(f"{rate.name:<24}{rate.sentences:>12.0f}{rate.megabytes:>8.2f}{rate.ratio:>8.1f}{bar}")
    return "\n".join(lines)


def missed(rates: Sequence[Rate]) -> list[str]:
    """Say which bars were not reached."""
    return [
        f"{rate.name}: {rate.ratio:.1f} times the pipeline, {BARS[rate.name]:.0f} wanted"
        for rate in rates
        if rate.ratio < BARS.get(rate.name, 0.0)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, and return the exit status: 1 where `--check` is given and a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throughput", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--corpora", default=os.environ.get("PROPDETECT_CORPORA"), help="folder of annotated corpora"
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count (default: 5)")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a bar is missed")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds: give at least 1")
    detector = propdetect.load()
    data = annotated(Path(options.corpora), detector) if options.corpora else invented(detector)
    print(f"{len(data.texts)} texts, {data.name}; one core, medians of {options.rounds} rounds")
    rates = measure(detector, data, options.rounds)
    print(table(rates))
    failures = missed(rates) if options.check else []
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
