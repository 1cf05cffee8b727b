"""Find where a text attributes words without a reporting verb: "according to", "reportedly", headlines."""

from __future__ import annotations

from typing import NamedTuple

from propdetect.text.bounds import phrase_after, phrase_before
from propdetect.text.mentions import COMMON, NAME, OTHER, PRO, Mention, noun_phrase
from propdetect.text.reading import Reading
from propdetect.text.speech_words import (
    ACCORDING,
    BE,
    DETERMINER,
    FEMALE,
    HEDGE,
    MALE,
    NOUN,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    RUMOUR,
    THAT,
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
# "by his own account"; whoever makes "clear that" or takes "the view that" says so; "..." was Mauve's reply.
_OWN = frozenset(("account", "admission", "reckoning", "telling"))
_MAKES, _TAKES = frozenset(("make", "makes", "made")), frozenset(("take", "takes", "took", "taken"))
_IDIOMS = frozenset(("clear", "plain", "reply", "answer", "response", "verdict", "motto"))
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
        if reading.word(at) == "per":
            return self._per(at, low, high)
        if at + 2 >= high or not reading.bits[at + 1] & TO or reading.quoted[at + 2] >= 0:
            return None
        mention, last = self._subjects.after(at + 2, high)
        if mention is None or (mention.kind == COMMON and not mention.bits & NOUN and not _tail(reading, at, high)):
            return None
        left = reading.quoted[at - 1] if at > low else -1
        return Attribution(reading.sentence[at], at, at, last, mention, None, True, left)

    def _per(self, at: int, low: int, high: int) -> Attribution | None:
        """Read "per the landlord," at either end of a sentence."""
        reading = self._reading
        if at + 1 >= high or reading.quoted[at + 1] >= 0 or not (at == low or reading.mark(at, ",")):
            return None
        mention, last = self._subjects.after(at + 1, high)
        closed = last + 1 >= high or reading.mark(last + 1, ",")
        if mention is None or not closed or not (mention.kind == NAME or mention.bits & NOUN):
            return None
        return Attribution(reading.sentence[at], at, at, last, mention, None, True)

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
        """Read "in Mauve's view", "in her opinion,", "in the words of Mauve"; and see `_idiom`."""
        reading = self._reading
        low, high = self._reading.bounds(at)
        word = reading.word(at)
        if word in _IDIOMS:
            return self._idiom(at, low, high)
        if word in _OWN and at - 2 >= low and reading.word(at - 1) == "own":
            return self._own_account(at, high)
        if at + 1 < high and at - 2 > low and reading.bits[at + 1] & THAT and reading.word(at - 2) in _TAKES:
            return self._taken(at, at - 2, low)
        if at - 2 >= low and word in _OPINIONS and reading.word(at - 2) == "in":
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

    def _taken(self, at: int, verb: int, low: int) -> Attribution | None:
        """Read whoever "takes the view that" or "makes clear that"; verb : that verb."""
        mention, first, passive = self._subjects.find(verb, low, False, None, False)
        if mention is None or passive or mention.kind == OTHER:
            return None
        if mention.kind == COMMON and not mention.bits & NOUN:
            return None  # "the figures make clear that"
        return Attribution(self._reading.sentence[at], at, first, at, mention, None, True)

    def _idiom(self, at: int, low: int, high: int) -> Attribution | None:
        """Read "Mauve made it clear that", and "..." with "was Mauve's reply" after it."""
        reading = self._reading
        if reading.word(at) in ("clear", "plain"):
            verb = at - 2 if reading.word(at - 1) == "it" else at - 1
            made = verb > low and reading.word(verb) in _MAKES and reading.quoted[verb] < 0
            return self._taken(at, verb, low) if made and at + 1 < high and reading.bits[at + 1] & THAT else None
        start = at
        while start > low and at - start < _NEAR and not reading.bits[start] & BE:
            start -= 1
        if not (low < start < at - 1 and reading.bits[start] & BE and reading.quoted[start - 1] >= 0):
            return None
        owner = noun_phrase(reading, start + 1, at) if reading.possessive(at - 1) else None
        if at - start == 2 and reading.word(at - 1) in _OWNERS:
            owner = Mention(PRO, at - 1, at - 1, True, (), _OWNERS[reading.word(at - 1)])
        return (
            Attribution(reading.sentence[at], at, start, at, owner, None, False, reading.quoted[start - 1])
            if owner
            else None
        )

    def _own_account(self, at: int, high: int) -> Attribution | None:
        """Read "by his own account", of whoever the sentence goes on to name."""
        reading = self._reading
        bits = _OWNERS.get(reading.word(at - 2), 0)
        if not bits:
            return None
        pronoun = Mention(PRO, at - 2, at - 2, True, (), bits)
        mention, last = (None, at)
        if at + 1 < high and reading.mark(at + 1, ",") and reading.quoted[at + 1] < 0:
            mention, last = self._subjects.after(at + 1, high)
        if mention is None or mention.kind not in (NAME, COMMON):
            mention, last = pronoun, at
        return Attribution(reading.sentence[at], at, at - 2, last, mention, None, True)


def _tail(reading: Reading, at: int, high: int) -> bool:
    """Whether "according to" stands at either end of its sentence, as it does with sources."""
    return at == reading.first[reading.sentence[at]] or high - at < _NEAR
