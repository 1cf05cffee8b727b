"""Names that must not move a score by themselves: a model counts those of a kind as one word.

`data/evenhanded/names.tsv` holds single words by kind: countries, their demonyms as adjectives and as plurals,
capitals, leaders and other politicians of recent times, parties, religions and their adherents, ethnic groups,
genders, orientations, disabilities, ages. `data/evenhanded/ambiguous.tsv` holds those that are ordinary words as
well (turkey, china, polish, may, bush, labour, green, black, straight, old): what such a word says of a sentence is
partly what the ordinary word says, so nothing touches them unless a caller asks for it. It tells which are nearly
always names in news (turkey: written large in 95 % of its uses or more) and which are not. Names of ideologies
(communist, liberal) are ordinary words here, since they serve as labels. Slurs are in neither: those are evidence.
`data/evenhanded/phrases.tsv` holds names of several words by the same kinds (Saudi Arabia, National Rally,
middle-aged), hardly one with an article, preposition or conjunction in it: pairs with these stand in other text.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Literal

DATA = Path(__file__).parent / "data" / "evenhanded"
NAMES, AMBIGUOUS, PHRASES = DATA / "names.tsv", DATA / "ambiguous.tsv", DATA / "phrases.tsv"
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
# Kinds of them whose ordinary words weigh nothing either.
_ORDINARY = ("gender", "orientation", "disability")


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


# Of people from one age to another it is said how many years old they are.
_AGES = range(13, 100)


def phrases() -> list[tuple[tuple[str, ...], str]]:
    """Return names of several words, each with a single name of its kind, which it must weigh as much as.

    Beside those of the list: a party's name before "party", and "18-year-old".
    """
    single = names("identities")
    found = {tuple(row["words"].split()): row["kind"] for row in _rows(PHRASES)}
    for word in single["party"]:
        for party in ("party", "parties"):
            found.setdefault((word, party), "party")
    for years in _AGES:
        for old in ("old", "olds"):
            found.setdefault((str(years), "year", old), "age")
    return [(words, single[kind][0]) for words, kind in found.items()]


def silent() -> tuple[str, ...]:
    """Return the words that are to weigh nothing, since they say what people are.

    Of genders, orientations and disabilities those that are ordinary words as well are among them (straight): what
    the ordinary word says of persuasion is next to nothing.
    """
    every = names("all")
    found = [word for kind in PEOPLE for word in names("identities")[kind]]
    return (*found, *[word for kind in _ORDINARY for word in every[kind] if word not in found])
