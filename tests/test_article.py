"""Whole articles: the one that ships, and the real one that the project started from."""

from pathlib import Path

import pytest

from propdetect import Detector, Report

EXAMPLE = Path(__file__).parents[1] / "examples" / "qaldara.txt"


def flagged(report: Report, technique: str) -> list[str]:
    """Return the words flagged for a technique, quotation marks inside them left out."""
    marks = dict.fromkeys(map(ord, "\"'“”‘’"))
    return [f.text.translate(marks) for s in report.sentences for f in s.flags if f.technique == technique]


def techniques_at(report: Report, words: str) -> set[str]:
    """Return the techniques of the sentence that holds some words."""
    (sentence,) = [s for s in report.sentences if words in s.text]
    return set(sentence.techniques)


@pytest.fixture(scope="module")
def example(detector: Detector) -> Report:
    return detector.score(EXAMPLE.read_text(encoding="utf-8"))


def test_the_example_article_has_25_to_40_sentences(example: Report) -> None:
    assert 25 <= len(example.sentences) <= 40


def test_loaded_phrases_are_flagged_word_for_word_with_and_without_inner_quotation_marks(example: Report) -> None:
    words = flagged(example, "loaded_language")
    assert words.count("colourful revolution") == 2
    assert words.count("human-hatred ideology") == 2


def test_plain_reporting_around_them_is_not(example: Report) -> None:
    for words in ("164 had been treated", "Shops in the central district", "The rail operator", "opened inquiries"):
        assert not techniques_at(example, words), words


@pytest.mark.corpora
def test_the_article_that_the_project_started_from(detector: Detector, corpora: Path) -> None:
    text = (corpora.parent / "article" / "kazakhstan.txt").read_text(encoding="utf-8")
    report = detector.score(text)
    words = flagged(report, "loaded_language")
    assert words.count("colorful revolution") == 1
    assert words.count("colourful revolution") == 1
    assert words.count("human-hatred ideology") == 1
    for phrase in ("thugs and robbers", "jihadists and looters", "worst fears", "roots of terrorism"):
        assert techniques_at(report, phrase), phrase
    quiet = [s for s in report.sentences if s.text.startswith(("Public transport", "Also Read"))]
    quiet += [s for s in report.sentences if "courtesy:" in s.text or len(s.text) < 20]
    assert len(quiet) > 8
    assert not [s.text for s in quiet if s.techniques]


@pytest.mark.corpora
def test_the_voices_of_that_article_are_its_sources_and_its_own(detector: Detector, corpora: Path) -> None:
    report = detector.score((corpora.parent / "article" / "kazakhstan.txt").read_text(encoding="utf-8"))

    def whose(words: str) -> tuple[str, str | None]:
        (sentence,) = [s for s in report.sentences if words in s.text]
        return sentence.voice, sentence.speaker.name if sentence.speaker else None

    ambassador = "Anatoly Ivanovich"
    for words in ("human-hatred ideology", "extremist ideas", "colourful' revolution", "its effectiveness, focus"):
        assert whose(words) == ("quoted", ambassador), words
    for words in ('"colorful" revolution', "Ivanovich highlighted", "He emphasised"):
        assert whose(words) == ("reported", ambassador), words
    assert whose("Militants with experience") == ("quoted", "Vladimir Putin")
    assert whose("on the warpath") == ("reported", "Vladimir Putin")
    assert whose("cleared of extremists") == ("quoted", "Russian Foreign Ministry")
    assert whose("respects the rights of protesters") == ("quoted", "Antony Blinken")
    assert whose("is encouraging everyone") == ("reported", "Antony Blinken")
    for words in ("Thousands of jihadists involved", "Public transport", "After the events", "Also Read: Russian"):
        assert whose(words) == ("narrator", None), words
