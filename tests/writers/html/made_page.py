"""Reports with the sentences, flags and voices that a test wants, and the pages made of them."""

import re
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from propdetect.report import Evidence, Explanation, Flag, ModelInfo, Report
from propdetect.taxonomy import OUTPUTS
from propdetect.writers import Look, Run, Source, get
from propdetect.writers.html.view import View

MODEL = ModelInfo("made", "1", "f" * 64)
RUN = Run("0.1", MODEL)


@dataclass(frozen=True)
class Spoken:
    """A flag that says who speaks, as a later report does."""

    technique: str
    start: int
    end: int
    text: str
    score: float
    evidence: tuple[Evidence, ...]
    voice: str
    speaker: object


class Made:
    def __init__(self, spans: list[tuple[int, int]], flags: list[Flag]) -> None:
        self.spans, self.all = spans, flags

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        start, end = self.spans[sentence]
        return tuple(flag for flag in self.all if start <= flag.start < end)

    def explain(self, sentence: int, output: str) -> Explanation:
        raise NotImplementedError


def flag(
    text: str,
    words: str,
    technique: str = "loaded_language",
    score: float = 0.8,
    said: tuple[str, str] | None = None,
) -> Flag:
    """A flag over the first place of some words, with three pieces of evidence."""
    start = text.index(words)
    evidence = (
        Evidence("lexicon", words, start, start + len(words), 1.5, "lexicons/en/doubt.tsv:12"),
        Evidence("word", words.split()[0], start, start + len(words.split()[0]), -0.5),
    )
    given = (technique, start, start + len(words), words, score, evidence)
    if said is None:
        return Flag(*given)
    return Spoken(*given, said[0], SimpleNamespace(name=said[1]))  # type: ignore[return-value]


def report(text: str, flags: list[Flag]) -> Report:
    """A report whose sentences end with a full stop or at a blank line."""
    spans = [match.span() for match in re.finditer(r"\S(?:[^.\n]|\n(?!\n))*\.?", text)]
    probabilities = np.full((len(spans), len(OUTPUTS)), 0.125)
    decided = np.zeros(probabilities.shape, bool)
    for one in flags:
        row = next(i for i, (start, end) in enumerate(spans) if start <= one.start < end)
        column = OUTPUTS.index(one.technique)
        probabilities[row, [column, -2]] = one.score
        decided[row, column] = True
    starts, ends = (
        (np.array(side, np.int64) for side in zip(*spans, strict=True)) if spans else [np.zeros(0, int)] * 2
    )
    return Report("a.txt", text, MODEL, starts, ends, probabilities, decided, Made(spans, flags))


def view(text: str, flags: list[Flag]) -> View:
    """What a page says of such a report."""
    return View(report(text, flags), Source("a.txt", text).place)


def page(text: str, flags: list[Flag], name: str = "a.txt") -> str:
    """The page of such a report."""
    return written(report(text, flags), name)


def written(scored: Report, name: str = "a.txt") -> str:
    """The page of any report, as the command writes it."""
    pieces: list[str] = []
    made = get("html").stream
    assert made is not None
    writer = made(pieces.append, Look())
    writer.begin(RUN)
    writer.record(Source(name, scored.text), scored)
    writer.end()
    return "".join(pieces)
