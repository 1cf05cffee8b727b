"""Names of a kind, which weigh the same: by themselves, and in pairs with another word ("<nation> people").

A kind of names is one word to a model. A pair of a word and a name counts as a pair of the word and the kind, so no
name has a pair of its own. A model that ships looks up the pairs of every name, all with the row of the kind's, so
scoring takes no step more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propdetect.analysis import Analysis
from propdetect.hashing import Hashes, Ints, combine
from propdetect.text.spelling import variants
from propdetect.text.tokens import hash_words

Bools = npt.NDArray[np.bool_]
# What no word is called: the hash of a kind is that of this name of its number.
_KIND = "<{}>"
_NONE = np.zeros(0, np.uint64)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Names by kind.

    names : (n,) uint64, hash of every name in every spelling, sorted;  kind : (n,) int64, which one each is of
    paired : (k,) bool, whether a kind's names have pairs
    """

    names: Hashes
    kind: Ints
    paired: Bools

    @classmethod
    def of(cls, groups: Sequence[Sequence[str]], paired: Sequence[Sequence[str]] = ()) -> Kinds:
        """Gather kinds, each a list of names in lower case; paired : those whose names have pairs.

        A name that is of several kinds is of the last.
        """
        kind = {spelling: k for k, words in enumerate(groups) for word in words for spelling in variants(word)}
        hashes = hash_words(list(kind))
        order = np.argsort(hashes)
        with_pairs = np.array([group in paired for group in groups], np.bool_)
        return cls(hashes[order], np.array(list(kind.values()), np.int64)[order], with_pairs)

    def find(self, hashes: Hashes) -> Ints:
        """Return the kind of each word, -1 for one that is no name."""
        if not len(self.names):
            return np.full(len(hashes), -1)
        at = np.minimum(self.names.searchsorted(hashes), len(self.names) - 1)
        return np.where(self.names[at] == hashes, self.kind[at], -1)

    def pairs(self, analysis: Analysis) -> Hashes:
        """Return the hash of each word with its follower, as `Analysis.pairs`, each name as its kind.

        0 where one of the two is a name without pairs, or both are names.
        """
        pairs, kind = analysis.pairs, self.find(analysis.tokens.hashes)
        if not (kind >= 0).any():
            return pairs
        left, right = kind[:-1] >= 0, kind[1:] >= 0
        words = self._as_kinds(analysis.tokens.hashes, kind)
        unpaired = (kind >= 0) & ~self.paired[kind]
        named = np.where(left | right, combine(words[:-1], words[1:]), pairs[:-1])
        named[(left & right) | unpaired[:-1] | unpaired[1:] | (pairs[:-1] == 0)] = 0
        return np.append(named, pairs[-1:])

    def _as_kinds(self, hashes: Hashes, kind: Ints) -> Hashes:
        called = hash_words([_KIND.format(k) for k in range(len(self.paired))])
        return np.where(kind >= 0, called[kind], hashes)


@dataclass(frozen=True, slots=True)
class NamePairs:
    """The pairs of a word with a kind of names, of which some text shows one.

    hashes : (m,) uint64, sorted, as `Kinds.pairs` has them;  kind : (m,) int64;  others : (m,) uint64, the words
    first : (m,) bool, whether the name comes first
    """

    hashes: Hashes
    kind: Ints
    others: Hashes
    first: Bools

    @classmethod
    def of(cls, analyses: Sequence[Analysis], kinds: Kinds, pairs: Hashes) -> NamePairs:
        """Gather those of some texts that are among some pairs."""
        found: list[tuple[Hashes, Ints, Hashes, Bools]] = [
            (_NONE, np.zeros(0, np.int64), _NONE, np.zeros(0, np.bool_))
        ]
        for analysis in analyses:
            words, hashes = analysis.tokens.hashes, kinds.pairs(analysis)
            kind = kinds.find(words)
            named = np.flatnonzero((hashes[:-1] != analysis.pairs[:-1]) & np.isin(hashes[:-1], pairs))
            first = kind[named] >= 0
            other = np.where(first, words[named + 1], words[named])
            found.append((hashes[named], np.where(first, kind[named], kind[named + 1]), other, first))
        hashes, kind, others, first = (np.concatenate(part) for part in zip(*found, strict=True))
        hashes, at = np.unique(hashes, return_index=True)
        return cls(hashes, kind[at], others[at], first[at])

    def sizes(self, kinds: Kinds) -> Ints:
        """Return of how many names each stands for the pairs: (m,)."""
        return np.bincount(kinds.kind, minlength=len(kinds.paired))[self.kind]

    def take(self, chosen: Bools) -> NamePairs:
        """Return some of them."""
        return NamePairs(self.hashes[chosen], self.kind[chosen], self.others[chosen], self.first[chosen])

    def spelled(self, kinds: Kinds) -> tuple[Hashes, Ints]:
        """Return the hash of every pair of a name, as a text has it, and which of these each is, from 0."""
        keys, numbers = [_NONE], [np.zeros(0, np.int64)]
        for at, (kind, other, first) in enumerate(zip(self.kind, self.others, self.first, strict=True)):
            names = kinds.names[kinds.kind == kind]
            others = np.full(len(names), other, np.uint64)
            keys.append(combine(names, others) if first else combine(others, names))
            numbers.append(np.full(len(names), at))
        return np.concatenate(keys), np.concatenate(numbers)


# Of no names.
NO_KINDS = Kinds.of(())
NO_NAME_PAIRS = NamePairs(_NONE, np.zeros(0, np.int64), _NONE, np.zeros(0, np.bool_))
