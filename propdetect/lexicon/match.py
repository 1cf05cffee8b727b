"""Match lexicon entries against word tokens: every entry at once, at a cost that their number does not change.

The forms of all entries make one prefix tree. A node is the hash of the words that lead to it, so a step is a
table look-up; all places of a text where a form may begin take their steps together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, HashTable, Ints
from propdetect.lexicon.families import CLASSES
from propdetect.lexicon.forms import file_forms, prefix_tree
from propdetect.lexicon.gaps import Match, join, join_few, pair_keys
from propdetect.lexicon.read import Entry
from propdetect.lexicon.walk import Bools, Nodes, Place, walk, walk_few

# So many words are matched faster in lists.
_FEW_WORDS = 96
_PLAIN = ("bounds", "endings", "techniques", "strengths", "files", "lines")


@dataclass(frozen=True, slots=True)
class Hits:
    """Entries found in a text: numbers of entries, and (n,) int64 token spans, end exclusive, in order of start."""

    entries: Ints
    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True)
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

    @cached_property
    def _counts(self) -> npt.NDArray[np.int32]:
        return np.diff(self.bounds, append=self.bounds[-1:])

    @cached_property
    def _ending(self) -> Bools:
        return self._counts > 0

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
        known = Nodes.of(self.nodes, hashes) if nodes is None else nodes
        if len(hashes) <= _FEW_WORDS:
            places = walk_few(self.nodes, hashes, breaks, known)
            return self._few(self._endings_of_few(places), sentence, barred)
        found, starts, ends = self._walk(hashes, breaks, known)
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
        _, starts, ends = self._joined(*self._walk(hashes, breaks, Nodes.of(self.nodes, hashes)), sentence)
        n = len(hashes) + 1
        inside: Bools = np.cumsum(np.bincount(starts, minlength=n) - np.bincount(ends, minlength=n))[:-1] > 0
        return inside

    def _joined(self, found: Ints, starts: Ints, ends: Ints, sentence: Ints) -> tuple[Ints, Ints, Ints]:
        """Put entries with a gap in the place of their fragments: entry numbers and token spans, unordered."""
        fragment = found < 0
        sides = fragment.nonzero()[0]
        if not len(sides):
            return found, starts, ends
        gapped = join(self.pairs, -found.take(sides), starts.take(sides), ends.take(sides), sentence)
        whole = (~fragment).nonzero()[0]
        parts = zip((found, starts, ends), gapped, strict=True)
        found, starts, ends = (np.concatenate((a.take(whole), b)) for a, b in parts)
        return found, starts, ends

    def _walk(self, hashes: Hashes, breaks: Bools, known: Nodes) -> tuple[Ints, Ints, Ints]:
        """Walk the prefix tree from every word; return endings and token spans, unordered."""
        nodes, starts, ends = walk(self.nodes, self._ending, hashes, breaks, known)
        first, many = self.bounds.take(nodes), self._counts.take(nodes)
        found = [(self.endings.take(first).astype(np.int64), starts, ends)]
        rest, number = (many > 1).nonzero()[0], 1  # few nodes have more than one
        while len(rest):
            more = self.endings.take(first.take(rest) + number)
            found.append((more.astype(np.int64), starts.take(rest), ends.take(rest)))
            number += 1
            rest = rest[many.take(rest) > number]
        entries, starts, ends = (np.concatenate(part) for part in zip(*found, strict=True))
        return entries, starts, ends

    def _endings_of_few(self, places: list[Place]) -> list[Match]:
        """List the endings of nodes with their token spans."""
        bounds, endings = self.bounds.data, self.endings.data  # read faster than arrays, one by one
        return [
            (endings[at], start, end) for node, start, end in places for at in range(bounds[node], bounds[node + 1])
        ]

    def _few(self, found: list[Match], sentence: Ints, barred: Bools | None) -> Hits:
        """Do what `find` does from here on, for so few matches that lists are faster than arrays."""
        matches = [match for match in found if match[0] > 0]
        if len(matches) < len(found):
            matches += join_few(self.pairs, [match for match in found if match[0] < 0], sentence)
        if barred is not None:
            matches = [match for match in matches if not barred[match[1] : match[2]].any()]
        techniques, own = self.techniques.data, self.first_own
        kept: list[tuple[int, int, int, int]] = []
        for technique, start, other_end, _, at in sorted(
            [(techniques[entry], start, -end, entry < own, at) for at, (entry, start, end) in enumerate(matches)]
        ):
            if not kept or kept[-1][2] != technique or start >= kept[-1][1]:
                kept.append((start, -other_end, technique, matches[at][0]))
        kept.sort()
        columns = np.array(kept, np.int64).reshape(-1, 4)
        return Hits(columns[:, 3], columns[:, 0], columns[:, 1])

    def _longest(self, entries: Ints, starts: Ints, ends: Ints) -> Hits:
        """Keep, for each technique, the longest match from the left; order by start."""
        techniques = self.techniques.take(entries).astype(np.int64)
        lengths, words = ends - starts, int(ends.max(initial=0)) + 1
        longest = int(lengths.max(initial=0))
        # one number a match: by technique, by start, the longest first, and of equals the user's own
        keys = (techniques * words + starts) * (longest + 1) + (longest - lengths)
        if self.first_own:
            keys = 2 * keys + (entries < self.first_own)
        order = keys.argsort(kind="stable")
        entries, starts, ends, techniques = (x.take(order) for x in (entries, starts, ends, techniques))
        keep = _from_the_left(starts + techniques * words, ends + techniques * words)
        order = keep.nonzero()[0]
        starts, ends = starts.take(order), ends.take(order)
        keys = (starts * (longest + 1) + (ends - starts)) * len(CLASSES) + techniques.take(order)
        again = keys.argsort(kind="stable")
        return Hits(entries.take(order.take(again)), starts.take(again), ends.take(again))


def _from_the_left(starts: Ints, ends: Ints) -> Bools:
    """Tell which spans stay where each that overlaps one kept before it goes; they are in order of start."""
    keep = np.ones(len(starts), np.bool_)
    reach = np.maximum.accumulate(ends)
    clash = (starts[1:] < reach[:-1]).nonzero()[0] + 1
    before, end = -1, 0
    for at, start, stop, end_before in zip(
        clash.tolist(),
        starts.take(clash).tolist(),
        ends.take(clash).tolist(),
        ends.take(clash - 1).tolist(),
        strict=True,
    ):
        if at != before + 1:
            end = end_before  # that span is the first of some that overlap, so it stays
        if start < end:
            keep[at] = False
        else:
            end = stop
        before = at
    return keep


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
