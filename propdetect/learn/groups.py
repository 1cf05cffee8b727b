"""Which texts must share a fold: those of one group, and those that are the same."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from propdetect.hashing import Ints
from propdetect.learn.dataset import deal
from propdetect.learn.labels import Labels


class TrainingError(ValueError):
    """There is too little, or nothing, to learn from; the message is one line with a remedy."""


def linked(texts: Sequence[str], groups: Sequence[Hashable] | None = None) -> Ints:
    """Number what must stay together, in the order of first occurrence: (n,).

    texts : those that are the same but for case and white space belong together, since a copy on both sides of a
        fold would be known by heart
    groups : of each text, such as its article, author or day; those of one group belong together too
    """
    keys = [_numbers([" ".join(text.casefold().split()) for text in texts])]
    keys += [] if groups is None else [_numbers(list(groups))]
    n, edges = len(texts), []
    for offset, key in zip((n, 2 * n), keys, strict=False):
        edges.append((np.arange(n), key + offset))
    first, second = (np.concatenate(side) for side in zip(*edges, strict=True))
    graph = sparse.coo_matrix((np.ones(len(first), np.int8), (first, second)), shape=(3 * n, 3 * n))
    _, component = connected_components(graph, directed=False)
    return _numbers(component[:n].tolist())


def by_label(units: Ints, labels: Labels) -> Ints:
    """Number units anew, those with like labels one after the other: (n,).

    units : (n,);  labels : (n, k), of which those of a unit's first text count
    """
    _, first, numbers = np.unique(units, return_index=True, return_inverse=True)
    place = np.empty(len(first), np.int64)
    place[np.lexsort(labels[first].T)] = np.arange(len(first))
    return place[numbers]


def fold_of(units: Ints, k: int, sizes: Ints | None = None, *, what: str = "texts") -> Ints:
    """Deal texts into k folds of like size, units undivided: (n,) fold of each.

    units : (n,) number of what must stay together; units of one size are dealt in turn, so that those numbered
        `by_label` come out with like shares of each label; sizes : (n,) what each text weighs, 1 where None
    Raises TrainingError where there are fewer units than folds.
    """
    found = len(np.unique(units))
    if found < k:
        remedy = f"or train in {found} folds" if found > 1 else "at least 2, of different groups"
        raise TrainingError(
            f"{len(units)} {what} in {found} group{'s' * (found != 1)} (copies of a text are one) cannot be dealt "
            f"into {k} folds; label more, {remedy}"
        )
    return deal(units, np.ones(len(units), np.int64) if sizes is None else sizes, k)


def _numbers(keys: Sequence[Hashable]) -> Ints:
    numbers = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys], np.int64)
