"""Who the label of a transcript's turn names: "THE SPEAKER", "Q43 Chair", "The Minister (Ms Una Feld)", "OM"."""

from __future__ import annotations

from propdetect.text.mentions import COMMON, Mention, named, noun_phrase
from propdetect.text.reading import Reading
from propdetect.text.speech_words import FUNCTION, HONORIFIC

# Letters of a label that stands for a name by its initials, and the words of such a name.
_INITIALS = (2, 3)
# Words that the brackets behind an office hold at most where they name who bears it.
_LONGEST = 5


class Labels:
    """Reads speakers off labels; the names that initials may stand for are listed when the first are met."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._initials: dict[str, tuple[int, int]] | None = None

    def speaker(self, begin: int, stop: int) -> Mention | None:
        """Read the tokens begin..stop of a label; None where they hold no noun."""
        reading = self._reading
        first = reading.word(begin)
        if stop - begin > 1 and first[0] == "q" and first[1:].isdigit():
            mention = noun_phrase(reading, begin + 1, stop)
            # "Q43 Chair" is no fuller name of the chair
            return mention._replace(kind=COMMON) if mention and mention.first == mention.last else mention
        if stop - begin > 1 and reading.word(begin) in ("the", "a", "an"):
            begin += 1
            bearer = self._in_brackets(stop)
            if bearer is not None:
                return bearer
        if stop - begin == 1 and (meant := self._meant(begin)) is not None:
            return meant
        mention = noun_phrase(reading, begin, stop)
        if mention is not None and begin < mention.first == mention.last and reading.word(begin) == "hon":
            return mention._replace(kind=COMMON, first=begin)  # "Hon. Members:"
        if mention is not None and mention.last + 1 < stop and reading.word(mention.last + 1) in ("of", "for"):
            return mention._replace(last=stop - 1)
        return mention

    def _in_brackets(self, at: int) -> Mention | None:
        """Read who bears an office, from the brackets before a token: "The Minister for Roads (Ms Una Feld):"."""
        reading = self._reading
        if at >= len(reading.bits) or not reading.mark(at, "(") or not reading.bits[at] & HONORIFIC:
            return None
        for stop in range(at + 1, min(at + _LONGEST, len(reading.bits))):
            if reading.mark(stop, ")"):
                return noun_phrase(reading, at, stop)
        return None

    def _meant(self, at: int) -> Mention | None:
        """Return the first full name of the text with the initials that a label is."""
        reading = self._reading
        label = reading.span(at, at)
        if len(label) not in _INITIALS or not (label.isalpha() and label.isupper()):
            return None
        if self._initials is None:
            self._initials = self._names()
        found = self._initials.get(label)
        return None if found is None else named(reading, *found, False)

    def _names(self) -> dict[str, tuple[int, int]]:
        """Map initials to the first run of capitalised words that has them: first and last token."""
        reading = self._reading
        capital, tight, bits, begins = reading.capital, reading.tight, reading.bits, reading.begins
        found: dict[str, tuple[int, int]] = {}
        start = 0
        for at in range(len(bits) + 1):
            if start < at < len(bits) and capital[at - 1] and capital[at] and tight[at]:
                continue
            first = start
            while first < at and bits[first] & (HONORIFIC | FUNCTION):
                first += 1
            if at - first in _INITIALS and capital[first]:
                found.setdefault("".join(reading.text[begins[i]] for i in range(first, at)), (first, at - 1))
            start = at
        return found
