"""Check what callers hand to the scikit-learn estimator, as scikit-learn checks numbers: one clear line each."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.exceptions import DataConversionWarning
from sklearn.utils.multiclass import check_classification_targets, type_of_target

from propdetect.learn.labels import Labels

BINARY, MULTICLASS, MULTILABEL = "binary", "multiclass", "multilabel"
_SHOWN = 40


def checked_texts(x: Any) -> list[str]:
    """Return texts as a list, or raise ValueError (TypeError for what is no sequence at all).

    x : a list, tuple, one-dimensional array or pandas Series of str
    """
    if sparse.issparse(x):
        raise TypeError("X is a sparse matrix; pass the texts themselves, as a list of str")
    if isinstance(x, str | bytes):
        raise ValueError("X is one text; pass a list of texts, as in [text]")
    if hasattr(x, "__array__") and not hasattr(x, "__iter__"):
        x = np.asarray(x)
    if getattr(x, "ndim", 1) != 1:
        shape = tuple(x.shape)
        raise ValueError(
            f"Expected a 1D array of texts, got an array of shape {shape} instead. Reshape your data, or pick the "
            "column that holds the texts: an estimator of texts takes a list of str"
        )
    try:
        found = list(x)
    except TypeError:
        raise TypeError(f"X must be a sequence of texts, not {type(x).__name__}; pass a list of str") from None
    if not found:
        raise ValueError("Found array with 0 sample(s) while a minimum of 1 is required; pass some texts")
    for i, text in enumerate(found):
        if not isinstance(text, str):
            raise ValueError(f"X[{i}] is {_named(text)}, not a text; {_remedy(text)}")
    return [str(text) for text in found]


def _named(value: object) -> str:
    if isinstance(value, float | np.floating) and np.isnan(value):
        return "NaN"
    shown = repr(value)
    return f"{shown[:_SHOWN]}..." if len(shown) > _SHOWN else shown


def _remedy(value: object) -> str:
    if isinstance(value, bytes):
        return "decode it first, as in text.decode('utf-8')"
    if value is None or isinstance(value, float | np.floating):
        return "drop what is missing, or put an empty text for it"
    return "X is a list of str, one for each sample"


@dataclass(frozen=True, slots=True)
class Targets:
    """Labels of n texts, checked.

    kind : "binary", "multiclass" or "multilabel"
    classes : (n_classes,) in order; of a label indicator, the numbers of its columns
    labels : (n, k) bool: k is 1 for binary labels, else the number of classes
    """

    kind: str
    classes: npt.NDArray[Any]
    labels: Labels


def checked_targets(y: Any, n: int) -> Targets:
    """Check labels and lay them out by class, or raise ValueError.

    y : (n,) labels of two or more classes, or an (n, k) indicator of 0 and 1, which may be sparse
    """
    if sparse.issparse(y):
        y = y.toarray()
    _no_missing(y)
    # scikit-learn names what it finds, or says what it cannot use ("Unknown label type: continuous")
    check_classification_targets(y)
    kind = type_of_target(y, input_name="y", raise_unknown=True)
    values = np.asarray(y)
    if len(values) != n:
        raise ValueError(
            f"Found input variables with inconsistent numbers of samples: {n} texts, {len(values)} labels"
        )
    if kind == "multilabel-indicator":
        return Targets(MULTILABEL, np.arange(values.shape[1]), values.astype(np.bool_))
    if values.ndim == 2 and values.shape[1] > 1:
        raise ValueError(
            f"y has {values.shape[1]} columns that are no indicator of 0 and 1; fit one estimator for each"
        )
    if values.ndim == 2:
        message = "A column-vector y was passed when a 1d array was expected; pass y.ravel()"
        warnings.warn(message, DataConversionWarning, stacklevel=3)
        values = values.ravel()
    classes, which = np.unique(values, return_inverse=True)
    if len(classes) < 2:
        raise ValueError(f"y has 1 class, {classes[0]!r}; label texts of at least 2 classes")
    if len(classes) == 2:
        return Targets(BINARY, classes, (which == 1)[:, None])
    return Targets(MULTICLASS, classes, which[:, None] == np.arange(len(classes)))


def _no_missing(y: Any) -> None:
    values = np.asarray(y)
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise ValueError("Input y contains NaN or infinity; drop the texts without a label")
    if values.dtype.kind == "O":
        for at, value in enumerate(values.ravel().tolist()):
            if value is None or (isinstance(value, float) and np.isnan(value)):
                raise ValueError(f"Input y contains NaN: label {at} is {value!r}; drop the texts without a label")


def checked_groups(groups: Any, n: int) -> list[Any] | None:
    """Return the groups of n texts as a list, None where there are none, or raise ValueError."""
    if groups is None:
        return None
    found = np.asarray(groups).tolist()
    if not isinstance(found, list) or len(found) != n or any(isinstance(group, list) for group in found):
        raise ValueError(f"groups must hold one value for each of the {n} texts, in a list or a 1D array")
    return found
