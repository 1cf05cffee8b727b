"""Other classifiers, where they are installed, on the same sentences: fastText's command line, VADER, spaCy."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.throughput import Data
from propdetect.taxonomy import IDS

FASTTEXT, VADER, SPACY = "fastText, command line", "VADER", "spaCy TextCatBOW"
# Sentences that a peer is trained on: its speed hardly depends on them.
_TRAINED = 2000
# The command line reads its model anew each time, so it is given the sentences this often.
REPEATED = {FASTTEXT: 4}

Way = Callable[[], object]


def fasttext(data: Data, sentences: list[str], folder: Path) -> Way | None:
    """Return how to get all probabilities of sentences from fastText; None where there is no command `fasttext`."""
    command = shutil.which("fasttext")
    if command is None:
        return None
    lines = []
    for text, row in zip(data.sentences[:_TRAINED], data.labels[:_TRAINED].tolist(), strict=False):
        labels = [id_ for id_, shown in zip(IDS, row, strict=True) if shown] or ["none"]
        lines.append(" ".join([*(f"__label__{label}" for label in labels), " ".join(text.split())]))
    lines += [f"__label__{id_} word" for id_ in (*IDS, "none")]
    train, asked, model = folder / "train.txt", folder / "asked.txt", folder / "model"
    train.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    plain = "\n".join(" ".join(sentence.split()) for sentence in sentences)
    asked.write_text("\n".join([plain] * REPEATED[FASTTEXT]) + "\n", encoding="utf-8", errors="replace")
    settings = {
        "loss": "ova",
        "wordNgrams": 2,
        "bucket": 1 << 18,
        "dim": 10,
        "epoch": 1,
        "minCount": 1,
        "thread": 1,
    }
    options = [part for name, value in settings.items() for part in (f"-{name}", str(value))]
    trained = [command, "supervised", "-input", str(train), "-output", str(model), *options]
    subprocess.run(trained, check=True, capture_output=True)
    predict = [command, "predict-prob", f"{model}.bin", str(asked), str(len(IDS) + 1)]
    return lambda: subprocess.run(predict, check=True, stdout=subprocess.DEVNULL)


def vader(data: Data, sentences: list[str], folder: Path) -> Way | None:
    """Return how to score sentences with VADER; None where it is not installed."""
    module = _module("vaderSentiment.vaderSentiment")
    if module is None:
        return None
    analyzer = module.SentimentIntensityAnalyzer()
    return lambda: [analyzer.polarity_scores(sentence) for sentence in sentences]


def spacy(data: Data, sentences: list[str], folder: Path) -> Way | None:
    """Return how to score sentences with a bag-of-words classifier of spaCy; None where it is not installed."""
    module = _module("spacy")
    if module is None:
        return None
    training = _module("spacy.training")
    pipeline = module.blank("en")
    architecture = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": False,
        "ngram_size": 2,
        "no_output_layer": False,
        "length": 1 << 18,
    }
    classifier = pipeline.add_pipe("textcat_multilabel", config={"model": architecture})
    for id_ in IDS:
        classifier.add_label(id_)
    known = [
        training.Example.from_dict(pipeline.make_doc(text), {"cats": dict(zip(IDS, map(float, row), strict=True))})
        for text, row in zip(data.sentences[:_TRAINED], data.labels[:_TRAINED].tolist(), strict=False)
    ]
    pipeline.initialize(lambda: known)
    pipeline.update(known)
    return lambda: sum(len(document.cats) for document in pipeline.pipe(sentences, batch_size=512))


def installed(data: Data, sentences: list[str], folder: Path) -> dict[str, Way]:
    """Return the peers that are installed, by name, ready to score the sentences.

    folder : an empty one for their files, which is there until they were timed
    """
    ways = {name: peer(data, sentences, folder) for name, peer in PEERS.items()}
    return {name: way for name, way in ways.items() if way is not None}


PEERS: dict[str, Callable[[Data, list[str], Path], Way | None]] = {FASTTEXT: fasttext, VADER: vader, SPACY: spacy}


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
