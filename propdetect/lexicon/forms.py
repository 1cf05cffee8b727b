"""Lay the forms of entries out as a prefix tree of word hashes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, HashTable, combine
from propdetect.lexicon.notation import GAP
from propdetect.lexicon.read import Entry
from propdetect.text.tokens import hash_words


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
