"""What training computes from features, scoring must compute from look-ups."""

import numpy as np
import pytest

import propdetect
from propdetect.analysis import analyse
from propdetect.learn.features import N_CLASSES, Featurizer, lexicon_hits
from propdetect.learn.labels import N
from propdetect.learn.linear import First
from propdetect.learn.second import STRENGTHS, Second, second_logits
from propdetect.learn.tables import fold_tables
from propdetect.learn.vocabulary import Vocabulary, vocabulary
from propdetect.model.scoring import WHOLE_SENTENCE, context_features
from propdetect.taxonomy import IDS, OUTPUTS
from propdetect.text.style import STYLES

TEXTS = [
    "The shape of the tax law was clear. They call it a witch hunt, a shameful circus!",
    "Was it rigged?\n\nNobody knows; the port reopened on Monday, and the unseenword flickered.",
    "The colour of the harbour, the color of the law.",
]
SHAPES = [(0.1, 2)] * len(OUTPUTS)


def stages(chosen: Vocabulary) -> tuple[First, Second]:
    rng = np.random.default_rng(0)

    def some(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.3, shape).astype(np.float32)

    first = First(
        some(len(chosen.spellings), N + 2),
        some(len(chosen.pairs), N + 2),
        some(chosen.buckets, N + 2),
        np.abs(some(N_CLASSES, N + 2)),  # an own class below 0 is cut off at 0 when folded
        some(len(STYLES), N + 2),
        some(N + 2),
    )
    second = Second(
        rng.uniform(0.5, 2, N + 2),
        rng.normal(0, 1, N + 2),
        rng.uniform(0, 2, (N, STRENGTHS)),
        rng.normal(0, 1, N + 2),
        rng.normal(0, 1, N + 2),
        rng.normal(0, 0.3, (4, N + 2)),
    )
    return first, second


def test_folded_rows_give_the_logits_of_the_two_stages() -> None:
    shipped = propdetect.load()
    analyses = [analyse(text, shipped.parameters, shipped.matcher) for text in TEXTS]
    # the words of the last text are unknown, so that their letters speak
    chosen = vocabulary(analyses[:2], word_least=1, pair_least=1, buckets=1 << 10)
    first, second = stages(chosen)
    weights = fold_tables(chosen, first, second, np.full(len(OUTPUTS), 0.5), SHAPES)
    detector = propdetect.Detector(weights, shipped.matcher, shipped.parameters, shipped.info)
    for analysis in analyses:
        logits = first.logits(Featurizer(chosen, shipped.matcher).features([analysis]))
        hits = lexicon_hits([analysis], shipped.matcher)
        expected = second_logits(second, logits, [slice(0, len(analysis.starts))], hits)
        own = detector.own_logits(analysis)
        around = context_features(own, weights.context_center, len(IDS))
        found = own + np.einsum("kno,ko->no", around, weights.context)
        np.testing.assert_allclose(found, expected, atol=0.03)  # rows are stored in half precision


def test_of_too_many_pairs_those_are_kept_that_reach_furthest() -> None:
    shipped = propdetect.load()
    analyses = [analyse(text, shipped.parameters, shipped.matcher) for text in TEXTS]
    chosen = vocabulary(analyses, word_least=1, pair_least=1, buckets=64)
    first, second = stages(chosen)
    weights = fold_tables(chosen, first, second, np.full(len(OUTPUTS), 0.5), SHAPES, most_pairs=5)
    reach = np.sort(np.abs(first.pairs * second.slope).max(axis=1))[-5:]
    assert np.sort(np.abs(weights.pair_rows[1:]).max(axis=1)) == pytest.approx(reach, rel=1e-2)
    found = weights.pairs.find(chosen.pairs)
    assert sorted(found[found > 0].tolist()) == [1, 2, 3, 4, 5]


def test_the_shape_of_flags_is_kept_for_each_output() -> None:
    shipped = propdetect.load()
    chosen = vocabulary(
        [analyse(TEXTS[0], shipped.parameters, shipped.matcher)], word_least=1, pair_least=1, buckets=64
    )
    shapes = [(0.0, 0), (0.25, WHOLE_SENTENCE), *SHAPES[2:]]
    weights = fold_tables(chosen, *stages(chosen), np.full(len(OUTPUTS), 0.5), shapes)
    assert [weights.span_shape(t) for t in range(3)] == [(0.0, 0), (0.25, WHOLE_SENTENCE), (pytest.approx(0.1), 2)]
