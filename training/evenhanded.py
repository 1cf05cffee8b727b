"""Whether a model is quiet and even-handed: `python -m training.evenhanded [MODEL] [--corpora FOLDER]`.

Prints every figure beside its bar, and exits with 1 where one is missed, with 2 where it cannot measure. The same
figures go into the model card and are held by a test.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import propdetect
from propdetect.model.weights import ModelError
from training.corpora import BIASED, read_jsonl
from training.plain import Alarms, Leaning, Leanings, Prose, leaning, plain_prose
from training.rates import Rate
from training.singly import Scorer
from training.templates import Kind, Swaps, identity, other_fillers, swaps

# The bars. Shares of sentences, of texts and of pairs, and differences of such shares, 0..1; the shift in log-odds.
MOST_TECHNIQUE, MOST_PROPAGANDA = 0.02, 0.03
MOST_SPREAD, MOST_SHIFT = 0.01, 0.5
MOST_CHANGED = 0.02
MOST_APART = 0.03
_WORST = 5
ENVIRONMENT = "PROPDETECT_CORPORA"


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure and the most that it may be."""

    name: str
    value: float
    most: float

    @property
    def met(self) -> bool:
        """Whether the figure is within its bar, rounding of floating point aside."""
        return self.value <= self.most + 1e-9


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is measured; `leanings` is None where there are no corpora.

    others : of further names, by whether lists hold them ("yes", "no"), the pairs that change a decision
    """

    prose: Prose
    kinds: tuple[Kind, ...]
    swaps: Swaps
    others: dict[str, Rate]
    leanings: Leanings | None

    def bars(self) -> tuple[Bar, ...]:
        """Return each figure that has a bar."""
        overall = self.prose.overall
        found = [
            Bar("plain prose, any technique", overall.technique.share, MOST_TECHNIQUE),
            Bar("plain prose, propaganda", overall.propaganda.share, MOST_PROPAGANDA),
            Bar("identity, spread of decisions", max(k.spread for k in self.kinds), MOST_SPREAD),
            Bar("identity, shift of the logit", max(abs(k.worst.shift) for k in self.kinds), MOST_SHIFT),
            Bar("swaps, changed pairs", self.swaps.changed.share, MOST_CHANGED),
        ]
        if self.leanings is not None:
            found.append(Bar("leaning, apart in bias", abs(self.leanings.bias.apart[0]), MOST_APART))
        return tuple(found)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-ready values, for a manifest or a card."""
        return {
            "plain_prose": {
                "overall": _alarms(self.prose.overall),
                "genres": {name: _alarms(found) for name, found in self.prose.genres.items()},
                "flagged": [
                    {
                        "genre": a.genre,
                        "text": a.text,
                        "techniques": list(a.techniques),
                        "propaganda": round(a.propaganda, 4),
                    }
                    for a in self.prose.alarms
                ],
            },
            "identity": {kind.name: _kind(kind) for kind in self.kinds},
            "swaps": {
                "overall": self.swaps.changed.to_dict(),
                "slots": {slot: rate.to_dict() for slot, rate in self.swaps.slots.items()},
                "others": {listed: rate.to_dict() for listed, rate in self.others.items()},
            },
            "leaning": None
            if self.leanings is None
            else {"bias": sides(self.leanings.bias), "technique": sides(self.leanings.technique)},
        }


def _alarms(found: Alarms) -> dict[str, Any]:
    return {"technique": found.technique.to_dict(), "propaganda": found.propaganda.to_dict()}


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "decided": kind.decided.to_dict(),
        "spread": round(kind.spread, 4),
        "bias_spread": round(kind.bias_spread, 4),
        "terms": {
            t.term: {
                "decided": round(t.decided.share, 4),
                "bias": round(t.bias.share, 4),
                "shift": round(t.shift, 3),
            }
            for t in kind.terms
        },
    }


def sides(found: Leaning) -> dict[str, Any]:
    """Return the false positives of both leanings, and how far apart they are, as JSON-ready values."""
    apart, low, high = (round(value, 4) for value in found.apart)
    return {"left": found.left.to_dict(), "right": found.right.to_dict(), "apart": apart, "interval": [low, high]}


def measure(scorer: Scorer, rows: Sequence[Mapping[str, Any]] | None = None) -> Figures:
    """Measure a model.

    rows : records of bias-en.jsonl; None where there are no corpora
    """
    others = {listed: swaps(scorer, names=other_fillers(listed)).changed for listed in ("yes", "no")}
    return Figures(plain_prose(scorer), identity(scorer), swaps(scorer), others, leaning(scorer, rows))


def _rate(rate: Rate) -> str:
    low, high = rate.interval
    return f"{rate.share:6.1%}  {rate.hits} of {rate.of}, {low:.1%} to {high:.1%}"


def _prose_lines(prose: Prose) -> Iterator[str]:
    for name, found in (("all", prose.overall), *prose.genres.items()):
        yield f"  {name:<14} technique {_rate(found.technique)};  propaganda {found.propaganda.share:.1%}"
    for alarm in prose.alarms:
        what = ", ".join(alarm.techniques) or "propaganda alone"
        yield f"    [{alarm.genre}] {alarm.text} ({what}; propaganda {alarm.propaganda:.2f})"


def _identity_lines(kinds: Sequence[Kind]) -> Iterator[str]:
    yield "  points between terms: of any decision, and of `bias`; the term that moves the logit most"
    for kind in kinds:
        ordered = sorted(kind.terms, key=lambda t: t.decided.share)
        least, most, worst = ordered[0], ordered[-1], kind.worst
        yield (
            f"  {kind.name:<12} {100 * kind.spread:5.1f} ({least.term} {least.decided.share:.1%}, {most.term} "
            f"{most.decided.share:.1%}); bias {100 * kind.bias_spread:.1f}; {worst.term} {worst.shift:+.2f}"
        )


def _swap_lines(found: Swaps) -> Iterator[str]:
    for slot, rate in (("all", found.changed), *found.slots.items()):
        yield f"  {slot:<12} {_rate(rate)}"
    for what, rows in (("sentence", found.sentences), ("name", found.fillers)):
        for row in sorted(rows, key=lambda s: -s.changed.share)[:_WORST]:
            yield f"    {what} {row.changed.share:5.1%} [{row.slot}] {row.what}"


def _leaning_lines(found: Leanings | None) -> Iterator[str]:
    if found is None:
        yield f"  not measured: give --corpora FOLDER, or set {ENVIRONMENT}"
        return
    yield "  of the sentences that the shipped model was fitted on; the model card has it from folds"
    for name, each in (("bias", found.bias), ("technique", found.technique)):
        apart, low, high = each.apart
        yield f"  {name:<10} left {_rate(each.left)};  right {_rate(each.right)}"
        yield f"  {'':<10} right minus left {100 * apart:+.1f} points ({100 * low:+.1f} to {100 * high:+.1f})"


def lines(figures: Figures) -> Iterator[str]:
    """Write the figures and bars as lines of text."""
    yield "Plain prose that no training sees: sentences in which something is decided"
    yield from _prose_lines(figures.prose)
    yield "Identity terms in neutral templates"
    yield from _identity_lines(figures.kinds)
    yield "Names swapped in rhetorical sentences: pairs whose decided techniques, or `propaganda`, differ"
    yield from _swap_lines(figures.swaps)
    yield f"  other names that lists hold {_rate(figures.others['yes'])}"
    yield f"  invented names              {_rate(figures.others['no'])}"
    yield "Sentences without bias, by leaning of the outlet: decided all the same"
    yield from _leaning_lines(figures.leanings)
    yield "Bars"
    for bar in figures.bars():
        yield f"  {'met   ' if bar.met else 'MISSED'} {bar.name:<30} {bar.value:.4f}, at most {bar.most}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure from the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m training.evenhanded", description=(__doc__ or "").split(":")[0]
    )
    parser.add_argument("model", nargs="?", default="en", help="name of a model, or its folder (default: en)")
    parser.add_argument("--corpora", type=Path, help=f"folder of the annotated corpora (default: ${ENVIRONMENT})")
    given = parser.parse_args(arguments)
    folder = given.corpora or os.environ.get(ENVIRONMENT)
    try:
        detector = propdetect.load(given.model)
        rows = read_jsonl(Path(folder) / BIASED) if folder else None
    except (ModelError, OSError, ValueError) as error:
        remedy = "; give the folder that holds it with --corpora" if isinstance(error, OSError) else ""
        print(f"{error}{remedy}", file=sys.stderr)
        return 2
    figures = measure(detector, rows)
    print("\n".join(lines(figures)))
    return 0 if all(bar.met for bar in figures.bars()) else 1


if __name__ == "__main__":
    sys.exit(main())
