"""Who speaks: for each sentence of a text its voice, and whom the text attributes it to.

A sentence is "quoted" (it lies in direct speech or holds a statement in quotation marks), "reported" (it gives what
somebody said in the writer's syntax), "scare" (it holds a word or short phrase at a distance, in quotation marks
that nobody is named for) or the "narrator"'s. docs/voice.md has the rules and how often they are wrong.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Ints
from propdetect.speech import NARRATOR, QUOTED, REPORTED, SCARE, Marked, Speaker
from propdetect.text.attribution import Finder
from propdetect.text.blocks import block_quotes, paragraph_breaks
from propdetect.text.fold import Folded
from propdetect.text.interviews import Turn
from propdetect.text.labels import Labels
from propdetect.text.mentions import OTHER
from propdetect.text.passages import Passages
from propdetect.text.quotations import Quotation, find_quotations, nested
from propdetect.text.reading import Reading, letters, name_places
from propdetect.text.sources import Attribution
from propdetect.text.speakers import Speakers
from propdetect.text.speech_words import (
    ACCORDING,
    DETERMINER,
    HEDGE,
    LEADS,
    RUMOUR,
    TO,
    VERB,
    VIEW,
    speech_words,
)
from propdetect.text.tokens import Tokens
from propdetect.text.turns import turns

Bools = npt.NDArray[np.bool_]
# What `Voices.features` holds, column by column.
FEATURES = ("inside a quotation", "attributed", "holds scare quotes")
# Words that a phrase held at a distance has at most; a longer one is somebody's words, whoever said them.
_LONGEST_SCARE = 6
_MAY_REPORT = VERB | ACCORDING | HEDGE | VIEW | RUMOUR
_NO_VERB = DETERMINER | TO


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """The voices of a text.

    voice : of each sentence one of `speech.VOICES`
    speaker : of each sentence whom the text attributes it to, None where it names nobody
    quotations : the quoted passages, by start, the outer before the inner
    direct : (k, 2) code point spans of direct speech, in order, not overlapping: outermost passages, transcripts
    clauses : (k, 2) the same of the clauses that say in reported speech who speaks, in order
    marks : of each of `FEATURES` n bytes, 0 or 1
    words : (n,) int64, words of each sentence
    """

    voice: tuple[str, ...]
    speaker: tuple[Speaker | None, ...]
    quotations: tuple[Quotation, ...]
    direct: tuple[tuple[int, int], ...]
    clauses: tuple[tuple[int, int], ...]
    marks: tuple[bytes, ...]
    words: Ints

    @property
    def features(self) -> npt.NDArray[np.float32]:
        """(n, 3) float32, 0 or 1, columns as in `FEATURES`."""
        return np.stack([np.frombuffer(column, np.uint8) for column in self.marks], axis=1).astype(np.float32)

    def of(self, sentence: int) -> tuple[str, Speaker | None]:
        """Return the voice of a sentence and its speaker."""
        return self.voice[sentence], self.speaker[sentence]

    def at(self, sentence: int, start: int, end: int) -> tuple[str, Speaker | None]:
        """Return the voice of words of a sentence, given as code points.

        The sentence's own, but what stands beside direct speech ("..., said the greedy minister"), in the clause
        of reported speech that says who speaks, or beside words held at a distance is the narrator's.
        """
        voice = self.voice[sentence]
        if voice in (QUOTED, SCARE):
            number = bisect_right(self.direct, (end - 1, end)) - 1
            if number < 0 or self.direct[number][1] <= start:
                return NARRATOR, None
        elif voice == REPORTED:
            number = bisect_right(self.clauses, (start + 1,)) - 1
            if number >= 0 and end <= self.clauses[number][1]:
                return NARRATOR, None
        return voice, self.speaker[sentence]


def find_voices(
    text: str, folded: Folded, starts: Ints, ends: Ints, tokens: Tokens, sentence: Ints, first: Ints
) -> Voices:
    """Find the voice and the speaker of each sentence of a text, in time that grows linearly with it.

    text : the text as given; folded, tokens : the same, folded, and its word tokens
    starts, ends : (n,) int64, sentence spans in folded bytes
    sentence : (n_tokens,) int64, number of the sentence of each token
    first : (n + 1,) int64, first token of each sentence, and the number of tokens
    """
    return _Text(text, folded, starts, ends, tokens, sentence, first).voices()


class _Text:
    """One text on its way to its voices."""

    def __init__(
        self, text: str, folded: Folded, starts: Ints, ends: Ints, tokens: Tokens, sentence: Ints, first: Ints
    ) -> None:
        self.text, self.count, self.words = text, len(starts), first[1:] - first[:-1]
        self.voice = [NARRATOR] * self.count
        self.who: list[Speaker | None] = [None] * self.count
        self.inside, self.attributed, self.held = (bytearray(self.count) for _ in FEATURES)
        self.clauses: list[tuple[int, int]] = []
        self.verbs: dict[int, int] = {}
        self.silent = False
        if not self.count:
            self.quotations: list[Quotation] = []
            self.outer: list[Quotation] = []
            self.turns: list[Turn] = []
            return
        starts, ends = folded.to_text(starts, ends)
        self.breaks = paragraph_breaks(folded, starts, ends, tokens)
        self.starts = starts
        self.quotations = find_quotations(text, folded, self.breaks, tokens)
        blocks = block_quotes(text)
        if isinstance(text, Marked):
            blocks += [Quotation(*span, 0, block=True) for span in text.blocks]
        if blocks:
            self.quotations = nested([*self.quotations, *blocks])
        self.outer = [quotation for quotation in self.quotations if not quotation.depth]
        self.turns = turns(text, self.breaks)
        self._read(folded, tokens, sentence, first)

    def _read(self, folded: Folded, tokens: Tokens, sentence: Ints, first: Ints) -> None:
        """Look the tokens up, and turn the arrays into lists where there is something to find."""
        words = speech_words()
        numbers = words.find(tokens.hashes)
        kinds = words.kinds.take(numbers)
        may = kinds & _MAY_REPORT > 0
        near = tokens.starts[1:] - tokens.ends[:-1] == 1
        # most words that may report are nouns or infinitives here
        after = (near & (kinds[:-1] & _NO_VERB > 0)).nonzero()[0] + 1
        leads = kinds.take(after - 2, mode="clip") & LEADS > 0  # but "likes to say" may
        may[after] &= (kinds.take(after) & (VERB | VIEW) != VERB) | leads
        colons = tokens.marks[tokens.signs == ord(":")]
        if len(colons) and len(tokens):  # a headline's "...: minister"
            may[np.minimum(tokens.starts.searchsorted(colons), len(tokens) - 1)] = True
        candidates = may.nonzero()[0]
        if not (len(candidates) or self.outer or self.turns) or not len(tokens):
            self.turns = []
            self.silent = True
            return
        begins, stops = folded.to_text(tokens.starts, tokens.ends)
        self.begins, sentences = begins, sentence.data
        quoted = self._quoted(sentences)
        silent = self._turned(quoted)
        verbs = words.verb_of.take(numbers.take(candidates)).tolist()
        self.verbs = {at: verb for at, verb in zip(candidates.tolist(), verbs, strict=True) if silent[at] < 0}
        capital, tight = letters(folded, tokens, kinds, near)
        self.reading = Reading(
            self.text,
            (begins.data, stops.data),
            (kinds.tolist(), capital.tobytes(), tight.tobytes(), tokens.hard.tobytes(), tokens.hashes.data),
            self.verbs,
            quoted,
            (sentences, first.tolist()),
        )
        self.places = partial(name_places, tokens, kinds, capital, sentence, self.words)
        self.finder = Finder(self.reading, words.verbs, self.tokens_of)

    def _quoted(self, sentences: Sequence[int]) -> list[int]:
        """Find the tokens of the outermost passages; return the number of the passage of each, -1 for none."""
        begins = self.begins
        quoted = [-1] * len(begins)
        bounds = begins.searchsorted([at for one in self.outer for at in (one.start, one.end)]).tolist()
        self.tokens_of = list(zip(bounds[::2], bounds[1::2], strict=True))
        for number, (begin, stop) in enumerate(self.tokens_of):
            if begin < stop:
                quoted[begin:stop] = [number] * (stop - begin)
                low, high = sentences[begin], sentences[stop - 1] + 1
                self.inside[low:high] = b"\1" * (high - low)
        return quoted

    def _turned(self, quoted: list[int]) -> list[int]:
        """Return the same with the tokens of transcripts among the quoted ones."""
        silent = quoted.copy() if self.turns else quoted
        for turn in self.turns:
            begin, stop = self.begins.searchsorted((turn.start, turn.end)).tolist()
            silent[begin:stop] = [0] * (stop - begin)
        return silent

    def voices(self) -> Voices:
        """Put everything together."""
        if self.count and not self.silent:
            self._attribute()
        direct = [(one.start, one.end) for one in self.outer]
        if self.turns:
            spans = [Quotation(turn.start, turn.end, 0) for turn in self.turns]
            direct = [(one.start, one.end) for one in nested([*spans, *self.outer]) if not one.depth]
        spoken = tuple(self.voice), tuple(self.who)
        marks = tuple(bytes(column) for column in (self.inside, self.attributed, self.held))
        return Voices(
            *spoken, tuple(self.quotations), tuple(direct), tuple(sorted(self.clauses)), marks, self.words
        )

    def _attribute(self) -> None:
        """Mark the sentences that somebody is said to have said."""
        attributions = self.finder.find(self.verbs)
        if not (attributions or self.outer or self.turns):  # as in many short texts
            return
        speakers = Speakers(self.reading, self.places())
        self.labels = Labels(self.reading)
        sentences = self.starts.tolist(), self.breaks.searchsorted(self.starts, "right").tolist()
        passages = Passages(self.text, self.reading, self.outer, self.tokens_of, sentences, attributions)
        passages.resolve(speakers)
        for number, one in enumerate(attributions):
            self._report(one, passages.said[number], passages)
        for number, (begin, stop) in enumerate(self.tokens_of):
            if begin < stop:
                self._quote(number, passages)
        for turn in self.turns:
            self._turn(turn, speakers)

    def _report(self, one: Attribution, speaker: Speaker | None, passages: Passages) -> None:
        """Mark the sentence of an attribution."""
        at = one.sentence
        self.attributed[at] = 1
        after = one.left >= 0 and passages.beside(one)
        same = after and self.reading.sentence[one.first - 1] == at
        ahead = one.right >= 0 and self.tokens_of[one.right][0] >= self.reading.first[at + 1]
        if (after and passages.statements[one.left] and not (same and one.reports)) or ahead:
            voice = QUOTED
        elif one.reports or after or one.right >= 0:
            voice = REPORTED
        else:
            return
        if voice == REPORTED and not one.reports and self._own(one, passages):
            return
        if one.mention is not None:
            self.clauses.append((self.reading.begins[one.first], self.reading.ends[one.last]))
        if self.voice[at] == NARRATOR or (self.voice[at] == voice and self.who[at] is None):
            self.voice[at], self.who[at] = voice, speaker

    @staticmethod
    def _own(one: Attribution, passages: Passages) -> bool:
        """Whether words in marks beside a clause are the writer's: 'thanks for the "support", I guess'."""
        if one.verb is not None and one.verb.verb == "read" and one.right >= 0 and passages.title(one.right):
            return True
        return one.mention is not None and one.mention.kind == OTHER

    def _quote(self, number: int, passages: Passages) -> None:
        """Mark the sentences of a quoted passage."""
        begin, stop = self.tokens_of[number]
        low, high = self.reading.sentence[begin], self.reading.sentence[stop - 1]
        if passages.statements[number]:
            speaker = passages.spoken[number]
            for at in range(low, high + 1):
                if self.voice[at] != QUOTED or self.who[at] is None:
                    self.voice[at], self.who[at] = QUOTED, speaker
                self.attributed[at] |= speaker is not None
            return
        if low in passages.others or passages.title(number):
            return
        if stop - begin > _LONGEST_SCARE:
            if self.voice[low] == NARRATOR:
                self.voice[low] = REPORTED
            return
        self.held[low] = 1
        if self.voice[low] == NARRATOR:
            self.voice[low] = SCARE

    def _turn(self, turn: Turn, speakers: Speakers) -> None:
        """Mark the sentences of a paragraph of a transcript."""
        speaker = None
        if turn.label_end > turn.label:
            begin, stop = self.begins.searchsorted((turn.label, turn.label_end)).tolist()
            speaker = speakers.resolve(self.labels.speaker(begin, stop))
        low = int(self.starts.searchsorted(turn.start))
        high = int(self.starts.searchsorted(turn.end))
        for at in range(low, high):
            self.voice[at], self.who[at] = QUOTED, speaker
            self.inside[at], self.attributed[at] = True, speaker is not None
