"""Flags begin and end with words that say something, whole compounds and their own signs included."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import propdetect
from propdetect.spans import EMPTY, Words, with_signs
from propdetect.text.fold import fold
from propdetect.text.tokens import tokenize
from texts import AWKWARD, mixed

TRAITORS = "“They are traitors,” he said. These traitors sold us out, an anti-democratic mob of"


def spelled(text: str) -> tuple[Words, list[str]]:
    """Take a sentence apart as the detector does, and spell its words."""
    folded = fold(text)
    tokens = tokenize(folded)
    begins, ends = (each.tolist() for each in folded.to_text(tokens.starts, tokens.ends))
    return Words(text, begins, ends), [text[start:end].lower() for start, end in zip(begins, ends, strict=True)]


def mended(text: str, run: str) -> list[str]:
    """Mend a run of words, given as they stand in the text."""
    found, words = spelled(text)
    many = len(spelled(run)[1])
    at = next(at for at in range(len(words)) if words[at : at + many] == spelled(run)[1])
    return [" ".join(words[start:stop]) for start, stop in found.mend([(at, at + many)], 0, len(words))]


@pytest.mark.parametrize(
    ("text", "run", "expected"),
    [
        ("a gang of anti-democratic thugs", "anti", ["anti democratic"]),
        ("a gang of anti-democratic thugs", "democratic thugs", ["anti democratic thugs"]),
        ("a state-of-the-art swindle", "state of the", ["state of the art"]),
        ("the shameful U.S. raid", "shameful U", ["shameful u s"]),
        ("a swindle - the last", "swindle", ["swindle"]),
        ("it ends. A fraud", "ends", ["ends"]),
        ("the traitors of the harbour", "the traitors of the", ["the traitors"]),
        ("“What a pack of lies,” he said", "pack of lies he", ["pack of lies"]),
        ("they ruined it", "ruined it", ["ruined it"]),
        ("“it was them, and they", "it was", []),
        ("of the", "of the", []),
    ],
)
def test_a_run_holds_whole_compounds_and_neither_ends_with_an_article_nor_is_of_empty_words(
    text: str, run: str, expected: list[str]
) -> None:
    assert mended(text, run) == expected


def test_runs_that_meet_in_one_compound_are_one() -> None:
    found, words = spelled("a far-left-wing plot")
    assert found.mend([(1, 2), (3, 4)], 0, len(words)) == [(1, 4)]


def test_a_run_is_not_widened_beyond_where_it_may_go() -> None:
    found, _ = spelled("a far-left-wing plot")
    assert found.mend([(2, 3)], 2, 3) == [(2, 3)]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Join #NeverAgain now", "NeverAgain", "#NeverAgain"),
        ("a loss of 90% at once", "loss of 90", "loss of 90%"),
        ("by the U.S. and others", "U.S", "U.S."),
        ("It was the end. Then", "the end", "the end"),
        ("write to a@b now", "b", "b"),
        ("They lied, he said", "They lied", "They lied"),
    ],
)
def test_a_sign_that_belongs_to_a_word_is_flagged_with_it(text: str, words: str, expected: str) -> None:
    at = text.index(words)
    start, end = with_signs(text, at, at + len(words))
    assert text[start:end] == expected


def stray(text: str) -> list[str]:
    """List what flags of a text begin or end with that is no part of a word."""
    found = []
    for sentence in propdetect.load().score(text).sentences:
        for flag in sentence.flags:
            assert sentence.start <= flag.start < flag.end <= sentence.end
            assert text[flag.start : flag.end] == flag.text
            first, last = flag.text[0], flag.text[-1]
            if first in "#@$£€":
                first = flag.text[1]
            if last == "%" or (last == "." and flag.text[-3:-2] == "."):
                last = flag.text[-2]
            found += [one for one in (first, last) if unicodedata.category(one)[0] in "PZC"]
    return found


@given(st.lists(st.sampled_from((*AWKWARD.values(), TRAITORS, "“", ",” ", "[", "] ", "(", ")", " ", "\n\n"))))
@settings(max_examples=40)
def test_no_flag_begins_or_ends_with_blanks_or_punctuation(pieces: list[str]) -> None:
    assert stray("".join(pieces)) == []


@given(mixed())
@settings(max_examples=60)
def test_no_flag_of_any_text_begins_or_ends_with_blanks_or_punctuation(text: str) -> None:
    assert stray(text) == []


def test_no_flag_is_a_word_that_says_nothing_by_itself(detector: propdetect.Detector) -> None:
    flags = [f.text for s in detector.score(TRAITORS).sentences for f in s.flags]
    assert "traitors" in flags
    assert not {flag.lower() for flag in flags} & set(EMPTY)
