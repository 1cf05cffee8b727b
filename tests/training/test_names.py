"""The list of names, and weights in which the names of a kind weigh the same, on tables small enough to check."""

from dataclasses import replace

import numpy as np
import pytest

from propdetect import Detector
from propdetect.hashing import HashTable, combine
from propdetect.model.scoring import Weights
from propdetect.text.fold import fold
from propdetect.text.tokens import hash_words, tokenize
from training.names import equalised, names, tied

ORDINARY = ("turkey", "china", "may", "bush", "labour", "green", "black", "white", "polish", "straight", "old")


def test_names_are_many_and_each_is_one_token_of_one_kind() -> None:
    for found in (names(), names("mostly names"), names("all")):
        words = [word for of in found.values() for word in of]
        assert len(words) == len(set(words)) >= 600
        tokens = tokenize(fold("\n".join(words)))
        assert tokens.hashes.tolist() == hash_words(words).tolist()


def test_names_that_are_ordinary_words_are_listed_apart() -> None:
    plain = {word for of in names().values() for word in of}
    mostly = {word for of in names("mostly names").values() for word in of}
    every = {word for of in names("all").values() for word in of}
    assert mostly & set(ORDINARY) == {"turkey", "china", "bush", "polish"}
    assert not plain & set(ORDINARY)
    assert every >= set(ORDINARY)
    assert plain >= {
        "russia",
        "russian",
        "russians",
        "moscow",
        "putin",
        "tory",
        "muslim",
        "muslims",
        "islam",
        "kurdish",
    }


def small(weights: Weights, words: dict[str, float], pairs: dict[tuple[str, str], float]) -> Weights:
    """Weights with a few words and pairs, the same number in all outputs, for the rest those of a model."""
    hashes = [hash_words([a, b]) for a, b in pairs]
    keys = np.array([combine(h[:1], h[1:])[0] for h in hashes], np.uint64)
    known = HashTable.build(hash_words(list(words)), np.arange(1, len(words) + 1, dtype=np.int32))
    paired = HashTable.build(keys, np.arange(1, len(pairs) + 1, dtype=np.int32))

    def rows(values: dict[str, float] | dict[tuple[str, str], float]) -> np.ndarray:
        return np.repeat(np.array([[0.0], *([v] for v in values.values())]), 25, axis=1).astype(np.float16)

    return replace(
        weights,
        word_keys=known.keys,
        word_numbers=known.values,
        word_rows=rows(words),
        pair_keys=paired.keys,
        pair_numbers=paired.values,
        pair_rows=rows(pairs),
    )


@pytest.fixture
def weights(detector: Detector) -> Weights:
    words = {"ruritania": 1.0, "graustark": -0.5, "vile": 2.0, "zendan": 0.25}
    pairs = {
        ("vile", "ruritania"): 1.0,
        ("ruritania", "vile"): 2.0,
        ("zendan", "qaldaran"): 3.0,
        ("vile", "vile"): 0.5,
    }
    return small(detector.weights, words, pairs)


NAMES = {"country": ("ruritania", "graustark", "qaldara"), "demonym": ("zendan", "qaldaran"), "none": ("nobody",)}


def row(weights: Weights, word: str) -> float:
    found = weights.word_rows[weights.words.find(hash_words([word]))[0]]
    assert (found == found[0]).all()
    return float(found[0])


def test_all_names_of_a_kind_get_the_mean_of_those_in_the_table_and_new_ones_are_put_there(
    weights: Weights,
) -> None:
    equal = equalised(weights, NAMES)
    assert [row(equal, word) for word in NAMES["country"]] == [0.25] * 3
    assert [row(equal, word) for word in NAMES["demonym"]] == [0.25] * 2
    assert row(equal, "vile") == 2.0
    # a kind of which the table holds nothing says nothing, and its words are known all the same
    assert row(equal, "nobody") == 0
    assert (equal.words.find(hash_words(["qaldara", "qaldaran", "nobody"])) > 0).all()
    assert not equal.word_rows[0].any()
    assert len(equal.word_rows) == 1 + 1 + 3


def test_pairs_that_hold_a_name_are_dropped_and_others_stay(weights: Weights) -> None:
    equal = equalised(weights, NAMES)
    first = hash_words(["vile", "ruritania", "zendan", "vile"])
    second = hash_words(["ruritania", "vile", "qaldaran", "vile"])
    at = equal.pairs.find(combine(first, second))
    assert at.tolist() == [0, 0, 0, 1]
    assert equal.pair_rows[:, 0].tolist() == [0.0, 0.5]


def test_tied_words_share_a_row_and_keep_their_pairs(weights: Weights) -> None:
    equal = tied(weights, {"any": ("ruritania", "vile")})
    assert [row(equal, word) for word in ("ruritania", "vile", "zendan")] == [1.5, 1.5, 0.25]
    assert (equal.pair_rows == weights.pair_rows).all()


def test_a_word_in_two_kinds_is_refused(weights: Weights) -> None:
    with pytest.raises(ValueError, match='"vile" is a name twice; keep it in one kind'):
        equalised(weights, {"a": ("vile",), "b": ("vile",)})


def test_without_names_every_word_and_pair_says_what_it_did(weights: Weights) -> None:
    equal = equalised(weights, {})
    assert [row(equal, word) for word in ("ruritania", "graustark", "vile", "zendan")] == [1.0, -0.5, 2.0, 0.25]
    assert (equal.pair_rows == weights.pair_rows).all()


def test_sentences_that_differ_in_a_name_alone_score_the_same(detector: Detector) -> None:
    few = {"country": ("russia", "france", "qaldara"), "leader": ("putin", "macron")}
    even = Detector(equalised(detector.weights, few), detector.matcher, detector.parameters, detector.info)
    first = even.score("The greed of Russia and of Putin will starve us all!")
    for text in (
        "The greed of France and of Macron will starve us all!",
        "The greed of Qaldara and of Macron will starve us all!",
    ):
        assert (even.score(text).probabilities == first.probabilities).all()
