"""The list of names, and that the model counts those of a kind as one word."""

import pytest

from propdetect import Detector
from propdetect.text.fold import fold
from propdetect.text.tokens import hash_words, tokenize
from training.names import names

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
    said = {word for of in names("identities").values() for word in of}
    every = {word for of in names("all").values() for word in of}
    assert said & set(ORDINARY) == {"turkey", "china", "bush", "polish", "labour", "green", "black", "white", "old"}
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


@pytest.mark.parametrize(
    "other",
    [
        "The greed of France and of Macron will starve us all!",
        "The greed of Kenya and of Merkel will starve us all!",
    ],
)
def test_sentences_that_differ_in_names_of_a_kind_alone_score_the_same(detector: Detector, other: str) -> None:
    first = detector.score("The greed of Russia and of Putin will starve us all!")
    assert (detector.score(other).probabilities == first.probabilities).all()


def test_a_and_an_score_the_same(detector: Detector) -> None:
    scores = [detector.score(f"She is {word} teacher.").probabilities for word in ("a Polish", "an Iranian")]
    assert (scores[0] == scores[1]).all()
