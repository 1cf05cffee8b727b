"""The table of what must and must not be flagged."""

from collections import Counter

import pytest

from examples import FALSE_ALARMS, FLAG, MISSED, QUIET, Flag, Quiet
from propdetect import Detector
from propdetect.taxonomy import IDS


def _name(row: Flag | Quiet) -> str:
    return f"{row.technique}: {row.sentence[:40]}"


def _is_decided(row: Flag | Quiet, detector: Detector) -> bool:
    return any(row.technique in sentence.techniques for sentence in detector.score(row.sentence).sentences)


def _is_flagged(row: Flag, detector: Detector) -> bool:
    """Tell whether the technique is decided and, where words are given, exactly these are flagged."""
    report = detector.score(row.sentence)
    words = [f.text for s in report.sentences for f in s.flags if f.technique == row.technique]
    return _is_decided(row, detector) and (row.words is None or row.words in words)


@pytest.mark.parametrize("row", FLAG, ids=_name)
def test_a_sentence_that_uses_a_technique_is_flagged(row: Flag, detector: Detector) -> None:
    assert _is_flagged(row, detector), detector.score(row.sentence).scores[row.technique]


@pytest.mark.parametrize("row", QUIET, ids=_name)
def test_a_near_miss_is_not_flagged(row: Quiet, detector: Detector) -> None:
    assert not _is_decided(row, detector), detector.score(row.sentence).scores[row.technique]


@pytest.mark.parametrize("row", MISSED, ids=_name)
@pytest.mark.xfail(reason="known miss; when it is found, move the row to FLAG", strict=True)
def test_a_known_miss_is_still_missed(row: Flag, detector: Detector) -> None:
    assert _is_flagged(row, detector)


@pytest.mark.parametrize("row", FALSE_ALARMS, ids=_name)
@pytest.mark.xfail(reason="known false alarm; when it is quiet, move the row to QUIET", strict=True)
def test_a_known_false_alarm_is_still_raised(row: Quiet, detector: Detector) -> None:
    assert not _is_decided(row, detector)


def test_every_technique_has_examples_of_both_kinds() -> None:
    flags, quiet = Counter(row.technique for row in FLAG), Counter(row.technique for row in QUIET)
    assert set(flags) == set(quiet) == set(IDS)
    assert min(flags.values()) >= 4
    assert min(quiet.values()) >= 4


def test_no_sentence_stands_in_the_table_twice() -> None:
    sentences = [row.sentence for row in (*FLAG, *QUIET, *MISSED, *FALSE_ALARMS)]
    assert len(set(sentences)) == len(sentences)
