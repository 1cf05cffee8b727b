"""The list of names, and that the model counts those of a kind as one word."""

import pytest

from propdetect import Detector
from propdetect.text.fold import fold
from propdetect.text.tokens import hash_words, tokenize
from training.names import names, phrases, silent

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


def test_words_for_what_people_are_weigh_nothing_and_names_of_places_and_politicians_do() -> None:
    found = silent()
    assert len(found) == len(set(found))
    assert {"muslim", "labour", "lesbian", "old", "straight", "impaired"} <= set(found)
    assert not {"russia", "russian", "moscow", "putin", "reform", "momentum"} & set(found)


def test_phrases_are_words_as_they_are_cut_and_weigh_as_a_name_of_their_kind() -> None:
    found = phrases()
    assert len(found) == len({words for words, _ in found}) >= 700
    single = {word for of in names("identities").values() for word in of}
    for words, alike in found:
        assert len(words) > 1
        assert tokenize(fold(" ".join(words))).hashes.tolist() == hash_words(list(words)).tolist()
        assert alike in single
    expected = {("saudi", "arabia"), ("labour", "party"), ("middle", "aged"), ("18", "year", "old")}
    assert expected <= dict(found).keys()


@pytest.mark.parametrize(
    ("name", "other"),
    [("Saudi Arabia", "Norway"), ("New Zealand", "Kenya"), ("South Korea", "Peru"), ("Buenos Aires", "Lisbon")],
)
def test_names_of_two_words_add_what_one_does(detector: Detector, name: str, other: str) -> None:
    """What the words and pairs of a name add is alike; the number of words and of long ones is not."""
    said = []
    for each in (name, other):
        sentence = f"The greed of {each} will starve us."
        explained = detector.score(sentence).sentences[0].explain("flag_waving")
        words = len(sentence.split())
        said.append(
            words**0.5
            * sum(
                e.contribution
                for e in explained.evidence
                if e.kind in ("word", "word_pair") and set(e.text.split()) <= set(each.split())
            )
        )
    assert said[0] == pytest.approx(said[1], abs=0.01)
