"""A report with some of its findings only: the same text, sentences and probabilities, fewer flags."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from propdetect.explanation import Explanation
from propdetect.report import Explainer, Flag, Report
from propdetect.speech import Voiced
from propdetect.taxonomy import IDS
from propdetect.writers.findings import Finding

_N = len(IDS)


class _Left:
    """Explains sentences as before, without the flags that are gone.

    decided : (n, 25) bool, what is left of the decisions
    gone : sentence, start, end and technique of single flags that are gone
    """

    def __init__(
        self,
        explainer: Explainer,
        decided: npt.NDArray[np.bool_],
        gone: frozenset[tuple[int, int, int, str]] = frozenset(),
    ) -> None:
        self._explainer, self._decided, self._gone = explainer, decided, gone

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        """Return the flags of a sentence that are left."""
        decided = self._decided[sentence, :_N].tolist()
        shown = {id_ for id_, each in zip(IDS, decided, strict=True) if each}
        return tuple(
            flag
            for flag in self._explainer.flags(sentence)
            if flag.technique in shown and (sentence, flag.start, flag.end, flag.technique) not in self._gone
        )

    def explain(self, sentence: int, output: str) -> Explanation:
        """Return why a sentence has its score."""
        return self._explainer.explain(sentence, output)

    def voices(self) -> Voiced:
        """Return who speaks in each sentence."""
        return self._explainer.voices()


def of_techniques(report: Report, techniques: Collection[str]) -> Report:
    """Return a report that shows some techniques only."""
    wanted = np.array([id_ in techniques for id_ in IDS])
    if wanted.all():
        return report
    decided = report.decided.copy()
    decided[:, :_N] &= wanted
    return replace(report, decided=decided, explainer=_Left(report.explainer, decided))


def without(report: Report, every: Iterable[Finding], kept: Iterable[Finding]) -> Report:
    """Return a report with some of its findings only.

    every : all findings of the report;  kept : those that stay
    A technique stays decided in a sentence as long as one finding of it is left there.
    """
    stay = {_key(one) for one in kept}
    gone = frozenset(_key(one) for one in every) - stay
    if not gone:
        return report
    decided = report.decided.copy()
    decided[:, :_N] = False
    for sentence, _, _, technique in stay:
        decided[sentence, IDS.index(technique)] = True
    return replace(report, decided=decided, explainer=_Left(report.explainer, decided, gone))


def _key(one: Finding) -> tuple[int, int, int, str]:
    return one.sentence.index, one.start, one.end, one.technique
