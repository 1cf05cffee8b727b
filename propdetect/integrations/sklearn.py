"""A scikit-learn estimator that learns from your own labels; `propdetect train` runs it.

    from propdetect.integrations.sklearn import PropagandaClassifier
    classifier = PropagandaClassifier(start="en").fit(texts, labels, groups=authors)
    classifier.predict_proba(["These traitors sold us out!"])

The estimator passes scikit-learn's `check_estimator` as far as text allows. What it cannot keep, since X is texts
and not a table of numbers: there is no `n_features_in_` and no `feature_names_in_`; X of shape (n, m) is refused,
and so are sparse and complex numbers, each with a ValueError or TypeError of one line. With thresholds of the best
F1, the default, `predict` need not be the likelier of two classes: a rare class is predicted before it is likely.
`PropagandaClassifier(thresholds=0.5)` predicts the likelier one. `tests/integrations/test_sklearn.py` lists each
check that fails, with its reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

import propdetect
from propdetect.evaluation import Annotated
from propdetect.integrations._inputs import (
    BINARY,
    MULTICLASS,
    MULTILABEL,
    Targets,
    checked_groups,
    checked_targets,
    checked_texts,
)
from propdetect.learn.articles import ArticleModel
from propdetect.learn.groups import by_label, fold_of, linked
from propdetect.learn.labels import Values
from propdetect.learn.linear import KINDS, PENALTY, Options
from propdetect.learn.material import FOLDS, gather
from propdetect.learn.start import SCRATCH, start_from
from propdetect.learn.texts import fit_texts
from propdetect.model.scoring import probability
from propdetect.taxonomy import OUTPUTS

F1: Literal["f1"] = "f1"


class PropagandaClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Classifies texts by words, word pairs, spelling, lexicons and punctuation, in a calibrated linear model.

    Two ways to learn. `fit(X, y)` takes a label, or several, for each text; a text is one unit, as its label is,
    however many sentences it has: give it sentences where you want sentences judged. `fit_annotated` takes articles
    whose annotators marked the words, and makes a model as `propdetect.load` reads it: it judges sentence by
    sentence with regard to their surroundings, and a text has the highest probability of its sentences.

    Parameters
    ----------
    start : "scratch", or the name ("en") or folder of a model whose word weights serve as features
    lexicons : folder of lexicon files whose hits are features; None: those of the start, of "en" from scratch
    penalty : strength of the L2 penalty, in units of one text's log loss; above 0
    word_least, pair_least : texts (sentences of articles) that a word, or a pair of neighbouring words, must stand
        in to have weights of its own; at least 1
    folds : number of folds, at least 2. Calibration and thresholds come from texts that the model of the other
        folds had not seen.
    thresholds : "f1", the probability of the best F1 for each label, among those that predict it at most 1.5 times
        as often as it occurs; or one probability, 0..1, for all. Of several classes the likeliest is predicted.

    Attributes
    ----------
    classes_ : (n_classes,) labels; of an indicator the numbers of its columns; after `fit_annotated` the 25 outputs
    thresholds_ : (k,) probability from which on a label is predicted: k is 1 for two classes, and above 1 is the
        threshold of a label without an example, which is never predicted; None for more than two classes
    held_out_ : (n, k) probabilities of the texts of `fit`, each by a model that had not seen it
    detector_, figures_, examples_ : after `fit_annotated`: the detector, the figures of the folds on what they had
        not seen, and how many lines (for "bias" sentences) show each output

    The same texts, labels and parameters give the same model; there is no random state.
    """

    def __init__(
        self,
        start: str | Path = SCRATCH,
        *,
        lexicons: str | Path | None = None,
        penalty: float = PENALTY,
        word_least: int = 2,
        pair_least: int = 3,
        folds: int = FOLDS,
        thresholds: float | Literal["f1"] = F1,
    ) -> None:
        self.start = start
        self.lexicons = lexicons
        self.penalty = penalty
        self.word_least = word_least
        self.pair_least = pair_least
        self.folds = folds
        self.thresholds = thresholds

    def fit(self, X: Sequence[str], y: Any, groups: Sequence[Any] | None = None) -> Self:  # noqa: N803
        """Learn labels of whole texts.

        X : n texts; y : (n,) labels of two or more classes, or (n, k), 1 where a text shows label k, else 0
        groups : (n,) such as the author or article of each text; texts of one group share a fold, and so do copies
            of a text, whatever their groups
        Raises ValueError or TypeError, one line with a remedy, for other X, y, groups or parameters, and where
        there are fewer groups than folds; ModelError and LexiconError where `start` or `lexicons` cannot be read.
        """
        settings = self._settings()
        if y is None:
            raise ValueError("requires y to be passed, but the target y is None; pass a label for each text")
        texts = checked_texts(X)
        targets = checked_targets(y, len(texts))
        units = linked(texts, checked_groups(groups, len(texts)))
        fold = fold_of(by_label(units, targets.labels), self.folds)
        start = start_from(self.start, self.lexicons)
        model = fit_texts(texts, targets.labels, fold, start, threshold=self._threshold(), **settings)
        self._learned(targets, model)
        self.held_out_ = model.held_out
        return self

    def fit_annotated(self, annotated: Annotated, log: Callable[[str], None] = lambda line: None) -> Self:
        """Learn the 23 techniques and bias from annotators, as `propdetect train` does.

        annotated : as `propdetect.evaluation.read` gives them; log : called with lines of progress
        Raises ValueError (TrainingError), one line with a remedy, where there is nothing to learn or fewer groups
        than folds.
        """
        settings = self._settings()
        start = start_from(self.start, self.lexicons)
        material = gather(annotated, start, folds=self.folds, log=log, **settings)
        model = ArticleModel.fit(material, start, propdetect.__version__, self._threshold())
        nothing = np.zeros((0, len(OUTPUTS)), np.bool_)
        self._learned(Targets(MULTILABEL, np.array(OUTPUTS), nothing), model)
        self.detector_, self.figures_, self.examples_ = (
            model.detector,
            model.account.figures,
            model.account.examples,
        )
        return self

    def save(
        self, folder: str | Path, name: str | None = None, training_data: Mapping[str, str] | None = None
    ) -> Path:
        """Write the model that `fit_annotated` learned as a folder for `propdetect.load` and the command line.

        name : what reports call it; that of the folder where None
        training_data : names and SHA-256 of the files it was learned from, for its manifest
        A model that is there is replaced at once; nothing half written is ever seen. Returns the folder.
        Raises ValueError (TrainingError) where the folder holds anything else or cannot be written, and after
        `fit`: keep such a model with joblib.
        """
        check_is_fitted(self)
        if not isinstance(self.model_, ArticleModel):
            raise ValueError("save is for what fit_annotated learned; keep what fit learned with joblib.dump")
        path = Path(folder)
        # of start and lexicons the manifest holds hashes, since a path says nothing on another machine
        settings = {key: value for key, value in self.get_params().items() if key not in ("start", "lexicons")}
        manifest = self.model_.manifest(name or path.resolve().name, dict(training_data or {}), settings)
        self.model_.write(path, manifest)
        return path

    def decision_function(self, X: Sequence[str]) -> Values:  # noqa: N803
        """Return log-odds above the threshold: above 0 is predicted; of several classes the highest is.

        Returns (n,) for two classes, of the second; else (n, k).
        """
        logits = self._logits(X)
        if self.thresholds_ is None:
            return logits
        # a threshold that no probability reaches stands for one beyond all log-odds
        limits = np.clip(self.thresholds_, 0.0, 1.0)
        with np.errstate(divide="ignore"):
            margins = logits - np.clip(np.log(limits) - np.log1p(-limits), -_BEYOND, _BEYOND)
        decision: Values = margins[:, 0] if self.kind_ == BINARY else margins
        return decision

    def predict_proba(self, X: Sequence[str]) -> Values:  # noqa: N803
        """Return probabilities: (n, n_classes) that add up to 1, or (n, k) of each label by itself."""
        found: Values = probability(self._logits(X))
        if self.kind_ == BINARY:
            found = np.concatenate((1 - found, found), axis=1)
        elif self.kind_ == MULTICLASS:
            found /= np.maximum(found.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny)
        return found

    def predict(self, X: Sequence[str]) -> np.ndarray[Any, Any]:  # noqa: N803
        """Return the class of each text, (n,), or which labels it shows, (n, k) of 0 and 1."""
        decision = self.decision_function(X)
        if self.kind_ == BINARY:
            return np.asarray(self.classes_[(decision > 0).astype(np.int64)])
        if self.kind_ == MULTICLASS:
            return np.asarray(self.classes_[decision.argmax(axis=1)])
        return (decision > 0).astype(np.int64)

    def __sklearn_tags__(self) -> Any:
        """Say that X is a sequence of texts, and that y may be an indicator."""
        tags = super().__sklearn_tags__()
        tags.input_tags.one_d_array = tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.classifier_tags.multi_label = True
        return tags

    def _logits(self, x: Any) -> Values:
        check_is_fitted(self)
        logits: Values = self.model_.logits(checked_texts(x))
        return logits

    def _learned(self, targets: Targets, model: Any) -> None:
        self.kind_, self.classes_, self.model_ = targets.kind, targets.classes, model
        self.thresholds_: Values | None = None if targets.kind == MULTICLASS else model.thresholds

    def _threshold(self) -> float | None:
        return None if self.thresholds == F1 else float(self.thresholds)

    def _settings(self) -> dict[str, Any]:
        """Check the parameters, and return those of the fit."""
        for name, least in (("word_least", 1), ("pair_least", 1), ("folds", 2)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
                raise ValueError(f"{name} must be an integer of at least {least}, not {value!r}")
        if not _number(self.penalty) or not 0 < self.penalty < math.inf:
            raise ValueError(f"penalty must be a finite number above 0, not {self.penalty!r}")
        if self.thresholds != F1 and not (_number(self.thresholds) and 0 <= self.thresholds <= 1):
            raise ValueError(f'thresholds must be "f1" or a probability, 0 to 1, not {self.thresholds!r}')
        penalties = dict.fromkeys(KINDS, float(self.penalty))
        penalties["vectors"] *= VECTORS
        options = Options(penalties)
        return {"word_least": self.word_least, "pair_least": self.pair_least, "options": options}


# More log-odds than any sum of evidence comes to.
_BEYOND = 1000.0
# What the start says of words is penalised this many times as much as other features, since its rows are log-odds
# already, and larger than their values. Of 0.1, 1, 3, 10 and 30 times, the best for 100 to 1,000 of the project's
# own texts, by mean AP on the fifth of them that is held out.
VECTORS = 30.0


def _number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
