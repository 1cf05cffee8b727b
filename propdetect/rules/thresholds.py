"""Thresholds as a user writes them: `0.7` for all outputs, `doubt=0.6` for one, `call=0.5` for a group."""

from __future__ import annotations

from collections.abc import Iterable

from propdetect.model.operating import check_threshold
from propdetect.rules.names import group_of, techniques
from propdetect.taxonomy import OUTPUTS


def parse(item: str) -> tuple[str | None, float]:
    """Read one threshold: the name it is for, None for all outputs, and the probability.

    Raises ValueError, one line with what to write, for anything else; UnknownTechniqueError for an unknown name.
    """
    name, equals, number = item.rpartition("=")
    name = name.strip()
    try:
        threshold = float(number)
    except ValueError:
        message = f'"{item}" is no threshold; write a probability, as in 0.7, or one for a name, as in doubt=0.6'
        raise ValueError(message) from None
    check_threshold(threshold)
    if not equals:
        return None, threshold
    outputs(name)
    return name, threshold


def outputs(name: str | None) -> tuple[str, ...]:
    """Return the outputs that a name stands for: a technique, a group, "propaganda" or "bias"; None means all."""
    if name is None:
        return OUTPUTS
    return (name,) if name in OUTPUTS else techniques(name)


def thresholds(items: Iterable[tuple[str | None, float]]) -> dict[str, float]:
    """Return the threshold of each output that some item is for, by output id.

    items : what `parse` returned; that for a name goes before that for its group, and that before one for all;
        of equals the last counts
    """

    def breadth(item: tuple[str | None, float]) -> int:
        name, _ = item
        return 2 if name is None else 1 if group_of(name) else 0

    found: dict[str, float] = {}
    for name, threshold in sorted(items, key=breadth, reverse=True):
        found |= dict.fromkeys(outputs(name), threshold)
    return {output: found[output] for output in OUTPUTS if output in found}
