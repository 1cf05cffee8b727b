"""The voices of a report: shares, scores and flags, and a report of some voices only."""

import numpy as np
import pytest

import propdetect
from propdetect.only import only
from propdetect.report import Report
from propdetect.speech import Silent, Speaker, summarise
from propdetect.taxonomy import IDS, OUTPUTS
from texts import ARTICLE

VENN, ROOK = Speaker("Venn", 3, 7), Speaker("Rook", 9, 13)


class Voiced:
    voice = ("quoted", "narrator", "reported", "scare", "quoted", "reported")
    speaker = (VENN, None, None, None, ROOK, VENN)
    words = np.array([1, 2, 3, 4, 5, 5])


@pytest.fixture(scope="module")
def report(detector: propdetect.Detector) -> Report:
    return detector.score(ARTICLE)


def test_voices_are_the_narrator_then_speakers_in_order_then_what_nobody_is_named_for() -> None:
    probabilities = np.repeat(np.arange(6)[:, None] / 10, len(OUTPUTS), axis=1)
    flags = [("quoted", VENN), ("scare", None), ("narrator", None), ("quoted", None)]
    found = summarise(Voiced(), probabilities, flags)
    assert [(one.kind, one.name) for one in found] == [
        ("narrator", "narrator"), ("speaker", "Venn"), ("speaker", "Rook"), ("unattributed", "unattributed"),
    ]  # fmt: skip
    assert [one.sentences for one in found] == [2, 2, 1, 1]
    assert [one.words for one in found] == pytest.approx([0.3, 0.3, 0.25, 0.15])
    assert [one.flags for one in found] == [2, 1, 0, 1]
    assert [one.propaganda for one in found] == pytest.approx([0.3, 0.5, 0.4, 0.2])
    assert found[1].scores == dict.fromkeys(IDS, pytest.approx(0.5))


def test_a_text_that_nobody_is_quoted_in_has_the_narrator_and_an_empty_one_nobody() -> None:
    (one,) = summarise(Silent(2), np.zeros((2, len(OUTPUTS))), [])
    assert (one.kind, one.sentences, one.words) == ("narrator", 2, 1.0)
    assert summarise(Silent(0), np.zeros((0, len(OUTPUTS))), []) == ()


def test_the_voices_of_a_report_add_up_to_it(report: Report) -> None:
    voices = report.voices
    assert sum(one.sentences for one in voices) == len(report.sentences)
    assert sum(one.words for one in voices) == pytest.approx(1)
    assert sum(one.flags for one in voices) == sum(len(sentence.flags) for sentence in report.sentences)
    for name, score in report.scores.items():
        assert max(one.scores[name] for one in voices) == pytest.approx(score)


def test_sentences_and_flags_carry_their_voice_and_speaker(report: Report) -> None:
    (sentence,) = [s for s in report.sentences if "ordered and paid for" in s.text]
    assert sentence.voice == "quoted"
    assert sentence.speaker is not None
    assert report.text[sentence.speaker.start : sentence.speaker.end] == sentence.speaker.name == "Davit Orlemsk"
    assert {(flag.voice, flag.speaker) for flag in sentence.flags} == {("quoted", sentence.speaker)}


def test_voices_are_found_when_looked_at_and_not_before(
    detector: propdetect.Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object) -> None:
        raise AssertionError("voices were found")

    monkeypatch.setattr("propdetect.evidence.voices_of", refuse)
    report = detector.score(ARTICLE)
    assert report.propaganda > 0
    assert [sentence.techniques for sentence in report.sentences]
    with pytest.raises(AssertionError, match="voices were found"):
        assert report.sentences[0].voice


def test_a_report_of_some_voices_keeps_their_sentences_as_they_are(report: Report) -> None:
    kept = only(report, ("quoted", "reported"))
    wanted = [s for s in report.sentences if s.voice in ("quoted", "reported")]
    assert [s.to_dict() for s in kept.sentences] == [s.to_dict() for s in wanted]
    assert kept.propaganda == max(s.propaganda for s in wanted)
    assert kept.sentences[0].explain("bias") == wanted[0].explain("bias")
    assert {one.kind for one in kept.voices if one.sentences} <= {"speaker", "unattributed"}
    assert len(only(report, ()).sentences) == 0
    assert only(report, ()).to_dict()["sentences"] == []
