"""What is known of words and pairs of words, found once for a text: in the model's tables and in the lexicon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, HashTable, Ints
from propdetect.lexicon.walk import Nodes

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the n tokens of a text.

    words, pairs : (n,) int32, number of each word, and of its pair with its follower, among those listed in the
        model's tables; 0: unknown to the model
    unknown : (k,) int64, the tokens whose word is unknown
    nodes : where lexicon entries may begin
    """

    words: Numbers
    pairs: Numbers
    unknown: Ints
    nodes: Nodes


class Vocabulary:
    """The model's tables of words and pairs, and for each word and pair in them the lexicon's node.

    A lexicon knows few words that a model does not, so most of its look-ups are spared.
    """

    def __init__(self, words: HashTable, pairs: HashTable, nodes: HashTable) -> None:
        self._words, self._pairs, self._nodes = words, pairs, nodes
        self._of_words: Numbers | None = None
        self._of_pairs: Numbers | None = None

    def find(self, hashes: Hashes, pairs: Hashes) -> Known:
        """Look up all tokens of a text by the hashes of words and of pairs, 0 for a pair that is none."""
        if self._of_words is None or self._of_pairs is None:
            self._of_words, self._of_pairs = (self._nodes.find(t.listed[0]) for t in (self._words, self._pairs))
        numbers = self._words.number(hashes)
        first = self._of_words.take(numbers)
        other = (numbers == 0).nonzero()[0]
        first[other] = self._nodes.find(hashes.take(other))
        pair_numbers = self._pairs.number(pairs)
        return Known(numbers, pair_numbers, other, Nodes(first, pairs, pair_numbers, self._of_pairs))
