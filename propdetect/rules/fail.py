"""When a text fails: conditions on its findings, which decide an exit code and change nothing that is shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from propdetect.report import Report
from propdetect.rules.names import techniques
from propdetect.taxonomy import IDS
from propdetect.writers.findings import stretches

_NOTATION = re.compile(r"(?:(?P<name>[^:=]+):)?(?P<what>count|density)=(?P<least>[^:=]+)|(?P<alone>[^:=]+)")
_SHOWN = "doubt, count=5, density=0.1, doubt:count=2 or call:density=0.05"


@dataclass(frozen=True, slots=True)
class Condition:
    """What makes a text fail.

    techniques : the ids whose findings count
    count : that many findings, or more; None where it is about density
    density : that share of the sentences with a finding, or more; above 0
    """

    techniques: frozenset[str]
    count: int | None = 1
    density: float = 0.0

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read `NAME`, `count=N`, `density=P`, `NAME:count=N` or `NAME:density=P`.

        NAME : a technique or a group;  N : a whole number, 1 or more;  P : a share above 0, at most 1
        Raises ValueError, one line with what to write, for anything else.
        """
        match = _NOTATION.fullmatch(text.strip())
        if match is None:
            raise ValueError(f'"{text}" is no condition; write {_SHOWN}')
        name = match["name"] or match["alone"]
        ids = frozenset(IDS if name is None else techniques(name.strip()))
        if match["what"] is None:
            return cls(ids)
        least = match["least"].strip()
        if match["what"] == "count":
            if not (least.isascii() and least.isdecimal() and int(least)):
                raise ValueError(f'"{text}": a count must be a whole number above 0; write for example count=5')
            return cls(ids, int(least))
        return cls(ids, None, _share(text, least))

    def met(self, report: Report) -> bool:
        """Whether a text fails by what is left of its report."""
        if self.count == 1:
            return any(id_ in self.techniques for sentence in report.sentences for id_ in sentence.techniques)
        if self.count is not None:
            return sum(count for id_, count in counts(report).items() if id_ in self.techniques) >= self.count
        shown = sum(not self.techniques.isdisjoint(sentence.techniques) for sentence in report.sentences)
        return bool(shown) and shown / len(report.sentences) >= self.density


ANYTHING = Condition(frozenset(IDS))


def counts(report: Report) -> Counter[str]:
    """Count the findings of a report by technique, as formats for code hosts list them."""
    return Counter(id_ for sentence in report.sentences for _, _, id_ in stretches(sentence))


def fails(conditions: Iterable[Condition], report: Report) -> bool:
    """Whether a report meets one of the conditions; where there are none, whether it has any finding."""
    return any(condition.met(report) for condition in tuple(conditions) or (ANYTHING,))


def _share(text: str, least: str) -> float:
    try:
        share = float(least)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        message = "a density is a share of the sentences, above 0 and at most 1; write for example density=0.1"
        raise ValueError(f'"{text}": {message}')
    return share
