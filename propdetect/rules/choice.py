"""Which techniques are looked for: those selected, without those ignored."""

from __future__ import annotations

from collections.abc import Sequence

from propdetect.rules.names import group_of, techniques
from propdetect.taxonomy import IDS

ALL = frozenset(IDS)
# How closely a technique was named: not at all, by its group, by its own name.
_GROUP, _OWN = 1, 2


def chosen(select: Sequence[str], ignore: Sequence[str]) -> frozenset[str]:
    """Return the ids of the techniques that are looked for.

    select, ignore : names of techniques and groups; none selected: all are
    A technique is named more closely by its own name than by its group, and the closer name counts: to select
    loaded_language and ignore its group leaves loaded_language. Of two equally close, the one to ignore counts.
    Raises UnknownTechniqueError for an unknown name, ValueError where nothing is left.
    """
    wanted, unwanted = _closeness(select), _closeness(ignore)
    found = {
        id_
        for id_ in IDS
        # 0 for what nobody named: selected where nothing else is, ignored by whatever names it
        if (id_ in wanted or not select) and wanted.get(id_, 0) > unwanted.get(id_, -1)
    }
    if not found:
        raise ValueError("no technique is left of what --select and --ignore say; ignore less, or select more")
    return frozenset(found)


def _closeness(names: Sequence[str]) -> dict[str, int]:
    """Return how closely names mean each technique."""
    found: dict[str, int] = {}
    for name in names:
        level = _GROUP if group_of(name) else _OWN
        for id_ in techniques(name):
            found[id_] = max(found.get(id_, 0), level)
    return found
