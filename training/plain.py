"""How often a model raises an alarm where there is nothing: in plain prose, and by the leaning of the outlet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from propdetect.learn.crossfit import BIAS_THRESHOLD
from propdetect.learn.labels import N
from training.authored import NEUTRAL, Authored, read
from training.rates import Rate, difference
from training.singly import Scorer

LEFT, RIGHT = "left", "right"
_BIAS = N + 1
_NONE = Rate(0, 0)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A sentence of plain prose that was decided to show something: techniques, `propaganda`, or both."""

    genre: str
    text: str
    techniques: tuple[str, ...]
    propaganda: float


@dataclass(frozen=True, slots=True)
class Alarms:
    """Sentences with a technique decided, and with `propaganda` decided, of all sentences."""

    technique: Rate
    propaganda: Rate

    def __add__(self, other: Alarms) -> Alarms:
        return Alarms(self.technique + other.technique, self.propaganda + other.propaganda)


@dataclass(frozen=True, slots=True)
class Prose:
    """False alarms in plain prose, by genre, with the sentences that raised them."""

    genres: dict[str, Alarms]
    alarms: tuple[Alarm, ...]

    @property
    def overall(self) -> Alarms:
        """The alarms of all genres together."""
        return sum(self.genres.values(), Alarms(_NONE, _NONE))


def held_out_prose() -> list[Authored]:
    """Return the neutral texts of the project's own that nothing is ever trained on."""
    return [text for text in read() if text.kind == NEUTRAL and text.held_out]


def plain_prose(scorer: Scorer, texts: Sequence[Authored] | None = None) -> Prose:
    """Score plain prose, each text by itself, and count the sentences in which something is decided.

    texts : neutral texts; `held_out_prose()` where not given
    """
    genres: dict[str, Alarms] = {}
    alarms = []
    for text in held_out_prose() if texts is None else texts:
        report = scorer.score(text.text)
        n, any_technique = len(report.starts), report.decided[:, :N].any(axis=1)
        raised = report.decided[:, N]
        found = Alarms(Rate(int(any_technique.sum()), n), Rate(int(raised.sum()), n))
        genres[text.genre] = genres.get(text.genre, Alarms(_NONE, _NONE)) + found
        for at in (any_technique | raised).nonzero()[0].tolist():
            sentence = report.sentences[at]
            alarms.append(Alarm(text.genre, sentence.text, sentence.techniques, sentence.propaganda))
    return Prose(dict(sorted(genres.items())), tuple(alarms))


@dataclass(frozen=True, slots=True)
class Leaning:
    """Sentences without bias that were decided to show it, of left- and of right-leaning outlets."""

    left: Rate
    right: Rate

    @property
    def apart(self) -> tuple[float, float, float]:
        """The rate of right-leaning outlets minus that of left-leaning ones, and its 95 % interval."""
        return difference(self.right, self.left)


@dataclass(frozen=True, slots=True)
class Leanings:
    """False positives by leaning: of the output `bias`, and of any technique in the same sentences."""

    bias: Leaning
    technique: Leaning


def false_positives(labels: npt.ArrayLike, decided: npt.ArrayLike, side: npt.ArrayLike) -> Leaning:
    """Count the false positives of each leaning.

    labels : (n,) bool, whether annotators found bias; decided : (n,) bool; side : (n,) "left", "right" or other
    Raises ValueError where lengths differ.
    """
    found, raised, sides = np.asarray(labels, bool), np.asarray(decided, bool), np.asarray(side, str)
    if not len(found) == len(raised) == len(sides):
        raise ValueError(
            f"{len(found)} labels, {len(raised)} decisions, {len(sides)} leanings; give one a sentence"
        )
    rates = []
    for name in (LEFT, RIGHT):
        rows = ~found & (sides == name)
        rates.append(Rate(int(raised[rows].sum()), int(rows.sum())))
    return Leaning(*rates)


def out_of_fold_leaning(
    labels: npt.ArrayLike,
    probabilities: npt.NDArray[np.floating[Any]],
    side: npt.ArrayLike,
    threshold: float = BIAS_THRESHOLD,
) -> Leaning:
    """Count the false positives of `bias` of each leaning, from scores that a build has at hand.

    labels : (n,) bool; probabilities : (n,) of `bias`, 0..1, of sentences that the model of their fold has not seen
    (`CrossFit.bias`); side : (n,) the leaning of each sentence: that of its text, repeated for its sentences
    Raises ValueError where lengths differ.
    """
    return false_positives(labels, np.asarray(probabilities) >= threshold, side)


def leaning(scorer: Scorer, rows: Sequence[Mapping[str, Any]] | None) -> Leanings | None:
    """Count false positives in the sentences labelled for bias, by the leaning of their outlets.

    rows : records of bias-en.jsonl ("text", "biased", "leaning"); None, where there are no corpora, gives None

    The shipped model was fitted on these very sentences, so for it this says less than it seems to: a build
    therefore takes the figure for the card from scores of the folds, by `out_of_fold_leaning`. For a model that
    was made from other data the figure is as good as any. Techniques are decided for these sentences, but no one
    labelled them: a technique counts as a false positive where annotators found no bias.
    """
    if rows is None:
        return None
    labels: list[bool] = []
    biased: list[bool] = []
    techniques: list[bool] = []
    side: list[str] = []
    for row in rows:
        report = scorer.score(row["text"])
        n = len(report.starts)
        labels += [bool(row["biased"])] * n
        side += [str(row.get("leaning") or "")] * n
        biased += report.decided[:, _BIAS].tolist()
        techniques += np.asarray(report.decided[:, :N].any(axis=1)).tolist()
    return Leanings(false_positives(labels, biased, side), false_positives(labels, techniques, side))
