"""Articles scored and compared with labels: figures that can be worked out by hand, and those of another tool."""

import itertools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import propdetect
from propdetect.evaluation import Annotated, Article, Labels, LabelSetError, Sentence, Span, evaluate, predict, read
from propdetect.taxonomy import IDS

Files = Callable[..., Path]
# Lines 1, 2, 4 and 5 hold text. The detector finds "vile plot" and "vile" in line 1, "gang of crooks" in line 4,
# and "what about them" in line 5, where it is not sure enough that there is any technique at all.
TEXT = "A vile plot. Rain fell.\nThe bus left.\n\nThey are a gang of crooks.\nBut hardly, what about them.\n"
LINES = [(0, 23), (24, 37), (39, 65), (66, 94)]


def span(technique: str, words: str) -> Span:
    start = TEXT.index(words)
    return Span(technique, start, start + len(words))


def one(*spans: Span, labels: Labels = Labels.TECHNIQUE_SPANS) -> Annotated:
    return Annotated((Article("1", TEXT, spans, labels=labels),))


def test_a_line_has_the_highest_score_and_all_decisions_of_its_sentences(phrases: propdetect.Detector) -> None:
    text = "A vile plot. A gang of crooks. Rain fell.\n \nA long vile story\nover two lines. And what about them."
    (prediction,) = predict(phrases, [Article("1", text)])
    assert prediction.numbers == (1, 3, 4)
    decided = [{id_ for id_, here in zip(IDS, row, strict=True) if here} for row in prediction.decided]
    assert decided == [
        {"loaded_language", "name_calling_labeling"},
        {"loaded_language"},
        {"loaded_language", "whataboutism"},  # the sentence that begins in line 3 ends in line 4
    ]
    loaded, names = IDS.index("loaded_language"), IDS.index("name_calling_labeling")
    assert prediction.scores[:, loaded].tolist() == [0.75, 0.75, 0.75]
    assert prediction.scores[:, names].tolist() == [0.75, 0.125, 0.125]
    assert prediction.any_score.tolist() == [0.75, 0.75, 0.75]
    assert prediction.any_decided.tolist() == [True, True, True]


def test_an_article_without_text_has_no_lines(phrases: propdetect.Detector) -> None:
    data = Annotated((Article("1", ""), Article("2", "\n \n")))
    evaluation = evaluate(phrases, data)
    assert (evaluation.articles, evaluation.lines) == (2, 0)
    assert evaluation.slc is not None
    assert evaluation.slc.f1 == 0
    assert evaluation.any_average_precision is None
    assert evaluation.any_calibration_error is None
    json.dumps(evaluation.to_dict(), allow_nan=False)


def test_every_measure_of_a_small_article_is_as_worked_out_by_hand(phrases: propdetect.Detector) -> None:
    evaluation = evaluate(
        phrases, one(span("loaded_language", "vile"), span("doubt", "bus"), span("whataboutism", "what about"))
    )
    assert (evaluation.articles, evaluation.lines, evaluation.labels) == (1, 4, "spans with techniques")
    assert evaluation.slc is not None
    assert evaluation.si is not None
    assert evaluation.flc is not None
    assert evaluation.st3 is not None
    # lines 1, 2 and 5 are annotated; "propaganda" is decided in 1 and 4
    assert (evaluation.slc.precision, evaluation.slc.recall) == (1 / 2, 1 / 3)
    # found are "vile plot" (9 characters, 4 in common with "vile"), "gang of crooks" and "what about them"
    assert evaluation.si.precision == pytest.approx((4 / 9 + 0 + 10 / 15) / 3)
    assert evaluation.si.recall == pytest.approx((1 + 0 + 1) / 3)
    assert evaluation.flc.micro.precision == pytest.approx((4 / 9 + 0 + 10 / 15) / 3)
    assert evaluation.flc.micro.recall == pytest.approx(2 / 3)
    assert evaluation.flc.micro_occurring.precision == pytest.approx((4 / 9 + 10 / 15) / 2)
    assert evaluation.flc.matches["loaded_language"].recall == 1
    assert evaluation.flc.matches["doubt"].f1 == 0
    # by line: two techniques right, one false alarm (name calling), one missed (doubt)
    assert evaluation.st3.micro_f1 == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert evaluation.st3.micro_f1_occurring == pytest.approx(2 * 2 / (2 * 2 + 0 + 1))
    assert evaluation.st3.macro_f1 == pytest.approx((1 + 0 + 1) / 23)
    assert evaluation.st3.macro_f1_occurring == pytest.approx((1 + 0 + 1) / 3)
    # "doubt" has the same score in all lines, of which one in four is annotated
    assert evaluation.st3.average_precision == {"whataboutism": 1.0, "loaded_language": 1.0, "doubt": 1 / 4}
    assert evaluation.st3.mean_average_precision == pytest.approx((1 + 1 + 1 / 4) / 3)
    # scores .75, .125, .75, .125 and labels 1, 1, 0, 1: half of the first two, then three of four
    assert evaluation.any_average_precision == pytest.approx(1 / 3 * 1 / 2 + 2 / 3 * 3 / 4)
    assert evaluation.any_calibration_error == pytest.approx((0.25 + 0.875 + 0.75 + 0.875) / 4)
    assert evaluation.bias is None


def test_the_support_of_every_technique_is_reported(phrases: propdetect.Detector) -> None:
    record = evaluate(phrases, one(span("doubt", "bus"))).to_dict()
    for task in ("flc", "st3"):
        support = {id_: figures["annotated"] for id_, figures in record[task]["techniques"].items()}
        assert support == dict.fromkeys(IDS, 0) | {"doubt": 1}
    assert record["st3"]["techniques"]["slogans"]["average_precision"] is None


@pytest.mark.parametrize(
    ("labels", "measures"),
    [
        (Labels.TECHNIQUE_SPANS, {"slc", "si", "flc", "st3"}),
        (Labels.SPANS, {"slc", "si"}),
        (Labels.TECHNIQUE_LINES, {"slc", "st3"}),
        (Labels.LINES, {"slc"}),
        (Labels.NONE, set()),
    ],
)
def test_the_kind_of_labels_tells_which_measures_there_are(
    phrases: propdetect.Detector, labels: Labels, measures: set[str]
) -> None:
    technique = "propaganda" if labels in (Labels.SPANS, Labels.LINES) else "loaded_language"
    spans = [] if labels is Labels.NONE else [span(technique, "vile plot")]
    record = evaluate(phrases, one(*spans, labels=labels)).to_dict()
    assert {name for name in ("slc", "si", "flc", "st3") if record[name]} == measures
    for name in measures:
        recall = record[name]["techniques"]["loaded_language"] if name == "st3" else record[name]
        assert recall["recall"] == 1


def test_a_span_that_shares_only_white_space_with_a_line_does_not_label_it(phrases: propdetect.Detector) -> None:
    text = "A vile plot.\n  The bus left.\n"
    evaluation = evaluate(phrases, Annotated((Article("1", text, (Span("loaded_language", 2, 15),)),)))
    assert evaluation.slc is not None
    assert evaluation.slc.annotated == 1


def test_a_merged_label_matches_any_of_its_techniques(phrases: propdetect.Detector) -> None:
    label = "straw_man+red_herring+whataboutism"
    evaluation = evaluate(phrases, one(span(label, "what about them")))
    assert evaluation.st3 is not None
    assert evaluation.flc is not None
    assert evaluation.st3.matches[label].f1 == 1
    assert evaluation.st3.average_precision == {label: 1.0}
    assert evaluation.flc.matches[label].f1 == 1
    assert len(evaluation.st3.matches) == len(evaluation.flc.matches) == 21
    assert "whataboutism" not in evaluation.st3.matches


def test_a_label_set_leaves_out_what_it_lacks_in_labels_and_findings(phrases: propdetect.Detector) -> None:
    text = "They forget their own sins. A vile plot.\nRain fell."
    spans = (Span("loaded_language", 30, 39), Span("appeal_to_time", 41, 45))
    data = Annotated((Article("1", text, spans),))
    all_of_them, limited = evaluate(phrases, data), evaluate(phrases, data, "ptc14")
    for evaluation, found, annotated in ((all_of_them, 2, 2), (limited, 1, 1)):
        assert evaluation.si is not None
        assert evaluation.flc is not None
        assert evaluation.st3 is not None
        assert evaluation.slc is not None
        assert (evaluation.si.found, evaluation.si.annotated) == (found, annotated)
        assert (evaluation.flc.micro.found, evaluation.flc.micro.annotated) == (found, annotated)
        assert evaluation.slc.annotated == annotated
    assert limited.st3 is not None
    assert len(limited.st3.matches) == 14
    assert limited.st3.micro_f1 == 1


def test_a_label_set_that_tells_a_label_apart_is_refused(phrases: propdetect.Detector) -> None:
    with pytest.raises(LabelSetError):
        evaluate(phrases, one(span("straw_man+red_herring+whataboutism", "what")), "semeval2023")


def test_spans_without_techniques_count_under_any_label_set(phrases: propdetect.Detector) -> None:
    evaluation = evaluate(phrases, one(span("propaganda", "vile plot"), labels=Labels.SPANS), "ptc18")
    assert evaluation.si is not None
    assert evaluation.si.recall == 1


def test_sentences_with_bias_labels_are_scored_by_their_highest_sentence(phrases: propdetect.Detector) -> None:
    texts = [("Rain fell. A vile plot.", True), ("Rain fell.", False), ("A vile bus.", False), ("Sun shone.", True)]
    evaluation = evaluate(phrases, Annotated((), tuple(Sentence(*pair) for pair in texts)))
    assert evaluation.slc is None
    assert evaluation.model is not None
    bias = evaluation.bias
    assert bias is not None
    # scores .75, .125, .75, .125: one right and one wrong of each kind
    assert (bias.sentences, bias.match.f1, bias.macro_f1) == (4, 1 / 2, 1 / 2)
    assert (bias.auc, bias.average_precision) == (1 / 2, 1 / 2)
    assert bias.calibration_error == pytest.approx((0.25 + 0.125 + 0.75 + 0.875) / 4)


def test_sentences_of_one_kind_have_no_ranking(phrases: propdetect.Detector) -> None:
    evaluation = evaluate(phrases, Annotated((), (Sentence("Rain fell.", False),)))
    assert evaluation.bias is not None
    assert (evaluation.bias.auc, evaluation.bias.average_precision) == (None, None)


def test_to_dict_is_json_with_all_figures_unrounded(phrases: propdetect.Detector) -> None:
    record = evaluate(phrases, one(span("loaded_language", "vile"))).to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["schema_version"] == "1.0"
    assert record["model"] == {"name": "phrases", "version": "0", "sha256": "0" * 64}
    assert record["data"] == {"articles": 1, "lines": 4, "sentences": 0, "labels": "spans with techniques"}
    assert record["si"]["precision"] == 4 / 27


def test_any_technique_is_decided_at_the_threshold_of_the_model(detector: propdetect.Detector) -> None:
    text = (Path(__file__).parents[2] / "examples" / "qaldara.txt").read_text("utf-8")
    (prediction,) = predict(detector, [Article("1", text)])
    report = detector.score(text)
    for (start, end), decided in zip(prediction.lines, prediction.any_decided, strict=True):
        here = [s for s in report.sentences if s.start < end and s.end > start]
        assert decided == any(s.explain("propaganda").decided for s in here)


def figures_of_the_tool(tool: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Run line_scores.py in this process, which prints its figures rounded, and return them as they are."""
    monkeypatch.setattr(sys, "argv", [str(tool), str(data)])
    names: dict[str, Any] = {"__name__": "__main__"}
    with pytest.raises(SystemExit):
        exec(compile(tool.read_text("utf-8"), tool, "exec"), names)  # noqa: S102 (the reference to compare with)
    figures: dict[str, float] = names["out"]
    return figures


@pytest.mark.corpora
def test_the_figures_of_real_articles_are_those_of_the_line_scores_tool(
    corpora: Path, tmp_path: Path, detector: propdetect.Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = corpora.parent / "tools" / "line_scores.py"
    if not tool.is_file():
        pytest.skip("PROPDETECT_CORPORA has no ../tools/line_scores.py beside it")
    data = tmp_path / "slice.jsonl"
    with (corpora / "techniques-en.jsonl").open(encoding="utf-8") as lines:
        data.write_text("".join(itertools.islice(lines, 40)), encoding="utf-8")
    expected = figures_of_the_tool(tool, data, monkeypatch)
    evaluation = evaluate(detector, read([data]))
    st3, si = evaluation.st3, evaluation.si
    assert st3 is not None
    assert si is not None
    ours = {
        "lines": evaluation.lines,
        "microF1": st3.micro_f1_occurring,
        "macroF1": st3.macro_f1_occurring,
        "mAP": st3.mean_average_precision,
        "LL": st3.average_precision["loaded_language"],
        "NC": st3.average_precision["name_calling_labeling"],
        "any": evaluation.any_average_precision,
        "SI": si.f1,
        "SI_P": si.precision,
        "SI_R": si.recall,
        "ece": evaluation.any_calibration_error,
    }
    assert ours == {name: pytest.approx(float(value), abs=1e-9) for name, value in expected.items()}


@pytest.mark.corpora
def test_the_figures_of_real_sentences_are_those_of_the_line_scores_tool(
    corpora: Path, tmp_path: Path, detector: propdetect.Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = corpora.parent / "tools" / "line_scores.py"
    if not tool.is_file():
        pytest.skip("PROPDETECT_CORPORA has no ../tools/line_scores.py beside it")
    data = tmp_path / "slice.jsonl"
    with (corpora / "bias-en.jsonl").open(encoding="utf-8") as lines:
        data.write_text("".join(itertools.islice(lines, 200)), encoding="utf-8")
    expected = figures_of_the_tool(tool, data, monkeypatch)
    bias = evaluate(detector, read([data])).bias
    assert bias is not None
    ours = {"macroF1": bias.macro_f1, "AUC": bias.auc, "ece": bias.calibration_error}
    assert ours == {name: pytest.approx(float(value), abs=1e-9) for name, value in expected.items()}


@pytest.mark.corpora
@pytest.mark.parametrize("name", ["techniques-fr", "techniques-ru", "memes-en", "npov-en"])
def test_every_annotated_corpus_can_be_read(corpora: Path, name: str) -> None:
    data = read([corpora / f"{name}.jsonl"])
    assert bool(data.articles) != bool(data.sentences)
