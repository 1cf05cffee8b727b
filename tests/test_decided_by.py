"""Thresholds that a caller sets decide everything that is decided: techniques, flags, voices, explanations."""

import pickle
import re
from pathlib import Path

import numpy as np
import pytest

import propdetect
from propdetect.model.operating import NEVER, replaced
from propdetect.taxonomy import IDS, OUTPUTS

ARTICLE = (Path(propdetect.__file__).parents[1] / "examples/qaldara.txt").read_text("utf-8")
GIVEN = {"loaded_language": 0.8, "doubt": 0.05, "propaganda": 0.6}


@pytest.fixture(scope="module")
def plain() -> propdetect.Detector:
    return propdetect.load()


@pytest.fixture(scope="module")
def given() -> propdetect.Detector:
    return propdetect.load(thresholds=GIVEN)


def test_what_is_decided_are_the_probabilities_that_reach_them(
    plain: propdetect.Detector, given: propdetect.Detector
) -> None:
    before, after = plain.score(ARTICLE), given.score(ARTICLE)
    np.testing.assert_array_equal(after.probabilities, before.probabilities)
    assert after.scores == before.scores
    for column, output in enumerate(OUTPUTS):
        limit = GIVEN.get(output, plain.weights.thresholds[column])
        np.testing.assert_array_equal(after.decided[:, column], before.probabilities[:, column] >= limit)


def test_flags_and_voices_are_those_of_what_is_decided(given: propdetect.Detector) -> None:
    report = given.score(ARTICLE)
    flags = [flag for sentence in report.sentences for flag in sentence.flags]
    assert all(flag.score >= GIVEN.get(flag.technique, 0.0) for flag in flags)
    assert {flag.technique for flag in flags} == {id_ for s in report.sentences for id_ in s.techniques}
    assert sum(voice.flags for voice in report.voices) == len(flags)
    lower = propdetect.load(thresholds=dict.fromkeys(IDS, 0.8)).score(ARTICLE)
    assert {f.technique for s in lower.sentences for f in s.flags} < {flag.technique for flag in flags}


def test_explanations_name_them(given: propdetect.Detector) -> None:
    explanation = given.score(ARTICLE).sentences[0].explain("loaded_language")
    assert explanation.threshold == 0.8
    assert explanation.decided is (explanation.probability >= 0.8)


def test_they_go_before_those_of_a_precision_and_only_for_their_outputs() -> None:
    strict = propdetect.load(min_precision=0.8)
    both = propdetect.load(min_precision=0.8, thresholds={"straw_man": 0.3})
    column = OUTPUTS.index("straw_man")
    assert "straw_man" in strict.unreachable
    assert set(strict.unreachable) - set(both.unreachable) == {"straw_man"}
    assert both.weights.thresholds[column] == 0.3
    rest = np.arange(len(OUTPUTS)) != column
    np.testing.assert_array_equal(both.weights.thresholds[rest], strict.weights.thresholds[rest])


def test_an_output_that_the_model_has_not_learned_stays_undecided() -> None:
    learned = np.arange(len(OUTPUTS)) > 0
    changed = replaced(np.where(learned, 0.5, NEVER), learned, dict.fromkeys(OUTPUTS, 0.1))
    np.testing.assert_array_equal(changed, np.where(learned, 0.1, NEVER))


def test_copies_and_worker_processes_decide_by_them(given: propdetect.Detector) -> None:
    expected = given.score(ARTICLE).to_dict()
    foldless = propdetect.Detector(
        given.weights, given.matcher, given.parameters, given.info, None, given.curves, thresholds=given.thresholds
    )
    for detector in (given, foldless):
        copy = pickle.loads(pickle.dumps(detector))  # noqa: S301 (our own)
        assert copy.thresholds == GIVEN
        assert copy.score(ARTICLE).to_dict() == expected
    assert propdetect.load().score(ARTICLE).to_dict() != expected


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan"), float("inf")])
def test_what_is_no_probability_is_an_error_that_says_so(threshold: float) -> None:
    message = f"a threshold must be a probability from 0 to 1, not {threshold}; give one such as 0.6"
    with pytest.raises(ValueError, match=re.escape(message)):
        propdetect.load(thresholds={"doubt": threshold})


def test_an_unknown_output_is_an_error_with_the_nearest() -> None:
    with pytest.raises(propdetect.UnknownTechniqueError, match='did you mean "doubt"'):
        propdetect.load(thresholds={"dubt": 0.5})
