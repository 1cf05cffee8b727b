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
from propdetect.lexicon.notation import GAP
from propdetect.lexicon.read import Entry
from propdetect.taxonomy import IDS
from propdetect.text.tokens import hash_words

# A gap stands for at most this many words.
LONGEST_GAP = 8
# So many matches are sorted out faster in lists.
_FEW = 40
_Match = tuple[int, int, int]  # entry, or minus a fragment; first token; the one after its last
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
    techniques, strengths, files, lines : (n_entries,) of each entry, entry numbers from 1 (row 0 is unused)
    file_names : names that `files` counts in
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

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray[Any, Any]], file_names: tuple[str, ...]) -> Matcher:
        """Pick a compiled lexicon out of named arrays; raises KeyError where one is missing."""
        tables = (
            HashTable(arrays[f"lexicon_{name}_keys"], arrays[f"lexicon_{name}_values"])
            for name in ("nodes", "pairs")
        )
        plain = {name: arrays[f"lexicon_{name}"] for name in _PLAIN}
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
        self, hashes: Hashes, breaks: npt.NDArray[np.bool_], sentence: Ints, nodes: Nodes | None = None
    ) -> Hits:
        """Find the entries in a text, the longest from the left for each technique.

        hashes : (n,) uint64, word hashes
        breaks : (n,) bool, whether phrase-ending punctuation or a sentence end precedes the word
        sentence : (n,) int64, number of the sentence of each word
        nodes : those of the words that are known already; they are looked up where it is None
        """
        found, starts, ends = self._walk(hashes, breaks, nodes)
        if len(found) <= _FEW:
            return self._few(list(zip(found.tolist(), starts.tolist(), ends.tolist(), strict=True)), sentence)
        fragment = found < 0
        if fragment.any():
            gapped = self._join(-found[fragment], starts[fragment], ends[fragment], sentence)
            whole = ~fragment
            found, starts, ends = (
                np.concatenate((a[whole], b)) for a, b in zip((found, starts, ends), gapped, strict=True)
            )
        return self._longest(found, starts, ends)

    def _walk(self, hashes: Hashes, breaks: npt.NDArray[np.bool_], known: Nodes | None) -> tuple[Ints, Ints, Ints]:
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

    def _few(self, found: list[_Match], sentence: Ints) -> Hits:
        """Do what `_join` and `_longest` do, for so few matches that lists are faster than arrays."""
        matches = [match for match in found if match[0] > 0]
        if len(matches) < len(found):
            matches += self._join_few(sorted((m for m in found if m[0] < 0), key=_start), sentence)
        techniques = self.techniques.take([match[0] for match in matches]).tolist()
        kept: list[tuple[int, int, int, int]] = []
        for technique, start, other_end, at in sorted(
            (t, start, -end, i) for i, (t, (_, start, end)) in enumerate(zip(techniques, matches, strict=True))
        ):
            if not kept or kept[-1][2] != technique or start >= kept[-1][1]:
                kept.append((start, -other_end, technique, matches[at][0]))
        kept.sort()
        columns = np.array(kept, np.int64).reshape(-1, 4)
        return Hits(columns[:, 3], columns[:, 0], columns[:, 1])

    def _join_few(self, fragments: list[_Match], sentence: Ints) -> list[_Match]:
        near = [
            (-left, -right, start, begin, end)
            for i, (left, start, stop) in enumerate(fragments)
            for right, begin, end in fragments[i + 1 :]
            if stop <= begin <= stop + LONGEST_GAP and sentence[start] == sentence[begin]
        ]
        if not near:
            return []
        sides = np.array(near, np.int64)
        entries = self.pairs.find(_pair_keys(sides[:, 0], sides[:, 1])).tolist()
        found: dict[tuple[int, int], int] = {}
        for (_, _, start, _, end), entry in sorted(zip(near, entries, strict=True), key=_nearest):
            if entry:
                found.setdefault((entry, start), end)
        return [(entry, start, end) for (entry, start), end in sorted(found.items())]

    def _second(self, at: Ints, known: Nodes) -> tuple[Hashes, npt.NDArray[np.int32]]:
        """Find the nodes of two words that begin at some words; return their keys and them."""
        numbers, state = known.numbers.take(at), known.pairs.take(at)
        found = known.second.take(numbers)
        other = (numbers == 0).nonzero()[0]
        found[other] = self.nodes.find(state.take(other))
        return state, found

    def _join(self, fragments: Ints, starts: Ints, ends: Ints, sentence: Ints) -> tuple[Ints, Ints, Ints]:
        """Join fragments that stand within a gap of each other in one sentence, each to the nearest and longest."""
        order = np.argsort(starts, kind="stable")
        fragments, starts, ends = fragments[order], starts[order], ends[order]
        near = np.searchsorted(starts, ends)
        many = np.searchsorted(starts, ends + LONGEST_GAP, "right") - near
        left = np.repeat(np.arange(len(starts)), many)
        right = np.arange(len(left)) + np.repeat(near - np.cumsum(many) + many, many)
        entries = self.pairs.find(_pair_keys(fragments[left], fragments[right])).astype(np.int64)
        hit = ((entries != 0) & (sentence[starts[left]] == sentence[starts[right]])).nonzero()[0]
        # the nearest first, and of those the longest, which `unique` keeps
        hit = hit[np.lexsort((-ends[right[hit]], starts[right[hit]]))]
        numbers, begins, stops = entries[hit], starts[left[hit]], ends[right[hit]]
        _, nearest = np.unique(numbers * len(sentence) + begins, return_index=True)
        return numbers[nearest], begins[nearest], stops[nearest]

    def _longest(self, entries: Ints, starts: Ints, ends: Ints) -> Hits:
        """Keep, for each technique, the longest match from the left; order by start."""
        techniques = self.techniques[entries]
        order = np.lexsort((-ends, starts, techniques))
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


def _start(match: _Match) -> int:
    return match[1]


def _nearest(pair: tuple[tuple[int, int, int, int, int], int]) -> tuple[int, int]:
    """Order joined fragments by the start of the right one, and of those the longest first."""
    _, _, _, begin, end = pair[0]
    return begin, -end


def _pair_keys(first: Ints, second: Ints) -> Hashes:
    return combine(first.astype(np.uint64), second.astype(np.uint64))


def compile_entries(entries: Iterable[Entry]) -> Matcher:
    """Compile entries into a matcher; entry numbers count from 1 in the order given."""
    listed = list(entries)
    fragments: dict[tuple[str, str], int] = {}  # a technique's own, so that techniques may share a form
    endings: dict[str, list[int]] = {}
    pairs: dict[tuple[int, int], int] = {}
    for number, entry in enumerate(listed, 1):
        for form in entry.forms:
            left, gap, right = form.partition(f" {GAP} ")
            if not gap:
                endings.setdefault(form, []).append(number)
                continue
            sides = []
            for side in (left, right):
                key = (entry.technique, side)
                if key not in fragments:
                    fragments[key] = len(fragments) + 1
                    endings.setdefault(side, []).append(-fragments[key])
                sides.append(fragments[key])
            pairs.setdefault((sides[0], sides[1]), number)  # the first of two, as for forms without a gap
    names = tuple(dict.fromkeys(entry.source.rpartition(":")[0] for entry in listed))
    nodes, bounds, flat = _tree(endings)
    keys = np.array(list(pairs), np.int64).reshape(-1, 2)
    return Matcher(
        nodes,
        bounds,
        flat,
        HashTable.build(_pair_keys(keys[:, 0], keys[:, 1]), np.array(list(pairs.values()), np.int32)),
        np.array([0, *(IDS.index(e.technique) for e in listed)], np.int32),
        np.array([0, *(e.strength for e in listed)], np.int32),
        np.array([0, *(names.index(e.source.rpartition(":")[0]) for e in listed)], np.int32),
        np.array([0, *(int(e.source.rpartition(":")[2]) for e in listed)], np.int32),
        names,
    )


def _tree(endings: dict[str, list[int]]) -> tuple[HashTable, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Make the prefix tree of forms, a depth at a time: the node table, and the endings of each node."""
    forms = [form.split() for form in endings]
    words = sorted({word for form in forms for word in form})
    numbers = {word: i for i, word in enumerate(words)}
    hashes = hash_words(words)
    lengths = np.array([len(form) for form in forms], np.int64)
    table = np.zeros((len(forms), int(lengths.max(initial=0))), np.int64)
    for row, form in zip(table, forms, strict=True):
        row[: len(form)] = [numbers[word] for word in form]
    states: list[Hashes] = []
    final = np.zeros(len(forms), np.uint64)
    state = final
    for depth, column in enumerate(table.T):
        state = hashes[column] if depth == 0 else combine(state, hashes[column])
        states.append(state[lengths > depth])
        final[lengths == depth + 1] = state[lengths == depth + 1]
    keys = np.unique(np.concatenate(states)) if states else np.zeros(0, np.uint64)
    node = np.searchsorted(keys, final) + 1
    order = np.argsort(node, kind="stable")
    counts = np.zeros(len(keys) + 1, np.int64)
    ended = list(endings.values())
    counts[node] = [len(e) for e in ended]
    flat = [e for i in order.tolist() for e in ended[i]]
    bounds = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return (
        HashTable.build(keys, np.arange(1, len(keys) + 1, dtype=np.int32)),
        bounds,
        np.array(flat, np.int32),
    )
