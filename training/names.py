"""Names that must not move a score by themselves: a model counts those of a kind as one word.

`data/evenhanded/names.tsv` holds single words by kind: countries, their demonyms as adjectives and as plurals,
capitals, leaders and other politicians of recent times, parties, religions and their adherents, ethnic groups,
genders, orientations, disabilities, ages. `data/evenhanded/ambiguous.tsv` holds those that are ordinary words as
well (turkey, china, polish, may, bush, labour, green, black, straight, old): what such a word says of a sentence is
partly what the ordinary word says, so nothing touches them unless a caller asks for it. It tells which are nearly
always names in news (turkey: written large in 95 % of its uses or more) and which are not. Names of ideologies
(communist, liberal) are ordinary words here, since they serve as labels. Slurs are in neither: those are evidence.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Literal

DATA = Path(__file__).parent / "data" / "evenhanded"
NAMES, AMBIGUOUS = DATA / "names.tsv", DATA / "ambiguous.tsv"
Ambiguous = Literal["none", "mostly names", "identities", "all"]
_ADDED: dict[Ambiguous, tuple[str, ...]] = {
    "none": (),
    "mostly names": ("name",),
    "identities": ("name", "identity"),
    "all": ("name", "identity", "word"),
}


# Kinds of names that say what people are. Name calling holds them more often than other text does, so a model takes
# them for evidence, which they are not.
PEOPLE = (
    "party",
    "religion",
    "believers",
    "faith",
    "ethnicity",
    "peoples",
    "gender",
    "orientation",
    "disability",
    "age",
)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def names(ambiguous: Ambiguous = "none") -> dict[str, tuple[str, ...]]:
    """Return single words by kind, in lower case as `propdetect.text` cuts and folds them.

    ambiguous : which of the words that are ordinary words as well to add, each to its kind: "none", those that are
        "mostly names", these and ordinary words that say what people are ("identities": old, labour), or "all"
    """
    rows = _rows(NAMES) + [row for row in _rows(AMBIGUOUS) if row["mostly"] in _ADDED[ambiguous]]
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["kind"]] = (*found.get(row["kind"], ()), row["word"])
    return found
