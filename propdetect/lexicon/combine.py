"""Join a user's entries to a compiled lexicon, and take entries out of it, without compiling it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import PurePath

import numpy as np
import numpy.typing as npt

from propdetect.hashing import HashTable
from propdetect.lexicon.families import CLASSES
from propdetect.lexicon.forms import file_forms, form_hashes, prefix_tree
from propdetect.lexicon.gaps import pair_keys
from propdetect.lexicon.match import Matcher
from propdetect.lexicon.notation import GAP
from propdetect.lexicon.read import Entry, LexiconError, quoted
from propdetect.lexicon.walk import Bools

_Numbers = npt.NDArray[np.int32]


class _Filed:
    """Where some forms lie in a compiled lexicon, which holds hashes of words only."""

    def __init__(self, matcher: Matcher, forms: Iterable[str]) -> None:
        sides = list(dict.fromkeys(side for form in forms for side in form.split(f" {GAP} ")))
        _, final = form_hashes([side.split() for side in sides])
        self._matcher = matcher
        self._nodes = dict(zip(sides, matcher.nodes.find(final).tolist(), strict=True))

    def at(self, form: str) -> list[tuple[int, int]]:
        """List the entries that have a form, each with its place in `endings`, or its key in `pairs`."""
        sides = [self._ended(side) for side in form.split(f" {GAP} ")]
        if len(sides) == 1:
            return [(number, place) for number, place in sides[0] if number > 0]
        fragments = [[-number for number, _ in side if number < 0] for side in sides]
        pairs = np.array(list(product(*fragments)), np.int64).reshape(-1, 2)
        keys = pair_keys(pairs[:, 0], pairs[:, 1])
        numbers = self._matcher.pairs.find(keys).tolist()
        return [(number, key) for number, key in zip(numbers, keys.tolist(), strict=True) if number]

    def _ended(self, side: str) -> list[tuple[int, int]]:
        """List the endings of a form without a gap, each with its place in `endings`."""
        node, matcher = self._nodes[side], self._matcher
        first, last = matcher.bounds[node : node + 2].tolist()
        return list(zip(matcher.endings[first:last].tolist(), range(first, last), strict=True))


def combined(matcher: Matcher, entries: Sequence[Entry]) -> Matcher:
    """Return a matcher that finds a user's entries beside those of a model, at the cost of one matcher.

    matcher : the model's, which stays as it is, and is returned where there are no entries
    entries : additions and removals, no form of a technique twice
    A removal's forms stop matching for its technique; an addition takes the place of the same form of its own.
    Other forms of those entries go on. Entry numbers of the model stay; those of the user begin with `first_own`.
    Raises LexiconError for a removal that takes nothing away.
    """
    if not entries:
        return matcher
    kept, pairs = _taken_out(matcher, entries)
    added = [entry for entry in entries if not entry.remove]
    fragments = -int(matcher.endings.min(initial=0))
    endings, gapped = file_forms(added, len(matcher.techniques) - 1, fragments)
    nodes, bounds, flat = _grafted(matcher, kept, endings)
    keys = np.array(list(gapped), np.int64).reshape(-1, 2)
    pairs = pairs.extended(pair_keys(keys[:, 0], keys[:, 1]), np.array(list(gapped.values()), np.int32))
    places = [entry.source.rpartition(":")[::2] for entry in added]
    names = list(dict.fromkeys((*matcher.file_names, *(name for name, _ in places))))
    return Matcher(
        nodes,
        bounds,
        flat,
        pairs,
        _longer(matcher.techniques, [CLASSES.index(entry.technique) for entry in added]),
        _longer(matcher.strengths, [entry.strength for entry in added]),
        _longer(matcher.files, [names.index(name) for name, _ in places]),
        _longer(matcher.lines, [int(line) for _, line in places]),
        tuple(names),
        len(matcher.techniques) if added else 0,
    )


def _longer(numbers: _Numbers, more: list[int]) -> _Numbers:
    return np.append(numbers, np.array(more, np.int32))


def _taken_out(matcher: Matcher, entries: Sequence[Entry]) -> tuple[Bools, HashTable]:
    """Take out the forms that entries remove or replace: which endings stay, and the pairs, those gone with 0."""
    filed = _Filed(matcher, (form for entry in entries for form in entry.forms))
    kept = np.ones(len(matcher.endings), np.bool_)
    gone: list[int] = []
    for entry in entries:
        technique, found = CLASSES.index(entry.technique), False
        for form in entry.forms:
            for number, place in filed.at(form):
                if matcher.techniques[number] != technique:
                    continue
                found = True
                if GAP in form:
                    gone.append(place)
                else:
                    kept[place] = False
        if entry.remove and not found:
            raise _takes_nothing(matcher, entry)
    if not gone:
        return kept, matcher.pairs
    values = matcher.pairs.values.copy()
    values[np.isin(matcher.pairs.keys, np.array(gone, np.uint64))] = 0  # found as what is not there
    return kept, replace(matcher.pairs, values=values)


def _grafted(matcher: Matcher, kept: Bools, endings: dict[str, list[int]]) -> tuple[HashTable, _Numbers, _Numbers]:
    """Put the forms of new entries into the prefix tree: the node table, and the endings of each node."""
    tree, bounds, flat = prefix_tree(endings)
    held = tree.keys != 0
    keys, numbers = tree.keys[held], matcher.nodes.find(tree.keys[held])
    fresh = numbers == 0
    before = len(matcher.bounds) - 1  # nodes, with the unused one of number 0
    numbers[fresh] = np.arange(before, before + int(fresh.sum()))
    moved = np.zeros(len(bounds) - 1, np.int64)
    moved[tree.values[held]] = numbers
    old = np.repeat(np.arange(before), np.diff(matcher.bounds))[kept]
    new = moved[np.repeat(np.arange(len(moved)), np.diff(bounds))]
    node = np.concatenate((old, new))
    together = np.concatenate((matcher.endings[kept], flat))[np.argsort(node, kind="stable")]
    counts = np.bincount(node, minlength=before + int(fresh.sum()))
    return (
        matcher.nodes.extended(keys[fresh], numbers[fresh]),
        np.append(0, np.cumsum(counts)).astype(np.int32),
        together,
    )


def _takes_nothing(matcher: Matcher, entry: Entry) -> LexiconError:
    """Build the error of a removal that no built-in entry answers to, with the nearest one that can be found."""
    name, _, line = entry.source.rpartition(":")
    message = f"{quoted('-' + entry.phrase)} takes nothing away, as no built-in entry of {entry.technique} is so"
    return LexiconError(f"{message}; {_remedy(matcher, entry)}", name, int(line), entry.column)


def _remedy(matcher: Matcher, entry: Entry) -> str:
    """Say what a removal may have meant: the same words of another technique, or fewer words of its own."""
    filed = _Filed(matcher, entry.forms)
    for form in entry.forms:
        for number, _ in filed.at(form):
            return f"give it the technique {CLASSES[matcher.techniques[number]]} ({matcher.source(number)})"
    parts = list(dict.fromkeys(part for form in entry.forms for part in _parts(form)))
    filed = _Filed(matcher, parts)
    for part in sorted(parts, key=len, reverse=True):
        for number, _ in filed.at(part):
            if CLASSES[matcher.techniques[number]] == entry.technique:
                return f'did you mean "-{part}" ({matcher.source(number)})?'
    own = [name for name in matcher.file_names if PurePath(name).stem == entry.technique]
    return f"take one from {own[0]}, or remove the line" if own else "remove the line"


def _parts(form: str) -> list[str]:
    """List the runs of words within the sides of a form."""
    sides = [side.split() for side in form.split(f" {GAP} ")]
    spans = ((words, i, j) for words in sides for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    return [" ".join(words[i:j]) for words, i, j in spans]
