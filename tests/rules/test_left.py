"""Reports of which some findings are taken away stay whole otherwise."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from made_reports import Span, made, nasty
from propdetect.report import Report
from propdetect.rules.left import of_techniques, without
from propdetect.taxonomy import IDS
from propdetect.writers import Source
from propdetect.writers.findings import Finding, findings


def listed(report: Report) -> list[Finding]:
    return list(findings(Source("a.txt", report.text), report))


def with_more(report: Report) -> Report:
    """The report with a technique decided in all sentences, for which no words of their own are shown."""
    decided = report.decided.copy()
    decided[:, 5] = True
    return replace(report, decided=decided)


def places(found: list[Finding]) -> list[tuple[int, int, int, str]]:
    return [(one.sentence.index, one.start, one.end, one.technique) for one in found]


def same_but_findings(report: Report, left: Report) -> None:
    for name in ("text", "id", "model", "starts", "ends", "probabilities", "scores", "propaganda", "bias"):
        assert np.array_equal(getattr(left, name), getattr(report, name)), name
    np.testing.assert_array_equal(left.decided[:, len(IDS) :], report.decided[:, len(IDS) :])


@given(nasty(), st.data())
def test_what_is_left_are_the_findings_that_were_kept_and_nothing_else_changes(
    case: tuple[str, list[Span]], data: st.DataObject
) -> None:
    report = with_more(made(*case))
    every = listed(report)
    kept = [one for one in every if data.draw(st.booleans())]
    left = without(report, every, kept)
    assert places(listed(left)) == places(kept)
    same_but_findings(report, left)
    # each is known again by others who saw all of them
    assert [one.fingerprint for one in listed(left)] == [one.fingerprint for one in kept]
    flags = [flag for sentence in left.sentences for flag in sentence.flags]
    assert all(flag.technique in sentence.techniques for sentence in left.sentences for flag in sentence.flags)
    assert sum(voice.flags for voice in left.voices) == len(flags)


@given(nasty(), st.sets(st.sampled_from(IDS[:3])))
def test_techniques_that_are_not_looked_for_are_gone_and_others_stay(
    case: tuple[str, list[Span]], wanted: set[str]
) -> None:
    report = made(*case)
    left = of_techniques(report, wanted)
    assert places(listed(left)) == [place for place in places(listed(report)) if place[-1] in wanted]
    same_but_findings(report, left)


def test_a_report_that_nothing_is_taken_from_is_the_same_report() -> None:
    report = made("One two.", [(0, 3, "doubt")])
    assert of_techniques(report, set(IDS)) is report
    assert without(report, listed(report), listed(report)) is report


def test_a_technique_stays_decided_while_one_of_its_findings_is_left() -> None:
    report = made("One two.", [(0, 3, "doubt"), (4, 7, "doubt"), (0, 3, "slogans")])
    every = listed(report)
    left = without(report, every, every[2:])
    assert places(every[2:]) == [(0, 4, 7, "doubt")]
    assert left.sentences[0].techniques == ("doubt",)
    assert [(flag.start, flag.end) for flag in left.sentences[0].flags] == [(4, 7)]
    assert without(report, every, []).sentences[0].techniques == ()
