"""The classes that labels fall in: a technique, or several that a label set does not tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from propdetect.taxonomy import IDS, TECHNIQUES

# The label sets of the taxonomy, by the name of its attribute.
LABEL_SETS = ("ptc14", "ptc18", "semeval2021", "semeval2023")
_JOINT = "+"


@dataclass(frozen=True, slots=True)
class Class:
    """One class of labels.

    id : the id of its technique, or the ids of its techniques joined by "+"
    name : what its label set calls it; the id where it belongs to none
    members : the ids of its techniques
    """

    id: str
    name: str
    members: tuple[str, ...]


class LabelSetError(ValueError):
    """Labels and label set do not fit each other; str() is one line with a remedy."""


def joined(ids: Iterable[str]) -> str:
    """Return the one name of a class of techniques: an id, or ids joined by "+"."""
    return _JOINT.join(ids)


def of_label_set(name: str) -> tuple[Class, ...]:
    """Return the classes of one of `LABEL_SETS`, in the order of the taxonomy; another raises ValueError.

    A technique that the set does not know is in no class of it.
    """
    if name not in LABEL_SETS:
        raise LabelSetError(f'unknown label set "{name}"; choose one of {", ".join(LABEL_SETS)}')
    members: dict[str, tuple[str, ...]] = {}
    for technique in TECHNIQUES:
        label: str | None = getattr(technique, name)
        if label is not None:
            members[label] = (*members.get(label, ()), technique.id)
    return tuple(Class(joined(ids), label, ids) for label, ids in members.items())


def of_labels(labels: Iterable[str]) -> tuple[Class, ...]:
    """Return the finest classes that all labels fall in: the techniques, but those merged that a label merges.

    labels : ids, or ids joined by "+" as `joined` makes them; others ("propaganda") merge nothing
    """
    group = {id_: {id_} for id_ in IDS}
    for label in labels:
        merged: set[str] = set().union(*(group.get(id_, set()) for id_ in label.split(_JOINT)))
        group.update(dict.fromkeys(merged, merged))
    members = dict.fromkeys(tuple(id_ for id_ in IDS if id_ in group[first]) for first in IDS)
    return tuple(Class(joined(ids), joined(ids), ids) for ids in members)


def index(classes: Sequence[Class], labels: Iterable[str]) -> dict[str, int]:
    """Map every technique, and every label, to the number of its class; those of no class are left out.

    Raises LabelSetError for a label whose techniques are not all of one class.
    """
    number = {id_: i for i, entry in enumerate(classes) for id_ in entry.members}
    for label in labels:
        found = {number.get(id_) for id_ in label.split(_JOINT)}
        if len(found) > 1:
            raise LabelSetError(
                f'the data have a label for "{label}", which the label set tells apart; choose another, as ptc14'
            )
        (position,) = found
        if position is not None:
            number[label] = position
    return number
