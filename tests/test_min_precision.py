"""A detector held to a precision decides by the thresholds that reach it, wherever it is used."""

import json
import pickle
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import propdetect
from curves import POINTS, curves, saved
from propdetect.evaluation import Annotated, Article, Labels, Sentence, Span, evaluate, predict
from propdetect.taxonomy import IDS, OUTPUTS
from texts import ARTICLE

LOADED, ANY, BIAS = OUTPUTS.index("loaded_language"), OUTPUTS.index("propaganda"), OUTPUTS.index("bias")


def held(detector: propdetect.Detector, precision: float | None) -> propdetect.Detector:
    """The shipped model's parts, with curves, held to a precision."""
    parts = (detector.weights, detector.matcher, detector.parameters, detector.info, None)
    return propdetect.Detector(*parts, curves(), precision)


@pytest.fixture(scope="module")
def strict(detector: propdetect.Detector) -> propdetect.Detector:
    return held(detector, 0.8)


@pytest.fixture(scope="module")
def folder(detector: propdetect.Detector, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("held") / "model", detector, curves())


def test_outputs_that_cannot_reach_the_precision_are_named(strict: propdetect.Detector) -> None:
    assert strict.min_precision == 0.8
    assert set(strict.unreachable) == set(OUTPUTS) - {"loaded_language", "propaganda"}
    assert list(strict.unreachable) == [output for output in OUTPUTS if output in strict.unreachable]
    assert "min_precision=0.8" in repr(strict)


def test_without_a_precision_the_model_decides_as_before(detector: propdetect.Detector) -> None:
    plain = held(detector, None)
    assert (plain.min_precision, plain.unreachable) == (None, ())
    assert plain.score(ARTICLE).to_dict() == detector.score(ARTICLE).to_dict()
    assert repr(plain) == repr(detector)


@pytest.mark.parametrize("precision", [0.1, 0.5, 0.8, 1.0])
def test_decisions_and_flags_follow_the_chosen_thresholds(detector: propdetect.Detector, precision: float) -> None:
    strict = held(detector, precision)
    found, plain = strict.score(ARTICLE), detector.score(ARTICLE)
    np.testing.assert_array_equal(found.probabilities, plain.probabilities)
    for output in OUTPUTS:
        reaching = [point[0] for point in POINTS.get(output, []) if point[1] >= precision]
        column = OUTPUTS.index(output)
        expected = found.probabilities[:, column] >= min(reaching, default=2)
        np.testing.assert_array_equal(found.decided[:, column], expected)
        assert (output in strict.unreachable) == (not reaching)
    for sentence in found.sentences:
        decided = found.decided[sentence.index]
        assert sentence.techniques == tuple(id_ for id_, shown in zip(IDS, decided, strict=False) if shown)
        assert {flag.technique for flag in sentence.flags} <= set(sentence.techniques)
    assert found.decided[:, LOADED].any() or precision == 1


def test_an_explanation_has_the_chosen_threshold_and_none_where_there_is_none(
    strict: propdetect.Detector,
) -> None:
    sentence = strict.score(ARTICLE).sentences[3]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loaded, doubt = sentence.explain("loaded_language"), sentence.explain("doubt")
    assert loaded.threshold == 0.6
    assert loaded.threshold_logit == pytest.approx(np.log(0.6 / 0.4))
    assert (doubt.threshold, doubt.threshold_logit, doubt.decided) == (None, None, False)
    record = json.loads(json.dumps(doubt.to_dict(), allow_nan=False))
    assert (record["threshold"], record["threshold_logit"], record["decided"]) == (None, None, False)


@pytest.mark.parametrize(("threshold", "decided"), [(0.0, True), (1.0, False)])
def test_a_threshold_that_no_finite_logit_stands_for_is_explained_without_one(
    detector: propdetect.Detector, threshold: float, decided: bool
) -> None:
    weights = replace(detector.weights, thresholds=np.full(len(OUTPUTS), threshold))
    other = propdetect.Detector(weights, detector.matcher, detector.parameters, detector.info)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        explanation = other.score(ARTICLE).sentences[0].explain("doubt")
    assert (explanation.threshold, explanation.threshold_logit) == (threshold, None)
    assert explanation.decided is decided
    json.dumps(explanation.to_dict(), allow_nan=False)


def test_a_model_is_loaded_with_a_precision_by_name_of_its_folder(
    folder: Path, strict: propdetect.Detector
) -> None:
    loaded = propdetect.load(folder, min_precision=0.8)
    assert (loaded.min_precision, loaded.unreachable) == (0.8, strict.unreachable)
    np.testing.assert_array_equal(loaded.score(ARTICLE).decided, strict.score(ARTICLE).decided)
    assert propdetect.load(folder).unreachable == ()


def test_a_pickled_detector_keeps_its_precision_whether_it_has_a_folder_or_not(
    folder: Path, strict: propdetect.Detector
) -> None:
    # those of one folder with other precisions must not share the model that a worker keeps
    for original in (strict, *(propdetect.load(folder, precision) for precision in (0.8, 1.0, None))):
        copy = pickle.loads(pickle.dumps(original))  # noqa: S301 (our own)
        assert (copy.min_precision, copy.unreachable) == (original.min_precision, original.unreachable)
        np.testing.assert_array_equal(copy.weights.thresholds, original.weights.thresholds)
        assert copy.score(ARTICLE).to_dict() == original.score(ARTICLE).to_dict()


@pytest.mark.usefixtures("workers_at_once")
def test_worker_processes_decide_by_the_chosen_thresholds(folder: Path) -> None:
    detector = propdetect.load(folder, 0.8)
    items = [(str(i), ARTICLE) for i in range(3)]
    alone = [record.to_dict() for record in detector.score_many(items)]
    records = list(detector.score_many(items, n_jobs=2))
    assert [record.to_dict() for record in records] == alone
    assert isinstance(records[2], propdetect.Report)
    assert records[2].sentences[0].explain("doubt").threshold is None


def test_a_model_without_curves_is_refused_with_a_remedy(detector: propdetect.Detector, tmp_path: Path) -> None:
    empty = curves({})
    for name, lacking in {"none": None, "empty": empty}.items():
        folder = saved(tmp_path / name, detector, lacking)
        assert propdetect.load(folder).unreachable == ()
        with pytest.raises(propdetect.ModelError) as caught:
            propdetect.load(folder, min_precision=0.8)
        message = str(caught.value)
        assert message.startswith(f"{folder}: the model does not say how precise its thresholds are; ")
        assert "without a minimum precision, or train it again" in message
        assert "\n" not in message
    parts = (detector.weights, detector.matcher, detector.parameters, detector.info)
    with pytest.raises(propdetect.ModelError, match=r"^en: the model does not say"):
        propdetect.Detector(*parts, None, empty, 0.8)


@pytest.mark.parametrize("name", ["operating_bounds", "operating_points"])
def test_a_model_with_half_of_its_curves_is_refused(
    detector: propdetect.Detector, tmp_path: Path, name: str
) -> None:
    built = curves()
    half = {key: value for key, value in built.to_arrays().items() if key != name}

    class Half:
        def to_arrays(self) -> dict[str, object]:
            return half

    folder = saved(tmp_path / "half", detector, Half())  # type: ignore[arg-type]
    with pytest.raises(propdetect.ModelError, match=f"the model lacks '{name}'"):
        propdetect.load(folder)


@pytest.mark.parametrize("precision", [0, -1, 1.01, 80, float("nan")])
def test_what_is_no_precision_is_refused_before_the_model_is_read(precision: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a precision must be above 0 and at most 1") as caught:
        propdetect.load(tmp_path, min_precision=precision)
    assert not isinstance(caught.value, propdetect.ModelError)


def test_evaluation_decides_lines_and_bias_by_the_chosen_thresholds(detector: propdetect.Detector) -> None:
    text = "These monsters will destroy us all."
    data = Annotated((Article("1", text, (Span("loaded_language", 0, 14),), labels=Labels.TECHNIQUE_SPANS),))
    (row,) = detector.score(text).probabilities
    reached = {"loaded_language": [(row[LOADED], 0.9, 1.0)], "propaganda": [(row[ANY], 0.9, 1.0)]}
    parts = (detector.weights, detector.matcher, detector.parameters, detector.info, None)
    for points, shown in ((reached, True), ({"doubt": [(0.0, 0.9, 1.0)]}, False)):
        strict = propdetect.Detector(*parts, curves(points), 0.9)
        (prediction,) = predict(strict, data.articles)
        assert prediction.any_decided.tolist() == [shown]
        assert prediction.decided[:, LOADED].tolist() == [shown]
        result = evaluate(strict, data)
        assert result.slc is not None
        assert result.slc.f1 == float(shown)
    biased = Annotated((), (Sentence(text=text, biased=True),))
    plain = evaluate(detector, biased).bias
    assert plain is not None
    assert plain.match.found == int(row[BIAS] >= 0.5)
    for threshold in (row[BIAS], np.nextafter(row[BIAS], 1)):
        strict = propdetect.Detector(*parts, curves({"bias": [(threshold, 0.9, 1.0)]}), 0.9)
        found = evaluate(strict, biased).bias
        assert found is not None
        assert found.match.found == int(threshold == row[BIAS])


def test_the_shipped_model_says_how_precise_its_thresholds_are(detector: propdetect.Detector) -> None:
    assert detector.curves is not None
    assert len(detector.curves.bounds) == len(OUTPUTS) + 1
    strict, lax = propdetect.load(min_precision=0.8), propdetect.load(min_precision=0.5)
    for held_to in (strict, lax):
        assert len(held_to.unreachable) < len(OUTPUTS)
        for t, output in enumerate(OUTPUTS):
            points = held_to.curves.of(t) if held_to.curves else np.zeros((0, 3))
            assert (np.diff(points[:, :2], axis=0) > 0).all()
            reaching = points[points[:, 1] >= held_to.min_precision, 0].tolist()
            assert (output in held_to.unreachable) == (not reaching)
            assert held_to.weights.thresholds[t] == min(reaching, default=2.0)
    assert (strict.weights.thresholds >= lax.weights.thresholds).all()
    assert set(lax.unreachable) <= set(strict.unreachable)
    assert "propaganda" not in strict.unreachable
