"""The estimator obeys scikit-learn, and says in one line what it cannot use."""

import inspect
import pickle
import warnings
from typing import Any

import numpy as np
import pytest
from scipy import sparse

pytest.importorskip("sklearn", minversion="1.6")

from sklearn.base import clone
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import check_estimator
from sklearn.utils.validation import validate_data

from examples import FLAG, QUIET
from propdetect.integrations.sklearn import PropagandaClassifier
from propdetect.learn.linear import PENALTY
from propdetect.learn.material import FOLDS

LOUD, CALM = [row.sentence for row in FLAG], [row.sentence for row in QUIET]
N = min(len(LOUD), len(CALM), 60)
TEXTS = [text for pair in zip(LOUD[:N], CALM[:N], strict=True) for text in pair]
LABELS = np.array(["loud", "calm"] * N)

# What fails of scikit-learn's checks where they hand the estimator numbers for texts, by reason.
_NO_TABLE = "X is a sequence of texts: the check hands it numbers, which it refuses"
_NO_COLUMNS = "texts have no columns: no n_features_in_, and errors that speak of texts and not of features"
_OWN_ERROR = "the error is about X, which is refused before what the check is about"
FAILS_ON_NUMBERS = {
    "check_classifier_data_not_an_array": _NO_TABLE,
    "check_classifiers_classes": _NO_TABLE,
    "check_classifiers_multilabel_output_format_decision_function": _NO_TABLE,
    "check_classifiers_multilabel_output_format_predict": _NO_TABLE,
    "check_classifiers_multilabel_output_format_predict_proba": _NO_TABLE,
    "check_classifiers_multilabel_representation_invariance": _NO_TABLE,
    "check_classifiers_train": _NO_TABLE,
    "check_decision_proba_consistency": _NO_TABLE,
    "check_dict_unchanged": _NO_TABLE,
    "check_dont_overwrite_parameters": _NO_TABLE,
    "check_dtype_object": _NO_TABLE,
    "check_estimators_dtypes": _NO_TABLE,
    "check_estimators_fit_returns_self": _NO_TABLE,
    "check_estimators_overwrite_params": _NO_TABLE,
    "check_estimators_pickle": _NO_TABLE,
    "check_f_contiguous_array_estimator": _NO_TABLE,
    "check_fit2d_1feature": _NO_TABLE,
    "check_fit2d_1sample": _NO_TABLE,
    "check_fit2d_predict1d": _NO_TABLE,
    "check_fit_check_is_fitted": _NO_TABLE,
    "check_fit_idempotent": _NO_TABLE,
    "check_fit_score_takes_y": _NO_TABLE,
    "check_methods_sample_order_invariance": _NO_TABLE,
    "check_methods_subset_invariance": _NO_TABLE,
    "check_pipeline_consistency": _NO_TABLE,
    "check_positive_only_tag_during_fit": _NO_TABLE,
    "check_readonly_memmap_input": _NO_TABLE,
    "check_supervised_y_2d": _NO_TABLE,
    "check_n_features_in": _NO_COLUMNS,
    "check_n_features_in_after_fitting": _NO_COLUMNS,
    "check_estimators_empty_data_messages": _NO_COLUMNS,
    "check_estimator_sparse_array": _NO_COLUMNS,
    "check_classifiers_one_label": _OWN_ERROR,
    "check_classifiers_regression_target": _OWN_ERROR,
    "check_complex_data": _OWN_ERROR,
    "check_estimators_nan_inf": _OWN_ERROR,
}


class GivenNumbers(PropagandaClassifier):
    """The estimator, unchanged, on all checks: its tags do not say that X must be texts."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        return tags


class Spelled(GivenNumbers):
    """The estimator behind a table of numbers: each column of a row becomes a word that names its rounded value."""

    def __init__(self, *, penalty: float = 1.0, word_least: int = 1, folds: int = 2, thresholds: Any = 0.5) -> None:
        super().__init__(penalty=penalty, word_least=word_least, folds=folds, thresholds=thresholds)

    def fit(self, X: Any, y: Any, groups: Any = None) -> Any:  # noqa: N803
        return super().fit(self._spell(X, reset=True), y, groups)

    def _logits(self, x: Any) -> Any:
        if not hasattr(self, "model_"):
            raise NotFittedError("fit it first")
        return super()._logits(self._spell(x, reset=False))

    def _spell(self, x: Any, reset: bool) -> list[str]:
        table = np.round(2 * validate_data(self, x, reset=reset)).astype(np.int64)
        return [
            " ".join(f"{'xyzabcdefg'[j % 10]}{j // 10}{'n' * (v < 0)}{abs(v)}" for j, v in enumerate(row))
            for row in table.tolist()
        ]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.one_d_array = tags.input_tags.string = False
        return tags


def failing(estimator: Any) -> set[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {r["check_name"] for r in check_estimator(estimator, on_fail=None) if r["status"] == "failed"}


@pytest.fixture(scope="module")
def fitted() -> PropagandaClassifier:
    return PropagandaClassifier(folds=2).fit(TEXTS, LABELS)


def test_check_estimator_knows_from_the_tags_that_it_takes_texts() -> None:
    with pytest.warns(SkipTestWarning, match="string=True"):
        check_estimator(PropagandaClassifier())


def test_of_all_checks_only_those_fail_that_hand_it_no_text() -> None:
    assert not failing(GivenNumbers()) - FAILS_ON_NUMBERS.keys()


@pytest.mark.slow
def test_with_numbers_spelled_as_words_it_passes_the_checks() -> None:
    assert not failing(Spelled())


def test_its_defaults_are_those_of_the_rooms_below() -> None:
    defaults = PropagandaClassifier().get_params()
    assert defaults["penalty"] == PENALTY
    assert defaults["folds"] == FOLDS
    assert list(inspect.signature(PropagandaClassifier.fit).parameters) == ["self", "X", "y", "groups"]


def test_it_learns_to_tell_two_classes_and_predicts_where_the_decision_is_above_0(fitted: Any) -> None:
    decision, shown = fitted.decision_function(TEXTS), fitted.predict_proba(TEXTS)
    assert fitted.classes_.tolist() == ["calm", "loud"]
    assert decision.shape == (len(TEXTS),)
    np.testing.assert_array_equal(fitted.predict(TEXTS), np.where(decision > 0, "loud", "calm"))
    np.testing.assert_allclose(shown.sum(axis=1), 1)
    np.testing.assert_array_equal(shown[:, 1] > fitted.thresholds_[0], decision > 0)
    assert fitted.score(TEXTS, LABELS) > 0.95


def test_held_out_probabilities_are_calibrated_and_better_than_chance(fitted: Any) -> None:
    held_out, loud = fitted.held_out_[:, 0], LABELS == "loud"
    assert average_precision_score(loud, held_out) > 0.6
    assert held_out.mean() == pytest.approx(loud.mean(), abs=0.02)


def test_copies_of_a_text_share_a_fold_so_that_none_is_known_by_heart() -> None:
    """Labels that follow nothing but the text itself cannot be learned from its copies."""
    texts = [
        f"{a} {b}." for a in ("Kestrels", "Otters", "Herons", "Badgers") for b in ("sleep", "swim", "call", "eat")
    ]
    labels = np.array([0, 1, 1, 0] * 4)
    split = np.random.default_rng(0).permutation(32)
    copies, of_copies = np.array(texts * 2)[split], np.concatenate((labels, labels))[split]
    alone = PropagandaClassifier(folds=4).fit(copies, of_copies).held_out_
    np.testing.assert_allclose(alone[np.argsort(split)][:16], alone[np.argsort(split)][16:], atol=1e-6)


def test_several_classes_have_probabilities_that_add_up_to_1_and_the_likeliest_is_predicted() -> None:
    topics = np.array(["sea", "hill", "town"] * 12)
    texts = [f"The {topic} lies {'far ' * (i // 3)}beyond." for i, topic in enumerate(topics)]
    model = PropagandaClassifier(folds=2).fit(texts, topics)
    shown = model.predict_proba(texts)
    assert shown.shape == model.decision_function(texts).shape == (36, 3)
    assert model.thresholds_ is None
    np.testing.assert_allclose(shown.sum(axis=1), 1)
    assert (model.predict(texts) == topics).all()
    assert (model.classes_[shown.argmax(axis=1)] == topics).all()


def test_an_indicator_may_be_sparse_and_a_label_without_an_example_is_never_predicted() -> None:
    indicator = np.stack([LABELS == "loud", np.zeros(2 * N), LABELS == "calm"], axis=1).astype(int)
    dense = PropagandaClassifier(folds=2).fit(TEXTS, indicator)
    thin = PropagandaClassifier(folds=2).fit(TEXTS, sparse.csr_matrix(indicator))
    found = dense.predict(TEXTS)
    np.testing.assert_array_equal(found, thin.predict(TEXTS))
    assert (
        found.shape == dense.predict_proba(TEXTS).shape == dense.decision_function(TEXTS).shape == indicator.shape
    )
    assert dense.thresholds_[1] > 1
    assert not found[:, 1].any()
    assert (found[:, 0] == indicator[:, 0]).mean() > 0.9
    assert np.isfinite(dense.decision_function(TEXTS)).all()


def test_a_threshold_may_be_given(fitted: Any) -> None:
    even = PropagandaClassifier(folds=2, thresholds=0.5).fit(TEXTS, LABELS)
    np.testing.assert_allclose(even.predict_proba(TEXTS), fitted.predict_proba(TEXTS))
    likelier = even.classes_[even.predict_proba(TEXTS).argmax(axis=1)]
    np.testing.assert_array_equal(even.predict(TEXTS), likelier)


def test_a_blank_text_and_one_of_another_script_are_scored(fitted: Any) -> None:
    found = fitted.predict_proba(["", " \n ", "Паром отплыл.", "\ud800"])
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found[0], found[1], atol=1e-6)


def test_texts_may_be_a_list_a_tuple_or_an_array_and_their_order_does_not_matter(fitted: Any) -> None:
    expected = fitted.predict_proba(TEXTS)
    for texts in (tuple(TEXTS), np.array(TEXTS), np.array(TEXTS, object)):
        np.testing.assert_array_equal(fitted.predict_proba(texts), expected)
    np.testing.assert_allclose(fitted.predict_proba(TEXTS[::-1])[::-1], expected, atol=1e-6)


def test_two_fits_give_the_same_and_so_does_a_pickle(fitted: Any) -> None:
    again = clone(fitted).fit(TEXTS, LABELS)
    np.testing.assert_array_equal(again.decision_function(TEXTS), fitted.decision_function(TEXTS))
    back = pickle.loads(pickle.dumps(fitted))  # noqa: S301
    np.testing.assert_array_equal(back.decision_function(TEXTS), fitted.decision_function(TEXTS))


def test_it_works_in_a_pipeline_a_search_and_cross_validation_by_group() -> None:
    few, labels, groups = TEXTS[:24], LABELS[:24], [i // 2 for i in range(24)]
    piped = make_pipeline(FunctionTransformer(lambda x: [t.upper() for t in x]), PropagandaClassifier(folds=2))
    assert piped.fit(few, labels).predict(few).shape == (24,)
    search = GridSearchCV(PropagandaClassifier(folds=2), {"penalty": [1.0, 10.0]}, cv=2)
    assert search.fit(few, labels).best_params_["penalty"] in (1.0, 10.0)
    assert cross_val_predict(PropagandaClassifier(folds=2), few, labels, groups=groups, cv=GroupKFold(2)).shape == (
        24,
    )


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ("one text", "X is one text; pass a list of texts"),
        ([], r"0 sample\(s\) .* pass some texts"),
        (["a", None], r"X\[1\] is None, not a text; drop what is missing"),
        (["a", float("nan")], r"X\[1\] is NaN, not a text; drop what is missing"),
        (["a", b"b"], r"X\[1\] is b'b', not a text; decode it first"),
        ([["a"], ["b"]], r"X\[0\] is \['a'\], not a text; X is a list of str"),
        (np.array([["a", "b"]]), r"Expected a 1D array of texts, got an array of shape \(1, 2\)"),
        (np.array([1.0, 2.0]), r"X\[0\] is .*1\.0.*, not a text"),
    ],
)
def test_what_is_no_sequence_of_texts_is_refused_in_one_line(fitted: Any, texts: Any, message: str) -> None:
    for call in (fitted.predict, lambda x: PropagandaClassifier().fit(x, [0, 1])):
        with pytest.raises(ValueError, match=message) as error:
            call(texts)
        assert "\n" not in str(error.value)


@pytest.mark.parametrize("texts", [sparse.csr_matrix([[1]]), 7])
def test_what_is_no_sequence_at_all_is_a_type_error(fitted: Any, texts: Any) -> None:
    with pytest.raises(TypeError, match="pass"):
        fitted.predict(texts)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (None, "requires y to be passed, but the target y is None"),
        ([0, 1, 0], "inconsistent numbers of samples: 4 texts, 3 labels"),
        ([1, 1, 1, 1], "y has 1 class, .*1.*; label texts of at least 2 classes"),
        ([0, 1, float("nan"), 1], "Input y contains NaN"),
        (["a", "b", None, "b"], "Input y contains NaN: label 2 is None; drop the texts without a label"),
        ([0.5, 1.2, 0.1, 2.2], "Unknown label type"),
        ([[1, 2], [0, 1], [3, 1], [0, 0]], "y has 2 columns that are no indicator|Unknown label type|multioutput"),
    ],
)
def test_labels_that_cannot_be_learned_are_refused(labels: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PropagandaClassifier().fit(["One.", "Two.", "Three.", "Four."], labels)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"folds": 1}, "folds must be an integer of at least 2, not 1"),
        ({"folds": 2.5}, "folds must be an integer of at least 2, not 2.5"),
        ({"word_least": 0}, "word_least must be an integer of at least 1, not 0"),
        ({"penalty": 0}, "penalty must be a finite number above 0, not 0"),
        ({"penalty": float("nan")}, "penalty must be a finite number above 0, not nan"),
        ({"thresholds": 1.5}, 'thresholds must be "f1" or a probability, 0 to 1, not 1.5'),
        ({"thresholds": "best"}, "thresholds must be .*, not 'best'"),
        ({"start": "xx"}, 'no model "xx"; give a name'),
        ({"folds": 5}, "4 texts in 4 groups .* cannot be dealt into 5 folds; label more, or train in 4 folds"),
    ],
)
def test_parameters_are_checked_when_it_is_fitted(parameters: dict[str, Any], message: str) -> None:
    model = PropagandaClassifier(**parameters)
    with pytest.raises(ValueError, match=message):
        model.fit(["One.", "Two.", "Three.", "Four."], [0, 1, 0, 1])


def test_groups_must_be_one_for_each_text() -> None:
    with pytest.raises(ValueError, match="groups must hold one value for each of the 4 texts"):
        PropagandaClassifier().fit(["One.", "Two.", "Three.", "Four."], [0, 1, 0, 1], groups=[1, 2])


def test_before_fit_it_says_so_and_what_fit_learned_is_no_model_folder(fitted: Any, tmp_path: Any) -> None:
    for method in ("predict", "predict_proba", "decision_function"):
        with pytest.raises(NotFittedError):
            getattr(PropagandaClassifier(), method)(["One."])
    with pytest.raises(ValueError, match=r"keep what fit learned with joblib.dump"):
        fitted.save(tmp_path / "m")
