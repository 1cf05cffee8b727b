"""Figures on resampled articles equal those of data in which the lines really are repeated."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growth import assert_takes_at_most
from propdetect.analysis import analyse
from propdetect.detector import load
from propdetect.evaluation.article import Article, Span
from propdetect.evaluation.measures import Match
from propdetect.learn.dataset import Dataset, dataset
from propdetect.learn.figures import bias_figures, line_figures
from propdetect.learn.intervals import (
    article_replicates,
    bias_replicates,
    gains,
    intervals,
    multiplicities,
    numbered,
)
from propdetect.learn.labels import Known, N

FEW_SCORES = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])


def stand_in(labels: np.ndarray, asked: np.ndarray, of_line: np.ndarray, groups: list[str]) -> Dataset:
    """Data with given labels of lines; resampling looks at nothing else."""
    data: Any = SimpleNamespace(
        articles=tuple(Article(f"a{i}", "", group=group) for i, group in enumerate(groups)),
        line_known=Known(labels, asked),
        line_article=lambda: of_line,
    )
    return data


@st.composite
def cases(draw: st.DrawFn) -> tuple[Dataset, np.ndarray, np.ndarray]:
    """Up to 6 articles in groups, their lines, scores with many ties, and decisions."""
    groups = draw(st.lists(st.sampled_from(["g", "h", "i", ""]), min_size=2, max_size=6))
    of_line = np.sort(draw(arrays(np.int64, st.integers(2, 24), elements=st.integers(0, len(groups) - 1))))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    labels = rng.random((len(of_line), N + 1)) < draw(st.sampled_from([0.05, 0.3]))
    labels[:, N] = labels[:, :N].any(axis=1)
    asked = labels | (rng.random(labels.shape) < 0.8)
    asked[:, N] = True
    scores = draw(arrays(np.float64, labels.shape, elements=FEW_SCORES))
    return stand_in(labels, asked, of_line, groups), scores, scores >= 0.5


def group_numbers(data: Dataset) -> np.ndarray:
    return numbered([a.group or a.id for a in data.articles])


@settings(deadline=None, max_examples=15)
@given(cases())
def test_line_figures_equal_those_of_lines_that_are_really_repeated(
    case: tuple[Dataset, np.ndarray, np.ndarray],
) -> None:
    data, scores, decided = case
    unit = group_numbers(data)
    if unit.max() == 0:
        return
    times = multiplicities(int(unit.max()) + 1, 3, 5)
    found = article_replicates(data, scores, decided, resamples=3, seed=5)
    for b, drawn in enumerate(times):
        rows = np.repeat(np.arange(len(scores)), drawn[unit[data.line_article()]])
        known = data.line_known.take(rows)
        if not known.labels.any():
            assert np.isnan(found["map"][b])
            continue
        plain = line_figures(known, scores[rows], decided[rows])
        for name in plain.keys() - {"lines"}:
            assert found[name][b] == pytest.approx(plain[name], abs=1e-12), name
        for name in found.keys() - plain.keys():
            assert np.isnan(found[name][b]), f"{name} occurs in no line of this resample"


@settings(deadline=None, max_examples=15)
@given(
    st.integers(3, 40).flatmap(
        lambda n: st.tuples(
            arrays(np.bool_, n),
            arrays(np.float64, n, elements=FEW_SCORES),
            arrays(np.int64, n, elements=st.integers(0, 4)),
        )
    )
)
def test_bias_figures_equal_those_of_sentences_that_are_really_repeated(
    case: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    labels, probabilities, groups = case
    unit = numbered(groups.tolist())
    if unit.max() == 0:
        return
    found = bias_replicates(labels, probabilities, groups.tolist(), resamples=3, seed=5)
    for b, drawn in enumerate(multiplicities(int(unit.max()) + 1, 3, 5)):
        rows = np.repeat(np.arange(len(labels)), drawn[unit])
        if labels[rows].all() or not labels[rows].any():
            assert np.isnan(found["macro_f1"][b])
            assert np.isnan(found["auc"][b])
            continue
        plain = bias_figures(labels[rows], probabilities[rows])
        for name in ("macro_f1", "auc", "ece"):
            assert found[name][b] == pytest.approx(plain[name], abs=1e-12), name


def two_articles() -> tuple[Dataset, np.ndarray, np.ndarray]:
    """One article whose only line is found, one whose only line is missed."""
    labels = np.zeros((2, N + 1), bool)
    labels[:, [0, N]] = True
    decided = labels & np.array([[True], [False]])
    return stand_in(labels, np.ones_like(labels), np.arange(2), ["g", "h"]), decided.astype(float), decided


def test_a_figure_of_two_articles_is_that_of_either_or_of_both() -> None:
    found = article_replicates(*two_articles(), resamples=50)
    # both: one true positive, one missed, so F1 = 2 / 3
    assert set(found["micro_f1"].round(12)) == {0.0, round(2 / 3, 12), 1.0}
    assert intervals(found)["micro_f1"] == {"low": 0.0, "high": 1.0}


def test_span_f1_adds_up_the_matches_of_the_articles_drawn() -> None:
    matches = [Match(1.0, 1, 0.5, 1), Match(0.0, 3, 0.0, 1)]
    found = article_replicates(*two_articles(), matches, resamples=50)
    for b, drawn in enumerate(multiplicities(2, 50)):
        plain = sum((m for m, k in zip(matches, drawn, strict=True) for _ in range(k)), Match())
        assert found["span_f1"][b] == pytest.approx(plain.f1)
        assert found["span_precision"][b] == pytest.approx(plain.precision)
        assert found["span_recall"][b] == pytest.approx(plain.recall)


def test_articles_of_one_group_are_drawn_together() -> None:
    labels = np.zeros((4, N + 1), bool)
    labels[:2, [0, N]] = True
    data = stand_in(labels, np.ones_like(labels), np.arange(4), ["copy", "copy", "h", "i"])
    matches = [Match(1, 1, 1, 1), Match(0, 1, 0, 1), Match(), Match()]
    found = article_replicates(data, labels.astype(float), labels, matches, resamples=50)
    # the two copies weigh alike in every resample, so the figure is 1 / 2 or, without them, 0
    assert set(found["span_f1"].round(12)) == {0.0, 0.5}


def test_only_the_articles_asked_for_are_drawn() -> None:
    data, scores, decided = two_articles()
    labels = np.concatenate([data.line_known.labels] * 2)
    more = stand_in(labels, np.ones_like(labels), np.arange(4), ["g", "h", "i", "j"])
    only = np.array([True, False, True, False])
    found = article_replicates(
        more, np.tile(scores, (2, 1)), np.tile(decided, (2, 1)), [Match(1, 1, 1, 1), Match()] * 2, only
    )
    assert set(found["micro_f1"]) == set(found["span_f1"]) == {1.0}


def test_the_interval_cuts_two_and_a_half_percent_off_either_end() -> None:
    values = np.arange(101.0)
    assert intervals({"x": values})["x"] == {"low": pytest.approx(2.5), "high": pytest.approx(97.5)}
    assert intervals({"x": values}, level=0.8)["x"] == {"low": pytest.approx(10), "high": pytest.approx(90)}


def test_a_figure_that_many_resamples_cannot_give_has_no_interval() -> None:
    values = np.ones(100)
    values[:5] = np.nan
    assert intervals({"x": values, "y": values[:99]}) == {"x": {"low": 1.0, "high": 1.0}}


def test_gains_compare_two_models_on_the_same_resamples() -> None:
    data, scores, decided = two_articles()
    nothing = article_replicates(data, scores * 0, decided & False)
    something = article_replicates(data, scores, decided)
    assert (gains(something, nothing)["micro_f1"] == something["micro_f1"]).all()
    assert intervals(gains(something, something))["map"] == {"low": 0.0, "high": 0.0}


def test_the_same_seed_draws_the_same_articles_and_as_many_as_there_are() -> None:
    assert (multiplicities(7, 20, 3) == multiplicities(7, 20, 3)).all()
    assert (multiplicities(7, 20, 3) != multiplicities(7, 20, 4)).any()
    assert (multiplicities(7, 20).sum(axis=1) == 7).all()


def test_one_group_alone_gives_no_interval() -> None:
    data, scores, decided = two_articles()
    same = stand_in(data.line_known.labels, data.line_known.asked, np.arange(2), ["g", "g"])
    with pytest.raises(ValueError, match="give several, of different groups"):
        article_replicates(same, scores, decided)
    with pytest.raises(ValueError, match="ask for some hundreds"):
        article_replicates(data, scores, decided, resamples=0)


def test_arrays_that_do_not_fit_the_data_are_refused() -> None:
    data, scores, decided = two_articles()
    with pytest.raises(ValueError, match="a row a line"):
        article_replicates(data, scores[:1], decided)
    with pytest.raises(ValueError, match="give one for each, or none"):
        article_replicates(data, scores, decided, [Match()])


def test_the_lines_of_real_articles_are_known_by_article() -> None:
    detector = load()
    text = "The ferry sails at nine.\n\nThey are thugs.\n"
    spans = (Span("name_calling_labeling", text.index("thugs"), text.index("thugs") + 5),)
    articles = [Article(f"a{i}", text * (i + 1), spans, group=f"g{i}") for i in range(3)]
    data = dataset(articles, [analyse(a.text, detector.parameters, detector.matcher) for a in articles])
    assert data.line_article().tolist() == [0, 0, *[1] * 4, *[2] * 6]
    labels = data.line_known.labels
    found = intervals(article_replicates(data, labels.astype(float), labels, resamples=20))
    assert found["micro_f1"] == found["map"] == {"low": 1.0, "high": 1.0}


@pytest.mark.slow
def test_three_hundred_resamples_of_17000_lines_take_well_under_a_minute() -> None:
    rng = np.random.default_rng(0)
    labels = rng.random((17_000, N + 1)) < 0.03
    labels[:, N] = labels[:, :N].any(axis=1)
    of_line = np.sort(rng.integers(0, 500, len(labels)))
    data = stand_in(labels, np.ones_like(labels), of_line, [f"g{i}" for i in range(500)])
    scores = rng.random(labels.shape)
    assert_takes_at_most(40, lambda: article_replicates(data, scores, scores > 0.5, [Match(1, 1, 1, 1)] * 500))
