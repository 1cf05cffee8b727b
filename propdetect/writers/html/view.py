"""What a page says of a report: who speaks, which flags, what for; each flag and speaker with a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from propdetect.report import Evidence, Flag, Report, Sentence
from propdetect.taxonomy import GROUPS, TECHNIQUES, Technique
from propdetect.writers.html.escape import shown

# The group of a technique as a letter, so that no mark is told by its colour alone.
LETTERS = {
    "attack_on_reputation": "R",
    "justification": "J",
    "simplification": "S",
    "distraction": "D",
    "call": "C",
    "manipulative_wording": "W",
}
GROUP_NUMBERS = {group: number for number, group in enumerate(GROUPS)}
VOICES = {
    "narrator": "the article",
    "quoted": "quoted",
    "reported": "reported",
    "scare": "words held at a distance",
}
_KINDS = {
    "word": "word",
    "word_pair": "word pair",
    "spelling": "spelling of a word new to the model",
    "lexicon": "lexicon",
    "style": "style",
    "context": "context",
}
# A flag over a whole sentence has dozens of pieces of evidence; the page names the strongest and counts the others.
_MOST = 12
# Decimals of probabilities and contributions in the data: what the page shows, so that none is rounded twice.
_DECIMALS = 2


class Said(NamedTuple):
    """How something is said, a key of `VOICES`, and by whom, where the text gives a name."""

    voice: str
    speaker: str | None

    @property
    def row(self) -> str:
        """What the table of speakers calls them; what is held at a distance is still said by the article."""
        if self.voice in ("narrator", "scare"):
            return VOICES["narrator"]
        return "nobody named" if self.speaker is None else self.speaker


@dataclass(slots=True)
class Tally:
    """What one speaker says: how many sentences and words, and the flags among them by technique.

    number : of the speaker, in the order in which they first speak
    named : the text gives a name
    """

    number: int
    named: bool
    sentences: int = 0
    words: int = 0
    flags: Counter[str] = field(default_factory=Counter)


def said(what: Sentence | Flag) -> Said | None:
    """Return how and by whom a sentence or a flag is said; None where the report does not tell."""
    voice = getattr(what, "voice", None)
    if voice not in VOICES:
        return None
    speaker: object = getattr(what, "speaker", None)
    name = getattr(speaker, "name", speaker)
    return Said(voice, None if name is None else str(name))


class View:
    """The flags and speakers of one report, read once.

    place : turns an offset of the text into line and column
    """

    def __init__(self, report: Report, place: Callable[[int], tuple[int, int]]) -> None:
        self.report = report
        # each flag with the number of its sentence, and who says it
        self.flags: list[tuple[int, Flag, Said]] = []
        self.of_sentence: list[list[int]] = []
        self.speakers: dict[str, Tally] = {}
        self._said: dict[Said, int] = {}
        self._rows: list[list[Any]] = []
        for number, sentence in enumerate(report.sentences):
            self._read(number, sentence, place)
        self.counts = Counter(flag.technique for _, flag, _ in self.flags)
        scores = report.scores
        self.found: list[Technique] = sorted(
            (technique for technique in TECHNIQUES if self.counts[technique.id]), key=lambda t: -scores[t.id]
        )
        self._techniques = {technique.id: number for number, technique in enumerate(self.found)}

    def _read(self, number: int, sentence: Sentence, place: Callable[[int], tuple[int, int]]) -> None:
        """Take in a sentence and its flags."""
        whose = said(sentence) or Said("narrator", None)
        tally = self._tally(whose)
        tally.sentences += 1
        tally.words += len(sentence.text.split())
        flags = sentence.flags
        self.of_sentence.append(list(range(len(self.flags), len(self.flags) + len(flags))))
        for flag in flags:
            # beside a quotation words of the same sentence may be the article's own
            own = whose if getattr(flag, "voice", None) is None else said(flag) or whose
            self._tally(own).flags[flag.technique] += 1
            self.flags.append((number, flag, own))
        line, column = place(sentence.start)
        scores = [round(sentence.propaganda, _DECIMALS), round(sentence.bias, _DECIMALS)]
        self._rows.append([*scores, self._said[whose], f"{line}:{column}"])

    def _tally(self, whose: Said) -> Tally:
        """Return the tally of who says something."""
        self._said.setdefault(whose, len(self._said))
        row = whose.row
        named = row == whose.speaker
        return self.speakers.setdefault(row, Tally(len(self.speakers), named))

    @property
    def voices(self) -> list[str]:
        """The voices that occur, in the order of `VOICES`."""
        present = {whose.voice for whose in self._said}
        return [voice for voice in VOICES if voice in present]

    @property
    def flagged(self) -> int:
        """How many sentences have a flag."""
        return sum(map(bool, self.of_sentence))

    def data(self) -> dict[str, Any]:
        """Return what the page's script works with, as JSON-ready values; evidence of flags only.

        sentences : [propaganda, bias, number in `said`, "line:column"] of each
        flags : [sentence, technique, probability, [[text, kind, log-odds, source], ...], pieces left out, number
            in `said`] of each
        said : [voice, speaker, row of the table of speakers] of each way and person
        """
        kinds: dict[str, int] = {}
        sources: dict[str, int] = {}
        flags = []
        for sentence, flag, whose in self.flags:
            strongest = sorted(flag.evidence, key=lambda evidence: -abs(evidence.contribution))[:_MOST]
            pieces = [_piece(evidence, kinds, sources) for evidence in strongest]
            rest = len(flag.evidence) - len(pieces)
            score = round(flag.score, _DECIMALS)
            flags.append([sentence, self._techniques[flag.technique], score, pieces, rest, self._said[whose]])
        return {
            "letters": list(LETTERS.values()),
            "groups": list(GROUPS.values()),
            "voices": VOICES,
            "techniques": [
                {"id": t.id, "name": t.name, "group": GROUP_NUMBERS[t.group], "definition": t.definition}
                for t in self.found
            ],
            "said": [
                [whose.voice, whose.speaker and shown(whose.speaker), self.speakers[whose.row].number]
                for whose in self._said
            ],
            "sentences": self._rows,
            "flags": flags,
            "kinds": [_KINDS.get(kind, shown(kind)) for kind in kinds],
            "sources": [shown(source) for source in sources],
        }


def _piece(evidence: Evidence, kinds: dict[str, int], sources: dict[str, int]) -> list[Any]:
    """Return a piece of evidence with numbers for what repeats."""
    kind = kinds.setdefault(evidence.kind, len(kinds))
    source = None if evidence.source is None else sources.setdefault(evidence.source, len(sources))
    return [shown(evidence.text), kind, round(evidence.contribution, _DECIMALS), source]
