"""The rules of one run, applied to one report after the other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from propdetect.only import only
from propdetect.places import PlaceError
from propdetect.readers import Document
from propdetect.report import Report
from propdetect.rules.choice import ALL
from propdetect.rules.left import of_techniques, without
from propdetect.rules.suppress import apply, suppressions
from propdetect.speech import VOICES
from propdetect.writers import Source
from propdetect.writers.findings import Finding, findings

if TYPE_CHECKING:
    from propdetect.rules.baseline import Baseline
    from propdetect.rules.changed import Changes


@dataclass(frozen=True, slots=True)
class Rules:
    """What is left of reports.

    techniques : ids of those that are looked for
    voices : of `speech.VOICES`, those whose sentences are kept
    comments : whether comments suppress findings
    known : a baseline, whose findings are left out
    changes : what has changed; findings elsewhere are left out
    written : a baseline that takes what is left of all findings by the first three
    """

    techniques: Collection[str] = ALL
    voices: Collection[str] = VOICES
    comments: bool = True
    known: Baseline | None = None
    changes: Changes | None = None
    written: Baseline | None = None

    @property
    def in_order(self) -> bool:
        """Whether they must see all reports one after the other, in one process: baselines count."""
        return self.known is not None or self.written is not None

    def left(self, document: Document, source: Source, report: Report) -> tuple[Report, tuple[PlaceError, ...]]:
        """Return what they leave of a report, and of each comment that was not needed an error that says so.

        Raises SuppressionError for a comment that cannot be understood.
        """
        said = suppressions(document) if self.comments else []
        if said or self.changes or self.in_order:
            # fingerprints must outlive new lines above a record, so its number is no part of them
            named = "" if source.name == source.label else source.record
            every = list(findings(source, report, named))
            report = self._without(document, report, every, apply(document, said, every))
        report = of_techniques(report, self.techniques)
        if len(self.voices) < len(VOICES):
            report = only(report, self.voices)
        unused = (PlaceError(each.unused, document.path, *each.place) for each in said if each.unused)
        return report, tuple(unused)

    def _without(self, document: Document, report: Report, every: list[Finding], kept: list[Finding]) -> Report:
        """Leave out what the baseline has, and what has not changed; write down what is left but for these."""
        whole = document.line is None
        if self.written is not None:
            mine = (one for one in kept if one.technique in self.techniques and one.sentence.voice in self.voices)
            self.written.record(document.path, mine, whole=whole)
        if self.known is not None:
            kept = self.known.new(document.path, kept, whole=whole)
        if self.changes is not None:
            kept = self.changes.left(document, kept)
        return without(report, every, kept)
