"""The names of a text: the fullest form of each, and the offices that their bearers hold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from propdetect.text.bounds import LONGEST, connects
from propdetect.text.mentions import COMMON, NAME, Mention, named, without_tail
from propdetect.text.reading import Places, Reading
from propdetect.text.speech_words import BODY, DAY, DETERMINER, FUNCTION, NOUN, PERSON, PREPOSITION, VERB, word_set
from propdetect.text.tokens import hash_words

# Tokens after a name in which its office may stand: "Roswitha Kern, the long-serving mayor of ...".
_APPOSITION = 5
# Tokens that a name has at most.
_LONGEST_NAME = 7
# Places after a word that are searched for who bears an office, and the tokens within which the first must stand.
_MOST_AHEAD, _SOON = 40, 120
# What does not stand before an office in its phrase.
_NO_OFFICE = FUNCTION & ~DAY | VERB
# Last words of the names of businesses.
_FIRMS = word_set(
    """
    airlines airways bank banks brands breweries brewery brothers co corp corporation dairies dynamics electric
    electronics energy engineering enterprises farms ferries foods gas group harbours holdings hotels inc industries
    insurance limited lines logistics ltd markets media metals mills mines mining minerals motors oil oils
    partners paving petroleum pharma pharmaceuticals plastics plc ports power pumps rail railways resources shipping
    solutions steel stores supermarkets systems technologies telecom textiles timber toys trains trucks utilities
    ventures water works
    """
)
# Offices that a text calls by one another's names, so as not to repeat itself.
_ALIKE = (
    word_set("ambassador envoy diplomat consul"),
    word_set("lawmaker legislator senator congressman congresswoman"),
    word_set("leader chief boss head chairman chairwoman chairperson chair"),
)


@cache
def _firms() -> frozenset[int]:
    """Return the hashes of the last words of the names of businesses."""
    return frozenset(hash_words(sorted(_FIRMS)).tolist())


@cache
def _alike() -> dict[str, tuple[int, ...]]:
    """Map each office to the hashes of the words that may stand for it."""
    return {word: tuple(hash_words(sorted(words)).tolist()) for words in _ALIKE for word in words}


class Names:
    """The names of a text and the offices of their bearers, each read off the text when it is asked for.

    at : where words stand as a name's or a noun's
    """

    def __init__(self, reading: Reading, at: Places) -> None:
        self._reading, self._at = reading, at
        self._last: dict[int, Mention | None] = {}
        self._first: dict[int, Mention | None] = {}
        self._firm: dict[int, Mention | None] = {}
        self._places: dict[tuple[int, ...], list[int]] = {}
        # of an office, by the first of its places: numbers of places, one after another, that name no bearer
        self._vacant: dict[int, tuple[int, int]] = {}

    def occurrences(self, token: int) -> Sequence[int]:
        """Return where the word of a token stands in the text as a name's or a noun's."""
        return self._at.of(self._reading.hashes[token])

    def _offices(self, token: int) -> Sequence[int]:
        """Return where the office that a token names stands in the text, under whatever name."""
        alike = _alike().get(self._reading.word(token))
        if alike is None:
            return self.occurrences(token)
        if alike not in self._places:
            self._places[alike] = sorted(at for word in alike for at in self._at.of(word))
        return self._places[alike]

    def _inside(self, at: int) -> bool:
        """Whether a token may go on a name that another token begins."""
        if not self._reading.capital[at]:
            return False
        bits = self._reading.bits[at]
        return not bits & FUNCTION or bits & NOUN > 0

    def _start(self, at: int) -> int:
        """Return the first token of the name that ends with a token."""
        reading = self._reading
        bits, capital, tight = reading.bits, reading.capital, reading.tight
        least = max(at - LONGEST, 0)
        while at > least and (tight[at] or (reading.joined(at) and not reading.possessive(at - 1))):
            if capital[at - 1] and (not bits[at - 1] & FUNCTION or bits[at - 1] & NOUN):
                at -= 1
            elif at - 1 <= least or not connects(reading, at - 1):
                break
            elif reading.joined(at - 1) and self._inside(at - 2):
                at -= 2
            elif at - 2 > least and connects(reading, at - 2):  # "of the"
                at -= 3
            else:
                break
        return at

    def _stop(self, at: int) -> int:
        """Return the token after the name that begins with a token."""
        reading = self._reading
        bits, capital, tight = reading.bits, reading.capital, reading.tight
        stop, most = at + 1, min(len(tight), at + LONGEST)
        while stop < most and (tight[stop] or (reading.joined(stop) and not reading.possessive(stop - 1))):
            if capital[stop] and (not bits[stop] & FUNCTION or bits[stop] & NOUN):
                stop += 1
            elif stop + 1 >= most or not connects(reading, stop):
                break
            elif reading.joined(stop + 1):
                stop += 2
            elif stop + 2 < most and connects(reading, stop + 1):
                stop += 3
            else:
                break
        return stop

    def _ending(self, token: int) -> Mention | None:
        """Return the fullest name, the first of equals, whose last word is that of a token."""
        key = self._reading.hashes[token]
        if key not in self._last:
            best: Mention | None = None
            longest = -1
            capital = self._reading.capital
            for at in self.occurrences(token):
                if not capital[at] or (longest >= 0 and not capital[at - 1] and not capital[at - 2]):
                    continue  # a single word is no longer than what was found
                start, stop = self._start(at), self._stop(at)
                if at - start <= longest or (stop > at + 1 and without_tail(self._reading, start, stop - 1) != at):
                    continue
                longest = at - start
                mention = named(self._reading, start, at, False)
                size = mention.last - mention.first
                if size < _LONGEST_NAME and (best is None or size > best.last - best.first):
                    best = mention
            self._last[key] = best
        return self._last[key]

    def _beginning(self, token: int) -> Mention | None:
        """Return the first full name of a person whose first word is that of a token."""
        key = self._reading.hashes[token]
        if key not in self._first:
            self._first[key] = None
            for at in self.occurrences(token):
                stop = self._stop(at) if self._reading.capital[at] else at
                if stop - at > 1 and self._start(at) >= at:
                    mention = named(self._reading, at, stop - 1, False)
                    if mention.bits & PERSON and mention.first == at:
                        self._first[key] = mention
                        break
        return self._first[key]

    def full(self, at: int) -> Mention:
        """Return the name that begins with a token."""
        return named(self._reading, at, self._stop(at) - 1, False)

    def fullest(self, mention: Mention) -> Mention:
        """Return the fullest form of a name in the text: "Anatoly Ivanovich" for "Ivanovich"."""
        if mention.kind != NAME:
            return mention
        reading = self._reading
        size = mention.last - mention.first
        other = self._ending(mention.last)
        if other is not None:
            start = other.last - size
            cut = start > other.first and reading.word(start - 1) in ("of", "for", "on", "and")
            fits = start >= other.first and not cut
            if fits and all(reading.hashes[start + i] == reading.hashes[mention.first + i] for i in range(size)):
                return self._firm_of(other) if other.last == other.first else other
        if size == 0:
            return self._beginning(mention.last) or mention
        return mention

    def _firm_of(self, mention: Mention) -> Mention:
        """Return the business whose name begins with a word, "Velmar Shipping" for "Velmar"; or that word."""
        tight, hashes, firms = self._reading.tight, self._reading.hashes, _firms()
        key = hashes[mention.last]
        if key not in self._firm:
            places = (at for at in self.occurrences(mention.last) if at + 1 < len(tight) and tight[at + 1])
            found = (at for at in places if hashes[at + 1] in firms and self._stop(at) == at + 2)
            at = next(found, -1)
            self._firm[key] = named(self._reading, at, at + 1, False) if at >= 0 else None
        return self._firm[key] or mention

    def firm(self, mention: Mention) -> bool:
        """Whether a name is a business's: "Velmar Shipping", "Aldmouth Harbours, which runs the port"."""
        reading = self._reading
        if mention.last > mention.first and reading.hashes[mention.last] in _firms():
            return True
        after = mention.last + 1
        return after < len(reading.bits) and reading.mark(after, ",") and reading.word(after) == "which"

    def bearer(self, token: int, after: int, also: set[str]) -> tuple[int, Mention] | None:
        """Return who last held the office that a token names, before it and after token `after`.

        also : further words that must be among those of the office, as "prime" of "prime minister"
        """
        places = self._offices(token)
        number = stop = bisect_left(places, token)
        key = places[0] if stop else -1
        low, high = self._vacant.get(key, (0, 0))
        bearer = None
        while number and places[number - 1] > after:
            if low < number <= high:  # nothing down to `low`, as was found before
                number = low
                continue
            found = self._holder(places[number - 1])
            if found is not None:
                bearer = (places[number - 1], found[0]) if also <= found[1] else None
                break
            number -= 1
        if number < stop:
            joins = number <= high and low <= stop
            self._vacant[key] = (min(low, number), max(high, stop)) if joins else (number, stop)
        return bearer

    def later_bearer(self, token: int, also: set[str]) -> Mention | None:
        """Return the only person whom the text after a token names as the bearer of the office; None for several.

        also : as `bearer` has it
        """
        places = self._offices(token)
        ahead = bisect_right(places, token)
        soon = False
        found: dict[str, Mention] = {}
        for at in places[ahead : ahead + _MOST_AHEAD]:
            holder = self._holder(at)
            if holder is not None and also <= holder[1] and holder[0].kind == NAME and not holder[0].bits & BODY:
                soon |= at - token < _SOON
                full = self.fullest(holder[0])
                found[self._reading.span(full.first, full.last)] = full
        return next(iter(found.values())) if soon and len(found) == 1 else None

    def _holder(self, at: int) -> tuple[Mention, set[str]] | None:
        """Read who is named beside a noun: "Captain X", "the treasurer, X", "X, the mayor"; and its words."""
        reading = self._reading
        bits, capital, count = reading.bits, reading.capital, len(reading.bits)
        first = at
        while first and at - first < _APPOSITION and not bits[first - 1] & _NO_OFFICE:
            if not reading.tight[first] and (not reading.joined(first) or reading.possessive(first - 1)):
                break
            first -= 1
        words = {reading.word(i) for i in range(first, at + 1)}
        if capital[at]:
            run, stop = self._start(at), self._stop(at)
            mention = named(reading, run, stop - 1, False)
            if mention.first > at or mention.last == at or mention.bits & BODY:
                words.update(reading.word(i) for i in range(run, stop))
                return mention, words
        elif at + 1 < count and capital[at + 1] and reading.quoted[at] == reading.quoted[at + 1]:
            stop = self._stop(at + 1)
            closed = reading.gap(at + 1) == ", " and (stop >= count or not reading.joined(stop))
            if (reading.gap(at + 1) == " " or closed) and self._inside(at + 1):
                return named(reading, at + 1, stop - 1, False, (at,)), words
        before = first
        while before and at - before < _APPOSITION and bits[before - 1] & DETERMINER and reading.joined(before):
            before -= 1
        if before == first and before and reading.possessive(before - 1):  # "X, Velmark's envoy"
            before -= 1
            least = max(before - LONGEST, 0)
            while before > least and capital[before - 1] and reading.joined(before):
                before -= 1
        if before and reading.gap(before)[:1] == "," and capital[before - 1]:
            run = self._start(before - 1)
            placed = run == before - 1 and run and bits[run - 1] & PREPOSITION
            if not placed and self._inside(before - 1) and reading.quoted[run] == reading.quoted[at]:
                return named(reading, run, before - 1, False, (at,)), words
        if first < at and bits[at] & BODY and bits[first - 1] & DETERMINER:
            return Mention(COMMON, first, at, True, (), BODY), words
        return None
