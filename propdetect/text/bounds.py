"""Where noun phrases begin and end, and which small words stand inside names."""

from __future__ import annotations

from propdetect.text.reading import Reading
from propdetect.text.speech_words import (
    ADJECTIVE,
    ADVERB,
    AUXILIARY,
    BE,
    BODY,
    BREAK,
    DAY,
    DETERMINER,
    FUNCTION,
    NEGATION,
    NOUN,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    TO,
    VERB,
    WHO,
)

# Words inside names that are written small.
_CONNECTORS = frozenset(("of", "for", "on", "de", "van", "von", "der", "al", "bin", "ibn", "la", "di", "da"))
# Tokens that a noun phrase has at most.
LONGEST = 14
_ENDS_PHRASE = PREPOSITION | TO | BREAK | WHO | ADVERB | DAY | BE | AUXILIARY | PRONOUN | ADJECTIVE | NEGATION
_BEFORE_NOUN = DETERMINER | PREPOSITION


def phrase_before(reading: Reading, at: int, low: int) -> int:
    """Return where the phrase begins that ends with a token: back to punctuation, a quotation or a conjunction."""
    bits, quoted, tight = reading.bits, reading.quoted, reading.tight
    least = max(low, at - LONGEST + 1)
    while at > least and quoted[at - 1] < 0:
        if not tight[at] and not reading.joined(at):
            if ")" not in reading.gap(at):
                break
            inside = before_bracket(reading, at, least)
            if inside == at or inside <= least:
                break
            at = inside
            continue
        before = bits[at - 1]
        if before & BREAK and not before & PREPOSITION:
            held = before & DETERMINER and at - 1 > least and bits[at - 2] & PREPOSITION  # "during that time"
            if not held:
                break
        at -= 1
    return at


def before_bracket(reading: Reading, at: int, low: int) -> int:
    """Return the first token of the bracket that closes before a token: "(WHO)"; the token itself for none."""
    for inside in range(at - 1, max(low, at - LONGEST) - 1, -1):
        if "(" in reading.gap(inside):
            return inside
    return at


def phrase_after(reading: Reading, at: int, high: int) -> int:
    """Return the token after the last of the noun phrase that begins with a token."""
    bits, capital, tight = reading.bits, reading.capital, reading.tight
    stop, most = at + 1, min(high, at + LONGEST)
    while stop < most and reading.quoted[stop] < 0 and (tight[stop] or reading.joined(stop)):
        kind = bits[stop]
        if kind & _ENDS_PHRASE:
            if not (connects(reading, stop) and stop + 1 < most and reading.joined(stop + 1)):
                break
        elif (kind & DETERMINER and not bits[stop - 1] & _BEFORE_NOUN) or (
            kind & VERB and not kind & NOUN and not capital[stop] and not bits[stop - 1] & DETERMINER
        ):
            break
        stop += 1
    return stop


def connects(reading: Reading, at: int) -> bool:
    """Whether a small word stands inside a name: "Ministry of Fisheries", "Tarek al Hadid"."""
    capital = reading.capital
    if at + 1 >= len(capital) or not capital[at - 1] or not capital[at + 1]:
        return reading.bits[at] & _BEFORE_NOUN > 0 and _connects_the(reading, at)
    if reading.bits[at + 1] & DAY or reading.bits[at - 1] & (FUNCTION | PLURAL):
        return False
    return reading.word(at) in _CONNECTORS


def _connects_the(reading: Reading, at: int) -> bool:
    """Whether a determiner or a preposition is one of the small words in "Ministry of the Interior"."""
    of = at - 1 if reading.bits[at] & DETERMINER else at
    if of < 1 or of + 2 >= len(reading.bits) or not (reading.capital[of - 1] and reading.bits[of - 1] & BODY):
        return False
    return reading.word(of) in ("of", "for") and reading.word(of + 1) == "the" and bool(reading.capital[of + 2])
