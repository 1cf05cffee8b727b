"""Habits of punctuation and capitals: counts on small examples, and a slow version in plain strings."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.text.fold import EM_DASH, fold
from propdetect.text.style import STYLES, measure
from propdetect.text.tokens import tokenize

MARKS = {
    "exclamation marks": "!",
    "question marks": "?",
    "double quotation marks": '"',
    "parentheses": "(",
    "dashes": chr(EM_DASH),
    "colons": ":",
    "semicolons": ";",
    "hashtags and mentions": "#@",
    "money and percentages": "$%",
}
PIECES = ["They", " ", "lied", "LIED", "NATO", "U.S.", "!", "?", "“", '"', "(", "—", ":", ";", "#", "@", "$5", "%",
          "x", "Überlegungen", "disinformation", "Don't", "A", ", ", "ЖЖЖЖЖ", "1999", "…", "Moscow's"]  # fmt: skip
SENTENCES = st.lists(
    st.lists(st.sampled_from(PIECES), max_size=15).map(lambda p: "x" + "".join(p) + "."), max_size=5
)


def style(sentences: list[str]) -> list[dict[str, float]]:
    """Measure sentences that stand one blank apart."""
    folded = fold(" ".join(sentences))
    sizes = np.array([fold(sentence).length + 1 for sentence in sentences], np.int64)
    starts = np.cumsum(sizes) - sizes
    tokens = tokenize(folded)
    sentence = np.searchsorted(starts, tokens.starts, "right") - 1
    out = measure(folded, starts, tokens, sentence)
    assert out.shape == (len(sentences), len(STYLES))
    assert out.dtype == np.float32
    return [dict(zip(STYLES, row, strict=True)) for row in out.tolist()]


def slow(sentence: str) -> dict[str, float]:
    folded = fold(sentence)
    text = folded.cased[: folded.length].tobytes().decode("latin-1")
    found = re.findall("[A-Za-z0-9\x80-\xff]+(?:'[A-Za-z0-9\x80-\xff]+)*", text)
    words = [re.sub("'[sS]$", "", word) for word in found]
    share = 1 / max(len(words), 1)
    shouted = sum(len(word) >= 4 and all(re.match("[A-Z]", word[i]) for i in (0, 1, -1)) for word in words)
    return {
        **{name: math.log1p(sum(text.count(mark) for mark in marks)) for name, marks in MARKS.items()},
        "words in capitals": math.log1p(shouted),
        "capitalised words": share * sum(bool(re.match("[A-Z]", word)) for word in words),
        "numbers": share * sum(word[0].isascii() and word[0].isdigit() for word in words),
        "long words": share * sum(len(word) >= 9 for word in words),
        "length in words": math.log1p(len(words)) - 3,
        "few words": float(len(words) <= 6),
    }


@given(SENTENCES)
def test_every_column_is_that_of_the_slow_version(sentences):
    found = style(sentences)
    for i, (row, sentence) in enumerate(zip(found, sentences, strict=True)):
        expected = slow(sentence) | {"first sentence": float(i == 0 and len(sentences) > 1)}
        assert row == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("sentence", "column", "count"),
    [
        ("No! Never! Not once!!", "exclamation marks", 4),
        ("Why now? Why us？", "question marks", 2),
        ('The “experts” and their "science" «agree».', "double quotation marks", 6),
        ("The thugs (and their friends) ran.", "parentheses", 1),
        ("They lied — again—to us.", "dashes", 2),
        ("A so-called plan - no more.", "dashes", 0),
        ("The plan: lie; then: deny.", "colons", 2),
        ("The plan: lie; then: deny.", "semicolons", 1),
        ("#WakeUp says @someone", "hashtags and mentions", 2),
        ("It cost $5, up 20%.", "money and percentages", 2),
        ("This is TREASON and a DISGRACE, says NATO.", "words in capitals", 3),
        ("The EU, the UN and the USA met.", "words in capitals", 0),
        ("The McCOY B52S COVID19 case.", "words in capitals", 0),
    ],
)
def test_marks_and_shouted_words_are_counted_on_a_log_scale(sentence, column, count):
    assert style([sentence])[0][column] == pytest.approx(math.log1p(count), abs=1e-6)


@pytest.mark.parametrize(
    ("sentence", "column", "share"),
    [
        ("The old King saw Rome.", "capitalised words", 3 / 5),
        ("In 1999 some 40 ships sank.", "numbers", 2 / 6),
        ("Disinformation undermines trust.", "long words", 2 / 3),
        ("everything everybody everywhere", "long words", 1),
        ("?!", "capitalised words", 0),
    ],
)
def test_other_kinds_of_word_are_measured_as_their_share(sentence, column, share):
    assert style([sentence])[0][column] == pytest.approx(share, abs=1e-6)


def test_length_is_on_a_log_scale_that_is_0_near_a_typical_sentence():
    short, long = (style([" ".join(["word"] * n)])[0] for n in (6, 19))
    assert short["few words"] == 1
    assert long["few words"] == 0
    assert long["length in words"] == pytest.approx(math.log(20) - 3, abs=1e-6)
    assert short["length in words"] < long["length in words"]
    assert abs(long["length in words"]) < 0.01


def test_only_the_first_of_several_sentences_is_first():
    assert [row["first sentence"] for row in style(["One.", "Two.", "Three."])] == [1, 0, 0]
    assert style(["Alone."])[0]["first sentence"] == 0


def test_a_mark_counts_for_the_sentence_it_stands_in():
    assert [row["exclamation marks"] > 0 for row in style(["Quiet.", "Loud!", "Quiet."])] == [False, True, False]


def test_no_sentences_have_no_rows():
    assert style([]) == []


def test_columns_have_different_names():
    assert len(set(STYLES)) == len(STYLES) == len(slow("x")) + 1
