"""What a report says of who speaks: speakers, and the share, scores and flags of each voice. Knows no text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from propdetect.taxonomy import IDS, OUTPUTS

NARRATOR, QUOTED, REPORTED, SCARE = VOICES = ("narrator", "quoted", "reported", "scare")
# What a row of `Report.voices` stands for: the writer, a speaker, or words that the text attributes to nobody.
WRITER, SPEAKER, UNATTRIBUTED = ROWS = ("narrator", "speaker", "unattributed")
_OWN = frozenset((NARRATOR, SCARE))
_N = len(IDS)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a text attributes words to.

    name : the fullest name that the text gives, without title or article; for others the noun ("spokeswoman")
    start, end : code points of that name where it first stands; `text[start:end] == name`
    """

    name: str
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        """Return the speaker as JSON-ready values."""
        return {"name": self.name, "start": self.start, "end": self.end}


class Marked(str):
    """A text that was read out of markup, and what the markup set off as block quotes.

    blocks : their spans in the text, code points, in order
    """

    __slots__ = ("blocks",)
    blocks: tuple[tuple[int, int], ...]

    def __new__(cls, text: str, blocks: Iterable[tuple[int, int]] = ()) -> Marked:
        """Make a text of a plain one."""
        made = super().__new__(cls, text)
        made.blocks = tuple(blocks)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Marked, (str(self), self.blocks)


class Voiced(Protocol):
    """The voices of a text's sentences."""

    @property
    def voice(self) -> Sequence[str]:
        """Of each sentence one of `VOICES`."""

    @property
    def speaker(self) -> Sequence[Speaker | None]:
        """Of each sentence whom the text attributes it to."""

    @property
    def words(self) -> npt.NDArray[np.int64]:
        """Of each sentence the number of its words."""


class Silent:
    """The voices of a text that nobody has looked into: all of it is the narrator's."""

    def __init__(self, sentences: int) -> None:
        self.voice: Sequence[str] = (NARRATOR,) * sentences
        self.speaker: Sequence[Speaker | None] = (None,) * sentences
        self.words = np.ones(sentences, np.int64)


@dataclass(frozen=True, slots=True)
class Voice:
    """What one voice says in a text: the narrator, a speaker, or all words that are attributed to nobody.

    kind : one of `ROWS`; words that the narrator holds at a distance ("scare") count as the narrator's
    speaker : who it is; None for the narrator and for what nobody is named for
    sentences : how many are its
    words : 0..1, share of the text's words that stand in them
    scores : probability of each technique, 0..1, of the sentence of this voice that shows it most
    propaganda, bias : the same for any technique, and for biased wording
    flags : how many flags lie in its words
    """

    kind: str
    speaker: Speaker | None
    sentences: int
    words: float
    scores: dict[str, float]
    propaganda: float
    bias: float
    flags: int

    @property
    def name(self) -> str:
        """The speaker's name, or "narrator" or "unattributed"."""
        return self.speaker.name if self.speaker else self.kind

    def to_dict(self) -> dict[str, Any]:
        """Return the voice as JSON-ready values."""
        speaker = None if self.speaker is None else self.speaker.to_dict()
        return {
            "voice": self.kind,
            "speaker": speaker,
            "sentences": self.sentences,
            "words": self.words,
            "propaganda": self.propaganda,
            "bias": self.bias,
            "scores": self.scores,
            "flags": self.flags,
        }


Key = Speaker | str
Spoken = tuple[str, Speaker | None]


def whose(spoken: Spoken) -> Key:
    """Return whose words they are: the speaker, `WRITER` or `UNATTRIBUTED`."""
    return WRITER if spoken[0] in _OWN else spoken[1] or UNATTRIBUTED


def summarise(
    voiced: Voiced,
    probabilities: npt.NDArray[np.floating[Any]],
    flags: Iterable[Spoken],
    decimals: int | None = None,
) -> tuple[Voice, ...]:
    """Sum a report up by voice: the narrator first, speakers in the order in which they speak, others last.

    probabilities : (n, 25), columns in the order of `taxonomy.OUTPUTS`
    flags : voice and speaker of each flag
    decimals : how many decimals shares and probabilities keep; all where None
    The narrator is there even without a sentence; empty for a text without sentences.
    """
    n = len(voiced.voice)
    if not n:
        return ()
    numbers: dict[Key, int] = {WRITER: 0}
    owner = np.zeros(n, np.int64)
    for at, voice in enumerate(voiced.voice):
        if voice not in _OWN:
            owner[at] = numbers.setdefault(voiced.speaker[at] or UNATTRIBUTED, len(numbers))
    flagged = Counter(map(whose, flags))
    order = owner.argsort(kind="stable")
    sizes = np.bincount(owner, minlength=len(numbers))
    held = sizes.nonzero()[0]
    peaks = np.zeros((len(numbers), len(OUTPUTS)))
    firsts = (sizes.cumsum() - sizes).take(held)
    peaks[held] = np.maximum.reduceat(probabilities.take(order, axis=0), firsts, axis=0)
    words = np.bincount(owner, voiced.words, len(numbers)) / max(int(voiced.words.sum()), 1)
    if decimals is not None:
        peaks, words = peaks.round(decimals), words.round(decimals)
    rows = zip(numbers, sizes.tolist(), words.tolist(), peaks.tolist(), strict=True)
    found = [_voice(one, count, share, peak, flagged[one]) for one, count, share, peak in rows]
    if UNATTRIBUTED in numbers:
        found.append(found.pop(numbers[UNATTRIBUTED]))
    return tuple(found)


def _voice(key: Key, sentences: int, words: float, peak: list[float], flags: int) -> Voice:
    kind, speaker = (key, None) if isinstance(key, str) else (SPEAKER, key)
    return Voice(kind, speaker, sentences, words, dict(zip(IDS, peak, strict=False)), peak[_N], peak[_N + 1], flags)
