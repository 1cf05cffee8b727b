"""Many documents scored as one text: each has the numbers that it has alone, to the last bit."""

import json
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import propdetect
from examples import FLAG, QUIET
from propdetect import joined
from propdetect.analysis import analyse
from propdetect.taxonomy import OUTPUTS
from reference import Reference
from texts import ARTICLE, AWKWARD, mixed

# What might reach over from one document to the next: line ends, marks, wrapped lines, quoted mail.
WRAPPED = "\n".join(["They promised the people of the harbour that the old ferry would never leave", "the"] * 3)
EDGES = [
    "", " ", "\n", "\u200b", "\n\n a", "a \n", "\u200b\u200b x", ">", "> a\n> b", "   led in by blanks", "Mr.",
    "Mr", "\"", "'", "'s lies", "they", "lie.", "...", "\u2026", ") he said", "(", "They are a fifth",
    "column. They lie", "-", "a-", "-b", "either we win", "or we die", "1.", "[4]", "\0", "\ud83d", "\udc00",
    "\x1c", "\r", "\t", "x" * 300, WRAPPED, "  " + WRAPPED, WRAPPED.replace("\n", "\r\n"),
    "> " + WRAPPED.replace("\n", "\n> "), "word " * 700,
]  # fmt: skip
TEXTS = [
    *EDGES,
    ARTICLE,
    *AWKWARD.values(),
    *(row.sentence for row in (*FLAG[:50], *QUIET[:50])),
    *ARTICLE.split("\n"),
]


def check(detector: propdetect.Detector, texts: list[str]) -> None:
    """Hold the arrays of many texts against the report of each."""
    scores = detector.score_arrays(texts)
    assert scores.probabilities.dtype == np.float32
    assert scores.probabilities.shape == scores.decided.shape == (len(scores), len(OUTPUTS))
    bounds = np.searchsorted(scores.document, np.arange(len(texts) + 1))
    assert bounds[-1] == len(scores)
    for i, text in enumerate(texts):
        own, report = slice(bounds[i], bounds[i + 1]), detector.score(text)
        assert scores.start[own].tolist() == report.starts.tolist()
        assert scores.end[own].tolist() == report.ends.tolist()
        assert (scores.probabilities[own] == report.probabilities.astype(np.float32)).all()
        assert (scores.decided[own] == report.decided).all()


def test_texts_have_the_scores_that_they_have_alone(detector: propdetect.Detector) -> None:
    check(detector, TEXTS)
    check(detector, TEXTS[::-1])


@pytest.mark.parametrize("characters", [1, 500, 10**9])
def test_scores_do_not_depend_on_how_many_texts_are_joined(detector: propdetect.Detector, characters: int) -> None:
    whole = detector.score_arrays(TEXTS)
    with mock.patch.object(joined, "CHARACTERS", characters):
        parts = detector.score_arrays(TEXTS)
    for name in joined.Scores.__slots__:
        assert (getattr(whole, name) == getattr(parts, name)).all()


@given(texts=st.lists(st.one_of(st.sampled_from(EDGES), mixed(12), st.text(max_size=20)), max_size=12))
@settings(max_examples=100)
def test_any_texts_have_the_scores_that_they_have_alone(detector: propdetect.Detector, texts: list[str]) -> None:
    check(detector, texts)


# What the lists of `mine` name: whole, in parts that no match may put together, and across the end of a text.
OWN = [
    "The council met.", "The evil old", "harbour", "The ferry in the harbour: a disaster!", "Wake", "up, wake up!",
    "Monsters, the corrupt enemies", "of Moscow, so-called experts.", "Either we act",
    "or they die. Either we or they die",
    "Either we fight these monsters or we die in the harbour.", "corrupt", "Moscow",
]  # fmt: skip


def test_texts_have_the_scores_that_they_have_alone_with_lexicons_and_allowed_phrases(
    detector: propdetect.Detector, mine: propdetect.Detector
) -> None:
    check(mine, [*OWN, *TEXTS, *OWN[::-1]])
    own, plain = mine.score_arrays(OWN), detector.score_arrays(OWN)
    assert len(set((own.probabilities != plain.probabilities).any(axis=1).nonzero()[0].tolist())) > len(OWN) / 2


@given(texts=st.lists(st.one_of(st.sampled_from([*OWN, *EDGES]), mixed(12)), max_size=12))
@settings(max_examples=60)
def test_any_texts_with_lexicons_and_allowed_phrases_have_the_scores_of_the_slow_scorer(
    mine: propdetect.Detector, texts: list[str]
) -> None:
    check(mine, texts)
    scores, reference = mine.score_arrays(texts), Reference(mine.weights, mine.matcher)
    analyses = [analyse(text, mine.parameters, mine.matcher, mine.allowing) for text in texts]
    expected = [row for analysis in analyses for row in reference.probabilities(analysis)]
    slow = np.array(expected).reshape(-1, len(OUTPUTS))
    np.testing.assert_allclose(scores.probabilities, slow, rtol=0, atol=1e-6)


def test_texts_are_read_as_they_come_and_none_gives_no_row(detector: propdetect.Detector) -> None:
    assert len(detector.score_arrays(iter([]))) == 0
    assert detector.score_arrays([]).probabilities.shape == (0, len(OUTPUTS))
    assert len(detector.score_arrays(["", " \n"])) == 0
    assert detector.score_arrays(text for text in ["", "They lied.", "", "Shame!"]).document.tolist() == [1, 3]


@pytest.mark.parametrize("wrong", [b"bytes", None, 3])
def test_what_is_no_text_is_named_by_its_number(detector: propdetect.Detector, wrong: object) -> None:
    with pytest.raises(TypeError, match=f"text 2 must be a str, not {type(wrong).__name__}"):
        detector.score_arrays(["a", "b", wrong])  # type: ignore[list-item]


def test_one_text_instead_of_several_is_refused(detector: propdetect.Detector) -> None:
    with pytest.raises(TypeError, match=r"score_arrays\(\[text\]\)"):
        detector.score_arrays("They lied.")


@pytest.mark.slow
@pytest.mark.corpora
def test_lines_and_texts_of_the_corpora_have_the_scores_that_they_have_alone(
    detector: propdetect.Detector, corpora: Path
) -> None:
    for path in sorted(corpora.glob("*.jsonl")):
        records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        texts = [record["text"] for record in records if isinstance(record.get("text"), str)]
        check(detector, texts)
        check(detector, [line for text in texts for line in text.split("\n")])
