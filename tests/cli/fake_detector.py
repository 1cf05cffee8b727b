"""A detector without a model: it knows a handful of phrases, so that what commands print is known.

It cannot take texts apart together, so each is scored alone.

Run as a program it is the command line with that detector, for tests that need a process.
"""

import re
from collections.abc import Iterable, Iterator

import numpy as np

from propdetect.batch import ErrorRecord
from propdetect.report import Evidence, Explanation, Flag, ModelInfo, Report
from propdetect.speech import Speaker
from propdetect.taxonomy import OUTPUTS, get

PHRASES = {
    "colourful revolution": "loaded_language",
    "a colourful revolution of puppets": "name_calling_labeling",
    "revolution of puppets, again": "doubt",
    "rise now": "appeal_to_time",
}
PRESENT, ABSENT = 0.75, 0.125
INTERCEPT, CONTEXT = -2.5, 0.0625


class Voices:
    """What stands in quotation marks is said by Venn; nothing else is."""

    def __init__(self, text: str, spans: list[tuple[int, int]]) -> None:
        quoted = [text[start] == '"' for start, _ in spans]
        self.voice = tuple("quoted" if each else "narrator" for each in quoted)
        at = text.find("Venn")
        venn = Speaker("Venn", at, at + 4) if at >= 0 else None
        self.speaker = tuple(venn if each else None for each in quoted)
        self.words = np.ones(len(spans), np.int64)


class Explainer:
    def __init__(self, text: str, spans: list[tuple[int, int]]) -> None:
        self.text, self.spans = text, spans

    def hits(self, sentence: int) -> list[tuple[str, int, int]]:
        start, end = self.spans[sentence]
        found = [(t, p, self.text.find(p, start, end)) for p, t in PHRASES.items()]
        return sorted(((t, at, at + len(p)) for t, p, at in found if at >= 0), key=lambda hit: hit[1:])

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        whose = self.voices().voice[sentence], self.voices().speaker[sentence]
        return tuple(Flag(t, s, e, self.text[s:e], PRESENT, (), *whose) for t, s, e in self.hits(sentence))

    def voices(self) -> Voices:
        return Voices(self.text, self.spans)

    def explain(self, sentence: int, output: str) -> Explanation:
        if output not in OUTPUTS:
            get(output)
        start, end = self.spans[sentence]
        words = [
            Evidence("word", m.group(), start + m.start(), start + m.end(), 0.1 * (-1) ** i * (1 + i / 3))
            for i, m in enumerate(re.finditer(r"\w+", self.text[start:end]))
        ]
        entries = [
            Evidence("lexicon", self.text[s:e], s, e, 3.25, f"lexicons/en/{t}.tsv:12")
            for t, s, e in self.hits(sentence)
            if t == output
        ]
        context = Evidence("context", "mean of the other sentences", None, None, CONTEXT)
        evidence = (*words, *entries, context)
        logit = INTERCEPT + sum(e.contribution for e in evidence)
        present = bool(entries)
        return Explanation(output, INTERCEPT, evidence, logit, (ABSENT, PRESENT)[present], 0.5, 0.25, present)


class FakeDetector:
    info = ModelInfo("fake", "0", "0" * 64)
    min_precision: float | None = None

    def score(self, text: str, id: str | None = None) -> Report:  # noqa: A002
        if "CRASH" in text:
            raise ValueError("crashed on purpose")
        spans = [m.span() for m in re.finditer(r"\S[^.!]*[.!]?", text)]
        explainer = Explainer(text, spans)
        probabilities = np.full((len(spans), len(OUTPUTS)), ABSENT)
        for row in range(len(spans)):
            for technique, _, _ in explainer.hits(row):
                probabilities[row, [OUTPUTS.index(technique), -2]] = PRESENT
        starts = np.array([s for s, _ in spans], np.int64)
        ends = np.array([e for _, e in spans], np.int64)
        return Report(id, text, self.info, starts, ends, probabilities, probabilities > 0.5, explainer)

    def score_many(
        self, items: Iterable[tuple[str | None, str]], n_jobs: int = 1
    ) -> Iterator[Report | ErrorRecord]:
        for id_, text in items:
            try:
                yield self.score(text, id_)
            except ValueError as error:
                yield ErrorRecord(id_, str(error))


if __name__ == "__main__":
    from propdetect.cli import detector, main

    detector.load = lambda *_: FakeDetector()
    main()
