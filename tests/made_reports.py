"""Reports of any text with findings anywhere in it, and texts that tend to break whoever writes them down."""

import re

import numpy as np
from hypothesis import strategies as st

from propdetect.report import Explanation, Flag, ModelInfo, Report
from propdetect.speech import Silent
from propdetect.taxonomy import IDS, OUTPUTS
from propdetect.writers import Run, Source, Writer

MODEL = ModelInfo("made-up", "0.1", "0" * 64)
RUN = Run("0.1.0", MODEL, {"min_precision": None, "lexicon": [], "allow": []})
Span = tuple[int, int, str]

_PIECES = (
    "a", "b ", ".", "! ", "\r", "\n", "\r\n", "\n\n", "\f", "\v", "\t", "\0", "\x1b[31m", "\x85", "\u2028",
    "\u2029", "\ud800", "\udfff", "\U0001f600", "\U0001f469\u200d\U0001f467", "e\u0301", "独裁", "=1+1", "+", "-",
    "@", "'", '"', ",", ";", "%", "%0A", ":", "::", "[x](y)", "\\", "{0}", "<b>", "\ufeff", "\u202e",
)  # fmt: skip


class Known:
    """Knows the flags of each sentence beforehand."""

    def __init__(self, flags: list[tuple[Flag, ...]]) -> None:
        self._flags = flags

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        return self._flags[sentence]

    def explain(self, sentence: int, output: str) -> Explanation:
        raise NotImplementedError

    def voices(self) -> Silent:
        return Silent(len(self._flags))


def made(text: str, spans: list[Span], name: str | None = "a.txt", score: float = 0.75) -> Report:
    """A report in which each line is a sentence, and each span a flag of the sentence that it starts in."""
    bounds = [m.span() for m in re.finditer(r"[^\r\n]+(?:\r\n|\r|\n)?", text)] or [(0, 0)]
    decided = np.zeros((len(bounds), len(OUTPUTS)), np.bool_)
    flags: list[list[Flag]] = [[] for _ in bounds]
    for start, end, technique in spans:
        row = max((i for i, (first, _) in enumerate(bounds) if first <= start), default=0)
        decided[row, OUTPUTS.index(technique)] = True
        flags[row].append(Flag(technique, start, end, text[start:end], score, ()))
    starts, ends = (np.array(side, np.int64) for side in zip(*bounds, strict=True))
    probabilities = np.where(decided, score, 0.125)
    return Report(name, text, MODEL, starts, ends, probabilities, decided, Known([tuple(f) for f in flags]))


@st.composite
def nasty(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """Make a text and spans in it, of which no two are equal."""
    text = draw(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=25).map("".join))
    span = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)), st.sampled_from(IDS[:3])).filter(
        lambda span: span[0] < span[1]
    )
    return text, draw(st.lists(span, max_size=5, unique=True))


def write(writer: Writer, *inputs: tuple[Source, Report]) -> None:
    """Have a writer write all inputs of a run."""
    writer.begin(RUN)
    for source, report in inputs:
        writer.record(source, report)
    writer.end()


def offset(text: str, line: int, column: int) -> int:
    """Turn line and column, as editors count them, into an offset."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    return sum(map(len, lines[: line - 1])) + column - 1
