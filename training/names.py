"""Names that must not move a score by themselves, and a way to make the words of a model's table obey that.

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
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, HashTable, combine
from propdetect.model.scoring import Weights
from propdetect.text.tokens import hash_words

DATA = Path(__file__).parent / "data" / "evenhanded"
NAMES, AMBIGUOUS = DATA / "names.tsv", DATA / "ambiguous.tsv"
Names = Mapping[str, Sequence[str]]
Ambiguous = Literal["none", "mostly names", "all"]
Rows = npt.NDArray[np.float16]
_NO_WORD: Hashes = np.zeros(0, np.uint64)
_ADDED: dict[Ambiguous, tuple[str, ...]] = {"none": (), "mostly names": ("name",), "all": ("name", "word")}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def names(ambiguous: Ambiguous = "none") -> dict[str, tuple[str, ...]]:
    """Return single words by kind, in lower case as `propdetect.text` cuts and folds them.

    ambiguous : which of the words that are ordinary words as well to add, each to its kind: "none", those that are
        "mostly names", or "all"
    """
    rows = _rows(NAMES) + [row for row in _rows(AMBIGUOUS) if row["mostly"] in _ADDED[ambiguous]]
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["kind"]] = (*found.get(row["kind"], ()), row["word"])
    return found


def _filled(table: HashTable) -> tuple[Hashes, npt.NDArray[np.int32]]:
    """Return the keys of a table and their numbers."""
    held = table.keys != 0
    return table.keys[held], table.values[held]


def _table(keys: Hashes, numbers: npt.NDArray[np.int32], rows: Rows) -> tuple[HashTable, Rows]:
    """Make a table whose rows are those in use alone, in the order that they had; row 0 stays."""
    used, renumbered = np.unique(numbers, return_inverse=True)
    return HashTable.build(keys, (renumbered + 1).astype(np.int32)), rows[np.append(0, used)]


def _named_pairs(pairs: Hashes, named: Hashes, words: Hashes) -> npt.NDArray[np.bool_]:
    """Mark the pairs that hold one of the named words, before or after any of the words: (n,) bool."""
    every, place = np.union1d(named, words), HashTable.build(pairs, np.arange(1, len(pairs) + 1, dtype=np.int32))
    marked = np.zeros(len(pairs) + 1, np.bool_)
    for word in named[:, None]:
        marked[place.find(combine(word, every))] = True
        marked[place.find(combine(every, word))] = True
    return marked[1:]


def _mean_row(weights: Weights, hashes: Hashes) -> Rows:
    """Return the mean of the rows of the words that the table holds, (1, outputs); 0 where it holds none."""
    numbers = weights.words.find(hashes)
    rows = weights.word_rows[numbers[numbers > 0]].astype(np.float64)
    mean = rows.mean(axis=0, keepdims=True) if len(rows) else np.zeros((1, weights.word_rows.shape[1]))
    return mean.astype(np.float16)


def _hashes(names: Names) -> list[Hashes]:
    """Return the hashes of the words of each kind that has any; raises ValueError for a word given twice."""
    listed = [word for words in names.values() for word in words]
    if len(set(listed)) != len(listed):
        twice = next(word for word in listed if listed.count(word) > 1)
        raise ValueError(f'"{twice}" is a name twice; keep it in one kind')
    return [hash_words(list(words)) for words in names.values() if len(words)]


def tied(weights: Weights, names: Names) -> Weights:
    """Return the weights of a model in which the words of a kind share one row; pairs are as they were.

    names : words by kind. Raises ValueError for a word that stands in two kinds.

    The row is the mean of the rows of those words that the model's table holds, and no evidence at all where it
    holds none. A word that the table lacks would be scored from its letters, and so by what it happens to resemble:
    it is put in the table, with the same row. Other spellings of a word keep the row that they had.
    `tied(weights, {"article": ("a", "an")})` makes terms that begin with a vowel weigh what the others do.
    """
    kinds = _hashes(names)
    named = np.concatenate([_NO_WORD, *kinds])
    keys, numbers = _filled(weights.words)
    others = ~np.isin(keys, named)
    means = [_mean_row(weights, hashes) for hashes in kinds]
    shared = [np.full(len(h), len(weights.word_rows) + k, np.int32) for k, h in enumerate(kinds)]
    table, rows = _table(
        np.concatenate((keys[others], named)),
        np.concatenate((numbers[others], *shared)),
        np.concatenate((weights.word_rows, *means)),
    )
    return replace(weights, word_keys=table.keys, word_numbers=table.values, word_rows=rows)


def equalised(weights: Weights, names: Names) -> Weights:
    """Return the weights of a model in which all names of a kind weigh the same.

    names : words by kind, as `names()` gives them. Raises ValueError for a word that stands in two kinds.

    - The names of a kind share one row, their mean; see `tied`, also for names that the model does not know.
    - Every pair of neighbouring words that holds a name is dropped, so it adds nothing. The table knows pairs by
      hash alone, but the hash of a pair comes from those of its words, and the table of words has these: every name
      is tried before and after every word that the model knows, and every name. No list of words is needed. What
      could be missed is a pair with a word outside the table, and a pair comes into a model only if it stands in
      more sentences than a word must (`learn.vocabulary`), so of such words only those beyond ASCII letters.
    - Lexicon entries, style and context are as they were: an entry that names a people still counts as one, and a
      name of two words makes a sentence longer than a name of one.

    Takes some seconds for 1,500 names and 20,000 words. The cost in accuracy is to be measured where the figures
    are made, on folds: apply it to the model of each fold before its second stage and thresholds are fitted.
    """
    named = np.concatenate([_NO_WORD, *_hashes(names)])
    keys, numbers = _filled(weights.pairs)
    kept = ~_named_pairs(keys, named, _filled(weights.words)[0])
    table, rows = _table(keys[kept], numbers[kept], weights.pair_rows)
    return replace(tied(weights, names), pair_keys=table.keys, pair_numbers=table.values, pair_rows=rows)
