"""Who is meant: short names, offices and pronouns resolved to the last fitting speaker of the text."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from propdetect.speech import Speaker
from propdetect.text.bounds import LONGEST
from propdetect.text.mentions import COMMON, NAME, PRO, Mention
from propdetect.text.names import Names
from propdetect.text.reading import Places, Reading
from propdetect.text.speech_words import (
    ADVERB,
    AUXILIARY,
    BE,
    BODY,
    FEMALE,
    FUNCTION,
    HONORIFIC,
    MALE,
    NOUN,
    PERSON,
    PLURAL,
    PREPOSITION,
    THING,
    TITLE,
    VERB,
    word_set,
)

# Sentences that a pronoun looks back for a subject, and the tokens of each that are searched.
_BACK, _SUBJECT = 3, 12
# Tokens among which a sentence names the body that it is about.
_OPENING = 5
# Nouns that stand for the name of a business.
_BUSINESS = word_set("company firm corporation business group operator airline insurer bank newspaper paper union")
# What follows a possessive that belongs to a name, rather than what the name owns.
_NO_OWNED = VERB | ADVERB | AUXILIARY | BE
_SOMEBODY = word_set("someone somebody everyone everybody")
_GENDERS = MALE | FEMALE
_NOBODY, _NO_NAME = BODY | THING | PLURAL, FUNCTION | BODY | HONORIFIC


@dataclass(slots=True)
class _Known:
    """What is known of a speaker: kind and gender as bits, and the words of the offices."""

    speaker: Speaker
    bits: int


class Speakers:
    """Resolves mentions in the order of the text, remembering who spoke."""

    def __init__(self, reading: Reading, at: Places) -> None:
        self._reading = reading
        self.names = Names(reading, at)
        self._nouns: dict[str, tuple[int, set[str], _Known]] = {}
        self._known: dict[str, _Known] = {}
        self._single: dict[int, _Known] = {}  # by the word of a name of one word
        self._spoken: dict[int, _Known] = {}  # by the last word of the name
        self._person: tuple[int, _Known] | None = None
        self._other: tuple[int, _Known] | None = None

    def resolve(self, mention: Mention | None) -> Speaker | None:
        """Return whom a mention names; None where nobody is or the text does not say."""
        if mention is None:
            return None
        known: _Known | None
        if mention.kind == NAME:
            known = self._name(mention)
        elif mention.kind == COMMON:
            known = self._noun(mention)
        elif mention.kind == PRO:
            known = self._pronoun(mention)
        else:
            return None
        if known is None:
            return None
        known.bits |= mention.bits & _GENDERS if mention.kind != COMMON else 0
        sentence = self._reading.sentence[mention.first]
        if known.bits & _NOBODY and not (known.bits & PERSON and not known.bits & PLURAL):
            self._other = sentence, known
        else:
            self._person = sentence, known
            if not known.bits & PERSON:
                self._other = sentence, known
        return known.speaker

    def _entry(self, mention: Mention) -> _Known:
        """Return what is known of the speaker that a full mention names."""
        reading = self._reading
        name = reading.span(mention.first, mention.last)
        known = self._known.get(name)
        if known is None:
            start, end = reading.begins[mention.first], reading.ends[mention.last]
            after = mention.last + 1
            saint = reading.word(mention.first) == "st" and reading.possessive(mention.last)
            if saint and after < len(reading.bits):  # "St Orla's said"
                end += 2 * bool(reading.bits[after] & _NO_OWNED and not reading.bits[after] & NOUN)
            for _ in range(LONGEST):
                if start < 2 or reading.text[start - 1] != "_":  # "marta_k"
                    break
                start = reading.begins[bisect_left(reading.begins, start - 1) - 1]
            known = self._known[name] = _Known(Speaker(reading.text[start:end], start, end), mention.bits)
            if mention.kind == NAME:
                if not mention.bits & _GENDERS and self.names.firm(mention):
                    known.bits = known.bits & ~PERSON | BODY
                self._spoken[reading.hashes[mention.last]] = known
        return known

    def _name(self, mention: Mention) -> _Known:
        single = mention.first == mention.last and not self._reading.bits[mention.last] & PERSON
        key = self._reading.hashes[mention.last]
        if single and key in self._single:
            return self._single[key]
        known = self._find_name(mention)
        if single:
            self._single[key] = known
        return known

    def _find_name(self, mention: Mention) -> _Known:
        full = self.names.fullest(mention)
        reading = self._reading
        if reading.bits[mention.last] & PERSON and full.last - full.first == mention.last - mention.first:
            words = {reading.word(at) for at in range(mention.first, mention.last)}
            bearer = self.names.bearer(mention.last, -1, words)
            if bearer is not None:  # "the Prime Minister", in capitals as a name
                full = self.names.fullest(bearer[1])
            elif reading.bits[mention.last] & TITLE:
                full = self.names.later_bearer(mention.last, words) or full
        known = self._entry(full)
        if mention.bits & BODY and known.bits & PERSON and full.last == mention.last:  # "the Hame Line"
            known.bits &= ~PERSON
        known.bits |= mention.bits & (PERSON | BODY) if not known.bits & (PERSON | BODY) else 0
        return known

    def _noun(self, mention: Mention) -> _Known:
        reading = self._reading
        head = reading.word(mention.last)
        also = {reading.word(at) for at in range(mention.first, mention.last) if not reading.bits[at] & FUNCTION}
        if mention.definite:
            held = self._nouns.get(head)
            bearer = self.names.bearer(mention.last, held[0] if held else -1, also)
            if bearer is not None:
                known = self._entry(self.names.fullest(bearer[1]))
                self._nouns[head] = mention.last, also | {head}, known
                return known
            if held is not None and also <= held[1]:
                self._nouns[head] = mention.last, held[1], held[2]
                return held[2]
            if held is None and (other := self._other_meant(mention, head, also)) is not None:
                self._nouns[head] = mention.last, also | {head}, other
                return other
        known = self._entry(mention)
        self._nouns[head] = mention.last, also | {head}, known
        return known

    def _other_meant(self, mention: Mention, head: str, also: set[str]) -> _Known | None:
        """Return who is named for an office further on, or the business that has just spoken under its name."""
        if mention.bits & TITLE:
            later = self.names.later_bearer(mention.last, also)
            return self._entry(later) if later is not None else None
        other = self._other
        if head not in _BUSINESS or also or other is None or not self._near(other[0], mention):
            return None
        return other[1] if other[1].bits & BODY and other[1].speaker.name[:1].isupper() else None

    def _pronoun(self, mention: Mention) -> _Known | None:
        gender = mention.bits & _GENDERS
        if mention.bits & PLURAL:
            if self._other and self._near(self._other[0], mention):
                return self._other[1]
            return self._body(mention.first, BODY | PLURAL)
        if not gender:
            word = self._reading.word(mention.first)
            if word in _SOMEBODY:
                return self._entry(mention)
            if word[:2] != "it":
                return None
            # "The museum has offered a reward, it said"
            return self._other[1] if self._other else self._body(mention.first, BODY | THING)
        return self._person_meant(mention, gender)

    def _near(self, sentence: int, mention: Mention) -> bool:
        return self._reading.sentence[mention.first] - sentence <= _BACK

    def _person_meant(self, mention: Mention, gender: int) -> _Known | None:
        here = self._reading.sentence[mention.first]
        spoke = self._person if self._person and self._fits(self._person[1], gender) else None
        for sentence in range(here, max(here - _BACK - 1, -1), -1):
            if spoke is not None and spoke[0] >= sentence:
                return spoke[1]
            subject = self._subject(sentence, mention.first, gender)
            if subject is not None:
                return subject
        if spoke is None and here:  # "I told my landlord. He laughed"
            return self._subject(here - 1, mention.first, gender, anywhere=True)
        return spoke[1] if spoke else None

    def _body(self, before: int, bits: int) -> _Known | None:
        """Find the body that a sentence, or the one before it, is about, among the words that open it.

        bits : kinds of nouns that will do
        """
        reading = self._reading
        here = reading.sentence[before]
        for sentence in range(here, max(here - 3, -1), -1):
            start = reading.first[sentence]
            for at in range(start, min(reading.first[sentence + 1], before, start + _OPENING)):
                if reading.quoted[at] >= 0 or reading.bits[at] & (PREPOSITION | VERB) & ~NOUN:
                    break
                if reading.bits[at] & NOUN and reading.bits[at] & bits and not reading.possessive(at):
                    return self._noun(Mention(COMMON, at, at, True, (), reading.bits[at]))
        return None

    @staticmethod
    def _fits(known: _Known, gender: int) -> bool:
        """Whether a pronoun of a gender may stand for a speaker."""
        return not (known.bits & (BODY | PLURAL) or known.bits & _GENDERS & ~gender)

    def _person_at(self, at: int, stop: int) -> _Known | None:
        """Return whom a word in a capital names: a full name, or the last word of a speaker's."""
        reading = self._reading
        if at + 1 < stop and reading.capital[at + 1] and reading.tight[at + 1]:
            full = self.names.fullest(self.names.full(at))
            return self._entry(full) if full.bits & PERSON and not full.bits & BODY else None
        return self._spoken.get(reading.hashes[at])

    def _subject(self, sentence: int, before: int, gender: int, *, anywhere: bool = False) -> _Known | None:
        """Find the person that a sentence is about, among its first words outside quotations."""
        reading = self._reading
        bits, capital = reading.bits, reading.capital
        start, stop = reading.first[sentence], min(reading.first[sentence + 1], before)
        for at in range(start, min(stop, start + _SUBJECT)):
            if bits[at] & VERB and at > start and not bits[at] & (NOUN | ADVERB) and not anywhere:
                break
            agent = anywhere and reading.word(at - 1) == "by"  # "the bill was moved by Una Feld"
            if reading.quoted[at] >= 0 or (at > start and bits[at - 1] & PREPOSITION and not agent):
                continue
            found = None
            if bits[at] & PERSON and not bits[at] & (PLURAL | HONORIFIC):
                if at + 1 < stop and capital[at + 1] and reading.joined(at + 1):
                    continue
                found = self._noun(Mention(COMMON, at, at, True, (), bits[at]))
            elif capital[at] and not bits[at] & _NO_NAME:
                found = self._person_at(at, stop)
            if found is not None and self._fits(found, gender):
                found.bits |= gender
                return found
        return None
