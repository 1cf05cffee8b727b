"""How the cost grows: with the text, with the lexicon, with the outputs, with who speaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from unittest.mock import patch

import numpy as np

import propdetect
from propdetect.analysis import Analysis
from propdetect.lexicon.match import compile_entries
from propdetect.lexicon.read import Entry
from propdetect.model.scoring import Weights, in_context, probability
from propdetect.speech import NARRATOR
from propdetect.taxonomy import IDS
from propdetect.text.voice import FEATURES, Voices

_LETTERS = "bdfgklmnprstvz"
_VOWELS = "aeiou"
# Texts that are scored in one call at most, and the MB from which on once is enough.
_PART, _LARGE = 10_000, 50.0


def _medians(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median processor time of each way over alternating rounds; the first round does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, way in ways.items():
            start = time.process_time()
            way()
            seconds[name].append(time.process_time() - start)
    return {name: median(times[1:]) for name, times in seconds.items()}


def with_text(
    detector: propdetect.Detector, texts: Sequence[str], sizes: Sequence[float], rounds: int
) -> dict[float, float]:
    """Return the processor time a MB, in seconds, of `score_arrays` for texts of some sizes, in MB, together.

    What is large is scored once, and its scores are dropped part by part, as by a program that must not hold all.
    """
    per_text = sum(len(text.encode()) for text in texts) / len(texts) / 1e6
    found = {}
    for size in sizes:
        count = max(round(size / per_text), 1)
        chosen = [texts[i % len(texts)] for i in range(count)]
        if size < per_text:
            chosen = [texts[0][: round(size * 1e6)]]
        measured = sum(len(text.encode()) for text in chosen) / 1e6
        parts = [chosen[i : i + _PART] for i in range(0, len(chosen), _PART)]

        def way(parts: list[list[str]] = parts) -> object:
            return sum(len(detector.score_arrays(part)) for part in parts)

        once = size >= _LARGE
        start = time.process_time()
        seconds = 0.0 if once else _medians({"": way}, rounds)[""]
        if once:
            way()
            seconds = time.process_time() - start
        found[size] = seconds / measured
    return found


def _entries(count: int) -> list[Entry]:
    """Invent phrases of three words that are in no text."""
    syllables = [a + b for a in _LETTERS for b in _VOWELS]
    words = [a + b + c for a in syllables for b in syllables[:20] for c in syllables[:5]]
    phrases = [
        f"{words[i % len(words)]} {words[7 * i % len(words)]} {words[i // len(words)]}" for i in range(count)
    ]
    return [
        Entry(IDS[i % len(IDS)], phrase, 2, "", f"invented:{i + 1}", (phrase,), False)
        for i, phrase in enumerate(phrases)
    ]


def with_lexicon(detector: propdetect.Detector, texts: Sequence[str], sizes: tuple[int, int], rounds: int) -> float:
    """Return how many times longer `score_arrays` takes with the larger of two lexicons."""
    ways: dict[str, Callable[[], object]] = {}
    for size in sizes:
        matcher = compile_entries(_entries(size))
        other = propdetect.Detector(detector.weights, matcher, detector.parameters, detector.info)
        ways[str(size)] = lambda other=other: other.score_arrays(texts)  # type: ignore[misc]
    medians = _medians(ways, rounds)
    return medians[str(sizes[1])] / medians[str(sizes[0])]


def _doubled(weights: Weights) -> Weights:
    """Give weights every output twice."""
    rows = ("word_rows", "pair_rows", "ngram_rows", "lexicon_rows", "style_rows", "context")
    numbers = ("intercept", "context_center", "thresholds", "span_costs", "span_gaps")
    return replace(
        weights, **{name: np.concatenate((getattr(weights, name),) * 2, -1) for name in (*rows, *numbers)}
    )


def with_outputs(detector: propdetect.Detector, texts: Sequence[str], rounds: int) -> float:
    """Return how many times longer texts take, taken apart and scored, with each output twice."""
    text = "\n\n".join(texts)[:300_000]
    ways: dict[str, Callable[[], object]] = {}
    for name, weights in (("once", detector.weights), ("twice", _doubled(detector.weights))):
        other = propdetect.Detector(weights, detector.matcher, detector.parameters, detector.info)

        def way(other: propdetect.Detector = other) -> object:
            analysis = other.analyse(text)
            own = other.own_logits(analysis)
            return probability(in_context(own, analysis.documents, other.weights, len(IDS)))

        ways[name] = way
    medians = _medians(ways, rounds)
    return medians["twice"] / medians["once"]


def _narrator(text: str, analysis: Analysis, document: int = 0, at: int = 0) -> Voices:
    """Stand in for `voices_of`: all of a text is the narrator's."""
    n = len(analysis.starts)
    return Voices((NARRATOR,) * n, (None,) * n, (), (), (), (bytes(n),) * len(FEATURES), np.diff(analysis.first))


def with_voices(detector: propdetect.Detector, texts: Sequence[str], rounds: int) -> float:
    """Return how many times longer whole reports take, `to_dict` included, with the voices found than without."""

    def reports() -> None:
        for text in texts:
            detector.score(text).to_dict()

    def silent() -> None:
        with patch("propdetect.evidence.voices_of", _narrator):
            reports()

    medians = _medians({"with": reports, "without": silent}, rounds)
    return medians["with"] / medians["without"]
