"""The first stage: its loss, its gradient, and what it finds."""

import numpy as np
import pytest
from scipy.optimize import check_grad
from sklearn.linear_model import LogisticRegression

import propdetect
from propdetect.analysis import Analysis, analyse
from propdetect.learn.features import N_CLASSES, Featurizer
from propdetect.learn.linear import Options, _Problem, fit_first
from propdetect.learn.vocabulary import WordVectors, vocabulary

TEXTS = [
    "The traitors sold the harbour! Shame on them.",
    "A ferry sails at nine, and a second one at noon.",
    "They call it a witch hunt; the clerk called it an audit.",
    "The harbour office opens at nine. Nobody was hurt.",
    "Traitors, thugs and liars run this town!",
]


@pytest.fixture(scope="module")
def analyses() -> list[Analysis]:
    detector = propdetect.load()
    return [analyse(text, detector.parameters, detector.matcher) for text in TEXTS]


def problem(analyses: list[Analysis], options: Options | None = None, outputs: int = 3) -> _Problem:
    rng = np.random.default_rng(0)
    vectors = WordVectors.build(["harbour", "traitors", "nine"], rng.normal(size=(3, 4)).astype(np.float32))
    chosen = vocabulary(analyses, vectors, word_least=2, pair_least=1, buckets=64)
    features = Featurizer(chosen, propdetect.load().matcher).features(analyses)
    targets, weights = rng.random((len(features), outputs)), rng.random((len(features), outputs))
    return _Problem(chosen, features, targets.astype(np.float32), weights.astype(np.float32), options or Options())


def test_the_gradient_is_that_of_the_loss(analyses: list[Analysis]) -> None:
    asked = problem(analyses)
    x = np.random.default_rng(1).normal(0, 0.3, asked.size)
    error = check_grad(lambda v: asked(v)[0], lambda v: asked(v)[1], x, epsilon=1e-3)
    assert error < 0.02 * np.linalg.norm(asked(x)[1])  # single precision inside


def test_a_kind_of_feature_left_out_has_no_weight(analyses: list[Analysis]) -> None:
    asked = problem(analyses, Options(without=frozenset({"words", "letters", "vectors", "pairs", "lexicon"})))
    first = asked.first(np.ones(asked.size))
    for part in (first.words, first.pairs, first.letters, first.lexicon):
        assert not part.any()
    assert first.style.any()


def test_with_labels_and_one_kind_of_feature_it_is_scikit_learns_logistic_regression(
    analyses: list[Analysis],
) -> None:
    only_words = Options(without=frozenset({"letters", "vectors", "pairs", "lexicon", "style"}), iterations=500)
    asked = problem(analyses, only_words, outputs=1)
    labels = np.arange(len(asked.features)) % 3 == 0
    first = fit_first(
        asked.vocabulary,
        asked.features,
        labels[:, None].astype(float),
        np.ones((len(labels), 1)),
        options=only_words,
    )
    table = asked.features.words.toarray() * asked.vocabulary.word_values
    model = LogisticRegression(C=1 / 3.3, tol=1e-8, max_iter=1000).fit(table, labels)
    np.testing.assert_allclose(first.logits(asked.features)[:, 0], model.decision_function(table), atol=0.02)


def test_hidden_lexicon_classes_get_no_weight(analyses: list[Analysis]) -> None:
    asked = problem(analyses, outputs=1)
    hidden = np.ones((N_CLASSES, 1), np.bool_)
    first = fit_first(asked.vocabulary, asked.features, asked.targets, asked.weights, hidden)
    assert not first.lexicon.any()


def test_a_row_of_weight_0_counts_for_nothing(analyses: list[Analysis]) -> None:
    asked = problem(analyses, outputs=1)
    weights = np.ones_like(asked.targets)
    weights[-1] = 0
    other = asked.targets.copy()
    other[-1] = 1 - other[-1]
    fits = [fit_first(asked.vocabulary, asked.features, t, weights) for t in (asked.targets, other)]
    np.testing.assert_array_equal(fits[0].words, fits[1].words)
