"""The arithmetic, each part against a plain loop or its definition."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import propdetect
from growth import assert_linear
from propdetect.model import scoring
from propdetect.model.scoring import Weights, joined, maximal_segments
from propdetect.model.sums import Rows

# Quarters add up exactly, so that ties are ties.
QUARTERS = st.integers(-12, 12).map(lambda i: i / 4)


def segments_by_definition(values: list[float], start: int, stop: int) -> list[tuple[int, int]]:
    """Maximal segments as Ruzzo and Tompa define them: the best one, and those to its left and its right.

    Of several with the best sum the shortest is taken; those to the sides are found again.
    """
    spans = [(i, j) for i in range(start, stop) for j in range(i + 1, stop + 1)]
    positive = [span for span in spans if sum(values[slice(*span)]) > 0]
    if not positive:
        return []
    i, j = max(positive, key=lambda span: (sum(values[slice(*span)]), span[0] - span[1]))
    return [*segments_by_definition(values, start, i), (i, j), *segments_by_definition(values, j, stop)]


@given(st.lists(QUARTERS, max_size=14), st.sampled_from([0.0, 0.25, 1.0, 2.5]))
def test_maximal_segments_are_those_of_the_definition(values: list[float], cost: float) -> None:
    charged = [value - cost for value in values]
    assert maximal_segments(np.array(values, float), cost) == segments_by_definition(charged, 0, len(values))


@given(st.lists(QUARTERS, max_size=200), st.sampled_from([0.0, 0.5]))
def test_maximal_segments_are_apart_in_order_and_worth_their_cost(values: list[float], cost: float) -> None:
    end = 0
    for start, stop in maximal_segments(np.array(values, float), cost):
        assert end <= start < stop <= len(values)
        charged = np.array(values[start:stop]) - cost
        # no part at either end pays for itself, or it would have been left out
        assert (np.cumsum(charged) > 0).all()
        assert (np.cumsum(charged[::-1]) > 0).all()
        end = stop


def test_no_token_gives_no_segment() -> None:
    assert maximal_segments(np.zeros(0), 0.5) == []


@pytest.mark.parametrize("cost", [-0.1, float("nan"), float("inf"), -float("inf")])
def test_a_cost_that_is_negative_or_not_finite_is_refused(cost: float) -> None:
    with pytest.raises(ValueError, match="cost must be a finite number of at least 0"):
        maximal_segments(np.ones(3), cost)


@pytest.mark.parametrize("kind", ["random", "alternating", "falling", "towers"])
def test_maximal_segments_take_linear_time(kind: str) -> None:
    n = 1_000_000
    evidence = {
        "random": np.random.default_rng(0).normal(size=n),
        "alternating": np.tile([1.0, -1.0], n // 2),
        "falling": np.linspace(1, -1, n),
        # steps up that are merged again and again
        "towers": np.resize([3.0, -2.0, 2.0, -2.5, 4.0, -1.0], n),
    }[kind]
    assert_linear(lambda size: partial(maximal_segments, evidence[:size], 0.0), n // 8, n)


def test_the_scale_falls_with_the_root_of_the_words_from_four_on() -> None:
    expected = [0.5, 0.5, 0.5, 0.5, 1 / np.sqrt(5), 0.1]
    np.testing.assert_allclose(scoring.scale(np.array([0, 1, 3, 4, 5, 100])), expected)


@given(st.integers(0, 6), st.integers(1, 4))
def test_the_context_of_a_sentence_is_its_neighbours_and_the_mean_of_the_others(n: int, outputs: int) -> None:
    random = np.random.default_rng(10 * n + outputs)
    logits = random.normal(size=(n, outputs))
    center = random.normal(size=outputs).astype(np.float32)
    features = scoring.context_features(logits, center, outputs - 1)
    assert features.shape == (len(scoring.CONTEXT), n, outputs)
    around = logits - center
    for i in range(n):
        others = [around[j] for j in range(n) if j != i]
        mean = sum(others, np.zeros(outputs)) / (len(others) + 3)
        np.testing.assert_allclose(features[0, i], mean, atol=1e-12)
        np.testing.assert_allclose(features[1, i], around[i - 1] if i > 0 else 0)
        np.testing.assert_allclose(features[2, i], around[i + 1] if i < n - 1 else 0)
        np.testing.assert_allclose(features[3, i], mean[-1], atol=1e-12)


def test_a_text_of_one_sentence_has_no_context() -> None:
    assert not scoring.context_features(np.full((1, 3), 7.0), np.zeros(3, np.float32), 2).any()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=12))
def test_lexicon_hits_of_a_class_count_as_two_at_most_in_each_sentence(hits: list[tuple[int, int]]) -> None:
    classes, sentence = np.array(hits, np.int64).reshape(-1, 2).T
    shares = scoring.lexicon_shares(classes, sentence, 4)
    assert shares.tolist() == [min(1.0, 2 / hits.count(hit)) for hit in hits]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_sentences_in_context_are_those_of_each_document_alone(
    detector: propdetect.Detector, sizes: list[int]
) -> None:
    weights, column = detector.weights, 23
    own = np.random.default_rng(sum(sizes)).normal(size=(sum(sizes), 25))
    documents = np.concatenate(([0], np.cumsum(sizes)))
    found = scoring.in_context(own, documents, weights, column)
    for start, stop in pairwise(documents.tolist()):
        part = own[start:stop]
        around = scoring.context_features(part, weights.context_center, column)
        expected = part + np.einsum("kno,ko->no", around, weights.context)
        np.testing.assert_allclose(found[start:stop], expected, atol=1e-12)
        alone = scoring.in_context(part, np.array([0, stop - start]), weights, column)
        assert (found[start:stop] == alone).all()


def test_letters_of_a_new_word_add_up_over_the_root_of_their_number(detector: propdetect.Detector) -> None:
    table = detector.weights.ngram_rows
    words = [[3, 5, 5, 7], [], [0], []]
    bounds = np.array([0, 4, 4, 5, 5])
    rows = scoring.ngram_rows(Rows(detector.weights.ngram_rows), np.array([3, 5, 5, 7, 0]), bounds)
    assert rows.shape == (len(words), table.shape[1])
    for row, grams in zip(rows, words, strict=True):
        expected = (
            sum((table[g].astype(float) for g in grams), np.zeros(table.shape[1])) / max(len(grams), 1) ** 0.5
        )
        np.testing.assert_allclose(row, expected, atol=1e-6)


def test_no_new_word_gives_no_row(detector: propdetect.Detector) -> None:
    none = np.zeros(0, np.int64)
    assert scoring.ngram_rows(Rows(detector.weights.ngram_rows), none, np.zeros(1, np.int64)).shape[0] == 0


def test_probabilities_stay_in_range_for_any_logit() -> None:
    logits = np.array([-1e300, -1000.0, -2.0, 0.0, 2.0, 1000.0, 1e300])
    with np.errstate(all="raise"):
        found = scoring.probability(logits)
    np.testing.assert_allclose(found + found[::-1], 1)
    np.testing.assert_allclose(found[[0, 3, 4, 6]], [0, 0.5, 1 / (1 + np.exp(-2)), 1])


def test_weights_go_to_named_arrays_and_back(detector: propdetect.Detector) -> None:
    arrays = detector.weights.to_arrays()
    again = Weights.from_arrays({**arrays, "something else": np.zeros(1)})
    assert all(getattr(again, name) is array for name, array in arrays.items())
    for name in arrays:
        with pytest.raises(KeyError, match=name):
            Weights.from_arrays({other: array for other, array in arrays.items() if other != name})


def test_the_weights_that_ship_have_the_shapes_that_are_promised(detector: propdetect.Detector) -> None:
    weights = detector.weights
    n = len(propdetect.taxonomy.OUTPUTS)
    for name in ("word_rows", "pair_rows", "ngram_rows", "lexicon_rows", "style_rows", "context"):
        rows = getattr(weights, name)
        assert rows.shape[1] == n, name
        assert np.isfinite(rows).all(), name
    for name in ("intercept", "context_center", "thresholds", "span_costs"):
        values = getattr(weights, name)
        assert values.shape == (n,), name
        assert np.isfinite(values).all(), name
    assert not weights.word_rows[0].any()
    assert not weights.pair_rows[0].any()
    assert len(weights.context) == len(scoring.CONTEXT)
    assert ((weights.thresholds > 0) & (weights.thresholds < 1)).all()
    assert (weights.span_costs >= 0).all()
    assert len(weights.ngram_rows).bit_count() == 1


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)).map(lambda s: (s[0], s[0] + s[1]))), st.integers(0, 4)
)
def test_joined_spans_cover_what_they_were_and_lie_further_apart_than_the_gap(
    spans: list[tuple[int, int]], gap: int
) -> None:
    found = joined(spans, gap)
    for start, stop in spans:
        assert sum(a <= start and stop <= b for a, b in found) == 1
    assert all(later[0] - earlier[1] > gap for earlier, later in pairwise(found))
    edges = {edge for span in spans for edge in span}
    assert all(edge in edges for span in found for edge in span)
