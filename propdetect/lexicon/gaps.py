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
    fragments, starts, ends = fragments.take(order), starts.take(order), ends.take(order)
    # how many fragments begin before each token
    before = np.zeros(len(sentence) + LONGEST_GAP + 2, np.int64)
    np.cumsum(np.bincount(starts, minlength=len(before) - 1), out=before[1:])
    near = before.take(ends)
    many = before.take(ends + (LONGEST_GAP + 1)) - near
    left = np.arange(len(starts)).repeat(many)
    right = np.arange(len(left)) + (near - np.cumsum(many) + many).repeat(many)
    of = sentence.take(starts)
    same = (of.take(left) == of.take(right)).nonzero()[0]
    left, right = left.take(same), right.take(same)
    entries = pairs.find_rare(pair_keys(fragments.take(left), fragments.take(right))).astype(np.int64)
    hit = entries.nonzero()[0]
    entries, begins = entries.take(hit), starts.take(left.take(hit))
    right = right.take(hit)
    # the nearest first, and of those the longest, which `unique` keeps
    order = np.lexsort((-ends.take(right), starts.take(right)))
    entries, begins, stops = entries.take(order), begins.take(order), ends.take(right.take(order))
    _, nearest = np.unique(entries * len(sentence) + begins, return_index=True)
    return entries.take(nearest), begins.take(nearest), stops.take(nearest)


def join_few(pairs: HashTable, fragments: list[Match], sentence: Ints) -> list[Match]:
    """Do what `join` does, for so few fragments that lists are faster than arrays."""
    fragments.sort(key=_start)
    of = sentence.take([start for _, start, _ in fragments]).tolist()
    joined: list[tuple[int, int, int, int]] = []
    for i, (left, start, stop) in enumerate(fragments):
        for (right, begin, end), where in zip(fragments[i + 1 :], of[i + 1 :], strict=True):
            if begin > stop + LONGEST_GAP or where != of[i]:
                break
            if begin >= stop and (entry := pairs.get_pair(-left, -right)):
                joined.append((begin, -end, entry, start))
    # the nearest first, and of those the longest
    found: dict[tuple[int, int], int] = {}
    for _, end, entry, start in sorted(joined):
        found.setdefault((entry, start), -end)
    return [(entry, start, end) for (entry, start), end in sorted(found.items())]


def _start(match: Match) -> int:
    return match[1]
