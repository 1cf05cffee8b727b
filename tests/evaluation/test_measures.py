"""Every formula against cases worked out by hand, and against scikit-learn where it has the same measure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from propdetect.evaluation.measures import (
    Interval,
    Match,
    average_precision,
    binary_match,
    calibration_error,
    label_matches,
    macro_f1,
    merged,
    micro_f1,
    overlap,
    roc_auc,
    span_overlap,
    technique_overlap,
)

spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], sum(pair))), max_size=8
)
# few distinct values, so that many scores are tied
ranking = st.integers(1, 30).flatmap(
    lambda n: st.tuples(
        arrays(np.bool_, n), arrays(np.float64, n, elements=st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]))
    )
)
tables = st.tuples(st.integers(1, 12), st.integers(2, 5)).flatmap(
    lambda shape: st.tuples(arrays(np.bool_, shape), arrays(np.bool_, shape))
)


def test_sentences_are_scored_by_precision_recall_and_f1_of_the_positive_class() -> None:
    labels = np.array([True, True, False, True, False])
    decided = np.array([True, False, True, True, True])
    match = binary_match(labels, decided)
    # two true positives among four found and three annotated
    assert (match.precision, match.recall) == (2 / 4, 2 / 3)
    assert match.f1 == pytest.approx(4 / 7)
    assert (match.annotated, match.found) == (3, 4)


def test_nothing_found_or_nothing_annotated_scores_zero() -> None:
    none, some = np.array([False, False]), np.array([True, False])
    for labels, decided in [(none, none), (none, some), (some, none)]:
        match = binary_match(labels, decided)
        assert match.f1 == 0
    assert Match().to_dict() == {"precision": 0, "recall": 0, "f1": 0, "annotated": 0, "found": 0}


def test_spans_that_overlap_are_merged_and_those_that_touch_if_asked() -> None:
    assert merged([(5, 9), (0, 3), (3, 4), (8, 12)]) == [(0, 4), (5, 12)]
    assert merged([(5, 9), (0, 3), (3, 4), (8, 12)], touching=False) == [(0, 3), (3, 4), (5, 12)]
    assert merged([(2, 4), (2, 4), (0, 9)], touching=False) == [(0, 9)]


def test_spans_are_scored_by_the_share_of_characters_in_common() -> None:
    # of two found spans of 10 characters one shares 5 with the one annotated span of 20
    match = span_overlap([([(0, 10), (50, 60)], [(5, 25)])])
    assert match.precision == pytest.approx((5 / 10 + 0) / 2)
    assert match.recall == pytest.approx(5 / 20)
    assert match.f1 == pytest.approx(0.25)


def test_a_span_that_reaches_over_two_annotated_ones_earns_a_share_of_each() -> None:
    # 12 found characters: 4 are the whole of one annotated span, 2 are half of another
    match = span_overlap([([(0, 12)], [(1, 5), (10, 14)])])
    assert match.precision == pytest.approx(4 / 12 + 2 / 12)
    assert match.recall == pytest.approx((4 / 4 + 2 / 4) / 2)


def test_spans_of_several_documents_are_summed_before_they_are_divided() -> None:
    perfect, missed = ([(0, 4)], [(0, 4)]), ([], [(0, 3), (5, 9), (11, 12)])
    match = span_overlap([perfect, missed])
    assert (match.precision, match.recall) == (1.0, 1 / 4)
    assert match.f1 == pytest.approx(0.4)


def test_overlapping_spans_of_any_technique_count_once() -> None:
    assert span_overlap([([(0, 6), (4, 8)], [(0, 5), (5, 8)])]) == Match(1.0, 1, 1.0, 1)


def test_spans_of_a_technique_count_only_where_the_technique_is_the_same() -> None:
    found = [("loaded", 5, 15), ("names", 0, 10), ("doubt", 40, 50)]
    annotated = [("loaded", 0, 10), ("names", 20, 30)]
    matches = technique_overlap([(found, annotated)])
    assert matches == {
        "doubt": Match(0.0, 1, 0.0, 0),
        "loaded": Match(0.5, 1, 0.5, 1),
        "names": Match(0.0, 1, 0.0, 1),
    }
    micro = sum(matches.values(), Match())
    # equations 1 to 3: one half of a span, over three found and over two annotated
    assert micro.precision == pytest.approx(0.5 / 3)
    assert micro.recall == pytest.approx(0.5 / 2)
    assert micro.f1 == pytest.approx(2 * (1 / 6) * (1 / 4) / (1 / 6 + 1 / 4))


def test_spans_of_one_technique_that_overlap_are_merged_and_those_of_two_are_not() -> None:
    found = [("loaded", 0, 6), ("loaded", 4, 8), ("names", 2, 8)]
    matches = technique_overlap([(found, [("loaded", 0, 8), ("names", 0, 8)])])
    assert matches["loaded"] == Match(1.0, 1, 1.0, 1)
    assert matches["names"] == Match(1.0, 1, 6 / 8, 1)


def test_spans_meet_only_within_their_document() -> None:
    one, other = ([("loaded", 0, 4)], []), ([], [("loaded", 0, 4)])
    assert technique_overlap([one, other]) == {"loaded": Match(0.0, 1, 0.0, 1)}


def test_lines_are_scored_by_micro_and_macro_f1_over_all_classes() -> None:
    labels = np.array([[True, True, False], [False, True, False], [False, False, False]])
    decided = np.array([[True, False, False], [True, True, False], [False, False, False]])
    matches = label_matches(labels, decided)
    # class 1: TP 1, FP 1; class 2: TP 1, FN 1; class 3: nothing, which counts 0 in the macro average
    assert [match.f1 for match in matches] == pytest.approx([2 / 3, 2 / 3, 0])
    assert micro_f1(matches) == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert macro_f1(matches) == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)


def test_average_precision_is_the_mean_precision_at_the_positives() -> None:
    labels, scores = np.array([True, False, True]), np.array([0.9, 0.8, 0.7])
    assert average_precision(labels, scores) == pytest.approx((1 / 1 + 2 / 3) / 2)


def test_average_precision_takes_tied_scores_together() -> None:
    assert average_precision(np.array([True, False]), np.array([0.5, 0.5])) == pytest.approx(1 / 2)
    assert average_precision(np.array([False, True]), np.array([0.5, 0.5])) == pytest.approx(1 / 2)


def test_ranking_without_positives_or_negatives_is_refused() -> None:
    with pytest.raises(ValueError, match="no label is positive"):
        average_precision(np.zeros(3, bool), np.zeros(3))
    for labels in (np.zeros(3, bool), np.ones(3, bool)):
        with pytest.raises(ValueError, match="all the same"):
            roc_auc(labels, np.zeros(3))


def test_auc_is_the_share_of_pairs_in_order_a_tie_counting_half() -> None:
    # pairs: .9 over .5, .9 over .1, .5 beside .5, .5 over .1
    assert roc_auc(np.array([True, True, False, False]), np.array([0.9, 0.5, 0.5, 0.1])) == 3.5 / 4


def test_calibration_error_is_the_mean_distance_of_bins_of_equal_mass() -> None:
    labels = np.array([False] * 50 + [True] * 50)
    probabilities = np.array([0.1] * 50 + [0.8] * 50)
    assert calibration_error(labels, probabilities, bins=2) == pytest.approx((0.1 + 0.2) / 2)


def test_calibration_error_of_fewer_lines_than_bins_is_their_mean_distance() -> None:
    assert calibration_error(np.array([True, False]), np.array([0.75, 0.125])) == pytest.approx((0.25 + 0.125) / 2)


@given(ranking)
def test_rankings_equal_those_of_scikit_learn(case: tuple[np.ndarray, np.ndarray]) -> None:
    labels, scores = case
    if labels.any():
        assert average_precision(labels, scores) == pytest.approx(
            average_precision_score(labels, scores), abs=1e-12
        )
        if not labels.all():
            assert roc_auc(labels, scores) == pytest.approx(roc_auc_score(labels, scores), abs=1e-12)


@given(tables)
def test_f1_over_classes_equals_that_of_scikit_learn(case: tuple[np.ndarray, np.ndarray]) -> None:
    matches = label_matches(*case)
    for ours, average in ((micro_f1(matches), "micro"), (macro_f1(matches), "macro")):
        assert ours == pytest.approx(f1_score(*case, average=average, zero_division=0), abs=1e-12)


@given(spans, spans)
def test_overlap_equals_the_formula_on_sets_of_characters(found: list[Interval], annotated: list[Interval]) -> None:
    ours, theirs = merged(found), merged(annotated)
    sets = [(set(range(*t)), set(range(*s))) for t in ours for s in theirs]
    match = overlap(ours, theirs)
    assert match.precise == pytest.approx(sum(len(t & s) / len(t) for t, s in sets))
    assert match.complete == pytest.approx(sum(len(t & s) / len(s) for t, s in sets))
    assert 0 <= match.precision <= 1 + 1e-9
    assert 0 <= match.recall <= 1 + 1e-9


@given(spans, spans)
def test_to_swap_what_is_found_and_what_is_annotated_swaps_precision_and_recall(
    found: list[Interval], annotated: list[Interval]
) -> None:
    one, other = span_overlap([(found, annotated)]), span_overlap([(annotated, found)])
    assert (one.precision, one.recall) == pytest.approx((other.recall, other.precision))


@given(spans)
def test_spans_agree_with_themselves(found: list[Interval]) -> None:
    assert span_overlap([(found, found)]).f1 == pytest.approx(1.0 if found else 0.0)
    same = [("loaded", start, end) for start, end in found]
    assert sum(technique_overlap([(same, same)]).values(), Match()).f1 == pytest.approx(1.0 if found else 0.0)
