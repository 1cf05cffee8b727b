"""Word tokens and their hashes, against a slow tokenizer that is obvious."""

import itertools
import re
from functools import partial

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from growth import Work, assert_linear
from propdetect.text.fold import EM_DASH, Folded, fold
from propdetect.text.tokens import hash_spans, hash_words, tokenize

WORD = "[a-z0-9\x80-\xff]+"
PIECES = [
    *"asxZ0", "'", "’", "'s", "’s", "s'", "-", " ", "  ", ",", ".", "—", "–", "\n", '"', "“", "(", ")", "*", "_",
    "…", "don't", "é", "ж", "\u00ad", "\u200b", "e\u0301", "ﬁ", "😀", "/", "&", "\ud800", "propaganda", "'t",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(st.characters(exclude_categories=()))
)


def lower(folded: Folded) -> str:
    return folded.lower[: folded.length].tobytes().decode("latin-1")


def words(text: str) -> list[str]:
    folded = fold(text)
    tokens = tokenize(folded)
    return [lower(folded)[a:b] for a, b in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)]


def hard(text: str) -> list[bool]:
    return tokenize(fold(text)).hard.tolist()


def slow_tokens(text: str) -> list[tuple[int, int, bool]]:
    """Spans of words in a folded text, and whether phrase-ending punctuation stands before them."""
    found = []
    before = 0
    for match in re.finditer(f"{WORD}(?:'{WORD})*", text):
        end = match.end() - (2 if match[0].endswith("'s") else 0)
        gap = text[before : match.start()]
        inner_hyphen = gap == "-" and before > 0
        phrase_ends = any(mark in gap for mark in f".,;:!?()[]{{}}|/<>=\n{chr(EM_DASH)}")
        found.append((match.start(), end, phrase_ends or ("-" in gap and not inner_hyphen)))
        before = end
    return found


@given(TEXTS)
@example("who's've o's't s's a's's 's")
@example("-x- -y --z-w")
def test_tokens_are_those_of_the_slow_tokenizer(text):
    folded = fold(text)
    tokens = tokenize(folded)
    found = zip(tokens.starts.tolist(), tokens.ends.tolist(), tokens.hard.tolist(), strict=True)
    assert list(found) == slow_tokens(lower(folded))
    assert len(tokens) == len(tokens.hashes) == len(tokens.starts)


@given(TEXTS)
def test_tokens_are_in_order_not_empty_and_begin_and_end_with_a_letter_or_digit(text):
    folded = fold(text)
    tokens = tokenize(folded)
    assert (tokens.starts < tokens.ends).all()
    assert (tokens.ends[:-1] <= tokens.starts[1:]).all()
    for word in words(text):
        assert re.fullmatch(f"{WORD}(?:'{WORD})*", word)


@given(TEXTS)
def test_a_word_is_hashed_as_hash_words_hashes_it(text):
    assert tokenize(fold(text)).hashes.tolist() == hash_words(words(text)).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They don't, won't and can't.", "they don't won't and can't"),
        ("They don’t, won‘t and canʼt.", "they don't won't and can't"),
        ("Y'all'd've known", "y'all'd've known"),
        (
            "Moscow's and Moscow’s plan, the boss's and the bosses' pay",
            "moscow and moscow plan the boss and the bosses pay",
        ),
        ("MOSCOW'S AND MOSCOW’S", "moscow and moscow"),
        ("it's what's-his-name's", "it what his name"),
        ("who's've thought", "who's've thought"),
        ("O'Neill's rock 'n' roll, 'tis 'said'", "o'neill rock n roll tis said"),
        ("the 1990's, the 90s, the '90s", "the 1990 the 90s the 90s"),
        ("“regime's” ‘thugs’s’", "regime thugs"),
        ("s 's s's", "s s s"),
        ("COVID-19 and G7+1", "covid 19 and g7 1"),
        ("so-called", "so called"),
        ("pro\u00adpa\u200bganda", "propaganda"),
        ("рrораgаndа ｎｏｗ", "propaganda now"),
        ("*bold* _plain_ #tag @name a_b", "bold plain tag name a b"),
        ("...!? — '' ' \"", ""),
        ("", ""),
    ],
)
def test_words_are_folded_runs_of_letters_with_inner_apostrophes_and_no_possessive(text, expected):
    assert words(text) == expected.split()


@pytest.mark.parametrize(
    "gap",
    [", ", ". ", "; ", ": ", "! ", "? ", " — ", "—", " - ", " – ", " -- ", "- ", " -", " (", ") ", " [", "] ", " {",
     "} ", "… ", "/", " | ", " = ", " < ", " > ", '," ', '." "', "?!"],
)  # fmt: skip
def test_punctuation_that_ends_a_phrase_is_a_hard_gap(gap):
    assert hard(f"one{gap}two") == [False, True]


@pytest.mark.parametrize(
    "gap",
    [" ", "  ", "\t", "\u00a0", "-", "–", "‐", ' "', '" ', " “", "” ", " '", "’ ", '" "', " *", "* ", " **", " _",
     "_", " #", " @", " & ", " $", "% ", " \u200b", " 😀 ", "’s ", "\u00ad-\u00ad"],
)  # fmt: skip
def test_quotation_marks_hyphens_inside_a_word_and_markup_are_no_hard_gap(gap):
    assert hard(f"one{gap}two") == [False, False]


def test_the_first_word_has_a_hard_gap_before_it_only_where_punctuation_stands():
    assert hard("one two") == hard('"one two"') == [False, False]
    assert hard("(one two)") == hard("- one two") == hard("-one two") == [True, False]


def test_only_the_gap_right_before_a_word_counts():
    assert hard("one, two three. four-five (six) seven.") == [False, True, False, True, False, True, True]


def test_equal_words_have_equal_hashes_wherever_they_stand():
    text = "Regime, “REGIME” regime's ｒｅｇｉｍｅ re\u00adgime! rеgimе x regimes a regime"
    hashes = tokenize(fold(text)).hashes
    assert len(set(hashes[:6].tolist())) == 1
    assert hashes[-1] == hashes[0]
    assert len(set(hashes[5:].tolist())) == 4


def test_different_words_have_different_hashes():
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = ["".join(word) for n in (1, 2, 3) for word in itertools.product(letters, repeat=n)]
    many += [f"{a}{b}{i}" for a in ("", "un", "counter") for b in ("w", "propaganda") for i in range(10_000)]
    many += ["a" * n for n in range(4, 200)] + ["x" * n + "y" for n in range(3, 64)] + ["don't", "dont", "d'ont"]
    assert len(set(many)) == len(many)
    assert len(np.unique(hash_words(many))) == len(many)


@given(st.lists(st.text("ab'", min_size=1, max_size=20), min_size=2, max_size=12))
def test_two_hashes_are_equal_exactly_where_the_words_are(some):
    hashes = hash_words(some).tolist()
    for (a, first), (b, second) in itertools.combinations(zip(some, hashes, strict=True), 2):
        assert (a == b) == (first == second)


def test_any_of_the_first_64_bytes_that_differs_changes_the_hash():
    many = [
        "q" * at + other + "q" * (length - at - 1)
        for length in range(1, 71)
        for at in range(min(length, 64))
        for other in "zé"
    ]
    many += ["q" * length for length in range(1, 71)]
    assert len(np.unique(hash_words(many))) == len(many)


def test_longer_words_are_told_apart_by_64_bytes_and_their_length():
    long = "x" * 64
    hashes = hash_words([long, long + "a", long + "b", long + "ab", long + "a" * 1000]).tolist()
    assert hashes[1] == hashes[2]
    assert len(set(hashes)) == 4
    text = f"{long}a and {long} and {'y' * 5000} end"
    assert tokenize(fold(text)).hashes.tolist() == hash_words(text.split()).tolist()


def test_no_hash_is_0_and_no_words_have_no_hashes():
    assert hash_words([]).tolist() == []
    assert (hash_words([str(i) for i in range(50_000)]) != 0).all()
    none = np.zeros(0, np.int64)
    assert len(hash_spans(fold("").lower, none, none)) == 0
    assert len(tokenize(fold(""))) == len(tokenize(fold("?! ..."))) == 0


def test_what_follows_a_word_does_not_change_its_hash():
    folded = fold("treason and treasonable")
    starts, ends = np.array([0, 12]), np.array([7, 19])
    first, second = hash_spans(folded.lower, starts, ends).tolist()
    assert first == second == hash_words(["treason"]).item()


@pytest.mark.parametrize("unit", ["plain words, and so on. ", "a ", "'s", "a'", "- ", "x", "é—’s "])
def test_time_grows_no_faster_than_the_text(unit):
    def tokenizing(size: int) -> Work:
        return partial(tokenize, fold(unit * (size // len(unit))))

    assert_linear(tokenizing, 200_000, 1_600_000, at_most=24)  # the larger one fits no cache
