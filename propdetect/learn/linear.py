"""The first stage: all outputs fitted at once, on labels that may be probabilities.

A word's row is its own weight, those of its character n-grams and what a linear map makes of its vector, so the
loss is differentiated through rows of words, not through the many n-grams of each sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from propdetect.hashing import Ints
from propdetect.learn.features import N_CLASSES, Features
from propdetect.learn.vocabulary import Values, Vocabulary

# Strength of the L2 penalty, in units of one sentence's log loss, on features scaled by their rarity.
PENALTY = 3.3
ITERATIONS = 200
# The kinds of feature that have a penalty.
KINDS = ("words", "pairs", "letters", "vectors", "lexicon", "style")
# L-BFGS (Liu and Nocedal 1989) remembers this many steps; it stops when the loss falls by less than this share.
_MEMORY, _TOLERANCE = 8, 1e-6
# The intercept is not penalised, but for what keeps it finite where an output has no example.
_FREE = 1e-6


@dataclass(frozen=True, slots=True)
class First:
    """The first stage: what each feature adds to the k outputs, values included.

    words : (n_words, k); pairs : (n_pairs, k); letters : (buckets, k), character n-grams; lexicon :
    (N_CLASSES, k); style : (n_styles, k); intercept : (k,); all float32
    """

    words: Values
    pairs: Values
    letters: Values
    lexicon: Values
    style: Values
    intercept: Values

    def without_words(self, numbers: Ints) -> First:
        """Return it with words, by their numbers from 0, that add nothing."""
        words = self.words.copy()
        words[numbers] = 0
        return replace(self, words=words)

    def logits(self, features: Features) -> npt.NDArray[np.float64]:
        """Return (n, k) logits."""
        out = features.words @ self.words + features.pairs @ self.pairs + features.letters @ self.letters
        out = out + features.lexicon @ self.lexicon + features.style @ self.style + self.intercept
        return np.asarray(out, np.float64)


@dataclass(frozen=True, slots=True)
class Options:
    """What may be varied: penalties by kind of feature, and which kinds there are (an ablation leaves some out).

    penalties : of "words", "pairs", "letters", "vectors", "lexicon" and "style"; `PENALTY` for those not named
    without : kinds left out
    """

    penalties: dict[str, float] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    iterations: int = ITERATIONS


class _Problem:
    """The penalised log loss and its gradient over one flat vector of weights."""

    def __init__(
        self, vocabulary: Vocabulary, features: Features, targets: Values, weights: Values, options: Options
    ) -> None:
        self.vocabulary, self.features = vocabulary, features
        self.targets, self.weights = targets.astype(np.float32), weights.astype(np.float32)
        self.ngrams = vocabulary.word_ngrams().astype(np.float32)
        # products with a transposed matrix are faster when it is laid out by rows as well
        self.turned = [part.T.tocsr() for part in features.parts()[:4]]
        self.turned_ngrams = self.ngrams.T.tocsr()
        k = targets.shape[1]
        sizes = {
            "words": len(vocabulary.spellings),
            "pairs": len(vocabulary.pairs),
            "letters": vocabulary.buckets,
            "vectors": vocabulary.vectors.shape[1],
            "lexicon": N_CLASSES,
            "style": features.style.shape[1],
            "intercept": 1,
        }
        self.shapes = {name: (size, k) for name, size in sizes.items() if name not in options.without}
        self.penalties = {name: options.penalties.get(name, PENALTY) for name in self.shapes} | {"intercept": _FREE}
        self.places, at = {}, 0
        for name, shape in self.shapes.items():
            self.places[name] = slice(at, at + shape[0] * k)
            at += shape[0] * k
        self.size = at
        self.shown = np.ones((N_CLASSES, k), np.float32)

    def start(self) -> npt.NDArray[np.float64]:
        """Return weights of 0, and intercepts that give each output its share of positives."""
        x = np.zeros(self.size)
        share = (self.weights * self.targets).sum(axis=0) / np.maximum(self.weights.sum(axis=0), 1)
        x[self.places["intercept"]] = np.log(np.clip(share, 1e-4, 0.999) / (1 - np.clip(share, 1e-4, 0.999)))
        return x

    def part(self, x: npt.NDArray[np.float64], name: str) -> Values:
        """Return the weights of one kind as a float32 matrix."""
        if name not in self.shapes:
            rows = {
                "lexicon": N_CLASSES,
                "style": self.features.style.shape[1],
                "pairs": len(self.vocabulary.pairs),
            }
            return np.zeros((rows.get(name, self.vocabulary.buckets), self.targets.shape[1]), np.float32)
        return x[self.places[name]].reshape(self.shapes[name]).astype(np.float32)

    def first(self, x: npt.NDArray[np.float64]) -> First:
        """Turn weights into what each feature adds."""
        known = self.vocabulary
        rows = np.zeros((len(known.spellings), self.targets.shape[1]), np.float32)
        if "words" in self.shapes:
            rows += known.word_values[:, None] * self.part(x, "words")
        if "letters" in self.shapes:
            rows += self.ngrams @ self.part(x, "letters")
        if "vectors" in self.shapes:
            rows += known.vectors @ self.part(x, "vectors")
        return First(
            rows,
            known.pair_values[:, None] * self.part(x, "pairs"),
            known.ngram_values[:, None] * self.part(x, "letters"),
            self.shown * self.part(x, "lexicon"),
            self.part(x, "style"),
            self.part(x, "intercept")[0],
        )

    def __call__(self, x: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        """Return the loss and its gradient."""
        logits = self.first(x).logits(self.features).astype(np.float32)
        loss = float((self.weights * (np.logaddexp(0, logits) - self.targets * logits)).sum(dtype=np.float64))
        error = self.weights * (0.5 * (1 + np.tanh(0.5 * logits)) - self.targets)
        words, pairs, letters, lexicon = (turned @ error for turned in self.turned)
        known = self.vocabulary
        slopes = {
            "words": known.word_values[:, None] * words,
            "pairs": known.pair_values[:, None] * pairs,
            "letters": self.turned_ngrams @ words + known.ngram_values[:, None] * letters,
            "vectors": known.vectors.T @ words,
            "lexicon": self.shown * lexicon,
            "style": self.features.style.T @ error,
            "intercept": error.sum(axis=0, keepdims=True, dtype=np.float64),
        }
        gradient = np.empty(self.size)
        for name, place in self.places.items():
            gradient[place] = slopes[name].ravel() + self.penalties[name] * x[place]
            loss += 0.5 * self.penalties[name] * float(x[place] @ x[place])
        return loss, gradient


def fit_first(
    vocabulary: Vocabulary,
    features: Features,
    targets: npt.NDArray[np.floating],
    weights: npt.NDArray[np.floating],
    hidden: npt.NDArray[np.bool_] | None = None,
    options: Options | None = None,
) -> First:
    """Fit the first stage: logistic regressions with an L2 penalty, all outputs at once, by L-BFGS.

    features : of n sentences
    targets : (n, k), 0..1, labels or probabilities
    weights : (n, k), at least 0, what each of them counts; 0 where it is not known
    hidden : (N_CLASSES, k), lexicon classes that an output is not to use
    """
    options = options or Options()
    problem = _Problem(vocabulary, features, np.asarray(targets), np.asarray(weights), options)
    if hidden is not None:
        problem.shown[hidden] = 0
    found = minimize(
        problem,
        problem.start(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": options.iterations, "maxcor": _MEMORY, "ftol": _TOLERANCE},
    )
    return problem.first(found.x)
