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
from propdetect.lexicon.notation import GAP
from propdetect.lexicon.read import Entry
from propdetect.text.tokens import hash_words

# A gap stands for at most this many words.
LONGEST_GAP = 8
Bools = npt.NDArray[np.bool_]
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

    def find(self, hashes: Hashes, breaks: Bools, sentence: Ints, barred: Bools | None = None) -> Hits:
        """Find the entries in a text, the longest from the left for each technique.

        hashes : (n,) uint64, word hashes
        breaks : (n,) bool, whether phrase-ending punctuation or a sentence end precedes the word
        sentence : (n,) int64, number of the sentence of each word
        barred : (n,) bool, words that no match may hold, in its gap neither; None: no word
        """
        found, starts, ends = self._occurrences(hashes, breaks, sentence)
        if barred is not None:
            before = np.append(0, np.cumsum(barred))
            free = before[starts] == before[ends]
            found, starts, ends = found[free], starts[free], ends[free]
        return self._longest(found, starts, ends)

    def covered(self, hashes: Hashes, breaks: Bools, sentence: Ints) -> Bools:
        """Tell which words of a text lie within some occurrence of an entry, those in its gap too: (n,) bool.

        Arguments as for `find`; here occurrences that overlap all count.
        """
        _, starts, ends = self._occurrences(hashes, breaks, sentence)
        n = len(hashes) + 1
        inside: Bools = np.cumsum(np.bincount(starts, minlength=n) - np.bincount(ends, minlength=n))[:-1] > 0
        return inside

    def _occurrences(self, hashes: Hashes, breaks: Bools, sentence: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the entry numbers and token spans of all occurrences, unordered."""
        found, starts, ends = self._walk(hashes, breaks)
        fragment = found < 0
        if fragment.any():
            gapped = self._join(-found[fragment], starts[fragment], ends[fragment], sentence)
            whole = ~fragment
            found, starts, ends = (
                np.concatenate((a[whole], b)) for a, b in zip((found, starts, ends), gapped, strict=True)
            )
        return found, starts, ends

    def _walk(self, hashes: Hashes, breaks: Bools) -> tuple[Ints, Ints, Ints]:
        """Walk the prefix tree from every word; return endings and token spans, unordered."""
        goes_on = np.append(~breaks, False)  # no phrase goes on after the text
        found = self.nodes.find(hashes)
        at = found.nonzero()[0]
        nodes, state, length = found.take(at), hashes.take(at), 1
        walked: list[tuple[npt.NDArray[np.int32], Ints, Ints]] = []
        while len(at):
            following = at + length
            walked.append((nodes, at, following))
            alive = goes_on.take(following).nonzero()[0]
            state = combine(state.take(alive), hashes.take(following.take(alive)))
            found = self.nodes.find(state)
            known = found.nonzero()[0]
            at, state, nodes, length = at.take(alive.take(known)), state.take(known), found.take(known), length + 1
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

    def _join(self, fragments: Ints, starts: Ints, ends: Ints, sentence: Ints) -> tuple[Ints, Ints, Ints]:
        """Join fragments that stand within a gap of each other in one sentence, each to the nearest and longest."""
        order = np.argsort(starts, kind="stable")
        fragments, starts, ends = fragments[order], starts[order], ends[order]
        near = np.searchsorted(starts, ends)
        many = np.searchsorted(starts, ends + LONGEST_GAP, "right") - near
        left = np.repeat(np.arange(len(starts)), many)
        right = np.arange(len(left)) + np.repeat(near - np.cumsum(many) + many, many)
        entries = self.pairs.find(pair_keys(fragments[left], fragments[right])).astype(np.int64)
        hit = ((entries != 0) & (sentence[starts[left]] == sentence[starts[right]])).nonzero()[0]
        # the nearest first, and of those the longest, which `unique` keeps
        hit = hit[np.lexsort((-ends[right[hit]], starts[right[hit]]))]
        numbers, begins, stops = entries[hit], starts[left[hit]], ends[right[hit]]
        _, nearest = np.unique(numbers * len(sentence) + begins, return_index=True)
        return numbers[nearest], begins[nearest], stops[nearest]

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


def pair_keys(first: Ints, second: Ints) -> Hashes:
    """Hash pairs of fragment numbers, (n,) each, as `Matcher.pairs` looks them up."""
    return combine(first.astype(np.uint64), second.astype(np.uint64))


def file_forms(
    entries: Iterable[Entry], entries_before: int = 0, fragments_before: int = 0
) -> tuple[dict[str, list[int]], dict[tuple[int, int], int]]:
    """Number entries and fragments, each from 1 or behind those that there are already.

    Returns the endings of each form without a gap and of each side of a gap, as in `Matcher.endings`, and the entry
    of each pair of fragments.
    """
    fragments: dict[tuple[str, str], int] = {}  # a technique's own, so that techniques may share a form
    endings: dict[str, list[int]] = {}
    pairs: dict[tuple[int, int], int] = {}
    for number, entry in enumerate(entries, entries_before + 1):
        for form in entry.forms:
            left, gap, right = form.partition(f" {GAP} ")
            if not gap:
                endings.setdefault(form, []).append(number)
                continue
            sides = []
            for side in (left, right):
                key = (entry.technique, side)
                if key not in fragments:
                    fragments[key] = fragments_before + len(fragments) + 1
                    endings.setdefault(side, []).append(-fragments[key])
                sides.append(fragments[key])
            pairs.setdefault((sides[0], sides[1]), number)  # the first of two, as for forms without a gap
    return endings, pairs


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


def form_hashes(forms: list[list[str]]) -> tuple[list[Hashes], Hashes]:
    """Hash the words that lead to each node of forms, given as lists of words.

    Returns the nodes at each depth, a form's as often as it goes that deep, and (n_forms,) the last of each form.
    """
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
    return states, final


def prefix_tree(endings: dict[str, list[int]]) -> tuple[HashTable, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Make the prefix tree of forms, a depth at a time: the node table, and the endings of each node."""
    states, final = form_hashes([form.split() for form in endings])
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
