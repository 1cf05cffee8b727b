"""The passages with gold voices, how the figures on them are counted, and the voices of a text."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import propdetect
from propdetect.analysis import analyse, voices_of
from propdetect.speech import Speaker
from propdetect.text.voice import Voices

DATA = Path(__file__).with_name("data") / "voice.jsonl"


@cache
def parts() -> tuple[Any, Any]:
    detector = propdetect.load()
    return detector.parameters, detector.matcher


def voices(text: str) -> Voices:
    return voices_of(text, analyse(text, *parts()))


def spoken(text: str) -> list[tuple[str, str, str | None]]:
    """The sentences of a text, each with its voice and its speaker's name."""
    analysis = analyse(text, *parts())
    found = voices_of(text, analysis)
    starts, ends = analysis.folded.to_text(analysis.starts, analysis.ends)
    spans = zip(starts.tolist(), ends.tolist(), found.voice, found.speaker, strict=True)
    return [(text[start:end], voice, who.name if who else None) for start, end, voice, who in spans]


def passages(split: str | None = None) -> Iterator[dict[str, Any]]:
    with DATA.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if split in (None, record["split"]):
                yield record


def head(name: str) -> str:
    """A name in capitals as it is, of other nouns the last word."""
    last = name.split()[-1]
    return (name if last[0].isupper() else last).casefold()


@dataclass
class Figures:
    """Counts, and what is made of them."""

    sentences: Counter[bool] = field(default_factory=Counter)
    quotations: Counter[str] = field(default_factory=Counter)
    speakers: Counter[str] = field(default_factory=Counter)

    @property
    def accuracy(self) -> float:
        return self.sentences[True] / self.sentences.total()

    @staticmethod
    def f1(counts: Counter[str]) -> float:
        return 2 * counts["both"] / (counts["found"] + counts["gold"])


RESAMPLES, SEED = 1000, 0


def intervals(records: Iterable[dict[str, Any]]) -> tuple[list[float], list[tuple[float, float]]]:
    """The three figures of passages, and their 95 % percentile intervals: passages are drawn with replacement."""
    each = []
    for record in records:
        one = figures([record])
        counts = (one.quotations[k] for k in ("both", "found", "gold"))
        said = (one.speakers[k] for k in ("both", "found", "gold"))
        each.append([one.sentences[True], one.sentences.total(), *counts, *said])
    table = np.array(each)

    def rates(of: Any) -> Any:
        return np.stack([of[0] / of[1], 2 * of[2] / (of[3] + of[4]), 2 * of[5] / (of[6] + of[7])])

    drawn = np.random.default_rng(SEED).integers(0, len(table), (RESAMPLES, len(table)))
    low, high = np.percentile(rates(table[drawn].sum(axis=1).T), [2.5, 97.5], axis=1)
    return rates(table.sum(axis=0)).tolist(), list(zip(low.tolist(), high.tolist(), strict=True))


def figures(records: Iterable[dict[str, Any]]) -> Figures:
    """Compare gold sentences with those they overlap most, and passages by their exact spans."""
    out = Figures()
    for record in records:
        text = record["text"]
        analysis = analyse(text, *parts())
        found = voices_of(text, analysis)
        starts, ends = analysis.folded.to_text(analysis.starts, analysis.ends)
        for gold in record["sentences"]:
            overlap = np.minimum(ends, gold["end"]) - np.maximum(starts, gold["start"])
            voice, speaker = found.of(int(overlap.argmax()))
            out.sentences[voice == gold["voice"]] += 1
            _count(out.speakers, speaker, gold["speaker"])
        spans = {(one.start, one.end) for one in found.quotations}
        wanted = {(one["start"], one["end"]) for one in record["quotations"]}
        out.quotations.update(both=len(spans & wanted), found=len(spans), gold=len(wanted))
    return out


def _count(counts: Counter[str], found: Speaker | None, gold: dict[str, Any] | None) -> None:
    same = found is not None and gold is not None and head(found.name) == head(gold["name"])
    counts.update(both=int(same), found=int(found is not None), gold=int(gold is not None))
