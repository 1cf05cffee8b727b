"""Join the two sides of entries with a gap, each found on its own, where they stand near enough to each other."""

from __future__ import annotations

import numpy as np

from propdetect.hashing import Hashes, HashTable, Ints, combine

# A gap stands for at most this many words.
LONGEST_GAP = 8
# An entry, or minus a fragment; its first token, and the one after its last.
Match = tuple[int, int, int]


def pair_keys(first: Ints, second: Ints) -> Hashes:
    """Hash pairs of fragment numbers, (n,) each, as `Matcher.pairs` looks them up."""
    return combine(first.astype(np.uint64), second.astype(np.uint64))


def join(pairs: HashTable, fragments: Ints, starts: Ints, ends: Ints, sentence: Ints) -> tuple[Ints, Ints, Ints]:
    """Join fragments that stand within a gap of each other in one sentence, each to the nearest and longest.

    pairs : hash of two fragment numbers -> entry number
    fragments, starts, ends : (m,) fragment numbers, and their token spans
    sentence : (n,) int64, number of the sentence of each token
    Returns the entry numbers and token spans of what they make.
    """
    order = np.argsort(starts, kind="stable")
    fragments, starts, ends = fragments[order], starts[order], ends[order]
    near = np.searchsorted(starts, ends)
    many = np.searchsorted(starts, ends + LONGEST_GAP, "right") - near
    left = np.repeat(np.arange(len(starts)), many)
    right = np.arange(len(left)) + np.repeat(near - np.cumsum(many) + many, many)
    entries = pairs.find(pair_keys(fragments[left], fragments[right])).astype(np.int64)
    hit = ((entries != 0) & (sentence[starts[left]] == sentence[starts[right]])).nonzero()[0]
    # the nearest first, and of those the longest, which `unique` keeps
    hit = hit[np.lexsort((-ends[right[hit]], starts[right[hit]]))]
    numbers, begins, stops = entries[hit], starts[left[hit]], ends[right[hit]]
    _, nearest = np.unique(numbers * len(sentence) + begins, return_index=True)
    return numbers[nearest], begins[nearest], stops[nearest]


def join_few(pairs: HashTable, fragments: list[Match], sentence: Ints) -> list[Match]:
    """Do what `join` does, for so few fragments that lists are faster than arrays."""
    fragments.sort(key=_start)
    near = [
        (-left, -right, start, begin, end)
        for i, (left, start, stop) in enumerate(fragments)
        for right, begin, end in fragments[i + 1 :]
        if stop <= begin <= stop + LONGEST_GAP and sentence[start] == sentence[begin]
    ]
    if not near:
        return []
    sides = np.array(near, np.int64)
    entries = pairs.find(pair_keys(sides[:, 0], sides[:, 1])).tolist()
    found: dict[tuple[int, int], int] = {}
    for (_, _, start, _, end), entry in sorted(zip(near, entries, strict=True), key=_nearest):
        if entry:
            found.setdefault((entry, start), end)
    return [(entry, start, end) for (entry, start), end in sorted(found.items())]


def _start(match: Match) -> int:
    return match[1]


def _nearest(pair: tuple[tuple[int, int, int, int, int], int]) -> tuple[int, int]:
    """Order joined fragments by the start of the right one, and of those the longest first."""
    _, _, _, begin, end = pair[0]
    return begin, -end
