"""Quoted passages and what stands beside them: is it a statement, and whose?"""

from __future__ import annotations

from propdetect.speech import Speaker
from propdetect.text.complements import Complements
from propdetect.text.mentions import OTHER, subject
from propdetect.text.quotations import Quotation
from propdetect.text.reading import Reading
from propdetect.text.sources import Attribution
from propdetect.text.speakers import Speakers
from propdetect.text.speech_words import BREAK, FUNCTION, SELF, word_set

_TERMINAL = frozenset(",.!?…—-")
# What may stand before a passage that opens its sentence, and before one that a pause sets off.
_OPENING, _PAUSES = "*_>([-—–", ",—–-"
# Words before a nickname or a title.
_NICKNAMED = word_set("nicknamed titled entitled")
# Attributions of a sentence that are looked at for one with a speaker.
_MOST_TRIED = 8
# Verbs that give a thing a name: what they quote is no statement.
_NAMING = word_set("call describe brand label dub dismiss denounce condemn criticise hail praise")


class Passages:
    """The outermost quoted passages of a text, paired with the attributions beside them.

    text, starts : the text, and where its sentences begin; paragraph : number of the paragraph of each
    outer : the passages; tokens_of : first token of each, and the token after its last
    attributions : those of the text, in order
    others : the sentences that attribute something to somebody else than the writer, or to nobody
    statements : of each passage, whether it stands as a statement of its own
    said, spoken : of each attribution, and of each passage, the speaker once `resolve` has run
    """

    def __init__(
        self,
        text: str,
        reading: Reading,
        outer: list[Quotation],
        tokens_of: list[tuple[int, int]],
        sentences: tuple[list[int], list[int]],
        attributions: list[Attribution],
    ) -> None:
        self.text, self.reading, self.outer, self.tokens_of = text, reading, outer, tokens_of
        self.starts, self.paragraph = sentences
        self.attributions = attributions
        self.by_sentence: dict[int, list[int]] = {}
        self.others: set[int] = set()
        for number, one in enumerate(attributions):
            self.by_sentence.setdefault(one.sentence, []).append(number)
            if one.mention is None or one.mention.kind != OTHER:
                self.others.add(one.sentence)
        self.by_passage = self._pair()
        self.statements = [self.statement(number) for number in range(len(outer))]
        self.said: list[Speaker | None] = [None] * len(attributions)
        self.spoken: list[Speaker | None] = [None] * len(outer)

    def _pair(self) -> dict[int, int]:
        """Tell for passages which attribution stands beside them: one after it, or else one ahead of it."""
        found: dict[int, int] = {}
        for number, one in enumerate(self.attributions):
            if one.left >= 0 and self.beside(one):
                found[one.left] = number
        ahead: dict[int, int] = {}
        for number, one in enumerate(self.attributions):  # the nearest to it that somebody says
            if one.right >= 0 and (one.right not in ahead or (one.mention and one.mention.kind != OTHER)):
                ahead[one.right] = number
        return ahead | found

    def beside(self, one: Attribution) -> bool:
        """Whether an attribution after a passage belongs to it, rather than opens a sentence of its own."""
        reading = self.reading
        before = reading.sentence[one.first - 1]
        if before == one.sentence:
            return True
        # a splitter cuts after a question or a cry, and what follows goes on in small letters or with "he asked"
        mark = self.text[self.outer[one.left].end - 2]
        if self.paragraph[before] != self.paragraph[one.sentence] or mark in ".," or one.right >= 0:
            return False
        if self.attributions[self.by_sentence[one.sentence][0]] is not one:
            return False
        own = one.mention is not None and one.mention.kind == OTHER  # "I said I'd find out"
        return not (one.reports or own) or Complements(reading).closes(one.token)

    def statement(self, number: int) -> bool:
        """Whether a passage stands as a statement of its own, rather than as words of the writer's sentence."""
        quotation, (begin, stop) = self.outer[number], self.tokens_of[number]
        if begin == stop or quotation.block or quotation.goes_on:
            return begin < stop
        reading = self.reading
        low, high = reading.sentence[begin], reading.sentence[stop - 1]
        if low != high or (reading.first[low] >= begin and reading.first[high + 1] <= stop):
            return True
        pair = self.by_passage.get(number)
        one = self.attributions[pair] if pair is not None else None
        if one is not None and one.verb is not None and one.verb.verb in _NAMING:
            return False
        if one is not None and one.verb is not None and one.verb.verb == "read" and self.title(number):
            return False
        terminal = self.text[quotation.end - 2] in _TERMINAL
        before = self.text[max(self.starts[low], quotation.start - 4) : quotation.start].rstrip()
        if not before or before in _OPENING:
            return (one is not None and one.left == number) or (terminal and low in self.by_sentence)
        if before[-1] == ":":
            return True
        ahead = one is not None and one.right == number
        if one is not None and ahead and not reading.capital[begin] and self._parenthetical(one):
            return False
        if one is not None and ahead and one.token == begin - 1:
            going_on = stop < reading.first[low + 1] and reading.gap(stop)[-2:-1] == self.text[quotation.end - 1]
            return bool(terminal or reading.capital[begin] or not going_on or reading.bits[stop] & BREAK)
        if before[-1] in _PAUSES:
            first = self.by_sentence.get(low, ())[:1]
            earlier = any(self.attributions[i].token < begin for i in first)
            return ahead or (earlier and not self.title(number))
        told = one is not None and one.verb is not None and one.verb.takes == "told"
        return ahead and bool(told or reading.capital[begin])

    def _parenthetical(self, one: Attribution) -> bool:
        """Whether a reporting clause interrupts the writer's own sentence: "it was, she said, "a farce"."."""
        reading = self.reading
        first = one.first
        inside = first > reading.first[one.sentence] and reading.quoted[first - 1] < 0
        begin, stop = self.tokens_of[one.right]
        goes_on = stop < reading.first[one.sentence + 1] or reading.mark(begin, ",")
        return inside and goes_on and reading.mark(first, ",")

    def title(self, number: int) -> bool:
        """Whether a passage is a title or a nickname: all its words but small ones are capitalised."""
        begin, stop = self.tokens_of[number]
        reading = self.reading
        if stop - begin == 1 and reading.first[reading.sentence[begin]] == begin:
            return False
        if begin > 1 and reading.capital[stop - 1]:
            before = reading.word(begin - 1)
            if before in _NICKNAMED or (before == "as" and reading.word(begin - 2) == "known"):
                return True
        if not reading.capital[begin]:
            return False
        words = (at for at in range(begin, stop) if not reading.bits[at] & FUNCTION)
        return all(reading.capital[at] or reading.gap(at) == "-" for at in words)

    def resolve(self, speakers: Speakers) -> None:
        """Resolve the speakers of attributions and of passages, in the order of the text."""
        reading = self.reading
        # a passage that nothing stands beside is judged once its sentence is read
        steps = [(one.token, 0, number) for number, one in enumerate(self.attributions)]
        for number, (begin, stop) in enumerate(self.tokens_of):
            if begin < stop and number not in self.by_passage and self.statements[number]:
                steps.append((reading.first[reading.sentence[stop - 1] + 1], 1, number))
        steps.sort()
        pairs: dict[int, list[int]] = {}
        for number, pair in self.by_passage.items():
            pairs.setdefault(pair, []).append(number)
        for _, kind, number in steps:
            if kind:
                self.spoken[number] = self._carried(number, speakers)
                continue
            self.said[number] = speakers.resolve(self.attributions[number].mention)
            for passage in pairs.get(number, ()):
                self.spoken[passage] = self.said[number]
                self._go_back(passage)

    def _go_back(self, number: int) -> None:
        """Give the paragraphs before a passage, where it goes on from them, the same speaker."""
        while number and self.outer[number - 1].goes_on and self.spoken[number - 1] is None:
            number -= 1
            self.spoken[number] = self.spoken[number + 1]

    def _carried(self, number: int, speakers: Speakers) -> Speaker | None:
        """Find the speaker of a passage that no reporting clause stands beside."""
        reading = self.reading
        begin = self.tokens_of[number][0]
        if number and self.outer[number - 1].goes_on:
            return self.spoken[number - 1]
        sentence = reading.sentence[begin]
        here = self._said_in(sentence)
        if here is not None:
            return here
        if reading.first[sentence] < begin:  # X put it bluntly: "..."
            return self._introduced(sentence, begin, speakers)
        if not sentence:
            return None
        before = sentence - 1
        last = reading.sentence[self.tokens_of[number - 1][1] - 1] if number else -1
        if last >= before and self.spoken[number - 1] is not None:
            return self.spoken[number - 1]
        spoke = self._said_in(before)
        if last == before - 1 and self.reading.bits[reading.first[before]] & SELF:  # I ask why. "..."
            return self.spoken[number - 1]
        colon = ":" in self.text[reading.ends[begin - 1] : reading.begins[begin]]
        if spoke is not None or (self.paragraph[before] != self.paragraph[sentence] and not colon):
            return spoke
        return self._introduced(before, reading.first[sentence], speakers)

    def _said_in(self, sentence: int) -> Speaker | None:
        """Return who last said something in a sentence, as far as the text tells."""
        numbers = self.by_sentence.get(sentence, [])[-_MOST_TRIED:]
        return next((self.said[i] for i in reversed(numbers) if self.said[i] is not None), None)

    def _introduced(self, sentence: int, stop: int, speakers: Speakers) -> Speaker | None:
        """Resolve the subject of a sentence that leads to a passage: "She paused.", "Kari Dorn followed:"."""
        first = self.reading.first[sentence]
        if first >= stop or self.reading.quoted[first] >= 0:
            return None
        return speakers.resolve(subject(self.reading, first, stop))
