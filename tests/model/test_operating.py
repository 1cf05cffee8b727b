"""The threshold chosen for a precision reaches it, on the very scores that chose it, and is the lowest to do so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curves import curves
from propdetect.model.operating import FEWEST_DECISIONS, NEVER, Labels, OperatingCurves, Values
from propdetect.taxonomy import OUTPUTS

Data = tuple[Labels, Values]


def split(rows: list[tuple[bool, float]]) -> Data:
    return np.array([label for label, _ in rows], np.bool_), np.array([score for _, score in rows], float)


def telling(seed: int, n: int, skill: float, digits: int) -> Data:
    """Scores that know something of the labels, so that high precisions are reached; with few digits many tie."""
    random = np.random.default_rng(seed)
    labels = random.random(n) < 0.5
    return labels, np.round(skill * labels + (1 - skill) * random.random(n), digits)


SMALL = st.lists(st.tuples(st.booleans(), st.integers(0, 12).map(lambda n: n / 12)), max_size=40).map(split)
LARGE = st.builds(telling, st.integers(0, 2**32), st.integers(0, 200), st.floats(0, 0.9), st.integers(1, 9))
DATA = SMALL | LARGE
PRECISION = st.floats(0, 1, exclude_min=True)


def measured(data: Data, threshold: float) -> tuple[float, float, int]:
    """Precision, recall and number of decisions at a threshold, counted anew."""
    labels, scores = data
    decided = scores >= threshold
    right = int((decided & labels).sum())
    return right / max(int(decided.sum()), 1), right / max(int(labels.sum()), 1), int(decided.sum())


def reaching(data: Data, precision: float) -> list[float]:
    """The thresholds that decide often enough to be trusted and reach a precision."""
    found = {float(score): measured(data, score) for score in data[1]}
    return sorted(t for t, (p, _, n) in found.items() if n >= FEWEST_DECISIONS and p >= precision)


def choice(built: OperatingCurves, precision: float) -> tuple[float, bool]:
    thresholds, reached = built.choose(precision)
    return float(thresholds[0]), bool(reached[0])


@given(data=DATA, precision=PRECISION)
def test_the_precision_at_the_chosen_threshold_counted_anew_is_at_least_what_was_asked(
    data: Data, precision: float
) -> None:
    built = OperatingCurves.build([data[0]], [data[1]])
    threshold, reached = choice(built, precision)
    if reached:
        found, _, decisions = measured(data, threshold)
        assert found >= precision
        assert decisions >= FEWEST_DECISIONS
    else:
        assert threshold == NEVER > 1


@given(data=DATA, precision=PRECISION)
def test_no_lower_threshold_of_the_curve_reaches_the_precision(data: Data, precision: float) -> None:
    built = OperatingCurves.build([data[0]], [data[1]])
    threshold, _ = choice(built, precision)
    assert all(point[1] < precision for point in built.of(0) if point[0] < threshold)


@given(data=DATA, precision=PRECISION)
def test_an_output_is_said_not_to_reach_a_precision_exactly_where_no_trusted_threshold_does(
    data: Data, precision: float
) -> None:
    built = OperatingCurves.build([data[0]], [data[1]])
    assert choice(built, precision)[1] == bool(reaching(data, precision))


@given(data=DATA, percent=st.integers(1, 100))
def test_whole_per_cents_get_the_lowest_threshold_of_all_scores(data: Data, percent: int) -> None:
    built = OperatingCurves.build([data[0]], [data[1]])
    assert choice(built, percent / 100)[0] == min(reaching(data, percent / 100), default=NEVER)


@given(data=DATA)
def test_points_rise_in_threshold_and_precision_fall_in_recall_and_are_what_they_say(data: Data) -> None:
    points = OperatingCurves.build([data[0]], [data[1]]).of(0)
    assert len(points) <= 101
    assert (np.diff(points[:, :2], axis=0) > 0).all()
    assert (np.diff(points[:, 2]) <= 0).all()
    for threshold, precision, recall in points.tolist():
        assert measured(data, threshold)[:2] == (precision, recall)


def test_a_precision_that_rests_on_few_decisions_is_not_trusted() -> None:
    labels = np.array([True] * (FEWEST_DECISIONS - 1) + [False] * 60)
    built = OperatingCurves.build([labels], [np.linspace(1, 0, len(labels))])
    assert choice(built, 1.0) == (NEVER, False)
    threshold, reached = choice(built, 0.95)
    assert reached
    assert measured((labels, np.linspace(1, 0, len(labels))), threshold) == (0.95, 1.0, 20)


def test_scores_that_tie_are_decided_together() -> None:
    labels = np.array([True] * 30 + [False] * 30)
    built = OperatingCurves.build([labels], [np.full(60, 0.5)])
    assert built.of(0).tolist() == [[0.5, 0.5, 1.0]]


def test_each_output_has_its_own_curve_and_one_without_data_reaches_nothing() -> None:
    labels, scores = np.array([True] * 30 + [False] * 30), np.linspace(1, 0, 60)
    none = np.zeros(0, np.bool_), np.zeros(0)
    built = OperatingCurves.build([none[0], labels, ~labels, labels & False], [none[1], scores, scores, scores])
    thresholds, reached = built.choose(1.0)
    assert reached.tolist() == [False, True, False, False]
    assert thresholds.tolist() == [NEVER, scores[29], NEVER, NEVER]
    assert built.choose(0.5)[1].tolist() == [False, True, True, False]


def test_the_lowest_threshold_is_chosen_and_a_precision_between_two_points_gets_the_higher() -> None:
    loaded, doubt = OUTPUTS.index("loaded_language"), OUTPUTS.index("doubt")
    for precision, threshold in {0.1: 0.01, 0.2: 0.01, 0.21: 0.3, 0.8: 0.6, 0.80001: 0.9, 1.0: 0.9}.items():
        assert curves().choose(precision)[0][loaded] == threshold
    assert curves().choose(0.8)[0][doubt] == NEVER


@pytest.mark.parametrize("precision", [0, -0.1, 1.0000001, 80, float("nan"), float("inf")])
def test_what_is_no_precision_is_refused_with_what_to_give(precision: float) -> None:
    with pytest.raises(
        ValueError, match=r"^a precision must be above 0 and at most 1, not .*; give one such as 0.8$"
    ):
        curves().choose(precision)


def test_labels_that_are_not_as_many_as_scores_and_scores_that_are_no_numbers_are_refused() -> None:
    labels = np.ones(3, np.bool_)
    for scores in (np.ones(2), np.array([0.1, np.nan, 0.2])):
        with pytest.raises(ValueError, match="labels need as many scores that are finite"):
            OperatingCurves.build([labels], [scores])
    with pytest.raises(ValueError, match="zip"):
        OperatingCurves.build([labels], [])


def test_arrays_give_the_same_curves_back() -> None:
    arrays = curves().to_arrays()
    assert {name: (a.dtype.str, a.shape) for name, a in arrays.items()} == {
        "operating_bounds": ("<i4", (len(OUTPUTS) + 1,)),
        "operating_points": ("<f8", (7, 3)),
    }
    back = OperatingCurves.from_arrays(arrays)
    assert back is not None
    for one, other in zip(back.choose(0.5), curves().choose(0.5), strict=True):
        assert one.tolist() == other.tolist()


def test_a_model_without_curves_or_with_empty_ones_has_none_and_half_of_one_is_missed() -> None:
    empty = OperatingCurves.build([np.zeros(0, np.bool_)] * 25, [np.zeros(0)] * 25)
    assert empty.to_arrays() == {}
    assert OperatingCurves.from_arrays({"thresholds": np.zeros(25)}) is None
    for name, array in curves().to_arrays().items():
        with pytest.raises(KeyError):
            OperatingCurves.from_arrays({name: array})
