"""The quoted passages beside a verb that reports."""

from __future__ import annotations

from propdetect.text.reading import FAR, NEAR, Reading
from propdetect.text.speech_words import BREAK, PREPOSITION, TO, ReportingVerb


class Beside:
    """Finds the outermost passages that a verb may go with.

    reading : the text; verbs : the lexicon
    passages, stops : first token of each passage, and the token after its last
    """

    def __init__(
        self, reading: Reading, verbs: tuple[ReportingVerb, ...], passages: list[int], stops: list[int]
    ) -> None:
        self._reading, self._verbs, self._passages, self._stops = reading, verbs, passages, stops

    def left(self, at: int) -> int:
        """Return the number of the quoted passage that ends directly before a token, -1 for none."""
        if at == 0 or self._reading.quoted[at - 1] < 0:
            return -1
        gap = self._reading.gap(at)
        if len(gap) > 7 or "\n\n" in gap:
            return -1
        ends = "." in gap and self._reading.sentence[at - 1] != self._reading.sentence[at]
        return -1 if ends else self._reading.quoted[at - 1]

    def right(self, at: int, high: int, number: int) -> int:
        """Return the number of the quoted passage that a verb introduces, -1 for none; number : of the next one."""
        reading = self._reading
        next_ = self._passages[number]
        if next_ - at >= FAR or next_ >= len(reading.quoted):
            return -1
        gap = reading.gap(next_)
        if next_ == high:  # he wrote: (and a new sentence, or a block)
            return number if ":" in gap else -1
        takes = self._verbs[reading.verbs[at]].takes
        if ";" in reading.text[reading.ends[at] : reading.begins[next_]]:
            return -1
        if (next_ == at + 1 and takes != "colon") or ":" in gap or "," in gap:
            return number
        if takes != "told" or next_ > at + 4:
            return -1
        # an addressee, and a statement: one that begins with a capital, or that is long and ends the sentence
        stop, before = self._stops[number], reading.bits[next_ - 1]
        whole = stop >= high and stop - next_ >= NEAR // 2 and not before & (TO | BREAK | PREPOSITION)
        return number if whole or reading.capital[next_] else -1
