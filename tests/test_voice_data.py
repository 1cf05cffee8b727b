"""The passages with gold voices are sound, and the voices found in them are as right as the documents say."""

import re
from collections import Counter
from pathlib import Path

import pytest
from voices import Figures, figures, intervals, passages

from propdetect.speech import VOICES

DOCS = (Path(__file__).parents[1] / "docs" / "voice.md").read_text(encoding="utf-8")


def test_each_span_of_the_passages_holds_what_it_says() -> None:
    for record in passages():
        text = record["text"]
        for span in (*record["sentences"], *record["quotations"]):
            assert text[span["start"] : span["end"]] == span["text"], record["id"]
        for speaker in (sentence["speaker"] for sentence in record["sentences"]):
            assert speaker is None or text[speaker["start"] : speaker["end"]] == speaker["name"], record["id"]


def test_sentences_of_a_passage_hold_all_of_it_but_what_layout_adds() -> None:
    for record in passages():
        rest = list(record["text"])
        for sentence in record["sentences"]:
            rest[sentence["start"] : sentence["end"]] = " " * len(sentence["text"])
        assert not "".join(rest).strip(), record["id"]


def test_there_are_enough_passages_of_each_kind_and_a_third_is_kept_for_the_test() -> None:
    records = list(passages())
    assert len(records) >= 300
    assert len({record["id"] for record in records}) == len({record["text"] for record in records}) == len(records)
    splits = Counter(record["split"] for record in records)
    assert set(splits) == {"tune", "test", "sealed", "fresh", "blind", "unseen"}
    assert splits["test"] >= 60
    assert splits["sealed"] >= 60
    assert splits["fresh"] >= 60
    assert splits["blind"] >= 60
    assert splits["unseen"] >= 60
    assert set(Counter(record["kind"] for record in records)) == {
        "news",
        "interview",
        "post",
        "opinion",
        "parliament",
    }
    assert sum("\n\n" in record["text"] for record in records) >= 30
    found = Counter(sentence["voice"] for record in records for sentence in record["sentences"])
    assert set(found) == set(VOICES)


@pytest.mark.parametrize("split", ["tune", "test", "sealed", "fresh", "blind", "unseen", None])
def test_voices_quotations_and_speakers_reach_their_bars(split: str | None) -> None:
    found = figures(passages(split))
    assert found.accuracy >= 0.95
    assert Figures.f1(found.quotations) >= 0.97
    assert Figures.f1(found.speakers) >= 0.85


@pytest.mark.parametrize(
    ("split", "name"),
    [
        ("unseen", "unseen part, rules mended since"),
        ("blind", "blind part, rules mended since"),
        ("sealed", "sealed part, rules mended since"),
        ("fresh", "fresh part, rules mended since"),
        ("test", "test part"),
        ("tune", "tuning part"),
    ],
)
def test_the_figures_in_the_documents_are_those_measured(split: str, name: str) -> None:
    found, bounds = intervals(passages(split))
    row = re.search(rf"^\| {name} \|.*\|$", DOCS, re.MULTILINE)
    assert row
    shown = [float(cell) for cell in re.findall(r"\d\.\d+", row[0])]
    measured = [found[0], *bounds[0], found[1], found[2], *bounds[2]]
    assert shown == [pytest.approx(value, abs=6e-4) for value in measured]
