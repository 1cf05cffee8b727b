"""Names of several words weigh what one word does, at no step more when a text is scored."""

import numpy as np
import pytest

import propdetect
from propdetect.analysis import analyse
from propdetect.learn.features import N_CLASSES, Featurizer
from propdetect.learn.linear import First
from propdetect.learn.phrases import Phrase, with_phrases
from propdetect.learn.vocabulary import Vocabulary, vocabulary
from propdetect.taxonomy import OUTPUTS
from propdetect.text.style import STYLES

TEXTS = [
    "The Old Quay Party called the Harbour Union a circus, and Kesh a liar.",
    "Kesh and the Quay Rally shouted at the Old Quay in the colour of the harbour.",
]
PHRASES: list[Phrase] = [
    (("old", "quay", "party"), "kesh"),
    (("harbour", "union"), "kesh"),
    (("quay", "rally"), "kesh"),
    (("quay", "unseen"), "kesh"),
    (("kesh",), "circus"),
]


@pytest.fixture(scope="module")
def fitted() -> tuple[Vocabulary, First]:
    shipped = propdetect.load()
    analyses = [analyse(text, shipped.parameters, shipped.matcher) for text in TEXTS]
    known = vocabulary(analyses, word_least=1, pair_least=1, buckets=256)
    rng = np.random.default_rng(0)
    sizes = (len(known.spellings), len(known.pairs), known.buckets, N_CLASSES, len(STYLES))
    rows = [rng.normal(0, 0.3, (size, len(OUTPUTS))).astype(np.float32) for size in sizes]
    return known, First(*rows, np.zeros(len(OUTPUTS), np.float32))


def said(known: Vocabulary, first: First, words: str) -> np.ndarray:
    """What some words say, without what the number of words and their style do."""
    shipped = propdetect.load()
    features = Featurizer(known, shipped.matcher).features([analyse(words, shipped.parameters, shipped.matcher)])
    words_and_pairs = features.words @ first.words + features.pairs @ first.pairs + features.letters @ first.letters
    return np.asarray(words_and_pairs)[0]


@pytest.mark.parametrize("name", ["Old Quay Party", "Harbour Union", "Harbor Union", "Quay Rally", "Quay Unseen"])
def test_a_name_of_several_words_says_what_one_word_does(fitted: tuple[Vocabulary, First], name: str) -> None:
    alike = said(*fitted, "Kesh")
    tied = with_phrases(*fitted, PHRASES)
    assert np.abs(said(*fitted, name) - alike).max() > 0.05
    np.testing.assert_allclose(said(*tied, name), alike, atol=1e-5)


def test_words_and_pairs_outside_the_names_say_what_they_did(fitted: tuple[Vocabulary, First]) -> None:
    known, first = with_phrases(*fitted, PHRASES)
    assert (first.words == fitted[1].words).all()
    assert (np.diff(known.pairs.astype(np.float64)) > 0).all()
    for words in ("Kesh", "a liar", "the circus", "Old", "at the Harbour"):
        np.testing.assert_allclose(said(known, first, words), said(*fitted, words), atol=1e-6)


def test_without_names_of_several_words_nothing_changes(fitted: tuple[Vocabulary, First]) -> None:
    known, first = with_phrases(*fitted, [(("kesh",), "circus")])
    assert known is fitted[0]
    assert first is fitted[1]
