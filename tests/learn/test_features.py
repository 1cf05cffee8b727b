"""Texts to features: what stands in a row, and that it is what scoring adds up."""

import numpy as np
import pytest

import propdetect
from propdetect.analysis import analyse
from propdetect.learn.features import Features, Featurizer
from propdetect.learn.vocabulary import WordVectors, vocabulary

TEXTS = ["The colour of the harbour. The ferry, the ferry!", "Color the map; a zyxquor appeared near the harbour."]


def taken_apart(texts):
    detector = propdetect.load()
    return [analyse(text, detector.parameters, detector.matcher) for text in texts]


def featurizer(texts, **options):
    analyses = taken_apart(texts)
    return Featurizer(vocabulary(analyses, buckets=256, **options), propdetect.load().matcher), analyses


def test_british_and_american_spellings_share_a_word() -> None:
    made, analyses = featurizer(TEXTS, word_least=1, pair_least=1)
    (column,) = [i for i, w in enumerate(made.vocabulary.spellings) if w in ("colour", "color")]
    words = made.features(analyses).words[:, column].toarray().ravel()
    assert (words > 0).tolist() == [True, False, True]


def test_words_that_are_not_in_the_vocabulary_are_known_by_their_letters_alone() -> None:
    made, _ = featurizer(TEXTS[:1], word_least=1, pair_least=1)
    found = made.features(taken_apart(["zyxquor"]))
    assert found.words.nnz == 0
    assert found.letters.nnz > 0
    assert made.features(taken_apart(["harbour"])).letters.nnz == 0


def test_a_word_counts_as_often_as_it_stands_over_the_root_of_the_number_of_words() -> None:
    made, analyses = featurizer(TEXTS[:1], word_least=1, pair_least=1)
    column = made.vocabulary.spellings.index("ferry")
    value = made.features(analyses).words[1, column]
    assert value == pytest.approx(2 / np.sqrt(4))


def test_stacked_features_are_those_of_the_parts() -> None:
    made, analyses = featurizer(TEXTS, word_least=1, pair_least=1)
    whole = made.features(analyses)
    stacked = Features.stack([made.features(analyses[:1]), made.features(analyses[1:])])
    for one, other in zip(whole.parts(), stacked.parts(), strict=True):
        assert abs(one - other).max() == 0


def test_no_text_gives_no_row() -> None:
    made, _ = featurizer(TEXTS)
    assert len(made.features([])) == 0


def test_a_word_has_the_vector_of_its_spelling_and_others_have_none() -> None:
    vectors = WordVectors.build(["harbour", "ferry"], np.array([[1.0, 2.0], [3.0, 4.0]], np.float32))
    chosen = vocabulary(taken_apart(TEXTS), vectors, word_least=1)
    assert chosen.vectors[chosen.spellings.index("ferry")].tolist() == [3.0, 4.0]
    assert not chosen.vectors[chosen.spellings.index("map")].any()


def test_rare_words_and_pairs_have_no_weight_of_their_own() -> None:
    chosen = vocabulary(taken_apart(TEXTS), word_least=2, pair_least=2)
    assert "harbor" in chosen.spellings
    assert "zyxquor" not in chosen.spellings
    assert len(chosen.pairs) < len(vocabulary(taken_apart(TEXTS), word_least=2, pair_least=1).pairs)


def test_words_alike_share_a_row_seen_or_not_and_have_no_pairs() -> None:
    texts = ["The envoy of Qaldara left. The envoy of Tessin stayed.", "The port of Qaldara opened."]
    vectors = WordVectors.build(["qaldara", "tessin"], np.array([[2.0], [4.0]], np.float32))
    analyses = taken_apart(texts)
    chosen = vocabulary(analyses, vectors, 1, 1, 256, alike=[("qaldara", "tessin", "vintar")])
    made = Featurizer(chosen, propdetect.load().matcher)
    rows = made.features(taken_apart(["qaldara", "tessin", "vintar"]))
    assert rows.words.nnz == 3
    assert len(set(rows.words.indices.tolist())) == 1
    assert chosen.vectors[rows.words.indices[0]].tolist() == [3.0]
    assert rows.letters.nnz == 0
    assert made.features(taken_apart(["of Qaldara"])).pairs.nnz == 0
    assert made.features(taken_apart(["envoy of"])).pairs.nnz == 1
