"""Which words of a sentence to flag for a technique: lexicon matches, and runs of words that say enough for it."""

from __future__ import annotations

from typing import NamedTuple

from propdetect.model.scoring import WHOLE_SENTENCE, SpanShape, joined, positive_runs
from propdetect.text.fold import HYPHENS

# A run of words is flagged from this many log-odds on, beyond what its tokens cost: less changes the odds by a
# third or so, which is not worth a reader's look.
LEAST_RUN = 0.3
# Of each word of a sentence, and of its pair with its follower, the contribution to one output.
Said = tuple[list[float], list[float]]
# What no run of words goes through: technique that it shows, or another number; first token, and the one after its
# last.
Barrier = tuple[int, int, int]
Span = tuple[int, int]
# Stands where a technique stands: the end of the sentence.
_NONE = -2
# What belongs to the word that it stands before, or after.
_BEFORE, _AFTER = "#@$£€", "%"
# What joins the words of a compound.
_HYPHENS = frozenset("-" + HYPHENS)

# Words that end no flag: what follows them belongs to them. Prepositions that are parts of verbs as well (in, on,
# up) may. Flags may begin with any word: annotators' spans hold the article before a name that they call loaded.
_TRAILING = "a an the and or nor but of from to for with as at by"
# Words that are no flag by themselves, nor behind a mark at the end of one (a tail like `," he`).
_EMPTY = """
    this that these those which who in on i you he she it we they me him her us them my your his its our their
    is are was were be been has have had
"""
TRAILING = frozenset(_TRAILING.split())
EMPTY = TRAILING | frozenset(_EMPTY.split())


class Words(NamedTuple):
    """The words of one sentence, and where flags of them may begin and end.

    begins, ends : of each word, code points of the text
    """

    text: str
    begins: list[int]
    ends: list[int]

    def mend(self, runs: list[Span], low: int, high: int) -> list[Span]:
        """Let runs of words within low..high hold whole compounds, and not end with what says nothing.

        Runs of empty words alone are left out.
        """
        found = []
        for start, stop in runs:
            while start > low and self._tied(start - 1):
                start -= 1
            while stop < high and self._tied(stop - 1):
                stop += 1
            if self._word(stop - 1) in EMPTY:
                stop = self._end(start, stop)
            if stop > start:
                found.append((start, stop))
        return joined(found, 0)

    def _word(self, at: int) -> str:
        return self.text[self.begins[at] : self.ends[at]].lower()

    def _tied(self, at: int) -> bool:
        """Whether a word is one with its follower: a part of a compound ("far-right"), a letter of "U.S."."""
        end = self.ends[at]
        if self.begins[at + 1] - end != 1:
            return False
        between = self.text[end]
        single = between == "." and end - self.begins[at] == 1 and self.ends[at + 1] - self.begins[at + 1] == 1
        return single or between in _HYPHENS

    def _end(self, start: int, stop: int) -> int:
        """Return where a run that ends with an empty word has said all; its start, where it says nothing."""
        last = stop - 1
        while last > start and self._word(last - 1) in EMPTY:
            last -= 1
        if last == start:
            return start
        for at in range(last, stop):
            between = self.text[self.ends[at - 1] : self.begins[at]]
            if not between.isspace() and not self._tied(at - 1):
                stop = at
                break
        while self._word(stop - 1) in TRAILING:
            stop -= 1
        return stop


def with_signs(text: str, start: int, end: int) -> Span:
    """Widen the code point span of some words by signs of theirs: "#", "$", "%", the last full stop of "U.S."."""
    if start and text[start - 1] in _BEFORE and not text[max(start - 2, 0)].isalnum():
        start -= 1
    after = text[end : end + 1]
    abbreviated = after == "." and end > 2 and text[end - 2] == "." and text[end - 3].isalpha()
    return start, end + (abbreviated or after == _AFTER)


def spans(
    said: Said,
    base: int,
    technique: int,
    barriers: list[Barrier],
    free: list[Span],
    shape: SpanShape,
    spelled: Words,
) -> list[Span]:
    """Find the token spans of a sentence to flag for a technique.

    said, spelled : of each of its n tokens;  base : number of the first of them, from which spans count
    barriers : matches of any technique decided, and words that are never flagged, by start
    free : the longest token spans without words that are never flagged
    shape : what a token costs, and how far apart spans are joined
    """
    words, pairs = said
    cost, gap = shape
    if gap >= WHOLE_SENTENCE and words:
        if all(of != technique for of, _, _ in barriers):
            return free
        gap = 0  # an entry says which words show the technique
    halves = [pair / 2 for pair in pairs]  # a pair's evidence is shared by its words
    values = [w + h + b - cost for w, h, b in zip(words, halves, [0.0, *halves], strict=False)]
    found: list[Span] = []
    at = 0
    # a run ends at a match of any technique decided, so that no flag cuts through an entry's words
    for of, start, stop in [*barriers, (_NONE, base + len(values), base + len(values))]:
        high = max(start - base, at)
        runs = joined(_shifted(positive_runs(values[at:high], LEAST_RUN), at), gap)
        found += _shifted(spelled.mend(runs, at, high), base)
        if of == technique:
            found.append((start, stop))
        at = max(at, stop - base)
    if not found:  # nothing stands out in a sentence decided as a whole: its strongest run is shown, if any
        for start, stop in free:
            low, high = start - base, stop - base
            found += spelled.mend(_shifted(positive_runs(values[low:high]), low), low, high)
        found = sorted(found, key=lambda run: sum(values[run[0] : run[1]]))[-1:]
        found = _shifted(found, base)
    return found


def _shifted(runs: list[Span], by: int) -> list[Span]:
    return [(start + by, stop + by) for start, stop in runs]
