"""Match lexicon entries against word tokens: every entry at once, at a cost that their number does not change.

The forms of all entries make one prefix tree. A node is the hash of the words that lead to it, so a step is a
table look-up; all places of a text where a form may begin take their steps together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, HashTable, Ints, combine
from propdetect.lexicon.families import CLASSES
from propdetect.lexicon.forms import file_forms, prefix_tree
from propdetect.lexicon.gaps import Match, join, join_few, pair_keys
from propdetect.lexicon.read import Entry

Bools = npt.NDArray[np.bool_]
# So many matches are sorted out faster in lists.
_FEW = 40
_PLAIN = ("bounds", "endings", "techniques", "strengths", "files", "lines")


@dataclass(frozen=True, slots=True)
class Hits:
    """Entries found in a text: numbers of entries, and (n,) int64 token spans, end exclusive, in order of start."""

    entries: Ints
    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True, slots=True)
class Nodes:
    """Nodes of a prefix tree that are known before a text is matched.

    first : (n,) int32, node of each word, 0 for none
    pairs : (n,) uint64, hash of each word with its follower, that is, the key of a node of two words
    numbers, second : (n,) int32, number of each pair, 0 for one that has none; (m,) int32, node of each number
    """

    first: npt.NDArray[np.int32]
    pairs: Hashes
    numbers: npt.NDArray[np.int32]
    second: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Matcher:
    """A compiled lexicon.

    nodes : prefix hash -> node number
    bounds, endings : the endings of node i are endings[bounds[i]:bounds[i + 1]], each an entry number, or
        minus the number of a fragment (one side of an entry with a gap)
    pairs : hash of two fragment numbers -> entry number
    techniques, strengths, files, lines : (n_entries,) of each entry, entry numbers from 1 (row 0 is unused);
        a technique is its place in `families.CLASSES`, the kinds of wording after the 23
    file_names : names that `files` counts in
    first_own : number of the first entry that a user added to a model's, which wins over another of the same
        span; 0 where there is none
    """

    nodes: HashTable
    bounds: npt.NDArray[np.int32]
    endings: npt.NDArray[np.int32]
    pairs: HashTable
    techniques: npt.NDArray[np.int32]
    strengths: npt.NDArray[np.int32]
    files: npt.NDArray[np.int32]
    lines: npt.NDArray[np.int32]
    file_names: tuple[str, ...]
    first_own: int = 0

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray[Any, Any]], file_names: tuple[str, ...]) -> Matcher:
        """Pick a compiled lexicon out of named arrays; raises KeyError where one is missing."""
        tables = (
            HashTable(arrays[f"lexicon_{name}_keys"], arrays[f"lexicon_{name}_values"])
            for name in ("nodes", "pairs")
        )
        plain: dict[str, Any] = {name: arrays[f"lexicon_{name}"] for name in _PLAIN}
        return cls(nodes=next(tables), pairs=next(tables), file_names=file_names, **plain)

    def to_arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """Name the arrays of a compiled lexicon."""
        arrays = {f"lexicon_{name}": getattr(self, name) for name in _PLAIN}
        for name in ("nodes", "pairs"):
            table = getattr(self, name)
            arrays |= {f"lexicon_{name}_keys": table.keys, f"lexicon_{name}_values": table.values}
        return arrays

    def source(self, entry: int) -> str:
        """Name the file and line of an entry."""
        return f"{self.file_names[self.files[entry]]}:{self.lines[entry]}"

    def find(
        self,
        hashes: Hashes,
        breaks: Bools,
        sentence: Ints,
        barred: Bools | None = None,
        nodes: Nodes | None = None,
    ) -> Hits:
        """Find the entries in a text, the longest from the left for each technique.

        hashes : (n,) uint64, word hashes
        breaks : (n,) bool, whether phrase-ending punctuation or a sentence end precedes the word
        sentence : (n,) int64, number of the sentence of each word
        barred : (n,) bool, words that no match may hold, in its gap neither; None: no word
        nodes : those of the words that are known already; they are looked up where it is None
        """
        found, starts, ends = self._walk(hashes, breaks, nodes)
        if len(found) <= _FEW:
            return self._few(
                list(zip(found.tolist(), starts.tolist(), ends.tolist(), strict=True)), sentence, barred
            )
        found, starts, ends = self._joined(found, starts, ends, sentence)
        if barred is not None:
            before = np.append(0, np.cumsum(barred))
            free = before[starts] == before[ends]
            found, starts, ends = found[free], starts[free], ends[free]
        return self._longest(found, starts, ends)

    def covered(self, hashes: Hashes, breaks: Bools, sentence: Ints) -> Bools:
        """Tell which words of a text lie within some occurrence of an entry, those in its gap too: (n,) bool.

        Arguments as for `find`; here occurrences that overlap all count.
        """
        _, starts, ends = self._joined(*self._walk(hashes, breaks, None), sentence)
        n = len(hashes) + 1
        inside: Bools = np.cumsum(np.bincount(starts, minlength=n) - np.bincount(ends, minlength=n))[:-1] > 0
        return inside

    def _joined(self, found: Ints, starts: Ints, ends: Ints, sentence: Ints) -> tuple[Ints, Ints, Ints]:
        """Put entries with a gap in the place of their fragments: entry numbers and token spans, unordered."""
        fragment = found < 0
        if fragment.any():
            gapped = join(self.pairs, -found[fragment], starts[fragment], ends[fragment], sentence)
            whole = ~fragment
            found, starts, ends = (
                np.concatenate((a[whole], b)) for a, b in zip((found, starts, ends), gapped, strict=True)
            )
        return found, starts, ends

    def _walk(self, hashes: Hashes, breaks: Bools, known: Nodes | None) -> tuple[Ints, Ints, Ints]:
        """Walk the prefix tree from every word; return endings and token spans, unordered."""
        goes_on = np.zeros(len(breaks) + 1, np.bool_)  # no phrase goes on after the text
        np.logical_not(breaks, out=goes_on[:-1])
        found = self.nodes.find(hashes) if known is None else known.first
        at = found.nonzero()[0]
        nodes, state, length = found.take(at), hashes, 1
        walked: list[tuple[npt.NDArray[np.int32], Ints, Ints]] = []
        while len(at):
            following = at + length
            walked.append((nodes, at, following))
            alive = goes_on.take(following).nonzero()[0]
            at = at.take(alive)
            if length > 1 or known is None:
                state = combine(state.take(at if length == 1 else alive), hashes.take(at + length))
                found = self.nodes.find(state)
            else:
                state, found = self._second(at, known)
            some = found.nonzero()[0]
            at, state, nodes, length = at.take(some), state.take(some), found.take(some), length + 1
        if not walked:
            none = np.zeros(0, np.int64)
            return none, none, none
        nodes, starts, ends = (np.concatenate(part) for part in zip(*walked, strict=True))
        first = self.bounds.take(nodes)
        counts = self.bounds.take(nodes + 1) - first
        ending = counts.nonzero()[0]
        many = counts.take(ending)
        offset = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        numbers = self.endings.take(np.repeat(first.take(ending), many) + offset).astype(np.int64)
        return numbers, np.repeat(starts.take(ending), many), np.repeat(ends.take(ending), many)

    def _few(self, found: list[Match], sentence: Ints, barred: Bools | None) -> Hits:
        """Do what `find` does from here on, for so few matches that lists are faster than arrays."""
        matches = [match for match in found if match[0] > 0]
        if len(matches) < len(found):
            matches += join_few(self.pairs, [match for match in found if match[0] < 0], sentence)
        if barred is not None:
            matches = [match for match in matches if not barred[match[1] : match[2]].any()]
        techniques = self.techniques.take([match[0] for match in matches]).tolist()
        kept: list[tuple[int, int, int, int]] = []
        for technique, start, other_end, _, at in sorted(
            (technique, start, -end, entry < self.first_own, at)
            for at, (technique, (entry, start, end)) in enumerate(zip(techniques, matches, strict=True))
        ):
            if not kept or kept[-1][2] != technique or start >= kept[-1][1]:
                kept.append((start, -other_end, technique, matches[at][0]))
        kept.sort()
        columns = np.array(kept, np.int64).reshape(-1, 4)
        return Hits(columns[:, 3], columns[:, 0], columns[:, 1])

    def _second(self, at: Ints, known: Nodes) -> tuple[Hashes, npt.NDArray[np.int32]]:
        """Find the nodes of two words that begin at some words; return their keys and them."""
        numbers, state = known.numbers.take(at), known.pairs.take(at)
        found = known.second.take(numbers)
        other = (numbers == 0).nonzero()[0]
        found[other] = self.nodes.find(state.take(other))
        return state, found

    def _longest(self, entries: Ints, starts: Ints, ends: Ints) -> Hits:
        """Keep, for each technique, the longest match from the left; order by start."""
        techniques = self.techniques[entries]
        keys = (-ends, starts, techniques)
        order = np.lexsort((entries < self.first_own, *keys) if self.first_own else keys)
        entries, starts, ends, techniques = entries[order], starts[order], ends[order], techniques[order]
        keep = np.ones(len(entries), np.bool_)
        clash = (starts[1:] < ends[:-1]) & (techniques[1:] == techniques[:-1])
        if clash.any():
            technique, end = -1, 0
            for i, (t, s, e) in enumerate(zip(techniques.tolist(), starts.tolist(), ends.tolist(), strict=True)):
                if t == technique and s < end:
                    keep[i] = False
                else:
                    technique, end = t, e
        order = np.flatnonzero(keep)
        order = order[np.lexsort((techniques[order], ends[order], starts[order]))]
        return Hits(entries[order], starts[order], ends[order])


def compile_entries(entries: Iterable[Entry]) -> Matcher:
    """Compile entries into a matcher; entry numbers count from 1 in the order given."""
    listed = list(entries)
    endings, pairs = file_forms(listed)
    names = tuple(dict.fromkeys(entry.source.rpartition(":")[0] for entry in listed))
    nodes, bounds, flat = prefix_tree(endings)
    keys = np.array(list(pairs), np.int64).reshape(-1, 2)
    return Matcher(
        nodes,
        bounds,
        flat,
        HashTable.build(pair_keys(keys[:, 0], keys[:, 1]), np.array(list(pairs.values()), np.int32)),
        np.array([0, *(CLASSES.index(e.technique) for e in listed)], np.int32),
        np.array([0, *(e.strength for e in listed)], np.int32),
        np.array([0, *(names.index(e.source.rpartition(":")[0]) for e in listed)], np.int32),
        np.array([0, *(int(e.source.rpartition(":")[2]) for e in listed)], np.int32),
        names,
    )
