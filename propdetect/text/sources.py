"""Find where a text attributes words without a reporting verb: "according to", "reportedly", headlines."""

from __future__ import annotations

from typing import NamedTuple

from propdetect.text.mentions import COMMON, NAME, PRO, Mention, noun_phrase, phrase_after, phrase_before
from propdetect.text.reading import Reading
from propdetect.text.speech_words import (
    ACCORDING,
    DETERMINER,
    FEMALE,
    HEDGE,
    MALE,
    NOUN,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    RUMOUR,
    TO,
    VIEW,
    ReportingVerb,
)
from propdetect.text.subjects import Subjects

# Tokens before a headline's colon at least, and after it at most, where a source stands there.
_HEADLINE, _SOURCE = 4, 4
# Tokens before the end of a sentence within which "according to" goes with any source.
_NEAR = 8
# "in her view", but not "in her words" or "in her eyes", which may be meant as they stand.
_OPINIONS = frozenset(("view", "opinion"))
_OWNERS = {"his": PRONOUN | MALE, "her": PRONOUN | FEMALE, "their": PRONOUN | PLURAL}


class Attribution(NamedTuple):
    """A place where the text says that somebody said something.

    sentence, token : numbers of the sentence and of the word that reports
    first, last : tokens of the reporting clause as far as it was read, last included
    mention : who says it; None where the text does not tell
    verb : the reporting verb; None for "according to" and the like
    reports : whether it makes its sentence reported speech without a quotation beside it
    left, right : numbers of the quoted passages directly before and after the clause, -1 for none
    """

    sentence: int
    token: int
    first: int
    last: int
    mention: Mention | None
    verb: ReportingVerb | None
    reports: bool
    left: int = -1
    right: int = -1


class Sources:
    """Reads attributions without a verb off a text."""

    def __init__(self, reading: Reading, subjects: Subjects) -> None:
        self._reading, self._subjects = reading, subjects

    def at(self, at: int) -> Attribution | None:
        """Find the attribution at a token that may make one, None where there is none."""
        kind = self._reading.bits[at]
        if kind & ACCORDING:
            return self.according(at)
        if kind & HEDGE:
            return Attribution(self._reading.sentence[at], at, at, at, None, None, True)
        if kind & VIEW:
            return self.view(at)
        return self.rumour(at) if kind & RUMOUR else None

    def according(self, at: int) -> Attribution | None:
        """Read "according to Mauve"."""
        reading = self._reading
        low, high = self._reading.bounds(at)
        if at + 2 >= high or not reading.bits[at + 1] & TO or reading.quoted[at + 2] >= 0:
            return None
        mention, last = self._subjects.after(at + 2, high)
        if mention is None or (mention.kind == COMMON and not mention.bits & NOUN and not _tail(reading, at, high)):
            return None
        left = reading.quoted[at - 1] if at > low else -1
        return Attribution(reading.sentence[at], at, at, last, mention, None, True, left)

    def rumour(self, at: int) -> Attribution | None:
        """Read "legend has it that"."""
        reading = self._reading
        _, high = self._reading.bounds(at)
        if at + 3 >= high or reading.word(at + 1) not in ("has", "had") or reading.word(at + 2) != "it":
            return None
        return Attribution(reading.sentence[at], at, at, at + 2, noun_phrase(reading, at, at + 1), None, True)

    def after_colon(self, at: int) -> Attribution | None:
        """Read the source at the end of a headline: "Harbour toll 'will not rise': mayor"."""
        reading = self._reading
        low, high = self._reading.bounds(at)
        end = reading.ends[high - 1]
        if not at - low >= _HEADLINE or high - at > _SOURCE or reading.text[end : end + 1] not in ("", "\n", "\r"):
            return None
        if reading.bits[at] & DETERMINER or phrase_after(reading, at, high) != high:
            return None
        mention = noun_phrase(reading, at, high)
        if mention is None or not (mention.kind == NAME or mention.bits & NOUN):
            return None
        return Attribution(reading.sentence[at], at, at, high - 1, mention, None, True)

    def view(self, at: int) -> Attribution | None:
        """Read "in Mauve's view", "in her opinion,", "in the words of Mauve"."""
        reading = self._reading
        low, high = self._reading.bounds(at)
        if at - 2 >= low and reading.word(at) in _OPINIONS and reading.word(at - 2) == "in":
            bits = _OWNERS.get(reading.word(at - 1), 0)
            if bits and reading.quoted[at - 1] < 0 and (at + 1 >= high or not reading.joined(at + 1)):
                pronoun = Mention(PRO, at - 1, at - 1, True, (), bits)
                return Attribution(reading.sentence[at], at, at - 2, at, pronoun, None, True)
        if at - 2 >= low and reading.quoted[at - 1] < 0 and reading.possessive(at - 1):
            start = phrase_before(reading, at - 1, low)
            while start < at - 1 and not reading.bits[start] & PREPOSITION:
                start += 1
            if start < at - 1 and reading.word(start) in ("in", "by"):
                owner = noun_phrase(reading, start + 1, at)
                return Attribution(reading.sentence[at], at, start, at, owner, None, True) if owner else None
        if at + 2 < high and at - 2 >= low and reading.word(at + 1) == "of" and reading.word(at - 2) == "in":
            mention, last = self._subjects.after(at + 2, high)
            return Attribution(reading.sentence[at], at, at - 2, last, mention, None, True) if mention else None
        return None


def _tail(reading: Reading, at: int, high: int) -> bool:
    """Whether "according to" stands at either end of its sentence, as it does with sources."""
    return at == reading.first[reading.sentence[at]] or high - at < _NEAR
