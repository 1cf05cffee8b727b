"""Ways to propose words, each worked out by hand on a few."""

from math import log, sqrt

import numpy as np
import pytest

from propdetect.lexicon.notation import expand
from propdetect.lexicon.read import Entry
from training.candidates import Found, Known, Vectors, collocations, log_odds, may_be_entry, ranked, set_apart


def entry(phrase: str, technique: str = "doubt") -> Entry:
    return Entry(technique, phrase, 2, "invented for a test", f"{technique}.tsv:2", tuple(expand(phrase)), False)


def test_the_log_odds_are_those_of_the_formula() -> None:
    # 3 of 4 and 1 of 6 words; the prior of 10 words is dealt out as 4 : 6
    first = log((3 + 4) / (1 + 6)) - log((1 + 4) / (5 + 6))
    second = log((1 + 6) / (3 + 4)) - log((5 + 6) / (1 + 4))
    expected = [first / sqrt(1 / 7 + 1 / 5), second / sqrt(1 / 7 + 1 / 11)]
    assert log_odds(np.array([3, 1]), np.array([1, 5]), prior=10).tolist() == pytest.approx(expected)


def test_words_as_frequent_here_as_there_have_log_odds_of_0() -> None:
    assert log_odds(np.array([2, 4]), np.array([5, 10])).tolist() == pytest.approx([0, 0])


def test_of_one_word_alone_or_none_there_are_no_odds() -> None:
    assert log_odds(np.array([3]), np.array([1])).tolist() == [0]
    assert log_odds(np.zeros(0, np.int64), np.zeros(0, np.int64)).tolist() == []


def test_what_spans_have_more_of_is_proposed_unless_rare_there_or_empty_or_a_name() -> None:
    texts = ("crooks", "iran", "sham", "the", "tide")
    found = set_apart(texts, np.array([9, 9, 2, 9, 3]), np.array([1, 1, 0, 1, 90]), "odds-word", 10)
    assert [(f.text, f.kind) for f in found] == [("crooks", "odds-word")]


def test_words_that_stand_together_are_proposed_by_their_likelihood_ratio() -> None:
    runs = [["vile", "plot"]] * 3 + [["vile", "lie"], ["the", "plot"], ["of", "the", "plot"]]
    (found,) = collocations(runs, 2, 10)
    assert (found.text, found.kind) == ("vile plot", "collocation-2")
    # 13 words: vile 4, plot 5, both 3. What nltk compares: 3, 2, 1 and 7 with what chance gives each of the four
    observed, total = (3, 2, 1, 7), 13
    expected = (5 * 4 / total, 5 * 9 / total, 8 * 4 / total, 8 * 9 / total)
    ratio = 2 * sum(o * log(o / e) for o, e in zip(observed, expected, strict=True))
    assert found.score == pytest.approx(ratio)


def test_triples_may_have_a_function_word_inside_but_not_at_an_end() -> None:
    runs = [["war", "on", "truth"]] * 3 + [["on", "truth", "now"]] * 3
    assert [f.text for f in collocations(runs, 3, 10)] == ["war on truth"]


def test_without_runs_nothing_stands_together() -> None:
    assert collocations([], 2, 10) == []
    assert collocations([["sham"]], 3, 10) == []


def test_equal_scores_are_ranked_by_spelling() -> None:
    found = [Found("b", "k", 1.00001), Found("a", "k", 1.00002), Found("c", "k", 2)]
    assert [f.text for f in ranked(found[::-1], 2)] == ["c", "a"]


def test_names_and_function_words_alone_are_no_entries() -> None:
    assert may_be_entry(["iran", "plot"])
    assert not may_be_entry(["of", "iran"])
    assert not may_be_entry(["1984"])


VECTORS = Vectors.of(
    ["crook", "thief", "sham", "plot", "the"],
    np.array([[4, 0, 0], [4, 3, 0], [0, 0, 5], [0, 5, 0], [9, 9, 9]], np.int8),
)


def test_neighbours_are_the_words_most_like_an_entry_with_their_cosine() -> None:
    known = Known([entry("crook*"), entry("sham")], VECTORS)
    found = known.neighbours(10, lambda word: word != "the")
    assert [(f.text, round(f.score, 3), e.phrase) for f, e in found] == [
        ("thief", 0.8, "crook*"),
        ("plot", 0.0, "crook*"),
    ]
    assert [f.text for f, _ in known.neighbours(1, lambda word: word != "the")] == ["thief"]


def test_the_nearest_entry_of_a_phrase_is_by_the_mean_of_the_words_that_say_something() -> None:
    known = Known([entry("crook*"), entry("the sham plot"), entry("zzz")], VECTORS)
    nearest = known.nearest(["plot", "the"])
    assert nearest is not None
    assert nearest.phrase == "the sham plot"
    assert known.nearest(["unheard"]) is None
    assert known.nearest(["the"]) is None


def test_a_lexicon_without_known_words_has_no_neighbours() -> None:
    known = Known([entry("zzz")], VECTORS)
    assert known.neighbours(5, lambda word: True) == []
    assert known.nearest(["crook"]) is None
