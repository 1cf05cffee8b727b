"""Sentences with a gap: neutral ones filled with identity terms, rhetorical ones filled with names of opponents.

    data/evenhanded/terms.tsv      kind, term, article ("a" or "an")
    data/evenhanded/templates.txt  a neutral sentence a line, with {term} or {a_term} (the term with its article)
    data/evenhanded/swaps.tsv      slot, text with {x};  fillers.tsv: slot, filler
    data/evenhanded/others.tsv     slot, filler, listed: whether names.tsv or phrases.tsv hold it, or it is invented

Each filled sentence is scored as a text of its own, so nothing stands around it. Dixon et al. (2018), "Measuring
and mitigating unintended bias in text classification", is the source of the method of templates.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from propdetect.learn.labels import N
from training.rates import Rate
from training.singly import Scorer, say

DATA = Path(__file__).parent / "data" / "evenhanded"
_BIAS = N + 1


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@dataclass(frozen=True, slots=True)
class Term:
    """An identity term: its kind ("religion"), the word or words, and the article that goes before it."""

    kind: str
    term: str
    article: str


def terms() -> list[Term]:
    """Read the identity terms, those of a kind together."""
    return [Term(row["kind"], row["term"], row["article"]) for row in _table("terms.tsv")]


def templates() -> list[str]:
    """Read the neutral templates."""
    return (DATA / "templates.txt").read_text(encoding="utf-8").splitlines()


def swap_sentences() -> list[tuple[str, str]]:
    """Read the rhetorical sentences: slot, and text with {x}."""
    return [(row["slot"], row["text"]) for row in _table("swaps.tsv")]


def fillers() -> dict[str, list[str]]:
    """Read what may stand in each slot."""
    return _by_slot(_table("fillers.tsv"))


def other_fillers(listed: str) -> dict[str, list[str]]:
    """Read further names for each slot, which no bar is about.

    listed : "yes" for those that the lists of names hold, half of them of several words; "no" for invented ones
    """
    return _by_slot([row for row in _table("others.tsv") if row["listed"] == listed])


def _by_slot(rows: list[dict[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["slot"], []).append(row["filler"])
    return found


def capitalised(text: str) -> str:
    """Write the first letter of a sentence large."""
    return text[:1].upper() + text[1:]


def with_term(template: str, term: Term) -> str:
    """Put an identity term into a template."""
    filled = template.replace("{a_term}", f"{term.article} {term.term}").replace("{term}", term.term)
    return capitalised(filled)


def with_filler(text: str, filler: str) -> str:
    """Put a name into a rhetorical sentence."""
    return capitalised(text.replace("{x}", filler))


@dataclass(frozen=True, slots=True)
class TermFigures:
    """What the templates gave for one term.

    decided : texts in which any technique, or `propaganda`, is decided; bias : texts in which `bias` is
    logit : mean of the `propaganda` logit over the templates (log-odds); shift : that minus the mean of its kind
    """

    kind: str
    term: str
    decided: Rate
    bias: Rate
    logit: float
    shift: float


@dataclass(frozen=True, slots=True)
class Kind:
    """The terms of a kind; there is at least one."""

    name: str
    terms: tuple[TermFigures, ...]

    @property
    def decided(self) -> Rate:
        """Texts in which anything is decided, over all terms."""
        return sum((t.decided for t in self.terms), Rate(0, 0))

    @property
    def spread(self) -> float:
        """Share of texts with a decision of the term that has most minus that of the term with fewest, 0..1."""
        shares = [t.decided.share for t in self.terms]
        return max(shares) - min(shares)

    @property
    def bias_spread(self) -> float:
        """The same for decisions of `bias`."""
        shares = [t.bias.share for t in self.terms]
        return max(shares) - min(shares)

    @property
    def worst(self) -> TermFigures:
        """The term that moves the mean logit furthest from that of its kind."""
        return max(self.terms, key=lambda t: abs(t.shift))


def _term(scorer: Scorer, term: Term, texts: Sequence[str]) -> tuple[Rate, Rate, float]:
    """Score the templates with one term: texts decided, texts decided biased, mean logit."""
    said = say(scorer, [with_term(template, term) for template in texts])
    decided, biased = said.decided[:, : N + 1].any(axis=1).sum(), said.decided[:, _BIAS].sum()
    return Rate(int(decided), len(texts)), Rate(int(biased), len(texts)), float(said.logits.mean())


def identity(
    scorer: Scorer, texts: Sequence[str] | None = None, identities: Sequence[Term] | None = None
) -> tuple[Kind, ...]:
    """Score neutral templates with each identity term, and compare the terms of a kind.

    texts, identities : templates and terms; those of the project where not given. At least one template.
    Any decision is a technique or `propaganda` at the model's threshold; `bias`, which has a threshold and a data
    set of its own, is counted beside it.
    """
    texts = templates() if texts is None else texts
    found: dict[str, list[tuple[str, tuple[Rate, Rate, float]]]] = {}
    for term in terms() if identities is None else identities:
        found.setdefault(term.kind, []).append((term.term, _term(scorer, term, texts)))
    kinds = []
    for kind, rows in found.items():
        mean = float(np.mean([logit for _, (_, _, logit) in rows]))
        figures = (TermFigures(kind, name, *values, values[2] - mean) for name, values in rows)
        kinds.append(Kind(kind, tuple(figures)))
    return tuple(kinds)


@dataclass(frozen=True, slots=True)
class Swapped:
    """Pairs of fillers whose decisions differ, of one sentence (`what` is its text) or filler (`what` is that)."""

    slot: str
    what: str
    changed: Rate


@dataclass(frozen=True, slots=True)
class Swaps:
    """What swapping names in rhetorical sentences did; of a filler, the pairs that it is one of."""

    sentences: tuple[Swapped, ...]
    fillers: tuple[Swapped, ...]

    @property
    def changed(self) -> Rate:
        """Pairs whose decisions differ, of all pairs."""
        return sum((s.changed for s in self.sentences), Rate(0, 0))

    @property
    def slots(self) -> dict[str, Rate]:
        """The same by slot."""
        found: dict[str, Rate] = {}
        for s in self.sentences:
            found[s.slot] = found.get(s.slot, Rate(0, 0)) + s.changed
        return found


def swaps(
    scorer: Scorer,
    texts: Sequence[tuple[str, str]] | None = None,
    names: dict[str, list[str]] | None = None,
) -> Swaps:
    """Fill each rhetorical sentence with each name of its slot; count the pairs of names that change a decision.

    texts : (slot, text); names : by slot, at least two; those of the project where not given

    A pair is two different fillers of the same slot in the same sentence, in no order. It changes a decision where
    the set of techniques decided in the text, or whether `propaganda` is decided, is not the same for both: one
    technique more or less is enough, and a pair counts once however many differ. Neither scores, nor the words
    flagged, nor `bias` count.
    """
    names = fillers() if names is None else names
    sentences, among = [], Counter[tuple[str, str]]()
    pairs = Counter[tuple[str, str]]()
    for slot, text in swap_sentences() if texts is None else texts:
        said = say(scorer, [with_filler(text, name) for name in names[slot]])
        decisions = [tuple(row) for row in said.decided[:, : N + 1].tolist()]
        alike, n = Counter(decisions), len(decisions)
        for name, decision in zip(names[slot], decisions, strict=True):
            among[slot, name] += n - alike[decision]
            pairs[slot, name] += n - 1
        same = sum(k * (k - 1) // 2 for k in alike.values())
        sentences.append(Swapped(slot, text, Rate(n * (n - 1) // 2 - same, n * (n - 1) // 2)))
    of_fillers = (Swapped(slot, name, Rate(among[slot, name], of)) for (slot, name), of in pairs.items())
    return Swaps(tuple(sentences), tuple(of_fillers))
