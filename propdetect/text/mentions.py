"""Noun phrases that name speakers, read off the tokens: "Mr Orlemsk", "the ministry's spokesman", "she"."""

from __future__ import annotations

from typing import NamedTuple

from propdetect.text.bounds import LONGEST, connects
from propdetect.text.reading import Reading
from propdetect.text.speech_words import (
    ADJECTIVE,
    ADVERB,
    AUXILIARY,
    BE,
    BODY,
    DAY,
    DETERMINER,
    FEMALE,
    FUNCTION,
    HONORIFIC,
    MALE,
    NEGATION,
    NOUN,
    PERSON,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    SELF,
    TITLE,
    TO,
    WHO,
    word_set,
)

# Determiners that point back to somebody.
_POINTING = frozenset(("the", "this", "that", "these", "his", "her", "their", "its", "my", "our"))
# Tokens that a common noun keeps before it.
_MODIFIERS = 3
# Letters that follow names and are no part of them.
AFTER_NAMES = word_set("kc qc sc mp mps msp mep td jr sr obe mbe cbe phd md")
NAME, COMMON, PRO, OTHER = "name", "common", "pronoun", "other"
# What a noun is followed by, and other sums of kinds: made once, as each word asks for them.
_FOLLOWS_NOUN = WHO | ADJECTIVE | PREPOSITION | TO | NEGATION | BE | AUXILIARY | PRONOUN
_NO_NOUN, _VERBAL = BE | AUXILIARY | PREPOSITION, BE | AUXILIARY | PRONOUN
_LEADING, _NOT_NAMED = PREPOSITION | TO, FUNCTION & ~DAY
_OWNS = PRONOUN | SELF
_BEARER, _GENDERS = TITLE | PERSON, MALE | FEMALE


class Mention(NamedTuple):
    """A phrase that names a speaker.

    kind : NAME, COMMON (a noun without a name), PRO (a pronoun), OTHER (nobody, or the writer)
    first, last : the tokens of its name, or of the noun with its modifiers; last included
    definite : whether it points back ("the", "his"), rather than introduces ("a", "several")
    roles : tokens that say what a named speaker is ("captain" in "captain Noor Halvik")
    bits : what the word that decides is known as (`speech_words`)
    """

    kind: str
    first: int
    last: int
    definite: bool = False
    roles: tuple[int, ...] = ()
    bits: int = 0


def noun_phrase(reading: Reading, first: int, stop: int) -> Mention | None:
    """Read the speaker off the tokens first..stop, which hold one noun phrase and perhaps what goes with it.

    What stands before the phrase (adverbs, days, "in a letter") and after its head ("for the governor", "who
    found her") is left out. None where there is no noun.
    """
    start = _skip(reading, first, stop)
    if start >= stop:
        return None
    bits = reading.bits
    if bits[start] & _OWNS and not bits[start] & DETERMINER:
        return Mention(OTHER if bits[start] & SELF else PRO, start, start, True, (), bits[start])
    if bits[start] & SELF or bits[start] & NEGATION or bits[stop - 1] & SELF:
        return Mention(OTHER, start, start)
    end = start
    while end < stop:
        kind = bits[end]
        if kind & _FOLLOWS_NOUN:
            if kind & WHO or (kind & ADJECTIVE and end > start and not reading.capital[end]):
                break
            if kind & _LEADING and end > start and not connects(reading, end):
                break
            if kind & NEGATION or (end > start and kind & _VERBAL):
                break
        end += 1
    tight = reading.tight
    for at in range(end - 2, start - 1, -1):
        if not tight[at + 1] and reading.possessive(at):
            return _head(reading, at + 1, end, True)
    mention = _head(reading, start, end, False)
    if (
        mention is not None
        and mention.kind == COMMON
        and mention.last == end - 1
        and end + 1 < len(bits)
        and bits[end] & PREPOSITION
    ):
        return _office(reading, mention)
    return mention


def _office(reading: Reading, mention: Mention) -> Mention:
    """Take in what an office is held for or a body is of: "member for Tarn", "ministry of health"."""
    noun, at = reading.word(mention.last), mention.last + 2
    kind = reading.bits[at]
    if not reading.joined(at - 1) or not reading.joined(at):
        return mention
    if reading.word(at) == "law" and reading.word(at - 1) == "in":  # "mother-in-law"
        return mention._replace(last=at)
    if noun == "member" and reading.capital[at] and reading.word(at - 1) == "for":
        while at + 1 < len(reading.bits) and reading.capital[at + 1] and reading.joined(at + 1):
            at += 1
        return mention._replace(last=at)
    if (
        noun in ("ministry", "department")
        and reading.word(at - 1) == "of"
        and not kind & FUNCTION | reading.capital[at]
    ):
        return mention._replace(last=at)
    return mention


def _skip(reading: Reading, at: int, stop: int) -> int:
    """Step over adverbs, days and a leading prepositional phrase."""
    bits, capital = reading.bits, reading.capital
    while at < stop:
        kind = bits[at]
        if not kind:
            if capital[at] or not reading.word(at).endswith("ly"):
                break
            at += 1
        elif kind & DAY or (kind & ADVERB and not kind & (DETERMINER | NOUN)):
            at += 1
        elif kind & PREPOSITION:
            at += 1
            while at < stop and bits[at] & (DETERMINER | DAY):
                at += 1
            if bits[at - 1] & DAY:
                continue
            if at < stop and capital[at]:
                while at < stop and capital[at] and not bits[at] & DETERMINER:
                    at += 1
                    if at < stop and reading.possessive(at - 1):
                        break
            else:
                while at < stop and not capital[at] and not bits[at] & DETERMINER:
                    at += 1
        else:
            break
    return at


def _head(reading: Reading, start: int, end: int, possessed: bool) -> Mention | None:
    """Read the name, or the noun with its modifiers, off the tokens start..end."""
    bits, capital = reading.bits, reading.capital
    definite = possessed
    while start < end and bits[start] & DETERMINER and not (capital[start] and end - start == 1):
        definite |= reading.word(start) in _POINTING
        start += 1
    if start >= end:
        # "one", "several", "all three": the determiner is all there is
        return Mention(COMMON, end - 1, end - 1) if end and not possessed and bits[end - 1] & DETERMINER else None
    last = end - 1
    while last >= start and bits[last] & (ADVERB | DAY) and not bits[last] & NOUN:
        last -= 1
    if last < start or (bits[last] & _NO_NOUN and not bits[last] & NOUN):
        return None
    if not bits[last] and not capital[last] and reading.word(last).endswith("ed"):  # "a report published"
        full = capital[start]  # "Mrs Dray opposed": the last word of the name, rather than the title
        before = range(last - 1, start - 1, -1)
        last = next((at for at in before if bits[at] & NOUN or (full and at > start and capital[at])), last)
    if not capital[last] or _common_at_start(reading, last):
        return Mention(COMMON, max(start, last - _MODIFIERS), last, definite, (), bits[last])
    run = last
    while run > start and (capital[run - 1] or connects(reading, run - 1)) and not bits[run - 1] & DAY:
        run -= 1
    while run < last and bits[run] & _NOT_NAMED and not bits[run] & NOUN:
        run += 1  # a sentence's first word
    roles = tuple(at for at in range(start, run) if not bits[at] & FUNCTION) if start < run else ()
    several = roles or run == 0 or run != start or possessed or reading.word(run - 1) != "the"
    mention = named(reading, run, last, definite, roles)
    if not several and mention.first == run < last and not bits[last] & NOUN:  # "the Hame Line" is no person
        return mention._replace(bits=BODY)
    return mention


def _common_at_start(reading: Reading, at: int) -> bool:
    """Whether a capital is only that of a sentence's first word: "Officials say"."""
    if reading.first[reading.sentence[at]] != at:
        return False
    kind = reading.bits[at]
    return bool(kind & (NOUN | PLURAL) and not kind & HONORIFIC)


def named(reading: Reading, run: int, last: int, definite: bool, roles: tuple[int, ...] = ()) -> Mention:
    """Strip the titles off a name: "Prime Minister Edda Solberg" is Edda Solberg, with the role "minister"."""
    bits = reading.bits
    if last > run:
        last = without_tail(reading, run, last)
    if run == last and not roles:  # as most names
        kind = bits[last]
        return Mention(NAME, run, last, definite, (), kind & PERSON or kind & BODY)
    name = run
    while name < last and bits[name] & HONORIFIC and reading.word(name) != "st":  # "Mr Deputy Speaker"
        name += 1
    if not bits[last] & NOUN or (last > run and bits[last - 1] & HONORIFIC):
        for at in range(last - 1, run - 1, -1):
            if bits[at] & _BEARER and not connects(reading, at + 1):
                # "Foreign Ministry of Velmark" is a name, title and all
                if (bits[at] & PERSON or not bits[at + 1] & BODY) and reading.word(at) != "st":
                    name = at + 1
                break
    titles = 0
    for at in roles:
        titles |= bits[at]
    if name > run:
        roles += tuple(at for at in range(run, name) if not bits[at] & HONORIFIC)
        for at in range(run, name):
            titles |= bits[at] | PERSON
    person = bool((titles | bits[last]) & PERSON)
    several = last > name
    for at in range(name, last + 1):
        if bits[at] & BODY and not bits[at] & PERSON:
            return Mention(NAME, name, last, definite, roles, BODY | titles & _GENDERS)
        several = several and not (bits[at] & PREPOSITION)
    return Mention(NAME, name, last, definite, roles, (PERSON if person or several else 0) | titles & _GENDERS)


def without_tail(reading: Reading, run: int, last: int) -> int:
    """Return the last token of a name without the letters and the body that go with it.

    "Una Feld KC", "Una Feld of Aldmouth Capital"; but "Ministry of Fisheries", "Duke of Holm".
    """
    while last > run and reading.word(last) in AFTER_NAMES:
        last -= 1
    for at in range(run + 2, last):
        if reading.word(at) == "of" and not any(reading.bits[run:at]):
            return at - 1
    return last


def subject(reading: Reading, first: int, stop: int) -> Mention | None:
    """Read who a sentence is about off its first tokens: a pronoun, a name, or the first noun for a speaker."""
    bits, capital = reading.bits, reading.capital
    at = _skip(reading, first, min(stop, first + LONGEST))
    start = at
    while at < min(stop, start + _MODIFIERS + 3) and reading.quoted[at] < 0:
        kind = bits[at]
        if kind & PRONOUN and not kind & DETERMINER:
            return Mention(PRO, at, at, True, (), kind)
        if capital[at] and not kind & FUNCTION and not _common_at_start(reading, at):
            end, most = at + 1, min(stop, at + LONGEST)
            while end < most and (capital[end] or connects(reading, end)) and reading.joined(end):
                end += 1
            return _head(reading, start, end, False)
        if kind & NOUN and not reading.possessive(at):
            after = at + 1
            if after < stop and capital[after] and (reading.joined(after) or reading.gap(after) == ", "):
                at += 1  # "the mayor Orla Venn", "their leader, Orla Venn"
                continue
            return Mention(COMMON, at, at, start < at, (), kind)
        if kind & _NO_NOUN:
            return None
        at += 1
    return None
