"""Walk the prefix tree of a lexicon from every word of a text: where do forms, or sides of a gap, end?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, HashTable, Ints, combine, combine_one

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]
# A node and the span of tokens that led to it.
Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Nodes:
    """Nodes of a prefix tree that are known before a text is matched.

    first : (n,) int32, node of each word, 0 for none
    pairs : (n,) uint64, hash of each word with its follower, that is, the key of a node of two words
    numbers, second : (n,) int32, number of each pair, 0 for one that has none; (m,) int32, node of each number, 0
        for number 0
    """

    first: Numbers
    pairs: Hashes
    numbers: Numbers
    second: Numbers

    @classmethod
    def of(cls, nodes: HashTable, hashes: Hashes) -> Nodes:
        """Look up the words of a text of which nothing is known yet."""
        pairs = np.zeros(len(hashes), np.uint64)
        pairs[:-1] = combine(hashes[:-1], hashes[1:])
        return cls(nodes.find(hashes), pairs, np.zeros(len(hashes), np.int32), np.zeros(1, np.int32))


def walk(
    nodes: HashTable, ending: Bools, hashes: Hashes, breaks: Bools, known: Nodes
) -> tuple[Numbers, Ints, Ints]:
    """Return the nodes reached at which something ends, and the token spans that led there, unordered.

    nodes : prefix hash -> node number
    ending : whether something ends at each node
    hashes, breaks : (n,) words, and whether the phrase before them ends there
    """
    goes_on = np.zeros(len(breaks) + 1, np.bool_)  # no phrase goes on after the text
    np.logical_not(breaks, out=goes_on[:-1])
    at = ending.take(known.first).nonzero()[0]
    found = [(known.first.take(at), at, at + 1)]
    alive = known.first.astype(np.bool_)
    alive &= goes_on[1:]
    # nodes of two words: by the number of the pair, and by its hash where it has none
    second = known.second.take(known.numbers)
    second *= alive
    alive &= known.numbers == 0
    other = alive.nonzero()[0]
    second[other] = nodes.find_rare(known.pairs.take(other))
    at, length = second.astype(np.bool_).nonzero()[0], 2
    reached, state = second.take(at), known.pairs.take(at)
    while len(at):
        following = at + length
        ended = ending.take(reached).nonzero()[0]
        found.append((reached.take(ended), at.take(ended), following.take(ended)))
        alive_at = goes_on.take(following).nonzero()[0]
        at = at.take(alive_at)
        state = combine(state.take(alive_at), hashes.take(at + length))
        reached = nodes.find_rare(state)
        some = reached.nonzero()[0]
        at, state, reached, length = at.take(some), state.take(some), reached.take(some), length + 1
    numbers, starts, ends = (np.concatenate(part) for part in zip(*found, strict=True))
    return numbers, starts, ends


def walk_few(nodes: HashTable, hashes: Hashes, breaks: Bools, known: Nodes) -> list[Place]:
    """Do what `walk` does, for so few words that lists are faster; nodes at which nothing ends are there too."""
    first, pairs = known.first.tolist(), known.pairs.tolist()
    second, numbers = known.second.take(known.numbers).tolist(), known.numbers.tolist()
    parted, words = [*breaks.tolist(), True], hashes.tolist()  # no phrase goes on after the text
    found: list[Place] = []
    for at, node in enumerate(first):
        if not node:
            continue
        found.append((node, at, at + 1))
        if parted[at + 1]:
            continue
        node = second[at] if numbers[at] else nodes.get(pairs[at])
        if not node:
            continue
        stop, state = at + 2, pairs[at]
        while True:
            found.append((node, at, stop))
            if parted[stop]:
                break
            node = nodes.get_pair(state, words[stop])
            if not node:
                break
            state, stop = combine_one(state, words[stop]), stop + 1
    return found
