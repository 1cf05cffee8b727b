"""The project's own sentences as rows to learn from: `training/data/authored-en.jsonl`.

Each was written for one technique, as an example of it or as a near miss, or to be neutral. Of the other techniques
only those marked are known: their absence is not.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from propdetect.analysis import Analysis, analyse
from propdetect.learn.labels import N
from propdetect.learn.rows import Rows, Targets
from propdetect.lexicon.match import Matcher
from propdetect.taxonomy import IDS, OUTPUTS, resolve
from propdetect.text.sentences import SentenceParameters

PATH = Path(__file__).parent / "data" / "authored-en.jsonl"
POSITIVE, NEAR_MISS, NEUTRAL = "positive", "near_miss", "neutral"
# That a text shows any technique, or none, counts little: the share of authored texts that do is nothing like that
# of sentences of articles, and a near miss is plain for some readers only. Of `bias` nothing is known.
_ANY = 0.3
# Plain prose (recipes, manuals, zoology) is rare among what a model learns from, and its words are unlike those of
# articles: it counts so many times as much as another sentence.
_PLAIN = 12.0
# Texts are dealt by hash into this many parts: the first is the test, the second holds the reserved plain prose.
_PARTS = 5


@dataclass(frozen=True, slots=True)
class Authored:
    """A text of the project's own.

    kind : "positive", "near_miss" or "neutral"; target : the technique it was written for, "" for a neutral one
    spans : (technique, start, end) of what is marked
    """

    id: str
    text: str
    kind: str
    target: str
    topic: str
    genre: str
    spans: tuple[tuple[str, int, int], ...]

    @property
    def held_out(self) -> bool:
        """Whether the text is in the fifth that nothing is ever trained on."""
        return self._part == 0

    @property
    def reserved(self) -> bool:
        """Whether the text is plain prose that tells how high thresholds must be."""
        return self.kind == NEUTRAL and self._part == 1

    @property
    def trained_on(self) -> bool:
        """Whether weights are fitted on the text."""
        return not (self.held_out or self.reserved)

    @property
    def _part(self) -> int:
        return int(hashlib.sha256(self.text.encode("utf-8")).hexdigest(), 16) % _PARTS


def _authored(row: dict[str, Any]) -> Authored:
    spans = tuple((t, s["start"], s["end"]) for s in row["spans"] for t in resolve(s["technique"]))
    return Authored(row["id"], row["text"], row["kind"], row["target"] or "", row["topic"], row["genre"], spans)


def read(path: Path = PATH) -> list[Authored]:
    """Read all texts, in order."""
    with path.open(encoding="utf-8") as lines:
        return [_authored(json.loads(line)) for line in lines]


def _labels(text: Authored, analysis: Analysis) -> tuple[Targets, Targets]:
    """Return targets and weights of the sentences of a text, both (n, 25)."""
    starts, ends = analysis.folded.to_text(analysis.starts, analysis.ends)
    targets = np.zeros((len(starts), len(OUTPUTS)), np.float32)
    weights = np.zeros_like(targets)
    if text.kind == NEUTRAL:
        weights[:, :N], weights[:, N] = _PLAIN, _PLAIN / 2
        return targets, weights
    for technique, start, end in text.spans:
        shown = (starts < end) & (ends > start)
        targets[shown, IDS.index(technique)] = weights[shown, IDS.index(technique)] = 1
    targets[:, N] = targets[:, :N].any(axis=1)
    weights[:, N] = _ANY * targets[:, N]
    if text.kind == NEAR_MISS:
        weights[:, IDS.index(text.target)] = 1
        weights[:, N] = _ANY
    return targets, weights


def rows(texts: list[Authored], parameters: SentenceParameters, matcher: Matcher) -> Rows:
    """Lay texts out as sentences with targets."""
    analyses = tuple(analyse(text.text, parameters, matcher) for text in texts)
    parts = [_labels(text, analysis) for text, analysis in zip(texts, analyses, strict=True)]
    return Rows(analyses, np.concatenate([t for t, _ in parts]), np.concatenate([w for _, w in parts]))
