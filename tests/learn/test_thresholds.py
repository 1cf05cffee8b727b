"""Thresholds are measured on the rows that annotators were asked about, and on no others."""

import numpy as np

from propdetect.learn.labels import Known, N
from propdetect.learn.thresholds import operating_curves
from propdetect.taxonomy import IDS, OUTPUTS


def material(n: int = 400) -> tuple[Known, np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(5)
    labels = random.random((n, N + 1)) < 0.4
    scores = np.clip(0.5 * labels + 0.6 * random.random((n, N + 1)), 0, 1)
    biased = random.random(n // 2) < 0.5
    return (
        Known(labels, random.random((n, N + 1)) < 0.7),
        scores,
        biased,
        0.4 * biased + 0.5 * random.random(n // 2),
    )


def test_the_chosen_thresholds_are_as_precise_on_the_rows_asked_about() -> None:
    known, scores, biased, bias = material()
    thresholds, reached = operating_curves(known, scores, biased, bias).choose(0.9)
    assert reached.all()
    for t in range(N + 1):
        decided = (scores[:, t] >= thresholds[t]) & known.asked[:, t]
        assert known.labels[decided, t].mean() >= 0.9, OUTPUTS[t]
    assert biased[bias >= thresholds[-1]].mean() >= 0.9


def test_a_row_that_annotators_were_not_asked_about_counts_for_nothing() -> None:
    known, scores, biased, bias = material()
    expected = operating_curves(known, scores, biased, bias)
    other = Known(np.where(known.asked, known.labels, ~known.labels), known.asked)
    found = operating_curves(other, np.where(known.asked, scores, 1 - scores), biased, bias)
    assert found.points.tolist() == expected.points.tolist()
    assert found.bounds.tolist() == expected.bounds.tolist()


def test_a_technique_never_asked_about_and_bias_without_sentences_reach_no_precision() -> None:
    known, scores, _, _ = material()
    doubt = IDS.index("doubt")
    asked = known.asked.copy()
    asked[:, doubt] = False
    built = operating_curves(Known(known.labels, asked), scores, np.zeros(0, np.bool_), np.zeros(0))
    _, reached = built.choose(0.01)
    assert [OUTPUTS[t] for t in np.flatnonzero(~reached)] == ["doubt", "bias"]
