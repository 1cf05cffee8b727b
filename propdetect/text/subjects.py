"""Find who does what a verb says: its subject before it, in apposition, shared with another verb, or after it."""

from __future__ import annotations

from propdetect.text.bounds import before_bracket, phrase_after, phrase_before
from propdetect.text.mentions import COMMON, NAME, OTHER, PRO, Mention, noun_phrase
from propdetect.text.reading import Reading
from propdetect.text.speech_words import (
    ADVERB,
    AUXILIARY,
    BE,
    BREAK,
    DAY,
    DETERMINER,
    FUNCTION,
    NEGATION,
    NOUN,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    THAT,
    TO,
    WHO,
)

# Appositions between a subject and its verb that are stepped over, commas counted, and the tokens of each.
_MOST_APPOSITIONS, _FARTHEST = 5, 40
# Tokens between a noun and the name in apposition to it: "one of the oldest of them, Wim Astor".
_BETWEEN = 8
# With these nobody has said anything yet.
_MAYBE = frozenset(("could", "can", "may", "might", "should", "must"))
_STEPPED_OVER = AUXILIARY | BE | NEGATION
# How verbs end that no table has; how words for several people end.
_ACTS, _SEVERAL = ("ed", "es", "ts", "ns", "ks"), ("ers", "ists", "ians")
_POINTS, _KNOWN = PRONOUN | WHO | DETERMINER, FUNCTION | NOUN


def _people(reading: Reading, mention: Mention) -> Mention | None:
    """Return a noun for several people by its ending, "the harvesters"; None for others."""
    return mention if reading.word(mention.last).endswith(_SEVERAL) else None


class Subjects:
    """Reads the subjects of verbs off a text."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def find(
        self, at: int, low: int, ing: bool, previous: Mention | None, thinks: bool
    ) -> tuple[Mention | None, int, bool]:
        """Find the subject of a verb.

        at : token of the verb; low : first token of its sentence; ing : whether it ends in -ing
        previous : subject of the verb that reported before it in the same sentence
        thinks : whether it reports speech or thought even where it is negated
        Returns the mention, the first token of the clause, and whether the verb is passive.
        """
        reading = self._reading
        bits, quoted = reading.bits, reading.quoted
        end, passive, negated, comma = self._back(at, low, ing)
        if ing and any(bits[i] & BE for i in range(end + 1, at)):  # "fans are calling for his head"
            ing = False
        if negated and not thinks:
            return Mention(OTHER, at, at), at, False
        if end < low or quoted[end] >= 0:
            return (*self._elliptic(at, low, previous), passive)
        if comma:
            mention, first = (None, at) if ing else self._apposition(end, low)
            return (*self._elliptic(at, low, previous), passive) if ing else (mention, first, passive)
        kind = bits[end]
        if (kind & BREAK and not kind & _POINTS) or kind & TO:
            return (*self._elliptic(at, low, previous), passive)
        if kind & WHO and reading.word(end) == "who":
            return self._before_who(end, low), end, passive
        if kind & PREPOSITION and not kind & ADVERB:
            return None, at, passive
        return (*self._adjacent(end, low, ing), passive)

    def _back(self, at: int, low: int, ing: bool) -> tuple[int, bool, bool, bool]:
        """Step back over auxiliaries and adverbs: where the subject ends, passive, negated, and after a comma."""
        reading = self._reading
        bits, quoted = reading.bits, reading.quoted
        end, passive, negated, comma = at - 1, False, False, False
        if end >= low and reading.hard[at]:
            comma = reading.parted(at)
            if reading.mark(at, ")"):
                end = before_bracket(reading, at, low) - 1
        while end >= low and quoted[end] < 0 and not comma:
            kind = bits[end]
            if not kind:
                if reading.capital[end] or not reading.text.endswith("ly", reading.begins[end], reading.ends[end]):
                    break
            elif kind & NOUN or not (kind & _STEPPED_OVER or (kind & ADVERB and not kind & DETERMINER)):
                break
            passive |= bool(kind & BE) and not ing
            negated |= bool(kind & NEGATION or (kind & AUXILIARY and reading.word(end) in _MAYBE))
            comma = reading.hard[end] > 0 and reading.parted(end)
            end -= 1
        return end, passive, negated, comma

    def _adjacent(self, end: int, low: int, ing: bool) -> tuple[Mention | None, int]:
        """Read the subject that ends directly before its verb, and where its clause begins."""
        reading = self._reading
        kind = reading.bits[end]
        if kind & PRONOUN and not kind & DETERMINER:
            return Mention(PRO, end, end, True, (), kind), end
        if reading.capital[end] and not kind & _KNOWN and (end == low or not reading.joined(end)):
            return Mention(NAME, end, end), end  # most subjects are a pronoun or one name
        if end - low == 1 and kind & NOUN and not reading.capital[end] and reading.word(low) == "the":
            return Mention(COMMON, end, end, True, (), kind), low  # or "the ministry"
        start = phrase_before(reading, end, low)
        if not ing:
            return noun_phrase(reading, start, end + 1), start
        if start > low and reading.word(start) == "with":
            return None, end  # "with the authorities saying": the sentence itself says something else
        own = end  # "about President Karn admitting": no more than the name itself
        while own > start and reading.capital[own - 1] and reading.joined(own):
            own -= 1
        return (noun_phrase(reading, own, end + 1) if reading.capital[end] else None), own

    def _before_who(self, end: int, low: int) -> Mention | None:
        reading = self._reading
        if end - 1 < low or reading.quoted[end - 1] >= 0:
            return None
        start = phrase_before(reading, end - 1, low)
        mention = noun_phrase(reading, start, end)
        if mention is not None and mention.kind == COMMON and mention.last == start and mention.bits & PLURAL:
            return None if reading.joined(end) else mention  # "customers who say that" are no particular ones
        return mention

    def _elliptic(self, at: int, low: int, previous: Mention | None) -> tuple[Mention | None, int]:
        """Find the subject that a verb shares with what comes before: "declined to talk but said"."""
        reading = self._reading
        if previous is not None and previous.kind != OTHER:
            return previous, at
        start = low
        while start < at and reading.quoted[start] >= 0 and start - low < _FARTHEST:
            start += 1
        if start >= at or reading.quoted[start] >= 0:
            return None, at
        stop = phrase_after(reading, start, at)
        mention = noun_phrase(reading, start, stop)
        if mention is not None and mention.kind == COMMON and not mention.bits & NOUN:
            end = start
            while end < stop and reading.capital[end] and not reading.bits[end] & FUNCTION:
                end += 1
            # "Dorn credits his teacher and says"; "the shipowners declined to talk, saying"
            acts = end - start > 1 or (end < stop and reading.word(end).endswith(_ACTS))
            named = noun_phrase(reading, start, end) if end > start and acts else None
            mention = named or _people(reading, mention)
        return mention, at

    def opening(self, at: int, low: int) -> Mention | None:
        """Find the subject of a sentence for a verb that ends it: "The cellist shrugged and said: ..."."""
        mention, _ = self._elliptic(at, low, None)
        reading = self._reading
        if mention is None and at - low > 2 and reading.bits[low] & DETERMINER and reading.quoted[low] < 0:
            noun, verb = low + 1, reading.word(low + 2)
            if not reading.bits[noun] and not reading.capital[noun] and verb.endswith("ed"):
                return Mention(COMMON, noun, noun, True)
        return mention

    def _apposition(self, end: int, low: int) -> tuple[Mention | None, int]:
        """Find the subject before a comma: "Sten Orvald, a fisherman, said", "the minister, Corvin Adel, said"."""
        reading = self._reading
        fallback: tuple[Mention, int] | None = None
        for _ in range(_MOST_APPOSITIONS):
            start = phrase_before(reading, end, low)
            kind = reading.bits[start]
            mention = None
            clause = start > low and reading.bits[start - 1] & (BREAK | WHO) and not reading.parted(start)
            if not kind & WHO and not clause and not reading.text[reading.begins[start]].isdigit():
                mention = noun_phrase(reading, start, end + 1)
            if mention is not None and mention.kind == NAME:
                inside = any(reading.bits[i] & (PREPOSITION | WHO) for i in range(start, mention.first))
                inside |= reading.word(start) in ("a", "an")
                opens = kind & ADVERB and start == low  # "Afterwards Sten Orvald, a fisherman, said"
                if not inside and (not kind & PREPOSITION) and (opens or not kind & ADVERB):
                    return mention, start
            elif mention is not None and mention.kind in (PRO, OTHER):
                return mention, start
            elif mention is not None and mention.bits & NOUN and not kind & PREPOSITION and fallback is None:
                fallback = mention, start
            least = max(low, end - _FARTHEST)
            while start > least and not reading.parted(start) and reading.quoted[start - 1] < 0:
                start -= 1
            if start <= least or reading.quoted[start - 1] >= 0:
                break
            end = start - 1
        return fallback or (None, end)

    def after(self, at: int, high: int) -> tuple[Mention | None, int]:
        """Read the speaker that begins with a token, a name in apposition first: "the baker, Lomas".

        high : the token after the last of the sentence
        Returns the mention, and the last token read.
        """
        reading = self._reading
        bits = reading.bits
        if at >= high or (bits[at] & (THAT | TO | ADVERB | DAY) and not bits[at] & (DETERMINER | PRONOUN)):
            return None, at - 1
        stop = phrase_after(reading, at, high)
        mention = noun_phrase(reading, at, stop)
        if mention is None or mention.kind != COMMON:
            return mention, stop - 1
        at = stop
        # "one of them, Wim Astor": what goes with the noun is stepped over
        while at < high and at - stop < _BETWEEN and reading.quoted[at] < 0 and reading.joined(at):
            at += 1
        # ", Wim Astor", ", the baker Wim Astor"
        named = at < high and (reading.capital[at] or bits[at] & DETERMINER)
        if named and reading.quoted[at] < 0 and reading.gap(at) == ", ":
            end = phrase_after(reading, at, high)
            name = noun_phrase(reading, at, end)
            closed = end >= high or reading.quoted[end] >= 0 or not reading.joined(end)
            if name is not None and name.kind == NAME and name.last == end - 1 and closed:
                return name, end - 1
        return mention, stop - 1
