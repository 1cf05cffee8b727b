"""What the model must beat: TF-IDF and logistic regression, and "always positive", on the same folds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from propdetect.hashing import Ints
from propdetect.learn.labels import Known, Labels, N, Values
from propdetect.learn.second import logistic
from propdetect.model.scoring import probability

SEED = 0


def vectorizer() -> FeatureUnion:
    """Return TF-IDF of words (1-2) and of character n-grams (2-5) inside words."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
    return FeatureUnion([("words", words), ("characters", characters)])


def _probabilities(features: sparse.csr_matrix, labels: Labels, held_out: sparse.csr_matrix) -> Values:
    if not labels.any():
        return np.zeros(held_out.shape[0])
    model = LogisticRegression(solver="liblinear", random_state=SEED).fit(features, labels)
    return np.asarray(model.predict_proba(held_out)[:, 1])


def out_of_fold(texts: Sequence[str], known: Known, fold: Ints, jobs: int = 2, only: int | None = None) -> Values:
    """Return (n, 24) probabilities of sentences, each from a model that has not seen its fold.

    only : the one fold that is asked for; others come as 0
    """
    out = np.zeros((len(texts), N + 1))
    for k in np.unique(fold) if only is None else [only]:
        seen = np.flatnonzero(fold != k)
        vectors = vectorizer()
        features = vectors.fit_transform([texts[i] for i in seen.tolist()]).tocsr()
        held_out = vectors.transform([t for t, f in zip(texts, fold, strict=True) if f == k]).tocsr()
        rows = [known.asked[seen, t] for t in range(N + 1)]
        tasks = [
            delayed(_probabilities)(features[r], known.labels[seen[r], t], held_out) for t, r in enumerate(rows)
        ]
        out[fold == k] = np.stack(Parallel(n_jobs=jobs, max_nbytes=None)(tasks), axis=1)
    return out


def calibrated(known: Known, seen: Values, scores: Values) -> Values:
    """Calibrate probabilities of lines by those of others, an output at a time, so that one threshold suits all.

    known, seen : labels and probabilities, (m, 24), of lines to calibrate by;  scores : (n, 24), to be calibrated
    """
    out = np.zeros_like(scores)
    for t in range(N + 1):
        rows = known.rows(t)
        slope, intercept = logistic(_log_odds(seen[rows, t])[:, None], known.labels[rows, t])
        out[:, t] = probability(slope[0] * _log_odds(scores[:, t]) + intercept)
    return out


def _log_odds(probabilities: Values) -> Values:
    inside = np.clip(probabilities, 1e-6, 1 - 1e-6)
    odds: Values = np.log(inside) - np.log1p(-inside)
    return odds
