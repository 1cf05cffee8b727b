"""Which words of a sentence to flag for a technique: lexicon matches, and runs of words that say enough for it."""

from __future__ import annotations

from propdetect.model.scoring import WHOLE_SENTENCE, SpanShape, joined, positive_runs

# A run of words is flagged from this many log-odds on, beyond what its tokens cost: less changes the odds by a
# third or so, which is not worth a reader's look.
LEAST_RUN = 0.3
# Of each word of a sentence, and of its pair with its follower, the contribution to one output.
Said = tuple[list[float], list[float]]
# What no run of words goes through: technique that it shows, or another number; first token, and the one after its
# last.
Barrier = tuple[int, int, int]
Span = tuple[int, int]


def spans(
    said: Said, base: int, technique: int, barriers: list[Barrier], free: list[Span], shape: SpanShape
) -> list[Span]:
    """Find the token spans of a sentence to flag for a technique.

    said : of each of its n tokens;  base : number of the first of them, from which spans count
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
    for of, start, stop in barriers:
        runs = joined(positive_runs(values[at : max(start - base, at)], LEAST_RUN), gap)
        found += _shifted(runs, at + base)
        if of == technique:
            found.append((start, stop))
        at = max(at, stop - base)
    found += _shifted(joined(positive_runs(values[at:], LEAST_RUN), gap), at + base)
    if not found:  # nothing stands out in a sentence decided as a whole: its strongest run is shown, if any
        for start, stop in free:
            found += _shifted(positive_runs(values[start - base : stop - base]), start)
        found = sorted(found, key=lambda run: sum(values[run[0] - base : run[1] - base]))[-1:]
    return found


def _shifted(runs: list[Span], by: int) -> list[Span]:
    return [(start + by, stop + by) for start, stop in runs]
